"""Where libraries that are handed an application put what they register: as the call says, as their object was told, else by their own default.

What a library adds only its source can tell (`libraries` reads it); these defaults let the note say which paths it may hide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.evaluate.values import Instance, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_NAMES = (
    "path",
    "prefix",
    "base_url",
    "url",
    "mount_path",
    "route",
    "endpoint",
    "router_path",
    "site_path",
    "url_path",
)
# by package and by what is called: where it hangs if nothing is said
_DEFAULTS = {
    ("sqladmin", "Admin"): "/admin",
    ("starlette_admin", "mount_to"): "/admin",
    ("fastapi_admin", "mount"): "/admin",
    ("fastapi_amis_admin", "mount_app"): "/admin",
    ("prometheus_fastapi_instrumentator", "expose"): "/metrics",
    ("fastapi_mcp", "FastApiMCP"): "/mcp",
    ("socketio", "ASGIApp"): "/socket.io",
}


def place_of_pages(library: str, owner: Value, values: Iterable[Value], kwargs: Mapping[str, Value]) -> str:
    """The path below which a library's call registers, "" where nothing tells; `library` is the dotted name of what is called."""
    told = owner.attrs if type(owner) is Instance else {}
    given = [*(kwargs.get(n) for n in _NAMES), *values, *(told.get(n) for n in _NAMES)]
    found = next((v for v in given if type(v) is str and v.startswith("/") and v != "/"), "")
    if "{" in found:  # a pattern the library fills
        return found.partition("{")[0].rpartition("/")[0] or "/"
    return found or _DEFAULTS.get((library.partition(".")[0], library.rpartition(".")[2]), "")


__all__ = ["place_of_pages"]
