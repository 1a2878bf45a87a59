"""Syntax trees of JavaScript and TypeScript, parsed by tree-sitter with the grammar a file's extension names.

The bodies of functions are left out and parsed when they are asked for (`js_hollow`). The parser is shown the rest of the file only, so that every
place keeps its number.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from functools import lru_cache
from io import BytesIO
from itertools import accumulate
from typing import TYPE_CHECKING

from accord.source.js_hollow import bodies

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node, Parser

_MANY = 2_000  # bodies from which leaving them out may cost more than it saves
_MARKUP = frozenset(("jsx_element", "jsx_fragment"))
_APART = frozenset(  # types, where `(boolean) => void` has no name for its parameter; templates with a character that is none
    (
        "object_type",
        "interface_body",
        "type_annotation",
        "type_arguments",
        "union_type",
        "intersection_type",
        "template_string",
    )
)
_CODE_IN_MARKUP = frozenset(b"{}<>")
_CODE = frozenset(b"({[`'\"")
_HEAD = 1_000  # bytes in which a file says that it is typed
_WIDE = 100  # children from which it is worth knowing where each begins
_WORD = rb"(?:as|case|do|else|enum|for|if|in|new|null|this|true|try|var|void|with)"
# a reserved word in the list of an import or export, as bundlers shorten names: only TypeScript's grammar takes it
_RESERVED = re.compile(rb"[{,]\s*%b\s+as\s|\sas\s+%b\s*[,}]" % (_WORD, _WORD))
_TRIES = 2  # how often it is tried, without what the first time showed to be something else


@lru_cache(maxsize=3)
def _parser(grammar: str) -> Parser:
    from tree_sitter import Language, Parser

    if grammar == "javascript":
        import tree_sitter_javascript

        return Parser(Language(tree_sitter_javascript.language()))
    import tree_sitter_typescript

    return Parser(
        Language(
            tree_sitter_typescript.language_tsx() if grammar == "tsx" else tree_sitter_typescript.language_typescript()
        )
    )


def grammar_of(file: str, data: bytes = b"") -> str:
    """The grammar for a file: `.ts` is not `.tsx`; JavaScript may hold JSX everywhere, and types where it says `@flow`."""
    if file.endswith(".tsx"):
        return "tsx"
    if file.endswith((".ts", ".mts", ".cts")):
        return "typescript"
    return "tsx" if data.find(b"@flow", 0, _HEAD) >= 0 else "javascript"


def parse(data: bytes, file: str, start: int = 0, end: int = -1) -> tuple[Node, dict[int, int]]:
    """The syntax between two places, and which blocks have no statements yet: the place of their opening brace to that of the closing one."""
    grammar = grammar_of(file, data)
    last = len(data) if end < 0 else end
    found = _parsed(_parser(grammar), data, start, last)
    if found[0].has_error and grammar == "javascript" and _RESERVED.search(data, start, last):
        again = _parsed(_parser("tsx"), data, start, last)
        if len(errors(again[0])) < len(errors(found[0])):
            return again
    return found


def _parsed(parser: Parser, data: bytes, start: int, last: int) -> tuple[Node, dict[int, int]]:
    hidden = bodies(data, start, last)
    for _ in range(_TRIES):
        if not hidden or len(hidden) > _MANY:
            break
        root = _shown(parser, data, start, last, hidden)
        right = [] if root.has_error else [span for span in hidden if _is_block(root, span)]
        if len(right) == len(hidden):
            return root, {opening - 1: closing for opening, closing in hidden}
        hidden = right
    return _shown(parser, data, start, last, ()), {}


def declares_only(file: str) -> bool:
    """Whether a file only declares types: nothing of it runs, so what does not parse in it hides nothing."""
    return file.endswith((".d.ts", ".d.mts", ".d.cts"))


def errors(root: Node) -> tuple[int, ...]:
    """Lines of the outermost damaged places, but for those that cost nothing: in a type, in the text of an element, in a template."""
    found: list[int] = []
    stack = [root] if root.has_error else []
    while stack:
        node = stack.pop()
        if node.type == "ERROR" or node.is_missing:
            if not _harmless(node):
                found.append(node.start_point[0] + 1)
        elif node.has_error:
            stack.extend(reversed(node.children))
    return tuple(found)


def _harmless(error: Node) -> bool:
    """Whether the parser was at a loss over what never runs, and the code around it is read all the same."""
    around = error.parent.type if error.parent is not None and error.type == "ERROR" else ""
    text = error.text or b""
    if around in _MARKUP:
        return text.startswith(b"&") and _CODE_IN_MARKUP.isdisjoint(text)  # `Terms & Conditions`
    return around in _APART and _CODE.isdisjoint(text)


def kind_at(data: bytes, file: str, at: int) -> str:
    """What kind of syntax is at a place, whatever it lies in."""
    node = _whole(data, file)
    while node.child_count > _WIDE:  # the parser would go through them from the first one
        starts, children = _children(node)
        child = children[bisect_right(starts, at) - 1]
        if not child.start_byte <= at < child.end_byte:
            return str(node.type)
        node = child
    found = node.descendant_for_byte_range(at, at + 1)
    return found.type if found is not None else ""


@lru_cache(maxsize=2)
def _children(node: Node) -> tuple[list[int], list[Node]]:
    children = node.children
    return [child.start_byte for child in children], children


@lru_cache(maxsize=1)
def _whole(data: bytes, file: str) -> Node:
    return _shown(_parser(grammar_of(file, data)), data, 0, len(data), ())


def _is_block(root: Node, hidden: tuple[int, int]) -> bool:
    """Whether what was left out is all that stands in a block."""
    opening, closing = hidden
    node = root.named_descendant_for_byte_range(opening - 1, opening)
    return (
        node is not None
        and node.type == "statement_block"
        and node.start_byte == opening - 1
        and node.end_byte == closing + 1
    )


@lru_cache(maxsize=64)
def _breaks(data: bytes) -> array[int]:
    """Where the lines of a file end, behind the line feed: its bodies are parsed one by one, and each has to be told where it is."""
    ends = array("L", accumulate(map(len, BytesIO(data))))
    if ends and not data.endswith(b"\n"):
        ends.pop()
    return ends


def _shown(parser: Parser, data: bytes, start: int, end: int, hidden: Iterable[tuple[int, int]]) -> Node:
    """The syntax of a part of a file without what is hidden of it."""
    from tree_sitter import Range

    shown: list[Range] = []
    place, breaks = start, _breaks(data)

    def point(at: int) -> tuple[int, int]:
        row = bisect_right(breaks, at)
        return row, at - (breaks[row - 1] if row else 0)

    for opening, closing in (*hidden, (end, end)):
        shown.append(Range(point(place), point(opening), place, opening))
        place = closing
    parser.included_ranges = shown
    return parser.parse(data).root_node
