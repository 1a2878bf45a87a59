"""URLs of requests taken apart: what is base, what is path, which query parameters are named, and whether all of it is known.

The base is a leading piece with scheme, host or environment value, as far as the program keeps it apart from what follows; a literal `/api`
at the front of a path stays in the path. Unknown segments are `{name}`; an unknown prefix is `{?}`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from accord.evaluate.js_values import PERHAPS
from accord.evaluate.values import Hole, Text, Unknown, Value
from accord.paths import HOLE, PathTemplate

Part = str | Hole
_ABSOLUTE = re.compile(r"^(?:[A-Za-z][\w+.-]*:)?//")
_RELATIVE = re.compile(r"^(?:\.{1,2}/)+")  # to the page, which a client of one page has at its root
_OTHER = re.compile(
    r"^(?:data|blob|about|chrome(?:-extension)?|mailto|tel|file|javascript|ws|wss|asset|app):", re.IGNORECASE
)
_SPANS = re.compile(
    r"^(?:url|uri|path|pathname|endpoint|route|href|suffix|rest|resource_?path|api_?path|sub_?path|end_?point_?url)$",
    re.IGNORECASE,
)
_BASES = re.compile(
    r"^_*(?:(?:api|base|backend|server|host|root|service|origin|domain|public|app|rest|http|gateway)[\w]*?(?:url|uri|root|host|base|origin|address|domain|path|prefix|"
    r"endpoint|server|api)|(?:url|uri|api)(?:base|root|prefix|host)|baseurl|origin|api|backend|server|domain|hostname|"
    r"\w+?(?:base|api|server|backend|service|gateway|host)_?(?:url|uri|root))_*$",
    re.IGNORECASE,
)
_CONSTANT = re.compile(r"^[A-Z][A-Z\d_]*_(?:URL|URI|HOST|ROOT|ORIGIN|DOMAIN|ENDPOINT|SERVER|BASE|API)$")
_PREFIX = re.compile(r"^/(?:api|rest)?(?:(?<=\w)/)?(?:v\d+)?(?<=\w)$")
_SUFFIXES = re.compile(
    r"^(?:query|search|params?|qs|filters?)$|query_?(?:string|params?)$|search_?params$", re.IGNORECASE
)
_ANYTHING = ("a text too long for a path", "too many alternatives", "an unknown separator")
_NAME = re.compile(r"[A-Za-z_]\w*")
_CUT = re.compile(r"[?#]|&(?=[\w.$\[\]-]*(?:=|$))")  # a parameter behind a path that may have a `?` already
_QUERY = re.compile(r"(?:^|[?&])([A-Za-z_$][\w.$\[\]-]*)(?==|&|$)")


@dataclass(frozen=True, slots=True)
class Address:
    """A URL taken apart; `joint` is the first piece after the base that the program keeps apart, which may belong to the base."""

    base: str
    path: PathTemplate
    query: tuple[str, ...]
    host: str = ""  # of an absolute URL, holes as `{}`
    configured: bool = False  # whether the base is a piece of its own
    soft: bool = False  # whether a deployment sets it
    joint: str = ""


def addresses(url: Value, base: Value) -> Address | None:
    """A URL relative to a client's base; None where it is no request to a server."""
    parts = list(url.parts) if type(url) is Text else [url]
    if parts and type(parts[0]) is str:
        parts[0] = _RELATIVE.sub("/", parts[0])
    elif parts and type(parts[0]) is Hole and parts[0].reason == PERHAPS and _begins(parts[1:]):
        del parts[0]  # a prefix that nobody sets
    if parts and type(parts[0]) is str and _OTHER.match(parts[0]):
        return None
    soft = type(url) is Text and url.soft
    front = _parts(base)
    if _is_absolute(parts) or not front:
        return _alone(parts, soft=soft)
    below = _below(parts)
    text = "".join(p if type(p) is str else f"{{{_name(p) or 'base'}}}" for p in front).rstrip("/")
    host = _host(text)
    return Address(text, below[0], below[1], host, configured=True, soft=type(base) in (Text, Unknown) and base.soft)


def _begins(parts: list[Part]) -> bool:
    """Whether a path begins here."""
    return bool(parts) and type(parts[0]) is str and parts[0].startswith("/")


def _parts(value: Value) -> list[Part]:
    if type(value) is Unknown:
        return [Hole(value.name or "base", value.reason)]
    parts = list(value.parts) if type(value) is Text else [value] if type(value) is str else []
    return [p for p in parts if p not in ("", "/")]


def _is_absolute(parts: list[Part]) -> bool:
    text = "".join(p if type(p) is str else "\0" for p in parts)
    return _ABSOLUTE.match(text) is not None or (
        type(parts[0]) is Hole and len(parts) > 1 and type(parts[1]) is str and parts[1].startswith("://")
    )


def _host(text: str) -> str:
    match = re.match(r"^(?:[A-Za-z][\w+.-]*:)?//([^/]*)", text)
    return re.sub(r"\{[^{}]*\}", "{}", match.group(1)) if match is not None else ""


def _alone(parts: list[Part], *, soft: bool) -> Address:
    """A URL that no client's base is put before."""
    front, rest, configured = _split(parts, soft=soft)
    base = "".join(p if type(p) is str else f"{{{_name(p) or 'base'}}}" for p in front).rstrip("/")
    path, query = _below(rest)
    joint = rest[0] if configured and len(rest) > 1 and type(rest[0]) is str and type(rest[1]) is str else ""
    return Address(base, path, query, _host(base), configured=configured, soft=soft, joint=joint if base else "")


def _split(parts: list[Part], *, soft: bool) -> tuple[list[Part], list[Part], bool]:
    """The base and what follows, and whether the program keeps the two apart."""
    if _is_absolute(parts):
        number, at = _host_end(parts)
        for meeting in range(1, len(parts)):
            kept = (
                type(parts[meeting - 1]) is str
                and type(parts[meeting]) is str
                and _meets(*parts[meeting - 1 : meeting + 1])
            )
            if kept and (meeting > number or (meeting == number and at == 0)):
                return parts[:meeting], parts[meeting:], True
        if number >= len(parts):
            return parts, [], True
        whole = parts[number]
        head, tail = (whole[:at], whole[at:]) if type(whole) is str else ("", whole)
        return [*parts[:number], head], [tail, *parts[number + 1 :]], number > 0
    first = parts[0] if parts else ""
    ahead = next((n for n, p in enumerate(parts) if type(p) is str), 0)
    if (
        ahead > 1
        and any(type(p) is Hole and _is_base_name(p.name) for p in parts[:ahead])
        and str(parts[ahead])[:1] == "/"
    ):
        return (
            parts[:ahead],
            parts[ahead:],
            True,
        )  # a base with more behind it that is not known: `${baseUrl}${appUrl}/api`
    if (
        type(first) is Hole
        and len(parts) > 1
        and type(parts[1]) is str
        and parts[1][:1] in ("/", "?", "#")
        and (soft or (_is_base_name(first.name) and parts[1][:1] == "/") or _is_global(first))
    ):
        return [first], parts[1:], True
    if soft and type(first) is str and len(parts) > 1 and type(parts[1]) is str:
        return [first], parts[1:], True
    if type(first) is Hole and len(parts) > 1 and soft and type(parts[1]) is str:
        return [first], parts[1:], True  # an environment value with the slash at its end
    return [], parts, False


def _meets(front: Part, rest: Part) -> bool:
    """Whether a path may begin where two pieces of text meet."""
    return str(rest)[:1] in ("", "/", "?", "#") or str(front).endswith("/")


def _is_base_name(name: str) -> bool:
    return _BASES.match(name) is not None or _CONSTANT.match(name) is not None


def _is_global(part: Hole) -> bool:
    """Whether a piece is a constant that nothing declares: one that the build puts in."""
    return part.reason == f"name {part.name} is not defined" and part.name.isupper()


def _host_end(parts: list[Part]) -> tuple[int, int]:
    """The part and the place in it where the path begins."""
    seen = 0
    for number, part in enumerate(parts):
        if type(part) is not str:
            continue
        start = 0
        if not seen:
            match = re.search(r"//", part)
            if match is None:
                continue
            start, seen = match.end(), 1
        at = re.compile(r"[/?#]").search(part, start)
        if at is not None:
            return number, at.start()
        if re.search(r"[\w\]]$", part[start:]) and number + 1 < len(parts) and str(parts[number + 1])[:1] != ":":
            return number, len(part)
    return len(parts), 0


# -- paths ------------------------------------------------------------------------------------------------------------------------


def _below(parts: list[Part]) -> tuple[PathTemplate, tuple[str, ...]]:
    """The path and the names of the query parameters."""
    text = ""
    query = ""
    for number, part in enumerate(parts):
        following = parts[number + 1] if number + 1 < len(parts) else ""
        if query:
            query += part if type(part) is str else "={}" if query[-1:] not in "=&?{" else "\0"
        elif type(part) is str:
            cut = _CUT.search(part)
            text += part[: cut.start()] if cut is not None else part
            query = part[cut.start() :] if cut is not None else ""
        elif type(part) is Hole and _is_suffix(part, text, following):
            query = "?"
        elif type(part) is Hole:
            text += _hole(part, text, following)
    if text and not text.startswith(("/", "{")):
        text = f"/{text}"
    if query.startswith("#"):
        query = ""
    names = [n for n in _QUERY.findall(query.partition("#")[0].replace("\0", "\0=").replace("{}", "")) if n]
    return PathTemplate.parse(_folded(text) or "/"), tuple(dict.fromkeys(names))


def _folded(text: str) -> str:
    return re.sub(r"/{2,}", "/", text)


def _is_suffix(part: Hole, text: str, following: Part) -> bool:
    """Whether something unknown that is glued to a word is a query string or another suffix."""
    if (
        not text
        or part.reason in _ANYTHING
        or text[-1] in "/-._~=@:,("
        or _PREFIX.match(text)
        or _SPANS.match(_name(part))
    ):
        return False
    if _SUFFIXES.search(_name(part)):
        return True
    return (
        following == ""
        or (type(following) is str and following[:1] in "?#&")
        or (type(following) is Hole and text.endswith("}"))
    )


def _hole(part: Hole, text: str, following: Part) -> str:
    name = _name(part)
    if not text:
        return HOLE
    if _PREFIX.match(text) or (
        _SPANS.match(name) and not (text.endswith("/") and following[:1] == "/" if type(following) is str else False)
    ):
        return HOLE
    if part.reason in _ANYTHING:
        return HOLE
    return f"{{{name or 'value'}}}"


def _name(part: Part) -> str:
    found = _NAME.findall(part.name) if type(part) is Hole else []
    return found[-1] if found else ""


__all__ = ["Address", "addresses"]
