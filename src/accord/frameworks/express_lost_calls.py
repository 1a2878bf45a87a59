"""Calls of what was lost in the tree, or is not there: it may have registered what it is given.

`add("/pets", show)` of a module that is gone, `plugin.install(app)` of an object without that method, `plugins.add({ routes(app) {...} })`.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from accord.evaluate.calls import registers
from accord.evaluate.js_values import known
from accord.evaluate.machine import GONE
from accord.evaluate.values import (
    At,
    BoundMethod,
    ClassValue,
    DictValue,
    FunctionValue,
    Instance,
    Library,
    ListValue,
    Native,
    Unknown,
    Value,
    hides,
)
from accord.frameworks.express_state import nested, new_entry, room_of, state_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accord.evaluate.machine import Machine
    from accord.evaluate.values import Scope

_WORKS = (FunctionValue, BoundMethod, Native, Unknown, Library)
_RUNS_TEXT = re.compile(r"js:eval$|npm:vm#(?:runIn|Script|compileFunction)")
_REGISTER = frozenset(("get", "post", "put", "patch", "delete", "all", "use"))
_STARTS = frozenset(("start", "listen", "serve", "bootstrap", "launch"))
_STARTS_ONE = re.compile(
    r"\b(?:start|listen|serve|run|boot(?:strap)?|launch)\w*(?:App|Api|API|Server|Http|HTTP|Web|Express|Admin|Routes?)(?![a-z])"
)
_BACKGROUND = re.compile(
    r"work|job|cron|sched|queue|mongo|db|database|redis|kafka|rabbit|consum|subscri|telemetry|trac(?:e|ing)|sdk|metric|monitor|log|watch|"
    r"socket|bot\b|mail|poll|agenda|client|cluster|prisma|sync|timer|cache|mock|msw|test|migrat|seed|storage",
    re.IGNORECASE,
)
_VERBS = _REGISTER - {"use"}
_MANY = 40
_GIVEN = re.compile(
    rb"[^)>]{0,200}?\b(?:app|server|router|\w+(?:Router|App))\b", re.IGNORECASE
)  # a parameter by such a name

_COMPUTED = rb"\.(?:get|post|put|patch|delete|all|use)\s*\(\s*[A-Za-z_$][\w$.\[\]]*\s*,"  # a path that is computed


def lost_call(machine: Machine, called: Unknown, args: list[Value], at: At) -> None:
    """A call of something that was lost in the tree: told where it is handed a path and a handler, functions that register, or part of a tree."""
    if not hides(called):
        return
    if _starts_server(called):
        machine.lose(at, f"what may start a server is not known: {called.reason}", "route", ("/",))
    path = _path(args)
    if path is not None and (_with_work(args) or _of_a_tree(machine, args)):
        covers = (at[0], *_prefix(path))
        machine.lose(at, f"a function that is not known is handed a path: {called.reason}", "route", covers)
    elif called.name in _VERBS and args and all(_answers(a) for a in args):
        machine.lose(at, f"a route that is not known is handed what answers it: {called.reason}", "route", (at[0],))
    delegating = room_of(machine).delegating
    if delegating is not None and any(type(a) is Unknown and a.name == "request" for a in args):
        router, front = delegating
        new_entry(
            machine, router, "lost", at, front
        ).reason = f"requests are handed to something unknown: {called.reason}"
    room_of(machine).listened.update((id(a), (a, called.reason)) for a in args if type(a) is Instance)
    files = _registering(machine, args)
    if files:
        machine.lose(at, f"what registers routes is handed to something unknown: {called.reason}", "route", files)
    for router in {id(r): r for a in args for f in _functions(a, 1) for r in _handing_on(f)}.values():
        reason = f"a function that hands on the router is handed to something unknown: {called.reason}"
        new_entry(machine, router, "lost", at, "").reason = reason


def _starts_server(called: Unknown) -> bool:
    """Whether a call starts what goes by the name of a server, or by no name of work in the background: `new Gone().start()`, `startServer()`."""
    if not called.reason.endswith(GONE) and " exports no " not in called.reason:
        return False
    if type(called.owner) is not Unknown:
        return _STARTS_ONE.search(called.reason.removesuffix(GONE)) is not None
    return called.name in _STARTS and _BACKGROUND.search(called.reason) is None


def _answers(value: Value) -> bool:
    """Whether an argument is a function that answers requests: it takes two to four parameters."""
    return type(value) is FunctionValue and len(value.code.params.get()) in (2, 3, 4)


def _path(args: list[Value]) -> str | None:
    return next((text for a in args if (text := known(a)) is not None and text.startswith(("/", "*"))), None)


def _prefix(path: str) -> tuple[str, ...]:
    """The prefix below which a mount at a path would serve, of whole segments; none where that is everything."""
    front = re.split(r"[:*(?{]", path, maxsplit=1)[0]
    front = (front if front == path else front.rpartition("/")[0]).rstrip("/")
    return (front,) if front else ()


def _with_work(args: list[Value]) -> bool:
    """Whether something that may answer is among several arguments."""
    return len(args) > 1 and any(type(v) in _WORKS for a in args for v in nested(a))


def code_in_text(machine: Machine, name: str, args: list[Value], at: At) -> None:
    """Code in a string that is run (`eval`, `vm`): told where it registers."""
    text = known(args[0]) if args and _RUNS_TEXT.match(name) else None
    if text and machine.libraries.keen(text.encode("utf-8", "surrogatepass")):
        machine.lose(at, "code in a string registers routes and is not read", "route", (at[0],))


def _of_a_tree(machine: Machine, args: list[Value]) -> bool:
    """Whether what registers routes hands on data beside the path, as a function does that goes down a tree of them."""
    caller = machine.sites[2] if machine.sites is not None else None
    return (
        caller is not None
        and any(type(a) in (DictValue, ListValue) for a in args)
        and registers(machine, caller.code, caller.scope)
    )


def emitted(machine: Machine, emitter: Instance, args: list[Value], at: At) -> None:
    """An event that brings a router, of an emitter on which something that was lost may listen."""
    lost = room_of(machine).listened.get(id(emitter))
    if lost is None:
        return
    for holder in (v for a in args for v in nested(a) if state_of(v) is not None):
        new_entry(machine, holder, "lost", at, "").reason = f"something unknown may listen: {lost[1]}"


def absent_call(machine: Machine, name: str, args: list[Value], at: At) -> None:
    """A call of a member that an object of the program has not got: told where it is handed a router, functions that register routes, or, by
    a name that registers, a path and a handler.
    """
    reason = f"{name}() is called, which is not there"
    if name in _REGISTER and _path(args[:1]) is not None and _with_work(args):
        machine.lose(at, f"{reason}: it is handed a path", "route", (at[0],))
    for holder in (v for a in args for v in nested(a)):
        if state_of(holder) is not None:
            new_entry(machine, holder, "lost", at, "").reason = f"{reason}: it may register routes on what it is handed"
    files = _registering(machine, args)
    if files:
        machine.lose(at, f"{reason}: it is handed what registers routes", "route", files)


def _registering(machine: Machine, args: list[Value]) -> tuple[str, ...]:
    """The files of the functions among arguments, or held by them, that nobody called and that register routes on what they are given or see."""
    found = {
        f.code.file for a in args for f in _functions(a, 2) if f.code not in machine.called and _registers(machine, f)
    }
    return tuple(sorted(found))


def _registers(machine: Machine, function: FunctionValue) -> bool:
    text = function.code.text()
    if machine.libraries.firm(text):
        return _GIVEN.match(text) is not None or _sees_router(function.scope, text)
    return _sees_router(function.scope, text, _COMPUTED)


def _handing_on(function: FunctionValue) -> Iterator[Instance]:
    """The routers around a function that its text hands on, or calls by another name: `new Gone((done) => { done(app) })`."""
    text = function.code.text()
    scope: Scope | None = function.scope
    while scope is not None:
        for name, value in islice(scope.vars.items(), _MANY):
            if type(value) is Instance and state_of(value) is not None:
                word = re.escape(name.encode())
                if re.search(rb"(?:[(,]|[^=!<>]=)\s*" + word + rb"\s*[,;)\n]", text):
                    yield value
        scope = scope.parent


def _sees_router(scope: Scope | None, text: bytes, then: bytes = rb"\b") -> bool:
    """Whether a function's text names a variable around it that is an application or router, and then has what it must."""
    while scope is not None:
        for name, value in islice(scope.vars.items(), _MANY):
            if state_of(value) is not None and re.search(rb"\b" + re.escape(name.encode()) + then, text):
                return True
        scope = scope.parent
    return False


def _functions(value: Value, depth: int) -> list[FunctionValue]:
    kind = type(value)
    if kind is FunctionValue:
        return [value]
    if kind is BoundMethod:
        return _functions(value.function, depth)
    if not depth:
        return []
    held: list[Value] = []
    if kind is ListValue:
        held = value.items[:_MANY]
    elif kind is DictValue:
        held = list(islice(value.entries.values(), _MANY))
    elif kind is ClassValue:
        held = list(islice(value.namespace.values(), _MANY))
    elif kind is Instance:
        held = [*islice(value.cls.namespace.values(), _MANY), *islice(value.attrs.values(), _MANY)]
    return [function for each in held for function in _functions(each, depth - 1)]


__all__ = ["absent_call", "code_in_text", "lost_call"]
