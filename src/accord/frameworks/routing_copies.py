"""What `include_router` leaves in a route table until FastAPI 0.136: copies of the routes that were there, below the joined prefix.

Links are kept as links, so that imports may stay lazy, until the program looks at a table itself: then the copies take their place, as the program
would find them, and the links stay aside for what was registered later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.evaluate.values import Hole, Instance, ListValue, Text, Value, concat
from accord.frameworks.routing_state import EntryState, RouterState, state_of
from accord.source import versions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from accord.evaluate.machine import Machine

LAZY = (0, 137)  # the first release whose `include_router` copies nothing
_DEEP = 14
_STEPS = 100  # what whoever goes through a table may spend on each copy, beyond what it had


def copying(root: str, wanted: Mapping[str, str]) -> bool:
    """Whether the FastAPI of a tree copies routes: the version the options want, else the one the project declares."""
    version = versions.parse(wanted["fastapi"]) if wanted.get("fastapi") else versions.declared(root, "fastapi")
    return version < LAZY


def is_late(entry: EntryState, link: EntryState) -> bool:
    """Whether a registration came after the include that copied its router: told for those of one file, whose order is known."""
    made = entry.via or entry
    return made.at[0] == link.at[0] and made.order > link.order


def laid_out(machine: Machine, state: RouterState) -> None:
    """Put copies in the place of the links of a table that the program looks at, where its FastAPI has copies there."""
    if not getattr(machine.libraries, "copies", False):
        return
    table: list[Value] = []
    for item in state.routes.items:
        if _links(item):
            state.links.append(item)
            table += _copies(item, [])
        else:
            table.append(item)
    if len(table) > len(state.routes.items):
        machine.unroll = max(machine.unroll, 2 * len(table))
        more = _STEPS * (len(table) - len(state.routes.items))
        machine.fuel, machine.allowance = machine.fuel + more, machine.allowance + more
    if state.links:
        state.routes.items[:] = table


def _links(item: Value) -> bool:
    """Whether an entry includes a known router at a place the program knows."""
    native = item.native if type(item) is Instance else None
    if type(native) is not EntryState or native.kind != "include" or state_of(native.target) is None:
        return False
    path = item.attrs.get("path")
    return not (type(path) is Text and path.soft and all(type(part) is Hole for part in path.parts))


def _copies(link: Instance, above: list[Value]) -> Iterator[Instance]:
    """The routes below a link, as the include copies them; mounts are left out, as FastAPI does."""
    native: EntryState = link.native
    target = native.target
    state = state_of(target)
    if state is None or any(target is a for a in above) or len(above) > _DEEP:
        return
    above.append(target)
    for item in (*state.links, *state.routes.items):
        inner = item.native if type(item) is Instance else None
        if type(inner) is not EntryState or is_late(inner, native):
            continue
        if inner.kind in ("route", "websocket", "lost"):
            native.copied.add(id(inner))
            yield _copy(link, item)
        elif _links(item):
            for each in _copies(item, above):
                yield _copy(link, each)
            native.copied |= inner.copied
    above.pop()


def _copy(link: Instance, item: Instance) -> Instance:
    """One route below a link."""
    outer, inner = link.native, item.native
    made = Instance(item.cls, item.at)
    native = made.native = EntryState(inner.kind, inner.at)
    native.via = outer
    native.order, native.frame, native.target = outer.order, outer.frame, inner.target
    native.conditional = outer.conditional or inner.conditional
    native.pieces = [*outer.pieces, *inner.pieces]
    native.options = dict(inner.options)
    path = concat([link.attrs.get("path", ""), item.attrs.get("path", "")])
    made.attrs.update({**item.attrs, "path": path, "path_format": path})
    for name in ("tags", "dependencies"):
        own, more = item.attrs.get(name), outer.options.get(name)
        if type(own) is ListValue and type(more) is ListValue:
            made.attrs[name] = ListValue([*more.items, *own.items], own.exact and more.exact)
    if False in (outer.options.get("include_in_schema"), outer.target.attrs.get("include_in_schema")):
        made.attrs["include_in_schema"] = False
    return made
