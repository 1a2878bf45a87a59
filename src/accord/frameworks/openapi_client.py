"""Clients made from OpenAPI documents: openapi-fetch, openapi-react-query, hey-api's client packages, zodios, ts-rest.

What generators write into the tree (openapi-typescript-codegen, orval, openapi-generator, hey-api's own client) is run as any other source.
Cases: `fixtures/cases/clients-generated.md`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from accord.evaluate.js_values import UNDEFINED, known, nothing
from accord.evaluate.values import (
    MISSING,
    At,
    ClassValue,
    DictValue,
    FunctionValue,
    Instance,
    ListValue,
    Native,
    Unknown,
    Value,
    options_of,
)
from accord.frameworks.requests import VERBS, Args, Kwargs, Settings, methods_named, option, query_names, send

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

ROLE = "consumer"
_FETCH, _REACT = ("openapi-fetch",), ("openapi-react-query", "openapi-vue-query")
_HEY = (
    "@hey-api/client-fetch",
    "@hey-api/client-axios",
    "@hey-api/client-next",
    "@hey-api/client-nuxt",
    "@hey-api/client-core",
)
_REST = (
    "@ts-rest/core",
    "@ts-rest/react-query",
    "@ts-rest/react-query/v5",
    "@ts-rest/vue-query",
    "@ts-rest/solid-query",
)
PACKAGES = frozenset(f"npm:{name}" for name in (*_FETCH, *_REACT, *_HEY, *_REST, "@zodios/core"))


def _answer(at: At) -> Value:
    return Unknown("an answer of a server", at=at)


def _query(machine: Machine, options: Value, at: At) -> tuple[str, ...]:
    """The names below `params.query`, or below `query`."""
    params = option(machine, options, "params", at)
    inner = option(machine, params, "query", at) if params is not MISSING else option(machine, options, "query", at)
    return query_names(machine, inner) if inner is not MISSING else ()


# -- openapi-fetch ----------------------------------------------------------------------------------------------------------------


def _create(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`createClient<paths>({baseUrl})`."""
    made = Instance(CLIENT, at)
    base = option(machine, args[0], "baseUrl", at) if args else MISSING
    made.native = Settings("" if base is MISSING else base)
    return made


def _verb(method: str, machine: Machine, client: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`client.GET(path, {params})`."""
    if args:
        options = args[1] if len(args) > 1 else UNDEFINED
        own = option(machine, options, "baseUrl", at)
        settings = client.native if own is MISSING or type(own) is Unknown else Settings(own)
        send(
            machine, method, args[0], at, library="openapi-fetch", settings=settings, query=_query(machine, options, at)
        )
    return DictValue({"data": _answer(at)}, exact=False)


def _named(machine: Machine, client: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`client.request(method, path, options)`, and the hooks of openapi-react-query."""
    if len(args) > 1:
        for method in methods_named(args[0]):
            options = args[2] if len(args) > 2 else UNDEFINED
            send(
                machine,
                method,
                args[1],
                at,
                library="openapi-fetch",
                settings=client.native,
                query=_query(machine, options, at),
            )
    return DictValue({"data": _answer(at)}, exact=False)


CLIENT = ClassValue(
    "openapi-fetch",
    native={
        **{v.upper(): partial(_verb, v.upper()) for v in VERBS},
        "TRACE": partial(_verb, "TRACE"),
        "request": _named,
    },
)
_HOOKS = (
    "useQuery",
    "useMutation",
    "useSuspenseQuery",
    "useInfiniteQuery",
    "queryOptions",
    "infiniteQueryOptions",
    "mutationOptions",
    "usePrefetchQuery",
)
HOOKS = ClassValue("openapi-react-query", native=dict.fromkeys(_HOOKS, _named))


def _hooks(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`createClient(fetchClient)`: hooks over its client."""
    made = Instance(HOOKS, at)
    made.native = (
        args[0].native if args and type(args[0]) is Instance and type(args[0].native) is Settings else Settings()
    )
    return made


# -- hey-api ----------------------------------------------------------------------------------------------------------------------


def _hey(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    made = Instance(HEY, at)
    made.native = Settings()
    if args:
        _configure(machine, made, args, kwargs, at)
    return made


def _configure(machine: Machine, client: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`client.setConfig({baseUrl})`."""
    for name in ("baseUrl", "baseURL"):
        base = option(machine, args[0], name, at) if args else MISSING
        if base is not MISSING and type(base) is not Unknown:
            client.native.base = base
    return client


def _sent(method: str, machine: Machine, client: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`client.get({url, path, query})`."""
    url = option(machine, args[0], "url", at) if args else MISSING
    methods = [method] if method else methods_named(option(machine, args[0], "method", at)) if args else []
    for each in methods if url is not MISSING else ():
        send(machine, each, url, at, library="hey-api", settings=client.native, query=_query(machine, args[0], at))
    return DictValue({"data": _answer(at)}, exact=False)


HEY = ClassValue(
    "hey-api",
    native={**{v: partial(_sent, v.upper()) for v in VERBS}, "request": partial(_sent, ""), "setConfig": _configure},
)

# -- zodios and ts-rest: a table of endpoints ------------------------------------------------------------------------------------------


def _zodios(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`new Zodios(baseUrl, [{method, path, alias}])`: verbs with paths, and a method for every alias."""
    made = Instance(ZODIOS, at)
    base = args[0] if args and type(args[0]) is not ListValue else ""
    made.native = Settings(base)
    table = next((a for a in args if type(a) is ListValue), None)
    if table is None or not table.exact:
        machine.lose(at, "the endpoints of a client could not be read", "call", (at[0],))
    table = table or ListValue([])
    for each in table.items:
        alias = known(option(machine, each, "alias", at))
        if alias is not None:
            made.attrs[alias] = Native(alias, partial(_aliased, made, each))
    return made


def _aliased(client: Instance, endpoint: Value, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    for method in methods_named(option(machine, endpoint, "method", at)):
        send(machine, method, option(machine, endpoint, "path", at), at, library="zodios", settings=client.native)
    return _answer(at)


def _table(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return args[0] if args else UNDEFINED


ZODIOS = ClassValue("zodios", native={v: partial(_verb, v.upper()) for v in VERBS})


def _rest(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`initClient(contract, {baseUrl})`: a function for every endpoint of the contract."""
    base = option(machine, args[1], "baseUrl", at) if len(args) > 1 else MISSING
    if not args or type(args[0]) is not DictValue:
        machine.lose(at, "the endpoints of a client could not be read", "call", (at[0],))
    return _rest_below(machine, args[0] if args else UNDEFINED, Settings("" if base is MISSING else base), at, 0)


def _rest_below(machine: Machine, contract: Value, settings: Settings, at: At, depth: int) -> Value:
    if type(contract) is not DictValue or depth > 6:
        return Unknown("a contract", at=at)
    if is_endpoint(contract):
        made = Instance(ENDPOINT, at)
        made.native = settings
        made.attrs["*contract"] = contract
        return made
    below = Instance(CONTRACT, at)
    below.native = settings
    below.attrs = {k: _rest_below(machine, v, settings, at, depth + 1) for k, v in contract.entries.items()}
    return below


def is_endpoint(value: Value) -> bool:
    """Whether an object says of an endpoint what it is, and not what answers it."""
    return (
        type(value) is DictValue
        and "method" in value.entries
        and "path" in value.entries
        and not any(type(v) is FunctionValue for v in value.entries.values())
    )


def _asked(machine: Machine, endpoint: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`client.posts.get(...)`, and the hooks and queries that hang on it."""
    return _aliased(endpoint, endpoint.attrs["*contract"], machine, args, kwargs, at)


_ASKED = ("useQuery", "useMutation", "useSuspenseQuery", "useInfiniteQuery", "useQueries", "query", "mutate", "mutation", "fetchQuery",
          "prefetchQuery", "ensureQueryData", "createQuery", "createMutation")  # fmt: skip
CONTRACT = ClassValue("contract", native={})
ENDPOINT = ClassValue("endpoint", native={"__call__": _asked, **dict.fromkeys(_ASKED, _asked)})


def _contract(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`initContract()`: `router(table, {pathPrefix})`, `query` and `mutation` hand their tables on."""
    return DictValue({name: Native(name, _prefixed) for name in ("router", "query", "mutation")}, exact=False)


def _prefixed(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    from accord.evaluate.values import concat

    prefix = option(machine, args[1], "pathPrefix", at) if len(args) > 1 else MISSING
    if prefix is MISSING or nothing(prefix) or not args or type(args[0]) is not DictValue:
        return args[0] if args else UNDEFINED
    out = DictValue(dict(args[0].entries), args[0].exact)
    for name, each in out.entries.items():
        if type(each) is DictValue and "path" in each.entries:
            out.entries[name] = DictValue({**each.entries, "path": concat([prefix, each.entries["path"]])}, each.exact)
    return out


def lookup(machine: Machine, name: str) -> Value:
    """What makes a client."""
    package, _, member = name.partition("#")
    short = package[4:]
    if short in _FETCH or short in _REACT:
        return (
            Native("createClient", _create if short in _FETCH else _hooks)
            if member in ("()", "default", "createClient")
            else MISSING
        )
    if short in _HEY:
        if member == "client":
            held: dict[str, Value] = machine.libraries.clients  # type: ignore[attr-defined]  # the models of a scan for calls
            return held.setdefault(package, _hey(machine, [], {}, ("", 0)))
        return (
            Native(member, _hey)
            if member == "createClient"
            else Native(member, _table)
            if member == "createConfig"
            else MISSING
        )
    if short in _REST:
        return (
            Native(member, _rest)
            if member in ("initClient", "initQueryClient", "initTsrReactQuery")
            else Native(member, _contract)
            if member == "initContract"
            else MISSING
        )
    made = {"Zodios": _zodios, "makeApi": _table, "makeEndpoint": _table, "apiBuilder": _table}.get(member)
    return Native(member, made) if made is not None else MISSING


__all__ = ["CLIENT", "HEY", "HOOKS", "PACKAGES", "ZODIOS", "lookup", "options_of"]
