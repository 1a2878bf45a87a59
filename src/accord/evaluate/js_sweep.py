"""Functions of a JavaScript program nobody called, entered once with unknown arguments, callers before callees."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.evaluate.js_calls import construct_class
from accord.evaluate.js_values import UNDEFINED
from accord.evaluate.values import ClassValue, FunctionValue, Instance, LazyImport, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from accord.evaluate.machine import Machine
    from accord.source.ir import FunctionCode

_CALLED = re.compile(rb"([\w$]+)\s*(?:<[^<>()]*>)?\(|\bnew\s+([\w$]+)")
ROUNDS = 6


def sweep(machine: Machine, excluded: Callable[[FunctionCode], bool]) -> None:
    """Enter every function that may register routes and was never called; `excluded` leaves out handlers and tests."""
    done: set[FunctionCode] = set()
    for _ in range(ROUNDS):
        found = {
            f.code: f
            for f, _ in machine.functions
            if f.code not in machine.called and f.code not in done and not excluded(f.code)
        }
        hot = _hot(machine, found)
        if not hot:
            return
        for code in sorted(
            hot, key=lambda c: (any(c in callees for o, callees in hot.items() if o is not c), c.file, c.at)
        ):
            if machine.exhausted:
                return
            if code not in machine.called and code not in done and not excluded(code):
                done.add(code)
                enter(machine, found[code])
                machine.drain()


def _hot(machine: Machine, found: dict[FunctionCode, FunctionValue]) -> dict[FunctionCode, set[FunctionCode]]:
    """Functions whose text registers routes and, in turn, those that call one of these; with whom each calls."""
    hot: dict[FunctionCode, set[FunctionCode]] = {}
    for code in found:
        if code.key is None:
            code.key = machine.libraries.keen(code.text())
        if code.key:
            hot[code] = set()
    names = _Names(machine)
    words = {code: {a or b for a, b in _CALLED.findall(code.text())} for code in found} if hot else {}
    fresh = list(hot)
    while fresh:
        callee = fresh.pop()
        called_as = names.of(found[callee])
        if not called_as:
            continue
        for code, function in found.items():
            if code is not callee and not called_as.isdisjoint(words[code]) and names.may_mean(function, found[callee]):
                if code not in hot:
                    hot[code] = set()
                    fresh.append(code)
                hot[code].add(callee)
    return hot


def _called_as(function: FunctionValue) -> str:
    return (
        function.owner.name
        if function.owner is not None and function.code.name == "constructor"
        else function.code.name
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
                    self.lazy.setdefault(stem(value.module), []).append((name, value))

    def of(self, function: FunctionValue) -> set[bytes]:
        own = _called_as(function)
        names = {own} if own != "<function>" else set()
        names |= self.given.get(function.code, set())
        file = function.code.file
        for name, lazy in self.lazy.get(stem(file), ()):
            wanted = lazy.name in (None, "default", own)
            found = self.machine.language.resolve(self.machine, lazy) if wanted else None
            if found is not None and found.rel == file:
                names.add(name)
        return {n.encode() for n in names if len(n) > 2 and n != "default"}

    def may_mean(self, caller: FunctionValue, callee: FunctionValue) -> bool:
        """Whether a name in one function can mean the other: same file, a method, or a name its module imports."""
        if caller.code.file == callee.code.file or (callee.owner is not None and callee.code.name != "constructor"):
            return True
        text = caller.code.text()
        return (
            b"require(" in text or b"." in text or any(n.decode() in caller.scope.module.index for n in self.of(callee))
        )


def stem(path: str) -> str:
    """The last name of a path without its extension; that of the folder for an index file."""
    parts = path.split("/")
    name = parts[-1].partition(".")[0]
    return parts[-2] if name == "index" and len(parts) > 1 else name


def waiting(machine: Machine) -> set[str]:
    """The files of uncalled functions that register or lead to one that does."""
    found = {f.code: f for f, _ in machine.functions if f.code not in machine.called}
    return {code.file for code in _hot(machine, found)}


def enter(machine: Machine, function: FunctionValue) -> None:
    """Call a function with stand-ins for its arguments; a method on an object of its class, made the same way."""
    place = (function.code.file, function.code.at)
    outer, machine.entered = machine.entered, function.code
    machine.swept.add(function.code)
    try:
        this = receiver_of(machine, function)
        if function.code not in machine.called:
            machine.entry(function, stand_ins(function), {"this": this}, place)
    finally:
        machine.entered = outer


def receiver_of(machine: Machine, function: FunctionValue) -> Value:
    """What a function is a method of."""
    owner = function.owner
    if owner is None:
        return UNDEFINED
    return owner if function.kind == "staticmethod" else instance_of(machine, owner)


def instance_of(machine: Machine, cls: ClassValue) -> Value:
    """An object of a class, or of one below it that has more: one the program made, else one made with stand-ins."""
    made = cls.made or next((below.made for below in cls.subclasses if below.made is not None), None)
    if made is None:
        constructor = next((f for c in cls.mro if type(f := c.namespace.get("constructor")) is FunctionValue), None)
        args = stand_ins(constructor) if constructor is not None else []
        place = (cls.code.file, cls.code.at) if cls.code is not None else ("", 0)
        machine.entry(cls, args, {}, place)
    return cls.made if cls.made is not None else made if made is not None else Instance(cls)


def stand_ins(function: FunctionValue) -> list[Value]:
    """Arguments nobody knows; a parameter with a default keeps it."""
    out: list[Value] = []
    for name, kind, default, _ in function.code.params.get():
        if kind == "*":
            break
        unknown = Unknown(f"argument {name}", at=(function.code.file, function.code.at), name=name)
        out.append(UNDEFINED if default is not None else unknown)
    return out


__all__ = ["construct_class", "enter", "instance_of", "stand_ins", "stem", "sweep", "waiting"]
