"""What the models of JavaScript's packages offer beyond those of every language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from accord.evaluate.protocols import LibraryModels

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine
    from accord.evaluate.values import At, ClassValue, DictValue, FunctionValue, Library, Unknown, Value
    from accord.source.ir import FunctionCode


class JavaScriptModels(LibraryModels, Protocol):
    """The part of the frameworks room that only the evaluator of JavaScript asks."""

    def on_behalf(self, machine: Machine, code: FunctionCode) -> bool:
        """Whether a function registered what others give it."""

    def faint(self, text: bytes) -> bool:
        """Whether text hints at a registration, more often than not of something else."""

    def answers(self, function: FunctionValue) -> bool:
        """Whether a function answers requests, by the names of what it takes."""

    def class_behind(self, value: Value) -> ClassValue | None:
        """The class whose objects a function of a package makes, where classes may extend that."""

    def opened(self, machine: Machine, value: Value) -> dict[str, Value] | None:
        """The members that all objects a function makes will have, where the program may add to them."""

    def keep(self, machine: Machine, owner: Library, name: str, value: Value) -> None:
        """Remember an object that the program puts into an object of a package."""

    def hang(self, machine: Machine, owner: Unknown, name: str, value: Value) -> None:
        """Remember what the program puts into an object that a package made."""

    def held(self, machine: Machine, target: Unknown, name: str) -> Value | None:
        """A member of what a package made of an application."""

    def binding(self, machine: Machine, target: Unknown, args: list[Value], at: At) -> Value | None:
        """What `bind` gives of something unknown."""

    def computed_member(self, machine: Machine, receiver: Value, args: list[Value], at: At) -> Value | None:
        """A call of a member whose name is not known."""

    def absent_call(self, machine: Machine, name: str, args: list[Value], at: At) -> None:
        """A call of a member that an object of the program has not got."""

    def element(self, machine: Machine, tag: Value, props: DictValue, at: At) -> None:
        """An element of JSX."""


def models(machine: Machine) -> JavaScriptModels:
    """The library models of a machine that reads JavaScript."""
    return cast("JavaScriptModels", machine.libraries)
