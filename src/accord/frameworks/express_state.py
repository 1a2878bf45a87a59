"""What makes an object an Express application or router, and everything one scan gathers of them."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from accord.evaluate.js_values import PROTOTYPE
from accord.evaluate.machine import OutOfFuel
from accord.evaluate.values import (
    At,
    BoundMethod,
    ClassValue,
    DictValue,
    FunctionValue,
    Instance,
    ListValue,
    Union,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accord.evaluate.machine import Machine, Root
    from accord.source.ir import FunctionCode

_MANY = 40  # of what an object holds
_PLENTY = 50_000


class RouterState:
    """`kind` is app or router; a phantom stands for an argument nobody supplied."""

    __slots__ = ("at", "case", "entries", "kind", "phantom", "root", "strict")

    def __init__(self, kind: str, at: At, root: Root | None) -> None:
        self.kind, self.at, self.root = kind, at, root
        self.phantom = False
        self.strict = self.case = False  # whether a trailing slash and case count
        self.entries: list[Entry] = []


class Entry:
    """A registration, in order. `kind` is route, mount or lost; `root` is the function whose entering from outside led here."""

    __slots__ = (
        "at",
        "away",
        "conditional",
        "gone_in",
        "handler",
        "kind",
        "lone",
        "methods",
        "path",
        "reason",
        "root",
        "target",
        "tried",
        "weak",
    )

    def __init__(self, kind: str, at: At, path: Value, *, conditional: bool, root: Root | None) -> None:
        self.kind, self.at, self.path, self.conditional, self.root = kind, at, path, conditional, root
        self.methods: tuple[str, ...] = ()
        self.handler: Value = None
        self.target: Instance | None = None
        self.reason = ""
        self.weak = False  # seen at a place where most likely nothing is lost
        self.away = False  # the router was handed to something, which may mount it anywhere
        self.lone = False  # of consequence where nothing else is served
        self.gone_in = 0  # the major version of Express that has not got this method any more
        self.tried = False  # the program goes on where this throws


class Room:
    """The routers of a scan, the functions behind their routes, and what else was seen."""

    __slots__ = (
        "added",
        "callbacks",
        "called_back",
        "delegating",
        "handed",
        "handlers",
        "listened",
        "makers",
        "maybe",
        "phantoms",
        "registered",
        "registrars",
        "routers",
        "unsupported",
        "wrapped",
    )

    def __init__(self) -> None:
        self.routers: list[Instance] = []
        self.registered = 0  # applications, routers, routes and mounts so far
        self.registrars: set[FunctionCode] = set()  # functions that registered something, and those they are written in
        self.added: dict[
            str, dict[str, Value]
        ] = {}  # by kind: the methods the program gave all applications or routers
        self.callbacks: set[At] = set()  # functions that packages were handed, and call with what is their own
        self.handed: set[str] = set()  # packages that were handed an application or router
        self.makers: set[FunctionCode] = set()  # functions in which applications were made
        self.listened: dict[int, tuple[Instance, str]] = {}  # objects handed to what was lost in the tree
        self.handlers: set[FunctionCode] = set()
        self.phantoms: dict[tuple[int, tuple[str, ...]], tuple[Unknown, Instance]] = {}
        self.unsupported: dict[str, set[str]] = {}  # other web frameworks seen, with the files that use them
        self.maybe: set[Root] = set()  # swept functions that call something unknown as one registers routes
        self.wrapped: dict[int, tuple[Value, list[Instance], At]] = {}  # what packages made of routers they were handed
        self.called_back: set[FunctionCode] = (
            set()
        )  # functions that a package calls back right now, with the request at hand
        self.delegating: tuple[Instance, Value] | None = None  # the mount whose middleware is being entered


def room_of(machine: Machine) -> Room:
    room: Room = machine.libraries.express  # type: ignore[attr-defined]  # the library models of JavaScript hold it
    return room


def state_of(value: Value) -> RouterState | None:
    return value.native if type(value) is Instance and type(value.native) is RouterState else None


def go_on(machine: Machine) -> None:
    """Whoever registers may go on, until a tree has registered more than any program does: then whatever registers next is not followed."""
    room = room_of(machine)
    room.registered += 1
    if room.registered > _PLENTY:
        machine.total = min(
            machine.total, machine.steps - 1
        )  # or each call around would have a budget of its own again
        raise OutOfFuel
    machine.fuel += 500


def new_entry(machine: Machine, router: Instance, kind: str, at: At, path: Value) -> Entry:
    go_on(machine)
    entry = Entry(kind, at, path, conditional=machine.unsure, root=machine.entered)
    entry.tried = machine.in_try > 0
    state = state_of(router)
    if state is not None:
        state.entries.append(entry)
    function = machine.sites[2] if machine.sites is not None else None
    registrars = room_of(machine).registrars
    while function is not None and function.code not in registrars:
        registrars.add(function.code)
        frame = function.scope.frame
        function = frame.function if frame is not None else None
    return entry


def nested(value: Value, depth: int = 3) -> list[Any]:
    """A value and, for arrays and alternatives, what they hold."""
    if depth and type(value) is ListValue:
        return [x for v in value.items for x in nested(v, depth - 1)]
    if depth and type(value) is Union:
        return [x for v in value.options for x in nested(v, depth - 1)]
    return [behind(value)]


def behind(value: Value) -> Value:
    """The router that a function was made to inherit from (`Object.setPrototypeOf(fn, router)`) or whose `handle` it is, else the value."""
    if type(value) is BoundMethod and state_of(value.receiver) is not None:
        return value.receiver if value.function is value.receiver.cls.find("handle")[0] else value
    each = value
    for _ in range(4):
        if type(each) is FunctionValue and each.attrs is not None:
            each = each.attrs.get(PROTOTYPE)
        else:
            break
    return each if state_of(each) is not None else value


def carries(value: Value) -> bool:
    """Whether a value is a router or an object that holds one."""
    if state_of(value) is not None:
        return True
    if type(value) is DictValue:
        return any(state_of(v) is not None for v in list(value.entries.values())[:40])
    return False


def holders(machine: Machine) -> dict[str, set[str]]:
    """The modules in which a variable is an application or router, or an object that holds one, with the names of these variables."""
    found: dict[str, set[str]] = {}
    for module in list(machine.modules.values()):
        names = {name for name, value in module.scope.vars.items() if _holds(value, 3)}
        if names:
            found[module.rel] = names
    return found


def _holds(value: Value, deep: int) -> bool:
    state = state_of(value)
    if state is not None:
        return not state.phantom
    held: Iterable[Value] = ()
    if type(value) is DictValue:
        held = value.entries.values()
    elif type(value) is Instance:
        held = [*value.attrs.values(), *([value.native] if type(value.native) is ListValue else ())]
    elif type(value) is ListValue:
        held = value.items
    elif type(value) is Union:
        held = value.options
    elif type(value) is ClassValue:
        held = (each for name, each in value.namespace.items() if name.startswith("static "))
    return deep > 0 and any(_holds(each, deep - 1) for each in islice(held, _MANY))


def remember_handlers(machine: Machine, values: list[Value]) -> None:
    """Functions that answer requests are never entered; nor are those a wrapper such as `asyncHandler(fn)` holds."""
    handlers = room_of(machine).handlers
    fresh = [(each, 2) for value in values for each in nested(value)]
    while fresh:
        each, depth = fresh.pop()
        function = each.function if type(each) is BoundMethod else each
        if type(function) is not FunctionValue:
            continue
        code = function.code
        if depth < 2:
            if code.key is None:
                code.key = machine.libraries.keen(code.text())
            if code.key:
                continue  # held by a wrapper, and more than a handler
        handlers.add(code)
        if depth and function.scope.parent is not None and function.scope.frame is not None:
            fresh += [(v, depth - 1) for v in list(function.scope.vars.values())[:6] if type(v) is FunctionValue]
