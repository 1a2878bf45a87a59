"""traitlets: attributes of classes that a configuration file may set; their defaults are soft.

Reads: the default of a trait, by position or as `default_value`. Does not read: `@default` methods (what they compute stays unknown), configuration
files. Proof: fixtures/cases/fastapi-settings.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.evaluate.builtins import argument
from accord.evaluate.values import MISSING, At, ClassValue, Native, Unknown, Value
from accord.frameworks.command_line import soft

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

PACKAGES = frozenset(("traitlets",))


def _trait(position: int) -> Native:
    def make(machine: Machine, args: list[Value], kwargs: dict[str, Value], at: At) -> Value:
        value = argument(args, kwargs, position, "default_value", MISSING)
        if position and value is MISSING and args and type(args[0]) is ClassValue:
            value = args[0]  # `Type(Base)`: the class itself unless another is configured
        machine.softened = True
        return soft(value) if value is not MISSING else Unknown("a trait without default", soft=True, at=at)

    return Native("trait", make)


_FIRST = ("Unicode", "CUnicode", "Bool", "CBool", "Int", "CInt", "Integer", "Float", "CFloat", "List", "Dict", "Any")
_TRAITS = {
    **dict.fromkeys((*_FIRST, "Bytes", "Tuple", "Set", "Callable", "ObjectName"), 0),
    "Enum": 1,
    "CaselessStrEnum": 1,
    "Type": 0,
}


def lookup(machine: Machine, name: str) -> Value:
    """A dotted name of the library: its traits, wherever the package re-exports them from."""
    last = name.rpartition(".")[2]
    return _trait(_TRAITS[last]) if last in _TRAITS else MISSING
