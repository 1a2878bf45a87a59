"""One JavaScript tree: gate, evaluate, sweep, harvest.

1. Gate: one pass over the bytes finds the files whose text may register routes. They are run whole, imports lazily.
2. Second gate: files that import a module with an uncalled factory are run too.
3. Sweep: functions nobody called are entered with stand-ins.
4. Harvest: what the routers hold, and what was lost on the way.

A tree that nowhere names Express is not evaluated for routes.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from accord.model import Examined, Scan
from accord.scan import ignores, js_built, js_commands, js_specifiers, unsupported
from accord.source import disk
from accord.source import files as source_files
from accord.source.bundles import is_bundle

if TYPE_CHECKING:
    from collections.abc import Collection

    from accord.evaluate.machine import Machine
    from accord.model import Ignore
    from accord.scan import ScanOptions
    from accord.source.files import SourceFiles
    from accord.source.ir import FunctionCode

_LITERALS = (b"'express", b'"express', b"Router(", b"-router'", b'-router"', b"express(")
_ON_EXPRESS = (
    b"routing-controllers",
    b"inversify-express-utils",
    b"@overnightjs/core",
    b"tsoa",
    b"@ts-rest/",
    b"@decorators/express",
)
_EXPRESS = re.compile(rb"express(?!i|ed\b|ly\b)")  # no expression
_REGISTERED = re.compile(
    rb"\.(?:get|post|put|patch|delete|del|all|head|options|search|use|route)\s*\(\s*(?:\[\s*)?['\"`](?:/|\*|\$\{)"
)
_MOUNTED = re.compile(rb"\.use\s*\(\s*(?!\()\w")
_ANSWERED = re.compile(
    rb"\.(?:get|post|put|patch|delete|all)\s*\(\s*['\"`][/*][^\n]{0,200}?\(\s*_?req(?:uest)?\w*\s*(?::[^,\n]+)?,\s*_?res(?:ponse)?\w*\s*(?::[^,)\n]+)?[,)]"
)
_SHARED = re.compile(
    rb"\.(?:get|post|put|patch|delete|all)\s*\(\s*(['\"`])[/*][^'\"`\n]*\1\s*,\s*[A-Za-z_$][\w$]*[.(,)]"
)  # a handler by name
_BY_NAME = re.compile(rb"\]\s*\(\s*(['\"`])/[^'\"`\n]*\1\s*,")  # a path given to a member whose name is computed
_PAIR = re.compile(rb"\(\s*_?req(?:uest)?\w*\s*(?::[^,\n]+)?,\s*_?res(?:ponse)?\w*\s*(?::[^,)\n]+)?[,)]")
_PATH = re.compile(rb"['\"`]/[\w:*]")
_VERB = re.compile(rb"[.'\"`\s{,](?:get|post|put|patch|delete|all|route)\b\s*(?:['\"`({.,?:!)]|as\b)")
_HANDLERS = (b"(req,", b"(req:", b"(request,", b"(_req,")
_COMPUTED = re.compile(  # a path that is computed, and a handler of a request and a response
    rb"\.(?:get|post|put|patch|delete|all)\s*\(\s*[A-Za-z_$][\w$.]*(?:\([^()\n]*\))?\s*,[^;]{0,200}?"
    rb"\(\s*_?req(?:uest)?\w*\s*(?::[^,\n]+)?,\s*_?res(?:ponse)?\w*\s*(?::[^,)\n]+)?[,)]"
)
_PASSES_ON = re.compile(
    rb'"@(?!types/)[\w.-]+/express"|:\s*"npm:express@'
)  # a package that brings Express along, or a name for it
_ALIAS = re.compile(rb'"([^"\n]+)"\s*:\s*"npm:express@')
_NAMED = re.compile(
    r"\.(?:test|tests|spec|stories|story|e2e|cy|mock|fixture)\.[cm]?[jt]sx?$|\.d\.[cm]?ts$|\.config\.[cm]?[jt]s$|(?:^|/)__fixtures__/"
)
# what test runners define for the files they run: a block of tests at the margin, and a test or its set-up within
_TESTS = re.compile(rb"^(?:describe|suite|context)(?:\.\w+)?\s*\(\s*['\"`]", re.MULTILINE)
_TEST = re.compile(
    rb"^[ \t]+(?:it|test|specify|describe|before|after|beforeEach|beforeAll|setup)(?:\.\w+)?\s*\(", re.MULTILINE
)
_OWN_TESTS = re.compile(rb"\b(?:function|const|let|var)\s+(?:describe|suite|context)\b")
_MINIFIED = (".min.js", ".min.cjs", ".min.mjs")
_GLOBAL = re.compile(rb"\bglobal(?:This)?\.([A-Za-z_$][\w$]*)\s*=(?![=>])")


def admits(data: bytes) -> bool:
    """Whether a file may register routes by itself."""
    return (
        any(word in data for word in _LITERALS)
        or any(word in data for word in _ON_EXPRESS)
        or _REGISTERED.search(data) is not None
        or _MOUNTED.search(data) is not None
        or (any(word in data for word in _HANDLERS) and _COMPUTED.search(data) is not None)
        or (b"](" in data and _BY_NAME.search(data) is not None)
    )


class Tree:
    """The files of one scan with what the gate saw of them."""

    def __init__(self, found: SourceFiles, options: ScanOptions) -> None:
        self.found, self.options = found, options
        self.admitted: dict[str, bytes] = {}
        self.rest: list[str] = []
        self.apart: list[str] = []  # left out as what browsers get
        self.specifiers: dict[str, list[str]] = {}  # what a file imports
        self.manifests: list[str] = []
        self.bytes = self.files = 0
        self.express = False
        self.answers = (
            False  # whether a handler of a request and a response is registered somewhere, whoever it is that serves
        )
        self.faint: list[str] = []  # files that may put routes on something handed in, in ways that no pattern knows
        self.unsupported: dict[str, int] = {}
        self.bundled: list[str] = []  # files that are built and hold or load Express
        self.built: list[str] = []  # other files that are built
        self.layered: list[tuple[str, str]] = []  # files that serve through a framework on top of Express
        self.loaded: set[str] = set()  # tests and examples that the program loads, which makes them part of it
        self.orphans: list[str] = []  # built applications whose own source is not there
        self.ignores: list[Ignore] = []
        self.setters: dict[str, list[str]] = {}  # the files that may set a name on the global object

    def read(self) -> None:
        """One pass over the bytes."""
        noise: dict[str, None] = {}
        for path in self.found.files:
            if path.endswith(".json"):
                self.manifests.append(path)
                continue
            relative = source_files.relative_to(self.found.root, path)
            if not self.options.tests and self.noise(relative):
                noise[path] = None
                continue
            self._read_one(path, relative)
        if self.options.role == "provider":
            for path in js_commands.find(self.found.root, self.manifests):
                if path in self.specifiers:  # read by what it says
                    continue
                self.found.files[path] = None
                self._read_one(path, source_files.relative_to(self.found.root, path))
            self._read_loaded(noise)
            self._admit_aliased()
        if noise:
            self.found.skip("test, story, example or declaration", len(noise))
        js_built.leave(self, _serves, lambda: declares_express(self.manifests))

    def _read_loaded(self, noise: dict[str, None]) -> None:
        """What lies where tests and examples do and is loaded by the program itself is source; it is taken out of `noise`."""
        fresh = list(self.specifiers)
        while noise and fresh:
            path = fresh.pop()
            for found in js_specifiers.named(path, self.specifiers.get(path, ()), noise):
                relative = source_files.relative_to(self.found.root, found)
                del noise[found]
                self.loaded.add(relative)
                self._read_one(found, relative)
                fresh.append(found)

    def _admit_aliased(self) -> None:
        """Files that load Express by a name that a manifest gives it."""
        names = aliases(self.manifests)
        for path in [p for p in self.rest if not names.isdisjoint(self.specifiers[p])] if names else ():
            self.rest.remove(path)
            self.admitted[path] = disk.read(path)

    def admit_faint(self) -> None:
        """Files that may put routes on something handed in, where nothing else says that there are any."""
        for path in self.faint:
            if path in self.specifiers and path not in self.admitted and path not in self.apart:
                self.rest.remove(path)
                self.admitted[path] = disk.read(path)

    def noise(self, relative: str) -> bool:
        """Whether a file is left out."""
        return source_files.is_test(relative) or _NAMED.search(relative) is not None

    def admits(self, data: bytes) -> bool:
        return admits(data)

    def looked_at(self, path: str, data: bytes) -> None:
        """Whatever else is to be kept of a file."""

    def left_out(self, path: str) -> None:
        """What was kept of a file that does not count after all is dropped."""

    def _read_one(self, path: str, relative: str) -> None:
        try:
            data = disk.read(path)
        except OSError as error:
            self.found.unreadable.append((relative, f"the file cannot be read: {error.strerror}"))
            return
        if is_bundle(data) or path.endswith(_MINIFIED):
            self.found.skip("bundle or minified")
            if self.options.role == "provider":
                (self.bundled if js_built.holds_express(data) else self.built).append(path)
            return
        if not self.options.tests and _is_of_tests(data):
            self.found.skip("test, story, example or declaration")
            return
        if not self.admits(data):
            self.rest.append(path)
        else:
            self.admitted[path] = data
            self.express = (
                self.express or _EXPRESS.search(data) is not None or any(word in data for word in _ON_EXPRESS)
            )
            self.answers = self.answers or _ANSWERED.search(data) is not None or _hands_on(data)
        if not (self.express or self.answers) and self.options.role == "provider" and _may_answer(data):
            self.faint.append(path)
        self.bytes += len(data)
        self.files += 1
        if b"global" in data:
            for match in _GLOBAL.finditer(data):
                self.setters.setdefault(match.group(1).decode(), []).append(path)
        specifiers = self.specifiers[path] = js_specifiers.find(data)
        self.looked_at(path, data)
        self.ignores += ignores.find(data, relative)
        if self.options.role == "provider":  # what else a client's tree holds is not asked
            for name in unsupported.of_node(data, specifiers):
                self.unsupported[name] = self.unsupported.get(name, 0) + 1
                if name in unsupported.ON_EXPRESS:
                    self.layered.append((relative, name))

    def seen(self, scan: Scan) -> Scan:
        """The scan with what the one pass over the bytes saw."""
        examined = replace(scan.examined, unsupported=dict(sorted(self.unsupported.items())))
        return replace(scan, examined=examined, ignores=tuple(self.ignores))

    def homes(self) -> list[str]:
        """Folders of packages, the deepest first; a manifest beside build output that only says how to load it makes none."""
        out = []
        for manifest in self.manifests:
            folder = os.path.dirname(manifest)
            inside = os.path.relpath(folder, self.found.root).split(os.sep)
            if not js_built.is_output(inside) or js_built.is_named(manifest):
                out.append(folder)
        return sorted(out, key=len, reverse=True)

    def home(self, path: str, homes: list[str]) -> str:
        return next((f for f in homes if path.startswith(f + os.sep)), self.found.root)


def _hands_on(data: bytes) -> bool:
    """Whether a file registers handlers by name, and holds a function of a request and a response."""
    if b"req" not in data or (_SHARED.search(data) is None and (b"](" not in data or _BY_NAME.search(data) is None)):
        return False
    return _PAIR.search(data) is not None


def _may_answer(data: bytes) -> bool:
    """Whether a file holds a function of a request and a response, a path and the name of a method."""
    return (
        b"req" in data
        and _PAIR.search(data) is not None
        and _PATH.search(data) is not None
        and _VERB.search(data) is not None
    )


def _is_of_tests(data: bytes) -> bool:
    """Whether a module is one for a test runner, whatever folder it lies in."""
    if not any(word in data for word in (b"describe", b"suite(", b"context(")):
        return False
    return _TESTS.search(data) is not None and _TEST.search(data) is not None and _OWN_TESTS.search(data) is None


def _serves(data: bytes) -> bool:
    """Whether a file makes applications or routers by itself."""
    return any(word in data for word in _LITERALS) or any(word in data for word in _ON_EXPRESS)


def scan(found: SourceFiles, options: ScanOptions) -> Scan:
    """Everything the JavaScript source of a tree serves or, of a consumer, calls."""
    if options.role == "consumer":
        from accord.scan import clients

        return clients.scan(found, options)
    tree = Tree(found, options)
    tree.read()
    named = tree.layered or tree.bundled or tree.express or declares_express(tree.manifests)
    nameless = not tree.unsupported and (tree.answers or tree.faint)  # routes put on whatever application is handed in
    if not (tree.layered or tree.bundled or tree.express or tree.answers) and (named or nameless):
        tree.admit_faint()
    if not (named or nameless):
        return tree.seen(Scan(examined=Examined(tree.files, tree.bytes, dict(sorted(found.skipped.items())))))
    # most trees that hold scripts serve nothing with them: what evaluates them is loaded where it is needed
    from accord.evaluate.javascript import JavaScript
    from accord.evaluate.machine import Machine
    from accord.frameworks import npm_decorators
    from accord.frameworks.npm import Packages
    from accord.scan import js_foreign, js_nothing, js_second_gate, js_shapes
    from accord.scan import js_missing as missing
    from accord.scan.express import Harvest
    from accord.scan.gone import gone
    from accord.source.node_resolution import NodeTree

    sources = [p for p in found.files if not p.endswith(".json")]
    language = JavaScript()
    language.globals.setters = tree.setters
    machine = Machine(NodeTree(found.root, sources, sorted(tree.manifests, key=len)), language, Packages())
    for path in tree.admitted:
        machine.run_module(machine.module(machine.tree.of(path)))
    machine.drain()
    js_second_gate.run(machine, tree)
    _sweep(machine, options, tree.loaded)
    npm_decorators.tell(machine)
    harvest = Harvest(machine, options, js_foreign.files(machine, tree), frozenset(tree.loaded))
    missing.imports(machine, tree, rootless=not harvest.roots(), bare=not harvest.routers)
    missing.entries(machine, tree.manifests)
    js_shapes.tell(machine, harvest, tree)
    for path in tree.bundled:
        relative = machine.tree.rel(path)
        if (
            machine.module(machine.tree.of(path)).source is not None
        ):  # another one loads it, and it is too small to be left alone
            continue
        harvest.unread(
            relative,
            1,
            "the file is built or minified: what it serves is not read",
            (relative,) if any(_serves(data) for data in tree.admitted.values()) else (relative, "/"),
        )
    for path in tree.orphans:
        relative = machine.tree.rel(path)
        harvest.unread(relative, 1, "built from a file that is not in the tree", (relative, "/"))
    for relative, name in tree.layered:
        covers = (relative,) if harvest.hangs(name) else (relative, "/")
        harvest.unread(relative, 1, f"routes of {name} are not read", covers)
    scanned = js_nothing.tell(tree.seen(harvest.scan(found, tree.bytes, tree.files)), tree, machine.tree)
    absent = missing.absent(machine)
    return replace(scanned, gone=gone(scanned, found.root, absent)) if absent else scanned


def aliases(manifests: list[str]) -> frozenset[str]:
    """The names that a package.json of the tree gives Express."""
    found: set[str] = set()
    for manifest in manifests:
        try:
            data = disk.read(manifest)
        except OSError:
            continue
        if b'"npm:express@' in data:
            found.update(match.group(1).decode("utf-8", "replace") for match in _ALIAS.finditer(data))
    return frozenset(found)


def declares_express(manifests: list[str]) -> bool:
    """Whether a package.json of the tree names Express."""
    for manifest in manifests:
        try:
            data = disk.read(manifest)
            if b'"express' in data or _PASSES_ON.search(data):
                return True
        except OSError:
            continue
    return False


def _sweep(machine: Machine, options: ScanOptions, loaded: Collection[str]) -> None:
    from accord.evaluate.js_sweep import sweep
    from accord.frameworks.express_state import room_of

    handlers = room_of(machine).handlers

    tests: dict[str, bool] = {}

    def excluded(code: FunctionCode) -> bool:
        file = code.file
        if file not in tests:
            left = source_files.is_test(file) or _NAMED.search(file) is not None
            tests[file] = left and not options.tests and file not in loaded
        return code in handlers or tests[file]

    sweep(machine, excluded)


__all__ = ["scan"]
