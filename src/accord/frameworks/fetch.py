"""`fetch` and what goes with it: `Request`, `URL`, `URLSearchParams`, `location`, and the packages that offer `fetch` elsewhere.

Reads: URLs as text, URL and Request objects, options with a method, query names of literal queries and URLSearchParams.
Cannot read: what a service worker answers. Cases: `fixtures/cases/clients-fetch.md`.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from accord.evaluate.js_values import UNDEFINED, as_string, known, nothing
from accord.evaluate.strings import hole
from accord.evaluate.values import (
    MISSING,
    At,
    ClassValue,
    Hole,
    Instance,
    Library,
    Native,
    Text,
    Unknown,
    Value,
    alternatives_of,
    apart,
    concat,
    narrowed,
    options_of,
)
from accord.frameworks.requests import ANY, Args, Kwargs, forced, methods_of, query_names, send

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

ROLE = "consumer"
_PACKAGES = ("node-fetch", "cross-fetch", "isomorphic-fetch", "isomorphic-unfetch", "unfetch", "whatwg-fetch", "undici", "make-fetch-happen",
             "@tauri-apps/plugin-http", "expo/fetch")  # fmt: skip
_GLOBALS = ("fetch", "Request", "URL", "URLSearchParams", "location", "window", "self", "globalThis", "document")
PACKAGES = frozenset((*(f"npm:{name}" for name in _PACKAGES), *(f"js:{name}" for name in _GLOBALS)))
_HOST = re.compile(r"^(?:[A-Za-z][\w+.-]*:)?//")


# -- fetch ------------------------------------------------------------------------------------------------------------------------


def fetch(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`fetch(resource, options)`."""
    answer: Value = Unknown("an answer of a server", at=at)
    if not args:
        return answer
    given = args[1] if len(args) > 1 else UNDEFINED
    for each, world in alternatives_of(narrowed(forced(machine, args[0]), machine.world)):
        options = narrowed(given, world)
        if type(each) is Unknown and each.name == "request" and type(each.owner) is Unknown:
            continue  # `fetch(event.request)`: a service worker passes on what the page asked for
        if type(each) is Instance and each.cls is REQUEST:
            if not nothing(options) and (methods := methods_of(machine, options, at, default="")) != [""]:
                for method in methods:
                    send(machine, method or "GET", each.attrs["url"], at, library="fetch")
            continue
        for method in methods_of(machine, options, at):
            send(machine, method, target_of(each), at, library="fetch", query=query_of(machine, each))
    return answer


FETCH = Native("fetch", fetch)


def target_of(value: Value) -> Value:
    """The URL a value stands for."""
    if type(value) is Instance and value.cls is ADDRESS:
        return value.attrs["href"]
    return value


def query_of(machine: Machine, value: Value) -> tuple[str, ...]:
    """The query parameters put on a URL object."""
    if type(value) is Instance and value.cls is ADDRESS:
        return query_names(machine, value.attrs["searchParams"])
    return ()


def _request(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`new Request(url, options)`: made to be sent."""
    made = Instance(REQUEST, at)
    given = forced(machine, args[0]) if args else Unknown("no URL", at=at)
    if type(given) is Instance and given.cls is REQUEST:
        given = given.attrs["url"]
    made.attrs["url"] = target_of(given)
    methods = methods_of(machine, args[1] if len(args) > 1 else UNDEFINED, at)
    made.attrs["method"] = methods[0]
    for method in methods:
        send(machine, method, made.attrs["url"], at, library="fetch", query=query_of(machine, given))
    return made


REQUEST = ClassValue("Request", native={"clone": lambda m, this, a, k, at: this})

# -- URL and URLSearchParams ------------------------------------------------------------------------------------------------------


def _address(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`new URL(path, base)`."""
    path = as_string(machine, target_of(args[0]), "url") if args else hole("url")
    href = path
    if len(args) > 1 and not nothing(args[1]):
        href = resolved(path, as_string(machine, target_of(forced(machine, args[1])), "origin"))
    made = Instance(ADDRESS, at)
    made.attrs = {
        "href": href,
        "pathname": _pathname(href),
        "origin": _origin(href) if _HOST.match(str(href)) else Unknown("origin", soft=True, name="origin"),
        "search": "",
        "hash": "",
        "searchParams": _parameters(machine, [], {}, at),
    }
    return made


def resolved(path: Value, base: Value) -> Value:
    """A path against a base, as browsers resolve it; alternatives of the base are kept."""
    first = options_of(path)[0]
    if type(first) in (str, Text) and _HOST.match(str(first)):
        return path
    front = _origin(base) if str(first).startswith("/") else _folder(base)
    return apart(front, path)


def _origin(base: Value) -> Value:
    """Scheme and host of a URL; a base without them is taken whole."""
    return _mapped(base, partial(_cut, last=False))


def _folder(base: Value) -> Value:
    return _mapped(base, partial(_cut, last=True))


def _mapped(value: Value, change: Any) -> Value:
    made = [change(o) for o in options_of(value) if type(o) in (str, Text)]
    out = made[0] if made else hole("origin")
    from accord.evaluate.values import join_all

    return join_all(made) if len(made) > 1 else out


def _cut(text: str | Text, *, last: bool) -> Value:
    parts = list(text.parts) if type(text) is Text else [text]
    whole = str(text)
    match = _HOST.match(whole)
    if match is None and not last:
        return text
    start = match.end() if match is not None else 0
    done = 0
    for number, part in enumerate(parts):
        size = len(str(part)) if type(part) is str else 3
        if type(part) is str and not last:
            at = part.find("/", max(0, start - done))
            if at >= 0 and done + at >= start:
                return Text([*parts[:number], part[:at]], type(text) is Text and text.soft) if number or at else text
        done += size
    if last and type(parts[-1]) is str and "/" in parts[-1] and len(whole) > start + 1:
        tail = parts[-1][: parts[-1].rindex("/") + 1]
        if len(whole) - len(parts[-1]) + len(tail) > start:
            return Text([*parts[:-1], tail], type(text) is Text and text.soft)
    return text if whole.endswith("/") or not last else concat([text, "/"])


def _pathname(href: Value) -> Value:
    text = known(href)
    if text is None:
        return _mapped(href, _behind)
    match = re.match(r"^(?:[a-z][\w+.-]*:)?//[^/]*(/[^?#]*)?", text)
    return (match.group(1) or "/") if match else text


def _behind(text: Text | str) -> Value:
    """What follows the host of a URL with holes."""
    front = _cut(text, last=False)
    if front is text or type(text) is not Text:
        return text
    head = front.parts if type(front) is Text else (front,)
    rest = list(text.parts[len(head) - 1 :])
    first, last = rest[0], head[-1]
    if type(first) is str and type(last) is str:
        rest[0] = first[len(last) :]
    return Text([p for p in rest if p != ""])


def _same(machine: Machine, this: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    return this.attrs["href"]


def _front(href: Value) -> Value:
    """What stands before the path of a URL, also where scheme and host are one unknown piece: `location.origin`."""
    parts = list(href.parts) if type(href) is Text else []
    unknown = len(parts) > 1 and type(parts[0]) is Hole and str(parts[1]).startswith("/")
    return Text(parts[:1], href.soft) if unknown and type(href) is Text else _origin(href)


def _placed(machine: Machine, this: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`url.pathname = path`."""
    path = as_string(machine, args[0], "pathname")
    machine.put(this.attrs, "pathname", path)
    machine.put(this.attrs, "href", apart(_front(this.attrs["href"]), path))
    return UNDEFINED


def _searched(machine: Machine, this: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`url.search = query`, with or without the question mark."""
    query = target_of(args[0])
    names = query_names(machine, query)
    text = as_string(machine, query, "query")
    empty = text == "" or nothing(query)
    machine.put(this.attrs, "search", "" if empty else text if str(text)[:1] == "?" else concat(["?", text]))
    params = this.attrs["searchParams"]
    if type(params) is Instance and type(params.native) is list:
        params.native += [n for n in names if n not in params.native][: 100 - len(params.native)]
    return UNDEFINED


ADDRESS = ClassValue(
    "URL", native={"toString": _same, "toJSON": _same, "set pathname": _placed, "set search": _searched}
)


def _parameters(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`new URLSearchParams(init)`: the names it was given."""
    made = Instance(PARAMETERS, at)
    made.native = list(query_names(machine, args[0])) if args else []
    return made


def _named(machine: Machine, this: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    name = known(args[0]) if args else None
    if name is not None and name not in this.native and len(this.native) < 100:
        this.native.append(name)
    return UNDEFINED


def _spelled(machine: Machine, this: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    if not this.native:
        return hole("query")
    parts: list[str | Hole] = []
    for name in this.native:
        parts += [f"{'&' if parts else ''}{name}=", Hole(name)]
    return Text(parts)


def _unknown(machine: Machine, this: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    return Unknown("a query parameter", at=at, name=known(args[0]) or "" if args else "")


PARAMETERS = ClassValue(
    "URLSearchParams",
    native={"append": _named, "set": _named, "toString": _spelled, "delete": _unknown, "get": _unknown, "getAll": _unknown, "has": _unknown,
            "forEach": _unknown, "sort": _unknown, "entries": _unknown, "keys": _unknown, "values": _unknown},
)  # fmt: skip

# -- names ------------------------------------------------------------------------------------------------------------------------

_MADE = {"fetch": fetch, "Request": _request, "URL": _address, "URLSearchParams": _parameters}


def lookup(machine: Machine, name: str) -> Value:
    """`fetch` and its kin, as globals and as exports of packages."""
    package, _, member = name.partition("#")
    if package == "js:location":
        return Unknown("the address of the page", soft=True, name=member) if member else MISSING
    if package in ("js:window", "js:self", "js:globalThis", "js:document"):
        return _of_window(machine, member)
    if package.startswith("js:"):
        return Native(package[3:], _MADE[package[3:]]) if member == "()" else MISSING
    if member in ("()", "default", "fetch", "unfetch"):
        return Native("fetch", fetch)
    return Native(member, _MADE[member]) if member in _MADE else MISSING


def _of_window(machine: Machine, member: str) -> Value:
    """A member of the global object: a global function, the page's address, or what whoever deploys the page put there."""
    head, _, rest = member.partition(".")
    if head in ("location", "self", "window", "globalThis") or head in machine.language.builtins:
        found = machine.language.builtins.get(head, Library(f"js:{head}"))
        return (
            found
            if not rest or type(found) is not Library
            else machine.libraries.lookup(machine, f"{found.name}#{rest}")
        )
    if head.startswith("_") or re.search(r"env|config|settings", head, re.IGNORECASE) or head.isupper():
        return Unknown("environment", soft=True, name=head)
    return MISSING


__all__ = [
    "ADDRESS",
    "ANY",
    "PACKAGES",
    "PARAMETERS",
    "REQUEST",
    "fetch",
    "lookup",
    "query_of",
    "resolved",
    "target_of",
]
