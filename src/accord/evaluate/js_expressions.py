"""Evaluating JavaScript's expressions where they mean something else than Python's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from accord.evaluate import js_globals
from accord.evaluate.expressions import EXPRESSIONS, UNBOUND, binary, evaluate, lookup
from accord.evaluate.js_binding import assign
from accord.evaluate.js_calls import construct, super_constructor
from accord.evaluate.js_classes import make_class
from accord.evaluate.js_comparisons import equal, flags, has_key, instance_of
from accord.evaluate.js_models import models
from accord.evaluate.js_numbers import number
from accord.evaluate.js_pending import pending
from accord.evaluate.js_strings import keep_raw
from accord.evaluate.js_values import (
    PERHAPS,
    REST,
    UNDEFINED,
    AccessorValue,
    Certain,
    RegexValue,
    as_string,
    known,
    nothing,
    overridden,
    perhaps_filled,
    unknown_rest,
    unless_empty,
)
from accord.evaluate.values import (
    MISSING,
    BoundMethod,
    ClassValue,
    DictValue,
    FunctionValue,
    Instance,
    LazyImport,
    Library,
    ListValue,
    ModuleValue,
    Native,
    Scope,
    SuperValue,
    Text,
    Union,
    Unknown,
    Value,
    alternatives_of,
    apart,
    concat,
    hides,
    is_textual,
    join,
    join_all,
    join_worlds,
    lost_here,
    narrowed,
    one_of_many,
    options_of,
)
from accord.evaluate.worlds import agree, arms_of, remember
from accord.source import ir

if TYPE_CHECKING:
    from collections.abc import Callable

    from accord.evaluate.machine import Machine
    from accord.evaluate.values import At

_HOST = re.compile(r"(?:[A-Za-z][\w+.-]*:)?//")
_FUNCTIONS = (FunctionValue, ClassValue, Native, BoundMethod)
_OBJECTS = (DictValue, ListValue, Instance, ModuleValue, *_FUNCTIONS)
_PLAIN = (ir.Name, ir.Attribute)
_GATHERS = frozenset(("push", "unshift", "concat", "use"))  # they take any number of values of one kind
_GOES_THROUGH = frozenset(("forEach", "map", "filter", "flatMap", "reduce", "concat", "slice"))
_KEPT = (str, Text, Instance, ListValue, DictValue, ClassValue, FunctionValue, ModuleValue, Native, int, float)


def forced(machine: Machine, value: Value) -> Value:
    return machine.force(value) if type(value) is LazyImport else value


def value_of(machine: Machine, node: ir.Expr, scope: Scope) -> Value:
    """The value of an expression, what it imports included."""
    value = evaluate(machine, node, scope)
    return machine.force(value) if type(value) is LazyImport else value


def _name(machine: Machine, node: ir.Name, scope: Scope) -> Value:
    value = scope.vars.get(node.name, MISSING)
    if value is MISSING or type(value) is LazyImport:
        value = lookup(machine, node.name, scope)
        if type(value) is Unknown and not machine.client and value.reason == UNBOUND.format(node.name):
            found = js_globals.find(machine, node.name)  # it is bound nowhere around
            value = found if found is not MISSING else value
    if nothing(value) and not machine.client:
        return pending(machine).variable(node.name, value, scope, (scope.module.rel, node.at))
    return value


# -- literals ---------------------------------------------------------------------------------------------------------------------


def _template(machine: Machine, node: ir.Template, scope: Scope) -> Value:
    parts = [as_string(machine, value_of(machine, part, scope), spelled(part)) for part in node.parts]
    if len(parts) > 1 and machine.client and type(node.parts[0]) is not ir.Const and is_base(parts[0]):
        return apart(parts[0], concat(parts[1:]))
    return concat(parts)


def is_base(front: Value) -> bool:
    """Whether a text may be what a client's paths are relative to: it names a host, or the environment gives it."""
    return any(
        (type(o) is Text and o.soft) or (type(o) in (str, Text) and _HOST.match(str(o)) is not None)
        for o in options_of(front)
    )


def spelled(node: ir.Expr) -> str:
    """How a reader would call an expression: its last name."""
    if type(node) is ir.Call:
        return (
            spelled(node.arguments[0].value)
            if node.arguments and type(node.function) is ir.Name
            else spelled(node.function)
        )
    if type(node) is ir.Await:
        return spelled(node.value)
    return node.name if type(node) in (ir.Name, ir.Attribute) else ""


def _mapping(machine: Machine, node: ir.Mapping, scope: Scope) -> Value:
    made = DictValue()
    machine.born(made.entries)
    for key_node, value_node in node.entries:
        if key_node is None:
            _spread_into(machine, made, value_of(machine, value_node, scope), (scope.module.rel, node.at))
            continue
        key = key_node.value if type(key_node) is ir.Const else value_of(machine, key_node, scope)
        value = evaluate(machine, value_node, scope)
        text = known(key) if type(key) is not int else str(key)
        if text is None:
            made.exact = False
            made.entries.setdefault(f"*{len(made.entries)}", value)
        elif type(value_node) is ir.Accessor:
            made.entries[text] = AccessorValue.of(value_node.kind, value, made.entries.get(text, MISSING))
        else:
            made.entries[text] = value
            if type(value) is FunctionValue and value.home is None and type(value_node) is ir.Lambda:
                value.home = made
    return made


def _spread_into(machine: Machine, made: DictValue, value: Value, at: At) -> None:
    for option in value.options if type(value) is Union else [value]:
        if type(option) is DictValue:
            if REST in option.entries:
                overridden(made.entries, at, option.entries[REST])
            made.entries.update(option.entries)
            made.exact = made.exact and option.exact
        elif type(option) is Instance:
            made.entries.update(option.attrs)
            made.exact = made.exact and not option.cls.open
        elif type(option) is ModuleValue:
            from accord.evaluate.js_modules import export_names, exported, lost_exports

            made.entries.update({name: exported(machine, option, name) for name in export_names(machine, option)})
            for lost in () if machine.client else lost_exports(machine, option):
                made.exact = False
                made.entries.setdefault(REST, unknown_rest(lost, at))
        elif not nothing(option):
            made.exact = False
            if not machine.client:
                overridden(made.entries, at, option)
                made.entries.setdefault(REST, unknown_rest(option, at))


def _accessor(machine: Machine, node: ir.Accessor, scope: Scope) -> Value:
    function = FunctionValue(node.code, scope)
    machine.functions.append((function, scope))
    return function


def _lambda(machine: Machine, node: ir.Lambda, scope: Scope) -> Value:
    function = FunctionValue(node.code, scope)
    function.sites = machine.sites
    machine.functions.append((function, scope))
    return function


def _sequence(machine: Machine, node: ir.Sequence, scope: Scope) -> Value:
    made = ListValue([])
    for each in node.items:
        if type(each) is ir.Spread:
            value = value_of(machine, each.value, scope)
            found = machine.iterate(value)
            made.exact = made.exact and found is not None and found[1] and len(made.items) < 2000
            made.items.extend(found[0][:2000] if found is not None else ())
            if not machine.client and len(node.items) > 1 and (found is None or not (found[0] or found[1])):
                made.items.append(unknown_rest(value, (scope.module.rel, node.at)))
        else:
            made.items.append(evaluate(machine, each, scope))
    return made


def _comma(machine: Machine, node: ir.Comma, scope: Scope) -> Value:
    value: Value = UNDEFINED
    for each in node.items:
        value = evaluate(machine, each, scope)
    return value


def _super(machine: Machine, node: ir.Super, scope: Scope) -> Value:
    at: Scope | None = scope
    while at is not None:
        frame = at.frame
        if frame is not None and frame.function is not None and frame.function.owner is not None:
            return SuperValue(frame.function.owner, lookup(machine, "this", scope))
        if frame is not None and frame.function is None and type(frame.receiver) is ClassValue:
            return SuperValue(frame.receiver, frame.receiver)  # in a static field or block
        at = at.parent
    return Unknown("super outside of a class")


def _attribute(machine: Machine, node: ir.Attribute, scope: Scope) -> Value:
    return machine.attribute(value_of(machine, node.target, scope), node.name, (scope.module.rel, node.at))


def _item(machine: Machine, node: ir.Item, scope: Scope) -> Value:
    target, index = value_of(machine, node.target, scope), value_of(machine, node.index, scope)
    value = item(machine, target, index, (scope.module.rel, node.at))
    if type(target) is Instance and not machine.client and absent(value):
        return pending(machine).absent(value, target, (scope.module.rel, node.at))
    return value


def item(machine: Machine, target: Value, index: Value, at: At) -> Value:
    """`target[index]`: a known key is an attribute, an unknown one picks among objects."""
    if type(index) is int:
        return machine.attribute(target, str(index), at)
    text = known(index)
    if text is not None:
        return machine.attribute(target, text, at)
    if type(index) is Union:
        picked = [item(machine, target, o, at) for o in index.options if type(o) is int or known(o) is not None]
        if picked:
            return join_all(picked)
    if type(target) is Union:
        return join_all(
            [item(machine, option, index, at) for option in target.options if not nothing(option)]
            or [Unknown("nothing", at=at)]
        )
    values: list[Value] = []
    if type(target) is ListValue:
        values = [forced(machine, v) for v in target.items]
    elif type(target) is DictValue:
        values = [forced(machine, v) for k, v in target.entries.items() if type(v) is not AccessorValue and k != REST]
    if machine.client and values and len(values) <= 8 and target.exact and all(type(v) in (str, Text) for v in values):
        return join_all(values)  # a table of paths
    if values and all(type(v) in _OBJECTS for v in values):
        picked_any = one_of_many(values)
        if type(target) is DictValue and not machine.client:
            return join(picked_any, UNDEFINED)  # the key need not be there
        return picked_any
    soft = type(target) in (Unknown, Library) and (getattr(target, "soft", False) or target.name == "js:process#env")
    return Unknown("unknown key", at=at, soft=bool(soft), owner=target if type(target) is Unknown else None)


# -- calls ------------------------------------------------------------------------------------------------------------------------


def _call(machine: Machine, node: ir.Call, scope: Scope) -> Value:
    called = node.function
    at = (scope.module.rel, node.at)
    kind = type(called)
    if node.new:
        made_by = value_of(machine, called, scope)
        args, open_ = _arguments(machine, node, scope)
        machine.step()
        if type(made_by) is ClassValue and made_by.native is None:
            args = _written(node, args)
        return construct(machine, made_by, args, at, open_)
    if kind is ir.Super:
        target = _super(machine, called, scope)
        args, open_ = _arguments(machine, node, scope)
        machine.step()
        return super_constructor(machine, target, args, at, open_)
    if kind is ir.Attribute or kind is ir.Item:
        return _member_call(machine, node, called, scope, at)
    function = evaluate(machine, called, scope)
    if machine.client:
        machine.seen.add(at)
    if kind is ir.Name and called.name.startswith("_") and type(function) is Native:
        given = [
            evaluate(machine, argument.value, scope) for argument in node.arguments
        ]  # compilers' helpers take imports unforced
        return function.run(machine, given, {"module": scope.module}, at)
    args, open_ = _arguments(machine, node, scope)
    function = forced(machine, function)
    return machine.call(function, _written(node, args) if type(function) is FunctionValue else args, {}, at, open_)


def _member_call(machine: Machine, node: ir.Call, called: Any, scope: Scope, at: At) -> Value:
    receiver = value_of(machine, called.target, scope)
    machine.seen.add(at)
    if type(called) is ir.Attribute:
        name: Value = called.name
    else:
        name = value_of(machine, called.index, scope)
        name = str(name) if type(name) is int else known(name) or name
    if type(receiver) is Library and type(name) is str and name.startswith("__"):
        given = [evaluate(machine, argument.value, scope) for argument in node.arguments]
        function = machine.attribute(receiver, name, at)
        return machine.call(function, given, {"module": scope.module}, at)
    if type(receiver) is ListValue and name in _GOES_THROUGH:
        receiver = perhaps_filled_list(machine, called.target, receiver, scope, at)
    args, open_ = _arguments(machine, node, scope)
    spread = next((v for k, _, v in node.arguments if k == "*" and not _spelled_out(v)), None) if open_ else None
    if spread is not None and name in _GATHERS and not machine.client:
        whole = value_of(machine, spread, scope) if type(spread) in (ir.Name, ir.Attribute) else UNDEFINED
        args.append(unknown_rest(whole, at, spelled(spread)))
    if type(receiver) is SuperValue:
        return machine.call(machine.attribute(receiver, str(name), at), args, {"this": receiver.receiver}, at, open_)
    if type(name) is str and _of_program(receiver, name):
        args = _written(node, args)
    return call_member(machine, receiver, name, args, at, open_, firm=not node.optional)


def _spelled_out(node: ir.Expr) -> bool:
    """Whether every element of a list stands there, whatever a condition decides: `flag ? [limit] : []`."""
    if type(node) is ir.Choice:
        return _spelled_out(node.then) and _spelled_out(node.other)
    return type(node) is ir.Sequence and not any(type(each) is ir.Spread for each in node.items)


def perhaps_filled_list(machine: Machine, node: ir.Expr, value: ListValue, scope: Scope, at: At) -> Value:
    """What somebody goes through: an empty list of the program may have been filled by a callback."""
    if value.items or not value.exact or type(node) not in _PLAIN or machine.client:
        return value
    return pending(machine).filled(spelled(node), value, scope, at)


def _of_program(receiver: Value, name: str) -> bool:
    """Whether a method is a function of the program, as far as that is seen without asking a getter."""
    if type(receiver) is Instance:
        return receiver.native is None and receiver.cls.native is None
    held = receiver.entries.get(name) if type(receiver) is DictValue else None
    return type(held) is FunctionValue or (type(receiver) is ClassValue and receiver.native is None)


def _written(node: ir.Call, args: list[Value]) -> list[Value]:
    """The arguments, where `true` and `false` that are written in the call are no settings: no deployment changes them."""
    given = node.arguments
    if not any(type(v) is ir.Mapping or (type(v) is ir.Const and type(v.value) is bool) for _, _, v in given):
        return args
    if any(kind == "*" for kind, _, _ in given):
        return args
    return [_settled(arg, value) for arg, (_, _, value) in zip(args, given, strict=True)]


def _settled(arg: Value, node: ir.Expr) -> Value:
    if type(arg) is bool and type(node) is ir.Const:
        return Certain.of(arg)
    if type(arg) is DictValue and type(node) is ir.Mapping:
        for key, value in node.entries:
            if type(key) is ir.Const and type(value) is ir.Const and type(arg.entries.get(key.value)) is bool:
                arg.entries[key.value] = Certain.of(arg.entries[key.value])
    return arg


def call_member(
    machine: Machine,
    receiver: Value,
    name: Value,
    args: list[Value],
    at: At,
    open_: bool = False,
    *,
    firm: bool = False,
) -> Value:
    """`receiver[name](...args)`; `firm` where the program counts on that being there."""
    if type(receiver) is Union:
        options = [
            o
            for o in receiver.options
            if not nothing(o) and (type(o) is not Unknown or (hides(o) and not machine.client))
        ] or [Unknown("nothing", at=at)]
        return join_all([call_member(machine, o, name, list(args), at, open_) for o in options])
    if type(name) is Union:
        named = [(o, world) for o, world in alternatives_of(name) if type(o) is str]
        if named:
            return join_all(
                [call_member(machine, receiver, o, [narrowed(a, w) for a in args], at, open_) for o, w in named]
            )
    if type(name) is not str:
        made = models(machine).computed_member(machine, receiver, args, at)
        if made is not None:
            return made
        return machine.call(item(machine, receiver, name, at), args, {"this": receiver}, at, open_)
    function = machine.attribute(receiver, name, at)
    if firm and not machine.client and not machine.may and (function is UNDEFINED or absent(function)):
        models(machine).absent_call(machine, name, args, at)
        if function is UNDEFINED:
            return Unknown(f"{name}() is not defined", at=at, name="()")
    if type(function) is FunctionValue:
        machine.own.add(at)
    return machine.call(function, args, {"this": receiver}, at, open_)


def _arguments(machine: Machine, node: ir.Call, scope: Scope) -> tuple[list[Value], bool]:
    args: list[Value] = []
    open_ = False
    for kind, _, value_node in node.arguments:
        value = value_of(machine, value_node, scope)
        if kind == "*":
            found = machine.iterate(value)
            args.extend(found[0][:400] if found is not None else ())
            open_ = open_ or found is None or not found[1]
        else:
            args.append(value)
    return args, open_


# -- operators --------------------------------------------------------------------------------------------------------------------


def _binary(machine: Machine, node: ir.Binary, scope: Scope) -> Value:
    left, right = value_of(machine, node.left, scope), value_of(machine, node.right, scope)
    if node.op == "+":
        if is_textual(left) or is_textual(right):
            front, rest = as_string(machine, left, spelled(node.left)), as_string(machine, right, spelled(node.right))
            if machine.client and type(node.left) not in (ir.Const, ir.Binary) and is_base(front):
                return apart(front, rest)
            return concat([front, rest])
        if type(left) is bool or type(right) is bool:
            return Unknown("sum")
    if node.op in ("-", "*", "/", "%", "+") and type(left) in (int, float) and type(right) in (int, float):
        return binary(machine, node.op, left, right)
    return Unknown(f"result of {node.op}", soft=any(type(v) is Unknown and v.soft for v in (left, right)))


def _logical(machine: Machine, node: ir.Logical, scope: Scope) -> Value:
    left = value_of(machine, node.left, scope)
    if node.op == "??":
        truth = False if nothing(left) else None if type(left) in (Unknown, Union) else True
    else:
        truth = machine.truth(left)
        if type(left) is bool and type(node.left) is not ir.Const and truth is None:
            truth = left if node.op == "or" else None
    if node.op == "and":
        return _and(machine, node, scope, left, truth)
    if type(left) is Library and "#" in left.name and not machine.client:  # what a package holds there, if anything
        right = value_of(machine, node.right, scope)
        return Text((right,), soft=True) if type(right) is str else left if truth is True else join(left, right)
    if truth is True:
        return left
    right = value_of(machine, node.right, scope)
    if truth is False:
        return right
    if type(left) is Unknown:
        if type(right) is str and right[:1] in ("", "/") and hides(left) and not machine.client:
            return join(right, left)  # the path is this one, or one that was lost
        if machine.client:
            right = unless_empty(left, right, spelled(node.left))
            if type(right) is Unknown and left.name == "()" and right.owner is not None and not lost_here(left.reason):
                return right  # what stands there where nothing was said: `normalize(options.base) || getBase()`
        elif type(left.owner) is not Instance or left.owner.cls.open:  # what nobody gave an object is not there
            right = perhaps_filled(left, right)
            if type(right) is str:  # what somebody may give otherwise decides no condition
                return Text((right,), soft=True)
        if type(right) is str and left.soft:
            return Text((right,), soft=True)
        return (
            right
            if type(right) in _KEPT or (type(right) is Unknown and right.reason == PERHAPS)
            else Unknown(left.reason or "undecided or", soft=left.soft, at=left.at, owner=left.owner, name=left.name)
        )
    if type(left) is Union:
        left = join_all([o for o in left.options if not nothing(o) and o is not False] or [right])
    return join(left, right)


def _and(machine: Machine, node: ir.Logical, scope: Scope, left: Value, truth: bool | None) -> Value:
    if truth is False:
        return left
    if truth is True:
        return value_of(machine, node.right, scope)
    made: list[Value] = []

    def right() -> None:
        made.append(value_of(machine, node.right, scope))

    machine.arms([right, lambda: None])
    value = made[0] if made else UNDEFINED
    if type(value) is bool or type(value) is Unknown:
        return Unknown("undecided and", soft=any(type(v) is Unknown and v.soft for v in (left, value)))
    return value


def _choice(machine: Machine, node: ir.Choice, scope: Scope) -> Value:
    from accord.evaluate.statements import condition

    decided = condition(machine, node.test, scope)
    if decided is not None:
        return evaluate(machine, node.then if decided else node.other, scope)
    worlds = arms_of(machine, node.test, scope)
    if worlds is None:
        then, other = value_of(machine, node.then, scope), value_of(machine, node.other, scope)
        if is_textual(then) and is_textual(other) and type(node.test) in _PLAIN and not machine.client:
            flag = value_of(machine, node.test, scope)  # firm where it makes a path, as a setting is
            if type(flag) in (bool, int):
                return then if flag else other
        return join(then, other)
    around, values = machine.world, []
    for each, world in zip((node.then, node.other), worlds, strict=True):
        if agree(world, around):
            machine.world = around | world
            values.append((value_of(machine, each, scope), world))
            machine.world = around
    return join_worlds(values)


def _unary(machine: Machine, node: ir.Unary, scope: Scope) -> Value:
    value = value_of(machine, node.value, scope)
    if node.op == "not":
        if type(value) is int:
            return not value  # `!0`, as compilers write true: a flag as any other
        truth = machine.truth(value)
        if truth is None:
            flag = Unknown("undecided not", soft=type(value) is Unknown and value.soft)
            if machine.client:
                remember(machine, flag, node, scope)
            return flag
        return Certain.of(not truth)
    if node.op == "typeof":
        return _typeof(value)
    if node.op == "void":
        return UNDEFINED
    if node.op == "delete" and type(node.value) is ir.Attribute:
        owner = value_of(machine, node.value.target, scope)
        if type(owner) is DictValue:
            machine.drop(owner.entries, node.value.name)
        return True
    if node.op == "~" and type(value) is int:
        return Certain.of(value != -1)  # `~list.indexOf(x)`: whether it is there
    if node.op == "-" and type(value) in (int, float):
        return -value
    return (
        number(machine, [value], {}, (scope.module.rel, node.at)) if node.op == "+" else Unknown(f"result of {node.op}")
    )


def _typeof(value: Value) -> Value:
    kind = type(value)
    if kind in (str, Text):
        return "string"
    if kind in _FUNCTIONS:
        return "function"
    if kind in (DictValue, ListValue, ModuleValue, RegexValue) or value is None:
        return "object"
    if kind is Instance:
        return "function" if value.cls.native is not None and "kind" in value.cls.native else "object"
    if kind is bool or kind is Certain:
        return "boolean"
    if kind in (int, float):
        return "number"
    if value is UNDEFINED or absent(value):
        return "undefined"
    return Unknown("type of something unknown")


def absent(value: Value) -> bool:
    """Whether a value is what an object was asked for that neither it nor its class has, all of them being of the tree."""
    owner = value.owner if type(value) is Unknown else None
    if type(owner) is not Instance or owner.native is not None or owner.typed or owner.cls.open or REST in owner.attrs:
        return False
    made = all(cls.code is not None for cls in owner.cls.mro)
    return made and value.name not in owner.attrs and owner.cls.find(value.name)[1] is None


def _compare(machine: Machine, node: ir.Compare, scope: Scope) -> Value:
    left, right = (value_of(machine, operand, scope) for operand in node.operands)
    op = node.ops[0]
    answer: bool | None
    if op in ("===", "==", "!==", "!="):
        answer = flags(node, left, right) if Certain in (type(left), type(right)) else None
        answer = equal(left, right, loose=len(op) == 2) if answer is None else answer
        if answer is not None and op[0] == "!":
            answer = not answer
    elif op == "instanceof":
        answer = instance_of(left, right)
    elif op == "in":
        answer = has_key(left, right)
    elif type(left) in (int, float) and type(right) in (int, float):
        answer = {"<": left < right, ">": left > right, "<=": left <= right, ">=": left >= right}[op]
    elif type(left) is str and type(right) is str:  # by UTF-16 unit
        a, b = (side.encode("utf-16-be", "surrogatepass") for side in (left, right))
        answer = {"<": a < b, ">": a > b, "<=": a <= b, ">=": a >= b}[op]
    else:
        answer = None
    if answer is None:
        return Unknown("undecided comparison", soft=any(type(v) in (Unknown, Text) and v.soft for v in (left, right)))
    return Certain.of(answer)


def _named(machine: Machine, node: ir.Named, scope: Scope) -> Value:
    value = evaluate(machine, node.value, scope)
    assign(machine, node.target, value, scope)
    return value


def _yield(machine: Machine, node: ir.Yield, scope: Scope) -> Value:
    """A generator hands its value out; one that stands for an async function gets it back awaited."""
    value = value_of(machine, node.value, scope) if node.value is not None else UNDEFINED
    if scope.frame is not None and len(scope.frame.yields) < 1000:
        found = machine.iterate(value) if node.delegated else None
        scope.frame.yields.extend(found[0] if found is not None else [value])
    return value


def _element(machine: Machine, node: ir.Element, scope: Scope) -> Value:
    """A JSX element: its parts are evaluated; what a client's component does with its properties the library models know."""
    tag = value_of(machine, node.tag, scope) if node.tag is not None else None
    props = DictValue()
    for name, each in node.attributes:
        value = evaluate(machine, each, scope)
        if name is None:
            _spread_into(machine, props, forced(machine, value), (scope.module.rel, node.at))
        else:
            props.entries[name] = value
    for child in node.children:
        evaluate(machine, child, scope)
    if machine.client and tag is not None:
        models(machine).element(machine, tag, props, (scope.module.rel, node.at))
    return Unknown("an element")


def _opaque(machine: Machine, node: ir.Opaque, scope: Scope) -> Value:
    """A tag that is a function of the program, or `String.raw`, is called with the texts and what stands between them."""
    values = [value_of(machine, child, scope) for child in node.children]
    if node.what == ir.TAGGED and not machine.client and type(values[0]) in (FunctionValue, BoundMethod, Native):
        tag, cooked, raw, *between = values
        keep_raw(machine, cooked, raw)
        return machine.call(tag, [cooked, *between], {}, (scope.module.rel, node.at))
    return Unknown(node.what)


JS_EXPRESSIONS: dict[type, Callable[[Machine, Any, Scope], Value]] = {
    **EXPRESSIONS,
    ir.Name: _name,
    ir.Attribute: _attribute,
    ir.Item: _item,
    ir.Call: _call,
    ir.Template: _template,
    ir.Mapping: _mapping,
    ir.Accessor: _accessor,
    ir.Lambda: _lambda,
    ir.Sequence: _sequence,
    ir.Comma: _comma,
    ir.Super: _super,
    ir.Binary: _binary,
    ir.Logical: _logical,
    ir.Choice: _choice,
    ir.Unary: _unary,
    ir.Compare: _compare,
    ir.Named: _named,
    ir.Yield: _yield,
    ir.Element: _element,
    ir.Opaque: _opaque,
    ir.Spread: lambda machine, node, scope: value_of(machine, node.value, scope),
    ir.Regex: lambda machine, node, scope: RegexValue(node.source, node.flags),
    ir.ClassExpression: lambda machine, node, scope: make_class(machine, node.code, scope),
    ir.Await: lambda machine, node, scope: value_of(machine, node.value, scope),
}

__all__ = ["JS_EXPRESSIONS", "Certain", "call_member", "item", "spelled", "value_of"]
