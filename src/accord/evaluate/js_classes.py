"""JavaScript's classes: bases, members, fields, decorators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.evaluate.expressions import evaluate
from accord.evaluate.js_calls import class_of_base
from accord.evaluate.js_metadata import undecorated
from accord.evaluate.js_models import models
from accord.evaluate.js_values import UNDEFINED, AccessorValue
from accord.evaluate.statements import execute
from accord.evaluate.values import (
    MISSING,
    At,
    ClassValue,
    DictValue,
    Frame,
    FunctionValue,
    LazyImport,
    Library,
    Native,
    Scope,
    Value,
)
from accord.source import ir

if TYPE_CHECKING:
    from accord.evaluate.machine import Flow, Machine


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
            given = _decorator(machine, cls, decorator, at, scope, member=True)
            machine.call(given, [target, key, DictValue({"value": value}, False)], {}, at)


def _decorator(machine: Machine, cls: ClassValue, decorator: ir.Expr, at: At, scope: Scope, *, member: bool) -> Value:
    """A decorator of a class or of its members; one that was lost in the tree may have noted routes."""
    given = _forced(machine, evaluate(machine, decorator, scope))
    undecorated(machine, cls, given, at, member=member)
    return given


def define_class(machine: Machine, node: ir.ClassDef, scope: Scope) -> Flow:
    made = make_class(machine, node.code, scope)
    cls: Value = made
    machine.put(scope.vars, node.name, cls)
    for decorator in reversed(node.decorators):
        at = (scope.module.rel, node.at)
        result = machine.call(_decorator(machine, made, decorator, at, scope, member=False), [cls], {}, at)
        if type(result) is ClassValue:
            cls = result
    machine.put(scope.vars, node.name, cls)
    return None
