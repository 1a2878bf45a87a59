"""TanStack Query for React, Vue, Solid, Svelte and Angular: query functions are called with their key.

Reads: `useQuery({queryKey, queryFn})`, the older `useQuery(key, fn)`, `queryOptions`, clients' `fetchQuery` and its kin, a default query function.
Mutations are functions like others: they are entered where nobody calls them. Cases: `fixtures/cases/clients-tanstack.md`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.evaluate.js_values import UNDEFINED
from accord.evaluate.values import (
    MISSING,
    At,
    BoundMethod,
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
from accord.frameworks.requests import Args, Kwargs, forced, is_pathy, option, room_of

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

ROLE = "consumer"
_PACKAGES = (
    *(f"@tanstack/{name}-query" for name in ("react", "vue", "solid", "svelte", "preact", "angular")),
    "@tanstack/query-core",
    "@tanstack/angular-query-experimental",
    "react-query",
    "vue-query",
)
PACKAGES = frozenset(f"npm:{name}" for name in _PACKAGES)
_CALLABLE = (FunctionValue, Native, BoundMethod)


def _query(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """A hook with its options, or with key, function and options as older versions have it."""
    if args:
        first = forced(machine, args[0])
        if type(first) is FunctionValue:  # Vue and Solid take a function that gives the options
            first = machine.call(first, [], {}, at)
        older = type(first) is not DictValue
        for options in options_of(first):
            key = option(machine, options, "queryKey", at) if not older else first
            function = option(machine, options, "queryFn", at) if not older else args[1] if len(args) > 1 else MISSING
            run(machine, key, function, at)
            if not older and type(option(machine, options, "queries", at)) is ListValue:
                for each in option(machine, options, "queries", at).items:
                    run(machine, option(machine, each, "queryKey", at), option(machine, each, "queryFn", at), at)
    return DictValue({"data": Unknown("an answer of a server", at=at)}, exact=False)


def run(machine: Machine, key: Value, function: Value, at: At) -> None:
    """A query function called with its key; a key that is a path waits for the default function."""
    given = [o for o in options_of(function) if type(o) in _CALLABLE]
    for each in given:
        inline = type(each) is FunctionValue and each.scope.parent is not None and each.code.file == at[0]
        machine.call(
            each, [context(key, at)], {}, (at[0], 0) if inline else at
        )  # what is written in place has its URL there
    room = room_of(machine)
    if (
        not given
        and function in (MISSING, UNDEFINED)
        and room is not None
        and type(key) is ListValue
        and key.items
        and is_pathy(key.items[0])
    ):
        room.later.append(("query", key, at, machine.root))


def context(key: Value, at: At) -> Value:
    """What a query function is called with."""
    return DictValue(
        {
            "queryKey": UNDEFINED if key is MISSING else key,
            "pageParam": Unknown("pageParam", at=at, name="pageParam"),
            "meta": UNDEFINED,
        },
        exact=False,
    )


def _options(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`queryOptions({...})` hands them on; they are asked for wherever they are used."""
    return args[0] if args else UNDEFINED


def _client(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`new QueryClient({defaultOptions: {queries: {queryFn}}})`."""
    made = Instance(CLIENT, at)
    queries = option(machine, option(machine, args[0], "defaultOptions", at), "queries", at) if args else MISSING
    function = option(machine, queries, "queryFn", at) if queries is not MISSING else MISSING
    room = room_of(machine)
    if room is not None:
        room.contexts.setdefault("query", []).extend(o for o in options_of(function) if type(o) in _CALLABLE)
    return made


def by_default(machine: Machine, key: Value, at: At) -> None:
    """A key without a function of its own, through the client's default one."""
    room = room_of(machine)
    functions = room.contexts.get("query", []) if room is not None else []
    if functions:
        machine.call(functions[-1], [context(key, at)], {}, at)
    else:
        machine.lose(at, "a query without a function; no default one was found", "call", ())


def _on_client(machine: Machine, client: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    return _query(machine, args, kwargs, at)


_FETCHES = ("fetchQuery", "prefetchQuery", "ensureQueryData", "fetchInfiniteQuery", "prefetchInfiniteQuery")
CLIENT = ClassValue("QueryClient", native=dict.fromkeys(_FETCHES, _on_client))
_HOOKS = frozenset(
    ("useQuery", "useQueries", "useInfiniteQuery", "useSuspenseQuery", "useSuspenseQueries", "useSuspenseInfiniteQuery", "usePrefetchQuery",
     "usePrefetchInfiniteQuery", "createQuery", "createInfiniteQuery", "injectQuery", "injectInfiniteQuery")
)  # fmt: skip


def _the_client(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return Instance(CLIENT, at)


def lookup(machine: Machine, name: str) -> Value:
    """A hook or the client."""
    _, _, member = name.partition("#")
    if member in _HOOKS:
        return Native(member, _query)
    if member in ("queryOptions", "infiniteQueryOptions"):
        return Native(member, _options)
    if member == "QueryClient":
        return Native(member, _client)
    return Native(member, _the_client) if member in ("useQueryClient", "injectQueryClient") else MISSING


__all__ = ["CLIENT", "PACKAGES", "by_default", "lookup"]
