"""Python's statements, lowered: one function for each kind the grammar knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accord.source import ir
from accord.source.ir import Later
from accord.source.python_patterns import pattern_of
from accord.source.python_syntax import NOISE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from accord.source.python_lowering import Lowering


def _expression_statement(low: Lowering, node: Node) -> Any:
    out = []
    for child in node.named_children:
        kind = child.type
        if kind == "assignment":
            out.append(_assignment(low, child))
        elif kind == "augmented_assignment":
            out.append(_augmented(low, child))
        elif kind in NOISE or (kind == "string" and node.named_child_count == 1):
            continue  # a docstring does nothing
        else:
            out.append(ir.Expression(low.line(child), low.expression(child)))
    return tuple(out)


def _assignment(low: Lowering, node: Node) -> ir.Stmt:
    targets = []
    annotation = None
    current: Node | None = node
    value: Node | None = None
    while current is not None and current.type == "assignment":
        left = current.child_by_field_name("left")
        if left is not None:
            targets.append(low.expression(left))
        kind = current.child_by_field_name("type")
        if kind is not None:
            annotation = low.later(kind)
        value = current = current.child_by_field_name("right")
    return ir.Assign(low.line(node), tuple(targets), None if value is None else low.expression(value), annotation)


def _augmented(low: Lowering, node: Node) -> ir.Stmt:
    left, op, right = (node.child_by_field_name(n) for n in ("left", "operator", "right"))
    if left is None or op is None or right is None:
        return ir.Unparsed(low.line(node), low.text(node)[:80])
    return ir.AugAssign(low.line(node), low.expression(left), low.text(op).rstrip("="), low.expression(right))


def _if(low: Lowering, node: Node) -> ir.Stmt:
    other: ir.Block = ()
    for clause in reversed(node.children_by_field_name("alternative")):
        if clause.type == "elif_clause":
            other = (
                ir.If(
                    low.line(clause),
                    low.field(clause, "condition"),
                    low.block(clause.child_by_field_name("consequence")),
                    other,
                ),
            )
        else:
            other = low.block(clause.child_by_field_name("body"))
    return ir.If(
        low.line(node), low.field(node, "condition"), low.block(node.child_by_field_name("consequence")), other
    )


def _for(low: Lowering, node: Node) -> ir.Stmt:
    other = node.child_by_field_name("alternative")
    return ir.For(
        low.line(node),
        low.field(node, "left"),
        low.field(node, "right"),
        low.block(node.child_by_field_name("body")),
        low.block(other.child_by_field_name("body")) if other is not None else (),
    )


def _while(low: Lowering, node: Node) -> ir.Stmt:
    other = node.child_by_field_name("alternative")
    return ir.While(
        low.line(node),
        low.field(node, "condition"),
        low.block(node.child_by_field_name("body")),
        low.block(other.child_by_field_name("body")) if other is not None else (),
    )


def _try(low: Lowering, node: Node) -> ir.Stmt:
    handlers: list[ir.Handler] = []
    orelse: ir.Block = ()
    final: ir.Block = ()
    for child in node.named_children:
        if child.type in ("except_clause", "except_group_clause"):
            handlers.append(_handler(low, child))
        elif child.type == "else_clause":
            orelse = low.block(child.child_by_field_name("body"))
        elif child.type == "finally_clause":
            final = low.block(next((c for c in child.named_children if c.type == "block"), None))
    return ir.Try(low.line(node), low.block(node.child_by_field_name("body")), tuple(handlers), orelse, final)


def _handler(low: Lowering, node: Node) -> ir.Handler:
    caught, name = None, None
    body: ir.Block = ()
    for child in node.named_children:
        if child.type == "block":
            body = low.block(child)
        elif child.type == "as_pattern":
            alias = child.child_by_field_name("alias")
            name = low.text(alias) if alias is not None else None
            caught = low.expression(child.named_children[0])
        elif child.type not in NOISE and caught is None:
            caught = low.expression(child)
    return ir.Handler(low.line(node), caught, name, body)


def _with(low: Lowering, node: Node) -> ir.Stmt:
    items: list[tuple[ir.Expr, ir.Expr | None]] = []
    for clause in node.named_children:
        if clause.type != "with_clause":
            continue
        for item in clause.named_children:
            value = item.child_by_field_name("value") if item.type == "with_item" else item
            if value is None or value.type in NOISE:
                continue
            if value.type == "as_pattern":
                alias = value.child_by_field_name("alias")
                target = (
                    low.expression(alias.named_children[0]) if alias is not None and alias.named_child_count else None
                )
                items.append((low.expression(value.named_children[0]), target))
            else:
                items.append((low.expression(value), None))
    return ir.With(low.line(node), tuple(items), low.block(node.child_by_field_name("body")))


def _return(low: Lowering, node: Node) -> ir.Stmt:
    return ir.Return(low.line(node), low.first(node))


def _raise(low: Lowering, node: Node) -> ir.Stmt:
    return ir.Raise(low.line(node), low.first(node))


def _scoped(low: Lowering, node: Node) -> ir.Stmt:
    return ir.Scoped(low.line(node), tuple(low.text(c) for c in node.named_children))


def _delete(low: Lowering, node: Node) -> ir.Stmt:
    targets = low.first(node)
    flat = targets.items if isinstance(targets, ir.Sequence) else (targets,) if targets is not None else ()
    return ir.Delete(low.line(node), flat)


def _assert(low: Lowering, node: Node) -> ir.Stmt:
    return ir.Pass(low.line(node))


def _function(low: Lowering, node: Node, decorators: tuple[ir.Expr, ...] = ()) -> ir.Stmt:
    name = node.child_by_field_name("name")
    title = low.text(name) if name is not None else "?"
    return ir.FunctionDef(low.line(node), title, low.code(node, title), decorators)


def _class(low: Lowering, node: Node, decorators: tuple[ir.Expr, ...] = ()) -> ir.Stmt:
    name = node.child_by_field_name("name")
    title = low.text(name) if name is not None else "?"
    bases: list[ir.Expr] = []
    keywords: list[tuple[str, ir.Expr]] = []
    supers = node.child_by_field_name("superclasses")
    for child in supers.named_children if supers is not None else ():
        if child.type == "keyword_argument":
            key = child.child_by_field_name("name")
            keywords.append((low.text(key) if key is not None else "", low.field(child, "value")))
        elif child.type not in NOISE:
            bases.append(low.expression(child))
    body = node.child_by_field_name("body")
    code = ir.ClassCode(title, low.line(node), low.file, tuple(bases), tuple(keywords), Later(lambda: low.block(body)))
    return ir.ClassDef(low.line(node), title, code, decorators)


def _decorated(low: Lowering, node: Node) -> Any:
    inner = node.child_by_field_name("definition")
    decorators = tuple(
        low.expression(c.named_children[0])
        for c in node.named_children
        if c.type == "decorator" and c.named_child_count
    )
    if inner is None:
        return ir.Unparsed(low.line(node), low.text(node)[:80])
    return _class(low, inner, decorators) if inner.type == "class_definition" else _function(low, inner, decorators)


def _import(low: Lowering, node: Node) -> Any:
    out = []
    for child in node.named_children:
        if child.type == "aliased_import":
            name, alias = child.child_by_field_name("name"), child.child_by_field_name("alias")
            if name is not None and alias is not None:
                out.append(ir.Import(low.line(node), _dotted(low, name), low.text(alias)))
        elif child.type == "dotted_name":
            out.append(ir.Import(low.line(node), _dotted(low, child), None))
    return tuple(out)


def _import_from(low: Lowering, node: Node) -> ir.Stmt:
    module = node.child_by_field_name("module_name")
    names: list[tuple[str, str]] = []
    for child in node.named_children:
        if child.type == "wildcard_import":
            names.append(("*", "*"))
        elif child == module:
            continue
        elif child.type == "aliased_import":
            name, alias = child.child_by_field_name("name"), child.child_by_field_name("alias")
            if name is not None and alias is not None:
                names.append((_dotted(low, name), low.text(alias)))
        elif child.type == "dotted_name":
            names.append((_dotted(low, child), _dotted(low, child)))
    return ir.ImportFrom(low.line(node), _dotted(low, module) if module is not None else "", tuple(names))


def _dotted(low: Lowering, node: Node) -> str:
    return "".join(low.text(node).split())


def _match(low: Lowering, node: Node) -> ir.Stmt:
    subjects = node.children_by_field_name("subject")
    subject = low.expression(subjects[0]) if len(subjects) == 1 else ir.Opaque(low.line(node), "subject", ())
    body = node.child_by_field_name("body")
    cases = tuple(_case(low, c) for c in (body.named_children if body is not None else ()) if c.type == "case_clause")
    return ir.Match(low.line(node), subject, cases)


def _case(low: Lowering, node: Node) -> ir.Case:
    patterns = [c for c in node.named_children if c.type == "case_pattern"]
    if len(patterns) == 1:
        pattern = pattern_of(low, patterns[0])
    else:
        pattern = ir.Pattern("sequence", parts=tuple(pattern_of(low, p) for p in patterns))
    guard = node.child_by_field_name("guard")
    return ir.Case(
        low.line(node),
        pattern,
        low.expression(guard.named_children[0]) if guard is not None and guard.named_children else None,
        low.block(node.child_by_field_name("consequence")),
    )


def _type_alias(low: Lowering, node: Node) -> ir.Stmt:
    parts = node.named_children
    if len(parts) < 2:
        return ir.Pass(low.line(node))
    target = of_a_type(low, parts[0]) or ir.Name(low.line(node), low.text(parts[0]).split("[")[0])
    return ir.Assign(low.line(node), (target,), low.expression(parts[-1]), None)


def of_a_type(low: Lowering, node: Node) -> ir.Expr | None:
    """`type(low).routes = []` is no alias, though the grammar takes it for one: the attribute or item of a call, else None."""
    while node.type in ("type", "constrained_type") and node.named_children:
        node = node.named_children[0]
    held = node.child_by_field_name("object" if node.type == "attribute" else "value")
    if node.type not in ("attribute", "subscript") or held is None:
        return None
    if held.type == "parenthesized_expression":
        made = ir.Argument("", None, low.expression(held))
        owner: ir.Expr | None = ir.Call(low.line(held), ir.Name(low.line(held), "type"), (made,))
    else:
        owner = of_a_type(low, held)
    whole = low.expression(node)
    return whole._replace(target=owner) if owner is not None and isinstance(whole, (ir.Attribute, ir.Item)) else None


STATEMENTS: dict[str, Callable[[Lowering, Node], Any]] = {
    "expression_statement": _expression_statement,
    "if_statement": _if,
    "for_statement": _for,
    "while_statement": _while,
    "try_statement": _try,
    "with_statement": _with,
    "return_statement": _return,
    "raise_statement": _raise,
    "break_statement": lambda low, node: ir.Break(low.line(node)),
    "continue_statement": lambda low, node: ir.Continue(low.line(node)),
    "global_statement": _scoped,
    "nonlocal_statement": _scoped,
    "delete_statement": _delete,
    "assert_statement": _assert,
    "function_definition": _function,
    "class_definition": _class,
    "decorated_definition": _decorated,
    "import_statement": _import,
    "import_from_statement": _import_from,
    "match_statement": _match,
    "type_alias_statement": _type_alias,
}
