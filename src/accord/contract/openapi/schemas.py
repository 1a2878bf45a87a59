"""Schemas of an OpenAPI document as JSON Schema 2020-12 with one form of reference.

Wherever a schema stands (other files, Swagger's `definitions`, the inside of another schema), it is referred to as
`{"$ref": "#/components/schemas/NAME"}` and found as `models[NAME]`; `~` and `/` in a name are escaped as in any JSON
pointer. References stay references, so cycles cost nothing. A document that is already written so is handed on as it
is, without a copy.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from accord.contract.openapi.document import Node
from accord.errors import ContractError

if TYPE_CHECKING:
    from collections.abc import Callable

    from accord.contract.openapi.document import Document
    from accord.contract.openapi.refs import Library
    from accord.model import Schema

PREFIX = "#/components/schemas/"

_PLAIN = re.compile(
    r"#/components/(?:schemas|(?:parameters|headers|responses|requestBodies|examples|links|callbacks|pathItems)/)[^/%~]*(?:/[^/%~]+)?"
)
_DATA = frozenset(
    {"example", "examples", "default", "enum", "const"}
)  # values, in which `$ref` would be a text like any other
_BY_NAME = frozenset(
    {"properties", "patternProperties", "definitions", "$defs", "dependentSchemas"}
)  # names of the author's, then schemas


class Schemas:
    """The schemas of one contract; `models` is complete after `finish`."""

    def __init__(
        self, library: Library, root: Document, *, modern: bool, complain: Callable[[ContractError], None]
    ) -> None:
        self.models: dict[str, Schema] = {}
        self._library = library
        self._complain = complain
        self._names: dict[tuple[str, str], str] = {}
        self._waiting: list[tuple[str, Node]] = []
        self._as_is = root if modern and all(_PLAIN.fullmatch(reference) for reference in root.references) else None
        for path in (("components", "schemas"), ("definitions",)):
            for name, node in holder.entries() if (holder := root.root.at(path)) else ():
                self._name(node, name)

    def of(self, node: Node | None) -> Schema | None:
        """The schema at `node`; None where there is none."""
        if node is None or not isinstance(node.value, (dict, bool)):
            return None
        return node.value if node.document is self._as_is else self._rewritten(node)

    def finish(self) -> dict[str, Schema]:
        """Work through the named schemas, which may name more, and give all of them."""
        while self._waiting:
            name, node = self._waiting.pop()
            schema = self.of(node)
            self.models[name] = {} if schema is None else schema
        return self.models

    def _rewritten(self, node: Node, *, by_name: bool = False) -> Any:
        if isinstance(node.value, list):
            return [self._rewritten(child) for child in node.elements()]
        if not isinstance(node.value, dict):
            return node.value
        made: dict[str, Any] = {}
        for key, value in node.value.items():
            if by_name or key not in _DATA:
                child = Node(node.document, value, node, key)
                made[key] = self._rewritten(child, by_name=not by_name and key in _BY_NAME)
                if key == "discriminator" and not by_name:
                    made[key] = self._discriminator(child)
            else:
                made[key] = value
        if by_name:
            return made
        if isinstance(reference := made.get("$ref"), str):
            return self._reference(node, reference, made)
        return _modern(made)

    def _discriminator(self, node: Node) -> Any:
        """A discriminator maps values to references, which are plain text or bare names there."""
        if not isinstance(node.value, dict) or not isinstance(mapping := node.value.get("mapping"), dict):
            return {"propertyName": node.value} if isinstance(node.value, str) else node.value
        place = Node(node.document, mapping, node, "mapping")
        referred = {key: to for key, to in mapping.items() if isinstance(to, str) and re.search(r"[#/.]", to)}
        targets = {key: self._reference(place, to, {}).get("$ref", to) for key, to in referred.items()}
        return node.value | {"mapping": mapping | targets}

    def _reference(self, node: Node, reference: str, made: dict[str, Any]) -> Any:
        try:
            target = self._library.target(node, reference)
        except ContractError as error:
            self._complain(error)
            return {key: value for key, value in made.items() if key != "$ref"}
        name = self._name(target, PurePosixPath(str(target.key) or target.document.file).name.split(".")[0] or "schema")
        return made | {"$ref": PREFIX + name.replace("~", "~0").replace("/", "~1")}

    def _name(self, target: Node, wanted: str) -> str:
        place = (target.document.file, target.pointer)
        if place not in self._names:
            name, count = wanted, 1
            taken = self.models
            while name in taken:
                count += 1
                name = f"{wanted}_{count}"
            self._names[place] = name
            self.models[name] = {}
            self._waiting.append((name, target))
        return self._names[place]


def _modern(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema of Swagger 2 or OpenAPI 3.0 in the words of JSON Schema 2020-12."""
    if schema.get("type") == "file":
        schema |= {"type": "string", "format": "binary"}
    for exclusive, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(schema.get(exclusive), bool):
            strict = schema.pop(exclusive)
            if strict and limit in schema:
                schema[exclusive] = schema.pop(limit)
    if True in (schema.pop("nullable", None), schema.get("x-nullable")):
        return _nullable(schema)
    return schema


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    if isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
        if isinstance(schema.get("enum"), list) and None not in schema["enum"]:
            schema["enum"] = [*schema["enum"], None]
        return schema
    if any(key in schema for key in ("allOf", "anyOf", "oneOf", "enum")):
        return {"anyOf": [schema, {"type": "null"}]}
    return schema
