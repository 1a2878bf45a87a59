"""JavaScript expressions to IR; types are dropped, JSX keeps the expressions it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accord.source import ir
from accord.source.js_lowering import Lowering, unescaped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tree_sitter import Node

_CHILD_LIMIT = 200
_TAGS = ("jsx_opening_element", "jsx_closing_element")
_UNSEEN = frozenset(
    ("comment", "type_annotation", "type_arguments", "jsx_text", "property_identifier", "html_character_reference")
)


def opaque(low: Lowering, node: Node, name: str = "") -> ir.Expr:
    """Something without a meaning here; what it holds is still evaluated."""
    children = tuple(low.expression(c) for c in node.named_children[:_CHILD_LIMIT] if c.type not in _UNSEEN)
    return ir.Opaque(low.line(node), node.type, children)


def _name(low: Lowering, node: Node, name: str) -> ir.Expr:
    return ir.Name(low.line(node), low.text(node))


def _inner(low: Lowering, node: Node, name: str) -> ir.Expr:
    """What is in parentheses, or below a TypeScript assertion."""
    for child in node.named_children:
        if child.type != "comment":
            return low.expression(child, name)
    return ir.Name(low.line(node), "undefined")


def _last(low: Lowering, node: Node, name: str) -> ir.Expr:
    return (
        low.expression(node.named_children[-1], name)
        if node.named_child_count
        else ir.Name(low.line(node), "undefined")
    )


def _string(low: Lowering, node: Node, name: str) -> ir.Expr:
    return ir.Const(low.line(node), low.string_value(node))


def _template(low: Lowering, node: Node, name: str) -> ir.Expr:
    at = low.line(node)
    parts: list[ir.Expr] = []
    end = node.start_byte + 1

    def literal(start: int, stop: int) -> None:
        if stop > start:
            text = low.data[start:stop].decode("utf-8", "replace")
            parts.append(ir.Const(at, unescaped(text) if "\\" in text else text))

    for child in node.children:
        if child.type == "template_substitution":
            literal(end, child.start_byte)
            parts.append(_inner(low, child, ""))
            end = child.end_byte
    literal(end, node.end_byte - 1)
    if not parts:
        return ir.Const(at, "")
    return parts[0] if len(parts) == 1 and type(parts[0]) is ir.Const else ir.Template(at, tuple(parts))


def _holes(low: Lowering, node: Node) -> Iterator[ir.Expr]:
    return (_inner(low, child, "") for child in node.children if child.type == "template_substitution")


def _pieces(low: Lowering, node: Node, *, raw: bool = False) -> ir.Expr:
    """The texts around the holes of a template, as a tag gets them: one more than there are holes. `raw`: as they are written."""
    at, end, found = low.line(node), node.start_byte + 1, []
    for child in node.children:
        if child.type == "template_substitution":
            found.append(low.data[end : child.start_byte])
            end = child.end_byte
    texts = [piece.decode("utf-8", "replace") for piece in (*found, low.data[end : node.end_byte - 1])]
    return ir.Sequence(
        at, "list", tuple(ir.Const(at, unescaped(text) if "\\" in text and not raw else text) for text in texts)
    )


def _number(low: Lowering, node: Node, name: str) -> ir.Expr:
    text = low.text(node).replace("_", "").rstrip("n")
    value: Any
    try:
        value = int(text, 0)
    except ValueError:
        try:
            value = float(text)
        except ValueError:
            value = 0
    return ir.Const(low.line(node), value)


def _regex(low: Lowering, node: Node, name: str) -> ir.Expr:
    pattern, flags = node.child_by_field_name("pattern"), node.child_by_field_name("flags")
    return ir.Regex(
        low.line(node), low.text(pattern) if pattern is not None else "", low.text(flags) if flags is not None else ""
    )


def _array(low: Lowering, node: Node, name: str) -> ir.Expr:
    return ir.Sequence(
        low.line(node), "list", tuple(low.expression(c) for c in node.named_children if c.type != "comment")
    )


def _spread(low: Lowering, node: Node, name: str) -> ir.Expr:
    return ir.Spread(low.line(node), _last(low, node, ""))


def _object(low: Lowering, node: Node, name: str) -> ir.Expr:
    entries: list[tuple[ir.Expr | None, ir.Expr]] = []
    for child in node.named_children:
        kind, at = child.type, low.line(child)
        if kind == "pair":
            key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
            if key is not None and value is not None:
                made = low.key(key)
                entries.append((made, low.expression(value, str(made.value) if isinstance(made, ir.Const) else "")))
        elif kind == "shorthand_property_identifier":
            entries.append((ir.Const(at, low.text(child)), ir.Name(at, low.text(child))))
        elif kind == "spread_element":
            entries.append((None, _last(low, child, "")))
        elif kind == "method_definition":
            entries.append(_method(low, child))
    return ir.Mapping(low.line(node), tuple(entries))


def _method(low: Lowering, node: Node) -> tuple[ir.Expr, ir.Expr]:
    at, title = low.line(node), node.child_by_field_name("name")
    key = low.key(title) if title is not None else ir.Const(at, "")
    code = low.code(node, str(key.value) if isinstance(key, ir.Const) else "")
    words = {child.type for child in node.children}
    kind = "get" if "get" in words else "set" if "set" in words else ""
    return key, ir.Accessor(at, kind, code) if kind else ir.Lambda(at, code)


def _function(low: Lowering, node: Node, name: str) -> ir.Expr:
    title = node.child_by_field_name("name")
    arrow = node.type == "arrow_function"
    return ir.Lambda(
        low.line(node), low.code(node, low.text(title) if title is not None else name or "<function>", arrow=arrow)
    )


def _class(low: Lowering, node: Node, name: str) -> ir.Expr:
    title = node.child_by_field_name("name")
    return ir.ClassExpression(
        low.line(node), low.class_code(node, low.text(title) if title is not None else name or "<class>")
    )


def _arguments(low: Lowering, node: Node | None) -> tuple[ir.Argument, ...]:
    if node is None:
        return ()
    out: list[ir.Argument] = []
    for child in node.named_children:
        if child.type == "spread_element":
            out.append(ir.Argument("*", None, _last(low, child, "")))
        elif child.type != "comment":
            out.append(ir.Argument("", None, low.expression(child)))
    return tuple(out)


def _call(low: Lowering, node: Node, name: str) -> ir.Expr:
    function, given = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    at = low.line(node)
    if function is None:
        return opaque(low, node)
    if function.type == "await_expression" and function.named_child_count:
        # the grammar takes `await a.b<T>(x)` for a call of `await a.b`
        return ir.Await(at, _called(low, function.named_children[-1], given))
    return _called(low, function, given, optional=any(c.type in _OPTIONAL for c in node.children))


_OPTIONAL = ("optional_chain", "?.")  # as the two grammars name it


def _called(low: Lowering, function: Node, given: Node | None, *, optional: bool = False) -> ir.Expr:
    at = low.line(function)
    if given is not None and given.type == "template_string":
        tag, cooked, raw = low.expression(function), _pieces(low, given), _pieces(low, given, raw=True)
        return ir.Opaque(at, ir.TAGGED, (tag, cooked, raw, *_holes(low, given)))
    if (
        function.type == "identifier" and low.text(function) == "await"
    ):  # the grammar takes `await (0, m.f)(x)` for a call of `await`
        return ir.Await(at, ir.Comma(at, tuple(argument.value for argument in _arguments(low, given))))
    last = function.child_by_field_name("property") if function.type == "member_expression" else None
    called = ir.Name(at, "require") if function.type == "import" else low.expression(function)
    at = low.line(last) if last is not None else low.line(function)
    return ir.Call(at, called, _arguments(low, given), optional=optional)


def _new(low: Lowering, node: Node, name: str) -> ir.Expr:
    return ir.Call(
        low.line(node), low.field(node, "constructor"), _arguments(low, node.child_by_field_name("arguments")), new=True
    )


def _member(low: Lowering, node: Node, name: str) -> ir.Expr:
    last = node.child_by_field_name("property")
    return ir.Attribute(
        low.line(last) if last is not None else low.line(node),
        low.field(node, "object"),
        low.text(last) if last is not None else "",
    )


def _subscript(low: Lowering, node: Node, name: str) -> ir.Expr:
    return ir.Item(low.line(node), low.field(node, "object"), low.field(node, "index"))


_COMPARISONS = frozenset(("===", "==", "!==", "!=", "<", ">", "<=", ">=", "in", "instanceof"))
_LOGICAL = {"&&": "and", "||": "or", "??": "??"}


def _binary(low: Lowering, node: Node, name: str) -> ir.Expr:
    operator = node.child_by_field_name("operator")
    op = operator.type if operator is not None else "?"
    at, left, right = low.line(node), low.field(node, "left"), low.field(node, "right")
    if op in _LOGICAL:
        return ir.Logical(at, _LOGICAL[op], left, right)
    if op in _COMPARISONS:
        return ir.Compare(at, (left, right), (op,))
    return ir.Binary(at, op, left, right)


def _unary(low: Lowering, node: Node, name: str) -> ir.Expr:
    operator = node.child_by_field_name("operator")
    op = operator.type if operator is not None else "?"
    return ir.Unary(low.line(node), "not" if op == "!" else op, low.field(node, "argument"))


def _update(low: Lowering, node: Node, name: str) -> ir.Expr:
    operator, target = node.child_by_field_name("operator"), node.child_by_field_name("argument")
    if operator is None or target is None:
        return opaque(low, node)
    at = low.line(node)
    made = low.pattern(target)
    changed = ir.Named(at, made, ir.Binary(at, operator.type[0], made, ir.Const(at, 1)))
    if operator.start_byte < target.start_byte or _is_unused(node):
        return changed
    return ir.Binary(at, "-" if operator.type[0] == "+" else "+", changed, ir.Const(at, 1))  # what it was before


def _is_unused(node: Node) -> bool:
    """Whether nobody asks what an expression gives."""
    above = node.parent
    if above is None or above.type == "expression_statement":
        return True
    return above.type == "for_statement" and above.child_by_field_name("increment") == node


def _assignment(low: Lowering, node: Node, name: str) -> ir.Expr:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return opaque(low, node)
    target = low.pattern(left)
    title = target.name if isinstance(target, (ir.Name, ir.Attribute)) else ""
    return ir.Named(low.line(node), target, low.expression(right, title))


def _augmented(low: Lowering, node: Node, name: str) -> ir.Expr:
    left, operator, right = (node.child_by_field_name(n) for n in ("left", "operator", "right"))
    if left is None or operator is None or right is None:
        return opaque(low, node)
    at, target, op = low.line(node), low.pattern(left), low.text(operator)[:-1]
    value = low.expression(right)
    made = ir.Logical(at, _LOGICAL[op], target, value) if op in _LOGICAL else ir.Binary(at, op, target, value)
    return ir.Named(at, target, made)


def _ternary(low: Lowering, node: Node, name: str) -> ir.Expr:
    return ir.Choice(
        low.line(node), low.field(node, "condition"), low.field(node, "consequence"), low.field(node, "alternative")
    )


def _comma(low: Lowering, node: Node, name: str) -> ir.Expr:
    return ir.Comma(low.line(node), tuple(low.expression(c) for c in node.named_children if c.type != "comment"))


def _yield(low: Lowering, node: Node, name: str) -> ir.Expr:
    value = _last(low, node, "") if node.named_child_count else None
    return ir.Yield(low.line(node), value, any(child.type == "*" for child in node.children))


def _await(low: Lowering, node: Node, name: str) -> ir.Expr:
    return ir.Await(low.line(node), _last(low, node, ""))


def _skipped(low: Lowering, node: Node, name: str) -> ir.Expr:
    return ir.Name(low.line(node), "undefined")


def _element(low: Lowering, node: Node, name: str) -> ir.Expr:
    """`<Tag name={value}>...</Tag>`; names of HTML elements mean nothing here."""
    head = node.child_by_field_name("open_tag") or node
    title = head.child_by_field_name("name")
    html = title is None or (title.type == "identifier" and low.data[title.start_byte : title.start_byte + 1].islower())
    attributes: list[tuple[str | None, ir.Expr]] = []
    for child in head.named_children:
        if child.type == "jsx_attribute":
            value = child.named_children[-1]
            made = low.expression(value) if child.named_child_count > 1 else ir.Const(low.line(child), True)
            attributes.append((low.text(child.named_children[0]), made))
        elif child.type == "jsx_expression" and child.named_child_count:
            attributes.append((None, low.expression(child)))
    inner = [c for c in node.named_children if c.type not in _UNSEEN and c.type not in _TAGS]
    children = inner[:_CHILD_LIMIT] if head is not node else []
    return ir.Element(
        low.line(node),
        None if html or title is None else low.expression(title),
        tuple(attributes),
        tuple(low.expression(c) for c in children),
    )


def _held(low: Lowering, node: Node, name: str) -> ir.Expr:
    """What stands in the braces of JSX."""
    inner = next((c for c in node.named_children if c.type != "comment"), None)
    return _skipped(low, node, name) if inner is None else low.expression(inner)


EXPRESSIONS: dict[str, Callable[[Lowering, Node, str], ir.Expr]] = {
    "identifier": _name,
    "shorthand_property_identifier": _name,
    "property_identifier": _name,
    "undefined": _name,
    "this": _name,
    "meta_property": lambda low, node, name: ir.Name(low.line(node), "import.meta"),
    "super": lambda low, node, name: ir.Super(low.line(node)),
    "parenthesized_expression": _inner,
    "as_expression": _inner,
    "satisfies_expression": _inner,
    "non_null_expression": _inner,
    "instantiation_expression": _inner,
    "type_assertion": _last,
    "await_expression": _await,
    "yield_expression": _yield,
    "string": _string,
    "template_string": _template,
    "number": _number,
    "true": lambda low, node, name: ir.Const(low.line(node), True),
    "false": lambda low, node, name: ir.Const(low.line(node), False),
    "null": lambda low, node, name: ir.Const(low.line(node), None),
    "regex": _regex,
    "array": _array,
    "spread_element": _spread,
    "object": _object,
    "arrow_function": _function,
    "function_expression": _function,
    "generator_function": _function,
    "function": _function,
    "class": _class,
    "call_expression": _call,
    "new_expression": _new,
    "member_expression": _member,
    "subscript_expression": _subscript,
    "binary_expression": _binary,
    "unary_expression": _unary,
    "update_expression": _update,
    "assignment_expression": _assignment,
    "augmented_assignment_expression": _augmented,
    "ternary_expression": _ternary,
    "sequence_expression": _comma,
    "jsx_element": _element,
    "jsx_self_closing_element": _element,
    "jsx_expression": _held,
    "type_annotation": _skipped,
    "comment": _skipped,
}
