"""Functions nobody called: entered once with unknown arguments, callers before callees, so that uncalled factories are seen."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from accord.evaluate.calls import annotated_class, registers
from accord.evaluate.machine import called_in
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

ROUNDS, LEAVES, DISTANCE = 6, 4, 4


def sweep(
    machine: Machine,
    refresh: Callable[[], None],
    excluded: Callable[[FunctionCode], bool],
) -> None:
    """Enter every function that may register routes and was never called. `excluded` leaves out handlers and tests as known at the last
    `refresh`.
    """
    done: set[FunctionCode] = set()
    for _ in range(ROUNDS):
        refresh()
        found = {
            f.code: f
            for f, _ in machine.functions
            if f.code not in machine.called and f.code not in done and not excluded(f.code)
        }
        hot = _hot(machine, found)
        if not hot:
            return
        for code in sorted(hot, key=lambda c: _rank(c, hot)):
            if code in machine.called or code in done:
                continue
            done.add(code)
            machine.sweeping = True
            enter(machine, found[code])
            machine.drain()
            machine.sweeping = False


def _hot(machine: Machine, found: dict[FunctionCode, FunctionValue]) -> dict[FunctionCode, set[FunctionCode]]:
    """Functions whose text registers routes and, in turn, those that call one of these; with whom each calls."""
    hot: dict[FunctionCode, set[FunctionCode]] = {}
    for code, function in found.items():
        if keen(machine, function):
            hot[code] = set()
    _warm_up(machine)
    callers = _callers(found) if hot else {}
    fresh = [(code, 0) for code in hot]
    while fresh:
        callee, distance = fresh.pop(0)
        if distance >= DISTANCE or not gains(found[callee]):
            continue
        name = called_as(found[callee]).encode()
        for code in callers.get(name, ()):
            if code is not callee and callee not in hot.get(code, ()) and _calls(found[code], found[callee], name):
                if code not in hot:
                    hot[code] = set()
                    fresh.append((code, distance + 1))
                hot[code].add(callee)
    _mention(found, hot)
    return hot


def _mention(found: dict[FunctionCode, FunctionValue], hot: dict[FunctionCode, set[FunctionCode]]) -> None:
    """Who names a function or class without calling it there (`lifespan=lifespan`, `(A if x else B)(y)`) is entered before it, too."""
    texts = {code: code.text() for code in hot}
    for callee, callees in hot.items():
        function = found[callee]
        if not gains(function) or (function.owner is not None and callee.name != "__init__"):
            continue
        names = [callee.name] if function.owner is None else [c.name for c in (function.owner, *_below(function.owner))]
        word = re.compile(rb"\b(?:" + b"|".join(re.escape(n.encode()) for n in names) + rb")\b")
        for code, text in texts.items():
            if code is callee or callee.file != code.file or callee in hot[code] or code in callees:
                continue
            if word.search(text, len(code.name) + 5):
                hot[code].add(callee)


def keen(machine: Machine, function: FunctionValue) -> bool:
    """Whether a function registers routes by its text, or says in its head that it takes a router."""
    code = function.code
    if registers(machine, code, function.scope):
        return True
    if code.takes is None:
        code.takes = machine.libraries.takes_router(code.text())
    return code.takes


def _callers(found: dict[FunctionCode, FunctionValue]) -> dict[bytes, list[FunctionCode]]:
    """Which functions call a name, as a bare name or after a dot."""
    out: dict[bytes, list[FunctionCode]] = {}
    for code in found:
        for name in called_in(code):
            out.setdefault(name, []).append(code)
    return out


def _calls(caller: FunctionValue, callee: FunctionValue, name: bytes) -> bool:
    """Whether a call of a name in one function can mean another, however it is spelled there."""
    if caller.code.file == callee.code.file:
        return True
    spelled = {bool(dot) for dot in _spelling(name).findall(caller.code.text())}
    return any(_may_call(caller, callee, dotted) for dotted in spelled)


@lru_cache(maxsize=512)
def _spelling(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"(\.?)\b" + re.escape(name) + rb"\s*\(")


def gains(function: FunctionValue) -> bool:
    """Whether a caller would tell more than stand-ins do: something is required, of the function or of its object."""
    parameters = function.code.params.get()
    if function.owner is None or function.kind == "staticmethod":
        return any(p.default is None for p in parameters)
    if any(p.default is None and p.kind not in ("*", "**") for p in parameters[1:]):
        return True
    init, _ = function.owner.find("__init__")
    return type(init) is FunctionValue and any(
        p.default is None and p.kind not in ("*", "**") for p in init.code.params.get()[1:]
    )


def _warm_up(machine: Machine) -> None:
    """Names whose call leads to a registration: functions that calls of them are worth following."""
    for function, _ in machine.functions:
        if not function.code.key:
            continue
        if function.owner is None:
            names = [function.code.name]
        else:
            names = [function.code.name, *(c.name for c in [function.owner, *_below(function.owner)])]
        machine.warm.update(n.encode() for n in names if len(n) > 3 and not n.startswith("__"))


def _below(cls: ClassValue) -> list[ClassValue]:
    out = [*cls.subclasses]
    for each in out:
        out.extend(c for c in each.subclasses if c not in out)
    return out


def called_as(function: FunctionValue) -> str:
    """The name a function is called by: a constructor by its class."""
    owner = function.owner
    return owner.name if owner is not None and function.code.name == "__init__" else function.code.name


def _may_call(caller: FunctionValue, callee: FunctionValue, dotted: bool) -> bool:
    """Whether a call in one function can mean one of another file: what the name hangs on is bound where the caller stands."""
    module = caller.scope.module
    constructor = callee.code.name == "__init__"
    if callee.owner is not None and not constructor:
        wanted = [callee.owner.name] if dotted else []
    else:
        wanted = [callee.scope.module.file.name.rpartition(".")[2]] if dotted else [called_as(callee)]
    if any(n in module.index for n in wanted):
        return True
    text = caller.code.text()
    return b"import" in text and any(n.encode() in text for n in wanted)


def _rank(code: FunctionCode, hot: dict[FunctionCode, set[FunctionCode]]) -> tuple[bool, str, int]:
    return any(code in callees for caller, callees in hot.items() if caller is not code), code.file, code.at


def enter(machine: Machine, function: FunctionValue) -> None:
    """Call a function with stand-ins for its arguments; a method gets instances of its class, or of the classes below that inherit it."""
    place = (function.code.file, function.code.at)
    parameters = function.code.params.get()
    if function.owner is None or function.kind == "staticmethod":
        args, kwargs = stand_ins(machine, function, parameters)
        machine.entry(function, args, kwargs, place)
        return
    for cls in _receivers(function.owner, function.code.name):
        receiver: Value = cls
        if function.kind != "classmethod":
            before = function.code in machine.called
            receiver = instance_of(machine, cls)
            if function.code in machine.called and not before:
                continue  # making the instance ran it
        args, kwargs = stand_ins(machine, function, parameters[1:])
        machine.entry(function, [receiver, *args], kwargs, place)


def _receivers(cls: ClassValue, method: str) -> list[ClassValue]:
    """The classes whose objects would run a class's method: the leaves below that do not override it, else itself."""
    leaves: list[ClassValue] = []
    stack = [cls]
    while stack and len(leaves) < LEAVES:
        each = stack.pop()
        below = [c for c in each.subclasses if method not in c.namespace and c.code is not None]
        if below:
            stack.extend(reversed(below))
        elif each not in leaves:
            leaves.append(each)
    return leaves or [cls]


def instance_of(machine: Machine, cls: ClassValue) -> Value:
    """An instance of a class: one the program made, else one made with stand-ins."""
    if cls.made is None:
        init, _ = cls.find("__init__")
        args: list[Value] = []
        kwargs: dict[str, Value] = {}
        if type(init) is FunctionValue:
            args, kwargs = stand_ins(machine, init, init.code.params.get()[1:])
        place = (cls.code.file, cls.code.at) if cls.code is not None else ("", 0)
        machine.entry(cls, args, kwargs, place)
    return cls.made if cls.made is not None else Instance(cls)


def stand_ins(
    machine: Machine, function: FunctionValue, parameters: Iterable[Parameter]
) -> tuple[list[Value], dict[str, Value]]:
    """Arguments for the parameters that have no default; what an annotation says of them is applied when they are bound."""
    args: list[Value] = []
    kwargs: dict[str, Value] = {}
    for name, kind, default, annotation in parameters:
        if kind in ("*", "**") or default is not None:
            continue
        value: Value = Unknown(f"argument {name}", at=(function.code.file, function.code.at), name=name)
        if annotation is not None:
            cls = annotated_class(machine, annotation.get(), function.scope)
            if cls is not None and cls.made is not None and cls.code is not None and not cls.enum:
                value = cls.made
        if kind == "kw":
            kwargs[name] = value
        else:
            args.append(value)
    return args, kwargs
