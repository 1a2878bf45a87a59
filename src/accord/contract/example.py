"""Examples and shapes as people write them → JSON Schema.

Reads JSON with comments, `...`, trailing commas and missing closers; type names in the place of values (`"age": "number, required"`);
inline shapes (`{ name, emoji?, tags: string[] }`); TypeScript interfaces and types; pydantic classes; and JSON Schema itself. What was not
stated stays open: a sample value says the type and nothing about being required.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, Literal

Strength = Literal["schema", "sample"]
REF = "#/components/schemas/"

_LONGEST = 200_000
_DEEPEST = 40
_MOST = 20_000  # tokens

_TOKEN = re.compile(
    r"(?P<space>[^\S\n]+)|(?P<newline>\n)|(?P<comment>//[^\n]*|/\*.*?\*/|(?:(?<=\s)|^)\#[^\n]*)|(?P<rest>\.{3}|…)"
    r"|(?P<string>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`\n]*`|“[^”\n]*”)|(?P<mark>[{}\[\]():;,|?<>=&])|(?P<word>[^\s{}\[\]():;,|?<>=&\"'`…]+)|(?P<other>.)",
    re.DOTALL | re.MULTILINE,
)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_REQUIRED = re.compile(
    r"(?<!not )(?<!un)\brequired\b|\bmandatory\b|\bobligatori[oa]\b|\brequerid[oa]\b|\bobligatoire\b|\brequis\b|\bobrigatóri[oa]\b|\berforderlich\b|\bpflicht|必填|必须|必須|必需|필수|\bnot null\b",
    re.IGNORECASE,
)
_OPTIONAL = re.compile(
    r"\boptional\b|\bnot required\b|\bopcional\b|\bfacultatif\b|\boptionnel\b|\bfacultativo\b|可选|选填|非必填|선택|任意|省略可|\bnullable\b(?=.*optional)",
    re.IGNORECASE,
)

_SCALARS: dict[str, dict[str, Any]] = {
    name: schema
    for names, schema in (
        (
            "string str text varchar char character characters 字符串 字符 文本 cadena texto chaîne 문자열 文字列 zeichenkette строка",
            {"type": "string"},
        ),
        (
            "number float double decimal numeric real 数字 数值 浮点数 número numero 숫자 数値 zahl kommazahl число money",
            {"type": "number"},
        ),
        (
            "int integer long short bigint int32 int64 i32 i64 u32 u64 uint number(int) 整数 整型 entero entier inteiro 정수 ganzzahl serial bigserial",
            {"type": "integer"},
        ),
        ("bool boolean 布尔 布尔值 booleano booléen 불리언 불린 真偽値 真偽 ブール wahrheitswert", {"type": "boolean"}),
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
    "text email mail id token url uri data date file slug array list object any number map json enum real none null record time struct long short texto fecha datum lista tableau objeto entero".split()
)
_GENERIC = re.compile(
    r"(?:array|list|vec|set|sequence|iterable|page|collection|ienumerable|readonlyarray)", re.IGNORECASE
)


@dataclass(slots=True)
class _Member:
    name: str
    node: _Node | None
    optional: bool | None = None
    note: str = ""


@dataclass(slots=True)
class _Node:
    """A parsed piece: `kind` is object, array, literal, word, union or rest."""

    kind: str
    members: list[_Member] = field(default_factory=list)
    items: list[_Node] = field(default_factory=list)
    value: Any = None
    note: str = ""


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
    if text[:1] not in ("{", "[") and not re.match(r"(?://|/\*|#)", text):
        return None
    exact = _exact(text)
    if isinstance(exact, dict) and _is_schema(exact):
        return Example(exact, "schema")
    node = _Parser(text).value(0)
    if node is None or node.kind not in ("object", "array"):
        return None
    tally = _Tally()
    schema = _schema(node, tally, shaped=exact is None)
    strength: Strength = "schema" if tally.marked or tally.typed > tally.sampled else "sample"
    return Example(schema, strength, exact if strength == "sample" else None)


def shape(text: str) -> Example | None:
    """An inline shape `{ name, emoji?, tags: string[] }` or `Pet[]` at the front of `text`."""
    text = text.strip()
    if text[:1] in ("{", "["):
        return read(text)
    match = re.match(r"(?:(?:Array|List|Vec)<\s*)?([A-Z][A-Za-z0-9]{2,60})(?:\s*>)?(\[\])?", text)
    if not match:
        return None
    listed = bool(match[2]) or re.match(r"(?:Array|List|Vec)<", text) is not None
    reference = {"$ref": REF + match[1]}
    return Example({"type": "array", "items": reference} if listed else reference, "schema")


def models(text: str) -> dict[str, Any]:
    """Schemas by name of the TypeScript interfaces and types and the pydantic classes in `text`."""
    text = text[:_LONGEST]
    found: dict[str, Any] = {}
    for match in re.finditer(
        r"\binterface\s+([A-Za-z_]\w{0,80})(?:<[^<>{}]{0,80}>)?\s*(?:extends\s+([\w\s,]{1,200}))?(?=\{)", text
    ):
        node = _Parser(text[match.end() :]).value(0)
        if node is not None:
            schema = _schema(node, _Tally(), shaped=True)
            parents = [name.strip() for name in (match[2] or "").split(",") if name.strip()]
            found[match[1]] = (
                {"allOf": [*({"$ref": REF + parent} for parent in parents), schema]} if parents else schema
            )
    for match in re.finditer(r"\btype\s+([A-Za-z_]\w{0,80})(?:<[^<>{}]{0,80}>)?\s*=\s*\|?", text):
        node = _Parser(text[match.end() :]).value(0)
        if node is not None:
            found[match[1]] = _schema(node, _Tally(), shaped=True)
    for match in re.finditer(
        r"^class\s+([A-Za-z_]\w{0,80})\s*\(\s*(?:\w+\.)?(?:BaseModel|SQLModel|TypedDict|Schema)\b[^)\n]{0,80}\)\s*:[^\n]*\n((?:[ \t]+[^\n]*\n?|\n)*)",
        text,
        re.MULTILINE,
    ):
        found[match[1]] = _class(match[2])
    return found


def type_of(text: str) -> tuple[Any, bool | None] | None:
    """Schema and requiredness of a phrase that is a type: `string, required`, `integer - years`, `a | b`, `Pet[]`; else None."""
    phrase = text.strip().strip("<>`").strip()
    if not phrase or len(phrase) > 200:
        return None
    required = (
        True
        if _REQUIRED.search(phrase) and not _OPTIONAL.search(phrase)
        else False
        if _OPTIONAL.search(phrase)
        else None
    )
    bare = re.sub(r"^(?:required|optional|mandatory)[\s:]+", "", phrase, flags=re.IGNORECASE)
    head = re.split(r"\s*(?:[,;—–(（，。]|\s-\s|:\s|\brequired\b|\boptional\b|必填|可选)", bare, maxsplit=1)[0].strip()
    schema = _named(head)
    if schema is None:
        match = re.match(r"(?:array|list) of (\w+?)s?\b", phrase, re.IGNORECASE)
        inner = _named(match[1]) if match else None
        if match:
            schema = {"type": "array"} if inner is None else {"type": "array", "items": inner}
    if schema is None and "|" in phrase:
        words = [part.strip(" '\"`") for part in phrase.split("|")]
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


def _schema(node: _Node, tally: _Tally, *, shaped: bool) -> Any:
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


def _object(node: _Node, tally: _Tally, *, shaped: bool) -> dict[str, Any]:
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
            needed = False if _OPTIONAL.search(note) else True if _REQUIRED.search(note) else None
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


def _is_typed(node: _Node) -> bool:
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


def _class(body: str) -> dict[str, Any]:
    fields: list[tuple[str, Any, bool | None, str]] = []
    for match in re.finditer(
        r"^[ \t]+([A-Za-z_]\w*)\s*:\s*([^=#\n]{1,160}?)\s*(=[^#\n]*)?(?:#\s*([^\n]{0,200}))?$", body, re.MULTILINE
    ):
        name, kind, default, note = match.groups()
        optional = bool(re.search(r"\bOptional\[|\|\s*None\b", kind)) or (default is not None and "..." not in default)
        schema = _named(re.sub(r"\s*\|\s*None\b", "", kind))
        fields.append((name, schema or {}, not optional, (note or "").strip()))
    return fields_schema(fields)


# -- the parser ------------------------------------------------------------------------------------------------------------------


class _Parser:
    """A recursive reader of values that forgives what a strict one would refuse; bounded in depth and in tokens."""

    def __init__(self, text: str) -> None:
        self._tokens: list[tuple[str, str]] = []
        for match in _TOKEN.finditer(text):
            kind = match.lastgroup or "other"
            if kind == "space":
                continue
            self._tokens.append((kind, match.group()))
            if len(self._tokens) >= _MOST:
                break
        self._at = 0

    def value(self, depth: int) -> _Node | None:
        """The next value, with unions and array marks behind it."""
        note = self._skip()
        first = self._primary(depth)
        if first is None:
            return None
        while self._peek() == "[" and self._peek(1) == "]" and first.kind in ("word", "object", "union", "literal"):
            self._at += 2
            first = _Node("array", items=[first])
        if self._peek() == "|":
            items = [first]
            while self._peek() == "|" and len(items) < 100:
                self._at += 1
                self._skip()
                following = self._primary(depth)
                if following is None:
                    break
                items.append(following)
            first = _Node("union", items=items)
        first.note = first.note or note
        return first

    def _peek(self, ahead: int = 0) -> str:
        index = self._at + ahead
        return self._tokens[index][1] if index < len(self._tokens) else ""

    def _skip(self) -> str:
        """Newlines and comments; gives the last comment."""
        note = ""
        while self._at < len(self._tokens) and self._tokens[self._at][0] in ("newline", "comment"):
            kind, text = self._tokens[self._at]
            note = _comment(text) if kind == "comment" else note
            self._at += 1
        return note

    def _primary(self, depth: int) -> _Node | None:
        if self._at >= len(self._tokens) or depth > _DEEPEST:
            return None
        kind, text = self._tokens[self._at]
        if text == "{":
            return self._object(depth)
        if text == "[":
            return self._array(depth)
        if text in ("(", "<"):
            self._at += 1
            inner = self.value(depth + 1)
            if self._peek() in (")", ">"):
                self._at += 1
            return inner
        if kind == "string":
            self._at += 1
            return _Node("literal", value=_unquoted(text))
        if kind == "rest":
            self._at += 1
            return _Node("rest")
        if kind == "word":
            return self._word()
        return None

    def _word(self) -> _Node:
        words = [self._tokens[self._at][1]]
        self._at += 1
        while self._at < len(self._tokens) and self._tokens[self._at][0] == "word" and len(words) < 20:
            words.append(self._tokens[self._at][1])
            self._at += 1
        first = words[0]
        if self._peek() == "<" and len(words) == 1:
            first += self._generic()
        rest = " ".join(words[1:])
        if _NUMBER.fullmatch(first):
            number = float(first) if re.search(r"[.eE]", first) else int(first[:40])
            return _Node("literal", value=number, note=rest)
        if first in ("true", "false", "True", "False"):
            return _Node("literal", value=first.lower() == "true", note=rest)
        if first in ("null", "None", "undefined"):
            return _Node("literal", value=None, note=rest) if self._peek() != "|" else _Node("word", value="null")
        return _Node("word", value=first, note=rest)

    def _generic(self) -> str:
        out, depth = "", 0
        while self._at < len(self._tokens) and len(out) < 100:
            text = self._tokens[self._at][1]
            depth += (text == "<") - (text == ">")
            if text in ("{", "}", "\n"):
                break
            out += text
            self._at += 1
            if not depth:
                break
        return out

    def _array(self, depth: int) -> _Node:
        self._at += 1
        node = _Node("array")
        while self._at < len(self._tokens):
            self._skip()
            text = self._peek()
            if text == "]":
                self._at += 1
                break
            if text in ("}", ")"):
                break
            before = self._at
            item = self.value(depth + 1)
            if item is not None and len(node.items) < 200:
                node.items.append(item)
            if self._at == before or self._peek() in (",", ";", "?", ":", "=", ">", "<", "&"):
                self._at += 1
        return node

    def _object(self, depth: int) -> _Node:
        self._at += 1
        node = _Node("object")
        note = ""
        while self._at < len(self._tokens):
            kind, text = self._tokens[self._at]
            if text == "}":
                self._at += 1
                break
            if text == "]":
                break
            if kind == "comment":
                if node.members and self._at and self._tokens[self._at - 1][0] != "newline":
                    node.members[-1].note = node.members[-1].note or _comment(text)
                else:
                    note = _comment(text)
                self._at += 1
            elif kind in ("string", "word"):
                self._member(node, depth, note)
                note = ""
            else:
                self._at += 1
        return node

    def _member(self, node: _Node, depth: int, note: str) -> None:
        kind, text = self._tokens[self._at]
        self._at += 1
        if text == "readonly" and self._at < len(self._tokens) and self._tokens[self._at][0] == "word":
            text = self._tokens[self._at][1]
            self._at += 1
        name = str(_unquoted(text)) if kind == "string" else text
        optional: bool | None = None
        if name.endswith("?"):
            name, optional = name[:-1], True
        if self._peek() == "?":
            self._at += 1
            optional = True
        listed = self._peek() == "[" and self._peek(1) == "]"
        if listed:
            self._at += 2
        value: _Node | None = None
        if self._peek() in (":", "="):
            self._at += 1
            value = self.value(depth + 1)
        elif self._peek() == "(":  # `name (optional)`
            words: list[str] = []
            self._at += 1
            while self._at < len(self._tokens) and self._peek() not in (")", "}", "\n") and len(words) < 20:
                words.append(self._peek())
                self._at += 1
            if self._peek() == ")":
                self._at += 1
            note = " ".join(words)
            optional = optional or bool(_OPTIONAL.search(note)) or None
        if value is not None and value.kind == "rest":
            value = None
        if listed and value is None:
            value = _Node("array")
        if len(node.members) < 2000 and name:
            node.members.append(_Member(name, value, optional, note))


def _comment(text: str) -> str:
    return text.strip().strip("/*#").strip()


def _unquoted(text: str) -> Any:
    if text.startswith('"'):
        try:
            return json.loads(text)
        except ValueError:
            return text[1:-1]
    return text[1:-1]
