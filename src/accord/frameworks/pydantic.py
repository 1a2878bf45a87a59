"""Pydantic: field defaults and settings classes. `BaseSettings` values are soft (docs: pydantic-settings reads the environment first)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.evaluate.builtins import argument, decorator, identity
from accord.evaluate.values import MISSING, At, Native, Unknown, Value

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

PACKAGES = frozenset(("pydantic", "pydantic_settings"))


def field(machine: Machine, args: list[Value], kwargs: dict[str, Value], at: At) -> Value:
    """Field(default, default_factory=...): its default, or unknown."""
    default = argument(args, kwargs, 0, "default", MISSING)
    if default is not MISSING and default is not ...:
        return default
    if "default_factory" in kwargs:
        return machine.call(kwargs["default_factory"], [], {}, at)
    return Unknown("a field without default", at=at)


_FUNCTIONS = {
    "Field": field,
    "PrivateAttr": field,
    "dataclass": decorator,
    "SecretStr": identity,
    "validator": decorator,
    "computed_field": decorator,
}


def lookup(machine: Machine, name: str) -> Value:
    """A dotted name of the library."""
    last = name.rpartition(".")[2]
    if last in _FUNCTIONS:
        return Native(name, _FUNCTIONS[last])
    if last in ("field_validator", "model_validator", "root_validator", "field_serializer", "model_serializer"):
        return Native(name, lambda m, args, kwargs, at: Native("decorator", identity))
    return MISSING
