"""What a call that is not followed would have filled: it may hold more than was seen, which is told where that becomes a route."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.evaluate.js_values import REST, unknown_rest
from accord.evaluate.values import MISSING, DictValue, FunctionValue, Instance, ListValue, Scope, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

_FILLS = re.compile(
    rb"([A-Za-z_$][\w$]*)(?:\.([\w$]+))?(?:\.(?:push|unshift|set|add)\s*\(|\[[^\[\]\n]{1,60}\]\s*=(?!=))"
)


def spoil(function: FunctionValue, args: list[Value], this: Value, why: Unknown) -> None:
    """Open the lists, objects and maps that a function's text fills, where it is called with what is known and not followed."""
    if any(type(a) is Unknown for a in args):
        return  # as often as not it would have ended by itself
    for target in _filled(function, args, this):
        held = target.native if type(target) is Instance else target
        if type(held) is ListValue and why not in held.items and held.exact:
            held.exact = False
            held.items.append(ListValue([why, why]) if held is not target else why)
        elif type(held) is DictValue:
            held.exact = False
            held.entries.setdefault(REST, unknown_rest(why, why.at or ("", 0)))


def _filled(function: FunctionValue, args: list[Value], this: Value) -> Iterator[Value]:
    parameters = {p.name: n for n, p in enumerate(function.code.params.get()) if p.kind != "*"}
    for match in _FILLS.finditer(function.code.text()):
        name, member = match.group(1).decode(), (match.group(2) or b"").decode()
        place = parameters.get(name, len(args))
        value = this if name == "this" else args[place] if place < len(args) else _named(function.scope, name)
        if type(value) is Instance and member:
            value = value.attrs.get(member, MISSING)
        elif type(value) is DictValue and member:
            value = value.entries.get(member, MISSING)
        yield value


def _named(scope: Scope | None, name: str) -> Value:
    while scope is not None:
        if name in scope.vars:
            return scope.vars[name]
        scope = scope.parent
    return MISSING


__all__ = ["spoil"]
