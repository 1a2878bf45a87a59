"""Where the triple-quoted strings of a Python file are, found without parsing it."""

from __future__ import annotations

import re
from bisect import bisect_right

Spans = list[tuple[int, int]]

_TRIPLE = re.compile(rb"\"\"\"|'''")
_TOKEN = re.compile(rb"#[^\n]*|\"\"\"|'''|\"(?:[^\"\\\n]|\\.)*\"?|'(?:[^'\\\n]|\\.)*'?", re.DOTALL)


class Ambiguous(Exception):  # noqa: N818 a signal to the caller, who then parses the file whole
    """A triple-quoted string has no end."""


def spans(data: bytes) -> Spans:
    """The triple-quoted strings, from opening to closing quotes, in order."""
    found: Spans = []
    end = 0
    while (mark := _TRIPLE.search(data, end)) is not None:
        start = mark.start()
        line = max(data.rfind(b"\n", 0, start) + 1, end)
        before = data[line:start]
        if b"#" in before or b'"' in before or b"'" in before:
            end = _skip(data, line, start)
            if end > start:
                continue  # it lies in a comment or in another string
        end = _close(data, mark.group(), mark.end())
        found.append((start, end))
    return found


def _skip(data: bytes, line: int, start: int) -> int:
    """Read a line up to a place: the place itself, or the end of the comment or string it lies in."""
    at = line
    while at < start:
        token = _TOKEN.search(data, at)
        if token is None or token.start() >= start:
            return start
        at = token.end()
    return at


def _close(data: bytes, quotes: bytes, start: int) -> int:
    """The end of a string that is open."""
    at = data.find(quotes, start)
    while at >= 0:
        slashes = at
        while data[slashes - 1 : slashes] == b"\\" and slashes > start:
            slashes -= 1
        if (at - slashes) % 2 == 0:
            return at + 3
        at = data.find(quotes, at + 1)
    raise Ambiguous


def within(found: Spans, at: int) -> bool:
    """Whether a place lies in one of the strings."""
    number = bisect_right(found, (at, len(found) and found[-1][1] + 1)) - 1
    return number >= 0 and found[number][0] < at < found[number][1]
