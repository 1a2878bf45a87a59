"""Inline ignores of source: `# accord: ignore[rule] reason` in Python, the same after `//` or in `/* */` elsewhere.

An ignore at the end of a line speaks of that line. One that has its line to itself speaks of the statement below it: of
the next line that is neither empty nor a comment and, where that is a decorator, of everything down to its function.
"""

from __future__ import annotations

import io
import re
import tokenize

from accord.model import Ignore, Where

_THERE = re.compile(rb"accord:[ \t]*ignore")
_WISH = re.compile(r"accord:[ \t]*ignore\b(?:\[(?P<rules>[^\]\n]{0,400})\])?[ \t]*:?[ \t]*(?P<reason>.*)")
_SLASHES = re.compile(r"(?P<mark>//|/\*+)[ \t]*(?P<text>accord:[ \t]*ignore\b.*?)[ \t]*(?:\*/.*)?$")
_HASH = re.compile(r"(?P<mark>#)[ \t]*(?P<text>accord:[ \t]*ignore\b.*)$")
_FUNCTION = re.compile(r"[ \t]*(?:async[ \t]+)?(?:def|class)\b")
_MOST = 60  # lines from a decorator to its function


def find(data: bytes, file: str) -> tuple[Ignore, ...]:
    """The ignores of one file, in order. Only comments count: a string that looks like one is none (in Python)."""
    if b"accord:" not in data or not _THERE.search(data):
        return ()
    text = data.decode("utf-8", "replace")
    lines = text.splitlines()
    python = file.endswith((".py", ".pyi"))
    found = []
    for number, before, comment in _hashes(text, lines) if python else _matches(lines, _SLASHES):
        match = _WISH.match(comment)
        if match:
            rules = tuple(rule.strip() for rule in (match["rules"] or "").split(",") if rule.strip())
            alone = not before.strip().strip("{")
            span = _below(lines, number, "#" if python else "//") if alone else (number, number)
            found.append(Ignore(Where(file, number), rules, match["reason"].strip(), span))
    return tuple(found)


def _hashes(text: str, lines: list[str]) -> list[tuple[int, str, str]]:
    """(line, what stands before it, comment without its mark) of every comment, as Python itself splits the file."""
    try:
        return [
            (token.start[0], token.line[: token.start[1]], token.string.lstrip("# \t"))
            for token in tokenize.generate_tokens(io.StringIO(text).readline)
            if token.type == tokenize.COMMENT
        ]
    except (tokenize.TokenError, SyntaxError):  # a file that is not finished: its lines as they stand
        return _matches(lines, _HASH)


def _matches(lines: list[str], pattern: re.Pattern[str]) -> list[tuple[int, str, str]]:
    found = []
    for number, line in enumerate(lines, 1):
        if match := pattern.search(line):
            found.append((number, line[: match.start()], match["text"]))
    return found


def _below(lines: list[str], number: int, mark: str) -> tuple[int, int]:
    """The statement that begins below a line of its own."""
    start = number + 1
    while start <= len(lines) and (
        not lines[start - 1].strip() or lines[start - 1].lstrip().startswith((mark, "/*", "{/*"))
    ):
        start += 1
    end = start
    if start <= len(lines) and lines[start - 1].lstrip().startswith("@"):
        for at in range(start, min(start + _MOST, len(lines)) + 1):
            if _FUNCTION.match(lines[at - 1]):
                end = at
                break
    return start, end
