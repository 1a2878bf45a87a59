"""Who calls whom, judged by the text: which uncalled functions of a JavaScript program lead to a registration.

Names are looked up where they stand in a file and given to the functions around them; no function's text is read for its own sake, since functions
lie in functions and a file would be read many times over.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from accord.evaluate.js_models import models
from accord.evaluate.values import ClassValue, DictValue, FunctionValue, LazyImport, ModuleValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accord.evaluate.machine import Machine
    from accord.source.ir import FunctionCode

_CALL = re.compile(rb"\s*(?:<[^<>()]*>)?\(")
_WORD = re.compile(rb"[\w$]")
_NEW = re.compile(rb"\bnew\s+\Z")
_HEAD = re.compile(rb"[\w$\s*#]*")  # what stands before the name in a declaration
# what a member hangs on, where its name says that it is a class, or a module as TypeScript compiles imports
_CHAIN = re.compile(rb"(?<![\w$.\])])((?:[A-Z][\w$]*|[\w$]+_\d+)(?:\.[\w$]+)*)\.\Z")
_CHAINED = re.compile(rb"[\w$]+")
_OFTEN = 30  # names looked for in a file from which on all of its calls are written down
_DEEP = 8  # functions are around a place, as a rule
_SHORT = 3  # names below this length say too little


class Callers:
    """What one sweep knows of the calls in the files of its functions."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self._files: dict[bytes, set[str]] = {}
        self._indexed: set[str] = set()
        self._asked: dict[str, int] = {}  # how many names were looked for in a file
        self.idle: set[FunctionCode] = set()  # entered, and nothing came of it
        self._places: dict[
            bytes, tuple[set[str], dict[str, list[int]]]
        ] = {}  # by name: files looked at, places by file

    def registers(self, code: FunctionCode) -> bool:
        """Whether a function's text says that it may register."""
        if code.key is None:
            code.key = self.machine.libraries.keen(code.text())
        return code.key

    def hot(
        self, found: dict[FunctionCode, FunctionValue], *, helped: bool = False
    ) -> dict[FunctionCode, set[FunctionCode]]:
        """Functions whose text registers routes and, in turn, those that call one of these; with whom each calls. `helped`: also those that
        call a function of the program which was called before and registers what it is given.
        """
        hot: dict[FunctionCode, set[FunctionCode]] = {}
        files: dict[str, _Functions] = {}
        for code in found:
            if self.registers(code) and code not in self.idle:
                hot[code] = set()
            files.setdefault(code.file, _Functions()).codes.append(code)
        sources = {m.rel: m.source for m in self.machine.modules.values() if m.source is not None and m.rel in files}
        texts = {file: source.data for file, source in sources.items()}
        helpers = self._helpers() if helped else {}
        names = _Names(self.machine) if hot or helpers else None
        around: dict[bytes, list[FunctionCode]] = {}
        fresh = [*hot, *helpers]
        while fresh and names is not None:
            callee = fresh.pop()
            called = found.get(callee) or helpers[callee]
            anywhere = called.owner is not None and callee.name != "constructor"  # a method is called on anything
            for name in names.of(called) - self.machine.libraries.telling:
                if name not in around:
                    places = self._calls(sources, name)
                    around[name] = [
                        c
                        for file, there in sorted(places.items())
                        if file in files
                        for c in files[file].around(name, there)
                    ]
                for code in around[name]:
                    if code is callee or callee in hot.get(code, ()):
                        continue
                    if not (anywhere or code.file == callee.file or _reaches_out(found[code], texts[code.file], name)):
                        continue
                    if anywhere and code.file != callee.file:
                        there = self._places[name][1][code.file]
                        if all(
                            _other(self.machine, found[code], callee, texts[code.file], at)
                            for at in _inside(code, there)
                        ):
                            continue
                    if code not in hot:
                        hot[code] = set()
                        fresh.append(code)
                    hot[code].add(callee)
        return hot

    def _helpers(self) -> dict[FunctionCode, FunctionValue]:
        """Functions of the program that were called and register what they are given: whoever else calls one registers, too."""
        return {
            f.code: f
            for f, _ in self.machine.functions
            if f.code in self.machine.called and models(self.machine).on_behalf(self.machine, f.code)
        }

    def _calls(self, sources: dict[str, Any], name: bytes) -> dict[str, list[int]]:
        """Where a name is called or constructed, by file."""
        seen, places = self._places.setdefault(name, (set(), {}))
        for file in self._with(name, sources) - seen:
            self._asked[file] = self._asked.get(file, 0) + 1
            often = self._asked[file] > _OFTEN and not name.startswith(b"$") and name.isascii()
            if there := sources[file].calls.get(name) if often else list(_called(sources[file].data, name)):
                places[file] = there
            seen.add(file)
        return places

    def _with(self, name: bytes, sources: dict[str, Any]) -> set[str]:
        """The files in which a name is called."""
        for file in sources.keys() - self._indexed:
            for word in sources[file].called:
                self._files.setdefault(word, set()).add(file)
        self._indexed.update(sources)
        if name.startswith(b"$") or not name.isascii():  # which the index takes for something shorter
            return set(sources)
        return self._files.get(name, set()) & sources.keys()


class _Functions:
    """The functions of a file, and which of them are around a place in it."""

    def __init__(self) -> None:
        self.codes: list[FunctionCode] = []
        self._starts: list[int] | None = None  # where the functions begin, in order,
        self._order: list[int] = []  # their numbers
        self._outer: list[int] = []  # and which one of the order was open when each began

    def around(self, name: bytes, places: list[int]) -> list[FunctionCode]:
        """The functions that hold one of the places; where one is declared by that name, it calls nothing."""
        few = len(places) * _DEEP < len(self.codes)
        near = [self.codes[number] for number in self._holding(places)] if few else self.codes
        return [code for code in near if _calls(code, name, places)]

    def _holding(self, places: list[int]) -> list[int]:
        """The numbers of functions that may hold one of the places."""
        if self._starts is None:
            self._starts = self._lay_out()
        found: set[int] = set()
        for place in places:
            at = bisect_right(self._starts, place) - 1
            while at >= 0:
                found.add(self._order[at])
                at = self._outer[at]
        return sorted(found)

    def _lay_out(self) -> list[int]:
        spans = [code.span for code in self.codes]
        self._order = sorted(range(len(spans)), key=lambda number: (spans[number][0], -spans[number][1]))
        opened: list[int] = []
        for at, number in enumerate(self._order):
            while opened and spans[self._order[opened[-1]]][1] <= spans[number][0]:
                opened.pop()
            self._outer.append(opened[-1] if opened else -1)
            opened.append(at)
        return [spans[number][0] for number in self._order]


def _calls(code: FunctionCode, name: bytes, places: list[int]) -> bool:
    start, end = code.span
    first = bisect_left(places, start)
    if first < len(places) and places[first] < end and code.name.encode() == name:
        first += _HEAD.fullmatch(code.text(), 0, places[first] - start) is not None
    return first < len(places) and places[first] < end


def _inside(code: FunctionCode, places: list[int]) -> list[int]:
    """The places that lie in a function."""
    start, end = code.span
    return places[bisect_left(places, start) : bisect_left(places, end)]


def _other(machine: Machine, caller: FunctionValue, callee: FunctionCode, data: bytes, at: int) -> bool:
    """Whether what is called at a place is known to be a function of the same name that another module or class has: `Settings.load()`."""
    chain = _CHAIN.search(data, max(0, at - 200), at)
    if chain is None:
        return False
    names = [part.decode() for part in chain.group(1).split(b".")]
    end = _CHAINED.match(data, at)
    value = caller.scope.module.scope.vars.get(names[0])
    for name in (*names[1:], end.group().decode() if end is not None else ""):
        if type(value) is LazyImport:  # not run for this: what stands in the file is enough
            module = machine.language.resolve(machine, value) if value.name is None else None
            return len(names) == 1 and module is not None and module.rel != callee.file and name in module.index
        if type(value) is DictValue:
            value = value.entries.get(name)
        elif type(value) is ModuleValue:
            value = value.scope.vars.get(name)
        else:
            value = value.find(name)[0] if type(value) is ClassValue else None
    return type(value) is FunctionValue and value.code is not callee


def _called(data: bytes, name: bytes) -> Iterator[int]:
    at = data.find(name)
    while at >= 0:
        end = at + len(name)
        if not (at and _WORD.match(data, at - 1)) and (
            _CALL.match(data, end) or (_NEW.search(data, max(0, at - 12), at) and not _WORD.match(data, end))
        ):
            yield at
        at = data.find(name, end)


def _reaches_out(caller: FunctionValue, data: bytes, name: bytes) -> bool:
    """Whether a name in a function can mean something of another file: one its module imports, or a member."""
    start, end = caller.code.span
    return (
        data.find(b".", start, end) >= 0
        or data.find(b"require(", start, end) >= 0
        or name.decode() in caller.scope.module.index
    )


class _Names:
    """What functions are called by: their own names, or what the modules that import them call them."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.given: dict[FunctionCode, set[str]] = {}
        self.lazy: dict[str, list[tuple[str, LazyImport]]] = {}
        for module in list(machine.modules.values()):
            for name, value in module.scope.vars.items():
                if type(value) is FunctionValue and not name.startswith("*"):
                    self.given.setdefault(value.code, set()).add(name)
                elif type(value) is LazyImport:
                    self.lazy.setdefault(self._stem(value), []).append((name, value))

    def of(self, function: FunctionValue) -> set[bytes]:
        own = function.code.name
        if function.owner is not None and own == "constructor":
            own = function.owner.name
        names = {own} if own != "<function>" else set()
        names |= self.given.get(function.code, set())
        file = function.code.file
        for name, lazy in self.lazy.get(stem(file), ()):
            wanted = name not in names and lazy.name in (None, "default", own)
            found = self.machine.language.resolve(self.machine, lazy) if wanted else None
            if found is not None and found.rel == file:
                names.add(name)
        return {n.encode() for n in names if len(n) >= _SHORT and n != "default"}

    def _stem(self, lazy: LazyImport) -> str:
        """The stem of what is imported: an alias or a package need not end as its file does."""
        if lazy.module.startswith(".") and stem(lazy.module).strip("."):  # `./index` does not name its folder
            return stem(lazy.module)
        found = self.machine.language.resolve(self.machine, lazy)
        return stem(found.rel) if found is not None else ""


@lru_cache(maxsize=100_000)
def stem(path: str) -> str:
    """The last name of a path without its extension; that of the folder for an index file."""
    parts = path.split("/")
    name = parts[-1].partition(".")[0]
    return parts[-2] if name == "index" and len(parts) > 1 else name


def waiting(machine: Machine) -> dict[str, set[str]]:
    """The files of uncalled functions that register or lead to one that does, with the names these go by: a method by its class's."""
    found = {f.code: f for f, _ in machine.functions if f.code not in machine.called}
    files: dict[str, set[str]] = {}
    for code in Callers(machine).hot(found):
        owner = found[code].owner
        files.setdefault(code.file, set()).add(owner.name if owner is not None else code.name)
    return files


__all__ = ["Callers", "stem", "waiting"]
