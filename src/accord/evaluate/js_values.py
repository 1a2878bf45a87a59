"""Values only JavaScript has, and values as JavaScript's strings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.evaluate.strings import hole
from accord.evaluate.values import (
    MISSING,
    At,
    ClassValue,
    DictValue,
    FunctionValue,
    Hole,
    Instance,
    LazyImport,
    Library,
    ListValue,
    Native,
    Text,
    Union,
    Unknown,
    Value,
    alternatives_of,
    concat,
    hides,
    join_worlds,
    lost_here,
)

if TYPE_CHECKING:
    import re

    from accord.evaluate.machine import Machine


class Undefined:
    """The type of `undefined`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "undefined"


UNDEFINED = Undefined()
NO_KEY = "computed key"  # the reason of a key that nobody knows
REST = "*rest"  # the key of what an object has from something unknown
PROTOTYPE = "*prototype"  # the key of what a function was made to inherit from


_STEPS = 10**8  # what a match that backtracks may take at most


def _explodes(source: str) -> bool:
    """Whether a group that may repeat without end holds a choice or another such repetition, so that a match may backtrack exponentially."""
    import re

    inner = [False]  # for each open group: whether it holds one
    atoms = re.findall(r"\\.|\[(?:[^\]\\]|\\.)*\]|\{\d+,\d*\}|[()*+|]|.", source, re.DOTALL)
    for at, atom in enumerate(atoms):
        if atom == "(":
            inner.append(False)
        elif atom == ")" and len(inner) > 1:
            held = inner.pop()
            repeated = atoms[at + 1 : at + 2]
            if held and repeated and (repeated[0] in "*+" or (repeated[0].startswith("{") and len(repeated[0]) > 1)):
                return True
            inner[-1] = inner[-1] or held
        elif atom in "*+|" or (atom.startswith("{") and len(atom) > 1):
            inner[-1] = True
    return False


def unknown_rest(value: Value, at: At, name: str = "") -> Unknown:
    """What stands in a list for the elements of something unknown, so that whoever goes through the list meets it."""
    if type(value) is not Unknown:
        owner = value if type(value) is Library else None
        return Unknown("element of something unknown", at=at, name=name, owner=owner)
    return Unknown(
        f"element of {value.reason or 'something unknown'}",
        soft=value.soft,
        at=at,
        owner=value.owner,
        name=name or value.name,
    )


def overridden(entries: dict[str, Value], at: At, over: Value = None) -> None:
    """Defaults over which something unknown was laid: nothing may be something by now, a text is what it is unless that has another.

    Where what was laid over them was lost in this tree, nobody knows what the text is.
    """
    lost = type(over) is Unknown and hides(over)
    for name, value in entries.items():
        if nothing(value) or (lost and type(value) in (str, Text)):
            entries[name] = Unknown(f"{name} may have been given{f': {over.reason}' if lost else ''}", at=at, name=name)
        elif type(value) is str:
            entries[name] = Text((value,), soft=True)


class RegexValue:
    """A regular expression."""

    __slots__ = ("flags", "source")

    def __init__(self, source: str, flags: str = "") -> None:
        self.source, self.flags = source, flags

    def __repr__(self) -> str:
        return f"/{self.source}/{self.flags}"

    def compiled(self, length: int) -> re.Pattern[str] | None:
        """The same in Python's dialect, None where it has none or where matching a text of that length may take too long."""
        import re

        if _explodes(self.source) or max(length, 1) ** len(re.findall(r"(?<!\\)[*+]|,\}", self.source)) > _STEPS:
            return None
        body = self.source.replace("(?<", "(?P<").replace("(?P<=", "(?<=").replace("(?P<!", "(?<!").replace("\\/", "/")
        try:
            return re.compile(body, re.IGNORECASE if "i" in self.flags else 0)
        except (re.error, OverflowError, RecursionError):
            return None


class AccessorValue:
    """A property made by a getter, a setter or both; `setter` is MISSING where there is none."""

    __slots__ = ("getter", "setter")

    def __init__(self, getter: Value, setter: Value = MISSING) -> None:
        self.getter, self.setter = getter, setter

    @classmethod
    def of(cls, kind: str, function: Value, before: Value) -> AccessorValue:
        """A property to which a function is added that gets (`kind` is `get`) or sets it."""
        held = before if type(before) is AccessorValue else cls(_UNASKED)
        return cls(function, held.setter) if kind == "get" else cls(held.getter, function)


_UNASKED = Native("get", lambda machine, args, kwargs, at: UNDEFINED)  # what has only a setter is undefined when asked


class Certain:
    """What a comparison of known values answers: a condition may rely on it, unlike on a flag of the program."""

    __slots__ = ("value",)
    TRUE: Certain
    FALSE: Certain

    def __init__(self, value: bool) -> None:
        self.value = value

    def __repr__(self) -> str:
        return f"certainly {self.value}"

    @classmethod
    def of(cls, value: bool) -> Certain:
        return cls.TRUE if value else cls.FALSE


Certain.TRUE, Certain.FALSE = Certain(value=True), Certain(value=False)


def nothing(value: Value) -> bool:
    """Whether a value is null or undefined."""
    return value is None or value is UNDEFINED


def known(value: Value) -> str | None:
    """A string that is wholly known, soft or not; None for anything else."""
    if type(value) is str:
        return value
    return str(value) if type(value) is Text and value.complete else None


def as_string(machine: Machine, value: Value, name: str = "") -> Value:
    """A value as str, Text or a Union of them; `name` is how a reader would call what is not known."""
    kind = type(value)
    if kind is str or kind is Text:
        return value
    if kind is bool or kind is Certain:
        return "true" if (value if kind is bool else value.value) else "false"
    if kind is int:
        return str(value)
    if kind is float:
        return str(int(value)) if value.is_integer() else str(value)
    if (value is None or value is UNDEFINED) and machine.client:
        return hole(name)  # whoever sends a request has something there
    if value is None:
        return "null"
    if value is UNDEFINED:
        return "undefined"
    if kind is Union:
        met = [(v, world) for v, world in alternatives_of(value) if not nothing(v)]
        if not machine.client and any(known(v) for v, _ in met):  # what a deployment may set stands beside its default
            met = [(v, world) for v, world in met if type(v) is not Unknown or not v.soft]
        texts = [(as_string(machine, v, name), world) for v, world in met]
        return join_worlds(texts) if texts else hole(name)
    if kind is RegexValue:
        return repr(value)
    if kind is LazyImport:
        return as_string(machine, machine.force(value), name)
    if kind is ListValue and value.exact:
        return joined([as_string(machine, v) for v in value.items], ",")
    if kind in (Instance, DictValue):
        made = _own_string(machine, value)
        if made is not None:
            return made
    if kind is not Unknown:
        return hole(name)
    return hole(value.name if value.soft and value.name else name or value.name, value.reason, value.soft)


def _own_string(machine: Machine, value: Value) -> Value | None:
    """What the object's own `toString` says, or the `href` of a URL object."""
    if type(value) is Instance:
        function, _ = value.cls.find("toString")
        href = value.attrs.get("href")
        if type(href) in (str, Text):
            return href
        if type(function) is not FunctionValue and callable(function):
            made = function(machine, value, [], {}, ("", 0))
            return made if type(made) in (str, Text) else None
    else:
        function = value.entries.get("toString")
        if type(function) is Native:
            return function.run(machine, [], {}, ("", 0))
    if type(function) is FunctionValue:
        made = machine.call(function, [], {"this": value}, (function.code.file, function.code.at))
        if type(made) in (str, Text):
            return made
    return None


def joined(parts: list[Value], separator: str) -> Value:
    """Strings with a separator between them."""
    out: list[Value] = []
    for number, part in enumerate(parts):
        if number and separator:
            out.append(separator)
        out.append(part)
    return concat(out) if out else ""


PERHAPS = "perhaps nothing"  # why a text is not known that an empty one stands in for


def unless_empty(value: Unknown, default: Value, name: str = "") -> Value:
    """An unknown value with a default, as a client has it at work: an empty list or text is what stands there until there is something."""
    if type(default) is ListValue and default.exact and not default.items:
        return ListValue([], exact=False)
    if default == "" and not value.soft:
        return Unknown(PERHAPS, at=value.at, owner=value.owner, name=value.name or name)
    return default


def perhaps_filled(value: Unknown, default: Value) -> Value:
    """An unknown value with an empty list or object as default, as a server has it at work: whoever goes through it meets what is not known."""
    at = value.at or ("", 0)
    if type(default) is ListValue and default.exact and not default.items:
        return ListValue([unknown_rest(value, at)], exact=False)
    if type(default) is DictValue and default.exact and not default.entries:
        return DictValue({REST: unknown_rest(value, at)}, exact=False)
    return default


def is_open_text(value: Value) -> bool:
    """Whether a value is nothing but a hole."""
    return type(value) is Text and all(type(p) is Hole for p in value.parts)


def prototype_class(function: FunctionValue) -> ClassValue:
    """The class that objects made by `new function()` belong to; its namespace is the function's prototype."""
    attrs = function.attrs if function.attrs is not None else {}
    function.attrs = attrs
    found = attrs.get("*class")
    if found is None:
        found = ClassValue(function.code.name)
        attrs["*class"] = found
        attrs["prototype"] = DictValue(found.namespace)
    return found


def made_by_lost(value: Value) -> bool:
    """Whether a value is what a function made that was lost in this tree; a member of something lost may be of a package."""
    return type(value) is Unknown and value.name == "()" and is_lost(value.owner)


def is_lost(value: Value) -> bool:
    """Whether a name of the program stands for nothing that is in this tree."""
    return type(value) is Unknown and value.owner is None and value.name != "()" and lost_here(value.reason)
