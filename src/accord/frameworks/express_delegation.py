"""Middleware that hands requests on: `(req, res, next) => lazyApp(req, res, next)` serves what `lazyApp` serves.

It is entered with a request nobody knows, once for every place where it stands; what it calls with that request is mounted there. What it puts off
(`setImmediate`) or hands to a package that calls back (`domain.run`) belongs to the same request.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from accord.evaluate.calls import NOT_CALLABLE
from accord.evaluate.js_values import UNDEFINED
from accord.evaluate.values import At, FunctionValue, Instance, Native, Unknown, Value, hides
from accord.frameworks.express_state import nested, new_entry, room_of, state_of

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

_HANDS_ON = re.compile(
    rb"[\w\])]\s*\(\s*req\w*\s*,\s*res\w*\s*(?:(?:,\s*next\s*)?\)(?!\s*(?:=>|\{|:))|,\s*(?:\(|\w+\s*=>|function\b))"
    rb"|[(,]\s*[\w.]+\s*,\s*req\w*\s*,\s*res\w*\s*(?:,\s*next\s*)?\)(?!\s*(?:=>|\{|:))"  # process.nextTick(app, req, res, next)
)
_APPLIES = re.compile(rb"\.apply\s*\(\s*[\w.]+\s*,\s*(?:arguments\b|\[\s*req\w*\s*,)")
_PASSES = re.compile(rb"\.(?:apply|call|handle)\s*\(")
_REQUEST = ("request", "response", "next")


def delegates(function: FunctionValue) -> bool:
    """Whether middleware hands the request on, or names none of its arguments: a loader, or one that hands all of them on."""
    parameters = function.code.params.get()
    if all(parameter.kind == "*" for parameter in parameters):
        return True
    text = function.code.text()
    if _HANDS_ON.search(text) is not None or _APPLIES.search(text) is not None:
        return True
    names = [re.escape(parameter.name).encode() for parameter in parameters[:2]]
    return (
        len(names) == 2
        and re.search(rb"[\w\])]\s*\(\s*%s\s*,\s*%s\s*[,)](?!\s*(?:=>|\{))" % (*names,), text) is not None
    )


def enter_later(machine: Machine, router: Instance, path: Value, target: FunctionValue) -> None:
    """Have middleware that hands the request on entered at the end, when what it closes over is there."""
    machine.pending.append((Native("middleware", partial(_enter, router, path, target)), []))


def _enter(
    router: Instance,
    path: Value,
    target: FunctionValue,
    machine: Machine,
    args: list[Value],
    kwargs: dict[str, Value],
    at: At,
) -> Value:
    room = room_of(machine)
    before = len(router.native.entries)
    place = (target.code.file, target.code.at)
    outer, room.delegating = room.delegating, (router, path)
    if not target.code.params.get() and b"arguments" not in target.code.text():
        room.delegating = None  # a loader, which sees no request
    prompt, machine.prompt = machine.prompt, True
    try:
        made = machine.call(target, [Unknown(name, at=place, name=name) for name in _REQUEST], {}, place)
        if not target.code.params.get() and state_of(made) is not None:  # a loader of a router, as lazy routers take it
            new_entry(machine, router, "mount", place, path).target = made
        elif not target.code.params.get() and type(made) is Unknown and (hides(made) or made.reason == NOT_CALLABLE):
            new_entry(machine, router, "lost", place, path).reason = f"mount of something unknown: {made.reason}"
        elif target.code.params.get() and not any(e.kind == "mount" for e in router.native.entries[before:]):
            entry = new_entry(machine, router, "lost", place, "")
            entry.reason, entry.weak, entry.lone = "middleware hands requests on to what is not known", True, True
        return made
    finally:
        room.delegating, machine.prompt = outer, prompt


def called_back(machine: Machine, args: list[Value], at: At) -> None:
    """Functions and routers that middleware hands to a package with the request at hand: the package calls them for this request."""
    room = room_of(machine)
    if room.delegating is None:
        return
    for work in [v for a in args for v in nested(a)]:
        if state_of(work) is not None:
            machine.arms([partial(_run, machine, work, at), _nothing])
        elif type(work) is FunctionValue and work.code not in room.called_back and _passes_on(work):
            room.called_back.add(work.code)
            try:
                machine.arms([partial(_run, machine, work, at), _nothing])
            finally:
                room.called_back.discard(work.code)


def _passes_on(work: FunctionValue) -> bool:
    """Whether a function has a call by which a request goes on; what else packages call back is not entered."""
    text = work.code.text()
    return _HANDS_ON.search(text) is not None or _PASSES.search(text) is not None


def _run(machine: Machine, work: Value, at: At) -> None:
    machine.call(work, [], {}, at)


def _nothing() -> None:
    """The package calls nothing back."""


def answer(machine: Machine, router: Instance, args: list[Value], kwargs: dict[str, Value], at: At) -> Value:
    """A router called as a function answers requests of whoever called it."""
    delegating = room_of(machine).delegating
    if delegating is not None and delegating[0] is not router:
        new_entry(machine, delegating[0], "mount", at, delegating[1]).target = router
        if args and type(args[-1]) is FunctionValue:  # what comes after it, where it does not answer
            machine.call(args[-1], [], {}, at)
    return UNDEFINED


__all__ = ["answer", "called_back", "delegates", "enter_later"]
