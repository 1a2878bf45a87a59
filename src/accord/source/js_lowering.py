"""JavaScript and TypeScript syntax to IR: statements, patterns, functions and classes. Expressions are in `js_expressions`.

Types are left out; what TypeScript adds at run time (enums, parameter properties, namespaces) is lowered to what it compiles to. Function
declarations come first in their block, as hoisting has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accord.source import ir, js_syntax
from accord.source.ir import Later

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

DEFAULT = "*default*"
_DAMAGED = 3  # how many places are told of a body that does not parse
_LEXICAL = frozenset(
    (
        "lexical_declaration",
        "class_declaration",
        "abstract_class_declaration",
        "function_declaration",
        "generator_function_declaration",
        "enum_declaration",
    )
)
OTHER = ""  # the kind of expression that stands for all those without one
# filled by `javascript` from the modules that lower expressions and statements, which need this one
EXPRESSIONS: dict[str, Callable[[Lowering, Node, str], ir.Expr]] = {}
STATEMENTS: dict[str, Callable[[Lowering, Node], Any]] = {}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}


class Lowering:
    """Turns syntax nodes of one file into IR; holds the bytes, and which blocks of them are still to be parsed."""

    __slots__ = ("data", "file", "hidden")

    def __init__(self, data: bytes, file: str, hidden: dict[int, int]) -> None:
        self.data, self.file, self.hidden = data, file, hidden

    # -- small helpers ------------------------------------------------------------------------------------------------------------
    def text(self, node: Node) -> str:
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def line(self, node: Node) -> int:
        return int(node.start_point[0]) + 1

    def string_value(self, node: Node) -> str:
        """What a string literal says."""
        raw = self.text(node)
        inner = raw[1:-1] if len(raw) > 1 else raw
        return unescaped(inner) if "\\" in inner else inner

    def key_text(self, node: Node) -> str:
        return self.string_value(node) if node.type == "string" else self.text(node)

    def expression(self, node: Node, name: str = "") -> ir.Expr:
        """An expression; `name` is what a function or class without one is called."""
        make = EXPRESSIONS.get(node.type) or EXPRESSIONS[OTHER]
        return make(self, node, name)

    def field(self, node: Node, name: str) -> ir.Expr:
        child = node.child_by_field_name(name)
        return self.expression(child) if child is not None else ir.Const(self.line(node), None)

    # -- blocks -------------------------------------------------------------------------------------------------------------------
    def block(self, nodes: list[Node]) -> ir.Block:
        """Statements in order, declarations of functions first."""
        hoisted: list[ir.Stmt] = []
        rest: list[ir.Stmt] = []
        for node in nodes:
            for statement in self.statement(node):
                (hoisted if type(statement) is ir.FunctionDef else rest).append(statement)
        return (*hoisted, *rest)

    def body(self, node: Node | None) -> ir.Block:
        """A statement as the body of another; a block with declarations has names of its own."""
        if node is None:
            return ()
        if node.type != "statement_block":
            return self.statement(node)
        children, damaged = self._inside(node)
        inner = (*damaged, *self.block(children))
        if any(child.type in _LEXICAL for child in children):
            return (ir.Nested(self.line(node), inner),)
        return inner

    def _inside(self, block: Node) -> tuple[list[Node], ir.Block]:
        """The statements of a block, parsed now where they were left out, and those that tell what is damaged there."""
        end = self.hidden.get(block.start_byte)
        if end is None:
            return block.named_children, ()
        root, hidden = js_syntax.parse(self.data, self.file, block.start_byte + 1, end)
        self.hidden.update(hidden)
        return root.named_children, tuple(ir.Unparsed(line, "") for line in js_syntax.errors(root)[:_DAMAGED])

    def statement(self, node: Node) -> tuple[ir.Stmt, ...]:
        kind = node.type
        make = STATEMENTS.get(kind)
        if make is not None:
            made = make(self, node)
            return made if type(made) is tuple else (made,)
        if kind == "ERROR" or node.is_missing:
            told = not js_syntax.declares_only(self.file)
            return (ir.Unparsed(self.line(node), self.text(node)[:80]),) if told else ()
        if (
            kind.endswith(("_declaration", "_signature", "_statement", "comment", "_line", "_alias"))
            or not node.is_named
        ):
            return ()
        return (ir.Expression(self.line(node), self.expression(node)),)

    # -- functions and classes ----------------------------------------------------------------------------------------------------
    def code(self, node: Node, name: str, *, arrow: bool = False) -> ir.FunctionCode:
        """A function, lowered when entered."""
        start, end, data = node.start_byte, node.end_byte, self.data
        shape: Later[tuple[tuple[ir.Parameter, ...], ir.Block]] = Later(lambda: self._shape(node))
        return ir.FunctionCode(
            name,
            self.line(node),
            self.file,
            Later(lambda: shape.get()[0]),
            Later(lambda: (*shape.get()[1], *self._function_body(node))),
            None,
            lambda: data[start:end],
            is_async=node.child_count > 0 and node.children[0].type == "async",
            arrow=arrow,
            span=(start, end),
        )

    def _function_body(self, node: Node) -> ir.Block:
        body = node.child_by_field_name("body")
        if body is None:
            return ()
        if body.type == "statement_block":
            children, damaged = self._inside(body)
            return (*damaged, *self.block(children))
        return (ir.Return(self.line(body), self.expression(body)),)

    def _shape(self, node: Node) -> tuple[tuple[ir.Parameter, ...], ir.Block]:
        """Parameters, and the statements that take patterns apart and set parameter properties."""
        single = node.child_by_field_name("parameter")
        if single is not None:
            return (ir.Parameter(self.text(single), "pos", None, None),), ()
        listed = node.child_by_field_name("parameters")
        parameters: list[ir.Parameter] = []
        prologue: list[ir.Stmt] = []
        for child in listed.named_children if listed is not None else ():
            if child.type not in ("comment", "decorator"):
                self._parameter(child, parameters, prologue)
        return tuple(parameters), tuple(prologue)

    def _parameter(self, node: Node, parameters: list[ir.Parameter], prologue: list[ir.Stmt]) -> None:
        pattern: Node | None = node
        default: Node | None = None
        at = self.line(node)
        if node.type in ("required_parameter", "optional_parameter"):
            pattern, default = node.child_by_field_name("pattern"), node.child_by_field_name("value")
            if pattern is None or pattern.type == "this":
                return
        elif node.type == "assignment_pattern":
            pattern, default = node.child_by_field_name("left"), node.child_by_field_name("right")
        if pattern is None:
            return
        kind = "pos"
        if pattern.type == "rest_pattern":
            kind = "*"
            pattern = pattern.named_children[0] if pattern.named_child_count else pattern
        value = default
        later = Later(lambda: self.expression(value)) if value is not None else None
        if pattern.type == "identifier":
            name = self.text(pattern)
            if any(child.type in ("accessibility_modifier", "readonly") for child in node.children):
                prologue.append(
                    ir.Expression(at, ir.Named(at, ir.Attribute(at, ir.Name(at, "this"), name), ir.Name(at, name)))
                )
        else:
            name = f"*{len(parameters)}"
            prologue.append(ir.Declare(at, "let", self.pattern(pattern), ir.Name(at, name)))
        parameters.append(ir.Parameter(name, kind, later, None))

    def class_code(self, node: Node, name: str) -> ir.ClassCode:
        bases: tuple[ir.Expr, ...] = ()
        for heritage in node.named_children:
            if heritage.type == "class_heritage":
                for child in heritage.named_children:
                    if child.type == "extends_clause":
                        bases = (self.field(child, "value"),)
                    elif child.type not in ("implements_clause", "comment") and not bases:
                        bases = (self.expression(child),)
        body = node.child_by_field_name("body")
        return ir.ClassCode(name, self.line(node), self.file, bases, (), Later(lambda: self._members(body)))

    def _members(self, body: Node | None) -> ir.Block:
        out: list[ir.Stmt] = []
        decorators: list[ir.Expr] = []
        for node in body.named_children if body is not None else ():
            if node.type == "decorator":
                decorators += self._decorator(node)
                continue
            member = self._member(node, decorators)
            if member is not None:
                out.append(member)
            if node.type != "comment":
                decorators = []
        return tuple(out)

    def _decorator(self, node: Node) -> list[ir.Expr]:
        return [self.expression(child) for child in node.named_children[:1]]

    def _member(self, node: Node, before: list[ir.Expr]) -> ir.Member | None:
        kind, at = node.type, self.line(node)
        words = {child.type for child in node.children}
        own = [x for child in node.named_children if child.type == "decorator" for x in self._decorator(child)]
        decorators = (*before, *own)
        if kind == "method_definition":
            name = node.child_by_field_name("name")
            if name is None:
                return None
            key = self.key(name)
            title = str(key.value) if isinstance(key, ir.Const) else ""
            what = "get" if "get" in words else "set" if "set" in words else "method"
            return ir.Member(at, what, "static" in words, key, self.code(node, title), decorators)
        if kind in ("field_definition", "public_field_definition"):
            name = node.child_by_field_name("property") or node.child_by_field_name("name")
            value = node.child_by_field_name("value")
            if name is None:
                return None
            key = self.key(name)
            title = str(key.value) if isinstance(key, ir.Const) else ""
            made = self.expression(value, title) if value is not None else None
            return ir.Member(at, "field", "static" in words, key, made, decorators)
        if kind == "class_static_block":
            inner = node.child_by_field_name("body")
            return ir.Member(at, "block", True, None, self.body(inner))
        return None

    def key(self, node: Node) -> ir.Expr:
        """The key of a property."""
        if node.type == "computed_property_name":
            return self.expression(node.named_children[0])
        if node.type == "number":
            return self.expression(node)
        return ir.Const(self.line(node), self.key_text(node))

    # -- patterns -----------------------------------------------------------------------------------------------------------------
    def pattern(self, node: Node) -> ir.Expr:
        """A target: a name, a member, an object or array pattern, with defaults."""
        make = PATTERNS.get(node.type)
        return make(self, node) if make is not None else self.expression(node)

    def _object_pattern(self, node: Node) -> ir.Expr:
        entries: list[tuple[ir.Expr | None, ir.Expr]] = []
        for child in node.named_children:
            at = self.line(child)
            if child.type == "shorthand_property_identifier_pattern":
                entries.append((ir.Const(at, self.text(child)), ir.Name(at, self.text(child))))
            elif child.type == "pair_pattern":
                key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
                if key is not None and value is not None:
                    entries.append((self.key(key), self.pattern(value)))
            elif child.type == "object_assignment_pattern":
                left = child.child_by_field_name("left")
                if left is not None:
                    entries.append(
                        (
                            ir.Const(at, self.text(left)),
                            ir.Default(at, ir.Name(at, self.text(left)), self.field(child, "right")),
                        )
                    )
            elif child.type == "rest_pattern" and child.named_child_count:
                entries.append((None, self.pattern(child.named_children[0])))
        return ir.Mapping(self.line(node), tuple(entries))

    def _array_pattern(self, node: Node) -> ir.Expr:
        items: list[ir.Expr] = []
        empty = True
        for child in node.children[1:-1]:
            if child.type == ",":
                if empty:
                    items.append(ir.Comma(self.line(child), ()))
                empty = True
            elif child.type != "comment":
                items.append(self.pattern(child))
                empty = False
        return ir.Sequence(self.line(node), "list", tuple(items))

    def _default_pattern(self, node: Node) -> ir.Expr:
        left = node.child_by_field_name("left")
        target = self.pattern(left) if left is not None else ir.Comma(self.line(node), ())
        return ir.Default(self.line(node), target, self.field(node, "right"))

    def _rest_pattern(self, node: Node) -> ir.Expr:
        return ir.Spread(self.line(node), self.pattern(node.named_children[0]))


def unescaped(text: str) -> str:
    """The text of a literal with its escapes resolved."""
    import re

    def one(match: re.Match[str]) -> str:
        body = match.group(1)
        if body[0] in "ux" and len(body) > 1:
            try:
                return chr(int(body.strip("ux{}"), 16))
            except (ValueError, OverflowError):
                return ""
        return _ESCAPES.get(body, body)

    return re.sub(r"\\(u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[\s\S])", one, text)


PATTERNS: dict[str, Callable[[Lowering, Node], ir.Expr]] = {
    "shorthand_property_identifier_pattern": lambda low, node: ir.Name(low.line(node), low.text(node)),
    "object_pattern": Lowering._object_pattern,
    "array_pattern": Lowering._array_pattern,
    "assignment_pattern": Lowering._default_pattern,
    "rest_pattern": Lowering._rest_pattern,
}
