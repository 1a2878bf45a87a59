"""accord's own words in an OpenAPI document: `x-accord-ignore` and `x-accord-planned` (also `x-planned`)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.model import Ignore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accord.contract.openapi.document import Node

_RULE = r"[a-z]+(?:-[a-z]+)*"
_TEXT = re.compile(rf"\[?\s*({_RULE}(?:\s*,\s*{_RULE})*)\s*(?:$|[\]:]\s*(.*))", re.DOTALL)


def planned(holders: tuple[Node, ...]) -> bool:
    """Whether an operation, or the path around it, is only planned."""
    return any(holder.mapping.get(key) is True for holder in holders for key in ("x-accord-planned", "x-planned"))


def ignores(holders: tuple[Node, ...]) -> tuple[Ignore, ...]:
    """The wishes of an operation and the path around it to accept findings.

    Forms: `true` (bare), rule names as text or list, `rule, rule: reason`, `{rules, reason}`, or a list of such.
    """
    found: list[Ignore] = []
    for holder in holders:
        node = holder.get("x-accord-ignore")
        if node is None or node.value is None or node.value is False:
            continue
        several = isinstance(node.value, list) and not all(_is_rule(value) for value in node.value)
        found += [_ignore(one) for one in (node.elements() if several else _once(node))]
    return tuple(found)


def _ignore(node: Node) -> Ignore:
    value = node.value
    if isinstance(value, dict):
        rules = value.get("rules", value.get("rule", []))
        names = [rules] if isinstance(rules, str) else rules if isinstance(rules, list) else []
        return Ignore(node.where, tuple(map(str, names)), node.text("reason"))
    if isinstance(value, list):
        return Ignore(node.where, tuple(map(str, value)))
    text = value.strip() if isinstance(value, str) else ""
    if match := _TEXT.fullmatch(text):
        return Ignore(node.where, tuple(re.split(r"\s*,\s*", match.group(1))), (match.group(2) or "").strip())
    return Ignore(node.where, (), text)


def _is_rule(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(_RULE, value) is not None


def _once(node: Node) -> Iterator[Node]:
    yield node
