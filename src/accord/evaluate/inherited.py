"""Classes below `list`, `dict` and `str`: their objects are the collection or text they hold.

What such an object holds stands in its `native`; the base offers the methods of the collection, which the program's own come before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accord.evaluate.builtins import to_dict, to_sequence
from accord.evaluate.containers import contains, item, iterate
from accord.evaluate.methods import DICT_METHODS, LIST_METHODS
from accord.evaluate.strings import as_text
from accord.evaluate.values import At, ClassValue, DictValue, HeldText, Instance, ListValue, Unknown, Value, entry_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from accord.evaluate.machine import Machine

Args = list[Value]
Kwargs = dict[str, Value]


def _delegate(run: Callable[..., Value]) -> Callable[..., Value]:
    def method(machine: Machine, owner: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
        held = owner.native
        return run(held, machine, args, kwargs, at) if type(held) in (ListValue, DictValue) else Unknown("a collection")

    return method


def _hold(owner: Instance, held: Value) -> None:
    owner.native = held
    owner.attrs["data"] = held  # as UserList and UserDict call it


def _fill_list(machine: Machine, owner: Instance, args: Args, kwargs: Kwargs, at: At) -> None:
    made = to_sequence("list")(machine, args[:1], {}, at)
    _hold(owner, made if type(made) is ListValue else ListValue([], False))


def _fill_dict(machine: Machine, owner: Instance, args: Args, kwargs: Kwargs, at: At) -> None:
    _hold(owner, to_dict(machine, args[:1], kwargs, at))


def _fill_text(machine: Machine, owner: Instance, args: Args, kwargs: Kwargs, at: At) -> None:
    owner.native = HeldText(as_text(machine, args[0]) if args else "")


def _items(machine: Machine, owner: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    found = iterate(machine, owner.native)
    return ListValue(list(found[0]), found[1]) if found is not None else Unknown("a collection")


def _get(machine: Machine, owner: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    return item(machine, owner.native, args[0], at) if args else Unknown("no key")


def _set(machine: Machine, owner: Instance, args: Args, kwargs: Kwargs, at: At) -> None:
    held = owner.native
    if type(held) is DictValue and len(args) > 1:
        machine.put(held.entries, entry_of(args[0]), args[1])
    elif type(held) is ListValue and len(args) > 1:
        held.exact = False
        held.items.append(args[1])


def _has(machine: Machine, owner: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    answer = contains(owner.native, args[0]) if args else None
    return Unknown("contained") if answer is None else answer


def _size(machine: Machine, owner: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    found = iterate(machine, owner.native)
    return len(found[0]) if found is not None and found[1] else Unknown("length")


_COMMON: dict[str, Any] = {
    "__iter__": _items,
    "__getitem__": _get,
    "__contains__": _has,
    "__len__": _size,
    "__setitem__": _set,
}


def _base(name: str, methods: dict[str, Callable[..., Value]], fill: Callable[..., None]) -> ClassValue:
    native = {**{each: _delegate(run) for each, run in methods.items()}, **_COMMON, "__init__": fill}
    return ClassValue(name, library=f"builtins.{name}", native=native)


LIST = _base("list", LIST_METHODS, _fill_list)
DICT = _base("dict", DICT_METHODS, _fill_dict)
TEXT = ClassValue("str", library="builtins.str", native={"__init__": _fill_text})
BASES: dict[str, ClassValue] = {
    **dict.fromkeys(("list", "typing.List", "collections.UserList", "collections.deque"), LIST),
    **dict.fromkeys(("dict", "typing.Dict", "collections.UserDict", "collections.OrderedDict"), DICT),
    **dict.fromkeys(("str", "collections.UserString"), TEXT),
}
