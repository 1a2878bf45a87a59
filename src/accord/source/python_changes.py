"""What Python source changes besides its own variables, by its text: collections it fills, entries and attributes it sets.

Every pattern begins with a literal near the end of what it looks for, and the name before it is read backwards: that is ten times faster than to
try each name of a text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_METHOD = re.compile(rb"\.(?:append|add|extend|insert|update|setdefault|appendleft|extendleft)\(")
_ADDED = (re.compile(rb"\+=(?!=)"), re.compile(rb"\|=(?!=)"))
_BLANKS = b" \t"
_SUBSCRIPT = re.compile(rb"\][ \t]*[|+]?=(?!=)")
_FILLED = re.compile(rb"(?<![\w.])([A-Za-z_][\w.]*)(?:\[[^\]\n]*\])+[ \t]*[|+]?=(?!=)")
_KEYED = re.compile(rb"(?<![\w.])([A-Za-z_][\w.]*)\[[ \t]*[\"']([^\"'\n]*)[\"'][ \t]*\][ \t]*=(?!=)")
_ATTRIBUTE = re.compile(rb"\.(\w+)[ \t]*(?::[^=\n]+)?=(?!=)")
_OUTER = re.compile(rb"\b(?:global|nonlocal)[ \t]+([\w ,]+)")
_LETTERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
_DOTTED = _LETTERS + b"0123456789."


class Changes(NamedTuple):
    """What a text changes: collections it fills, by dotted name; entries and attributes it sets; variables outside of it."""

    fills: frozenset[str]
    keys: frozenset[tuple[str, str]]
    attributes: frozenset[tuple[str, str]]
    outer: frozenset[str]


def changes(text: bytes) -> Changes:
    """What a text changes besides its own variables."""
    keys: set[tuple[str, str]] = set()
    fills = set(_filled(text))
    end = 0
    for found in _SUBSCRIPT.finditer(text):
        start = max(text.rfind(b"\n", 0, found.start()) + 1, end)
        end = found.end()
        line = text[start : end + 1]
        fills.update(name.decode() for name in _FILLED.findall(line))
        keys.update((owner.decode(), key.decode("utf-8", "replace")) for owner, key in _KEYED.findall(line))
    attributes = {
        (owner, found.group(1).decode())
        for found in _ATTRIBUTE.finditer(text)
        if (owner := _before(text, found.start()))
    }
    outer = _OUTER.findall(text) if b"global" in text or b"nonlocal" in text else []
    return Changes(
        frozenset(fills),
        frozenset(keys),
        frozenset(attributes),
        frozenset(name.strip().decode() for found in outer for name in found.split(b",")),
    )


def _filled(text: bytes) -> Iterator[str]:
    """What is filled by a method or by `+=` and `|=`."""
    for found in _METHOD.finditer(text):
        if name := _before(text, found.start()):
            yield name
    for pattern in _ADDED:
        for found in pattern.finditer(text):
            end = found.start()
            while end and text[end - 1] in _BLANKS:
                end -= 1
            if name := _before(text, end):
                yield name


def _before(text: bytes, end: int) -> str:
    """The dotted name that ends at a place; "" where there is none."""
    line = text[text.rfind(b"\n", 0, end) + 1 : end]
    name = line[len(line.rstrip(_DOTTED)) :]
    return name.decode() if name[:1] and name[:1] in _LETTERS else ""
