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


def _get(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`getMetadata(key, target[, member])`."""
    if len(args) < 2:
        return UNDEFINED
    for holder in _holders(args[1]):
        found = machine.metadata.get((id(holder), _word(args[0]), _word(args[2]) if len(args) > 2 else ""))
        if found is not None:
            return found[0]
    for holder in _holders(args[1]):
        lost = machine.metadata.get((id(holder), _UNDECORATED, ""))
        if lost is not None:
            return Unknown(lost[0].reason, at=lost[0].at, owner=lost[0])
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


def undecorated(machine: Machine, cls: ClassValue, decorator: Unknown) -> None:
    """A decorator of a class or of its members was lost: what it may have noted nobody knows."""
    for holder in (cls, cls.namespace):
        machine.metadata[id(holder), _UNDECORATED, ""] = (decorator, holder, _UNDECORATED)


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
