"""Values as text: what a value contributes to a path."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.evaluate.values import (
    BoundMethod,
    DictValue,
    FunctionValue,
    Hole,
    Instance,
    ListValue,
    PathValue,
    Text,
    Union,
    Unknown,
    Value,
    concat,
    join_all,
    plain,
)

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

_PERCENT = re.compile(r"%(?:\((?P<key>\w+)\))?[-#0 +]*\d*(?:\.\d+)?[sdrifx]|%%")


_SMALL = re.compile(r"%[-#0 +]*\d{0,3}(?:\.\d{1,3})?[a-zA-Z]")
_SPEC = re.compile(r"(?:[^{}]?[<>=^])?[-+ ]?#?0?\d{0,3}[,_]?(?:\.\d{1,3})?[a-zA-Z%]?")


def hole(name: str = "", reason: str = "", soft: bool = False) -> Text:
    """A string nobody knows; soft where a deployment supplies it."""
    return Text((Hole(name, reason),), soft)


def as_text(machine: Machine, value: Value) -> Value:
    """A value as str, Text or a Union of them; what is not known becomes a hole."""
    value = plain(value)
    kind = type(value)
    if kind is str or kind is Text:
        return value
    if kind in (int, float, bool) or value is None:
        return str(value)
    if kind is PathValue:
        return value.path
    if kind is bytes:
        return value.decode("utf-8", "replace")
    if kind is Union:
        texts = [as_text(machine, v) for v in value.options if v is not None]
        return join_all(texts) if texts else "None"
    if kind is Instance:
        function, _ = value.cls.find("__str__")
        if type(function) is FunctionValue:
            made = machine.call(BoundMethod(function, value), [], {}, value.at)
            if type(made) in (str, Text):
                return made
        return hole(value.cls.name)
    return hole("", value.reason, value.soft) if kind is Unknown else hole()


def formatted(machine: Machine, value: Value, conversion: str | None, spec: str) -> Value:
    """`{value!conversion:spec}`; a hole where the format is not plain or the value not known."""
    value = plain(value)
    if not spec and conversion in (None, "", "s"):
        return as_text(machine, value)
    if type(value) in (str, int, float, bool) and _SPEC.fullmatch(spec):
        try:
            return format(repr(value) if conversion in ("r", "a") else str(value) if conversion == "s" else value, spec)
        except (ValueError, TypeError):
            return hole("", "format")
    return hole("", "format")


def _converted(machine: Machine, template: str, value: Value) -> Value:
    """One conversion of `template % value`."""
    value = plain(value)
    if template == "%s" or type(value) not in (str, int, float, bool):
        return as_text(machine, value)
    try:
        return template % value if _SMALL.fullmatch(template) else hole("", "format")
    except (ValueError, TypeError):
        return hole("", "format")


def percent(machine: Machine, template: str, value: Value) -> Value:
    """`template % value`."""
    values = list(value.items) if type(value) is ListValue and value.kind == "tuple" else [value]
    out: list[Value] = []
    at = 0
    for match in _PERCENT.finditer(template):
        out.append(template[at : match.start()])
        at = match.end()
        if match.group() == "%%":
            out.append("%")
        elif match.group("key"):
            found = (
                value.entries.get(match.group("key"), Unknown("missing key"))
                if type(value) is DictValue
                else Unknown("not a mapping")
            )
            out.append(_converted(machine, re.sub(r"\(\w+\)", "", match.group()), found))
        else:
            out.append(_converted(machine, match.group(), values.pop(0)) if values else hole())
    out.append(template[at:])
    return concat(out)
