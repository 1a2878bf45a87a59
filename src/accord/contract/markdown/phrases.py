"""Patterns of many phrases in many languages, asked of every line of a document, where nearly every answer is no.

Tried one after the other at every character, a hundred alternatives take a hundred steps for each. What begins at a word is tried where words
begin, what begins with another alphabet where a letter of one stands, and alternatives that share their first letter are one until it is met.
A text of ASCII alone is asked for nothing that has another letter in it. Nothing else changes: where something is found, the pattern as it is
written says what.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from accord.contract.markdown.memo import remembered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_WORD = r"\b"
_REPEATS = ("?", "*", "+", "{")
_LEAVE_OUT = ("?", "*", "{")
_ALSO_ASCII = "\u0130\u0131\u017f\u212a"  # letters of other alphabets that are I, S and K when case does not count


class Phrases:
    """A pattern of alternatives in which case does not count, to be used like one of `re`; compiled when it is first asked."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    def search(self, text: str) -> re.Match[str] | None:
        """The first place where one of the phrases stands."""
        return self._exact.search(text) if self._stands_in(text) else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Every place where one of the phrases stands."""
        return self._exact.finditer(text) if self._stands_in(text) else iter(())

    def match(self, text: str, at: int = 0) -> re.Match[str] | None:
        """The phrase that stands at `at`."""
        return self._exact.match(text, at)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """The phrase that is all of the text."""
        return self._exact.fullmatch(text)

    @cached_property
    def _exact(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.IGNORECASE)

    @cached_property
    def _stands_in(self) -> Callable[[str], bool]:
        every = re.compile(sorted_by_beginning(self.pattern), re.IGNORECASE).search
        plain = [one for one in alternatives(self.pattern) if not needs_other_letters(one)]
        ascii_only = re.compile(sorted_by_beginning("|".join(plain)), re.IGNORECASE).search if plain else _never
        return remembered(lambda text: (ascii_only if text.isascii() else every)(text) is not None)


def _never(_text: str) -> None:
    """Where no phrase is left."""


def sorted_by_beginning(pattern: str) -> str:
    """A pattern found in the same texts at the same places; it may end elsewhere."""
    at_words: list[str] = []
    at_start: list[str] = []
    foreign: list[str] = []
    others: list[str] = []
    for one in alternatives(pattern):
        if one.startswith(_WORD):
            at_words.append(one[len(_WORD) :])
        elif one.startswith("^"):
            at_start.append(one[1:])
        elif one and not one[0].isascii() and one[0] not in _ALSO_ASCII and not one[1:].startswith(_REPEATS):
            foreign.append(one)
        else:
            others.append(one)
    if at_start:
        others.append(f"^(?:{'|'.join(at_start)})")
    if at_words:
        others.append(rf"\b(?:{_by_letter(at_words)})")
    if foreign:
        others.append(rf"(?=[^\x00-\x7f])(?:{_by_letter(foreign)})")
    return "|".join(others)


def needs_other_letters(pattern: str) -> bool:
    """Whether an alternative has a letter that no text of ASCII has, one that can not be left out."""
    parts = _PART.findall(pattern)
    at = 0
    while at < len(parts):
        start, part = at, parts[at]
        depth = 0
        while True:  # a group is one piece
            depth += (parts[at] == "(") - (parts[at] == ")")
            at += 1
            if not depth or at == len(parts):
                break
        if at < len(parts) and parts[at] in _LEAVE_OUT:
            continue
        if part == "(" and parts[start + 1 : start + 3] == ["?", ":"]:
            if all(map(needs_other_letters, alternatives("".join(parts[start + 3 : at - 1])))):
                return True
        elif len(part) == 1 and not part.isascii() and part not in _ALSO_ASCII:
            return True
    return False


def alternatives(pattern: str) -> list[str]:
    """The alternatives of a pattern, those in brackets left together."""
    found = [""]
    depth = 0
    for part in _PART.findall(pattern):
        if part == "|" and not depth:
            found.append("")
            continue
        depth += (part == "(") - (part == ")")
        found[-1] += part
    return found


_PART = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)


def _by_letter(some: list[str]) -> str:
    """Alternatives as one pattern, those that begin with the same letter behind it."""
    by_letter: dict[str, list[str]] = {}
    others: list[str] = []
    for one in some:
        if one[:1].isalpha() and not one[1:].startswith(_REPEATS):
            by_letter.setdefault(one[0], []).append(one[1:])
        else:
            others.append(one)
    others += [f"{letter}(?:{'|'.join(rest)})" for letter, rest in by_letter.items()]
    return "|".join(others)
