"""ky, ofetch, got, alova, wretch and their kin: `fetch` with verbs, a prefix and instances of their own.

Reads: `ky(url, options)`, verbs, `create`, `extend`, `prefixUrl`, `baseURL`, `searchParams`, `query`; wretch's chains.
Cannot read: hooks that rewrite a URL. Cases: `fixtures/cases/clients-libraries.md`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from accord.evaluate.js_values import UNDEFINED, as_string, nothing
from accord.evaluate.values import (
    MISSING,
    At,
    ClassValue,
    DictValue,
    FunctionValue,
    Instance,
    Native,
    Unknown,
    Value,
    apart,
    narrowed,
    options_of,
)
from accord.frameworks.fetch import query_of, target_of
from accord.frameworks.requests import (
    VERBS,
    Args,
    Kwargs,
    Method,
    Settings,
    forced,
    methods_of,
    option,
    query_names,
    send,
)

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

ROLE = "consumer"
_KY = ("ky", "ky-universal", "got", "ofetch", "ohmyfetch", "@nuxt/http", "@better-fetch/fetch")
_ALOVA = ("alova",)
_WRETCH = ("wretch", "wretch/all")
PACKAGES = frozenset((*(f"npm:{name}" for name in (*_KY, *_ALOVA, *_WRETCH)), "js:$fetch"))
_PREFIXES = ("prefixUrl", "prefix", "baseURL", "baseUrl")
_QUERIES = ("searchParams", "query", "params")


def make(machine: Machine, library: str, base: Value, at: At, parent: Settings | None = None) -> Instance:
    made = Instance(WRETCH if library == "wretch" else CLIENT, at)
    made.native = Settings(base, None, parent)
    made.attrs = {"*library": library}
    return made


def _extended(machine: Machine, client: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    options = args[0] if args else UNDEFINED
    if type(options) is FunctionValue:  # it is handed the options so far
        inherited = client.native.where()
        options = machine.call(options, [DictValue(dict.fromkeys(_PREFIXES, inherited), exact=False)], {}, at)
    base = _first(machine, options, _PREFIXES, at)
    return make(machine, client.attrs["*library"], "" if base is MISSING else base, at, client.native)


def _first(machine: Machine, options: Value, names: tuple[str, ...], at: At) -> Value:
    for name in names:
        found = option(machine, options, name, at) if type(options) is DictValue else MISSING
        if found is not MISSING and (type(found) is not Unknown or name in options.entries):
            return found
    return MISSING


def _call(machine: Machine, client: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    options = args[1] if len(args) > 1 else UNDEFINED
    for method in methods_of(machine, options, at):
        _send(machine, client, method, args, at)
    return Unknown("an answer of a server", at=at)


def _verb(method: str, machine: Machine, client: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    _send(machine, client, method, args, at)
    return Unknown("an answer of a server", at=at)


def _send(machine: Machine, client: Instance, method: str, args: Args, at: At) -> None:
    options = args[1] if len(args) > 1 else UNDEFINED
    base = _first(machine, options, _PREFIXES, at)
    settings = client.native if base is MISSING else Settings(base)
    names = query_names(machine, _first(machine, options, _QUERIES, at))
    url = narrowed(forced(machine, args[0]), machine.world) if args else UNDEFINED
    for each in options_of(narrowed(url, method.world) if type(method) is Method else url) if args else ():
        query = (*query_of(machine, each), *names)
        send(machine, method, target_of(each), at, library=client.attrs["*library"], settings=settings, query=query)


CLIENT = ClassValue(
    "ky",
    native={
        "__call__": _call,
        "create": _extended,
        "extend": _extended,
        "raw": _call,
        "native": _call,
        **{verb: partial(_verb, verb.upper()) for verb in VERBS},
    },
)

# -- wretch -----------------------------------------------------------------------------------------------------------------------


def _below(machine: Machine, client: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`wretch(base)`, `.url(path)`: what follows is relative to it."""
    if not args or nothing(args[0]):
        return client
    made = make(machine, "wretch", as_string(machine, args[0]), at)
    front = client.native.base
    if front != "" and client.attrs.get("*path", MISSING) is MISSING:
        made.native = Settings(front)
        made.attrs["*path"] = as_string(machine, args[0])
    elif front != "":
        made.native = Settings(front)
        made.attrs["*path"] = apart(client.attrs["*path"], as_string(machine, args[0]))
    return made


def _wretched(method: str, machine: Machine, client: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    path = client.attrs.get("*path", "")
    given = args[0] if args and method in ("GET", "DELETE", "HEAD", "OPTIONS") else UNDEFINED
    if len(args) > 1:
        given = args[1]
    url = path if nothing(given) or type(given) is DictValue else apart(path, as_string(machine, given))
    settings = client.native
    if url == "":
        settings, url = None, client.native.base
    return send(machine, method, url, at, library="wretch", settings=settings)


def _same(machine: Machine, client: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    return client


_CHAINED = (
    "query", "headers", "auth", "options", "json", "body", "middlewares", "addon", "content", "accept", "catcher", "resolve", "defer", "errorType",
    "signal", "formData",
)  # fmt: skip
WRETCH = ClassValue(
    "wretch",
    native={
        "__call__": _below,
        "url": _below,
        **{verb: partial(_wretched, verb.upper()) for verb in VERBS},
        **dict.fromkeys(_CHAINED, _same),
    },
)


def _alova(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`createAlova({baseURL})`: its methods are written with a capital."""
    base = _first(machine, args[0], _PREFIXES, at) if args else MISSING
    made = make(machine, "alova", "" if base is MISSING else base, at)
    made.cls = ALOVA
    return made


ALOVA = ClassValue("alova", native={verb.capitalize(): partial(_verb, verb.upper()) for verb in VERBS})


def lookup(machine: Machine, name: str) -> Value:
    """The default client of a package."""
    package, _, member = name.partition("#")
    if package == "npm:alova":
        return Native("createAlova", _alova) if member == "createAlova" else MISSING
    library = package[4:].partition("/")[0] if package.startswith("npm:") else "ofetch"
    if member in ("", "()", "default", "ky", "got", "ofetch", "$fetch", "wretch"):
        held: dict[str, Value] = machine.libraries.clients  # type: ignore[attr-defined]  # the models of a scan for calls
        if package not in held:
            held[package] = make(machine, library, "", ("", 0))
        return held[package]
    return MISSING


__all__ = ["CLIENT", "PACKAGES", "WRETCH", "lookup", "make"]
