"""Which blocks tell about which endpoint: the nearest one above in the same section, or the only one of its entry."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from accord.contract.markdown.form_pairs import entry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accord.contract.markdown.blocks import Block, Section
    from accord.contract.markdown.candidates import Candidate
    from accord.contract.markdown.select import Promise


@dataclass(slots=True)
class _Opening:
    line: int
    places: list[tuple[Promise, Candidate]] = field(default_factory=list)
    rowlike: bool = False  # a table row or an item of an endpoint list: what follows the list is not its own


Owners = list[tuple["Promise", "Candidate"]]


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
    ordered = {key: (sorted(found), [found[line] for line in sorted(found)]) for key, found in openings.items()}
    out: dict[int, Owners] = {}
    for block in document:
        found = _of_item(block, items, parents) or _of_section(block, ordered)
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


def _of_section(block: Block, openings: Mapping[int, tuple[list[int], list[_Opening]]]) -> Owners:
    section: Section | None = block.section
    while section is not None:
        lines, here = openings.get(id(section), ((), ()))
        if here:
            if len(here) == 1 and not here[0].rowlike:
                return here[0].places
            above = bisect_right(lines, block.line)
            return here[above - 1].places if above and not here[above - 1].rowlike else []
        section = section.parent
    return []
