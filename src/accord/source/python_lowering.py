"""Python syntax to IR: what statements and expressions are lowered with, and functions, whose bodies wait until somebody asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.source import ir
from accord.source.ir import Later
from accord.source.python_expressions import EXPRESSIONS
from accord.source.python_hollow import Hollow, hollow
from accord.source.python_statements import STATEMENTS
from accord.source.python_syntax import NOISE, parser

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tree_sitter import Node


def unfolded(data: bytes, file: str, first_line: int = 1, start: int = 0) -> tuple[Lowering, Node]:
    """Parse source without the bodies of the functions that begin behind `start`; the syntax and what lowers it."""
    found = hollow(data, start)
    root = parser().parse(found.text).root_node
    if root.has_error and found.hidden:  # the guess may have been wrong, or something is broken
        found = Hollow(data, {})
        root = parser().parse(data).root_node
    return Lowering(found.text, file, first_line, data, found.hidden), root


class Lowering:
    """Turns syntax nodes of one file into IR; holds nothing but the bytes.

    `hidden` are the functions whose bodies were not parsed, by row, as bytes of the `whole` text.
    """

    __slots__ = ("_hidden", "_shift", "_whole", "bare", "data", "file")

    def __init__(
        self, data: bytes, file: str, first_line: int, whole: bytes, hidden: Mapping[int, tuple[int, int]]
    ) -> None:
        self.data, self.file, self._shift = data, file, first_line
        self._whole, self._hidden = whole, hidden
        self.bare: set[int] = set()  # stars that were put around what they stand in

    def text(self, node: Node) -> str:
        """The source of a node; bytes that are no UTF-8 are replaced."""
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def line(self, node: Node) -> int:
        """The line of the file a node begins in, from 1."""
        return int(node.start_point[0]) + self._shift

    def block(self, node: Node | None) -> ir.Block:
        """The statements of a block; nothing for none."""
        if node is None:
            return ()
        out: list[ir.Stmt] = []
        for child in node.named_children:
            out.extend(self.statement(child))
        return tuple(out)

    def statement(self, node: Node) -> tuple[ir.Stmt, ...]:
        """What one statement becomes: none, one or (imports) several."""
        make = STATEMENTS.get(node.type)
        if make is not None:
            made = make(self, node)
            return made if type(made) is tuple else (made,)
        if node.type in ("comment", "line_continuation", "pass_statement", "future_import_statement"):
            return ()
        if node.type == "ERROR" or node.is_missing:
            return (ir.Unparsed(self.line(node), self.text(node)[:80]),)
        return (ir.Expression(self.line(node), ir.Opaque(self.line(node), node.type, self.children(node))),)

    def children(self, node: Node) -> tuple[ir.Expr, ...]:
        """The expressions right below a node of a kind nobody knows."""
        return tuple(self.expression(c) for c in node.named_children if c.type in EXPRESSIONS)

    def expression(self, node: Node) -> ir.Expr:
        """An expression; `Opaque` for a kind nobody knows."""
        make = EXPRESSIONS.get(node.type)
        if make is not None:
            return make(self, node)
        return ir.Opaque(self.line(node), node.type, self.children(node))

    def field(self, node: Node, name: str) -> ir.Expr:
        """The expression in a field of a node; `Opaque` where a damaged node lacks it."""
        child = node.child_by_field_name(name)
        return self.expression(child) if child is not None else ir.Opaque(self.line(node), "missing", ())

    def first(self, node: Node) -> ir.Expr | None:
        """The first expression below a node."""
        return next((self.expression(c) for c in node.named_children if c.type not in NOISE), None)

    def later(self, node: Node) -> Later[ir.Expr]:
        """An expression that is lowered when somebody asks."""
        return Later(lambda: self.expression(node))

    def code(self, node: Node, name: str) -> ir.FunctionCode:
        """A function or lambda; parameters and body are lowered when somebody asks."""
        parameters, body, returns = (node.child_by_field_name(n) for n in ("parameters", "body", "return_type"))
        lazy_body: Later[ir.Block]
        source: Callable[[], bytes] = lambda: self.data[node.start_byte : node.end_byte]  # noqa: E731 sliced when it is asked for
        hidden = self._hidden.get(node.start_point[0]) if self._hidden else None
        if hidden is not None and node.type != "lambda":
            start, end = hidden
            line = self.line(node)
            lazy_body = Later(lambda: self._unfold(start, end, line))
            source = lambda: self._whole[start:end]  # noqa: E731 as its counterpart below
        elif node.type == "lambda":
            lazy_body = Later(lambda: (ir.Return(self.line(node), self.field(node, "body")),))
        else:
            lazy_body = Later(lambda: self.block(body))
        return ir.FunctionCode(
            name,
            self.line(node),
            self.file,
            Later(lambda: self._parameters(parameters)),
            lazy_body,
            self.later(returns) if returns is not None else None,
            source,
            is_async=(first := node.child(0)) is not None and first.type == "async",
        )

    def _unfold(self, start: int, end: int, line: int) -> ir.Block:
        """The body of a function that was taken out: it is parsed now."""
        lowering, root = unfolded(self._whole[start:end], self.file, line, start=1)
        for node in root.named_children:
            if node.type == "function_definition":
                return lowering.block(node.child_by_field_name("body"))
        return (ir.Unparsed(line, "function"),)

    def _parameters(self, node: Node | None) -> tuple[ir.Parameter, ...]:
        out: list[ir.Parameter] = []
        keyword = False
        for child in node.named_children if node is not None else ():
            kind = child.type
            sort = "kw" if keyword else "pos"
            if kind == "identifier":
                out.append(ir.Parameter(self.text(child), sort, None, None))
            elif kind in ("default_parameter", "typed_default_parameter"):
                name, value, annotation = (child.child_by_field_name(n) for n in ("name", "value", "type"))
                if name is not None and value is not None:
                    out.append(
                        ir.Parameter(
                            self.text(name),
                            sort,
                            self.later(value),
                            self.later(annotation) if annotation is not None else None,
                        )
                    )
            elif kind == "keyword_separator":
                keyword = True
            elif kind == "positional_separator":
                out = [p._replace(kind="only") if p.kind == "pos" else p for p in out]
            elif kind in ("list_splat_pattern", "dictionary_splat_pattern", "typed_parameter"):
                annotation = child.child_by_field_name("type") if kind == "typed_parameter" else None
                inner = child.named_children[0] if kind == "typed_parameter" else child
                star = {"list_splat_pattern": "*", "dictionary_splat_pattern": "**"}.get(inner.type, "")
                name = inner.named_children[0] if star and inner.named_child_count else inner
                keyword = keyword or star == "*"
                out.append(
                    ir.Parameter(
                        self.text(name), star or sort, None, self.later(annotation) if annotation is not None else None
                    )
                )
        return tuple(out)
