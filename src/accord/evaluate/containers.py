"""Iterating and indexing abstract collections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.evaluate.values import (
    KEPT,
    LIST_LIMIT,
    MISSING,
    NAMED_TUPLE,
    At,
    BoundMethod,
    ClassValue,
    DictValue,
    FunctionValue,
    Instance,
    Library,
    ListValue,
    Native,
    Text,
    Union,
    Unknown,
    Value,
    choice_of,
    entry_of,
    held,
    hides,
    is_constant,
    join_all,
    key_of,
    of_key,
    plain,
    wholly,
)

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine


def iterate(machine: Machine, value: Value) -> tuple[list[Value], bool] | None:
    """The elements and whether they are all of them; None where nothing is known."""
    kind = type(value)
    if kind is ListValue:
        return value.items, value.exact
    if kind is DictValue:
        return [of_key(key) for key in value.entries], value.exact
    if kind is str:
        return list(value), True
    if kind is ClassValue and value.enum:
        return [v for v in value.namespace.values() if type(v) is Instance and v.cls is value], True
    if kind is Union:
        each = [(option, iterate(machine, option)) for option in value.options]
        if all(found is None for _, found in each):
            return None
        more = rest if machine.language.doubts else _lost
        return [x for option, found in each for x in (found[0] if found is not None else more(option))], False
    if kind is Instance:
        function, _ = value.cls.find("__iter__")
        if function is not MISSING:
            return iterate(machine, machine.call(BoundMethod(function, value), [], {}, value.at))
        fields = _fields(machine, value)
        if fields is not None:
            return fields, True
        for name in ("__root__", "root"):
            if name in value.attrs:
                return iterate(machine, value.attrs[name])
    return None


def rest(value: Value) -> list[Value]:
    """What stands in a list for the elements of something that nobody can iterate."""
    if type(value) is Unknown:
        return [Unknown(value.reason or "elements of something unknown", soft=value.soft, at=value.at)]
    return [Unknown(f"elements of {value.name} of a library")] if type(value) is Library else []


def _lost(value: Value) -> list[Value]:
    """The same for what was lost in this tree alone."""
    return rest(value) if type(value) is Unknown and hides(value) else []


def _fields(machine: Machine, value: Instance) -> list[Value] | None:
    """The fields of a named tuple in order, None where it is none."""
    if NAMED_TUPLE not in value.cls.mro:
        return None
    names = [name for cls in reversed(value.cls.mro) for name in cls.fields]
    return [machine.attribute(value, name, value.at) for name in dict.fromkeys(names)]


def item(machine: Machine, target: Value, index: Value, at: At) -> Value:
    """`target[index]`."""
    kind = type(target)
    if kind is DictValue:
        key = key_of(index)
        if key is not MISSING:
            found = target.entries.get(key, MISSING)
            if found is MISSING and target.factory is not None:
                found = machine.call(target.factory, [], {}, at)
                machine.put(target.entries, key, found)
            return found if found is not MISSING else Unknown("no such key", at=at)
        if type(index) is Union:
            keys = [key_of(option) for option in index.options]
            if all(k is not MISSING and k in target.entries for k in keys):
                return join_all([target.entries[k] for k in keys])
        if target.factory is not None and len(target.entries) < LIST_LIMIT:
            made = machine.call(target.factory, [], {}, at)  # under a key nobody knows, which may be any
            target.exact = False
            machine.put(target.entries, entry_of(index), made)
            return made
        if target.exact:
            return choice_of(list(target.entries.values()))
        own = not any(type(key) is tuple or is_constant(key) for key in target.entries)
        return Unknown(KEPT if own else "unknown key", at=at)
    if kind is ListValue:
        number = plain(index)
        if type(number) is int:
            return (
                target.items[number]
                if target.exact and -len(target.items) <= number < len(target.items)
                else choice_of(target.items)
            )
        return choice_of(target.items)
    if kind is str:
        number = plain(index)
        return (
            target[number]
            if type(number) is int and -len(target) <= number < len(target)
            else Unknown("unknown character", at=at)
        )
    if kind is ClassValue:
        if target.enum:
            return (
                target.namespace.get(index, Unknown("no such member", at=at))
                if type(index) is str
                else Unknown("unknown member", at=at)
            )
        hook, _ = target.find("__class_getitem__")
        if hook is not MISSING:
            return machine.call(BoundMethod(hook, target), [index], {}, at)
        return target  # a generic class with its arguments
    if kind is Instance:
        hook, _ = target.cls.find("__getitem__")
        if hook is not MISSING:
            return machine.call(BoundMethod(hook, target), [index], {}, at)
        fields = _fields(machine, target)
        if fields is not None:
            return item(machine, ListValue(fields, True, "tuple"), index, at)
        return Unknown(f"item of {target.cls.name}", at=at)
    if kind is Library:
        if target.name == "os.environ":
            machine.softened = True
            return Unknown("environment", soft=True, at=at)
        return target
    if kind is Union:
        return join_all(
            [item(machine, v, index, at) for v in target.options if v is not None] or [Unknown("nothing", at=at)]
        )
    if kind is Unknown:
        return Unknown(target.reason, soft=target.soft, at=target.at)
    return target if kind is Native else Unknown("not indexable", at=at)  # `dict[str, int]`


def sliced(target: Value, lower: Value, upper: Value, step: Value) -> Value:
    """`target[lower:upper:step]`."""
    bounds = [lower, upper, step]
    if all(b is None or type(b) is int for b in bounds) and step != 0:
        part = slice(*bounds)
        if type(target) is str:
            return target[part]
        if type(target) is ListValue:
            return ListValue(target.items[part], target.exact, target.kind)
    if type(target) is ListValue:
        return ListValue(list(target.items), False, target.kind)
    if (
        type(target) is Text
        and type(target.parts[0]) is str
        and bounds[0] is None
        and type(upper) is int
        and 0 <= upper <= len(target.parts[0])
    ):
        return target.parts[0][:upper]
    return Unknown("unknown slice")


def contains(collection: Value, value: Value) -> bool | None:
    """`value in collection`."""
    value, collection = plain(value), held(plain(collection))
    if type(collection) is str:
        return value in collection if type(value) is str else None
    if type(collection) is DictValue:
        key = key_of(value)
        if key is MISSING:
            return None
        return True if key in collection.entries else False if collection.exact else None
    if type(collection) is ListValue:
        wanted = wholly(value)
        if wanted is not MISSING:
            known = [wholly(v) for v in collection.items]
            return True if wanted in known else False if collection.exact and MISSING not in known else None
        if any(v is value for v in collection.items):
            return True
        if _is_itself(value) and collection.exact and all(_is_itself(v) or is_constant(v) for v in collection.items):
            return False
    return None


def _is_itself(value: Value) -> bool:
    """Whether a value equals no other: a function or class, or an object of one that does not say otherwise."""
    if type(value) is Instance:
        return value.cls.code is not None and not value.cls.open and value.cls.find("__eq__")[1] is None
    return type(value) in (FunctionValue, ClassValue)
