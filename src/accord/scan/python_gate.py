"""What one pass over the bytes of a Python tree tells: which files may register routes, what the others import, what is missing."""

from __future__ import annotations

import os
import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from accord.scan import ignores, imports, unsupported
from accord.scan.missing import ImportCheck, Missing
from accord.source import disk
from accord.source import files as source_files
from accord.source.modules import PythonTree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from accord.model import Ignore
    from accord.scan import ScanOptions
    from accord.scan.imports import Import
    from accord.source.files import SourceFiles

# Words that admit a file, by a part they share: most files are searched for the parts only.
_GATE = (
    (b"include_router", ()),
    (b"API", (b"FastAPI(", b"APIRouter", b"APIRoute(")),
    (b"add_api_", (b"add_api_route", b"add_api_websocket_route")),
    (b"Starlette(", ()),
    (b"starlette", (b"Mount(", b"Route(")),
)
_DECORATED = re.compile(  # by a framework's verb, or by a project's own decorator that is given a path
    rb"@(?:[\w.]+(?:\([^()\n]*\))?\.(?:get|post|put|patch|delete|head|options|api_route|route|websocket)\("
    rb"|[\w.]+\(\s*(?:path\s*=\s*)?f?[\"']/)",
)


def admits(data: bytes) -> bool:
    """Whether a file may register routes by itself."""
    for part, words in _GATE:
        if part in data and (not words or any(word in data for word in words)):
            return True
    for found in _DECORATED.finditer(data) if b"@" in data else ():
        if not data[data.rfind(b"\n", 0, found.start()) + 1 : found.start()].strip():
            return True
    return False


_WORD = re.compile(rb"\w+")
_HEAD = re.compile(rb"^([ \t]*)(?:async[ \t]+)?(def|class)[ \t]+(\w+)[ \t]*(?:\(([^)]*)\))?", re.MULTILINE)
_INNER = re.compile(
    rb"\n[ \t]+@[\w.]+(?:\([^()\n]*\))?\.(?:get|post|put|patch|delete|head|options|api_route|route|websocket)\("
)
# One pattern a word: each begins with a literal, which is many times faster to search for than their alternation.
_REGISTERS = tuple(
    re.compile(re.escape(word))
    for word in (
        b"include_router",
        b"add_api_route",
        b"FastAPI(",
        b"APIRouter(",
        b".mount(",
        b"Starlette(",
        b"add_route(",
        b"Route(",
    )
)


def warm_names(sources: Iterable[bytes]) -> set[bytes]:
    """Functions and classes whose text registers routes, by name, and the classes below those: calling them leads to a registration."""
    warm: set[bytes] = set()
    below: dict[bytes, set[bytes]] = {}
    for data in sources:
        heads = list(_HEAD.finditer(data))
        starts = [h.start() for h in heads]
        for head in heads:
            if head.group(2) == b"class" and head.group(4):
                for base in _WORD.findall(head.group(4)):
                    below.setdefault(base, set()).add(head.group(3))
        found = [m.end() for m in _INNER.finditer(data)]
        found += [m.start() for pattern in _REGISTERS for m in pattern.finditer(data)]
        for at in found:
            line = data.rfind(b"\n", 0, at) + 1
            indent = len(data[line:at]) - len(data[line:at].lstrip())
            if not indent:
                continue
            for number in range(bisect_left(starts, at) - 1, -1, -1):
                head = heads[number]
                if len(head.group(1)) < indent:
                    warm.add(head.group(3))
                    indent = len(head.group(1))
                    if not indent:
                        break
    stack = list(warm)
    while stack:
        fresh = below.get(stack.pop(), set()) - warm
        warm |= fresh
        stack.extend(fresh)
    return {n for n in warm if len(n) > 3 and not n.startswith(b"__")}


_OWN_DECORATOR = re.compile(rb"\n@((\w+)(?:\.\w+)*)\(")


_NAMED = re.compile(rb"(\w+)(?:[ \t]+as[ \t]+(\w+))?")


_ADDS = re.compile(rb"\.add_(?:websocket_)?route\(")
_OWNER = re.compile(rb"[ \t]*(\w+)(?:\.\w+)*$")
_HANDS = re.compile(rb"\n(\w+)(?:\.\w+)*\(\s*[\"']/[^\"'\n]*[\"']\s*,\s*[A-Za-z_]")


def _asked(data: bytes) -> frozenset[bytes]:
    """On what a file may register though it has no word of the gate: `core.app.add_route(...)`, `add("/path", function)`."""
    out: set[bytes] = set()
    if b".add_" in data:
        for found in _ADDS.finditer(data):
            owner = _OWNER.match(data, data.rfind(b"\n", 0, found.start()) + 1, found.start())
            out.update((owner.group(1),) if owner else ())
    if b'("/' in data or b"('/" in data:
        out.update(_HANDS.findall(data))
    return frozenset(out)


class Rest:
    """What is remembered of a file that registers no routes by itself: the words of its imports, what decorates at its top level, and on what
    it may register all the same.
    """

    __slots__ = ("_lines", "_words", "asked", "decorators")

    def __init__(self, data: bytes, found: Iterable[Import]) -> None:
        self._lines = b"\n".join([data[each.start : each.end] for each in found])
        self._words: frozenset[bytes] | None = None
        self.decorators: frozenset[tuple[bytes, bytes]] = (
            frozenset(_OWN_DECORATOR.findall(data)) if b"\n@" in data else frozenset()
        )
        self.asked = _asked(data)

    @property
    def imported(self) -> frozenset[bytes]:
        """The words of its imports."""
        if self._words is None:
            self._words = frozenset(_WORD.findall(self._lines))
        return self._words

    @property
    def taken(self) -> Iterator[tuple[bytes, bytes, bytes]]:
        """What it imports by name: the module, the name there, the name here."""
        for each in imports.find(self._lines):
            for name, alias in _NAMED.findall(each.names or b""):
                yield each.module, name, alias or name


class Tree:
    """The files of one scan with what the gate saw of them."""

    def __init__(self, found: SourceFiles, options: ScanOptions) -> None:
        self.found, self.options = found, options
        self.modules = PythonTree(found.root, found.files, options.libraries)
        self.check = ImportCheck(self.modules)
        self.missing: list[Missing] = []
        self.admitted: dict[str, bytes] = {}
        self.rest: dict[str, Rest] = {}
        self.unsupported: dict[str, int] = {}
        self.ignores: list[Ignore] = []
        self.bytes = 0
        self.tests = 0

    def read(self) -> None:
        """One pass over the bytes."""
        for path in self.found.files:
            relative = path[len(self.found.root) :].replace(os.sep, "/").lstrip("/")
            test = not self.options.tests and source_files.is_test(relative)
            if test:
                self.tests += 1
                continue
            try:
                data = disk.read(path)
            except OSError as error:
                self.found.unreadable.append((relative, f"the file cannot be read: {error.strerror}"))
                continue
            self.bytes += len(data)
            self.ignores += ignores.find(data, relative)
            found = imports.find(data)
            for name in unsupported.frameworks(data, found):
                self.unsupported[name] = self.unsupported.get(name, 0) + 1
            if admits(data):
                self.admitted[path] = data
            else:
                self.rest[path] = Rest(data, found)
            self.missing += self.check.check(path, data, found)
        self.missing = self.check.told(self.missing)
