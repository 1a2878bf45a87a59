"""All that a document says of where its paths begin, gathered by what it is about."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from accord.contract.markdown.apart import apart
from accord.contract.markdown.bases import held
from accord.contract.markdown.evidence import Evidence, give
from accord.contract.markdown.joined import below, under
from accord.contract.markdown.many import Prefixes
from accord.contract.markdown.named_parts import named_prefixes
from accord.contract.markdown.outside import excepted, exempt_blocks, outside_of_base
from accord.contract.markdown.parts import part_prefixes
from accord.contract.markdown.placeholders import variables
from accord.contract.markdown.shown import Shown, shown
from accord.contract.markdown.tokens import template
from accord.contract.markdown.topics import Phrases

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accord.contract.markdown.blocks import Block
    from accord.contract.markdown.candidates import Candidate
    from accord.contract.markdown.evidence import Declaration

_MOSTLY = 0.7
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a document before a row is decided; ids are those of candidates and sections, lines those that say so."""

    document: Evidence
    sections: Mapping[int, tuple[Evidence, ...]]  # by id; in one section the last above a row counts
    parts: Mapping[int, Evidence]  # what stands between the base and a row, by its id
    apart: Mapping[int, Evidence]  # rows that they or their part put outside, by id
    blocks: Mapping[int, int]  # blocks that a line right above them puts outside, by index, with its line
    outside: Mapping[str, int]  # paths outside, with the line
    covering: Prefixes  # the same, asked for the first that a path lies below
    excepted: Mapping[str, int]  # words that name more of them, with the line
    phrases: Phrases  # the same, asked for the first that names a thing
    others: frozenset[str]  # every other declared prefix
    variables: Mapping[str, str]  # path part of what `{{url}}` and its like stand for, by lower-case name
    shown: Shown  # what samples call
    stated: frozenset[tuple[str, str]]  # method and key of every path as written
    listed: frozenset[tuple[int, str, str]]  # the same with the list or table it stands in
    whole_groups: frozenset[int]  # lists and tables with a row that carries the base of the document
    mostly_whole: bool  # whether nearly all rows carry it
    resources: frozenset[tuple[int, str]]  # what comes behind it in rows that carry it, with their list: `users`
    doubted: Evidence | None = None  # a base that something speaks against

    def base(self, row: Candidate) -> Evidence:
        """The base that holds for a row: the innermost declared around it, the last one above it, else the document's."""
        found = next((self.sections[id(one)] for one in row.section.chain() if id(one) in self.sections), None)
        if found is None:
            return self.document
        return found[max(bisect_left(found, row.line, lo=1, key=_line) - 1, 0)]


def gather(found: Sequence[Declaration], blocks: Sequence[Block], candidates: Sequence[Candidate]) -> Known:
    """Everything said about the rows, `found` being the declared bases."""
    plain = [one for one in candidates if not one.gone]
    hosts = {one.host for one in found if one.host and not one.coded}
    parts = part_prefixes(blocks, candidates)
    written = {id(one): below(one.path.text, parts[id(one)].prefix if id(one) in parts else "") for one in candidates}
    called = shown(blocks, candidates, written, hosts)
    document, sections, prefixes, doubted = held(found, blocks, candidates, parts, called)
    homes = {id(section): section for one in plain for section in one.section.chain()}
    sections = {home: (one,) for home, one in named_prefixes(blocks, homes).items()} | sections
    spelled = [one for one in plain if not one.path.host]  # a row with a host says nothing of the others
    carrying = [one for one in spelled if under(one.path.text, document.prefix)]
    listed = frozenset((one.group, one.method, template(one.path.text).bare.key) for one in plain if one.group)
    front = template(document.prefix).bare.key if document.prefix else ""
    both = {group for group, method, key in listed if front and (group, method, front + key) in listed}
    phrases = excepted(blocks)
    outside = outside_of_base(blocks, phrases)
    known = Known(
        document,
        sections,
        parts,
        apart={},
        blocks=exempt_blocks(blocks),
        outside=outside,
        covering=Prefixes(list(outside)),
        excepted=phrases,
        phrases=Phrases(phrases),
        others=prefixes - {"", document.prefix},
        variables=variables(blocks),
        shown=called,
        stated=frozenset((one.method, template(one.path.text).bare.key) for one in plain),
        listed=listed,
        whole_groups=frozenset(one.group for one in carrying if one.group),
        mostly_whole=len(carrying) >= _FEWEST and len(carrying) >= _MOSTLY * len(spelled),
        resources=frozenset(
            (one.group, _resource(one.path.text.removeprefix(document.prefix)))
            for one in carrying
            if one.group not in both
        ),
        doubted=doubted,
    )
    apart_rows: dict[int, Evidence] = {}
    bases = {id(one): known.base(one).prefix for one in candidates}
    innermost = {row: base or (parts[row].prefix if row in parts else "") for row, base in bases.items()}
    for row, told in apart(blocks, candidates, innermost, hosts):
        give(parts if told.prefix else apart_rows, (row,), told)
        if not (told.prefix or bases[row]) and row in parts and parts[row].line < told.line:
            del parts[row]  # no other prefix is there that the line could deny
    return replace(known, apart=apart_rows)


def _line(one: Evidence) -> int:
    return one.line


def _resource(path: str) -> str:
    return path.strip("/").split("/", 1)[0]
