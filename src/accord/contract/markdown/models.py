"""Shared models: TypeScript and pydantic fences, JSON Schema, and sections that name a model and show it."""
# ruff: noqa: E501, RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from accord.contract import example, written
from accord.contract.markdown.fields import table_fields
from accord.contract.markdown.inline import CLOSE, OPEN, bare

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from accord.contract.markdown.blocks import Block

_MODELS = re.compile(
    r"\b(?:models?|schemas?|types?|dtos?|entit(?:y|ies)|objects?|data structures?|data types?|interfaces|definitions|shapes?)\b|数据(?:模型|结构|类型)|实体|模型|\bmodelos?\b|\bentidades?\b|\besquemas?\b|\btipos\b|\bmodèles?\b|\bschémas?\b|모델|스키마|데이터 구조|モデル|スキーマ|データ構造|\bmodell(?:e|i|er|en)?\b|\bdatenmodelle?\b|\bdaten(?:typen|strukturen)\b|\btyp(?:en|y)\b|\bтипы(?: данных)?\b|\bмодел[иь]\b|\bмоделі\b|\bсущност[иь]\b|\bсхемы\b|\btipi(?: di dati| dati)?\b|\bmodelli\b|\bentità\b|\bmodeller\b|\bveri (?:modelleri|tipleri)\b|\bmô hình\b|\bkiểu dữ liệu\b|\bđối tượng\b",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"^(?:\d+(?:\.\d+)*\.?\s*)?([A-Z][A-Za-z0-9_]{1,60})(?:\s*(?:object|model|schema|dto|type|entity|对象|模型|实体|객체|オブジェクト|[(（].*))?$",
    re.IGNORECASE,
)
_SPOKEN = re.compile(rf"{OPEN}(?:[1-5]\d\d\s+)?(?:List<)?([A-Z][a-z]\w{{1,40}})(?:\[\]|>)?{CLOSE}")
_CODE = re.compile(r"\binterface\s+\w|\btype\s+\w+[^=\n]{0,80}=|^class\s+\w", re.MULTILINE)


def models(document: Sequence[Block], owned: Collection[int]) -> dict[str, Any]:
    """Schemas by model name; `owned` are the blocks that belong to an endpoint."""
    found: dict[str, Any] = {}
    spoken: frozenset[str] | None = None
    for block in document:
        if block.kind == "fence" and written.is_tagged(block.info):
            read = written.fenced(block.info, "\n".join(text for text, _ in block.lines))
            above = block.section.parent
            if read is not None and read.schema is not None and above and _MODELS.search(above.name):
                found.setdefault(bare(block.section.title), read.schema)
            continue
        if block.kind == "fence" and _CODE.search(block.text[:20_000]):
            for name, schema in example.models("\n".join(text for text, _ in block.lines)).items():
                found.setdefault(name, schema)
            continue
        if block.index in owned or block.kind not in ("fence", "table"):
            continue
        match = _NAME.match(bare(block.section.title))
        parent = block.section.parent
        if not match or parent is None or match[1] in found:
            continue
        if not any(_MODELS.search(one.name) for one in parent.chain()):
            spoken = _spoken_of(document) if spoken is None else spoken
            if match[1] not in spoken or block.section.level < 2 or block.section.name != match[1]:
                continue
        if block.kind == "table" and block.table is not None:
            fields = table_fields(block.table)
            if fields:
                found[match[1]] = example.fields_schema([one.as_tuple() for one in fields])
        else:
            read = example.read("\n".join(text for text, _ in block.lines))
            if read is not None:
                found[match[1]] = read.schema
    return found


def _spoken_of(document: Sequence[Block]) -> frozenset[str]:
    """Names that stand in code as the names of models do: `Show`, `Episode[]`, `200 Show` in a row."""
    texts = [text for block in document if block.kind == "text" for text, _ in block.lines]
    texts += [cell for block in document if block.table for row in block.table.rows for cell in row.cells]
    return frozenset(name for text in texts for name in _SPOKEN.findall(text))


def resolved(schema: Any, known: Collection[str], depth: int = 0) -> Any:
    """The schema with references to models nobody defined left open: their name stays as a title."""
    if depth > 60:
        return {}
    if isinstance(schema, dict):
        reference = schema.get("$ref")
        if (
            isinstance(reference, str)
            and reference.startswith(example.REF)
            and (name := reference.removeprefix(example.REF).replace("~1", "/").replace("~0", "~")) not in known
        ):
            return {"title": name}
        return {key: resolved(value, known, depth + 1) for key, value in schema.items()}
    if isinstance(schema, list):
        return [resolved(value, known, depth + 1) for value in schema]
    return schema
