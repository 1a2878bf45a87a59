"""What one place states about its endpoint, and the small ways of adding to it."""
# ruff: noqa: E501, RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from accord.contract import example
from accord.contract.example import Example
from accord.contract.markdown import roles
from accord.contract.markdown.choices import choice
from accord.contract.markdown.fields import Field
from accord.contract.markdown.inline import CLOSE, OPEN, bare
from accord.contract.markdown.tokens import AND, query_items, query_names
from accord.model import Auth, Body, Where

SUCCESS = "2XX"  # the class of a response whose code is not stated
NOTHING = re.compile(
    r"^\W*(?:none|no body|empty|n/?a|无|空|ninguno|nenhum|aucune?|없음|なし|keine?r?)?\W*$", re.IGNORECASE
)

_MEDIA = re.compile(
    r"\b(application/[\w.+-]+|multipart/form-data|text/[\w.+-]+|image/[\w.+*-]+|audio/[\w.+*-]+|video/[\w.+*-]+)"
)
_MEDIA_NAMED = re.compile(
    r"[(（]\s*((?:application|multipart|text|image|audio|video|font|model|message|\*)/[\w.+*-]+(?:\s*;[^()（）]{1,60})?)\s*[)）]"
)
_BODIES = 8  # of one answer or request
_FORM = re.compile(r"\bmultipart\b|\bform[- ]?data\b|表单|폼 데이터", re.IGNORECASE)
_QUERY = re.compile(
    rf"(?:^|[\s,;(（：:{OPEN}])\?([A-Za-z_][\w.\-]*(?:\[\])?(?:=[^\s,;()（）{OPEN}{CLOSE}]*|(?=[&\s,;)）{CLOSE}]|$))(?:&[^\s,;()（）{OPEN}{CLOSE}]*)?)"
)
_FORM_MEDIA = re.compile(r"\bmultipart/form-data\b|\bx-www-form-urlencoded\b", re.IGNORECASE)
_FIELD_SPAN = rf"{OPEN}[A-Za-z_][\w\-]{{0,60}}(?:\[\])?{CLOSE}"
_FORM_FIELD = re.compile(
    rf"(?:\b(?:fields?|parts?|campos?|champs?|feld(?:ern?)?|alan[ıi]?|trường|pol[ae]|velde?n?|kolom|campi)|\b(?:пол[еяю]м?[иа]?)|字段|项目|필드|フィールド)(?: (?:named|called|name))?\s*[:：]?\s*"
    rf"({_FIELD_SPAN}(?:\s?(?:[,、，&+]|{AND})\s?{_FIELD_SPAN}){{0,8}})",
    re.IGNORECASE,
)
_CODED = re.compile(rf"{OPEN}([^{CLOSE}]{{1,600}}){CLOSE}")
_SHAPED = re.compile(r"[{\[]|[A-Z][A-Za-z0-9]+(?:\[\]|<)?|(?:list|set)\[[A-Z]")
_TYPED = re.compile(r"\s*([A-Za-z_]\w{0,60})(\?)?\s*[:：]\s*([^\s].{0,80})")
_STATUS_BEFORE = re.compile(r"[1-5]\d\d\s+(?=[A-Z{\[])")
_LITERALS = frozenset(["true", "false", "null", "none", "nil", "undefined"])
_REQUIRED = r"required|mandatory|obligatori[oa]|obligatoire|obrigatóri[oa]|erforderlich|pflicht|obbligatori[oa]|обязательн\w+|обов['’]язков\w+|wymagan\w+|zorunlu|bắt buộc|wajib|verplicht|povinn\w+|obligatorisk\w*|必填|必須|필수"
_OPTIONAL = r"optional|opcional|facultati[fv][eo]?|facoltativ[oa]|opzionale|необязательн\w+|необов['’]язков\w+|opcjonaln\w+|isteğe bağlı|tùy chọn|opsional|optioneel|nepovinn\w+|valfri\w*|可选|选填|任意|선택"
_LISTED_NAME = re.compile(r"\[[A-Z][a-z]\w{1,40}\]|[A-Z]\w{1,40}\[\]|(?:List|Array|Vec)<[A-Z]\w{1,40}>")
_MANY_BEFORE = re.compile(
    r"\b(?:array|list|lista|arreglo|vetor|liste|tableau|array|elenco|массив|список|масив|dizi|danh sách|mảng|daftar|lijst|tablica|pole|seznam)"
    r"(?: (?:of|de|von|di|da|der|of|из|z|w|d['’])?)?\s*$|(?:数组|列表|배열|목록|配列|一覧)\s*[:：]?\s*$",
    re.IGNORECASE,
)
_MANY_AFTER = re.compile(
    r"\s*(?:(?:objects? )?(?:array|list)\b(?! of)|(?:の|的)?\s*(?:数组|列表|集合|配列|リスト|一覧)|(?:의)?\s*(?:배열|목록|리스트)|listesi|dizisi)",
    re.IGNORECASE,
)
_VALUE = re.compile(
    rf"\s*(?:{OPEN}([^{CLOSE}:：]{{1,60}}){CLOSE}(?!\s*[(（])|([A-Za-z0-9][\w.\-]{{0,40}})(?=\s*(?:$|[:：=(（]|[\-\u2013\u2014]\s)))"
)
_CHOICES = re.compile(
    r"\b(?:values|options|choices|one of|valores|valeurs|werte|opciones|opções|valori|значения|варианты)\b[^.]{0,30}[:：.]?$|(?:取值|可选值|值为|枚举|값|値)[^。]{0,10}[:：]?$",
    re.IGNORECASE,
)
_HEADER_WORD = (
    r"(?:-?headers?\b|cabecera|encabezado|en-?tête|cabeçalho|заголов|intestazion|nagłów|başlığı|头|標頭|ヘッダ|헤더)"
)
_HEADER_AFTER = re.compile(
    rf"\s?(?:(?:response|http|响应|响应)\s?)?{_HEADER_WORD}", re.IGNORECASE
)  # "the `Location` header"
_HEADER_BEFORE = re.compile(rf"{_HEADER_WORD}\w{{0,3}}\s?[:：]?\s?$", re.IGNORECASE)
_HEADER_NAME = re.compile(r"[A-Z][A-Za-z]*(?:-[A-Za-z]+)+")


@dataclass(slots=True)
class Facts:
    """Statements of one place. `fields` by role (query, path, header, params, request), `answers` by status."""

    file: str
    description: str = ""
    auth: Auth | None = None
    fields: dict[str, list[Field]] = field(default_factory=dict)
    answers: dict[str, list[Field]] = field(default_factory=dict)
    request: list[Body] = field(default_factory=list)
    responses: dict[str, tuple[str, list[Body], Where]] = field(default_factory=dict)
    media: str = ""
    planned: bool = False
    deprecated: bool = False

    def add(self, role: str, found: Field, status: str = "") -> None:
        """A field under a role; in a response under its status."""
        if role in ("response", "error"):
            if not _HEADER_NAME.fullmatch(found.name):
                self.answers.setdefault(status or unstated(role), []).append(found)
            return
        if role == "body":
            role = "request"
        if role not in ("query", "path", "header", "request", "cookie"):
            role = "params"
        known = self.fields.setdefault(role, [])
        if all(one.name != found.name for one in known[-300:]):
            known.append(found)

    def add_value(self, role: str, name: str, text: str, status: str = "") -> bool:
        """A value listed below a field that holds plain values: `asc` below `sort (string)`. False where it is something else."""
        fields = self.answers.get(status or unstated(role)) if role in ("response", "error") else self.fields.get(role)
        at = next((i for i, one in enumerate(fields or ()) if one.name == name), -1)
        match = _VALUE.match(text)
        if not fields or at < 0 or match is None:
            return False
        schema = fields[at].schema
        kind = schema.get("type") if isinstance(schema, dict) else None
        if schema is None and _CHOICES.search(fields[at].description):
            schema, kind = {"type": "string"}, "string"
        if kind not in ("string", "integer", "number"):
            return False
        value: str | int = (match[1] or match[2]).strip("\"'")
        if kind == "integer" and not re.fullmatch(r"-?\d{1,9}", str(value)):
            return False
        value = int(value) if kind == "integer" else value
        known = schema.get("enum", [])
        fields[at] = replace(fields[at], schema={**schema, "enum": known if value in known else [*known, value]})
        return True

    def add_status(self, code: str, text: str, line: int) -> None:
        """A status the endpoint answers with."""
        known = self.responses.get(code)
        if known is None:
            self.responses[code] = (text[:300], [], Where(self.file, line))
        elif text and not known[0]:
            self.responses[code] = (text[:300], known[1], known[2])

    def add_answer(self, code: str, value: str, line: int, *, only_if_shaped: bool) -> None:
        """A response told in one line: its shape, or at least its status."""
        shape = shape_in(value)
        if shape is not None:
            self.add_body(code, shape, line)
        elif not only_if_shaped:
            self.add_status(code, "", line)

    def add_body(self, code: str, read: Example, line: int, media: str = "") -> None:
        self.add_status(code, "", line)
        _add(self.responses[code][1], media or "application/json", read, Where(self.file, line))

    def add_request(self, read: Example, line: int) -> None:
        _add(self.request, self.media or "application/json", read, Where(self.file, line))

    def note_media(self, text: str) -> None:
        """The media type a text names, if it names one."""
        found = _MEDIA.search(text)
        if found:
            self.media = self.media or found[1]
        elif _FORM.search(text):
            self.media = self.media or "multipart/form-data"

    def note_form(self, text: str, line: int) -> None:
        """The form that a text tells of, and its fields: `multipart/form-data`, field `photo`."""
        if not _FORM_MEDIA.search(text):
            return
        self.note_media(bare(text))
        for told in _FORM_FIELD.findall(text):
            for name in _CODED.findall(told):
                self.add("request", Field(name.removesuffix("[]"), line=line))

    def turn_media(self, label: str) -> None:
        """What a label of a further body says of its media type: `Request body (application/xml):`."""
        self.media = media_of(label) or self.media

    def note_query(self, text: str, line: int) -> None:
        """The query that a remark tells of: "the list, `?status=open|done`"."""
        for told in _QUERY.findall(text[:600]):
            for name, value in query_items(told):
                self.add("query", Field(name, example.sampled(value, name), line=line))

    def add_names(self, role: str, value: str, line: int) -> None:
        """Parameters named within one line: code spans, `?a=&b=`, `Name: value` for a header."""
        if CLOSE in value and value.find(CLOSE) < value.find(OPEN) % (len(value) + 1):
            value = OPEN + value  # the label has taken the edge of the first span
        if (chosen := choice(value)) and (before := _names(role, value[: chosen.start])):
            self.add(role, Field(before[-1].rstrip("?"), chosen.schema, _needed(before[-1], value), line=line))
            value = value[: chosen.start] + value[chosen.end :]
        for typed in map(_TYPED.fullmatch, _CODED.findall(value) if role != "header" else ()):  # `limit?: number`
            if typed is not None and (told := example.type_of(typed[3])) is not None:
                self.add(role, Field(typed[1], told[0], False if typed[2] else told[1], line=line))
        for name in dict.fromkeys(_names(role, value)):
            required = _needed(name, value)
            said = re.search(rf"{OPEN}{re.escape(name)}{CLOSE}\s*[(（]([^()（）]{{1,80}})[)）]", value)
            stated = example.type_of(bare(said[1])) if said else None  # `state` (queued | done, optional)
            if required is None and stated is not None:
                required = stated[1]
            self.add(role, Field(name.rstrip("?"), stated[0] if stated else None, required, line=line))


def _add(bodies: list[Body], media: str, read: Example, where: Where) -> None:
    """A further body; an example alone goes with the body of its kind before it."""
    if read.schema is None and bodies and bodies[-1].media_type == media:
        bodies[-1] = replace(bodies[-1], example=read.value)
    elif len(bodies) < _BODIES and all((one.media_type, one.schema) != (media, read.schema) for one in bodies):
        bodies.append(Body(media, read.schema, read.strength, None, read.value, where))


def media_of(label: str) -> str:
    """The media type that a label names, `Response 200 (text/csv)`; empty where it names none."""
    found = _MEDIA_NAMED.search(bare(label)) or _MEDIA.search(label)
    return found[1].strip() if found else ""


def _needed(name: str, value: str) -> bool | None:
    """What is said of a name right behind it: `page` (optional), `page?`."""
    said = re.search(rf"{re.escape(name)}{CLOSE}?\s*[(（]\s*(?:({_REQUIRED})|{_OPTIONAL})\b", value, re.IGNORECASE)
    return said[1] is not None if said else False if name.endswith("?") else None


def unstated(role: str) -> str:
    """The status of an answer that states none."""
    return "default" if role == "error" else SUCCESS


def shape_in(text: str) -> Example | None:
    """The first shape or model name in a value."""
    if CLOSE in text and text.find(CLOSE) < text.find(OPEN) % (len(text) + 1):
        text = OPEN + text  # the label has taken the edge of the first span
    for match in _CODED.finditer(text):
        if _HEADER_AFTER.match(text, match.end()) or _HEADER_BEFORE.search(text, 0, match.start()):
            continue
        span = match[1].strip()
        span = span[roles.phrase_end(span) :].strip()  # `201 Created`
        span = _STATUS_BEFORE.sub("", span)  # `201 Pet`
        if _SHAPED.match(span) and (found := example.shape(span)) is not None and _tells(found):
            return _listed(found) if _is_listed(text, span) else found
    naked = bare(text)
    if _LISTED_NAME.fullmatch(naked.strip(" .")) and (found := example.shape(naked.strip(" ."))) is not None:
        return found
    at = naked.find("{")
    opener = at if at >= 0 and "}" in naked[at:] else naked.find("[{")
    if opener >= 0 and (found := example.shape(naked[opener:])) is not None and _tells(found):
        return found
    return None


def _is_listed(text: str, span: str) -> bool:
    """Whether the words around a model say that there are many of it: "array of `Pet`", "`Pet` の配列"."""
    before, _, after = text.partition(f"{OPEN}{span}{CLOSE}")
    return bool(_MANY_BEFORE.search(before) or _MANY_AFTER.match(after))


def _listed(found: Example) -> Example:
    schema: Any = found.schema
    return Example({"type": "array", "items": schema}, found.strength) if set(schema) == {"$ref"} else found


def _tells(found: Example) -> bool:
    schema: Any = found.schema
    if isinstance(schema, dict) and str(schema.get("$ref", "a")).removeprefix(example.REF).isupper():
        return False  # `HTTP 200`, `POST`
    return isinstance(schema, dict) and any(schema.get(key) for key in ("properties", "$ref", "items", "anyOf"))


def _names(role: str, value: str) -> list[str]:
    naked = bare(value)
    if naked.startswith(("?", "&")):
        return list(query_names(naked.replace(" ", "&")))
    if role == "header":
        labelled: list[str] = re.findall(r"([A-Z][A-Za-z0-9-]{1,40})(?=\s*:)", naked)
        return labelled or re.findall(r"\b([A-Z][A-Za-z]*-[A-Za-z-]{2,40})\b", naked)
    found: list[str] = []
    for span in _CODED.findall(value):
        if span.startswith(("?", "&")) or "=" in span:
            found.extend(query_names(span))
        elif re.fullmatch(r"[A-Za-z_][\w.\-\[\]]{0,60}\??", span) and span.lower() not in _LITERALS:
            found.append(span)
    if not found and "{" in naked[:2]:
        shape = shape_in(value)
        if shape is not None and isinstance(shape.schema, dict):
            found = list(shape.schema.get("properties", {}))
    return found
