"""The matrix on a terminal: as wide as it needs to be and never wider than the window.

Cells are words where they fit and marks where they do not; a path that is too long loses its middle. Lines that are
kept everywhere are counted when there are many.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from accord.report import matrix

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accord.model import Component, Report
    from accord.report.paint import Paint

_MANY = 40  # lines before those that need no attention are counted instead
_LEAST = 16  # columns an operation needs to be recognised
_WORDS = {"not-applicable": "-", "": ""}
_MARKS = {
    "kept": "+",
    "broken": "X",
    matrix.UNDOCUMENTED: "!",
    "undetermined": "?",
    "waived": "~",
    "not-applicable": "-",
    "": "",
}
_MEANING = {matrix.UNDOCUMENTED: "warning", "waived": "label", "not-applicable": "label"}
_CONTRACT = "contract"  # the first column: what the document itself says of the line
_SAYS = {"promised": ("promised", "+"), "planned": ("planned", "*"), "absent": ("-", "-")}


def table(report: Report, paint: Paint, width: int, *, verbose: bool = False) -> list[str]:
    """A block for every contract; `width` 0 is a page without an edge."""
    every = matrix.lines(report)
    parts = matrix.columns(report)
    shown, quiet = every, 0
    if not verbose and len(every) > _MANY:
        shown = tuple(line for line in every if line.worst not in ("kept", "not-applicable"))
        quiet = len(every) - len(shown)
    blocks = [
        _block(file or "in the source", list(group), parts, paint, width)
        for file, group in groupby(shown, key=lambda line: line.contract_file)
    ]
    if quiet:
        blocks.append(f"{quiet} endpoints need no attention (--verbose shows them)")
    return blocks


def _block(title: str, lines: Sequence[matrix.Line], parts: Sequence[Component], paint: Paint, width: int) -> str:
    room = max([cells(str(line.operation)) for line in lines] + [cells(title) - 2]) + 2
    # From the widest form to the narrowest: words, marks, without what the contract says, numbers for names.
    said = any(line.endpoint is not None and line.contract_file for line in lines)
    names = [part.name for part in parts]
    numbers = [str(number) for number in range(1, len(parts) + 1)]
    for written, under, words in (
        (said, names, True),
        (said, names, False),
        (False, names, False),
        (False, numbers, False),
    ):
        heads = [*([_CONTRACT] * written), *under]
        cells_of = [_told_of(line, parts, words=words, written=written) for line in lines]
        columns = [max([len(head)] + [len(told[n][0]) for told in cells_of]) for n, head in enumerate(heads)]
        taken = sum(columns) + 2 * len(columns)
        if not width or max(_LEAST, min(room, width // 2)) + taken <= width:
            break
    if width and len(parts) > 1 and _LEAST + taken > width:  # more components than columns: one table below the other
        half = (len(parts) + 1) // 2
        return "\n\n".join(_block(title, lines, some, paint, width) for some in (parts[:half], parts[half:]))
    room = min(room, max(width - taken, 4)) if width else room
    out = [_joined(_padded(shortened(title, room), room), [(head, head) for head in heads], columns)]
    for line, told in zip(lines, cells_of, strict=True):
        shown = [(word, paint(word, meaning)) for word, meaning in told]
        out.append(_joined(_padded("  " + shortened(str(line.operation), room - 2), room), shown, columns))
    if not words:
        legend = [f"{mark} {state}" for state, mark in _MARKS.items() if state]
        if written and any(line.promised == "planned" for line in lines):
            legend.append("* planned")
        if under is numbers:
            legend = [*(f"{number} {name}" for number, name in zip(numbers, names, strict=True)), *legend]
        out += [f"  {line}" for line in _folded(legend, width - 2)]
    return "\n".join(out)


def _told_of(line: matrix.Line, parts: Sequence[Component], *, words: bool, written: bool) -> list[tuple[str, str]]:
    """Every cell of a line with what its colour means: what the contract says, where one is written, then each component."""
    told = [(_SAYS[line.promised][not words], "label")] if written else []
    states = [line.state(part.name) for part in parts]
    return told + [(_told(state, words=words), _MEANING.get(state, state)) for state in states]


def _told(state: str, *, words: bool) -> str:
    return _WORDS.get(state, state) if words else _MARKS[state]


def _joined(first: str, rest: Sequence[tuple[str, str]], columns: Sequence[int]) -> str:
    """A line: the first field, then pairs of a text and the same text painted, each padded to its column."""
    line = first
    for (text, painted), wide in zip(rest, columns, strict=True):
        line += "  " + painted + " " * (wide - len(text)) if text else "  " + " " * wide
    return line.rstrip()


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cells(text))


def _folded(words: Sequence[str], width: int) -> list[str]:
    lines = [""]
    for long in words:
        word = shortened(long, width)
        if lines[-1] and len(lines[-1]) + 2 + len(word) > width:
            lines.append("")
        lines[-1] += ("  " if lines[-1] else "") + word
    return lines


def shortened(text: str, width: int) -> str:
    """The text in at most `width` columns, its middle left out: the method and the last segments tell most."""
    if cells(text) <= width:
        return text
    head = max((width - 3) // 3, 0)
    tail = max(width - 3 - head, 0)
    while tail and cells(text[:head]) + 3 + cells(text[-tail:]) > width:
        tail -= 1
    return f"{text[:head]}...{text[-tail:] if tail else ''}"


def cells(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)
