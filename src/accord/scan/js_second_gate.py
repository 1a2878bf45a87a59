"""Files that register nothing themselves but call what does: the entry of a program, mostly.

A factory (`createApp(config)`) is often called by a file that names no framework, and often by way of a file that only passes it on
(`export * from "./app"`), of an alias or of a package of the workspace. These callers are run too, or the arguments were lost.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.evaluate.js_callers import stem, waiting
from accord.source import files as source_files

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine
    from accord.scan.javascript import Tree

_ROUNDS = 3  # callers of callers
_PASSED_ON = re.compile(rb"^\s*export\b[^;=(]*?\bfrom\b|\bexports\b[^;]*?=[^;]*?\brequire\b|__exportStar", re.MULTILINE)


def run(machine: Machine, tree: Tree) -> None:
    """Run the files that import a module in which a factory waits for its caller."""
    for _ in range(_ROUNDS):
        files = waiting(machine)
        ran = False
        for path in _importers(machine, tree, files) if files else ():
            module = machine.module(machine.tree.of(path))
            if not module.whole:
                machine.run_module(module)
                ran = True
        machine.drain()
        if not ran:
            return


def _importers(machine: Machine, tree: Tree, files: set[str]) -> list[str]:
    """The files not run yet that import one of the given files, directly or through files that pass it on."""
    wanted, found = set(files), dict[str, None]()
    rest, barrels = set(tree.rest), set[str]()
    fresh = wanted
    while fresh:
        stems, next_ = {stem(rel) for rel in fresh}, set[str]()
        for path, specifiers in tree.specifiers.items():
            if path in barrels or not any(_names(machine, spec, path, stems, fresh) for spec in specifiers):
                continue
            if path in rest:
                found[path] = None
            if _passes_on(tree, path):
                barrels.add(path)
                next_.add(machine.tree.rel(path))
        fresh = next_ - wanted
        wanted |= fresh
    return list(found)


def _names(machine: Machine, spec: str, path: str, stems: set[str], files: set[str]) -> bool:
    """Whether a specifier means one of the files. Only a relative one ends as its file does."""
    if spec.startswith(".") and stem(spec) not in stems and spec.rstrip("./"):
        return False
    target = machine.tree.resolve(spec, path)
    return target is not None and target.rel in files


def _passes_on(tree: Tree, path: str) -> bool:
    data = tree.admitted.get(path)
    try:
        return _PASSED_ON.search(source_files.read(path) if data is None else data) is not None
    except OSError:
        return False


__all__ = ["run"]
