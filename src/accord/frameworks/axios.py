"""axios, its instances, and the packages that behave like it.

Reads: verbs, `axios(config)`, `axios(url, config)`, `request`, `create({baseURL})`, `defaults.baseURL` set anywhere, `params`, interceptors that
change the URL or the base. Cannot read: adapters. Cases: `fixtures/cases/clients-axios.md`.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from accord.evaluate.js_values import UNDEFINED, nothing
from accord.evaluate.values import (
    MISSING,
    At,
    ClassValue,
    DictValue,
    FunctionValue,
    Hole,
    Instance,
    Native,
    Text,
    Unknown,
    Value,
    alternatives_of,
    join_all,
    narrowed,
    options_of,
)
from accord.frameworks.fetch import query_of, target_of
from accord.frameworks.requests import (
    VERBS,
    Args,
    Kwargs,
    Request,
    Settings,
    forced,
    is_url,
    methods_of,
    option,
    query_names,
    room_of,
    send,
)

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

ROLE = "consumer"
PACKAGES = frozenset(
    f"npm:{name}"
    for name in ("axios", "redaxios", "xior", "axios-observable", "@bundled-es-modules/axios", "gaxios", "umi-request")
)

_DEEP = 40  # calls around a request that are looked at
_REDIRECTS = re.compile(rb"\b(?:url|baseURL)\s*(?:[+]?=(?!=)|:)")


def make(machine: Machine, base: Value, at: At, parent: Settings | None = None) -> Instance:
    """A client with a base of its own, else that of what it was made from."""
    made = Instance(CLIENT, at)
    defaults = DictValue({"headers": DictValue({}, exact=False)}, exact=False)
    if base is not MISSING:
        defaults.entries["baseURL"] = base
    made.native = Settings("", defaults, parent)
    before = Instance(INTERCEPTOR, at)
    before.native = made.native
    interceptors = DictValue({"request": before, "response": Instance(ANSWERS, at)}, exact=False)
    made.attrs = {"defaults": defaults, "interceptors": interceptors}
    return made


def _intercept(machine: Machine, this: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`interceptors.request.use(config => config)`: kept where its text says that it changes where a request goes."""
    first = forced(machine, args[0]) if args else UNDEFINED
    if type(first) is FunctionValue and _REDIRECTS.search(first.code.text()) and first not in this.native.rewrites:
        this.native.rewrites.append(first)
    return Unknown("the number of an interceptor", at=at)


def _answered(machine: Machine, this: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`interceptors.response.use(done, failed)`: what these send again was sent before."""
    room = room_of(machine)
    if room is not None:
        room.replays += [f.code for a in args if type(f := forced(machine, a)) is FunctionValue]
    return Unknown("the number of an interceptor", at=at)


INTERCEPTOR = ClassValue("interceptor", native={"use": _intercept})
ANSWERS = ClassValue("interceptor of answers", native={"use": _answered})


def _sent_again(machine: Machine, request: Value) -> bool:
    """Whether an interceptor of answers repeats the request that was answered: `http(error.config)` once there is a new token."""
    room = room_of(machine)
    known = type(request) is DictValue and (request.exact or "url" in request.entries)
    if room is None or not room.replays or known or type(request) not in (Unknown, DictValue):
        return False
    running = [machine.root.code] if machine.root is not None else []
    around = machine.sites
    while around is not None and len(running) < _DEEP:
        _, _, function, around = around
        running += [function.code] if type(function) is FunctionValue else []
    return any(
        code.file == outer.file and outer.span[0] <= code.span[0] and code.span[1] <= outer.span[1]
        for code in running
        for outer in room.replays
    )


def rewritten(machine: Machine, request: Request) -> list[Request]:
    """A request as the interceptors of its client leave it, in as many ways as there are."""
    settings = request.settings
    url, base = request.url, settings.where() if settings is not None else ""
    for function in reversed(settings.rewrites) if settings is not None else ():
        config = DictValue(
            {"url": url, "method": request.method.lower(), "headers": DictValue({}, exact=False)}, exact=False
        )
        if not nothing(base) and base != "":
            config.entries["baseURL"] = base
        answer = machine.entry(function, [config], {}, (function.code.file, function.code.at))
        config = answer if type(answer) is DictValue else config
        url, base = _settled(config.entries.get("url"), url), _settled(config.entries.get("baseURL"), base)
    found: list[Request] = []
    for each in options_of(url):
        where = base
        if type(each) is Text and type(each.parts[0]) is Hole and not str(request.url).startswith("{?}"):
            where, each = _split_base(each, str(request.url), base)  # a prefix nobody knows is a base
        found.append(request._replace(url=each, settings=Settings(where)))
    return found


def _settled(value: Value, before: Value) -> Value:
    """What an interceptor made of a text, and the text itself where nobody can tell."""
    texts = [o for o in options_of(value) if type(o) in (str, Text)]
    return join_all(texts) if texts else before


def _split_base(url: Text, ending: str, base: Value) -> tuple[Value, Value]:
    front = url.parts[0]
    rest = Text(url.parts[1:]) if len(url.parts) > 1 else ""
    return (
        (Unknown(front.reason, name=front.name), rest) if str(rest) == ending and type(front) is Hole else (base, url)
    )


def _create(machine: Machine, client: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`axios.create(config)`."""
    return make(machine, _base(machine, args[0], at) if args else MISSING, at, client.native)


def _base(machine: Machine, config: Value, at: At) -> Value:
    base = option(machine, config, "baseURL", at)
    return option(machine, config, "prefix", at) if base is MISSING else base  # umi-request says prefix


def _construct(machine: Machine, client: Instance, args: Args, kwargs: Kwargs, at: At) -> None:
    made = make(machine, option(machine, args[0], "baseURL", at) if args else MISSING, at)
    client.attrs, client.native = made.attrs, made.native


def _call(machine: Machine, client: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`axios(config)` and `axios(url, config)`; `request` alike."""
    answer: Value = Unknown("an answer of a server", at=at)
    for each, world in alternatives_of(narrowed(forced(machine, args[0]), machine.world)) if args else ():
        if len(args) == 1 and _sent_again(machine, each):
            continue
        config = narrowed(args[1], world) if len(args) > 1 else UNDEFINED
        url: Value = target_of(each)
        if type(each) is DictValue:
            config, url = each, option(machine, each, "url", at)
        elif type(each) is Unknown and len(args) == 1:
            url = Unknown("a request nobody knows", at=each.at or at, name="url")
            config = each
        for method in methods_of(machine, config, at):
            _send(machine, client, method, url, config, at, query_of(machine, each))
    return answer


def _verb(method: str, machine: Machine, client: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`client.get(url, config)`, `client.post(url, body, config)`."""
    if not args:
        return Unknown("an answer of a server", at=at)
    place = 1 if method in ("GET", "DELETE", "HEAD", "OPTIONS") else 2
    config = args[place] if len(args) > place else UNDEFINED
    return _send(machine, client, method, target_of(forced(machine, args[0])), config, at, query_of(machine, args[0]))


def _send(
    machine: Machine, client: Instance, method: str, url: Value, config: Value, at: At, query: tuple[str, ...] = ()
) -> Value:
    base = option(machine, config, "baseURL", at) if type(config) is DictValue else MISSING
    if type(base) is Unknown and base.reason == "an option nobody knows":
        base = MISSING
    settings = client.native if base is MISSING else _based(client, base)
    params = option(machine, config, "params", at)
    names = query_names(machine, params) if params is not MISSING else ()
    if url is MISSING or nothing(url):
        url = Unknown("a request without a known URL", at=at, name="url")
    return send(machine, method, url, at, library="axios", settings=settings, query=(*query, *names))


def _based(client: Instance, base: Value) -> Settings:
    """A client's settings with the base of one request."""
    made = Settings(base)
    made.rewrites = client.native.rewrites
    return made


def _uri(machine: Machine, client: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    return option(machine, args[0], "url", at) if args else UNDEFINED


CLIENT = ClassValue(
    "axios",
    native={
        "__init__": _construct,
        "__call__": _call,
        "request": _call,
        "create": _create,
        "extend": _create,
        "instance": _create,
        "getUri": _uri,
        **{verb: partial(_verb, verb.upper()) for verb in VERBS},
        **{f"{verb}Form": partial(_verb, verb.upper()) for verb in ("post", "put", "patch")},
    },
)


def _first(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return args[0] if args else UNDEFINED


_MEMBERS: dict[str, Any] = {
    "all": Native("all", _first),
    "spread": Native("spread", _first),
    "Axios": CLIENT,
}


def lookup(machine: Machine, name: str) -> Value:
    """`axios` itself and what hangs on it; the global client is one for a scan."""
    package, _, member = name.partition("#")
    if not member or member in ("()", "default", "axios", "instance"):
        return _global(machine, package)
    if member in _MEMBERS:
        return _MEMBERS[member]
    if member.partition(".")[0] in (
        "isAxiosError",
        "isCancel",
        "CancelToken",
        "AxiosError",
        "AxiosHeaders",
        "HttpStatusCode",
    ):
        return MISSING
    return machine.attribute(_global(machine, package), member, ("", 0))


def _global(machine: Machine, package: str) -> Value:
    held: dict[str, Value] = machine.libraries.clients  # type: ignore[attr-defined]  # the models of a scan for calls
    if package not in held:
        held[package] = make(machine, MISSING, ("", 0))
    return held[package]


__all__ = ["CLIENT", "PACKAGES", "is_url", "lookup", "make", "rewritten"]
