"""Running statements; each returns how control leaves it: None, `return`, `raise`, `break` or `continue`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from accord.evaluate.binding import assign, bind, run_assign, run_aug_assign, run_delete
from accord.evaluate.contexts import run_with
from accord.evaluate.effects import run_for_effect
from accord.evaluate.expressions import evaluate
from accord.evaluate.inherited import BASES
from accord.evaluate.machine import BREAK, CONTINUE, GONE, LEFT, RAISE, RETURN, UNROLL, AbsentModule, Flow, OutOfFuel
from accord.evaluate.patterns import fits
from accord.evaluate.values import (
    At,
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
    Unknown,
    Value,
    options_of,
)
from accord.evaluate.worlds import arms_of, left_of
from accord.source import ir

if TYPE_CHECKING:
    from collections.abc import Callable

    from accord.evaluate.machine import Machine


_IMPORT_ERRORS = frozenset(("ImportError", "ModuleNotFoundError", "Exception", "BaseException"))


def execute(machine: Machine, block: ir.Block, scope: Scope) -> Flow:
    """Run a block."""
    for statement in block:
        machine.step()
        flow = machine.statements[type(statement)](machine, statement, scope)
        if flow:
            return flow
    return None


def _expression(machine: Machine, node: ir.Expression, scope: Scope) -> Flow:
    evaluate(machine, node.value, scope)
    return None


# -- control flow -----------------------------------------------------------------------------------------------------------------


def condition(machine: Machine, test: ir.Expr, scope: Scope) -> bool | None:
    """A test decided, or None: unknown, or known only as a default that a deployment may change."""
    before, machine.softened = machine.softened, False
    try:
        truth = machine.truth(evaluate(machine, test, scope))
        return None if machine.softened else truth
    finally:
        machine.softened = before


def _if(machine: Machine, node: ir.If, scope: Scope) -> Flow:
    decided = condition(machine, node.test, scope)
    if decided is True:
        return execute(machine, node.then, scope)
    if decided is False:
        return execute(machine, node.other, scope)
    arms = [lambda: execute(machine, node.then, scope), lambda: execute(machine, node.other, scope)]
    worlds = arms_of(machine, node.test, scope)
    left = left_of(machine, worlds)
    return machine.arms(arms, worlds) if left is None else arms[left]()


def turning(loop: Callable[[Machine, Any, Scope], Flow]) -> Callable[[Machine, Any, Scope], Flow]:
    """A statement that `break` and `continue` only leave: what follows it is reached all the same."""

    def run(machine: Machine, node: Any, scope: Scope) -> Flow:
        before = machine.doubt
        flow = loop(machine, node, scope)
        machine.doubt &= before | ~(LEFT[BREAK] | LEFT[CONTINUE])
        return flow

    return run


def next_turn(machine: Machine, before: int) -> None:
    """A turn of a loop begins, wherever the one before it was left."""
    machine.step()
    machine.doubt &= before | ~LEFT[CONTINUE]


def _for(machine: Machine, node: ir.For, scope: Scope) -> Flow:
    value = evaluate(machine, node.iterable, scope)
    found = machine.iterate(value)
    if found is None or (not found[1] and not found[0]):
        reason = value.reason if type(value) is Unknown else ""
        unknown = Unknown(
            reason or "element of something unknown",
            at=(scope.module.rel, node.at),
            soft=type(value) is Unknown and value.soft,
        )

        def once() -> Flow:
            assign(machine, node.target, unknown, scope)
            execute(machine, node.body, scope)
            return None

        machine.arms([once, lambda: None])
        return None
    elements, exact = found
    if len(elements) > machine.unroll:
        machine.lose(
            (scope.module.rel, node.at),
            f"the loop has more than {machine.unroll} turns; the rest was not followed",
            "include" if any(machine.libraries.carries(v) for v in list(elements)[machine.unroll :]) else "fuel",
            (scope.module.rel,),
        )
    before = machine.doubt
    for element in list(elements)[: machine.unroll]:
        next_turn(machine, before)
        assign(machine, node.target, element, scope)
        flow = execute(machine, node.body, scope)
        if flow == BREAK:
            return None
        if flow in (RETURN, RAISE):
            return flow
    if len(elements) > machine.unroll:
        rest = Unknown("an element of a list too long to be followed", at=(scope.module.rel, node.at))
        assign(machine, node.target, rest, scope)
        machine.arms([lambda: execute(machine, node.body, scope) and None, lambda: None])
    return execute(machine, node.orelse, scope) if exact else None


def _while(machine: Machine, node: ir.While, scope: Scope) -> Flow:
    before = machine.doubt
    for _ in range(UNROLL):
        machine.doubt &= before | ~LEFT[CONTINUE]
        decided = condition(machine, node.test, scope)
        if decided is False:
            return execute(machine, node.orelse, scope)
        if decided is None or type(node.test) is ir.Const:
            flows: list[Flow] = []

            def once(flows: list[Flow] = flows) -> Flow:
                flows.append(execute(machine, node.body, scope))
                return None

            machine.arms([once] if decided else [once, lambda: None])
            return flows[0] if decided and flows[0] in (RETURN, RAISE) else None
        flow = execute(machine, node.body, scope)
        if flow == BREAK:
            return None
        if flow in (RETURN, RAISE):
            return flow
    raise OutOfFuel  # as a loop of many more turns would


def _try(machine: Machine, node: ir.Try, scope: Scope) -> Flow:
    before, around = machine.doubt, machine.tolerant
    spare = _without(node.handlers)
    machine.tolerant = spare is not None
    machine.in_try += 1
    try:
        flow = execute(machine, node.body, scope)
    except AbsentModule:
        flow = RAISE
    finally:
        machine.in_try -= 1
        machine.tolerant = around

    def handle() -> Flow:
        handler = spare or node.handlers[0]
        if handler.name:
            machine.put(scope.vars, handler.name, Unknown("exception"))
        return execute(machine, handler.body, scope)

    doubtful = bool(machine.doubt & ~before & LEFT[RAISE])
    if flow == RAISE and node.handlers:
        machine.doubt &= before | ~LEFT[RAISE]
        flow = handle()
    elif not flow:
        flow = execute(machine, node.orelse, scope)
        machine.doubt &= before | ~LEFT[RAISE]
        if doubtful and node.handlers and not flow:
            flow = machine.arms([lambda: None, handle])
    if node.final:
        flow = execute(machine, node.final, scope) or flow
    return flow


def _without(handlers: tuple[ir.Handler, ...]) -> ir.Handler | None:
    """The handler by which a program goes on without a package; one that raises anew needs it."""
    for handler in handlers:
        caught = handler.caught
        names = caught.items if type(caught) is ir.Sequence else (caught,)
        if caught is None or any(getattr(n, "name", "") in _IMPORT_ERRORS for n in names):
            return None if handler.body and type(handler.body[-1]) is ir.Raise else handler
    return None


def _with(machine: Machine, node: ir.With, scope: Scope) -> Flow:
    return run_with(machine, node, scope, lambda: execute(machine, node.body, scope), assign)


def _match(machine: Machine, node: ir.Match, scope: Scope) -> Flow:
    subject = evaluate(machine, node.subject, scope)
    arms: list[Callable[[], Flow]] = []

    def arm(case: ir.Case, bound: dict[str, Value]) -> Callable[[], Flow]:
        def run() -> Flow:
            for name, value in bound.items():
                machine.put(scope.vars, name, value)
            return execute(machine, case.body, scope)

        return run

    for case in node.cases:
        bound: dict[str, Value] = {}
        answer = fits(machine, case.pattern, subject, scope, bound)
        if answer is not False and case.guard is not None:
            for name, value in bound.items():
                machine.put(scope.vars, name, value)
            guard = condition(machine, case.guard, scope)
            answer = False if guard is False else answer if guard else None
        if answer is False:
            continue
        arms.append(arm(case, bound))
        if answer:
            return arms[0]() if len(arms) == 1 else machine.arms(arms)
    return machine.arms([*arms, lambda: None]) if arms else None


def _return(machine: Machine, node: ir.Return, scope: Scope) -> Flow:
    value = evaluate(machine, node.value, scope) if node.value is not None else None
    if scope.frame is not None:
        scope.frame.returns.append(value)
    return RETURN


def _raise(machine: Machine, node: ir.Raise, scope: Scope) -> Flow:
    return RAISE


def _scoped(machine: Machine, node: ir.Scoped, scope: Scope) -> Flow:
    scope.outer_names = (scope.outer_names or set()) | set(node.names)
    return None


def _unparsed(machine: Machine, node: ir.Unparsed, scope: Scope) -> Flow:
    machine.lose((scope.module.rel, node.at), "syntax error", "syntax", (scope.module.rel,))
    return None


# -- definitions ------------------------------------------------------------------------------------------------------------------


def _function(machine: Machine, node: ir.FunctionDef, scope: Scope) -> Flow:
    outer = scope
    while outer.cls is not None and outer.parent is not None:
        outer = outer.parent
    function = FunctionValue(node.code, outer, scope.cls)
    machine.functions.append((function, scope))
    value = _decorate(machine, function, node.decorators, scope)
    if value is not None:
        bind(machine, node.name, value, scope)
    return None


def _decorate(machine: Machine, value: Value, decorators: tuple[ir.Expr, ...], scope: Scope) -> Value:
    """Apply decorators, inmost first; one nobody knows leaves what it decorates as it was."""
    if not decorators:
        return value
    setter = decorators[0]
    if type(setter) is ir.Attribute and setter.name in ("setter", "deleter", "getter") and scope.cls is not None:
        if setter.name == "setter":
            machine.put(scope.vars, f"set {setter.target.name}" if type(setter.target) is ir.Name else "set", value)
        return None
    made = [(evaluate(machine, d, scope), d) for d in decorators]
    for decorator, node in reversed(made):
        inside = scope.frame is not None and scope.frame.function is not None
        if type(decorator) is Unknown and decorator.reason.endswith(GONE) and not inside:
            bases = value.mro if type(value) is ClassValue else []
            covers = (scope.module.rel, *(c.code.file for c in bases if c.code is not None))
            machine.lose((scope.module.rel, node.at), f"decorated by {decorator.reason}", "import", covers)
        result = machine.call(decorator, [value], {}, (scope.module.rel, node.at))
        if type(decorator) is Library and type(result) is Instance and result.native is None:
            continue  # `@Service` of a library: what it makes of a class is used like the class
        if type(result) not in (Unknown, Library) and result is not None:
            value = result
    return value


def _class(machine: Machine, node: ir.ClassDef, scope: Scope) -> Flow:
    bases: list[ClassValue] = []
    for base in node.code.bases:
        value = evaluate(machine, base, scope)
        for option in options_of(value):
            cls = option if type(option) is ClassValue else _outside_class(option)
            if cls not in bases:
                bases.append(cls)
            break
    cls = ClassValue(node.name, bases, code=node.code, scope=scope)
    outer = scope
    while outer.cls is not None and outer.parent is not None:
        outer = outer.parent
    body = Scope(outer, scope.module, scope.frame, cls)
    keywords = {name: evaluate(machine, value, scope) for name, value in node.code.keywords}
    bind(machine, node.name, cls, scope)
    execute(machine, node.code.body.get(), body)
    cls.namespace.update(body.vars)
    _make_enum(cls)
    machine.classes.append(cls)
    for name, value in list(body.vars.items()):
        if type(value) is Instance and type(value.cls.find("__set_name__")[0]) is FunctionValue:
            machine.method(value, "__set_name__", [cls, name], {}, (node.code.file, node.at))
    _run_metaclass(machine, cls, keywords.pop("metaclass", None), keywords, (node.code.file, node.at))
    value = _decorate(machine, cls, node.decorators, scope)
    bind(machine, node.name, value, scope)
    for base in cls.mro[1:]:
        hook = base.namespace.get("__init_subclass__")
        if type(hook) is FunctionValue:
            machine.call(hook, [cls], keywords, (node.code.file, node.at))
            break
    return None


def _run_metaclass(machine: Machine, cls: ClassValue, given: Value, keywords: dict[str, Value], at: At) -> None:
    """What a metaclass of the tree does with a class that has just been made, and with the keywords of its head; it is inherited."""
    inherited = next((base.meta for base in cls.mro[1:] if base.meta is not None), None)
    meta = cls.meta = given if type(given) is ClassValue else inherited
    if meta is None or meta.code is None:
        return
    args = [cls.name, ListValue(list(cls.bases), True, "tuple"), DictValue(dict(cls.namespace))]
    outer, meta.making = meta.making, cls
    try:
        for hook, first in (("__new__", meta), ("__init__", cls)):
            function, _ = meta.find(hook)
            if type(function) is FunctionValue:
                machine.language.call_function(machine, function, [first, *args], dict(keywords), at, False)
    finally:
        meta.making = outer


def _outside_class(value: Value) -> ClassValue:
    if type(value) in (Library, Native) and value.name in BASES:
        return BASES[value.name]
    name = value.name if type(value) is Library else "?"
    return ClassValue(name.rpartition(".")[2], library=name or "?")


def _make_enum(cls: ClassValue) -> None:
    if not any(c.library.rpartition(".")[2] in ("Enum", "StrEnum", "IntEnum", "IntFlag", "Flag") for c in cls.mro):
        return
    cls.enum = True
    text = any(c.library.rpartition(".")[2] == "StrEnum" for c in cls.mro)
    number = 0
    for name, given in list(cls.namespace.items()):
        if not name.startswith("_") and type(given) is not FunctionValue and not callable(given):
            automatic = type(given) is Unknown and given.name == "auto"
            number = given if type(given) is int else number + 1
            value = (name.lower() if text else number) if automatic else given
            member = Instance(cls)
            member.attrs.update({"value": value, "name": name, "_value_": value})
            cls.namespace[name] = member


# -- imports ----------------------------------------------------------------------------------------------------------------------


def _import(machine: Machine, node: ir.Import, scope: Scope) -> Flow:
    module = scope.module
    if machine.in_try and _absent(machine, node.module, module):
        return RAISE
    name = node.alias or node.module.split(".")[0]
    target = node.module if node.alias else node.module.split(".")[0]
    bind(machine, name, LazyImport(module, target, None, node.at), scope)
    run_for_effect(machine, scope, node.module, None, node.alias or node.module)
    return None


def _import_from(machine: Machine, node: ir.ImportFrom, scope: Scope) -> Flow:
    module = scope.module
    if machine.in_try and _absent(machine, node.module, module):
        return RAISE
    for name, alias in node.names:
        if name == "*":
            found = machine.language.resolve(machine, LazyImport(module, node.module, None, node.at))
            if found is not None and found not in scope.module.stars:
                scope.module.stars.append(found)
            run_for_effect(machine, scope, node.module, "*", "")
        else:
            bind(machine, alias, LazyImport(module, node.module, name, node.at), scope)
            run_for_effect(machine, scope, node.module, name, alias)
    return None


def _absent(machine: Machine, spec: str, module: ModuleValue) -> bool:
    """Whether an import inside `try` names a module of the tree that is not there.

    Of a package nobody knows to be installed what follows may not be reached, and the handler may be.
    """
    if machine.language.resolve(machine, LazyImport(module, spec, None, 0)) is not None:
        return False
    if spec.startswith(".") or machine.tree.owns(spec, module.file.path or ""):
        return True
    root = spec.partition(".")[0]
    if machine.tolerant and root not in sys.stdlib_module_names and not machine.libraries.speaks_for(root):
        machine.doubt |= LEFT[RAISE]
    return False


STATEMENTS: dict[type, Callable[[Machine, Any, Scope], Flow]] = {
    ir.Expression: _expression,
    ir.Assign: run_assign,
    ir.AugAssign: run_aug_assign,
    ir.If: _if,
    ir.For: turning(_for),
    ir.While: turning(_while),
    ir.Try: _try,
    ir.With: _with,
    ir.Match: _match,
    ir.Return: _return,
    ir.Raise: _raise,
    ir.Break: lambda machine, node, scope: BREAK,
    ir.Continue: lambda machine, node, scope: CONTINUE,
    ir.Pass: lambda machine, node, scope: None,
    ir.Scoped: _scoped,
    ir.Delete: run_delete,
    ir.FunctionDef: _function,
    ir.ClassDef: _class,
    ir.Import: _import,
    ir.ImportFrom: _import_from,
    ir.Unparsed: _unparsed,
}
