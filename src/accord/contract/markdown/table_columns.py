"""Which columns of a table hold methods and paths: found by what their cells hold; headers break ties."""
# ruff: noqa: RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accord.contract.markdown import words
from accord.contract.markdown.inline import EDGES, OPEN, bare
from accord.contract.markdown.table_properties import RELATIVE, is_relative_template
from accord.contract.markdown.tables import Row, Table
from accord.contract.markdown.tokens import METHODS, Path, hits, methods_in, only_methods, starting_path

if TYPE_CHECKING:
    from collections.abc import Sequence

_FORMER = re.compile(
    r"^(?:old|before|previous|former|legacy|deprecated|from|v1|alt|antes|ancien|旧|旧接口|変更前|이전|было)\b",
    re.IGNORECASE,
)


_ROOTLESS = re.compile(
    rf"[\s{EDGES}]*{METHODS}[{EDGES}]?\s+[{EDGES}]?(?=[a-z][\w\-.]*(?:/[\w\-.{{}}:<>$]+)*/?(?:\?\S*)?[\s{EDGES}]*$)"
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Indices of the columns that matter, -1 for none."""

    method: int = -1
    path: int = -1
    both: tuple[int, ...] = ()
    by_method: tuple[tuple[int, tuple[str, ...]], ...] = ()  # a column for each method, marked where the path has it


def rooted(grid: Table) -> Table:
    """The table with the slash put in where a column holds METHOD and a path without one: `GET users/{id}`."""
    columns = [i for i in range(max((len(row.cells) for row in grid.rows), default=0)) if _rootless(grid, i)]
    if not columns:
        return grid
    rows = (
        Row(tuple(_slashed(cell) if i in columns else cell for i, cell in enumerate(row.cells)), row.line)
        for row in grid.rows
    )
    return Table(grid.line, grid.header, tuple(rows))


def _rootless(grid: Table, column: int) -> bool:
    cells = [cell for row in grid.rows if bare(cell := cell_at(row, column))]
    found = [match.end() for cell in cells if (match := _ROOTLESS.match(cell))]
    paths = sum("/" in cell or "{" in cell for cell in cells if _ROOTLESS.match(cell))
    return bool(paths) and len(found) > 1 and all(_ROOTLESS.match(cell) or hits(cell) for cell in cells)


def _slashed(cell: str) -> str:
    match = _ROOTLESS.match(cell)
    return f"{cell[: match.end()]}/{cell[match.end() :]}" if match else cell


def find_columns(grid: Table) -> Columns:
    """The columns of methods and of paths, or of both in one cell."""
    width = max((len(row.cells) for row in grid.rows), default=0)
    methods, paths, both, filled = [0] * width, [0] * width, [0] * width, [0] * width
    for row in grid.rows:
        for index, cell in enumerate(row.cells):
            if not bare(cell):
                continue
            filled[index] += 1
            if only_methods(cell):
                methods[index] += 1
            elif (found := starting_path(cell)) is not None and _whole(cell, found):
                paths[index] += 1
            elif leads(cell):
                both[index] += 1
    names = [words.tidy(cell) for cell in grid.header] + [""] * max(0, width - len(grid.header))
    method = _best(methods, filled, names, words.METHOD_COLUMN, ())
    if method >= 0:
        paths[method] = both[method] = 0
    lasting = [0 if _FORMER.search(name) else count for name, count in zip(names, paths, strict=False)]
    path = _best(lasting if any(lasting) else paths, filled, names, words.PATH_COLUMN, words.SAMPLE_COLUMN)
    combined = _best(both, filled, names, words.PATH_COLUMN, words.SAMPLE_COLUMN)
    if (
        combined >= 0
        and (method < 0 or path < 0 or both[combined] > paths[path])
        and not (method >= 0 and names[combined] in words.SAMPLE_COLUMN)
    ):
        every = [
            i for i in range(width) if both[i] and both[i] >= 0.5 * filled[i] and names[i] not in words.SAMPLE_COLUMN
        ]
        every = (
            [i for i in every if not _FORMER.search(names[i])] if any(_FORMER.search(name) for name in names) else every
        )
        return Columns(both=tuple(every) or (combined,))
    by_method = tuple((i, verbs) for i, cell in enumerate(grid.header[:width]) if (verbs := only_methods(cell)))
    if path >= 0 and len(by_method) > 1 and method < 0:
        return Columns(path=path, by_method=by_method)
    if method >= 0 and path < 0:
        path = next(
            (
                i
                for i, name in enumerate(names[:width])
                if i != method
                and filled[i]
                and _tokens(grid, i)
                and (_means_path(name, grid, i) or _templates(grid, i))
            ),
            -1,
        )
    if path >= 0 and method < 0:
        leading = [
            sum(bool(leading_methods(cell_at(row, i))) for row in grid.rows) if i != path else 0 for i in range(width)
        ]
        method = next((i for i, count in enumerate(leading) if count and count >= 0.5 * filled[i]), -1)
    if path >= 0 and method < 0:
        method = next(
            (i for i, name in enumerate(names[:width]) if i != path and name in words.METHOD_COLUMN and methods[i]), -1
        )
    return Columns(method, path)


def _best(
    counts: Sequence[int],
    filled: Sequence[int],
    names: Sequence[str],
    wanted: frozenset[str],
    unwanted: frozenset[str] | tuple[()],
) -> int:
    fit = [i for i, count in enumerate(counts) if count and count >= 0.5 * filled[i]]
    fit = [i for i in fit if names[i] not in unwanted] or fit
    if not fit:
        return -1
    return max(
        fit,
        key=lambda i: (
            names[i] in wanted or any(word in wanted for word in re.split(r"[/&]| and ", names[i])),
            counts[i],
            -i,
        ),
    )


def _means_path(name: str, grid: Table, column: int) -> bool:
    if any("/" in cell_at(row, column) for row in grid.rows):
        return name in words.PATH_COLUMN or any(word in words.PATH_COLUMN for word in name.split())
    return name in words.PATH_COLUMN and name not in (
        "api",
        "接口",
        "resource",
        "link",
        "request",
        "接口名",
        "链接",
        "recurso",
        "ressource",
        "target",
        "location",
    )


def _tokens(grid: Table, column: int) -> bool:
    """Whether the cells of a column are single words that can be relative paths."""
    cells = [bare(cell_at(row, column)) for row in grid.rows]
    fit = sum(bool(re.fullmatch(r"[\w\-./{}:<>\[\]$?=&%*]+", cell)) and not cell.isdigit() for cell in cells if cell)
    return fit >= 0.6 * max(1, sum(bool(cell) for cell in cells))


def _templates(grid: Table, column: int) -> bool:
    """Whether the cells are relative paths by what they hold: words, some joined by slashes, one with a parameter: `pets/{id}`."""
    cells = [cell for row in grid.rows if (cell := bare(cell_at(row, column)))]
    return all(RELATIVE.fullmatch(cell) for cell in cells) and any(is_relative_template(cell) for cell in cells)


def leads(cell: str) -> bool:
    found = hits(cell)
    return bool(found) and not re.search(r"[^\W\d_]", bare(cell[: found[0].start]))


def _whole(cell: str, path: Path) -> bool:
    """Whether a cell that begins with a path is one: no sentence goes on behind it without a mark."""
    start = len(cell) - len(cell.lstrip(f" \t{EDGES}(（\"'“【"))
    rest = cell[max(start, path.end) :]
    return path.end >= 1 and (
        not rest
        or bool(
            re.match(
                rf"[\s]*[{EDGES}(（,，、;；|/·\n\-\u2013\u2014:：?\[]|\s+\W|\s*$|\s(?:or|and|\(|or\b)|\s+[A-Za-z\u4e00-\u9fff(]",
                rest,
            )
        )
    )


def leading_methods(cell: str) -> tuple[str, ...]:
    """The methods a cell begins with before it goes on: `` `GET` and `PATCH` for the modules``."""
    match = re.match(rf"[\s{EDGES}]*{METHODS}(?=[\s{EDGES}:：;,.()（，；]|$)", cell)
    if match and OPEN not in match.group() and re.match(r" [a-z]", cell[match.end() :]):
        return ()  # `GET started`
    return methods_in(match.group()) if match else ()


def cell_at(row: Row, column: int) -> str:
    return row.cells[column] if 0 <= column < len(row.cells) else ""
