"""A JSON or YAML text as plain data in which every entry knows its place.

Both formats become the same thing: a tree of dicts, lists and scalars (keys are always strings), and a `Node` to walk
it with. Places are worked out only for the nodes that are asked: a JSON text is parsed by the C scanner and looked at
again just where a line is wanted. A repeated key is legal in neither, and most parsers drop the first of the two
without a word; here `entries` gives both.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from accord.errors import ContractError
from accord.model import Where

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

MAX_DEPTH = (
    200  # nesting no document written for people or by generators reaches; deeper ones would break recursive readers
)
Pairs = tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed text. `repeated` holds, by id of the mapping, all pairs of the mappings that repeat a key;
    `references` every `$ref` of it.
    """

    file: str
    data: Any
    place: Callable[[Node], tuple[int, int]] = field(compare=False, repr=False)  # line and column of a node, from 1
    repeated: Mapping[int, tuple[Any, Pairs]] = field(default_factory=dict, compare=False, repr=False)
    references: frozenset[str] = frozenset()
    text: str = field(default="", compare=False, repr=False)

    @property
    def root(self) -> Node:
        return Node(self, self.data)

    @property
    def size(self) -> int:
        return len(self.text)

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode("utf-8", "replace")).hexdigest()

    def repeats(self) -> Iterator[Node]:
        """Every entry whose key its mapping has already had; cheap where there are none."""
        waiting = [self.root] if self.repeated else []
        seen: set[int] = set()  # aliases make one value stand in many places
        while waiting:
            node = waiting.pop()
            if not isinstance(node.value, (dict, list)) or id(node.value) in seen:
                continue
            seen.add(id(node.value))
            for _, child in node.entries():
                if child.nth > 0:
                    yield child
                waiting.append(child)
            waiting += node.elements()


@dataclass(frozen=True, slots=True)
class Node:
    """A value in a document, with the way that leads to it."""

    document: Document
    value: Any
    parent: Node | None = None
    key: str | int = ""
    nth: int = -1  # which of several entries with the same key; a plain look-up means the last, as parsers keep it

    @property
    def where(self) -> Where:
        return Where(self.document.file, *self.document.place(self))

    @property
    def tokens(self) -> tuple[str | int, ...]:
        return () if self.parent is None else (*self.parent.tokens, self.key)

    @property
    def pointer(self) -> str:
        """The JSON pointer (RFC 6901) of this node in its document."""
        return "".join("/" + str(token).replace("~", "~0").replace("/", "~1") for token in self.tokens)

    @property
    def mapping(self) -> dict[str, Any]:
        """The value where it is a mapping, else an empty one."""
        return self.value if isinstance(self.value, dict) else {}

    def get(self, key: str) -> Node | None:
        """The entry `key` of a mapping, None where there is none."""
        return (
            Node(self.document, self.value[key], self, key)
            if isinstance(self.value, dict) and key in self.value
            else None
        )

    def text(self, key: str) -> str:
        """The entry `key` where it is a string (or a number, as YAML reads `version: 3.1`), else ""."""
        value = self.mapping.get(key)
        return value if isinstance(value, str) else str(value) if type(value) in (int, float) else ""

    def entries(self) -> Iterator[tuple[str, Node]]:
        """Every entry of a mapping in order, repeated keys included."""
        if not isinstance(self.value, dict):
            return
        known = self.document.repeated.get(id(self.value))
        seen: dict[str, int] = {}
        for key, value in known[1] if known else self.value.items():
            seen[key] = nth = seen.get(key, -1) + 1
            yield key, Node(self.document, value, self, key, nth)

    def elements(self) -> Iterator[Node]:
        """Every element of a list."""
        if isinstance(self.value, list):
            for index, value in enumerate(self.value):
                yield Node(self.document, value, self, index)

    def at(self, tokens: tuple[str | int, ...]) -> Node | None:
        """The node below this one that `tokens` lead to."""
        node: Node | None = self
        for token in tokens:
            if node is None:
                return None
            if isinstance(node.value, list):
                index = int(token) if re.fullmatch(r"\d{1,9}", str(token)) else -1
                node = Node(node.document, node.value[index], node, index) if 0 <= index < len(node.value) else None
            else:
                node = node.get(str(token))
        return node


def parse(text: str, file: str) -> Document:
    """The document a JSON or YAML text holds; ContractError where it holds none."""
    from accord.contract.openapi import json_text, yaml_text

    body = text.removeprefix("\ufeff")
    if not body.strip():
        raise ContractError(file, "the document is empty", "write an OpenAPI document into it")
    looks_json = body.lstrip()[:1] in ("{", "[") or (body.lstrip()[:1] == "/" and file.lower().endswith(".json"))
    if looks_json:
        try:
            return json_text.parse(body, file)
        except ContractError:
            if file.lower().endswith(".json"):
                raise
    return yaml_text.parse(body, file)
