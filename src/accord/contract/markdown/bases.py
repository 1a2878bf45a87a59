"""What declared bases mean for a document: which holds for it as a whole, which for a part, and what speaks against it.

Evidence counts in this order; what comes first wins, what comes later only fills what is open:

1. The row itself: a URL with a host, a path that carries the base already, a placeholder whose value is stated (`effective`).
2. Words that put the row, its block or its part outside of the base: said of it elsewhere (`outside`, `exceptions`) or by the part itself (`apart`).
3. The prefix of the part: a sentence or title in it (`parts`), else what one place gives to parts by their names (`named_parts`), mounts in code
   and tables of modules (`mounts`); it goes between base and row.
4. The stated base: a label, heading, table row or front matter (strong declarations, `declarations`), the innermost part first.
5. Sentences about all paths (weak declarations, `base_told`): alone where nothing is stated, else where they lengthen what is stated
   or hold for a wider part of the document.
6. Settings and groups in code (coded declarations), where no row contradicts them.
7. What samples call (`shown`): alone where nothing else says anything; against 5 and 6 they win, against 4 they are told as a doubt.
8. Roots in words nobody listed: a URL or `/api/v1` alone in its line, a title that ends in one (`declarations.unnamed`), where 4 and 5 are silent.
"""
# ruff: noqa: E501  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from accord.contract.markdown import words
from accord.contract.markdown.base_told import ROOT_OF_API, clean, paths_in
from accord.contract.markdown.inline import bare
from accord.contract.markdown.joined import below, composed, under
from accord.contract.markdown.named_parts import named_prefixes
from accord.contract.markdown.outside import excepted, exempt_blocks, outside_of_base
from accord.contract.markdown.placeholders import variables
from accord.contract.markdown.shown import Shown, shown
from accord.contract.markdown.tokens import template

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from accord.contract.markdown.blocks import Block, Section
    from accord.contract.markdown.candidates import Candidate
    from accord.contract.markdown.declarations import Declaration

_FEWEST = 2  # rows that samples must call alike to say something of the base
_VERSION = re.compile(r"/v\d+(?:\.\d+)?")
_FROM_API = re.compile(r"/(?:api|rest)(?:/|$)", re.IGNORECASE)
_THIRD_PARTY = re.compile(
    r"\bexternal\b|\bthird[- ]part(?:y|ies)\b|\bupstreams?\b|\bintegrations?\b|\bextern[aeo]s?\b|\bexternes?\b|\bdata sources?\b|第三方|外部|외부|внешн\w+",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Bases:
    """The prefix for every section, and the paths that stand outside."""

    document: str
    scoped: dict[int, str]  # by id of the section
    others: frozenset[str]
    outside: tuple[str, ...]
    excepted: tuple[str, ...]  # the words that name more of them
    mostly_absolute: bool
    absolute_groups: frozenset[tuple[int, str]]
    variables: dict[str, str]  # path part of what `{{url}}` and its like stand for, by lower-case name
    exempt: frozenset[int]  # indices of blocks that a line right above them declares outside
    stated: frozenset[tuple[str, str]]  # method and key of every path as written
    listed: frozenset[tuple[int, str, str]]  # the same with the list or table it stands in
    shown: Shown  # what samples call
    later: dict[
        int, tuple[tuple[int, str], ...]
    ]  # by id of the section, what is declared anew behind its first rows, with the line
    rooted: frozenset[int] = frozenset()  # ids of candidates that their row or part puts outside (`apart`)
    doubted: tuple[int, str] | None = None  # line of a base, and what speaks against it

    def of(self, row: Candidate) -> str:
        """The base that holds for a row: the innermost declared around it, the last one above it, else the document's."""
        home = next((id(one) for one in row.section.chain() if id(one) in self.scoped), 0)
        anew = [prefix for line, prefix in self.later.get(home, ()) if line < row.line]
        return anew[-1] if anew else self.scoped.get(home, self.document)


def bases(
    found: Sequence[Declaration], blocks: Sequence[Block], candidates: Sequence[Candidate], sections: Mapping[int, str]
) -> Bases:
    """Which declaration holds where; `sections` holds the prefix of a candidate's section by its id."""
    plain = [one for one in candidates if not one.gone]
    stating = [one for one in plain if not one.sample] or candidates
    population = Counter(id(section) for one in stating for section in one.section.chain())
    written = {id(one): below(one.path.text, sections.get(id(one), "")) for one in candidates}
    called = shown(blocks, candidates, written, [one.host for one in found if one.host and not one.coded])
    found = _of_the_service(found, candidates, sections, population)
    used = _counted(found, population)
    document, scoped = _placed(used, candidates, population)
    doubted = None
    if document and not scoped:
        document, doubted = _weighed(document, used, called)
        carried = any(one.path.host or under(one.path.text, document) for one in plain)
        doubted = doubted or (None if carried or not document else _torn(document, used, called))
    elif not scoped:
        document = called.only(_FEWEST, frozenset(_alone(blocks)))
    homes = {id(section): section for one in plain for section in one.section.chain()}
    scoped = named_prefixes(blocks, homes) | scoped
    spelled = [one for one in plain if not one.path.host]  # a row with a host says nothing of the others
    absolute = [one for one in spelled if document and under(one.path.text, document)]
    phrases = excepted(blocks)
    return Bases(
        document,
        scoped,
        others=frozenset(
            prefix for one in found for prefix in (one.prefix, *one.beside) if prefix and prefix != document
        ),
        outside=outside_of_base(blocks, phrases),
        excepted=phrases,
        mostly_absolute=bool(document) and len(absolute) >= 3 and len(absolute) >= 0.7 * len(spelled),
        absolute_groups=frozenset((one.group, document) for one in absolute if one.group),
        variables=variables(blocks),
        exempt=exempt_blocks(blocks),
        listed=frozenset((one.group, one.method, template(one.path.text).bare.key) for one in plain if one.group),
        stated=frozenset((one.method, template(one.path.text).bare.key) for one in plain),
        shown=called,
        later=_anew(used, document, scoped, plain, population),
        doubted=doubted,
    )


def _of_the_service(
    found: Sequence[Declaration],
    candidates: Sequence[Candidate],
    sections: Mapping[int, str],
    population: Mapping[int, int],
) -> list[Declaration]:
    """The declarations that can be about the rows: not about a part without any, a sample, what clients need, services of others."""
    found = [one for one in found if not one.coded or _own(one, found, candidates)]
    found = [one for one in found if not _of_its_part(one, population) and not _of_a_sample(one, population)]
    found = [one for one in found if one.strong or not _told_of_its_part(one, candidates, sections)]
    found = [one for one in found if not _in_the_rows(one.prefix, candidates)]
    return [one for one in found if not (one.host and _of_third_party(one, population))]


def _in_the_rows(prefix: str, candidates: Sequence[Candidate]) -> bool:
    """Whether what looks like a base is an endpoint itself or stands in the middle of rows, and none lies below it."""
    if not prefix or ROOT_OF_API.fullmatch(prefix):
        return False
    paths = [template(row.path.text).bare.key for row in candidates if not row.path.host]
    key = template(prefix).bare.key
    if key.count("/") < 2 or any(path.startswith(f"{key}/") for path in paths):
        return False
    alike = sum(path.split("/")[1] == key.split("/")[1] for path in paths) * 2 > len(paths)
    return any(path.endswith(key) or f"{key}/" in path for path in paths if path != key or alike)


def _counted(found: Sequence[Declaration], population: Mapping[int, int]) -> list[Declaration]:
    """Labels and headings before sentences: a sentence counts where it makes the base longer or holds around all parts that have one."""
    strong = [one for one in found if one.strong]
    weak = [one for one in found if not one.strong]
    around = [one for one in weak if all(_wider(one, other, population) for other in strong if other.prefix)]
    return _lengthened(strong, weak, population) + around


def _placed(
    used: Sequence[Declaration], candidates: Sequence[Candidate], population: Mapping[int, int]
) -> tuple[str, dict[int, str]]:
    """The base of the document and those of its parts, by their ids."""
    prefixes = list(dict.fromkeys(one.prefix for one in used))
    rooted = [prefix for prefix in prefixes if prefix]
    if len(rooted) == 1 and _local(used, candidates, population):
        return "", {id(scope_of(one, population)): one.prefix for one in used if one.prefix}
    if len(rooted) == 1 and not (len(prefixes) > 1 and _in_different_parts(used, population)):
        return rooted[0], {}
    return _scopes(used, population) if len(prefixes) > 1 else ("", {})


def _alone(blocks: Sequence[Block]) -> Iterator[str]:
    """The paths that stand alone in a line."""
    for block in blocks:
        for text, _ in block.lines if block.kind == "text" else ():
            if bare(text).startswith("/") and not re.search(r"\s", bare(text)):
                yield from (clean(path) for path in paths_in(text))


def _own(one: Declaration, found: Sequence[Declaration], candidates: Sequence[Candidate]) -> bool:
    """Whether a setting in code can be the base of the rows: all code agrees on it, and the rows are not written from a root already."""
    coded = [other for other in found if other.coded]
    hosts = {other.host or other.prefix for other in coded if other.section is one.section}
    if len(hosts) > 1 or len({other.prefix for other in coded if other.prefix}) > 1:
        return False  # it shows what can be set
    if (
        not one.host
        and not ROOT_OF_API.fullmatch(one.prefix)
        and not any(row.section.within(one.section) for row in candidates)
    ):
        return False  # a controller of something else
    rows = [row.path.text for row in candidates if not row.path.host]
    rooted = sum(_FROM_API.match(path) is not None for path in rows) * 2 > len(rows)
    return not rooted and not any(under(row.path.text, one.prefix) for row in candidates)


def _weighed(document: str, used: Sequence[Declaration], called: Shown) -> tuple[str, tuple[int, str] | None]:
    """The base after a look at what samples call; where they call rows without a base that is plainly stated, it stays, in doubt."""
    bare, below = called.below(""), called.below(document)
    declared = next((one for one in used if one.prefix and document.startswith(one.prefix)), None)
    if declared is None or len(bare) <= len(below) or (len(bare) < _FEWEST and declared.strong):
        return document, None
    if declared.strong and not declared.coded:
        against = f"the samples from line {called.lines['']} on call rows without it"
        return document, None if below else (declared.line, against)
    return "", None


def _torn(document: str, used: Sequence[Declaration], called: Shown) -> tuple[int, str] | None:
    """What speaks against a base where one place lists hosts with it and without: `Local: http://localhost`, `Live: https://host/api`."""
    based = next((one for one in used if one.prefix == document and one.host), None)
    if based is None or called.below(document):
        return None
    other = next((one for one in used if one.host and not one.prefix and one.section is based.section), None)
    return (based.line, f"the host in line {other.line} is stated without it") if other is not None else None


def _lengthened(
    strong: list[Declaration], weak: Sequence[Declaration], population: Mapping[int, int]
) -> list[Declaration]:
    """`Base URL: /api` beside "all paths begin with `/api/v1`": the longer root, said of all paths, is what holds."""
    declared = {one.prefix for one in strong}
    if len(declared) != 1 or "" in declared:
        return strong
    base = next(iter(declared))
    longer = {
        one.prefix if under(one.prefix, base) else base + one.prefix
        for one in weak
        if one.prefix != base
        and (under(one.prefix, base) or _VERSION.fullmatch(one.prefix))
        and re.search(r"/v\d+(?:\.\d+)?$", one.prefix)
        and not any(_wider(other, one, population) for other in strong)
    }
    return [replace(one, prefix=next(iter(longer))) for one in strong] if len(longer) == 1 else strong


def _local(used: Sequence[Declaration], candidates: Sequence[Candidate], population: Mapping[int, int]) -> bool:
    """Whether the one declared prefix only describes its own part: its rows carry it already, the others do not."""
    one = next(one for one in used if one.prefix)
    scope = scope_of(one, population)
    if scope.level < 2:
        return False
    inside = [c for c in candidates if c.section.within(scope)]
    outside = [c for c in candidates if not c.section.within(scope)]
    if not outside or (not one.strong and not any(c.line > one.line for c in inside)):
        return (
            False  # what a sentence behind all rows of its part says of "the above" is about those of the others, too
        )
    carried = sum(under(c.path.text, one.prefix) for c in outside)
    first = min(c.line for c in outside) > min(c.line for c in inside)
    return carried < 0.5 * len(outside) and (not first or all(under(c.path.text, one.prefix) for c in inside))


def _in_different_parts(used: Sequence[Declaration], population: Mapping[int, int]) -> bool:
    """Whether declarations with and without a path stand in parts of the document that each hold endpoints."""
    scopes = {one.prefix: scope_of(one, population) for one in used}
    return len({id(scope) for scope in scopes.values()}) == len(scopes) and all(
        scope.level > 0 for scope in scopes.values()
    )


def scope_of(one: Declaration, population: Mapping[int, int]) -> Section:
    """The smallest part around a declaration that holds endpoints."""
    chain = list(one.section.chain())
    return next((section for section in chain if population.get(id(section))), chain[-1])


def _of_its_part(one: Declaration, population: Mapping[int, int]) -> bool:
    """Whether a prefix only tells where a part without endpoints lies: `/metrics` below "Metrics resource"."""
    last = one.prefix.rsplit("/", 1)[-1].lower()
    return (
        one.section.level > 2
        and not population.get(id(one.section))
        and len(last) > 3
        and last in one.section.name.lower()
    )


def _of_a_sample(one: Declaration, population: Mapping[int, int]) -> bool:
    """Whether a sentence only tells how a sample is set up: below `Example 2`, where no endpoint stands."""
    return not one.strong and not population.get(id(one.section)) and words.is_one_sample(one.section.name)


def _told_of_its_part(one: Declaration, candidates: Sequence[Candidate], sections: Mapping[int, str]) -> bool:
    """Whether a sentence is the prefix of its own part alone, as that of another part is another."""
    given = {sections[id(c)] for c in candidates if id(c) in sections}
    return one.section.level > 1 and one.prefix in given and len(given) > 1


def _of_third_party(one: Declaration, population: Mapping[int, int]) -> bool:
    """Whether a URL stands in a part about services of others, where no endpoint stands: "External APIs used"."""
    around = [section for section in one.section.chain() if section.level > 1]
    return any(_THIRD_PARTY.search(section.name) and not population.get(id(section)) for section in around)


def _wider(one: Declaration, other: Declaration, population: Mapping[int, int]) -> bool:
    """Whether a declaration holds for a part of the document that the other's part lies in."""
    outer, inner = scope_of(one, population), scope_of(other, population)
    return inner is not outer and inner.within(outer)


def _anew(
    used: Sequence[Declaration],
    document: str,
    scoped: Mapping[int, str],
    rows: Sequence[Candidate],
    population: Mapping[int, int],
) -> dict[int, tuple[tuple[int, str], ...]]:
    """What parts declare again between their rows: "Prefix: `/products`", a table, "Prefix: `/categories`", another table."""
    out: dict[int, tuple[tuple[int, str], ...]] = {}
    last: dict[int, int] = {}
    for one in used:
        home = id(scope_of(one, population))
        before = last.setdefault(home, one.line)
        if one.strong and home in scoped and any(before < row.line < one.line for row in rows if _inside(row, home)):
            out[home] = (*out.get(home, ()), (one.line, _whole(one, document)))
            last[home] = one.line
    return out


def _inside(row: Candidate, home: int) -> bool:
    return any(id(section) == home for section in row.section.chain())


def _scopes(used: Sequence[Declaration], population: Mapping[int, int]) -> tuple[str, dict[int, str]]:
    """Each declaration holds for the smallest part around it that has endpoints; the widest one holds for the document."""
    document = ""
    scoped: dict[int, Declaration] = {}
    for one in used:
        scope = scope_of(one, population)
        root = list(scope.chain())[-1]
        if scope.level <= 1 and population.get(id(scope), 0) >= 0.9 * population.get(id(root), 0):
            scope = root
        if scope.level == 0:
            document = document or one.prefix
        elif id(scope) not in scoped or not scoped[id(scope)].prefix:
            scoped[id(scope)] = one
    return document, {scope: _whole(one, document) for scope, one in scoped.items()}


def _whole(one: Declaration, document: str) -> str:
    """The base of a part below that of the document; a URL with its host is whole."""
    return one.prefix if one.host else composed(document, one.prefix)
