"""Methods of JavaScript's strings, arrays, objects, functions, promises and regular expressions."""

from __future__ import annotations

from functools import cmp_to_key, partial
from typing import TYPE_CHECKING

from accord.evaluate import js_strings
from accord.evaluate.js_models import models
from accord.evaluate.js_strings import string_attribute
from accord.evaluate.js_values import (
    NO_KEY,
    REST,
    UNDEFINED,
    AccessorValue,
    Certain,
    RegexValue,
    as_string,
    joined,
    known,
    nothing,
    unknown_rest,
)
from accord.evaluate.strings import hole
from accord.evaluate.values import (
    MISSING,
    At,
    BoundMethod,
    ClassValue,
    DictValue,
    FunctionValue,
    Instance,
    LazyImport,
    Library,
    ListValue,
    ModuleValue,
    Native,
    Union,
    Unknown,
    Value,
    choice_of,
    concat,
    is_constant,
    join,
    join_all,
    options_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from accord.evaluate.machine import Machine

Args = list[Value]
Kwargs = dict[str, Value]
LIMIT, LONG = 5000, 2000  # what a list may hold; how many a function is called for
_SORTED = 60  # how many are put in order by a function
_CALLABLE = (FunctionValue, Native, BoundMethod, Library)


def certain(value: bool) -> Value:
    return Certain.of(value)


# -- promises ---------------------------------------------------------------------------------------------------------------------


def promise_method(target: Value, name: str, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """A promise is its value: `then` hands it on."""
    if name == "then" and args and type(args[0]) in _CALLABLE:
        return machine.call(args[0], [target], {}, at)
    if name == "finally" and args:
        machine.call(args[0], [], {}, at)
    elif name == "catch" and args and type(args[0]) is FunctionValue:
        machine.arms([lambda: machine.call(args[0], [Unknown("exception")], {}, at) and None, lambda: None])
    return target if name != "then" else Unknown("result of a promise", at=at)


# -- functions --------------------------------------------------------------------------------------------------------------------


def function_method(target: Value, name: str) -> Value:
    """`call`, `apply` and `bind`."""
    if name == "call":
        return Native(name, partial(_called, target))
    if name == "apply":
        return Native(name, partial(_apply, target))
    if name == "bind":
        return Native(name, partial(_bound, target))
    return MISSING


def arity(function: FunctionValue) -> Value:
    """How many arguments a function says it takes: those before one that has a default or takes the rest."""
    if function.kind == "bound":
        return Unknown("how many arguments are left")
    count = 0
    for parameter in function.code.params.get():
        if parameter.kind == "*" or parameter.default is not None:
            break
        count += 1
    return count


def _called(target: Value, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    this = args[0] if args else UNDEFINED
    if type(target) is Native and type(this) is ListValue and target.name in _LIST:  # `[].slice.call(arguments)`
        target = machine.attribute(this, target.name, at)
    return machine.call(target, args[1:], {"this": this}, at)


def _apply(target: Value, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    found = machine.iterate(args[1]) if len(args) > 1 else ([], True)
    this = {"this": args[0] if args else UNDEFINED}
    return machine.call(target, list(found[0]) if found is not None else [], this, at, found is None or not found[1])


def _bound(target: Value, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """The same function with its `this` and first arguments settled; what it is called with later comes after."""
    if type(target) is not FunctionValue:
        held = models(machine).binding(machine, target, args, at) if type(target) is Unknown else None
        if held is None and type(target) in (BoundMethod, Native) and len(args) > 1:  # `app.post.bind(app, "/pets")`
            this, first = {"this": args[0]}, args[1:]
            return Native("bound", lambda m, more, kwargs, where: m.call(target, [*first, *more], this, where))
        return target if held is None else held
    made = FunctionValue(target.code, target.scope, target.owner)
    made.kind = "bound"
    made.attrs = {
        **(target.attrs or {}),
        "*target": target,
        "*this": args[0] if args else UNDEFINED,
        "*first": ListValue(args[1:]),
    }
    return made


# -- objects ----------------------------------------------------------------------------------------------------------------------


def object_method(target: Value, name: str) -> Value:
    """What every object inherits."""
    if name == "hasOwnProperty":
        return Native(name, lambda m, args, kwargs, at: has_own(target, args[0] if args else UNDEFINED))
    if name in ("toString", "valueOf"):
        return Native(name, lambda m, args, kwargs, at: as_string(m, target) if name == "toString" else target)
    return MISSING


def has_own(target: Value, key: Value) -> Value:
    name = known(key)
    if name is None or type(target) is not DictValue:
        return Unknown("undecided key")
    if name in target.entries:
        return certain(True)
    return certain(False) if target.exact else Unknown("undecided key")


def entries_of(machine: Machine, value: Value) -> tuple[list[tuple[str, Value]], bool] | None:
    """The properties of an object, and whether these are all; None where nothing is known."""
    kind = type(value)
    if kind is LazyImport:
        return entries_of(machine, machine.force(value))
    if kind is DictValue or (kind is Instance and value.cls.code is not None):
        source = value.entries if kind is DictValue else value.attrs
        out = []
        for key, entry in list(source.items()):
            if key == "__esModule":
                continue
            if type(entry) is AccessorValue:
                entry = machine.call(entry.getter, [], {"this": value}, ("", 0))
            out.append((key, machine.force(entry, source, key) if type(entry) is LazyImport else entry))
        return out, kind is Instance or (value.exact and REST not in source)
    if kind is ModuleValue:
        from accord.evaluate.js_modules import export_names, exported, lost_exports

        held = [(name, exported(machine, value, name)) for name in export_names(machine, value)]
        lost = lost_exports(machine, value) if not machine.client else []
        return [*held, *((f"*{number}", each) for number, each in enumerate(lost))], not lost
    if kind is ListValue:
        return [(str(n), v) for n, v in enumerate(value.items)], value.exact
    if kind is ClassValue:
        return [(k.removeprefix("static "), v) for k, v in value.namespace.items() if k.startswith("static ")], True
    if kind is Union:
        found = [f for o in value.options if (f := entries_of(machine, o)) is not None]
        return ([pair for pairs, _ in found for pair in pairs], False) if found else None
    return None


def keys_of(machine: Machine, value: Value) -> tuple[list[Value], bool] | None:
    found = entries_of(machine, value)
    return ([_key(k) for k, _ in found[0]], found[1]) if found is not None else None


def _key(key: str) -> Value:
    return Unknown(NO_KEY) if key.startswith("*") else key


# -- regular expressions ----------------------------------------------------------------------------------------------------------


def regex_attribute(target: RegexValue, name: str) -> Value:
    if name == "source":
        return target.source
    if name == "test":
        return Native(name, lambda m, args, kwargs, at: _test(target, args))
    if name == "exec" and "g" not in target.flags and "y" not in target.flags:
        return Native(name, partial(js_strings.executed, target))
    return Native(name, lambda m, args, kwargs, at: Unknown(f"regular expression {name}"))


def _test(target: RegexValue, args: Args) -> Value:
    text = known(args[0]) if args else None
    pattern = target.compiled(len(text)) if text is not None else None
    return Unknown("undecided match") if text is None or pattern is None else certain(pattern.search(text) is not None)


# -- arrays -----------------------------------------------------------------------------------------------------------------------


def list_attribute(machine: Machine, target: ListValue, name: str) -> Value:
    if name.isdigit() or (name[:1] == "-" and name[1:].isdigit()):
        number = int(name)
        if 0 <= number < len(target.items):
            value = target.items[number]
            return machine.force(value) if type(value) is LazyImport else value
        return UNDEFINED if target.exact else choice_of([v for v in target.items if not is_constant(v)])
    if name == "length":
        return len(target.items) if target.exact else Unknown("length of a list", owner=target, name="length")
    if name == "groups":
        return js_strings.named_groups(machine, target)
    if name == "raw":
        return js_strings.raw_texts(machine, target)
    method = _LIST.get(name)
    return Native(name, partial(method, target)) if method is not None else MISSING


def list_method(name: str) -> Value:
    """A method of all arrays, as `Array.prototype` has it."""
    method = _LIST.get(name)
    return Native(name, partial(method, ListValue([]))) if method is not None else MISSING


def _elements(machine: Machine, target: ListValue) -> list[Value]:
    return [machine.force(v) if type(v) is LazyImport else v for v in target.items]


def _followed(machine: Machine, target: ListValue, at: At) -> list[Value]:
    """The elements that a function is called with; one that stands for the rest of very many."""
    elements = _elements(machine, target)
    if len(elements) <= LONG:
        return elements
    return [*elements[:LONG], Unknown("an element of a list too long to be followed", at=at)]


def _decided(machine: Machine, result: Value) -> bool | None:
    return result if type(result) is bool else machine.truth(result)


def _push(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    if len(target.items) < LIMIT:
        target.items.extend(args)
    return len(target.items)


def _unshift(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    if len(target.items) < LIMIT:
        target.items[:0] = args
    return len(target.items)


def _each(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> list[Value]:
    """The results of calling back for every element."""
    out: list[Value] = []
    elements = _followed(machine, target, at)
    if not elements and not target.exact:
        elements = [Unknown("element of something unknown", at=at)]
    for number, element in enumerate(elements):
        machine.step()
        index = number if target.exact else Unknown("index")
        out.append(
            machine.call(args[0], [element, index, target], {"this": args[1] if len(args) > 1 else UNDEFINED}, at)
        )
    return out


def _for_each(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    if args:
        _each(target, machine, args, kwargs, at)
    return UNDEFINED


def _map(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return ListValue(_each(target, machine, args, kwargs, at) if args else [], target.exact)


def _flat_map(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    out = ListValue([], target.exact)
    for result in _each(target, machine, args, kwargs, at) if args else []:
        found = machine.iterate(result) if type(result) is ListValue else ([result], True)
        out.items += found[0] if found is not None else []
    return out


def _filter(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    if machine.client and args and type(args[0]) is Library and args[0].name == "js:Boolean":
        return ListValue([e for e in _elements(machine, target) if machine.truth(e) is not False], target.exact)
    if args and type(args[0]) is Library and args[0].name == "js:Boolean":
        results = _elements(machine, target)
    else:
        results = _each(target, machine, args, kwargs, at) if args else []
    answers = [_decided(machine, r) for r in results]
    kept = [e for e, a in zip(_followed(machine, target, at), answers, strict=False) if a is not False]
    # of a path: `[base, id].filter((p) => p !== undefined)`
    pieces = machine.client and any(type(o) is str for e in kept for o in options_of(e))
    return ListValue(kept, target.exact and (pieces or None not in answers))


def _find(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    maybe: list[Value] = []
    for element, result in zip(
        _elements(machine, target), _each(target, machine, args, kwargs, at) if args else [], strict=False
    ):
        answer = _decided(machine, result)
        if answer is True:
            return join_all([*maybe, element])
        if answer is None:
            maybe.append(element)
    if maybe:
        return join_all(maybe)
    return UNDEFINED if target.exact else Unknown("element of something unknown", at=at)


def _some(every: bool) -> Callable[..., Value]:
    def run(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
        answers = [_decided(machine, r) for r in _each(target, machine, args, kwargs, at)] if args else []
        if (not every) in answers:
            return certain(not every)
        return certain(every) if target.exact and None not in answers else Unknown("undecided")

    return run


def _reduce(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    elements = _followed(machine, target, at)
    if len(args) < 2 and not elements:
        return Unknown("reduced from nothing", at=at)
    total = args[1] if len(args) > 1 else elements.pop(0)
    for number, element in enumerate(elements):
        machine.step()
        total = machine.call(args[0], [total, element, number, target], {}, at)
    return total


def _reduce_right(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return _reduce(ListValue(target.items[::-1], target.exact), machine, args, kwargs, at)


def _concat(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    made = ListValue(list(target.items), target.exact)
    for argument in args:
        for option in argument.options if type(argument) is Union else [argument]:
            if type(option) is ListValue:
                machine.step(len(option.items) // 8)  # a list put to itself grows without bound
                made.items += option.items
                made.exact = made.exact and option.exact and type(argument) is not Union
            elif type(option) is Unknown:
                made.exact = False
                if not machine.client and type(argument) is not Union:
                    made.items.append(unknown_rest(option, at))
            else:
                made.items.append(option)
    return made


def _join(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    separator = known(args[0]) if args else ","
    texts = [as_string(machine, e) if not nothing(e) else "" for e in _elements(machine, target)]
    if separator is None or not target.exact:
        texts.append(as_string(machine, Unknown("joined")))
    if separator is None and machine.client:
        return concat(
            [
                each
                for n, text in enumerate(texts)
                for each in ((hole("", "an unknown separator"), text) if n else (text,))
            ]
            or [""]
        )
    return joined(texts, separator or "")


def _slice(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    if all(type(a) is int for a in args):
        return ListValue(
            target.items[slice(*args[:2]) if len(args) > 1 else slice(args[0] if args else None, None)], target.exact
        )
    return ListValue(list(target.items), False)


def _flat(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    made = ListValue([], target.exact)
    for element in _elements(machine, target):
        if type(element) is ListValue:
            made.items += element.items
            made.exact = made.exact and element.exact
        else:
            made.items.append(element)
    return made


def _includes(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    position = _position(target, machine, args)
    return Unknown("undecided") if position is None else certain(position >= 0)


def _index_of(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    position = _position(target, machine, args)
    return Unknown("position") if position is None else position


def _position(target: ListValue, machine: Machine, args: Args) -> int | None:
    wanted = args[0] if args else UNDEFINED
    elements = _elements(machine, target)
    if not is_constant(wanted) or not all(is_constant(e) for e in elements):
        return next((n for n, e in enumerate(elements) if e is wanted), None)
    found = next((n for n, e in enumerate(elements) if e == wanted), -1)
    return found if target.exact or found >= 0 else None


def _taken(first: bool) -> Callable[..., Value]:
    def run(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
        if not target.items:
            return UNDEFINED if target.exact else Unknown("element of something unknown", at=at)
        if machine.may or not target.exact:
            return target.items[0 if first else -1]
        return target.items.pop(0 if first else -1)

    return run


def _splice(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    if len(args) > 2:
        target.items += args[2:]
    target.exact = False
    return ListValue(list(target.items), False)


def _at(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    number = args[0] if args else 0
    if type(number) is int and -len(target.items) <= number < len(target.items) and target.exact:
        return target.items[number]
    return choice_of(target.items)


def _reversed(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    target.items.reverse()
    return target


def _kept(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return target


def _sorted(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """In order where a comparison that takes numbers or texts apart decides it; else as it was."""
    compare = args[0] if args else None
    if machine.client or machine.unsure or not target.exact or not 1 < len(target.items) <= _SORTED:
        return target
    if compare is None and all(type(v) is str for v in target.items):
        target.items.sort()
    if type(compare) is not FunctionValue:
        return target
    decided = True

    def order(one: Value, other: Value) -> int:
        nonlocal decided
        answer = machine.call(compare, [one, other], {}, at) if decided else 0
        decided = decided and type(answer) in (int, float)
        return (answer > 0) - (answer < 0) if type(answer) in (int, float) else 0

    made = sorted(_elements(machine, target), key=cmp_to_key(order))
    target.items = made if decided else target.items
    return target


def _to_sorted(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return _sorted(ListValue(list(target.items), target.exact), machine, args, kwargs, at)


def _pairs(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return ListValue([ListValue([n, e]) for n, e in enumerate(target.items)], target.exact)


def _indexes(target: ListValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return ListValue(list(range(len(target.items))), target.exact)


_LIST: dict[str, Callable[..., Value]] = {
    "push": _push, "unshift": _unshift, "forEach": _for_each, "map": _map, "flatMap": _flat_map, "filter": _filter, "find": _find, "findLast": _find,
    "some": _some(every=False), "every": _some(every=True), "reduce": _reduce, "concat": _concat, "reduceRight": _reduce_right,
    "join": _join, "slice": _slice, "flat": _flat,
    "includes": _includes, "indexOf": _index_of, "pop": _taken(first=False), "shift": _taken(first=True), "splice": _splice, "at": _at,
    "reverse": _reversed, "sort": _sorted, "toSorted": _to_sorted, "values": _kept, "entries": _pairs, "keys": _indexes, "fill": _kept,
    "findIndex": lambda target, m, args, kwargs, at: Unknown("position"),
}  # fmt: skip

__all__ = [
    "entries_of",
    "function_method",
    "join",
    "keys_of",
    "list_attribute",
    "list_method",
    "object_method",
    "promise_method",
    "regex_attribute",
    "string_attribute",
]
