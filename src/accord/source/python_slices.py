"""A Python module read in slices: its top-level statements are found by their first column and parsed one by one, when they are needed.

Most modules are only imported for a constant, a class or a function; parsing all of each of them costs several times what the modules that
register routes cost. A line that begins in the first column begins a statement, unless it lies in a triple-quoted string or in brackets. Where that
guess is wrong the slice does not parse, and it is read on into the next one until it does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.source import python_strings
from accord.source.python_lowering import Lowering, unfolded
from accord.source.python_names import bound
from accord.source.python_syntax import mentions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node

    from accord.source import ir

# A pattern that begins with a line break is many times faster to search for than one with a line anchor.
_START = re.compile(rb"\n(?=[^\s#)\]}])")
_FIRST = re.compile(rb"[^\s#)\]}]")
_GOES_ON = re.compile(rb"(?:else|elif|except|finally)\b")
_DEFINES = re.compile(rb"(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)")
_DECORATED = re.compile(rb"^(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)
_COMPOUND = re.compile(rb"(?:if|for|while|try|with|match|async)\b")
_FROM = re.compile(rb"from[ \t]+[.\w]+[ \t]+import\b[ \t]*\(?")
_ALIASED = re.compile(rb"(\w+|\*)(?:[ \t]+as[ \t]+(\w+))?")
_IMPORTED = re.compile(rb"([\w.]+)(?:[ \t]+as[ \t]+(\w+))?")
_TARGETS = re.compile(
    rb"[(\[]?[ \t]*([A-Za-z_]\w*(?:[ \t]*,[ \t]*\*?[A-Za-z_]\w*)*)[ \t]*,?[ \t]*[)\]]?[ \t]*(?::(?!=)[^=\n]*)?(?:[-+*/|&@%^]|//|\*\*|<<|>>)?=(?!=)"
)
_ALIAS = re.compile(rb"type[ \t]+(\w+)[ \t]*[=\[]")
_WORD = re.compile(rb"\w+")
_NOISE = re.compile(rb"#[^\n]*|\\\n")
JOINED = 40  # how many slices may turn out to be one statement


class Slice:
    """A top-level statement: the bytes from its first column to the next one's."""

    __slots__ = ("binds", "end", "first", "line", "may_change", "start")

    def __init__(self, line: int, first: int, end: int) -> None:
        self.line, self.first, self.end = line, first, end
        self.start = first  # where a mention of another name may change it
        self.binds: tuple[str, ...] = ()
        self.may_change = False


class SlicedSource:
    """A module's source, parsed in parts; offers what `PythonSource` offers."""

    def __init__(self, data: bytes, file: str) -> None:
        self.data, self.file = data, file
        self.errors: tuple[int, ...] = ()
        self.statements: list[Slice] = []
        self.index: dict[str, list[int]] = {}
        self._absorbed: set[int] = set()
        self._split()

    # -- splitting ----------------------------------------------------------------------------------------------------------------
    def _split(self) -> None:
        data = self.data
        inside = python_strings.spans(data)
        starts: list[int] = []
        decorated = False
        places = [match.end() for match in _START.finditer(data)]
        for at in [0, *places] if _FIRST.match(data) else places:
            if inside and python_strings.within(inside, at):
                continue
            if _GOES_ON.match(data, at) and starts:
                continue
            if not decorated:
                starts.append(at)
            decorated = data[at : at + 1] == b"@"
        line, before = 1, 0
        for at, end in zip(starts, [*starts[1:], len(data)], strict=False):  # an empty file has no start
            line += data.count(b"\n", before, at)
            before = at
            self._add(Slice(line, at, end))

    def _add(self, part: Slice) -> None:
        names = self._names(part)
        if names is None:
            return
        part.binds = tuple(dict.fromkeys(n.decode("utf-8", "replace") for n in names))
        number = len(self.statements)
        self.statements.append(part)
        for name in part.binds:
            self.index.setdefault(name, []).append(number)

    def _names(self, part: Slice) -> list[bytes] | None:
        """The names a statement binds; None for one that does nothing."""
        data, at, end = self.data, part.first, part.end
        if data[at : at + 1] == b"@":
            return self._decorated(part)
        found = _DEFINES.match(data, at, end)
        if found is not None:
            return [found.group(1)]
        if _COMPOUND.match(data, at, end):
            part.may_change = True
            return [n.encode() for n in self._bound(part)]
        found = _FROM.match(data, at, end)
        if found is not None:
            text = _NOISE.sub(b" ", data[found.end() : end])
            return [alias or name for name, alias in _ALIASED.findall(text)]
        if data.startswith(b"import", at) and data[at + 6 : at + 7] in (b" ", b"\t"):
            text = _NOISE.sub(b" ", data[at + 6 : end])
            return [alias or name.split(b".")[0] for name, alias in _IMPORTED.findall(text)]
        found = _TARGETS.match(data, at, end) or _ALIAS.match(data, at, end)
        if found is not None:
            names = _WORD.findall(found.group(1))
            more = _TARGETS.match(data, _spaces(data, found.end()), end)
            while more is not None:
                names += _WORD.findall(more.group(1))
                more = _TARGETS.match(data, _spaces(data, more.end()), end)
            return names
        if data[at : at + 1] in (b'"', b"'") or data.startswith((b'r"', b"r'"), at):
            return None
        part.may_change = True
        return []

    def _decorated(self, part: Slice) -> list[bytes]:
        """A decorated definition may change what its decorators mention."""
        part.may_change = True
        match = _DECORATED.search(self.data, part.first, part.end)
        return [match.group(1)] if match is not None else []

    def _bound(self, part: Slice) -> Iterable[str]:
        lowering, nodes = self._parse(part.first, part.end, part.line)
        for node in nodes:
            yield from bound(lowering, node)

    # -- what PythonSource offers ---------------------------------------------------------------------------------------------------
    def changing(self, name: str, after: int) -> list[int]:
        """Statements after a number that mention a name and may change what it is bound to."""
        word = name.encode()
        out = []
        for number in range(after + 1, len(self.statements)):
            part = self.statements[number]
            if part.may_change and mentions(self.data, word, part.first, part.end) and self._within_reach(part, word):
                out.append(number)
        return out

    def _within_reach(self, part: Slice, word: bytes) -> bool:
        reach = self._reach(part)
        return reach == part.end or mentions(self.data, word, part.first, reach)

    def _reach(self, part: Slice) -> int:
        """How far a mention of a name counts: a decorated definition's body changes nothing when it is defined."""
        if self.data[part.first : part.first + 1] != b"@":
            return part.end
        match = _DECORATED.search(self.data, part.first, part.end)
        return match.start() if match is not None else part.end

    def text(self, number: int) -> bytes:
        """The source of one top-level statement."""
        part = self.statements[number]
        return self.data[part.first : part.end]

    def lower(self, number: int) -> tuple[ir.Stmt, ...]:
        """The IR of one top-level statement."""
        if number in self._absorbed:
            return ()
        part = self.statements[number]
        lowering, nodes = self._parse(part.first, part.end, part.line)
        if any(n.has_error for n in nodes) and number + 1 < len(self.statements):
            for last in range(number + 1, min(number + JOINED, len(self.statements))):
                wider, more = self._parse(part.first, self.statements[last].end, part.line)
                if not any(n.has_error for n in more):
                    self._absorbed.update(range(number + 1, last + 1))
                    lowering, nodes = wider, more
                    break
        return tuple(s for node in nodes for s in lowering.statement(node))

    def _parse(self, start: int, end: int, line: int) -> tuple[Lowering, list[Node]]:
        lowering, root = unfolded(self.data[start:end], self.file, line)
        return lowering, [n for n in root.named_children if n.type != "comment"]


def _spaces(data: bytes, at: int) -> int:
    while data[at : at + 1] in (b" ", b"\t"):
        at += 1
    return at
