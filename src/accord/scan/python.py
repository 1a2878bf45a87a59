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
from typing import TYPE_CHECKING

from accord.evaluate.machine import Machine
from accord.evaluate.python import Python
from accord.evaluate.sweep import sweep
from accord.evaluate.values import BoundMethod, FunctionValue, Instance
from accord.frameworks import Libraries, routing
from accord.model import Scan
from accord.scan import ignores, unsupported
from accord.scan.harvest import Harvest
from accord.scan.missing import ImportCheck, Missing
from accord.source import files as source_files
from accord.source.modules import PythonTree

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accord.model import Ignore
    from accord.scan import ScanOptions
    from accord.source.files import SourceFiles
    from accord.source.ir import FunctionCode

_GATE = (b"FastAPI(", b"APIRouter", b"include_router", b"add_api_route", b"Starlette(", b"APIRoute(", b"add_api_websocket_route")
_ROUTES = (b"Mount(", b"Route(")
_DECORATED = re.compile(rb"^[ \t]*@[\w.]+\.(?:get|post|put|patch|delete|head|options|api_route|route|websocket)\(", re.MULTILINE)
_SHAPE = re.compile(
    rb"^[ \t]*(?:@[\w.]+\.(?:get|post|put|patch|delete|head|options|api_route)\(\s*(?:path\s*=\s*)?[\"'f)]|[\w.]+\.(?:include_router|add_api_route)\()",
    re.MULTILINE,
)


def admits(data: bytes) -> bool:
    """Whether a file may register routes by itself."""
    if any(word in data for word in _GATE):
        return True
    if b"starlette" in data and any(word in data for word in _ROUTES):
        return True
    return b"@" in data and _DECORATED.search(data) is not None


_HEAD = re.compile(rb"^([ \t]*)(?:async[ \t]+)?(def|class)[ \t]+(\w+)[ \t]*(?:\(([^)]*)\))?", re.MULTILINE)
_REGISTERS = re.compile(
    rb"^([ \t]+)(?:@[\w.]+\.(?:get|post|put|patch|delete|head|options|api_route|route|websocket)\("
    rb"|[^#\n]*?(?:include_router|add_api_route|FastAPI\(|APIRouter\(|\.mount\(|Starlette\(|add_route\(|Route\())",
    re.MULTILINE,
)
_WORD = re.compile(rb"\w+")


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
        for match in _REGISTERS.finditer(data):
            indent = len(match.group(1))
            for head in reversed(heads[: bisect_left(starts, match.start())]):
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


class Tree:
    """The files of one scan with what the gate saw of them."""

    def __init__(self, found: SourceFiles, options: ScanOptions) -> None:
        self.found, self.options = found, options
        self.modules = PythonTree(found.root, found.files, options.libraries)
        self.imports = ImportCheck(self.modules)
        self.missing: list[Missing] = []
        self.admitted: dict[str, bytes] = {}
        self.rest: list[str] = []
        self.unsupported: dict[str, int] = {}
        self.ignores: list[Ignore] = []
        self.bytes = 0
        self.tests = 0

    def read(self) -> None:
        """One pass over the bytes."""
        for path in self.found.files:
            relative = os.path.relpath(path, self.found.root).replace(os.sep, "/")
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
            for name in unsupported.frameworks(data):
                self.unsupported[name] = self.unsupported.get(name, 0) + 1
            if admits(data):
                self.admitted[path] = data
            else:
                self.rest.append(path)
            self.missing += self.imports.check(path, data)


def scan(root: str, options: ScanOptions) -> Scan:
    """Everything the Python source below `root` serves."""
    found = source_files.walk(root, (".py",))
    tree = Tree(found, options)
    tree.read()
    if tree.tests:
        found.skip("test, example or documentation", tree.tests)
    machine = Machine(tree.modules, Python(), Libraries())
    machine.warm |= warm_names(tree.admitted.values())
    for path in tree.admitted:
        machine.run_module(machine.module(machine.tree.of(path)))
    machine.drain()
    _syntax_errors(machine, tree)
    _second_gate(machine, tree)
    _sweep(machine, tree, options)
    harvest = Harvest(machine, tree.admitted, options)
    _shapes(machine, harvest, tree)
    for gap in tree.missing:
        machine.lose((gap.file, gap.line), f"imports {gap.name}, which is not in the tree", "import", (*gap.files, gap.file))
    return replace(harvest.scan(found, tree.bytes, tree.unsupported), ignores=tuple(tree.ignores))


def _syntax_errors(machine: Machine, tree: Tree) -> None:
    """Damaged places of files that register routes are told, also where evaluation never came by."""
    for path in tree.admitted:
        module = machine.module(machine.tree.of(path))
        for line in module.source.errors if module.source is not None else ():
            machine.lose((module.rel, line), "syntax error", "syntax", (module.rel,))


def _second_gate(machine: Machine, tree: Tree) -> None:
    """Run the files that import a module in which a factory waits for its caller."""
    for _ in range(2):
        waiting = {
            function.scope.module
            for function, _ in machine.functions
            if function.code not in machine.called and routing.registers(function.code.text()) and function.code.name != "<lambda>"
        }
        names = {os.path.basename(m.file.directory or (m.file.path or "")[:-3]).encode() for m in waiting}
        names -= {b""}
        if not names:
            return
        pattern = re.compile(rb"\b(?:" + b"|".join(re.escape(n) for n in sorted(names)) + rb")\b")
        ran = False
        for path in tree.rest:
            module = machine.module(machine.tree.of(path))
            if module.whole:
                continue
            data = source_files.read(path)
            if b"import" not in data or not any(pattern.search(line) for line in _import_lines(data)):
                continue
            machine.run_module(module)
            ran = True
        machine.drain()
        if not ran:
            return


_IMPORT = re.compile(rb"^[ \t]*(?:from|import)\b[^\n(]*(?:\([^)]*\))?", re.MULTILINE)


def _import_lines(data: bytes) -> list[bytes]:
    return _IMPORT.findall(data)


def _sweep(machine: Machine, tree: Tree, options: ScanOptions) -> None:
    handlers: set[FunctionCode] = set()

    def refresh() -> None:
        handlers.update(_handlers(routing.routers(machine)))

    def excluded(code: FunctionCode) -> bool:
        return code in handlers or (not options.tests and source_files.is_test(code.file))

    sweep(machine, refresh, excluded)


def _handlers(routers: list[Instance]) -> set[FunctionCode]:
    """The functions behind routes: they are never entered."""
    out: set[FunctionCode] = set()
    for router in routers:
        state = routing.state_of(router)
        for entry in state.routes.items if state is not None else ():
            endpoint = entry.attrs.get("endpoint") if type(entry) is Instance else None
            endpoint = endpoint.function if type(endpoint) is BoundMethod else endpoint
            if type(endpoint) is FunctionValue:
                out.add(endpoint.code)
    return out


def _shapes(machine: Machine, harvest: Harvest, tree: Tree) -> None:
    """A line that looks like a route and was never evaluated is told."""
    for path, data in tree.admitted.items():
        relative = machine.tree.rel(path)
        for match in _SHAPE.finditer(data):
            head = match.group()
            line = data.count(b"\n", 0, match.start()) + head.count(b"\n", 0, len(head) - len(head.lstrip())) + 1
            if not any((relative, n) in machine.seen for n in range(line, line + 1 + head.lstrip().count(b"\n"))):
                harvest.unread(relative, line, "looks like a route and was never evaluated", ())
