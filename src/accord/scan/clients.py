"""One JavaScript tree as a client: gate, evaluate, sweep, harvest.

1. Gate: one pass over the bytes finds the files whose text may send requests. They are run whole, imports lazily.
2. Second gate: files that import one of these, directly or through others, are run too: wrappers are entered with the arguments of their callers.
3. Sweep: closures nobody called are entered with stand-ins.
4. Harvest: the requests that were sent, and what was lost on the way.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.evaluate.javascript import JavaScript
from accord.evaluate.js_closures import ClosureSweep, receivers_of
from accord.evaluate.js_modules import ASSETS
from accord.evaluate.js_summaries import Summaries
from accord.evaluate.machine import Machine
from accord.evaluate.values import Library
from accord.frameworks.clients import ClientPackages
from accord.frameworks.fetch import FETCH
from accord.model import Examined, Scan
from accord.scan.client_calls import Harvest
from accord.scan.javascript import Tree
from accord.source import files as source_files
from accord.source.node_resolution import NodeTree

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accord.evaluate.values import FunctionValue, Value
    from accord.scan import ScanOptions
    from accord.source.files import SourceFiles
    from accord.source.ir import FunctionCode

_GATE = re.compile(
    rb"[fF]etch\w*\s*[<(]|[(,=:?|&]\s*(?:[\w$]+\.)*[fF]etch\w*\s*[,;)}\r\n]|['\"][\w@/-]*fetch['\"]|[rR]equest\w*\s*[<(]|\$fetch|axios|superagent|['\"]ky['\"]|wretch|XMLHttpRequest|\$\.(?:ajax|get|post)|EventSource|sendBeacon|createApi|fetchBaseQuery|"
    rb"injectEndpoints|['\"]swr|openapi|__request|apiClient|\burl\s*:\s*['\"`](?:/|\$\{)|\bnew\s+Request\b|ofetch|['\"](?:got|alova)['\"]|['\"]@(?:zodios|ts-rest|apollo/client|urql)\b|['\"](?:graphql-request|urql|apollo-[\w-]+)['\"]|queryKey\s*:\s*\[\s*['\"`]/|"
    rb"\.(?:get|post|put|patch|delete|del|request|head|GET|POST|PUT|PATCH|DELETE)\s*(?:<[^;{}()]*>)?\(\s*(?:[\w.]+\s*,\s*)?['\"`](?:/|https?:|\$\{)|"
    rb"(?:[hH]ttp|[cC]lient|[aA]pi)(?:\(\))?\)?\s*\??\.(?:get|post|put|patch|delete)\s*(?:<[^;{}()]*>)?\("
)
_NAMED = re.compile(
    r"\.(?:test|tests|spec|stories|story|e2e|cy|mock|mocks|fixture|fixtures)\.[cm]?[jt]sx?$|\.d\.[cm]?ts$|(?:^|/)(?:__fixtures__|__msw__|msw|fixtures)/|"
    r"(?:^|/)(?:mockServiceWorker|setupTests|setupProxy|test-utils|jest[\w.-]*|vitest[\w.-]*)\.[cm]?[jt]sx?$|"
    r"(?:^|/)(?:vite|webpack|next|nuxt|rollup|babel|craco|tailwind|postcss|cypress|playwright|eslint|prettier|metro|orval|openapi-ts)[\w.-]*\.config\.[cm]?[jt]s$"
)
_IMPORTS = re.compile(
    rb"(?:import|export)\s+(?P<names>[^;'\"()]*?)\s*from\s*['\"](?P<spec>[^'\"\n]{1,200})['\"]"
    rb"|(?:(?:const|let|var)\s+(?P<bound>[\w$]+|\{[^}]*\})\s*=\s*(?:await\s+)?)?(?:require|import)\s*\(\s*['\"](?P<required>[^'\"\n]{1,200})['\"]"
    rb"|import\s*['\"](?P<bare>[^'\"\n]{1,200})['\"]"
)
STEPS, STEPS_A_FILE = 400_000, 4_000  # of the whole tree
_WORD = re.compile(rb"[A-Za-z_$][\w$]*")
_GLOBALS = (
    "Request",
    "XMLHttpRequest",
    "EventSource",
    "navigator",
    "location",
    "self",
    "document",
    "$",
    "jQuery",
    "$fetch",
    "WebSocket",
    "Headers",
    "FormData",
    "Blob",
    "File",
    "localStorage",
    "sessionStorage",
)


def first_request(data: bytes) -> int | None:
    """The line of a text that first looks as if it sent a request; None where none does."""
    found = _GATE.search(data)
    return data.count(b"\n", 0, found.start()) + 1 if found is not None else None


def is_noise(relative: str) -> bool:
    """Whether a file is a test, a mock, a story or a tool's configuration."""
    return source_files.is_test(relative) or _NAMED.search(relative) is not None


class ClientTree(Tree):
    """The files of a scan for calls, with what each imports."""

    def __init__(self, found: SourceFiles, options: ScanOptions) -> None:
        super().__init__(found, options)
        self.imports: dict[str, list[tuple[str, bytes]]] = {}
        self.texts: dict[str, bytes] = {}

    def noise(self, relative: str) -> bool:
        return is_noise(relative)

    def admits(self, data: bytes) -> bool:
        return _GATE.search(data) is not None

    def looked_at(self, path: str, data: bytes) -> None:
        self.texts[path] = data
        self.imports[path] = [
            (
                (m["spec"] or m["required"] or m["bare"]).decode("utf-8", "replace"),
                m["names"] or m["bound"] or b"",
            )
            for m in _IMPORTS.finditer(data)
        ]

    def left_out(self, path: str) -> None:
        self.texts.pop(path, None)
        self.imports.pop(path, None)


def scan(found: SourceFiles, options: ScanOptions) -> Scan:
    """Every request that the JavaScript source of a tree sends."""
    tree = ClientTree(found, options)
    tree.read()
    if not tree.admitted:
        return tree.seen(Scan(examined=Examined(tree.files, tree.bytes, dict(sorted(found.skipped.items())))))
    sources = [p for p in found.files if not p.endswith(".json")]
    language = JavaScript()
    language.builtins = {**language.builtins, **{name: Library(f"js:{name}") for name in _GLOBALS}, "fetch": FETCH}
    packages = ClientPackages()
    machine = Machine(NodeTree(found.root, sources, sorted(tree.manifests, key=len)), language, packages)
    machine.summaries = Summaries()
    machine.ceiling = machine.total = STEPS + STEPS_A_FILE * len(tree.admitted)
    relevant, names = _closure(machine, tree, packages)
    for path in sorted(relevant, key=lambda p: (p not in tree.admitted, p)):
        machine.run_module(machine.module(machine.tree.of(path)))
        machine.drain()
    _sweep(machine, packages, names, options)
    packages.finish(machine)
    return tree.seen(Harvest(machine, packages, tree).scan(found))


def _closure(
    machine: Machine, tree: ClientTree, packages: ClientPackages
) -> tuple[set[str], dict[str, frozenset[bytes]]]:
    """The files that send, those that import them through any number of others, and the names each has from these."""
    importers: dict[str, list[str]] = {}
    lost: set[str] = set()
    edges: dict[str, list[tuple[str, bytes]]] = {}
    for path, imports in tree.imports.items():
        for spec, names in imports:
            target = machine.tree.resolve(spec, path)
            if target is not None and target.path is not None:
                importers.setdefault(target.path, []).append(path)
                edges.setdefault(path, []).append((target.path, names))
            elif target is None and names and machine.tree.owns(spec) and not spec.endswith(ASSETS):
                lost.add(path)  # what it calls cannot be followed, and is told
                edges.setdefault(path, []).append((path, names))
    relevant = set(tree.admitted) | lost
    fresh = list(relevant)
    while fresh:
        for path in importers.get(fresh.pop(), ()):
            if path not in relevant:
                relevant.add(path)
                fresh.append(path)
    mentioned = {
        machine.tree.rel(path): frozenset(
            word
            for target, names in (
                *edges.get(path, ()),
                *((path, names) for spec, names in tree.imports[path] if packages.sends(spec)),
            )
            if target in relevant
            for word in _local(names)
        )
        for path in relevant
    }
    return relevant, mentioned


def _local(names: bytes) -> Iterable[bytes]:
    """The local names of an import clause."""
    for piece in re.split(rb"[{},]", names):
        words = _WORD.findall(piece)
        if words and words[-1] not in (b"type", b"as", b"from"):
            yield words[-1]


def _sweep(
    machine: Machine, packages: ClientPackages, names: dict[str, frozenset[bytes]], options: ScanOptions
) -> None:
    nothing: frozenset[bytes] = frozenset()

    def excluded(code: FunctionCode) -> bool:
        return not options.tests and is_noise(code.file)

    def receivers(function: FunctionValue) -> Iterable[Value]:
        owner = function.owner
        made = [m for c in (owner, *owner.subclasses) for m in packages.made.get(c, ())] if owner is not None else []
        return receivers_of(machine, function, made)

    ClosureSweep(machine, excluded, lambda file: names.get(file, nothing), receivers).run()


__all__ = ["ClientTree", "first_request", "is_noise", "scan"]
