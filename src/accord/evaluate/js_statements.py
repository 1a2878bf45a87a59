"""Running JavaScript's statements: declarations and patterns, blocks, loops, switch, classes, imports."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from accord.evaluate import js_globals, js_iterators
from accord.evaluate.expressions import evaluate
from accord.evaluate.js_calls import class_of_base
from accord.evaluate.js_metadata import undecorated
from accord.evaluate.js_models import models
from accord.evaluate.js_values import UNDEFINED, AccessorValue, nothing, perhaps_filled, unknown_rest, unless_empty
from accord.evaluate.machine import BREAK, CONTINUE, LEFT, RAISE, RETURN, Flow
from accord.evaluate.statements import STATEMENTS, execute, next_turn, turning
from accord.evaluate.values import (
    MISSING,
    OBJECTS,
    At,
    ClassValue,
    DictValue,
    Frame,
    FunctionValue,
    Instance,
    LazyImport,
    Library,
    ListValue,
    ModuleValue,
    Native,
    Scope,
    Text,
    Union,
    Unknown,
    Value,
    hides,
    join_all,
)
from accord.evaluate.worlds import Test, is_flag, remember
from accord.source import ir

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from accord.evaluate.machine import Machine

TURNS, LONG = 300, 2000  # of a counted loop; of one that registers something, and of one through a list


# -- binding ----------------------------------------------------------------------------------------------------------------------


def bind_pattern(
    machine: Machine, target: ir.Expr, value: Value, scope: Scope, put: Callable[[str, Value], None]
) -> None:
    """Lay a value out over a target; `put` binds a name."""
    kind = type(target)
    if kind is ir.Name:
        put(target.name, value)
    elif kind is ir.Default:
        if value is UNDEFINED:
            value = evaluate(machine, target.value, scope)
        elif type(value) is Unknown:
            value = defaulted(machine, value, evaluate(machine, target.value, scope))
        bind_pattern(machine, target.target, value, scope, put)
    elif kind is ir.Mapping:
        _object_pattern(machine, target, value, scope, put)
    elif kind is ir.Sequence:
        _array_pattern(machine, target, value, scope, put)
    elif kind is ir.Attribute:
        owner = evaluate(machine, target.target, scope)
        machine.altered[target.name] = machine.altered.get(target.name, 0) + 1
        set_member(machine, owner, target.name, value, (scope.module.rel, target.at))
    elif kind is ir.Item:
        owner, index = evaluate(machine, target.target, scope), evaluate(machine, target.index, scope)
        set_item(machine, owner, index, value, (scope.module.rel, target.at))


def defaulted(machine: Machine, value: Unknown, default: Value) -> Value:
    """Something unknown where a default stands: the default where it is text or an object, softly.

    An empty text says nothing of what a library hands out (`const { id = "" } = useParams()`), which is there for its value.
    """
    if default == "" and _of_library(value):
        return value
    default = unless_empty(value, default) if machine.client else perhaps_filled(value, default)
    if type(default) is str:
        return Text((default,), soft=True) if value.soft else default
    return default if type(default) in (Text, DictValue, ListValue, Instance, FunctionValue, ClassValue) else value


def _of_library(value: Value) -> bool:
    """Whether something unknown is what a call of a library returned, or a part of that."""
    while type(value) is Unknown:
        value = value.owner
    return type(value) is Library


def _object_pattern(
    machine: Machine, target: ir.Mapping, value: Value, scope: Scope, put: Callable[[str, Value], None]
) -> None:
    at: At = (scope.module.rel, target.at)
    used: list[str] = []
    for key_node, inner in target.entries:
        if key_node is None:
            bind_pattern(machine, inner, _rest_of(machine, value, used), scope, put)
            continue
        key = key_node.value if type(key_node) is ir.Const else evaluate(machine, key_node, scope)
        if type(key) is not str:
            bind_pattern(machine, inner, Unknown("computed key", at=at), scope, put)
            continue
        used.append(key)
        if type(value) is LazyImport and value.name is None:
            part: Value = LazyImport(value.importer, value.module, key, value.at)
            if type(inner) is not ir.Name:
                part = machine.force(part)
        elif nothing(value):
            part = Unknown(key, at=at, name=key)
        else:
            part = machine.attribute(value, key, at)
        bind_pattern(machine, inner, part, scope, put)


def _rest_of(machine: Machine, value: Value, used: list[str]) -> Value:
    value = machine.force(value) if type(value) is LazyImport else value
    if type(value) is DictValue:
        return DictValue({k: v for k, v in value.entries.items() if k not in used}, value.exact)
    return value if type(value) in (Unknown, Instance) else DictValue({}, False)


def _array_pattern(
    machine: Machine, target: ir.Sequence, value: Value, scope: Scope, put: Callable[[str, Value], None]
) -> None:
    value = machine.force(value) if type(value) is LazyImport else value
    if type(value) is Union:
        value = next((o for o in value.options if type(o) is ListValue), value)
    found = machine.iterate(value)
    for number, inner in enumerate(target.items):
        if type(inner) is ir.Spread:
            rest = ListValue(list(found[0][number:]), found[1]) if found is not None else ListValue([], False)
            bind_pattern(machine, inner.value, rest, scope, put)
        elif found is not None and number < len(found[0]):
            bind_pattern(machine, inner, found[0][number], scope, put)
        elif found is not None and found[1]:
            bind_pattern(machine, inner, UNDEFINED, scope, put)
        else:
            bind_pattern(machine, inner, _part_of(machine, value, inner), scope, put)


def _part_of(machine: Machine, value: Value, inner: ir.Expr) -> Unknown:
    """What a pattern takes from something unknown: with what else it takes, it is of one thing."""
    if type(value) is not Unknown:
        return Unknown("element of something unknown")
    if machine.client:
        return Unknown(value.reason, soft=value.soft)
    name = inner.name if type(inner) is ir.Name else ""
    return Unknown(value.reason, soft=value.soft, at=value.at, owner=value, name=name)


def declare(machine: Machine, kind: str, target: ir.Expr, value: Value, scope: Scope) -> None:
    """Bind the names of a declaration: `var` in the function, the others in the block."""
    home = scope
    if kind == "var":
        while (
            home.parent is not None
            and home.parent.frame is home.frame
            and home.parent.module is home.module
            and home.cls is None
        ):
            home = home.parent

    def put(name: str, each: Value) -> None:
        machine.put(home.vars, name, each)

    bind_pattern(machine, target, value, scope, put)


def assign(machine: Machine, target: ir.Expr, value: Value, scope: Scope) -> None:
    """Assign to what is declared around."""

    def put(name: str, each: Value) -> None:
        at: Scope | None = scope
        while at is not None:
            if name in at.vars or at.parent is None:
                if at.parent is None and type(each) is Unknown and _keeps(at.vars.get(name, MISSING)):
                    return  # a call with unknown arguments must not overwrite what is known
                machine.put(at.vars, name, each)
                return
            at = at.parent

    bind_pattern(machine, target, value, scope, put)


def _keeps(value: Value) -> bool:
    return value is not MISSING and not nothing(value) and type(value) is not Unknown


def set_member(machine: Machine, owner: Value, name: str, value: Value, at: At) -> None:
    """`owner.name = value`."""
    kind = type(owner)
    if kind is DictValue:
        if type(value) is FunctionValue and value.owner is None and id(owner.entries) in machine.prototypes:
            value.owner = machine.prototypes[id(owner.entries)]
        _put(machine, owner, owner.entries, name, value, at)
    elif kind is Instance:
        hook, _ = owner.cls.find(f"set {name}")
        if type(hook) is FunctionValue:
            machine.call(hook, [value], {"this": owner}, at)
        elif hook is not MISSING:
            hook(machine, owner, [value], {}, at)
        else:
            _put(machine, owner, owner.attrs, name, value, at)
    elif kind is ClassValue:
        _put(machine, owner, owner.namespace, f"static {name}", value, at)
    elif kind is FunctionValue:
        owner.attrs = owner.attrs if owner.attrs is not None else {}
        if name == "prototype":
            _replace_prototype(owner, value)
        else:
            machine.put(owner.attrs, name, value)
    elif kind is ListValue:
        if name.isdigit() and int(name) <= len(owner.items) < 5000:
            owner.items[int(name) : int(name) + 1] = [value]
    elif kind is Union:
        for option in owner.options:
            set_member(machine, option, name, value, at)
    elif kind is LazyImport:
        set_member(machine, machine.force(owner), name, value, at)
    elif kind is ModuleValue:
        machine.put(owner.scope.vars, name, value)
    elif kind is Native and not machine.client:
        opened = models(machine).opened(machine, owner)
        if opened is not None:
            machine.put(opened, name, value)
    elif kind is Library and owner.name in js_globals.OBJECTS and not machine.client:
        js_globals.keep(machine, name, value)
    elif (
        kind is Library
        and not machine.client
        and (type(value) is DictValue or models(machine).carries(value) or (type(value) is Unknown and hides(value)))
    ):
        models(machine).keep(machine, owner, name, value)


def _put(machine: Machine, owner: Value, entries: dict[Any, Value], key: str, value: Value, at: At) -> None:
    """A property is given a value; one with a setter hands it on."""
    held = entries.get(key, MISSING)
    if type(held) is AccessorValue and held.setter is not MISSING and type(value) is not AccessorValue:
        machine.call(held.setter, [value], {"this": owner}, at)
    else:
        machine.put(entries, key, value)


def _replace_prototype(function: FunctionValue, value: Value) -> None:
    from accord.evaluate.js_values import prototype_class

    cls = prototype_class(function)
    if type(value) is DictValue:
        cls.namespace = value.entries
    elif type(value) is Instance:
        cls.bases, cls._mro = [value.cls], None
        cls.namespace = value.attrs
    if function.attrs is not None:
        function.attrs["prototype"] = DictValue(cls.namespace)


def set_item(machine: Machine, owner: Value, index: Value, value: Value, at: At) -> None:
    """`owner[index] = value`."""
    for option in index.options if type(index) is Union else [index]:
        if (type(option) is Text and option.complete) or type(option) in (str, int):
            set_member(machine, owner, str(option), value, at)
        elif type(owner) in (DictValue, ListValue):
            owner.exact = False
            if type(owner) is DictValue:
                owner.entries.setdefault(f"*{len(owner.entries)}", value)


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


# -- classes ----------------------------------------------------------------------------------------------------------------------


def make_class(machine: Machine, code: ir.ClassCode, scope: Scope) -> ClassValue:
    """A class: methods in its namespace, statics under `static name`, fields kept for each object."""
    bases = [_base(machine, _forced(machine, evaluate(machine, base, scope))) for base in code.bases]
    inner = Scope(scope, scope.module, scope.frame)
    cls = ClassValue(code.name, bases, code=code, scope=inner)
    inner.vars[code.name] = cls
    machine.classes.append(cls)
    static = Scope(inner, scope.module, Frame(None, cls))
    static.vars["this"] = cls
    for member in code.body.get():
        key = evaluate(machine, member.key, inner) if member.key is not None else ""
        name = key if type(key) is str else str(key) if type(key) is int else ""
        if member.kind == "block":
            execute(machine, member.value, static)
        elif member.kind == "field":
            _field(machine, cls, member, name, static)
        else:
            _method(machine, cls, member, name, inner)
    _decorate_members(machine, cls, code.body.get(), inner)
    return cls


def _base(machine: Machine, value: Value) -> ClassValue:
    if type(value) is Native and not machine.client:
        found = models(machine).class_behind(value)
        if found is not None:
            return found
    if (
        type(value) is Library and "#" not in value.name
    ):  # `class X extends EventEmitter`, the default of a module of Node
        made = machine.libraries.lookup(machine, f"{value.name}#default")
        value = made if type(made) is ClassValue else value
    return class_of_base(value)


def _forced(machine: Machine, value: Value) -> Value:
    return machine.force(value) if type(value) is LazyImport else value


def _field(machine: Machine, cls: ClassValue, member: ir.Member, name: str, static: Scope) -> None:
    if member.static:
        cls.namespace[f"static {name}"] = (
            evaluate(machine, member.value, static) if member.value is not None else UNDEFINED
        )
    elif member.value is not None:
        at = member.at
        code = ir.FunctionCode("field", at, static.module.rel, ir.Later(tuple), ir.Later(tuple), None, lambda: b"")
        cls.initial.append((member.key, member.value, code))


def _method(machine: Machine, cls: ClassValue, member: ir.Member, name: str, inner: Scope) -> None:
    function = FunctionValue(member.value, inner, cls)
    function.kind = "staticmethod" if member.static else ""
    machine.functions.append((function, inner))
    key = f"static {name}" if member.static else name
    if member.kind == "get" and not member.static:
        function.kind = "property"
        cls.namespace[key] = function
    elif member.kind in ("get", "set") and member.static:
        cls.namespace[key] = AccessorValue.of(member.kind, function, cls.namespace.get(key, MISSING))
    elif member.kind == "set":
        cls.namespace[f"set {name}"] = function
    elif name:
        cls.namespace[key] = function


def _decorate_members(machine: Machine, cls: ClassValue, members: ir.Block, scope: Scope) -> None:
    """Decorators of members: called with the prototype (or the class), the name and a descriptor."""
    for member in members:
        for decorator in reversed(member.decorators):
            machine.prototypes[id(cls.namespace)] = cls
            key = member.key.value if type(member.key) is ir.Const else ""
            at = (scope.module.rel, member.at)
            target: Value = cls if member.static else DictValue(cls.namespace)
            value = cls.namespace.get(f"static {key}" if member.static else key, UNDEFINED)
            given = _decorator(machine, cls, decorator, at, scope)
            machine.call(given, [target, key, DictValue({"value": value}, False)], {}, at)


def _decorator(machine: Machine, cls: ClassValue, decorator: ir.Expr, at: At, scope: Scope) -> Value:
    """A decorator of a class or of its members; one that was lost in the tree may have noted routes."""
    given = _forced(machine, evaluate(machine, decorator, scope))
    if type(given) is Unknown and hides(given) and not machine.client:
        machine.lose(at, f"a decorator of {cls.name} is not in the tree: {given.reason}", "file", (at[0],))
        undecorated(machine, cls, given)
    return given


def _class(machine: Machine, node: ir.ClassDef, scope: Scope) -> Flow:
    made = make_class(machine, node.code, scope)
    cls: Value = made
    machine.put(scope.vars, node.name, cls)
    for decorator in reversed(node.decorators):
        at = (scope.module.rel, node.at)
        result = machine.call(_decorator(machine, made, decorator, at, scope), [cls], {}, at)
        if type(result) is ClassValue:
            cls = result
    machine.put(scope.vars, node.name, cls)
    return None


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
    ir.ClassDef: _class,
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

__all__ = ["JS_STATEMENTS", "assign", "bind_pattern", "declare", "join_all", "make_class", "set_item", "set_member"]
