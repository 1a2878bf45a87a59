"""React as far as it hands values on: state, memo, refs, context, effects; components entered through JSX; and what Redux and its sagas call.

Reads: hooks that hand a function or client on, context values of providers, components whose properties are text, effects of sagas.
Cannot read: state a reducer computes. Cases: `fixtures/cases/clients-react.md`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from accord.evaluate.js_values import UNDEFINED, nothing
from accord.evaluate.values import (
    MISSING,
    At,
    BoundMethod,
    ClassValue,
    DictValue,
    FunctionValue,
    Instance,
    ListValue,
    Native,
    Text,
    Union,
    Unknown,
    Value,
    join_all,
    options_of,
)
from accord.frameworks.requests import Args, Kwargs, is_pathy

if TYPE_CHECKING:
    from collections.abc import Callable

    from accord.evaluate.machine import Machine

ROLE = "consumer"
PACKAGES = frozenset(
    f"npm:{name}"
    for name in ("react", "preact", "preact/hooks", "preact/compat", "redux-saga/effects", "@redux-saga/core/effects", "typed-redux-saga",
                 "typed-redux-saga/macro", "use-context-selector", "next/dynamic", "react-redux")
)  # fmt: skip
_ACTS = (FunctionValue, BoundMethod, Native, Instance, ClassValue)


def settled(value: Value, name: str = "") -> Value:
    """A value that a component keeps and changes: what acts stays, data is not known, but for text that is a path."""
    kept = [o for o in options_of(value) if type(o) in _ACTS or is_pathy(o) or (type(o) is DictValue and _acts(o))]
    return join_all(kept) if kept else Unknown("state of a component", name=name)


def _acts(value: DictValue) -> bool:
    return any(type(v) in _ACTS for v in value.entries.values())


def _state(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    first = args[0] if args else UNDEFINED
    if type(first) is FunctionValue:
        first = machine.call(first, [], {}, at)
    return ListValue([settled(first), Native("setter", _nothing)])


def _nothing(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """A setter: what it is given is evaluated, and what it may be called with runs."""
    for each in args:
        if type(each) is FunctionValue and not each.ran:
            machine.call(each, [Unknown("state of a component")], {}, at)
    return UNDEFINED


def _memo(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return machine.call(args[0], [], {}, at) if args else UNDEFINED


def _first(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return args[0] if args else UNDEFINED


def _ref(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return DictValue({"current": settled(args[0] if args else UNDEFINED)}, exact=False)


def _effect(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """The body of an effect runs; what it returns tidies up."""
    if args and type(args[0]) is FunctionValue:
        machine.call(args[0], [], {}, at)
    return UNDEFINED


def _reducer(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return ListValue([Unknown("state of a component", at=at), Native("dispatch", _nothing)])


# -- context ----------------------------------------------------------------------------------------------------------------------


def _context(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`createContext(default)`: holds every value a provider gives."""
    made = Instance(CONTEXT, at)
    made.native = [args[0]] if args and not nothing(args[0]) else []
    made.attrs["Provider"] = provider = Instance(PROVIDER, at)
    provider.native = made
    return made


def _used(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    context = args[0] if args else UNDEFINED
    if type(context) is Instance and context.cls is CONTEXT and context.native:
        return join_all(context.native)
    return Unknown("a context", at=at)


CONTEXT = ClassValue("Context", native={})
PROVIDER = ClassValue("Provider", native={})


def element(machine: Machine, tag: Value, props: DictValue, at: At) -> None:
    """An element: a provider gives its context a value, a component that sends is entered with properties that are text."""
    for each in options_of(tag):
        if type(each) is Instance and each.cls in (PROVIDER, CONTEXT):
            context = each.native if each.cls is PROVIDER else each
            value = props.entries.get("value", UNDEFINED)
            if not nothing(value) and type(value) is not Unknown and len(context.native) < 8:
                context.native.append(value)
        elif type(each) is FunctionValue and any(_is_text(v) for v in props.entries.values()):
            if each.code.key is None:
                each.code.key = machine.libraries.keen(each.code.text())
            if each.code.key:
                machine.call(each, [DictValue(dict(props.entries), exact=False)], {}, at)


def _is_text(value: Value) -> bool:
    """Whether a property may be a piece of a path."""
    return any(type(o) in (str, Text) for o in (value.options if type(value) is Union else [value]))


# -- effects of sagas -------------------------------------------------------------------------------------------------------------


def _effected(first: int, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`call(fn, ...args)`, `call([object, fn], ...args)`, `call([object, "name"], ...args)`."""
    if len(args) <= first:
        return UNDEFINED
    called, given = args[first], args[first + 1 :]
    if type(called) is ListValue and len(called.items) == 2:
        this, function = called.items
        if type(function) is str:
            return machine.call(machine.attribute(this, function, at), given, {"this": this}, at)
        return machine.call(function, given, {"this": this}, at)
    if type(called) is DictValue and "fn" in called.entries:
        return machine.call(called.entries["fn"], given, {"this": called.entries.get("context", UNDEFINED)}, at)
    return machine.call(called, given, {}, at)


def _applied(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`apply(context, fn, [args])`."""
    if len(args) < 2:
        return UNDEFINED
    found = machine.iterate(args[2]) if len(args) > 2 else ([], True)
    return machine.call(args[1], list(found[0]) if found is not None else [], {"this": args[0]}, at)


_HOOKS: dict[str, Callable[..., Value]] = {
    "useState": _state, "useMemo": _memo, "useCallback": _first, "useRef": _ref, "useEffect": _effect, "useLayoutEffect": _effect,
    "useInsertionEffect": _effect, "useReducer": _reducer, "createContext": _context, "useContext": _used, "use": _used, "memo": _first,
    "forwardRef": _first, "cache": _first, "useEffectEvent": _first,
}  # fmt: skip
_EFFECTS: dict[str, Any] = {
    "call": partial(_effected, 0), "fork": partial(_effected, 0), "spawn": partial(_effected, 0), "cps": partial(_effected, 0),
    "retry": partial(_effected, 2), "apply": _applied, "all": _first,
}  # fmt: skip


def lookup(machine: Machine, name: str) -> Value:
    """A hook, or an effect of a saga."""
    package, _, member = name.partition("#")
    member = member.removeprefix("default.")
    run = _EFFECTS.get(member) if "saga" in package else _HOOKS.get(member) if package != "npm:react-redux" else None
    return Native(member, run) if run is not None else MISSING


__all__ = ["CONTEXT", "PACKAGES", "PROVIDER", "element", "lookup", "settled"]
