"""Pipe tables as the parser finds them, each one token with its cells: sixteen for a row would take longer than all the rest of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.contract.markdown.inline import plain
from accord.contract.markdown.tables import Row, Table, split_pipes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

TOKEN = "pipe_table"  # noqa: S105 the type of a token of the parser
_PIPE = re.compile(r"(?<!\\)\|")
_INDENT = re.compile(r"^(?:&(?:em|en|nb)sp;){1,12}")  # how generators draw the fields of a field
_MISSING = 0x10000  # cells that rows may leave out, as in the parser's own rule: a wide header must not make every short row wide
_CODE = 4  # columns of indentation


def install(parser: MarkdownIt) -> None:
    """Has tables read by the rule of this module, where the parser's own rule sees one."""
    parser.block.ruler.at("table", _rule, {"alt": ["paragraph", "reference"]})


def _rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    from markdown_it.rules_block import table

    if not table(state, start, end, True):
        return False
    if silent:
        return True
    header = _cells(_line(state, start))
    rows = list(_rows(state, start + 2, end, len(header)))
    state.line = rows[-1][0] + 1 if rows else start + 2
    token = state.push(TOKEN, "table", 0)
    token.map = [start, state.line]
    token.meta = {"header": header, "rows": rows}
    return True


def _rows(state: StateBlock, first: int, end: int, width: int) -> Iterator[tuple[int, list[str]]]:
    """The rows below a header with their lines, to the first line that is none."""
    terminators = state.md.block.ruler.getRules("blockquote")
    missing = 0
    for at in range(first, end):
        indent = state.sCount[at] - state.blkIndent
        text = _line(state, at)
        if indent < 0 or indent >= _CODE or not text:
            return
        if not text.startswith("|") and any(ends(state, at, end, True) for ends in terminators):
            return
        cells = _cells(text)
        missing += width - len(cells)
        if missing > _MISSING:
            return
        yield at, cells[:width] + [""] * (width - len(cells))


def _line(state: StateBlock, at: int) -> str:
    return state.src[state.bMarks[at] + state.tShift[at] : state.eMarks[at]].strip(" \t")


def _cells(text: str) -> list[str]:
    cells = _PIPE.split(text)
    if cells[0] == "":
        del cells[0]
    if cells and cells[-1] == "":
        del cells[-1]
    return [cell.replace("\\|", "|").strip(" \t") for cell in cells]


def table_of(token: Token, numbers: Sequence[int], source: Sequence[str]) -> Table:
    """The table of a token; `numbers` and `source` are of the lines that were parsed."""
    header = tuple(_plain(cell) for cell in token.meta["header"])
    rows: list[Row] = []
    for at, cells in token.meta["rows"]:
        whole = _unparted(source[at], len(header))
        plainly = map(plain, whole) if len(whole) == len(header) else map(_plain, cells)
        rows.append(Row(tuple(plainly), numbers[at]))
    return Table(numbers[(token.map or [0])[0]], header, tuple(rows))


def _plain(cell: str) -> str:
    return plain(_INDENT.sub(lambda m: "»" * max(1, m.group().count("&") // 2), cell) if cell[:1] == "&" else cell)


def _unparted(text: str, columns: int) -> tuple[str, ...]:
    """The cells of a row that has more pipes than its table: one in a code span is not meant to part cells, though in Markdown it does."""
    return split_pipes(text) if text.count("|") - text.count("\\|") > columns + 1 else ()
