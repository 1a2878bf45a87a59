"""Express 4 and 5, and the routers that behave like its own (express-promise-router and its kin).

Reads: `express()`, `Router()`, verbs, `all`, `use` with paths, arrays and several routers, `route()` chains, nested mounts and sub-applications.
Cannot read: routes that middleware of other packages answers by itself. Cases: `fixtures/cases/express.md`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from accord.evaluate.js_values import NO_KEY, UNDEFINED, Certain, RegexValue, nothing
from accord.evaluate.machine import GONE
from accord.evaluate.values import (
    MISSING,
    At,
    BoundMethod,
    ClassValue,
    DictValue,
    FunctionValue,
    Hole,
    Instance,
    Library,
    ListValue,
    ModuleValue,
    Native,
    Text,
    Union,
    Unknown,
    Value,
    hides,
)
from accord.frameworks.express_delegation import answer, delegates, enter_later
from accord.frameworks.express_state import RouterState, go_on, nested, new_entry, remember_handlers, room_of, state_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accord.evaluate.machine import Machine

Args = list[Value]
Kwargs = dict[str, Value]

METHODS = [
    "get",
    "post",
    "put",
    "delete",
    "patch",
    "head",
    "options",
    "trace",
    "search",
    "copy",
    "lock",
    "unlock",
    "move",
    "mkcol",
    "propfind",
    "proppatch",
    "merge",
    "purge",
    "report",
    "subscribe",
    "unsubscribe",
    "notify",
    "link",
    "unlink",
    "bind",
    "rebind",
    "unbind",
    "acl",
    "checkout",
    "connect",
    "mkactivity",
    "mkcalendar",
    "m-search",
    "source",
]
_ROUTERS = [
    "express-promise-router",
    "express-async-router",
    "@awaitjs/express",
    "router",
    "express-router-async",
    "express-promise-router-ts",
    "express-async-router-wrapper",
    "@root/async-router",
    "express-async-handler-router",
    "express-asyncify-router",
]
_ADD = (
    "addAsync",
    "decorateApp",
    "decorateRouter",
)  # they give an application or router further verbs, and hand it back
PACKAGES = frozenset(f"npm:{name}" for name in ("express", *_ROUTERS))
_PATHS = (str, Text, RegexValue)
_ON = (True, Certain.TRUE)
_HANDLERS = (FunctionValue, BoundMethod, Native, Instance, ListValue)


# -- objects ----------------------------------------------------------------------------------------------------------------------


def make(machine: Machine, kind: str, at: At) -> Instance:
    """A new application or router."""
    return _become(machine, Instance(APP if kind == "app" else ROUTER, at), kind, at)


def _become(machine: Machine, made: Instance, kind: str, at: At) -> Instance:
    made.native = RouterState(kind, at, machine.entered)
    if kind == "app":
        made.attrs["locals"] = DictValue({}, exact=False)
    room = room_of(machine)
    room.routers.append(made)
    function = machine.sites[2] if kind == "app" and machine.sites is not None else None
    if function is not None:
        room.makers.add(function.code)
    go_on(machine)
    return made


def _application(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return make(machine, "app", at)


def make_router(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    made = make(machine, "router", at)
    _options(made, args)
    return made


def _options(made: Instance, args: Args) -> None:
    options = args[0] if args else None
    if type(options) is DictValue:
        made.native.strict = options.entries.get("strict") in _ON
        made.native.case = options.entries.get("caseSensitive") in _ON


def _extended(kind: str, machine: Machine, target: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`super(options)` of a class that extends `Router`: its object is a router."""
    _options(_become(machine, target, kind, target.at), args if kind == "router" else [])
    return UNDEFINED


def class_behind(value: Value) -> ClassValue | None:
    """The class whose objects `express` or `Router` makes, for classes that extend it."""
    made_by = value.run if type(value) is Native else None
    return ROUTER if made_by is make_router else APP if made_by is _application else None


# -- registration -----------------------------------------------------------------------------------------------------------------


def is_path(value: Value, deep: int = 3) -> bool:
    """Whether a first argument is a path: text, a regular expression, or a list of these; lists may hold one list many times."""
    if type(value) is ListValue:
        return bool(value.items) and deep > 0 and all(is_path(v, deep - 1) for v in _apart(value.items))
    if type(value) is Union:
        return any(is_path(v, deep) for v in value.options) and all(
            is_path(v, deep) or nothing(v) or type(v) is Unknown for v in value.options
        )
    return type(value) in _PATHS


def _apart(items: list[Value]) -> Iterable[Value]:
    return {id(v): v for v in items}.values()


def register(machine: Machine, router: Instance, method: str, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`app.get(path, ...handlers)`; with one argument `get` reads a setting."""
    if len(args) < 2:
        return Unknown("a setting of the application", at=at, soft=True) if method == "GET" else router
    remember_handlers(machine, args[1:])
    path = args[0] if is_path(args[0]) else _path_of_unknown(args[0])
    entry = new_entry(machine, router, "route", at, path)
    entry.methods = (method,)
    entry.handler = args[-1]
    _routed(machine, router, args[1:], at, every=method == "ALL")
    return router


def _routed(machine: Machine, router: Instance, handlers: Args, at: At, *, every: bool) -> None:
    """A router that stands as the handler of a verb (`app.all("/pets*", pets)`) sees the whole path, which stays in front of nothing."""
    last = handlers[-1]
    if (
        every and type(last) is Unknown and last.reason.endswith(GONE)
    ):  # a module that is gone answers every verb: a router, mostly
        new_entry(machine, router, "lost", at, "").reason = f"what answers is {last.reason}"
    for each in (v for handler in handlers for v in nested(handler)):
        if (
            state_of(each) is not None
            and each is not router
            and not any(e.kind == "mount" and e.target is each and e.path == "" for e in router.native.entries)
        ):
            new_entry(machine, router, "mount", at, "").target = each


def _path_of_unknown(value: Value) -> Value:
    name = value.name if type(value) is Unknown else ""
    return Text((Hole(name, value.reason if type(value) is Unknown else ""),), type(value) is Unknown and value.soft)


def use(machine: Machine, router: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`app.use([path,] ...handlers)`: every router among the handlers is mounted; what may be one and is unknown is lost."""
    path: Value = ""
    rest = args
    if args and (is_path(args[0]) or (len(args) > 1 and _maybe_path(args[0]))):
        path, rest = args[0], args[1:]
    elif len(args) > 1 and nothing(args[0]) and any(state_of(v) is not None for r in args[1:] for v in nested(r)):
        # Express refuses that ("path must be a string"): what was asked for is gone, or was misread
        path, rest = _path_of_unknown(Unknown("a path that is undefined", at=at, name="path")), args[1:]
    elif len(args) > 1 and type(args[0]) is Unknown and _may_be_path(machine, args[0], args[1:]):
        path, rest = _path_of_unknown(args[0]), args[1:]
    remember_handlers(machine, rest)
    places = [
        [_default(machine, t) for each in nested(place) for t in _unwrapped(machine, router, each)]
        for handler in rest
        for place in _places(handler)
    ]
    last = max((n for n, targets in enumerate(places) if any(state_of(t) is not None for t in targets)), default=-1)
    for number, targets in enumerate(places):
        routers = any(state_of(t) is not None for t in targets)
        for target in targets:
            if routers and type(target) is Unknown and hides(target):  # what stands there is this or a router
                entry = new_entry(machine, router, "lost", at, path)
                entry.reason = f"mount of something unknown: {target.reason}"
                continue
            if target is UNDEFINED and len(targets) == 1:
                # Express refuses that (`lib/router/index.js`: "requires a middleware function"): what was asked for is gone, or was misread
                entry = new_entry(machine, router, "lost", at, path)
                entry.reason, entry.weak = "mount of undefined", path in ("", "/")
                continue
            # what stands before a router, or in its place, is middleware; what stands behind one has no such excuse
            _mount(machine, router, path, target, at, routed=number <= last)
    return router


def _maybe_path(value: Value) -> bool:
    """Whether what stands before handlers is, among other things, a path, and never a handler."""
    return (
        type(value) is Union
        and any(is_path(v) for v in value.options)
        and not any(type(v) in _HANDLERS for v in value.options)
    )


def _places(handler: Value) -> list[Value]:
    """The elements of an array of handlers, else the handler; what an array holds more than once counts once."""
    out: dict[int, Value] = {}
    fresh, seen = [handler], set()
    while fresh:
        each = fresh.pop()
        if type(each) is not ListValue:
            out[id(each)] = each
        elif id(each) not in seen:
            seen.add(id(each))
            fresh += reversed(each.items)
    return list(out.values())


def _may_be_path(machine: Machine, value: Unknown, rest: Args) -> bool:
    """Whether an unknown first argument is a path: a router follows, or its name says so, and it came from no package."""
    wrapped = room_of(machine).wrapped
    if any(state_of(v) is not None or id(v) in wrapped for r in rest for v in nested(r)):
        return type(value.owner) is not Library or value.soft
    if len(rest) == 1 and type(rest[0]) is Unknown and type(value.owner) is Unknown and value.owner is rest[0].owner:
        return not value.reason.startswith("argument ")  # `app.use(each.at, each.what)`
    if value.reason == NO_KEY or (hides(value) and any(type(r) is FunctionValue and delegates(r) for r in rest)):
        return True
    return any(word in value.name.lower() for word in ("path", "prefix", "base", "root", "url", "route", "mount"))


def _unwrapped(machine: Machine, router: Instance, value: Value) -> list[Any]:
    """Middleware a package made of routers (`vhost("a.example", api)`) answers with these."""
    _, inside, at = room_of(machine).wrapped.get(id(value), (None, (), None))
    held = [r for r in inside if r is not router]
    for each in held:
        each.native.entries = [e for e in each.native.entries if not (e.kind == "lost" and e.at == at)]
    return held or [value]


def _default(machine: Machine, value: Value) -> Value:
    """A module handed over where its default export is meant."""
    return machine.attribute(value, "default", (value.rel, 0)) if type(value) is ModuleValue else value


def _mount(machine: Machine, router: Instance, path: Value, target: Value, at: At, *, routed: bool) -> None:
    if state_of(target) is not None:
        new_entry(machine, router, "mount", at, path).target = target
        return
    if type(target) is FunctionValue and delegates(target):
        enter_later(machine, router, path, target)
    from accord.frameworks.express_lost_mounts import lone_mount, lost_mount, of_nothing

    routed = routed and not of_nothing(machine, target)
    reason = "" if routed else lost_mount(target, path)
    lone = "" if routed or reason else lone_mount(target)
    # a name that nothing binds is one router or none: of consequence where one hangs nowhere
    bare = not (routed or reason or lone) and type(target) is Unknown and hides(target)
    if reason or lone or bare:
        entry = new_entry(machine, router, "lost", at, path)
        entry.reason = reason or lone or f"mount of something unknown: {target.reason}"
        entry.weak, entry.lone = not reason, bool(lone)


def _route(machine: Machine, router: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`router.route(path)`: verbs follow, each handing the route on."""
    made = Instance(ROUTE, at)
    given = args[0] if args else Unknown("no path")
    made.native = (router, given if is_path(given) else _path_of_unknown(given))
    return made


def _on_route(method: str, machine: Machine, route: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    router, path = route.native
    if args:
        remember_handlers(machine, args)
        entry = new_entry(machine, router, "route", at, path)
        entry.methods, entry.handler = (method,), args[-1]
        _routed(machine, router, args, at, every=method == "ALL")
    return route


def _del(machine: Machine, router: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`app.del(path, ...)`, which Express 4 still has."""
    register(machine, router, "DELETE", args, kwargs, at)
    state = state_of(router)
    if len(args) > 1 and state is not None and state.entries:
        state.entries[-1].gone_in = 5
    return router


def _same(machine: Machine, router: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    return router


def _param(machine: Machine, router: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    remember_handlers(machine, args)
    return router


def _setting(enabled: bool | None, machine: Machine, router: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    name = args[0] if args else ""
    value = enabled if enabled is not None else (len(args) > 1 and args[1] in _ON)
    if name == "strict routing":
        router.native.strict = value
    elif name == "case sensitive routing":
        router.native.case = value
    return router


def _listen(machine: Machine, router: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """The callback of `listen` runs once the server is up; some register their routes there."""
    for each in args:
        if type(each) is FunctionValue:
            machine.pending.append((each, []))
    return Unknown("a server", at=at)


def _getter(name: str) -> Any:
    return lambda machine, router, args, kwargs, at: Unknown(name, at=at)


_VERBS: dict[str, Any] = {
    **{
        name: partial(lambda method, m, r, a, k, at: register(m, r, method, a, k, at), name.upper()) for name in METHODS
    },
    "all": lambda m, r, a, k, at: register(m, r, "ALL", a, k, at),
    "del": _del,
}
_SHARED: dict[str, Any] = {
    **_VERBS,
    "use": use,
    "route": _route,
    "param": _param,
    "ws": _same,
    "__call__": answer,
    **dict.fromkeys(("handle", "apply", "call"), answer),
}
APP = ClassValue(
    "express",
    native={
        **_SHARED,
        "__init__": partial(_extended, "app"),
        "kind": "app",
        "set": partial(_setting, None),
        "enable": partial(_setting, True),
        "disable": partial(_setting, False),
        "engine": _same,
        "on": _same,
        "once": _same,
        "listen": _listen,
        "render": _getter("rendered"),
        "path": _getter("path of the application"),
    },
)
ROUTER = ClassValue("Router", native={**_SHARED, "__init__": partial(_extended, "router"), "kind": "router"})
ROUTE = ClassValue(
    "Route", native={name: partial(_on_route, "ALL" if name == "all" else name.upper()) for name in (*METHODS, "all")}
)


# -- the packages -----------------------------------------------------------------------------------------------------------------


def lookup(machine: Machine, name: str) -> Value:
    """`express`, its `Router`, and the packages that offer a router of their own."""
    package, _, member = name.partition("#")
    if package == "npm:express":
        if member == "()":
            return Native("express", _application)
        if member == "application":
            from accord.frameworks.express_extensions import application_methods

            return application_methods(machine)
        return Native("Router", make_router) if member in ("Router", "Router.Router") else MISSING
    if member in ("()", "Router", "PromiseRouter", "AsyncRouter", "default", "router"):
        return Native("Router", make_router)
    if member in _ADD:
        return Native(member, lambda m, args, kwargs, at: args[0] if args else UNDEFINED)
    return MISSING


__all__ = [
    "APP",
    "METHODS",
    "PACKAGES",
    "ROUTER",
    "UNDEFINED",
    "BoundMethod",
    "class_behind",
    "is_path",
    "lookup",
    "make",
    "register",
    "use",
]
