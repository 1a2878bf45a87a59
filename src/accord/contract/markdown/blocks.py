"""Prepared lines → blocks in document order, each with its lines, its place in lists and its section."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from accord.contract.markdown import pipe_tables
from accord.contract.markdown.inline import bare, plain
from accord.contract.markdown.tables import Row, Table, is_border, pipe_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

    from accord.contract.markdown.lines import Line
    from accord.contract.markdown.prepare import Prepared

Kind = Literal["heading", "text", "fence", "table"]
_CODE_HEADING = re.compile(r"^(#{1,6})(?=[^#\s!/])")


@dataclass(eq=False, slots=True)
class Section:
    """A heading and what stands below it; `title` is plain text with code edges."""

    title: str
    level: int
    line: int
    parent: Section | None = None
    children: list[Section] = field(default_factory=list)
    name: str = field(init=False)

    def __post_init__(self) -> None:
        self.name = bare(self.title)

    def chain(self) -> Iterator[Section]:
        """The section itself and those around it, innermost first."""
        at: Section | None = self
        while at is not None:
            yield at
            at = at.parent

    def within(self, other: Section) -> bool:
        return any(section is other for section in self.chain())


@dataclass(eq=False, slots=True)
class Block:
    """A piece of the document. Text lines are plain (see `inline.plain`), fence lines as written."""

    kind: Kind
    line: int
    lines: tuple[tuple[str, int], ...] = ()
    info: str = ""
    table: Table | None = None
    depth: int = 0  # how many lists it stands in
    item: int = 0  # the innermost list item it belongs to, 0 for none
    parent_item: int = 0
    lead: bool = False  # the first text of its list item
    opens: bool = False  # the first thing below its heading
    list_id: int = 0
    numbered: bool = False  # its list is
    quoted: bool = False
    level: int = 0
    indented: bool = False  # code by indentation, not by fence
    breaks: frozenset[int] = frozenset()  # numbers of the lines that end in a hard break
    section: Section = field(default_factory=lambda: Section("", 0, 0))
    index: int = 0

    @property
    def text(self) -> str:
        return "\n".join(text for text, _ in self.lines)


def blocks(prepared: Prepared) -> list[Block]:
    """Every block with its section; tables that were taken out before stand at their lines again."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table").disable(["html_block", "reference"])
    pipe_tables.install(parser)
    parser.core.ruler.enableOnly(["normalize", "block"])
    numbers = [line.number for line in prepared.lines]
    source = "\n".join(_heading_mended(line) for line in prepared.lines)
    found = list(_walk(parser.parse(source), numbers, source.split("\n")))
    found = [block for one in found for block in _with_rows_of_pipes(one)]
    found.extend(Block("table", table.line, table=_plain_table(table)) for table in prepared.tables)
    found.sort(key=lambda block: block.line)
    return _sectioned(_tables_rejoined(found), prepared.folds)


def _heading_mended(line: Line) -> str:
    """`##Title` is meant as a heading, and so are headings that stand four blanks deep for no reason."""
    text = line.text.replace("\x00", "\ufffd")
    return _CODE_HEADING.sub(r"\1 ", text) if text.startswith("##") else text


def _walk(tokens: Sequence[Token], numbers: list[int], source: Sequence[str]) -> Iterator[Block]:
    lists: list[int] = []
    numbered: list[bool] = []
    items: list[int] = []
    quotes = serial = 0
    fresh = False
    at = 0
    while at < len(tokens):
        token = tokens[at]
        kind = token.type
        if kind in ("bullet_list_open", "ordered_list_open"):
            serial += 1
            lists.append(serial)
            numbered.append(kind == "ordered_list_open")
        elif kind in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
            numbered.pop()
        elif kind == "list_item_open":
            serial += 1
            items.append(serial)
            fresh = True
        elif kind == "list_item_close":
            items.pop()
        elif kind == "blockquote_open":
            quotes += 1
        elif kind == "blockquote_close":
            quotes -= 1
        elif kind in ("inline", "fence", "code_block", pipe_tables.TOKEN) and token.map:
            block = _block(tokens, at, numbers, source)
            if block is not None:
                block.depth, block.quoted = len(items), quotes > 0
                block.item = items[-1] if items else 0
                block.parent_item = items[-2] if len(items) > 1 else 0
                block.list_id = lists[-1] if lists else 0
                block.numbered = bool(numbered) and numbered[-1]
                block.lead = fresh and bool(items)
                fresh = False
                yield block
        at += 1


def _block(tokens: Sequence[Token], at: int, numbers: list[int], source: Sequence[str]) -> Block | None:
    token = tokens[at]
    first = (token.map or [0])[0]
    line = numbers[min(first, len(numbers) - 1)]
    if token.type == pipe_tables.TOKEN:
        return Block("table", line, table=pipe_tables.table_of(token, numbers, source))
    if token.type in ("fence", "code_block"):
        skip = 1 if token.type == "fence" else 0
        texts = token.content.split("\n")
        lines = tuple(
            (text, numbers[min(first + skip + i, len(numbers) - 1)]) for i, text in enumerate(texts) if text.strip()
        )
        return Block("fence", line, lines, token.info.strip(), indented=not skip)
    texts = token.content.split("\n")
    marked = [(text, numbers[min(first + i, len(numbers) - 1)]) for i, text in enumerate(texts)]
    opener = tokens[at - 1]
    if opener.type == "heading_open" and not (opener.markup in ("-", "=") and len(texts) > 1):
        return Block("heading", line, ((plain(token.content), line),), level=int(opener.tag[1]))
    lines = tuple((part, number) for text, number in marked for part in plain(text).split("\n") if part.strip())
    breaks = frozenset(
        number for text, number in marked if text.endswith(("  ", "\\")) or text.rstrip().endswith(("<br>", "<br/>"))
    )
    return Block("text", line, lines, breaks=breaks) if lines else None


def _plain_table(table: Table) -> Table:
    rows = tuple(Row(tuple(plain(cell) for cell in row.cells), row.line) for row in table.rows)
    return Table(table.line, tuple(plain(cell) for cell in table.header), rows)


def _with_rows_of_pipes(block: Block) -> Iterator[Block]:
    """Lines of a paragraph or of indented code that begin with a pipe are a table, whatever became of its rule line."""
    if block.kind == "fence" and not block.indented and (grid := _printed_table(block)) is not None:
        yield grid
        return
    piped = [text.lstrip().startswith("|") and text.count("|") > 1 for text, _ in block.lines]
    usable = (block.kind == "text" or block.indented) and any(piped)
    if not usable:
        yield block
        return
    runs: list[tuple[bool, list[tuple[str, int]]]] = []
    for is_row, line in zip(piped, block.lines, strict=True):
        if not runs or runs[-1][0] is not is_row:
            runs.append((is_row, []))
        runs[-1][1].append(line)
    for is_row, lines in runs:
        table = pipe_table(lines) if is_row else None
        if table is not None:
            plainly = _plain_table(table) if block.indented else table
            yield Block("table", lines[0][1], table=plainly, depth=block.depth, item=block.item, list_id=block.list_id)
        else:
            part = Block("text", lines[0][1], tuple(lines), depth=block.depth, item=block.item, lead=block.lead)
            part.parent_item, part.list_id, part.breaks, part.quoted = (
                block.parent_item,
                block.list_id,
                block.breaks,
                block.quoted,
            )
            if block.indented:
                part.kind, part.indented = "fence", True
            yield part


def _printed_table(block: Block) -> Block | None:
    """A fence that holds nothing but a table with borders, as commands print their routes: `+-----+` around rows of pipes."""
    borders = sum(is_border(text) for text, _ in block.lines)
    rows = [(text, line) for text, line in block.lines if text.lstrip().startswith("|")]
    if borders < 2 or len(rows) < 2 or borders + len(rows) < len(block.lines):
        return None
    cells = [Row(tuple(plain(cell) for cell in text.strip().strip("|").split(" | ")), line) for text, line in rows]
    table = Table(block.line, cells[0].cells, tuple(cells[1:]))
    return Block("table", block.line, table=table, depth=block.depth, item=block.item, list_id=block.list_id)


def _tables_rejoined(found: list[Block]) -> list[Block]:
    """Rows that a blank line has parted from their table get its header back."""
    out: list[Block] = []
    for block in found:
        before = out[-1] if out else None
        if (
            block.table is not None
            and not block.table.header
            and before is not None
            and before.table is not None
            and before.table.header
            and block.table.rows
            and len(block.table.rows[0].cells) == len(before.table.header)
        ):
            block.table = Table(block.table.line, before.table.header, block.table.rows)
        out.append(block)
    return out


def _sectioned(found: list[Block], folds: Sequence[tuple[int, int]]) -> list[Block]:
    """Every block in its section; headings inside of a fold end with it."""
    current = Section("", 0, 1)
    waiting = list(reversed(folds))
    opened: list[tuple[int, Section]] = []
    for index, block in enumerate(found):
        block.index = index
        while opened and block.line > opened[-1][0]:
            current = opened.pop()[1]
        while waiting and waiting[-1][0] <= block.line:
            last = waiting.pop()[1]
            if last >= block.line:
                opened.append((last, current))
        if block.kind == "heading":
            parent = current
            while parent.level >= block.level and parent.parent is not None:
                parent = parent.parent
            current = Section(
                block.lines[0][0].replace("\n", " ") if block.lines else "", block.level, block.line, parent
            )
            parent.children.append(current)
        block.section = current
        block.opens = index > 0 and found[index - 1].kind == "heading"
    return found
