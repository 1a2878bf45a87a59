"""FastAPI.

Reads: applications, routers, `include_router`, verb decorators, `api_route`, `add_api_route`, websockets, mounts, start-up hooks and lifespans.
Does not read: what a library outside of the tree registers; that is told as unread with the mount point. Source of the facts: fastapi/applications.py
and fastapi/routing.py (a verb of an application goes to its router's `get`, which goes to `api_route`, which goes to `add_api_route`). Proof:
fixtures/cases/fastapi*.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.evaluate.builtins import identity
from accord.evaluate.values import MISSING, ClassValue, Native, Unknown, Value
from accord.frameworks import routing, routing_state
from accord.frameworks.tasks import run_now

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

PACKAGES = frozenset(("fastapi",))

_CLASSES: dict[str, ClassValue] = {
    "FastAPI": routing.APP,
    "APIRouter": routing.API_ROUTER,
    "APIRoute": routing_state.API_ROUTE,
    "APIWebSocketRoute": routing_state.API_WEBSOCKET_ROUTE,
    "Mount": routing_state.MOUNT,
}


def lookup(machine: Machine, name: str) -> Value:
    """A dotted name of the library; classes are found by their last part, wherever the package re-exports them from."""
    last = name.rpartition(".")[2]
    if last in _CLASSES:
        return _CLASSES[last]
    if last in ("Depends", "Security", "Body", "Query", "Path", "Header", "Cookie", "Form", "File"):
        return Native(name, lambda m, args, kwargs, at: Unknown(f"what {last} injects", at=at))
    if last == "run_in_threadpool":
        return Native(name, run_now)
    if last == "jsonable_encoder":
        return Native(name, identity)
    return MISSING
