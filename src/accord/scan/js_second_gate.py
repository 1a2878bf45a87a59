"""Files that register nothing themselves but call what does, or what makes an application: the entry of a program, mostly.

A factory (`createApp(config)`) is often called by a file that names no framework, and often by way of a file that only passes it on
(`export * from "./app"`), of an alias or of a package of the workspace. These callers are run too, or the arguments were lost. So are
the files that import what holds an application or router (`mount(require("./app"), "/v1")`), and in turn those that import them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.evaluate.js_callers import stem, waiting
from accord.frameworks.express_state import holders, room_of
from accord.source import disk

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine
    from accord.scan.javascript import Tree

_ROUNDS = 2  # callers of callers
_FURTHER = 6  # importers of importers
_SHORT = 3  # names below this length say too little
# each begins with a word, which is looked for many times faster than a choice of words
# and ends somewhere: in a file without semicolons every one of them would be looked at to its end
_EXPORTED_FROM = re.compile(rb"export\b[^;=(]{0,4000}?\bfrom\b")
_EXPORTS_REQUIRED = re.compile(rb"exports\b[^;=]{0,400}=[^;]{0,2000}?\brequire\b")
_WORD = re.compile(rb"\w")
_RENAMED = re.compile(rb"\bas\s+([\w$]+)|(?<![\w$])([\w$]+)\s*[:=]\s*\(?\s*(?:require|__importDefault)\b")


def run(machine: Machine, tree: Tree) -> None:
    """Run the files that import a module in which a factory waits for its caller, or which holds an application."""
    importers = _Importers(machine, tree)
    asked: set[str] = set()  # modules that held an application in an earlier round
    for number in range(_ROUNDS + _FURTHER):
        files = waiting(machine) if number < _ROUNDS else {}
        for code in room_of(machine).makers:  # each of its callers has an application of its own
            files.setdefault(code.file, set()).add(code.name)
        for file, names in holders(machine).items():
            if file not in asked:
                files.setdefault(file, set()).update(names)
        asked |= files.keys()
        ran = False
        for path in importers.of(files) if files else ():
            module = machine.module(machine.tree.of(path))
            if not module.whole:
                machine.run_module(module)
                ran = True
        machine.drain()
        if not ran:
            return


class _Importers:
    """Who imports what, among the files that were not run for their own sake."""

    def __init__(self, machine: Machine, tree: Tree) -> None:
        self.machine, self.tree = machine, tree
        self._texts: dict[str, bytes] = {}

    def of(self, files: dict[str, set[str]]) -> list[str]:
        """The files that import one of the given ones, or import a file that passes it on and hold one of its names."""
        rest = {*self.tree.rest, *self.tree.apart}  # no browser imports what holds an application
        found = dict.fromkeys(path for path in self._importing(files) if path in rest)
        known, fresh = set(files), self._passed_on(files)
        while fresh:
            known |= fresh.keys()
            for path, names in self._importing(fresh).items():
                if path in rest and any(name.encode() in self._text(path) for name in names):
                    found[path] = None
            fresh = {file: names for file, names in self._passed_on(fresh).items() if file not in known}
        return list(found)

    def _importing(self, files: dict[str, set[str]]) -> dict[str, set[str]]:
        """The paths of those that import one of the files, with the names that wait there."""
        stems = {stem(rel) for rel in files}
        found: dict[str, set[str]] = {}
        for path, specifiers in self.tree.specifiers.items():
            for spec in specifiers:
                if spec.startswith(".") and stem(spec).strip(".") and stem(spec) not in stems:
                    continue  # only a relative specifier ends as its file does; `./index` and `..` name a folder that is not in it
                target = self.machine.tree.resolve(spec, path)
                if target is not None and target.rel in files:
                    found.setdefault(path, set()).update(files[target.rel])
        return found

    def _passed_on(self, files: dict[str, set[str]]) -> dict[str, set[str]]:
        """The files that pass one of the given ones on, with the names it may go by then."""
        found: dict[str, set[str]] = {}
        for path, names in self._importing(files).items():
            text = self._text(path)
            if passes_on(text):
                given = {name.decode() for pair in _RENAMED.findall(text) for name in pair if name}
                found[self.machine.tree.rel(path)] = {name for name in names | given if len(name) >= _SHORT}
        return found

    def _text(self, path: str) -> bytes:
        if path not in self._texts:
            data = self.tree.admitted.get(path)
            try:
                self._texts[path] = disk.read(path) if data is None else data
            except OSError:
                self._texts[path] = b""
        return self._texts[path]


def passes_on(text: bytes) -> bool:
    """Whether a module exports something of another one."""
    return (
        b"__exportStar" in text
        or b"__export(require(" in text
        or any(not text[text.rfind(b"\n", 0, m.start()) + 1 : m.start()].strip() for m in _EXPORTED_FROM.finditer(text))
        or any(not (m.start() and _WORD.match(text, m.start() - 1)) for m in _EXPORTS_REQUIRED.finditer(text))
    )


__all__ = ["passes_on", "run"]
