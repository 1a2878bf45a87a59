"""What the top-level statements of a JavaScript module bind and export, read without lowering them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node

    from accord.source.js_lowering import Lowering

DEFAULT = "*default*"
_DECLARATIONS = frozenset(
    (
        "function_declaration",
        "generator_function_declaration",
        "class_declaration",
        "abstract_class_declaration",
        "enum_declaration",
    )
)
TYPES = frozenset(
    ("comment", "interface_declaration", "type_alias_declaration", "ambient_declaration", "empty_statement")
)
_PATTERNS = frozenset(
    (
        "object_pattern",
        "array_pattern",
        "rest_pattern",
        "assignment_pattern",
        "object_assignment_pattern",
        "pair_pattern",
    )
)


def is_commonjs_syntax(node: Node) -> bool:
    """TypeScript's `import x = require()` and `export =` mean CommonJS."""
    return any(child.type in ("import_require_clause", "=") for child in node.children)


def bound(low: Lowering, node: Node) -> Iterable[str]:
    """The names a statement binds; `exports.x` and `exports` for assignments to what CommonJS exports."""
    kind = node.type
    if kind in ("lexical_declaration", "variable_declaration"):
        for child in node.named_children:
            name = child.child_by_field_name("name") if child.type == "variable_declarator" else None
            if name is not None:
                yield from pattern_names(low, name)
    elif kind in _DECLARATIONS:
        name = node.child_by_field_name("name")
        yield low.text(name) if name is not None else DEFAULT
    elif kind == "import_statement":
        yield from (alias for _, alias in import_names(low, node))
    elif kind == "export_statement":
        declaration = node.child_by_field_name("declaration")
        if declaration is not None:
            yield from bound(low, declaration)
        elif node.child_by_field_name("value") is not None:
            yield DEFAULT
    elif kind == "internal_module":
        name = node.child_by_field_name("name")
        if name is not None and name.type == "identifier" and has_values(node):
            yield low.text(name)
    elif kind == "expression_statement" and node.named_child_count:
        first = node.named_children[0]
        yield from bound(low, first) if first.type == "internal_module" else _exported_member(low, first)


def has_values(namespace: Node) -> bool:
    """Whether there is anything in a TypeScript namespace when it runs; types alone make none."""
    body = namespace.child_by_field_name("body")
    for child in body.named_children if body is not None else ():
        declared = child.child_by_field_name("declaration") if child.type == "export_statement" else None
        if declared is None and child.type == "expression_statement" and child.named_child_count:
            declared = child.named_children[0]
        inner = declared if declared is not None else child
        if inner.type == "internal_module":
            if has_values(inner):
                return True
        elif inner.type not in TYPES:
            return True
    return False


def _exported_member(low: Lowering, node: Node) -> Iterable[str]:
    """`exports.x = ...`, `module.exports = ...`, and chains of them."""
    while node.type == "assignment_expression":
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None or left.type != "member_expression":
            return
        text = low.text(left)
        if text == "module.exports":
            yield "exports"
        elif text.startswith("module.exports."):
            yield text[7:]
        elif text.startswith("exports."):
            yield text
        node = right


def pattern_names(low: Lowering, node: Node) -> Iterable[str]:
    """The names a pattern binds."""
    kind = node.type
    if kind in ("identifier", "shorthand_property_identifier_pattern"):
        yield low.text(node)
    elif kind == "pair_pattern":
        value = node.child_by_field_name("value")
        if value is not None:
            yield from pattern_names(low, value)
    elif kind in ("assignment_pattern", "object_assignment_pattern"):
        left = node.child_by_field_name("left")
        if left is not None:
            yield from pattern_names(low, left)
    elif kind in _PATTERNS:
        for child in node.named_children:
            yield from pattern_names(low, child)


def import_names(low: Lowering, node: Node) -> list[tuple[str, str]]:
    """(name in the module, local name) of an import; `*` is the namespace; type-only imports bind nothing."""
    if any(child.type == "type" for child in node.children):
        return []
    out: list[tuple[str, str]] = []
    for clause in node.named_children:
        if clause.type == "import_require_clause" and clause.named_child_count:
            out.append(("*", low.text(clause.named_children[0])))
        if clause.type != "import_clause":
            continue
        for part in clause.named_children:
            if part.type == "identifier":
                out.append(("default", low.text(part)))
            elif part.type == "namespace_import" and part.named_child_count:
                out.append(("*", low.text(part.named_children[0])))
            elif part.type == "named_imports":
                out += [pair for each in part.named_children if (pair := _specifier(low, each)) is not None]
    return out


def _specifier(low: Lowering, node: Node) -> tuple[str, str] | None:
    if node.type not in ("import_specifier", "export_specifier") or any(
        child.type == "type" for child in node.children
    ):
        return None
    name, alias = node.child_by_field_name("name"), node.child_by_field_name("alias")
    if name is None:
        return None
    return low.key_text(name), low.key_text(alias if alias is not None else name)


def read_exports(low: Lowering, node: Node, exports: dict[str, tuple[str | None, str]], stars: list[str]) -> None:
    """Enter what an export statement exports."""
    if node.type != "export_statement":
        return
    source = node.child_by_field_name("source")
    module = low.string_value(source) if source is not None else None
    declaration = node.child_by_field_name("declaration")
    words = {child.type for child in node.children}
    if declaration is not None:
        names = list(bound(low, declaration))
        if "default" in words:
            exports["default"] = (None, names[0] if names else DEFAULT)
        else:
            exports.update({name: (None, name) for name in names})
    elif node.child_by_field_name("value") is not None:
        exports["default"] = (None, DEFAULT)
    elif "type" not in words:
        for child in node.named_children:
            if child.type == "export_clause":
                pairs = [pair for each in child.named_children if (pair := _specifier(low, each)) is not None]
                exports.update({alias: (module, name) for name, alias in pairs})
            elif child.type == "namespace_export" and module is not None and child.named_child_count:
                exports[low.key_text(child.named_children[0])] = (module, "*")
        if "*" in words and module is not None:
            stars.append(module)
