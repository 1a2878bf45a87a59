"""Calling abstract values: functions, methods, classes, natives and what is unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.evaluate.cuts import spoil
from accord.evaluate.machine import DEPTH, DULL, FIRST, KEEN, NESTED, SAME, SHALLOW, OutOfFuel
from accord.evaluate.values import (
    MISSING,
    At,
    BoundMethod,
    ClassValue,
    DictValue,
    Frame,
    FunctionValue,
    Instance,
    Library,
    ListValue,
    Native,
    Scope,
    SuperValue,
    Union,
    Unknown,
    Value,
    alternatives_of,
    join_all,
    join_worlds,
    narrowed,
    plain,
)

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine
    from accord.source.ir import FunctionCode

NOT_CALLABLE = "not callable"  # the reason of what a call makes of an object that is no function


def call(
    machine: Machine, called: Value, args: list[Value], kwargs: dict[str, Value], at: At, open_: bool = False
) -> Value:
    """The result of a call; unknown callees are told to the frameworks room, which knows whether a route may be lost."""
    machine.step()
    kind = type(called)
    if kind is FunctionValue:
        return machine.language.call_function(machine, called, args, kwargs, at, open_)
    if kind is BoundMethod:
        function = called.function
        if type(function) is FunctionValue:
            return machine.language.call_function(machine, function, [called.receiver, *args], kwargs, at, open_)
        if callable(function):
            return function(machine, called.receiver, args, kwargs, at)
        return call(machine, function, args, kwargs, at, open_)
    if kind is Native:
        return called.run(machine, args, kwargs, at)
    if kind is ClassValue:
        return machine.language.instantiate(machine, called, args, kwargs, at, open_)
    if kind is Instance:
        function, _ = called.cls.find("__call__")
        if function is not MISSING:
            return call(machine, BoundMethod(function, called), args, kwargs, at, open_)
        return machine.libraries.unknown_call(machine, Unknown("", owner=called, name="__call__"), args, kwargs, at)
    if kind is Library:
        return machine.libraries.call(machine, called, args, kwargs, at)
    if kind is Union:
        results = [
            (call(machine, o, [narrowed(a, world) for a in args], dict(kwargs), at, open_), world)
            for o, world in alternatives_of(called)
            if o is not None and type(o) is not Unknown
        ]
        return join_worlds(results) if results else Unknown("unknown function", at=at)
    if kind is Unknown:
        return machine.libraries.unknown_call(machine, called, args, kwargs, at)
    return Unknown(NOT_CALLABLE, at=at)


def instantiate(
    machine: Machine, cls: ClassValue, args: list[Value], kwargs: dict[str, Value], at: At, open_: bool = False
) -> Value:
    """A new object of a class, its constructor run."""
    if cls.enum:
        wanted = plain(args[0]) if args else MISSING
        for member in cls.namespace.values():
            if type(member) is Instance and member.cls is cls and plain(member) == wanted:
                return member
        return Unknown(f"member of {cls.name}", at=at)
    new, _ = cls.find("__new__")
    if type(new) is FunctionValue:
        made = machine.language.call_function(machine, new, [cls, *args], kwargs, at, open_)
        if type(made) is not Instance:
            made = Instance(cls, at)
        elif made.cls is not cls or made.attrs:
            return _initialise(machine, made, args, kwargs, at, open_) if made.cls is cls else made
    else:
        made = Instance(cls, at)
    return _initialise(machine, made, args, kwargs, at, open_)


def _initialise(
    machine: Machine, made: Instance, args: list[Value], kwargs: dict[str, Value], at: At, open_: bool
) -> Instance:
    cls = made.cls
    cls.made = made
    machine.libraries.created(machine, made, at)
    init, _ = cls.find("__init__")
    if type(init) is FunctionValue:
        for base in cls.mro:
            if base.native is not None and base.library.startswith("builtins."):
                base.native["__init__"](
                    machine, made, [], {}, at
                )  # it holds something, whether or not its base is called
        machine.language.call_function(machine, init, [made, *args], kwargs, at, open_)
    elif callable(init):
        init(machine, made, args, kwargs, at)
    else:
        _fill_fields(machine, made, args, kwargs, at)
        machine.libraries.filled(machine, made, at)
        for hook, extra in (("__post_init__", []), ("model_post_init", [Unknown("context")])):
            function, _ = cls.find(hook)
            if type(function) is FunctionValue:
                machine.language.call_function(machine, function, [made, *extra], {}, at, False)
    return made


def _fill_fields(machine: Machine, made: Instance, args: list[Value], kwargs: dict[str, Value], at: At) -> None:
    """Dataclasses, named tuples and models: annotated fields in order, base classes first."""
    names: list[str] = []
    for cls in reversed(made.cls.mro):
        names += [n for n in cls.fields if n not in names]
    made.attrs.update(zip(names, args, strict=False))
    made.attrs.update(kwargs)
    for name in names if machine.factories else ():
        default, factory = machine.factories.get(id(made.cls.find(name)[0]), (None, None))
        if factory is not None and name not in made.attrs and default is not None:
            made.attrs[name] = machine.call(factory, [], {}, at)
    if not names and args:
        made.attrs.setdefault("args", ListValue(list(args), True, "tuple"))


# -- functions written in Python ---------------------------------------------------------------------------------------------------


def call_python(
    machine: Machine, function: FunctionValue, args: list[Value], kwargs: dict[str, Value], at: At, open_: bool
) -> Value:
    """Enter a Python function: bind its parameters, run its body within a budget, join what it returns."""
    value = _entered(machine, function, args, kwargs, at, open_)
    return _imported(machine, function, args, at) or value if type(value) is Unknown else value


def _imported(machine: Machine, function: FunctionValue, args: list[Value], at: At) -> Value:
    """What a program's own importer (`attempt_import("fastapi", "pydantic")`) gives where its body came to nothing: the modules it was told."""
    code = function.code
    if "import" not in code.name or not args or not all(type(a) is str for a in args):
        return None
    if not any(word in code.text() for word in (b"import_module(", b"__import__(", b"find_spec(")):
        return None
    importer = machine.libraries.lookup(machine, "importlib.import_module")
    found = [machine.call(importer, [name], {}, at) for name in args]
    return found[0] if len(found) == 1 else ListValue(found, True, "tuple")


def _entered(
    machine: Machine, function: FunctionValue, args: list[Value], kwargs: dict[str, Value], at: At, open_: bool
) -> Value:
    code = function.code
    running = machine.active.get(code, 0)
    known = running < NESTED and not open_ and not any(type(v) is Unknown for v in (*args, *kwargs.values()))
    if machine.depth >= DEPTH or (running >= SAME and not known):
        why = Unknown(f"recursion in {code.name}", at=at)
        if known or running >= NESTED:
            _not_followed(machine, function, args, kwargs, why)
        return _typed_result(machine, function, why)
    frame = Frame(function)
    if machine.entering is not None and machine.entering[0] is function:
        frame.entering, machine.entering = machine.entering[1], None
    scope = Scope(function.scope, function.scope.module, frame)
    machine.born(scope.vars)
    _bind(machine, function, scope, args, kwargs, open_)
    keen = is_keen(machine, code, scope)
    if not keen and machine.tired.get(code, 0) > 1:
        why = Unknown(f"{code.name} was not followed: it takes too many steps", at=(code.file, code.at))
        spoil(machine, code, scope, why)
        return _typed_result(machine, function, why)
    machine.called.add(code)
    machine.frames.append((function, at))
    near, machine.near = machine.near, keen
    try:
        flow = run_body(machine, code, scope, keen, running, near)
    finally:
        machine.near = near
        machine.frames.pop()
    if frame.yields:
        return ListValue(frame.yields, not frame.cut, "generator")
    if b"yield" in code.text() and flow != "raise" and all(r is None for r in frame.returns):
        return ListValue([], not frame.cut, "generator")  # it yielded nothing
    if not frame.returns:
        return (
            _typed_result(machine, function, Unknown(f"{code.name} raises", at=(code.file, code.at)))
            if flow == "raise"
            else None
        )
    return _typed_result(machine, function, join_all(frame.returns))


def _not_followed(
    machine: Machine, function: FunctionValue, args: list[Value], kwargs: dict[str, Value], why: Unknown
) -> None:
    """A call of known things that goes too deep: what it would change is not known, and what it would register is told."""
    scope = Scope(function.scope, function.scope.module, Frame(function))
    _bind(machine, function, scope, args, kwargs, False)
    code = function.code
    spoil(machine, code, scope, why)
    if is_keen(machine, code, scope):
        machine.lose(
            (code.file, code.at), f"{code.name} calls itself too deeply to be followed", "include", (code.file,)
        )


def _bind(
    machine: Machine, function: FunctionValue, scope: Scope, args: list[Value], kwargs: dict[str, Value], open_: bool
) -> None:
    parameters = function.code.params.get()
    names = scope.vars
    rest = dict(kwargs)
    used = 0
    for name, kind, default, annotation in parameters:
        if kind in ("pos", "only") and used < len(args):
            names[name] = args[used]
            used += 1
        elif kind == "*":
            names[name] = ListValue(args[used:], not open_, "tuple")
            used = len(args)
        elif kind == "**":
            names[name] = DictValue(rest, not open_)
            rest = {}
        elif name in rest and kind != "only":
            names[name] = rest.pop(name)
        elif default is not None and not open_:
            from accord.evaluate.expressions import evaluate

            names[name] = evaluate(machine, default.get(), function.scope)
        else:
            names[name] = Unknown(f"argument {name}", at=(function.code.file, function.code.at), name=name)
            continue
        if annotation is not None and type(names[name]) is Unknown:
            names[name] = typed(machine, annotation.get(), function.scope) or names[name]
    if function.owner is not None and parameters and scope.frame is not None:
        scope.frame.receiver = names.get(parameters[0].name)


def registers(machine: Machine, code: FunctionCode, scope: Scope) -> bool:
    """Whether a function registers routes by its text."""
    if code.key is None:
        text = code.text()
        code.key = machine.libraries.keen(text) and not machine.libraries.idle(machine, text, scope)
    return code.key


def is_keen(machine: Machine, code: FunctionCode, scope: Scope) -> bool:
    return (
        registers(machine, code, scope)
        or machine.is_warm(code)
        or any(machine.libraries.carries(v) for v in scope.vars.values())
    )


def run_body(
    machine: Machine, code: FunctionCode, scope: Scope, keen: bool, running: int, near: bool = False
) -> str | None:
    """A keen call has its own budget, also below a wrapper that has none; any other shares what its caller has left. `near`: a keen one calls."""
    frame = scope.frame
    assert frame is not None  # noqa: S101 made by the caller
    outer = machine.fuel
    machine.fuel = (
        min(KEEN, max(outer, machine.allowance))
        if keen
        else min(outer, DULL if code in machine.tired or not (near or machine.depth <= SHALLOW) else FIRST)
    )
    start = machine.fuel
    machine.active[code] = running + 1
    machine.depth += 1
    in_try, machine.in_try = machine.in_try, 0
    world, doubt = machine.world, machine.doubt
    flow = None
    try:
        flow = machine.language.execute(machine, code.body.get(), scope)
    except OutOfFuel:
        flow = "return"
        frame.cut = True
        machine.cuts += 1
        lost = Unknown(f"{code.name} was not followed to its end: it takes too many steps", at=(code.file, code.at))
        frame.returns.append(lost)
        if frame.yields:
            frame.yields.append(lost)
        if keen:
            machine.lose(
                (code.file, code.at),
                f"{code.name} takes too many steps to be followed to its end",
                "fuel",
                (code.file,),
            )
        else:
            machine.tired[code] = machine.tired.get(code, 0) + 1
        machine.language.cut_call(machine, code, scope, lost)
        if machine.steps > machine.total:
            raise
    finally:
        machine.in_try, machine.world, machine.doubt = in_try, world, doubt
        machine.depth -= 1
        machine.active[code] = running
        used = start - max(machine.fuel, 0)
        if keen:
            machine.allowance -= used
            machine.fuel = outer
        else:
            machine.fuel = outer - used
    if not flow and frame.returns:
        frame.returns.append(None)
    return flow


def _typed_result(machine: Machine, function: FunctionValue, value: Value) -> Value:
    """An unknown result is at least what the annotation says."""
    unknown = type(value) is Unknown or (
        type(value) is Union and all(o is None or type(o) is Unknown for o in value.options)
    )
    if unknown and function.code.returns is not None:
        return typed(machine, function.code.returns.get(), function.scope) or value
    return value


def typed(machine: Machine, annotation: Value, scope: Scope) -> Instance | None:
    """What an annotation says about an unknown value: an instance of a class of the tree, a stand-in of a modelled one, or nothing."""
    cls = annotated_class(machine, annotation, scope)
    if cls is None or cls.enum:
        return None
    stand_in = machine.libraries.stand_in(
        machine, cls, scope.module.rel, (scope.module.rel, getattr(annotation, "at", 0))
    )
    if type(stand_in) is Instance:
        return stand_in
    if cls.native is not None or cls.code is None:
        return None
    made = Instance(cls)
    made.typed = True
    return made


def bare_annotation(node: Value) -> Value:
    """An annotation without what says nothing of the kind of value: `X | None`, `Optional[X]`, `Annotated[X, ...]` and quoted names are X."""
    from accord.source import ir

    for _ in range(4):
        if isinstance(node, ir.Const) and isinstance(node.value, str) and node.value.isidentifier():
            node = ir.Name(node.at, node.value)
        elif isinstance(node, ir.Binary) and node.op == "|":
            node = node.left if not (isinstance(node.left, ir.Const) and node.left.value is None) else node.right
        elif (
            isinstance(node, ir.Item)
            and isinstance(node.target, (ir.Name, ir.Attribute))
            and node.target.name in ("Optional", "Annotated", "Union")
        ):
            node = node.index.items[0] if isinstance(node.index, ir.Sequence) and node.index.items else node.index
        else:
            break
    return node


def annotated_class(machine: Machine, annotation: Value, scope: Scope) -> ClassValue | None:
    """The class an annotation names."""
    from accord.evaluate.expressions import evaluate
    from accord.source import ir

    node = bare_annotation(annotation)
    if not isinstance(node, (ir.Name, ir.Attribute)):
        return None
    try:
        found = evaluate(machine, node, scope)
    except OutOfFuel:
        return None
    return found if type(found) is ClassValue else None


__all__ = [
    "SuperValue",
    "annotated_class",
    "bare_annotation",
    "call",
    "call_python",
    "instantiate",
    "is_keen",
    "registers",
    "run_body",
    "typed",
]
