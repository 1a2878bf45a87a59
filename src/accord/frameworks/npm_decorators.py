"""Frameworks of decorators on top of Express: routing-controllers, inversify-express-utils, OvernightJS, @decorators/express, tsoa.

A decorator of a method notes a route on its class, one of the class where these hang; what puts controllers on an application registers them
there. Cannot read: other decorators that change paths, middleware given by name. Cases: `fixtures/cases/express-decorators.md`.
"""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from accord.evaluate.filesystem import matching
from accord.evaluate.js_values import UNDEFINED, RegexValue, known, nothing
from accord.evaluate.strings import hole
from accord.evaluate.values import (
    MISSING,
    At,
    ClassValue,
    DictValue,
    Instance,
    LazyImport,
    ListValue,
    Native,
    Text,
    Unknown,
    Value,
    concat,
)
from accord.frameworks import express
from accord.frameworks.express_net import served_by
from accord.frameworks.express_state import new_entry, state_of
from accord.frameworks.npm_awilix import alternatives, rooted
from accord.source import disk, json_with_comments

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

Args = list[Value]
Kwargs = dict[str, Value]
_ROUTES, _CLASSES, _ATTACHED = "*routes", "*controllers", "*attached"  # no metadata of a program is called so
_VERBS = ("Get", "Post", "Put", "Patch", "Delete", "Head", "Options", "All")
_HTTP = ("httpGet", "httpPost", "httpPut", "httpPatch", "httpDelete", "httpHead", "httpOptions", "all")
_ROUTING, _UTILS, _OVERNIGHT, _DECORATORS = (
    "routing-controllers",
    "inversify-express-utils",
    "@overnightjs/core",
    "@decorators/express",
)
_TSOA = ("tsoa", "@tsoa/runtime")
PACKAGES = frozenset(f"npm:{name}" for name in (_ROUTING, _UTILS, _OVERNIGHT, _DECORATORS, *_TSOA))


class Noted(NamedTuple):
    """A route as a decorator noted it."""

    method: str
    path: Value
    name: str
    at: At


# -- what decorators note ---------------------------------------------------------------------------------------------------------


def _notes(machine: Machine, holder: object) -> list[Noted]:
    place = (id(holder), _ROUTES, "")
    if place not in machine.metadata:
        machine.metadata[place] = ([], holder, None)
    found: list[Noted] = machine.metadata[place][0]
    return found


def _controllers(machine: Machine, package: str) -> list[tuple[ClassValue, Value]]:
    place = (0, _CLASSES, package)
    if place not in machine.metadata:
        machine.metadata[place] = ([], None, None)
    found: list[tuple[ClassValue, Value]] = machine.metadata[place][0]
    return found


def _verb(method: str, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`@Get(path)`: a decorator of a method. A path may be left out."""
    path = args[0] if args and not nothing(args[0]) else ""
    if type(path) is DictValue:
        path = path.entries.get("path", "")

    def note(m: Machine, given: Args, k: Kwargs, where: At) -> Value:
        name = known(given[1]) if len(given) > 1 else None
        target = given[0] if given else UNDEFINED
        holder = (
            target.entries if type(target) is DictValue else target.namespace if type(target) is ClassValue else None
        )
        if holder is not None and name is not None:
            _notes(m, holder).insert(0, Noted(method, path, name, where))
        return UNDEFINED

    return Native("decorator", note)


def _named_verb(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`@Method("get", path)`."""
    method = known(args[0]) if args else None
    return _verb(method.upper() if method else "?", machine, args[1:], kwargs, at)


def _class(package: str, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`@Controller(path)`: a decorator of a class."""
    path = args[0] if args and not nothing(args[0]) else ""

    def note(m: Machine, given: Args, k: Kwargs, where: At) -> Value:
        if given and type(given[0]) is ClassValue:
            _controllers(m, package).append((given[0], path))
        return UNDEFINED

    return Native("decorator", note)


# -- what registers them ----------------------------------------------------------------------------------------------------------


def joined(*pieces: Value) -> Value:
    """Pieces of a path with one slash between them."""
    made: list[Value] = []
    for piece in pieces:
        text = known(piece)
        if text is not None:
            text = text.strip("/")
            if text:
                made += ["/", Text((text,), soft=True) if type(piece) is Text and piece.soft else text]
        elif type(piece) is Text:
            made += ["" if str(piece).startswith("/") else "/", piece]
        elif type(piece) is Unknown and piece.soft and not made:  # a prefix that whoever starts the program sets
            made.append(hole(piece.name, piece.reason, soft=True))
        elif not nothing(piece):
            made += ["/", hole(piece.name if type(piece) is Unknown else "")]
    return concat(made) if made else "/"


def attach(machine: Machine, target: Value, package: str, classes: list[ClassValue], prefix: Value) -> None:
    """The routes of controllers, those they inherit included, on an application or router."""
    noted = _controllers(machine, package)
    if type(target) is not Instance or state_of(target) is None:
        return
    for cls in dict.fromkeys(classes):
        base = next((path for held, path in noted if held is cls), hole(f"path of {cls.name}"))
        _attached_to(machine, cls)
        seen: set[str] = set()
        for each in (n for c in cls.mro for n in _notes(machine, c.namespace)):
            handler = cls.find(each.name)[0]
            path = each.path.items if type(each.path) is ListValue else [each.path]
            for one in path:
                whole = (
                    one if type(one) is RegexValue else joined(prefix, base, _braces(one) if package in _TSOA else one)
                )
                if (mark := f"{each.method} {whole}") not in seen:
                    seen.add(mark)
                    express.register(machine, target, each.method, [whole, handler], {}, each.at)


def _braces(path: Value) -> Value:
    text = known(path)
    return text.replace("{", ":").replace("}", "") if text is not None else path


def _options(args: Args, number: int) -> dict[Any, Value]:
    return args[number].entries if len(args) > number and type(args[number]) is DictValue else {}


def _listed(machine: Machine, value: Value, package: str, at: At) -> list[ClassValue] | None:
    """Controllers by class, by object, or by pattern of their files; None where some are not known."""
    importer = next((m for m in machine.modules.values() if m.rel == at[0]), None)
    found: list[ClassValue] = []
    whole = machine.iterate(value)
    for each in whole[0] if whole is not None else ():
        each = machine.force(each) if type(each) is LazyImport else each
        pattern = known(each)
        if type(each) is ClassValue:
            found.append(each)
        elif type(each) is Instance:
            found.append(each.cls)
        elif pattern is not None and importer is not None:
            found += _of_files(machine, importer, pattern, package, at)
        else:
            whole = None
    return found if whole is not None and whole[1] else None


def _of_files(machine: Machine, importer: Any, pattern: str, package: str, at: At) -> list[ClassValue]:
    before = os.path.dirname(importer.file.path or "")
    files: set[str] = set()
    for one in alternatives(pattern):
        for name in (
            one,
            f"{os.path.splitext(one)[0]}.ts",
            f"{os.path.splitext(one)[0]}.js",
        ):  # a pattern for what is built
            files.update(f for f in matching(machine, *rooted(before, name)) or () if f in machine.tree.files)
    for path in sorted(files):
        machine.force(LazyImport(importer, path, None, at[1]))
    names = {machine.tree.rel(f) for f in files}
    return [c for c, _ in _controllers(machine, package) if c.code is not None and c.code.file in names]


def _put_on(machine: Machine, app: Value, value: Value, package: str, prefix: Value, at: At) -> None:
    """Controllers on an application; those nobody can know are told."""
    app = served_by(machine, app, at)
    classes = _listed(machine, value, package, at)
    if classes is None and type(app) is Instance and state_of(app) is not None:
        entry = new_entry(machine, app, "lost", at, prefix if express.is_path(prefix) else "")
        entry.reason = f"controllers of {package} that are not known"
    found = classes if classes is not None else [c for c, _ in _controllers(machine, package)]
    attach(machine, app, package, found, prefix)


def _served(fresh: bool, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`createExpressServer(options)`, `useExpressServer(app, options)`."""
    app = express.make(machine, "app", at) if fresh else args[0] if args else UNDEFINED
    options = _options(args, 0 if fresh else 1)
    _put_on(machine, app, options.get("controllers", UNDEFINED), _ROUTING, options.get("routePrefix", ""), at)
    return app


def _attached(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`attachControllers(app, [A, B])`."""
    if len(args) > 1:
        _put_on(machine, args[0], args[1], _DECORATORS, "", at)
    return UNDEFINED


# -- servers that are classes -----------------------------------------------------------------------------------------------------


def _inversify(machine: Machine, server: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    app = args[3] if len(args) > 3 and state_of(args[3]) is not None else express.make(machine, "app", at)
    root = _options(args, 2).get("rootPath", "")
    server.attrs["*app"] = app
    server.attrs["*root"] = root
    return UNDEFINED


def _configured(machine: Machine, server: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    if args:
        machine.call(args[0], [server.attrs["*app"]], {}, at)
    return server


def _build(machine: Machine, server: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    app, root = server.attrs["*app"], server.attrs["*root"]
    machine.pending.append((Native("controllers", partial(_all, app, _UTILS, root)), []))
    return app


def _all(app: Value, package: str, prefix: Value, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    attach(machine, app, package, [c for c, _ in _controllers(machine, package)], prefix)
    return UNDEFINED


def _overnight(machine: Machine, server: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    server.attrs["app"] = express.make(machine, "app", at)
    return UNDEFINED


def _added(machine: Machine, server: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    listed = args[0] if args and type(args[0]) is ListValue else ListValue(args[:1])
    _put_on(machine, server.attrs.get("app", UNDEFINED), listed, _OVERNIGHT, "", at)
    return UNDEFINED


def _generated_for(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`fetchMiddlewares(Users)`: the file of routes that tsoa makes serves what a controller's decorators note."""
    if args and type(args[0]) is ClassValue:
        _attached_to(machine, args[0])
    return ListValue([])


def _attached_to(machine: Machine, cls: ClassValue) -> None:
    """A controller is served: what its decorators note, and those of its bases, is nothing lost."""
    for held in cls.mro:
        machine.metadata[id(held.namespace), _ATTACHED, ""] = (True, held, None)


def tell(machine: Machine) -> None:
    """Routes that decorators noted and that nothing put on an application."""
    for (holder, what, _), (noted, _, _) in list(machine.metadata.items()):
        if what == _ROUTES and noted and (holder, _ATTACHED, "") not in machine.metadata:
            at = noted[0].at
            machine.lose(at, "decorators note routes here that nothing was seen to serve", "route", (at[0],))


INVERSIFY = ClassValue(
    "InversifyExpressServer",
    native={"__init__": _inversify, "setConfig": _configured, "setErrorConfig": _configured, "build": _build},
)
OVERNIGHT = ClassValue("Server", native={"__init__": _overnight, "addControllers": _added})


def generated(machine: Machine, called: Unknown, args: Args, at: At) -> bool:
    """`RegisterRoutes(app)` of a file that tsoa makes when the program is built, and which is not in the tree."""
    if "RegisterRoutes" not in (called.name or called.reason) or not args or state_of(args[0]) is None:
        return False
    if not any(machine.tree.version_of(package) for package in _TSOA):
        return False
    for package in _TSOA:
        machine.pending.append((Native("controllers", partial(_all, args[0], package, _base_path(machine))), []))
    return True


def _base_path(machine: Machine) -> Value:
    for manifest in machine.tree.manifests:
        path = os.path.join(os.path.dirname(manifest), "tsoa.json")
        data = json_with_comments.load(path) if disk.is_file(path) else None
        for part in ("routes", "spec"):
            held = data.get(part) if isinstance(data, dict) else None
            if isinstance(held, dict) and isinstance(held.get("basePath"), str):
                return str(held["basePath"])
    return ""


# -- names ------------------------------------------------------------------------------------------------------------------------


def lookup(machine: Machine, name: str) -> Value:
    """A decorator, or what puts controllers on an application."""
    package, _, member = name.partition("#")
    short = package.removeprefix("npm:")
    if short == _UTILS:
        if member in _HTTP:
            return Native(member, partial(_verb, member.removeprefix("http").upper()))
        special: dict[str, Value] = {
            "httpMethod": Native(member, _named_verb),
            "controller": Native(member, partial(_class, _UTILS)),
            "InversifyExpressServer": INVERSIFY,
        }
        return special.get(member, MISSING)
    if member in _VERBS:
        return Native(member, partial(_verb, member.upper()))
    if member == "Method" and short == _ROUTING:
        return Native(member, _named_verb)
    if member == "fetchMiddlewares" and short in _TSOA:
        return Native(member, _generated_for)
    if member in (("Route",) if short in _TSOA else ("Controller", "JsonController")):
        return Native(member, partial(_class, short))
    if short == _ROUTING and member in ("createExpressServer", "useExpressServer"):
        return Native(member, partial(_served, member.startswith("create")))
    if short == _OVERNIGHT and member == "Server":
        return OVERNIGHT
    return Native(member, _attached) if short == _DECORATORS and member == "attachControllers" else MISSING


__all__ = ["PACKAGES", "attach", "generated", "lookup", "tell"]
