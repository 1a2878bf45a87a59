"""Paths that go on from the one above them: `/api/users` over `.../:id`, `〃/{id}`."""
# ruff: noqa: RUF001  the marks of many languages

from __future__ import annotations

import re

from accord.contract.markdown.inline import CLOSE, EDGES, OPEN
from accord.contract.markdown.tables import Row, Table
from accord.contract.markdown.tokens import METHODS, hits, starting_path

_SHORT = re.compile(
    rf"([\s{EDGES}]*(?:{METHODS}[\s{EDGES}]+)?)(?:[\"'〃″“”„]{{1,2}}|々|同上|\.{{2,3}}|…|[(（]\.{{3}}[)）])[\s{EDGES}]*(?=/[\w{{:<\[$])"
)
_PARAMETER = re.compile(r"[{:<\[$].*")
_FIRST = re.compile(rf"/([^/?\s`|{EDGES}]*)")


def whole(above: str, rest: str) -> str:
    """The path of a row that leaves out what is above it: from the segment on that both have, else behind it.

    What is left out ends with the last parameter of the path above, unless a parameter comes next; it is the whole path where that has none.
    """
    segments = above.rstrip("/").split("/")
    begins = _FIRST.match(rest)
    first = begins[1] if begins else ""
    if first in segments[1:]:
        return "/".join(segments[: segments.index(first, 1)]) + rest
    if not _PARAMETER.match(first):
        last = max((at for at, one in enumerate(segments) if _PARAMETER.match(one)), default=len(segments))
        segments = segments[: last + 1]
    return "/".join(segments) + rest


def carried_on(grid: Table) -> Table:
    """The table with every cell that goes on from the path above it written whole."""
    above: dict[int, str] = {}
    rows: list[Row] = []
    changed = False
    for row in grid.rows:
        cells = list(row.cells)
        for index, cell in enumerate(cells):
            short = _SHORT.match(cell)
            if short is None:
                path = starting_path(cell) or next((hit.path for hit in hits(cell)), None)
                if path is not None and not path.open_ended:
                    above[index] = path.host + path.text
            elif index in above:
                lead = short[1].replace(OPEN, "").replace(CLOSE, "")
                begin = OPEN if CLOSE in cell[short.end() :] else ""
                cells[index] = begin + lead + whole(above[index], cell[short.end() :])
                changed = True
        rows.append(Row(tuple(cells), row.line))
    return Table(grid.line, grid.header, tuple(rows)) if changed else grid
