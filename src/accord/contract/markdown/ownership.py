"""Which blocks tell about which endpoint: the nearest one above in the same section, the only one of its entry, or the one whose row says what its title says."""
# ruff: noqa: E501, RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from accord.contract.markdown import roles, titles, words
from accord.contract.markdown.form_pairs import entry
from accord.contract.markdown.inline import bare
from accord.contract.markdown.memo import remembered
from accord.contract.markdown.tokens import hits, only_methods, starting_path

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from accord.contract.markdown.blocks import Block, Section
    from accord.contract.markdown.candidates import Candidate
    from accord.contract.markdown.select import Promise


@dataclass(slots=True)
class _Opening:
    line: int
    places: list[tuple[Promise, Candidate]] = field(default_factory=list)
    rowlike: bool = False  # a table row or an item of an endpoint list: what follows the list is not its own


Owners = list[tuple["Promise", "Candidate"]]


class _Part(NamedTuple):
    """What opens in a section, in the order of its lines; asked of every block, so what is true of all of it is said once."""

    lines: list[int]
    here: list[_Opening]
    of_one: bool  # all that opens is one endpoint, written once or several times: `GET /pets`, `GET /pets?name=Rex`
    mentions: bool  # all of it are list items


def _part(openings: Mapping[int, _Opening]) -> _Part:
    lines = sorted(openings)
    here = [openings[line] for line in lines]
    one = len(here) == 1 or len({id(promise) for one in here for promise, _ in one.places}) == 1
    bullets = all(place.form == "bullet" for one in here for _, place in one.places)
    return _Part(lines, here, one and not any(each.rowlike for each in here), bullets)


def owners(document: Sequence[Block], promises: Sequence[Promise]) -> Mapping[int, Owners]:
    """For each block (by index) the places it belongs to; blocks of nobody are left out."""
    openings: dict[int, dict[int, _Opening]] = {}
    items: dict[int, Owners] = {}
    in_list: dict[int, int] = {}
    in_table: dict[int, set[int]] = {}
    for promise in promises:
        for place in promise.places:
            if place.form == "bullet":
                in_list[place.block.list_id] = in_list.get(place.block.list_id, 0) + 1
            elif place.form == "table":
                in_table.setdefault(place.block.index, set()).add(place.line)
    for promise in promises:
        for place in promise.places:
            section = place.section if place.form == "heading" else entry(place.section)
            here = openings.setdefault(id(section), {}).setdefault(place.line, _Opening(place.line))
            here.places.append((promise, place))
            here.rowlike = (place.form == "table" and len(in_table[place.block.index]) > 1) or (
                place.form == "bullet" and in_list.get(place.block.list_id, 0) > len(here.places)
            )
            if place.form == "bullet":
                items.setdefault(place.block.item, []).append((promise, place))
    parents = {block.item: block.parent_item for block in document if block.item}
    ordered = {key: _part(found) for key, found in openings.items()}
    named = _named(
        document, promises, {id(one) for p in promises for place in p.places for one in place.section.chain()}
    )
    out: dict[int, Owners] = {}
    above = _titles_above(document, openings) | _labelled(document, openings)
    for block in document:
        found = above.get(block.index) or _of_item(block, items, parents) or _of_section(block, ordered, named)
        if found:
            out[block.index] = found
    return out


def _of_item(block: Block, items: Mapping[int, Owners], parents: Mapping[int, int]) -> Owners:
    at, steps = block.item, 0
    while at and steps < 30:
        if at in items:
            return items[at]
        at, steps = parents.get(at, 0), steps + 1
    return []


def _titles_above(document: Sequence[Block], openings: Mapping[int, Mapping[int, _Opening]]) -> dict[int, Owners]:
    """Short lines that stand right above an endpoint, in parts where one stands above each: `**Add a pet**`, then `POST /pets`."""
    found: dict[int, dict[int, Owners]] = {}
    for before, block in pairwise(document):
        here = openings.get(id(entry(block.section)), {}).get(block.line)
        if here is not None and before.section is block.section and _may_title(before):
            found.setdefault(id(entry(block.section)), {})[before.index] = here.places
    return {
        index: places
        for key, titled in found.items()
        if len(titled) == len(openings[key]) > 1
        for index, places in titled.items()
    }


def _labelled(document: Sequence[Block], openings: Mapping[int, Mapping[int, _Opening]]) -> dict[int, Owners]:
    """Samples below a label that names one row of a table: `**Purge body:**` below a table with `POST /purge`."""
    out: dict[int, Owners] = {}
    for label, sample in pairwise(document):
        if sample.kind not in ("fence", "table") or label.kind != "text" or len(label.lines) != 1 or label.depth:
            continue
        naked = bare(label.lines[0][0])
        here = openings.get(id(entry(label.section)), {})
        if len(naked) > _LONG_TITLE or not here or roles.role(naked) not in ("request", "response", "error"):
            continue
        said = set(re.findall(r"[a-z][a-z0-9_-]+", naked.lower()))
        found = [
            one
            for one in here.values()
            if one.line < label.line and one.rowlike and said & set(map(_last_word, one.places))
        ]
        if len(found) == 1:
            out[label.index] = out[sample.index] = found[0].places
    return out


def _last_word(owner: tuple[Promise, Candidate]) -> str:
    """The last segment of a path that is no parameter."""
    segments = [part for part in owner[1].path.text.lower().split("/") if part and "{" not in part]
    return segments[-1] if segments else "/"


def _may_title(block: Block) -> bool:
    text = bare(block.lines[0][0]) if block.kind == "text" and len(block.lines) == 1 and not block.depth else ""
    return 0 < len(text) <= _LONG_TITLE and not text.endswith((".", ":", "。", "：")) and not hits(text)


_LONG_TITLE = 60
_BRACKET = re.compile(r"\s*[(（\[][^()（）\[\]]{0,60}[)）\]]\s*$")
_OTHER_COLUMNS = ("request", "response", "error", "query", "path", "header", "params", "auth")  # of models and names
_SHORTEST = 2  # letters of what a row says of its endpoint


def _named(document: Sequence[Block], promises: Sequence[Promise], homes: Collection[int]) -> Mapping[int, Owners]:
    """Sections without an endpoint whose title is what one row says of its own: `### Create a pet` below a table of endpoints."""
    sections = {id(block.section): block.section for block in document if block.kind == "heading"}
    named = {key: _plain(section.name) for key, section in sections.items() if section.level > 1 and key not in homes}
    wanted = frozenset(named.values())
    said: dict[str, Owners] = {}
    for promise in promises if wanted else ():
        here = {name: place for place in promise.places for name in _sayings(place) & wanted}
        for name, place in here.items():
            said.setdefault(name, []).append((promise, place))
    return {key: said[name] for key, name in named.items() if len(said.get(name, ())) == 1}


def is_named(place: Candidate, section: Section) -> bool:
    """Whether the title of a section is what the row of an endpoint says of it."""
    return _plain(section.name) in _sayings(place)


def _sayings(place: Candidate) -> set[str]:
    """What the row of an endpoint says that may stand as a title."""
    if place.form == "heading":
        return set()
    if place.form == "table":
        cells = [cell for name, cell in place.cells.items() if roles.role(name) not in _OTHER_COLUMNS]
    else:
        cells = [place.text, place.before if place.form == "bullet" else ""]
    told = (cell for cell in cells if len(cell) < 120 and not only_methods(cell) and starting_path(cell) is None)
    return {name for name in map(_plain, told) if len(name) >= _SHORTEST and not name.isdigit()}


def _plain(text: str) -> str:
    """A title or a description without number, brackets at its end, marks and case."""
    return _plainly(bare(text))


@remembered
def _plainly(text: str) -> str:
    naked = titles.title_of(text.strip(" -–—:：·|"))
    return words.tidy(_BRACKET.sub("", naked))


def _of_section(block: Block, parts: Mapping[int, _Part], named: Mapping[int, Owners]) -> Owners:
    section: Section | None = block.section
    below: Section | None = None
    while section is not None:
        if id(section) in named:
            return named[id(section)]
        part = parts.get(id(section))
        if part is not None:
            if below is not None and section.level <= 1 and part.mentions and roles.role(below.name) is None:
                return []  # an item below the title of the document opens none of its parts
            if part.of_one:
                return part.here[0].places
            above = bisect_right(part.lines, block.line)
            return part.here[above - 1].places if above and not part.here[above - 1].rowlike else []
        below, section = section, section.parent
    return []
