"""The answer to everything outside a JavaScript tree where calls are sought: HTTP clients, and the honesty net around receivers nobody knows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.evaluate.js_sweep import stand_ins
from accord.evaluate.js_values import UNDEFINED, as_string, is_lost, known, made_by_lost, nothing
from accord.evaluate.strings import hole
from accord.evaluate.values import (
    MISSING,
    At,
    ClassValue,
    DictValue,
    FunctionValue,
    Hole,
    Instance,
    Library,
    Native,
    Text,
    Unknown,
    Value,
    concat,
    lost_here,
    options_of,
)
from accord.frameworks import axios, npm_urls, openapi_client, react, swr, tanstack
from accord.frameworks.npm import Packages
from accord.frameworks.requests import METHODS, VERBS, Room, Settings, gone, is_pathy, methods_of, option, send

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

_SENDS = re.compile(
    rb"\bfetch\w*\b|[fF]etch\s*(?:<[^;{}()]*>)?\(|axios|superagent|\bky\b|XMLHttpRequest|\$\.|EventSource|sendBeacon|createApi|injectEndpoints|useSWR|"
    rb"[rR]equest\w*\s*(?:<[^;{}]*>)?\(|wretch|['\"`](?:GET|POST|PUT|PATCH|DELETE)\s+/|\w\s*(?:<[^;{}()]*>)?\(\s*(?:[\w.'\"]+\s*,\s*)?['\"`](?:/|\$\{)|"
    rb"\.(?:get|post|put|patch|delete|del|head|request|GET|POST|PUT|PATCH|DELETE|HEAD)\s*(?:<[^;{}()]*(?:\([^)]*\))?[^;{}()]*>)?\(|"
    rb"\[\s*[\w.]*(?:method|verb|action)[\w.()]*\s*\]\s*(?:<[^;{}()]*>)?\(|\burl\s*[:,]",
    re.IGNORECASE,
)
_HANDED = 200
_WHOLE_PATHS = re.compile(r"(?:url|uri|path|endpoint|route)$", re.IGNORECASE)
_VERBS = frozenset((*VERBS, "del", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"))
_CLIENTS = re.compile(
    r"api|https?|axios|client|request|fetch|agent|rest\b|service|backend|ajax|server\b", re.IGNORECASE
)
_SENDER = re.compile(r"^(?:\w*(?:[rR]equest|[fF]etch\w*|[aA]jax|[aA]pi(?:Call)?))$")
_FOREIGN = re.compile(  # functions of packages that send what they are handed
    r"^(?:fetch(?:[A-Z]\w*)?|(?!(?:on|is|to|use|cancel|abort|handle|mock|create|make)[A-Z])\w*(?:[a-z]Fetch|Request|Ajax)|request|ajax|apiCall)$"
)
_HOOKS = re.compile(
    r"^use\w*(?:Fetch|Request|Axios|SWR|Api)\w*$"
)  # hooks of packages that ask for what they are handed
_MAKES_URLS = re.compile(
    r"^(?:make|get|build|create|to|resolve|with)?_?(?:[aA]pi|[bB]ase|[bB]ackend|[sS]erver|[fF]ull|[aA]bsolute)?_?(?:[uU]rl|URL|[eE]ndpoint)$"
)
_CALLABLE = re.compile(r"^(?:\w*[hH]ttp(?:Client)?|(?:api|rest|base)?[cC]lient)$")  # what a client handed in is called
_ANSWERS = frozenset(  # methods whose answer is not the function they are handed
    (
        "then",
        "catch",
        "finally",
        "find",
        "findLast",
        "findIndex",
        "filter",
        "map",
        "flatMap",
        "some",
        "every",
        "forEach",
        "sort",
        "toSorted",
    )
)
_BODIES = frozenset(("json", "form", "multipart", "formData"))  # wrap the options of a request
_OTHERS = re.compile(
    r"^npm:(?:msw|@mswjs/|nock|supertest|chai|sinon|cypress|@playwright/|express|koa|fastify|hono|lodash|underscore|ramda|dotenv|path|fs|"
    r"react-router|@reach/router|next/router|next/navigation|vue-router|@tanstack/react-router|wouter|history|js-cookie|universal-cookie|i18next|"
    r"react-i18next|@testing-library/|axios-mock-adapter|fetch-mock|miragejs|config|conf|node-cache|lru-cache|redis|ioredis|pg|mysql)"
)
_JOINS = re.compile(r"^(?:(?:url|uri|path)?_?[jJ]oin(?:_?(?:[uU]rls?|URLs?|[pP]aths?))?)$")  # of a package nobody knows
_ENCODES = re.compile(r"^encode(?:URI\w*|Url|Path|Parts?|Segments?)?$")
_STORES = re.compile(
    r"cache|map|router|params|store|histor|storage|session|headers|cookie|i18n|query|registry|page|app$|mock|form|state|ref$",
    re.IGNORECASE,
)


class ClientPackages(Packages):
    """The library models of JavaScript, for a scan that seeks calls."""

    models = "client"
    client = True

    def __init__(self) -> None:
        super().__init__()
        for module in self._frameworks.values():  # what an earlier scan hung on the modelled classes is gone
            for value in vars(module).values():
                if type(value) is ClassValue:
                    value.subclasses.clear()
                    value.namespace.clear()
                    value.made = None
        self.requests = Room()
        self.clients: dict[str, Value] = {}  # the default client of each package
        self.handed: dict[FunctionValue, At] = {}  # functions that went to packages nobody knows
        self.asked: set[str] = set()  # names under which something unknown was called with a path
        self.made: dict[ClassValue, list[Instance]] = {}

    def lookup(self, machine: Machine, name: str) -> Value:
        package = name.partition("#")[0]
        if name.startswith("js:") and package in self._frameworks and name not in self._values:
            found = self._frameworks[package].lookup(machine, name)
            if found is not MISSING:
                self._values[name] = found
        return super().lookup(machine, name)

    def sends(self, package: str) -> bool:
        """Whether a package is one of clients, so that what is imported from it leads to requests."""
        found = self._frameworks.get(f"npm:{package}")
        return getattr(found, "ROLE", "") == "consumer" and found is not react

    # -- calls --------------------------------------------------------------------------------------------------------------------
    def call(self, machine: Machine, library: Library, args: list[Value], kwargs: dict[str, Value], at: At) -> Value:
        model = self.lookup(machine, f"{library.name}#()") if "#" not in library.name else library
        if type(model) is not Library:
            return machine.call(model, args, kwargs, at)
        for each in args:
            if self.carries(each):
                return each  # a library that is handed a client hands it on, with more to it
        name = library.name.rpartition(".")[2].rpartition("#")[2]
        if len(args) > 1 and _JOINS.match(name) and not _OTHERS.match(library.name) and _are_pieces(args):
            return npm_urls.joined_pieces(machine, args, {}, at)
        if len(args) == 1 and _MAKES_URLS.match(name) and not kwargs.get("new") and _is_address(args[0]):
            return concat(
                [hole("baseUrl"), as_string(machine, args[0])]
            )  # `makeUrl("/users")`: the base is the package's
        if len(args) == 1 and _ENCODES.match(name) and type(args[0]) in (str, Text, Unknown):
            return args[0]
        self._by_shape(machine, library, name, args, at)
        if library.name.startswith("npm:") and not _OTHERS.match(library.name) and len(self.handed) < _HANDED:
            for each in args:
                held = each.entries.values() if type(each) is DictValue else [each]
                self.handed.update((f, at) for f in held if type(f) is FunctionValue and f not in self.handed)
        if len(args) == 1 and type(args[0]) in (FunctionValue, ClassValue) and not kwargs.get("new"):
            return args[0]
        return Unknown(f"result of {library.name}", at=at, owner=library, name="()")

    def unknown_call(
        self, machine: Machine, called: Unknown, args: list[Value], kwargs: dict[str, Value], at: At
    ) -> Value:
        for each in args:
            if self.carries(each) and called.name not in ("then", "catch"):
                return each
        receiver = called.owner if called.name != "()" else None
        if made_by_lost(called) and called.at is not None and called.reason.endswith("is not defined"):
            machine.lose(
                called.at, f"what this makes is called, and who makes it is not known ({called.reason})", "call", ()
            )
        self._by_shape(machine, receiver if receiver is not None else called, called.name, args, at)
        if len(args) == 1 and type(args[0]) is FunctionValue and called.name not in _ANSWERS:
            return args[0]  # a wrapper hands on what it wraps
        if len(args) == 1 and called.name in _BODIES and type(args[0]) is DictValue and "method" in args[0].entries:
            return args[0]
        return Unknown(
            called.reason or "result of an unknown function",
            soft=called.soft,
            at=at if lost_here(called.reason) else called.at or at,
            owner=called,
            name="()",
        )

    def _by_shape(self, machine: Machine, receiver: Value, name: str, args: list[Value], at: At) -> None:
        """A call nobody can follow that looks like a request: by what it is handed, or by a verb and a path."""
        if not args:
            return
        library = _library_of(receiver)
        if library is not None and _OTHERS.match(library.name):
            return
        first = args[0]
        if name and is_pathy(first):
            self.asked.add(name)
        if any(type(o) is DictValue and _is_request(machine, o, name, at) for a in args[:2] for o in options_of(a)):
            for options in (o for a in args[:2] for o in options_of(a) if type(o) is DictValue):
                url = option(machine, options, "url", at)
                named = [name.upper()] if name in _VERBS else methods_of(machine, options, at)
                for method in named if url is not MISSING else ():
                    send(machine, "DELETE" if method == "DEL" else method, url, at, library="client")
            return
        if any(type(a) is DictValue and _is_table(a) for a in args):
            machine.lose(at, "a table of endpoints is handed to a function that is not known", "call", (at[0],))
            return
        method = (known(first) or "").upper()
        if method in METHODS and len(args) > 1 and _is_address(args[1]) and _takes_method(name, args):
            send(machine, method, args[1], at, library="client")  # `http.request("POST", "/users")`
            return
        if library is None and self._handed(machine, receiver, name, args, at):
            return
        if library is not None and library.name.startswith("npm:"):
            name = _imported_as(library, name)
            given = [args[1] if len(args) > 1 else UNDEFINED]
            url = first
            if type(first) is DictValue:  # `apiFetch({ path, method })`
                given = [first]
                url = next(
                    (v for k in ("path", "url", "endpoint") if (v := option(machine, first, k, at)) is not MISSING),
                    UNDEFINED,
                )
            if (_FOREIGN.match(name) or _HOOKS.match(name)) and _is_address(url):
                for method in methods_of(machine, given[0], at):
                    send(machine, method, url, at, library="client")
                return
        called = _receiver_name(receiver)
        lost = is_lost(receiver) or made_by_lost(receiver)
        if (
            name in _VERBS
            and (lost or _CLIENTS.search(called))
            and any(gone(o) or _holds_lost(o) for o in options_of(first))
        ):
            machine.lose(at, "a request whose URL is not known, on something unknown", "call", ())
            return
        if name not in _VERBS or not is_pathy(first) or any(type(a) is FunctionValue for a in args[1:]):
            return
        if _STORES.search(called) and not _CLIENTS.search(called):
            return
        if library is not None and library.name.startswith("js:"):
            return
        method = "DELETE" if name == "del" else name.upper()
        if _CLIENTS.search(called) or (library is not None and _CLIENTS.search(library.name)):
            send(machine, method, first, at, library="client", settings=Settings())
        else:
            machine.lose(at, f"{name}() of a path on something unknown", f"call {method}", ())

    def _handed(self, machine: Machine, receiver: Value, name: str, args: list[Value], at: At) -> bool:
        """A path handed to a function nobody knows, or anything to what should be in the tree and is not: told."""
        reason = receiver.reason if type(receiver) is Unknown else ""
        if lost_here(reason) and any(self.serves(o) for a in args for o in options_of(a)):
            machine.lose(at, f"what sends requests is handed to a function that is not known ({reason})", "call", ())
            return True
        gone = (
            reason.endswith("is not in the tree") or " exports no " in reason
        ) and ".json." not in reason  # no functions
        plain = type(receiver) is Unknown and receiver.name == name
        if name in ("call", "apply") and type(receiver) is Unknown:
            name, args = receiver.name, args[1:]
        pathy = any(is_pathy(a) for a in args)
        sends = _SENDER.search(name) or (plain and _CALLABLE.match(name) and args and _is_address(args[0]))
        if sends and args and type(args[0]) in (str, Text, Unknown) and not pathy:
            machine.lose(at, f"a URL is handed to {name}, which is not known", "call", ())
            return True
        if name in _VERBS and not pathy and any(type(a) is DictValue and "url" in a.entries for a in args):
            machine.lose(at, "a request whose URL is not known, on something unknown", "call", ())
            return True
        plain = plain or (reason.endswith("was not read") and name not in _VERBS)
        if (pathy and ((plain and lost_here(reason)) or sends)) or (gone and name not in _VERBS):
            machine.lose(at, f"something is handed to a function that is not known ({reason or name})", "call", ())
            return True
        return False

    def computed_member(self, machine: Machine, receiver: Value, args: list[Value], at: At) -> Value | None:
        """`client[unknown](url)`: a request whose method is not known."""
        if self.carries(receiver) and args:
            return send(machine, "?", args[0], at, library="client", settings=getattr(receiver, "native", None))
        if type(receiver) is Unknown and args and is_pathy(args[0]) and _CLIENTS.search(_receiver_name(receiver)):
            machine.lose(at, "a request whose method is not known, on something unknown", "call", ())
        return None

    def element(self, machine: Machine, tag: Value, props: DictValue, at: At) -> None:
        """An element of JSX."""
        if type(tag) is Instance and tag.cls is swr.CONFIG:
            swr.configured(machine, props.entries.get("value", UNDEFINED), at)
        react.element(machine, tag, props, at)
        if type(tag) is Unknown and lost_here(tag.reason) and any(is_pathy(v) for v in props.entries.values()):
            machine.lose(at, f"a path is handed to a component that is not known ({tag.reason})", "call", ())

    def finish(self, machine: Machine) -> None:
        """Keys that waited for a fetcher, now that all are known."""
        while self.requests.later:
            kind, key, at, root = self.requests.later.pop()
            if root is None or root.ran != 3:
                work = swr.by_default if kind == "swr" else tanstack.by_default
                machine.root = root
                machine.entry(
                    Native(kind, lambda m, a, k, where, work=work, key=key, at=at: work(m, key, at)), [], {}, at
                )
        machine.root = None
        for function, at in self.handed.items():
            if function.ran in (1, 3):
                self._called_elsewhere(machine, function, at)
        found = self.requests.requests
        if any(r.settings is not None and r.settings.rewrites for r in found):
            self.requests.requests = [
                each
                for r in list(found)
                for each in (axios.rewritten(machine, r) if r.settings is not None and r.settings.rewrites else [r])
            ]

    def _called_elsewhere(self, machine: Machine, function: FunctionValue, at: At) -> None:
        """A function the program calls with URLs and hands to a package, which may call it with others: told, where it sends what it is handed."""
        before, losses = len(self.requests.requests), dict(machine.losses)
        machine.entry(function, stand_ins(function), {"this": function.home}, (function.code.file, function.code.at))
        sent = self.requests.requests[before:]
        del self.requests.requests[before:]
        machine.losses.clear()
        machine.losses.update(losses)
        if any(type(r.url) is Text and _asks_what_it_is_handed(r.url) for r in sent):
            machine.lose(at, "a function that requests what it is handed is handed to a package", "call", ("/",))

    # -- objects ------------------------------------------------------------------------------------------------------------------
    def created(self, machine: Machine, instance: Instance, at: At) -> None:
        made = self.made.setdefault(instance.cls, [])
        if len(made) < 24:
            made.append(instance)

    def carries(self, value: Value) -> bool:
        if type(value) is Instance:
            return type(value.native) is Settings or value.cls.name in ("superagent", "wretch")
        return type(value) is Native and value.name == "fetch"

    def serves(self, value: Value, depth: int = 1) -> bool:
        """Whether an object of the program has methods that may send."""
        if type(value) is FunctionValue:
            return depth == 0 and self.keen(value.code.text())
        if depth and type(value) is DictValue:
            return any(self.serves(v, 0) for v in value.entries.values())
        return type(value) is Instance and any(self.serves(v, 0) for c in value.cls.mro for v in c.namespace.values())

    def keen(self, text: bytes) -> bool:
        return _SENDS.search(text) is not None


def _asks_what_it_is_handed(url: Text) -> bool:
    """Whether a URL begins with an argument, or has a path that is one behind its base."""
    for number, part in enumerate(url.parts):
        if type(part) is Hole and "argument " in part.reason and (number == 0 or _WHOLE_PATHS.search(part.name)):
            return True
    return False


def _is_request(machine: Machine, options: DictValue, name: str, at: At) -> bool:
    url = options.entries.get("url", MISSING)
    if url is MISSING or nothing(url) or not is_pathy(url):
        return False
    return name in _VERBS or known(options.entries.get("method", "")) not in (None, "")


def _is_address(value: Value) -> bool:
    """Whether a text may be a URL put together of pieces nobody knows."""
    return is_pathy(value) or any(
        type(o) is Text
        and (
            any(type(p) is str and "/" in p and " " not in p for p in o.parts)
            or (type(o.parts[0]) is Hole and str(o)[3:4] == "?")
        )
        for o in options_of(value)
    )


def _are_pieces(args: list[Value]) -> bool:
    """Whether a function may be joining a URL: pieces of it, one of them known."""
    return all(type(o) in (str, Text, Unknown) for a in args for o in options_of(a)) and any(
        type(o) in (str, Text) and re.search(r"\w", str(o)) for a in args for o in options_of(a)
    )


def _is_table(value: DictValue, depth: int = 2) -> bool:
    """Whether an object holds endpoints, perhaps in groups."""
    return any(
        openapi_client.is_endpoint(v) or (depth and type(v) is DictValue and _is_table(v, depth - 1))
        for v in list(value.entries.values())[:8]
    )


def _takes_method(name: str, args: list[Value]) -> bool:
    """Whether a function nobody knows may be one that is told the method and the URL; a handler behind them makes it a server or a mock."""
    named = name in ("request", "send", "call", "execute") or _SENDER.match(name) or _CALLABLE.match(name)
    return bool(named) and not any(type(a) is FunctionValue for a in args[2:])


def _imported_as(library: Library, name: str) -> str:
    """What a program calls a function of a package: the default export as its package is called."""
    package, _, member = library.name.partition("#")
    if name not in ("default", "()", "") and member:
        return name
    first, *rest = re.split(r"[-_.]", package.rpartition("/")[2].removeprefix("npm:"))
    return first + "".join(w.capitalize() for w in rest)


def _holds_lost(value: Value) -> bool:
    """Whether a text has a piece that was lost in this tree."""
    return type(value) is Text and any(type(p) is Hole and lost_here(p.reason) for p in value.parts)


def _receiver_name(value: Value) -> str:
    """How a program calls a receiver."""
    for _ in range(4):
        if type(value) is Library:
            return value.name.rpartition("#")[2].rpartition(":")[2]
        if type(value) is not Unknown:
            return value.cls.name if type(value) is Instance else ""
        if value.name and value.name != "()":
            return value.name
        value = value.owner
    return ""


def _library_of(value: Value) -> Library | None:
    """The package an unknown value came from."""
    for _ in range(20):
        if type(value) is Library:
            return value
        if type(value) is not Unknown or value.owner is None:
            return None
        value = value.owner
    return None


__all__ = ["ClientPackages"]
