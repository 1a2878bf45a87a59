"""`with`: what a context manager does before its body, around it and after it.

A generator under `contextmanager` is run with the body in the place of its `yield`, so that what it undoes behind the `yield` is undone after the
body and not before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.evaluate.expressions import arguments_of, evaluate
from accord.evaluate.machine import OutOfFuel
from accord.evaluate.values import BoundMethod, FunctionValue, Instance, ListValue, Unknown, Value
from accord.source import ir

if TYPE_CHECKING:
    from collections.abc import Callable

    from accord.evaluate.machine import Flow, Machine
    from accord.evaluate.values import Scope


class Entering:
    """The body of a `with` on its way into the generator that surrounds it."""

    def __init__(self, machine: Machine, body: Callable[[Value], Flow]) -> None:
        self._body = body
        self._before = machine.fuel, machine.in_try, machine.may, machine.tolerant, machine.depth
        self.ran = False
        self.flow: Flow = None
        self.doubt = 0
        self.spent = 0
        self.exhausted: OutOfFuel | None = None

    def run(self, machine: Machine, value: Value) -> None:
        """Run the body at the `yield`, on what whoever wrote the `with` had to spend; once, and not under a condition of the generator's own."""
        fuel, in_try, may, tolerant, depth = self._before
        if self.ran or machine.may != may:
            return
        self.ran = True
        inner = machine.fuel, machine.in_try, machine.tolerant, machine.depth
        machine.fuel, machine.in_try, machine.tolerant, machine.depth = fuel, in_try, tolerant, depth
        try:
            self.flow = self._body(value)
        except OutOfFuel as error:
            self.exhausted = error
        finally:
            self.spent = fuel - machine.fuel
            self.doubt = machine.doubt
            machine.fuel, machine.in_try, machine.tolerant, machine.depth = inner


def run_with(
    machine: Machine, node: ir.With, scope: Scope, execute: Callable[[], Flow], assign: Callable[..., None]
) -> Flow:
    """A `with` statement, its contexts entered one inside the other."""
    return _enter(machine, list(node.items), node.at, scope, execute, assign)


def _enter(
    machine: Machine,
    items: list[tuple[ir.Expr, ir.Expr | None]],
    line: int,
    scope: Scope,
    execute: Callable[[], Flow],
    assign: Callable[..., None],
) -> Flow:
    if not items:
        return execute()
    (context, target), *others = items

    def body(value: Value) -> Flow:
        if target is not None:
            assign(machine, target, value, scope)
        return _enter(machine, others, line, scope, execute, assign)

    entering = Entering(machine, body)
    value = _evaluated(machine, context, scope, entering)
    if entering.ran:
        machine.fuel -= entering.spent
        machine.doubt |= entering.doubt
        if entering.exhausted is not None:
            raise entering.exhausted
        return entering.flow
    at = (scope.module.rel, line)
    if type(value) is ListValue and value.kind == "generator":
        return body(value.items[0] if value.items else Unknown("empty generator"))
    if type(value) is not Instance:
        return body(value)
    hook = next((h for h in ("__enter__", "__aenter__") if value.cls.find(h)[1] is not None), None)
    entered = machine.method(value, hook, [], {}, at) if hook else value
    flow = body(value if type(entered) is Unknown else entered)
    leave = next((h for h in ("__exit__", "__aexit__") if type(value.cls.find(h)[0]) is FunctionValue), None)
    if leave:
        machine.method(value, leave, [None, None, None], {}, at)
    return flow


def _evaluated(machine: Machine, context: ir.Expr, scope: Scope, entering: Entering) -> Value:
    """The context manager; where it is a generator that is called here, the body runs inside of the call."""
    node = context.value if type(context) is ir.Await else context
    if type(node) is not ir.Call:
        return evaluate(machine, context, scope)
    function = evaluate(machine, node.function, scope)
    at = (scope.module.rel, node.at)
    if type(node.function) is ir.Attribute and type(function) is not Unknown:
        machine.seen.add(at)
    args, kwargs, open_ = arguments_of(machine, node, scope)
    called = function.function if type(function) is BoundMethod else function
    if type(called) is FunctionValue and b"yield" in called.code.text():
        machine.entering = called, entering
    try:
        return machine.call(function, args, kwargs, at, open_)
    finally:
        machine.entering = None
