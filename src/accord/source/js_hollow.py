"""Where the bodies of functions lie in JavaScript, so that a body is parsed only when its function is entered.

Most of a file is bodies nobody enters: handlers above all. A body is found by its indentation: it opens at the end of a line and is closed by
the first line that is indented no further. What is written otherwise is left in place; whether the guess was right the syntax around it tells
(`js_syntax`).
"""

from __future__ import annotations

import re
from functools import lru_cache

SHORT = 160  # bytes of a body that is not worth leaving out
DEEP = 100  # braces within braces; a body nested deeper is left in place
LOOKED = (
    8  # how many times a text is looked through for bodies that turn out to be none, before the rest is left in place
)

_OPENS = re.compile(rb"\{[ \t]*\r?\n")
_RETURNS = re.compile(rb"\)\s*:\s*[\w$.<>\[\]|&, '\"]+\Z")  # a head of a function that says what comes back
_RUNS = re.compile(rb"\s*(?:\}\s*)?(?:if|else|for|while|switch|catch|with|class|abstract|export\s+class)\b")
_NO_BRACES = bytes(set(range(256)) - set(b"{}"))


def bodies(data: bytes, start: int, end: int) -> list[tuple[int, int]]:
    """The outermost bodies between two places, each from behind its opening brace to its closing one."""
    found: list[tuple[int, int]] = []
    opening = _OPENS.search(data, start, end)
    left = LOOKED * (end - start)
    while opening is not None and left >= 0:
        brace = opening.start()
        close = _closed(data, brace, opening.end(), end)
        if close and not _nested(data[opening.end() : close]):
            left -= close - brace
            close = 0
        if close:
            found.append((brace + 1, close))
        opening = _OPENS.search(data, close or opening.end(), end)
    return found


def _closed(data: bytes, brace: int, inside: int, end: int) -> int:
    """Where the body of a function that begins at a brace seems to be closed; 0 where that is no such body, or cannot be told."""
    line = data.rfind(b"\n", 0, brace) + 1
    head = data[max(line, brace - 200) : brace].rstrip()
    if not (head.endswith((b"=>", b")")) or _RETURNS.search(head)) or _RUNS.match(data, line, brace):
        return 0
    indent = line
    while data[indent : indent + 1] in (b" ", b"\t"):
        indent += 1
    following = _outer(indent - line).search(data, inside, end)
    if following is None:
        return 0
    close = following.end() - 1
    if data[close : close + 1] != b"}" or data[following.start() : close] != data[line:indent] or close - brace < SHORT:
        return 0
    return close


def _nested(text: bytes) -> bool:
    """Whether the braces of a text, those in strings and comments too, open and close in turn, and not too deep."""
    braces = text.translate(None, _NO_BRACES)
    for _ in range(DEEP):
        if not braces:
            return True
        fewer = braces.replace(b"{}", b"")
        if len(fewer) == len(braces):
            return False
        braces = fewer
    return not braces


@lru_cache(maxsize=64)
def _outer(indent: int) -> re.Pattern[bytes]:
    """The first letter of a line that is indented no further."""
    return re.compile(rb"^[ \t]{0,%d}[^\s]" % indent, re.MULTILINE)
