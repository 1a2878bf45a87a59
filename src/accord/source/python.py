"""Python source to IR, through tree-sitter.

Reads every syntax the grammar knows, older and newer than the running Python; what it cannot parse becomes `Unparsed` and costs only itself.
Nothing below a function or class header is visited before it is asked for.
"""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from accord.source import ir
from accord.source.ir import Later
from accord.source.python_hollow import Hollow, hollow
from accord.source.python_patterns import pattern_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tree_sitter import Node, Parser

_WORD = re.compile(rb"[A-Za-z_]\w*")
_LETTER = re.compile(rb"\w")
_COMPOUND = frozenset(
    (
        "if_statement",
        "for_statement",
        "while_statement",
        "try_statement",
        "with_statement",
        "match_statement",
        "expression_statement",
    )
)


def mentions(data: bytes, word: bytes, start: int, end: int) -> bool:
    """Whether a word stands between two places: finding it first is many times faster than a pattern made for it."""
    at = data.find(word, start, end)
    while at >= 0:
        if not _LETTER.match(data, at - 1, at) and not _LETTER.match(data, at + len(word)):
            return True
        at = data.find(word, at + 1, end)
    return False


@lru_cache(maxsize=1)
def parser() -> Parser:
    """The parser, made on first use."""
    import tree_sitter_python
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_python.language()))


def unfolded(data: bytes, file: str, first_line: int = 1, start: int = 0) -> tuple[Lowering, Node]:
    """Parse source without the bodies of the functions that begin behind `start`; the syntax and what lowers it."""
    found = hollow(data, start)
    root = parser().parse(found.text).root_node
    if root.has_error and found.hidden:  # the guess may have been wrong, or something is broken
        found = Hollow(data, {})
        root = parser().parse(data).root_node
    return Lowering(found.text, file, first_line, data, found.hidden), root


class TopStatement:
    """A statement of a module: lowered when executed. `may_change` says that it may change names it does not bind."""

    __slots__ = ("binds", "end", "line", "may_change", "node", "start")

    def __init__(self, node: Node, binds: tuple[str, ...], may_change: bool, span: tuple[int, int]) -> None:
        self.node, self.binds, self.may_change = node, binds, may_change
        self.line = node.start_point[0] + 1
        self.start, self.end = span


_NOISE = frozenset(("comment", "line_continuation"))  # named by the grammar, and nothing to the program
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


class PythonSource:
    """A module's source, split into its top-level statements."""

    def __init__(self, data: bytes, file: str) -> None:
        self.data, self.file = data, file
        self._lowering, root = unfolded(data, file)
        self.errors: tuple[int, ...] = tuple(_errors(root)) if root.has_error else ()
        self.statements: list[TopStatement] = []
        self.index: dict[str, list[int]] = {}
        for node in root.named_children:
            if node.type not in _NOISE:
                self._add(node)

    def _add(self, node: Node) -> None:
        number = len(self.statements)
        binds = tuple(dict.fromkeys(self._lowering.binds(node)))
        may_change, span = self._reach(node)
        self.statements.append(TopStatement(node, binds, may_change, span))
        for name in binds:
            self.index.setdefault(name, []).append(number)

    def _reach(self, node: Node) -> tuple[bool, tuple[int, int]]:
        """Whether a statement may change names it does not bind, and the bytes that would mention them."""
        kind = node.type
        if kind == "decorated_definition":
            inner = node.child_by_field_name("definition")
            return True, (node.start_byte, inner.start_byte if inner is not None else node.end_byte)
        if kind not in _COMPOUND:
            return False, (0, 0)
        span = (node.start_byte, node.end_byte)
        if kind == "expression_statement" and node.named_child_count:
            inner = node.named_children[0]
            if inner.type == "assignment":
                left = inner.child_by_field_name("left")
                changes = left is not None and left.type in ("attribute", "subscript")
                return changes, (left.start_byte, left.end_byte) if left is not None else span
            return inner.type != "string", span
        return True, span

    def changing(self, name: str, after: int) -> list[int]:
        """Statements after a number that mention a name and may change what it is bound to."""
        word, data = name.encode(), self._lowering.data
        return [
            number
            for number in range(after + 1, len(self.statements))
            if (s := self.statements[number]).may_change and mentions(data, word, s.start, s.end)
        ]

    def text(self, number: int) -> bytes:
        """The source of one top-level statement, without the bodies of the functions it defines."""
        node = self.statements[number].node
        return self._lowering.data[node.start_byte : node.end_byte]

    def lower(self, number: int) -> tuple[ir.Stmt, ...]:
        """The IR of one top-level statement."""
        return self._lowering.statement(self.statements[number].node)


@lru_cache(maxsize=1)
def _whole(data: bytes) -> Node:
    return parser().parse(data).root_node


def is_text(data: bytes, offset: int) -> bool:
    """Whether a byte of a file lies in a string or comment."""
    node = _whole(data).descendant_for_byte_range(offset, offset + 1)
    while node is not None:
        if node.type in ("string_content", "comment"):
            return True
        node = node.parent if node.type != "string" else None
    return False


def _errors(root: Node) -> Iterable[int]:
    """Lines of the outermost damaged places."""
    stack = [root]
    while stack:
        node = stack.pop()
        if node.type == "ERROR" or node.is_missing:
            yield node.start_point[0] + 1
        elif node.has_error:
            stack.extend(reversed(node.children))


class Lowering:
    """Turns syntax nodes of one file into IR; holds nothing but the bytes.

    `hidden` are the functions whose bodies were not parsed, by row, as bytes of the `whole` text.
    """

    def __init__(
        self, data: bytes, file: str, first_line: int, whole: bytes, hidden: Mapping[int, tuple[int, int]]
    ) -> None:
        self.data, self.file, self._shift = data, file, first_line
        self._whole, self._hidden = whole, hidden
        self._bare: set[int] = set()  # stars that were put around what they stand in

    # -- small helpers --------------------------------------------------------------------------------------------------------
    def text(self, node: Node) -> str:
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def line(self, node: Node) -> int:
        return int(node.start_point[0]) + self._shift

    def block(self, node: Node | None) -> ir.Block:
        if node is None:
            return ()
        out: list[ir.Stmt] = []
        for child in node.named_children:
            out.extend(self.statement(child))
        return tuple(out)

    # -- names a statement binds --------------------------------------------------------------------------------------------------
    def binds(self, node: Node) -> Iterable[str]:
        kind = node.type
        if kind == "expression_statement":
            for child in node.named_children:
                yield from self._assigned(child)
        elif kind in ("function_definition", "class_definition"):
            name = node.child_by_field_name("name")
            if name is not None:
                yield self.text(name)
        elif kind == "decorated_definition":
            inner = node.child_by_field_name("definition")
            if inner is not None:
                yield from self.binds(inner)
        elif kind in ("import_statement", "import_from_statement"):
            for statement in self.statement(node):
                if isinstance(statement, ir.Import):
                    yield statement.alias or statement.module.split(".")[0]
                else:
                    for _, alias in statement.names:
                        yield alias
        elif kind == "type_alias_statement":
            if node.named_child_count and self._of_a_type(node.named_children[0]) is None:
                yield self.text(node.named_children[0]).split("[")[0]
        elif kind in (
            "if_statement",
            "for_statement",
            "while_statement",
            "try_statement",
            "with_statement",
            "match_statement",
        ):
            yield from self._bound_inside(node)

    def _bound_inside(self, node: Node) -> Iterable[str]:
        left = node.child_by_field_name("left") if node.type == "for_statement" else None
        if left is not None:
            yield from self._targets(left)
        for child in node.named_children:
            if child.type == "block":
                for inner in child.named_children:
                    yield from self.binds(inner)
            elif child.type.endswith("_clause"):
                yield from self._bound_inside(child)
            elif child.type == "as_pattern":
                alias = child.child_by_field_name("alias")
                if alias is not None:
                    yield from self._targets(alias)
            elif child.type == "with_item":
                yield from self._bound_inside(child)

    def _assigned(self, node: Node) -> Iterable[str]:
        if node.type in ("assignment", "augmented_assignment"):
            left = node.child_by_field_name("left")
            if left is not None:
                yield from self._targets(left)
            right = node.child_by_field_name("right")
            if right is not None and right.type == "assignment":
                yield from self._assigned(right)
        elif node.type == "named_expression":
            name = node.child_by_field_name("name")
            if name is not None:
                yield self.text(name)

    def _targets(self, node: Node) -> Iterable[str]:
        if node.type == "identifier":
            yield self.text(node)
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
                yield from self._targets(child)

    # -- statements ---------------------------------------------------------------------------------------------------------------
    def statement(self, node: Node) -> tuple[ir.Stmt, ...]:
        make = _STATEMENTS.get(node.type)
        if make is not None:
            made = make(self, node)
            return made if type(made) is tuple else (made,)
        if node.type in ("comment", "line_continuation", "pass_statement", "future_import_statement"):
            return ()
        if node.type == "ERROR" or node.is_missing:
            return (ir.Unparsed(self.line(node), self.text(node)[:80]),)
        return (ir.Expression(self.line(node), ir.Opaque(self.line(node), node.type, self._children(node))),)

    def _children(self, node: Node) -> tuple[ir.Expr, ...]:
        return tuple(self.expression(c) for c in node.named_children if c.type in _EXPRESSIONS)

    def _expression_statement(self, node: Node) -> Any:
        out = []
        for child in node.named_children:
            kind = child.type
            if kind == "assignment":
                out.append(self._assignment(child))
            elif kind == "augmented_assignment":
                out.append(self._augmented(child))
            elif kind in _NOISE or (kind == "string" and node.named_child_count == 1):
                continue  # a docstring does nothing
            else:
                out.append(ir.Expression(self.line(child), self.expression(child)))
        return tuple(out)

    def _assignment(self, node: Node) -> ir.Stmt:
        targets = []
        annotation = None
        current: Node | None = node
        value: Node | None = None
        while current is not None and current.type == "assignment":
            left = current.child_by_field_name("left")
            if left is not None:
                targets.append(self.expression(left))
            kind = current.child_by_field_name("type")
            if kind is not None:
                annotation = self._later(kind)
            value = current = current.child_by_field_name("right")
        return ir.Assign(self.line(node), tuple(targets), None if value is None else self.expression(value), annotation)

    def _augmented(self, node: Node) -> ir.Stmt:
        left, op, right = (node.child_by_field_name(n) for n in ("left", "operator", "right"))
        if left is None or op is None or right is None:
            return ir.Unparsed(self.line(node), self.text(node)[:80])
        return ir.AugAssign(self.line(node), self.expression(left), self.text(op).rstrip("="), self.expression(right))

    def _if(self, node: Node) -> ir.Stmt:
        other: ir.Block = ()
        for clause in reversed(node.children_by_field_name("alternative")):
            if clause.type == "elif_clause":
                other = (
                    ir.If(
                        self.line(clause),
                        self._field(clause, "condition"),
                        self.block(clause.child_by_field_name("consequence")),
                        other,
                    ),
                )
            else:
                other = self.block(clause.child_by_field_name("body"))
        return ir.If(
            self.line(node), self._field(node, "condition"), self.block(node.child_by_field_name("consequence")), other
        )

    def _for(self, node: Node) -> ir.Stmt:
        other = node.child_by_field_name("alternative")
        return ir.For(
            self.line(node),
            self._field(node, "left"),
            self._field(node, "right"),
            self.block(node.child_by_field_name("body")),
            self.block(other.child_by_field_name("body")) if other is not None else (),
        )

    def _while(self, node: Node) -> ir.Stmt:
        other = node.child_by_field_name("alternative")
        return ir.While(
            self.line(node),
            self._field(node, "condition"),
            self.block(node.child_by_field_name("body")),
            self.block(other.child_by_field_name("body")) if other is not None else (),
        )

    def _try(self, node: Node) -> ir.Stmt:
        handlers: list[ir.Handler] = []
        orelse: ir.Block = ()
        final: ir.Block = ()
        for child in node.named_children:
            if child.type in ("except_clause", "except_group_clause"):
                handlers.append(self._handler(child))
            elif child.type == "else_clause":
                orelse = self.block(child.child_by_field_name("body"))
            elif child.type == "finally_clause":
                final = self.block(next((c for c in child.named_children if c.type == "block"), None))
        return ir.Try(self.line(node), self.block(node.child_by_field_name("body")), tuple(handlers), orelse, final)

    def _handler(self, node: Node) -> ir.Handler:
        caught, name = None, None
        body: ir.Block = ()
        for child in node.named_children:
            if child.type == "block":
                body = self.block(child)
            elif child.type == "as_pattern":
                alias = child.child_by_field_name("alias")
                name = self.text(alias) if alias is not None else None
                caught = self.expression(child.named_children[0])
            elif child.type not in _NOISE and caught is None:
                caught = self.expression(child)
        return ir.Handler(self.line(node), caught, name, body)

    def _with(self, node: Node) -> ir.Stmt:
        items: list[tuple[ir.Expr, ir.Expr | None]] = []
        for clause in node.named_children:
            if clause.type != "with_clause":
                continue
            for item in clause.named_children:
                value = item.child_by_field_name("value") if item.type == "with_item" else item
                if value is None or value.type in _NOISE:
                    continue
                if value.type == "as_pattern":
                    alias = value.child_by_field_name("alias")
                    target = (
                        self.expression(alias.named_children[0])
                        if alias is not None and alias.named_child_count
                        else None
                    )
                    items.append((self.expression(value.named_children[0]), target))
                else:
                    items.append((self.expression(value), None))
        return ir.With(self.line(node), tuple(items), self.block(node.child_by_field_name("body")))

    def _return(self, node: Node) -> ir.Stmt:
        return ir.Return(self.line(node), self._first(node))

    def _raise(self, node: Node) -> ir.Stmt:
        return ir.Raise(self.line(node), self._first(node))

    def _scoped(self, node: Node) -> ir.Stmt:
        return ir.Scoped(self.line(node), tuple(self.text(c) for c in node.named_children))

    def _delete(self, node: Node) -> ir.Stmt:
        targets = self._first(node)
        flat = targets.items if isinstance(targets, ir.Sequence) else (targets,) if targets is not None else ()
        return ir.Delete(self.line(node), flat)

    def _assert(self, node: Node) -> ir.Stmt:
        return ir.Pass(self.line(node))

    def _function(self, node: Node, decorators: tuple[ir.Expr, ...] = ()) -> ir.Stmt:
        name = node.child_by_field_name("name")
        title = self.text(name) if name is not None else "?"
        return ir.FunctionDef(self.line(node), title, self._code(node, title), decorators)

    def _class(self, node: Node, decorators: tuple[ir.Expr, ...] = ()) -> ir.Stmt:
        name = node.child_by_field_name("name")
        title = self.text(name) if name is not None else "?"
        bases: list[ir.Expr] = []
        keywords: list[tuple[str, ir.Expr]] = []
        supers = node.child_by_field_name("superclasses")
        for child in supers.named_children if supers is not None else ():
            if child.type == "keyword_argument":
                key = child.child_by_field_name("name")
                keywords.append((self.text(key) if key is not None else "", self._field(child, "value")))
            elif child.type not in _NOISE:
                bases.append(self.expression(child))
        body = node.child_by_field_name("body")
        code = ir.ClassCode(
            title, self.line(node), self.file, tuple(bases), tuple(keywords), Later(lambda: self.block(body))
        )
        return ir.ClassDef(self.line(node), title, code, decorators)

    def _decorated(self, node: Node) -> Any:
        inner = node.child_by_field_name("definition")
        decorators = tuple(
            self.expression(c.named_children[0])
            for c in node.named_children
            if c.type == "decorator" and c.named_child_count
        )
        if inner is None:
            return ir.Unparsed(self.line(node), self.text(node)[:80])
        return self._class(inner, decorators) if inner.type == "class_definition" else self._function(inner, decorators)

    def _import(self, node: Node) -> Any:
        out = []
        for child in node.named_children:
            if child.type == "aliased_import":
                name, alias = child.child_by_field_name("name"), child.child_by_field_name("alias")
                if name is not None and alias is not None:
                    out.append(ir.Import(self.line(node), self._dotted(name), self.text(alias)))
            elif child.type == "dotted_name":
                out.append(ir.Import(self.line(node), self._dotted(child), None))
        return tuple(out)

    def _import_from(self, node: Node) -> ir.Stmt:
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
                    names.append((self._dotted(name), self.text(alias)))
            elif child.type == "dotted_name":
                names.append((self._dotted(child), self._dotted(child)))
        return ir.ImportFrom(self.line(node), self._dotted(module) if module is not None else "", tuple(names))

    def _dotted(self, node: Node) -> str:
        return "".join(self.text(node).split())

    def _match(self, node: Node) -> ir.Stmt:
        subjects = node.children_by_field_name("subject")
        subject = self.expression(subjects[0]) if len(subjects) == 1 else ir.Opaque(self.line(node), "subject", ())
        body = node.child_by_field_name("body")
        cases = tuple(
            self._case(c) for c in (body.named_children if body is not None else ()) if c.type == "case_clause"
        )
        return ir.Match(self.line(node), subject, cases)

    def _case(self, node: Node) -> ir.Case:
        patterns = [c for c in node.named_children if c.type == "case_pattern"]
        if len(patterns) == 1:
            pattern = pattern_of(self, patterns[0])
        else:
            pattern = ir.Pattern("sequence", parts=tuple(pattern_of(self, p) for p in patterns))
        guard = node.child_by_field_name("guard")
        return ir.Case(
            self.line(node),
            pattern,
            self.expression(guard.named_children[0]) if guard is not None and guard.named_children else None,
            self.block(node.child_by_field_name("consequence")),
        )

    def _type_alias(self, node: Node) -> ir.Stmt:
        parts = node.named_children
        if len(parts) < 2:
            return ir.Pass(self.line(node))
        target = self._of_a_type(parts[0]) or ir.Name(self.line(node), self.text(parts[0]).split("[")[0])
        return ir.Assign(self.line(node), (target,), self.expression(parts[-1]), None)

    def _of_a_type(self, node: Node) -> ir.Expr | None:
        """`type(self).routes = []` is no alias, though the grammar takes it for one: the attribute or item of a call, else None."""
        while node.type in ("type", "constrained_type") and node.named_children:
            node = node.named_children[0]
        held = node.child_by_field_name("object" if node.type == "attribute" else "value")
        if node.type not in ("attribute", "subscript") or held is None:
            return None
        if held.type == "parenthesized_expression":
            made = ir.Argument("", None, self.expression(held))
            owner: ir.Expr | None = ir.Call(self.line(held), ir.Name(self.line(held), "type"), (made,))
        else:
            owner = self._of_a_type(held)
        whole = self.expression(node)
        return (
            whole._replace(target=owner) if owner is not None and isinstance(whole, (ir.Attribute, ir.Item)) else None
        )

    # -- functions ----------------------------------------------------------------------------------------------------------------
    def _later(self, node: Node) -> Later[ir.Expr]:
        return Later(lambda: self.expression(node))

    def _code(self, node: Node, name: str) -> ir.FunctionCode:
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
            lazy_body = Later(lambda: (ir.Return(self.line(node), self._field(node, "body")),))
        else:
            lazy_body = Later(lambda: self.block(body))
        return ir.FunctionCode(
            name,
            self.line(node),
            self.file,
            Later(lambda: self._parameters(parameters)),
            lazy_body,
            self._later(returns) if returns is not None else None,
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
                            self._later(value),
                            self._later(annotation) if annotation is not None else None,
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
                        self.text(name), star or sort, None, self._later(annotation) if annotation is not None else None
                    )
                )
        return tuple(out)

    # -- expressions ------------------------------------------------------------------------------------------------------------------
    def _field(self, node: Node, name: str) -> ir.Expr:
        child = node.child_by_field_name(name)
        return self.expression(child) if child is not None else ir.Opaque(self.line(node), "missing", ())

    def _first(self, node: Node) -> ir.Expr | None:
        return next((self.expression(c) for c in node.named_children if c.type not in _NOISE), None)

    def expression(self, node: Node) -> ir.Expr:
        make = _EXPRESSIONS.get(node.type)
        if make is not None:
            return make(self, node)
        return ir.Opaque(self.line(node), node.type, self._children(node))

    def _identifier(self, node: Node) -> ir.Expr:
        return ir.Name(self.line(node), self.text(node))

    def _attribute(self, node: Node) -> ir.Expr:
        name = node.child_by_field_name("attribute")
        if name is None:
            return ir.Opaque(self.line(node), "attribute", self._children(node))
        return ir.Attribute(self.line(name), self._field(node, "object"), self.text(name))

    def _string(self, node: Node) -> ir.Expr:
        line = self.line(node)
        raw = self.data[node.start_byte : node.end_byte]
        prefix = raw[: max(0, min((i for i in (raw.find(b'"'), raw.find(b"'")) if i >= 0), default=0))].lower()
        interpolations = [c for c in node.named_children if c.type == "interpolation"]
        if b"b" in prefix:
            return ir.Const(line, _literal(raw, b""))
        if not interpolations:
            return ir.Const(line, self._plain(node, raw, prefix))
        parts: list[ir.Expr] = []
        for child in node.named_children:
            if child.type == "string_content":
                piece = self.data[child.start_byte : child.end_byte]
                text = piece.decode("utf-8", "replace").replace("{{", "{").replace("}}", "}")
                if b"\\" in piece and b"r" not in prefix:
                    text = (
                        str(_literal(b'"""' + piece.replace(b'"', b'\\"') + b'"""', text))
                        .replace("{{", "{")
                        .replace("}}", "}")
                    )
                parts.append(ir.Const(self.line(child), text))
            elif child.type == "interpolation":
                parts.append(self._interpolation(child))
            elif child.type == "escape_interpolation":
                parts.append(ir.Const(self.line(child), self.text(child)[:1]))
        return ir.Template(line, tuple(parts))

    def _interpolation(self, node: Node) -> ir.Expr:
        """`{x}` is the expression; with a format, the call it means."""
        value = self._field(node, "expression")
        marks = "".join(self.text(c) for c in node.named_children if c.type in ("type_conversion", "format_specifier"))
        if not marks or marks == "!s":
            return value
        template = ir.Const(self.line(node), f"{{{marks}}}")
        return ir.Call(
            self.line(node), ir.Attribute(self.line(node), template, "format"), (ir.Argument("", None, value),)
        )

    def _plain(self, node: Node, raw: bytes, prefix: bytes) -> str:
        if b"\\" in raw and b"r" not in prefix:
            value = _literal(raw.replace(b"{{", b"{").replace(b"}}", b"}") if b"f" in prefix else raw, None)
            if isinstance(value, str):
                return value
        quotes = 3 if raw[len(prefix) : len(prefix) + 3] in (b'"""', b"'''") else 1
        text = raw[len(prefix) + quotes : len(raw) - quotes].decode("utf-8", "replace")
        return text.replace("{{", "{").replace("}}", "}") if b"f" in prefix or b"t" in prefix else text

    def _concatenated(self, node: Node) -> ir.Expr:
        parts = [self.expression(c) for c in node.named_children if c.type == "string"]
        if all(isinstance(p, ir.Const) and isinstance(p.value, str) for p in parts):
            return ir.Const(self.line(node), "".join(p.value for p in parts))
        return ir.Template(
            self.line(node), tuple(x for p in parts for x in (p.parts if isinstance(p, ir.Template) else (p,)))
        )

    def _number(self, node: Node) -> ir.Expr:
        return ir.Const(self.line(node), _literal(self.data[node.start_byte : node.end_byte], 0))

    def _sequence(self, node: Node) -> ir.Expr:
        kinds: dict[str, Literal["list", "tuple", "set"]] = {"list": "list", "list_pattern": "list", "set": "set"}
        items = tuple(self._element(c) for c in node.named_children if c.type not in _NOISE)
        return ir.Sequence(self.line(node), kinds.get(node.type, "tuple"), items)

    def _element(self, node: Node) -> ir.Expr:
        """An element of a display. Of `[*made()]` the grammar makes `(*made)()` where it is the first: the star belongs to the whole."""
        inner = node
        while inner.type in _LEFT_OPEN and inner.named_child_count:
            inner = inner.named_children[0]
        if inner is node or inner.type != "list_splat":
            return self.expression(node)
        self._bare.add(inner.id)
        return ir.Spread(self.line(node), self.expression(node))

    def _dictionary(self, node: Node) -> ir.Expr:
        entries: list[tuple[ir.Expr | None, ir.Expr]] = []
        for child in node.named_children:
            if child.type == "pair":
                entries.append((self._field(child, "key"), self._field(child, "value")))
            elif child.type == "dictionary_splat" and child.named_child_count:
                entries.append((None, self.expression(child.named_children[0])))
        return ir.Mapping(self.line(node), tuple(entries))

    def _subscript(self, node: Node) -> ir.Expr:
        indexes = [self.expression(c) for c in node.children_by_field_name("subscript")]
        index = indexes[0] if len(indexes) == 1 else ir.Sequence(self.line(node), "tuple", tuple(indexes))
        return ir.Item(self.line(node), self._field(node, "value"), index)

    def _slice(self, node: Node) -> ir.Expr:
        parts: list[ir.Expr | None] = [None]
        for child in node.children:
            if child.type == ":":
                parts.append(None)
            elif child.is_named and child.type not in _NOISE:
                parts[-1] = self.expression(child)
        parts += [None] * (3 - len(parts))
        return ir.Slice(self.line(node), parts[0], parts[1], parts[2])

    def _call(self, node: Node) -> ir.Expr:
        function = node.child_by_field_name("function")
        arguments = node.child_by_field_name("arguments")
        if function is None or arguments is None:
            return ir.Opaque(self.line(node), "call", self._children(node))
        called = self.expression(function)
        line = called.at if isinstance(called, ir.Attribute) else self.line(node)
        if arguments.type == "generator_expression":
            return ir.Call(line, called, (ir.Argument("", None, self.expression(arguments)),))
        out: list[ir.Argument] = []
        for child in arguments.named_children:
            kind = child.type
            if kind == "keyword_argument":
                name = child.child_by_field_name("name")
                out.append(ir.Argument("", self.text(name) if name is not None else None, self._field(child, "value")))
            elif kind == "list_splat":
                out.append(ir.Argument("*", None, self.expression(child.named_children[0])))
            elif kind == "dictionary_splat":
                out.append(ir.Argument("**", None, self.expression(child.named_children[0])))
            elif kind not in _NOISE:
                out.append(ir.Argument("", None, self.expression(child)))
        return ir.Call(line, called, tuple(out))

    def _parenthesized(self, node: Node) -> ir.Expr:
        return self._first(node) or ir.Sequence(self.line(node), "tuple", ())

    def _binary(self, node: Node) -> ir.Expr:
        op = node.child_by_field_name("operator")
        return ir.Binary(
            self.line(node),
            self.text(op) if op is not None else "?",
            self._field(node, "left"),
            self._field(node, "right"),
        )

    def _boolean(self, node: Node) -> ir.Expr:
        op = node.child_by_field_name("operator")
        return ir.Logical(
            self.line(node),
            self.text(op) if op is not None else "or",
            self._field(node, "left"),
            self._field(node, "right"),
        )

    def _not(self, node: Node) -> ir.Expr:
        return ir.Unary(self.line(node), "not", self._field(node, "argument"))

    def _unary(self, node: Node) -> ir.Expr:
        op = node.child_by_field_name("operator")
        return ir.Unary(self.line(node), self.text(op) if op is not None else "-", self._field(node, "argument"))

    def _comparison(self, node: Node) -> ir.Expr:
        ops = tuple(" ".join(self.text(c).split()) for c in node.children_by_field_name("operators"))
        return ir.Compare(
            self.line(node), tuple(self.expression(c) for c in node.named_children if c.type not in _NOISE), ops
        )

    def _conditional(self, node: Node) -> ir.Expr:
        parts = [self.expression(c) for c in node.named_children if c.type not in _NOISE]
        if len(parts) != 3:
            return ir.Opaque(self.line(node), "conditional", tuple(parts))
        return ir.Choice(self.line(node), parts[1], parts[0], parts[2])

    def _lambda(self, node: Node) -> ir.Expr:
        return ir.Lambda(self.line(node), self._code(node, "<lambda>"))

    def _comprehension(self, node: Node) -> ir.Expr:
        kind = {"list_comprehension": "list", "set_comprehension": "set", "dictionary_comprehension": "mapping"}.get(
            node.type, "generator"
        )
        body = node.child_by_field_name("body")
        element: Any
        if body is not None and body.type == "pair":
            element = (self._field(body, "key"), self._field(body, "value"))
        else:
            element = self.expression(body) if body is not None else ir.Const(self.line(node), None)
        clauses: list[tuple[Any, ...]] = []
        for child in node.named_children:
            if child.type == "for_in_clause":
                clauses.append(("for", self._field(child, "left"), self._field(child, "right")))
            elif child.type == "if_clause" and child.named_child_count:
                clauses.append(("if", self.expression(child.named_children[0])))
        return ir.Comprehension(self.line(node), kind, element, tuple(clauses))  # type: ignore[arg-type]  # one of the four

    def _named(self, node: Node) -> ir.Expr:
        return ir.Named(self.line(node), self._field(node, "name"), self._field(node, "value"))

    def _await(self, node: Node) -> ir.Expr:
        return ir.Await(self.line(node), self._first(node) or ir.Const(self.line(node), None))

    def _yield(self, node: Node) -> ir.Expr:
        return ir.Yield(self.line(node), self._first(node), any(c.type == "from" for c in node.children))

    def _splat(self, node: Node) -> ir.Expr:
        if node.id in self._bare:
            return self._wrapped(node)
        return ir.Spread(self.line(node), self._first(node) or ir.Const(self.line(node), None))

    def _wrapped(self, node: Node) -> ir.Expr:
        return self._first(node) or ir.Const(self.line(node), None)

    def _generic_type(self, node: Node) -> ir.Expr:
        parts = node.named_children
        head = self.expression(parts[0])
        inner = [self.expression(c) for p in parts[1:] for c in p.named_children]
        index = inner[0] if len(inner) == 1 else ir.Sequence(self.line(node), "tuple", tuple(inner))
        return ir.Item(self.line(node), head, index)

    def _constant(value: Any) -> Callable[[Lowering, Node], ir.Expr]:  # noqa: N805 used in the class body only
        return lambda self, node: ir.Const(self.line(node), value)

    _true, _false, _none, _ellipsis = _constant(True), _constant(False), _constant(None), _constant(...)


def _literal(raw: bytes, default: Any) -> Any:
    try:
        return ast.literal_eval(raw.decode("utf-8", "replace").strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return default


_STATEMENTS: dict[str, Callable[[Lowering, Node], Any]] = {
    "expression_statement": Lowering._expression_statement,
    "if_statement": Lowering._if,
    "for_statement": Lowering._for,
    "while_statement": Lowering._while,
    "try_statement": Lowering._try,
    "with_statement": Lowering._with,
    "return_statement": Lowering._return,
    "raise_statement": Lowering._raise,
    "break_statement": lambda self, node: ir.Break(self.line(node)),
    "continue_statement": lambda self, node: ir.Continue(self.line(node)),
    "global_statement": Lowering._scoped,
    "nonlocal_statement": Lowering._scoped,
    "delete_statement": Lowering._delete,
    "assert_statement": Lowering._assert,
    "function_definition": Lowering._function,
    "class_definition": Lowering._class,
    "decorated_definition": Lowering._decorated,
    "import_statement": Lowering._import,
    "import_from_statement": Lowering._import_from,
    "match_statement": Lowering._match,
    "type_alias_statement": Lowering._type_alias,
}

_EXPRESSIONS: dict[str, Callable[[Lowering, Node], Any]] = {
    "identifier": Lowering._identifier,
    "attribute": Lowering._attribute,
    "string": Lowering._string,
    "concatenated_string": Lowering._concatenated,
    "integer": Lowering._number,
    "float": Lowering._number,
    "true": Lowering._true,
    "false": Lowering._false,
    "none": Lowering._none,
    "ellipsis": Lowering._ellipsis,
    "list": Lowering._sequence,
    "tuple": Lowering._sequence,
    "set": Lowering._sequence,
    "expression_list": Lowering._sequence,
    "pattern_list": Lowering._sequence,
    "tuple_pattern": Lowering._sequence,
    "list_pattern": Lowering._sequence,
    "dictionary": Lowering._dictionary,
    "subscript": Lowering._subscript,
    "slice": Lowering._slice,
    "call": Lowering._call,
    "parenthesized_expression": Lowering._parenthesized,
    "binary_operator": Lowering._binary,
    "boolean_operator": Lowering._boolean,
    "not_operator": Lowering._not,
    "unary_operator": Lowering._unary,
    "comparison_operator": Lowering._comparison,
    "conditional_expression": Lowering._conditional,
    "lambda": Lowering._lambda,
    "list_comprehension": Lowering._comprehension,
    "set_comprehension": Lowering._comprehension,
    "dictionary_comprehension": Lowering._comprehension,
    "generator_expression": Lowering._comprehension,
    "named_expression": Lowering._named,
    "await": Lowering._await,
    "yield": Lowering._yield,
    "list_splat": Lowering._splat,
    "list_splat_pattern": Lowering._splat,
    "type": Lowering._wrapped,
    "as_pattern_target": Lowering._wrapped,
    "generic_type": Lowering._generic_type,
}
