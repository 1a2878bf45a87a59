"""What a scan for calls remembers of functions, so that none is followed without end.

A function that was followed several times and never sent anything, and that gave the same plain value each time, gives that value again; one that
is called again from the same closure with arguments that hold no text and are what they were, has done what it does. Neither holds where a function
is handed a function, an object of a class or a client.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.evaluate.js_values import Undefined
from accord.evaluate.values import (
    CONSTANTS,
    MISSING,
    BoundMethod,
    ClassValue,
    DictValue,
    FunctionValue,
    Instance,
    ListValue,
    Native,
    Text,
    Union,
    Unknown,
    Value,
    same,
)

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

OFTEN = 6  # times a function is followed before it is believed to send nothing
_PLAIN = (*CONSTANTS, Unknown, Undefined)
_ACTING = (FunctionValue, Native, BoundMethod, Instance, ClassValue)


class Summary:
    """How often a function was followed, how often it sent, and what it gave last (MISSING where that changes)."""

    __slots__ = ("entries", "function", "sent", "value")

    def __init__(self, function: FunctionValue) -> None:
        self.function = function  # kept, so that its identity is no other's
        self.entries = self.sent = 0
        self.value: Value = MISSING


class Summaries:
    """The functions of one scan."""

    def __init__(self) -> None:
        self._of: dict[tuple[int, object], Summary] = {}
        self._answers: dict[tuple[object, ...], Value] = {}
        self._kept: list[object] = []  # what keys tell apart by identity

    def forget(self) -> None:
        """A new closure is entered: what was answered belongs to another."""
        self._answers.clear()
        self._kept.clear()

    def answer(self, machine: Machine, function: FunctionValue, args: list[Value], this: Value) -> tuple[Value, object]:
        """What a call gives without being followed, MISSING where it must be; and the key to remember it by."""
        found = self._of.get((id(function), _kind(this)))
        if found is None or any(_acts(machine, a) for a in args):
            return MISSING, None
        if found.entries >= OFTEN and not found.sent and found.value is not MISSING:
            return found.value, None
        if any(_speaks(a) for a in args):
            return MISSING, None
        key = (id(function), frozenset(machine.world.items()), _token(this), *map(_token, args))
        return self._answers.get(key, MISSING), key

    def note(
        self,
        function: FunctionValue,
        this: Value,
        args: list[Value],
        key: object,
        value: Value,
        sent: int,
        *,
        whole: bool,
    ) -> None:
        """A call was followed; `whole` if no recursion below it was left out."""
        about = (id(function), _kind(this))
        found = self._of.get(about)
        if found is None:
            found = self._of[about] = Summary(function)
        found.entries += whole or sent > 0
        found.sent += sent
        plain = type(value) in _PLAIN
        if not plain or (found.entries > 1 and not same(found.value, value)):
            found.value = MISSING
        elif found.entries == 1:
            found.value = value
        if key is not None and len(self._answers) < 5000:
            self._answers[key] = value  # type: ignore[index]  # a tuple
            self._kept.append((this, args))


def _kind(this: Value) -> object:
    """What a receiver is: functions are judged apart for every class they are methods of."""
    return id(this.cls) if type(this) is Instance else type(this)


def _acts(machine: Machine, value: Value) -> bool:
    kind = type(value)
    if kind in _ACTING or machine.libraries.carries(value):
        return True
    if kind is DictValue:
        return any(type(v) in _ACTING or machine.libraries.carries(v) for v in value.entries.values())
    if kind is ListValue or kind is Union:
        return any(type(v) in _ACTING for v in (value.items if kind is ListValue else value.options))
    return False


def _speaks(value: Value, depth: int = 2) -> bool:
    """Whether a value holds text."""
    kind = type(value)
    if kind is str or kind is Text:
        return True
    if depth and kind is DictValue:
        return any(_speaks(v, depth - 1) for v in value.entries.values())
    if depth and (kind is ListValue or kind is Union):
        return any(_speaks(v, depth - 1) for v in (value.items if kind is ListValue else value.options))
    return False


def _token(value: Value) -> object:
    kind = type(value)
    if kind in CONSTANTS:
        return kind, value
    if kind is Unknown or kind is Undefined:
        return kind
    return id(value)
