"""Whether a call leads to a registration: a method that calls, in its own class, one whose text registers; what loads the modules of a folder.

Such a call has the budget of a registration, or what it does before (connect, log, read certificates) would cut it short of the routes, and a
folder of many modules short of most of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.evaluate.calls import registers
from accord.evaluate.machine import called_in
from accord.evaluate.values import FunctionValue, Instance, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accord.evaluate.machine import Machine

_FAR = 3  # calls down
_LISTS, _LOADS = frozenset((b"readdir", b"readdirSync", b"opendirSync")), frozenset((b"require", b"import"))


def leads(machine: Machine, function: FunctionValue, this: Value, far: int = _FAR) -> bool:
    """Whether a function calls one of its class that registers, by itself or in turn, or loads what it finds in a folder."""
    known = machine.warmth.get(function.code)
    if known is None:
        machine.warmth[function.code] = (0, False)  # functions call one another in circles
        known = (
            0,
            _loads_a_folder(function)
            or any(
                registers(machine, other.code, other.scope) or (far > 1 and leads(machine, other, this, far - 1))
                for other in _called(function, this)
            ),
        )
        machine.warmth[function.code] = known
    return known[1]


def _loads_a_folder(function: FunctionValue) -> bool:
    names = called_in(function.code)
    return not _LISTS.isdisjoint(names) and not _LOADS.isdisjoint(names)


def _called(function: FunctionValue, this: Value) -> Iterator[FunctionValue]:
    """The methods of its object whose names a function calls; functions around it would be half a program in a bundle."""
    cls = this.cls if type(this) is Instance else function.owner
    if cls is None:
        return
    for word in called_in(function.code):
        value = cls.find(word.decode())[0]
        if type(value) is FunctionValue and value.code is not function.code:
            yield value


__all__ = ["leads"]
