"""effector: effects are their handlers, and an effect attached to another is called with what its `mapParams` gives.

Reads: `createEffect(handler)`, `createEffect({handler})`, `attach({effect, mapParams, source})`. Cases: `fixtures/cases/clients-libraries.md`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.evaluate.js_values import UNDEFINED, nothing
from accord.evaluate.values import MISSING, At, DictValue, FunctionValue, Native, Unknown, Value
from accord.frameworks.requests import Args, Kwargs, forced, option

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

ROLE = "consumer"
PACKAGES = frozenset(("npm:effector",))


def _effect(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """An effect, called as its handler is."""
    given = forced(machine, args[-1]) if args else UNDEFINED
    handler = option(machine, given, "handler", at) if type(given) is DictValue else given
    return handler if handler is not MISSING else Unknown("an effect without a handler", at=at)


def _attached(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """An effect below another; called once, since what triggers it lies in the library."""
    options = forced(machine, args[0]) if args else UNDEFINED
    effect, mapped = (option(machine, options, name, at) for name in ("effect", "mapParams"))
    stored = option(machine, options, "source", at) is not MISSING

    def run(inner: Machine, given: Args, named: Kwargs, where: At) -> Value:
        state = Unknown("state of a store", at=at, name="state")
        params = given[0] if given else UNDEFINED
        if mapped is not MISSING and not nothing(mapped):
            return inner.call(effect, [inner.call(mapped, [params, state], {}, at)], {}, at)
        return inner.call(effect, [state, params] if stored and type(effect) is FunctionValue else [params], {}, where)

    if mapped is not MISSING:
        run(machine, [Unknown("params of an effect", at=at, name="params")], {}, at)
    return Native("effect", run)


_MEMBERS = {"createEffect": Native("createEffect", _effect), "attach": Native("attach", _attached)}


def lookup(machine: Machine, name: str) -> Value:
    """A member of the package."""
    return _MEMBERS.get(name.partition("#")[2], MISSING)


__all__ = ["PACKAGES", "lookup"]
