"""The first steps of a project: a contract drafted from the routes it serves, and the table that makes accord look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accord.model import Contract, Endpoint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accord.model import Application, Component, Route, Scan


def application_of(scan: Scan) -> Application | None:
    """The application a draft is about: the one that serves most; None where the routes belong to none."""
    served: dict[Application, int] = {}
    for route in scan.routes:
        if route.mounted and route.app:
            served[route.app] = served.get(route.app, 0) + 1
    return max(served, key=lambda app: (served[app], app.where), default=None)


def draft(scan: Scan, file: str, app: Application | None) -> tuple[Contract, tuple[Route, ...]]:
    """A contract of what `app` serves, in order of path and method, and the routes that no row can say.

    A row says a whole path: those with unknown pieces are left out.
    """
    served = [route for route in scan.routes if route.mounted and route.app == app]
    fit = [route for route in served if route.complete]
    first = {route.operation.key: route for route in reversed(fit)}
    ordered = sorted(first.values(), key=lambda route: (route.operation.path.key, route.operation.method))
    endpoints = tuple(
        Endpoint(route.operation, route.where, description=_described(route), stated=route.operation.path.text)
        for route in ordered
    )
    left_out = tuple(route for route in served if route not in fit)
    return Contract(file, "markdown", endpoints, title="API contract", rows=len(endpoints)), left_out


def configured(text: str, prefix: tuple[str, ...], contract: str, components: Mapping[str, Component]) -> str:
    """A TOML text with accord's table added to it; what is written already stays as it is, formatting included."""
    import tomlkit

    document = tomlkit.parse(text)
    table: Any = document
    for depth, key in enumerate(prefix):
        if key not in table:
            table[key] = tomlkit.table(is_super_table=depth < len(prefix) - 1)
        table = table[key]
    if "contract" not in table:
        table["contract"] = contract
    for name, component in components.items():
        role = table.setdefault(component.role, tomlkit.table(is_super_table=True))
        if name not in role:
            settings = tomlkit.table()
            settings["path"] = component.path
            if component.app:
                settings["app"] = component.app
            settings.add(tomlkit.nl())  # a blank line, should another table follow
            role[name] = settings
    return tomlkit.dumps(document).rstrip("\n") + "\n"


def _described(route: Route) -> str:
    """`list_users` says what it does once its underscores are spaces; a function without a name says nothing."""
    name = route.handler.name.rpartition(".")[2]
    if name.startswith("<"):
        return ""
    return name.replace("_", " ").strip().capitalize()
