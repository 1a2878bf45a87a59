"""The syntax of examples: JSON, shapes and TypeScript types read by one forgiving parser into a small tree."""
# ruff: noqa: E501, RUF001  the words of many languages; one alternative to a line

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

_DEEPEST = 40
_LISTS = frozenset(["Array", "ReadonlyArray", "List", "list", "Set", "Vec", "Sequence", "Iterable"])
_WRAPPERS = frozenset(["Partial", "Readonly", "Required", "Promise", "Optional"])
_MOST = 20_000  # tokens

_TOKEN = re.compile(
    r"(?P<space>[^\S\n]+)|(?P<newline>\n)|(?P<comment>//[^\n]*|/\*.*?\*/|(?:(?<=\s)|^)\#[^\n]*)|(?P<rest>\.{3}|…)"
    r"|(?P<string>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`\n]*`|“[^”\n]*”)|(?P<mark>[{}\[\]():;,|?<>=&])|(?P<word>[^\s{}\[\]():;,|?<>=&\"'`…]+)|(?P<other>.)",
    re.DOTALL | re.MULTILINE,
)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
OPTIONAL = re.compile(
    r"\boptional\b|\bnot required\b|\bopcional\b|\bfacultatif\b|\boptionnel\b|\bfacultativo\b|可选|选填|非必填|선택|任意|省略可|\bfacoltativ[oa]\b|\bopzionale\b|\bнеобязател\w+|\bопциональн\w+|\bнеобов['’]язков\w+|\bopcjonaln\w+|\bisteğe bağlı\b|\bopsiyonel\b|\btùy chọn\b|\bkhông bắt buộc\b|\bopsional\b|\btidak wajib\b|\boptioneel\b|\bniet verplicht\b|\bvoliteln\w+|\bnepovinn\w+|\bvalfri\w*|اختياري|اختیاری|वैकल्पिक|ไม่จำเป็น|\bπροαιρετικ\w+|\bnullable\b(?=.*optional)",
    re.IGNORECASE,
)

REQUIRED = re.compile(
    r"(?<!not )(?<!un)\brequired\b|\bmandatory\b|\bobligatori[oa]\b|\brequerid[oa]\b|\bobligatoire\b|\brequis\b|\bobrigatóri[oa]\b|\berforderlich\b|\bpflicht|必填|必须|必須|必需|필수|\bnot null\b"
    r"|\bobbligatori[oa]\b|\bобязател\w+|\bобов['’]язков\w+|\bwymagan\w+|\bzorunlu\b|\bgerekli\b|\bbắt buộc\b|\bwajib\b|\bverplicht\b|\bpovinn\w+|\bobligatorisk\w*|إلزامي|مطلوب|الزامی|अनिवार्य|आवश्यक|\bυποχρεωτικ\w+",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Member:
    name: str
    node: Node | None
    optional: bool | None = None
    note: str = ""


@dataclass(slots=True)
class Node:
    """A parsed piece: `kind` is object, array, literal, word, union or rest."""

    kind: str
    members: list[Member] = field(default_factory=list)
    items: list[Node] = field(default_factory=list)
    value: Any = None
    note: str = ""


class Parser:
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

    def value(self, depth: int) -> Node | None:
        """The next value, with unions and array marks behind it."""
        note = self._skip()
        first = self._primary(depth)
        if first is None:
            return None
        while self._peek() == "[" and self._peek(1) == "]" and first.kind in ("word", "object", "union", "literal"):
            self._at += 2
            first = Node("array", items=[first])
        if self._peek() == "|":
            items = [first]
            while self._peek() == "|" and len(items) < 100:
                self._at += 1
                self._skip()
                following = self._primary(depth)
                if following is None:
                    break
                items.append(following)
            first = Node("union", items=items)
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

    def _primary(self, depth: int) -> Node | None:
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
            return Node("literal", value=_unquoted(text))
        if kind == "rest":
            self._at += 1
            return Node("rest")
        if kind == "word":
            return self._word(depth)
        return None

    def _word(self, depth: int) -> Node:
        words = [self._tokens[self._at][1]]
        self._at += 1
        while self._at < len(self._tokens) and self._tokens[self._at][0] == "word" and len(words) < 20:
            words.append(self._tokens[self._at][1])
            self._at += 1
        first = words[0]
        if self._peek() == "<" and len(words) == 1:
            written_out = self._written_out(first, depth)
            if written_out is not None:
                return written_out
            first += self._generic()
        rest = " ".join(words[1:])
        if _NUMBER.fullmatch(first):
            number = float(first) if re.search(r"[.eE]", first) else int(first[:40])
            return Node("literal", value=number, note=rest)
        if first in ("true", "false", "True", "False"):
            return Node("literal", value=first.lower() == "true", note=rest)
        if first in ("null", "None", "undefined"):
            return Node("literal", value=None, note=rest) if self._peek() != "|" else Node("word", value="null")
        return Node("word", value=first, note=rest)

    def _written_out(self, name: str, depth: int) -> Node | None:
        """What a list or a wrapper holds where it is written out: `Array<{ id: string }>`."""
        at = self._at
        self._at += 1
        self._skip()
        if self._peek() not in ("{", "(") or (name not in _LISTS and name not in _WRAPPERS):
            self._at = at
            return None
        inner = self.value(depth + 1)
        self._skip()
        if self._peek() == ">":
            self._at += 1
        return Node("array", items=[inner] if inner else []) if name in _LISTS else inner

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

    def _array(self, depth: int) -> Node:
        self._at += 1
        node = Node("array")
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

    def _object(self, depth: int) -> Node:
        self._at += 1
        node = Node("object")
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

    def _member(self, node: Node, depth: int, note: str) -> None:
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
        value: Node | None = None
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
            optional = optional or bool(OPTIONAL.search(note)) or None
        if value is not None and value.kind == "rest":
            value = None
        if listed and value is None:
            value = Node("array")
        if len(node.members) < 2000 and name:
            node.members.append(Member(name, value, optional, note))


def _comment(text: str) -> str:
    return text.strip().strip("/*#").strip()


def _unquoted(text: str) -> Any:
    if text.startswith('"'):
        try:
            return json.loads(text)
        except ValueError:
            return text[1:-1]
    return text[1:-1]
