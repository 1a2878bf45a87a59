"""Methods of strings, lists, dictionaries and filesystem paths."""

from __future__ import annotations

import os
import string
from functools import partial
from typing import TYPE_CHECKING, Any

from accord.evaluate import sets
from accord.evaluate.containers import iterate, rest
from accord.evaluate.strings import as_text, formatted, hole
from accord.evaluate.values import (
    LIST_LIMIT,
    MISSING,
    TEXT_LIMIT,
    At,
    DictValue,
    Hole,
    ListValue,
    Native,
    PathValue,
    Text,
    Unknown,
    Value,
    choice_of,
    concat,
    entry_of,
    join,
    key_of,
    of_key,
    options_of,
    plain,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from accord.evaluate.machine import Machine

Args = list[Value]
Kwargs = dict[str, Value]

_PURE = frozenset(
    [
        "strip",
        "lstrip",
        "rstrip",
        "lower",
        "upper",
        "replace",
        "title",
        "capitalize",
        "removeprefix",
        "removesuffix",
        "startswith",
        "endswith",
        "split",
        "rsplit",
        "splitlines",
        "partition",
        "rpartition",
        "count",
        "find",
        "isupper",
        "islower",
        "isdigit",
        "isalpha",
        "isalnum",
        "zfill",
        "swapcase",
        "isidentifier",
        "casefold",
        "index",
        "rfind",
        "ljust",
        "rjust",
        "center",
    ]
)


def value_attribute(machine: Machine, target: Value, name: str) -> Value:
    """An attribute of a plain value, MISSING where it has none we know."""
    kind = type(target)
    if kind is str:
        return _string_attribute(target, name)
    if kind is Text:
        return (
            Native(name, partial(_text_method, target, name))
            if name in _PURE or name in ("format", "join", "encode")
            else MISSING
        )
    if kind is ListValue:
        method = LIST_METHODS.get(name)
        if target.kind == "module info":
            return {"name": target.items[1], "ispkg": target.items[2]}.get(name, MISSING)
        return Native(name, partial(method, target)) if method is not None else MISSING
    if kind is DictValue:
        method = DICT_METHODS.get(name)
        return Native(name, partial(method, target)) if method is not None else MISSING
    if kind is PathValue:
        from accord.evaluate.filesystem import path_attribute

        return path_attribute(machine, target, name)
    return MISSING


# -- strings ----------------------------------------------------------------------------------------------------------------------


def _string_attribute(target: str, name: str) -> Value:
    if name == "format":
        return Native(name, partial(_format, target))
    if name == "format_map":
        return Native(
            name,
            lambda m, a, k, at: _format(
                target,
                m,
                [],
                {x: y for x, y in a[0].entries.items() if type(x) is str} if a and type(a[0]) is DictValue else {},
                at,
            ),
        )
    if name == "join":
        return Native(name, partial(_join, target))
    if name in ("encode", "decode", "__str__"):
        return Native(name, lambda m, a, k, at: target)
    return Native(name, partial(_pure, target, name)) if name in _PURE else MISSING


def _too_long(target: str, name: str, given: list[Value]) -> bool:
    """Whether a method of str would make a text nobody needs."""
    if name in ("zfill", "ljust", "rjust", "center"):
        return any(type(g) is int and g > TEXT_LIMIT for g in given)
    if name == "replace" and len(given) >= 2 and type(given[0]) is str and type(given[1]) is str:
        return (target.count(given[0]) if given[0] else len(target) + 1) * len(given[1]) > TEXT_LIMIT
    return False


def _pure(target: str, name: str, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """A method of str run for real, where its arguments are known."""
    given = [plain(a) for a in args]
    given = [tuple(a.items) if type(a) is ListValue else str(a) if type(a) is Text and a.complete else a for a in given]
    if _too_long(target, name, given):
        return hole("", "a text too long for a path")
    try:
        result = getattr(target, name)(*given)
    except (TypeError, ValueError):
        return (
            Unknown(name) if name in ("startswith", "endswith", "count", "find", "split", "rsplit") else hole("", name)
        )
    if type(result) in (list, tuple):
        return ListValue(list(result), True, "tuple" if type(result) is tuple else "list")
    return result


def _text_method(target: Text, name: str, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    if target.complete:
        result = _pure(str(target), name, machine, args, kwargs, at) if name in _PURE else str(target)
        return (
            Text((result,), target.soft)
            if type(result) is str
            else Unknown(name, soft=True)
            if type(result) is bool
            else result
        )
    given = [a for a in args if type(a) is str]
    parts = list(target.parts)
    first, last = parts[0], parts[-1]
    if name == "startswith" and type(first) is str and given:
        return True if first.startswith(given[0]) else Unknown(name) if len(first) < len(given[0]) else False
    if name == "endswith" and type(last) is str and given:
        return True if last.endswith(given[0]) else Unknown(name) if len(last) < len(given[0]) else False
    if name in ("rstrip", "removesuffix", "strip") and type(last) is str:
        parts[-1] = getattr(last, "rstrip" if name == "strip" else name)(*given)
    if name in ("lstrip", "removeprefix", "strip") and type(first) is str:
        parts[0] = getattr(parts[0], "lstrip" if name == "strip" else name)(*given)
    if name in ("lower", "upper", "title", "casefold") or (name == "replace" and len(given) == 2):
        parts = [getattr(p, name)(*given) if type(p) is str else p for p in parts]
    elif name not in ("rstrip", "removesuffix", "strip", "lstrip", "removeprefix", "encode"):
        return Unknown(name, soft=target.soft)
    return Text([p for p in parts if p != ""] or [Hole()], target.soft)


def _format(target: str, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    out: list[Value] = []
    automatic = 0
    try:
        for literal, field, spec, conversion in string.Formatter().parse(target):
            out.append(literal)
            if field is None:
                continue
            base = field.split(".")[0].split("[")[0]
            if base == "":
                value = args[automatic] if automatic < len(args) else Unknown("missing argument")
                automatic += 1
            elif base.isdigit():
                value = args[int(base)] if int(base) < len(args) else Unknown("missing argument")
            else:
                value = kwargs.get(base, Unknown("missing argument"))
            for part in field.split(".")[1:]:
                value = machine.attribute(value, part, at)
            out.append(formatted(machine, value, conversion, spec or ""))
    except ValueError:
        return hole("", "format")
    return concat(out)


def _join(target: str, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    found = iterate(machine, args[0]) if args else None
    if found is None:
        return hole("", "join")
    out: list[Value] = []
    for number, value in enumerate(found[0]):
        if number:
            out.append(target)
        out.append(as_text(machine, value))
    return concat(out if found[1] else [*out, hole("", "join")])


# -- lists ------------------------------------------------------------------------------------------------------------------------


def _append(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    if args and len(target.items) < LIST_LIMIT:
        target.items.append(args[0])
    elif args:
        target.exact = False


def _add(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    if args and args[0] not in target.items:
        _append(target, machine, args, kwargs, at)


def _extend(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    for source in args:
        found = iterate(machine, source)
        if found is None:
            target.exact = False
            if target.kind == "routes":
                machine.lose(at, "the route table is extended with something unknown", "include")
            elif len(target.items) < LIST_LIMIT:
                target.items.extend(rest(source))
        elif len(target.items) + len(found[0]) <= LIST_LIMIT:
            target.items.extend(found[0])
            target.exact = target.exact and found[1]
        else:
            target.exact = False


def _insert(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    if len(args) == 2 and len(target.items) < LIST_LIMIT:
        target.items.insert(args[0] if type(args[0]) is int else len(target.items), args[1])


def _stays(target: ListValue, machine: Machine) -> bool:
    """Whether what is taken out may still be there: a route is not let go where that may not be reached."""
    return machine.unsure if target.kind == "routes" else machine.may > 0


def _pop(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    if target.kind == "routes":
        machine.lose(at, "routes are deleted at run time", "deletion")
    position = args[0] if args and type(args[0]) is int else -1
    if not -len(target.items) <= position < len(target.items):
        return Unknown("popped from an empty list")
    unsure = _stays(target, machine) or (bool(args) and type(args[0]) is not int and target.kind == "routes")
    return target.items[position] if unsure else target.items.pop(position)


def _pop_first(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return _pop(target, machine, [0], kwargs, at)


def _remove(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    if target.kind == "routes":
        machine.lose(at, "routes are deleted at run time", "deletion")
    if args and args[0] in target.items and not _stays(target, machine):
        target.items.remove(args[0])


def _clear(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    if target.kind == "routes":
        machine.lose(at, "routes are deleted at run time", "deletion")
    if not _stays(target, machine):
        target.items.clear()


def _copy(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return ListValue(list(target.items), target.exact, target.kind if target.kind != "routes" else "list")


def _union(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    made = ListValue(list(target.items), target.exact, target.kind)
    for source in args:
        found = iterate(machine, source)
        made.exact = made.exact and found is not None and found[1]
        made.items += [v for v in (found[0] if found is not None else ()) if v not in made.items]
    return made


def _with_others(operate: Callable[[ListValue, list[ListValue]], ListValue]) -> Callable[..., Value]:
    def run(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
        found = [iterate(machine, a) for a in args]
        return operate(target, [ListValue(list(f[0]), f[1]) if f is not None else ListValue([], False) for f in found])

    return run


def _unknown_method(target: Value, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return Unknown("method of a collection")


def _reverse(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    target.items.reverse()


LIST_METHODS: dict[str, Callable[..., Value]] = {
    "append": _append, "add": _add, "extend": _extend, "update": _extend, "insert": _insert, "pop": _pop, "remove": _remove, "discard": _remove,
    "copy": _copy, "union": _union, "difference": _with_others(sets.difference),
    "intersection": _with_others(sets.intersection), "index": _unknown_method, "count": _unknown_method,
    "sort": lambda target, m, a, k, at: None, "reverse": _reverse, "clear": _clear, "appendleft": _append,
    "popleft": _pop_first, "issubset": _unknown_method,
}  # fmt: skip


# -- dictionaries -----------------------------------------------------------------------------------------------------------------


def _get(target: DictValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    default = args[1] if len(args) > 1 else kwargs.get("default")
    key = key_of(args[0]) if args else MISSING
    if key is not MISSING:
        if key in target.entries:
            return target.entries[key]
        return (
            default
            if target.exact
            else join(Unknown("missing key"), default)
            if default is not None
            else Unknown("missing key")
        )
    options = [key_of(o) for o in options_of(args[0])] if args else []
    known = [target.entries[o] for o in options if o is not MISSING and o in target.entries] if len(options) > 1 else []
    value = choice_of(known or list(target.entries.values()))
    if type(value) is not Unknown:
        return join(value, default) if default is not None else value
    if default is None:
        return value
    return join(value, default) if target.entries else default


def _setdefault(target: DictValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    key = key_of(args[0]) if args else MISSING
    if key is MISSING:
        target.exact = False  # it may be any key, a new one among them
        key = entry_of(args[0]) if args else MISSING
    if key not in target.entries:
        machine.put(target.entries, key, args[1] if len(args) > 1 else None)
    return target.entries[key]


def _update(target: DictValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    for source in args:
        if type(source) is not DictValue:
            unknown = rest(source)
            source = machine.call(Native("dict", _to_dict), [source], {}, at)
            source.entries.update((each, each) for each in unknown)
        for key, value in source.entries.items():
            machine.put(target.entries, key, value)
        target.exact = target.exact and source.exact
    for name, value in kwargs.items():
        machine.put(target.entries, name, value)


def _to_dict(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    from accord.evaluate.builtins import to_dict

    return to_dict(machine, args, kwargs, at)


def _dict_pop(target: DictValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    key = key_of(args[0]) if args else MISSING
    if key is not MISSING and key in target.entries:
        value = target.entries[key]
        if not machine.may:
            machine.drop(target.entries, key)
        return value
    return args[1] if len(args) > 1 and target.exact else Unknown("missing key")


def _items(target: DictValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return ListValue([ListValue([of_key(k), v], True, "tuple") for k, v in target.entries.items()], target.exact)


DICT_METHODS: dict[str, Callable[..., Any]] = {
    "get": _get, "items": _items, "setdefault": _setdefault, "update": _update, "pop": _dict_pop,
    "keys": lambda target, m, a, k, at: ListValue([of_key(key) for key in target.entries], target.exact),
    "values": lambda target, m, a, k, at: ListValue(list(target.entries.values()), target.exact),
    "copy": lambda target, m, a, k, at: DictValue(dict(target.entries), target.exact),
    "clear": lambda target, m, a, k, at: None,
}  # fmt: skip

__all__ = ["DICT_METHODS", "LIST_METHODS", "os", "value_attribute"]
