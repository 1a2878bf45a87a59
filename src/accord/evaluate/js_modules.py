"""Modules of JavaScript: ES exports known from the text, CommonJS exports known by running, and what one sees of the other."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from accord.evaluate.js_values import UNDEFINED, AccessorValue, nothing
from accord.evaluate.machine import GONE
from accord.evaluate.values import (
    MISSING,
    At,
    DictValue,
    LazyImport,
    ListValue,
    ModuleValue,
    Native,
    Text,
    Unknown,
    Value,
)
from accord.source import disk, json_with_comments
from accord.source.bundles import is_bundle
from accord.source.javascript import JavascriptSource

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

_JSON = 1 << 20
ASSETS = (
    ".css",
    ".scss",
    ".less",
    ".json",
    ".node",
    ".svg",
    ".png",
    ".html",
    ".md",
    ".graphql",
    ".gql",
    ".txt",
    ".wasm",
)


def home(machine: Machine, file: str) -> str:
    """The folder a program is started in, for one of its files by its name in the tree."""
    tree = machine.tree
    found: str = tree.home(os.path.dirname(os.path.join(tree.root, file)))
    return found


def load(machine: Machine, module: ModuleValue) -> None:
    """Read and split a module; JSON files are their value, bundles are told and left alone."""
    file = module.file
    path = file.path or ""
    names = module.scope.vars
    exports = DictValue()
    names["exports"] = names["this"] = exports
    names["module"] = DictValue({"exports": exports, "id": path, "filename": path}, False)
    names["__dirname"], names["__filename"] = os.path.dirname(path), path
    names["require"] = Native("require", lambda m, args, kwargs, at: require(m, module, args, at))
    names["import.meta"] = DictValue(
        {
            "url": f"file://{path}",
            "dirname": os.path.dirname(path),
            "filename": path,
            "env": Unknown("environment", soft=True),
        },
        False,
    )
    if path.endswith(".json"):
        data = json_with_comments.load(path) if disk.fits(path, _JSON) else None
        names["module"].entries["exports"] = of_json(data) if data is not None else Unknown("a JSON file")
        module.whole, module.state = True, 2
        return
    try:
        data = disk.read(path)
    except OSError as error:
        machine.lose((file.rel, 0), f"the file cannot be read: {type(error).__name__}", "file", (file.rel,))
        module.whole, module.state = True, 2
        return
    if is_bundle(data):
        names["module"].entries["exports"] = Unknown(f"{file.rel} is a bundle and was not read", at=(file.rel, 1))
        module.whole, module.state = True, 2
        return
    module.source = JavascriptSource(data, file.rel)
    module.index = module.source.index
    for line in module.source.errors[:3]:
        machine.lose((file.rel, line), "syntax error", "syntax", (file.rel,))


def of_json(data: Any, depth: int = 0) -> Value:
    """JSON as values."""
    if depth > 12:
        return Unknown("deep JSON")
    if isinstance(data, dict):
        return DictValue({k: of_json(v, depth + 1) for k, v in list(data.items())[:1000]}, len(data) <= 1000)
    if isinstance(data, list):
        return ListValue([of_json(v, depth + 1) for v in data[:1000]], len(data) <= 1000)
    return data


def require(machine: Machine, module: ModuleValue, args: list[Value], at: Any) -> Value:
    """`require(x)` and `import(x)`: a lazy reference; of something computed, told."""
    given = args[0] if args else UNDEFINED
    if type(given) is DictValue and "href" in given.entries:  # a URL
        given = given.entries["href"]
    if type(given) is str or (type(given) is Text and given.complete):
        return LazyImport(module, str(given).removeprefix("file://"), None, at[1])
    return Unknown("a required module whose name is computed", at=at, name="require()")


def resolve(machine: Machine, lazy: LazyImport) -> ModuleValue | None:
    """The module of the tree an import names."""
    found = machine.tree.resolve(lazy.module, lazy.importer.file.path or "")
    return machine.module(found) if found is not None else None


def imported(machine: Machine, lazy: LazyImport) -> Value:
    """What an import binds; running modules give what they have so far."""
    lazy.busy = False
    module = resolve(machine, lazy)
    if module is None:
        spec = machine.tree.outside(lazy.module, lazy.importer.file.path or "")
        known = machine.libraries.speaks_for("/".join(spec.split("/")[:2]))
        if not known and machine.tree.owns(spec):
            if not lazy.module.endswith(ASSETS):
                machine.lose((lazy.importer.rel, lazy.at), f"{lazy.module} is not in the tree", "maybe")
            return MISSING
        name = f"npm:{spec.removeprefix('node:')}"
        return machine.libraries.lookup(machine, name if lazy.name in (None, "default") else f"{name}#{lazy.name}")
    run(machine, module)
    return namespace(machine, module) if lazy.name is None else exported(machine, module, lazy.name)


def run(machine: Machine, module: ModuleValue) -> None:
    """Run a module that is needed now; what it does is its own and not of the function that needed it."""
    if module.whole:
        return
    entered, machine.entered = machine.entered, None
    try:
        machine.run_module(module)
    finally:
        machine.entered = entered


def run_passed_on(machine: Machine, module: ModuleValue, seen: tuple[ModuleValue, ...] = ()) -> None:
    """Run the modules whose exports a module passes on: who imports that for its effects has theirs as well."""
    if module in seen or module.source is None:
        return
    origins = dict.fromkeys([*module.source.stars, *(o for o, _ in module.source.exports.values() if o is not None)])
    for spec in origins:
        found = resolve(machine, LazyImport(module, spec, None, 0))
        if found is not None:
            run(machine, found)
            run_passed_on(machine, found, (*seen, module))
        elif machine.tree.owns(spec) and not spec.endswith(ASSETS):
            machine.lose(
                _place(module, spec), f"{spec}, passed on for what it does, is not in the tree", "file", ("/",)
            )


def commonjs(module: ModuleValue) -> Value:
    """What `module.exports` is by now."""
    held = module.scope.vars.get("module")
    return held.entries.get("exports", UNDEFINED) if type(held) is DictValue else UNDEFINED


def namespace(machine: Machine, module: ModuleValue) -> Value:
    """A module as a value: its exports as an object, or whatever CommonJS put in their place."""
    source = module.source
    if source is not None and (source.exports or source.stars or module.stars):
        return module
    value = commonjs(module)
    if type(value) is DictValue and not value.entries and (module.state != 2 or "exports" in module.index):
        return module
    return machine.force(value) if type(value) is LazyImport else value


def exported(machine: Machine, module: ModuleValue, name: str, seen: tuple[ModuleValue, ...] = ()) -> Value:
    """A name a module exports."""
    if module in seen:
        return MISSING
    run(machine, module)
    value = _own_export(machine, module, name)
    if value is MISSING:
        value = _of_commonjs(machine, module, name)
    if value is MISSING:
        value = _of_stars(machine, module, name, (*seen, module))
    if value is not MISSING:
        return value
    if seen:
        return MISSING
    lost = lost_exports(machine, module)
    return lost[0] if lost else Unknown(f"{module.rel} exports no {name}", at=(module.rel, 0), name=name)


def lacks(machine: Machine, module: ModuleValue, name: str) -> bool:
    """Whether an ES module certainly exports nothing of a name."""
    source = module.source
    return (
        source is not None
        and source.es
        and module.state == 2
        and not source.stars
        and not module.stars
        and not source.errors
        and name not in source.exports
        and type(commonjs(module)) is DictValue
        and name not in commonjs(module).entries
    )


def _own_export(machine: Machine, module: ModuleValue, name: str) -> Value:
    found = module.source.exports.get(name) if module.source is not None else None
    if found is None:
        return MISSING
    origin, local = found
    if origin is not None:
        return machine.force(LazyImport(module, origin, None if local == "*" else local, 0))
    return _variable(machine, module, local)


def _variable(machine: Machine, module: ModuleValue, name: str) -> Value:
    value = module.scope.vars.get(name, MISSING)
    if value is MISSING and module.state != 2:
        value = machine.on_demand(module, name)
    return machine.force(value, module.scope.vars, name) if type(value) is LazyImport else value


def _of_commonjs(machine: Machine, module: ModuleValue, name: str) -> Value:
    value = commonjs(module)
    if module.state == 1 and type(value) is DictValue and value.entries.get(name, UNDEFINED) is UNDEFINED:
        machine.on_demand(module, f"exports.{name}" if f"exports.{name}" in module.index else "exports")
        value = commonjs(module)
    value = machine.force(value) if type(value) is LazyImport else value
    if type(value) is DictValue:
        entry = value.entries.get(name, MISSING)
        if type(entry) is LazyImport:
            return machine.force(entry, value.entries, name)
        if type(entry) is AccessorValue:
            return machine.call(entry.getter, [], {"this": value}, (module.rel, 0))
        if entry is MISSING and name == "default" and not (module.source is not None and module.source.exports):
            return value if value.entries and "__esModule" not in value.entries else MISSING
        return entry
    if name == "default":
        return value
    return MISSING if nothing(value) else machine.attribute(value, name, (module.rel, 0))


def _of_stars(machine: Machine, module: ModuleValue, name: str, seen: tuple[ModuleValue, ...]) -> Value:
    if name == "default":
        return MISSING
    for star in _stars(machine, module):
        value = exported(machine, star, name, seen)
        if value is not MISSING:
            return value
    return MISSING


def _stars(machine: Machine, module: ModuleValue) -> list[ModuleValue]:
    out = list(module.stars)
    for spec in module.source.stars if module.source is not None else ():
        found = resolve(machine, LazyImport(module, spec, None, 0))
        if found is not None:
            out.append(found)
    return out


def _place(module: ModuleValue, spec: str) -> At:
    """Where a module names another one it passes on."""
    data: bytes = module.source.data
    return module.rel, data.count(b"\n", 0, max(data.find(spec.encode()), 0)) + 1


def lost_exports(machine: Machine, module: ModuleValue, seen: tuple[ModuleValue, ...] = ()) -> list[Unknown]:
    """What stands for the exports of modules that a module passes on, directly or by another, and that are not in the tree; each is noted."""
    if module in seen:
        return []
    out = list(module.gone)
    for spec in module.source.stars if module.source is not None else ():
        if machine.tree.owns(spec) and resolve(machine, LazyImport(module, spec, None, 0)) is None:
            at = _place(module, spec)
            machine.lose(at, f"{spec}{GONE}", "maybe")
            out.append(Unknown(f"{spec}{GONE}", at=at))
    for star in _stars(machine, module):
        out += lost_exports(machine, star, (*seen, module))
    return out


def export_names(machine: Machine, module: ModuleValue, seen: tuple[ModuleValue, ...] = ()) -> list[str]:
    """The names a module exports."""
    if module in seen:
        return []
    run(machine, module)
    names = list(module.source.exports) if module.source is not None else []
    value = commonjs(module)
    if type(value) is DictValue:
        names += [k for k in value.entries if k != "__esModule" and not k.startswith("*")]
    for star in _stars(machine, module):
        names += [n for n in export_names(machine, star, (*seen, module)) if n != "default"]
    return list(dict.fromkeys(names))
