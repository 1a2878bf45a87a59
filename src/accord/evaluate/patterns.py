"""Whether a value fits a pattern of a `match` statement, and what the pattern binds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.evaluate.containers import iterate
from accord.evaluate.expressions import compare, evaluate
from accord.evaluate.values import (
    MISSING,
    ClassValue,
    DictValue,
    Instance,
    ListValue,
    Native,
    Text,
    Unknown,
    Value,
    key_of,
    plain,
)

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine
    from accord.evaluate.values import Scope
    from accord.source import ir

_BUILT_IN = {
    "str": (str, Text),
    "int": (int, bool),
    "bool": (bool,),
    "float": (float,),
    "dict": (DictValue,),
    "list": (ListValue,),
}


def fits(machine: Machine, pattern: ir.Pattern, value: Value, scope: Scope, bound: dict[str, Value]) -> bool | None:
    """True, False, or None where it cannot be told; names are bound in any case but False."""
    kind = pattern.kind
    if kind in ("any", "rest"):
        bound.update(dict.fromkeys(pattern.names, value))
        return True
    if kind == "as":
        bound[pattern.names[0]] = value
        return fits(machine, pattern.parts[0], value, scope, bound)
    if kind == "value":
        answer = compare(machine, "==", value, evaluate(machine, pattern.value, scope))
        return None if answer and type(value) is Text and value.soft else answer
    if kind == "or":
        answers = []
        for part in pattern.parts:
            answers.append(fits(machine, part, value, scope, bound))
            if answers[-1]:
                return True
        return None if None in answers else False
    if kind == "sequence":
        return _sequence(machine, pattern, value, scope, bound)
    if kind == "mapping":
        return _mapping(machine, pattern, value, scope, bound)
    if kind == "class":
        return _class(machine, pattern, value, scope, bound)
    _lost(pattern, bound)
    return None


def _lost(pattern: ir.Pattern, bound: dict[str, Value]) -> None:
    if pattern.kind != "class":
        bound.update(dict.fromkeys(pattern.names, Unknown("captured by a pattern")))
    for part in pattern.parts:
        _lost(part, bound)


def _all(answers: list[bool | None]) -> bool | None:
    return False if False in answers else None if None in answers else True


def _plain_object(value: Value) -> bool:
    """Whether a value is an object of a class that is seen whole: no sequence and no mapping."""
    return type(value) is Instance and not value.cls.open and not value.typed


def _sequence(
    machine: Machine, pattern: ir.Pattern, value: Value, scope: Scope, bound: dict[str, Value]
) -> bool | None:
    parts = pattern.parts
    found = None if type(value) is str or type(value) is DictValue else iterate(machine, value)
    if found is None or not found[1]:
        _lost(pattern, bound)
        return False if type(value) in (str, DictValue, int, bool, type(None)) or _plain_object(value) else None
    items = list(found[0])
    star = next((i for i, p in enumerate(parts) if p.kind == "rest"), None)
    if star is None:
        if len(items) != len(parts):
            return False
    else:
        tail = len(parts) - star - 1
        if len(items) < star + tail:
            return False
        items = [*items[:star], ListValue(items[star : len(items) - tail]), *items[len(items) - tail :]]
    return _all([fits(machine, p, v, scope, bound) for p, v in zip(parts, items, strict=True)])


def _mapping(machine: Machine, pattern: ir.Pattern, value: Value, scope: Scope, bound: dict[str, Value]) -> bool | None:
    if type(value) is not DictValue:
        _lost(pattern, bound)
        return False if type(value) in (str, int, bool, ListValue, type(None)) or _plain_object(value) else None
    keys = [key_of(evaluate(machine, k, scope)) for k in pattern.keys]
    answers: list[bool | None] = []
    for key, part in zip(keys, pattern.parts, strict=True):
        held = value.entries.get(key, MISSING)
        if held is not MISSING:
            answers.append(fits(machine, part, held, scope, bound))
        else:
            _lost(part, bound)
            answers.append(False if value.exact else None)
    for name in pattern.names:
        bound[name] = DictValue({k: v for k, v in value.entries.items() if k not in keys}, value.exact)
    return _all(answers)


def _class(machine: Machine, pattern: ir.Pattern, value: Value, scope: Scope, bound: dict[str, Value]) -> bool | None:
    cls = evaluate(machine, pattern.value, scope)
    if type(cls) is Native and cls.name in _BUILT_IN:
        known = type(plain(value)) in _BUILT_IN[cls.name]
        for part in pattern.parts[:1]:
            fits(machine, part, value, scope, bound)
        return True if known else None if type(value) in (Unknown, Instance) else False
    if type(value) is not Instance or type(cls) is not ClassValue or value.typed:
        _lost(pattern, bound)
        return None if type(value) not in (str, int, bool, ListValue, DictValue, type(None)) else False
    if cls not in value.cls.mro:
        return None if value.cls.open else False
    names = [name for each in reversed(value.cls.mro) for name in each.fields]
    places = iter(dict.fromkeys(names))
    answers: list[bool | None] = [True]
    for name, part in zip(pattern.names, pattern.parts, strict=True):
        asked = name or next(places, "")
        held = machine.attribute(value, asked, value.at) if asked else Unknown("a field of a pattern")
        answers.append(fits(machine, part, held, scope, bound))
    return _all(answers)
