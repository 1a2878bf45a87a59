"""One Python tree: gate, evaluate, sweep, harvest.

1. Gate: one pass over the bytes finds the files whose text registers routes. They are run whole, imports lazily.
2. Second gate: the caller of a factory often lies in a file no gate word matches; files that import a module with an uncalled factory are run too.
3. Sweep: functions nobody called are entered with stand-ins.
4. Harvest: what the route tables hold, and what was lost on the way.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_left
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from accord.evaluate.machine import Machine
from accord.evaluate.python import Python
from accord.evaluate.sweep import called_as, gains, keen, sweep
from accord.evaluate.values import BoundMethod, FunctionValue, Instance
from accord.frameworks import Libraries, routing_state
from accord.scan import ignores, imports, unsupported
from accord.scan.harvest import Harvest
from accord.scan.missing import ImportCheck, Missing
from accord.scan.shapes import unevaluated
from accord.source import files as source_files
from accord.source.modules import PythonTree

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accord.model import Ignore, Scan
    from accord.scan import ScanOptions
    from accord.scan.imports import Import
    from accord.source.files import SourceFiles
    from accord.source.ir import FunctionCode

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


class Rest:
    """What is remembered of a file that registers no routes by itself: the words of its imports, what decorates at its top level."""

    __slots__ = ("_lines", "_words", "decorators")

    def __init__(self, data: bytes, found: Iterable[Import]) -> None:
        self._lines = b"\n".join([data[each.start : each.end] for each in found])
        self._words: frozenset[bytes] | None = None
        self.decorators: frozenset[tuple[bytes, bytes]] = (
            frozenset(_OWN_DECORATOR.findall(data)) if b"\n@" in data else frozenset()
        )

    @property
    def imported(self) -> frozenset[bytes]:
        """The words of its imports."""
        if self._words is None:
            self._words = frozenset(_WORD.findall(self._lines))
        return self._words


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
                data = source_files.read(path)
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


def scan(found: SourceFiles, options: ScanOptions) -> Scan:
    """Everything the Python source of a tree serves."""
    tree = Tree(found, options)
    tree.read()
    if tree.tests:
        found.skip("test, example or documentation", tree.tests)
    machine = Machine(tree.modules, Python(), Libraries())
    machine.warm |= warm_names(tree.admitted.values())
    machine.entire.update(tree.admitted)
    for path in tree.admitted:
        machine.run_module(machine.module(machine.tree.of(path)))
    machine.drain()
    _syntax_errors(machine, tree)
    _second_gate(machine, tree)
    _own_decorators(machine, tree)
    _sweep(machine, options)
    harvest = Harvest(machine, options)
    for at in unevaluated({machine.tree.rel(path): data for path, data in tree.admitted.items()}, machine.seen):
        harvest.unread(*at, "looks like a route and was never evaluated", ())
    for gap in tree.missing:
        machine.lose(
            (gap.file, gap.line), f"imports {gap.name}, which is not in the tree", "missing", (*gap.files, gap.file)
        )
    return replace(harvest.scan(found, tree.bytes, tree.unsupported), ignores=tuple(tree.ignores))


def _syntax_errors(machine: Machine, tree: Tree) -> None:
    """Damaged places of files that register routes are told, also where evaluation never came by."""
    for path in tree.admitted:
        module = machine.module(machine.tree.of(path))
        for line in module.source.errors if module.source is not None else ():
            machine.lose((module.rel, line), "syntax error", "syntax", (module.rel,))


_MAKES = re.compile(rb"\b(?:FastAPI|Starlette)\(")  # whoever calls what makes an application may fill it afterwards


@lru_cache(maxsize=512)
def calls(name: bytes) -> re.Pattern[bytes]:
    """A call of a name; begins with a literal."""
    word = re.escape(name)
    return re.compile(word + rb"(?<!\w" + word + rb")\s*\(")


def _second_gate(machine: Machine, tree: Tree) -> None:
    """Run the files that call a factory which waits for its arguments, or a class with such a method."""
    ran: set[str] = set()
    for _ in range(2):
        waiting = {
            (
                called_as(function),
                os.path.basename(function.scope.module.file.directory or (function.scope.module.file.path or "")[:-3]),
            )
            for function, _ in machine.functions
            if function.code not in machine.called
            and function.code.name != "<lambda>"
            and keen(machine, function)
            and (gains(function) or _MAKES.search(function.code.text()) is not None)
        }
        names = {name.encode() for name, _ in waiting if len(name) > 3}
        wanted = names | {home.encode() for _, home in waiting}
        if not names:
            return
        before = len(ran)
        for path, seen in tree.rest.items():
            if path in ran or wanted.isdisjoint(seen.imported):
                continue
            data = source_files.read(path)
            if any(name in data and calls(name).search(data) for name in names):
                ran.add(path)
                machine.run_module(machine.module(machine.tree.of(path)))
        machine.drain()
        if len(ran) == before:
            return


def _own_decorators(machine: Machine, tree: Tree) -> None:
    """Run the files that decorate with a project's own function which registers, whatever it is given."""
    names = {
        function.code.name.encode()
        for function, _ in machine.functions
        if not function.code.name.startswith("__") and len(function.code.name) > 3 and keen(machine, function)
    }
    for path, seen in tree.rest.items() if names else ():
        roots = {root for dotted, root in seen.decorators if dotted.rpartition(b".")[2] in names}
        if not roots.isdisjoint(seen.imported):
            machine.run_module(machine.module(machine.tree.of(path)))
    machine.drain()


def _sweep(machine: Machine, options: ScanOptions) -> None:
    handlers: set[FunctionCode] = set()

    def refresh() -> None:
        handlers.update(_handlers(routing_state.routers(machine)))

    def excluded(code: FunctionCode) -> bool:
        return code in handlers or (not options.tests and source_files.is_test(code.file))

    sweep(machine, refresh, excluded)


def _handlers(routers: list[Instance]) -> set[FunctionCode]:
    """The functions behind routes: they are never entered."""
    out: set[FunctionCode] = set()
    for router in routers:
        state = routing_state.state_of(router)
        for entry in state.routes.items if state is not None else ():
            endpoint = entry.attrs.get("endpoint") if type(entry) is Instance else None
            endpoint = endpoint.function if type(endpoint) is BoundMethod else endpoint
            if type(endpoint) is FunctionValue:
                out.add(endpoint.code)
    return out
