"""argparse: what a command line gives when nobody writes an argument.

Reads: `add_argument` with its default, action and destination, groups, sub-parsers, `set_defaults`, `parse_args` and `parse_known_args`. Values are
soft: text makes paths, and no condition is decided by it. Does not read: `type=` conversions, files of arguments. Proof:
fixtures/cases/fastapi-settings.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.evaluate.values import MISSING, At, ClassValue, Instance, ListValue, Native, Text, Unknown, Value

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

PACKAGES = frozenset(("argparse",))

Args = list[Value]
Kwargs = dict[str, Value]

_NAMESPACE = ClassValue("Namespace", library="argparse.Namespace")
_FIELDS = "accord: arguments"  # where a parser keeps what it was told; no program can spell such an attribute


def _fields(parser: Instance) -> dict[str, Value]:
    held: Instance = parser.attrs.setdefault(_FIELDS, Instance(_NAMESPACE))
    return held.attrs


def soft(value: Value) -> Value:
    """A value that whoever starts the program may set otherwise."""
    if type(value) is str:
        return Text((value,), soft=True)
    return Unknown("an argument of the command line", soft=True) if type(value) in (bool, type(None)) else value


def add_argument(machine: Machine, parser: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`add_argument("--base-path", default="/")`: the name is that of the first long flag."""
    flags = [a for a in args if type(a) is str]
    name = kwargs.get("dest")
    if type(name) is not str:
        name = next((f for f in flags if f.startswith("--")), next(iter(flags), "")).lstrip("-").replace("-", "_")
    found = _fields(parser)
    if "default" in kwargs or name not in found:
        found[name] = soft(kwargs.get("default"))
    return Unknown("an action of argparse", at=at)


def set_defaults(machine: Machine, parser: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    _fields(parser).update({name: soft(value) for name, value in kwargs.items()})
    return None


def _child(machine: Machine, parser: Instance, args: Args, kwargs: Kwargs, at: At) -> Instance:
    """A group or a sub-parser: what it takes ends up in the same namespace."""
    made = Instance(_PARSER, at)
    made.attrs[_FIELDS] = parser.attrs.setdefault(_FIELDS, Instance(_NAMESPACE))
    return made


def parse_args(machine: Machine, parser: Instance, args: Args, kwargs: Kwargs, at: At) -> Instance:
    """The namespace nobody has set anything in; names it is not known to have are not known."""
    made = Instance(_NAMESPACE, at)
    made.attrs.update(_fields(parser))
    machine.softened = True
    return made


def _known(machine: Machine, parser: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    return ListValue([parse_args(machine, parser, args, kwargs, at), ListValue([], False)], True, "tuple")


def _init(machine: Machine, parser: Instance, args: Args, kwargs: Kwargs, at: At) -> None:
    parents = machine.iterate(kwargs["parents"]) if "parents" in kwargs else None
    for parent in parents[0] if parents is not None else ():
        if type(parent) is Instance and _FIELDS in parent.attrs:
            _fields(parser).update(_fields(parent))


_PARSER = ClassValue(
    "ArgumentParser",
    library="argparse.ArgumentParser",
    native={
        "__init__": _init,
        "add_argument": add_argument,
        "set_defaults": set_defaults,
        "add_argument_group": _child,
        "add_mutually_exclusive_group": _child,
        "add_subparsers": _child,
        "add_parser": _child,
        "parse_args": parse_args,
        "parse_known_args": _known,
    },
)


def lookup(machine: Machine, name: str) -> Value:
    """A dotted name of the library."""
    if name == "argparse.ArgumentParser":
        return _PARSER
    return Native(name, _namespace) if name == "argparse.Namespace" else MISSING


def _namespace(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    made = Instance(_NAMESPACE, at)
    made.attrs.update(kwargs)
    return made
