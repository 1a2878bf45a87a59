"""Examples and shapes as people write them → JSON Schema.

Reads JSON with comments, `...`, trailing commas and missing closers; type names in the place of values (`"age": "number, required"`);
inline shapes (`{ name, emoji?, tags: string[] }`); TypeScript interfaces and types; pydantic classes; and JSON Schema itself. What was not
stated stays open: a sample value says the type and nothing about being required.
"""
# ruff: noqa: E501, RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Literal

from accord.contract.example_syntax import OPTIONAL, REQUIRED, Node, Parser

Strength = Literal["schema", "sample"]
REF = "#/components/schemas/"

_LONGEST = 200_000
_SCALARS: dict[str, dict[str, Any]] = {
    name: schema
    for names, schema in (
        (
            "string str text varchar char character characters 字符串 字符 文本 cadena texto chaîne 문자열 文字列 zeichenkette строка texte testo metin текст chuỗi stringa рядок",
            {"type": "string"},
        ),
        (
            "number float double decimal numeric real 数字 数值 浮点数 número numero 숫자 数値 zahl kommazahl число money",
            {"type": "number"},
        ),
        (
            "int integer long short bigint int32 int64 i32 i64 u32 u64 uint number(int) 整数 整型 entero entier inteiro 정수 ganzzahl serial bigserial intero tamsayı целое",
            {"type": "integer"},
        ),
        (
            "bool boolean 布尔 布尔值 booleano booléen 불리언 불린 真偽値 真偽 ブール wahrheitswert логический логическое",
            {"type": "boolean"},
        ),
        (
            "object dict dictionary map json jsonb 对象 objeto objet 객체 オブジェクト objekt record struct",
            {"type": "object"},
        ),
        ("array list 数组 列表 arreglo lista tableau liste 배열 리스트 配列 リスト", {"type": "array"}),
        ("null none nil void undefined", {"type": "null"}),
        ("date 日期 fecha 날짜 日付 datum data", {"type": "string", "format": "date"}),
        (
            "datetime date-time timestamp iso8601 iso-8601 时间 时间戳 日期时间 일시 日時 fechahora instant localdatetime",
            {"type": "string", "format": "date-time"},
        ),
        ("uuid guid uuid4 uuidv4", {"type": "string", "format": "uuid"}),
        ("email mail", {"type": "string", "format": "email"}),
        ("url uri", {"type": "string", "format": "uri"}),
        (
            "file binary blob 文件 archivo fichier 파일 ファイル datei arquivo multipartfile uploadfile",
            {"type": "string", "format": "binary"},
        ),
        ("any mixed unknown object|null varies 任意", {}),
        ("enum id objectid slug token jwt base64 decimal(string)", {"type": "string"}),
    )
    for name in names.split()
    for schema in (schema,)
}
_AMBIGUOUS = frozenset(
    [
        "text",
        "email",
        "mail",
        "id",
        "token",
        "url",
        "uri",
        "data",
        "date",
        "file",
        "slug",
        "array",
        "list",
        "object",
        "any",
        "number",
        "map",
        "json",
        "enum",
        "real",
        "none",
        "null",
        "record",
        "time",
        "struct",
        "long",
        "short",
        "texto",
        "fecha",
        "datum",
        "lista",
        "tableau",
        "objeto",
        "entero",
        "texte",
        "testo",
        "metin",
        "текст",
    ]
)
_GENERIC = re.compile(
    r"(?:array|list|vec|set|sequence|iterable|page|collection|ienumerable|readonlyarray)", re.IGNORECASE
)


@dataclass(slots=True)
class Example:
    """A schema, how much was stated, and the example itself where the text was one."""

    schema: Any
    strength: Strength
    value: Any = None


@dataclass(slots=True)
class _Tally:
    typed: int = 0
    sampled: int = 0
    marked: int = 0  # members whose name carries a question mark


# -- the readers -----------------------------------------------------------------------------------------------------------------


def read(text: str) -> Example | None:
    """An object or array somewhere at the front of `text`, or None; never raises."""
    text = text.strip()[:_LONGEST]
    single = _exact(text) if len(text) < 200 and text[:1] not in ("{", "[") else None
    if isinstance(single, (str, int, float)):
        return Example(_literal(single, _Tally(), shaped=False), "sample", single)
    if text[:1] not in ("{", "[") and not re.match(r"(?://|/\*|#)", text):
        return None
    exact = _exact(text)
    if isinstance(exact, dict) and _is_schema(exact):
        return Example(exact, "schema")
    node = Parser(text).value(0)
    if node is None or node.kind not in ("object", "array"):
        return None
    tally = _Tally()
    schema = _schema(node, tally, shaped=exact is None)
    strength: Strength = "schema" if tally.marked or tally.typed > tally.sampled else "sample"
    return Example(schema, strength, exact if strength == "sample" else None)


_LISTED = re.compile(r"(?:Array|List|list|Vec|Sequence|Set|set|Collection|IEnumerable)(?:<|\[(?!\]))\s*")
_MODEL = re.compile(r"([A-Z][A-Za-z0-9]{2,60})(?:\s*>)?(\[\])?")


def shape(text: str) -> Example | None:
    """An inline shape `{ name, emoji?, tags: string[] }` or `Pet[]` at the front of `text`."""
    text = text.strip()
    if text[:1] in ("{", "["):
        return read(text)
    around = _LISTED.match(text)
    match = _MODEL.match(text, around.end() if around else 0)
    if not match:
        return None
    listed = bool(match[2]) or around is not None
    reference = {"$ref": REF + match[1]}
    return Example({"type": "array", "items": reference} if listed else reference, "schema")


def models(text: str) -> dict[str, Any]:
    """Schemas by name of the TypeScript interfaces and types and the pydantic classes in `text`."""
    text = text[:_LONGEST]
    found: dict[str, Any] = {}
    for match in re.finditer(
        r"\binterface\s+([A-Za-z_]\w{0,80})(?:<[^<>{}]{0,80}>)?\s*(?:extends\s+([\w\s,]{1,200}))?(?=\{)", text
    ):
        node = Parser(text[match.end() :]).value(0)
        if node is not None:
            schema = _schema(node, _Tally(), shaped=True)
            parents = [name.strip() for name in (match[2] or "").split(",") if name.strip()]
            found[match[1]] = (
                {"allOf": [*({"$ref": REF + parent} for parent in parents), schema]} if parents else schema
            )
    for match in re.finditer(r"\btype\s+([A-Za-z_]\w{0,80})(?:<[^<>{}]{0,80}>)?\s*=\s*\|?", text):
        node = Parser(text[match.end() :]).value(0)
        if node is not None:
            found[match[1]] = _schema(node, _Tally(), shaped=True)
    for match in re.finditer(
        r"^class\s+([A-Za-z_]\w{0,80})\s*\(\s*(?:\w+\.)?(?:BaseModel|SQLModel|TypedDict|Schema)\b[^)\n]{0,80}\)\s*:[^\n]*\n((?:[ \t]+[^\n]*\n?|\n)*)",
        text,
        re.MULTILINE,
    ):
        found[match[1]] = _class(match[2])
    return found


_COUNTED = re.compile(
    r"page|limit|offset|size|count|skip|take|depth|per_?page|page_?(?:size|num(?:ber)?|no|index)", re.IGNORECASE
)


def sampled(text: str, name: str = "") -> Any:
    """The schema of a value in a query as written, `20`, `true`, `open|closed`; None where it does not say its type."""
    if re.fullmatch(r"-?\d{1,18}", text):
        flag = text in ("0", "1") and not _COUNTED.fullmatch(name)  # or a number
        return None if flag else {"type": "integer"}
    if re.fullmatch(r"-?\d{1,18}\.\d{1,18}", text):
        return {"type": "number"}
    if re.fullmatch(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d\S{0,20})?", text):
        return {"type": "string"}  # a date
    if text in ("true", "false", "true|false", "false|true"):
        return {"type": "boolean"}
    if re.fullmatch(r"[\w-]{1,40}(?:\|[\w-]{1,40}){1,20}", text):
        return {"type": "string", "enum": text.split("|")}
    return None


def type_of(text: str) -> tuple[Any, bool | None] | None:
    """Schema and requiredness of a phrase that is a type: `string, required`, `integer - years`, `a | b`, `Pet[]`; else None."""
    phrase = text.strip().strip("<>`").strip()
    if not phrase or len(phrase) > 200:
        return None
    required = (
        True if REQUIRED.search(phrase) and not OPTIONAL.search(phrase) else False if OPTIONAL.search(phrase) else None
    )
    bare = re.sub(r"^(?:required|optional|mandatory)[\s:]+", "", phrase, flags=re.IGNORECASE)
    first, *rest = re.split(r"\s*[,;，；、]\s*", bare, maxsplit=1)
    if rest and (OPTIONAL.fullmatch(first) or REQUIRED.fullmatch(first)):  # `optional, integer`, in any language
        bare = rest[0]
    head = re.split(r"\s*(?:[,;—–(（，。]|\s-\s|:\s|\brequired\b|\boptional\b|必填|可选)", bare, maxsplit=1)[0].strip()
    schema = _named(head)
    if schema is None:
        match = re.match(r"(?:an? )?(?:array|list) of (\w+?)s?\b", phrase, re.IGNORECASE)
        inner = _named(match[1]) if match else None
        if match:
            schema = {"type": "array"} if inner is None else {"type": "array", "items": inner}
    if schema is None and "|" in phrase:
        choice = (
            re.split(r"[,;，；]\s", phrase, maxsplit=1)[0]
            if "|" in re.split(r"[,;，；]\s", phrase, maxsplit=1)[0]
            else phrase
        )
        words = [part.strip(" '\"`") for part in choice.split("|")]
        if all(re.fullmatch(r"[\w.\-]{1,40}", word) for word in words):
            kinds = [_named(word) for word in words]
            schema = {"anyOf": kinds} if all(kinds) else {"type": "string", "enum": words}
    return None if schema is None else (schema, required)


def merged(schemas: list[Any]) -> Any:
    """One schema for several samples of the same thing: the properties of all of them."""
    return _merged(schemas)


def fields_schema(fields: list[tuple[str, Any, bool | None, str]]) -> dict[str, Any]:
    """An object of fields (name, schema, required, description); dotted names (`user.id`, `items[].id`) are nested."""
    root: dict[str, Any] = {"type": "object", "properties": {}}
    for name, schema, required, description in fields[:2000]:
        at = root
        parts = [part for part in re.split(r"\.", name.replace("[]", ".[]")) if part][:12]
        for position, part in enumerate(parts):
            last = position == len(parts) - 1
            if part == "[]":
                at.pop("properties", None)
                at["type"] = "array"
                at = at.setdefault("items", {})
                continue
            if at.get("type") == "array":
                at = at.setdefault("items", {})
            properties = at.setdefault("properties", {})
            at.setdefault("type", "object")
            child = properties.setdefault(part, {})
            if last:
                child.update({key: value for key, value in (schema or {}).items() if key not in child or key == "type"})
                if description and not child.get("description"):
                    child["description"] = description
                if required:
                    at.setdefault("required", [])
                    if part not in at["required"]:
                        at["required"].append(part)
            at = child
    return root


# -- schemas of pieces -----------------------------------------------------------------------------------------------------------


def _exact(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _is_schema(value: dict[str, Any]) -> bool:
    kinds = ("object", "array", "string", "number", "integer", "boolean")
    return "$schema" in value or (
        value.get("type") in kinds
        and isinstance(value.get("properties"), dict)
        and all(isinstance(v, dict) for v in value["properties"].values())
    )


def _schema(node: Node, tally: _Tally, *, shaped: bool) -> Any:
    if node.kind == "object":
        return _object(node, tally, shaped=shaped)
    if node.kind == "array":
        items = [_schema(item, tally, shaped=shaped) for item in node.items if item.kind != "rest"]
        merged = _merged(items)
        return {"type": "array"} if merged is None else {"type": "array", "items": merged}
    if node.kind == "union":
        return _union(
            [
                _schema(item, tally, shaped=shaped)
                if item.kind != "literal"
                else {"type": "null"}
                if item.value is None
                else {"const": item.value}
                for item in node.items
            ]
        )
    if node.kind == "word":
        named = _named_in_code(str(node.value))
        tally.typed += named is not None
        return {} if named is None else named
    return _literal(node.value, tally, shaped=shaped)


def _named_in_code(text: str) -> Any:
    """Like `_named`; outside of quotes any capitalised word is the name of a model."""
    named = _named(text)
    return {"$ref": REF + text} if named is None and re.fullmatch(r"[A-Z]\w{1,80}", text) else named


def _literal(value: Any, tally: _Tally, *, shaped: bool) -> Any:
    del shaped
    if isinstance(value, str):
        phrase = type_of(value)
        if phrase is not None and "$ref" not in phrase[0] and (value.strip().lower() not in _AMBIGUOUS or tally.typed):
            tally.typed += 1
            return phrase[0]
        tally.sampled += 1
        return {"type": "string"}
    tally.sampled += 1
    if isinstance(value, bool):
        return {"type": "boolean"}
    if isinstance(value, int):
        return {"type": "integer"}
    return {"type": "number"} if isinstance(value, float) else {}


def _object(node: Node, tally: _Tally, *, shaped: bool) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    required: list[str] = []
    marks = any(member.optional for member in node.members)
    typed = any(member.node is not None and _is_typed(member.node) for member in node.members)
    for member in node.members:
        schema = {} if member.node is None else _schema(member.node, tally, shaped=shaped)
        note = f"{member.note} {member.node.note if member.node else ''}".strip()
        needed: bool | None = None
        if member.node is not None and member.node.kind == "literal" and isinstance(member.node.value, str):
            phrase = type_of(member.node.value)
            needed = phrase[1] if phrase else None
        if needed is None and note:
            needed = False if OPTIONAL.search(note) else True if REQUIRED.search(note) else None
        if member.optional:
            tally.marked += 1
            needed = False
        elif (
            needed is None
            and shaped
            and (marks or typed)
            and (member.node is None or member.node.kind in ("word", "union", "object", "array"))
        ):
            needed = True
        if needed:
            required.append(member.name)
        if note and isinstance(schema, dict) and "$ref" not in schema:
            schema = {**schema, "description": note[:300]}
        properties[member.name] = schema
    out: dict[str, Any] = {"type": "object", "properties": properties}
    if required:
        out["required"] = required
    return out


def _is_typed(node: Node) -> bool:
    if node.kind == "array":  # `string[]`
        return any(_is_typed(item) for item in node.items)
    return node.kind == "union" or (node.kind == "word" and _named_in_code(str(node.value)) is not None)


def _merged(schemas: list[Any]) -> Any:
    """One schema for the items of a sample list: the first one, with the properties of the others."""
    if not schemas:
        return None
    first = schemas[0]
    if all(isinstance(one, dict) and one.get("type") == "object" for one in schemas):
        properties: dict[str, Any] = {}
        for one in schemas[:50]:
            for name, schema in one.get("properties", {}).items():
                properties.setdefault(name, schema)
        return {**first, "properties": properties}
    distinct = [one for i, one in enumerate(schemas[:20]) if one not in schemas[:i]]
    return first if len(distinct) == 1 else {"anyOf": distinct}


def _union(kinds: list[Any]) -> Any:
    values = [kind["const"] for kind in kinds if "const" in kind]
    if len(values) == len(kinds):
        named = {type(value).__name__ for value in values}
        return {"type": "string", "enum": values} if named == {"str"} else {"enum": values}
    return {"anyOf": [kind for kind in kinds if kind] or [{}]}


def _named(text: str) -> Any:
    """Schema of a type name; None where it is none."""
    name = text.strip().strip("`")
    if not name or len(name) > 120:
        return None
    if name.endswith("[]"):
        inner = _named(name[:-2])
        return {"type": "array"} if not inner else {"type": "array", "items": inner}
    generic = re.fullmatch(r"(\w+)\s*[<\[]\s*(.{1,100})\s*[>\]]", name)
    if generic:
        if generic[1].lower() == "optional":
            return _named(generic[2])
        if _GENERIC.fullmatch(generic[1]):
            inner = _named(generic[2])
            return {"type": "array"} if not inner else {"type": "array", "items": inner}
        if generic[1].lower() in ("record", "map", "dict", "hashmap"):
            return {"type": "object"}
        if generic[1].lower() in _SCALARS:  # varchar[255]
            return dict(_SCALARS[generic[1].lower()])
    lower = re.sub(r"\(\d+(?:,\s*\d+)?\)$", "", name.lower()).rstrip("?")
    if lower in _SCALARS:
        return dict(_SCALARS[lower])
    if "|" in name:
        kinds = [_named(part) for part in name.split("|")]
        return {"anyOf": kinds} if all(kind is not None for kind in kinds) else None
    match = re.fullmatch(
        r"(?:iso[- ]?8601|rfc[- ]?3339)(?: (?:string|date|datetime|timestamp|date-time))?|(?:date|time)[ -]?time", lower
    )
    if match:
        return {"type": "string", "format": "date-time"}
    if re.fullmatch(r"(?:\w+ )?(?:string|integer|number|boolean|float|array|object)", lower):
        return dict(_SCALARS[lower.split()[-1]])
    if re.fullmatch(
        r"[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+|[A-Z][a-z]{2,40}(?:Dto|DTO|Request|Response|Model|Schema|Input|Output)",
        name,
    ):
        return {"$ref": REF + name}
    return None


def _literals(text: str) -> list[Any]:
    """The values of `Literal["a", "b", 3]`."""
    values = [part.strip() for part in text.split(",")]
    return [int(value) if re.fullmatch(r"-?\d{1,9}", value) else value.strip("\"'") for value in values if value]


def _class(body: str) -> dict[str, Any]:
    fields: list[tuple[str, Any, bool | None, str]] = []
    for match in re.finditer(
        r"^[ \t]+([A-Za-z_]\w*)\s*:\s*([^=#\n]{1,160}?)\s*(=[^#\n]*)?(?:#\s*([^\n]{0,200}))?$", body, re.MULTILINE
    ):
        name, kind, default, note = match.groups()
        optional = bool(re.search(r"\bOptional\[|\|\s*None\b", kind)) or (default is not None and "..." not in default)
        kind = re.sub(r"\s*\|\s*None\b", "", kind)
        literal = re.fullmatch(r"(?:\w+\.)?(?:Optional\[\s*)?(?:\w+\.)?Literal\[([^\[\]]{1,160})\]\]?", kind)
        schema = {"enum": _literals(literal[1])} if literal else _named(kind)
        fields.append((name, schema or {}, not optional, (note or "").strip()))
    return fields_schema(fields)
