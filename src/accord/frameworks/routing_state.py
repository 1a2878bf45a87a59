"""The state that FastAPI and Starlette objects share: what makes an object a router, and what an entry of its route table is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from accord.evaluate.strings import as_text, hole
from accord.evaluate.values import (
    At,
    ClassValue,
    Hole,
    Instance,
    Library,
    ListValue,
    Text,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

Args = list[Value]
Kwargs = dict[str, Value]
VERBS = ("get", "post", "put", "patch", "delete", "options", "head", "trace")
_KEEN = (
    b"include_router",
    b"add_api_route",
    b"FastAPI(",
    b"APIRouter(",
    b".mount(",
    b"Starlette(",
    b"add_route(",
    b"Route(",
    b"add_api_websocket_route",
)
BY_CALL = frozenset(("add_route", "add_api_route", "include_router", "add_api_websocket_route", "add_websocket_route"))
_DECORATED = re.compile(
    rb"@[\w.]+(?:\([^()\n]*\))?\.(?:get|post|put|patch|delete|head|options|api_route|route|websocket)\("
)
# `router.post("/x")(function)`, and wrappers that hand a router's decorator on: `return router.get(path)`, `getattr(app, verb)(path)`
_APPLIED = re.compile(
    rb"\.(?:get|post|put|patch|delete|head|options|api_route)\([^()\n]*\)\("
    rb"|return [\w.]*(?:app|router)\.(?:get|post|put|patch|delete|api_route)\("
    rb"|getattr\([\w.]*(?:app|router)\s*,[^\n]*\)\("
)


def registers(text: bytes) -> bool:
    """Whether source text registers routes."""
    return (
        any(word in text for word in _KEEN) or _DECORATED.search(text) is not None or _APPLIED.search(text) is not None
    )


_MADE = re.compile(rb"(?<!\w)(\w*Route)\(")


def entries_made(text: bytes) -> list[str]:
    """The names of what makes entries of a route table, as it seems, where nothing else in source text registers routes."""
    if b"Route(" not in text or any(word in text for word in _KEEN if word not in (b"Route(", b"FastAPI(")):
        return []
    if b"FastAPI(" in text or _DECORATED.search(text) or _APPLIED.search(text):
        return []
    return list(dict.fromkeys(name.decode("utf-8", "replace") for name in _MADE.findall(text)))


def makes_no_entry(value: Value) -> bool:
    """Whether a value is a class that has nothing to do with routes, whatever it is called: `class TenantRoute(NamedTuple)`."""
    return type(value) is ClassValue and not value.open and ENTRY not in value.mro


_TAKES = re.compile(rb":\s*[^=,\n]*\b(?:FastAPI|Starlette|APIRouter)\b")


def takes_router(text: bytes) -> bool:
    """Whether a function's head says that it takes a router or application."""
    end = text.find(b":\n")
    return _TAKES.search(text, 0, end if end > 0 else len(text)) is not None


class RouterState:
    """What makes an object a router. `kind`: app, router (APIRouter), plain (Starlette Router), guess (an unknown class used like one).
    `phantom` marks the stand-in for an argument nobody supplied; `place` is where the program called the router, while overrides of the
    router's methods pass the call on; `read` marks that the program looked at its table, from which it may take routes elsewhere; `links` are
    includes whose routes stand in the table as copies.
    """

    __slots__ = ("at", "kind", "links", "phantom", "place", "read", "routes")
    one_of_several = True  # something unknown in its place may register as well

    def __init__(self, kind: str, at: At) -> None:
        self.kind, self.at = kind, at
        self.phantom = self.read = False
        self.place: At | None = None
        self.routes = ListValue([], True, "routes")
        self.links: list[Instance] = []


class EntryState:
    """What makes an object an entry of a route table. `kind`: route, websocket, include, mount or lost. A copy came `via` an include, which knows
    the entries it has `copied`.
    """

    __slots__ = ("at", "conditional", "copied", "frame", "kind", "options", "order", "pieces", "target", "via")

    def __init__(self, kind: str, at: At) -> None:
        self.kind, self.at = kind, at
        self.conditional = False
        self.order = 0  # grows with every registration of a run
        self.frame: Any = None  # the function call that made it, to know what came later in the same body
        self.pieces: list[tuple[At, Value]] = []
        self.target: Value = None
        self.options: dict[str, Value] = {}
        self.via: EntryState | None = None
        self.copied: set[int] = set()


def state_of(value: Value) -> RouterState | None:
    """The router state of a value, None where it is no router."""
    return value.native if type(value) is Instance and type(value.native) is RouterState else None


def routers(machine: Machine) -> list[Instance]:
    """All routers and applications made so far."""
    found: list[Instance] | None = getattr(machine, "routers", None)
    if found is None:
        found = []
        machine.routers = found  # type: ignore[attr-defined]  # a room of the machine that belongs to this family
    return found


def kind_of(cls: ClassValue) -> str:
    """What a class makes: app, router, plain, or nothing."""
    for each in cls.mro:
        if each.native is not None and "kind" in each.native:
            return str(each.native["kind"])
    return ""


def created(machine: Machine, instance: Instance, at: At) -> None:
    """A new object: a router when its class says so."""
    kind = kind_of(instance.cls)
    if kind and instance.native is None:
        instance.native = RouterState(kind, at)
        routers(machine).append(instance)


def ensure_router(machine: Machine, instance: Instance) -> RouterState:
    """The router state of an object that is used like a router."""
    state = state_of(instance)
    if state is None:
        state = instance.native = RouterState("guess", instance.at)
        routers(machine).append(instance)
    return state


def registers_like_router(cls: ClassValue) -> bool:
    """Whether a library class may be a router: its name says so."""
    return any(
        c.library and re.search(r"Router|App$|FastAPI|Starlette|Api$|API$", c.library.rpartition(".")[2])
        for c in cls.mro
    )


def stand_in(machine: Machine, cls: ClassValue, file: str, at: At) -> Instance | None:
    """What an unknown argument annotated as an application or router is: the application it is most likely given (of the same file, else the
    one with the most routes), or a phantom whose routes are told as unread.
    """
    kind = kind_of(cls)
    if not kind:
        return None
    if kind == "app":
        apps = [r for r in routers(machine) if (s := state_of(r)) is not None and s.kind == "app" and not s.phantom]
        near = [a for a in apps if a.native.at[0] == file] or apps
        app = max(near, key=lambda a: len(a.native.routes.items), default=None)
        if app is not None:
            return app
    made = Instance(cls, at)
    created(machine, made, at)
    if made.native is not None:
        made.attrs.update({"router": made} if kind == "app" else {"prefix": Text((Hole("prefix", "argument"),))})
        made.native.phantom = True
    return made


def prefix_of(machine: Machine, router: Instance) -> Value:
    """The prefix a router puts before the paths registered on it: APIRouter's own; applications and plain routers have none."""
    state = state_of(router)
    if state is None or state.kind not in ("router", "guess"):
        return ""
    if state.kind == "router" and "prefix" not in router.attrs:
        return hole("prefix", f"the constructor of {router.cls.name} is not seen to call that of its base")
    return as_text(machine, router.attrs.get("prefix", "") or "")


def argument(args: Args, kwargs: Kwargs, position: int, name: str, default: Value = None) -> Value:
    return args[position] if len(args) > position else kwargs.get(name, default)


def library_of(value: Value) -> str:
    """The dotted name of the library a value came from, "" where it did not come from one."""
    if type(value) is Library:
        return value.name
    cls = value.cls if type(value) is Instance else value
    return (
        next((c.library for c in cls.mro if c.library and c.library != "?" and c.native is None), "")
        if type(cls) is ClassValue
        else ""
    )


def describe(value: Value) -> str:
    """What an unknown value is, for a reason."""
    if type(value) is Unknown:
        place = f" ({value.at[0]}:{value.at[1]})" if value.at and value.at[1] else ""
        library = library_of(value.owner) if type(value.owner) is Instance else ""
        return (f"{library}.{value.name} of a library" if library else value.reason or "unknown") + place
    if type(value) is Library:
        return f"{value.name} of a library"
    if type(value) is Instance:
        return f"an object of {value.cls.library or value.cls.name}"
    if type(value) is ClassValue:
        return f"what a library made of {value.name}" if value.code is not None else value.name
    return type(value).__name__


# The entry classes; what their constructors do stands with the registrations.
ENTRY = ClassValue("BaseRoute", native={})
ROUTE = ClassValue("Route", [ENTRY], native={})
API_ROUTE = ClassValue("APIRoute", [ROUTE], native={})
WEBSOCKET_ROUTE = ClassValue("WebSocketRoute", [ENTRY], native={})
API_WEBSOCKET_ROUTE = ClassValue("APIWebSocketRoute", [WEBSOCKET_ROUTE], native={})
MOUNT = ClassValue("Mount", [ENTRY], native={})
HOST = ClassValue("Host", [ENTRY], native={})


def new_entry(machine: Machine, kind: str, at: At) -> Instance:
    """An entry made at a place, marked conditional under an undecided condition."""
    entry = Instance(ENTRY, at)
    state = entry.native = EntryState(kind, at)
    state.conditional = machine.unsure
    state.order = machine.steps
    state.frame = (at[0], *(code for code, running in machine.active.items() if running))
    return entry


def lost_entry(machine: Machine, at: At, reason: str, path: Value = "") -> Instance:
    """A link that was seen and not understood; it covers whatever hangs below."""
    entry = new_entry(machine, "lost", at)
    entry.native.pieces = [(at, path)]
    entry.native.options["reason"] = reason
    entry.attrs["path"] = path
    return entry
