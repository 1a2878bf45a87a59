"""What reading Python's syntax needs before anything is lowered: the parser, and questions about the bytes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node, Parser

_LETTER = re.compile(rb"\w")
NOISE = frozenset(("comment", "line_continuation"))  # named by the grammar, and nothing to the program


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


def errors(root: Node) -> Iterable[int]:
    """Lines of the outermost damaged places."""
    stack = [root]
    while stack:
        node = stack.pop()
        if node.type == "ERROR" or node.is_missing:
            yield node.start_point[0] + 1
        elif node.has_error:
            stack.extend(reversed(node.children))
