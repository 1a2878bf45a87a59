"""Python's expressions, lowered: one function for each kind the grammar knows."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Literal

from accord.source import ir
from accord.source.python_syntax import NOISE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from accord.source.python_lowering import Lowering

_LEFT_OPEN = frozenset(  # what begins with another expression
    (
        "call",
        "attribute",
        "subscript",
        "binary_operator",
        "boolean_operator",
        "comparison_operator",
        "conditional_expression",
    )
)


def _identifier(low: Lowering, node: Node) -> ir.Expr:
    return ir.Name(low.line(node), low.text(node))


def _attribute(low: Lowering, node: Node) -> ir.Expr:
    name = node.child_by_field_name("attribute")
    if name is None:
        return ir.Opaque(low.line(node), "attribute", low.children(node))
    return ir.Attribute(low.line(name), low.field(node, "object"), low.text(name))


def _string(low: Lowering, node: Node) -> ir.Expr:
    line = low.line(node)
    raw = low.data[node.start_byte : node.end_byte]
    prefix = raw[: max(0, min((i for i in (raw.find(b'"'), raw.find(b"'")) if i >= 0), default=0))].lower()
    interpolations = [c for c in node.named_children if c.type == "interpolation"]
    if b"b" in prefix:
        return ir.Const(line, _literal(raw, b""))
    if not interpolations:
        return ir.Const(line, _plain(raw, prefix))
    parts: list[ir.Expr] = []
    for child in node.named_children:
        if child.type == "string_content":
            piece = low.data[child.start_byte : child.end_byte]
            text = piece.decode("utf-8", "replace").replace("{{", "{").replace("}}", "}")
            if b"\\" in piece and b"r" not in prefix:
                text = (
                    str(_literal(b'"""' + piece.replace(b'"', b'\\"') + b'"""', text))
                    .replace("{{", "{")
                    .replace("}}", "}")
                )
            parts.append(ir.Const(low.line(child), text))
        elif child.type == "interpolation":
            parts.append(_interpolation(low, child))
        elif child.type == "escape_interpolation":
            parts.append(ir.Const(low.line(child), low.text(child)[:1]))
    return ir.Template(line, tuple(parts))


def _interpolation(low: Lowering, node: Node) -> ir.Expr:
    """`{x}` is the expression; with a format, the call it means."""
    value = low.field(node, "expression")
    marks = "".join(low.text(c) for c in node.named_children if c.type in ("type_conversion", "format_specifier"))
    if not marks or marks == "!s":
        return value
    template = ir.Const(low.line(node), f"{{{marks}}}")
    return ir.Call(low.line(node), ir.Attribute(low.line(node), template, "format"), (ir.Argument("", None, value),))


def _plain(raw: bytes, prefix: bytes) -> str:
    if b"\\" in raw and b"r" not in prefix:
        value = _literal(raw.replace(b"{{", b"{").replace(b"}}", b"}") if b"f" in prefix else raw, None)
        if isinstance(value, str):
            return value
    quotes = 3 if raw[len(prefix) : len(prefix) + 3] in (b'"""', b"'''") else 1
    text = raw[len(prefix) + quotes : len(raw) - quotes].decode("utf-8", "replace")
    return text.replace("{{", "{").replace("}}", "}") if b"f" in prefix or b"t" in prefix else text


def _concatenated(low: Lowering, node: Node) -> ir.Expr:
    parts = [low.expression(c) for c in node.named_children if c.type == "string"]
    if all(isinstance(p, ir.Const) and isinstance(p.value, str) for p in parts):
        return ir.Const(low.line(node), "".join(p.value for p in parts))
    return ir.Template(
        low.line(node), tuple(x for p in parts for x in (p.parts if isinstance(p, ir.Template) else (p,)))
    )


def _number(low: Lowering, node: Node) -> ir.Expr:
    return ir.Const(low.line(node), _literal(low.data[node.start_byte : node.end_byte], 0))


def _sequence(low: Lowering, node: Node) -> ir.Expr:
    kinds: dict[str, Literal["list", "tuple", "set"]] = {"list": "list", "list_pattern": "list", "set": "set"}
    items = tuple(_element(low, c) for c in node.named_children if c.type not in NOISE)
    return ir.Sequence(low.line(node), kinds.get(node.type, "tuple"), items)


def _element(low: Lowering, node: Node) -> ir.Expr:
    """An element of a display. Of `[*made()]` the grammar makes `(*made)()` where it is the first: the star belongs to the whole."""
    inner = node
    while inner.type in _LEFT_OPEN and inner.named_child_count:
        inner = inner.named_children[0]
    if inner is node or inner.type != "list_splat":
        return low.expression(node)
    low.bare.add(inner.id)
    return ir.Spread(low.line(node), low.expression(node))


def _dictionary(low: Lowering, node: Node) -> ir.Expr:
    entries: list[tuple[ir.Expr | None, ir.Expr]] = []
    for child in node.named_children:
        if child.type == "pair":
            entries.append((low.field(child, "key"), low.field(child, "value")))
        elif child.type == "dictionary_splat" and child.named_child_count:
            entries.append((None, low.expression(child.named_children[0])))
    return ir.Mapping(low.line(node), tuple(entries))


def _subscript(low: Lowering, node: Node) -> ir.Expr:
    indexes = [low.expression(c) for c in node.children_by_field_name("subscript")]
    index = indexes[0] if len(indexes) == 1 else ir.Sequence(low.line(node), "tuple", tuple(indexes))
    return ir.Item(low.line(node), low.field(node, "value"), index)


def _slice(low: Lowering, node: Node) -> ir.Expr:
    parts: list[ir.Expr | None] = [None]
    for child in node.children:
        if child.type == ":":
            parts.append(None)
        elif child.is_named and child.type not in NOISE:
            parts[-1] = low.expression(child)
    parts += [None] * (3 - len(parts))
    return ir.Slice(low.line(node), parts[0], parts[1], parts[2])


def _call(low: Lowering, node: Node) -> ir.Expr:
    function = node.child_by_field_name("function")
    arguments = node.child_by_field_name("arguments")
    if function is None or arguments is None:
        return ir.Opaque(low.line(node), "call", low.children(node))
    called = low.expression(function)
    line = called.at if isinstance(called, ir.Attribute) else low.line(node)
    if arguments.type == "generator_expression":
        return ir.Call(line, called, (ir.Argument("", None, low.expression(arguments)),))
    out: list[ir.Argument] = []
    for child in arguments.named_children:
        kind = child.type
        if kind == "keyword_argument":
            name = child.child_by_field_name("name")
            out.append(ir.Argument("", low.text(name) if name is not None else None, low.field(child, "value")))
        elif kind == "list_splat":
            out.append(ir.Argument("*", None, low.expression(child.named_children[0])))
        elif kind == "dictionary_splat":
            out.append(ir.Argument("**", None, low.expression(child.named_children[0])))
        elif kind not in NOISE:
            out.append(ir.Argument("", None, low.expression(child)))
    return ir.Call(line, called, tuple(out))


def _parenthesized(low: Lowering, node: Node) -> ir.Expr:
    return low.first(node) or ir.Sequence(low.line(node), "tuple", ())


def _binary(low: Lowering, node: Node) -> ir.Expr:
    op = node.child_by_field_name("operator")
    return ir.Binary(
        low.line(node),
        low.text(op) if op is not None else "?",
        low.field(node, "left"),
        low.field(node, "right"),
    )


def _boolean(low: Lowering, node: Node) -> ir.Expr:
    op = node.child_by_field_name("operator")
    return ir.Logical(
        low.line(node),
        low.text(op) if op is not None else "or",
        low.field(node, "left"),
        low.field(node, "right"),
    )


def _not(low: Lowering, node: Node) -> ir.Expr:
    return ir.Unary(low.line(node), "not", low.field(node, "argument"))


def _unary(low: Lowering, node: Node) -> ir.Expr:
    op = node.child_by_field_name("operator")
    return ir.Unary(low.line(node), low.text(op) if op is not None else "-", low.field(node, "argument"))


def _comparison(low: Lowering, node: Node) -> ir.Expr:
    ops = tuple(" ".join(low.text(c).split()) for c in node.children_by_field_name("operators"))
    return ir.Compare(low.line(node), tuple(low.expression(c) for c in node.named_children if c.type not in NOISE), ops)


def _conditional(low: Lowering, node: Node) -> ir.Expr:
    parts = [low.expression(c) for c in node.named_children if c.type not in NOISE]
    if len(parts) != 3:
        return ir.Opaque(low.line(node), "conditional", tuple(parts))
    return ir.Choice(low.line(node), parts[1], parts[0], parts[2])


def _lambda(low: Lowering, node: Node) -> ir.Expr:
    return ir.Lambda(low.line(node), low.code(node, "<lambda>"))


def _comprehension(low: Lowering, node: Node) -> ir.Expr:
    kind = {"list_comprehension": "list", "set_comprehension": "set", "dictionary_comprehension": "mapping"}.get(
        node.type, "generator"
    )
    body = node.child_by_field_name("body")
    element: Any
    if body is not None and body.type == "pair":
        element = (low.field(body, "key"), low.field(body, "value"))
    else:
        element = low.expression(body) if body is not None else ir.Const(low.line(node), None)
    clauses: list[tuple[Any, ...]] = []
    for child in node.named_children:
        if child.type == "for_in_clause":
            clauses.append(("for", low.field(child, "left"), low.field(child, "right")))
        elif child.type == "if_clause" and child.named_child_count:
            clauses.append(("if", low.expression(child.named_children[0])))
    return ir.Comprehension(low.line(node), kind, element, tuple(clauses))  # type: ignore[arg-type]  # one of the four


def _named(low: Lowering, node: Node) -> ir.Expr:
    return ir.Named(low.line(node), low.field(node, "name"), low.field(node, "value"))


def _await(low: Lowering, node: Node) -> ir.Expr:
    return ir.Await(low.line(node), low.first(node) or ir.Const(low.line(node), None))


def _yield(low: Lowering, node: Node) -> ir.Expr:
    return ir.Yield(low.line(node), low.first(node), any(c.type == "from" for c in node.children))


def _splat(low: Lowering, node: Node) -> ir.Expr:
    if node.id in low.bare:
        return _wrapped(low, node)
    return ir.Spread(low.line(node), low.first(node) or ir.Const(low.line(node), None))


def _wrapped(low: Lowering, node: Node) -> ir.Expr:
    return low.first(node) or ir.Const(low.line(node), None)


def _generic_type(low: Lowering, node: Node) -> ir.Expr:
    parts = node.named_children
    head = low.expression(parts[0])
    inner = [low.expression(c) for p in parts[1:] for c in p.named_children]
    index = inner[0] if len(inner) == 1 else ir.Sequence(low.line(node), "tuple", tuple(inner))
    return ir.Item(low.line(node), head, index)


def _constant(value: Any) -> Callable[[Lowering, Node], ir.Expr]:
    return lambda low, node: ir.Const(low.line(node), value)


def _literal(raw: bytes, default: Any) -> Any:
    try:
        return ast.literal_eval(raw.decode("utf-8", "replace").strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return default


EXPRESSIONS: dict[str, Callable[[Lowering, Node], Any]] = {
    "identifier": _identifier,
    "attribute": _attribute,
    "string": _string,
    "concatenated_string": _concatenated,
    "integer": _number,
    "float": _number,
    "true": _constant(True),
    "false": _constant(False),
    "none": _constant(None),
    "ellipsis": _constant(...),
    "list": _sequence,
    "tuple": _sequence,
    "set": _sequence,
    "expression_list": _sequence,
    "pattern_list": _sequence,
    "tuple_pattern": _sequence,
    "list_pattern": _sequence,
    "dictionary": _dictionary,
    "subscript": _subscript,
    "slice": _slice,
    "call": _call,
    "parenthesized_expression": _parenthesized,
    "binary_operator": _binary,
    "boolean_operator": _boolean,
    "not_operator": _not,
    "unary_operator": _unary,
    "comparison_operator": _comparison,
    "conditional_expression": _conditional,
    "lambda": _lambda,
    "list_comprehension": _comprehension,
    "set_comprehension": _comprehension,
    "dictionary_comprehension": _comprehension,
    "generator_expression": _comprehension,
    "named_expression": _named,
    "await": _await,
    "yield": _yield,
    "list_splat": _splat,
    "list_splat_pattern": _splat,
    "type": _wrapped,
    "as_pattern_target": _wrapped,
    "generic_type": _generic_type,
}
