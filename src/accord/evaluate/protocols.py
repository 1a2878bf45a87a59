"""What the interpreter asks of a language and of the models of libraries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from accord.evaluate.machine import Flow, Machine
    from accord.evaluate.values import (
        At,
        ClassValue,
        FunctionValue,
        Instance,
        LazyImport,
        Library,
        ModuleValue,
        Scope,
        Unknown,
        Value,
    )
    from accord.source.ir import Block, FunctionCode


class LanguageTable(Protocol):
    """What differs between languages."""

    builtins: dict[str, Value]
    doubts: bool  # whether what an alternative that nobody can iterate may hold is one more element
    expressions: dict[type, Callable[[Machine, Any, Scope], Value]]
    statements: dict[type, Callable[[Machine, Any, Scope], Flow]]

    def load(self, machine: Machine, module: ModuleValue) -> None: ...
    def acts(self, machine: Machine, module: ModuleValue) -> bool:
        """Whether a module registers something elsewhere when it is run, so that asking for one of its names is not all of it."""

    def run_statement(self, machine: Machine, module: ModuleValue, number: int) -> Flow: ...
    def cut(self, machine: Machine, module: ModuleValue, number: int) -> None:
        """A top-level statement was not run to its end."""

    def cut_call(self, machine: Machine, code: FunctionCode, scope: Scope, why: Unknown) -> None:
        """A call of a function was not followed to its end."""

    def execute(self, machine: Machine, block: Block, scope: Scope) -> Flow: ...
    def call_function(
        self,
        machine: Machine,
        function: FunctionValue,
        args: list[Value],
        kwargs: dict[str, Value],
        at: At,
        open_: bool,
    ) -> Value: ...
    def attribute(self, machine: Machine, target: Value, name: str, at: At, default: Value) -> Value: ...
    def truth(self, machine: Machine, value: Value) -> bool | None: ...
    def instantiate(
        self, machine: Machine, cls: ClassValue, args: list[Value], kwargs: dict[str, Value], at: At, open_: bool
    ) -> Value: ...
    def resolve(self, machine: Machine, lazy: LazyImport) -> ModuleValue | None: ...
    def imported(self, machine: Machine, lazy: LazyImport) -> Value:
        """What an import binds, MISSING where the tree should hold it and does not."""


class LibraryModels(Protocol):
    """What the frameworks room offers the evaluator."""

    telling: frozenset[bytes]  # names whose call is by itself reason to take a text for keen

    def lookup(self, machine: Machine, name: str) -> Value:
        """The value of a dotted library name: a modelled class, function or constant, else a `Library`."""

    def speaks_for(self, package: str) -> bool:
        """Whether a top-level package is modelled."""

    def call(
        self, machine: Machine, library: Library, args: list[Value], kwargs: dict[str, Value], at: At
    ) -> Value: ...
    def unknown_call(
        self, machine: Machine, called: Unknown, args: list[Value], kwargs: dict[str, Value], at: At
    ) -> Value: ...
    def created(self, machine: Machine, instance: Instance, at: At) -> None: ...
    def filled(self, machine: Machine, instance: Instance, at: At) -> None:
        """The fields of an object have what its constructor was given; a model may make something else of it."""

    def of_class(self, machine: Machine, cls: ClassValue, name: str) -> Value:
        """What a class has from a library that is below it, MISSING where that is not known."""

    def attribute(self, machine: Machine, instance: Instance, name: str, at: At) -> Value: ...
    def soften(self, machine: Machine, instance: Instance, name: str, value: Value) -> Value:
        """An attribute as read: what a deployment may set is soft."""

    def soften_class(self, machine: Machine, cls: ClassValue, value: Value) -> Value: ...
    def is_settings(self, cls: ClassValue) -> bool: ...
    def carries(self, value: Value) -> bool:
        """Whether a value is a router, application or client that registers or calls."""

    def idle(self, machine: Machine, text: bytes, scope: Scope) -> bool:
        """Whether a function that is keen by its text registers nothing, as its names are bound where it stands."""

    def keen(self, text: bytes) -> bool:
        """Whether source text registers routes or makes calls."""

    def firm(self, text: bytes) -> bool:
        """Whether text that may register or call leaves little doubt that it does."""

    def came_of(self, machine: Machine, code: FunctionCode) -> bool:
        """Whether entering a function from outside registered, called or lost something, or may have."""

    def stand_in(self, machine: Machine, cls: ClassValue, file: str, at: At) -> Value | None:
        """An object for an unknown argument of a modelled class, None where the class is not one of these."""

    def takes_router(self, text: bytes) -> bool:
        """Whether a function's head says that it takes a router or application."""
