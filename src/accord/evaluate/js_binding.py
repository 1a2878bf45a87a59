"""What names, patterns, attributes and items of JavaScript come to hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accord.evaluate import js_globals
from accord.evaluate.expressions import evaluate
from accord.evaluate.js_models import models
from accord.evaluate.js_values import PROTOTYPE, UNDEFINED, AccessorValue, nothing, perhaps_filled, unless_empty
from accord.evaluate.values import (
    MISSING,
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
    Text,
    Union,
    Unknown,
    Value,
    hides,
)
from accord.source import ir

if TYPE_CHECKING:
    from collections.abc import Callable

    from accord.evaluate.machine import Machine


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
        return Text((default,), soft=True) if value.soft or not machine.client else default
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
            machine.put(owner.attrs, PROTOTYPE if name == "__proto__" else name, value)
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
        and (
            type(value) in (DictValue, str, Text)
            or models(machine).carries(value)
            or (type(value) is Unknown and hides(value))
        )
    ):
        models(machine).keep(machine, owner, name, value)
    elif kind is Unknown and not machine.client and type(value) in (str, Text, DictValue):
        models(machine).hang(machine, owner, name, value)


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
