"""What a program sets on the global object (`global.shop = {...}`) and its other modules find there by the bare name.

The file that sets it need not be one that may register routes, nor be imported by those that use it: when a name is bound nowhere, the files whose
text sets it are run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.evaluate.values import MISSING, Unknown, Value

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

OBJECTS = frozenset(("js:global", "js:globalThis"))


class Globals:
    """The values by name, and the files that may set a name and were not run for it."""

    __slots__ = ("setters", "values")

    def __init__(self) -> None:
        self.values: dict[str, Value] = {}
        self.setters: dict[str, list[str]] = {}


def globals_of(machine: Machine) -> Globals:
    found: Globals = machine.language.globals  # type: ignore[attr-defined]  # the table of JavaScript holds it
    return found


def keep(machine: Machine, name: str, value: Value) -> None:
    """`global.name = value`; a call with unknown arguments does not overwrite what is known."""
    values = globals_of(machine).values
    if type(value) is not Unknown or name not in values:
        machine.put(values, name, value)


def find(machine: Machine, name: str) -> Value:
    """The value of a global the program sets, MISSING where it sets none."""
    known = globals_of(machine)
    if name not in known.values:
        for path in known.setters.pop(name, ()):
            machine.run_module(machine.module(machine.tree.of(path)))
    return known.values.get(name, MISSING)


__all__ = ["OBJECTS", "Globals", "find", "globals_of", "keep"]
