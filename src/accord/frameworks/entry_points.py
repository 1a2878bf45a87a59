"""importlib.metadata: the entry points that the tree itself declares are loaded as they would be once it is installed.

Other packages may declare more: the list is never whole, and a loop over it tells so. Proof: fixtures/cases/fastapi-discovery.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.evaluate.builtins import argument
from accord.evaluate.values import (
    At,
    ClassValue,
    Instance,
    Library,
    ListValue,
    Native,
    Text,
    Unknown,
    Value,
    plain,
)
from accord.frameworks import stdlib
from accord.source import entry_points as source

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

PACKAGES = frozenset(("importlib", "importlib_metadata", "pkg_resources"))

Args = list[Value]
Kwargs = dict[str, Value]

_SUPPLIERS = ("entry_points", "iter_entry_points")


def _load(machine: Machine, point: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`EntryPoint.load()`: the module is imported, the attribute is taken from it."""
    module, _, attribute = str(point.attrs["value"]).split("[", 1)[0].strip().partition(":")
    found = stdlib.import_module(machine, [module.strip()], {}, at)
    for name in filter(None, attribute.strip().split(".")):
        found = machine.attribute(found, name, at)
    return found


_POINT = ClassValue("EntryPoint", native={"load": _load, "resolve": _load})


def _filters(points: Instance, kwargs: Kwargs) -> Kwargs:
    return {**points.attrs, **{k: v for k, v in kwargs.items() if k in ("group", "name")}}


def _select(machine: Machine, points: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    return entry_points(machine, [], _filters(points, kwargs), at)


def _item(machine: Machine, points: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`entry_points()["group"]`, as older releases have it, and `entry_points(group=...)["name"]`."""
    asked = argument(args, kwargs, 0, "group")
    if "group" not in points.attrs:
        return entry_points(machine, [], {"group": asked}, at)
    found = _matching(machine, _filters(points, {"name": asked}), at)
    return found[0] if found else Unknown("an entry point that nothing in the tree declares", at=at)


def _all(machine: Machine, points: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    found = _matching(machine, points.attrs, at)
    return ListValue([*found, Unknown("entry points of other packages", at=at)], False, "tuple")


_POINTS = ClassValue("EntryPoints", native={"select": _select, "get": _item, "__getitem__": _item, "__iter__": _all})


def _matching(machine: Machine, filters: Kwargs, at: At) -> list[Value]:
    """The entry points of the tree that pass some filters; a filter that is not known lets all pass."""
    wanted = {key: plain(value) for key, value in filters.items()}
    wanted = {key: str(v) if type(v) is Text and v.complete else v for key, v in wanted.items()}
    out: list[Value] = []
    for group, name, target in source.declared(machine.tree.root):
        if wanted.get("group", group) != group or (type(wanted.get("name")) is str and wanted["name"] != name):
            continue
        made = Instance(_POINT, at)
        module, _, attribute = target.partition(":")
        made.attrs.update({"name": name, "group": group, "value": target, "module": module, "attr": attribute})
        out.append(made)
    return out


def entry_points(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`entry_points(group=..., name=...)`, whole or to be selected from; unknown where the tree declares none that fit."""
    filters = dict(zip(("group", "name"), args, strict=False)) | kwargs
    made = Instance(_POINTS, at)
    made.attrs.update(filters)
    if "group" in filters and not _matching(machine, filters, at):
        reason = "entry points of a group that nothing in the tree declares"
        return Unknown(reason, at=at, owner=Library("importlib.metadata"))
    return made


def lookup(machine: Machine, name: str) -> Value:
    """A dotted name of the library."""
    return Native(name, entry_points) if name.rpartition(".")[2] in _SUPPLIERS else stdlib.lookup(machine, name)
