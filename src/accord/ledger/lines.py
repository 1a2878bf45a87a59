"""Lines of files of any size, read in bounded memory."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT = 4 * 1024 * 1024  # bytes of one line; an answer of a model is far shorter, pasted images are not


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank: the JSON object on it, or None where it holds none. `end` is the file offset behind
    it.

    `long` marks a line over LIMIT, which is not parsed; then `marks` says whether every one of the caller's marks
    occurs in it.
    """

    row: dict[str, Any] | None
    end: int
    long: bool = False
    marks: bool = False


def read(file: IO[bytes], *, marks: tuple[bytes, ...] = (), stop: int | None = None) -> Iterator[Line]:
    """The lines of an open file from its start, those that begin before the offset `stop`."""
    offset = 0
    while stop is None or offset < stop:
        data = file.readline(LIMIT)
        if not data:
            return
        offset += len(data)
        if len(data) == LIMIT and not data.endswith(b"\n"):
            seen, length = _skim(file, data, marks)
            offset += length
            yield Line(None, offset, long=True, marks=seen)
        elif data.strip():
            yield Line(parse(data), offset)


def parse(data: bytes) -> dict[str, Any] | None:
    """The JSON object on a line; None for anything else, a torn line among them."""
    try:
        row = json.loads(data.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return None
    return row if isinstance(row, dict) else None


def word(value: Any) -> str:
    """A text as files and databases take it, half surrogate pairs replaced; "" for what is no text."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _skim(file: IO[bytes], data: bytes, marks: tuple[bytes, ...]) -> tuple[bool, int]:
    """The rest of an overlong line: whether all marks occurred in the whole of it, and how many bytes were left of
    it.
    """
    missing = {mark for mark in marks if mark not in data}
    overlap = max((len(mark) for mark in marks), default=1)
    length = 0
    while data and not data.endswith(b"\n"):
        tail = data[-overlap:]
        data = file.readline(LIMIT)
        length += len(data)
        missing = {mark for mark in missing if mark not in tail + data}
    return not missing, length
