"""The honesty net of Express: registrations on receivers nobody knows, routers handed to something unknown, mounts of something unknown."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from accord.evaluate.js_values import RegexValue, known, nothing
from accord.evaluate.values import (
    MISSING,
    At,
    BoundMethod,
    DictValue,
    FunctionValue,
    Instance,
    Library,
    ListValue,
    Native,
    Text,
    Union,
    Unknown,
    Value,
    hides,
)
from accord.frameworks import express, express_extensions
from accord.frameworks.express_state import RouterState, nested, new_entry, room_of, state_of

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine
    from accord.source.ir import FunctionCode

_EXPRESS = (express.APP, express.ROUTER, express.ROUTE)
VERBS = frozenset((*express.METHODS, "all", "del"))
# Patterns that begin with letters of their own: those are found many times faster than one choice of all of them.
_MADE = (rb"express(?<=\bexpress)\s*\(", rb"Router(?<=\bRouter)\s*\(", rb"\)\(\s*app\s*\)")
_BY_METHOD = rb"\[\s*[^\]\n]{0,60}(?:method|verb)[^\]\n]{0,60}\s*\]\s*(?:\(|\.(?:bind|call|apply)\b)"
_OF_VERB = rb"(?:get|post|put|patch|delete|del|all|head|options|search)"
_SPELLED = rb"['\"`]/|`\$|['\"]\*|/\^"  # a path as an argument
_REGISTERS = tuple(
    re.compile(pattern)
    for pattern in (
        rb"\.(?:(?:use|route)\s*(?:\.(?:call|apply|bind)\s*)?\(|"
        + _OF_VERB
        + rb"\s*(?:\.(?:call|apply|bind)\s*\(|\(\s*(?:\[\s*)?"
        rb"(?:" + _SPELLED + rb"|[A-Za-z_$][\w$.#]*(?:\([^()]*\))?\s*(?:\+[^,]*)?,)))",
        rb"\[\s*['\"]" + _OF_VERB + rb"['\"]\s*\]\s*(?:\(|\.(?:call|apply|bind)\s*\()",
        rb"Reflect\.apply\s*\(",
        *_MADE,
        _BY_METHOD,
        rb"app\[[\w$.]{1,40}\]\s*\(",
        rb"as [\w$<>., ]{1,60}\)\s*\[[\w$.]{1,40}\]\s*\(",
        rb"outer\[[\w$.]{1,40}\]\s*\(",
        rb"\b(?:(?:create|use)ExpressServer|InversifyExpressServer|(?:attach|add)Controllers)\s*\(",
    )
)
_FIRM = tuple(
    re.compile(pattern)
    for pattern in (
        rb"\.(?:" + _OF_VERB + rb"|use|route)\s*\(\s*(?:\[\s*)?(?:" + _SPELLED + rb")",
        *_MADE,
        _BY_METHOD,
    )
)
_OTHERS = re.compile(
    r"^npm:(koa|@koa/router|koa-router|fastify|hono|@hapi/hapi|hapi|restify|polka|@nestjs/common|@nestjs/core|next|@feathersjs/[\w-]+|h3|elysia|micro|sails)\b"
)
_HARMLESS = re.compile(
    r"^(npm:(https?|http2|spdy|supertest|chai-http|chai|sinon|@sentry/[\w-]+|socket\.io|ws|passport|cluster|pino|winston|morgan|swagger-ui-express|util|"
    r"express-ws|express-list-endpoints|serverless-http|aws-serverless-express|@vendia/serverless-express|http-terminator|http-shutdown|stoppable|"
    r"prom-client|express-prom-bundle|express-status-monitor|newrelic|dd-trace|lodash|fs|path|os|events|assert|express-handlebars|nunjucks|consolidate|"
    r"hbs|ejs|helmet|cors|compression|body-parser|cookie-parser|express-session|multer|i18n[\w-]*)\b|js:)"
)
_STATIC = re.compile(
    r"static|json|urlencoded|cors|helmet|parser|session|compress|limit|morgan|logger|favicon|proxy|swagger|serve|multer|upload|cookie|auth|csu?rf|raw|text\b|"
    r"passport|timeout|validator|middleware|handler|i18n|sentry|metrics|graphql|history|webpack|vite|responseTime|methodOverride|send|cache|etag|csp|setup",
    re.IGNORECASE,
)
_MADE_OF_TEXT = ("js:eval", "js:Function")  # code in a string may be anything of the program
_ROUTES = re.compile(r"rout(?:er|es|ing)|resource|(?<!abort)controller|endpoint", re.IGNORECASE)
_ROUTER = re.compile(r"^(?:app|server)$|router$|App$", re.IGNORECASE)
_MAKES_ROUTERS = re.compile(r"#(?:[\w$]+\.)*(?:create|make|get|build)\w*Router(?![a-z])")
_SHOWS = re.compile(r"list|print|display|dump|show|log|debug|test", re.IGNORECASE)
_MAKES_ROUTES = re.compile(r"rout|(?<!abort)controller|endpoint", re.IGNORECASE)


def registers(text: bytes) -> bool:
    """Whether source text registers routes."""
    return any(pattern.search(text) for pattern in _REGISTERS)


def firm(text: bytes) -> bool:
    """Whether text that may register routes leaves little doubt: a path is spelled out, or a router made."""
    return any(pattern.search(text) for pattern in _FIRM)


def on_behalf(machine: Machine, code: FunctionCode) -> bool:
    """Whether a function registered routes, and spells no path and makes no router: it registers what others give it."""
    text = code.text() if code in room_of(machine).registrars else b""
    return bool(text) and not (_FIRM[0].search(text) or any(re.search(pattern, text) for pattern in _MADE))


def came_of(machine: Machine, code: FunctionCode) -> bool:
    """Whether entering a function registered or lost something, or called what may be a router with what may be a path."""
    room = room_of(machine)
    return (
        code in room.maybe
        or any(
            state.root is code or any(e.root is code for e in state.entries)
            for r in room.routers
            if (state := state_of(r))
        )
        or any(loss.root is code for loss in machine.losses.values())
    )


# -- mounts of something unknown --------------------------------------------------------------------------------------------------


def lost_mount(machine: Machine, target: Value, path: Value) -> str:
    """Why a mount may hide routes, "" where what is mounted is plain middleware."""
    if type(target) is Unknown:
        library = library_of(target)
        if library is not None:
            made = library.name.partition("#")[2]
            return (
                ""
                if (path == "" and not _MAKES_ROUTES.search(made))
                or _HARMLESS.search(library.name)
                or (_STATIC.search(library.name) and not _ROUTES.search(library.name))
                else f"mount of an object of {library.name}"
            )
        at_path = path not in ("", "/")
        called = target.owner.name if target.name == "()" and type(target.owner) is Unknown else ""
        if (
            at_path
            or (target.name == "()" and hides(target))
            or re.search(
                r"rout|api|app\b|server|not in the tree|name is computed|element of",
                f"{target.name} {called} {target.reason}",
                re.IGNORECASE,
            )
        ):
            return f"mount of something unknown: {describe(target)}"
    elif type(target) is Instance and state_of(target) is None and target.cls.open and path not in ("", "/"):
        return f"mount of an object of {target.cls.name}"
    elif type(target) is DictValue and target.exact and not target.entries:  # what a module has that exports nothing
        return "mount of an empty object"
    return ""


def lone_mount(target: Value) -> str:
    """Why what a package made may serve all there is, where an application registers nothing itself; "" for plain middleware."""
    library = library_of(target) if type(target) is Unknown and target.name == "()" else None
    if library is None or "#" in library.name or _HARMLESS.search(library.name) or _STATIC.search(library.name):
        return ""  # a member of a package is named for what it does
    return f"mount of an object of {library.name}" if re.search(r"express|serv", library.name, re.IGNORECASE) else ""


def describe(value: Unknown) -> str:
    """What an unknown value is, for a reason."""
    place = f" ({value.at[0]}:{value.at[1]})" if value.at and value.at[1] else ""
    return (value.reason or value.name or "unknown") + place


def library_of(value: Value) -> Library | None:
    """The package an unknown value came from."""
    for _ in range(20):
        if type(value) is Library:
            return None if value.name in _MADE_OF_TEXT else value
        if type(value) is not Unknown or value.owner is None:
            return None
        value = value.owner
    return None


# -- receivers nobody knows -------------------------------------------------------------------------------------------------------


def unknown_call(machine: Machine, called: Unknown, args: list[Value], at: At) -> Value | None:
    """A call of something unknown that may register: the result, None where it registers nothing."""
    receiver = called.owner
    if (
        called.name
        and called.name != "()"
        and (type(receiver) is Unknown or (type(receiver) is Instance and (receiver.cls.open or _of_express(receiver))))
    ):
        made = _on_receiver(machine, receiver, called.name, args, at)
        if made is not None:
            return made
    holders = [h for a in args for h in _held(a)]
    if holders:
        _handed(machine, called, holders, at)
    return None


def _of_express(value: Instance) -> bool:
    """Whether something is an application, router or route, or of a class that extends one."""
    return any(cls in _EXPRESS for cls in value.cls.mro)


def _on_receiver(machine: Machine, receiver: Value, name: str, args: list[Value], at: At) -> Value | None:
    if type(receiver) is Instance and _of_express(receiver):
        return express_extensions.called(machine, receiver, name, args, at)
    router = express_extensions.behind(machine, receiver)
    if router is not None:
        return _on_wrapped(machine, router, name, args, at)
    if name not in VERBS and name not in ("use", "route"):
        return None
    pathy = bool(args) and _looks_like_path(args[0])
    library = library_of(receiver)
    if library is None and type(receiver) is Instance:
        library = next((Library(c.library) for c in receiver.cls.mro if c.library and c.library != "?"), None)
    if library is not None:
        if type(receiver) is Unknown and pathy and name in VERBS and _makes_routers(machine, receiver, library, args):
            return _on_wrapped(machine, express_extensions.brought(machine, receiver, at), name, args, at)
        _foreign(machine, library, name, args, pathy, at)
        return None
    if type(receiver) is not Unknown:
        return None
    if machine.entered is not None and len(args) > (name not in ("use", "route")) and not _plain(args[0]):
        room_of(machine).maybe.add(machine.entered)
    if name == "use":
        mounts = any(state_of(v) is not None for a in args for v in nested(a))
        if mounts and hides(receiver):
            machine.lose(at, f"a router is mounted on something unknown: {describe(receiver)}", "route", ("/",))
        if mounts or (pathy and len(args) > 1):
            return express.use(machine, phantom(machine, receiver, at), args, {}, at)
        if args and type(args[-1]) is Unknown and library_of(args[-1]) is None:
            machine.lose(at, "use() of something unknown on something unknown", "maybe")
        return None
    if name == "route":
        if pathy and len(args) == 1:
            return machine.method(phantom(machine, receiver, at), "route", args, {}, at)
        return None
    if pathy and len(args) > 1 and _is_handler(args[-1]):
        method = {"all": "ALL", "del": "DELETE"}.get(name, name.upper())
        return express.register(machine, phantom(machine, receiver, at), method, args, {}, at)
    if len(args) > 1 and type(args[0]) is Unknown and (_answers(args[-1]) or _named_as_router(receiver, args[-1])):
        machine.lose(at, f"{name}() of an unknown path on something unknown", "route", (at[0],))
    return None


def _makes_routers(machine: Machine, receiver: Unknown, library: Library, args: list[Value]) -> bool:
    """Whether what a package's function made is a router of Express: it is called so, no other framework's, and its handlers answer as such do."""
    return (
        receiver.name == "()"
        and len(args) > 1
        and _MAKES_ROUTERS.search(library.name) is not None
        and _OTHERS.match(library.name) is None
        and any(_answers(v) and not _of_context(v) for v in nested(args[-1]))
        and bool(machine.tree.version_of("express"))
    )


def _on_wrapped(machine: Machine, router: Instance, name: str, args: list[Value], at: At) -> Value | None:
    """A call on what a package made of a router: a registration on the router, where it looks like one."""
    mounts = any(state_of(v) is not None for a in args for v in nested(a))
    added = room_of(machine).added.get(router.native.kind)
    if added is not None and name in added:
        return machine.call(added[name], args, {"this": router}, at)
    pathy = bool(args) and _looks_like_path(args[0])
    answers = name in VERBS and len(args) > 1 and _answers(args[-1])
    if not (mounts or answers or (pathy and (name == "route" or _is_handler(args[-1])))):
        return None
    if name in VERBS or name in ("use", "route"):
        return machine.method(router, name, args, {}, at)
    return express_extensions.called(machine, router, name, args, at)


def _plain(value: Value) -> bool:
    """Whether a first argument is no path and no router, whatever else it is."""
    text = known(value)
    if text is not None:
        return not text.startswith(("/", "*"))
    return type(value) in (DictValue, FunctionValue, bool, int, float) or nothing(value)


def _answers(value: Value) -> bool:
    """Whether a function takes a request and a response, by the names it gives them."""
    parameters = value.code.params.get() if type(value) is FunctionValue else ()
    return (
        len(parameters) > 1
        and parameters[0].name.lstrip("_").startswith(("req", "ctx"))
        and parameters[1].name.lstrip("_").startswith("res")
    )


def _of_context(value: Value) -> bool:
    return type(value) is FunctionValue and value.code.params.get()[0].name.lstrip("_").startswith("ctx")


def _named_as_router(receiver: Unknown, handler: Value) -> bool:
    """Whether an argument nobody supplied goes by the name of an application or router, and is given what may be a handler."""
    return (
        receiver.owner is None
        and receiver.reason.startswith("argument ")
        and _ROUTER.search(receiver.name) is not None
        and _is_handler(handler)
        and not (type(handler) is Unknown and handler.reason.startswith("argument "))
    )


def _looks_like_path(value: Value) -> bool:
    text = known(value)
    if text is not None:
        return text.startswith(("/", "*"))
    if type(value) is RegexValue:
        return True
    if type(value) is Text:
        first = value.parts[0]
        return (type(first) is str and first.startswith("/")) or (
            len(value.parts) > 1 and type(value.parts[1]) is str and value.parts[1].startswith("/")
        )
    return (
        express.is_path(value) and any(_looks_like_path(v) for v in nested(value))
        if type(value) is ListValue
        else False
    )


def _is_handler(value: Value) -> bool:
    return any(type(v) in (FunctionValue, BoundMethod, Native, Unknown, Library) for v in nested(value))


def _foreign(machine: Machine, library: Library, name: str, args: list[Value], pathy: bool, at: At) -> None:
    """A registration on an object of another package: of a web framework that is not read, or of something that may be a router."""
    if not (pathy and len(args) > 1 and any(_works(v) for a in args[1:] for v in nested(a))):
        return
    other = _OTHERS.match(library.name)
    if other is not None:
        room_of(machine).unsupported.setdefault(other.group(1), set()).add(at[0])
    elif (
        re.search(r"rout|express|server|rest", library.name, re.IGNORECASE)
        or library.name.partition("#")[0] in room_of(machine).handed
    ) and not _HARMLESS.search(library.name):
        text = known(args[0])
        machine.lose(
            at,
            f"{name}() on an object of {library.name}, which is not known",
            "route",
            (text,) if text and len(text) > 1 else (),
        )


def _works(value: Value) -> bool:
    """Whether a value is a function, or one that was lost in the tree."""
    return type(value) is FunctionValue or (type(value) is Unknown and hides(value))


def on_library(machine: Machine, library: Library, args: list[Value], at: At) -> None:
    """`registry.router.get(path, handler)` on what a package has."""
    owner, _, name = library.name.rpartition(".")
    if "#" in owner and name in VERBS and args and _looks_like_path(args[0]):
        _foreign(machine, Library(owner), name, args, True, at)


def phantom(machine: Machine, receiver: Unknown, at: At) -> Instance:
    """The stand-in for an application nobody supplied; the same for every look at the same argument."""
    root, path = receiver, ()
    while type(root.owner) is Unknown and root.owner is not root:
        root, path = root.owner, (root.name, *path)  # type: ignore[assignment]  # a path of any length
    room = room_of(machine)
    key = (id(root), path)
    found = room.phantoms.get(key)
    if found is None:
        made = express.make(machine, "app", at)
        made.native.phantom = True
        found = room.phantoms[key] = (root, made)
    return found[1]


def served_by(machine: Machine, app: Value, at: At) -> Value:
    """The application a package is to register on; one that was lost has a stand-in."""
    return phantom(machine, app, at) if type(app) is Unknown else app


def computed_member(machine: Machine, receiver: Value, args: list[Value], at: At) -> Value | None:
    """`router[method](path, handler)` with an unknown method."""
    if state_of(receiver) is None or len(args) < 2:
        return None
    if type(args[0]) is Unknown and type(receiver) is Instance and _is_handler(args[-1]):
        entry = new_entry(machine, receiver, "lost", at, "")
        entry.reason = f"a method and a path that are not known: {describe(args[0])}"
        return receiver
    if not express.is_path(args[0]):
        return None
    return express.register(machine, receiver, "?", args, {}, at)


# -- routers handed away ----------------------------------------------------------------------------------------------------------


def _held(value: Value) -> list[Instance]:
    """The routers an argument is or holds."""
    if type(value) is DictValue:
        return [v for v in islice(value.entries.values(), 40) if type(v) is Instance and type(v.native) is RouterState]
    if type(value) not in (Instance, ListValue, Union):
        return []
    return [v for v in nested(value) if state_of(v) is not None]


def handed_to_library(machine: Machine, name: str, args: list[Value], at: At, *, serves: bool = False) -> None:
    """A package is handed an application: unless it is known to leave routes alone, it may add some. `serves`: adding some is what it is for."""
    if _HARMLESS.search(name):
        return
    for value in [h for a in args for h in _held(a)] if serves else args:
        if state_of(value) is not None:
            room_of(machine).handed.add(name.partition("#")[0])
            entry = new_entry(
                machine, value, "lost", at, next((a for a in args if type(a) is str and a.startswith("/")), "")
            )
            entry.reason = f"{name} is handed the router and may register routes on it"
            entry.weak = not serves and (_MAKES_ROUTES.search(name) is None or _SHOWS.search(name) is not None)


def _handed(machine: Machine, called: Unknown, holders: list[Instance], at: At) -> None:
    """An unknown function is handed a router: it may register on it, or mount it anywhere."""
    library = library_of(called)
    if library is not None:
        handed_to_library(machine, library.name, list(holders), at)
        return
    if called.name in (
        "listen",
        "on",
        "emit",
        "push",
        "log",
        "info",
        "debug",
        "warn",
        "error",
        "set",
        "then",
        "createServer",
        "close",
    ):
        return
    for holder in holders:
        state = state_of(holder)
        if state is None:
            continue
        entry = new_entry(machine, holder, "lost", at, "")
        # a hook of whoever starts the program: nothing of this tree, unless a link to it is lost
        entry.weak = _supplied(machine, called)
        name = called.name or describe(called)
        entry.reason = (
            f"an unknown function ({name}) is handed the router: it may register routes on it or mount it anywhere"
        )


def _supplied(machine: Machine, value: Value) -> bool:
    """Whether an unknown value is an argument that a caller outside of the tree supplies, and no package that was handed the function."""
    while type(value) is Unknown and value.owner is not None:
        value = value.owner
    if type(value) is not Unknown or not value.reason.startswith("argument "):
        return False
    return value.at not in room_of(machine).callbacks


def note_callbacks(machine: Machine, name: str, args: list[Value]) -> None:
    """Functions a package is handed: what it calls them with is its own."""
    if not _HARMLESS.search(name):
        room_of(machine).callbacks.update((a.code.file, a.code.at) for a in args if type(a) is FunctionValue)


__all__ = [
    "MISSING",
    "VERBS",
    "computed_member",
    "handed_to_library",
    "library_of",
    "lost_mount",
    "note_callbacks",
    "nothing",
    "phantom",
    "registers",
    "served_by",
    "unknown_call",
]
