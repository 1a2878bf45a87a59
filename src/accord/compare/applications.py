"""Which of several applications in one tree a component means: the one it names, else the one nearest the contract."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from accord.model import Application, Operation, Route, Scan

_Key = tuple[str, tuple[str, ...]]


def found_in(scan: Scan, mounted: Iterable[Route]) -> tuple[Application, ...]:
    """The applications of a tree, in order of place."""
    found = {*scan.examined.applications, *(route.app for route in mounted if route.app is not None)}
    return tuple(sorted(found, key=lambda app: (app.where, app.name)))


def choose(
    name: str,
    applications: Sequence[Application],
    served: Iterable[tuple[Application | None, Operation]],
    wanted: Iterable[tuple[str, str]],
) -> Application | None:
    """The application called `name`, else the one that serves most of what is wanted (keys), else the largest.

    A server whose paths all lack or carry one prefix too much is still the one that is meant: what counts is how many
    operations agree under the best prefix, the right paths first.
    """
    candidates = [app for app in applications if name and is_named(app, name)] or list(applications)
    if len(candidates) < 2:
        return candidates[0] if candidates else None
    likeness = _Likeness(wanted)
    routes: dict[Application | None, list[Operation]] = defaultdict(list)
    for app, operation in served:
        routes[app].append(operation)
    order = {app: -rank for rank, app in enumerate(candidates)}
    return max(candidates, key=lambda app: (*likeness.of(routes[app]), len(routes[app]), order[app]))


def is_named(app: Application, name: str) -> bool:
    """Whether `module:attr` or `file:attr` (either part alone as well) names this application."""
    place, colon, attribute = name.rpartition(":")
    if not colon:
        place, attribute = ("", name) if re.fullmatch(r"[A-Za-z_]\w*(\(\))?", name) else (name, "")
    if attribute and attribute.removesuffix("()") != app.name.removesuffix("()"):
        return False
    file = app.where.file
    forms = {place, *(place.replace(".", "/") + ending for ending in (".py", "/__init__.py"))}
    return not place or any(f"/{file}".endswith(f"/{form}") or f"/{form}".endswith(f"/{file}") for form in forms)


class _Likeness:
    """How far the routes of an application agree with the wanted operations."""

    def __init__(self, wanted: Iterable[tuple[str, str]]) -> None:
        self._whole: set[_Key] = {(method, _segments(path)) for method, path in wanted}
        self._tails: dict[_Key, set[tuple[str, ...]]] = defaultdict(set)
        for method, path in self._whole:
            for k in range(1, len(path)):
                self._tails[method, path[k:]].add(path[:k])

    def of(self, operations: Iterable[Operation]) -> tuple[int, int]:
        """(operations that agree under the best prefix, operations that agree as they are)."""
        votes = Counter[tuple[str, tuple[str, ...]]]()
        keys = {(operation.method, operation.path.segments) for operation in operations}
        for method, path in keys:
            votes.update(("added", path[:k]) for k in range(len(path)) if (method, path[k:]) in self._whole)
            votes.update(("lost", prefix) for prefix in self._tails.get((method, path), ()))
        return max(votes.values(), default=0), len(keys & self._whole)


def _segments(path: str) -> tuple[str, ...]:
    return tuple(part for part in path.split("/") if part)
