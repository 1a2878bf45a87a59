"""One Python tree: gate, evaluate, sweep, harvest.

1. Gate: one pass over the bytes finds the files whose text registers routes. They are run whole, imports lazily.
2. Second gate: the caller of a factory often lies in a file no gate word matches; files that import a module with an uncalled factory are run too.
3. Files that register when they are imported, though nothing in them says so by itself, are run.
4. Sweep: functions nobody called are entered with stand-ins.
5. Harvest: what the route tables hold, and what was lost on the way.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from accord.evaluate.machine import Machine
from accord.evaluate.python import Python
from accord.evaluate.sweep import called_as, gains, keen, sweep
from accord.evaluate.values import BoundMethod, FunctionValue, Instance
from accord.frameworks import Libraries, routing_state
from accord.frameworks.routing_copies import copying
from accord.scan.gone import gone
from accord.scan.harvest import Harvest
from accord.scan.missing import together
from accord.scan.python_gate import Rest, Tree, warm_names
from accord.scan.shapes import unevaluated
from accord.source import disk
from accord.source import files as source_files
from accord.source.python_hollow import hollow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accord.evaluate.values import ModuleValue
    from accord.model import Scan
    from accord.scan import ScanOptions
    from accord.scan.missing import Missing
    from accord.source.files import SourceFiles
    from accord.source.ir import FunctionCode
    from accord.source.modules import ModuleFile


def scan(found: SourceFiles, options: ScanOptions) -> Scan:
    """Everything the Python source of a tree serves."""
    tree = Tree(found, options)
    tree.read()
    if tree.tests:
        found.skip("test, example or documentation", tree.tests)
    copies = copying(tree.modules.root, dict(options.versions))
    machine = Machine(tree.modules, Python(), Libraries(copies=copies))
    machine.warm |= warm_names(tree.admitted.values())
    machine.entire.update(tree.admitted)
    for path in tree.admitted:
        machine.run_module(machine.module(machine.tree.of(path)))
    machine.drain()
    _syntax_errors(machine, tree)
    _second_gate(machine, tree)
    _at_import(machine, tree)
    _sweep(machine, options)
    harvest = Harvest(machine, options, copies=copies)
    told = {loss.at for loss in machine.losses.values()}
    for at in unevaluated({machine.tree.rel(path): data for path, data in tree.admitted.items()}, machine.seen | told):
        harvest.unread(*at, "looks like a route and was never evaluated", ())
    absent = {gap.files: module for gap in tree.missing if (module := tree.check.absent(gap))}
    for first, *others in together(tree.missing, absent):
        covers = dict.fromkeys(place for gap in (first, *others) for place in (*gap.files, gap.file))
        machine.lose((first.file, first.line), _absence(first, others), "missing", tuple(covers))
    scanned = replace(harvest.scan(found, tree.bytes, tree.unsupported), ignores=tuple(tree.ignores))
    return replace(scanned, gone=gone(scanned, found.root, absent.values())) if absent else scanned


_NAMED = 3  # modules that are told by name; the rest are counted


def _absence(first: Missing, others: list[Missing]) -> str:
    """What is told of imports that lead nowhere."""
    told = f"imports {first.name}, which is not in the tree"
    if not others:
        return told
    named = [
        f"{gap.name} ({f'line {gap.line}' if gap.file == first.file else f'{gap.file}:{gap.line}'})"
        for gap in others[:_NAMED]
    ]
    verb = "are" if len(others) > 1 else "is"
    return f"{told}; nor {verb} {', '.join(named)}{f' and {rest} more' if (rest := len(others) - _NAMED) > 0 else ''}"


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


def _called_by(function: FunctionValue) -> list[str]:
    """What stands before a parenthesis where a function is called: its name, or that of its class where nobody made an object of it yet."""
    owner = function.owner
    made = [c.name for c in (owner, *owner.subclasses)] if owner is not None and owner.made is None else []
    return [called_as(function), *made]


def _second_gate(machine: Machine, tree: Tree) -> None:
    """Run the files that call a factory which waits for its arguments, or a class with such a method."""
    ran: set[str] = set()
    for _ in range(2):
        waiting = {
            (name, _stem(function.scope.module).decode("utf-8", "replace"))
            for function, _ in machine.functions
            if function.code not in machine.called
            and function.code.name != "<lambda>"
            and keen(machine, function)
            and (gains(function) or _MAKES.search(function.code.text()) is not None)
            for name in _called_by(function)
        }
        names = {name.encode() for name, _ in waiting if len(name) > 3}
        wanted = names | {home.encode() for _, home in waiting}
        if not names:
            return
        before = len(ran)
        for path, seen in tree.rest.items():
            if path in ran or wanted.isdisjoint(seen.imported):
                continue
            data = disk.read(path)
            if any(name in data and calls(name).search(data) for name in names):
                ran.add(path)
                machine.run_module(machine.module(machine.tree.of(path)))
        machine.drain()
        if len(ran) == before:
            return


def _at_import(machine: Machine, tree: Tree) -> None:
    """Run the files that register when they are imported, though no word of theirs opened the gate.

    They decorate with a project's own function which registers, whatever it is given; they call such a function outside of any function, even
    one that others have called before; they register on what they import; or they use a router or an application there that they import.
    """
    names: set[bytes] = set()
    homes: dict[bytes, set[bytes]] = {}
    for function, _ in machine.functions:
        name = called_as(function).encode()
        if len(name) > 3 and not name.startswith(b"__") and keen(machine, function):
            names.add(name)
            homes.setdefault(_stem(function.scope.module), set()).add(name)
    holders = {
        module.file: _stem(module)
        for module in machine.modules.values()
        if any(machine.libraries.carries(value) for value in module.scope.vars.values())
    }
    for path, seen in tree.rest.items():
        roots = {root for dotted, root in seen.decorators if dotted.rpartition(b".")[2] in names}
        roots.update(seen.asked)
        if not roots.isdisjoint(seen.imported) or _registers_when_imported(
            path, seen, names, homes, _held(machine, path, seen, holders)
        ):
            machine.run_module(machine.module(machine.tree.of(path)))
    machine.drain()


def _held(machine: Machine, path: str, seen: Rest, holders: Mapping[ModuleFile, bytes]) -> list[bytes]:
    """The routers and applications that a file imports, as it calls them; a name that such a module does not have may have been one."""
    out: list[bytes] = []
    stems = set(holders.values())
    if stems.isdisjoint(seen.imported):
        return out
    for spec, name, alias in seen.taken:
        if name in stems and (module := _module_of(machine, path, spec + b"." * (not spec.endswith(b".")) + name)):
            held = [n for n, v in module.scope.vars.items() if machine.libraries.carries(v)]
            out += [alias + b"." + n.encode() for n in held]
        if spec.rpartition(b".")[2] not in stems:
            continue
        module = _module_of(machine, path, spec)
        if module is None:
            out.append(alias)  # a module of that name that is not there
        elif module.file in holders:
            value = module.scope.vars.get(name.decode("utf-8", "replace"))
            lost = value is None and name.decode("utf-8", "replace") not in module.index and "*" not in module.index
            if machine.libraries.carries(value) or (lost and module.file.directory is None):
                out.append(alias)
    return out


def _module_of(machine: Machine, path: str, spec: bytes) -> ModuleValue | None:
    """The module an import of a file names, where the tree has it."""
    text = spec.decode("utf-8", "replace")
    tree = machine.tree
    file = tree.relative(text, tree.of(path)) if text.startswith(".") else tree.resolve(text, path)
    return machine.module(file) if file is not None else None


def _registers_when_imported(
    path: str, seen: Rest, names: set[bytes], homes: dict[bytes, set[bytes]], held: list[bytes]
) -> bool:
    called = list(names & seen.imported)
    called += [stem + b"." + name for stem in homes.keys() & seen.imported for name in homes[stem]]
    if not called and not held:
        return False
    data = disk.read(path)
    called = [name for name in called if name + b"(" in data]
    text = hollow(data).text if called or held else b""
    return any(_call_of(name).search(text) for name in called) or (bool(held) and _mentions(text, held))


_SILENT = re.compile(rb"^[ \t]*(?:from|import)[ \t][^\n(]*(?:\([^)]*\))?|#[^\n]*", re.MULTILINE)


def _mentions(text: bytes, names: list[bytes]) -> bool:
    """Whether one of some names is used outside of imports and comments."""
    word = re.compile(rb"(?<![\w.])(?:" + b"|".join(map(re.escape, names)) + rb")\b(?![ \t]*=[^=])")
    return word.search(_SILENT.sub(b"", text)) is not None


def _call_of(name: bytes) -> re.Pattern[bytes]:
    word = re.escape(name)
    return re.compile(word + rb"(?<![\w.]" + word + rb")(?<!def " + word + rb")\(")


def _stem(module: ModuleValue) -> bytes:
    """The last part of a module's name, as an import of it ends."""
    return os.fsencode(os.path.basename(module.file.directory or (module.file.path or "")[:-3]))


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
