"""Where a key stands in a TOML text: the parsers say what a file means, not on which line."""

from __future__ import annotations

import re
from dataclasses import dataclass

_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_DOTTED = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_TABLE = re.compile(rf"\s*\[\[?\s*(?P<key>{_DOTTED})\s*\]")
_ASSIGNMENT = re.compile(rf"\s*(?P<key>{_DOTTED})\s*=(?P<value>.*)")
_DELIMITERS = ('"""', "'''")


@dataclass(frozen=True, slots=True)
class Lines:
    """The line (from 1) of every table header and key of a TOML text."""

    at: dict[tuple[str, ...], int]

    @classmethod
    def of(cls, text: str) -> Lines:
        at: dict[tuple[str, ...], int] = {}
        table: tuple[str, ...] = ()
        inside = ""  # the delimiter of a multi-line string that is still open: its lines are no keys
        for number, line in enumerate(text.splitlines(), 1):
            if inside:
                inside = "" if inside in line else inside
            elif header := _TABLE.match(line):
                table = _parts(header["key"])
                at.setdefault(table, number)
            elif assignment := _ASSIGNMENT.match(line):
                keys = (*table, *_parts(assignment["key"]))
                for depth in range(len(table) + 1, len(keys) + 1):
                    at.setdefault(keys[:depth], number)
                inside = next((d for d in _DELIMITERS if assignment["value"].count(d) % 2), "")
        return cls(at)

    def of_key(self, *keys: str) -> int:
        """The line of a key, or of the nearest table around it; 0 where nothing of it is written."""
        return next((self.at[keys[:depth]] for depth in range(len(keys), 0, -1) if keys[:depth] in self.at), 0)


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part[1:-1] if part[0] in "\"'" else part for part in re.findall(_KEY, dotted))
