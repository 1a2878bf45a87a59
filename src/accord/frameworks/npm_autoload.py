"""Packages that load the modules of a folder: as an object by file name, or into an application (consign and its kin)."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Any

from accord.evaluate.js_modules import home
from accord.evaluate.js_values import UNDEFINED, RegexValue, known
from accord.evaluate.values import (
    MISSING,
    At,
    ClassValue,
    DictValue,
    FunctionValue,
    Instance,
    LazyImport,
    Native,
    Unknown,
    Value,
)
from accord.source import disk

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

Args = list[Value]
Kwargs = dict[str, Value]
_AS_OBJECT = (
    "auto-load",
    "require-dir",
    "require-all",
    "require-directory",
    "requireindex",
    "requiredir",
    "include-all",
    "directory-import",
)
_INTO = ("consign", "express-load")
PACKAGES = frozenset(f"npm:{name}" for name in (*_AS_OBJECT, *_INTO))
_SOURCE = (".js", ".ts", ".cjs", ".mjs", ".cts", ".mts", ".json")
_DEEP = 8


def _module_of(machine: Machine, at: At) -> Any:
    return next((m for m in machine.modules.values() if m.rel == at[0]), None)


def _folder(machine: Machine, value: Value, base: str) -> str | None:
    text = known(value)
    if text is None:
        return None
    path = os.path.normpath(os.path.join(base, text))
    inside = path == machine.tree.root or path.startswith(machine.tree.root + os.sep)
    return path if inside and disk.is_folder(path) else None


# -- a folder as an object --------------------------------------------------------------------------------------------------------


def _loaded(
    machine: Machine, importer: Any, folder: str, at: At, wanted: RegexValue | None = None, depth: int = 0
) -> DictValue:
    """The modules of a folder by their file names, folders below it by theirs; of a pattern its first group is the name."""
    made = DictValue({}, exact=False)
    for name in disk.names(folder):
        path = os.path.join(folder, name)
        stem, extension = os.path.splitext(name)
        if disk.is_folder(path) and name != "node_modules" and depth < _DEEP:
            made.entries.setdefault(name, _loaded(machine, importer, path, at, wanted, depth + 1))
        elif (
            extension in _SOURCE
            and not name.endswith(".d.ts")
            and path in machine.tree.files
            and machine.tree.rel(path) != at[0]
        ):
            pattern = wanted.compiled(len(name)) if wanted is not None else None
            match = pattern.search(name) if pattern is not None else None
            if pattern is not None and match is None:
                continue
            stem = match.group(1) if match is not None and match.re.groups and match.group(1) else stem
            made.entries[stem] = LazyImport(importer, path, None, at[1])
    return made


def _as_object(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    importer = _module_of(machine, at)
    given = args[0] if args else UNDEFINED
    wanted = given.entries.get("filter") if type(given) is DictValue else None
    if type(given) is DictValue:  # require-all and include-all take options
        given = given.entries.get("dirname", UNDEFINED)
    elif given is not UNDEFINED and known(given) is None and len(args) > 1:  # require-directory takes the module first
        given = args[1]
    here = os.path.dirname(importer.file.path or "") if importer is not None else machine.tree.root
    folder = (
        here
        if given is UNDEFINED or (known(given) is None and args and type(args[0]) is DictValue)
        else _folder(machine, given, here)
    )
    if folder is None or importer is None:
        return Unknown("the modules of a folder that is not known", at=at, name="modules")
    return _loaded(machine, importer, folder, at, wanted if type(wanted) is RegexValue else None)


# -- folders into an application --------------------------------------------------------------------------------------------------


def _start(old: bool, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`consign(options)`, or `load(folder, options)` which already names the first folder."""
    made = Instance(LOADER, at)
    options = next((a for a in args if type(a) is DictValue), DictValue())
    base = known(options.entries.get("cwd")) or ""
    made.native = (os.path.normpath(os.path.join(home(machine, at[0]), base)), [])
    if old and args and type(args[0]) is not DictValue:
        made.native[1].append(args[0])
    return made


def _include(machine: Machine, loader: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    loader.native[1].extend(args[:1])
    return loader


def _same(machine: Machine, loader: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    return loader


def _into(machine: Machine, loader: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """Every module found is called with the application, and what it gives hung on the application by folder and file name."""
    base, wanted = loader.native
    importer = _module_of(machine, at)
    for value in wanted:
        text = known(value)
        files = _files(machine, base, text) if text is not None else []
        if text is None or importer is None:
            machine.lose(at, "modules of a folder that is not known are loaded", "maybe", ("/",))
        elif not files:
            machine.lose(at, f"modules of {text} are loaded, and none is found", "maybe")
        if importer is None:
            continue
        for path in files:
            made = machine.force(LazyImport(importer, path, None, at[1]))
            if type(made) in (FunctionValue, Native) or type(made) is ClassValue:
                made = machine.call(made, args, {}, at)
            if args:
                _hang(machine, args[0], os.path.relpath(path, base), made, at)
    return loader


def _files(machine: Machine, base: str, text: str) -> list[str]:
    path = os.path.normpath(os.path.join(base, text))
    found = [
        f for f in machine.tree.files if f.startswith(path + os.sep) and f.endswith(_SOURCE) and not f.endswith(".d.ts")
    ]
    if found:
        return sorted(found, key=lambda f: (f.count(os.sep), f))
    one = machine.tree.file(path)
    return [one] if one is not None else []


def _hang(machine: Machine, target: Value, relative: str, value: Value, at: At) -> None:
    from accord.evaluate.js_binding import set_member

    *folders, name = relative.replace(os.sep, "/").split("/")
    for folder in folders:
        below = machine.attribute(target, folder, at, MISSING)
        if type(below) is not DictValue:
            below = DictValue({}, exact=False)
            set_member(machine, target, folder, below, at)
        target = below
    set_member(machine, target, name.partition(".")[0], value, at)


LOADER = ClassValue(
    "loader", native={"include": _include, "then": _include, "into": _into, "exclude": _same, "setCwd": _same}
)


def lookup(machine: Machine, name: str) -> Value:
    """The function a package is."""
    package, _, member = name.partition("#")
    if member not in ("()", "requireDir", "importDirectory"):
        return MISSING
    short = package.removeprefix("npm:")
    if short in _INTO:
        return Native(short, partial(_start, short == "express-load"))
    return Native(short, _as_object)


__all__ = ["PACKAGES", "lookup"]
