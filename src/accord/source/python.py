"""A Python module's source, split into its top-level statements, through tree-sitter.

Reads every syntax the grammar knows, older and newer than the running Python; what it cannot parse becomes `Unparsed` and costs only itself.
Nothing below a function or class header is visited before it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.source.python_lowering import unfolded
from accord.source.python_names import bound
from accord.source.python_syntax import NOISE, errors, mentions

if TYPE_CHECKING:
    from tree_sitter import Node

    from accord.source import ir

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


class TopStatement:
    """A statement of a module: lowered when executed. `may_change` says that it may change names it does not bind."""

    __slots__ = ("binds", "end", "line", "may_change", "node", "start")

    def __init__(self, node: Node, binds: tuple[str, ...], may_change: bool, span: tuple[int, int]) -> None:
        self.node, self.binds, self.may_change = node, binds, may_change
        self.line = node.start_point[0] + 1
        self.start, self.end = span


class PythonSource:
    """A module's source, split into its top-level statements."""

    def __init__(self, data: bytes, file: str) -> None:
        self.data, self.file = data, file
        self._lowering, root = unfolded(data, file)
        self.errors: tuple[int, ...] = tuple(errors(root)) if root.has_error else ()
        self.statements: list[TopStatement] = []
        self.index: dict[str, list[int]] = {}
        for node in root.named_children:
            if node.type not in NOISE:
                self._add(node)

    def _add(self, node: Node) -> None:
        number = len(self.statements)
        binds = tuple(dict.fromkeys(bound(self._lowering, node)))
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
