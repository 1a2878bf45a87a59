"""Calls and constructions as JavaScript has them: `this`, `arguments`, default parameters, `new`, `super`."""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING

from accord.evaluate.calls import is_keen, registers, run_body
from accord.evaluate.js_cuts import spoil
from accord.evaluate.js_leads import leads
from accord.evaluate.js_values import UNDEFINED, Certain, nothing, prototype_class
from accord.evaluate.machine import DEPTH, NESTED, SAME
from accord.evaluate.values import (
    MISSING,
    At,
    BoundMethod,
    ClassValue,
    DictValue,
    Frame,
    FunctionValue,
    Instance,
    LazyImport,
    Library,
    ListValue,
    Native,
    Scope,
    SuperValue,
    Union,
    Unknown,
    Value,
    join_all,
)
from accord.source import ir

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

_COMPARES = re.compile(rb"[<>]=?\s*\d|[!=]==?\s*\d")
_DESCENTS = 60  # of a function, below the depth to which every other is followed
_DATA = (DictValue, ListValue, str)
_OBJECTS = (Instance, DictValue, FunctionValue, ListValue)


def call_javascript(
    machine: Machine, function: FunctionValue, args: list[Value], this: Value, at: At, open_: bool
) -> Value:
    """Enter a function: bind its parameters, run its body within a budget, join what it returns."""
    if function.kind == "bound" and function.attrs is not None:
        settled = function.attrs
        return call_javascript(
            machine, settled["*target"], [*settled["*first"].items, *args], settled["*this"], at, open_
        )
    code = function.code
    running = machine.active.get(code, 0)
    if machine.depth >= DEPTH or (
        running >= (2 if machine.client else SAME) and not _descends(machine, function, args, running)
    ):
        machine.turns += 1
        why = Unknown(f"recursion in {code.name}", at=at)
        if not machine.client:
            spoil(function, args, this, why)
        if _parts(machine, function, args):
            machine.lose(
                (code.file, code.at), f"{code.name} calls itself too deeply to be followed", "include", (code.file,)
            )
        return why
    key: object = None
    if machine.client:
        known, key = machine.summaries.answer(machine, function, args, this)
        if known is not MISSING:
            return known
    sent, cuts, turns = machine.sent, machine.cuts, machine.turns
    frame = Frame(function, this)
    scope = Scope(function.scope, function.scope.module, frame)
    machine.born(scope.vars)
    if not code.arrow:
        scope.vars["this"] = this
        scope.vars["arguments"] = ListValue(list(args), not open_)
    _bind(machine, function, scope, args, open_)
    keen = (not machine.client and leads(machine, function, this)) or is_keen(machine, code, scope)
    if not keen and machine.tired.get(code, 0) > 1:
        return Unknown(f"{code.name} was not followed: it takes too many steps", at=(code.file, code.at))
    machine.called.add(code)
    if code in machine.swept and machine.entered is not code:
        machine.recalled.add(code)
    if machine.client and function.owner is not None and type(this) is Unknown:
        pass  # a method of nobody knows what: that it was called tells nothing of the objects there are
    elif function.ran != 2:
        function.ran = function.ran or 1
    elif machine.root is not function:
        function.ran = 3
    outer, machine.sites = machine.sites, (at, args, function, machine.sites)
    try:
        flow = run_body(machine, code, scope, keen, running)
    finally:
        machine.sites = outer
    value: Value = UNDEFINED
    if frame.returns:
        value = join_all(frame.returns)
        if value is this and type(this) is Instance:
            machine.chained.add(this.cls)
    elif frame.yields:
        value = ListValue(frame.yields, True, "generator")
    elif flow == "raise":
        value = Unknown(f"{code.name} throws", at=(code.file, code.at))
    if machine.client and machine.cuts == cuts:
        machine.summaries.note(function, this, args, key, value, machine.sent - sent, whole=machine.turns == turns)
    return value


def _descends(machine: Machine, function: FunctionValue, args: list[Value], running: int) -> bool:
    """Whether a function that calls itself goes down a tree, of data or of folders: it, or the function it is written in, is given one; or counts
    with what is known.
    """
    if machine.client or running >= NESTED:
        return False
    if not machine.unsure and args and _counts(function, args):
        return True
    if machine.descents.get(code := function.code, 0) < _DESCENTS and _parts(machine, function, args):
        machine.descents[code] = machine.descents.get(code, 0) + 1
        return True
    around = islice(function.scope.vars.values(), 12) if function.scope.parent is not None else ()
    return any(type(a) is str and a.startswith(machine.tree.root) for a in chain(args, around))


def _counts(function: FunctionValue, args: list[Value]) -> bool:
    """Whether a call of itself ends where what it counts with says so; `n ? down(n - 1) : end` is left open, and would go on."""
    if any(type(a) is Unknown for a in args):
        return False
    return _COMPARES.search(function.code.text()) is not None or all(a > 0 for a in args if type(a) is int)


def _parts(machine: Machine, function: FunctionValue, args: list[Value]) -> bool:
    """Whether what registers routes calls itself with data that is known, and not what it was called with before."""
    if machine.client or not args or type(args[0]) not in _DATA:
        return False
    outer = function.scope.frame
    if (
        not registers(machine, function.code, function.scope)
        and not machine.libraries.came_of(machine, function.code)
        and not (
            function.code.arrow
            and outer is not None
            and (by := outer.function) is not None
            and registers(machine, by.code, by.scope)
        )
    ):
        return False
    site = machine.sites
    while site is not None:
        if site[2].code is function.code and site[1] and site[1][0] is args[0]:
            return False
        site = site[3]
    return True


def _bind(machine: Machine, function: FunctionValue, scope: Scope, args: list[Value], open_: bool) -> None:
    names = scope.vars
    for number, (name, kind, default, _) in enumerate(function.code.params.get()):
        if kind == "*":
            names[name] = ListValue(args[number:], not open_)
            return
        value = args[number] if number < len(args) else MISSING
        if value is MISSING and open_:
            names[name] = Unknown(f"argument {name}", at=(function.code.file, function.code.at), name=name)
        elif (value is MISSING or value is UNDEFINED) and default is not None:
            value_of = default.get()
            names[name] = machine.expressions[type(value_of)](machine, value_of, scope)
        else:
            names[name] = UNDEFINED if value is MISSING else value


# -- objects ----------------------------------------------------------------------------------------------------------------------


def construct(machine: Machine, made_by: Value, args: list[Value], at: At, open_: bool = False) -> Value:
    """`new made_by(...args)`."""
    kind = type(made_by)
    if kind is ClassValue:
        return construct_class(machine, made_by, args, at, open_)
    if kind is FunctionValue:
        made = Instance(prototype_class(made_by), at)
        made.cls.made = made
        result = call_javascript(machine, made_by, args, made, at, open_)
        return result if type(result) in _OBJECTS else made
    if kind is LazyImport:
        return construct(machine, machine.force(made_by), args, at, open_)
    if kind is BoundMethod:
        return construct(machine, made_by.function, args, at, open_)
    if kind is Native:
        return made_by.run(machine, args, {"new": True}, at)
    if kind is Library:
        return machine.libraries.call(machine, made_by, args, {"new": True}, at)
    if kind is Union:
        made_all = [
            construct(machine, o, list(args), at, open_)
            for o in made_by.options
            if not nothing(o) and type(o) is not Unknown
        ]
        return join_all(made_all) if made_all else Unknown("object of an unknown class", at=at)
    if kind is Unknown:
        return machine.libraries.unknown_call(machine, made_by, args, {"new": True}, at)
    return Unknown("not a class", at=at)


def construct_class(machine: Machine, cls: ClassValue, args: list[Value], at: At, open_: bool = False) -> Value:
    """An object of a class, its fields set and its constructors run."""
    made = Instance(cls, at)
    if machine.depth >= DEPTH:
        return Unknown(f"recursion in {cls.name}", at=at)
    cls.made = made
    if cls.code in machine.swept and machine.entered is not cls.code:
        machine.recalled.add(cls.code)
    machine.libraries.created(machine, made, at)
    machine.depth += 1
    outer, machine.sites = machine.sites, (at, args, None, machine.sites)
    try:
        result = initialise(machine, cls, made, args, at, open_)
    finally:
        machine.sites = outer
        machine.depth -= 1
    return result if type(result) in _OBJECTS else made


def initialise(
    machine: Machine, cls: ClassValue, made: Instance, args: list[Value], at: At, open_: bool = False
) -> Value:
    """Run the constructor of a class on an object; `super(...)` comes here for the base. What it returns stands for the object."""
    base = cls.bases[0] if cls.bases else None
    function = cls.namespace.get("*function")  # a class made from a constructor function
    if type(function) is FunctionValue:
        return call_javascript(machine, function, args, made, at, open_)
    if base is None:
        set_fields(machine, cls, made)
    constructor = cls.namespace.get("constructor")
    if type(constructor) is FunctionValue:
        return call_javascript(machine, constructor, args, made, at, open_)
    if cls.native is not None and "__init__" in cls.native:
        cls.native["__init__"](machine, made, args, {}, at)
    elif base is not None:
        result = initialise(machine, base, made, args, at, open_)
        set_fields(machine, cls, made)
        return result
    return UNDEFINED


def set_fields(machine: Machine, cls: ClassValue, made: Instance) -> None:
    """The instance fields a class gives a value."""
    from accord.evaluate.expressions import evaluate

    if not cls.initial or cls.scope is None:
        return
    scope = Scope(cls.scope, cls.scope.module, Frame(FunctionValue(cls.initial[0][2], cls.scope, cls), made))
    scope.vars["this"] = made
    for key, value, _ in cls.initial:
        name = evaluate(machine, key, scope)
        if type(name) is str and value is not None:
            given = evaluate(machine, value, scope)
            if type(given) is bool and type(value) is ir.Const and not machine.client and _of_kind(cls, name):
                given = Certain.of(given)
            machine.put(made.attrs, name, given)


def _of_kind(cls: ClassValue, name: str) -> bool:
    """Whether a field tells one kind of a family of classes from another, since a base or subclass gives it a value too: no deployment sets that."""
    others = [c for c in (*cls.mro, *_below(cls)) if c is not cls]
    return any(type(key) is ir.Const and key.value == name for c in others for key, _, _ in c.initial)


def _below(cls: ClassValue, depth: int = 4) -> list[ClassValue]:
    return [each for below in cls.subclasses for each in (below, *(_below(below, depth - 1) if depth else ()))]


def super_constructor(machine: Machine, target: Value, args: list[Value], at: At, open_: bool) -> Value:
    """`super(...args)`: the base's constructor on the same object, then the fields of the class itself."""
    if type(target) is not SuperValue or type(target.receiver) is not Instance:
        return UNDEFINED
    cls = target.cls
    if cls.bases:
        initialise(machine, cls.bases[0], target.receiver, args, at, open_)
    set_fields(machine, cls, target.receiver)
    return UNDEFINED


def class_of_base(value: Value) -> ClassValue:
    """What a class extends, as a class: also a constructor function, a library's class, something unknown."""
    if type(value) is ClassValue:
        return value
    if type(value) is FunctionValue:
        cls = prototype_class(value)
        cls.namespace.setdefault("*function", value)
        return cls
    if type(value) is Union:
        return class_of_base(next((o for o in value.options if type(o) in (ClassValue, FunctionValue)), None))
    name = value.name if type(value) is Library else "?"
    return ClassValue(name.rpartition("#")[2], library=name or "?")


__all__ = [
    "call_javascript",
    "class_of_base",
    "construct",
    "construct_class",
    "initialise",
    "set_fields",
    "super_constructor",
]
