"""Starlette.

Reads: applications, `Route`, `Mount`, `Host`, `WebSocketRoute`, `Router`, `HTTPEndpoint` classes. Static files are no routes. Source of the facts:
starlette/routing.py (a class endpoint answers the verbs it defines; a function endpoint GET unless `methods` says otherwise). Proof:
fixtures/cases/starlette.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.evaluate.values import MISSING, ClassValue, Native, Value
from accord.frameworks import environment, routing, routing_state
from accord.frameworks.tasks import run_now

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

PACKAGES = frozenset(("starlette",))

_CLASSES: dict[str, ClassValue] = {
    "Starlette": routing.STARLETTE_APP,
    "Router": routing.PLAIN_ROUTER,
    "Route": routing_state.ROUTE,
    "Mount": routing_state.MOUNT,
    "Host": routing_state.HOST,
    "WebSocketRoute": routing_state.WEBSOCKET_ROUTE,
    "BaseRoute": routing_state.ENTRY,
    "HTTPEndpoint": routing.ENDPOINT,
    "WebSocketEndpoint": routing.WEBSOCKET_ENDPOINT,
    "Config": environment.CONFIG,
}


def lookup(machine: Machine, name: str) -> Value:
    """A dotted name of the library."""
    last = name.rpartition(".")[2]
    return Native(name, run_now) if last == "run_in_threadpool" else _CLASSES.get(last, MISSING)
