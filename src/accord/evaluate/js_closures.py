"""Closures of a JavaScript client nobody called: each is entered once with the scope it closes over, callers before callees.

A component, a hook, an event handler, a store's action: all are functions whose callers lie in a library. What a sweep did in a closure that the
program itself called later does not count, since the program's arguments tell more.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from accord.evaluate.js_sweep import instance_of, stand_ins
from accord.evaluate.js_values import UNDEFINED, made_by_lost, prototype_class
from accord.evaluate.values import DictValue, FunctionValue, Instance, Unknown, lost_here, options_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from accord.evaluate.machine import Machine
    from accord.evaluate.values import Value
    from accord.source.ir import FunctionCode

ROUNDS, EACH = 10, 24  # of closures made by closures; of one piece of code
_NEW = re.compile(rb"\bnew\s+(?:[\w$]+\.)*([\w$]+)")
_PATH = re.compile(rb"['\"`]/?\w+/|['\"`]/\w")
_WORD = re.compile(rb"[A-Za-z_$][\w$]*")


class ClosureSweep:
    """One sweep; `imported` are the names that a file has from modules which lead to requests."""

    def __init__(
        self,
        machine: Machine,
        excluded: Callable[[Any], bool],
        imported: Callable[[str], frozenset[bytes]],
        receivers: Callable[[FunctionValue], Iterable[Value]],
    ) -> None:
        self.machine, self.excluded, self.imported, self.receivers = machine, excluded, imported, receivers
        self.words: dict[FunctionCode, frozenset[bytes]] = {}
        self.entries: dict[FunctionCode, int] = {}
        self.leading: dict[str, frozenset[bytes]] = {}
        self.constructed: set[Any] = set()

    def run(self) -> None:
        for _ in range(ROUNDS):
            self.leading.clear()
            waiting = self._waiting()
            if not waiting and not self._construct():
                break
            for function in waiting:
                if self.machine.exhausted:
                    return
                if not function.ran and self.entries.get(function.code, 0) < EACH and not in_vain(function):
                    self.entries[function.code] = self.entries.get(function.code, 0) + 1
                    self._enter(function)
                    self.machine.drain()
        offered = self._offered()
        for function, _ in self.machine.functions:
            if function.ran == 2 and _maker(function) in offered:
                function.ran = 3  # entered before it was known that the program asks for others of its kind

    def _construct(self) -> bool:
        """Objects of classes nobody constructed, for the functions that are their fields; whether there were any."""
        made = False
        for cls in self.machine.classes:
            fields = cls.initial and cls.made is None and not cls.subclasses and cls.code is not None
            if fields and cls.code not in self.constructed and not self.excluded(cls.code):
                self.constructed.add(cls.code)
                instance_of(self.machine, cls)
                made = True
        return made

    def _enter(self, function: FunctionValue) -> None:
        machine = self.machine
        place = (function.code.file, 0)
        outer, machine.root = machine.root, function
        function.ran = 2
        machine.summaries.forget()
        try:
            for this in self.receivers(function):
                machine.entry(function, stand_ins(function), {"this": this}, place, open_=True)
        finally:
            machine.root = outer

    def _waiting(self) -> list[FunctionValue]:
        """Closures that may send and nobody entered, those nobody else calls first."""
        found: dict[int, FunctionValue] = {}
        for function, _ in self.machine.functions:
            if function.ran or self.entries.get(function.code, 0) >= EACH or self.excluded(function.code):
                continue
            if not in_vain(function):
                found.setdefault(id(function), function)
        offered = self._offered()
        found = {key: f for key, f in found.items() if _maker(f) not in offered}
        hot = self._hot(found.values())
        called = self._called(hot)
        waiting = [f for f in found.values() if f.code in hot]
        constructed = {name for code in hot for name in _NEW.findall(code.text())}

        def rank(function: FunctionValue) -> tuple[bool, bool, bool, str, int]:
            owner, code = function.owner, function.code
            awaited = owner is not None and owner.made is None and owner.name.encode() in constructed
            starts = owner is not None and code.name == "constructor"
            return awaited, code in called and not starts, not starts, code.file, code.at

        return sorted(waiting, key=rank)

    def _offered(self) -> set[FunctionCode]:
        """Factories whose objects make more of their kind (`api.at("users").at(id)`) and are used: the rest they offer, nobody asked for."""
        fluent: set[FunctionCode] = set()
        used: set[FunctionCode] = set()
        for function, _ in self.machine.functions:
            maker = _maker(function)
            if maker is not None:
                if function.ran in (1, 3):
                    used.add(maker)
                around = function.sites[3]
                if around is not None and around[2] is not None and _maker(around[2]) is maker:
                    fluent.add(maker)
        return fluent & used

    def _called(self, hot: set[FunctionCode]) -> set[FunctionCode]:
        """Those that another one names, and so probably calls."""
        by_name: dict[bytes, list[FunctionCode]] = {}
        for code in hot:
            if len(code.name) > 2:
                by_name.setdefault(code.name.encode(), []).append(code)
        names = frozenset(by_name)
        return {
            code
            for other in hot
            for name in names & self.words[other]
            for code in by_name[name]
            if code is not other and not _within(code, other)
        }

    def _leading(self, file: str) -> frozenset[bytes]:
        """The names of a file that lead to requests: imported ones, and variables that hold a client or what nobody knows."""
        found = self.leading.get(file)
        if found is None:
            carries = self.machine.libraries.carries
            scope = next((m.scope for m in self.machine.modules.values() if m.rel == file), None)
            own = (
                [n.encode() for n, v in scope.vars.items() if carries(v) or made_by_lost(v)]
                if scope is not None
                else []
            )
            found = self.leading[file] = self.imported(file).union(own)
        return found

    def _hot(self, functions: Collection[FunctionValue]) -> set[FunctionCode]:
        """Functions whose text sends, that mention what leads to requests, or that name one of these in their file."""
        codes = {f.code for f in functions}
        everything = {f.code for f, _ in self.machine.functions}
        by_file: dict[str, list[FunctionCode]] = {}
        hot: set[FunctionCode] = set()
        for code in everything:
            by_file.setdefault(code.file, []).append(code)
            if code not in self.words:
                self.words[code] = frozenset(_WORD.findall(code.text()))
            if code.key is None:
                code.key = self.machine.libraries.keen(code.text())
            if code.key or not self._leading(code.file).isdisjoint(self.words[code]):
                hot.add(code)
        fresh = list(hot)
        while fresh:
            callee = fresh.pop()
            name = callee.name.encode()
            if len(name) < 3 or name[:1] == b"<":
                continue
            for code in by_file[callee.file]:
                if code not in hot and name in self.words[code]:
                    hot.add(code)
                    fresh.append(code)
        return (hot & codes).union(f.code for f in functions if f.code not in hot and self._given(f, hot))

    def _given(self, function: FunctionValue, hot: set[FunctionCode]) -> bool:
        """Whether a function uses what sends and was handed to it otherwise: a service of the functions around it, of its object, of its class."""
        words = self.words[function.code]
        scope = function.scope
        while scope.parent is not None:
            if self._named(scope.vars, words, hot):
                return True
            scope = scope.parent
        owner = function.owner
        if owner is None or b"this" not in words:
            return False
        if any(self._named(c.namespace, words, hot) for c in owner.mro):
            return True
        return type(owner.made) is Instance and self._named(owner.made.attrs, words, hot)

    def _named(self, held: dict[str, Value], words: frozenset[bytes], hot: set[FunctionCode]) -> bool:
        """Whether one of these that a text names may send."""
        return any(
            type(name) is str and name.encode() in words and any(self._sends(o, hot) for o in options_of(value))
            for name, value in held.items()
        )

    def _sends(self, value: Value, hot: set[FunctionCode], depth: int = 2) -> bool:
        """Whether an object has a function that may send, or is a client."""
        if type(value) is FunctionValue:
            return value.code in hot
        if depth and type(value) is DictValue:
            return any(self._sends(v, hot, depth - 1) for v in value.entries.values())
        if depth and type(value) is Instance:
            held = [v for c in value.cls.mro for v in c.namespace.values()] + list(value.attrs.values())
            return self.machine.libraries.carries(value) or any(self._sends(v, hot, depth - 1) for v in held)
        return self.machine.libraries.carries(value) or (type(value) is Unknown and lost_here(value.reason))


def _maker(function: FunctionValue) -> FunctionCode | None:
    """The function in which a closure was made."""
    frame = function.scope.frame if function.sites is not None and function.scope.parent is not None else None
    return frame.function.code if frame is not None and frame.function is not None else None


def in_vain(function: FunctionValue) -> bool:
    """Whether a closure exists only because a sweep entered a function that the program itself called later, with arguments that tell more."""
    around = function.sites
    for _ in range(40):
        if around is None:
            return False
        (_, line), _, entered, around = around
        if not line and entered is not None:
            if entered.ran == 3:
                return True
            around = entered.sites
    return False


def _within(inner: FunctionCode, outer: FunctionCode) -> bool:
    """Whether a function is written inside another."""
    return inner.file == outer.file and inner.at >= outer.at and inner.text() in outer.text()


def receivers_of(machine: Machine, function: FunctionValue, made: Iterable[Value]) -> list[Value]:
    """What a function is a method of: every object of its class the program made, else one made with stand-ins."""
    if function.owner is None:
        constructor = function.home is None and function.code.name[:1].isupper() and b"this." in function.code.text()
        return [_made_by(function) if constructor else function.home if function.home is not None else UNDEFINED]
    if function.kind == "staticmethod":
        return [function.owner]
    found = list(made)
    if len(found) > 1 and function.owner in machine.chained and not _PATH.search(function.code.text()):
        return []  # a builder is made for each request, and the verb it is asked for is the one it sends
    return found or [instance_of(machine, function.owner)]


def _made_by(function: FunctionValue) -> Instance:
    """An object for a constructor function that nobody calls with `new`."""
    made = Instance(prototype_class(function))
    made.cls.made = made.cls.made or made
    return made


__all__ = ["ClosureSweep", "in_vain", "receivers_of"]
