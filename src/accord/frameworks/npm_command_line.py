"""Packages that read a command line: yargs, commander, argparse, cac, minimist, meow.

What an option says as its default is its value, soft, since whoever starts the program may give another; an option without default is unknown and
soft. Reads: `option`, `options`, `requiredOption`, `default`, `add_argument`, the options of minimist and meow; `argv`, `opts()`, `parse()`,
`parseSync()`, `parse_args()`. Does not read: conversions, handlers of commands. Cases: `fixtures/cases/express-packages.md`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.evaluate.js_values import known
from accord.evaluate.values import (
    MISSING,
    At,
    ClassValue,
    DictValue,
    Instance,
    LazyImport,
    ListValue,
    Text,
    Union,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

Args = list[Value]
_OPTIONS = frozenset(("option", "options", "requiredOption", "default", "add_argument", "addArgument"))
_PARSED = {
    "yargs": ("argv", "parse", "parseSync", "parseAsync"),
    "yargs/yargs": ("argv", "parse", "parseSync", "parseAsync"),
    "commander": ("opts", "optsWithGlobals"),
    "argparse": ("parse_args", "parseArgs"),
}
_FLAG = re.compile(r"--(?:no-)?([A-Za-z][\w-]*)")


def of_call(machine: Machine, package: str, member: str, args: Args, at: At) -> Value | None:
    """What a call of something of such a package gives; None where that is no matter of options."""
    name = package.removeprefix("npm:")
    if name == "minimist":
        return _given(_by_name(_entry(machine, args[1], "default")) if len(args) > 1 else {}, at)
    if name == "meow":
        flags = _entry(machine, args[-1], "flags") if args else MISSING
        return DictValue({"flags": _given(_defaults(machine, flags), at)}, exact=False)
    if name not in _PARSED:
        return None
    held = _held(machine, package)
    if member in _OPTIONS:
        held.update(_said(machine, member, args))
    return _given(held, at) if member in _PARSED[name] else None


def of_member(machine: Machine, package: str, member: str, at: At) -> Value | None:
    """`yargs.argv`, which is no call."""
    if member == "argv" and member in _PARSED.get(package.removeprefix("npm:"), ()):
        return _given(_held(machine, package), at)
    return None


def _held(machine: Machine, package: str) -> dict[str, Value]:
    place = (0, "*command line", package)  # no metadata of a program is called so
    found: dict[str, Value] = machine.metadata.setdefault(place, ({}, None, None))[0]
    return found


def _given(defaults: dict[str, Value], at: At) -> Instance:
    """The options as an object: what it is not known to have is not known."""
    made = Instance(_ARGUMENTS, at)
    for name, value in defaults.items():
        made.attrs[name] = made.attrs[_camel(name)] = value
    return made


def _camel(name: str) -> str:
    return re.sub(r"-(\w)", lambda found: found[1].upper(), name)


def _soft(value: Value) -> Value:
    if type(value) is str:
        return Text((value,), soft=True)
    return (
        value
        if type(value) in (Text, ListValue, Union, Unknown)
        else Unknown("an argument of the command line", soft=True)
    )


def _entry(machine: Machine, value: Value, name: str) -> Value:
    found = value.entries.get(name, MISSING) if type(value) is DictValue else MISSING
    return machine.force(found) if type(found) is LazyImport else found


def _by_name(values: Value) -> dict[str, Value]:
    entries = values.entries if type(values) is DictValue else {}
    return {name: _soft(value) for name, value in entries.items() if type(name) is str}


def _defaults(machine: Machine, described: Value) -> dict[str, Value]:
    """`{ base: { default: "/x", alias: "b" } }`."""
    out: dict[str, Value] = {}
    for name in described.entries if type(described) is DictValue else ():
        default = _entry(machine, _entry(machine, described, name), "default")
        if default is not MISSING:
            out[name] = _soft(default)
    return out


def _said(machine: Machine, member: str, args: Args) -> dict[str, Value]:
    """The defaults one call says."""
    first = args[0] if args else MISSING
    if type(first) is DictValue:
        return _by_name(first) if member == "default" else _defaults(machine, first)
    texts = [text for text in map(known, args) if text is not None]
    flags = [text for text in texts if text.startswith("-")]
    names = [name for text in flags for name in _FLAG.findall(text)] or texts[:1]
    if not names:
        return {}
    default = args[2] if len(args) > 2 and flags else args[1] if member == "default" and len(args) > 1 else MISSING
    options = next((a for a in reversed(args) if type(a) is DictValue), MISSING)
    if options is not MISSING:
        default = _entry(machine, options, "default")
        destination = known(_entry(machine, options, "dest"))
        names = [destination] if destination is not None else names
    if default is MISSING:
        return {}
    python = member in ("add_argument", "addArgument")
    return {name.replace("-", "_") if python else name: _soft(default) for name in names[-1:]}


def _unset(machine: Machine, arguments: Instance, name: str, at: At) -> Value:
    return Unknown("an argument of the command line", soft=True, at=at, name=name)


_ARGUMENTS = ClassValue("arguments", native={"*": _unset})
PACKAGES = frozenset(f"npm:{name}" for name in (*_PARSED, "minimist", "meow"))

__all__ = ["PACKAGES", "of_call", "of_member"]
