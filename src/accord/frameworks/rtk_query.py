"""RTK Query and Redux Toolkit: endpoints of an API are requests, whether a component uses their hooks or not.

Reads: `createApi`, `injectEndpoints`, `enhanceEndpoints`, `query` that returns text or an object, `queryFn`, base queries of the project's own,
`retry`, `createAsyncThunk`. Cannot read: a URL that a base query takes from the state. Cases: `fixtures/cases/clients-rtk-query.md`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from accord.evaluate.js_sweep import stand_ins
from accord.evaluate.js_values import UNDEFINED, nothing
from accord.evaluate.values import (
    MISSING,
    At,
    BoundMethod,
    ClassValue,
    DictValue,
    FunctionValue,
    Instance,
    Native,
    Text,
    Unknown,
    Value,
    options_of,
)
from accord.frameworks.requests import Args, Kwargs, Settings, forced, methods_of, option, query_names, room_of, send

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

ROLE = "consumer"
PACKAGES = frozenset(
    f"npm:{name}" for name in ("@reduxjs/toolkit", "@reduxjs/toolkit/query", "@reduxjs/toolkit/query/react")
)
_CALLABLE = (FunctionValue, Native, BoundMethod)


def _base_query(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`fetchBaseQuery({baseUrl})`: takes text or `{url, method, params}`."""
    base = option(machine, args[0], "baseUrl", at) if args else MISSING
    settings = Settings("" if base is MISSING else base)

    def run(m: Machine, given: Args, k: Kwargs, where: At) -> Value:
        if given:
            request(m, given[0], settings, where)
        return DictValue(
            {"data": Unknown("an answer of a server", at=where), "error": Unknown("an error of a server", at=where)},
            exact=False,
        )

    return Native("baseQuery", run)


def request(machine: Machine, given: Value, settings: Settings | None, at: At) -> None:
    """What an endpoint's `query` returned, sent."""
    for each in options_of(forced(machine, given)):
        if type(each) in (str, Text):
            send(machine, "GET", each, at, library="rtk-query", settings=settings)
        elif type(each) is DictValue:
            url = option(machine, each, "url", at)
            params = option(machine, each, "params", at)
            names = query_names(machine, params) if params is not MISSING else ()
            for method in methods_of(machine, each, at) if url is not MISSING else ():
                send(machine, method, url, at, library="rtk-query", settings=settings, query=names)
        elif type(each) is Unknown:
            send(machine, "?", Unknown(each.reason, at=each.at, name="url"), at, library="rtk-query", settings=settings)


# -- APIs -------------------------------------------------------------------------------------------------------------------------


def _create_api(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    made = Instance(API, at)
    options = args[0] if args else UNDEFINED
    base = option(machine, options, "baseQuery", at)
    made.native = UNDEFINED if base is MISSING else base
    _define(machine, made, options, at)
    return made


def _inject(machine: Machine, api: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    if args:
        _define(machine, api, args[0], at)
    return api


def _define(machine: Machine, api: Instance, options: Value, at: At) -> None:
    endpoints = option(machine, options, "endpoints", at)
    if type(endpoints) in _CALLABLE:
        build = Native("build", partial(_endpoint, api))
        builder = DictValue({"query": build, "mutation": build, "infiniteQuery": build})
        machine.call(endpoints, [builder], {}, at)


def _endpoint(api: Instance, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`build.query({query})`, `build.mutation({query})`, `build.query({queryFn})`."""
    options = args[0] if args else UNDEFINED
    query, own = option(machine, options, "query", at), option(machine, options, "queryFn", at)
    if type(query) in _CALLABLE:
        place = _place(query, at)
        made = machine.call(query, _unknowns(query), {}, place)
        _sent(machine, api, made, place)
    if type(own) in _CALLABLE:
        base = Native("baseQuery", lambda m, given, k, where: _sent(m, api, given[0] if given else UNDEFINED, where))
        machine.call(own, [Unknown("an argument", at=at), Unknown("api", at=at), UNDEFINED, base], {}, _place(own, at))
    return Unknown("an endpoint", at=at)


def _place(function: Value, at: At) -> At:
    return (function.code.file, function.code.at) if type(function) is FunctionValue else at


def _unknowns(function: Value) -> Args:
    given = stand_ins(function)[:1] if type(function) is FunctionValue else []
    return [Unknown("an argument", at=g.at, name=g.name) if type(g) is Unknown else g for g in given]


def _sent(machine: Machine, api: Instance, given: Value, at: At) -> Value:
    """What a query returned, through the base query; where that cannot be followed, by its shape."""
    room = room_of(machine)
    before = len(room.requests) if room is not None else 0
    answer: Value = DictValue({"data": Unknown("an answer of a server", at=at)}, exact=False)
    if nothing(given):
        return answer
    base = api.native
    if any(type(o) in _CALLABLE for o in options_of(base)):
        machine.call(base, [given, Unknown("api", at=at), DictValue({}, exact=False)], {}, at)
    if room is not None and len(room.requests) == before:
        request(machine, given, None, at)
    return answer


def _same(machine: Machine, api: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    return api


API = ClassValue("Api", native={"injectEndpoints": _inject, "enhanceEndpoints": _same})

# -- thunks -----------------------------------------------------------------------------------------------------------------------


def _thunk(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`createAsyncThunk(type, creator)`: called with what its creator is called with."""
    creator = args[1] if len(args) > 1 else UNDEFINED
    if type(creator) not in _CALLABLE:
        return Unknown("a thunk", at=at)

    def run(m: Machine, given: Args, k: Kwargs, where: At) -> Value:
        tools = DictValue({"rejectWithValue": Native("rejectWithValue", _first)}, exact=False)
        return m.call(creator, [given[0] if given else UNDEFINED, tools], {}, where)

    return Native("thunk", run)


def _first(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return args[0] if args else UNDEFINED


def _build_api(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return Native("createApi", _create_api)


_MADE = {
    "createApi": _create_api, "fetchBaseQuery": _base_query, "retry": _first, "createAsyncThunk": _thunk, "buildCreateApi": _build_api,
}  # fmt: skip


def lookup(machine: Machine, name: str) -> Value:
    """A function of the toolkit."""
    _, _, member = name.partition("#")
    run = _MADE.get(member)
    return Native(member, run) if run is not None else MISSING


__all__ = ["API", "PACKAGES", "lookup", "request"]
