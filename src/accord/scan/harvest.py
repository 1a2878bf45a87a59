"""Route tables to routes: roots, prefixes, trails, and the net that tells what was lost on the way."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from accord.errors import UsageError
from accord.evaluate.values import (
    At,
    BoundMethod,
    ClassValue,
    FunctionValue,
    Hole,
    Instance,
    Library,
    ListValue,
    Text,
    Union,
    Unknown,
    Value,
    concat,
)
from accord.frameworks import routing_state
from accord.frameworks.routing_copies import is_late
from accord.frameworks.routing_state import EntryState, RouterState, lost_entry, state_of
from accord.model import Application, Examined, Handler, Operation, Route, Scan, TrailStep, Unread, Where
from accord.paths import PathTemplate
from accord.scan.handed import handed_on
from accord.source.files import is_test

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from accord.evaluate.machine import Machine
    from accord.scan import ScanOptions
    from accord.source.files import SourceFiles

_CONVERTER = re.compile(r"\{(\w+):[^{}]*\}")
DEEP = 14


class Step(NamedTuple):
    """A registration reached from a root: everything that was joined on the way."""

    path: Value
    entry: EntryState
    item: Instance
    owner: Instance
    trail: tuple[tuple[At, Value], ...]
    hidden: bool
    conditional: bool


class Harvest:
    """What the machine's routers hold, once the evaluation is over."""

    def __init__(self, machine: Machine, options: ScanOptions, *, copies: bool = False) -> None:
        self.machine, self.options = machine, options
        self.routers = [r for r in routing_state.routers(machine) if state_of(r) is not None]
        self.names = _names(machine)
        self._unread: dict[tuple[str, int, str], set[str]] = {}
        self.reached: set[int] = set()
        self.served: set[int] = set()
        self.mounts: set[str] = set()
        self.placed: set[int] = set()  # entries and handlers that an application serves
        self.late: list[Step] = []  # registered on a router after it had been included by copy
        # Until FastAPI 0.136 `include_router` copies the routes present at that moment; from 0.137 it is lazy.
        self.copies = copies

    def unread(self, file: str, line: int, reason: str, covers: Iterable[str]) -> None:
        """Tell of a place once; what it covers adds up."""
        self._unread.setdefault((file, line, reason), set()).update(covers)

    # -- roots --------------------------------------------------------------------------------------------------------------------
    def roots(self) -> list[Instance]:
        """Applications nobody mounts, and the first of each circle of applications that mount one another; tests left out."""
        children = {id(c) for r in self.routers for c in self._children(r)}
        apps = [r for r in self.routers if self._state(r).kind == "app" and not self._foreign(r)]
        found = [r for r in apps if id(r) not in children]
        mounted = [r for r in apps if id(r) in children]
        reached = {id(c) for r in found for c in self._reachable(r)} if mounted else set()
        for app in mounted:
            below = self._reachable(app) if id(app) not in reached else []
            if any(child is app for child in below):
                found.append(app)
                reached.update(map(id, below))
        return found

    def _reachable(self, router: Instance) -> list[Instance]:
        """Everything mounted below a router, itself only where it hangs below itself."""
        out: list[Instance] = []
        seen: set[int] = set()
        stack = [router]
        while stack:
            for child in self._children(stack.pop()):
                if id(child) not in seen:
                    seen.add(id(child))
                    out.append(child)
                    stack.append(child)
        return out

    def _foreign(self, router: Instance) -> bool:
        return self._state(router).phantom or self._of_tests(router)

    def _shape(self, router: Instance) -> tuple[object, ...]:
        """Where a router was made and what hangs on it: a function that was entered twice makes two that are one to a reader."""
        items = [i for i in self._state(router).routes.items if type(i) is Instance and type(i.native) is EntryState]
        return self._state(router).at, *((i.native.at, _spelled(i.attrs.get("path", ""))) for i in items)

    def _of_tests(self, router: Instance) -> bool:
        return not self.options.tests and is_test(self._state(router).at[0])

    def _state(self, router: Instance) -> RouterState:
        state = state_of(router)
        assert state is not None  # noqa: S101 only routers are kept
        return state

    def _children(self, router: Instance) -> Iterable[Instance]:
        state = self._state(router)
        for item in (*state.links, *state.routes.items):
            native = item.native if type(item) is Instance else None
            if type(native) is EntryState and not self._elsewhere(native, item.attrs.get("path")):
                yield from self._targets(native.target, router)

    def _targets(self, target: Value, parent: Instance) -> Iterable[Instance]:
        if target is parent:
            return
        if state_of(target) is not None:
            yield target
        elif type(target) is ListValue:
            for item in target.items:
                if type(item) is Instance and type(item.native) is EntryState:
                    yield from self._targets(item.native.target, parent)

    # -- flattening ---------------------------------------------------------------------------------------------------------------
    def flatten(self, root: Instance) -> list[Step]:
        """Everything registered below a router, in order."""
        out: list[Step] = []
        self._walk(root, "", (), False, False, out, [])
        return out

    def _walk(
        self,
        router: Value,
        prefix: Value,
        trail: tuple[tuple[At, Value], ...],
        hidden: bool,
        conditional: bool,
        out: list[Step],
        above: list[Value],
        copied: EntryState | None = None,
    ) -> None:
        if any(router is a for a in above) or len(above) > DEEP or len(out) > 20_000:
            return
        state = state_of(router)
        items = state.routes.items if state is not None else router.items if type(router) is ListValue else []
        if state is not None:
            hidden = hidden or router.attrs.get("include_in_schema") is False
        above.append(router)
        for item in items:
            native = item.native if type(item) is Instance else None
            if state is not None and type(item) in (Unknown, Library):
                item = lost_entry(
                    self.machine, getattr(item, "at", None) or state.at, "the route table holds something unknown"
                )
                native = item.native
            if type(native) is not EntryState:
                continue
            late = copied is not None and (is_late(native, copied) or native.kind == "mount")  # which a copy leaves out
            into = self.late if late else out
            paths = self._alternatives(item.attrs.get("path", ""))
            for path in paths:
                steps = (*trail, *native.pieces)
                whole = concat([prefix, path])
                veiled = (
                    hidden
                    or native.options.get("include_in_schema") is False
                    or item.attrs.get("include_in_schema") is False
                )
                maybe = conditional or native.conditional or len(paths) > 1
                if native.kind in ("route", "websocket", "lost"):
                    into.append(Step(whole, native, item, router, steps, veiled, maybe))
                elif self._elsewhere(native, path):
                    self._deployment(item, router)
                elif native.kind == "include":
                    copy = native if self.copies else None
                    self._walk(native.target, whole, steps, veiled, maybe, into, above, copy)
                else:
                    base = whole.rstrip("/") if type(whole) is str else whole
                    if self._is_application(native.target) and base != "" and "{?}" not in str(base):
                        self.mounts.add(str(base))
                    self._walk(native.target, base, steps, hidden, maybe, into, above)
                    state = state_of(native.target)
                    rest = item.attrs.get("routes")
                    if (
                        type(rest) is ListValue
                        and rest is not native.target
                        and (state is None or rest is not state.routes)
                    ):
                        self._walk(rest, base, steps, hidden, maybe, into, above)
        if state is not None and state.links:
            self._beside(state, prefix, trail, hidden, conditional, out, above)
        above.pop()

    def _beside(
        self,
        state: RouterState,
        prefix: Value,
        trail: tuple[tuple[At, Value], ...],
        hidden: bool,
        conditional: bool,
        out: list[Step],
        above: list[Value],
    ) -> None:
        """What hangs at links whose copies stand in a table, and is not among these: registered since, in an order that nobody knows."""
        for link in state.links:
            native = link.native
            rest: list[Step] = []
            whole, steps = concat([prefix, link.attrs["path"]]), (*trail, *native.pieces)
            veiled = hidden or native.options.get("include_in_schema") is False
            self._walk(native.target, whole, steps, veiled, conditional or native.conditional, rest, above, native)
            out += [step for step in rest if id(step.entry) not in native.copied]

    def _elsewhere(self, entry: EntryState, path: Value) -> bool:
        """Whether a link is judged by its target alone: the prefix is what a deployment sets, or an application is mounted below one that
        nobody knows (`server.mount(prefix, app)` beside `server = app`).
        """
        unknown = type(path) is Text and bool(path.parts) and all(type(p) is Hole for p in path.parts)
        return unknown and (path.soft or (entry.kind == "mount" and self._is_application(entry.target)))

    def _is_application(self, target: Value) -> bool:
        state = state_of(target)
        return state is not None and state.kind == "app"

    def _deployment(self, item: Instance, router: Instance) -> None:
        """A mount below a prefix that only a deployment knows: what hangs there is judged where it stands, and the mount is told."""
        files = {
            i.native.at[0]
            for t in self._targets(item.native.target, router)
            for i in self._state(t).routes.items
            if type(i) is Instance
        }
        file, line = item.native.at
        self.unread(file, line, "mounted below a prefix that the deployment sets", sorted(files))

    def _alternatives(self, path: Value) -> list[Value]:
        """The values a path may have; half known is not known."""
        text = self.machine.text(path)
        if type(text) is not Union:
            return [text]
        holed = [o for o in text.options if type(o) is Text and not o.complete]
        known = [o for o in text.options if o not in holed]
        if known and all(o.soft for o in holed):
            return known  # what is there when the deployment sets nothing
        bare = [o for o in holed if all(type(p) is Hole for p in o.parts)]
        return bare[:1] or list(text.options)

    # -- routes -------------------------------------------------------------------------------------------------------------------
    def scan(self, found: SourceFiles, size: int, unsupported: Mapping[str, int]) -> Scan:
        """The finished scan."""
        roots = self._chosen(self.roots())
        routes: list[Route] = []
        lost: list[tuple[Step, Instance]] = []
        alike: set[tuple[At, frozenset[Operation]]] = set()
        for root in sorted(roots, key=lambda r: id(r) not in self.names):
            rows = self._routes(root, mounted=True, lost=lost)
            key = self._state(root).at, frozenset(r.operation for r in rows)
            if rows and key in alike:
                roots = [r for r in roots if r is not root]  # the factory was called twice: that is one application
            else:
                alike.add(key)
                routes += rows
        self.served = set(self.reached)
        for other in self.roots():
            if not any(other is root for root in roots):
                self._routes(other, mounted=True, lost=[])  # its routers are mounted, if not where the options look
        twins = {self._shape(r) for r in self.routers if id(r) in self.reached and self._state(r).routes.items}
        loose = [
            r
            for r in self.routers
            if id(r) not in self.reached
            and self._shape(r) not in twins
            and (self._state(r).kind != "app" or self._state(r).phantom)
            and not self._of_tests(r)
        ]
        children = {id(c) for r in loose for c in self._children(r)}
        free = [r for r in loose if id(r) not in children]
        # an application of a class that nobody knows: what hangs below it is served, and a router beside it is as lost as beside any other
        standing = [r for r in free if not roots and self._state(r).kind == "guess" and any(self._children(r))]
        unmounted: list[tuple[Instance, list[Route]]] = []
        for router in free:
            rows = self._routes(router, mounted=not roots, lost=lost)
            if rows and not self._state(router).phantom:
                unmounted.append((router, rows))
            routes += rows
        # without any application, the one that mounts them may be what was lost
        self._tell_losses(lost, unmounted, standing)
        self._tell_phantoms()
        self._tell_empty(roots, routes)
        beside = [(r, rows) for r, rows in unmounted if not any(r is other for other in standing)]
        if roots or standing:
            hanging = {id(row) for _, rows in beside for row in rows if not roots}
            self._tell_unmounted([r for r in routes if id(r) not in hanging], beside, bool(lost))
        for relative, reason in found.unreadable:
            self.unread(relative, 0, reason, (relative,))
        return Scan(_without_repeats(routes), (), self._all_unread(), self._examined(found, size, roots, unsupported))

    def _chosen(self, roots: list[Instance]) -> list[Instance]:
        """The application the options name, among all."""
        if not self.options.app:
            return roots
        module, _, name = self.options.app.rpartition(":")
        wanted = module.replace(".", "/").removesuffix("/py")
        chosen = []
        for root in self.routers:
            file = self._state(root).at[0]
            stem = file.removesuffix(".py").removesuffix("/__init__")
            same_file = stem == wanted or stem.endswith("/" + wanted) or file == module or wanted.endswith("/" + stem)
            if (
                self._state(root).kind == "app"
                and name in self._called(root)
                and (same_file or self._binds(root, wanted, name))
            ):
                chosen.append(root)
        if roots and not chosen:
            found = sorted(f"{app.where.file}:{app.name}" for app in map(self._application, roots))
            raise UsageError(f'no application "{self.options.app}"', f"found are {', '.join(found)}")
        return chosen

    def _called(self, root: Instance) -> set[str]:
        """What an application may be called: as it is listed, or by the last part of that."""
        name = self._application(root).name
        return {name, name.rpartition(".")[2]}

    def _binds(self, root: Instance, stem: str, name: str) -> bool:
        """Whether a module of that name binds the application, wherever it was made."""
        for module in self.machine.modules.values():
            rel = module.rel.removesuffix(".py").removesuffix("/__init__")
            if (rel == stem or rel.endswith("/" + stem)) and module.scope.vars.get(name) is root:
                return True
        return False

    def _routes(self, root: Instance, mounted: bool, lost: list[tuple[Step, Instance]]) -> list[Route]:
        app = self._application(root) if self._state(root).kind == "app" else None
        out: list[Route] = []
        for step in self.flatten(root):
            self.reached.add(id(step.owner))
            if step.entry.kind == "lost":
                lost.append((step, root))
                continue
            if mounted:
                self.placed.update((id(step.item), id(step.item.attrs.get("endpoint"))))
            elif self._taken(step):
                continue
            for method in self._methods(step):
                out.append(self._route(step, method, app, mounted, len(out)))
        for step in self.late:
            if step.entry.kind != "lost":
                out += [self._route(step, method, app, False, len(out)) for method in self._methods(step)]
        self.late = []
        self.reached.add(id(root))
        for child in self._below(root, []):
            self.reached.add(id(child))
        return out

    def _taken(self, step: Step) -> bool:
        """Whether an application serves a route that the program took out of this router's table."""
        state = state_of(step.owner)
        endpoint = step.item.attrs.get("endpoint")
        return id(step.item) in self.placed or (
            state is not None and state.read and type(endpoint) is FunctionValue and id(endpoint) in self.placed
        )

    def _below(self, router: Instance, above: list[int]) -> Iterable[Instance]:
        for child in self._children(router):
            if id(child) not in above and len(above) < DEEP:
                yield child
                yield from self._below(child, [*above, id(router)])

    def _methods(self, step: Step) -> list[str]:
        if step.entry.kind == "websocket":
            return ["WEBSOCKET"]
        methods = step.item.attrs.get("methods")
        names = [str(m) for m in methods.items] if type(methods) is ListValue else ["GET"]
        return ["ALL" if n == "?" else n for n in names]

    def _route(self, step: Step, method: str, app: Application | None, mounted: bool, order: int) -> Route:
        raw = _spelled(step.path)
        template = PathTemplate.parse(_CONVERTER.sub(_plain_parameter, raw), "braces")
        where = Where(*step.entry.at)
        options = step.entry.options
        if not template.complete or method == "ALL":
            known = _known_front(template.text)
            what = "the path is not known" if not template.complete else "the methods are not known"
            place, why = _cause(step)
            covers = {where.file, known} if known not in ("", "/") else {where.file}
            if known in ("", "/") and _handler(step.item.attrs.get("endpoint")).where is None:
                covers.add("/")  # neither the path nor the function is known: that may be any route
            self.unread(*place, f"{what}{why}", covers)
        return Route(
            operation=Operation(method, template),
            raw=raw if raw.startswith(("/", "{")) else f"/{raw}",
            where=where,
            handler=_handler(step.item.attrs.get("endpoint")),
            framework="starlette" if self._state_kind(step.owner) == "plain" else "fastapi",
            app=app,
            trail=tuple(TrailStep(Where(*at), _spelled(piece)) for at, piece in step.trail if piece != ""),
            mounted=mounted,
            hidden=step.hidden,
            conditional=step.conditional,
            slash="redirect",
            order=order,
            options=options,
        )

    def _state_kind(self, owner: Any) -> str:
        state = state_of(owner)
        return state.kind if state is not None else "plain"

    def _application(self, root: Instance) -> Application:
        state = self._state(root)
        return Application(self.names.get(id(root), root.cls.name), Where(*state.at))

    # -- the honesty net ----------------------------------------------------------------------------------------------------------
    def _tell_losses(
        self,
        lost: list[tuple[Step, Instance]],
        unmounted: list[tuple[Instance, list[Route]]],
        standing: list[Instance],
    ) -> None:
        """A lost link covers the prefix it hangs at, and the routers that may hang there."""
        files = sorted(_files(r for _, rows in unmounted for r in rows))
        for step, root in lost:
            front = _known_front(_spelled(step.path))
            weak = step.entry.options.get("weak") is True
            covers: set[str] = set()
            if not weak:
                covers.update(files)
                if self._state(root).kind == "app" or any(root is r for r in standing):
                    covers.add(front or "/")
            elif front not in ("", "/"):
                covers.add(front)
            self.unread(*step.entry.at, str(step.entry.options.get("reason", "lost")), covers)
        for loss in self.machine.losses.values():
            if loss.kind == "receiver" and loss.at in self.machine.seen:
                continue  # another run of the same line knew what it was called on
            covers = set(loss.covers)
            if loss.kind in ("include", "import", "missing"):
                covers.update(files)
            if loss.kind == "missing":  # the module that is not there may mount whatever is
                covers.update(
                    i.native.at[0] for r in self.routers for i in self._state(r).routes.items if type(i) is Instance
                )
            self.unread(*loss.at, loss.reason, covers)

    def _tell_phantoms(self) -> None:
        """A router that is only the stand-in of an argument: whoever supplies the argument serves these routes."""
        for router in self.routers:
            state = self._state(router)
            unseen = state.kind == "guess" and id(router) not in self.served
            if (state.phantom or unseen) and state.routes.items and not is_test(state.at[0]):
                steps = self.flatten(router)
                files = {s.entry.at[0] for s in steps} | {state.at[0]}
                told = (
                    "is used like a router and its class is not known"
                    if unseen
                    else "registers routes on a router or application it is given; no caller was found"
                )
                self.unread(*state.at, told, sorted(files))

    def _tell_empty(self, roots: list[Instance], routes: list[Route]) -> None:
        """The only applications of a tree serve nothing: whatever fills them was not understood."""
        if not roots or any(r.mounted for r in routes):
            return
        for root in roots:
            self.unread(*self._state(root).at, "this application has no route that was understood", ("/",))

    def _tell_unmounted(self, routes: list[Route], unmounted: list[tuple[Instance, list[Route]]], lost: bool) -> None:
        """Many routers without a mount beside an application that serves little, or one that the program hands on: a link was lost, wherever it
        was. A router nobody mentions was forgotten, which is a finding and no loss.
        """
        served = sum(1 for r in routes if r.mounted)
        hanging = sum(len(rows) for _, rows in unmounted)
        few = (len(unmounted) < 2 and served > hanging) or (hanging <= served * 0.1 and not lost)
        for router, rows in unmounted:
            files = sorted(_files(rows))
            told = {cover for covers in self._unread.values() for cover in covers}
            covered = told.issuperset(files)
            if (covered and (few or lost)) or (few and not handed_on(self.machine, router)):
                continue  # the lost link that may mount it is told
            self.unread(*self._state(router).at, "this router is mounted nowhere that was understood", files)

    def _all_unread(self) -> tuple[Unread, ...]:
        """Every place with what it covers. One entry where several causes of one sort meet at a line, and where one cause hides anything at
        several lines of a file.
        """
        lines: dict[tuple[str, int, str], tuple[str, set[str]]] = {}
        for (file, line, reason), covers in sorted(self._unread.items()):
            what, _, why = reason.partition(": ")
            key = (file, line, what if why else reason)
            earlier = lines.get(key)
            lines[key] = (f"{earlier[0]}; {why}", earlier[1] | covers) if earlier is not None else (reason, covers)
        places: dict[tuple[str, str, tuple[str, ...], int], list[tuple[int, str]]] = {}
        for (file, line, _), (reason, covers) in lines.items():
            alone = line if "/" not in covers else 0
            places.setdefault((file, _cause_of(reason), tuple(sorted(covers)), alone), []).append((line, reason))
        found = []
        for (file, _, hidden, _), ((first, reason), *others) in places.items():
            also = f" (also in line {', '.join(str(line) for line, _ in others)})" if others else ""
            found.append(Unread(Where(file, first), f"{reason}{also}", hidden))
        return tuple(sorted(found, key=lambda u: (u.where, u.reason)))

    def _examined(
        self, found: SourceFiles, size: int, roots: list[Instance], unsupported: Mapping[str, int]
    ) -> Examined:
        frameworks: dict[str, int] = {}
        for router in self.routers:
            name = "starlette" if self._state(router).kind == "plain" or router.cls.name == "Starlette" else "fastapi"
            frameworks[name] = frameworks.get(name, 0) + 1
        return Examined(
            files=len(found.files),
            bytes=size,
            skipped=dict(sorted(found.skipped.items())),
            applications=tuple(self._application(r) for r in roots),
            mounts=tuple(sorted(self.mounts)),
            frameworks=frameworks,
            unsupported=unsupported,
        )


def _files(routes: Iterable[Route]) -> set[str]:
    """The files routes are registered in, and those of their handlers."""
    routes = list(routes)
    return {r.where.file for r in routes} | {r.handler.where.file for r in routes if r.handler.where is not None}


# -- small helpers ----------------------------------------------------------------------------------------------------------------


def _plain_parameter(match: re.Match[str]) -> str:
    return f"{{{match.group(1)}}}" if ":path" not in match.group() else f"{{{match.group(1)}:path}}"


def _spelled(value: Value) -> str:
    return value if type(value) is str else str(value)


_ABSENT = re.compile(r"[\w.]+\.\w+( is not in the tree \([^()]+:\d+\))")


def _cause_of(reason: str) -> str:
    """What stands behind a reason: several names of one import that leads nowhere are one cause."""
    return _ABSENT.sub(r"\1", reason)


def _known_front(text: str) -> str:
    """The known front of a path, cut at a whole segment."""
    if "{?}" not in text:
        return text
    return text.split("{?}", 1)[0].rpartition("/")[0] or ""


def _cause(step: Step) -> tuple[At, str]:
    """The piece of the path that is not known, and why."""
    for at, piece in step.trail:
        options = piece.options if type(piece) is Union else [piece]
        for option in options:
            if type(option) is Text and not option.complete:
                return at, next((f": {p.reason}" for p in option.parts if type(p) is Hole and p.reason), "")
    return step.entry.at, ""


def _handler(endpoint: Value) -> Handler:
    if type(endpoint) is BoundMethod:
        endpoint = endpoint.function
    if type(endpoint) is FunctionValue:
        owner = f"{endpoint.owner.name}." if endpoint.owner is not None else ""
        return Handler(owner + endpoint.code.name, Where(endpoint.code.file, endpoint.code.at), endpoint)
    if type(endpoint) is ClassValue:
        return Handler(
            endpoint.name, Where(endpoint.code.file, endpoint.code.at) if endpoint.code is not None else None, endpoint
        )
    return Handler(
        endpoint.cls.name
        if type(endpoint) is Instance
        else "unknown"
        if type(endpoint) is Unknown
        else type(endpoint).__name__
    )


def _names(machine: Machine) -> dict[int, str]:
    """Variables that hold applications: `app`, or the factory that returns one."""
    out: dict[int, str] = {}
    for module in machine.modules.values():
        for name, value in module.scope.vars.items():
            if state_of(value) is not None:
                out.setdefault(id(value), name)
    return out


def _without_repeats(routes: list[Route]) -> tuple[Route, ...]:
    """The same registration seen twice (a module run in two ways) is one route; an unmounted row that is also served is none."""
    served = {(r.operation.method, r.operation.path.key, r.where) for r in routes if r.mounted}
    out: dict[tuple[object, ...], Route] = {}
    for route in routes:
        identity = (route.operation.method, route.operation.path.key, route.where)
        if not route.mounted and identity in served:
            continue
        out.setdefault((*identity, route.mounted, route.app, tuple(t.where for t in route.trail)), route)
    return tuple(out.values())
