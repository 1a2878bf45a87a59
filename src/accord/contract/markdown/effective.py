"""The path of a row as the document means it: what its part and the document put before it, or nothing where it carries that already."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from accord.contract.markdown.base_told import clean
from accord.contract.markdown.exceptions import names
from accord.contract.markdown.joined import below, below_another, overlapped, under
from accord.contract.markdown.outside import first_word, titled_outside
from accord.contract.markdown.placeholders import filled
from accord.contract.markdown.tokens import path_at, template

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accord.contract.markdown.bases import Bases
    from accord.contract.markdown.candidates import Candidate

_DEFAULTED = re.compile(r"\$\{\w+:?-(https?://[^{}]+)\}")
_SHORT = 60
_FOR_BASE = re.compile(
    r"/[{<]\{?(?:(?:api|base|url|route|mount|root)[_-]?)?(?:prefix|base|root|base_?path|base_?url|mount_?path|root_?path)\}?[}>](?=/)",
    re.IGNORECASE,
)  # `/{prefix}/stats`
_AT_ROOT = re.compile(
    r"/(?:healthz|livez|readyz|metrics|openapi\.(?:json|ya?ml)|swagger(?:\.json|-ui)?|docs|redoc|favicon\.ico|robots\.txt|\.well-known)(?:/|$)",
    re.IGNORECASE,
)


def effective(one: Candidate, known: Bases, section_prefix: str) -> str:
    """The path of a candidate with the prefix of its part and the base applied."""
    path = filled(one.path.text, known.variables) if known.variables and not one.path.host else one.path.text
    if re.match(r"(?:https?|wss?)://", one.path.host) and not re.search(r"[{<\[$]", one.path.host):
        return path
    if one.block.index in known.exempt:
        return path
    defaulted = _DEFAULTED.match(one.path.host)  # `${API:-https://host/api}/pets`
    if defaulted and (stated := path_at(defaulted[1])) is not None and clean(stated):
        return clean(stated) + ("" if path == "/" else path)
    named = re.sub(r"\W", "", one.path.host).lower() if one.path.host and not one.path.host.startswith("http") else ""
    base = known.of(one)
    if base and (stands := _FOR_BASE.match(path)):
        return base + path[stands.end() :]
    base = known.variables.get(named, base) if named else base
    if section_prefix == base or path in known.outside:  # one sentence read both ways; a remark on this very path
        section_prefix = ""
    path = below(path, section_prefix)
    if not base or id(one) in known.rooted or under(path, base):
        return path
    joined = base + ("" if path == "/" else path)
    whole = (one.method, template(joined).bare.key)
    if one.group and (one.group, *whole) in known.listed:  # the same list names both, `/health` and `/api/health`
        return path
    if whole in known.stated:  # elsewhere the document spells the same endpoint out
        return path if path == "/" and one.form == "heading" else joined
    if titled_outside(one.section) or (not section_prefix and below_another(path, base, known.others)):
        return path
    if _said_to_be_outside(one, path, base, known):
        return path
    if longer := overlapped(path, base):
        return longer
    return path if _written_whole(one, path, base, known) else joined


def _said_to_be_outside(one: Candidate, path: str, base: str, known: Bases) -> bool:
    """Whether a path is by nature, in words or in samples none of those below the base."""
    if _AT_ROOT.match(path) or any(_is_outside(path, base, one) for one in known.outside):
        return True
    around = (section for section in one.section.chain() if section.level > 1)
    if known.outside and any(first_word(section.name) in known.outside for section in around):
        return True
    if known.excepted:
        titles = (section.name for section in one.section.chain() if section.level > 1)
        about = one.text if len(one.text) < _SHORT else ""
        if names(known.excepted, path.split("/")[1], about, *titles):
            return True
    key, called = template(path).bare.key, known.shown.below(base)
    return bool(called) and key in known.shown.below("") and key not in called


def _is_outside(path: str, base: str, outside: str) -> bool:
    """Whether a path lies under one that is said to be outside; `/{code}` there is only itself, not all paths."""
    if template(outside).bare.segments[:1] == ("{}",):
        return template(path).bare.key == template(outside).bare.key
    return under(path, outside) and not under(base, outside)


def _written_whole(one: Candidate, path: str, base: str, known: Bases) -> bool:
    """Whether a path is no relative one: it begins as the base does, or rows beside it carry the base."""
    head, first = base.strip("/").split("/"), path.strip("/").split("/")
    if len(head) > 1 and len(first) > 1 and head[0] == first[0]:
        return True
    if one.group and (one.group, base) in known.absolute_groups:
        return True
    return known.mostly_absolute and base == known.document


def told_elsewhere(candidates: Sequence[Candidate], paths: Mapping[int, str]) -> dict[int, str]:
    """Paths (by id) of lists that leave out what other places spell out: `GET /pets` of a summary is `GET /api/v1/pets` of the details.

    A prefix counts where at least three rows of a list, and four fifths of it, exist elsewhere below the same prefix and not without it.
    """
    stated: dict[tuple[str, tuple[str, ...]], set[int]] = {}
    tails: dict[tuple[str, tuple[str, ...]], set[tuple[str, ...]]] = {}
    groups: dict[int, list[tuple[Candidate, tuple[str, ...]]]] = {}
    for one in candidates:
        segments = template(paths[id(one)]).bare.segments
        stated.setdefault((one.method, segments), set()).add(one.group)
        for size in range(1, min(len(segments), 4)):
            tails.setdefault((one.method, segments[size:]), set()).add(segments[:size])
        if one.group:
            groups.setdefault(one.group, []).append((one, segments))
    out: dict[int, str] = {}
    for group, members in groups.items():
        alone = [(one, segments) for one, segments in members if segments and stated[one.method, segments] == {group}]
        found = Counter(
            prefix for one, segments in alone for prefix in tails.get((one.method, segments), ()) if "{}" not in prefix
        )
        prefix, count = found.most_common(1)[0] if found else ((), 0)
        if count >= 3 and count >= 0.8 * len(members):
            front = "/" + "/".join(prefix)
            out.update({id(one): front + paths[id(one)] for one, _ in alone})
    return out
