"""Iteration as a program defines it: an object whose `[Symbol.iterator]` gives another one with `next`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.evaluate.values import MISSING, DictValue, FunctionValue, Instance, ListValue

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine
    from accord.evaluate.values import At, Value

ITERATOR = "*symbol iterator"  # as `Symbol.iterator` is known here
_MOST = 300


def elements(machine: Machine, value: Value, at: At) -> tuple[list[Value], bool] | None:
    """What an object hands out and whether that is all; None where it has no such method of its own."""
    method = _method(value)
    if method is None:
        return None
    made = machine.call(method, [], {"this": value}, at)
    if type(made) is ListValue:  # a generator
        return made.items, made.exact
    found: list[Value] = []
    while len(found) < _MOST:
        machine.step()
        result = machine.call(machine.attribute(made, "next", at), [], {"this": made}, at)
        done = machine.attribute(result, "done", at)
        decided = done if type(done) is bool else machine.truth(done)
        if decided is True:
            return found, True
        found.append(machine.attribute(result, "value", at))
        if decided is None:
            break
    return found, False


def _method(value: Value) -> FunctionValue | None:
    held = MISSING
    if type(value) is DictValue:
        held = value.entries.get(ITERATOR, MISSING)
    elif type(value) is Instance and value.native is None:
        held = value.attrs.get(ITERATOR, MISSING)
        held = value.cls.find(ITERATOR)[0] if held is MISSING else held
    return held if type(held) is FunctionValue else None


__all__ = ["ITERATOR", "elements"]
