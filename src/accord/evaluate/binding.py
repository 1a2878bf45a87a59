"""What names, attributes, items and patterns of Python come to hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.evaluate.containers import rest
from accord.evaluate.expressions import binary, evaluate
from accord.evaluate.machine import UNROLL, Flow
from accord.evaluate.values import (
    LIST_LIMIT,
    MISSING,
    At,
    ClassValue,
    DictValue,
    FunctionValue,
    Instance,
    ListValue,
    ModuleValue,
    Scope,
    Union,
    Unknown,
    Value,
    entry_of,
    held,
    key_of,
    plain,
)
from accord.source import ir

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine


def run_assign(machine: Machine, node: ir.Assign, scope: Scope) -> Flow:
    target = node.targets[0] if node.targets else None
    if (
        scope.cls is not None
        and node.annotation is not None
        and isinstance(target, ir.Name)
        and target.name not in scope.cls.fields
    ):
        scope.cls.fields.append(target.name)
        scope.cls.hints[target.name] = node.annotation
    if node.value is None:
        if node.annotation is not None and isinstance(target, ir.Attribute):
            _declare_attribute(machine, node, target, scope)
        return None
    value = evaluate(machine, node.value, scope)
    if type(value) is Unknown and node.annotation is not None:
        from accord.evaluate.calls import typed

        value = typed(machine, node.annotation.get(), scope) or value
    for each in node.targets:
        assign(machine, each, value, scope)
    return None


def _declare_attribute(machine: Machine, node: ir.Assign, target: ir.Attribute, scope: Scope) -> None:
    """`self.app: FastAPI` promises a type and gives no value."""
    from accord.evaluate.calls import typed

    owner = evaluate(machine, target.target, scope)
    if type(owner) is Instance and target.name not in owner.attrs and node.annotation is not None:
        made = typed(machine, node.annotation.get(), scope)
        if made is not None:
            machine.put(owner.attrs, target.name, made)


def assign(machine: Machine, target: ir.Expr, value: Value, scope: Scope) -> None:
    """Bind a target to a value."""
    kind = type(target)
    if kind is ir.Name:
        bind(machine, target.name, value, scope)
    elif kind is ir.Attribute:
        set_attribute(
            machine, evaluate(machine, target.target, scope), target.name, value, (scope.module.rel, target.at)
        )
    elif kind is ir.Item:
        _assign_item(machine, target, value, scope)
    elif kind is ir.Sequence:
        for each, part in zip(target.items, _spread(machine, target.items, value), strict=True):
            assign(machine, each.value if type(each) is ir.Spread else each, part, scope)
    elif kind is ir.Spread:
        assign(machine, target.value, value, scope)


def bind(machine: Machine, name: str, value: Value, scope: Scope) -> None:
    """Bind a name where its scope says it lives."""
    if scope.outer_names and name in scope.outer_names:
        outer = scope.parent
        while outer is not None:
            if name in outer.vars or outer.parent is None:
                if type(value) is Unknown and outer.vars.get(name, MISSING) not in (MISSING, None):
                    return  # a call with unknown arguments must not overwrite what is known
                machine.put(outer.vars, name, value)
                return
            outer = outer.parent
    machine.put(scope.vars, name, value)


def _assign_item(machine: Machine, target: ir.Item, value: Value, scope: Scope) -> None:
    owner = evaluate(machine, target.target, scope)
    if type(owner) is ListValue:
        _assign_in_list(machine, owner, target, value, scope)
        return
    index = evaluate(machine, target.index, scope)
    if type(owner) is DictValue:
        if key_of(index) is MISSING:
            owner.exact = False
        if key_of(index) is not MISSING or len(owner.entries) < UNROLL:
            machine.put(owner.entries, entry_of(index), value)
    elif type(owner) is Instance and owner.cls.find("__setitem__")[1] is not None:
        machine.method(owner, "__setitem__", [index, value], {}, (scope.module.rel, target.at))


def _assign_in_list(machine: Machine, owner: ListValue, target: ir.Item, value: Value, scope: Scope) -> None:
    """`items[i] = value` and `items[a:b] = values`; where the place is not known, or not sure, what was there stays beside it."""
    index = target.index
    bounds = [index.lower, index.upper, index.step] if type(index) is ir.Slice else [index]
    known = [None if b is None else plain(evaluate(machine, b, scope)) for b in bounds]
    sure = not machine.may and all(b is None or type(b) is int for b in known)
    if owner.kind == "routes":  # the framework's own pages may stand at the front of the table
        sure = sure and all(b is None or b < 0 or (len(known) > 1 and b in (0, len(owner.items))) for b in known)
    if type(index) is ir.Slice:
        found = machine.iterate(value)
        fresh = list(found[0]) if found is not None else rest(value) or [Unknown("elements of something unknown")]
        owner.exact = owner.exact and found is not None and found[1]
        whole = owner.kind != "routes" or (
            found is not None and found[1]
        )  # else a served route might be lost from sight
        part = slice(*known[:2]) if sure and whole and known[2] is None else None
    else:
        fresh = [value]
        place = known[0] if sure and known[0] is not None else len(owner.items)
        part = slice(place, place + 1 or None) if -len(owner.items) <= place < len(owner.items) else None
    gone = owner.items[part] if part is not None else []
    if owner.kind == "routes" and (part is None or any(item not in fresh for item in gone)):
        machine.lose((scope.module.rel, target.at), "routes are deleted at run time", "deletion")
    if part is not None:
        owner.items[part] = fresh
    elif len(owner.items) < LIST_LIMIT:
        owner.exact = False
        owner.items.extend(item for item in fresh if owner.kind != "routes" or item not in owner.items)


def _spread(machine: Machine, targets: tuple[ir.Expr, ...], value: Value) -> list[Value]:
    """A value laid out over targets, one of which may be starred."""
    count = len(targets)
    if type(value) is Union:
        value = next((v for v in value.options if type(v) is ListValue and len(v.items) == count), value)
    found = machine.iterate(value)
    if found is None or not found[1]:
        reason = value.reason if type(value) is Unknown else "unpacked from something unknown"
        return [Unknown(reason)] * count
    items = list(found[0])
    star = next((i for i, t in enumerate(targets) if type(t) is ir.Spread), None)
    if star is not None and len(items) >= count - 1:
        tail = count - star - 1
        return [*items[:star], ListValue(items[star : len(items) - tail]), *items[len(items) - tail :]]
    return items if len(items) == count else [Unknown("unpacked from another number of values")] * count


def set_attribute(machine: Machine, owner: Value, name: str, value: Value, at: At) -> None:
    """`owner.name = value`."""
    kind = type(owner)
    if kind is Instance:
        hook, _ = owner.cls.find(f"set {name}")
        if hook is not MISSING:
            if type(hook) is FunctionValue:
                machine.language.call_function(machine, hook, [owner, value], {}, at, False)
            else:
                hook(machine, owner, [value], {}, at)
            return
        machine.put(owner.attrs, name, value)
    elif kind is ClassValue:
        machine.put(owner.namespace, name, value)
    elif kind is ModuleValue:
        machine.ensure(owner)
        machine.put(owner.scope.vars, name, value)
    elif kind is FunctionValue:
        owner.attrs = owner.attrs if owner.attrs is not None else {}
        machine.put(owner.attrs, name, value)
    elif kind is Union:
        for option in owner.options:
            set_attribute(machine, option, name, value, at)


def run_aug_assign(machine: Machine, node: ir.AugAssign, scope: Scope) -> Flow:
    current, value = held(evaluate(machine, node.target, scope)), held(evaluate(machine, node.value, scope))
    if node.op == "+" and type(current) is ListValue and current.kind == "list":
        found = machine.iterate(value)
        if found is None:
            current.exact = False
            current.items.extend(rest(value) if len(current.items) < UNROLL else ())
        else:
            fits = len(current.items) + len(found[0]) <= LIST_LIMIT
            current.items.extend(found[0] if fits else ())
            current.exact = current.exact and found[1] and fits
        return None
    if node.op == "|" and type(current) is DictValue and (type(value) is DictValue or rest(value)):
        known = value.entries if type(value) is DictValue else {each: each for each in rest(value)}
        for key, entry in known.items():
            machine.put(current.entries, key, entry)
        current.exact = current.exact and type(value) is DictValue and value.exact
        return None
    assign(machine, node.target, binary(machine, node.op, current, value), scope)
    return None


def run_delete(machine: Machine, node: ir.Delete, scope: Scope) -> Flow:
    for target in node.targets:
        if type(target) is ir.Item:
            owner, index = evaluate(machine, target.target, scope), evaluate(machine, target.index, scope)
            if type(owner) is DictValue:
                machine.drop(owner.entries, key_of(index))
            elif type(owner) is ListValue:
                if owner.kind == "routes":
                    machine.lose((scope.module.rel, node.at), "routes are deleted at run time", "deletion")
                    if type(index) is int and -len(owner.items) <= index < 0 and not machine.unsure:
                        del owner.items[index]  # from the front the framework's own pages may be counted
                elif type(index) is int and -len(owner.items) <= index < len(owner.items) and not machine.may:
                    del owner.items[index]
    return None
