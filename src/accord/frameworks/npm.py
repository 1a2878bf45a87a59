"""The answer to everything outside a JavaScript tree: npm packages, Node's own modules, the language's global objects.

A framework module of JavaScript offers `PACKAGES` (names beginning with `npm:`) and `lookup(machine, name)`, where a name is a package, or a
package, `#` and the path of a member; `#()` asks for what calling the package itself does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.evaluate import js_builtins
from accord.evaluate.js_helpers import HELPERS
from accord.evaluate.js_values import UNDEFINED, unknown_rest
from accord.evaluate.values import (
    MISSING,
    At,
    BoundMethod,
    ClassValue,
    DictValue,
    FunctionValue,
    Instance,
    LazyImport,
    Library,
    Native,
    Text,
    Unknown,
    Value,
    hides,
)
from accord.frameworks import (
    express,
    express_delegation,
    express_extensions,
    express_handed,
    express_looks,
    express_lost_calls,
    express_net,
    express_packages,
    express_words,
    node_roots,
    npm_command_line,
    npm_containers,
    npm_contracts,
    npm_decorators,
    registry,
)
from accord.frameworks.express_state import Room, carries

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine
    from accord.evaluate.values import Scope
    from accord.source.ir import FunctionCode


_ITERATES = frozenset(("forEach", "map", "flatMap", "filter", "sort", "reverse", "slice"))


def _helper(package: str, member: str) -> str:
    """The helper of a compiler that a package of helpers exports, "" where it is no such package."""
    if package == "npm:tslib":
        return member
    if package.startswith("npm:@babel/runtime/helpers/") and member in ("()", "default"):
        return "_" + package.rpartition("/")[2]
    return package.rpartition("/")[2] if package.startswith("npm:@swc/helpers/") and member in ("_", "default") else ""


def _passed_on(package: str, member: str) -> str:
    """The member of Express that a package passes on: each of an entry called so (`core/shared/express`), the `Router` of a package called so."""
    scope, *inside = package[4:].split("/")
    if not inside or inside[-1] != "express":
        return ""
    of_entry = len(inside) > scope.startswith("@")
    return f"npm:express#{member}" if of_entry or member == "Router" else ""


def _stood_for(machine: Machine, args: list[Value], at: At) -> Value | None:
    """What `new Proxy(target, { get })` stands for: the router whose members the trap gives, else an unknown target or one that is a router."""
    handler = machine.force(args[1]) if len(args) > 1 and type(args[1]) is LazyImport else args[-1]
    trap = handler.entries.get("get") if type(handler) is DictValue else None
    if type(trap) is FunctionValue:
        given = machine.call(trap, [args[0], "use", UNDEFINED], {}, at)
        if type(given) is BoundMethod and type(given.receiver) is Instance and carries(given.receiver):
            return given.receiver
    return args[0] if type(args[0]) is Unknown or (type(args[0]) is Instance and carries(args[0])) else None


class Packages:
    """The library models of JavaScript, for a scan that seeks routes."""

    models = "javascript"

    telling = frozenset(name.encode() for name in (*express_words.VERBS, "use", "route"))

    def __init__(self) -> None:
        self._frameworks = registry(self.models)
        self._values: dict[str, Value] = {}
        self._hung: dict[int, tuple[Unknown, dict[str, Value]]] = {}  # by the object a package made
        self.express = Room()

    def lookup(self, machine: Machine, name: str) -> Value:
        """The value of a package, of a member of one, or of a member of a global object."""
        if name.endswith("#argv") and (given := npm_command_line.of_member(machine, name[:-5], "argv", ("", 0))):
            return given
        found = self._values.get(name, MISSING)
        if found is MISSING:
            package, _, member = name.partition("#")
            if name.startswith("js:"):
                found = js_builtins.lookup(name)
            elif (helper := _helper(package, member)) in HELPERS:
                found = Native(helper, HELPERS[helper])
            elif package in self._frameworks:
                found = self._frameworks[package].lookup(machine, name)
            elif passed_on := _passed_on(package, member):
                found = express.lookup(machine, passed_on)
            if found is MISSING:
                found = Library(name)
            self._values[name] = found
        return found

    # -- calls --------------------------------------------------------------------------------------------------------------------
    def call(self, machine: Machine, library: Library, args: list[Value], kwargs: dict[str, Value], at: At) -> Value:
        """A call of a package or of something in it."""
        model = self.lookup(machine, f"{library.name}#()") if "#" not in library.name else library
        if type(model) is not Library:
            return machine.call(model, args, kwargs, at)
        serves = library.name.partition("#")[0] in npm_decorators.PACKAGES | npm_contracts.PACKAGES
        express_handed.handed_to_library(machine, library.name, args, at, serves=serves)
        express_net.on_library(machine, library, args, at)
        express_lost_calls.code_in_text(machine, library.name, args, at)
        express_handed.note_callbacks(machine, library.name, args)
        express_delegation.called_back(machine, args, at)
        if library.name == "js:Proxy" and args:
            stood_for = _stood_for(machine, args, at)
            if stood_for is not None:
                return stood_for
        package, _, member = library.name.partition("#")
        if package in npm_command_line.PACKAGES:
            given = npm_command_line.of_call(machine, package, member.rpartition(".")[2], args, at)
            if given is not None:
                return given
        held = npm_containers.container(machine, package, member.rpartition(".")[2], args, at)
        if held is not None:
            return held
        if len(args) == 1 and type(args[0]) in (FunctionValue, ClassValue) and not kwargs.get("new"):
            return args[0]  # wrappers such as asyncHandler(fn)
        made = Unknown(f"result of {library.name}", at=at, owner=library, name="()")
        routers = [a for a in args if carries(a) and type(a) is Instance]
        if routers:
            self.express.wrapped[id(made)] = (made, routers, at)
        return made

    def unknown_call(
        self, machine: Machine, called: Unknown, args: list[Value], kwargs: dict[str, Value], at: At
    ) -> Value:
        """A call of something unknown: a registration on an unknown receiver, or a router handed away."""
        if npm_decorators.generated(machine, called, args, at):
            return UNDEFINED
        express_delegation.called_back(machine, args, at)
        made = node_roots.of_main(machine, called, args, at)
        if made is None:
            made = express_net.unknown_call(machine, called, args, at)
        if made is not None:
            return made
        express_lost_calls.lost_call(machine, called, args, at)
        made_by = express_packages.library_of(called)
        package = made_by.name.partition("#")[0] if made_by is not None else ""
        if package:
            express_handed.note_callbacks(machine, package, args)
        if package in npm_command_line.PACKAGES:
            given = npm_command_line.of_call(machine, package, called.name, args, at)
            if given is not None:
                return given
        held = npm_containers.container(machine, package, called.name, args, at)
        if held is not None:
            return held
        if args and called.name in _ITERATES and type(args[0]) is FunctionValue and type(called.owner) is Unknown:
            return self._each(machine, called, args[0], at)
        if len(args) == 1 and type(args[0]) is FunctionValue and called.name not in ("then", "catch"):
            made_of = args[0].code.params.get() if hides(called) else ()
            if len(made_of) != 1:  # what takes one argument is no handler that was wrapped
                return args[0]
        return Unknown(
            called.reason or "result of an unknown function",
            soft=called.soft,
            at=called.at or at,
            owner=called,
            name="()",
        )

    def _each(self, machine: Machine, called: Unknown, callback: FunctionValue, at: At) -> Value:
        """`unknown.map(callback)`: what registers, or keeps what will be, is called for an element nobody knows."""
        element = unknown_rest(called.owner, at)
        text = callback.code.text()
        if self.keen(text) or b"push(" in text or b"](" in text:
            machine.arms([lambda: machine.call(callback, [element], {}, at) and None, lambda: None])
        return UNDEFINED if called.name == "forEach" else element

    def computed_member(self, machine: Machine, receiver: Value, args: list[Value], at: At) -> Value | None:
        """`receiver[unknown](...)`: on a router, a registration whose method is not known."""
        return express_net.computed_member(machine, receiver, args, at)

    def absent_call(self, machine: Machine, name: str, args: list[Value], at: At) -> None:
        """A call of a member that is not there: what it is handed may be what registers routes."""
        express_lost_calls.absent_call(machine, name, args, at)

    def element(self, machine: Machine, tag: Value, props: DictValue, at: At) -> None:
        """Nothing: an element of JSX is no server's."""

    def speaks_for(self, package: str) -> bool:
        """Whether a package is modelled."""
        return f"npm:{package}" in self._frameworks

    # -- objects ------------------------------------------------------------------------------------------------------------------
    def created(self, machine: Machine, instance: Instance, at: At) -> None:
        """Nothing: routers are made by functions."""

    def attribute(self, machine: Machine, instance: Instance, name: str, at: At) -> Value:
        rest = instance.cls.native.get("*") if instance.cls.native else None
        if rest is not None:
            found: Value = rest(machine, instance, name, at)
            return found
        return express_extensions.member(machine, instance, name)

    def class_behind(self, value: Value) -> ClassValue | None:
        """The class whose objects a function of a package makes, where classes may extend that."""
        return express.class_behind(value)

    def opened(self, machine: Machine, value: Value) -> dict[str, Value] | None:
        """The members that all objects a function makes will have, where the program may add to them."""
        return express_extensions.opened(machine, value)

    def keep(self, machine: Machine, owner: Library, name: str, value: Value) -> None:
        """What the program puts into an object of a package (`config.shop = {...}`) and a router are found there by its other modules."""
        if "#" in owner.name and owner.name.startswith("npm:") and type(value) is not Unknown:
            machine.put(self._values, f"{owner.name}.{name}", value)
        elif owner.name == "js:process" or (owner.name.startswith("npm:") and type(value) in (str, Text)):
            machine.put(self._values, f"{owner.name}#{name}", value)

    def hang(self, machine: Machine, owner: Unknown, name: str, value: Value) -> None:
        """What the program puts into an object that a package made (`module.exports = new Urls(); module.exports.BASE = "/api"`) is found there."""
        if owner.name == "()" and express_packages.library_of(owner) is not None:
            machine.put(self._hung.setdefault(id(owner), (owner, {}))[1], name, value)

    def binding(self, machine: Machine, target: Unknown, args: list[Value], at: At) -> Value | None:
        """`target.bind(token)` where that is no function's but a container's."""
        made_by = express_packages.library_of(target)
        package = made_by.name.partition("#")[0] if made_by is not None else ""
        return npm_containers.container(machine, package, "bind", args, at) if package else None

    def held(self, machine: Machine, value: Unknown, name: str) -> Value | None:
        """A member of what a package made, where it is known."""
        hung = self._hung.get(id(value))
        if hung is not None and name in hung[1]:
            return hung[1][name]
        if name == "argv" and (made_by := express_packages.library_of(value)) is not None:
            given = npm_command_line.of_member(machine, made_by.name.partition("#")[0], name, value.at or ("", 0))
            if given is not None:
                return given
        return express_extensions.held(machine, value, name)

    def carries(self, value: Value) -> bool:
        return carries(value)

    def keen(self, text: bytes) -> bool:
        return express_words.registers(text)

    def idle(self, machine: Machine, text: bytes, scope: Scope) -> bool:
        return False

    def firm(self, text: bytes) -> bool:
        """Whether text that may register routes leaves little doubt."""
        return express_words.firm(text)

    def faint(self, text: bytes) -> bool:
        """Whether text hints at a registration, by a path among arguments or a verb that is taken from something."""
        return express_words.faint(text)

    def answers(self, function: FunctionValue) -> bool:
        """Whether a function answers requests, by the names of what it takes."""
        return express_looks.answers(function)

    def on_behalf(self, machine: Machine, code: FunctionCode) -> bool:
        """Whether a function registered what others give it."""
        return express_net.on_behalf(machine, code)

    def came_of(self, machine: Machine, code: FunctionCode) -> bool:
        """Whether entering a function led to something."""
        return express_net.came_of(machine, code)

    def takes_router(self, text: bytes) -> bool:
        return False

    def stand_in(self, machine: Machine, cls: ClassValue, file: str, at: At) -> Value | None:
        return None

    def filled(self, machine: Machine, instance: Instance, at: At) -> None:
        """Objects hold what they are given."""

    def of_class(self, machine: Machine, cls: ClassValue, name: str) -> Value:
        return MISSING

    # -- softness -----------------------------------------------------------------------------------------------------------------
    def is_settings(self, cls: ClassValue) -> bool:
        return False

    def soften(self, machine: Machine, instance: Instance, name: str, value: Value) -> Value:
        return value

    def soften_class(self, machine: Machine, cls: ClassValue, value: Value) -> Value:
        return value
