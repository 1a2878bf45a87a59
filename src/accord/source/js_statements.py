"""JavaScript statements to IR."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accord.source import ir, js_names
from accord.source.js_lowering import DEFAULT, Lowering

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node


def _expression(low: Lowering, node: Node) -> Any:
    children = [child for child in node.named_children if child.type != "comment"]
    if not children:
        return ()
    if children[0].type == "internal_module":
        return _namespace(low, children[0])
    return ir.Expression(low.line(node), low.expression(children[0]))


def _declaration(low: Lowering, node: Node) -> tuple[ir.Stmt, ...]:
    kind_node = node.child_by_field_name("kind")
    kind = kind_node.type if kind_node is not None else "var"
    out: list[ir.Stmt] = []
    for child in node.named_children:
        if child.type != "variable_declarator":
            continue
        name, value = child.child_by_field_name("name"), child.child_by_field_name("value")
        if name is None:
            continue
        title = low.text(name) if name.type == "identifier" else ""
        made = low.expression(value, title) if value is not None else None
        out.append(ir.Declare(low.line(child), kind, low.pattern(name), made))
    return tuple(out)


def _function(low: Lowering, node: Node) -> ir.Stmt:
    name = node.child_by_field_name("name")
    title = low.text(name) if name is not None else DEFAULT
    return ir.FunctionDef(low.line(node), title, low.code(node, title), ())


def _class(low: Lowering, node: Node, before: tuple[ir.Expr, ...] = ()) -> ir.Stmt:
    name = node.child_by_field_name("name")
    title = low.text(name) if name is not None else DEFAULT
    own = [
        low.expression(child.named_children[0])
        for child in node.named_children
        if child.type == "decorator" and child.named_child_count
    ]
    return ir.ClassDef(low.line(node), title, low.class_code(node, title), (*before, *own))


def _enum(low: Lowering, node: Node) -> ir.Stmt:
    name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
    at = low.line(node)
    entries: list[tuple[ir.Expr | None, ir.Expr]] = []
    for number, child in enumerate(body.named_children if body is not None else ()):
        if child.type == "enum_assignment":
            key = child.child_by_field_name("name")
            if key is not None:
                entries.append((ir.Const(at, low.key_text(key)), low.field(child, "value")))
        elif child.type in ("property_identifier", "string"):
            entries.append((ir.Const(at, low.key_text(child)), ir.Const(at, number)))
    return ir.Declare(
        at, "const", ir.Name(at, low.text(name) if name is not None else "?"), ir.Mapping(at, tuple(entries))
    )


def _namespace(low: Lowering, node: Node) -> Any:
    """A TypeScript namespace: a function run once whose exported names make an object, or go to the class or function of its name."""
    name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
    at = low.line(node)
    if not js_names.has_values(node):
        return ()
    names: list[str] = []
    inner: list[Node] = []
    for child in body.named_children if body is not None else ():
        declared = child.child_by_field_name("declaration") if child.type == "export_statement" else None
        inner.append(declared if declared is not None else child)
        if declared is not None:
            names += js_names.bound(low, declared)
    title = low.text(name) if name is not None else "?"
    merged = _is_merged(low, node, title)
    exported = list(dict.fromkeys(names))
    end: ir.Block
    if merged:
        end = tuple(
            ir.Expression(at, ir.Named(at, ir.Attribute(at, ir.Name(at, title), n), ir.Name(at, n))) for n in exported
        )
    else:
        end = (ir.Return(at, ir.Mapping(at, tuple((ir.Const(at, n), ir.Name(at, n)) for n in exported))),)
    block = (*low.block(inner), *end)
    code = ir.FunctionCode(
        "namespace", at, low.file, ir.Later(tuple), ir.Later(lambda: block), None, lambda: b"", arrow=True
    )
    call = ir.Call(at, ir.Lambda(at, code), ())
    return ir.Expression(at, call) if merged else ir.Declare(at, "var", ir.Name(at, title), call)


def _is_merged(low: Lowering, node: Node, title: str) -> bool:
    """Whether a class, a function or another namespace in front of a namespace has its name."""
    here = node
    while here.parent is not None and here.parent.type in ("export_statement", "expression_statement"):
        here = here.parent
    sibling = here.prev_named_sibling
    while sibling is not None:
        if title in js_names.bound(low, sibling):
            return True
        sibling = sibling.prev_named_sibling
    return False


def _if(low: Lowering, node: Node) -> ir.Stmt:
    other = node.child_by_field_name("alternative")
    inner = [child for child in other.named_children if child.type != "comment"] if other is not None else []
    return ir.If(
        low.line(node),
        low.field(node, "condition"),
        low.body(node.child_by_field_name("consequence")),
        low.body(inner[0]) if inner else (),
    )


def _for(low: Lowering, node: Node) -> ir.Stmt:
    first, test, step = (node.child_by_field_name(n) for n in ("initializer", "condition", "increment"))
    condition = None
    if test is not None and test.type != "empty_statement":
        inner = test.named_children[0] if test.type == "expression_statement" and test.named_child_count else test
        condition = low.expression(inner)
    return ir.ForLoop(
        low.line(node),
        low.statement(first) if first is not None else (),
        condition,
        low.expression(step) if step is not None else None,
        low.body(node.child_by_field_name("body")),
    )


def _for_in(low: Lowering, node: Node) -> Any:
    left, operator = node.child_by_field_name("left"), node.child_by_field_name("operator")
    if left is None:
        return ()
    kind = node.child_by_field_name("kind")
    return ir.ForEach(
        low.line(node),
        operator is not None and operator.type == "in",
        kind.type if kind is not None else "",
        low.pattern(left),
        low.field(node, "right"),
        low.body(node.child_by_field_name("body")),
    )


def _while(low: Lowering, node: Node) -> ir.Stmt:
    test, body = low.field(node, "condition"), low.body(node.child_by_field_name("body"))
    if type(test) is ir.Const:
        return ir.While(low.line(node), test, body, ())
    return ir.ForLoop(low.line(node), (), test, None, body)


def _do(low: Lowering, node: Node) -> Any:
    test, body = low.field(node, "condition"), low.body(node.child_by_field_name("body"))
    return ir.ForLoop(low.line(node), (), test, None, body, late=True)


def _within(low: Lowering, node: Node) -> ir.Stmt:
    return ir.Within(low.line(node), low.field(node, "object"), low.body(node.child_by_field_name("body")))


def _return(low: Lowering, node: Node) -> ir.Stmt:
    value = next((child for child in node.named_children if child.type != "comment"), None)
    return ir.Return(low.line(node), low.expression(value) if value is not None else None)


def _throw(low: Lowering, node: Node) -> ir.Stmt:
    value = next((child for child in node.named_children if child.type != "comment"), None)
    return ir.Raise(low.line(node), low.expression(value) if value is not None else None)


def _try(low: Lowering, node: Node) -> ir.Stmt:
    handler, final = node.child_by_field_name("handler"), node.child_by_field_name("finalizer")
    handlers: tuple[ir.Handler, ...] = ()
    if handler is not None:
        caught = handler.child_by_field_name("parameter")
        name = low.text(caught) if caught is not None and caught.type == "identifier" else None
        handlers = (ir.Handler(low.line(handler), None, name, low.body(handler.child_by_field_name("body"))),)
    return ir.Try(
        low.line(node),
        low.body(node.child_by_field_name("body")),
        handlers,
        (),
        low.body(final.child_by_field_name("body")) if final is not None else (),
    )


def _switch(low: Lowering, node: Node) -> ir.Stmt:
    body = node.child_by_field_name("body")
    cases: list[tuple[ir.Expr | None, ir.Block]] = []
    for case in body.named_children if body is not None else ():
        if case.type == "switch_case":
            value = case.child_by_field_name("value")
            rest = [c for c in case.named_children if value is None or c.start_byte != value.start_byte]
            cases.append((low.field(case, "value"), low.block(rest)))
        elif case.type == "switch_default":
            cases.append((None, low.block(case.named_children)))
    return ir.Switch(low.line(node), low.field(node, "value"), tuple(cases))


def _labeled(low: Lowering, node: Node) -> Any:
    """A block that `break label` leaves is a loop of one turn."""
    body = node.child_by_field_name("body")
    made = low.body(body)
    if body is None or body.type != "statement_block" or b"break" not in low.data[body.start_byte : body.end_byte]:
        return made
    at = low.line(node)
    return ir.ForLoop(at, (), ir.Const(at, value=False), None, made, late=True)


def _import(low: Lowering, node: Node) -> Any:
    source = node.child_by_field_name("source")
    at = low.line(node)
    if source is None:
        clause = next((c for c in node.named_children if c.type == "import_require_clause"), None)
        source = clause.child_by_field_name("source") if clause is not None else None
    if source is None:
        return ()
    module = low.string_value(source)
    names = js_names.import_names(low, node)
    if not names and not any(child.type in ("import_clause", "type") for child in node.children):
        return ir.Import(at, module, None)
    return ir.ImportFrom(at, module, tuple(names))


def _export(low: Lowering, node: Node) -> Any:
    declaration, value = node.child_by_field_name("declaration"), node.child_by_field_name("value")
    at = low.line(node)
    decorators = tuple(
        low.expression(c.named_children[0])
        for c in node.named_children
        if c.type == "decorator" and c.named_child_count
    )
    if declaration is not None:
        if decorators and declaration.type in ("class_declaration", "abstract_class_declaration"):
            return _class(low, declaration, decorators)
        return low.statement(declaration)
    if value is not None:
        return ir.Declare(at, "const", ir.Name(at, DEFAULT), low.expression(value, "default"))
    if any(child.type == "=" for child in node.children) and node.named_child_count:
        target = ir.Attribute(at, ir.Name(at, "module"), "exports")
        return ir.Expression(at, ir.Named(at, target, low.expression(node.named_children[0])))
    return ()


def _block(low: Lowering, node: Node) -> Any:
    return low.body(node)


TABLE: dict[str, Callable[[Lowering, Node], Any]] = {
    "expression_statement": _expression,
    "lexical_declaration": _declaration,
    "variable_declaration": _declaration,
    "function_declaration": _function,
    "generator_function_declaration": _function,
    "class_declaration": _class,
    "abstract_class_declaration": _class,
    "enum_declaration": _enum,
    "internal_module": _namespace,
    "if_statement": _if,
    "for_statement": _for,
    "for_in_statement": _for_in,
    "while_statement": _while,
    "do_statement": _do,
    "with_statement": _within,
    "return_statement": _return,
    "throw_statement": _throw,
    "try_statement": _try,
    "switch_statement": _switch,
    "labeled_statement": _labeled,
    "import_statement": _import,
    "export_statement": _export,
    "statement_block": _block,
    "break_statement": lambda low, node: ir.Break(low.line(node)),
    "continue_statement": lambda low, node: ir.Continue(low.line(node)),
}
