"""Promises of packages (bluebird, Q, RSVP and their kin) as the language has its own: a promise is what it resolves with.

Cannot read: what comes back through a callback (`promisify`, `defer`). Cases: `fixtures/cases/express-packages.md`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accord.evaluate.js_values import UNDEFINED
from accord.evaluate.values import MISSING, At, Library, Native, Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from accord.evaluate.machine import Machine

Args = list[Value]
Kwargs = dict[str, Value]
_CLASSES = ("bluebird", "any-promise", "pinkie-promise", "pinkie", "native-promise-only", "lie", "promise", "es6-promise", "rsvp")  # fmt: skip
_FUNCTIONS = ("q", "when")  # called with what they are to make a promise of
PACKAGES = frozenset(f"npm:{name}" for name in (*_CLASSES, *_FUNCTIONS))
_OWN = frozenset(("all", "allSettled", "resolve", "race", "any", "reject"))


def _first(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return args[0] if args else UNDEFINED


def _called(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`Promise.try(work)`, `Q.fcall(work, ...arguments)`."""
    return machine.call(args[0], args[1:], {}, at) if args else UNDEFINED


def _joined(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`Promise.join(first, second, work)`."""
    return machine.call(args[-1], args[:-1], {}, at) if args else UNDEFINED


def _mapped(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`Promise.map(list, work)`, in order or not."""
    return machine.call(machine.attribute(args[0], "map", at), args[1:2], {}, at) if len(args) > 1 else UNDEFINED


_MORE: dict[str, Callable[[Machine, Args, Kwargs, At], Value]] = {
    "props": _first, "hash": _first, "method": _first, "when": _first, "cast": _first, "fulfill": _first, "promisifyAll": _first,
    "try": _called, "attempt": _called, "fcall": _called, "join": _joined,
    "map": _mapped, "mapSeries": _mapped, "each": _mapped,
}  # fmt: skip


def lookup(machine: Machine, name: str) -> Value:
    """The class of promises a package exports, or one of its functions."""
    package, _, member = name.partition("#")
    if member == "()":
        return (
            Native("promise", _first)
            if package.removeprefix("npm:") in _FUNCTIONS
            else machine.libraries.lookup(machine, "js:Promise#()")
        )
    if member in ("default", "Promise"):
        return Library("js:Promise" if member == "Promise" else package)
    if member in _OWN:
        return machine.libraries.lookup(machine, f"js:Promise#{member}")
    run: Any = _MORE.get(member)
    return Native(member, run) if run is not None else MISSING
