"""Labels no list knows, understood by what stands behind them: all of one are methods, all of the other paths, and they stand together."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from accord.contract.markdown import roles, words
from accord.contract.markdown.base_told import is_base
from accord.contract.markdown.form_fences import is_textual
from accord.contract.markdown.inline import bare
from accord.contract.markdown.tables import Row, Table
from accord.contract.markdown.tokens import only_methods, starting_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from accord.contract.markdown.blocks import Block

Kind = Literal["Method", "Path", ""]
_SETTING = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")  # of the environment: a name, no label
_NEAR = 4  # lines between the two labels of one endpoint
_MOST = 0.8  # of the places of a label that have the other one near


@dataclass(frozen=True, slots=True)
class _Said:
    line: int
    name: str
    kind: Kind


def understood(document: Sequence[Block]) -> None:
    """Puts `Method` and `Path` in place of such labels."""
    said = [one for block in document for one in _said(block)]
    places: dict[str, list[_Said]] = defaultdict(list)
    for one in said:
        places[one.name].append(one)
    meaning: dict[str, Kind] = {}
    for name, found in places.items():
        kinds = {one.kind for one in found}
        if len(kinds) == 1 and "" not in kinds and not _known(name) and not _of_another_kind(name):
            meaning[name] = found[0].kind
    sure: dict[str, Kind] = {}
    for kind in ("Method", "Path"):
        others = _lines(said, meaning, "Path" if kind == "Method" else "Method")
        rivals = sorted(one.line for one in said if one.kind == kind and _known(one.name))
        for name in (name for name, means in meaning.items() if means == kind):
            near = sum(_near(one.line, others) and not _near(one.line, rivals) for one in places[name])
            if near >= _MOST * len(places[name]):
                sure[name] = meaning[name]
    if sure:
        for block in document:
            _rewrite(block, sure)


def _said(block: Block) -> Iterator[_Said]:
    for name, value, line in _labelled(block):
        yield _Said(line, name, _kind(value))


def _labelled(block: Block) -> Iterator[tuple[str, str, int]]:
    if block.table is not None:
        rows = [(block.table.header, block.table.line), *((row.cells, row.line) for row in block.table.rows[:40])]
        whole = any(any(map(only_methods, cells)) and any(map(starting_path, cells)) for cells, _ in rows)
        if not whole and not any(cells and (only_methods(cells[0]) or starting_path(cells[0])) for cells, _ in rows):
            yield from (
                (words.tidy(cells[0]), cells[1], line)
                for cells, line in rows
                if len(cells) in (2, 3) and not _SETTING.fullmatch(bare(cells[0]))
            )
    elif block.kind == "text" or (block.kind == "fence" and is_textual(block)):
        for text, line in block.lines[:400]:
            name, at = words.label(text)
            if name and not _SETTING.match(bare(text)):
                yield name, text[at:], line


def _kind(value: str) -> Kind:
    said = bare(value)
    if only_methods(value) and said == said.upper():
        return "Method"
    path = starting_path(value) if said.startswith(("/", "http")) else None
    return "Path" if path is not None and path.end >= len(value.rstrip()) - 1 and path.text != "/" else ""


def _known(name: str) -> bool:
    return name in words.METHOD_LABELS or name in words.PATH_LABELS


def _of_another_kind(name: str) -> bool:
    return (
        name in words.SAMPLE_COLUMN
        or is_base(name)
        or bool(only_methods(name))
        or words.is_sample(name)
        or words.is_generic(name)
        or roles.role(name) in ("response", "error", "auth", "header")
    )


def _lines(said: Sequence[_Said], meaning: Mapping[str, Kind], wanted: Kind) -> list[int]:
    """The lines that say the wanted thing, under a known label or one that may mean it."""
    return sorted(
        one.line for one in said if one.kind == wanted and (_known(one.name) or meaning.get(one.name) == wanted)
    )


def _near(line: int, others: Sequence[int]) -> bool:
    at = bisect_left(others, line - _NEAR)
    return at < len(others) and others[at] <= line + _NEAR


def _rewrite(block: Block, sure: Mapping[str, Kind]) -> None:
    if block.table is not None:
        grid = block.table
        block.table = Table(
            grid.line, _told(grid.header, sure), tuple(Row(_told(row.cells, sure), row.line) for row in grid.rows)
        )
        return
    lines = []
    for text, line in block.lines:
        name, at = words.label(text) if block.kind in ("text", "fence") else ("", 0)
        lines.append((f"{sure[name]}: {text[at:]}" if name in sure else text, line))
    block.lines = tuple(lines)


def _told(cells: tuple[str, ...], sure: Mapping[str, Kind]) -> tuple[str, ...]:
    name = words.tidy(cells[0]) if len(cells) in (2, 3) else ""
    return (sure[name], *cells[1:]) if name in sure else cells
