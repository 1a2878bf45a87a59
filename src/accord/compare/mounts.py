"""A document that one mounted application wrote about itself.

FastAPI serves an OpenAPI document per application; that of an application mounted at `/api` lists its paths without `/api`. Where a document names no
server and its rows match below a mount and not from the root, it is such a document, and the mount is taken off the provider's paths.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from accord.paths import PathTemplate

if TYPE_CHECKING:
    from accord.model import Component, Contract, Scan

SHARE = 0.5  # of the rows that have to match below the mount


def mounted_at(component: Component, scan: Scan, contract: Contract | None) -> str:
    """The mount point whose application the contract describes, "" where it describes the whole."""
    if (
        contract is None
        or component.role != "provider"
        or component.prefix
        or contract.base
        or contract.format != "openapi"
    ):
        return ""
    wanted = {endpoint.operation.key for endpoint in contract.endpoints}
    routes = [r.operation for r in scan.routes if r.mounted and r.complete]
    best, most = "", len(wanted & {o.key for o in routes})
    for mount in scan.examined.mounts:
        front = PathTemplate.parse(mount, "braces")
        below = {(o.method, path.bare.key) for o in routes if (path := o.path.without(front)) is not None}
        matched = len(wanted & below)
        if matched > most and matched >= SHARE * len(wanted):
            best, most = mount, matched
    return best


def behind(component: Component, mount: str) -> Component:
    """The component as it is compared: the mount taken off its paths."""
    return replace(component, prefix=f"-{mount}") if mount else component
