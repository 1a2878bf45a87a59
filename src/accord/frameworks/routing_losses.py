"""Routers that are handed to a library or to something unknown: what may be registered there nobody sees, so it is told."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING

from accord.evaluate.machine import GONE
from accord.evaluate.values import (
    At,
    BoundMethod,
    ClassValue,
    FunctionValue,
    Instance,
    Library,
    ListValue,
    Native,
    Text,
    Unknown,
    Value,
)
from accord.frameworks.added_pages import place_of_pages
from accord.frameworks.routing_state import (
    BY_CALL,
    VERBS,
    Kwargs,
    RouterState,
    ensure_router,
    library_of,
    lost_entry,
    new_entry,
    prefix_of,
    state_of,
)
from accord.source import versions

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

# What a library that is not modelled does with an application only its source can tell (`libraries` reads it). Without it, these are taken at their
# word: they serve, observe, configure or test an application that is finished, and say so in the name of the package or of what is called. A wrong
# entry would hide routes silently, a missing one only costs an idle note; so whoever is in doubt is left out. The standard library and the packages
# that are modelled need no entry.
_HARMLESS = re.compile(
    r"^(uvicorn|hypercorn|gunicorn|granian|httpx|requests|anyio|opentelemetry|prometheus\w*|sentry_sdk|slowapi|mangum|asgi_lifespan|pytest"
    r"|ddtrace|elasticapm|newrelic|logfire|structlog|loguru|rich|click|typer|dishka|dependency_injector|tortoise|fastapi_cache|ray|modal"
    r"|rollbar|bugsnag|taskiq_fastapi|a2wsgi|agraffe)(\.|$)|^azure\.functions\."
    r"|\.(cbv|set_responses)$|[Mm]iddleware|[Ii]nstrument|Limiter|TestClient|Client$|Server$|Config$"
)
# Methods of the framework's own objects that take functions or paths and register no route.
_OWN = frozenset(
    (
        "openapi",
        "url_path_for",
        "build_middleware_stack",
        "setup",
        "not_found",
        "handle",
        "matches",
        "startup",
        "shutdown",
    )
)
_MODELLED = frozenset(("fastapi", "starlette", "pydantic"))
_MOUNTS = re.compile(r"expose|mount|include|route")  # what even these do under such a name is adding routes


def harmless(library: str, method: str = "") -> bool:
    """Whether a library, or a method of one of its objects, is known to leave route tables alone."""
    top = library.partition(".")[0]
    known = top in sys.stdlib_module_names or top in _MODELLED
    known = known or bool(_HARMLESS.search(library) or (method and _HARMLESS.search(method)))
    return known and not _MOUNTS.search(method or library.rpartition(".")[2])


def handed_to_library(machine: Machine, name: str, values: list[Value], kwargs: Kwargs, at: At) -> None:
    """A library was handed a router or application: unless it is known to leave route tables alone, it may add routes nobody sees."""
    holders = [v for v in values if state_of(v) is not None]
    if not holders or harmless(name):
        return
    where = place_of_pages(name, None, values, kwargs)
    for holder in holders:
        _told_of_library(machine, holder, name, where, at)


def _told_of_library(machine: Machine, holder: Instance, name: str, where: str, at: At) -> None:
    """A library that says by a name that it registers does so somewhere."""
    where = where or ("/" if _MOUNTS.search(name.rpartition(".")[2]) else "")
    reason = f"{name} of a library is handed this and may register routes on it"
    entry = lost_entry(machine, at, f"{reason}, below {where}" if where not in ("", "/") else reason, where)
    entry.native.options["library"] = name
    entry.native.options["weak"] = not where
    ensure_router(machine, holder).routes.items.append(entry)


_DECORATORS = frozenset((*VERBS, "api_route", "route", "websocket"))
_APPLICATION = re.compile(r"(?:^|[._])(?:app|api|application|router|server|blueprint)s?$")


def foreign(machine: Machine, library: Library, args: list[Value], kwargs: Kwargs, at: At) -> Value:
    """A name of a package that is neither here nor known is used like a router, or like a function that registers: it may be of a part of the
    program that is missing, so it is told. Gives the decorator where that shows only in what is decorated, else nothing.
    """
    *owner, name = library.name.split(".")
    values = [*args, *kwargs.values()]
    if any(state_of(v) is not None for v in values):
        return None  # which `handed_to_library` tells
    method = len(owner) > 1
    if method and name in BY_CALL and args:
        machine.lose(at, f"{library.name} registers on something that is not in the tree", "gone", (at[0],))
        return None
    text = args[0] if args else kwargs.get("path")
    path = type(text) is str and text.startswith("/")
    if method and name in _DECORATORS and (path or text == ""):
        return Native("decorator", lambda m, a, k, where: _decorated(m, library.name, a, at))
    serves = any(type(v) in (FunctionValue, BoundMethod) for v in values)
    paths = any(type(v) is str and v.startswith("/") for v in values)
    like = any(type(v) is Library and "." in v.name and _APPLICATION.search(v.name) for v in values)
    if not (path or like or (paths and serves)) or _declared(machine, library.name, at):
        return None
    if like or (paths and serves):
        machine.lose(at, f"{library.name}, of a package that is not in the tree, may register routes", "gone", (at[0],))
        return None
    return Native("decorator", lambda m, a, k, where: _decorated(m, library.name, a, at))


def _decorated(machine: Machine, name: str, args: list[Value], at: At) -> Value:
    if args and type(args[0]) in (FunctionValue, ClassValue):
        reason = f"{name} of a library, or of a module that is not in the tree, registers a route"
        machine.lose(at, reason, "gone", (at[0],))
        return args[0]
    return Unknown(f"library {name}")


def _declared(machine: Machine, library: str, at: At) -> bool:
    """Whether a package leaves route tables alone, or is declared as a dependency of the project."""
    root: str = machine.tree.root
    folder = os.path.dirname(os.path.join(root, at[0]))
    return harmless(library) or versions.mentioned(root, folder, library.partition(".")[0])


def handed_to_unknown(machine: Machine, called: Unknown, args: list[Value], kwargs: Kwargs, at: At) -> None:
    """An unknown function was handed a router: it may include it somewhere, or register on it."""
    values = [*args, *kwargs.values()]
    from accord.frameworks import nested

    foreign = type(called.owner) is Library or (
        type(called.owner) is Instance and called.owner.cls.open and state_of(called.owner) is None
    )
    if called.name in BY_CALL and not foreign:
        # what the program itself lost is told even where other runs of the line knew their router
        gone = not machine.sweeping and called.reason.endswith((GONE, " is not defined"))
        kind = "gone" if gone else "receiver"
        blind = not any(type(v) in (str, FunctionValue, BoundMethod, ClassValue) or state_of(v) for v in values)
        files = {v.code.file for v in (getattr(v, "function", v) for v in values) if type(v) is FunctionValue}
        covers = (at[0], *sorted(files), *(("/",) if blind and called.name != "include_router" else ()))
        machine.lose(at, f"{called.name} of something unknown: {called.reason}", kind, covers)
    owner = called.owner
    own = state_of(owner) is not None and not owner.cls.open and owner.native.kind != "guess"
    if own and called.name not in _OWN:
        _unknown_method(machine, owner, called.name, values, at)
    holders = [h for v in values for h in nested(v) if state_of(h) is not None]
    if not holders:
        _told_of_holder(machine, owner, called.name, args, kwargs, at)
        return
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
        if state.kind == "app" and library:
            place = place_of_pages(f"{library}.{called.name}", owner, values, kwargs)
            _told_of_library(machine, holder, _spelled(library, called.name), place, at)
        elif state.kind == "app":
            entry = lost_entry(
                machine,
                at,
                f"an unknown function ({called.name or called.reason}) is handed the application and may register routes on it",
            )
            state.routes.items.append(entry)
        elif (
            type(owner) is Instance
            and not own
            and (state_of(owner) is not None or owner.cls.open)
            and owner is not holder
        ):
            assumed(machine, owner, holder, called.name, at)
        else:
            reason = (
                f"a router is handed to something unknown ({called.name or called.reason}), which may mount it anywhere"
            )
            machine.lose(at, reason, "include", _file_of(holder))
            entry = lost_entry(machine, at, reason)  # or register on it what is served below its prefix
            entry.native.options["weak"] = True
            entry.attrs["path"] = prefix_of(machine, holder)
            state.routes.items.append(entry)


def _told_of_holder(machine: Machine, owner: Value, method: str, args: list[Value], kwargs: Kwargs, at: At) -> None:
    """An object of a library that was made with an application is given a path: it may register there."""
    library = library_of(owner)
    if type(owner) is not Instance or not owner.cls.open or state_of(owner) is not None or harmless(library, method):
        return
    paths = [v for v in args if type(v) is str and v.startswith("/")]
    place = place_of_pages("", None, [*args, *kwargs.values()], {}) if library else ""
    given = owner.attrs.get("args")
    held = [*owner.attrs.values(), *(given.items if type(given) is ListValue else ())]
    for holder in held if place else ():
        if type(holder) is Instance and type(holder.native) is RouterState and holder.native.kind == "app":
            for each in paths if len(paths) > 1 else [place]:
                _told_of_library(machine, holder, _spelled(library, method), each, at)


def _spelled(library: str, method: str) -> str:
    """A method of what a library made: what the calls of a chain (`Maker().watch(app).show(app)`) are named is no part of it."""
    parts = library.split(".")
    made = next((n for n, part in enumerate(parts) if part[:1].isupper()), len(parts) - 1)
    return ".".join((*parts[: made + 1], method))


def _unknown_method(machine: Machine, owner: Instance, name: str, values: list[Value], at: At) -> None:
    """A method that the framework's own object is not known to have, of a later release or put there by somebody, is handed a path or a function."""
    paths = [v for v in values if type(v) is str and v.startswith("/")]
    if paths or any(type(v) in (FunctionValue, BoundMethod, Unknown, Text) for v in values):
        reason = f"an unknown method ({name}) of a router or application may register routes on it"
        owner.native.routes.items.append(lost_entry(machine, at, reason, paths[0] if paths else ""))


def gone(machine: Machine, called: Unknown, args: list[Value], at: At) -> Value:
    """What the program itself lost is called with a path: a decorator that tells when it is put on a function, else nothing."""
    lost = called.reason.endswith((GONE, " is not defined"))
    if not lost or not args or type(args[0]) is not str or not args[0].startswith("/"):
        return None
    return Native("decorator", lambda m, a, k, where: _decorated(m, called.reason, a, at))


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
