"""JavaScript that looks like a route and came to nothing: the last mesh of the net."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from accord.evaluate.machine import Machine
    from accord.scan.express import Harvest
    from accord.scan.javascript import Tree
    from accord.source.ir import FunctionCode

# Both begin with what is seldom in a text; whom it is asked of is looked up behind it.
_VERB = re.compile(
    rb"\.(?:get|post|put|patch|delete)\s*\(\s*(?:['\"`][/*][^'\"`\n]*['\"`]|/[\^\\][^\n]{1,200}?/i?)\s*,"
)
_COMPUTED = re.compile(rb"\[\s*[^\[\]\n]{0,60}(?:method|verb)[^\[\]\n]{0,60}\s*\]\s*(?:\(|\.bind\b)", re.IGNORECASE)
_RECEIVER = re.compile(rb"\b(?:app|router|server|\w*[rR]outer|\w*App)(?:\s+as\s[^()\n]{1,160}\))?\s*$")
_BEFORE = 200
# a path, and beside it a function that takes a request and a response: whatever is called there, that is a route
_TAKES = re.compile(
    rb"\(\s*_?req(?:uest)?\w*\s*(?::[^,()\n]+)?,\s*_?res(?:ponse)?\w*\s*(?::[^,()\n]+)?(?:,\s*_?next\w*\s*(?::[^,()\n]+)?)?\)"
)
_GIVEN = re.compile(rb"[(\[]\s*(?P<quote>['\"`])[/*][^'\"`\n]*(?P=quote)\s*\]?\s*,(?P<between>[^;{}]*)\Z")
_APART = 300
_CALLEE = re.compile(rb"([\w$]+)['\"\]]*\s*(?:\?\.)?\s*(?:<[^()]*>\s*)?$")
_OPEN, _CLOSE = b"()"
# what is called with both and registers no route: middleware, events, tests
_OTHERS = frozenset((b"use", b"on", b"once", b"addListener", b"it", b"test", b"describe", b"param"))


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
    _tell_answered(machine, harvest, tree)


def _tell_answered(machine: Machine, harvest: Harvest, tree: Tree) -> None:
    """A path and a function of a request and a response beside it, where nothing was registered or told."""
    handlers: dict[str, set[int]] = {}
    for code in harvest.room.handlers:
        handlers.setdefault(code.file, set()).add(code.at)
    around: dict[str, list[FunctionCode]] | None = None
    for path, data in tree.admitted.items():
        if b"(req" not in data and b"(_req" not in data:
            continue
        relative = machine.tree.rel(path)
        if relative in harvest.foreign:
            continue
        known = handlers.get(relative, set())
        for offset, first, last in _answered(data, known):
            if harvest.registered(relative, first, last) or not known.isdisjoint(range(first, last + 1)):
                continue
            if in_text(machine, path, offset):
                continue
            if around is None:
                around = _functions(machine)
            if _was_left_out(machine, around.get(relative, []), offset, relative, range(first, last + 1)):
                continue
            harvest.unread(relative, last, "looks like a route and registered nothing", (relative,))


def _answered(data: bytes, known: Container[int]) -> Iterator[tuple[int, int, int]]:
    """Where a call holds both: offset of its bracket, first line of the call, line of the head of its function; not those of known functions."""
    line, counted = 1, 0
    for match in _TAKES.finditer(data):
        line += data.count(b"\n", counted, match.start())
        counted = match.start()
        given = _GIVEN.search(data, max(0, counted - _APART), counted) if line not in known else None
        if given is None or _closes(given["between"]):
            continue
        before = data[max(0, given.start() - _BEFORE) : given.start()]
        callee = _CALLEE.search(before)
        if callee is None or callee.group(1) in _OTHERS:
            continue
        first = line - data.count(b"\n", given.start(), counted) - before.count(b"\n", callee.start())
        yield given.start(), first, line + data.count(b"\n", counted, match.end())


def _closes(between: bytes) -> bool:
    """Whether a bracket that was open before is closed in a piece of text."""
    depth = 0
    for char in between:
        depth += (char == _OPEN) - (char == _CLOSE)
        if depth < 0:
            return True
    return False


def _functions(machine: Machine) -> dict[str, list[FunctionCode]]:
    """The functions of the program that were ever made, by file."""
    found: dict[str, dict[FunctionCode, None]] = {}
    for function, _ in machine.functions:
        found.setdefault(function.code.file, {})[function.code] = None
    return {file: list(codes) for file, codes in found.items()}


def _was_left_out(machine: Machine, functions: list[FunctionCode], offset: int, file: str, lines: range) -> bool:
    """Whether a place lies in a function that was run and not in what ran of it, as a condition leaves it out, or called one of the program's own."""
    around = [code for code in functions if code.span[0] <= offset < code.span[1]]
    inner = min(around, key=lambda code: code.span[1] - code.span[0], default=None)
    if inner is not None and (inner not in machine.called or b"yield" in inner.text()):
        return False
    places = {(file, line) for line in lines}
    return machine.seen.isdisjoint(places) or not machine.own.isdisjoint(places)


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
