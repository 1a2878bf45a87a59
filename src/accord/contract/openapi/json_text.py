"""JSON text → Document, at the speed of the C scanner.

Values are parsed once by `json`. A place is found by walking the text down to the entry in question: keys are read by
hand, the values in between are skipped by the same C scanner, and what was walked is remembered.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_right
from functools import cached_property
from typing import Any

from accord.contract.openapi.document import MAX_DEPTH, Document, Node
from accord.errors import ContractError

_BLANK = re.compile(r"[ \t\r\n]*")
_HALF = r"u[dD][89abAB][0-9a-fA-F]{2}"
_ESCAPE = re.compile(
    rf"\\(?:{_HALF}\\u[dD][c-fC-F][0-9a-fA-F]{{2}}|u[dD](?P<half>[89a-fA-F])[0-9a-fA-F]{{2}}|.)", re.DOTALL
)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def parse(text: str, file: str) -> Document:
    """Parse a JSON text; ContractError with the line where it is none, or is nested beyond reason."""
    if _SURROGATE.search(text):
        text = _ESCAPE.sub(_whole_characters, text)  # half a character could not be printed later; the length stays
    repeated: dict[int, tuple[Any, tuple[tuple[str, Any], ...]]] = {}
    references: set[str] = set()

    def mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            repeated[id(made)] = (made, tuple(pairs))  # holding it keeps the id its own
        if isinstance(reference := made.get("$ref"), str):
            references.add(reference)
        return made

    try:
        data = json.loads(text, object_pairs_hook=mapping, parse_constant=str, parse_float=finite)
    except json.JSONDecodeError as error:
        commented = text.startswith(("//", "/*"), error.pos)
        problem, remedy = (
            ("JSON knows no comments", "remove the comment, or save the document as YAML with `#`")
            if commented
            else (f"no valid JSON: {error.msg}", "correct the document there")
        )
        raise ContractError(file, problem, remedy, error.lineno) from None
    except RecursionError:
        raise too_deep(file) from None
    except ValueError as error:  # a number of more digits than Python converts
        raise ContractError(file, f"no valid JSON: {error}", "correct the document") from None
    if _deeper(data, MAX_DEPTH):
        raise too_deep(file)
    return Document(file, data, _Places(text).place, repeated, frozenset(references), text)


def finite(text: str) -> float | str:
    """A number, or its text where it is too large for one: infinity could not be written as JSON again."""
    number = float(text)
    return number if math.isfinite(number) else text


def too_deep(file: str, line: int = 0) -> ContractError:
    return ContractError(
        file,
        f"nested deeper than {MAX_DEPTH} levels",
        "flatten the document, name the inner schemas and use $ref",
        line,
    )


def _deeper(data: Any, limit: int) -> bool:
    level = [data] if isinstance(data, (dict, list)) else []
    for _ in range(limit):
        level = [v for c in level for v in (c.values() if type(c) is dict else c) if type(v) is dict or type(v) is list]
        if not level:
            return False
    return True


def _whole_characters(match: re.Match[str]) -> str:
    return r"\ufffd" if match.group("half") else match.group()


class _Places:
    """Where the entries of a JSON text stand."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._skip = json.JSONDecoder().raw_decode
        self._known: dict[int, dict[str | int, list[tuple[int, int]]]] = {}

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self._text))]

    def place(self, node: Node) -> tuple[int, int]:
        """Line and column, from 1, of a node's key (of the value itself in a list)."""
        key, _ = self._offsets(node)
        line = bisect_right(self._lines, key)
        return line, key - self._lines[line - 1] + 1

    def _offsets(self, node: Node) -> tuple[int, int]:
        if node.parent is None:
            start = self._blank(0)
            return start, start
        _, within = self._offsets(node.parent)
        return self._entries(within)[node.key][node.nth]

    def _blank(self, at: int) -> int:
        match = _BLANK.match(self._text, at)
        return match.end() if match else at

    def _entries(self, start: int) -> dict[str | int, list[tuple[int, int]]]:
        """The entries of the object or array at `start`: by key, the offset of the key and of the value."""
        if start in self._known:
            return self._known[start]
        found: dict[str | int, list[tuple[int, int]]] = {}
        is_object = self._text[start] == "{"
        at = self._blank(start + 1)
        while self._text[at] not in "}]":
            entry = at
            key: str | int = len(found)
            if is_object:
                key, at = self._skip(self._text, at)
                at = self._blank(self._blank(at) + 1)  # over the colon
            found.setdefault(key, []).append((entry, at))
            at = self._blank(self._skip(self._text, at)[1])
            if self._text[at] == ",":
                at = self._blank(at + 1)
        self._known[start] = found
        return found
