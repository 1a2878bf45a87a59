"""awilix: a container of functions, classes and values under names, each made with what it asks for by name.

`register`, `resolve`, `cradle`, `build`, `createScope`, and `loadModules` over folders of the tree. What is asked for through the destructured first
parameter (or, with classic injection, through the names of all parameters) is made when it is asked for.
"""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Any

from accord.evaluate.filesystem import matching
from accord.evaluate.js_calls import construct
from accord.evaluate.js_values import UNDEFINED, AccessorValue, known
from accord.evaluate.values import (
    MISSING,
    At,
    BoundMethod,
    ClassValue,
    DictValue,
    FunctionValue,
    Instance,
    LazyImport,
    ListValue,
    Native,
    Unknown,
    Value,
)
from accord.frameworks.npm_lodash import spelled

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

Args = list[Value]
Kwargs = dict[str, Value]
PACKAGES = frozenset(("npm:awilix",))
_WAYS = {"asClass": "made", "asFunction": "made", "asValue": "value", "aliasTo": "alias"}


# -- registrations ----------------------------------------------------------------------------------------------------------------


def _registration(way: str, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    made = Instance(REGISTRATION, at)
    made.native = (way, args[0] if args else UNDEFINED, args[1] if len(args) > 1 else UNDEFINED)
    return made


def _same(machine: Machine, target: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    return target


def _injected(machine: Machine, target: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`.inject(container => ({...}))`: more that this one is given."""
    made = Instance(REGISTRATION, at)
    made.native = (target.native[0], target.native[1], DictValue({"injector": args[0]}, False) if args else UNDEFINED)
    return made


REGISTRATION = ClassValue(
    "registration",
    native={
        **dict.fromkeys(
            ("singleton", "scoped", "transient", "proxy", "classic", "disposer", "setLifetime", "setInjectionMode"),
            _same,
        ),
        "inject": _injected,
    },
)


# -- the container ----------------------------------------------------------------------------------------------------------------


def _create(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    made = Instance(CONTAINER, at)
    options = args[0].entries if args and type(args[0]) is DictValue else {}
    classic = known(options.get("injectionMode")) == "CLASSIC"
    made.native = {"cradle": DictValue({}, exact=False), "classic": classic, "sources": {}}
    made.attrs["cradle"] = made.native["cradle"]
    machine.pending.append((Native("resolved", partial(_serving, made)), []))
    return made


def _serving(container: Instance, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """What may register routes is made though nobody asks for it: the program's start may name no framework and be left out."""
    cradle = container.native["cradle"]
    for name, source in list(container.native["sources"].items()):
        held = machine.force(source) if type(source) is LazyImport else source
        members = [v for c in held.mro for v in c.namespace.values()] if type(held) is ClassValue else [held]
        if type(cradle.entries.get(name)) is AccessorValue and any(
            type(m) is FunctionValue and machine.libraries.keen(m.code.text()) for m in members
        ):
            machine.attribute(cradle, name, at)
    return UNDEFINED


def _register(machine: Machine, container: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`register({...})` and `register(name, registration)`."""
    given: dict[Any, Value] = {}
    if args and type(args[0]) is DictValue:
        given = args[0].entries
    elif len(args) > 1 and known(args[0]) is not None:
        given = {known(args[0]): args[1]}
    for name, registration in given.items():
        value = machine.force(registration) if type(registration) is LazyImport else registration
        if type(value) is Instance and value.cls is REGISTRATION:
            _put(container, name, value)
        else:
            container.native["cradle"].entries[name] = Unknown(f"what is registered as {name}", at=at, name=name)
    return container


def _put(container: Instance, name: str, registration: Instance) -> None:
    """What is registered is made when it is first asked for."""
    cradle: DictValue = container.native["cradle"]
    way, value, options = registration.native
    if way == "value":
        cradle.entries[name] = value
        return

    def made(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
        held = machine.force(value) if type(value) is LazyImport else value
        if way == "alias":
            return machine.attribute(cradle, known(held) or "", at)
        cradle.entries[name] = Unknown(f"{name} needs itself", at=at, name=name)
        result = cradle.entries[name] = _built(machine, container, held, options, at)
        return result

    cradle.entries[name] = AccessorValue(Native(name, made))
    container.native["sources"][name] = value


def _built(machine: Machine, container: Instance, value: Value, options: Value, at: At) -> Value:
    cradle: Value = container.native["cradle"]
    injector = options.entries.get("injector") if type(options) is DictValue else None
    more = machine.call(injector, [container], {}, at) if type(injector) is FunctionValue else None
    if type(more) is DictValue:
        cradle = DictValue({**cradle.entries, **more.entries}, exact=False)
    function = value.find("constructor")[0] if type(value) is ClassValue else value
    args: Args = [cradle]
    if container.native["classic"] and type(function) is FunctionValue:
        args = [machine.attribute(cradle, p.name, at) for p in function.code.params.get()]
    return construct(machine, value, args, at) if type(value) is ClassValue else machine.call(value, args, {}, at)


def _resolve(machine: Machine, container: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    name = known(args[0]) if args else None
    if name is None:
        return Unknown("what a container holds under a computed name", at=at)
    return machine.attribute(container.native["cradle"], name, at)


def _build(machine: Machine, container: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    value = args[0] if args else UNDEFINED
    if type(value) is Instance and value.cls is REGISTRATION:
        return _built(machine, container, value.native[1], value.native[2], at)
    return _built(machine, container, value, args[1] if len(args) > 1 else UNDEFINED, at)


def _load(machine: Machine, container: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`loadModules([pattern, [pattern, options]], { formatName, cwd })`: what the modules found export, by file name."""
    importer = next((m for m in machine.modules.values() if m.rel == at[0]), None)
    options = args[1].entries if len(args) > 1 and type(args[1]) is DictValue else {}
    package = machine.tree.nearest(os.path.dirname(importer.file.path or "")) if importer is not None else None
    base = known(options.get("cwd")) or (package.folder if package is not None else machine.tree.root)
    listed = args[0].items if args and type(args[0]) is ListValue else args[:1]
    found: list[str] | None = []
    for each in listed:
        pattern = known(each.items[0] if type(each) is ListValue and each.items else each)
        for one in alternatives(pattern) if pattern is not None else [None]:
            files = matching(machine, *rooted(base, one)) if one is not None else None
            found = found + files if found is not None and files is not None else None
    if found is None or importer is None:
        machine.lose(at, "a container loads modules of a folder that is not known", "maybe", ("/",))
        return container
    for path in sorted(dict.fromkeys(found)):
        if path in machine.tree.files and not path.endswith(".d.ts"):
            _load_one(machine, container, importer, path, options, at)
    return container


def alternatives(pattern: str) -> list[str]:
    """A glob such as `*.{js,ts}` as its choices."""
    head, brace, rest = pattern.partition("{")
    inside, close, tail = rest.partition("}")
    return (
        [a for choice in inside.split(",") for a in alternatives(head + choice + tail)]
        if brace and close
        else [pattern]
    )


def rooted(base: str, pattern: str) -> tuple[str, str]:
    """A folder without wildcards and the rest of a pattern."""
    whole = os.path.normpath(os.path.join(base, pattern))
    fixed = whole[: whole.find("*")] if "*" in whole else whole
    folder = os.path.dirname(fixed)
    return folder, whole[len(folder) + 1 :]


def _load_one(
    machine: Machine, container: Instance, importer: Any, path: str, options: dict[Any, Value], at: At
) -> None:
    stem = os.path.splitext(os.path.basename(path))[0]
    form = options.get("formatName", UNDEFINED)
    name: str | None = stem
    if known(form) == "camelCase":
        name = spelled("camelCase", stem)
    elif type(form) is FunctionValue:
        name = known(machine.call(form, [stem, DictValue({"path": path}, False)], {}, at))
    module = machine.force(LazyImport(importer, path, None, at[1]))
    value = machine.attribute(module, "default", at, MISSING)
    value = module if value in (MISSING, UNDEFINED) else value
    resolver = options.get("resolverOptions")
    register = resolver.entries.get("register") if type(resolver) is DictValue else None
    if name is None or type(value) not in (ClassValue, FunctionValue, BoundMethod):
        return
    held = (
        machine.call(register, [value], {}, at)
        if type(register) is Native
        else _registration("made", machine, [value], {}, at)
    )
    if type(held) is Instance and held.cls is REGISTRATION:
        _put(container, name, held)


CONTAINER = ClassValue(
    "container",
    native={
        "register": _register,
        "resolve": _resolve,
        "build": _build,
        "loadModules": _load,
        "createScope": _same,
        "dispose": _same,
        "has": lambda machine, container, args, kwargs, at: Unknown("whether a name is registered", at=at),
        "hasRegistration": lambda machine, container, args, kwargs, at: Unknown("whether a name is registered", at=at),
    },
)
_CONSTANTS = {
    "InjectionMode.CLASSIC": "CLASSIC", "InjectionMode.PROXY": "PROXY", "Lifetime.SINGLETON": "SINGLETON", "Lifetime.SCOPED": "SCOPED",
    "Lifetime.TRANSIENT": "TRANSIENT",
}  # fmt: skip


def lookup(machine: Machine, name: str) -> Value:
    """What awilix exports."""
    member = name.partition("#")[2].removeprefix("default.")
    if member == "createContainer":
        return Native(member, _create)
    if member in _WAYS:
        return Native(member, partial(_registration, _WAYS[member]))
    return _CONSTANTS.get(member, MISSING)


__all__ = ["PACKAGES", "alternatives", "lookup", "rooted"]
