"""Packages that lay one object over another, or defaults under it: lodash's `merge` and `defaultsDeep`, deepmerge, defu, xtend and their kin.

Cannot read: customizers, what is done with arrays. Cases: `fixtures/cases/express-packages.md`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from accord.evaluate.js_methods import entries_of
from accord.evaluate.js_values import REST, UNDEFINED, nothing, overridden, unknown_rest
from accord.evaluate.values import (
    MISSING,
    At,
    DictValue,
    FunctionValue,
    LazyImport,
    Native,
    Text,
    Union,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from accord.evaluate.machine import Machine

Args = list[Value]
Kwargs = dict[str, Value]
_DEEP = 12  # how far objects are followed into one another


def _lay(machine: Machine, target: Value, source: Value, at: At, *, deep: int, over: bool) -> None:
    """The properties of one object into another: over what it has, or under it, where they are its defaults."""
    if type(target) is Union:
        for option in target.options:
            _lay(machine, option, source, at, deep=deep, over=over)
    if type(target) is not DictValue or nothing(source):
        return
    found = entries_of(machine, source)
    held = target.entries
    for name, value in found[0] if found is not None else ():
        before = held.get(name, MISSING)
        before = machine.force(before, held, name) if type(before) is LazyImport else before
        if deep and type(before) is DictValue and type(value) is DictValue:
            _lay(machine, before, value, at, deep=deep - 1, over=over)
        elif (not nothing(value)) if over else (before is MISSING or nothing(before)):
            soft = not over and REST in held and type(value) is str
            machine.put(held, name, Text((value,), soft=True) if soft else _copied(machine, value, at, deep))
    if found is None or not found[1]:
        target.exact = False
        if found is None and not machine.client:
            if over:
                overridden(held, at, source)
            held.setdefault(REST, unknown_rest(source, at))


def _copied(machine: Machine, value: Value, at: At, deep: int) -> Value:
    """An object of its own, where objects are laid into one another."""
    if not deep or type(value) is not DictValue:
        return value
    made = DictValue({}, value.exact)
    _lay(machine, made, value, at, deep=deep - 1, over=True)
    return made


def laid(deep: int, over: bool, fresh: bool, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """Objects laid over one another (or under, the first winning), into the first of them or into a fresh one."""
    flag = args[:1] in ([True], [False])  # `extend(true, target, ...)`
    deep = _DEEP if args[:1] == [True] else deep
    objects = [each for each in args[flag:] if type(each) is not FunctionValue]
    if not objects:
        return UNDEFINED
    known = type(objects[0]) in (DictValue, Union) and not fresh
    target = objects.pop(0) if known else DictValue({}, exact=True)
    for each in objects:
        _lay(machine, target, machine.force(each) if type(each) is LazyImport else each, at, deep=deep, over=over)
    return target


def _all(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`deepmerge.all([first, second])`."""
    found = machine.iterate(args[0]) if args else None
    return laid(_DEEP, True, True, machine, list(found[0]) if found is not None else [], kwargs, at)


_OVER, _DEEP_OVER = partial(laid, 0, True, False), partial(laid, _DEEP, True, False)
FUNCTIONS: dict[str, Callable[..., Value]] = {
    **dict.fromkeys(("merge", "mergeWith"), _DEEP_OVER),
    "defaults": partial(laid, 0, False, False),
    "defaultsDeep": partial(laid, _DEEP, False, False),
}
_FRESH = partial(laid, _DEEP, True, True)
_PACKAGES: dict[str, Callable[..., Value]] = {
    **dict.fromkeys(("deepmerge", "merge-deep", "merge", "merge-options", "ts-deepmerge", "deepmerge-ts"), _FRESH),
    **dict.fromkeys(("deep-extend", "lodash.merge"), _DEEP_OVER),
    **dict.fromkeys(("extend", "just-extend", "util-extend", "utils-merge", "object-assign", "lodash.assign"), _OVER),
    "xtend": partial(laid, 0, True, True), "defu": partial(laid, _DEEP, False, True),
    "lodash.defaults": FUNCTIONS["defaults"], "lodash.defaultsdeep": FUNCTIONS["defaultsDeep"],
}  # fmt: skip
_NAMES = frozenset(("()", "default", "merge", "deepmerge", "recursive", "defu"))  # what they call their one function
PACKAGES = frozenset(f"npm:{name}" for name in _PACKAGES)


def lookup(machine: Machine, name: str) -> Value:
    """The function of a package that lays objects over one another."""
    package, _, member = name.partition("#")
    if member.removeprefix("default.") == "all":
        return Native("all", _all)
    return Native(member, _PACKAGES[package.removeprefix("npm:")]) if member in _NAMES else MISSING


__all__ = ["FUNCTIONS", "PACKAGES", "laid", "lookup"]
