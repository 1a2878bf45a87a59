"""JavaScript and TypeScript source, read through tree-sitter with the grammar its extension names.

A module is split into its top-level statements, which are lowered when they run. ES exports are known without running anything; what a CommonJS
module exports only running it can tell.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from accord.source import js_expressions, js_lowering, js_names, js_statements, js_syntax
from accord.source.files import JAVASCRIPT
from accord.source.js_lowering import Lowering

if TYPE_CHECKING:
    from tree_sitter import Node

    from accord.source import ir

SUFFIXES = JAVASCRIPT
DEFAULT = "*default*"  # the name a default export without one has in its module
_IDLE = frozenset(
    (
        "comment",
        "empty_statement",
        "hash_bang_line",
        "interface_declaration",
        "type_alias_declaration",
        "ambient_declaration",
    )
)
_CALLED = re.compile(rb"\b\w[\w$]*(?=\s*(?:<[^<>()]*>)?\()")
_CONSTRUCTED = re.compile(rb"new(?<=\bnew)\s+([\w$]+)")
_TEXT = ("comment", "string_fragment", "template_string", "string", "regex_pattern")


js_lowering.EXPRESSIONS.update(js_expressions.EXPRESSIONS)
js_lowering.EXPRESSIONS[js_lowering.OTHER] = js_expressions.opaque
js_lowering.STATEMENTS.update(js_statements.TABLE)


class TopStatement:
    """A statement of a module, lowered when executed."""

    __slots__ = ("line", "node")

    def __init__(self, node: Node) -> None:
        self.node = node
        self.line = int(node.start_point[0]) + 1


class JavascriptSource:
    """A module's source. `index` maps names to the statements that bind them; `exports` maps exported names to (module or None, name)."""

    __slots__ = (
        "_called",
        "_calls",
        "_starts",
        "data",
        "errors",
        "es",
        "exports",
        "file",
        "index",
        "lowering",
        "stars",
        "statements",
    )

    def __init__(self, data: bytes, file: str) -> None:
        self.data, self.file = data, file
        root, hidden = js_syntax.parse(data, file)
        self.lowering = Lowering(data, file, hidden)
        self.errors = () if js_syntax.declares_only(file) else js_syntax.errors(root)
        self.statements: list[TopStatement] = []
        self.index: dict[str, list[int]] = {}
        self.exports: dict[str, tuple[str | None, str]] = {}
        self.stars: list[str] = []
        self._called: frozenset[bytes] | None = None
        self._calls: dict[bytes, list[int]] | None = None
        self._starts: list[int] | None = None  # of the statements, in their order
        self.es = False  # whether it has ES imports or exports
        for node in root.named_children:
            if node.type not in _IDLE:
                self._add(node)

    def _add(self, node: Node) -> None:
        if node.type in ("import_statement", "export_statement"):
            self.es = self.es or not js_names.is_commonjs_syntax(node)
            js_names.read_exports(self.lowering, node, self.exports, self.stars)
        number = len(self.statements)
        for name in dict.fromkeys(js_names.bound(self.lowering, node)):
            self.index.setdefault(name, []).append(number)
        self.statements.append(TopStatement(node))

    @property
    def called(self) -> frozenset[bytes]:
        """The names its text calls or constructs, whatever they hang on."""
        if self._called is None:
            self._called = frozenset((*_CALLED.findall(self.data), *_CONSTRUCTED.findall(self.data)))
        return self._called

    @property
    def calls(self) -> dict[bytes, list[int]]:
        """Where each name is called or constructed, in order; names that begin with `$` are not in it."""
        if self._calls is None:
            found: dict[bytes, set[int]] = {}
            for at, name in (
                *((m.start(), m.group()) for m in _CALLED.finditer(self.data)),
                *((m.start(1), m.group(1)) for m in _CONSTRUCTED.finditer(self.data)),
            ):
                if self.data[at - 1 : at] != b"$":
                    found.setdefault(name, set()).add(at)
            self._calls = {name: sorted(places) for name, places in found.items()}
        return self._calls

    def lower(self, number: int) -> ir.Block:
        """The IR of one top-level statement."""
        return self.lowering.statement(self.statements[number].node)

    def changing(self, name: str, after: int) -> list[int]:
        """The statements after a number that may change what a name is bound to."""
        word = re.compile(rb"(?<![\w$.])" + re.escape(name.encode()) + rb"(?![\w$])")
        return [
            number
            for number, statement in enumerate(self.statements)
            if number > after
            and statement.node.type.endswith("_statement")
            and statement.node.type not in ("import_statement", "export_statement")
            and word.search(self.data, statement.node.start_byte, statement.node.end_byte)
        ]

    def in_text(self, at: int) -> bool:
        """Whether a place is in a comment, a string or what does nothing when it is run."""
        if self._starts is None:
            self._starts = [statement.node.start_byte for statement in self.statements]
        number = bisect_right(self._starts, at) - 1
        if number < 0 or at >= self.statements[number].node.end_byte:
            return True
        return js_syntax.kind_at(self.data, self.file, at) in _TEXT


__all__ = ["DEFAULT", "SUFFIXES", "JavascriptSource", "TopStatement"]
