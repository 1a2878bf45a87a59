"""The names a Python statement binds, found without lowering it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.source import ir
from accord.source.python_statements import of_a_type

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node

    from accord.source.python_lowering import Lowering


def bound(low: Lowering, node: Node) -> Iterable[str]:
    """The names a statement binds in its scope, in order, with repeats."""
    kind = node.type
    if kind == "expression_statement":
        for child in node.named_children:
            yield from _assigned(low, child)
    elif kind in ("function_definition", "class_definition"):
        name = node.child_by_field_name("name")
        if name is not None:
            yield low.text(name)
    elif kind == "decorated_definition":
        inner = node.child_by_field_name("definition")
        if inner is not None:
            yield from bound(low, inner)
    elif kind in ("import_statement", "import_from_statement"):
        for statement in low.statement(node):
            if isinstance(statement, ir.Import):
                yield statement.alias or statement.module.split(".")[0]
            else:
                for _, alias in statement.names:
                    yield alias
    elif kind == "type_alias_statement":
        if node.named_child_count and of_a_type(low, node.named_children[0]) is None:
            yield low.text(node.named_children[0]).split("[")[0]
    elif kind in (
        "if_statement",
        "for_statement",
        "while_statement",
        "try_statement",
        "with_statement",
        "match_statement",
    ):
        yield from _bound_inside(low, node)


def _bound_inside(low: Lowering, node: Node) -> Iterable[str]:
    left = node.child_by_field_name("left") if node.type == "for_statement" else None
    if left is not None:
        yield from _targets(low, left)
    for child in node.named_children:
        if child.type == "block":
            for inner in child.named_children:
                yield from bound(low, inner)
        elif child.type.endswith("_clause"):
            yield from _bound_inside(low, child)
        elif child.type == "as_pattern":
            alias = child.child_by_field_name("alias")
            if alias is not None:
                yield from _targets(low, alias)
        elif child.type == "with_item":
            yield from _bound_inside(low, child)


def _assigned(low: Lowering, node: Node) -> Iterable[str]:
    if node.type in ("assignment", "augmented_assignment"):
        left = node.child_by_field_name("left")
        if left is not None:
            yield from _targets(low, left)
        right = node.child_by_field_name("right")
        if right is not None and right.type == "assignment":
            yield from _assigned(low, right)
    elif node.type == "named_expression":
        name = node.child_by_field_name("name")
        if name is not None:
            yield low.text(name)


def _targets(low: Lowering, node: Node) -> Iterable[str]:
    if node.type == "identifier":
        yield low.text(node)
    elif node.type in (
        "pattern_list",
        "tuple_pattern",
        "list_pattern",
        "list_splat_pattern",
        "as_pattern_target",
        "expression_list",
        "tuple",
    ):
        for child in node.named_children:
            yield from _targets(low, child)
