"""Tables CommonMark does not know: HTML, pandoc's dashed and grid tables, and rows of pipes without a proper rule line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from accord.contract.markdown.inline import badge

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_RULER = re.compile(r"^\s{0,12}-{2,}(?:\s+-{2,})+\s*$")
_SOLID = re.compile(r"^\s{0,12}-{10,}\s*$")
_EQUALS = re.compile(r"^\s{0,12}={2,}(?:\s+={2,})+\s*$")
_GRID = re.compile(r"^\s*\+(?:[-=:]{2,}\+)+\s*$")
WIDEST = 64  # columns; what is wider is data


@dataclass(frozen=True, slots=True)
class Row:
    """Cells as written, and the line they stand in."""

    cells: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table of any spelling; `header` is empty where it has none."""

    line: int
    header: tuple[str, ...]
    rows: tuple[Row, ...]


# -- rows of pipes ---------------------------------------------------------------------------------------------------------------


def split_pipes(text: str) -> tuple[str, ...]:
    """Cells of one row of pipes; escaped pipes and pipes in code spans do not part cells."""
    text = text.strip()
    text = text.removeprefix("|")
    if text.endswith("|") and not text.endswith("\\|"):
        text = text[:-1]
    cells: list[str] = []
    start = 0
    code = False
    for match in re.finditer(r"\\.|`+|\|", text):
        piece = match.group()
        if piece[0] == "`":
            code = not code
        elif piece == "|" and not code:
            cells.append(text[start : match.start()])
            start = match.end()
            if len(cells) > WIDEST:
                break
    cells.append(text[start:])
    return tuple(cell.strip().replace("\\|", "|") for cell in cells)


def pipe_table(lines: Sequence[tuple[str, int]]) -> Table | None:
    """A table of lines that begin with a pipe, whatever the state of its rule line."""
    rows = [Row(split_pipes(text), number) for text, number in lines]
    ruler = next(
        (i for i, row in enumerate(rows[:3]) if all(re.fullmatch(r"\s*:?-+:?\s*", cell) for cell in row.cells)), -1
    )
    if ruler < 0:
        return Table(lines[0][1], (), tuple(rows)) if rows else None
    return Table(lines[0][1], rows[ruler - 1].cells if ruler else (), tuple(rows[ruler + 1 :]))


# -- pandoc ----------------------------------------------------------------------------------------------------------------------


def dashed_tables(texts: Sequence[str], numbers: Sequence[int]) -> Iterator[tuple[int, int, Table]]:
    """Pandoc's simple, multi-line and grid tables and those of reStructuredText, with the first and last index of their lines."""
    at = 0
    while at < len(texts):
        found = None
        if texts[at].lstrip().startswith("-") and _RULER.match(texts[at]):
            found = _dashed(texts, numbers, at)
        elif texts[at].lstrip().startswith("==") and _EQUALS.match(texts[at]):
            found = _ruled(texts, numbers, at)
        elif texts[at].lstrip().startswith("+") and _GRID.match(texts[at]):
            found = _grid(texts, numbers, at)
        if found is None:
            at += 1
            continue
        yield found
        at = found[1] + 1


def _dashed(texts: Sequence[str], numbers: Sequence[int], ruler: int) -> tuple[int, int, Table] | None:
    spans = [(m.start(), m.end()) for m in re.finditer(r"-+", texts[ruler])]
    if len(spans) > WIDEST:
        return None
    first = ruler
    while first > 0 and texts[first - 1].strip() and ruler - first < 6:
        first -= 1
        if _SOLID.match(texts[first]):
            break
    framed = first < ruler and bool(_SOLID.match(texts[first]))
    head = list(range(first + 1 if framed else first, ruler))
    if not framed and len(head) > 1:  # the line above a simple table is its header; what stands before is a paragraph
        first, head = ruler - 1, [ruler - 1]
    end = ruler + 1
    while end < len(texts):
        text = texts[end]
        if _SOLID.match(text) or _RULER.match(text):
            break
        if not text.strip() and not (framed or not head):
            break
        if text.startswith("#"):
            return None
        end += 1
    last = min(end, len(texts) - 1)
    groups = _groups(
        texts, range(ruler + 1, end), blank_parts=framed or any(not t.strip() for t in texts[ruler + 1 : end])
    )
    if not groups:
        return None
    rows = tuple(Row(_columns([texts[i] for i in group], spans), numbers[group[0]]) for group in groups)
    header = _columns([texts[i] for i in head], spans) if head else ()
    return first, last if last == end else end - 1, Table(numbers[first], header, rows)


def _ruled(texts: Sequence[str], numbers: Sequence[int], first: int) -> tuple[int, int, Table] | None:
    """A simple table of reStructuredText: ruler, header, ruler, rows, ruler."""
    spans = [(m.start(), m.end()) for m in re.finditer(r"=+", texts[first])]
    rulers = [first]
    at = first + 1
    while at < len(texts) and len(rulers) < 3 and (texts[at].strip() or len(rulers) > 1) and at - rulers[0] < 2000:
        if _EQUALS.match(texts[at]):
            rulers.append(at)
        at += 1
    if len(rulers) < 2 or len(spans) > WIDEST:
        return None
    begin, last = rulers[-2], rulers[-1]
    rows = tuple(Row(_columns([texts[i]], spans), numbers[i]) for i in range(begin + 1, last) if texts[i].strip())
    header = _columns([texts[first + 1]], spans) if len(rulers) > 2 else ()
    return (first, last, Table(numbers[first], header, rows)) if rows else None


def _groups(texts: Sequence[str], indices: range, *, blank_parts: bool) -> list[list[int]]:
    """Indices of the lines of each row: blank lines part rows of multi-line tables, else every line is one."""
    groups: list[list[int]] = [[]]
    for index in indices:
        if not texts[index].strip():
            groups.append([])
        elif blank_parts:
            groups[-1].append(index)
        else:
            groups.append([index])
    return [group for group in groups if group]


def _columns(lines: Sequence[str], spans: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    if len(lines) == 1:
        parts = [(m.start(), m.group()) for m in re.finditer(r"\S+(?: \S+)*", lines[0])]
        if len(parts) == len(spans):
            return tuple(text for _, text in parts)
        if any(
            0 < start < len(lines[0]) and lines[0][start - 1 : start + 1].strip(" ") == lines[0][start - 1 : start + 1]
            for start, _ in spans
        ):
            return _nearest(parts, spans)  # wide characters have moved the row against its ruler
    cells = []
    for index, (start, _) in enumerate(spans):
        until = spans[index + 1][0] if index + 1 < len(spans) else None
        pieces = [part for line in lines if (part := line[start if index else 0 : until].strip())]
        cells.append(_wrapped(pieces, [end - begin for begin, end in spans], index))
    return tuple(cells)


def _nearest(parts: Sequence[tuple[int, str]], spans: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    cells = [""] * len(spans)
    column = 0
    for start, text in parts:
        column = min(range(column, len(spans)), key=lambda i: abs(spans[i][0] - start))
        cells[column] = f"{cells[column]} {text}".strip()
    return tuple(cells)


def _grid(texts: Sequence[str], numbers: Sequence[int], first: int) -> tuple[int, int, Table] | None:
    end = first
    while end + 1 < len(texts) and texts[end + 1].lstrip()[:1] in ("+", "|") and texts[end + 1].strip():
        end += 1
    widths = [len(part) - 2 for part in texts[first].strip().strip("+").split("+")]
    rows: list[Row] = []
    header: tuple[str, ...] = ()
    group: list[int] = []
    for index in range(first, end + 1):
        text = texts[index].strip()
        if not _GRID.match(text):
            group.append(index)
            continue
        if group:
            split = [_grid_cells(texts[i], len(widths)) for i in group]
            width = max(len(cells) for cells in split)
            merged = tuple(_wrapped([c[i] for c in split if i < len(c) and c[i]], widths, i) for i in range(width))
            if "=" in text and not rows:
                header = merged
            else:
                rows.append(Row(merged, numbers[group[0]]))
        group = []
    return (first, end, Table(numbers[first], header, tuple(rows))) if rows else None


def _grid_cells(text: str, columns: int) -> tuple[str, ...]:
    """The cells of one line of a grid; a code span that runs on in the next line opens in this one and hides no border."""
    plainly = text.strip().strip("|").split("|")
    return tuple(cell.strip() for cell in plainly) if len(plainly) == columns else split_pipes(text)


def _wrapped(parts: Sequence[str], widths: Sequence[int], column: int) -> str:
    """The lines of a cell as one; a path broken behind a slash, for want of room, is whole again."""
    text = ""
    last = 0
    for part in parts:
        room = widths[column] - last - 1 if column < len(widths) else 0
        broken = " " not in text and re.match(r"[a-z{:<$]", part) is not None  # by hand, with room to spare
        joined = text.endswith("/") and len(text) > 1 and " " not in part and (broken or len(part) > room)
        text = text + part if joined or not text else f"{text} {part}"
        last = len(part)
    return text


def is_border(text: str) -> bool:
    """Whether a line is the border of a grid: `+-----+-----+`."""
    return bool(_GRID.match(text[:2000]))


# -- HTML ------------------------------------------------------------------------------------------------------------------------


class HtmlTables(HTMLParser):
    """Collects the tables of a piece of HTML; a cell that spans rows counts in each of them."""

    def __init__(self, line: int) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[Table] = []
        self._first = line
        self._depth = 0
        self._rows: list[tuple[Row, bool]] = []
        self._row: list[str] | None = None
        self._row_line = line
        self._heads = 0
        self._cell: list[str] | None = None
        self._spans: dict[int, tuple[int, str]] = {}
        self._rowspan = 1
        self._start = line

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self._rows, self._spans, self._start = [], {}, self._line()
        elif tag == "tr":
            self._end_row()
            self._row, self._row_line, self._heads = [], self._line(), 0
        elif tag in ("td", "th"):
            self._end_cell()
            if self._row is None:
                self._row, self._row_line = [], self._line()
            self._fill()
            self._cell = []
            self._heads += tag == "th"
            span = dict(attrs).get("rowspan") or "1"
            self._rowspan = min(int(span), 500) if span.isdecimal() else 1
        elif self._cell is not None and tag == "img":
            said = dict(attrs)
            self._cell.append(badge(said.get("alt") or "", said.get("src") or ""))
        elif self._cell is not None:
            self._cell.append(
                {"br": "<br>", "code": "`", "p": "\n", "li": "\n", "del": "~~", "s": "~~", "strike": "~~"}.get(tag, "")
            )

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._end_cell()
        elif tag == "tr":
            self._end_row()
        elif tag == "table" and self._depth:
            self._depth -= 1
            if not self._depth:
                self._end_row()
                self._end_table()
        elif self._cell is not None:
            self._cell.append({"code": "`", "del": "~~", "s": "~~", "strike": "~~"}.get(tag, ""))

    def close(self) -> None:
        """A table that is never closed ends with what was read."""
        super().close()
        if self._depth:
            self._depth = 0
            self._end_row()
            self._end_table()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _line(self) -> int:
        return self._first + self.getpos()[0] - 1

    def _fill(self) -> None:
        """Cells of rows above that reach down into this one."""
        while self._row is not None and len(self._row) in self._spans and len(self._row) < WIDEST:
            column = len(self._row)
            left, text = self._spans[column]
            self._row.append(text)
            if left <= 1:
                del self._spans[column]
            else:
                self._spans[column] = (left - 1, text)

    def _end_cell(self) -> None:
        if self._cell is None or self._row is None:
            return
        text = " ".join("".join(self._cell).split())
        if self._rowspan > 1:
            self._spans[len(self._row)] = (self._rowspan - 1, text)
        self._row.append(text)
        self._cell, self._rowspan = None, 1

    def _end_row(self) -> None:
        self._end_cell()
        if self._row:
            self._fill()
            self._rows.append((Row(tuple(self._row), self._row_line), self._heads == len(self._row)))
        self._row = None

    def _end_table(self) -> None:
        if not self._rows:
            return
        headed = self._rows[0][1] and len(self._rows) > 1
        header = self._rows[0][0].cells if headed else ()
        self.tables.append(Table(self._start, header, tuple(row for row, _ in self._rows[1 if headed else 0 :])))
