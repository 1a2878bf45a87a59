"""What a provider serves, in the contract's terms: application chosen, gateway prefix applied, unread places known."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accord.compare.applications import choose, found_in
from accord.model import ANY_METHOD, WEBSOCKET, Operation
from accord.paths import HOLE_PIECE, Param, PathTemplate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from accord.model import Application, Component, Route, Scan, Unread

# Methods a framework answers by itself where there is a GET route: FastAPI's own routes do not, Starlette's do.
_AUTOMATIC: Mapping[str, frozenset[str]] = {
    "express": frozenset({"HEAD", "OPTIONS"}),
    "starlette": frozenset({"HEAD"}),
}
_ERROR_PAGE = re.compile(r"not_?found|404|error_?(page|handler)|fallback", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Served:
    """A route with its operation as the contract would write it."""

    route: Route
    operation: Operation

    @property
    def literal(self) -> bool:
        """Whether the path has a literal piece: a catch-all without one is a fallback, not an endpoint."""
        return any(isinstance(piece, str) and piece.strip("/") for piece in self.operation.path.pieces)

    @property
    def greedy(self) -> bool:
        return any(isinstance(piece, Param) and piece.greedy for piece in self.operation.path.pieces)

    @property
    def fallback(self) -> bool:
        """Whether this answers whatever nothing else does: a catch-all at the root, or one that is an error page."""
        return self.greedy and (not self.literal or bool(_ERROR_PAGE.search(self.route.handler.name)))

    def answers(self, method: str) -> bool:
        """Whether a request by `method` to this path is answered."""
        own = self.operation.method
        if own == method or (own == ANY_METHOD and method != WEBSOCKET):
            return True
        return own == "GET" and method in _AUTOMATIC.get(self.route.framework, ())


@dataclass(frozen=True, slots=True)
class Hidden:
    """A place that was not understood, and the path prefix of the contract it covers."""

    unread: Unread
    prefix: PathTemplate

    def covers(self, path: PathTemplate) -> bool:
        if self.prefix.complete:
            return path.bare.without(self.prefix) is not None
        below = [] if self.prefix.pieces[-1] == HOLE_PIECE else ["/"]
        return self.prefix.fits(path) or PathTemplate.of([*self.prefix.pieces, *below, HOLE_PIECE]).fits(path)


@dataclass(frozen=True, slots=True)
class Server:
    """A provider ready to be compared; all tuples are in order of registration."""

    component: Component
    scan: Scan
    application: Application | None
    applications: tuple[Application, ...]
    served: tuple[Served, ...]  # complete, mounted, of the chosen application
    incomplete: tuple[Served, ...]
    elsewhere: tuple[Served, ...]  # served by other applications of the tree, or below what the gateway strips
    unmounted: tuple[Served, ...]
    hidden: tuple[Hidden, ...]
    by_key: Mapping[str, tuple[Served, ...]]
    by_folded_key: Mapping[str, tuple[Served, ...]]
    catch_alls: tuple[Served, ...]  # below a literal prefix: what they do with a path cannot be told
    fallbacks: tuple[Served, ...]  # what answers when nothing else does

    @property
    def looked_at(self) -> str:
        """How much was read, as a finding says it."""
        counts = (len(self.served) + len(self.incomplete), "route"), (len(self.scan.unread), "unread")
        files = f"{self.scan.examined.files} file{'s' * (self.scan.examined.files != 1)}"
        return ", ".join([files, *(f"{n} {word}{'s' * (word == 'route' and n != 1)}" for n, word in counts)])

    def covering(self, path: PathTemplate) -> Hidden | None:
        """The unread place that may serve below this path."""
        return next((hidden for hidden in self.hidden if hidden.covers(path)), None)

    def covering_file(self, file: str) -> Unread | None:
        """The unread place that may mount the routers of a file."""
        return next((u for u in self.scan.unread if any(_covers_file(cover, file) for cover in u.covers)), None)


def server(component: Component, scan: Scan, wanted: Iterable[tuple[str, str]]) -> Server:
    """Choose the application and put its routes into the contract's terms; `wanted` are the keys asked for."""
    everything = sorted(scan.routes, key=lambda r: (r.order, r.where, r.operation.method, r.operation.path.text))
    mounted = [route for route in everything if route.mounted]
    if not mounted and not scan.examined.applications:
        mounted = everything  # no application object at all: routers are roots
    placed = [(route, _placed(route, component.prefix)) for route in mounted]
    reachable = [Served(route, operation) for route, operation in placed if operation is not None]
    beyond = [Served(route, route.operation) for route, operation in placed if operation is None]
    applications = found_in(scan, mounted)
    chosen = choose(component.app, applications, [(s.route.app, s.operation) for s in reachable], wanted)
    mine = [s for s in reachable if chosen is None or s.route.app in (None, chosen)]
    others = [s for s in reachable if chosen is not None and s.route.app not in (None, chosen)]
    complete = tuple(s for s in mine if s.operation.path.complete)
    return Server(
        component=component,
        scan=scan,
        application=chosen,
        applications=applications,
        served=complete,
        incomplete=tuple(s for s in mine if not s.operation.path.complete),
        elsewhere=tuple(s for s in [*others, *beyond] if s.operation.path.complete),
        unmounted=tuple(Served(r, r.operation) for r in everything if not r.mounted and mounted is not everything),
        hidden=tuple(_hidden(scan, component.prefix)),
        by_key=_grouped(complete, lower=False),
        by_folded_key=_grouped(complete, lower=True),
        catch_alls=tuple(s for s in complete if s.greedy and not s.fallback),
        fallbacks=tuple(s for s in complete if s.fallback),
    )


def _grouped(served: Sequence[Served], *, lower: bool) -> dict[str, tuple[Served, ...]]:
    groups: dict[str, list[Served]] = defaultdict(list)
    for one in served:
        key = one.operation.path.bare.key
        groups[key.lower() if lower else key].append(one)
    return {key: tuple(group) for key, group in groups.items()}


def _placed(route: Route, prefix: str) -> Operation | None:
    """The route's operation behind the gateway; None where the gateway's stripped prefix hides it."""
    path = _behind_gateway(route.operation.path, prefix)
    return None if path is None else Operation(route.operation.method, path)


def _behind_gateway(path: PathTemplate, prefix: str) -> PathTemplate | None:
    if not prefix:
        return path
    if not prefix.startswith("-"):
        return path.under(PathTemplate.parse(prefix))
    if path.pieces and path.pieces[0] == HOLE_PIECE:
        return path
    return path.without(PathTemplate.parse(prefix[1:]))


def _hidden(scan: Scan, prefix: str) -> Iterable[Hidden]:
    for unread in scan.unread:
        for cover in unread.covers:
            if cover.startswith("/"):
                path = _behind_gateway(PathTemplate.parse(cover, "braces"), prefix)
                # A prefix above what the gateway strips ("/" and "-/api") may hide anything behind it.
                yield Hidden(unread, path if path is not None else PathTemplate.parse("/"))


def _covers_file(cover: str, file: str) -> bool:
    return not cover.startswith("/") and (cover in ("", ".", file) or file.startswith(cover.rstrip("/") + "/"))
