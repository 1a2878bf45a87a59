"""JavaScript that looks like a route and came to nothing: the last mesh of the net."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.paths import HOLE, PathTemplate

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from accord.evaluate.machine import Machine
    from accord.scan.express import Harvest
    from accord.scan.javascript import Tree
    from accord.source.ir import FunctionCode

NEVER = "looks like a route and was never evaluated"
NOTHING = "looks like a route and registered nothing"
# Both begin with what is seldom in a text; whom it is asked of is looked up behind it.
_VERB = re.compile(
    rb"\.(?:get|post|put|patch|delete)\s*\(\s*(?:['\"`](?P<path>[/*][^'\"`\n]*)['\"`]|/[\^\\][^\n]{1,200}?/i?)\s*,"
)
_COMPUTED = re.compile(rb"\[\s*[^\[\]\n]{0,60}(?:method|verb)[^\[\]\n]{0,60}\s*\]\s*(?:\(|\.bind\b)", re.IGNORECASE)
_RECEIVER = re.compile(rb"\b(?:app|router|server|\w*[rR]outer|\w*App)(?:\s+as\s[^()\n]{1,160}\))?\s*$")
_BEFORE = 200
# a path, and beside it a function that takes a request and a response: whatever is called there, that is a route
_TAKES = re.compile(
    rb"\(\s*_?req(?:uest)?\w*\s*(?::[^,()\n]+)?,\s*_?res(?:ponse)?\w*\s*(?::[^,()\n]+)?(?:,\s*_?next\w*\s*(?::[^,()\n]+)?)?\)"
)
_GIVEN = re.compile(rb"[(\[]\s*(?P<quote>['\"`])(?P<path>[/*][^'\"`\n]*)(?P=quote)\s*\]?\s*,(?P<between>[^;{}]*)\Z")
_APART = 300
# the same with a function by its name, which another place defines
_HANDED = re.compile(
    rb"(?P<quote>['\"`])(?P<path>/[^'\"`\n]{0,200})(?P=quote)\s*,\s*(?:[\w$.]{1,80}(?:\([^()\n]{0,80}\))?\s*,\s*){0,3}(?:[\w$]+\.){0,4}?"
    rb"(?P<name>[\w$]+)(?:\.bind\([^()\n]{0,80}\))?\s*\)"
)
_DEFINED = re.compile(rb"([\w$]+)\s*(?:[=:]\s*(?:async\s*)?(?:function\b\s*[\w$]*\s*)?)?\Z")
_DEFINES = 100
_CALLEE = re.compile(rb"([\w$]+)['\"\]]*\s*(?:\?\.)?\s*(?:<[^()]*>\s*)?$")
_OPEN, _CLOSE = b"()"
_OPEN_ENDED = re.compile(r"\$\{|[*(?]")  # what stands behind it in a path is no text
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
        for match, first, last in _places(_VERB, data, lines):
            if not lines.isdisjoint(range(first, last + 1)) or in_text(machine, path, match.start()):
                continue
            harvest.unread(relative, first, NEVER, _spelled(match["path"] or b"") or (relative,))
        for match, first, last in _places(_COMPUTED, data):
            if not (harvest.registered(relative, first, last + 4) or in_text(machine, path, match.start())):
                harvest.unread(relative, first, NOTHING, (relative,))
    _tell_answered(machine, harvest, tree)


def _spelled(path: bytes) -> tuple[str, ...]:
    """The prefixes of paths that a path in a text may hide, itself and behind whatever mount; none where it says too little."""
    whole = path.decode("utf-8", "replace")
    front = _OPEN_ENDED.split(whole, maxsplit=1)[0]
    if front != whole:  # at a whole segment
        front = front.rpartition("/")[0]
    text = PathTemplate.parse(front, "express").bare.text
    return (text, f"/{HOLE}{text}") if re.search(r"\w", re.sub(r"\{[^{}]*\}", "", text)) else ()


def _tell_answered(machine: Machine, harvest: Harvest, tree: Tree) -> None:
    """A path and a function of a request and a response beside it, where nothing was registered or told."""
    handlers: dict[str, set[int]] = {}
    for code in harvest.room.handlers:
        handlers.setdefault(code.file, set()).add(code.at)
    around: dict[str, list[FunctionCode]] | None = None
    names = _answering(machine)
    for path, data in tree.admitted.items():
        relative = machine.tree.rel(path)
        if relative in harvest.foreign:
            continue
        known = handlers.get(relative, set())
        inline = _answered(data, known) if b"(req" in data or b"(_req" in data else ()
        for given, first, last in (*inline, *_by_name(data, names)):
            if harvest.registered(relative, first, last) or not known.isdisjoint(range(first, last + 1)):
                continue
            if in_text(machine, path, given.start()):
                continue
            if around is None:
                around = _functions(machine)
            if _was_left_out(machine, around.get(relative, []), given.start(), relative, range(first, last + 1)):
                continue
            harvest.unread(relative, last, NOTHING, (relative, *_spelled(given["path"])))


def _answered(data: bytes, known: Container[int]) -> Iterator[tuple[re.Match[bytes], int, int]]:
    """Where a call holds both: from its bracket on, first line of the call, line of the head of its function; not those of known functions."""
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
        yield given, first, line + data.count(b"\n", counted, match.end())


def _by_name(data: bytes, names: Container[bytes]) -> Iterator[tuple[re.Match[bytes], int, int]]:
    """As above, where the function is given by its name."""
    line, counted = 1, 0
    for match in _HANDED.finditer(data):
        line += data.count(b"\n", counted, match.start())
        counted = match.start()
        if match["name"] not in names:
            continue
        before = data[max(0, match.start() - _BEFORE) : match.start()].rstrip()
        callee = _CALLEE.search(before.removesuffix(b"(")) if before.endswith(b"(") else None
        if callee is None or callee.group(1) in _OTHERS:
            continue
        first = line - before.count(b"\n", callee.start())
        yield match, first, line + data.count(b"\n", counted, match.end())


def _answering(machine: Machine) -> frozenset[bytes]:
    """The names of functions that take a request and a response, in what was loaded."""
    found: set[bytes] = set()
    for module in machine.modules.values():
        data = module.source.data if module.source is not None else b""
        for match in _TAKES.finditer(data):
            defined = _DEFINED.search(data, max(0, match.start() - _DEFINES), match.start())
            if defined is not None:
                found.add(defined.group(1))
    return frozenset(found - {b"function", b"async"})


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


def _places(
    pattern: re.Pattern[bytes], data: bytes, seen: Container[int] = ()
) -> Iterator[tuple[re.Match[bytes], int, int]]:
    """Where a pattern follows the name of an application or router: what it is, first and last line; not those that begin on a line that was seen."""
    line, counted = 1, 0
    for match in pattern.finditer(data):
        line += data.count(b"\n", counted, match.start())
        counted = match.start()
        if line in seen:
            continue
        receiver = _RECEIVER.search(data, max(0, match.start() - _BEFORE), match.start())
        if receiver is not None:
            first = line - data.count(b"\n", receiver.start(), match.start())
            yield match, first, line + data.count(b"\n", match.start(), match.end())


def in_text(machine: Machine, path: str, at: int) -> bool:
    """Whether a place is in a comment or a string."""
    source = machine.module(machine.tree.of(path)).source
    return source is None or source.in_text(at)


__all__ = ["in_text", "tell"]
