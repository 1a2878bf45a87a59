"""Packages that make routes of a description: ts-rest, zodios, express-openapi's folders of paths, resource-router-middleware.

Cases: `fixtures/cases/express-decorators.md`.
"""

from __future__ import annotations

import os
import re
from functools import partial
from typing import TYPE_CHECKING, Any

from accord.evaluate.js_values import UNDEFINED, known
from accord.evaluate.values import (
    MISSING,
    At,
    ClassValue,
    DictValue,
    FunctionValue,
    LazyImport,
    ListValue,
    Native,
    Unknown,
    Value,
)
from accord.frameworks import express
from accord.frameworks.express_net import served_by
from accord.frameworks.express_state import new_entry, state_of
from accord.frameworks.npm_decorators import joined

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

Args = list[Value]
Kwargs = dict[str, Value]
_ZODIOS, _TS_REST, _OPENAPI = "@zodios/express", ("@ts-rest/core", "@ts-rest/express"), "express-openapi"
_RESOURCE = "resource-router-middleware"
PACKAGES = frozenset(f"npm:{name}" for name in (_ZODIOS, *_TS_REST, _OPENAPI, _RESOURCE))
_DEEP = 8
_METHODS = {**{m: m.upper() for m in ("get", "post", "put", "patch", "delete", "head", "options")}, "del": "DELETE"}


# -- ts-rest ----------------------------------------------------------------------------------------------------------------------


def _prefixed(machine: Machine, value: Value, prefix: Value, depth: int = 0) -> Value:
    """A contract whose paths begin with a prefix."""
    value = machine.force(value) if type(value) is LazyImport else value
    if type(value) is not DictValue or depth > _DEEP:
        return value
    if "method" in value.entries and "path" in value.entries:
        return DictValue({**value.entries, "path": joined(prefix, value.entries["path"])}, value.exact)
    return DictValue({k: _prefixed(machine, v, prefix, depth + 1) for k, v in value.entries.items()}, value.exact)


def _contract(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`c.router(routes, { pathPrefix })`."""
    options = args[1].entries if len(args) > 1 and type(args[1]) is DictValue else {}
    prefix = options.get("pathPrefix", UNDEFINED)
    return _prefixed(machine, args[0], prefix) if args and prefix is not UNDEFINED else args[0] if args else UNDEFINED


def _first(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return args[0] if args else UNDEFINED


def _last(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return args[-1] if args else UNDEFINED


def _initial(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`initContract()`."""
    made = {
        "router": Native("router", _contract),
        "query": Native("query", _first),
        "mutation": Native("mutation", _first),
    }
    return DictValue({**made, "responses": Native("responses", _first)}, exact=False)


def _server(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`initServer()`."""
    return DictValue({"router": Native("router", _last), "route": Native("route", _last)}, exact=False)


def _endpoints(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`createExpressEndpoints(contract, handlers, app)`."""
    app = served_by(machine, args[2], at) if len(args) > 2 else UNDEFINED
    if state_of(app) is not None:
        _walk(machine, args[0], args[1], app, at)
    return UNDEFINED


def _walk(machine: Machine, contract: Value, handlers: Value, app: Value, at: At, depth: int = 0) -> None:
    contract = machine.force(contract) if type(contract) is LazyImport else contract
    handlers = machine.force(handlers) if type(handlers) is LazyImport else handlers
    if type(contract) is not DictValue:
        if depth < _DEEP and type(contract) in (Unknown, type(UNDEFINED)):
            entry = new_entry(machine, app, "lost", at, "")
            entry.reason = "endpoints of a contract that is not known"
        return
    method = known(contract.entries.get("method"))
    if method is not None and "path" in contract.entries:
        handler = handlers if type(handlers) is FunctionValue else Unknown("a handler", at=at)
        express.register(machine, app, method.upper(), [joined(contract.entries["path"]), handler], {}, at)
        return
    given = handlers.entries if type(handlers) is DictValue else {}
    for name, below in contract.entries.items():
        if depth < _DEEP and (type(below) in (DictValue, LazyImport) or not str(name).startswith("*")):
            _walk(machine, below, given.get(name, UNDEFINED), app, at, depth + 1)


# -- zodios -----------------------------------------------------------------------------------------------------------------------


def _application(kind: str, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return express.make(machine, kind, at)


def _context(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    kinds = {"app": "app", "nextApp": "app", "router": "router", "nextRouter": "router"}
    return DictValue({name: Native(name, partial(_application, kind)) for name, kind in kinds.items()}, exact=False)


# -- express-openapi --------------------------------------------------------------------------------------------------------------


def _initialized(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`initialize({ app, apiDoc, paths })`: a file is a path, its members are the methods."""
    options = args[0].entries if args and type(args[0]) is DictValue else {}
    app = served_by(machine, options.get("app", UNDEFINED), at)
    if state_of(app) is None:
        return Unknown("an API", at=at)
    base = _base_of(machine, options.get("apiDoc", UNDEFINED), at)
    paths = options.get("paths", UNDEFINED)
    for each in paths.items if type(paths) is ListValue else [paths]:
        if not _folder(machine, app, base, each, at):
            entry = new_entry(machine, app, "lost", at, base if express.is_path(base) else "")
            entry.reason = "paths of express-openapi that are not known"
    docs = options.get("docsPath", "/api-docs")
    express.register(machine, app, "GET", [joined(base, docs), Unknown("the document", at=at)], {}, at)
    return Unknown("an API", at=at)


def _base_of(machine: Machine, document: Value, at: At) -> Value:
    document = machine.force(document) if type(document) is LazyImport else document
    if type(document) is not DictValue:
        return ""
    servers = document.entries.get("servers")
    first = servers.items[0] if type(servers) is ListValue and servers.items else None
    url = known(first.entries.get("url")) if type(first) is DictValue else None
    base = document.entries.get("basePath")
    return re.sub(r"^[a-z]+://[^/]*", "", url) if url is not None else base if base is not None else ""


def _folder(machine: Machine, app: Value, base: Value, given: Value, at: At) -> bool:
    importer = next((m for m in machine.modules.values() if m.rel == at[0]), None)
    if type(given) is DictValue and "path" in given.entries:
        _operations(
            machine, app, joined(base, _parameters(given.entries["path"])), given.entries.get("module", UNDEFINED), at
        )
        return True
    text = known(given)
    if text is None or importer is None:
        return False
    folder = os.path.normpath(os.path.join(os.path.dirname(importer.file.path or ""), text))
    files = [f for f in machine.tree.files if f.startswith(folder + os.sep) and not f.endswith(".d.ts")]
    for path in sorted(files):
        name = os.path.splitext(os.path.relpath(path, folder))[0].replace(os.sep, "/")
        name = re.sub(r"(^|/)index$", "", name)
        module = machine.force(LazyImport(importer, path, None, at[1]))
        _operations(machine, app, joined(base, _parameters(name)), module, (machine.tree.rel(path), 1))
    return bool(files)


def _parameters(path: Value) -> Value:
    text = known(path)
    return re.sub(r"\{(\w+)\}", r":\1", text) if text is not None else path


def _operations(machine: Machine, app: Value, path: Value, module: Value, at: At) -> None:
    value = machine.attribute(module, "default", at, MISSING)
    value = module if value in (MISSING, UNDEFINED) or type(value) is Unknown else value
    if type(value) in (FunctionValue, ClassValue):
        value = machine.call(value, [], {}, at, True)
    found = value.entries if type(value) is DictValue else {}
    for name, handler in found.items():
        method = _METHODS.get(str(name).lower())
        if method is not None:
            place = (handler.code.file, handler.code.at) if type(handler) is FunctionValue else at
            express.register(machine, app, method, [path, handler], {}, place)
    if not found:
        machine.lose(at, "operations of a path that are not known", "route", (known(path) or "/",))


# -- resource-router-middleware ---------------------------------------------------------------------------------------------------

_ACTIONS = {
    "index": "GET",
    "list": "GET",
    "create": "POST",
    "read": "GET",
    "update": "PUT",
    "modify": "PATCH",
    "delete": "DELETE",
}
_OF_ALL = frozenset(("index", "list", "create"))


def _resource(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`resource({ id, index, create, read, update, delete })`."""
    router = express.make(machine, "router", at)
    given = args[0].entries if args and type(args[0]) is DictValue else {}
    parameter = known(given.get("id")) or "id"
    for name, handler in given.items():
        method = _ACTIONS.get(name) or _METHODS.get(name)
        if method is not None:
            place = (handler.code.file, handler.code.at) if type(handler) is FunctionValue else at
            path = "/" if name in _OF_ALL else f"/:{parameter}"
            express.register(machine, router, method, [path, handler], {}, place)
    if not given:
        new_entry(machine, router, "lost", at, "").reason = "actions of a resource that are not known"
    return router


_NAMES: dict[str, dict[str, Any]] = {
    "@ts-rest/core": {"initContract": _initial},
    "@ts-rest/express": {"initServer": _server, "createExpressEndpoints": _endpoints},
    _ZODIOS: {
        "zodiosApp": partial(_application, "app"),
        "zodiosRouter": partial(_application, "router"),
        "zodiosContext": _context,
    },
    _OPENAPI: {"initialize": _initialized},
    _RESOURCE: {"()": _resource, "default": _resource},
}


def lookup(machine: Machine, name: str) -> Value:
    """A function of one of the packages."""
    package, _, member = name.partition("#")
    run = _NAMES[package.removeprefix("npm:")].get(member.removeprefix("default.") or member)
    return Native(member, run) if run is not None else MISSING


__all__ = ["PACKAGES", "lookup"]
