"""What a browser offers besides `fetch`: XMLHttpRequest, EventSource, `sendBeacon`; and jQuery and RxJS, which build on the first.

Cases: `fixtures/cases/clients-libraries.md`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from accord.evaluate.js_values import UNDEFINED
from accord.evaluate.values import (
    MISSING,
    At,
    ClassValue,
    DictValue,
    Instance,
    Native,
    Unknown,
    Value,
    alternatives_of,
    narrowed,
)
from accord.frameworks.fetch import query_of, target_of
from accord.frameworks.requests import (
    ANY,
    METHODS,
    Args,
    Kwargs,
    forced,
    methods_named,
    methods_of,
    option,
    query_names,
    send,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from accord.evaluate.machine import Machine

ROLE = "consumer"
_GLOBALS = ("XMLHttpRequest", "EventSource", "navigator", "$", "jQuery")
_PACKAGES = (
    "jquery",
    "xhr2",
    "xmlhttprequest",
    "event-source-polyfill",
    "eventsource",
    "@microsoft/fetch-event-source",
    "rxjs/ajax",
    "rxjs/observable/dom/ajax",
)
PACKAGES = frozenset((*(f"js:{name}" for name in _GLOBALS), *(f"npm:{name}" for name in _PACKAGES)))


def _open(machine: Machine, this: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`xhr.open(method, url)`."""
    for method in methods_named(args[0], around=machine.world) if len(args) > 1 else ():
        send(machine, _known_method(method), target_of(forced(machine, args[1])), at, library="xhr")
    return UNDEFINED


def _known_method(method: str) -> str:
    return method if method in METHODS else ANY


XHR = ClassValue("XMLHttpRequest", native={"open": _open})


def _get(library: str, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    if args:
        send(machine, "GET", target_of(forced(machine, args[0])), at, library=library, query=query_of(machine, args[0]))
    return Unknown("an answer of a server", at=at)


def _source(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`fetchEventSource(url, {method})`."""
    for method in methods_of(machine, args[1] if len(args) > 1 else UNDEFINED, at) if args else ():
        send(machine, method, target_of(forced(machine, args[0])), at, library="fetch")
    return Unknown("an answer of a server", at=at)


def _beacon(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return send(machine, "POST", args[0], at, library="beacon") if args else UNDEFINED


# -- jQuery -----------------------------------------------------------------------------------------------------------------------


def _ajax(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`$.ajax({url, type})` and `$.ajax(url, options)`."""
    for each, world in alternatives_of(narrowed(forced(machine, args[0]), machine.world)) if args else ():
        options = each if type(each) is DictValue else narrowed(args[1], world) if len(args) > 1 else UNDEFINED
        url = option(machine, each, "url", at) if type(each) is DictValue else each
        name = "type" if option(machine, options, "method", at) is MISSING else "method"
        for method in methods_of(machine, options, at, name):
            if url is not MISSING:
                send(machine, method, url, at, library="jquery")
    return Unknown("an answer of a server", at=at)


def _shorthand(method: str, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    if args:
        query = query_names(machine, args[1]) if method == "GET" and len(args) > 1 else ()
        if type(args[0]) is DictValue:
            return send(machine, method, option(machine, args[0], "url", at), at, library="jquery")
        send(machine, method, args[0], at, library="jquery", query=query)
    return Unknown("an answer of a server", at=at)


_JQUERY: dict[str, Callable[..., Value]] = {
    "ajax": _ajax,
    "get": partial(_shorthand, "GET"),
    "getJSON": partial(_shorthand, "GET"),
    "post": partial(_shorthand, "POST"),
}


# -- RxJS -------------------------------------------------------------------------------------------------------------------------


def _observed(machine: Machine, this: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    return _ajax(machine, args, kwargs, at)


def _observed_verb(method: str, machine: Machine, this: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    return send(machine, method, target_of(forced(machine, args[0])), at, library="rxjs") if args else UNDEFINED


RXJS = ClassValue(
    "ajax",
    native={
        "__call__": _observed,
        "getJSON": partial(_observed_verb, "GET"),
        **{verb: partial(_observed_verb, verb.upper()) for verb in ("get", "post", "put", "patch", "delete")},
    },
)


def lookup(machine: Machine, name: str) -> Value:
    """Globals of a browser by their names, and the packages that offer them elsewhere."""
    package, _, member = name.partition("#")
    if package in ("js:$", "js:jQuery", "npm:jquery"):
        member = member.removeprefix("default.")
        return Native(member, _JQUERY[member]) if member in _JQUERY else MISSING
    if package == "js:navigator":
        return Native(member, _beacon) if member == "sendBeacon" else MISSING
    if package.startswith("npm:rxjs/"):
        return Instance(RXJS) if member == "ajax" else MISSING
    if package == "npm:@microsoft/fetch-event-source":
        return Native(member, _source) if member == "fetchEventSource" else MISSING
    if "XMLHttpRequest" in (package[3:], member) or package in ("npm:xhr2", "npm:xmlhttprequest"):
        return XHR
    if package == "js:EventSource" or member in ("EventSource", "EventSourcePolyfill", "NativeEventSource", "()"):
        return Native("EventSource", partial(_get, "eventsource"))
    return MISSING


__all__ = ["PACKAGES", "XHR", "lookup"]
