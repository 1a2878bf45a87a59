"""What a call that is not followed to its end may still have done: whatever it changes is not wholly known any more.

A call is cut when it takes too many steps or goes too deep. Its result is unknown then, but so is what it would have filled: a list it was given, a
table of its module, an attribute of its object. The text says which these are; each gets an unknown element or value, so that the cut is told where
such a value reaches a path, an include, a mount or a loop over routers, and nowhere else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from accord.evaluate.machine import called_in
from accord.evaluate.values import (
    MISSING,
    ClassValue,
    DictValue,
    FunctionValue,
    Instance,
    LazyImport,
    ListValue,
    ModuleValue,
    Scope,
    Unknown,
    Value,
    join,
)
from accord.source.python_changes import Changes, changes

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine
    from accord.source.ir import FunctionCode

_CALLEES = 3  # how deep the functions are looked at that a cut function calls
_WORD = re.compile(rb"\w+")


class Reach(NamedTuple):
    """What those change that a function calls, each with whether it has the caller's object; `fills`: one fills what it is given."""

    changing: tuple[tuple[FunctionValue, bool, Changes], ...]
    fills: bool


def spoil(machine: Machine, code: FunctionCode, scope: Scope, why: Unknown) -> None:
    """A call of a function was cut: what it or the functions it calls would have changed gets an unknown part."""
    _apply(machine, _of(machine, code), scope, why)
    receiver = _receiver(scope)
    reach = _reach(machine, code, scope, receiver)
    for function, own, found in reach.changing:
        inner = Scope(function.scope, function.scope.module)
        if own:
            inner.vars[function.code.params.get()[0].name] = receiver
        _apply(machine, found, inner, why)
    if reach.fills:  # any collection that is named here
        for name in dict.fromkeys(_WORD.findall(code.text())):
            _open(scope.vars.get(name.decode()), why)


def spoil_text(machine: Machine, text: bytes, scope: Scope, why: Unknown) -> None:
    """A statement of a module was cut, or a loop in it."""
    _apply(machine, changes(text), scope, why)


def _reach(machine: Machine, code: FunctionCode, scope: Scope, receiver: Value) -> Reach:
    """What a cut call may have changed through others; remembered, unless one of its own variables may be a function it calls."""
    key = (code, scope.parent, _class_of(receiver))
    own = any(name.decode() in scope.vars for name in called_in(code))
    found = machine.reaches.get(key) if not own else None
    if found is None:
        found = _followed(machine, code, scope, receiver)
        if not own:
            machine.reaches[key] = found
    return found


def _followed(machine: Machine, code: FunctionCode, scope: Scope, receiver: Value) -> Reach:
    """The functions a few calls away, nearest first."""
    seen = {code}
    changing: list[tuple[FunctionValue, bool, Changes]] = []
    fills = False
    near = [(code, scope, receiver)]
    for distance in range(_CALLEES):
        further = []
        for caller, where, its in near:
            for function, own in _functions(machine, caller, where, its):
                if function.code in seen:
                    continue
                seen.add(function.code)
                found = _of(machine, function.code)
                parameters = [p.name for p in function.code.params.get()]
                fills = fills or (distance == 0 and any(name.partition(".")[0] in parameters for name in found.fills))
                if any(found):
                    changing.append((function, own and bool(parameters), found))
                inner = Scope(function.scope, function.scope.module)
                further.append((function.code, inner, its if own and parameters[:1] in (["self"], ["cls"]) else None))
        near = further
    return Reach(tuple(changing), fills)


def _receiver(scope: Scope) -> Value:
    """The object or class a method was called on."""
    return scope.vars.get("self", scope.vars.get("cls"))


def _class_of(receiver: Value) -> Value:
    return receiver.cls if type(receiver) is Instance else receiver if type(receiver) is ClassValue else None


def _of(machine: Machine, code: FunctionCode) -> Changes:
    found: Changes | None = machine.changing.get(code)
    if found is None:
        found = machine.changing[code] = changes(code.text())
    return found


def _functions(machine: Machine, code: FunctionCode, scope: Scope, receiver: Value) -> list[tuple[FunctionValue, bool]]:
    """The functions of the program that a function calls: variables, and methods (True) of the object it belongs to."""
    out: list[tuple[FunctionValue, bool]] = []
    cls = _class_of(receiver)
    for called in called_in(code):
        name = called.decode()
        value = _lookup(machine, name, scope)
        if type(value) is FunctionValue:
            out.append((value, False))
        if cls is not None:
            method, _ = cls.find(name)
            if type(method) is FunctionValue:
                out.append((method, True))
    return out


def _apply(machine: Machine, found: Changes, scope: Scope, why: Unknown) -> None:
    for name in found.fills:
        _open(_dotted(machine, name, scope), why)
    for name, key in found.keys:
        owner = _dotted(machine, name, scope)
        if type(owner) is DictValue:
            machine.put(owner.entries, key, join(owner.entries[key], why) if key in owner.entries else why)
    for name, attribute in found.attributes:
        owner = _dotted(machine, name, scope)
        if type(owner) is Instance:
            old = owner.attrs.get(attribute, MISSING)
            old = owner.cls.find(attribute)[0] if old is MISSING else old
            if type(old) is not FunctionValue:
                machine.put(owner.attrs, attribute, join(old, why) if old is not MISSING else why)
        elif type(owner) is ClassValue and attribute in owner.namespace:
            machine.put(owner.namespace, attribute, join(owner.namespace[attribute], why))
        elif type(owner) is ModuleValue and attribute in owner.scope.vars:
            machine.put(owner.scope.vars, attribute, join(owner.scope.vars[attribute], why))
    for name in found.outer:
        outer = scope.parent or scope.module.scope
        while name not in outer.vars and outer.parent is not None:
            outer = outer.parent
        old = _bound(machine, outer, name)
        machine.put(outer.vars, name, join(old, why) if old is not MISSING else why)


def _dotted(machine: Machine, dotted: str, scope: Scope) -> Value:
    first, *rest = dotted.split(".")
    value = _lookup(machine, first, scope)
    for name in rest:
        if type(value) is Instance:
            value = value.attrs[name] if name in value.attrs else value.cls.find(name)[0]
        elif type(value) is ClassValue:
            value = value.find(name)[0]
        elif type(value) is ModuleValue:
            value = _bound(machine, value.scope, name)
        else:
            return MISSING
    return value


def _lookup(machine: Machine, name: str, scope: Scope) -> Value:
    at: Scope | None = scope
    while at is not None:
        if name in at.vars:
            return _bound(machine, at, name)
        at = at.parent
    module = scope.module
    if name in module.index or "*" in module.index or module.stars:
        return _bound(machine, module.scope, name)
    return MISSING


def _bound(machine: Machine, scope: Scope, name: str) -> Value:
    """The value of a name, asked for even if nothing has needed it yet: what a function would have filled later may be that."""
    value = scope.vars.get(name, MISSING)
    if value is MISSING and scope is scope.module.scope:
        return machine.module_attribute(scope.module, name)
    return machine.force(value, scope.vars, name) if type(value) is LazyImport else value


def _open(value: Value, why: Unknown) -> None:
    """A collection that may hold more than was seen. Route tables are left to their own: what registers routes is told when it is cut."""
    if type(value) is ListValue and value.kind not in ("routes", "tuple") and why not in value.items:
        value.exact = False
        value.items.append(why)
    elif type(value) is DictValue and why not in value.entries.values():
        value.exact = False
        value.entries[why] = why
