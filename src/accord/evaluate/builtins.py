"""Python's built-in functions, as far as programs use them to make routes and calls."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from accord.evaluate.containers import iterate
from accord.evaluate.machine import UNROLL
from accord.evaluate.strings import as_text
from accord.evaluate.values import (
    MISSING,
    NAMED_TUPLE,
    NUMBER_LIMIT,
    At,
    BoundMethod,
    ClassValue,
    DictValue,
    FunctionValue,
    Instance,
    Library,
    ListValue,
    ModuleValue,
    Native,
    SuperValue,
    Text,
    Union,
    Unknown,
    Value,
    held,
    is_constant,
    join_all,
    key_of,
    options_of,
    plain,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from accord.evaluate.machine import Machine

Args = list[Value]
Kwargs = dict[str, Value]


def argument(args: Args, kwargs: Kwargs, position: int, name: str, default: Value = None) -> Value:
    """An argument by position or name."""
    return args[position] if len(args) > position else kwargs.get(name, default)


def nothing(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return None


def unknown(reason: str) -> Callable[..., Value]:
    return lambda machine, args, kwargs, at: Unknown(reason, at=at)


def identity(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """The first argument; called without any, a decorator that changes nothing."""
    return args[0] if args else next(iter(kwargs.values()), Native("identity", identity))


def decorator(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """A decorator, used with or without arguments, that changes nothing we look at."""
    if args and type(args[0]) in (FunctionValue, ClassValue, BoundMethod, Native):
        return args[0]
    return Native("decorator", identity)


def descriptor(kind: str) -> Callable[..., Value]:
    """property, staticmethod, classmethod and their kin."""

    def mark(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
        if args and type(args[0]) is FunctionValue:
            args[0].kind = kind
            return args[0]
        return args[0] if args else Native(kind, mark)

    return mark


def to_dict(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    made = DictValue({})
    for source in map(held, args[:1]):
        if type(source) is DictValue:
            made.entries.update(source.entries)
            made.exact = source.exact
            continue
        found = iterate(machine, source)
        made.exact = found is not None and found[1]
        for pair in found[0] if found is not None else ():
            parts = iterate(machine, pair)
            key = key_of(parts[0][0]) if parts is not None and len(parts[0]) == 2 else MISSING
            if key is MISSING or parts is None:
                made.exact = False
            else:
                made.entries[key] = parts[0][1]
    made.entries.update(kwargs)
    return made


def to_sequence(kind: str) -> Callable[..., Value]:
    def make(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
        if not args:
            return ListValue([], True, kind)
        found = iterate(machine, args[0])
        if found is None:
            return ListValue([], False, kind)
        items = list(found[0])
        if kind == "set":
            items = [
                v
                for i, v in enumerate(items)
                if not (is_constant(v) and any(is_constant(w) and w == v for w in items[:i]))
            ]
        return ListValue(items, found[1], kind)

    return make


_TYPE_NAMES: dict[type, str] = {
    str: "str",
    Text: "str",
    int: "int",
    bool: "bool",
    float: "float",
    DictValue: "dict",
    bytes: "bytes",
    type(None): "NoneType",
}


def _isinstance(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    if len(args) < 2 or type(args[0]) in (Unknown, Library, Union):
        return Unknown("isinstance of something unknown")
    value = args[0]
    classes = args[1].items if type(args[1]) is ListValue else [args[1]]
    if type(value) is Instance:
        mro = value.cls.mro
        if any(
            type(c) is ClassValue and (c in mro or (c.library and any(m.library == c.library for m in mro)))
            for c in classes
        ):
            return True
        if NAMED_TUPLE in mro and any(type(c) is Native and c.name == "tuple" for c in classes):
            return True
        if any(type(c) is Native and any(m.library == f"builtins.{c.name}" for m in mro) for c in classes):
            return True
        strange = (
            _open_to(value.cls, classes) or value.typed or any(type(c) not in (ClassValue, Native) for c in classes)
        )
        return Unknown("isinstance") if strange else False
    names = [c.name for c in classes if type(c) is Native]
    kind = value.kind if type(value) is ListValue else _TYPE_NAMES.get(type(value))
    if kind in names or (kind == "bool" and "int" in names):
        return True
    if type(value) in (FunctionValue, ClassValue) and "type" in names:
        return type(value) is ClassValue
    return Unknown("isinstance") if any(type(c) in (Library, Unknown, Union) for c in classes) else False


def _open_to(cls: ClassValue, classes: list[Value]) -> bool:
    """Whether one of some classes may stand above another out of sight; the classes of a library stand below none of the program's."""
    own = all(type(c) is ClassValue and c.code is not None for c in classes)
    return cls.open and not (own and all(c.library != "?" for c in cls.mro))


def _issubclass(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    if len(args) > 1 and type(args[0]) is Library and type(args[1]) is ClassValue and args[1].code is not None:
        return False  # a name of a library, which is below none of the program's classes
    if len(args) < 2 or type(args[0]) is not ClassValue:
        return False if args and type(args[0]) in (FunctionValue, Instance, ModuleValue) else Unknown("issubclass")
    classes = args[1].items if type(args[1]) is ListValue else [args[1]]
    mro = args[0].mro
    if args[0].library and all(type(c) is ClassValue and c.code is not None for c in classes):
        return False  # a class of a library is below none of the program's
    if any(
        type(c) is ClassValue and (c in mro or (c.library and any(m.library == c.library for m in mro)))
        for c in classes
    ):
        return True
    return (
        Unknown("issubclass")
        if _open_to(args[0], classes) or any(type(c) is not ClassValue for c in classes)
        else False
    )


def _extreme(choose: Callable[..., Any]) -> Callable[..., Value]:
    """`min` and `max` of known numbers or texts."""

    def call(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
        found = iterate(machine, args[0]) if len(args) == 1 else (args, True)
        values = [plain(v) for v in found[0]] if found is not None and found[1] else []
        one_kind = all(type(v) in (int, float) for v in values) or all(type(v) is str for v in values)
        return choose(values) if values and one_kind and "key" not in kwargs else Unknown(choose.__name__, at=at)

    return call


def _sum(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`sum` of known numbers, and of lists from a list on."""
    from accord.evaluate.expressions import binary

    found = iterate(machine, args[0]) if args else None
    if found is None or not found[1]:
        return Unknown("sum", at=at)
    total: Value = args[1] if len(args) > 1 else kwargs.get("start", 0)
    for value in found[0]:
        total = binary(machine, "+", total, value)
    return total


def _getattr(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    if len(args) < 2:
        return Unknown("getattr")
    out = []
    for option in options_of(args[1]):
        name = plain(option)
        name = str(name) if type(name) is Text and name.complete else name
        out.append(
            machine.attribute(args[0], name, at, args[2] if len(args) > 2 else MISSING)
            if type(name) is str
            else _any_attribute(machine, args[0], at)
        )
    return join_all(out)


def _any_attribute(machine: Machine, target: Value, at: At) -> Value:
    """`getattr(router, verb)` with a verb nobody knows: libraries say what such an attribute may do."""
    found = machine.libraries.attribute(machine, target, "*", at) if machine.libraries.carries(target) else MISSING
    return found if found is not MISSING else Unknown("attribute of unknown name", at=at)


def _hasattr(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    if len(args) < 2 or type(args[0]) in (Unknown, Library, Union) or type(args[1]) is not str:
        return Unknown("hasattr")
    mark = Native("missing", nothing)
    value = machine.attribute(args[0], args[1], at, mark)
    return False if value is mark else Unknown("hasattr") if type(value) is Unknown else True


def _setattr(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    from accord.evaluate.binding import set_attribute

    if len(args) == 3 and type(plain(args[1])) is str:
        set_attribute(machine, args[0], plain(args[1]), args[2], at)


def _type(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    if len(args) == 1:
        return args[0].cls if type(args[0]) is Instance else Unknown("type of a value")
    if len(args) >= 3 and type(args[1]) is ListValue:
        made = ClassValue(args[0] if type(args[0]) is str else "?", [b for b in args[1].items if type(b) is ClassValue])
        if type(args[2]) is DictValue:
            made.namespace.update({k: v for k, v in args[2].entries.items() if type(k) is str})
        machine.classes.append(made)
        return made
    return Unknown("type")


def _len(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    found = iterate(machine, args[0]) if args else None
    return len(found[0]) if found is not None and found[1] else Unknown("length of something unknown")


def _enumerate(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    found = iterate(machine, args[0]) if args else None
    start = argument(args, kwargs, 1, "start", 0)
    if found is None:
        return Unknown("enumeration of something unknown")
    first = start if type(start) is int else 0
    return ListValue([ListValue([first + i, v], True, "tuple") for i, v in enumerate(found[0])], found[1])


def _zip(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    all_found = [iterate(machine, a) for a in args]
    found = [f for f in all_found if f is not None]
    if len(found) != len(all_found):
        return Unknown("zip of something unknown")
    return ListValue(
        [ListValue(list(t), True, "tuple") for t in zip(*[f[0] for f in found], strict=False)], all(f[1] for f in found)
    )


def _called_once(machine: Machine, function: Value, at: At) -> None:
    """What a function does for elements nobody knows."""
    machine.sparingly(lambda: machine.call(function, [Unknown("element of something unknown", at=at)], {}, at))


def followed(found: tuple[list[Value], bool], at: At) -> tuple[list[Value], bool]:
    """The elements that a function is called with, one that stands for the rest of very many, and whether they are all."""
    items, exact = found
    if len(items) <= UNROLL:
        return list(items), exact
    return [*items[:UNROLL], Unknown("an element of a list too long to be followed", at=at)], False


def _map(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    found = iterate(machine, args[1]) if len(args) > 1 else None
    if found is None:
        if args:
            machine.arms([partial(_called_once, machine, args[0], at), lambda: None])
        return Unknown("map over something unknown")
    items, exact = followed(found, at)
    return ListValue([machine.call(args[0], [v], {}, at) for v in items], exact)


def _filter(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    found = iterate(machine, args[1]) if len(args) > 1 else None
    if found is None:
        return Unknown("filter of something unknown")
    items, exact = followed(found, at)
    kept = []
    for value in items:
        truth = machine.truth(value if args[0] is None else machine.call(args[0], [value], {}, at))
        exact = exact and truth is not None
        if truth is not False:
            kept.append(value)
    return ListValue(kept, exact)


def _sorted(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    found = iterate(machine, args[0]) if args else None
    if found is None:
        return Unknown("sorting something unknown")
    items = list(found[0])
    if "key" not in kwargs and items and all(type(v) is type(items[0]) and type(v) in (str, int, float) for v in items):
        items.sort()
    return ListValue(items, found[1])


def _reversed(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    found = iterate(machine, args[0]) if args else None
    return Unknown("reversal of something unknown") if found is None else ListValue(list(found[0])[::-1], found[1])


def _next(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    found = iterate(machine, args[0]) if args else None
    if found is not None and found[0]:
        return found[0][0] if found[1] else join_all(list(found[0])[:8])
    return args[1] if len(args) > 1 and found is not None and found[1] else Unknown("next of something unknown")


def _range(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    usable = (
        0 < len(args) <= 3 and all(type(a) is int and abs(a) < NUMBER_LIMIT >> 2 for a in args) and 0 not in args[2:]
    )
    if usable and len(range(*args)) <= 400:
        return ListValue(list(range(*args)))
    return Unknown("range of unknown bounds")


def _quantifier(wanted: bool) -> Callable[..., Value]:
    def run(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
        found = iterate(machine, args[0]) if args else None
        if found is None:
            return Unknown("any or all of something unknown")
        answers = [machine.truth(v) for v in found[0]]
        if wanted in answers:
            return wanted
        return Unknown("any or all") if None in answers or not found[1] else not wanted

    return run


def _str(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return as_text(machine, args[0]) if args else ""


def _int(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    value = plain(args[0]) if args else 0
    try:
        return int(value) if type(value) in (int, float, str, bool) else Unknown("number")
    except (ValueError, OverflowError):
        return Unknown("number")


def _bool(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    truth = machine.truth(args[0]) if args else False
    return Unknown("truth") if truth is None else truth


def _vars(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    value = args[0] if args else None
    if type(value) is Instance:
        return DictValue(value.attrs, not value.cls.open)
    if type(value) is ModuleValue:
        machine.run_module(value)
        return DictValue({k: machine.module_attribute(value, k) for k in list(value.scope.vars)})
    return DictValue(value.namespace) if type(value) is ClassValue else Unknown("vars")


def names_of(machine: Machine, value: Value) -> list[str] | None:
    """What `dir` gives."""
    if type(value) is ModuleValue:
        machine.run_module(value)
        return sorted(value.scope.vars)
    if type(value) is Instance:
        return sorted({k for c in value.cls.mro for k in c.namespace} | set(value.attrs))
    if type(value) is ClassValue:
        return sorted({k for c in value.mro for k in c.namespace})
    return None


def _dir(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    names = names_of(machine, args[0]) if args else None
    return Unknown("dir") if names is None else ListValue(list(names))


def _callable(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    kind = type(args[0]) if args else None
    if kind in (FunctionValue, BoundMethod, Native, ClassValue):
        return True
    return (
        Unknown("callable")
        if kind in (Unknown, Library, Union)
        else kind is Instance and args[0].cls.find("__call__")[1] is not None
    )


def _super(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return SuperValue(args[0], args[1]) if len(args) == 2 else Unknown("super")


def _import(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return machine.call(machine.libraries.lookup(machine, "importlib.import_module"), args[:1], {}, at)


def _open(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return machine.call(machine.libraries.lookup(machine, "io.open"), args, kwargs, at)


def _exec(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    machine.lose(at, "code that is made at run time is not read", "exec", ())


def new_object(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """object.__new__(cls): an object whose constructor has not run yet."""
    cls = args[0] if args else None
    if type(cls) is not ClassValue:
        return Unknown("a new object", at=at)
    return cls.making or Instance(cls, at)


_FUNCTIONS: dict[str, Any] = {
    "isinstance": _isinstance, "issubclass": _issubclass, "getattr": _getattr, "hasattr": _hasattr, "setattr": _setattr, "type": _type,
    "len": _len, "enumerate": _enumerate, "zip": _zip, "map": _map, "filter": _filter, "sorted": _sorted, "reversed": _reversed,
    "next": _next, "iter": identity, "range": _range, "any": _quantifier(True), "all": _quantifier(False), "str": _str, "int": _int,
    "bool": _bool, "vars": _vars, "dir": _dir, "list": to_sequence("list"), "tuple": to_sequence("tuple"), "set": to_sequence("set"),
    "frozenset": to_sequence("set"), "dict": to_dict, "callable": _callable, "super": _super, "print": nothing, "repr": _str,
    "property": descriptor("property"), "staticmethod": descriptor("staticmethod"), "classmethod": descriptor("classmethod"),
    "__import__": _import, "open": _open, "exec": _exec, "eval": unknown("eval"), "locals": nothing, "globals": nothing, "id": unknown("id"),
    "min": _extreme(min), "max": _extreme(max), "sum": _sum, "float": unknown("float"), "hash": unknown("hash"),
    "format": _str, "bytes": unknown("bytes"), "input": unknown("input"), "abs": unknown("abs"), "round": unknown("round"), "ord": unknown("ord"),
    "chr": unknown("chr"), "delattr": nothing,
}  # fmt: skip

_EXCEPTIONS = [
    "BaseException",
    "Exception",
    "ArithmeticError",
    "AssertionError",
    "AttributeError",
    "EOFError",
    "ImportError",
    "IndexError",
    "KeyError",
    "KeyboardInterrupt",
    "LookupError",
    "ModuleNotFoundError",
    "NotImplementedError",
    "OSError",
    "RuntimeError",
    "StopIteration",
    "SystemExit",
    "TimeoutError",
    "TypeError",
    "ValueError",
    "Warning",
]

BUILTINS: dict[str, Value] = {name: Native(name, run) for name, run in _FUNCTIONS.items()}
BUILTINS["object"] = ClassValue(
    "object", native={"__new__": lambda m, cls, args, kwargs, at: new_object(m, [cls, *args], kwargs, at)}
)
BUILTINS["NotImplemented"] = Unknown("NotImplemented")
BUILTINS.update({name: ClassValue(name, library=f"builtins.{name}") for name in _EXCEPTIONS})
