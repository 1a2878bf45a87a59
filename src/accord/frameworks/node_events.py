"""Emitters and hooks: what was registered for an event is called when the program emits it (events and its kin, mitt, tapable); and what a
program keeps for all that it runs (AsyncLocalStorage).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.evaluate.js_values import UNDEFINED, known
from accord.evaluate.values import MISSING, At, ClassValue, DictValue, Instance, ListValue, Native, Unknown, Value
from accord.frameworks import express_lost_calls

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

Args = list[Value]
Kwargs = dict[str, Value]
_EMITTERS = ("events", "eventemitter3", "eventemitter2", "emittery", "mitt")
PACKAGES = frozenset(f"npm:{name}" for name in (*_EMITTERS, "tapable", "async_hooks"))
_HELD = "*listeners"  # no property of a program is called so
_MANY = 200


def _init(machine: Machine, target: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    target.attrs[_HELD] = DictValue({})
    return UNDEFINED


def _listeners(target: Instance, event: Value) -> ListValue:
    held = target.attrs.setdefault(_HELD, DictValue({}))
    name = known(event)
    made: ListValue = held.entries.setdefault(name if name is not None else "*", ListValue([]))
    return made


def _on(machine: Machine, target: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`on(event, listener)`."""
    if len(args) > 1 and len(_listeners(target, args[0]).items) < _MANY:
        _listeners(target, args[0]).items.append(args[1])
    return target


def _emit(machine: Machine, target: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`emit(event, ...args)`."""
    express_lost_calls.emitted(machine, target, args[1:], at)
    for listener in list(_listeners(target, args[0]).items) if args else ():
        machine.step()
        machine.call(listener, args[1:], {"this": target}, at)
    return Unknown("whether there were listeners", at=at)


def _same(machine: Machine, target: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    return target


EMITTER = ClassValue(
    "EventEmitter",
    native={
        "__init__": _init,
        **dict.fromkeys(("on", "once", "addListener", "prependListener", "prependOnceListener"), _on),
        **dict.fromkeys(("emit", "emitAsync"), _emit),
        **dict.fromkeys(("off", "removeListener", "removeAllListeners", "setMaxListeners"), _same),
    },
)


def _tap(machine: Machine, target: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`hook.tap(name, work)`."""
    return _on(machine, target, ["tap", *args[1:2]], kwargs, at)


def _called(machine: Machine, target: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`hook.call(...args)`."""
    return _emit(machine, target, ["tap", *args], kwargs, at)


HOOK = ClassValue(
    "Hook",
    native={
        "__init__": _init,
        **dict.fromkeys(("tap", "tapAsync", "tapPromise"), _tap),
        **dict.fromkeys(("call", "promise", "callAsync"), _called),
    },
)


def _run(machine: Machine, target: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`storage.run(store, work, ...args)`."""
    target.attrs[_STORE] = args[0] if args else UNDEFINED
    return machine.call(args[1], args[2:], {}, at) if len(args) > 1 else UNDEFINED


def _stored(machine: Machine, target: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    return target.attrs.get(_STORE, Unknown("what a storage holds", at=at))


_STORE = "*store"
STORAGE = ClassValue("AsyncLocalStorage", native={"run": _run, "enterWith": _run, "getStore": _stored})


def _emitter(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    made = Instance(EMITTER, at)
    _init(machine, made, args, kwargs, at)
    return made


def lookup(machine: Machine, name: str) -> Value:
    """The classes, and what makes an emitter."""
    package, _, member = name.partition("#")
    if package == "npm:tapable":
        return HOOK if member.endswith("Hook") else MISSING
    if package == "npm:async_hooks":
        return STORAGE if member == "AsyncLocalStorage" else MISSING
    if package == "npm:mitt":
        return Native("mitt", _emitter) if member in ("()", "default", "mitt") else MISSING
    return EMITTER if member in ("EventEmitter", "EventEmitter2", "default", "()") else MISSING


__all__ = ["EMITTER", "PACKAGES", "lookup"]
