"""Comparisons of JavaScript as far as they are decided: equality, `instanceof`, `in`."""

from __future__ import annotations

from accord.evaluate.js_values import REST, Certain, RegexValue, known, nothing
from accord.evaluate.values import (
    CONSTANTS,
    ClassValue,
    DictValue,
    FunctionValue,
    Instance,
    Library,
    Text,
    Union,
    Unknown,
    Value,
)
from accord.source import ir

_OF_OBJECTS = frozenset(("constructor", "toString", "valueOf", "hasOwnProperty", "toLocaleString", "isPrototypeOf"))
_OF_FUNCTIONS = _OF_OBJECTS | {"prototype", "name", "length", "call", "apply", "bind"}


def equal(left: Value, right: Value, *, loose: bool = False) -> bool | None:
    """Equality decided, or None; flags stay undecided."""
    a, b = type(left), type(right)
    if a in (Unknown, Union, Library) or b in (Unknown, Union, Library):
        return None
    if nothing(left) or nothing(right):
        return (nothing(left) and nothing(right)) if loose else left is right
    if a is bool or b is bool or a is Certain or b is Certain:
        return None if (a in CONSTANTS and b in CONSTANTS) or Certain in (a, b) else False
    if a is Text or b is Text:
        return None if a in (str, Text) and b in (str, Text) else False
    if a in CONSTANTS and b in CONSTANTS:
        return bool(left == right)
    return left is right or (None if a is b and a not in (FunctionValue, ClassValue) else False)


def flags(node: ir.Compare, left: Value, right: Value) -> bool | None:
    """What is decided held against `true`, `false` or something else that is decided; None where a setting takes part."""
    sides = [
        value.value if type(value) is Certain else value if type(side) is ir.Const and type(value) is bool else None
        for value, side in zip((left, right), node.operands, strict=True)
    ]
    return None if None in sides else sides[0] == sides[1]


def instance_of(left: Value, right: Value) -> bool | None:
    """`left instanceof right`, None where that is not known."""
    if type(left) is Instance and type(right) is ClassValue:
        return True if right in left.cls.mro else None if left.cls.open else False
    if type(left) is Instance and type(right) is FunctionValue and right.attrs is not None:
        return True if right.attrs.get("*class") in left.cls.mro else None
    if type(right) is Library and right.name == "js:RegExp":
        return True if type(left) is RegexValue else False if type(left) in (str, Text) else None
    return None


def has_key(left: Value, right: Value) -> bool | None:
    """`name in object`: whether it or what it inherits from has a property; None where that is not known."""
    name, kind = known(left), type(right)
    if name is None:
        return None
    if kind is DictValue:
        return True if name in right.entries else False if right.exact else None
    if kind is ClassValue and right.native is None and name not in _OF_FUNCTIONS:
        held = any(f"static {name}" in cls.namespace for cls in right.mro)
        return True if held else None if any(cls.open or cls.code is None for cls in right.mro) else False
    if kind is FunctionValue and name not in _OF_FUNCTIONS:
        return name in (right.attrs or {})
    if kind is Instance and right.native is None and name not in _OF_OBJECTS:
        if name in right.attrs or right.cls.find(name)[1] is not None:
            return True
        known_whole = REST not in right.attrs and not any(cls.open or cls.code is None for cls in right.cls.mro)
        return False if known_whole else None
    return None


__all__ = ["equal", "flags", "has_key", "instance_of"]
