"""Functions of a JavaScript program nobody called, entered once with unknown arguments, callers before callees."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from accord.evaluate.js_callers import Callers
from accord.evaluate.js_calls import construct_class
from accord.evaluate.js_models import models
from accord.evaluate.js_values import UNDEFINED
from accord.evaluate.values import ClassValue, FunctionValue, Instance, Unknown, Value
from accord.source import ir

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from accord.evaluate.machine import Machine
    from accord.source.ir import FunctionCode

ROUNDS = 6
CLOSURES = 40  # of one function, that are entered each by itself
# what a sweep may spend on one file: beyond, as in a bundle of whole packages, what spells no path and makes no router is not tried out
MANY, STEPS = 300, 60_000


def sweep(machine: Machine, excluded: Callable[[FunctionCode], bool]) -> None:
    """Enter every function that may register routes and was never called; `excluded` leaves out handlers and tests."""
    done: set[FunctionCode] = set()
    closures: dict[FunctionCode, list[FunctionValue]] = {}
    again: set[FunctionCode] = set()
    callers = Callers(machine)

    spent: dict[str, tuple[int, int]] = {}  # by file: functions entered, steps taken

    def spares(code: FunctionCode) -> bool:
        """Whether a function is left alone since its file has had its share, which is told."""
        entered, steps = spent.get(code.file, (0, 0))
        if entered < MANY or steps < STEPS or machine.libraries.firm(code.text()):
            return False
        machine.lose((code.file, 1), "too many functions of this file would have to be tried out", "fuel", (code.file,))
        done.add(code)
        return True

    def try_out(code: FunctionCode, function: FunctionValue) -> None:
        if spares(code):
            return
        before = machine.steps
        try_each(code, function)
        entered, steps = spent.get(code.file, (0, 0))
        spent[code.file] = entered + 1, steps + machine.steps - before

    def try_each(code: FunctionCode, function: FunctionValue) -> None:
        done.add(code)
        others = _made_beside(machine, function, closures[code]) if code not in machine.called else []
        enter(machine, function)
        machine.drain()
        for other in others:
            if not (other.ran or machine.exhausted or code in machine.recalled):
                enter(machine, other, once_more=True)
                machine.drain()

    helped = faint = False
    for _ in range(ROUNDS):
        for code in _outlived(machine, done) - again:  # once more, on the object the program made
            again.add(code)
            done.discard(code)
            machine.called.discard(code)
        closures.clear()
        for function, _ in machine.functions:
            code = function.code
            if code not in machine.recalled and (code not in machine.called or code in done) and not excluded(code):
                closures.setdefault(code, []).append(function)
        found = {code: made[-1] for code, made in closures.items()}
        doubtful = [c for c in found if c not in done and callers.registers(c) and not machine.libraries.firm(c.text())]
        for code in doubtful:  # entered by itself first: what comes to nothing draws in no callers
            if machine.exhausted:
                return
            if code not in machine.called:
                try_out(code, found[code])
            if code in machine.swept and not machine.libraries.came_of(machine, code):
                callers.idle.add(code)
        hot = {c: callees for c, callees in callers.hot(found, helped=helped).items() if c not in done}
        if not hot and helped and not _construct(machine, excluded):
            if faint or not _mark_faint(machine, found, done):
                return
            faint = True
        helped = not hot  # what everybody else did comes first
        called = {callee for code, callees in hot.items() for callee in callees if callee is not code}
        for code in sorted(hot, key=lambda c: (c in called, c.file, c.at)):
            if machine.exhausted:
                return
            if code not in machine.called and code not in done and not excluded(code):
                try_out(code, found[code])


def _made_beside(machine: Machine, function: FunctionValue, all_of_it: list[FunctionValue]) -> Iterable[FunctionValue]:
    """The other closures of a function that is written in a loop, or in one that is called more than once: each sees variables of its own."""
    frame = function.scope.frame
    around = frame.function.code if frame is not None and frame.function is not None else None
    if len(all_of_it) < 2 or function.owner is not None or function.scope.parent is None or around in machine.recalled:
        return ()  # what a sweep made of the function around it, and what the program did, are not told apart
    return islice({id(f.scope): f for f in all_of_it if f.scope is not function.scope}.values(), CLOSURES)


def enter(machine: Machine, function: FunctionValue, *, once_more: bool = False) -> None:
    """Call a function with stand-ins for its arguments; a method on an object of its class, made the same way."""
    place = (function.code.file, function.code.at)
    outer, machine.entered = machine.entered, function.code
    machine.swept.add(function.code)
    try:
        this = receiver_of(machine, function)
        if once_more or function.code not in machine.called:
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
        cls = _lowest(cls) if machine.client else cls
        constructor = next((f for c in cls.mro if type(f := _constructor(c)) is FunctionValue), None)
        args = stand_ins(constructor) if constructor is not None else []
        place = (cls.code.file, cls.code.at) if cls.code is not None else ("", 0)
        # what the object is and holds belongs to its class, not to the method that was swept first
        outer, machine.entered = machine.entered, cls.code
        if cls.code is not None:
            machine.swept.add(cls.code)
        try:
            machine.entry(cls, args, {}, place)
        finally:
            machine.entered = outer
    return cls.made if cls.made is not None else made if made is not None else Instance(cls)


def _constructor(cls: ClassValue) -> Value:
    """The constructor of a class, or the function that is one."""
    return cls.namespace.get("constructor") or cls.namespace.get("*function")


def _lowest(cls: ClassValue) -> ClassValue:
    """A class below one whose methods call what only that class has: what is made of an abstract base is an object of that."""
    own = [f for f in cls.namespace.values() if type(f) is FunctionValue]
    for below in cls.subclasses:
        added = [n for n, v in below.namespace.items() if type(v) is FunctionValue and n not in cls.namespace]
        if any(re.search(rb"this\." + re.escape(n.encode()) + rb"\b", f.code.text()) for n in added for f in own):
            return below
    return cls


def _outlived(machine: Machine, done: set[FunctionCode]) -> set[FunctionCode]:
    """Methods entered on an object that a sweep made of a class, of which the program has made one since; and functions written in one that a
    sweep entered, and that the program has called since.
    """
    gone = machine.recalled
    return {
        function.code
        for function, _ in (machine.functions if gone else ())
        if function.code in done and function.code not in gone and _maker(function) in gone
    }


def _maker(function: FunctionValue) -> object:
    """The class a function is a method of, or the function it is written in."""
    if function.owner is not None:
        return function.owner.code
    frame = function.scope.frame
    return frame.function.code if frame is not None and frame.function is not None else None


def _construct(machine: Machine, excluded: Callable[[FunctionCode], bool]) -> bool:
    """Objects of classes nobody constructed, for the functions that are their fields (`routes = () => {...}`); whether there were any."""
    found = False
    for cls in list(machine.classes):
        if not cls.initial or cls.made is not None or cls.subclasses or cls.code is None or cls.code in machine.swept:
            continue
        codes = [value.code for _, value, _ in cls.initial if type(value) is ir.Lambda]
        if not excluded(cls.initial[0][2]) and any(machine.libraries.keen(code.text()) for code in codes):
            instance_of(machine, cls)
            machine.drain()
            found = True
    return found


def _mark_faint(machine: Machine, found: dict[FunctionCode, FunctionValue], done: set[FunctionCode]) -> bool:
    """Take the functions that are left for such as may register where their text hints at it; whether there are any."""
    marked = False
    for code, function in found.items():
        if code.key or code in done or code in machine.called:
            continue
        if models(machine).faint(code.text()) and not models(machine).answers(function):
            code.key = marked = True
    return marked


def stand_ins(function: FunctionValue) -> list[Value]:
    """Arguments nobody knows; a parameter with a default keeps it."""
    out: list[Value] = []
    for name, kind, default, _ in function.code.params.get():
        if kind == "*":
            break
        unknown = Unknown(f"argument {name}", at=(function.code.file, function.code.at), name=name)
        out.append(UNDEFINED if default is not None else unknown)
    return out


__all__ = ["construct_class", "enter", "instance_of", "stand_ins", "sweep"]
