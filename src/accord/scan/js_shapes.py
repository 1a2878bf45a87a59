"""Lines of JavaScript that look like routes and came to nothing: the last mesh of the net."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accord.evaluate.machine import Machine
    from accord.scan.express import Harvest
    from accord.scan.javascript import Tree

# Both begin with what is seldom in a text; whom it is asked of is looked up behind it.
_VERB = re.compile(rb"\.(?:get|post|put|patch|delete)\s*\(\s*['\"`]/[^'\"`\n]*['\"`]\s*,")
_COMPUTED = re.compile(rb"\[\s*[^\[\]\n]{0,60}(?:method|verb)[^\[\]\n]{0,60}\s*\]\s*(?:\(|\.bind\b)", re.IGNORECASE)
_RECEIVER = re.compile(rb"\b(?:app|router|server|\w*[rR]outer|\w*App)(?:\s+as\s[^()\n]{1,160}\))?\s*$")
_BEFORE = 200


def tell(machine: Machine, harvest: Harvest, tree: Tree) -> None:
    """A line that looks like a route and was never evaluated, or registered nothing, is told."""
    for path, data in tree.admitted.items():
        relative = machine.tree.rel(path)
        for at, first, last in _places(_VERB, data):
            if any((relative, n) in machine.seen for n in range(first, last + 1)) or in_text(machine, path, at):
                continue
            harvest.unread(relative, first, "looks like a route and was never evaluated", ())
        for at, first, last in _places(_COMPUTED, data):
            if not (harvest.registered(relative, first, last + 4) or in_text(machine, path, at)):
                harvest.unread(relative, first, "looks like a route and registered nothing", (relative,))


def _places(pattern: re.Pattern[bytes], data: bytes) -> Iterator[tuple[int, int, int]]:
    """Where a pattern follows the name of an application or router: offset, first and last line."""
    for match in pattern.finditer(data):
        receiver = _RECEIVER.search(data, max(0, match.start() - _BEFORE), match.start())
        if receiver is not None:
            first = data.count(b"\n", 0, receiver.start()) + 1
            yield match.start(), first, first + data.count(b"\n", receiver.start(), match.end())


def in_text(machine: Machine, path: str, at: int) -> bool:
    """Whether a place is in a comment or a string."""
    source = machine.module(machine.tree.of(path)).source
    return source is None or source.in_text(at)


__all__ = ["in_text", "tell"]
