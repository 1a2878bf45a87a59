"""Lines of JavaScript that look like routes and came to nothing: the last mesh of the net."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from accord.evaluate.machine import Machine
    from accord.scan.express import Harvest
    from accord.scan.javascript import Tree

# Both begin with what is seldom in a text; whom it is asked of is looked up behind it.
_VERB = re.compile(
    rb"\.(?:get|post|put|patch|delete)\s*\(\s*(?:['\"`][/*][^'\"`\n]*['\"`]|/[\^\\][^\n]{1,200}?/i?)\s*,"
)
_COMPUTED = re.compile(rb"\[\s*[^\[\]\n]{0,60}(?:method|verb)[^\[\]\n]{0,60}\s*\]\s*(?:\(|\.bind\b)", re.IGNORECASE)
_RECEIVER = re.compile(rb"\b(?:app|router|server|\w*[rR]outer|\w*App)(?:\s+as\s[^()\n]{1,160}\))?\s*$")
_BEFORE = 200


def tell(machine: Machine, harvest: Harvest, tree: Tree) -> None:
    """A line that looks like a route and was never evaluated, or registered nothing, is told."""
    seen: dict[str, set[int]] = {}
    for file, line in machine.seen:
        seen.setdefault(file, set()).add(line)
    for path, data in tree.admitted.items():
        relative = machine.tree.rel(path)
        lines = seen.get(relative, set())
        for at, first, last in _places(_VERB, data, lines):
            if not lines.isdisjoint(range(first, last + 1)) or in_text(machine, path, at):
                continue
            harvest.unread(relative, first, "looks like a route and was never evaluated", ())
        for at, first, last in _places(_COMPUTED, data):
            if not (harvest.registered(relative, first, last + 4) or in_text(machine, path, at)):
                harvest.unread(relative, first, "looks like a route and registered nothing", (relative,))


def _places(pattern: re.Pattern[bytes], data: bytes, seen: Container[int] = ()) -> Iterator[tuple[int, int, int]]:
    """Where a pattern follows the name of an application or router: offset, first and last line; not those that begin on a line that was seen."""
    line, counted = 1, 0
    for match in pattern.finditer(data):
        line += data.count(b"\n", counted, match.start())
        counted = match.start()
        if line in seen:
            continue
        receiver = _RECEIVER.search(data, max(0, match.start() - _BEFORE), match.start())
        if receiver is not None:
            first = line - data.count(b"\n", receiver.start(), match.start())
            yield match.start(), first, line + data.count(b"\n", match.start(), match.end())


def in_text(machine: Machine, path: str, at: int) -> bool:
    """Whether a place is in a comment or a string."""
    source = machine.module(machine.tree.of(path)).source
    return source is None or source.in_text(at)


__all__ = ["in_text", "tell"]
