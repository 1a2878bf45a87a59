"""How a path and a prefix go together: below it already, still to be put below it, or overlapping with it."""

from __future__ import annotations

from accord.contract.markdown.tokens import template


def under(path: str, prefix: str) -> bool:
    return bool(prefix) and template(path).begins_with(template(prefix))


def one_of(path: str, pattern: str) -> bool:
    """Whether a path is one of those that a pattern stands for: `/api/shops` of `/api/<part>`."""
    segments, wanted = template(path).bare.segments, template(pattern).bare.segments
    return len(segments) == len(wanted) and all(
        "{}" in want or want == one for one, want in zip(segments, wanted, strict=True)
    )


def below(path: str, prefix: str) -> str:
    """A path below the prefix of its section."""
    if not prefix or under(path, prefix):
        return path
    return overlapped(path, prefix) or prefix + ("" if path == "/" else path)


def composed(outer: str, inner: str) -> str:
    if not outer or not inner or under(inner, outer) or inner.split("/")[1] == outer.split("/")[1]:
        return inner
    return outer + inner


def overlapped(path: str, prefix: str) -> str:
    """`/admin/pets` below `/api/admin`, which is `/api/admin/pets`; an empty text where they share nothing."""
    head, first = prefix.strip("/").split("/"), path.strip("/").split("/")
    size = next((size for size in range(len(head) - 1, 0, -1) if head[-size:] == first[:size]), 0)
    return "/" + "/".join(head[:-size]) + path if size else ""


def below_another(path: str, base: str, others: frozenset[str]) -> bool:
    """Whether the path begins with another declared prefix, one that is not a piece of its own base."""
    parts = path.split("/")
    fronts = ("/".join(parts[:size]) for size in range(2, len(parts) + 1))
    return any(front in others and front != base and not base.startswith(front + "/") for front in fronts)
