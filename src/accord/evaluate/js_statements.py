"""Running JavaScript's statements: declarations, blocks, loops, switch, imports."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from accord.evaluate import js_iterators
from accord.evaluate.expressions import evaluate
from accord.evaluate.js_binding import assign, declare
from accord.evaluate.js_classes import define_class
from accord.evaluate.js_values import UNDEFINED, nothing, unknown_rest
from accord.evaluate.machine import BREAK, CONTINUE, LEFT, RAISE, RETURN, Flow
from accord.evaluate.statements import STATEMENTS, execute, next_turn, turning
from accord.evaluate.values import (
    OBJECTS,
    DictValue,
    FunctionValue,
    Instance,
    LazyImport,
    ListValue,
    ModuleValue,
    Scope,
    Text,
    Union,
    Unknown,
    Value,
    hides,
)
from accord.evaluate.worlds import Test, is_flag, remember
from accord.source import ir

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from accord.evaluate.machine import Machine

TURNS, LONG = 300, 2000  # of a counted loop; of one that registers something, and of one through a list


# -- statements -------------------------------------------------------------------------------------------------------------------


def _declare(machine: Machine, node: ir.Declare, scope: Scope) -> Flow:
    helper = machine.language.builtins.get(node.target.name) if type(node.target) is ir.Name else None
    if helper is not None and node.target.name.startswith("_"):
        return None  # a helper every compiled file brings along: known, never run
    if node.value is None:
        if type(node.target) is ir.Name and node.target.name not in scope.vars:
            name = node.target.name
            late: Value = Unknown(f"{name} has no value yet", name=name) if scope.parent is None else UNDEFINED
            declare(machine, node.kind, node.target, late, scope)
        return None
    value = evaluate(machine, node.value, scope)
    if type(value) is Unknown and machine.client and is_flag(node.value):
        value = Unknown(value.reason, soft=value.soft, at=value.at)
        remember(machine, value, node.value, scope)
    declare(machine, node.kind, node.target, value, scope)
    return None


def _function(machine: Machine, node: ir.FunctionDef, scope: Scope) -> Flow:
    if node.name.startswith("_") and node.name in machine.language.builtins:
        return None
    function = FunctionValue(node.code, scope)
    function.sites = machine.sites
    machine.functions.append((function, scope))
    machine.put(scope.vars, node.name, function)
    return None


def _nested(machine: Machine, node: ir.Nested, scope: Scope) -> Flow:
    return execute(machine, node.body, Scope(scope, scope.module, scope.frame))


def _return(machine: Machine, node: ir.Return, scope: Scope) -> Flow:
    value = evaluate(machine, node.value, scope) if node.value is not None else UNDEFINED
    if scope.frame is not None:
        scope.frame.returns.append(machine.force(value) if type(value) is LazyImport else value)
    return RETURN


def _raise(machine: Machine, node: ir.Raise, scope: Scope) -> Flow:
    machine.thrown = evaluate(machine, node.value, scope) if node.value is not None else None
    return RAISE


def _for_each(machine: Machine, node: ir.ForEach, scope: Scope) -> Flow:
    value = evaluate(machine, node.iterable, scope)
    elements, exact = _turns(machine, node, value, scope)

    def turn(element: Value) -> Flow:
        inner = Scope(scope, scope.module, scope.frame)
        if node.kind:
            declare(machine, node.kind, node.target, element, inner)
        else:
            assign(machine, node.target, element, inner)
        return execute(machine, node.body, inner)

    before = machine.doubt
    for element in elements:
        next_turn(machine, before)
        if exact:
            flow = turn(element)
            if flow == BREAK:
                break
            if flow in (RETURN, RAISE):
                return flow
        else:
            machine.arms([partial(_maybe, turn, element), lambda: None])
    return None


def _maybe(turn: Callable[[Value], Flow], element: Value) -> Flow:
    return _ended(turn(element))


def _ended(flow: Flow) -> Flow:
    """What leaves one turn of a loop that may not run decides nothing about the rest."""
    return flow if flow == CONTINUE else None


def _turns(machine: Machine, node: ir.ForEach, value: Value, scope: Scope) -> tuple[list[Value], bool]:
    from accord.evaluate.js_methods import keys_of

    if nothing(value) and not machine.client:
        return [], True
    if type(value) is ListValue:
        from accord.evaluate.js_expressions import perhaps_filled_list

        value = perhaps_filled_list(machine, node.iterable, value, scope, (scope.module.rel, node.at))
    own = None if node.keys else js_iterators.elements(machine, value, (scope.module.rel, node.at))
    found = own or (keys_of(machine, value) if node.keys else machine.iterate(value))
    if found is None or (not found[0] and not found[1]):
        at = (scope.module.rel, node.at)
        if machine.client and type(value) is Unknown and value.reason:
            return [Unknown(value.reason, at=at, soft=value.soft)], False
        return [unknown_rest(value, at)], False
    elements, exact = found
    if len(elements) > LONG:
        _cut_short(machine, node.at, scope)
    return list(elements)[:LONG], exact or bool(elements)


def _cut_short(machine: Machine, at: int, scope: Scope) -> None:
    file = scope.module.rel
    machine.lose((file, at), f"the loop has more than {LONG} turns; the rest was not followed", "fuel", (file,))


def _of_object(machine: Machine, node: ir.Within, scope: Scope) -> Flow:
    """`with (target) ...`: what the object has goes by its name, as far as that is known of it."""
    value = evaluate(machine, node.target, scope)
    inner = Scope(scope, scope.module, scope.frame)
    at = (scope.module.rel, node.at)
    for name in {each.name for each in _parts(node.body) if type(each) is ir.Name}:
        own = type(value) is DictValue and name in value.entries
        if type(value) is Unknown and hides(value):
            own = not _is_bound(machine, name, scope)
        if own or (type(value) is Instance and (name in value.attrs or value.cls.find(name)[1] is not None)):
            inner.vars[name] = machine.attribute(value, name, at)
    return execute(machine, node.body, inner)


def _is_bound(machine: Machine, name: str, scope: Scope) -> bool:
    home: Scope | None = scope
    while home is not None and name not in home.vars:
        home = home.parent
    return home is not None or name in machine.language.builtins or name in scope.module.index


def _parts(node: Any) -> Iterator[Any]:
    """Every expression and statement in one, functions left closed."""
    fresh = [node]
    while fresh:
        each = fresh.pop()
        yield each
        if isinstance(each, tuple):
            fresh += each


def _for_loop(machine: Machine, node: ir.ForLoop, scope: Scope) -> Flow:
    inner = Scope(scope, scope.module, scope.frame)
    execute(machine, node.first, inner)
    before = machine.doubt
    spared = machine.fuel + machine.steps
    for turn in range(LONG):
        if turn >= TURNS and machine.fuel + machine.steps == spared:
            return None  # it registers nothing, or it would have been given fuel for it
        next_turn(machine, before)
        decided = True if node.late and not turn else _goes_on(machine, node.test, inner, turn)
        if decided is False:
            return None
        if decided is None:
            machine.arms([lambda: _ended(execute(machine, node.body, inner)), lambda: None])
            if not machine.client and machine.fuel + machine.steps != spared and not _of_list(node.test):
                _any_turn(machine, node, inner)
            return None
        flow = execute(machine, node.body, inner)
        if flow == BREAK:
            return None
        if flow in (RETURN, RAISE):
            return flow
        if node.step is not None:
            evaluate(machine, node.step, inner)
    _cut_short(machine, node.at, scope)
    return None


def _goes_on(machine: Machine, test: ir.Expr | None, scope: Scope, turn: int) -> bool | None:
    """Whether a loop takes another turn; a number in the place of the test counts what is left, and is no setting."""
    if test is None:
        return None
    before, machine.softened = machine.softened, False
    try:
        value = evaluate(machine, test, scope)
        decided = None if machine.softened else machine.truth(value)
        if decided is None and type(value) is int and (value or turn):
            return bool(value)
    finally:
        machine.softened = before
    return decided if decided is not None else _within(machine, test, scope)


def _of_list(test: ir.Expr | None) -> bool:
    """Whether a loop goes through a list, as `i < list.length` does: one turn saw an element that stands for all."""
    return type(test) is ir.Compare and any(type(o) is ir.Attribute and o.name == "length" for o in test.operands)


def _any_turn(machine: Machine, node: ir.ForLoop, scope: Scope) -> None:
    """Another turn of a loop of which nobody knows how many it takes, where it registers: what it counts with may be anything by then."""
    changed = False
    for name in _counted(node):
        home: Scope | None = scope
        while home is not None and name not in home.vars:
            home = home.parent
        if home is not None and type(home.vars[name]) in (int, str, Text, Union):
            machine.put(
                home.vars,
                name,
                Unknown(f"{name} changes with every turn of a loop", at=(scope.module.rel, node.at), name=name),
            )
            changed = True
    if changed:
        machine.arms([lambda: _ended(execute(machine, node.body, scope)), lambda: None])


def _counted(node: ir.ForLoop) -> set[str]:
    """The variables that a loop gives another value, made of the one they had, and that its body asks for besides."""
    made: dict[str, int] = {}
    for each in _parts((node.test, node.step, node.body)):
        if type(each) is ir.Named and type(each.target) is ir.Name and type(each.value) is ir.Binary:
            made[each.target.name] = 0
    if not made:
        return set()
    for each in _parts(node.body):
        if type(each) is ir.Name and each.name in made:
            made[each.name] += 1
        elif type(each) is ir.Expression and type(each.value) is ir.Named and type(each.value.target) is ir.Name:
            name = each.value.target.name
            if name in made and type(each.value.value) is ir.Binary:
                made[name] -= 2  # what it had, and what it is given
    return {name for name, asked in made.items() if asked > 0}


def _within(machine: Machine, test: ir.Expr | None, scope: Scope) -> bool | None:
    """Whether `i < list.length` holds for what is known of a list that may hold more: its known elements are gone through, as `for ... of` does."""
    if type(test) is not ir.Compare or test.ops[0] not in ("<", "!=", "!=="):
        return None
    index, length = (evaluate(machine, operand, scope) for operand in test.operands[:2])
    if type(index) is not int or type(length) is not Unknown or length.name != "length":
        return None
    return index < len(length.owner.items) if type(length.owner) is ListValue and length.owner.items else None


def _switch(machine: Machine, node: ir.Switch, scope: Scope) -> Flow:
    from accord.evaluate.js_comparisons import equal

    subject = evaluate(machine, node.subject, scope)
    inner = Scope(scope, scope.module, scope.frame)
    answers = [equal(subject, evaluate(machine, test, inner)) if test is not None else False for test, _ in node.cases]
    default = next((n for n, (test, _) in enumerate(node.cases) if test is None), None)

    def fall(start: int) -> Flow:
        for _, body in node.cases[start:]:
            flow = execute(machine, body, inner)
            if flow:
                return None if flow == BREAK else flow
        return None

    if True in answers and not any(a is None for a in answers[: answers.index(True)]):
        return fall(answers.index(True))
    if None not in answers:
        return fall(default) if default is not None else None
    starts = [n for n, a in enumerate(answers) if a is not False or n == default]
    arms: list[Callable[[], Flow]] = [partial(fall, n) for n in starts]
    arms = arms if default is not None else [*arms, lambda: None]
    test = Test()
    return machine.arms(arms, [{test: number} for number in range(len(arms))] if machine.client else None)


def _try(machine: Machine, node: ir.Try, scope: Scope) -> Flow:
    """A handler that ends in a registration may run as well; what throws for certain leads there."""
    before = machine.doubt
    machine.in_try += 1
    try:
        flow = execute(machine, node.body, scope)
    finally:
        machine.in_try -= 1
        machine.doubt &= before | ~LEFT[RAISE]
    doubt = machine.doubt
    for handler in node.handlers:
        inner = Scope(scope, scope.module, scope.frame)
        if handler.name:
            thrown = machine.thrown if flow == RAISE else None
            inner.vars[handler.name] = (
                thrown if type(thrown) in OBJECTS or type(thrown) is DictValue else Unknown("exception")
            )
        if flow == RAISE:
            flow = execute(machine, handler.body, inner)
        else:
            machine.arms([lambda: None, partial(execute, machine, handler.body, inner)])
            machine.doubt = doubt  # that a program which fails goes no further is no condition of what it serves
    if node.final:
        flow = execute(machine, node.final, scope) or flow
    return flow


# -- imports ----------------------------------------------------------------------------------------------------------------------


def _expression(machine: Machine, node: ir.Expression, scope: Scope) -> Flow:
    """`require('./x')` by itself is there for its effects."""
    value = evaluate(machine, node.value, scope)
    if type(value) is LazyImport and value.module.startswith("."):
        machine.force(value)
    return None


def _import(machine: Machine, node: ir.Import, scope: Scope) -> Flow:
    """`import './x'`: for its effects."""
    value = machine.force(LazyImport(scope.module, node.module, None, node.at))
    from accord.evaluate.js_modules import ASSETS, run_passed_on

    lost = type(value) is Unknown and hides(value) and not machine.client
    if lost and node.module.startswith(".") and not node.module.endswith(ASSETS):
        reason = f"{node.module}, imported for what it does, is not in the tree"
        machine.lose((scope.module.rel, node.at), reason, "file", ("/",))
    if type(value) is ModuleValue and not machine.client:
        run_passed_on(machine, value)
    return None


def _import_from(machine: Machine, node: ir.ImportFrom, scope: Scope) -> Flow:
    for name, alias in node.names:
        machine.put(scope.vars, alias, LazyImport(scope.module, node.module, None if name == "*" else name, node.at))
    return None


JS_STATEMENTS: dict[type, Callable[[Machine, Any, Scope], Flow]] = {
    **STATEMENTS,
    ir.Declare: _declare,
    ir.Expression: _expression,
    ir.FunctionDef: _function,
    ir.ClassDef: define_class,
    ir.Nested: _nested,
    ir.Return: _return,
    ir.Raise: _raise,
    ir.ForEach: turning(_for_each),
    ir.ForLoop: turning(_for_loop),
    ir.Within: _of_object,
    ir.Switch: turning(_switch),
    ir.Try: _try,
    ir.Import: _import,
    ir.ImportFrom: _import_from,
}
