"""Which alternatives belong together: those that the same undecided condition chose.

`id ? "/users/1" : "/users"` beside `id ? "PUT" : "POST"` is two requests and not four. A `Test` is one condition asked of the same values, wherever
it stands; a world says how some tests came out, and alternatives whose worlds contradict each other never meet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accord.source import ir

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accord.evaluate.machine import Machine
    from accord.evaluate.values import Scope


class Test:
    """A condition that nobody can decide; `held` keeps what it asks about, so that its identity is no other's.

    One that asks whether something is a certain text has this as its `choice`: what is one text is no other.
    """

    __slots__ = ("choice", "held")

    def __init__(self, held: object = None) -> None:
        self.held = held
        self.choice: World = ANYWHERE


World = dict[Test, int]
MANY = 100_000  # conditions, after which each stands alone: what they hold cannot be let go
ANYWHERE: World = {}
_OBJECTS = frozenset(("Instance", "DictValue", "Unknown"))


def agree(one: World, other: World) -> bool:
    """Whether two alternatives can be taken in the same run."""
    return all(other.get(test, answer) == answer for test, answer in one.items())


def common(worlds: Iterable[World]) -> World:
    """What holds in all of several worlds."""
    first, *rest = list(worlds) or [ANYWHERE]
    return {test: answer for test, answer in first.items() if all(w.get(test) == answer for w in rest)}


def arms_of(machine: Machine, node: ir.Expr, scope: Scope) -> list[World] | None:
    """The worlds of a condition's two arms; None where alternatives are not told apart (routes are sought)."""
    if not machine.client:
        return None
    test, negated = asked(machine, node, scope)
    worlds: list[World] = [{test: 1, **test.choice}, {test: 0}]
    return worlds[::-1] if negated else worlds


def left_of(machine: Machine, worlds: list[World] | None) -> int | None:
    """The one arm that the conditions passed on the way still allow; None where several are."""
    left = [number for number, world in enumerate(worlds or ()) if agree(world, machine.world)]
    return left[0] if len(left) == 1 else None


def asked(machine: Machine, node: ir.Expr, scope: Scope) -> tuple[Test, bool]:
    """The test a condition is, and whether the condition is its negation; a new one where it is more than names and their members."""
    bare, negated = _without_not(node)
    if type(bare) is ir.Name:
        known = machine.tests.get(id(_bound(bare.name, scope)[1]))
        if known is not None:  # `const isEdit = !!id`
            return known[0], known[1] != negated
    if type(bare) is ir.Compare and bare.ops[0] in ("!==", "!="):
        bare, negated = bare._replace(ops=(bare.ops[0].replace("!", "="),)), not negated
    held: list[Any] = []
    spelling = _spelling(machine, bare, scope, held)
    if spelling is None:
        return Test(), negated
    key = (spelling, *(id(each) for each in held))
    if key not in machine.tests:
        if len(machine.tests) > MANY:
            return Test(), negated
        machine.tests[key] = test, _ = Test(held), False
        test.choice = _choice(machine, bare, scope)
    return machine.tests[key][0], negated


def _choice(machine: Machine, node: ir.Expr, scope: Scope) -> World:
    """What `mode === "edit"` says of `mode` where it holds."""
    if type(node) is not ir.Compare or node.ops[0] not in ("===", "=="):
        return ANYWHERE
    texts = [o for o in node.operands if type(o) is ir.Const and type(o.value) is str]
    others = [o for o in node.operands if type(o) is not ir.Const]
    held: list[Any] = []
    if len(texts) != 1 or len(others) != 1 or (spelling := _spelling(machine, others[0], scope, held)) is None:
        return ANYWHERE
    subject, _ = machine.tests.setdefault(("is", spelling, *(id(each) for each in held)), (Test(held), False))
    return {subject: hash(texts[0].value)}


def remember(machine: Machine, value: Any, node: ir.Expr, scope: Scope) -> None:
    """A flag holds what a condition answers."""
    test, negated = asked(machine, node, scope)
    if len(machine.tests) <= MANY:
        test.held = (test.held, value)
        machine.tests[id(value)] = test, negated


def is_flag(node: ir.Expr) -> bool:
    """Whether an expression answers a question: `id !== undefined`, `Boolean(id)`, `!!id`."""
    return type(node) is ir.Compare or _without_not(node)[0] is not node


def _without_not(node: ir.Expr) -> tuple[ir.Expr, bool]:
    negated = False
    while True:
        if type(node) is ir.Unary and node.op == "not":
            node, negated = node.value, not negated
        elif type(node) is ir.Call and type(node.function) is ir.Name and node.function.name == "Boolean":
            node = node.arguments[0].value if len(node.arguments) == 1 else ir.Const(node.at, value=False)
        else:
            return node, negated


def _spelling(machine: Machine, node: ir.Expr, scope: Scope, held: list[Any]) -> object:
    """An expression without its place, and in `held` the variables it reads; None where it does more than read."""
    kind = type(node)
    parts: list[ir.Expr]
    rest: object
    if kind is ir.Name:
        held += _identity(*_bound(node.name, scope))
        return node.name
    if kind is ir.Const:
        return kind, type(node.value), node.value
    if kind is ir.Attribute:
        parts, rest = [node.target], (node.name, machine.altered.get(node.name))
    elif kind is ir.Item:
        parts, rest = [node.target, node.index], ""
    elif kind is ir.Unary or kind is ir.Logical:
        parts, rest = [node.value] if kind is ir.Unary else [node.left, node.right], node.op
    elif kind is ir.Compare:
        parts, rest = list(node.operands), "".join(op[:2] for op in node.ops)
    else:
        return None
    spelled = [_spelling(machine, part, scope, held) for part in parts]
    return None if None in spelled else (kind, rest, *spelled)


def _identity(variables: Any, value: Any) -> list[Any]:
    """What a name stands for: an object is the same in every function that calls it so, as `this` is from method to method."""
    return [value] if type(value).__name__ in _OBJECTS else [variables, value]


def _bound(name: str, scope: Scope | None) -> tuple[Any, Any]:
    """The variables a name lives in and what it holds now: assigned anew, it is asked about something else."""
    while scope is not None:
        if name in scope.vars:
            return scope.vars, scope.vars[name]
        scope = scope.parent
    return None, None


__all__ = ["ANYWHERE", "Test", "World", "agree", "arms_of", "asked", "common", "is_flag", "left_of", "remember"]
