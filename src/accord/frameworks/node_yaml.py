"""YAML files of the tree that a program reads at its start: `yamljs`, `js-yaml`, `yaml`.

Reads: `load("routes.yaml")` of a file, `load(readFileSync("routes.yaml", "utf8"))` and `parse` of a text that is known.
Cannot read: several documents in one file, tags of the program's own. Cases: `fixtures/cases/express-packages.md`.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

from accord.evaluate import filesystem
from accord.evaluate.js_values import known
from accord.evaluate.values import MISSING, At, DictValue, ListValue, Native, Union, Unknown, Value, join
from accord.frameworks import node
from accord.source import yaml_text

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

Args = list[Value]
Kwargs = dict[str, Value]
_OF_FILES = ("npm:yamljs",)  # their `load` takes the name of a file
_OF_TEXTS = ("npm:js-yaml", "npm:yaml")
PACKAGES = frozenset((*_OF_FILES, *_OF_TEXTS, "npm:read-yaml-file", "npm:read-yaml"))
_PARSES = frozenset(("load", "safeLoad", "parse"))
_DEEP, _MANY = 12, 1000


def _parsed(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    text = args[0] if args else None
    if type(text) is not str or len(text) > filesystem.DATA_LIMIT:
        return Unknown("data that is not in the tree", at=at)
    try:
        return _lifted(yaml_text.loads(text), {}, 0)
    except (ValueError, RecursionError):
        return Unknown("data that cannot be parsed", at=at)


def of_file(machine: Machine, path: str) -> Value:
    """The data of a file of the tree."""
    return _loaded(machine, [path], {}, (machine.tree.rel(path), 1))


def _loaded(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """The data of a file, or of every file it may be; what is written when the program runs is not there."""
    given = args[0] if args else None
    paths = [known(each) for each in (given.options if type(given) is Union else (given,))]
    texts = [text for path in paths if path is not None and (text := node.data_text(machine, path)) is not None]
    return reduce(join, [_parsed(machine, [text], kwargs, at) for text in dict.fromkeys(texts) or (None,)])


def _lifted(data: Any, shared: dict[int, Value], depth: int) -> Value:
    """Data as values; what several places share stays one, so that aliases of aliases cost nothing."""
    if not isinstance(data, dict | list):
        return data if data is None or isinstance(data, str | bool | int | float) else str(data)
    made = shared.get(id(data))
    if made is None:
        if depth > _DEEP:
            return Unknown("deep YAML")
        if isinstance(data, dict):
            entries = DictValue({}, len(data) <= _MANY)
            shared[id(data)] = entries
            for key, value in list(data.items())[:_MANY]:
                entries.entries[str(key)] = _lifted(value, shared, depth + 1)
            return entries
        items = ListValue([], len(data) <= _MANY)
        shared[id(data)] = items
        items.items += [_lifted(value, shared, depth + 1) for value in data[:_MANY]]
        return items
    return made


def lookup(machine: Machine, name: str) -> Value:
    """A function of one of the packages."""
    package, _, member = name.partition("#")
    member = member.removeprefix("default.")
    if package in (*_OF_FILES, *_OF_TEXTS):
        if member == "load" and package in _OF_FILES:
            return Native(member, _loaded)
        return Native(member, _parsed) if member in _PARSES else MISSING
    return Native(member, _loaded) if member in ("()", "sync", "default", "readYamlFile") else MISSING


__all__ = ["PACKAGES", "lookup", "of_file"]
