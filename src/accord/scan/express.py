"""Express route tables to routes: roots, prefixes, trails, and the net that tells what was lost on the way."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from accord.evaluate.values import At, BoundMethod, ClassValue, FunctionValue, Instance, Unknown, Value
from accord.frameworks.express_state import Entry, RouterState, room_of, state_of
from accord.model import Application, Examined, Handler, Operation, Route, Scan, TrailStep, Unread, Where
from accord.paths import HOLE, PathTemplate
from accord.scan.express_paths import OUTSIDE, is_regex, joined, known_front, raw_paths, refused_by_5, templates
from accord.scan.js_specifiers import find
from accord.source.files import is_test

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accord.evaluate.machine import Machine
    from accord.scan import ScanOptions
    from accord.source.files import SourceFiles

DEEP, MANY = 20, 20_000
FEW = 0.05  # up to this share of all rows, routers without a mount are told where they stand and blamed on no lost link

_EXPORTS = re.compile(rb"\bexports?\b")


class Step(NamedTuple):
    """A registration reached from a root, with everything that was joined on the way."""

    raw: str
    entry: Entry
    owner: Instance
    trail: tuple[tuple[At, str], ...]
    conditional: bool
    outside: bool  # below a prefix that only whoever starts the program knows


class Harvest:
    """What the routers hold once the evaluation is over."""

    def __init__(
        self,
        machine: Machine,
        options: ScanOptions,
        foreign: frozenset[str] = frozenset(),
        loaded: frozenset[str] = frozenset(),
    ) -> None:
        self.machine, self.options = machine, options
        self.foreign = foreign  # files in which an application nobody supplies is none of Express
        self.loaded = loaded  # files that are tests by their place and part of the program all the same
        self.room = room_of(machine)
        self._hung = {id(e.target) for r in self.room.routers for e in self._state(r).entries if e.target is not None}
        self.routers = [r for r in self.room.routers if not self._dead(self._state(r).root) and not self._left_out(r)]
        self.names = _names(machine)
        self._unread: dict[tuple[str, int, str], set[str]] = {}
        self._outside: dict[str, tuple[At, set[str]]] = {}
        self._places: set[At] | None = None
        self._unreached: set[int] = set()  # registrations behind one that throws
        self.serving: set[str] = set()  # files whose registrations are served
        self.reached: set[int] = set()

    def unread(self, file: str, line: int, reason: str, covers: Iterable[str]) -> None:
        """Tell of a place once; what it covers adds up."""
        self._unread.setdefault((file, line, reason), set()).update(covers)

    def registered(self, file: str, first: int, last: int) -> bool:
        """Whether something was registered, or told as lost, between two lines of a file."""
        if self._places is None:
            entries = (e for r in self.room.routers for e in self._state(r).entries)
            self._places = {e.at for e in entries if e.kind != "lost" or not e.weak}
            self._places |= {loss.at for loss in self.machine.losses.values() if loss.kind != "maybe"}
        return any((file, line) in self._places for line in range(first, last + 1))

    def hangs(self, framework: str) -> bool:
        """Whether what a framework makes is mounted at a path that is known, which is told there."""
        lost = (e for r in self.routers for e in self._entries(r) if e.kind == "lost" and e.path not in ("", "/"))
        return any(f"npm:{framework}" in e.reason for e in lost)

    def _state(self, router: Instance) -> RouterState:
        state = state_of(router)
        assert state is not None  # noqa: S101 only routers are kept
        return state

    def _dead(self, root: object) -> bool:
        """What a sweep did in a function that the program itself called later does not count."""
        return root is not None and root in self.machine.recalled

    def _left_out(self, router: Instance) -> bool:
        """Whether a router is of a test, or stands for an application of another framework."""
        state = self._state(router)
        file = state.at[0]
        used = file in self.loaded and ((state.kind == "app" and not state.phantom) or id(router) in self._hung)
        return (not self.options.tests and is_test(file) and not used) or (state.phantom and file in self.foreign)

    def _entries(self, router: Instance) -> list[Entry]:
        return [e for e in self._state(router).entries if not self._dead(e.root)]

    # -- roots --------------------------------------------------------------------------------------------------------------------
    def roots(self) -> list[Instance]:
        """Applications nobody mounts."""
        children = {
            id(e.target) for r in self.routers for e in self._entries(r) if e.kind == "mount" and e.target is not r
        }
        return [
            r
            for r in self.routers
            if self._state(r).kind == "app" and not self._state(r).phantom and id(r) not in children
        ]

    def _free(self) -> list[Instance]:
        """Routers and phantoms nothing reaches, and nothing mounts."""
        loose = [
            r
            for r in self.routers
            if id(r) not in self.reached and (self._state(r).kind != "app" or self._state(r).phantom)
        ]
        children = {id(e.target) for r in loose for e in self._entries(r) if e.kind == "mount" and e.target is not r}
        return [r for r in loose if id(r) not in children]

    # -- flattening ---------------------------------------------------------------------------------------------------------------
    def flatten(self, root: Instance) -> list[Step]:
        """Everything registered below a router, in order."""
        out: list[Step] = []
        self._walk(root, "", (), (False, False), out, [])
        return out

    def _walk(
        self,
        router: Instance,
        prefix: str,
        trail: tuple[tuple[At, str], ...],
        marks: tuple[bool, bool],
        out: list[Step],
        above: list[Instance],
    ) -> None:
        self.reached.add(id(router))
        if any(router is a for a in above):
            return
        if len(above) > DEEP or len(out) > MANY:
            self.unread(
                *self._state(router).at, "mounts multiply beyond what is followed", (known_front(prefix) or "/",)
            )
            return
        above.append(router)
        for entry in self._entries(router):
            for path in raw_paths(entry.path, mount=entry.kind == "mount"):
                before = len(out)
                outside = path.startswith(OUTSIDE)
                path = path.removeprefix(OUTSIDE)
                steps = (*trail, (entry.at, path))
                whole = joined(prefix, path)
                below = (marks[0] or entry.conditional, marks[1] or outside)
                if entry.kind == "mount" and entry.target is not None:
                    if not self._dead(self._state(entry.target).root):
                        self._walk(entry.target, "" if whole == "/" else whole, steps, below, out, above)
                else:
                    out.append(Step(whole, entry, router, steps, *below))
                if outside:
                    place = self._outside.setdefault(entry.at[0], (entry.at, set()))
                    place[1].update(step.entry.at[0] for step in out[before:])
        above.pop()

    # -- routes -------------------------------------------------------------------------------------------------------------------
    def scan(self, found: SourceFiles, size: int, files: int) -> Scan:
        """The finished scan."""
        roots = self.roots()
        rows: list[Route] = []
        lost: list[tuple[Step, bool]] = []
        for root in roots:
            rows += self._routes(root, mounted=True, lost=lost)
        served = bool(rows)
        self.serving = {r.where.file for r in rows}
        known = {(r.operation.method, r.where) for r in rows}
        unmounted: list[tuple[Instance, list[Route]]] = []
        shared: dict[
            int, set[str]
        ] = {}  # lines of a base class or a helper may be mounted for one router and lost for another
        for router in self._free():
            whole = self._routes(router, mounted=not served, lost=lost)
            below = whole if not served else [r for r in whole if (r.operation.method, r.where) not in known]
            if below and served:
                unmounted.append((router, below))
                shared[id(router)] = {r.where.file for r in whole}
            rows += below
        hanging = sum(len(below) for _, below in unmounted)
        blamed = {r.where.file for _, below in unmounted for r in below} if hanging > FEW * len(rows) else set()
        self._tell_losses(lost, sorted(blamed), served=served)
        self._tell_unmounted(rows, unmounted, shared, lost=bool(lost))
        for at, covers in self._outside.values():
            self.unread(*at, "paths here begin with a prefix that whoever starts the program sets", covers)
        for relative, reason in found.unreadable:
            self.unread(relative, 0, reason, (relative,))
        routes = _without_repeats(rows)
        return Scan(routes, (), self._all_unread(), self._examined(found, size, files, roots))

    def _routes(self, root: Instance, *, mounted: bool, lost: list[tuple[Step, bool]]) -> list[Route]:
        state = self._state(root)
        app = self._application(root) if state.kind == "app" else None
        out: list[Route] = []
        for step in self.flatten(root):
            if step.entry.kind == "lost":
                lost.append((step, state.kind == "app" and not state.phantom))
            else:
                out += self._rows(step, state, app, mounted=mounted, first=len(out))
        return out

    def _rows(
        self, step: Step, root: RouterState, app: Application | None, *, mounted: bool, first: int
    ) -> list[Route]:
        out: list[Route] = []
        if not mounted and step.raw == HOLE and step.entry.root is not None and step.entry.at[0] in self.serving:
            return out  # a helper that others call with paths, entered once without
        owner = self._state(step.owner)
        if self._throws(step, owner):
            return out
        raw = step.raw if step.raw.startswith(("/", "{", "*")) else f"/{step.raw}"
        for method in step.entry.methods:
            for template in templates(raw):
                known = "ALL" if method == "?" else method
                if not template.complete or method == "?":
                    self._tell_incomplete(step, method)
                out.append(
                    Route(
                        operation=Operation(known, template),
                        raw=raw,
                        where=Where(*step.entry.at),
                        handler=_handler(step.entry.handler),
                        framework="express",
                        app=app,
                        trail=tuple(TrailStep(Where(*at), piece) for at, piece in step.trail),
                        mounted=mounted,
                        conditional=step.conditional,
                        slash="distinct" if owner.strict or root.strict else "ignored",
                        ignore_case=not (owner.case or root.case),
                        order=first + len(out),
                    )
                )
        return out

    def _throws(self, step: Step, owner: RouterState) -> bool:
        """Whether Express 5 throws at a registration, which is told, or at one before it on the same router in the same file."""
        refused = refused_by_5(step.raw)
        entry = step.entry
        if (refused or entry.gone_in) and self._major(owner.at[0]) >= 5:
            what = "refuses this path" if refused else "has no such method"
            covers = {known_front(step.raw.split("*")[0]) or "/"}
            if not (step.conditional or entry.tried or entry.root is not None or HOLE in step.raw):
                later = [e for e in owner.entries[owner.entries.index(entry) + 1 :] if e.at[0] == entry.at[0]]
                self._unreached.update(map(id, later))
                covers |= {entry.at[0]} if later else set()
            self.unread(*entry.at, f"Express 5 {what}: the server stops where it is registered", covers)
            return True
        return id(entry) in self._unreached

    def _major(self, file: str) -> int:
        """The major version of Express the options name, or the package.json nearest to a file; 4 where they do not."""
        declared = dict(self.options.versions).get("express") or self.machine.tree.version_of("express", file)
        match = re.fullmatch(r"(?:npm:express@)?[\^~=v]*(\d+)(?:\.[\dx*.]+)?[\w.-]*", declared.strip())
        return int(match.group(1)) if match is not None else 4

    def _tell_incomplete(self, step: Step, method: str) -> None:
        at = next((at for at, piece in step.trail if HOLE in piece), step.entry.at)
        what = "the method is not known" if method == "?" else "the path is not known"
        front = known_front(step.raw)
        self.unread(*at, what, (front, step.entry.at[0]) if front not in ("", "/") else (step.entry.at[0],))

    def _application(self, root: Instance) -> Application:
        state = self._state(root)
        return Application(self.names.get(id(root), "app"), Where(*state.at))

    # -- the honesty net ----------------------------------------------------------------------------------------------------------
    def _tell_losses(self, lost: list[tuple[Step, bool]], files: list[str], *, served: bool) -> None:
        """A lost link covers the prefix it hangs at, and the files of the routers that may hang there."""
        for step, of_app in lost:
            front = known_front(step.raw)
            if step.entry.lone and served:
                continue
            covers = set(files)
            if front not in ("", "/") and not step.outside:
                covers.add(PathTemplate.parse(front, "express").text)
            elif of_app and (step.entry.lone or not step.entry.weak):
                covers.add("/")
            if step.entry.away and not (served or of_app) and self._starts(step.entry.at[0]):
                covers.add(self._state(step.owner).at[0])
            if covers or not step.entry.weak:
                self.unread(*step.entry.at, step.entry.reason, covers)
        for loss in self.machine.losses.values():
            if self._dead(loss.root):
                continue
            covers = set(loss.covers)
            if loss.kind == "maybe":
                covers.update(files or (() if served else ("/",)))
                if not covers or (served and not files) or not self.routers:
                    continue  # whatever it may have been, nothing is missing
            elif loss.kind == "syntax":  # the statement may have mounted what hangs nowhere, or all there is
                covers.update(files or (() if served else ("/",)))
                covers.update(self._below(loss.at[0]))
            self.unread(*loss.at, loss.reason, covers)

    def _starts(self, file: str) -> bool:
        """Whether a file is a program rather than a module: it exports nothing, so that what it hands away comes back to nobody."""
        return any(
            m.rel == file and _EXPORTS.search(m.source.data) is None for m in self.machine.modules.values() if m.source
        )

    def _below(self, file: str) -> list[str]:
        """The files a broken one imports that register routes: what cannot be read may have mounted them once more, or called on them to register."""
        read = {m.rel: m for m in self.machine.modules.values() if m.source is not None}
        if file not in read:
            return []
        path = read[file].file.path or ""
        named = {self.machine.tree.resolve(spec, path) for spec in find(read[file].source.data)}
        held = (read[each.rel] for each in named if each is not None and each.rel in read)
        return [m.rel for m in held if self.machine.libraries.firm(m.source.data)]

    def _tell_unmounted(
        self,
        rows: list[Route],
        unmounted: list[tuple[Instance, list[Route]]],
        shared: dict[int, set[str]],
        *,
        lost: bool,
    ) -> None:
        """Routers without a mount beside an application that serves little, or where a link was lost; and what hangs on arguments."""
        served = {(r.operation.method, r.where) for r in rows if r.mounted}
        total = sum(len(below) for _, below in unmounted)
        many = total > 0.2 * len(served) or (len(unmounted) > 1 and total > len(served))
        for router, below in unmounted:
            state = self._state(router)
            files = sorted(shared[id(router)])
            if below and state.phantom:
                self.unread(
                    *state.at, "registers routes on a router or application it is given; no caller was found", files
                )
            elif below and (many or lost):
                self.unread(*state.at, "this router is mounted nowhere that was understood", files)

    def _all_unread(self) -> tuple[Unread, ...]:
        """Every place with what it covers; one entry where several causes meet at a line and hide the same."""
        places: dict[tuple[str, int, tuple[str, ...]], list[str]] = {}
        for (file, line, reason), covers in sorted(self._unread.items()):
            places.setdefault((file, line, tuple(sorted(covers))), []).append(reason)
        found = [Unread(Where(f, line), "; ".join(reasons), covers) for (f, line, covers), reasons in places.items()]
        return tuple(sorted(found, key=lambda u: (u.where, u.reason)))

    def _examined(self, found: SourceFiles, size: int, files: int, roots: list[Instance]) -> Examined:
        return Examined(
            files=files,
            bytes=size,
            skipped=dict(sorted(found.skipped.items())),
            applications=tuple(self._application(r) for r in roots),
            frameworks={"express": len({self._state(r).at[0] for r in self.routers})} if self.routers else {},
            unsupported={name: len(files) for name, files in sorted(self.room.unsupported.items())},
        )


# -- small helpers ----------------------------------------------------------------------------------------------------------------


def _handler(value: Value) -> Handler:
    from accord.frameworks.express_state import nested

    value = (nested(value) or [value])[-1]
    if type(value) is BoundMethod:
        value = value.function
    if type(value) is FunctionValue:
        owner = f"{value.owner.name}." if value.owner is not None else ""
        return Handler(owner + value.code.name, Where(value.code.file, value.code.at), value)
    if type(value) is ClassValue:
        return Handler(value.name)
    return Handler(value.name or "unknown" if type(value) is Unknown else getattr(value, "name", "") or "unknown")


def _names(machine: Machine) -> dict[int, str]:
    """Variables that hold applications."""
    out: dict[int, str] = {}
    for module in machine.modules.values():
        for name, value in module.scope.vars.items():
            if state_of(value) is not None:
                out.setdefault(id(value), name if not name.startswith("*") else "app")
    return out


def _without_repeats(routes: list[Route]) -> tuple[Route, ...]:
    """The same registration seen twice is one route; an unmounted row that is also served is none."""
    served = {(r.operation.method, r.where) for r in routes if r.mounted}
    out: dict[tuple[object, ...], Route] = {}
    for route in routes:
        if not route.mounted and (route.operation.method, route.where) in served:
            continue
        trail = tuple(t.where for t in route.trail)
        out.setdefault(
            (route.operation.method, route.operation.path.key, route.where, route.mounted, route.app, trail), route
        )
    return tuple(out.values())


__all__ = ["Harvest", "is_regex"]
