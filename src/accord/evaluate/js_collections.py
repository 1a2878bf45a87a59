"""`Map` and `Set`: known entries in order; open when something unknown was put in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accord.evaluate.js_values import NO_KEY, UNDEFINED, Certain, unknown_rest
from accord.evaluate.values import (
    At,
    ClassValue,
    DictValue,
    Instance,
    ListValue,
    Text,
    Unknown,
    Value,
    choice_of,
    is_constant,
    same,
)

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

Args = list[Value]
Kwargs = dict[str, Value]
_MADE = "*made"  # no property of a program is called so


def _pairs(target: Instance) -> ListValue:
    """The entries as pairs; a set holds each member twice."""
    if type(target.native) is not ListValue:
        target.native = ListValue([])
    made: ListValue = target.native
    return made


def _init_map(machine: Machine, target: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    pairs = _pairs(target)
    if args and args[0] is not UNDEFINED and args[0] is not None:
        found = machine.iterate(args[0])
        pairs.exact = found is not None and found[1]
        for element in found[0] if found is not None else ():
            if type(element) is ListValue and len(element.items) == 2:
                _put(machine, target, element.items, {}, at)
            else:
                pairs.exact = False
                if not machine.client:
                    pairs.items.append(ListValue([Unknown(NO_KEY, at=at), unknown_rest(element, at)]))
    target.attrs[_MADE] = len(pairs.items)
    return UNDEFINED


def _init_set(machine: Machine, target: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    pairs = _pairs(target)
    if args and args[0] is not UNDEFINED and args[0] is not None:
        found = machine.iterate(args[0])
        pairs.exact = found is not None and found[1]
        for element in found[0] if found is not None else ():
            _add(machine, target, [element], {}, at)
    target.attrs[_MADE] = len(pairs.items)
    return UNDEFINED


def _find(target: Instance, key: Value) -> ListValue | None:
    return next((p for p in _pairs(target).items if same(p.items[0], key) or _one_object(p.items[0], key)), None)


def _one_object(a: Value, b: Value) -> bool:
    """Whether two values are one object looked at twice, as the prototype of a class is each time it is asked for."""
    return type(a) is DictValue and type(b) is DictValue and a.entries is b.entries


def _prototype(machine: Machine, key: Value) -> bool:
    """Whether a value is the prototype of a class of the program: no other value is the same."""
    return type(key) is DictValue and any(cls.namespace is key.entries for cls in machine.classes)


def _definite(key: Value) -> bool:
    return type(key) is not Unknown and not (type(key) is Text and not key.complete)


def _put(machine: Machine, target: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    if len(args) > 1:
        pair = _find(target, args[0]) if _definite(args[0]) else None
        if pair is not None and not machine.may:
            pair.items[1] = args[1]
        elif len(_pairs(target).items) < 2000:
            _pairs(target).items.append(ListValue([args[0], args[1]]))
    return target


def _add(machine: Machine, target: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    if args and (not _definite(args[0]) or _find(target, args[0]) is None) and len(_pairs(target).items) < 2000:
        _pairs(target).items.append(ListValue([args[0], args[0]]))
    return target


def _get(machine: Machine, target: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    key = args[0] if args else UNDEFINED
    pair = _find(target, key) if _definite(key) else None
    if pair is not None:
        return pair.items[1]
    pairs = _pairs(target)
    if (
        _definite(key)
        and (is_constant(key) or type(key) in (Instance, ClassValue) or _prototype(machine, key))
        and pairs.exact
        and all(_definite(p.items[0]) for p in pairs.items)
    ):
        return UNDEFINED
    return choice_of([p.items[1] for p in pairs.items])


def _has(machine: Machine, target: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """Decided for a table: a collection that was made with constant keys and has not grown since."""
    pairs = _pairs(target)
    keys = [p.items[0] for p in pairs.items]
    table = pairs.exact and keys and target.attrs.get(_MADE) == len(keys) and all(is_constant(k) for k in keys)
    if not table or machine.client or not args or not is_constant(args[0]):
        return Unknown("undecided")
    return Certain.of(any(same(args[0], key) for key in keys))


def _values(machine: Machine, target: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    pairs = _pairs(target)
    return ListValue([p.items[1] for p in pairs.items], pairs.exact)


def _keys(machine: Machine, target: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    pairs = _pairs(target)
    return ListValue([p.items[0] for p in pairs.items], pairs.exact)


def _entries(machine: Machine, target: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    return _pairs(target)


def _for_each(machine: Machine, target: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    for pair in list(_pairs(target).items):
        machine.step()
        machine.call(args[0], [pair.items[1], pair.items[0], target], {}, at)
    return UNDEFINED


def _delete(machine: Machine, target: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """A key of a table that is certainly taken out, as the program starts, is not there any more."""
    pairs = _pairs(target)
    pair = _find(target, args[0]) if args and is_constant(args[0]) else None
    table = (
        pairs.exact
        and target.attrs.get(_MADE) == len(pairs.items)
        and all(is_constant(p.items[0]) for p in pairs.items)
    )
    if machine.client or machine.unsure or machine.entered is not None or not table:
        return _removed(machine, target, args, kwargs, at)
    if pair is not None:
        target.native = ListValue([p for p in pairs.items if p is not pair])
        target.attrs[_MADE] = len(target.native.items)
    return Certain.of(pair is not None)


def _removed(machine: Machine, target: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    target.attrs.pop(_MADE, None)
    return Unknown("undecided")


_SHARED: dict[str, Any] = {
    "has": _has,
    "forEach": _for_each,
    "entries": _entries,
    "delete": _delete,
    "clear": _removed,
    "keys": _keys,
    "values": _values,
}
MAP = ClassValue("Map", native={**_SHARED, "__init__": _init_map, "__iter__": _entries, "get": _get, "set": _put})
SET = ClassValue("Set", native={**_SHARED, "__init__": _init_set, "__iter__": _values, "add": _add})
