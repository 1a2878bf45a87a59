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
    At,
    BoundMethod,
    ClassValue,
    FunctionValue,
    Instance,
    Library,
    ListValue,
    Native,
    Scope,
    Text,
    Union,
    Unknown,
    Value,
    concat,
    is_textual,
    options_of,
    plain,
)
from accord.frameworks.routing_copies import laid_out
from accord.frameworks.routing_state import (
    API_ROUTE,
    API_WEBSOCKET_ROUTE,
    ENTRY,
    HOST,
    MOUNT,
    ROUTE,
    VERBS,
    WEBSOCKET_ROUTE,
    EntryState,
    RouterState,
    argument,
    describe,
    ensure_router,
    kind_of,
    library_of,
    lost_entry,
    new_entry,
    prefix_of,
    registers,
    registers_like_router,
    routers,
    state_of,
)

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

Args = list[Value]
Kwargs = dict[str, Value]


def attribute(machine: Machine, instance: Instance, name: str, at: At) -> Value:
    """Routing methods of routers, and of objects of unknown library classes that may be routers."""
    state = state_of(instance)
    if state is not None and name == "routes":
        state.read = True
        laid_out(machine, state)
        return state.routes
    if name not in ROUTING or not (state is not None or (instance.cls.open and registers_like_router(instance.cls))):
        return MISSING
    return BoundMethod(ROUTING[name], instance)


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


def add_route(machine: Machine, router: Instance, args: Args, kwargs: Kwargs, at: At, websocket: bool = False) -> Value:
    """`add_api_route` and `add_route` and their websocket kin."""
    state = ensure_router(machine, router)
    at = asked_at(machine, router, state.place or at)
    path = argument(args, kwargs, 0, "path", Unknown("no path"))
    endpoint = argument(args, kwargs, 1, "endpoint", kwargs.get("route", Unknown("no endpoint")))
    prefix = prefix_of(machine, router)
    own = (
        None
        if websocket
        else _own_route(machine, router, concat([prefix, as_text(machine, path)]), endpoint, kwargs, at)
    )
    if own is not None:
        state.routes.items.append(own)
        return None
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


def _own_route(
    machine: Machine, router: Instance, path: Value, endpoint: Value, kwargs: Kwargs, at: At
) -> Instance | None:
    """The route as the constructor of a router's own `route_class` makes it, which may change what it is given."""
    cls = kwargs.get("route_class_override") or router.attrs.get("route_class")
    if type(cls) is not ClassValue or API_ROUTE not in cls.mro or type(cls.find("__init__")[0]) is not FunctionValue:
        return None
    given = {k: v for k, v in kwargs.items() if k not in ("path", "endpoint", "route", "route_class_override")}
    made = machine.call(cls, [path, endpoint], given, at)
    if type(made) is not Instance or type(made.native) is not EntryState:
        return None
    made.native.at = at
    return made


def asked_at(machine: Machine, router: Instance, at: At) -> At:
    """Where the program asked for a registration: outside of the routing methods that a project's own router class defines."""
    if router.cls.code is None:
        return at
    for function, called_at in reversed(machine.frames):
        method = _method_of(function)
        if method is None or method.code.name not in ROUTING or method.owner not in router.cls.mro:
            break
        at = called_at
    return at


def _method_of(function: FunctionValue) -> FunctionValue | None:
    """The method a function is, or stands in."""
    scope: Scope | None = function.scope
    while function.owner is None and scope is not None:
        inner = scope.frame.function if scope.frame is not None else None
        function, scope = inner or function, scope.parent
    return function if function.owner is not None else None


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
    """`@router.get(path)` and its kin; `*` is a verb nobody knows."""

    def run(machine: Machine, router: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
        given = {**kwargs, "methods": ListValue(["?" if name == "*" else name.upper()])}
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
        native.conditional = native.conditional or _one_of_several(target)
        native.pieces = [*([(state.at, own)] if own != "" else []), (at, prefix)]
        native.options = {k: v for k, v in kwargs.items() if k not in ("router", "prefix")}
        entry.attrs["path"] = concat([own, prefix])
        if type(option) is Instance and (state_of(option) is not None or may_be_router(option)):
            ensure_router(machine, option)
            native.target = option
            state.routes.items += inherited(machine, option, entry.attrs["path"], at)
        else:
            native.kind = "lost"
            native.options["reason"] = f"include_router of something unknown: {describe(option)}"
            if type(option) is Instance:
                entry.attrs["path"] = concat([own, prefix, _own_place(option)])
        state.routes.items.append(entry)
    return None


def _one_of_several(value: Value) -> bool:
    """Whether a value is one of several routers or applications, chosen by something that is not known."""
    return type(value) is Union and sum(type(o) is Instance for o in value.options) > 1


def _own_place(option: Instance) -> str:
    """A router of a library says by its own arguments where it hangs."""
    named = (option.attrs.get(k) for k in ("prefix", "path"))
    return next((v for v in named if type(v) is str and v.startswith("/")), "")


def inherited(machine: Machine, router: Instance, path: Value, at: At) -> list[Instance]:
    """What a router's class may register out of sight: it is the program's own, below one of a library or one that is not there."""
    if router.cls.code is None or not router.cls.open or kind_of(router.cls):
        return []
    reason = f"{router.cls.name} is a subclass of {library_of(router) or 'a class that is not known'}, which may register routes of its own"
    return [lost_entry(machine, at, reason, concat([path, _own_place(router)]))]


def may_be_router(instance: Instance) -> bool:
    """Whether an object without router state may be one: it was really made, of a class with a base nobody sees."""
    return instance.cls.open and not instance.typed and instance.cls.code is not None


def mount(machine: Machine, router: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`mount(path, app)`."""
    state = ensure_router(machine, router)
    path, app = argument(args, kwargs, 0, "path", ""), argument(args, kwargs, 1, "app", Unknown("no application"))
    for option in options_of(app):
        inner = state_of(option)
        if inner is not None and inner.at == state.at and option is not router and machine.sweeping:
            # a helper nobody calls mounts what the stand-in for its argument is itself: it is there for other programs
            reason = "mounts an application on one it is given; no caller was found"
            state.routes.items.append(lost_entry(machine, at, reason, as_text(machine, path)))
        elif option is not None:
            entry = mount_entry(machine, as_text(machine, path), option, None, at)
            entry.native.conditional = entry.native.conditional or _one_of_several(app)
            state.routes.items.append(entry)
            if inner is not None:
                state.routes.items += inherited(machine, option, as_text(machine, path), at)
    return None


def mount_entry(machine: Machine, path: Value, app: Value, routes: Value, at: At) -> Instance:
    """A mount of an application or of a list of routes; of something unknown, a lost link."""
    entry = new_entry(machine, "mount", at)
    entry.cls = MOUNT
    native = entry.native
    native.pieces = [(at, path)]
    native.target = app if app is not None else routes
    app, given = unwrapped(app), app
    inner = state_of(app)
    if routes is None:  # `mount.routes` is the table of what is mounted
        routes = inner.routes if inner is not None else ListValue([])
    entry.attrs.update({"path": path, "app": given, "routes": routes})
    native.target = app if app is not None else routes
    if (app is not None and (type(app) in (Unknown, Library) or _wraps_unknown(app))) or (
        type(app) is Instance and state_of(app) is None and app.cls.open and not is_static(app)
    ):
        native.kind = "lost"
        native.options["reason"] = f"mount of something unknown: {describe(app)}"
    return entry


def unwrapped(app: Value) -> Value:
    """The application inside of middleware objects (`CORSMiddleware(app, ...)`), told by the argument they were given."""
    for _ in range(5):
        if type(app) is not Instance or state_of(app) is not None:
            break
        if not app.cls.open:  # a wrapper of the project's own
            held = [v for v in app.attrs.values() if state_of(v) is not None]
            app = held[0] if len(held) == 1 and app.cls.find("__call__")[1] is not None else app
            break
        given = [v for name, v in app.attrs.items() if name != "args"]
        given += app.attrs["args"].items if type(app.attrs.get("args")) is ListValue else []
        outer = [v for v in given if type(v) is Instance and v.cls.open and v is not app]
        inner = next((v for v in given if state_of(v) is not None), None)
        if inner is None and len(outer) > 1:  # `AuthMiddleware(backend=Backend(...), app=GZip(app))`
            inner = next((v for v in map(unwrapped, outer) if state_of(v) is not None), None)
        inner = inner or next(iter(outer), None)
        if inner is None:
            break
        app = inner
    return app


def _wraps_unknown(app: Value) -> bool:
    """Whether an ASGI object of the project's own holds something unknown, which may be an application."""
    if type(app) is not Instance or state_of(app) is not None or app.cls.open or app.cls.find("__call__")[1] is None:
        return False
    return any(type(v) in (Unknown, Library) for v in app.attrs.values())


def is_static(app: Value) -> bool:
    """Static files are no routes."""
    return type(app) is Instance and any(
        c.name == "StaticFiles" or c.library.endswith("StaticFiles") for c in app.cls.mro
    )


def extend(machine: Machine, state: RouterState, value: Value, at: At) -> None:
    """Route objects handed to a constructor."""
    if value is None:
        return
    found = machine.iterate(value)
    told = False
    for item in found[0] if found is not None else ():
        if type(item) is Instance and type(item.native) is EntryState:
            state.routes.items.append(item)
        elif type(item) in (Unknown, Library):
            told = True
            state.routes.items.append(lost_entry(machine, at, f"a route made by something unknown: {describe(item)}"))
    if found is None or (not found[1] and not told):
        state.routes.items.append(lost_entry(machine, at, f"a list of routes that is not known: {describe(value)}"))


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
    if any(_is_router(function.scope, root) for root in _HANDED.findall(text)):
        return True
    return any(
        re.search(rb"[(,=]\s*(?:\w+\.)*" + re.escape(p.name.encode()) + rb"\s*[,)]", text[len(p.name) :])
        for p in function.code.params.get()
    ) or (b"routes" in text or b"globals" in text)


_HANDED = re.compile(rb"[(,=]\s*([A-Za-z_]\w*)\s*(?=[,)])")


def _is_router(scope: Scope | None, name: bytes) -> bool:
    """Whether a name that a text hands on is a router or application where the text stands."""
    while scope is not None:
        if (value := scope.vars.get(name.decode(), MISSING)) is not MISSING:
            return state_of(value) is not None
        scope = scope.parent
    return False


# Where FastAPI serves its documentation unless told otherwise; programs register their own pages there.
DOCUMENTATION = {
    "docs_url": "/docs",
    "redoc_url": "/redoc",
    "openapi_url": "/openapi.json",
    "swagger_ui_oauth2_redirect_url": "/docs/oauth2-redirect",
}


def init_app(machine: Machine, app: Instance, args: Args, kwargs: Kwargs, at: At) -> None:
    """FastAPI(...) and Starlette(debug, routes, ...)."""
    state = ensure_router(machine, app)
    app.attrs.setdefault("router", app)
    app.attrs["state"] = Instance(ClassValue("State", library="starlette.datastructures.State"), at)
    for name in ("title", "version", "debug", "description"):
        app.attrs[name] = kwargs.get(name, Unknown(name))
    for name, default in DOCUMENTATION.items():
        app.attrs[name] = kwargs.get(name, default)
    app.attrs["root_path"] = kwargs.get("root_path", "")
    positional = next((a for a in args if type(a) is ListValue), None)
    extend(machine, state, kwargs.get("routes", positional), at)
    run_lifespan(machine, app, kwargs)


def init_router(machine: Machine, router: Instance, args: Args, kwargs: Kwargs, at: At) -> None:
    """APIRouter(prefix=...) and Router(routes=...)."""
    state = ensure_router(machine, router)
    router.attrs["prefix"] = kwargs.get("prefix", "") if state.kind == "router" else ""
    router.attrs["tags"] = kwargs.get("tags", ListValue([]))
    if "route_class" in kwargs:
        router.attrs["route_class"] = kwargs["route_class"]
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
    "*": verb("*"),
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
    if type(value) is ListValue and value.exact and not machine.unsure:
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

ROUTE.native = {"__init__": init_route}
API_ROUTE.native = {"__init__": init_route}
WEBSOCKET_ROUTE.native = {"__init__": init_route}
API_WEBSOCKET_ROUTE.native = {"__init__": init_route}
MOUNT.native = {"__init__": init_mount}
HOST.native = {"__init__": init_host}
APP = ClassValue("FastAPI", native={**ROUTING, **_PLAIN, "kind": "app", "__init__": init_app})
STARLETTE_APP = ClassValue("Starlette", native={**ROUTING, **_PLAIN, "kind": "app", "__init__": init_app})
API_ROUTER = ClassValue("APIRouter", native={**ROUTING, **_PLAIN, "kind": "router", "__init__": init_router})
PLAIN_ROUTER = ClassValue("Router", native={**ROUTING, **_PLAIN, "kind": "plain", "__init__": init_router})
ENDPOINT = ClassValue("HTTPEndpoint", native={})
WEBSOCKET_ENDPOINT = ClassValue("WebSocketEndpoint", native={})
