"""Routers and applications of the ASGI family: the state that FastAPI and Starlette objects share.

Routes, includes, mounts and lost links are entries of one list per router, in the order the program made them; `harvest` flattens them. They
are ordinary objects of the program, so that code which reads, copies or changes `router.routes` works by itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from accord.evaluate.strings import as_text
from accord.evaluate.values import (
    MISSING,
    NOWHERE,
    At,
    BoundMethod,
    ClassValue,
    DictValue,
    FunctionValue,
    Hole,
    Instance,
    Library,
    ListValue,
    Native,
    Text,
    Union,
    Unknown,
    Value,
    concat,
    is_textual,
    options_of,
    plain,
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
_BY_CALL = frozenset(("add_route", "add_api_route", "include_router", "add_api_websocket_route", "add_websocket_route"))
_DECORATED = re.compile(rb"@[\w.]+\.(?:get|post|put|patch|delete|head|options|api_route|route|websocket)\(")
_APPLIED = re.compile(
    rb"\.(?:get|post|put|patch|delete|head|options|api_route)\([^()\n]*\)\("
)  # `router.post("/x")(function)`


def registers(text: bytes) -> bool:
    """Whether source text registers routes."""
    return (
        any(word in text for word in _KEEN) or _DECORATED.search(text) is not None or _APPLIED.search(text) is not None
    )


_TAKES = re.compile(rb":\s*[^=,\n]*\b(?:FastAPI|Starlette|APIRouter)\b")


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


def takes_router(text: bytes) -> bool:
    """Whether a function's head says that it takes a router or application."""
    end = text.find(b":\n")
    return _TAKES.search(text, 0, end if end > 0 else len(text)) is not None


class RouterState:
    """What makes an object a router. `kind`: app, router (APIRouter), plain (Starlette Router), guess (an unknown class used like one).
    `phantom` marks the stand-in for an argument nobody supplied; `place` is where the program called the router, while overrides of the
    router's methods pass the call on.
    """

    __slots__ = ("at", "kind", "phantom", "place", "routes")

    def __init__(self, kind: str, at: At) -> None:
        self.kind, self.at = kind, at
        self.phantom = False
        self.place: At | None = None
        self.routes = ListValue([], True, "routes")


class EntryState:
    """What makes an object an entry of a route table. `kind`: route, websocket, include, mount or lost."""

    __slots__ = ("at", "conditional", "frame", "kind", "options", "order", "pieces", "target")

    def __init__(self, kind: str, at: At) -> None:
        self.kind, self.at = kind, at
        self.conditional = False
        self.order = 0  # grows with every registration of a run
        self.frame: Any = None  # the function call that made it, to know what came later in the same body
        self.pieces: list[tuple[At, Value]] = []
        self.target: Value = None
        self.options: dict[str, Value] = {}


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


# -- objects ----------------------------------------------------------------------------------------------------------------------


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


def attribute(machine: Machine, instance: Instance, name: str, at: At) -> Value:
    """Routing methods of routers, and of objects of unknown library classes that may be routers."""
    state = state_of(instance)
    if state is not None and name == "routes":
        return state.routes
    if name not in ROUTING or not (state is not None or (instance.cls.open and registers_like_router(instance.cls))):
        return MISSING
    return BoundMethod(ROUTING[name], instance)


def registers_like_router(cls: ClassValue) -> bool:
    """Whether a library class may be a router: its name says so."""
    return any(
        c.library and re.search(r"Router|App$|FastAPI|Starlette|Api$|API$", c.library.rpartition(".")[2])
        for c in cls.mro
    )


# -- registration -----------------------------------------------------------------------------------------------------------------


def argument(args: Args, kwargs: Kwargs, position: int, name: str, default: Value = None) -> Value:
    return args[position] if len(args) > position else kwargs.get(name, default)


def new_entry(machine: Machine, kind: str, at: At) -> Instance:
    """An entry made at a place, marked conditional under an undecided condition."""
    entry = Instance(ENTRY, at)
    state = entry.native = EntryState(kind, at)
    state.conditional = machine.may > 0
    state.order = machine.steps
    state.frame = (at[0], *(code for code, running in machine.active.items() if running))
    return entry


def methods_of(machine: Machine, value: Value, endpoint: Value) -> list[str]:
    """Upper-case verbs; `?` where they are not known; the verbs a class-based endpoint defines."""
    if value is None:
        if type(endpoint) is ClassValue:
            return [v.upper() for v in VERBS if endpoint.find(v)[1] is not None] or ["GET"]
        return ["GET"]
    found = machine.iterate(value)
    if found is None:
        return ["?"]
    names = [plain(v) for v in found[0]]
    out = [str(v).upper() if type(v) is str or (type(v) is Text and v.complete) else "?" for v in names]
    return list(dict.fromkeys(out if found[1] else [*out, "?"]))


def prefix_of(machine: Machine, router: Instance) -> Value:
    """The prefix a router puts before the paths registered on it: APIRouter's own; applications and plain routers have none."""
    state = state_of(router)
    if state is None or state.kind not in ("router", "guess"):
        return ""
    return as_text(machine, router.attrs.get("prefix", "") or "")


def add_route(machine: Machine, router: Instance, args: Args, kwargs: Kwargs, at: At, websocket: bool = False) -> Value:
    """`add_api_route` and `add_route` and their websocket kin."""
    state = ensure_router(machine, router)
    at = state.place or at
    path = argument(args, kwargs, 0, "path", Unknown("no path"))
    endpoint = argument(args, kwargs, 1, "endpoint", kwargs.get("route", Unknown("no endpoint")))
    prefix = prefix_of(machine, router)
    entry = new_entry(machine, "websocket" if websocket else "route", at)
    native = entry.native
    native.pieces = [*([(state.at, prefix)] if prefix != "" else []), (at, as_text(machine, path))]
    native.options = {k: v for k, v in kwargs.items() if k not in ("path", "endpoint", "route")}
    methods = kwargs.get("methods") or (args[2] if len(args) > 2 and type(args[2]) is ListValue else None)
    entry.attrs.update(
        {
            "path": concat([prefix, as_text(machine, path)]),
            "path_format": concat([prefix, as_text(machine, path)]),
            "endpoint": endpoint,
            "methods": ListValue(list(methods_of(machine, methods, endpoint)), True, "set"),
            "include_in_schema": kwargs.get("include_in_schema", True),
            "name": kwargs.get("name") or _name_of(endpoint),
            "tags": kwargs.get("tags", ListValue([])),
            "operation_id": kwargs.get("operation_id"),
            "dependencies": kwargs.get("dependencies", ListValue([])),
        }
    )
    entry.cls = WEBSOCKET_ROUTE if websocket else API_ROUTE if state.kind != "plain" else ROUTE
    state.routes.items.append(entry)
    return None


def _name_of(endpoint: Value) -> Value:
    if type(endpoint) is BoundMethod:
        endpoint = endpoint.function
    return endpoint.code.name if type(endpoint) is FunctionValue else Unknown("name")


def add_websocket(machine: Machine, router: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    return add_route(machine, router, args, kwargs, at, websocket=True)


def inner_router(router: Instance, state: RouterState) -> Instance | None:
    """The router an application registers on, where the program has put another in its place."""
    inner = router.attrs.get("router") if state.kind == "app" else None
    return inner if type(inner) is Instance and inner is not router else None


def passed_on(machine: Machine, router: Instance, name: str, args: Args, kwargs: Kwargs, at: At) -> Value:
    """A call one method of a router passes to another, which a subclass may override: what it registers stands where the program called."""
    state = ensure_router(machine, router)
    before, state.place = state.place, state.place or at
    try:
        return machine.method(router, name, args, kwargs, at)
    finally:
        state.place = before


def api_route(machine: Machine, router: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`@router.api_route(path)`: the decorator registers through `add_api_route`, which a subclass may override."""
    path = argument(args, kwargs, 0, "path", Unknown("no path"))
    rest = {k: v for k, v in kwargs.items() if k != "path"}
    state = ensure_router(machine, router)
    at = state.place or at

    def decorate(machine: Machine, args: Args, kwargs: Kwargs, _at: At) -> Value:
        endpoint = args[0] if args else Unknown("no endpoint")
        inner = inner_router(router, state)
        if inner is not None:
            passed_on(machine, inner, "add_api_route", [path, endpoint], dict(rest), at)
        elif state.kind == "app":
            add_route(machine, router, [path, endpoint], dict(rest), at)
        else:
            passed_on(machine, router, "add_api_route", [path, endpoint], dict(rest), at)
        return endpoint

    return Native("route decorator", decorate)


def verb(name: str) -> Any:
    """`@router.get(path)` and its kin."""

    def run(machine: Machine, router: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
        given = {**kwargs, "methods": ListValue([name.upper()])}
        state = ensure_router(machine, router)
        inner = inner_router(router, state)
        if inner is not None:
            return passed_on(machine, inner, name, args, kwargs, at)
        if state.kind == "app":
            return api_route(machine, router, args, given, at)
        return passed_on(machine, router, "api_route", args, given, at)

    return run


def websocket_decorator(machine: Machine, router: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    path = argument(args, kwargs, 0, "path", Unknown("no path"))

    def decorate(machine: Machine, args: Args, kwargs: Kwargs, _at: At) -> Value:
        endpoint = args[0] if args else Unknown("no endpoint")
        add_websocket(machine, router, [path, endpoint], {}, at)
        return endpoint

    return Native("websocket decorator", decorate)


def include(machine: Machine, router: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`include_router(child, prefix=...)`."""
    state = ensure_router(machine, router)
    target = argument(args, kwargs, 0, "router", Unknown("no router"))
    given = kwargs.get("prefix", args[1] if len(args) > 1 and is_textual(args[1]) else "")
    prefix = as_text(machine, given if given is not None else "")
    own = prefix_of(machine, router)
    for option in options_of(target):
        if option is None:
            continue
        entry = new_entry(machine, "include", at)
        native = entry.native
        native.pieces = [*([(state.at, own)] if own != "" else []), (at, prefix)]
        native.options = {k: v for k, v in kwargs.items() if k not in ("router", "prefix")}
        entry.attrs["path"] = concat([own, prefix])
        if type(option) is Instance and (state_of(option) is not None or may_be_router(option)):
            ensure_router(machine, option)
            native.target = option
        else:
            native.kind = "lost"
            native.options["reason"] = f"include_router of something unknown: {describe(option)}"
            if type(option) is Instance:  # a router of a library says by its own arguments where it hangs
                named = (option.attrs.get(k) for k in ("prefix", "path"))
                below = next((v for v in named if type(v) is str and v.startswith("/")), "")
                entry.attrs["path"] = concat([own, prefix, below])
        state.routes.items.append(entry)
    return None


def may_be_router(instance: Instance) -> bool:
    """Whether an object without router state may be one: it was really made, of a class with a base nobody sees."""
    return instance.cls.open and not instance.typed and instance.cls.code is not None


def mount(machine: Machine, router: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`mount(path, app)`."""
    state = ensure_router(machine, router)
    path, app = argument(args, kwargs, 0, "path", ""), argument(args, kwargs, 1, "app", Unknown("no application"))
    for option in options_of(app):
        if option is not None:
            state.routes.items.append(mount_entry(machine, as_text(machine, path), option, None, at))
    return None


def mount_entry(machine: Machine, path: Value, app: Value, routes: Value, at: At) -> Instance:
    """A mount of an application or of a list of routes; of something unknown, a lost link."""
    entry = new_entry(machine, "mount", at)
    entry.cls = MOUNT
    native = entry.native
    native.pieces = [(at, path)]
    native.target = app if app is not None else routes
    entry.attrs.update({"path": path, "app": app, "routes": routes if routes is not None else ListValue([])})
    app = unwrapped(app)
    native.target = app if app is not None else routes
    if (app is not None and type(app) in (Unknown, Library)) or (
        type(app) is Instance and state_of(app) is None and app.cls.open and not is_static(app)
    ):
        native.kind = "lost"
        native.options["reason"] = f"mount of something unknown: {describe(app)}"
    return entry


def unwrapped(app: Value) -> Value:
    """The application inside of middleware objects (`CORSMiddleware(app, ...)`), told by the argument they were given."""
    for _ in range(5):
        if type(app) is not Instance or state_of(app) is not None or not app.cls.open:
            break
        given = [v for name, v in app.attrs.items() if name != "args"]
        given += app.attrs["args"].items if type(app.attrs.get("args")) is ListValue else []
        inner = next(
            (v for v in given if state_of(v) is not None or (type(v) is Instance and v.cls.open and v is not app)), None
        )
        if inner is None:
            break
        app = inner
    return app


def is_static(app: Value) -> bool:
    """Static files are no routes."""
    return type(app) is Instance and any(
        c.name == "StaticFiles" or c.library.endswith("StaticFiles") for c in app.cls.mro
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
    return type(value).__name__


def extend(machine: Machine, state: RouterState, value: Value, at: At) -> None:
    """Route objects handed to a constructor."""
    if value is None:
        return
    found = machine.iterate(value)
    for item in found[0] if found is not None else ():
        if type(item) is Instance and type(item.native) is EntryState:
            state.routes.items.append(item)
        elif type(item) in (Unknown, Library):
            state.routes.items.append(lost_entry(machine, at, f"a route made by something unknown: {describe(item)}"))
    if found is None or not found[1]:
        state.routes.items.append(lost_entry(machine, at, f"a list of routes that is not known: {describe(value)}"))


def lost_entry(machine: Machine, at: At, reason: str, path: Value = "") -> Instance:
    """A link that was seen and not understood; it covers whatever hangs below."""
    entry = new_entry(machine, "lost", at)
    entry.native.pieces = [(at, path)]
    entry.native.options["reason"] = reason
    entry.attrs["path"] = path
    return entry


# -- things handed to the unknown ---------------------------------------------------------------------------------------------------


_HARMLESS = re.compile(
    r"^(uvicorn|hypercorn|gunicorn|granian|httpx|requests|anyio|asyncio|threading|multiprocessing|logging|starlette|fastapi|opentelemetry|prometheus\w*"
    r"|sentry_sdk|slowapi|mangum|asgi_lifespan|pytest|unittest|contextlib|functools|inspect|typing|weakref|copy|json|os|sys|time|builtins|pydantic"
    r"|ddtrace|elasticapm|newrelic|logfire|structlog|loguru|rich|click|typer|warnings|types|dataclasses|collections|itertools|uuid|signal|atexit)(\.|$)"
    r"|[Mm]iddleware|[Ii]nstrument|Limiter|TestClient|Client$|Server$|Config$"
)
_MOUNTS = re.compile(r"expose|mount|include|route")  # what even these do under such a name is adding routes


def harmless(library: str, method: str = "") -> bool:
    """Whether a library, or a method of one of its objects, is known to leave route tables alone."""
    known = _HARMLESS.search(library) or (method and _HARMLESS.search(method))
    return bool(known) and not _MOUNTS.search(method)


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


def handed_to_library(machine: Machine, name: str, values: list[Value], kwargs: Kwargs, at: At) -> None:
    """A library was handed a router or application: unless it is known to leave route tables alone, it may add routes nobody sees."""
    holders = [v for v in values if state_of(v) is not None]
    if not holders or harmless(name):
        return
    named = (kwargs.get(k) for k in ("path", "prefix", "base_url", "url", "mount_path", "route"))
    where = next((v for v in named if type(v) is str and v.startswith("/")), None)
    where = where or next((v for v in values if type(v) is str and v.startswith("/")), None)
    for holder in holders:
        state = ensure_router(machine, holder)
        entry = lost_entry(
            machine, at, f"{name} of a library is handed this and may register routes on it", where or ""
        )
        entry.native.options["library"] = name
        entry.native.options["weak"] = where is None
        state.routes.items.append(entry)


def handed_to_unknown(machine: Machine, called: Unknown, values: list[Value], at: At) -> None:
    """An unknown function was handed a router: it may include it somewhere, or register on it."""
    from accord.frameworks import nested

    foreign = type(called.owner) is Library or (
        type(called.owner) is Instance and called.owner.cls.open and state_of(called.owner) is None
    )
    if called.name in _BY_CALL and not foreign:
        machine.lose(at, f"{called.name} of something unknown: {called.reason}", "receiver", (at[0],))
    holders = [h for v in values for h in nested(v) if state_of(h) is not None]
    if not holders:
        return
    owner = called.owner
    own = state_of(owner) is not None and not owner.cls.open and owner.native.kind != "guess"
    if own:
        holders = [
            h for h in holders if h.native.kind != "app"
        ]  # a method of the framework's own object adds nothing to applications
    library = library_of(owner)
    if library and harmless(library, called.name):
        return
    for holder in holders:
        state = state_of(holder)
        if state is None:
            continue
        if state.kind == "app":
            entry = lost_entry(
                machine,
                at,
                f"an unknown function ({called.name or called.reason}) is handed the application and may register routes on it",
            )
            entry.native.options["weak"] = bool(library)
            state.routes.items.append(entry)
        elif (
            type(owner) is Instance
            and not own
            and (state_of(owner) is not None or owner.cls.open)
            and owner is not holder
        ):
            assumed(machine, owner, holder, called.name, at)
        else:
            machine.lose(
                at,
                f"a router is handed to something unknown ({called.name or called.reason}), which may mount it anywhere",
                "include",
                _file_of(holder),
            )


def _file_of(holder: Instance) -> tuple[str, ...]:
    state = state_of(holder)
    return (state.at[0],) if state is not None and state.at[0] else ()


def assumed(machine: Machine, owner: Instance, router: Instance, name: str, at: At) -> None:
    """An unknown method of a library's object that is handed a router is taken for an include, and that is told."""
    state = ensure_router(machine, owner)
    entry = new_entry(machine, "include", at)
    entry.native.pieces = [(at, "")]
    entry.native.target = router
    entry.attrs["path"] = ""
    state.routes.items.append(entry)
    machine.lose(at, f"{name} of a library class is assumed to include the router", "include", _file_of(router))


# -- classes ----------------------------------------------------------------------------------------------------------------------


def same_function(machine: Machine, router: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """A decorator that registers no route (`@app.middleware`, `@app.exception_handler`)."""
    return Native("decorator", lambda m, a, k, where: a[0] if a else Unknown("nothing decorated"))


def does_nothing(machine: Machine, router: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    return None


def on_event(machine: Machine, router: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`@app.on_event("startup")`: the function is run when the current entry is over."""

    def decorate(machine: Machine, args_: Args, kwargs_: Kwargs, _at: At) -> Value:
        if args and args[0] == "startup" and args_:
            start_up(machine, args_[0])
        return args_[0] if args_ else Unknown("nothing decorated")

    return Native("on_event", decorate)


def add_event_handler(machine: Machine, router: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    function = argument(args, kwargs, 1, "func")
    if argument(args, kwargs, 0, "event_type") == "startup" and function is not None:
        start_up(machine, function)
    return None


def run_lifespan(machine: Machine, app: Instance, kwargs: Kwargs) -> None:
    """Start-up work belongs to the application that names it."""
    lifespan = kwargs.get("lifespan")
    if type(lifespan) in (FunctionValue, BoundMethod, Native, Instance, Union) and may_register(machine, lifespan):
        machine.pending.append((lifespan, [app]))
    found = machine.iterate(kwargs["on_startup"]) if kwargs.get("on_startup") is not None else None
    for function in found[0] if found is not None else ():
        start_up(machine, function)


def start_up(machine: Machine, function: Value) -> None:
    """Run a start-up hook when the current entry is over, where it may register anything."""
    if may_register(machine, function):
        machine.pending.append((function, []))


def may_register(machine: Machine, hook: Value) -> bool:
    """Whether a start-up hook may register routes: by its text, by what it calls, or because it hands its application on."""
    function = hook.function if type(hook) is BoundMethod else hook
    if type(function) is not FunctionValue:
        return True
    text = function.code.text()
    if registers(text) or machine.is_warm(function.code):
        return True
    return any(
        re.search(rb"[(,=]\s*(?:\w+\.)*" + re.escape(p.name.encode()) + rb"\s*[,)]", text[len(p.name) :])
        for p in function.code.params.get()
    ) or (b"routes" in text or b"globals" in text)


def init_app(machine: Machine, app: Instance, args: Args, kwargs: Kwargs, at: At) -> None:
    """FastAPI(...) and Starlette(debug, routes, ...)."""
    state = ensure_router(machine, app)
    app.attrs.setdefault("router", app)
    app.attrs["state"] = Instance(ClassValue("State", library="starlette.datastructures.State"), at)
    for name in ("title", "version", "docs_url", "openapi_url", "debug", "description"):
        app.attrs[name] = kwargs.get(name, Unknown(name))
    app.attrs["root_path"] = kwargs.get("root_path", "")
    positional = next((a for a in args if type(a) is ListValue), None)
    extend(machine, state, kwargs.get("routes", positional), at)
    run_lifespan(machine, app, kwargs)


def init_router(machine: Machine, router: Instance, args: Args, kwargs: Kwargs, at: At) -> None:
    """APIRouter(prefix=...) and Router(routes=...)."""
    state = ensure_router(machine, router)
    router.attrs["prefix"] = kwargs.get("prefix", "") if state.kind == "router" else ""
    router.attrs["tags"] = kwargs.get("tags", ListValue([]))
    router.attrs["include_in_schema"] = kwargs.get("include_in_schema", True)
    router.attrs["dependencies"] = kwargs.get("dependencies", ListValue([]))
    extend(machine, state, kwargs.get("routes", args[0] if args else None), at)


def init_route(machine: Machine, entry: Instance, args: Args, kwargs: Kwargs, at: At) -> None:
    """Route(path, endpoint, methods=...), APIRoute and the websocket kinds."""
    made = Instance(ENTRY, at)
    made.native = RouterState("plain", at)
    add_route(machine, made, args, kwargs, at, websocket=WEBSOCKET_ROUTE in entry.cls.mro)
    source = made.native.routes.items[0]
    routers_now = routers(machine)
    if made in routers_now:
        routers_now.remove(made)
    entry.native = source.native
    entry.attrs.update(source.attrs)


def init_mount(machine: Machine, entry: Instance, args: Args, kwargs: Kwargs, at: At) -> None:
    """Mount(path, app=None, routes=None)."""
    path, app, routes = (
        argument(args, kwargs, 0, "path", ""),
        argument(args, kwargs, 1, "app"),
        argument(args, kwargs, 2, "routes"),
    )
    source = mount_entry(machine, as_text(machine, path), app, routes, at)
    entry.native = source.native
    entry.attrs.update(source.attrs)


def init_host(machine: Machine, entry: Instance, args: Args, kwargs: Kwargs, at: At) -> None:
    """Host(host, app): the host is no part of the path."""
    source = mount_entry(machine, "", argument(args, kwargs, 1, "app"), None, at)
    entry.native = source.native
    entry.attrs.update(source.attrs)


ROUTING: dict[str, Any] = {
    **{name: verb(name) for name in VERBS},
    "api_route": api_route,
    "route": api_route,
    "add_api_route": add_route,
    "add_route": add_route,
    "include_router": include,
    "mount": mount,
    "websocket": websocket_decorator,
    "websocket_route": websocket_decorator,
    "add_api_websocket_route": add_websocket,
    "add_websocket_route": add_websocket,
    "host": lambda m, router, args, kwargs, at: mount(m, router, ["", argument(args, kwargs, 1, "app")], {}, at),
    "on_event": on_event,
    "add_event_handler": add_event_handler,
}


def set_routes(machine: Machine, router: Instance, args: Args, kwargs: Kwargs, at: At) -> None:
    """`router.routes = [...]`: the new table; where it is not known, the old one stays and that is told."""
    state = ensure_router(machine, router)
    value = args[0]
    if type(value) is ListValue and value.exact and not machine.may:
        if any(item not in value.items for item in state.routes.items):
            machine.lose(at, "routes are deleted at run time", "deletion")
        state.routes.items = value.items
    elif type(value) is ListValue:
        state.routes.items += [item for item in value.items if item not in state.routes.items]
        machine.lose(at, "the route table is replaced by one that is not wholly known", "deletion")
    else:
        state.routes.items.append(
            lost_entry(machine, at, f"the route table is replaced by something unknown: {describe(value)}")
        )


_PLAIN: dict[str, Any] = {
    "set routes": set_routes,
    "middleware": same_function,
    "exception_handler": same_function,
    "add_middleware": does_nothing,
    "add_exception_handler": does_nothing,
    "setup": does_nothing,
}

APP = ClassValue("FastAPI", native={**ROUTING, **_PLAIN, "kind": "app", "__init__": init_app})
STARLETTE_APP = ClassValue("Starlette", native={**ROUTING, **_PLAIN, "kind": "app", "__init__": init_app})
API_ROUTER = ClassValue("APIRouter", native={**ROUTING, **_PLAIN, "kind": "router", "__init__": init_router})
PLAIN_ROUTER = ClassValue("Router", native={**ROUTING, **_PLAIN, "kind": "plain", "__init__": init_router})
ENTRY = ClassValue("BaseRoute", native={})
ROUTE = ClassValue("Route", [ENTRY], native={"__init__": init_route})
API_ROUTE = ClassValue("APIRoute", [ROUTE], native={"__init__": init_route})
WEBSOCKET_ROUTE = ClassValue("WebSocketRoute", [ENTRY], native={"__init__": init_route})
API_WEBSOCKET_ROUTE = ClassValue("APIWebSocketRoute", [WEBSOCKET_ROUTE], native={"__init__": init_route})
MOUNT = ClassValue("Mount", [ENTRY], native={"__init__": init_mount})
HOST = ClassValue("Host", [ENTRY], native={"__init__": init_host})
ENDPOINT = ClassValue("HTTPEndpoint", native={})
WEBSOCKET_ENDPOINT = ClassValue("WebSocketEndpoint", native={})

__all__ = ["NOWHERE", "DictValue", "Union"]
