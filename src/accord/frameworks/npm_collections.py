"""lodash, underscore and async: functions that take collections and callbacks, as the language's own methods and loops have them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from accord.evaluate.js_methods import certain, entries_of, list_attribute
from accord.evaluate.js_values import UNDEFINED, nothing
from accord.evaluate.values import (
    MISSING,
    At,
    BoundMethod,
    DictValue,
    FunctionValue,
    Instance,
    Library,
    ListValue,
    ModuleValue,
    Native,
    Union,
    Unknown,
    Value,
)
from accord.frameworks import npm_lodash, npm_merging

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

Args = list[Value]
Kwargs = dict[str, Value]
_CALLABLE = (FunctionValue, Native, BoundMethod)
_LISTS = {  # lodash's name: the method of an array that does the same
    "forEach": "forEach", "each": "forEach", "map": "map", "flatMap": "flatMap", "filter": "filter", "find": "find", "some": "some", "any": "some",
    "every": "every", "reduce": "reduce", "includes": "includes", "concat": "concat", "flatten": "flat", "join": "join", "first": "shift",
    "head": "shift",
    "sortBy": "sort", "orderBy": "sort", "uniq": "sort", "reverse": "reverse", "forEachRight": "forEach", "eachRight": "forEach", "collect": "map",
}  # fmt: skip
_OBJECTS = {
    "assign": "Object#assign", "extend": "Object#assign", "keys": "Object#keys",
    "values": "Object#values", "toPairs": "Object#entries", "entries": "Object#entries", "fromPairs": "Object#fromEntries",
    "isArray": "Array#isArray", "cloneDeep": "Object#freeze", "clone": "Object#freeze", "identity": "Object#freeze",
}  # fmt: skip
_BY_NAME = frozenset(("map", "flatMap", "filter", "find", "some", "every", "sort"))
_LODASH = ("lodash", "lodash-es", "underscore", "lodash/fp")
_ASYNC = ("async", "neo-async", "async-es")
_ALONE = (
    *_LISTS,
    *_OBJECTS,
    *npm_lodash.FUNCTIONS,
    *npm_merging.FUNCTIONS,
    "union",
    "forOwn",
    "forIn",
    "mapValues",
    "isString",
    "isFunction",
    "isEmpty",
    "isPlainObject",
    "isObject",
)
PACKAGES = frozenset(
    f"npm:{name}" for name in (*_LODASH, *_ASYNC, *(f"{p}/{f}" for p in ("lodash", "lodash-es") for f in _ALONE))
)


# -- lodash -----------------------------------------------------------------------------------------------------------------------


def _method(name: str, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """A function over the elements of a list, or over the values of an object, which come with their keys."""
    target = args[0] if args else UNDEFINED
    if type(target) is Union:
        target = next((o for o in target.options if type(o) in (ListValue, DictValue)), target)
    if type(target) in (DictValue, Instance, ModuleValue) and len(args) > 1 and type(args[1]) in _CALLABLE:
        return _over_object(name, machine, target, args, at)
    if nothing(target):
        return UNDEFINED
    if type(target) is not ListValue:
        target = ListValue([], exact=False)
    given = [npm_lodash.iteratee(args[1]), *args[2:]] if name in _BY_NAME and len(args) > 1 else args[1:]
    return machine.call(list_attribute(machine, target, name), given, {}, at)


def _over_object(name: str, machine: Machine, target: Value, args: Args, at: At) -> Value:
    found = entries_of(machine, target)
    pairs, exact = found if found is not None else ([], False)
    if name == "reduce":
        total = args[2] if len(args) > 2 else UNDEFINED
        for key, value in pairs:
            total = machine.call(args[1], [total, value, key, target], {}, at)
        return total
    results = []
    for key, value in pairs:
        machine.step()
        results.append(machine.call(args[1], [value, key, target], {}, at))
    if name == "forEach":
        return target
    if name in ("filter", "find"):
        kept = [v for (_, v), r in zip(pairs, results, strict=True) if machine.truth(r) is not False]
        return ListValue(kept, exact=False) if name == "filter" else kept[0] if kept else UNDEFINED
    return ListValue(results, exact)


def _map_values(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    found = entries_of(machine, args[0]) if args else None
    if found is None or len(args) < 2 or type(args[1]) not in _CALLABLE:
        return Unknown("mapped values", at=at)
    return DictValue({k: machine.call(args[1], [v, k], {}, at) for k, v in found[0]}, found[1])


def _union(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    made = ListValue([])
    for each in args:
        found = machine.iterate(each)
        made.exact = made.exact and found is not None and found[1]
        made.items += [v for v in found[0] if not (type(v) is str and v in made.items)] if found is not None else []
    return made


def _is(kinds: tuple[type, ...], machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    kind = type(args[0]) if args else type(UNDEFINED)
    return Unknown("undecided") if kind in (Unknown, Union, Library) else certain(kind in kinds)


_KINDS: dict[str, tuple[type, ...]] = {
    "isString": (str,),
    "isFunction": _CALLABLE,
    "isPlainObject": (DictValue,),
    "isObject": (DictValue, Instance, ListValue, *_CALLABLE),
}


def _wrapped(explicit: bool, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`_(list)` and `_.chain(list)`."""
    known_of = args and type(args[0]) in (ListValue, DictValue, ModuleValue, Instance)
    return npm_lodash.chain(args[0], at, explicit=explicit) if known_of else Unknown("a wrapped value", at=at)


def _lodash(machine: Machine, member: str) -> Value:
    if member in _LISTS:
        return Native(member, partial(_method, _LISTS[member]))
    if member in _OBJECTS:
        return machine.libraries.lookup(machine, f"js:{_OBJECTS[member]}")
    if member in _KINDS:
        return Native(member, partial(_is, _KINDS[member]))
    special: dict[str, Any] = {
        "forOwn": partial(_method, "forEach"),
        "forIn": partial(_method, "forEach"),
        "mapValues": _map_values,
        "union": _union,
        "()": partial(_wrapped, False),
        "chain": partial(_wrapped, True),
        **npm_lodash.FUNCTIONS,
        **npm_merging.FUNCTIONS,
    }
    return Native(member, special[member]) if member in special else MISSING


# -- async ------------------------------------------------------------------------------------------------------------------------


def _ran(machine: Machine, task: Value, given: Args, at: At) -> tuple[Args, bool]:
    """What a task hands to its callback after the error, and whether it was seen calling it."""
    results: list[Args] = []

    def called_back(m: Machine, args: Args, kwargs: Kwargs, where: At) -> Value:
        results.append(args[1:])
        return UNDEFINED

    machine.call(task, [*given, Native("callback", called_back)], {}, at)
    return (results[-1], True) if results else ([], False)


def _tasks(machine: Machine, value: Value) -> list[Value]:
    found = entries_of(machine, value)
    tasks = [v for _, v in found[0]] if found is not None else []
    return [t.items[-1] if type(t) is ListValue and t.items else t for t in tasks]  # `auto` lists what a task waits for


def _series(handing_on: bool, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`series`, `parallel`, `auto`; `waterfall` hands each task what the one before called back with."""
    results: Args = []
    sure = True
    for task in _tasks(machine, args[0]) if args else []:
        machine.step()
        given = results if sure else [Unknown("result of a task", at=at) for _ in range(_arity(task) - 1)]
        results, sure = _ran(machine, task, given if handing_on else [], at)
    if len(args) > 1 and type(args[-1]) in _CALLABLE:
        machine.call(args[-1], [None, *(results if handing_on else [Unknown("results", at=at)])], {}, at, True)
    return Unknown("a promise", at=at)


def _arity(task: Value) -> int:
    return len(task.code.params.get()) if type(task) is FunctionValue else 1


def _each(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`each(list, work, done)`."""
    worker = next((a for a in args[1:] if type(a) in _CALLABLE), None)
    if worker is not None:
        found = machine.iterate(args[0])
        for element in found[0] if found is not None and found[0] else [Unknown("element of something unknown", at=at)]:
            machine.step()
            _ran(machine, worker, [element], at)
        if args[-1] is not worker and type(args[-1]) in _CALLABLE:
            machine.call(args[-1], [None], {}, at, True)
    return Unknown("a promise", at=at)


def _applied(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`apply(work, ...first)`: the same work with its first arguments settled."""
    first = args[1:]
    return (
        Native("applied", lambda m, more, k, where: m.call(args[0], [*first, *more], {}, where)) if args else UNDEFINED
    )


_FLOWS: dict[str, Any] = {
    **dict.fromkeys(("series", "parallel", "auto", "parallelLimit"), partial(_series, False)),
    "waterfall": partial(_series, True),
    **dict.fromkeys(
        ("each", "eachSeries", "forEach", "forEachSeries", "eachOf", "eachLimit", "map", "mapSeries", "eachOfSeries"),
        _each,
    ),
    "apply": _applied,
}


def lookup(machine: Machine, name: str) -> Value:
    """A function of lodash or async, also from a package of its own (`lodash/forEach`)."""
    package, _, member = name.partition("#")
    short = package.removeprefix("npm:")
    if short in _ASYNC:
        run = _FLOWS.get(member)
        return Native(member, run) if run is not None else MISSING
    if short not in _LODASH:
        member = short.partition("/")[2] if member == "()" else ""
    return _lodash(machine, member)
