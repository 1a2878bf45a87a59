"""What a library's objects do when called: one module per library, found through the entry points group `accord.framework`.

A framework module offers `PACKAGES` (the top-level packages it speaks for) and `lookup(machine, name)` (the value of a dotted name, MISSING where
it has none). Models gate by binding: a value that came from an import of the library, never a variable that bears a likely name.
"""

from __future__ import annotations

import importlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from accord.evaluate.expressions import lookup
from accord.evaluate.machine import OutOfFuel
from accord.evaluate.values import (
    MISSING,
    NAMED_TUPLE,
    At,
    BoundMethod,
    ClassValue,
    DictValue,
    FunctionValue,
    Instance,
    Library,
    ListValue,
    Native,
    Text,
    Union,
    Unknown,
    Value,
)
from accord.frameworks import outside_points, pydantic, routing, routing_losses, routing_state
from accord.source import disk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accord.evaluate.machine import Machine
    from accord.evaluate.values import Scope
    from accord.source.ir import FunctionCode

GROUP = "accord.framework"
BUILT_IN = {
    "python": {
        "fastapi": "accord.frameworks.fastapi",
        "starlette": "accord.frameworks.starlette",
        "pydantic": "accord.frameworks.pydantic",
        "stdlib": "accord.frameworks.stdlib",  # before those that speak for a part of it
        "entry_points": "accord.frameworks.entry_points",
        "command_line": "accord.frameworks.command_line",
        "traitlets": "accord.frameworks.traitlets",
        "tasks": "accord.frameworks.tasks",
        "environment": "accord.frameworks.environment",
    },
    "javascript": {
        "express": "accord.frameworks.express",
        "node": "accord.frameworks.node",
        "node_glob": "accord.frameworks.node_glob",
        "node_yaml": "accord.frameworks.node_yaml",
        "node_roots": "accord.frameworks.node_roots",
        "collections": "accord.frameworks.npm_collections",
        "autoload": "accord.frameworks.npm_autoload",
        "lodash": "accord.frameworks.npm_lodash",
        "settings": "accord.frameworks.npm_settings",
        "awilix": "accord.frameworks.npm_awilix",
        "events": "accord.frameworks.node_events",
        "decorators": "accord.frameworks.npm_decorators",
        "contracts": "accord.frameworks.npm_contracts",
        "npm_urls": "accord.frameworks.npm_urls",
        "promises": "accord.frameworks.npm_promises",
        "merging": "accord.frameworks.npm_merging",
    },
    "client": {  # asked where calls are sought, besides those of JavaScript
        "fetch": "accord.frameworks.fetch",
        "axios": "accord.frameworks.axios",
        "axios_hooks": "accord.frameworks.axios_hooks",
        "effector": "accord.frameworks.effector",
        "ky": "accord.frameworks.ky",
        "superagent": "accord.frameworks.superagent",
        "browser": "accord.frameworks.browser",
        "react": "accord.frameworks.react",
        "rtk_query": "accord.frameworks.rtk_query",
        "swr": "accord.frameworks.swr",
        "tanstack": "accord.frameworks.tanstack",
        "openapi_client": "accord.frameworks.openapi_client",
        "graphql": "accord.frameworks.graphql",
    },
}


class Framework(Protocol):
    """A framework module."""

    PACKAGES: frozenset[str]

    def lookup(self, machine: Machine, name: str) -> Value:
        """The value of a dotted name of the library, or MISSING."""


@disk.settled
def registry(language: str) -> Mapping[str, Framework]:
    """Framework modules by the top-level package they speak for; an outside package wins over a built-in of the same package.

    `language` is a key of `BUILT_IN`; a module of `ROLE = "consumer"` is only asked where calls are sought.
    """
    wanted = ("javascript", "client") if language == "client" else (language,)
    modules = [importlib.import_module(name) for each in wanted for name in BUILT_IN[each].values()]
    shipped = {name: module for each in BUILT_IN.values() for name, module in each.items()}
    others = outside_points.load(GROUP, shipped)
    if others:
        disk.beyond()  # nobody knows what an outside package looks at
    modules += [module for module in others if language == "client" or getattr(module, "ROLE", "") != "consumer"]
    return {package: module for module in modules for package in module.PACKAGES}


@lru_cache(maxsize=1)
def _shared() -> tuple[tuple[ClassValue, dict[str, Value], list[ClassValue]], ...]:
    """The modelled classes, which all scans of a process share, as they are before the first."""
    from accord.evaluate.builtins import BUILTINS

    held: list[Any] = [*BUILTINS.values(), NAMED_TUPLE, *vars(routing).values()]
    for module in registry("python").values():
        for value in vars(module).values():
            held += value.values() if isinstance(value, dict) else [value]
    classes = {id(c): c for v in held if type(v) is ClassValue for c in v.mro}
    return tuple((c, dict(c.namespace), list(c.subclasses)) for c in classes.values())


def _forget() -> None:
    """What an earlier scan hung on the modelled classes is gone: subclasses, and attributes a program put in their place."""
    for cls, namespace, subclasses in _shared():
        cls.namespace.clear()
        cls.namespace.update(namespace)
        cls.subclasses[:] = subclasses
        cls.made = cls.meta = cls.making = None


class Libraries:
    """The answer to everything that lies outside of the tree; with `copies`, an included router's routes are copied as before FastAPI 0.137."""

    telling: frozenset[bytes] = frozenset()

    def __init__(self, *, copies: bool = False) -> None:
        self.copies = copies
        self._frameworks = registry("python")
        _forget()
        self._values: dict[str, Value] = {}
        self._classes: dict[str, ClassValue] = {}

    # -- names --------------------------------------------------------------------------------------------------------------------
    def lookup(self, machine: Machine, name: str) -> Value:
        """The value of a dotted library name."""
        found = self._values.get(name, MISSING)
        if found is MISSING:
            framework = self._frameworks.get(name.split(".", 1)[0])
            found = framework.lookup(machine, name) if framework is not None else MISSING
            if found is MISSING:
                found = Library(name)
            self._values[name] = found
        return found

    def speaks_for(self, package: str) -> bool:
        """Whether a top-level package is modelled."""
        return package in self._frameworks

    # -- calls --------------------------------------------------------------------------------------------------------------------
    def call(self, machine: Machine, library: Library, args: list[Value], kwargs: dict[str, Value], at: At) -> Value:
        """A call of something not modelled: a capitalised name makes an object, a lone function is taken to be decorated."""
        values = [*args, *kwargs.values()]
        routing_losses.handed_to_library(machine, library.name, values, kwargs, at)
        decorator = routing_losses.foreign(machine, library, args, kwargs, at)
        if decorator is not None:
            return decorator
        last = library.name.rpartition(".")[2]
        makes = last[:1].isupper()
        if len(args) == 1 and not kwargs and type(args[0]) in (FunctionValue, ClassValue) and not makes:
            return args[0]
        if makes:
            return machine.call(self.outside_class(library.name), args, kwargs, at)
        state = routing_state.state_of(args[0]) if args else None
        if state is not None and state.kind == "app":
            return args[0]  # `app = add_something(app)`; what it adds is told above
        return Unknown(f"library {library.name}", at=at, owner=library, name="()")

    def outside_class(self, name: str) -> ClassValue:
        """The class of a library object, one per dotted name."""
        found = self._classes.get(name)
        if found is None:
            found = self._classes[name] = ClassValue(name.rpartition(".")[2], library=name)
        return found

    def unknown_call(
        self, machine: Machine, called: Unknown, args: list[Value], kwargs: dict[str, Value], at: At
    ) -> Value:
        """A call of something unknown: what it is handed may be registered somewhere nobody sees."""
        routing_losses.handed_to_unknown(machine, called, args, kwargs, at)
        decorator = routing_losses.gone(machine, called, args, at)
        if decorator is not None:
            return decorator
        library = routing_state.library_of(called.owner) if type(called.owner) is Instance else ""
        if library:
            made = Library(f"{library}.{called.name}")
            return Unknown(f"{made.name} of a library", soft=called.soft, at=called.at or at, owner=made, name="()")
        return Unknown(called.reason or "result of an unknown function", soft=called.soft, at=called.at or at)

    # -- objects ------------------------------------------------------------------------------------------------------------------
    def created(self, machine: Machine, instance: Instance, at: At) -> None:
        """An object came to life."""
        routing_state.created(machine, instance, at)

    def filled(self, machine: Machine, instance: Instance, at: At) -> None:
        """The fields of an object have what its constructor was given."""
        pydantic.filled(machine, instance, at)

    def of_class(self, machine: Machine, cls: ClassValue, name: str) -> Value:
        """What a class has from a library that is below it."""
        return pydantic.of_model(machine, cls, name)

    def attribute(self, machine: Machine, instance: Instance, name: str, at: At) -> Value:
        """An attribute the program's own classes do not define."""
        found = routing.attribute(machine, instance, name, at)
        return found if found is not MISSING else pydantic.of_object(machine, instance, name)

    def carries(self, value: Value) -> bool:
        return type(value) is Instance and type(value.native) is routing_state.RouterState

    def keen(self, text: bytes) -> bool:
        return routing_state.registers(text)

    def idle(self, machine: Machine, text: bytes, scope: Scope) -> bool:
        """Whether a function that is keen by its text registers nothing, as its names are bound where it stands."""
        names = routing_state.entries_made(text)
        try:
            return bool(names) and all(routing_state.makes_no_entry(lookup(machine, name, scope)) for name in names)
        except OutOfFuel:
            return False

    def firm(self, text: bytes) -> bool:
        return routing_state.registers(text)

    def came_of(self, machine: Machine, code: FunctionCode) -> bool:
        return True

    def takes_router(self, text: bytes) -> bool:
        """Whether a function's head says that it takes a router or application."""
        return routing_state.takes_router(text)

    def stand_in(self, machine: Machine, cls: ClassValue, file: str, at: At) -> Value | None:
        """An object for an unknown argument of a modelled class, None where the class is not one of these."""
        return routing_state.stand_in(machine, cls, file, at)

    # -- softness -----------------------------------------------------------------------------------------------------------------
    def is_settings(self, cls: ClassValue) -> bool:
        """Whether a class takes its values from the environment."""
        if cls.settings is None:
            cls.settings = any(c.library.rpartition(".")[2] == "BaseSettings" for c in cls.mro)
        return cls.settings

    def soften(self, machine: Machine, instance: Instance, name: str, value: Value) -> Value:
        return self._soft(machine, value) if self.is_settings(instance.cls) else value

    def soften_class(self, machine: Machine, cls: ClassValue, value: Value) -> Value:
        return self._soft(machine, value) if self.is_settings(cls) else value

    def _soft(self, machine: Machine, value: Value) -> Value:
        machine.softened = True
        if type(value) is str:
            return Text((value,), soft=True)
        if type(value) is bool or value is None:
            return Unknown("a setting", soft=True)
        return value


def nested(value: Value, depth: int = 2) -> list[Any]:
    """A value and, for collections, what they hold."""
    if depth and type(value) is ListValue:
        return [x for v in value.items for x in nested(v, depth - 1)]
    if depth and type(value) is DictValue:
        return [x for v in value.entries.values() for x in nested(v, depth - 1)]
    return list(value.options) if type(value) is Union else [value]


__all__ = ["BoundMethod", "Framework", "Libraries", "Native", "registry"]
