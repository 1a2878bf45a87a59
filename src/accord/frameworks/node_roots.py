"""Modules named from the root of the program: app-root-path, module-alias, and `require` as the main module has it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from accord.evaluate.js_modules import home, require
from accord.evaluate.js_values import UNDEFINED, known
from accord.evaluate.values import MISSING, At, DictValue, Native, Unknown, Value

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

Args = list[Value]
Kwargs = dict[str, Value]
PACKAGES = frozenset(f"npm:{name}" for name in ("app-root-path", "app-root-dir", "module-alias"))


# -- the root as a value ----------------------------------------------------------------------------------------------------------


def _root(machine: Machine, at: At) -> Value:
    """`require('app-root-path')`: a text by itself, with `path`, `resolve` and `require`."""
    return DictValue(
        {
            "path": home(machine, at[0]),
            "toString": Native("toString", _here),
            "resolve": Native("resolve", _resolved),
            "require": Native("require", _required),
            "setPath": Native("setPath", lambda m, a, k, where: UNDEFINED),
        },
        False,
    )


def _here(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return home(machine, at[0])


def _resolved(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    text = known(args[0]) if args else None
    if text is None:
        return Unknown("a path", at=at)
    return os.path.normpath(os.path.join(home(machine, at[0]), text.lstrip("/")))


def _required(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    module = next((m for m in machine.modules.values() if m.rel == at[0]), None)
    if module is None:
        return Unknown("a required module", at=at)
    return require(machine, module, [_resolved(machine, args, kwargs, at)], at)


def of_main(machine: Machine, called: Unknown, args: Args, at: At) -> Value | None:
    """`require.main.require('./x')`, whatever the main module is called: a module seen from where the program is started."""
    text = known(args[0]) if args and called.name == "require" else None
    if text is None or not text.startswith("."):
        return None
    return _required(machine, [text], {}, at)


# -- aliases ----------------------------------------------------------------------------------------------------------------------


def _alias(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`addAlias('@x', folder)`, `addAliases({'@x': folder})`."""
    pairs = (
        args[0].entries.items()
        if args and type(args[0]) is DictValue
        else [(known(args[0]), *args[1:2])][: len(args) // 2]
    )
    for name, target in pairs:
        folder = known(target)
        if isinstance(name, str) and folder is not None:
            machine.tree.alias(name, os.path.join(home(machine, at[0]), folder))
    return UNDEFINED


def lookup(machine: Machine, name: str) -> Value:
    package, _, member = name.partition("#")
    if package == "npm:module-alias":
        return Native(member, _alias) if member in ("addAlias", "addAliases") else MISSING
    root = _root(machine, ("", 0))
    if not member or member == "default":
        return root
    assert type(root) is DictValue  # noqa: S101 made above
    return root.entries.get(member, MISSING)
