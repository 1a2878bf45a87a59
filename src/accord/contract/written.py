"""JSON Schema in Markdown, written and read: fences tagged `json schema`, and cells in the column of types.

People write samples and shapes, and their keys are names of fields. A schema is told from them by its tag, or in a
cell by consisting of words of JSON Schema alone; so that a field called `type` stays a field.
"""

from __future__ import annotations

import json
from typing import Any

from accord.contract import example
from accord.contract.example import Example

SCHEMA, SAMPLED, SHOWN = "json schema", "json schema sample", "json example"  # what a fence is tagged with

_CELL = 4000  # characters of a schema that still are a cell
_WORDS = frozenset([
    "type", "format", "enum", "const", "items", "properties", "required", "additionalProperties", "anyOf",
    "oneOf", "allOf", "not", "$ref", "default", "example", "examples", "title", "description", "minimum",
    "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "pattern",
    "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "nullable", "deprecated", "readOnly",
    "writeOnly", "collectionFormat"
])  # fmt: skip
_SAYING = frozenset(["type", "enum", "const", "anyOf", "oneOf", "allOf", "not", "$ref", "format", "items"])
_TYPES = frozenset(["string", "number", "integer", "boolean", "object", "array", "null"])
_NAMES = {  # the words for types with a format
    "date": "date",
    "date-time": "datetime",
    "uuid": "uuid",
    "email": "email",
    "uri": "url",
    "binary": "file",
}


def is_tagged(info: str) -> bool:
    """Whether the tag of a fence says that it holds a schema, or the example that goes with one."""
    return " ".join(info.lower().split()) in (SCHEMA, SAMPLED, SHOWN)


def fenced(info: str, text: str) -> Example | None:
    """What a tagged fence holds: a schema, or an example without one. None where it is no JSON."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    tag = " ".join(info.lower().split())
    if tag == SHOWN:
        return Example(None, "schema", value)
    if not isinstance(value, (dict, bool)):
        return None
    return Example(value, "sample" if tag == SAMPLED else "schema")


def cell(schema: Any) -> str:
    """A schema in one cell of a table: the word for it where there is one, else as JSON in code; empty for none."""
    if schema is None:
        return ""
    for word in _words(schema):
        read = example.type_of(word)
        if read is not None and read == (schema, None):
            return word.replace("|", "\\|")
    if not isinstance(schema, dict):
        return ""
    text = json.dumps(schema, ensure_ascii=False).replace("`", "\\u0060").replace("|", "\\u007c")
    text = text.replace("<", "\\u003c").replace("~", "\\u007e").replace("*", "\\u002a")
    return f"`{text}`" if in_cell(text) == schema else ""


def in_cell(text: str) -> Any:
    """The schema that a cell spells out, `{"type": "integer", "minimum": 1}`; None where it is something else."""
    if not text.startswith('{"') or len(text) > _CELL:
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or not value.keys() <= _WORDS or not value.keys() & _SAYING:
        return None
    kinds = value.get("type", "string")
    known = all(isinstance(kind, str) and kind in _TYPES for kind in (kinds if isinstance(kinds, list) else [kinds]))
    return value if known else None


def _words(schema: Any) -> list[str]:
    if not isinstance(schema, dict):
        return []
    if not schema:
        return ["any"]
    kind, choices = schema.get("type"), schema.get("enum")
    words = [kind] if isinstance(kind, str) else []
    if isinstance(name := schema.get("format"), str) and name in _NAMES:
        words.append(_NAMES[name])
    if isinstance(choices, list) and len(choices) > 1 and all(isinstance(one, str) for one in choices):
        words.append(" | ".join(choices))
    if kind == "array" and isinstance(items := schema.get("items"), dict):
        words += [f"{word}[]" for word in _words(items) if "|" not in word]
    if isinstance(reference := schema.get("$ref"), str):
        words.append(reference.removeprefix(example.REF))
    return words
