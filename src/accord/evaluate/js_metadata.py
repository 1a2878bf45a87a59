"""`Reflect.defineMetadata` and its kin: what decorators note on classes and their members, and others read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.evaluate.js_values import UNDEFINED, known
from accord.evaluate.values import (
    At,
    ClassValue,
    DictValue,
    FunctionValue,
    Instance,
    Library,
    ListValue,
    ModuleValue,
    Native,
    Unknown,
    Value,
    hides,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from accord.evaluate.machine import Machine

Args = list[Value]
Kwargs = dict[str, Value]
_TYPED = (".ts", ".mts", ".cts", ".tsx")
_UNDECORATED = "*undecorated*"


def _holders(target: Value) -> list[object]:
    """What metadata of a value hangs on: itself, then what it inherits from."""
    if type(target) is ClassValue:
        return list(target.mro)
    if type(target) is Instance:
        return [target, *(c.namespace for c in target.cls.mro)]
    if type(target) is DictValue:
        return [target.entries]
    return [target] if type(target) in (FunctionValue, ModuleValue) else []


def _word(key: Value) -> object:
    text = known(key)
    return text if text is not None else id(key)


def _define(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`defineMetadata(key, value, target[, member])`."""
    if len(args) < 3:
        return UNDEFINED
    holders = _holders(args[2])
    if holders:
        place = (id(holders[0]), _word(args[0]), _word(args[3]) if len(args) > 3 else "")
        machine.metadata[place] = (args[1], holders[0], args[0])
    return UNDEFINED


def _undecorated(machine: Machine, holders: list[object], of: str) -> Unknown | None:
    """What a decorator of a class (of one of its members) that was lost may have noted."""
    for holder in holders:
        found = machine.metadata.get((id(holder), _UNDECORATED, of))
        if found is not None:
            decorator = found[0]
            return Unknown(decorator.reason, at=decorator.at, owner=decorator)
    return None


def _get(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`getMetadata(key, target[, member])`."""
    if len(args) < 2:
        return UNDEFINED
    holders = _holders(args[1])
    for holder in holders:
        found = machine.metadata.get((id(holder), _word(args[0]), _word(args[2]) if len(args) > 2 else ""))
        if found is not None:
            noted: Value = found[0]
            lost = _undecorated(machine, holders, "member") if type(noted) is ListValue else None
            return ListValue([*noted.items, lost], False) if lost is not None else noted
    lost = _undecorated(machine, holders, "")
    if lost is not None:
        return lost
    if type(args[1]) is ClassValue and len(args) == 2 and known(args[0]) == "design:paramtypes":
        return _parameter_types(machine, args[1])
    return UNDEFINED


def _parameter_types(machine: Machine, cls: ClassValue) -> Value:
    """What TypeScript notes of a decorated class (`emitDecoratorMetadata`): the classes its constructor takes, as its parameters say."""
    from accord.evaluate.expressions import lookup

    constructor, _ = cls.find("constructor")
    if type(constructor) is not FunctionValue or not constructor.code.file.endswith(_TYPED):
        return UNDEFINED
    text = constructor.code.text()[:4000].decode("utf-8", "replace")
    types: list[Value] = []
    for parameter in constructor.code.params.get():
        typed = re.search(rf"(?<![\w$.]){re.escape(parameter.name)}\s*[?!]?\s*:\s*([A-Z][\w$]*)", text)
        types.append(lookup(machine, typed[1], constructor.scope) if typed else Library("js:Object"))
    return ListValue(types)


def undecorated(machine: Machine, cls: ClassValue, decorator: Value, at: At, *, member: bool) -> None:
    """A decorator of a class or of its members; of one that was lost in the tree nobody knows what it may have noted."""
    if type(decorator) is not Unknown or not hides(decorator) or machine.client:
        return
    machine.lose(at, f"a decorator of {cls.name} is not in the tree: {decorator.reason}", "file", (at[0],))
    for holder in (cls, cls.namespace):
        for of in ("", "member") if member else ("",):
            machine.metadata[id(holder), _UNDECORATED, of] = (decorator, holder, _UNDECORATED)


def _has(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    from accord.evaluate.js_methods import certain

    return certain(_get(machine, args, kwargs, at) is not UNDEFINED)


def _decorator(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`@Reflect.metadata(key, value)`."""
    noted = args[:2]
    return Native("metadata", lambda m, given, k, where: _define(m, [*noted, *given[:2]], k, where))


NATIVES: dict[str, Callable[[Machine, Args, Kwargs, At], Value]] = {
    "js:Reflect#defineMetadata": _define,
    "js:Reflect#getMetadata": _get,
    "js:Reflect#getOwnMetadata": _get,
    "js:Reflect#hasMetadata": _has,
    "js:Reflect#hasOwnMetadata": _has,
    "js:Reflect#metadata": _decorator,
}
