"""axios-hooks: `useAxios` sends what it is handed through the client that `configure` names.

Reads: `useAxios(url)`, `useAxios(config)`, `configure({axios})`, `makeUseAxios({axios})`. Cases: `fixtures/cases/clients-libraries.md`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.evaluate.values import MISSING, At, DictValue, Instance, ListValue, Native, Unknown, Value
from accord.frameworks import axios
from accord.frameworks.requests import Args, Kwargs, Settings, forced, option

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

ROLE = "consumer"
PACKAGES = frozenset(("npm:axios-hooks",))


def _hook(client: Instance) -> Native:
    def use(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
        if args:
            machine.call(client, [forced(machine, args[0])], {}, at)
        resend = Native("refetch", lambda inner, given, named, where: Unknown("an answer of a server", at=where))
        return ListValue([DictValue({"data": Unknown("an answer of a server", at=at)}, exact=False), resend])

    return Native("useAxios", use)


def _given(machine: Machine, args: Args, at: At) -> Value:
    return forced(machine, option(machine, forced(machine, args[0]), "axios", at)) if args else MISSING


def _shared(machine: Machine) -> Instance:
    """The client of the whole program: what `configure` names, whenever it runs."""
    held: dict[str, Instance] = machine.libraries.clients  # type: ignore[attr-defined]  # the models of a scan for calls
    if "npm:axios-hooks" not in held:
        held["npm:axios-hooks"] = axios.make(machine, MISSING, ("", 0))
    return held["npm:axios-hooks"]


def _configured(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    client = _given(machine, args, at)
    if type(client) is Instance and type(client.native) is Settings:
        _shared(machine).native.parent = client.native
    return Unknown("nothing")


def _made(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    client = _given(machine, args, at)
    return _hook(client if type(client) is Instance else _shared(machine))


def lookup(machine: Machine, name: str) -> Value:
    """A member of the package."""
    member = name.partition("#")[2]
    if member in ("", "()", "default", "useAxios"):
        return _hook(_shared(machine))
    return {"configure": Native("configure", _configured), "makeUseAxios": Native("makeUseAxios", _made)}.get(
        member, MISSING
    )


__all__ = ["PACKAGES", "lookup"]
