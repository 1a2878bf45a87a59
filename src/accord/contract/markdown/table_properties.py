"""Tables of properties, a row for each: `| URL | /pets |` and `| Method | GET |` are one endpoint together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.contract.markdown import words
from accord.contract.markdown.candidates import lead
from accord.contract.markdown.inline import EDGES, bare
from accord.contract.markdown.tokens import only_methods, path_at

if TYPE_CHECKING:
    from accord.contract.markdown.blocks import Block

_VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")

RELATIVE = re.compile(r"(?:[A-Za-z][\w-]*|\{\w+\}|:\w+|<\w+>)(?:/(?:[\w-]+|\{\w+\}|:\w+|<\w+>))*/?")
_HOLED = re.compile(r"/(?:\{\w+\}|:\w+|<\w+>)(?:/|$)")


def property_rows(block: Block) -> list[tuple[str, str, int]]:
    """Rows of a property/value table (`|Method|GET|`), the header row among them: tidied label, value, line."""
    grid = block.table
    if grid is None or len(grid.rows) > 40:
        return []
    rows = [(grid.header, grid.line), *((row.cells, row.line) for row in grid.rows)]
    if sum(bool(only_methods(cell)) for cell in grid.header) > 1 or any(
        cells and _VARIABLE.fullmatch(bare(cells[0])) for cells, _ in rows
    ):
        return []  # a column for each method, or settings of the environment
    if transposed(block):
        return []
    pairs = [(words.tidy(cells[0]), cells[1], line) for cells, line in rows if len(cells) in (2, 3)]
    known = [name for name, value, _ in pairs if _answers(name, value)]
    if not known and len(grid.rows) == 1:
        pairs = [
            (words.tidy(name), cell, grid.rows[0].line)
            for name, cell in zip(grid.header, grid.rows[0].cells, strict=False)
        ]
        answered = [name for name, value, _ in pairs if _answers(name, value)]
        cells = grid.rows[0].cells
        whole = any(only_methods(cell) for cell in cells) and any(
            _leading_path(cell)
            or is_relative_template(bare(cell))
            or (words.tidy(name) in words.PATH_COLUMN and "/" in cell and RELATIVE.fullmatch(bare(cell)))
            for name, cell in zip(grid.header, cells, strict=False)
        )
        known = answered if len(answered) == 1 and not whole else []  # with both it is a table of endpoints
    return pairs if known else []


def is_relative_template(text: str) -> bool:
    """Whether a text is a path without its slash, as a parameter in it shows: `pets/{id}`."""
    return bool(RELATIVE.fullmatch(text) and _HOLED.search(text))


def transposed(block: Block) -> list[tuple[tuple[str, ...], str, int]]:
    """A table with an endpoint in each column (`| Method | POST | GET |` over `| URL | /a | /b |`): methods, cell of the path, its line."""
    grid = block.table
    rows = [(grid.header, grid.line), *((row.cells, row.line) for row in grid.rows[:40])] if grid else []
    rows = [(cells, line) for cells, line in rows if len(cells) > 2]
    methods = next(
        (
            cells
            for cells, _ in rows
            if words.tidy(cells[0]) in words.METHOD_LABELS and all(map(only_methods, cells[1:]))
        ),
        (),
    )
    paths = [
        (cells, line)
        for cells, line in rows
        if words.tidy(cells[0]) in words.PATH_LABELS and all(map(_leading_path, cells[1:]))
    ]
    if not methods or len(paths) != 1 or len(paths[0][0]) != len(methods):
        return []
    return [
        (only_methods(method), cell, paths[0][1]) for method, cell in zip(methods[1:], paths[0][0][1:], strict=True)
    ]


def _answers(name: str, value: str) -> bool:
    """Whether a label has the value it asks for."""
    return (name in words.METHOD_LABELS and bool(only_methods(value))) or (
        name in words.PATH_LABELS and _leading_path(value)
    )


def _leading_path(value: str) -> bool:
    at = lead(value)
    return path_at(value, at + len(value[at:]) - len(value[at:].lstrip(EDGES + " "))) is not None
