"""Which declared base holds for a document as a whole, which for a part of it, and what speaks against it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from accord.contract.markdown import words
from accord.contract.markdown.base_told import clean, paths_in
from accord.contract.markdown.base_words import ROOT_OF_API, THIRD_PARTY
from accord.contract.markdown.evidence import Evidence, Rank
from accord.contract.markdown.inline import bare
from accord.contract.markdown.joined import composed, under
from accord.contract.markdown.many import Spelled, by_section
from accord.contract.markdown.tokens import template

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from accord.contract.markdown.blocks import Block, Section
    from accord.contract.markdown.candidates import Candidate
    from accord.contract.markdown.evidence import Declaration
    from accord.contract.markdown.shown import Shown

_FEWEST = 2  # rows that samples must call alike to say something of the base
_VERSION = re.compile(r"/v\d+(?:\.\d+)?")
_FROM_API = re.compile(r"/(?:api|rest)(?:/|$)", re.IGNORECASE)
_NONE = Evidence(Rank.UNLISTED)


class Held(NamedTuple):
    """The base of the document, those of its parts by the ids of their sections, and one that is in doubt.

    Of a part that declares bases anew between its rows, the first counts from its beginning and each other one behind its line.
    """

    document: Evidence
    sections: dict[int, tuple[Evidence, ...]]
    prefixes: frozenset[str]  # all that were declared, those beside others included
    doubted: Evidence | None = None


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a document, those of each section, and how many of them state endpoints, by its id: a document has many of all three."""

    every: Sequence[Candidate]
    by_section: Mapping[int, Sequence[Candidate]]
    inside: Mapping[int, int]

    @classmethod
    def of(cls, candidates: Sequence[Candidate], stating: Sequence[Candidate]) -> _Rows:
        inside = Counter(id(section) for one in stating for section in one.section.chain())
        return cls(candidates, by_section(candidates), inside)

    def within(self, section: Section) -> Sequence[Candidate]:
        return self.by_section.get(id(section), ())

    def scope(self, one: Declaration) -> Section:
        """The smallest part around a declaration that holds rows."""
        chain = list(one.section.chain())
        return next((section for section in chain if self.inside.get(id(section))), chain[-1])


def held(
    found: Sequence[Declaration],
    blocks: Sequence[Block],
    candidates: Sequence[Candidate],
    parts: Mapping[int, Evidence],
    called: Shown,
) -> Held:
    """Which declaration holds where; `parts` has what stands in front of rows by their ids, `called` what samples call."""
    plain = [one for one in candidates if not one.gone]
    stating = [one for one in plain if not one.sample] or candidates
    rows = _Rows.of(candidates, stating)
    found = _of_the_service(found, rows, parts)
    unlike = {(one.rank, one.host, id(one.section), one.prefix, one.beside): one for one in found}.values()
    prefixes = frozenset(p for one in unlike if not _of_its_rows(one, rows) for p in (one.prefix, *one.beside))
    used = _counted(found, rows)
    document, scoped = _placed(used, rows)
    if scoped:
        return Held(document or _NONE, _anew(used, document, scoped, plain, rows), prefixes)
    if document is None or not document.prefix:
        root = called.only(_FEWEST, frozenset(_alone(blocks)))
        return Held(Evidence(Rank.CALLED, called.lines.get(root, 0), root), {}, prefixes)
    weighed = _weighed(document, used, called)
    if weighed is not None and not weighed.why:
        carried = any(one.path.host or under(one.path.text, weighed.prefix) for one in plain)
        weighed = weighed if carried else _torn(weighed, used, called)
    return Held(weighed or _NONE, {}, prefixes, weighed if weighed and weighed.why else None)


def _of_the_service(found: Sequence[Declaration], rows: _Rows, parts: Mapping[int, Evidence]) -> list[Declaration]:
    """The declarations that can be about the rows: not about a part without any, a sample, what clients need, services of others."""
    given = {parts[id(row)].prefix for row in rows.every if id(row) in parts}
    own = _own(found, rows)
    paths = [row.path.text for row in rows.every if not row.path.host]
    spelled = Spelled(template(path).bare.key for path in paths)
    rooted = _mostly_rooted(paths)
    return [
        one
        for one in own
        if not _of_its_part(one, rows)
        and (one.strong or not (_of_a_sample(one, rows) or _told_of_its_part(one, given)))
        and not _in_the_rows(one.prefix, spelled)
        and not (rooted and one.rank is Rank.UNLISTED and one.prefix and not _FROM_API.match(one.prefix))
        and not (one.host and _of_third_party(one, rows))
    ]


def _mostly_rooted(paths: Sequence[str]) -> bool:
    """Whether paths are written from `/api`: below `/v1` there is no `/api/pets`."""
    return sum(_FROM_API.match(path) is not None for path in paths) * 2 > len(paths)


def _in_the_rows(prefix: str, rows: Spelled) -> bool:
    """Whether what looks like a base is an endpoint itself or stands in the middle of rows, and none lies below it."""
    if not prefix or ROOT_OF_API.fullmatch(prefix):
        return False
    key = template(prefix).bare.key
    if key.count("/") < 2 or rows.has_below(key):
        return False
    return rows.has_within(key) or (rows.has(key) and rows.mostly_begin_as(key))


def _counted(found: Sequence[Declaration], rows: _Rows) -> list[Declaration]:
    """Labels and headings before sentences: a sentence counts where it makes the base longer or holds around all parts that have one."""
    strong = [one for one in found if one.strong]
    weak = [one for one in found if not one.strong]
    parts = {id(part): part for part in (rows.scope(one) for one in strong if one.prefix)}
    around_parts = Counter(id(outer) for part in parts.values() for outer in part.chain() if outer is not part)
    around = [one for one in weak if around_parts[id(rows.scope(one))] == len(parts)]
    return _lengthened(strong, weak, rows) + around


def _placed(used: Sequence[Declaration], rows: _Rows) -> tuple[Evidence | None, dict[int, Evidence]]:
    """The base of the document and those of its parts, by their ids."""
    prefixes = list(dict.fromkeys(one.prefix for one in used))
    rooted = [one for one in used if one.prefix]
    if len(set(prefixes) - {""}) == 1 and _local(rooted[0], rows):
        return None, {id(rows.scope(one)): one.evidence for one in rooted}
    if len(set(prefixes) - {""}) == 1 and not (len(prefixes) > 1 and _in_different_parts(used, rows)):
        return rooted[0].evidence, {}
    return _scopes(used, rows) if len(prefixes) > 1 else (None, {})


def _alone(blocks: Sequence[Block]) -> Iterator[str]:
    """The paths that stand alone in a line."""
    for block in blocks:
        for text, _ in block.lines if block.kind == "text" else ():
            if bare(text).startswith("/") and not re.search(r"\s", bare(text)):
                yield from (clean(path) for path in paths_in(text))


def _own(found: Sequence[Declaration], rows: _Rows) -> list[Declaration]:
    """The declarations without the settings in code that cannot be the base of the rows."""
    coded = [one for one in found if one.coded]
    if not coded:
        return list(found)
    hosts: dict[int, set[str]] = {}
    for one in coded:
        hosts.setdefault(id(one.section), set()).add(one.host or one.prefix)
    paths = [row.path.text for row in rows.every if not row.path.host]
    rooted = _mostly_rooted(paths)
    prefixes = {one.prefix for one in coded if one.prefix}
    if rooted or len(prefixes) > 1:
        return [
            one for one in found if not one.coded
        ]  # it shows what can be set, or the rows are written from a root already
    carried = any(under(row.path.text, prefix) for prefix in prefixes for row in rows.every)
    return [
        one
        for one in found
        if not one.coded
        or (
            len(hosts[id(one.section)]) == 1
            and (
                one.host or rows.within(one.section) or ROOT_OF_API.fullmatch(one.prefix)
            )  # else a controller of something else
            and not (one.prefix and carried)
        )
    ]


def _weighed(document: Evidence, used: Sequence[Declaration], called: Shown) -> Evidence | None:
    """The base after a look at what samples call; where they call rows without a base that is plainly stated, it stays, in doubt."""
    bare, below = called.below(""), called.below(document.prefix)
    declared = next((one for one in used if one.prefix and document.prefix.startswith(one.prefix)), None)
    if declared is None or len(bare) <= len(below) or (len(bare) < _FEWEST and declared.strong):
        return document
    if not declared.strong or declared.coded:
        return None
    against = f"the samples from line {called.lines['']} on call rows without it"
    return document if below else replace(document, line=declared.line, why=against)


def _torn(document: Evidence, used: Sequence[Declaration], called: Shown) -> Evidence:
    """The same with what speaks against it where one place lists hosts with it and without: `Local: http://localhost`, `Live: https://host/api`."""
    based = next((one for one in used if one.prefix == document.prefix and one.host), None)
    if based is None or called.below(document.prefix):
        return document
    other = next((one for one in used if one.host and not one.prefix and one.section is based.section), None)
    if other is None:
        return document
    return replace(document, line=based.line, why=f"the host in line {other.line} is stated without it")


def _lengthened(strong: list[Declaration], weak: Sequence[Declaration], rows: _Rows) -> list[Declaration]:
    """`Base URL: /api` beside "all paths begin with `/api/v1`": the longer root, said of all paths, is what holds."""
    declared = {one.prefix for one in strong}
    if len(declared) != 1 or "" in declared:
        return strong
    base = next(iter(declared))
    scopes = {id(rows.scope(one)) for one in strong}
    longer = {
        one.prefix if under(one.prefix, base) else base + one.prefix
        for one in weak
        if one.prefix != base
        and (under(one.prefix, base) or _VERSION.fullmatch(one.prefix))
        and re.search(r"/v\d+(?:\.\d+)?$", one.prefix)
        and not any(id(outer) in scopes for outer in list(rows.scope(one).chain())[1:])
    }
    return [replace(one, prefix=next(iter(longer))) for one in strong] if len(longer) == 1 else strong


def _local(one: Declaration, rows: _Rows) -> bool:
    """Whether the one declared prefix only describes its own part: its rows carry it already, the others do not."""
    scope = rows.scope(one)
    inside = rows.within(scope)
    outside = [row for row in rows.every if not row.section.within(scope)]
    if scope.level < 2 or not outside or (not one.strong and not any(row.line > one.line for row in inside)):
        return (
            False  # what a sentence behind all rows of its part says of "the above" is about those of the others, too
        )
    carried = sum(under(row.path.text, one.prefix) for row in outside)
    first = min(row.line for row in outside) > min(row.line for row in inside)
    return carried < 0.5 * len(outside) and (not first or all(under(row.path.text, one.prefix) for row in inside))


def _in_different_parts(used: Sequence[Declaration], rows: _Rows) -> bool:
    """Whether declarations with and without a path stand in parts of the document that each hold endpoints."""
    scopes = {one.prefix: rows.scope(one) for one in used}
    return len({id(scope) for scope in scopes.values()}) == len(scopes) and all(
        scope.level > 0 for scope in scopes.values()
    )


def _of_its_part(one: Declaration, rows: _Rows) -> bool:
    """Whether a prefix only tells where a part without endpoints lies: `/metrics` below "Metrics resource"."""
    last = one.prefix.rsplit("/", 1)[-1].lower()
    empty = one.section.level > 2 and not rows.inside.get(id(one.section))
    return empty and len(last) > 3 and last in one.section.name.lower()


def _of_a_sample(one: Declaration, rows: _Rows) -> bool:
    """Whether a sentence only tells how a sample is set up: below `Example 2`, where no endpoint stands."""
    return not rows.inside.get(id(one.section)) and words.is_one_sample(one.section.name)


def _told_of_its_part(one: Declaration, given: set[str]) -> bool:
    """Whether a sentence is the prefix of its own part alone, as that of another part is another."""
    return one.section.level > 1 and one.prefix in given and len(given) > 1


def _of_its_rows(one: Declaration, rows: _Rows) -> bool:
    """Whether a sentence of a part only names what all its rows begin with: below the base of the document they are all the same."""
    inside = rows.within(one.section) if one.rank is Rank.TOLD and not one.host and one.section.level > 1 else ()
    return bool(inside) and all(under(row.path.text, one.prefix) for row in inside)


def _of_third_party(one: Declaration, rows: _Rows) -> bool:
    """Whether a URL stands in a part about services of others, where no endpoint stands: "External APIs used"."""
    around = [section for section in one.section.chain() if section.level > 1]
    return any(THIRD_PARTY.search(section.name) and not rows.inside.get(id(section)) for section in around)


def _anew(
    used: Sequence[Declaration],
    document: Evidence | None,
    scoped: Mapping[int, Evidence],
    plain: Sequence[Candidate],
    rows: _Rows,
) -> dict[int, tuple[Evidence, ...]]:
    """What parts declare, and declare again between their rows: "Prefix: `/products`", a table, "Prefix: `/categories`", another table."""
    out = {home: [first] for home, first in scoped.items()}
    lines = {home: sorted(row.line for row in inside) for home, inside in by_section(plain).items()}
    last: dict[int, int] = {}
    for one in used:
        home = id(rows.scope(one))
        before = last.setdefault(home, one.line)
        if one.strong and home in out and _between(before, one.line, lines.get(home, ())):
            out[home].append(_whole(one, document))
            last[home] = one.line
    return {home: tuple(told) for home, told in out.items()}


def _between(before: int, after: int, lines: Sequence[int]) -> bool:
    """Whether one of the sorted lines lies between two others."""
    at = bisect_right(lines, before)
    return at < len(lines) and lines[at] < after


def _scopes(used: Sequence[Declaration], rows: _Rows) -> tuple[Evidence | None, dict[int, Evidence]]:
    """Each declaration holds for the smallest part around it that has endpoints; the widest one holds for the document."""
    document: Evidence | None = None
    scoped: dict[int, Declaration] = {}
    for one in used:
        scope = rows.scope(one)
        root = list(scope.chain())[-1]
        if scope.level <= 1 and rows.inside.get(id(scope), 0) >= 0.9 * rows.inside.get(id(root), 0):
            scope = root
        if scope.level == 0:
            document = document if document and document.prefix else one.evidence
        elif id(scope) not in scoped or not scoped[id(scope)].prefix:
            scoped[id(scope)] = one
    return document, {scope: _whole(one, document) for scope, one in scoped.items()}


def _whole(one: Declaration, document: Evidence | None) -> Evidence:
    """The base of a part below that of the document; a URL with its host is whole."""
    outer = document.prefix if document and not one.host else ""
    return replace(one.evidence, prefix=composed(outer, one.prefix))
