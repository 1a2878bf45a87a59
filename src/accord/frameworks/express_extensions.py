"""What programs and packages hang on Express's own objects: `express.Router.getAsync = ...`, `addAsync(app)`, `expressWs(express()).app`.

A method named after a verb (`getAsync`, `useAsync`) does what the verb does, whoever brought it. Any other that Express does not have and that is
called like a registration may be one, which is told.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.evaluate.js_values import known
from accord.evaluate.values import (
    MISSING,
    At,
    BoundMethod,
    ClassValue,
    DictValue,
    FunctionValue,
    Instance,
    Native,
    Unknown,
    Value,
)
from accord.frameworks import express
from accord.frameworks.express_state import new_entry, room_of, state_of

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

_VERB = re.compile(r"(get|post|put|patch|delete|del|all|head|options|use|route|param)(?=[A-Z_])")
_EVENTS = re.compile(
    r"^(?:on|once|off|emit|(?:add|remove|prepend)\w*|set\w*|listen|close|address|format|is\w*|has\w*)$"
)
_WORKS = (FunctionValue, BoundMethod, Native, ClassValue, DictValue, Instance)
_ITSELF = frozenset(("app", "router"))


def member(machine: Machine, target: Instance, name: str) -> Value:
    """A member of an application or router that is not Express's own: one the program gave all of them, or the router of an application."""
    state = state_of(target)
    if state is None:
        return MISSING
    added = room_of(machine).added.get(state.kind)
    if added is not None and name in added:
        return added[name]
    return target if name == "router" and state.kind == "app" else MISSING


def opened(machine: Machine, value: Value) -> dict[str, Value] | None:
    """What is assigned to `express.Router` or its prototype, for every router to have; None for other functions."""
    if type(value) is Native and value.run is express.make_router:
        return room_of(machine).added.setdefault("router", {})
    return None


def held(machine: Machine, value: Unknown, name: str) -> Value | None:
    """The application in what a package made of it: `expressWs(express()).app`."""
    found = room_of(machine).wrapped.get(id(value)) if name in _ITSELF else None
    return found[1][0] if found is not None else None


def behind(machine: Machine, receiver: Value) -> Instance | None:
    """The router that something is which a package made of one: `asyncify(express())`."""
    found = room_of(machine).wrapped.get(id(receiver))
    return found[1][0] if found is not None else None


def brought(machine: Machine, receiver: Unknown, at: At) -> Instance:
    """The router that a package's function made by itself: `await createValidatedRouter(spec)`."""
    router = express.make(machine, "router", receiver.at or at)
    room_of(machine).wrapped[id(receiver)] = (receiver, [router], receiver.at or at)
    return router


def called(machine: Machine, receiver: Instance, name: str, args: list[Value], at: At) -> Value | None:
    """A call of a method that Express does not have on one of its objects; None where it means nothing."""
    match = _VERB.match(name)
    verb = match.group(1) if match is not None else ""
    if receiver.cls is express.ROUTE:
        return machine.method(receiver, verb, args, {}, at) if verb and receiver.cls.find(verb)[1] else None
    if verb in ("use", "param") or (verb and args and express.is_path(args[0])):
        return machine.method(receiver, verb, args, {}, at)
    if _groups(args):
        made = express.make(machine, "router", at)
        express.use(machine, receiver, [args[0], *args[1:-1], made], {}, at)
        machine.call(args[-1], [made], {}, at)
        return made
    text = known(args[0]) if args else None
    if text and not _EVENTS.match(name) and any(type(a) in _WORKS for a in args[1:]):
        entry = new_entry(machine, receiver, "lost", at, text if text.startswith("/") else f"/{text}")
        entry.reason = f"{name}() is no method of Express and not in the tree: it may register routes"
        return receiver
    return None


def _groups(args: list[Value]) -> bool:
    """`app.group(path, router => { router.get(...) })`: a path, and a function that registers on the one argument it takes."""
    work = args[-1] if len(args) > 1 and express.is_path(args[0]) else None
    parameters = work.code.params.get() if type(work) is FunctionValue else ()
    if type(work) is not FunctionValue or len(parameters) != 1:
        return False
    name = re.escape(parameters[0].name).encode()
    return (
        re.search(
            rb"(?<![\w$.])" + name + rb"\s*\.\s*(?:get|post|put|patch|delete|all|use|route|group)\s*\(",
            work.code.text(),
        )
        is not None
    )


def application_methods(machine: Machine) -> Value:
    """`express.application`: what is assigned to it every application has."""
    return DictValue(room_of(machine).added.setdefault("app", {}), exact=False)


__all__ = ["application_methods", "behind", "brought", "called", "held", "member", "opened"]
