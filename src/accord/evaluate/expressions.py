"""Evaluating expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accord.evaluate import sets
from accord.evaluate.containers import contains, item, rest, sliced
from accord.evaluate.strings import as_text, hole, percent
from accord.evaluate.values import (
    CONSTANTS,
    LIST_LIMIT,
    MISSING,
    NUMBER_LIMIT,
    TEXT_LIMIT,
    BoundMethod,
    ClassValue,
    DictValue,
    Frame,
    FunctionValue,
    Hole,
    Instance,
    LazyImport,
    Library,
    ListValue,
    ModuleValue,
    Native,
    PathValue,
    Scope,
    SuperValue,
    Text,
    Union,
    Unknown,
    Value,
    bounded,
    concat,
    entry_of,
    held,
    is_constant,
    is_textual,
    join,
    key_of,
    plain,
    wholly,
)
from accord.source import ir

if TYPE_CHECKING:
    from collections.abc import Callable

    from accord.evaluate.machine import Machine

UNBOUND = "name {} is not defined"
FILTERED = 100  # entries of a route table that are filtered one by one
_NEGATED = {"is not": "is", "!=": "==", "not in": "in", "<>": "=="}


def evaluate(machine: Machine, node: ir.Expr, scope: Scope) -> Value:
    """The value of an expression."""
    return machine.expressions[type(node)](machine, node, scope)


# -- names ------------------------------------------------------------------------------------------------------------------------


def lookup(machine: Machine, name: str, scope: Scope) -> Value:
    """A name as seen from a scope; class bodies are not seen from functions inside them."""
    at: Scope | None = scope
    while at is not None:
        value = at.vars.get(name, MISSING)
        if value is MISSING:
            if at.parent is not None:
                at = at.parent
                continue
            value = _module_name(machine, name, at.module)
        if type(value) is LazyImport:
            value = machine.force(value, at.vars, name)
        if value is not MISSING:
            return value
        at = at.parent
    found = machine.language.builtins.get(name, MISSING)
    return found if found is not MISSING else Unknown(UNBOUND.format(name), at=(scope.module.rel, 0), name=name)


def _module_name(machine: Machine, name: str, module: ModuleValue) -> Value:
    if not (module.whole and module.state == 2):
        value = machine.on_demand(module, name)
        if value is not MISSING:
            return value
        if "*" in module.index:
            machine.on_demand(module, "*")
    for star in module.stars:
        if star is not module:
            value = machine.module_attribute(star, name)
            if value is not MISSING:
                return value
    return MISSING


def _name(machine: Machine, node: ir.Name, scope: Scope) -> Value:
    value = scope.vars.get(node.name, MISSING)
    if value is MISSING or type(value) is LazyImport:
        return lookup(machine, node.name, scope)
    return value


def _attribute(machine: Machine, node: ir.Attribute, scope: Scope) -> Value:
    target = machine.expressions[type(node.target)](machine, node.target, scope)
    return machine.language.attribute(machine, target, node.name, (scope.module.rel, node.at), MISSING)


# -- literals ---------------------------------------------------------------------------------------------------------------------


def _template(machine: Machine, node: ir.Template, scope: Scope) -> Value:
    parts = []
    for part in node.parts:
        value = evaluate(machine, part, scope)
        text = as_text(machine, value)
        if type(text) is Text and len(text.parts) == 1 and type(text.parts[0]) is Hole and not text.parts[0].name:
            text = hole(_spelled(part), text.parts[0].reason, text.soft)
        parts.append(text)
    return concat(parts)


def _spelled(node: ir.Expr) -> str:
    """How a reader would call an expression: its last name."""
    if type(node) is ir.Call and node.arguments and type(node.function) is ir.Name:
        return _spelled(node.arguments[0].value)
    if type(node) is ir.Call:
        return _spelled(node.function)
    return node.name if type(node) in (ir.Name, ir.Attribute) else ""


def _sequence(machine: Machine, node: ir.Sequence, scope: Scope) -> Value:
    items: list[Value] = []
    exact = True
    for each in node.items:
        if type(each) is ir.Spread:
            whole = evaluate(machine, each.value, scope)
            found = machine.iterate(whole)
            spread = found[0] if found is not None else rest(whole)
            exact = exact and found is not None and found[1] and len(items) + len(spread) <= LIST_LIMIT
            items.extend(spread[: max(0, LIST_LIMIT - len(items))])
        else:
            items.append(evaluate(machine, each, scope))
    return ListValue(items, exact, node.kind)


def _mapping(machine: Machine, node: ir.Mapping, scope: Scope) -> Value:
    made = DictValue()
    machine.born(made.entries)
    for key_node, value_node in node.entries:
        value = evaluate(machine, value_node, scope)
        if key_node is None:
            value = held(value)
            if type(value) is DictValue:
                made.entries.update(value.entries)
            else:
                made.entries.update((each, each) for each in rest(value))
            made.exact = made.exact and type(value) is DictValue and value.exact
            continue
        key = evaluate(machine, key_node, scope)
        made.exact = made.exact and key_of(key) is not MISSING
        made.entries[entry_of(key)] = value
    return made


def _item(machine: Machine, node: ir.Item, scope: Scope) -> Value:
    target = evaluate(machine, node.target, scope)
    if type(node.index) is ir.Slice:
        bounds = [evaluate(machine, b, scope) if b is not None else None for b in node.index[1:]]
        return sliced(target, *bounds)
    return item(machine, target, evaluate(machine, node.index, scope), (scope.module.rel, node.at))


# -- calls ------------------------------------------------------------------------------------------------------------------------


def _call(machine: Machine, node: ir.Call, scope: Scope) -> Value:
    called = node.function
    if type(called) is ir.Name and called.name == "super" and not node.arguments:
        return _super(scope)
    expressions = machine.expressions
    function = expressions[type(called)](machine, called, scope)
    at = (scope.module.rel, node.at)
    if type(called) is ir.Attribute and type(function) is not Unknown:
        machine.seen.add(at)
    args, kwargs, open_ = arguments_of(machine, node, scope)
    if type(function) is Native and function.name in ("locals", "globals"):
        if function.name == "globals":
            machine.run_module(scope.module)  # what it has not run yet would be missing
            _fill_from_stars(machine, scope.module)
        return DictValue(scope.vars if function.name == "locals" else scope.module.scope.vars, False)
    return machine.call(function, args, kwargs, at, open_)


def arguments_of(machine: Machine, node: ir.Call, scope: Scope) -> tuple[list[Value], dict[str, Value], bool]:
    """The arguments of a call, and whether there may be more that nobody knows."""
    expressions = machine.expressions
    args: list[Value] = []
    kwargs: dict[str, Value] = {}
    open_ = False
    for kind, name, value_node in node.arguments:
        value = expressions[type(value_node)](machine, value_node, scope)
        if kind == "*":
            found = machine.iterate(value)
            args.extend(found[0] if found is not None else ())
            open_ = open_ or found is None or not found[1]
        elif kind == "**":
            value = held(value)
            if type(value) is DictValue:
                kwargs.update({k: v for k, v in value.entries.items() if type(k) is str})
            open_ = open_ or type(value) is not DictValue or not value.exact
        elif name is None:
            args.append(value)
        else:
            kwargs[name] = value
    return args, kwargs, open_


def _fill_from_stars(machine: Machine, module: ModuleValue) -> None:
    """`from m import *` copies names; they are bound lazily until somebody asks for all there are."""
    for star in module.stars:
        listed = machine.iterate(machine.module_attribute(star, "__all__")) if "__all__" in star.index else None
        names = [n for n in star.index if not n.startswith(("_", "*"))] if listed is None else listed[0]
        for name in names if star is not module else ():
            if type(name) is str and name not in module.scope.vars:
                value = machine.module_attribute(star, name)
                if value is not MISSING:
                    machine.put(module.scope.vars, name, value)


def _super(scope: Scope) -> Value:
    at: Scope | None = scope
    while at is not None:
        frame = at.frame
        if frame is not None and frame.function is not None and frame.function.owner is not None:
            return SuperValue(frame.function.owner, frame.receiver)
        at = at.parent
    return Unknown("super outside of a class")


def _lambda(machine: Machine, node: ir.Lambda, scope: Scope) -> Value:
    outer = scope
    while outer.cls is not None and outer.parent is not None:
        outer = outer.parent
    return FunctionValue(node.code, outer)


# -- operators --------------------------------------------------------------------------------------------------------------------


def _binary(machine: Machine, node: ir.Binary, scope: Scope) -> Value:
    left, right = evaluate(machine, node.left, scope), evaluate(machine, node.right, scope)
    if (
        node.op == "+"
        and (is_textual(left) or is_textual(right))
        and type(left) not in (ListValue, Instance)
        and type(right) not in (ListValue, Instance)
    ):
        return concat([_named_text(machine, left, node.left), _named_text(machine, right, node.right)])
    return binary(machine, node.op, left, right)


def _named_text(machine: Machine, value: Value, node: ir.Expr) -> Value:
    text = as_text(machine, value)
    if type(text) is Text and len(text.parts) == 1 and type(text.parts[0]) is Hole and not text.parts[0].name:
        return hole(_spelled(node), text.parts[0].reason, text.soft)
    return text


def binary(machine: Machine, op: str, left: Value, right: Value) -> Value:
    """An arithmetic, text, list or path operation."""
    a, b = type(left), type(right)
    if op == "+":
        return _plus(machine, left, right)
    if op == "/" and a is PathValue:
        return _path_join(machine, left, right)
    if op == "/" and b is PathValue and a is str:
        return _path_join(machine, PathValue(left), right)
    if op == "%" and a in (str, Text):
        return percent(machine, left, right) if a is str else hole("", "formatted")
    if op == "|":
        return _pipe(machine, left, right)
    if op in ("-", "&", "^") and a is ListValue and b is ListValue:
        return sets.operate(op, left, right)
    if op == "*" and a is str and b is int and 0 <= right * len(left) < TEXT_LIMIT:
        return left * right
    if op == "*" and a is ListValue and b is int and 0 <= right * len(left.items) <= LIST_LIMIT:
        return ListValue(left.items * right, left.exact, left.kind)
    if a in (int, float) and b in (int, float):
        return _arithmetic(op, left, right)
    return _overloaded(machine, op, left, right)


_OPERATORS = {
    "+": "add",
    "-": "sub",
    "*": "mul",
    "/": "truediv",
    "//": "floordiv",
    "%": "mod",
    "|": "or",
    "&": "and",
    "^": "xor",
}
_OPERATORS |= {"<<": "lshift", ">>": "rshift", "@": "matmul", "**": "pow"}


def _overloaded(machine: Machine, op: str, left: Value, right: Value) -> Value:
    """An operator that a class of the program defines (`registrar / "users"`)."""
    for owner, other, name in ((left, right, f"__{_OPERATORS.get(op)}__"), (right, left, f"__r{_OPERATORS.get(op)}__")):
        if type(owner) is Instance and type(owner.cls.find(name)[0]) is FunctionValue:
            return machine.method(owner, name, [other], {}, owner.at)
    return Unknown(f"result of {op}")


def _plus(machine: Machine, left: Value, right: Value) -> Value:
    if type(left) is ListValue and type(right) is ListValue:
        return bounded(left.items + right.items, left.exact and right.exact, left.kind)
    for known, other in ((left, right), (right, left)):
        if type(known) is ListValue:
            found = machine.iterate(other)
            extra = found[0] if found is not None else rest(other)
            items = known.items + extra if known is left else extra + known.items
            return bounded(items, found is not None and found[1] and known.exact, known.kind)
    if Instance in (type(left), type(right)):
        own = _overloaded(machine, "+", left, right)
        if type(own) is not Unknown:
            return own
    if is_textual(left) or is_textual(right):
        return concat([as_text(machine, left), as_text(machine, right)])
    if type(left) in (int, float) and type(right) in (int, float):
        return _arithmetic("+", left, right)
    return Unknown("sum of unknown values", soft=any(type(v) is Unknown and v.soft for v in (left, right)))


def _path_join(machine: Machine, left: PathValue, right: Value) -> Value:
    import os.path

    text = as_text(machine, right)
    if type(text) is str:
        return PathValue(os.path.join(left.path, text))
    return Unknown("path with unknown parts")


def _pipe(machine: Machine, left: Value, right: Value) -> Value:
    if type(left) is DictValue and type(right) is DictValue:
        return DictValue({**left.entries, **right.entries}, left.exact and right.exact)
    if type(left) is ListValue and type(right) is ListValue:
        return ListValue(
            left.items + [x for x in right.items if x not in left.items], left.exact and right.exact, left.kind
        )
    for known, other in ((left, right), (right, left)):
        if type(known) is DictValue and rest(other):
            return DictValue({**known.entries, **{each: each for each in rest(other)}}, False)
        if type(known) is ListValue and rest(other):
            return ListValue(known.items + rest(other), False, known.kind)
    if type(left) is ClassValue:
        return left  # `A | None` in an annotation
    if Instance in (type(left), type(right)):
        return _overloaded(machine, "|", left, right)
    return right if type(right) is ClassValue else Unknown("result of |")


def _arithmetic(op: str, left: float, right: float) -> Value:
    if abs(left) > NUMBER_LIMIT or abs(right) > NUMBER_LIMIT:
        return Unknown("a number too large to matter")
    try:
        if op == "+":
            return left + right
        if op == "-":
            return left - right
        if op == "*":
            return left * right
        if op in ("//", "/", "%"):
            return left // right if op == "//" else left / right if op == "/" else left % right
    except (ZeroDivisionError, OverflowError):
        pass
    return Unknown(f"result of {op}")


def _logical(machine: Machine, node: ir.Logical, scope: Scope) -> Value:
    left = evaluate(machine, node.left, scope)
    truth = machine.truth(left)
    if node.op == "and":
        if truth is False:
            return left
        right = evaluate(machine, node.right, scope)
        if truth is True:
            return right
        after = machine.truth(right)
        if after is False:
            return False
        return (
            right
            if type(right) in (Instance, FunctionValue, ClassValue)
            else Unknown("undecided and", soft=type(left) is Unknown and left.soft)
        )
    if truth is True:
        return left
    right = evaluate(machine, node.right, scope)
    if truth is False:
        return right
    if type(left) is Unknown:
        usable = right is True or type(right) in (
            str,
            Text,
            Instance,
            ListValue,
            DictValue,
            ClassValue,
            FunctionValue,
            PathValue,
            ModuleValue,
        )
        return right if usable else Unknown(left.reason or "undecided or", soft=left.soft)
    return join(left, right)


def _unary(machine: Machine, node: ir.Unary, scope: Scope) -> Value:
    value = evaluate(machine, node.value, scope)
    if node.op == "not":
        truth = machine.truth(value)
        return Unknown("undecided not", soft=type(value) is Unknown and value.soft) if truth is None else not truth
    if node.op == "-" and type(value) in (int, float):
        return -value
    return Unknown(f"result of {node.op}")


def _compare(machine: Machine, node: ir.Compare, scope: Scope) -> Value:
    values = [evaluate(machine, v, scope) for v in node.operands]
    decided = True
    for op, left, right in zip(node.ops, values, values[1:], strict=False):
        answer = compare(machine, op, left, right)
        if answer is False:
            return False
        decided = decided and answer is True
    return (
        True
        if decided
        else Unknown("undecided comparison", soft=any(type(v) in (Unknown, Text) and v.soft for v in values))
    )


def compare(machine: Machine, op: str, left: Value, right: Value) -> bool | None:
    """A comparison decided, or None."""
    if op in _NEGATED:
        answer = compare(machine, _NEGATED[op], left, right)
        return None if answer is None else not answer
    if type(left) in (Unknown, Union) or type(right) in (Unknown, Union):
        return None
    if type(left) is Library or type(right) is Library:
        return True if type(left) is type(right) and left.name == right.name else None
    if op == "in":
        return contains(right, left)
    a, b = plain(left), plain(right)
    if op in ("==", "is"):
        return _equal(op, a, b)
    if type(a) in (int, float, str) and type(b) in (int, float, str) and (type(a) is str) == (type(b) is str):
        return {"<": a < b, ">": a > b, "<=": a <= b, ">=": a >= b}.get(op)
    if type(a) is ListValue and type(b) is ListValue and all(type(x) is int for x in a.items + b.items):
        return {"<": a.items < b.items, ">": a.items > b.items, "<=": a.items <= b.items, ">=": a.items >= b.items}.get(
            op
        )
    return None


def _equal(op: str, a: Value, b: Value) -> bool | None:
    if type(a) is Text or type(b) is Text:
        return None if not (a is None or b is None) else False
    if is_constant(a) and is_constant(b):
        return bool(a == b)
    if a is b:
        return True
    if a is None or b is None:
        return False
    if type(a) in (ListValue, DictValue) or type(b) in (ListValue, DictValue):
        left, right = wholly(a), wholly(b)
        if op == "==" and left is not MISSING and right is not MISSING:
            return bool(left == right)
        return False if (type(a) in CONSTANTS) != (type(b) in CONSTANTS) else None
    return False if op == "is" else None


def _choice(machine: Machine, node: ir.Choice, scope: Scope) -> Value:
    from accord.evaluate.statements import condition

    decided = condition(machine, node.test, scope)
    if decided is None:
        return join(evaluate(machine, node.then, scope), evaluate(machine, node.other, scope))
    return evaluate(machine, node.then if decided else node.other, scope)


# -- the rest ---------------------------------------------------------------------------------------------------------------------


def _only_filters(value: Value, node: ir.Comprehension, number: int) -> bool:
    """Whether a comprehension picks entries from a large route table. Asking for each is dear and registers nothing; that each may be picked is
    true, too.
    """
    clauses = node.clauses[number:]
    return (
        type(value) is ListValue
        and value.kind == "routes"
        and len(value.items) > FILTERED
        and type(node.element) is ir.Name
        and type(clauses[0][1]) is ir.Name
        and node.element.name == clauses[0][1].name
        and all(clause[0] == "if" for clause in clauses[1:])
    )


def _await(machine: Machine, node: ir.Await, scope: Scope) -> Value:
    """A coroutine is its result already; a future, and an object that says how it is awaited, is asked for it."""
    value = evaluate(machine, node.value, scope)
    if type(value) is Instance and value.cls.find("__await__")[1] is not None:
        return machine.method(value, "__await__", [], {}, (scope.module.rel, node.at))
    return value


def _comprehension(machine: Machine, node: ir.Comprehension, scope: Scope) -> Value:
    from accord.evaluate.binding import assign

    inner = Scope(scope, scope.module, scope.frame)
    out: list[Any] = []
    exact = True

    def once(target: ir.Expr, number: int) -> None:
        """For elements nobody knows: what is done for each is done once; what that gives is kept where it says more than nothing."""
        assign(machine, target, Unknown("element of something unknown", at=(scope.module.rel, node.at)), inner)
        before = len(out)
        machine.sparingly(lambda: run(number + 1))
        out[before:] = [v for v in out[before:] if type(v) not in (Unknown, tuple) and v is not None]

    def run(number: int) -> None:
        nonlocal exact
        if number == len(node.clauses):
            if node.kind == "mapping":
                out.append((evaluate(machine, node.element[0], inner), evaluate(machine, node.element[1], inner)))
            else:
                out.append(evaluate(machine, node.element, inner))
            return
        clause = node.clauses[number]
        if clause[0] == "if":
            truth = machine.truth(evaluate(machine, clause[1], inner))
            exact = exact and truth is not None
            if truth is not False:
                run(number + 1)
            return
        value = evaluate(machine, clause[2], inner)
        if _only_filters(value, node, number):
            out.extend(value.items)
            exact = False
            return
        found = machine.iterate(value)
        if found is None:
            exact = False
            machine.arms([lambda: once(clause[1], number), lambda: None])
            return
        exact = exact and found[1] and len(found[0]) <= machine.unroll
        for element in list(found[0])[: machine.unroll]:
            machine.step()
            assign(machine, clause[1], element, inner)
            run(number + 1)
        if len(found[0]) > machine.unroll:
            rest = Unknown("an element of a list too long to be followed", at=(scope.module.rel, node.at))
            out.append((rest, rest) if node.kind == "mapping" else rest)

    run(0)
    if node.kind != "mapping":
        return ListValue(out, exact, node.kind)
    made = DictValue({}, exact)
    for key, value in out:
        made.exact = made.exact and key_of(key) is not MISSING
        made.entries[entry_of(key)] = value
    return made


def _named(machine: Machine, node: ir.Named, scope: Scope) -> Value:
    from accord.evaluate.binding import assign

    value = evaluate(machine, node.value, scope)
    assign(machine, node.target, value, scope)
    return value


def _yield(machine: Machine, node: ir.Yield, scope: Scope) -> Value:
    value = evaluate(machine, node.value, scope) if node.value is not None else None
    frame = scope.frame or Frame()
    if frame.entering is not None and not node.delegated:
        frame.entering.run(machine, value)
    if node.delegated:
        found = machine.iterate(value)
        frame.yields.extend(found[0] if found is not None else [Unknown("yielded from something unknown")])
    elif len(frame.yields) < 1000:
        frame.yields.append(value)
    return Unknown("sent into a generator")


def _opaque(machine: Machine, node: ir.Opaque, scope: Scope) -> Value:
    for child in node.children:
        evaluate(machine, child, scope)
    return Unknown(node.what)


EXPRESSIONS: dict[type, Callable[[Machine, Any, Scope], Value]] = {
    ir.Const: lambda machine, node, scope: node.value,
    ir.Name: _name,
    ir.Attribute: _attribute,
    ir.Item: _item,
    ir.Call: _call,
    ir.Template: _template,
    ir.Sequence: _sequence,
    ir.Mapping: _mapping,
    ir.Spread: lambda machine, node, scope: evaluate(machine, node.value, scope),
    ir.Slice: lambda machine, node, scope: Unknown("slice"),
    ir.Binary: _binary,
    ir.Logical: _logical,
    ir.Unary: _unary,
    ir.Compare: _compare,
    ir.Choice: _choice,
    ir.Lambda: _lambda,
    ir.Comprehension: _comprehension,
    ir.Named: _named,
    ir.Yield: _yield,
    ir.Await: _await,
    ir.Opaque: _opaque,
}

__all__ = ["BoundMethod", "binary", "compare", "evaluate", "lookup"]
