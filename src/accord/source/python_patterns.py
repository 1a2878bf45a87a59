"""The patterns of `match` statements, lowered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.source import ir

if TYPE_CHECKING:
    from tree_sitter import Node

    from accord.source.python_lowering import Lowering

_CONSTANTS = frozenset(("string", "integer", "float", "true", "false", "none", "concatenated_string"))


def pattern_of(lowering: Lowering, node: Node) -> ir.Pattern:
    """One pattern; of a kind nobody knows its names are captured."""
    kind = node.type
    inner = list(node.named_children)
    if kind == "case_pattern":
        text = lowering.text(node)
        if text == "_":
            return ir.Pattern("any")
        if text.startswith("-"):
            return ir.Pattern("unknown")
        return (
            pattern_of(lowering, inner[0]) if len(inner) == 1 else ir.Pattern("unknown", names=_names(lowering, node))
        )
    if kind in _CONSTANTS:
        return ir.Pattern("value", value=lowering.expression(node))
    if kind == "dotted_name":
        if len(inner) == 1:
            return ir.Pattern("any", names=(lowering.text(inner[0]),))
        return ir.Pattern("value", value=_dotted(lowering, node))
    if kind == "union_pattern":
        return ir.Pattern("or", parts=tuple(pattern_of(lowering, c) for c in inner))
    if kind == "as_pattern" and len(inner) == 2:
        return ir.Pattern("as", names=(lowering.text(inner[1]),), parts=(pattern_of(lowering, inner[0]),))
    if kind == "splat_pattern":
        return ir.Pattern("rest", names=tuple(lowering.text(c) for c in inner[:1]))
    if kind == "tuple_pattern" and len(inner) == 1 and not lowering.text(node).rstrip(") \n").endswith(","):
        return pattern_of(lowering, inner[0])  # parentheses
    if kind in ("tuple_pattern", "list_pattern"):
        return ir.Pattern("sequence", parts=tuple(pattern_of(lowering, c) for c in inner))
    if kind == "class_pattern" and inner:
        return _class(lowering, inner)
    if kind == "dict_pattern":
        return _mapping(lowering, inner) or ir.Pattern("unknown", names=_names(lowering, node))
    return ir.Pattern("unknown", names=_names(lowering, node))


def _class(lowering: Lowering, inner: list[Node]) -> ir.Pattern:
    """`Point(1, y=z)`: of the parts, those with a name are attributes."""
    names: list[str] = []
    parts: list[ir.Pattern] = []
    for child in inner[1:]:
        each = child.named_children[0] if child.named_child_count == 1 else child
        bound = ""
        if each.type == "as_pattern" and lowering.text(each).partition("=")[0].strip().isidentifier():
            bound = lowering.text(
                each.named_children[1]
            )  # `verb="put" as verb`, which the grammar takes for `(verb="put") as verb`
            each = each.named_children[0].named_children[0]
        pair = each.named_children if each.type == "keyword_pattern" else ()
        names.append(lowering.text(pair[0]) if len(pair) > 1 else "")
        part = pattern_of(lowering, pair[1] if len(pair) > 1 else child)
        parts.append(ir.Pattern("as", names=(bound,), parts=(part,)) if bound else part)
    return ir.Pattern("class", value=_dotted(lowering, inner[0]), names=tuple(names), parts=tuple(parts))


def _mapping(lowering: Lowering, inner: list[Node]) -> ir.Pattern | None:
    """`{"path": p, **rest}`: keys are expressions, the rest is a name."""
    pairs = [c for c in inner if c.type != "splat_pattern"]
    rest = tuple(lowering.text(c.named_children[0]) for c in inner if c.type == "splat_pattern" and c.named_children)
    if len(pairs) % 2:
        return None
    keys = tuple(lowering.expression(k) if k.type in _CONSTANTS else _dotted(lowering, k) for k in pairs[::2])
    return ir.Pattern("mapping", names=rest, keys=keys, parts=tuple(pattern_of(lowering, v) for v in pairs[1::2]))


def _dotted(lowering: Lowering, node: Node) -> ir.Expr:
    first, *rest = "".join(lowering.text(node).split()).split(".")
    line = lowering.line(node)
    out: ir.Expr = ir.Name(line, first)
    for name in rest:
        out = ir.Attribute(line, out, name)
    return out


def _names(lowering: Lowering, node: Node) -> tuple[str, ...]:
    """Whatever a pattern that is not understood may bind."""
    if node.type == "identifier":
        return (lowering.text(node),)
    return tuple(name for child in node.named_children for name in _names(lowering, child))
