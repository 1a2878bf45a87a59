"""The lines of a document with their numbers, as every step before the parser hands them on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A line and its number in the document."""

    text: str
    number: int


def next_with(lines: list[Line], mark: str) -> list[int]:
    """For each index the first line from there on that holds `mark`, -1 where there is none; one entry more than lines."""
    out = [-1] * (len(lines) + 1)
    for at in range(len(lines) - 1, -1, -1):
        out[at] = at if mark in lines[at].text.lower() else out[at + 1]
    return out
