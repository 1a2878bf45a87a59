"""Python with the bodies of its functions taken out, so that only what runs at import is parsed.

Most of a file is bodies of functions that are never entered: handlers above all. A body is found by its indentation, replaced by `...` and as many
empty lines, and parsed when it is asked for. Where the guess is wrong the rest does not parse, and the file is parsed as it stands.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from accord.source import python_strings

if TYPE_CHECKING:
    from accord.source.python_strings import Spans

_DEF = re.compile(rb"([ \t]*)(?:async[ \t]+)?def[ \t]+\w+")
_NEXT_DEF = re.compile(
    rb"\n([ \t]*)(?:async[ \t]+)?def[ \t]+\w+"
)  # a line break is found many times faster than a line anchor
_COLON = re.compile(rb"\)[ \t]*(?:->[^\n#]*)?:(?=[ \t]*(?:#[^\n]*)?\r?\n)")  # where the head of a function ends
SHORT = 160  # bytes of a body that is not worth taking out


class Hollow(NamedTuple):
    """The text without bodies; `hidden` maps the row of a `def` to the bytes of the function in the text with them."""

    text: bytes
    hidden: dict[int, tuple[int, int]]


def hollow(data: bytes, start: int = 0, strings: Spans | None = None) -> Hollow:
    """Take the bodies out of every outermost function that begins behind `start`."""
    try:
        strings = python_strings.spans(data) if strings is None else strings
    except python_strings.Ambiguous:
        return Hollow(data, {})
    parts: list[bytes] = []
    hidden: dict[int, tuple[int, int]] = {}
    row = kept = counted = 0
    head = _next(data, start)
    while head is not None:
        at, body, end = _extent(data, head, strings)
        if body == 0 or end - body < SHORT or (strings and python_strings.within(strings, at)):
            head = _next(data, head.end() if body == 0 else end)
            continue
        row += data.count(b"\n", counted, at)
        counted = at
        hidden[row] = (at, end)
        parts += (data[kept:body], b" ...", b"\n" * data.count(b"\n", body, end))
        kept = end
        head = _next(data, end)
    if not parts:
        return Hollow(data, {})
    parts.append(data[kept:])
    return Hollow(b"".join(parts), hidden)


def _next(data: bytes, at: int) -> re.Match[bytes] | None:
    """The next `def` that begins a line, at a place or behind it."""
    return (_DEF.match(data) if at == 0 else None) or _NEXT_DEF.search(data, max(at - 1, 0))


def _extent(data: bytes, head: re.Match[bytes], strings: Spans) -> tuple[int, int, int]:
    """Where a function begins, where its body does (0 where that cannot be told), and where it ends."""
    at = head.end(1)
    outer = _outer(len(head.group(1)))
    line = data.find(b"\n", at)
    end = len(data)
    following = outer.search(data, line) if line >= 0 else None
    while following is not None and strings and python_strings.within(strings, following.start() + 1):
        following = outer.search(data, following.end())
    if following is not None:
        end = following.start() + 1
    end = _without_remarks(data, line, end)
    colon = _COLON.search(data, head.end(), end)
    return at, colon.end() if colon is not None else 0, end


def _without_remarks(data: bytes, start: int, end: int) -> int:
    """The end of the last line that is neither empty nor a comment."""
    while end > start:
        line = data.rfind(b"\n", start, end - 1) + 1
        text = data[line:end].strip()
        if text and not text.startswith(b"#"):
            return end
        end = line
    return end


@lru_cache(maxsize=64)
def _outer(indent: int) -> re.Pattern[bytes]:
    """The line break before a line that is indented no further, and so ends a body."""
    return re.compile(rb"\n[ \t]{0,%d}[^\s#)\]}]" % indent)
