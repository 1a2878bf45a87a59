"""More of lodash: chains, words, keys of objects, functions made of functions; and ramda, which takes what it works on last.

`npm_collections` has the loops. Cases: `fixtures/cases/express-collections.md`.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from accord.evaluate.js_methods import entries_of
from accord.evaluate.js_values import UNDEFINED, known, nothing
from accord.evaluate.values import (
    MISSING,
    At,
    BoundMethod,
    ClassValue,
    DictValue,
    FunctionValue,
    Instance,
    ListValue,
    Native,
    Text,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from accord.evaluate.machine import Machine

Args = list[Value]
Kwargs = dict[str, Value]
PACKAGES = frozenset(("npm:ramda",))
_CALLABLE = (FunctionValue, Native, BoundMethod)
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


# -- words ------------------------------------------------------------------------------------------------------------------------


def _camel(text: str) -> str:
    words = [w.lower() for w in _WORDS.findall(text)]
    return "".join([*words[:1], *(w.capitalize() for w in words[1:])])


_SPELLINGS: dict[str, Callable[[str], str]] = {
    "camelCase": _camel,
    "kebabCase": lambda t: "-".join(w.lower() for w in _WORDS.findall(t)),
    "snakeCase": lambda t: "_".join(w.lower() for w in _WORDS.findall(t)),
    "startCase": lambda t: " ".join(w[:1].upper() + w[1:] for w in _WORDS.findall(t)),
    "lowerCase": lambda t: " ".join(w.lower() for w in _WORDS.findall(t)),
    "upperFirst": lambda t: t[:1].upper() + t[1:],
    "lowerFirst": lambda t: t[:1].lower() + t[1:],
    "capitalize": str.capitalize,
    "toLower": str.lower,
    "toUpper": str.upper,
    "deburr": str,
}


def spelled(name: str, text: str) -> str:
    """A text in the spelling that a function of lodash gives it."""
    return _SPELLINGS[name](text)


def _spelled(name: str, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    value = args[0] if args else ""
    text = known(value)
    if text is None:
        return value if type(value) is Text else Unknown("a word", at=at)
    made = _SPELLINGS[name](text)
    return Text((made,), soft=True) if type(value) is Text and value.soft else made


def _trimmed(name: str, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    text, letters = known(args[0]) if args else "", known(args[1]) if len(args) > 1 else None
    if text is None:
        return args[0]
    return {"trim": text.strip, "trimStart": text.lstrip, "trimEnd": text.rstrip}[name](letters)


# -- objects and lists ------------------------------------------------------------------------------------------------------------


def iteratee(value: Value) -> Value:
    """What lodash takes in place of a function: the name of a property."""
    name = known(value)
    if name is None:
        return value
    return Native("property", lambda m, a, k, at: m.attribute(a[0], name, at) if a and not nothing(a[0]) else UNDEFINED)


def _key_by(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    found = entries_of(machine, args[0]) if args else None
    if found is None:
        return Unknown("an object", at=at)
    made = DictValue({}, found[1])
    work = iteratee(args[1]) if len(args) > 1 else MISSING
    for _, value in found[0]:
        machine.step()
        key = known(machine.call(work, [value], {}, at) if work is not MISSING else value)
        if key is None:
            made.exact = False
            made.entries[f"*{len(made.entries)}"] = value
        else:
            made.entries[key] = value
    return made


def _map_keys(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    found = entries_of(machine, args[0]) if args else None
    if found is None or len(args) < 2:
        return Unknown("an object", at=at)
    made = DictValue({}, found[1])
    for key, value in found[0]:
        named = known(machine.call(iteratee(args[1]), [value, key], {}, at))
        made.exact = made.exact and named is not None
        made.entries[named if named is not None else f"*{len(made.entries)}"] = value
    return made


def _picked(keep: bool, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`pick`, `omit`: by names; `pickBy`, `omitBy`: by a function."""
    found = entries_of(machine, args[0]) if args else None
    if found is None:
        return Unknown("an object", at=at)
    made = DictValue({}, found[1])
    names = [known(n) for a in args[1:] for n in (a.items if type(a) is ListValue else [a])]
    work = args[1] if len(args) > 1 and type(args[1]) in _CALLABLE else None
    for key, value in found[0]:
        result = machine.call(work, [value, key], {}, at) if work is not None else None
        answer = (key in names) if work is None else result if type(result) is bool else machine.truth(result)
        if answer is None or answer is keep:
            made.entries[key] = value
    return made


def _got(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`get(object, path, default)`."""
    path = args[1] if len(args) > 1 else UNDEFINED
    text = known(path)
    names = (
        [known(p) for p in path.items] if type(path) is ListValue else text.split(".") if text is not None else [None]
    )
    value = args[0] if args else UNDEFINED
    for name in names:
        if name is None:
            return Unknown("a property", at=at)
        value = machine.attribute(value, name, at) if not nothing(value) else UNDEFINED
    default = args[2] if len(args) > 2 else UNDEFINED
    if type(value) is Unknown and type(default) is str:
        return default  # as after `||`
    return default if nothing(value) else value


def _compact(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    found = machine.iterate(args[0]) if args else None
    return (
        ListValue([v for v in found[0] if not nothing(v) and v is not False and v != ""], found[1])
        if found
        else ListValue([], False)
    )


def _rejected(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    found = machine.iterate(args[0]) if args else None
    if found is None or len(args) < 2:
        return ListValue([], exact=False)
    answers = [machine.call(iteratee(args[1]), [v], {}, at) for v in found[0]]
    kept = [
        v for v, a in zip(found[0], answers, strict=True) if (a if type(a) is bool else machine.truth(a)) is not True
    ]
    return ListValue(kept, found[1])


def _times(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    count = args[0] if args and type(args[0]) is int else 0
    return (
        ListValue([machine.call(args[1], [n], {}, at) for n in range(min(count, 400))])
        if len(args) > 1
        else ListValue([])
    )


# -- functions of functions -------------------------------------------------------------------------------------------------------


def _partial(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    work, first = (args[0] if args else UNDEFINED), args[1:]
    return Native("partial", lambda m, more, k, where: m.call(work, [*first, *more], {}, where))


def _flow(backwards: bool, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    steps = [f for a in args for f in (a.items if type(a) is ListValue else [a])]
    if backwards:
        steps.reverse()

    def run(m: Machine, given: Args, k: Kwargs, where: At) -> Value:
        for number, step in enumerate(steps):
            given = [m.call(step, given if number == 0 else given[:1], {}, where)]
        return given[0] if given else UNDEFINED

    return Native("flow", run)


def _tapped(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    if len(args) > 1:
        machine.call(args[1], args[:1], {}, at)
    return args[0] if args else UNDEFINED


def _through(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return machine.call(args[1], args[:1], {}, at) if len(args) > 1 else UNDEFINED


def _or_default(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return args[1] if len(args) > 1 and nothing(args[0]) else args[0] if args else UNDEFINED


FUNCTIONS: dict[str, Callable[..., Value]] = {
    **{name: partial(_spelled, name) for name in _SPELLINGS},
    **{name: partial(_trimmed, name) for name in ("trim", "trimStart", "trimEnd")},
    "keyBy": _key_by, "indexBy": _key_by, "mapKeys": _map_keys, "pick": partial(_picked, True), "pickBy": partial(_picked, True),
    "omit": partial(_picked, False), "omitBy": partial(_picked, False), "get": _got, "compact": _compact, "reject": _rejected, "times": _times,
    "partial": _partial, "flow": partial(_flow, False), "flowRight": partial(_flow, True), "tap": _tapped, "thru": _through,
    "defaultTo": _or_default, "toArray": lambda m, a, k, at: m.libraries.lookup(m, "js:Object#values").run(m, a, k, at),
}  # fmt: skip


# -- chains -----------------------------------------------------------------------------------------------------------------------


def chain(value: Value, at: At, *, explicit: bool) -> Value:
    """`_(value)`, and `_.chain(value)`, which hands everything on wrapped until `value()` is asked for."""
    made = Instance(CHAIN, at)
    made.native = (value, explicit)
    return made


def _linked(name: str, machine: Machine, link: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    value, explicit = link.native
    work = machine.libraries.lookup(machine, f"npm:lodash#{name}")
    made = machine.call(work, [value, *args], {}, at)
    made = value if made is UNDEFINED and name in ("forEach", "each", "forOwn", "forIn") else made
    return chain(made, at, explicit=explicit) if explicit or type(made) in (ListValue, DictValue) else made


_LINKS = (
    *FUNCTIONS, "forEach", "each", "map", "flatMap", "filter", "find", "some", "every", "reduce", "includes", "concat", "flatten", "join", "first",
    "head", "sortBy", "orderBy", "uniq", "reverse", "assign", "extend", "defaults", "merge", "keys", "values", "toPairs", "entries", "fromPairs",
    "forOwn", "forIn", "mapValues", "union",
)  # fmt: skip
_UNWRAPPED = ("value", "valueOf", "toJSON", "commit")
CHAIN = ClassValue(
    "chain",
    native={
        **{name: partial(_linked, name) for name in _LINKS},
        **dict.fromkeys(_UNWRAPPED, lambda machine, link, args, kwargs, at: link.native[0]),
    },
)


# -- ramda ------------------------------------------------------------------------------------------------------------------------


def _over_pairs(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`forEachObjIndexed(work, object)`."""
    found = entries_of(machine, args[1])
    for key, value in found[0] if found is not None else ():
        machine.step()
        machine.call(args[0], [value, key, args[1]], {}, at)
    return args[1]


def _mapped_pairs(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    found = entries_of(machine, args[1])
    if found is None:
        return Unknown("mapped values", at=at)
    return DictValue({k: machine.call(args[0], [v, k], {}, at) for k, v in found[0]}, found[1])


def _last(name: str, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """A function of lodash with what it works on last; callbacks are given one element at a time."""
    *given, target = args
    if name == "map" and type(target) is DictValue:
        return _mapped_pairs(machine, args, kwargs, at)
    if given and type(given[0]) in _CALLABLE and name != "reduce":
        work = given[0]
        given = [Native("work", lambda m, a, k, where: m.call(work, a[:1], {}, where)), *given[1:]]
    made = machine.call(machine.libraries.lookup(machine, f"npm:lodash#{name}"), [target, *given], {}, at)
    return target if name == "forEach" else made


def _curried(work: Callable[..., Value], wanted: int, given: Args) -> Native:
    def run(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
        whole = [*given, *args]
        return work(machine, whole, kwargs, at) if len(whole) >= wanted else _curried(work, wanted, whole)

    return Native("curried", run)


def _curry(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    function = args[0] if args else UNDEFINED
    wanted = len(function.code.params.get()) if type(function) is FunctionValue else 1
    return _curried(lambda m, whole, k, where: m.call(function, whole, {}, where), wanted, [])


_RAMDA: dict[str, Any] = {
    "forEachObjIndexed": (_over_pairs, 2),
    "mapObjIndexed": (_mapped_pairs, 2),
    "reduce": (lambda m, a, k, at: _last("reduce", m, [a[0], a[1], a[2]], k, at), 3),
    "prop": (lambda m, a, k, at: _got(m, [a[1], a[0]], k, at), 2),
    "path": (lambda m, a, k, at: _got(m, [a[1], a[0]], k, at), 2),
    "propOr": (lambda m, a, k, at: _got(m, [a[2], a[1], a[0]], k, at), 3),
    "tap": (lambda m, a, k, at: _tapped(m, [a[1], a[0]], k, at), 2),
    "concat": (lambda m, a, k, at: m.call(m.attribute(a[0], "concat", at), [a[1]], {"this": a[0]}, at), 2),
    **{name: (partial(_last, name), 2) for name in ("forEach", "map", "filter", "reject", "find", "pick", "omit", "pickBy", "join", "sortBy")},
    **{
        name: (partial(_last, other), 1)
        for name, other in {"toPairs": "toPairs", "fromPairs": "fromPairs", "keys": "keys", "values": "values", "flatten": "flatten",
                            "uniq": "uniq", "toLower": "toLower", "toUpper": "toUpper", "trim": "trim", "unnest": "flatten"}.items()
    },
    "chain": (partial(_last, "flatMap"), 2),
}  # fmt: skip
_MAKERS: dict[str, Callable[..., Value]] = {
    "pipe": partial(_flow, False),
    "pipeWith": partial(_flow, False),
    "compose": partial(_flow, True),
    "curry": _curry,
    "partial": lambda m, a, k, at: _partial(
        m, [*a[:1], *(a[1].items if len(a) > 1 and type(a[1]) is ListValue else [])], k, at
    ),
}


def lookup(machine: Machine, name: str) -> Value:
    """A function of ramda."""
    member = name.partition("#")[2].removeprefix("default.")
    if member in _MAKERS:
        return Native(member, _MAKERS[member])
    if member in _RAMDA:
        work, wanted = _RAMDA[member]
        return _curried(work, wanted, [])
    return MISSING


__all__ = ["FUNCTIONS", "chain", "lookup", "spelled"]
