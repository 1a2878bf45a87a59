"""Numbers of JavaScript: as text, and made of text."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from accord.evaluate.js_values import as_string, known
from accord.evaluate.strings import hole
from accord.evaluate.values import MISSING, At, Native, Text, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from accord.evaluate.machine import Machine

Args = list[Value]
Kwargs = dict[str, Value]
Number = int | float

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_PLACES = 100  # the most that `toFixed` allows
_LONGEST = 40  # digits of a number that is made of text
_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?")
_OF_RADIX = re.compile(r"0(?:[xX][\da-fA-F]+|[oO][0-7]+|[bB][01]+)")


def number_attribute(target: Number, name: str) -> Value:
    """An attribute of a number."""
    method = _METHODS.get(name)
    return Native(name, partial(method, target)) if method is not None else MISSING


def _text(target: Number, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    radix = args[0] if args else 10
    whole = type(target) is int or (type(target) is float and target.is_integer())
    if radix == 10:
        return as_string(machine, target)
    if type(radix) is not int or not 2 <= radix <= 36 or not whole:
        return hole("", "toString")
    rest, digits = abs(int(target)), ""
    while rest or not digits:
        rest, digit = divmod(rest, radix)
        digits = _DIGITS[digit] + digits
    return f"-{digits}" if target < 0 else digits


def _fixed(target: Number, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    from decimal import ROUND_HALF_UP, Context, Decimal

    places = args[0] if args else 0
    if type(places) is not int or not 0 <= places <= _PLACES or not abs(target) < 1e21:
        return hole("", "toFixed")
    return str(Decimal(target).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, Context(prec=200)))


def _same(target: Number, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return target


def parsed_int(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`parseInt(text, radix)`: the number a text begins with."""
    given, radix = (*args, 10, 10)[:2] if len(args) != 1 else (args[0], 10)
    if type(given) is float:
        return int(given)
    if type(given) is int and radix == 10:
        return given
    text = str(given) if type(given) is int else known(given) if args else None
    if text is None or type(radix) is not int or not 2 <= radix <= 36:
        return _unknown(given)
    text = text.strip().lower()
    if text.lstrip("+-").startswith("0x") and (radix == 16 or len(args) == 1):
        text, radix = text.replace("0x", "", 1), 16
    match = re.match(rf"([+-]?)([{_DIGITS[:radix]}]{{1,{_LONGEST}}})", text)
    return int("".join(match.groups()), radix) if match is not None else _unknown(given)


def number(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`Number(text)` and `+text`: the number that the whole of a text is."""
    given = args[0] if args else 0
    if type(given) in (int, float):
        return given
    text = known(given)
    if text is None or len(text.strip()) > _LONGEST:
        return _unknown(given)
    text = text.strip()
    if _OF_RADIX.fullmatch(text):
        return int(text, 0)
    if not _DECIMAL.fullmatch(text):
        return _unknown(given) if text else 0
    value = float(text)
    return int(value) if value.is_integer() else value


def _unknown(given: Value) -> Unknown:
    return Unknown("a number", soft=type(given) in (Unknown, Text) and given.soft)


_METHODS: dict[str, Callable[..., Value]] = {
    "toString": _text, "toLocaleString": lambda *_: hole("", "toLocaleString"), "toFixed": _fixed, "valueOf": _same,
}  # fmt: skip

__all__ = ["number", "number_attribute", "parsed_int"]
