"""Properties of JavaScript objects as they are defined: getters and values, and handed from one object to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accord.evaluate.js_values import UNDEFINED, AccessorValue, known, nothing
from accord.evaluate.values import MISSING, At, ClassValue, DictValue, Instance, LazyImport, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from accord.evaluate.machine import Machine

Args = list[Value]
Kwargs = dict[str, Value]

_OWN: dict[type, Callable[[Any], dict[Any, Value]]] = {
    DictValue: lambda target: target.entries,
    Instance: lambda target: target.attrs,
    ClassValue: lambda target: target.namespace,
}


def _define_property(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    if len(args) < 3:
        return args[0] if args else UNDEFINED
    name = known(args[1])
    if name is not None and type(args[2]) is DictValue:
        define(machine, args[0], name, args[2], at)
    return args[0]


def define(machine: Machine, target: Value, name: str, descriptor: DictValue, at: At) -> None:
    """A property by its descriptor: a getter, a setter or a value."""
    from accord.evaluate.js_binding import set_member

    value: Value = MISSING
    for kind in ("get", "set"):
        function = descriptor.entries.get(kind, MISSING)
        if function is not MISSING and not nothing(function):
            value = AccessorValue.of(kind, function, value)
    value = descriptor.entries.get("value", MISSING) if value is MISSING else value
    if value is not MISSING:
        set_member(machine, target, name, value, at)


def _define_properties(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    if len(args) > 1 and type(args[1]) is DictValue:
        for name, descriptor in args[1].entries.items():
            if type(descriptor) is DictValue:
                define(machine, args[0], name, descriptor, at)
    return args[0] if args else UNDEFINED


def _descriptor(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """A property as it was defined: what gets it is handed on, not asked."""
    target, name = (*args, UNDEFINED, UNDEFINED)[:2]
    key = known(name)
    own = _OWN.get(type(target))
    if own is None or key is None:
        return Unknown("descriptor of a property", at=at)
    value = own(target).get(key, MISSING)
    if type(value) is LazyImport:
        value = machine.force(value, own(target), key)
    if value is MISSING:
        return UNDEFINED if type(target) is not DictValue or target.exact else Unknown("undecided descriptor", at=at)
    common: dict[object, Value] = {"enumerable": True, "configurable": True}
    if type(value) is AccessorValue:
        setter = UNDEFINED if value.setter is MISSING else value.setter
        return DictValue({"get": value.getter, "set": setter, **common})
    return DictValue({"value": value, **common, "writable": True})


def _descriptors(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    own = _OWN.get(type(args[0])) if args else None
    if own is None:
        return Unknown("descriptors", at=at)
    names = list(own(args[0]))
    return DictValue(
        {name: _descriptor(machine, [args[0], name], {}, at) for name in names}, getattr(args[0], "exact", True)
    )


NATIVES: dict[str, Callable[[Machine, Args, Kwargs, At], Value]] = {
    "js:Object#defineProperty": _define_property, "js:Object#defineProperties": _define_properties,
    "js:Reflect#defineProperty": _define_property, "js:Reflect#getOwnPropertyDescriptor": _descriptor,
    "js:Object#getOwnPropertyDescriptor": _descriptor, "js:Object#getOwnPropertyDescriptors": _descriptors,
}  # fmt: skip


__all__ = ["NATIVES", "define"]
