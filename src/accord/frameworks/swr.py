"""SWR: a key is requested through its fetcher, which is called with it.

Reads: keys as text, arrays and functions, conditional keys, fetchers of a hook and of `SWRConfig`, `useSWRMutation`, `useSWRInfinite`, `preload`.
A key without any fetcher is a request where it is a path. Cases: `fixtures/cases/clients-swr.md`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from accord.evaluate.js_values import UNDEFINED, nothing
from accord.evaluate.values import (
    MISSING,
    At,
    BoundMethod,
    ClassValue,
    DictValue,
    FunctionValue,
    Instance,
    Library,
    ListValue,
    Native,
    Text,
    Unknown,
    Value,
    options_of,
)
from accord.frameworks.requests import Args, Kwargs, forced, gone, is_pathy, option, room_of, send

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

ROLE = "consumer"
PACKAGES = frozenset(f"npm:{name}" for name in ("swr", "swr/mutation", "swr/infinite", "swr/immutable", "swrv"))
_CALLABLE = (FunctionValue, Native, BoundMethod, Instance, ClassValue, Library)


def _use(extra: Args, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`useSWR(key, fetcher, options)`."""
    answer = DictValue(
        {"data": Unknown("an answer of a server", at=at), "mutate": Native("mutate", _ignored)}, exact=False
    )
    if not args:
        return answer
    page = [Unknown("index", name="index"), Unknown("the page before")]
    keys = [machine.call(o, page, {}, at) if type(o) is FunctionValue else o for o in options_of(args[0])]
    fetchers = [o for a in args[1:3] for o in options_of(forced(machine, a)) if type(o) in _CALLABLE]
    for each in args[1:]:
        inner = option(machine, each, "fetcher", at) if type(each) is DictValue else MISSING
        fetchers += [inner] if type(inner) in _CALLABLE else []
    for each in (o for key in keys for o in options_of(key)):
        if nothing(each) or each is False:
            continue
        if fetchers and (fetched(machine, fetchers[0], each, extra, at) or type(fetchers[0]) is not Library):
            continue
        if len(args) > 1 and (gone(args[1]) or type(args[1]) is Library) and not is_pathy(each) and _may_lead(each):
            machine.lose(at, "a key is handed to a fetcher that is not known", "call", ())
        elif not (len(args) > 1 and nothing(args[1])):  # `useSWR(key, null)` reads what is there
            room = room_of(machine)
            if room is not None:
                room.later.append(("swr", each, at, machine.root))
    return answer


def fetched(machine: Machine, fetcher: Value, key: Value, extra: Args, at: At) -> bool:
    """A fetcher called with its key, and whether that sent anything: arrays are handed over whole, and one by one to a fetcher that wants several."""
    before = machine.sent
    wants = len(fetcher.code.params.get()) if type(fetcher) is FunctionValue else 1
    if type(key) is ListValue and wants > 1 and not extra:
        machine.call(fetcher, [forced(machine, k) for k in key.items], {}, at)
    else:
        machine.call(fetcher, [key, *extra], {}, at)
    return machine.sent > before


def _may_lead(key: Value) -> bool:
    """Whether a key that does not look like a path may be made into one all the same."""
    return type(key) in (Text, Unknown) or (type(key) is str and "/" in key)


def by_default(machine: Machine, key: Value, at: At) -> None:
    """A key whose fetcher a configuration gives: the one that is known, else the request that a path as key is."""
    room = room_of(machine)
    fetchers = room.contexts.get("swr", []) if room is not None else []
    if fetchers:
        fetched(machine, fetchers[-1], key, [], at)
        return
    first = key.items[0] if type(key) is ListValue and key.items else key
    if is_pathy(first):
        send(machine, "GET", first, at, library="swr")


def _mutation(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`useSWRMutation(key, fetcher)`: the fetcher gets the key and `{arg}`."""
    given = [DictValue({"arg": Unknown("an argument", at=at, name="arg")}, exact=False)]
    _use(given, machine, args[:2], kwargs, at) if len(args) > 1 else None
    return DictValue({"trigger": Native("trigger", _ignored)}, exact=False)


def _preload(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return _use([], machine, args, kwargs, at)


def _ignored(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return Unknown("data of a cache", at=at)


def configured(machine: Machine, value: Value, at: At) -> None:
    """`<SWRConfig value={{fetcher}}>`."""
    if type(value) is FunctionValue:
        value = machine.call(value, [DictValue({}, exact=False)], {}, at)
    fetcher = option(machine, value, "fetcher", at) if type(value) is DictValue else MISSING
    room = room_of(machine)
    if room is not None and type(fetcher) in _CALLABLE:
        room.contexts.setdefault("swr", []).append(fetcher)


CONFIG = ClassValue("SWRConfig", native={})


def lookup(machine: Machine, name: str) -> Value:
    """A hook, whatever its module calls it."""
    package, _, member = name.partition("#")
    if member in ("SWRConfig", "SWRConfiguration"):
        return Instance(CONFIG)
    if member in ("mutate", "useSWRConfig", "cache", "trigger", "unstable_serialize"):
        return MISSING
    if member == "preload":
        return Native(member, _preload)
    if package == "npm:swr/mutation" or member == "useSWRMutation":
        return Native("useSWRMutation", _mutation)
    return (
        Native(member or "useSWR", partial(_use, []))
        if member in ("", "()", "default", "useSWR", "useSWRInfinite", "useSWRImmutable", "infinite")
        else MISSING
    )


__all__ = ["CONFIG", "PACKAGES", "UNDEFINED", "by_default", "configured", "lookup"]
