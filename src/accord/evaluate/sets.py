"""What sets do with one another; an element nobody can compare stays, and the set is then no longer exact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.evaluate.containers import contains
from accord.evaluate.values import ListValue, Value

if TYPE_CHECKING:
    from collections.abc import Iterable


def difference(left: ListValue, others: Iterable[ListValue]) -> ListValue:
    """The elements that stand in none of the others."""
    made = ListValue(list(left.items), left.exact, left.kind)
    for other in others:
        made = _sifted(made, other, keep=False)
    return made


def intersection(left: ListValue, others: Iterable[ListValue]) -> ListValue:
    """The elements that stand in all of the others."""
    made = ListValue(list(left.items), left.exact, left.kind)
    for other in others:
        made = _sifted(made, other, keep=True)
    return made


def _sifted(left: ListValue, right: ListValue, *, keep: bool) -> ListValue:
    answers: list[tuple[Value, bool | None]] = [(v, contains(right, v)) for v in left.items]
    items = [v for v, inside in answers if inside is None or inside is keep]
    return ListValue(items, left.exact and all(inside is not None for _, inside in answers), left.kind)


def operate(op: str, left: ListValue, right: ListValue) -> ListValue:
    """`-`, `&` and `^` of two sets."""
    if op == "-":
        return difference(left, [right])
    if op == "&":
        return intersection(left, [right])
    one, other = difference(left, [right]), difference(right, [left])
    return ListValue(one.items + other.items, one.exact and other.exact, left.kind)
