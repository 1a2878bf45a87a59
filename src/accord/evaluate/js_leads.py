"""Whether a call leads to a registration: a function that calls, in its own class or file, one whose text registers.

Such a call has the budget of a registration, or what it does before (connect, log, read certificates) would cut it short of the routes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.evaluate.calls import registers
from accord.evaluate.machine import called_in
from accord.evaluate.values import FunctionValue, Instance, Scope, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accord.evaluate.machine import Machine

_FAR = 3  # calls down


def leads(machine: Machine, function: FunctionValue, this: Value, far: int = _FAR) -> bool:
    """Whether a function calls one of its class or of its file that registers, by itself or in turn."""
    known = machine.warmth.get(function.code)
    if known is None:
        machine.warmth[function.code] = (0, False)  # functions call one another in circles
        known = (
            0,
            any(
                registers(machine, other.code, other.scope) or (far > 1 and leads(machine, other, this, far - 1))
                for other in _called(function, this)
            ),
        )
        machine.warmth[function.code] = known
    return known[1]


def _called(function: FunctionValue, this: Value) -> Iterator[FunctionValue]:
    """The methods of its object and the functions around it whose names a function calls."""
    cls = this.cls if type(this) is Instance else function.owner
    for word in called_in(function.code):
        name = word.decode()
        found = cls.find(name)[0] if cls is not None else None
        for value in (found, _around(function.scope, name)):
            if type(value) is FunctionValue and value.code is not function.code:
                yield value


def _around(scope: Scope | None, name: str) -> Value:
    while scope is not None:
        if name in scope.vars:
            return scope.vars[name]
        scope = scope.parent
    return None


__all__ = ["leads"]
