"""Applications and routers that are handed to packages and to functions nobody knows."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from accord.evaluate.values import (
    At,
    DictValue,
    FunctionValue,
    Instance,
    ListValue,
    Union,
    Unknown,
    Value,
)
from accord.frameworks.express_lost_mounts import MAKES_ROUTES
from accord.frameworks.express_packages import HARMLESS, describe, library_of
from accord.frameworks.express_state import nested, new_entry, room_of, state_of

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

_SHOWS = re.compile(r"list|print|display|dump|show|log|debug|test", re.IGNORECASE)


def held_routers(value: Value, depth: int = 3) -> list[Instance]:
    """The routers an argument is or holds: `{ mounts: [{ path, router }] }`."""
    if type(value) is DictValue:
        rows = [v for v in islice(value.entries.values(), 40) if depth or type(v) is Instance]
        return [r for v in rows if type(v) in (Instance, ListValue) for r in held_routers(v, depth - 1)]
    if type(value) not in (Instance, ListValue, Union):
        return []
    each = nested(value)
    rows = [v for v in each[:40] if type(v) is DictValue] if depth else []
    return [v for v in each if state_of(v) is not None] + [r for row in rows for r in held_routers(row, depth - 1)]


def handed_to_library(machine: Machine, name: str, args: list[Value], at: At, *, serves: bool = False) -> None:
    """A package is handed an application: unless it is known to leave routes alone, it may add some. `serves`: adding some is what it is for."""
    if HARMLESS.search(name):
        return
    held = [h for a in args for h in held_routers(a)]
    for value in held if serves or not any(state_of(a) is not None for a in args) else args:
        if state_of(value) is not None:
            room_of(machine).handed.add(name.partition("#")[0])
            entry = new_entry(
                machine, value, "lost", at, next((a for a in args if type(a) is str and a.startswith("/")), "")
            )
            entry.reason = f"{name} is handed the router and may register routes on it"
            entry.away = True
            entry.weak = not serves and (MAKES_ROUTES.search(name) is None or _SHOWS.search(name) is not None)


def handed(machine: Machine, called: Unknown, holders: list[Instance], at: At) -> None:
    """An unknown function is handed a router: it may register on it, or mount it anywhere."""
    library = library_of(called)
    if library is not None:
        handed_to_library(machine, library.name, list(holders), at)
        return
    if called.name in (
        "listen",
        "on",
        "emit",
        "push",
        "log",
        "info",
        "debug",
        "warn",
        "error",
        "set",
        "then",
        "createServer",
        "close",
    ):
        return
    for holder in holders:
        state = state_of(holder)
        if state is None:
            continue
        entry = new_entry(machine, holder, "lost", at, "")
        # a hook of whoever starts the program: nothing of this tree, unless a link to it is lost
        entry.weak = _supplied(machine, called)
        name = called.name or describe(called)
        entry.reason = (
            f"an unknown function ({name}) is handed the router: it may register routes on it or mount it anywhere"
        )


def _supplied(machine: Machine, value: Value) -> bool:
    """Whether an unknown value is an argument that a caller outside of the tree supplies, and no package that was handed the function."""
    while type(value) is Unknown and value.owner is not None:
        value = value.owner
    if type(value) is not Unknown or not value.reason.startswith("argument "):
        return False
    return value.at not in room_of(machine).callbacks


def note_callbacks(machine: Machine, name: str, args: list[Value]) -> None:
    """Functions a package is handed: what it calls them with is its own."""
    if not HARMLESS.search(name):
        room_of(machine).callbacks.update((a.code.file, a.code.at) for a in args if type(a) is FunctionValue)


__all__ = ["handed", "handed_to_library", "held_routers", "note_callbacks"]
