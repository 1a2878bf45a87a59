"""Functions nobody called: entered once with unknown arguments, callers before callees, so that uncalled factories are seen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.evaluate.calls import annotated_class
from accord.evaluate.machine import OutOfFuel
from accord.evaluate.values import (
    ClassValue,
    FunctionValue,
    Instance,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from accord.evaluate.machine import Machine
    from accord.source.ir import FunctionCode, Parameter

_CALLED = re.compile(rb"(\w+)\s*\(")
ROUNDS = 6

def sweep(
    machine: Machine,
    refresh: Callable[[], None],
    excluded: Callable[[FunctionCode], bool],
    supply: Callable[[Machine, ClassValue, FunctionValue], Value | None],
) -> None:
    """Enter every function that may register routes and was never called. `excluded` leaves out handlers and tests as known at the last
    `refresh`; `supply` makes the stand-in for a parameter annotated with a class."""
    done: set[FunctionCode] = set()
    for _ in range(ROUNDS):
        refresh()
        found = {f.code: f for f, _ in machine.functions if f.code not in machine.called and f.code not in done and not excluded(f.code)}
        hot = _hot(machine, found)
        if not hot:
            return
        for code in sorted(hot, key=lambda c: _rank(c, hot)):
            if code in machine.called or code in done:
                continue
            done.add(code)
            enter(machine, found[code], supply)
            machine.drain()


def _hot(machine: Machine, found: dict[FunctionCode, FunctionValue]) -> dict[FunctionCode, set[FunctionCode]]:
    """Functions whose text registers routes and, in turn, those that call one of these; with whom each calls."""
    hot: dict[FunctionCode, set[FunctionCode]] = {}
    for code in found:
        if code.key is None:
            code.key = machine.libraries.keen(code.text())
        if code.key or machine.libraries.takes_router(code.text()):
            hot[code] = set()
    words = {code: set(_CALLED.findall(code.text())) for code in found} if hot else {}
    fresh = list(hot)
    while fresh:
        callee = fresh.pop()
        name = _called_as(found[callee]).encode()
        for code in found:
            if code is not callee and name in words[code] and _may_call(found[code], found[callee]):
                if code not in hot:
                    hot[code] = set()
                    fresh.append(code)
                hot[code].add(callee)
    return hot


def _called_as(function: FunctionValue) -> str:
    """The name a function is called by: a constructor by its class."""
    owner = function.owner
    return owner.name if owner is not None and function.code.name == "__init__" else function.code.name


def _may_call(caller: FunctionValue, callee: FunctionValue) -> bool:
    """Whether a name in one function can mean another: same file, or the name, its class or its module is bound where the caller stands."""
    if caller.code.file == callee.code.file:
        return True
    module, home = caller.scope.module, callee.scope.module
    names = [callee.code.name, home.file.name.rpartition(".")[2]]
    if callee.owner is not None:
        names.append(callee.owner.name)
    text = caller.code.text()
    return any(n in module.index for n in names) or (b"import" in text and any(n.encode() in text for n in names[1:]))


def _rank(code: FunctionCode, hot: dict[FunctionCode, set[FunctionCode]]) -> tuple[bool, str, int]:
    return any(code in callees for caller, callees in hot.items() if caller is not code), code.file, code.at


def enter(machine: Machine, function: FunctionValue, supply: Callable[[Machine, ClassValue, FunctionValue], Value | None]) -> None:
    """Call a function with stand-ins for its arguments; a method gets an instance of its class, made the same way."""
    parameters: Iterable[Parameter] = function.code.params.get()
    place = (function.code.file, function.code.at)
    args: list[Value] = []
    if function.owner is not None and function.kind != "staticmethod":
        receiver: Value = function.owner
        if function.kind != "classmethod":
            receiver = instance_of(machine, function.owner, supply)
            if function.code in machine.called:
                return  # making the instance ran it
        args.append(receiver)
        parameters = list(parameters)[1:]
    more, kwargs = stand_ins(machine, function, parameters, supply)
    machine.entry(function, args + more, kwargs, place)


def instance_of(machine: Machine, cls: ClassValue, supply: Callable[[Machine, ClassValue, FunctionValue], Value | None]) -> Value:
    """An instance of a class: one the program made, else one made with stand-ins."""
    if cls.made is None:
        init, _ = cls.find("__init__")
        args: list[Value] = []
        kwargs: dict[str, Value] = {}
        if type(init) is FunctionValue:
            args, kwargs = stand_ins(machine, init, init.code.params.get()[1:], supply)
        place = (cls.code.file, cls.code.at) if cls.code is not None else ("", 0)
        machine.entry(cls, args, kwargs, place)
    return cls.made if cls.made is not None else Instance(cls)


def stand_ins(
    machine: Machine,
    function: FunctionValue,
    parameters: Iterable[Parameter],
    supply: Callable[[Machine, ClassValue, FunctionValue], Value | None],
) -> tuple[list[Value], dict[str, Value]]:
    """Arguments for the parameters that have no default."""
    args: list[Value] = []
    kwargs: dict[str, Value] = {}
    for name, kind, default, annotation in parameters:
        if kind in ("*", "**") or default is not None:
            continue
        value: Value = Unknown(f"argument {name}", at=(function.code.file, function.code.at), name=name)
        if annotation is not None:
            try:
                cls = annotated_class(machine, annotation.get(), function.scope)
            except OutOfFuel:
                cls = None
            if cls is not None:
                supplied = supply(machine, cls, function)
                value = supplied if supplied is not None else _typed(cls) or value
        if kind == "kw":
            kwargs[name] = value
        else:
            args.append(value)
    return args, kwargs


def _typed(cls: ClassValue) -> Value | None:
    if cls.native is not None or cls.enum or cls.code is None:
        return None
    if cls.made is not None:
        return cls.made
    made = Instance(cls)
    made.typed = True
    return made
