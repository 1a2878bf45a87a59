"""superagent and its promise wrappers.

Reads: verbs with `del`, `superagent(method, url)`, `superagent(url)`, agents, `.query({...})`. Cannot read: plugins that rewrite a URL.
Cases: `fixtures/cases/clients-libraries.md`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from accord.evaluate.js_values import known
from accord.evaluate.values import MISSING, At, ClassValue, Instance, Unknown, Value
from accord.frameworks.requests import METHODS, VERBS, Args, Kwargs, query_names, room_of, send

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

ROLE = "consumer"
PACKAGES = frozenset(
    f"npm:{name}" for name in ("superagent", "superagent-bluebird-promise", "superagent-promise", "superagent-use")
)


def _answer(machine: Machine, at: At, first: int) -> Value:
    made = Instance(ANSWER, at)
    made.native = first
    return made


def _count(machine: Machine) -> int:
    room = room_of(machine)
    return len(room.requests) if room is not None else 0


def _verb(method: str, machine: Machine, client: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    first = _count(machine)
    if args:
        send(machine, method, args[0], at, library="superagent")
    return _answer(machine, at, first)


def _call(machine: Machine, client: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    first = _count(machine)
    if len(args) > 1:
        method = (known(args[0]) or "?").upper()
        send(machine, method if method in METHODS else "?", args[1], at, library="superagent")
    elif args:
        send(machine, "GET", args[0], at, library="superagent")
    return _answer(machine, at, first)


def _query(machine: Machine, answer: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`.query({page: 1})` names parameters of the request it hangs on."""
    room = room_of(machine)
    names = query_names(machine, args[0]) if args else ()
    if room is not None and names:
        for number in range(answer.native, len(room.requests)):
            room.requests[number] = room.requests[number]._replace(query=(*room.requests[number].query, *names))
    return answer


def _same(machine: Machine, answer: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    return answer


def _agent(machine: Machine, client: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    return client


_CHAINED = (
    "set", "send", "type", "accept", "use", "auth", "timeout", "retry", "attach", "field", "withCredentials", "responseType", "on", "ok", "buffer",
    "redirects",
)  # fmt: skip
ANSWER = ClassValue("a request", native={"query": _query, **dict.fromkeys(_CHAINED, _same)})
CLIENT = ClassValue(
    "superagent",
    native={
        "__call__": _call,
        "agent": _agent,
        "use": _agent,
        **{verb: partial(_verb, verb.upper()) for verb in VERBS},
        "del": partial(_verb, "DELETE"),
    },
)


def lookup(machine: Machine, name: str) -> Value:
    """The client itself; `superagent-promise` is called with a client and hands it back."""
    package, _, member = name.partition("#")
    if package == "npm:superagent-promise":
        return MISSING
    held: dict[str, Value] = machine.libraries.clients  # type: ignore[attr-defined]  # the models of a scan for calls
    if package not in held:
        held[package] = Instance(CLIENT)
    client = held[package]
    if member in ("", "()", "default", "request"):
        return client
    return machine.attribute(client, member, ("", 0)) if member in CLIENT.native or member in VERBS else MISSING  # type: ignore[operator]  # it has some


__all__ = ["CLIENT", "PACKAGES", "Unknown", "lookup"]
