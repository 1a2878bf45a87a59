"""Abstract values.

The constants of the language stand for themselves; everything else is here. Three habits keep the interpreter honest:

- `Text` is a string with holes. A hole is never replaced by a guess.
- `soft` marks what a deployment may change (environment, settings): firm where it makes a path, undecided where it is a condition.
- `Unknown` carries the reason and the place where knowledge was lost, so that whatever it hides can be told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accord.evaluate.worlds import ANYWHERE, Test, agree, common

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from accord.evaluate.worlds import World
    from accord.source.ir import ClassCode, FunctionCode
    from accord.source.modules import ModuleFile

Value = Any
At = tuple[str, int]  # file relative to the tree, line
NOWHERE: At = ("", 0)

MISSING: Any = type("Missing", (), {"__repr__": lambda _: "MISSING"})()
UNION_LIMIT = 8
TOO_MANY = "too many alternatives"
LIST_LIMIT, TEXT_LIMIT, NUMBER_LIMIT = 5000, 100_000, 1 << 64  # what doubles at every step must end


class Hole:
    """A piece of text that is not known; `name` is how a reader would call it."""

    __slots__ = ("name", "reason")

    def __init__(self, name: str = "", reason: str = "") -> None:
        self.name, self.reason = name, reason

    def __repr__(self) -> str:
        return "{?}"


class Text:
    """A string made of known pieces and holes; without holes it is a soft string."""

    __slots__ = ("parts", "soft")

    def __init__(self, parts: Iterable[str | Hole], soft: bool = False) -> None:
        self.parts, self.soft = tuple(parts), soft

    @property
    def complete(self) -> bool:
        return not any(type(p) is Hole for p in self.parts)

    def __str__(self) -> str:
        return "".join(p if type(p) is str else "{?}" for p in self.parts)

    __repr__ = __str__


class Unknown:
    """A value nobody can know here. `owner` is the object it was asked of, `name` the attribute asked for."""

    __slots__ = ("at", "name", "owner", "reason", "soft")

    def __init__(
        self, reason: str = "", *, soft: bool = False, at: At | None = None, owner: Value = None, name: str = ""
    ) -> None:
        self.reason, self.soft, self.at, self.owner, self.name = reason, soft, at, owner, name

    def __repr__(self) -> str:
        return f"Unknown({self.reason})"


UNKNOWN = Unknown()


class Union:
    """One of a few values; `worlds`, where known, says of each option under which answers of undecided conditions it is taken."""

    __slots__ = ("options", "worlds")

    def __init__(self, options: list[Value], worlds: list[World] | None = None) -> None:
        self.options, self.worlds = options, worlds

    def __repr__(self) -> str:
        return f"Union({self.options})"


class ListValue:
    """A list, tuple, set or generator; not `exact` when it may hold more or less than `items`."""

    __slots__ = ("exact", "items", "kind")

    def __init__(self, items: list[Value], exact: bool = True, kind: str = "list") -> None:
        self.items, self.exact, self.kind = items, exact, kind

    def __repr__(self) -> str:
        return f"{self.kind}{self.items}{'' if self.exact else '...'}"


class DictValue:
    """A mapping with known keys; not `exact` when it may have others; `factory` makes what is missing."""

    __slots__ = ("entries", "exact", "factory")

    def __init__(self, entries: dict[Any, Value] | None = None, exact: bool = True, factory: Value = None) -> None:
        self.entries, self.exact, self.factory = {} if entries is None else entries, exact, factory

    def __repr__(self) -> str:
        return f"{self.entries}{'' if self.exact else '...'}"


class FunctionValue:
    """A function of the program with the scope it closes over; `kind` is "", property, staticmethod or classmethod."""

    __slots__ = ("attrs", "code", "home", "kind", "owner", "ran", "scope", "sites")

    def __init__(self, code: FunctionCode, scope: Scope, owner: ClassValue | None = None) -> None:
        self.code, self.scope, self.owner = code, scope, owner
        self.kind = ""
        self.home: Value = None  # the object literal it is a member of (JavaScript)
        self.sites: Any = None  # the calls it was made under
        self.ran = 0  # whether this very closure was entered: by the program 1, by a sweep 2, by both 3
        self.attrs: dict[str, Value] | None = None

    def __repr__(self) -> str:
        return f"<function {self.code.name}>"


class BoundMethod:
    __slots__ = ("function", "receiver")

    def __init__(self, function: Value, receiver: Value) -> None:
        self.function, self.receiver = function, receiver


class Native:
    """A function of a library that is modelled: `run(machine, args, kwargs, at)`."""

    __slots__ = ("name", "run")

    def __init__(self, name: str, run: Callable[..., Value]) -> None:
        self.name, self.run = name, run

    def __repr__(self) -> str:
        return f"<native {self.name}>"


class ClassValue:
    """A class. `library` is the dotted name of one outside the tree; `native` holds modelled methods `(machine, self, args, kwargs, at)`."""

    __slots__ = (
        "_mro",
        "bases",
        "code",
        "enum",
        "fields",
        "hints",
        "initial",
        "library",
        "made",
        "making",
        "meta",
        "name",
        "namespace",
        "native",
        "scope",
        "settings",
        "subclasses",
    )

    def __init__(
        self,
        name: str,
        bases: list[ClassValue] | None = None,
        *,
        code: ClassCode | None = None,
        scope: Scope | None = None,
        library: str = "",
        native: dict[str, Any] | None = None,
    ) -> None:
        self.name, self.bases, self.code, self.scope = name, bases or [], code, scope
        self.library, self.native = library, native
        self.namespace: dict[str, Value] = {}
        self.fields: list[str] = []  # annotated names in order
        self.hints: dict[str, Any] = {}  # their annotations, lowered when somebody asks
        self.initial: list[Any] = []  # fields every object gets with its own value (JavaScript)
        self.made: Instance | None = None  # the instance made last, where a method needs one
        self.meta: ClassValue | None = None  # its metaclass, where it is written in the tree
        self.making: ClassValue | None = None  # the class this metaclass is making
        self.enum = False
        self.settings: bool | None = None
        self.subclasses: list[ClassValue] = []
        self._mro: list[ClassValue] | None = None
        for base in self.bases:
            base.subclasses.append(self)

    @property
    def mro(self) -> list[ClassValue]:
        if self._mro is None:
            self._mro = _linearise(self)
        return self._mro

    def find(self, name: str, after: ClassValue | None = None) -> tuple[Value, ClassValue | None]:
        """The attribute and the class that defines it, user's classes before modelled ones as the order of resolution has them."""
        order = self.mro
        if after is not None:
            order = order[order.index(after) + 1 :] if after in order else []
        for cls in order:
            value = cls.namespace.get(name, MISSING)
            if value is not MISSING:
                return value, cls
            if cls.native is not None and name in cls.native:
                return cls.native[name], cls
        return MISSING, None

    @property
    def open(self) -> bool:
        """Whether a base is outside the tree and not modelled, so that attributes may exist nobody sees."""
        return any(c.library and c.native is None for c in self.mro)

    def __repr__(self) -> str:
        return f"<class {self.name}>"


def _linearise(cls: ClassValue) -> list[ClassValue]:
    """The C3 order of resolution; where C3 refuses, depth first with the last mention kept."""
    sequences = [list(_linearise_of(b)) for b in cls.bases] + [list(cls.bases)]
    out = [cls]
    while any(sequences):
        for sequence in sequences:
            if sequence and not any(sequence[0] in other[1:] for other in sequences):
                head = sequence[0]
                break
        else:
            rest = [c for s in sequences for c in s]
            return out + [c for i, c in enumerate(rest) if c not in rest[i + 1 :]]
        out.append(head)
        for sequence in sequences:
            if sequence and sequence[0] is head:
                del sequence[0]
    return out


def _linearise_of(cls: ClassValue) -> list[ClassValue]:
    return cls.mro


class Instance:
    """An object. `native` is the private state of a modelled one; `typed` marks one known only by an annotation."""

    __slots__ = ("at", "attrs", "cls", "native", "typed")

    def __init__(self, cls: ClassValue, at: At = NOWHERE) -> None:
        self.cls, self.at = cls, at
        self.attrs: dict[str, Value] = {}
        self.native: Any = None
        self.typed = False

    def __repr__(self) -> str:
        return f"<{self.cls.name} object>"


def _fields_by_name(machine: Any, record: Instance, args: list[Value], kwargs: dict[str, Value], at: At) -> Value:
    names = dict.fromkeys(name for cls in reversed(record.cls.mro) for name in cls.fields)
    return DictValue({name: machine.attribute(record, name, at) for name in names})


def _replaced(machine: Any, record: Instance, args: list[Value], kwargs: dict[str, Value], at: At) -> Value:
    made = Instance(record.cls, at)
    made.attrs.update({**record.attrs, **kwargs})
    return made


# objects of classes below it are also sequences of their fields
NAMED_TUPLE = ClassValue("NamedTuple", native={"_asdict": _fields_by_name, "_replace": _replaced})


class HeldText:
    """The text that an object of a class below `str` is."""

    __slots__ = ("text",)

    def __init__(self, text: Value) -> None:
        self.text = text


def held(value: Value) -> Value:
    """The collection that an object of a class below `list` or `dict` is, else the value itself."""
    return value.native if type(value) is Instance and type(value.native) in (ListValue, DictValue) else value


class SuperValue:
    __slots__ = ("cls", "receiver")

    def __init__(self, cls: ClassValue, receiver: Value) -> None:
        self.cls, self.receiver = cls, receiver


class Library:
    """A name of a library outside the tree that is not modelled."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"<library {self.name}>"


class PathValue:
    """A filesystem path object."""

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        self.path = path

    def __repr__(self) -> str:
        return f"Path({self.path})"


class LazyImport:
    """A name bound by an import, resolved on first use so that order and cycles of imports do not matter."""

    __slots__ = ("at", "busy", "importer", "module", "name")

    def __init__(self, importer: ModuleValue, module: str, name: str | None, at: int) -> None:
        self.importer, self.module, self.name, self.at = importer, module, name, at
        self.busy = False

    def same(self, other: LazyImport) -> bool:
        return (self.module, self.name, self.importer) == (other.module, other.name, other.importer)


class Scope:
    """Variables of a module, function, class body or comprehension."""

    __slots__ = ("cls", "frame", "module", "outer_names", "parent", "vars")

    def __init__(
        self, parent: Scope | None, module: ModuleValue, frame: Frame | None = None, cls: ClassValue | None = None
    ) -> None:
        self.parent, self.module, self.frame, self.cls = parent, module, frame, cls
        self.vars: dict[str, Value] = {}
        self.outer_names: set[str] | None = None  # names declared global or nonlocal


class Frame:
    """A function being run."""

    __slots__ = ("cut", "entering", "function", "receiver", "returns", "yields")

    def __init__(self, function: FunctionValue | None = None, receiver: Value = None) -> None:
        self.function, self.receiver = function, receiver
        self.returns: list[Value] = []
        self.yields: list[Value] = []
        self.cut = False  # not followed to its end
        self.entering: Any = None  # the body of a `with` that stands in the place of the `yield`


class ModuleValue:
    """A module of the tree; `state` is 0 new, 1 being run or run in parts, 2 run whole."""

    __slots__ = ("done", "file", "gone", "index", "scope", "source", "stars", "state", "whole")

    def __init__(self, file: ModuleFile) -> None:
        self.file = file
        self.scope = Scope(None, self, Frame())
        self.state = 0
        self.whole = False
        self.source: Any = None
        self.done: set[int] = set()
        self.stars: list[ModuleValue] = []
        self.gone: list[Unknown] = []  # what stands for the exports of modules it passes on that are not there
        self.index: dict[str, list[int]] = {}

    @property
    def rel(self) -> str:
        return self.file.rel

    def __repr__(self) -> str:
        return f"<module {self.file.rel}>"


# -- joins ------------------------------------------------------------------------------------------------------------------------

KEPT = "unknown key of what the program itself keeps"  # a memory of what was made elsewhere in it
OBJECTS = (Instance, FunctionValue, ClassValue, BoundMethod, ModuleValue, Native)
CONSTANTS = (str, int, float, bool, bytes, type(None))


def bounded(items: list[Value], exact: bool = True, kind: str = "list") -> ListValue:
    """A list made of other lists, cut where it grows beyond all use."""
    return ListValue(items[:LIST_LIMIT], exact and len(items) <= LIST_LIMIT, kind)


def is_constant(value: Value) -> bool:
    return type(value) in CONSTANTS


def plain(value: Value) -> Value:
    """An enumeration member is its value where a constant is wanted, an object below `str` its text."""
    while type(value) is Instance and value.cls.enum and "value" in value.attrs:
        value = value.attrs["value"]
    return value.native.text if type(value) is Instance and type(value.native) is HeldText else value


def same(a: Value, b: Value) -> bool:
    if a is b:
        return True
    if type(a) is type(b):
        if type(a) in CONSTANTS:
            return bool(a == b)
        if type(a) is Unknown:
            return True
        if type(a) is Text:
            return len(a.parts) == len(b.parts) and all(
                x is y or (type(x) is str and x == y) for x, y in zip(a.parts, b.parts, strict=True)
            )
        if type(a) is Library:
            return bool(a.name == b.name)
    return False


def _identity(value: Value) -> Any:
    """Equal for values that are the `same`, in a set."""
    kind = type(value)
    if kind in CONSTANTS:
        return kind, value
    if kind is Text:
        return kind, tuple(p if type(p) is str else id(p) for p in value.parts)
    return kind if kind is Unknown else (kind, value.name) if kind is Library else id(value)


_LOST = ("is not in the tree", "is not defined", "was not read")


def lost_here(reason: str) -> bool:
    """Whether a value was lost in this tree, and is no argument that whoever uses it supplies."""
    return reason.endswith(_LOST) or " exports no " in reason


def hides(value: Unknown) -> bool:
    """Whether something unknown was lost in this tree, so that it may be what nobody sees of it."""
    return lost_here(value.reason)


def _outweighs(known: Value, unknown: Unknown) -> bool:
    """Whether an object stands for what may be it or something unknown."""
    return not hides(unknown) and (not _modelled(known) or unknown.reason == KEPT)


def join(a: Value, b: Value) -> Value:
    """What is known of a value that is `a` or `b`: an object beats unknown, unless that was lost in this tree; a string never does."""
    if same(a, b):
        return a
    if type(a) is Unknown and type(b) in OBJECTS and _outweighs(b, a):
        return b
    if type(b) is Unknown and type(a) in OBJECTS and _outweighs(a, b):
        return a
    if type(a) is ListValue and type(b) is ListValue and a.kind == b.kind and a.kind != "tuple":
        known = {_identity(x) for x in a.items}
        return bounded(a.items + [x for x in b.items if _identity(x) not in known], False, a.kind)
    options: list[Value] = []
    for side in (a, b):
        for option in side.options if type(side) is Union else (side,):
            if not any(same(option, other) for other in options):
                options.append(option)
    if len(options) == 1:
        return options[0]
    if len(options) > UNION_LIMIT:
        return Unknown(TOO_MANY)
    return _in_worlds(options, [*alternatives_of(a), *alternatives_of(b)])


def _modelled(value: Value) -> bool:
    """An object of which a model says that what else may stand in its place is to be told, as it says of a router."""
    return type(value) is Instance and getattr(value.native, "one_of_several", False)


def _in_worlds(options: list[Value], known: list[tuple[Value, World]]) -> Union:
    if not any(world for _, world in known):
        return Union(options)
    return Union(options, [common(w for value, w in known if same(value, option)) for option in options])


def alternatives_of(value: Value) -> list[tuple[Value, World]]:
    """The options of a value, each with its world."""
    if type(value) is not Union:
        return [(value, ANYWHERE)]
    return list(zip(value.options, value.worlds or [ANYWHERE] * len(value.options), strict=True))


def join_worlds(values: list[tuple[Value, World]]) -> Value:
    """What is known of a value that is one of several, each in its world."""
    made = join_all([value for value, _ in values])
    if type(made) is not Union:
        return made
    known = [(o, {**w, **world}) for value, world in values for o, w in alternatives_of(value) if agree(w, world)]
    return _in_worlds(made.options, known)


def apart_in_worlds(value: Union) -> list[tuple[Value, World]]:
    """The options of a value of which several parts will be asked for: those of one option belong together."""
    if value.worlds is None:
        test = Test()
        value.worlds = [{test: number} for number in range(len(value.options))]
    return alternatives_of(value)


def narrowed(value: Value, world: World) -> Value:
    """A value, and what an object directly holds, without the alternatives that a world excludes."""
    if not world:
        return value
    if type(value) is Union and value.worlds is not None:
        kept = [(option, w) for option, w in alternatives_of(value) if agree(w, world)]
        if not kept or len(kept) == len(value.options):
            return value
        return kept[0][0] if len(kept) == 1 else Union([o for o, _ in kept], [w for _, w in kept])
    if type(value) is DictValue and any(type(v) is Union and v.worlds is not None for v in value.entries.values()):
        return DictValue(
            {k: narrowed(v, world) if type(v) is Union else v for k, v in value.entries.items()},
            value.exact,
            value.factory,
        )
    return value


def join_all(values: list[Value]) -> Value:
    out = values[0]
    for value in values[1:]:
        if type(out) is Unknown and out.reason == TOO_MANY:
            return out  # what comes after would pass for all there is
        out = join(out, value)
    return out


def one_of_many(values: list[Value], depth: int = 2) -> Value:
    """One of any number of objects: records and lists are laid over each other, of other objects a few are kept apart."""
    if len(values) <= UNION_LIMIT or all(type(v) is ListValue for v in values):
        return join_all(values)
    if depth and all(type(v) is DictValue for v in values):
        known: dict[Any, list[Value]] = {}
        for record in values:
            for key, value in record.entries.items():
                known.setdefault(key, []).append(value)
        return DictValue({key: one_of_many(each, depth - 1) for key, each in known.items()}, False)
    return join_all(values)


def choice_of(values: list[Value]) -> Value:
    """What an unknown key picks: one of a few objects; never one of many strings."""
    if values and len(values) <= UNION_LIMIT and all(type(v) in OBJECTS for v in values):
        return join_all(values)
    return Unknown("unknown key" if values else KEPT)


def options_of(value: Value) -> list[Value]:
    return value.options if type(value) is Union else [value]


def is_textual(value: Value) -> bool:
    value = plain(value)
    return type(value) in (str, Text) or (type(value) is Union and any(is_textual(v) for v in value.options))


def key_of(value: Value) -> Any:
    """A value as a dictionary key, MISSING where it has none."""
    value = plain(value)
    if type(value) is Text and value.complete:
        return str(value)
    if is_constant(value):
        return value
    if type(value) is ListValue and value.kind == "tuple" and all(is_constant(v) for v in value.items):
        return tuple(value.items)
    if type(value) in (ClassValue, FunctionValue, Instance):
        return value
    return MISSING


def wholly(value: Value, depth: int = 3) -> Any:
    """A constant, or a tuple or list of such, to be compared; MISSING where some of it is not known, or only as a default."""
    value = plain(value)
    if is_constant(value):
        return type(value), value
    if type(value) is not ListValue or not value.exact or value.kind not in ("tuple", "list") or not depth:
        return MISSING
    parts = [wholly(v, depth - 1) for v in value.items]
    return MISSING if MISSING in parts else (value.kind, *parts)


def entry_of(value: Value) -> Any:
    """A value as a dictionary key; one that is not known stands for itself, so that what lies below it is not lost."""
    key = key_of(value)
    return value if key is MISSING else key


def of_key(key: Any) -> Value:
    """A dictionary key as a value again."""
    return ListValue(list(key), True, "tuple") if type(key) is tuple else key


def concat(parts: list[Value]) -> Value:
    """Pieces of text (str, Text or Union of them) put together; at most 16 alternatives. What stood apart in a piece stays apart."""
    if sum(len(p) for p in parts if type(p) is str) > TEXT_LIMIT:
        return Text((Hole("", "a text too long for a path"),))
    if all(type(p) is str for p in parts):
        return "".join(parts)
    outs: list[tuple[list[str | Hole], World]] = [([], ANYWHERE)]
    soft = False
    for part in parts:
        alternatives = [a for a in alternatives_of(part) if type(a[0]) in (str, Text)] or [(Text((Hole(),)), ANYWHERE)]
        met = [(out, a, w | v if v else w) for out, w in outs for a, v in alternatives if agree(v, w)]
        if len(met) > 16 or not met:
            a = Text((Hole("", TOO_MANY),))
            met = [(out, a, w) for out, w in outs]
        soft = soft or any(type(a) is Text and a.soft for _, a, _ in met)
        outs = [(_glued(out, a.parts if type(a) is Text else (a,)), w) for out, a, w in met]
    joined = join_worlds([(_made(out, soft), w) for out, w in outs])
    return Text((Hole("", joined.reason),), soft) if type(joined) is Unknown else joined


def _glued(front: list[str | Hole], rest: tuple[str | Hole, ...]) -> list[str | Hole]:
    """One piece after another: text joins text, and only there."""
    if not rest or rest == ("",):
        return front
    if front and type(front[-1]) is str and type(rest[0]) is str:
        return [*front[:-1], front[-1] + rest[0], *rest[1:]]
    return [*front, *rest]


def _made(parts: list[str | Hole], soft: bool) -> Value:
    if len(parts) > 1000 or sum(len(p) for p in parts if type(p) is str) > TEXT_LIMIT:
        return Text((Hole("", "a text too long for a path"),), soft)
    if not soft and len(parts) < 2 and all(type(p) is str for p in parts):
        return parts[0] if parts else ""
    return Text(parts or ("",), soft)


def _pieces(text: Value) -> Any:
    return text.parts if type(text) is Text else text


def apart(front: Value, rest: Value) -> Value:
    """Two pieces of text put together so that the place where they meet can still be told: a base and what follows it."""
    made: list[tuple[Value, World]] = []
    for one, here in alternatives_of(front):
        for other, there in alternatives_of(rest):
            if len(made) < 16 and type(one) in (str, Text) and type(other) in (str, Text) and agree(here, there):
                world = here | there
                if not _pieces(one) or not _pieces(other):
                    made.append((other if not _pieces(one) else one, world))
                    continue
                head, tail = (a.parts if type(a) is Text else (a,) for a in (one, other))
                soft = any(type(a) is Text and a.soft for a in (one, other))
                between = (
                    ("",) if type(head[-1]) is str and type(tail[0]) is Hole else ()
                )  # so that the two can be told apart
                glued = _made([*(p for p in head if p != ""), *between, *(p for p in tail if p != "")], soft)
                made.append((glued, world))
    return join_worlds(made) if made else concat([front, rest])
