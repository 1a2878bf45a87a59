"""Rows that a router would serve if some application included it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accord.compare.words import PARAM, folded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accord.compare.served import Served
    from accord.model import Endpoint

Segments = tuple[str, ...]
_Pairs = list[tuple[int, "Served"]]


@dataclass(frozen=True, slots=True)
class Router:
    """A router nobody mounts, the prefix under which it would serve rows, and the rows (by index) with their routes."""

    file: str
    prefix: Segments
    pairs: tuple[tuple[int, Served], ...]


def routers(rows: Mapping[int, Endpoint], unmounted: Sequence[Served], *, strong: bool) -> list[Router]:
    """Routers that explain rows, each row once, the one that explains most first.

    `strong` wants a literal piece of the route's own path in the row. Without it, two routes must agree on the prefix,
    or the prefix must end like the name of the router's file (`/posts` and posts.py).
    """
    tails: dict[tuple[str, Segments], list[int]] = defaultdict(list)
    for i, row in rows.items():
        segments = row.operation.path.segments
        for k in range(len(segments) + 1):
            tails[row.operation.method, segments[k:]].append(i)
    votes: dict[tuple[str, Segments], _Pairs] = defaultdict(list)
    for one in unmounted:
        own = one.operation.path.segments
        if not one.operation.path.complete:
            continue
        for i in tails.get((one.operation.method, own), ()):
            path = rows[i].operation.path.segments
            votes[_router(one), path[: len(path) - len(own)]].append((i, one))
    found: list[Router] = []
    used: set[int] = set()
    for (file, prefix), pairs in sorted(votes.items(), key=lambda vote: (-_strength(vote[1]), -len(vote[1]), vote[0])):
        free = {i: one for i, one in reversed(pairs) if i not in used}
        if not free or not _believable(file, prefix, list(free.values()), strong=strong):
            continue
        used.update(free)
        found.append(Router(file.partition(" ")[0], prefix, tuple(sorted(free.items(), key=lambda item: item[0]))))
    return found


def _router(one: Served) -> str:
    """The router a route is registered on: its file, and the place of its first contribution to the path."""
    route = one.route
    start = route.trail[0].where if route.trail and route.trail[0].where.line != route.where.line else None
    file = route.where.file
    return f"{file} {start.line}" if start and start.file == file else file


def _strength(pairs: _Pairs) -> int:
    return sum(_literals(one) > 0 for _, one in pairs)


def _literals(one: Served) -> int:
    return sum(PARAM not in segment for segment in one.operation.path.segments)


def _believable(file: str, prefix: Segments, routes: Sequence[Served], *, strong: bool) -> bool:
    if any(_literals(one) for one in routes):
        return True
    if strong:
        return False
    stem = file.partition(" ")[0].rpartition("/")[2].partition(".")[0]
    return len(routes) > 1 or bool(prefix and folded(prefix[-1]) == folded(stem))
