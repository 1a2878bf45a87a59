"""Variables and members that are nothing so far and that a function assigns which nobody was seen to call.

A package may call it (`plugins.on("ready", (made) => { factory = made })`), or whoever imports the file, so that nobody knows whether something is
in them when somebody asks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.evaluate.js_values import UNDEFINED
from accord.evaluate.values import ListValue, Scope, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accord.evaluate.machine import Machine
    from accord.evaluate.values import At, FunctionValue, Instance, Value
    from accord.source.ir import FunctionCode

_ASSIGNED = rb"\s*(?:\?\?|\|\||&&)?=(?![=>])"
_FILLED = rb"\s*(?:\.(?:push|unshift)\s*\(|\[[^\]\n]*\]\s*=(?![=>]))"


class Pending:
    """Which functions assign what, by their text; each function is asked once for a name."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.counted = 0
        self.within: dict[object, list[FunctionValue]] = {}  # by the file, and by each scope inside of it
        self.mentioned: dict[tuple[str, str], bool] = {}
        self.assigning: dict[FunctionCode, dict[str, bool]] = {}
        self.givers: dict[tuple[object, str], tuple[int, list[FunctionValue]]] = {}

    def variable(self, name: str, value: Value, scope: Scope, at: At) -> Value:
        """A variable that holds nothing, as it is where it is asked for."""
        home: Scope | None = scope
        while home is not None and name not in home.vars:
            home = home.parent
        if home is None or (home.parent is None and not self._mentioned(name, scope)):
            return value
        where: object = scope.module.rel if home.parent is None else home
        if any(_sees(f.scope, home, name) for f in self._uncalled(where, name)):
            return Unknown(f"{name} may have been given a value", at=at, name=name)
        return value

    def member(self, name: str, value: Value, owner: Value, at: At, files: Iterable[str]) -> Value:
        """A member that holds nothing, of an object of a class written in one of these files, or of an object asked there."""
        dotted = f".{name}"
        if any(self._uncalled(file, dotted) for file in files):
            return Unknown(f"{name} may have been given a value", at=at, name=name, owner=owner)
        return value

    def absent(self, value: Unknown, owner: Instance, at: At) -> Value:
        """A member asked by a computed name (`controller[verb]`) that an object of the tree has not got: nothing, unless somebody may give it."""
        files = {at[0], *(c.code.file for c in owner.cls.mro if c.code is not None)}
        dotted = f".{value.name}"
        return value if any(self._uncalled(file, dotted) for file in files) else UNDEFINED

    def filled(self, name: str, value: Value, scope: Scope, at: At) -> Value:
        """A list that is empty where somebody goes through it, filled by a callback that nobody was seen to call."""
        filling = f"{name}("  # no name of a variable
        if not any(f.code.name == "<function>" for f in self._uncalled(scope.module.rel, filling)):
            return value
        return ListValue([Unknown(f"element of {name}, which may have been filled", at=at, name=name)], exact=False)

    def _mentioned(self, name: str, scope: Scope) -> bool:
        """Whether a file assigns a variable somewhere but where it is declared."""
        key = (scope.module.rel, name)
        found = self.mentioned.get(key)
        if found is None:
            source = scope.module.source
            found = source is None or _pattern(name).search(source.data) is not None
            self.mentioned[key] = found
        return found

    def _uncalled(self, where: object, name: str) -> list[FunctionValue]:
        """The functions of a file or scope that assign something and that the program was not seen to call."""
        functions = self.machine.functions
        for function, _ in functions[self.counted :]:
            self.within.setdefault(function.code.file, []).append(function)
            scope: Scope | None = function.scope
            while scope is not None and scope.parent is not None:
                self.within.setdefault(scope, []).append(function)
                scope = scope.parent
        self.counted = len(functions)
        known = self.within.get(where, [])
        asked, found = self.givers.get((where, name), (0, []))
        if asked < len(known):
            found = found + [f for f in known[asked:] if self._assigns(f.code, name)]
            self.givers[where, name] = len(known), found
        called = self.machine.called
        return [f for f in found if f.code not in called] if found else found

    def _assigns(self, code: FunctionCode, name: str) -> bool:
        known = self.assigning.setdefault(code, {})
        found = known.get(name)
        if found is None:
            text = code.text()
            found = known[name] = name.rstrip("(").encode() in text and _pattern(name).search(text) is not None
        return found


def _pattern(name: str) -> re.Pattern[bytes]:
    """An assignment to a variable that is no declaration, or to a member, which begins with its dot."""
    if name.endswith("("):
        return re.compile(
            re.escape(name[:-1].encode()) + rb"(?<![\w$]" + re.escape(name[:-1].encode()) + rb")" + _FILLED
        )
    word = re.escape(name.encode())
    if name.startswith("."):
        return re.compile(word + _ASSIGNED)
    # the name first: what begins with letters of its own is found many times faster
    before = b"".join(rb"(?<!" + each + word + rb")" for each in (rb"[\w$.]", b"let ", b"var ", b"const "))
    return re.compile(word + before + _ASSIGNED)


def _sees(scope: Scope | None, home: Scope, name: str) -> bool:
    """Whether a name in a scope is the variable of another."""
    while scope is not None and scope is not home:
        if name in scope.vars:
            return False
        scope = scope.parent
    return scope is home


def pending(machine: Machine) -> Pending:
    """The one of an evaluation."""
    if machine.unassigned is None:
        machine.unassigned = Pending(machine)
    found: Pending = machine.unassigned
    return found


__all__ = ["Pending", "pending"]
