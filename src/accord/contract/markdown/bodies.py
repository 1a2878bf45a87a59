"""Fences of an endpoint's part → pieces: request and response bodies with their status."""
# ruff: noqa: RUF001  the words and marks of many languages

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accord.contract.markdown import roles
from accord.contract.markdown.form_fences import language

if TYPE_CHECKING:
    from accord.contract.markdown.blocks import Block

_MARKER = re.compile(
    r"^\s*(?://|#|--|/\*)?\s*(?=[A-Za-z\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af(])([^{}\[\]\"]{2,100}?)\s*[:：]?\s*(?:\*/)?\s*$"
)
_ADDRESS = re.compile(r"\{\{[^{}\n]{1,60}\}\}[/:]?\S*")  # `{{base_url}}/users`
_MOST_EXAMPLES = 20
_SCALAR = re.compile(r"\"[^\"\n]{0,200}\"|-?\d+(?:\.\d+)?|true|false")
_STATUS_LINE = re.compile(
    r"^\s*(?:[<←]\s*)?HTTP/\d(?:\.\d)?\s+(\d{3})|^\s*(?:[←<]|=>|→)?\s*([1-5]\d\d)\s+[A-Z][A-Za-z ]{1,40}$"
)
_LABELLED = re.compile(r"^\s*([^{}\[\]\"':：]{2,40}?)\s*(?:[:：]|→|=>)\s*(?=[{\[])")
_REQUEST_LINE = re.compile(r"^\s*(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+\S+")
_HEADER_LINE = re.compile(r"^\s*([A-Za-z][A-Za-z0-9-]{1,40}):\s+\S")
_DATA = frozenset(
    [
        "json",
        "jsonc",
        "json5",
        "js",
        "javascript",
        "ts",
        "typescript",
        "http",
        "text",
        "txt",
        "plaintext",
        "plain",
        "none",
        "jsonp",
    ]
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines of one body; `role` and `status` are what the fence itself says about it, "" where it says nothing."""

    text: str
    line: int
    role: str = ""
    status: str = ""


def _each_line(text: str) -> list[str]:
    """The examples of a fence that holds one in each line: `{"by": "all"}` over `{"by": "key", "target": "x"}`."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    each = 1 < len(lines) <= _MOST_EXAMPLES and all(line[0] == "{" and line[-1] == "}" for line in lines)
    return lines if each and all(line.count("{") == line.count("}") for line in lines) else []


def pieces(block: Block) -> list[Piece]:
    """The bodies in a fence, parted by comments and labels (`// Response 201`, `HTTP/1.1 200 OK`)."""
    name = language(block.info)
    if name and name not in _DATA:
        return []
    out: list[Piece] = []
    lines: list[str] = []
    start = block.line
    role = status = ""

    def close() -> None:
        text = "\n".join(lines).strip()
        if several := _each_line(text):
            out.extend(Piece(one, start + at, role, status) for at, one in enumerate(several))
        elif (text[:1] in ("{", "[") and not _ADDRESS.fullmatch(text)) or (name == "json" and _SCALAR.fullmatch(text)):
            out.append(Piece(text, start, role, status))
        elif status and (not text or not out or out[-1].status != status):
            out.append(Piece("", start, role or "response", status))
        lines.clear()

    depth = 0
    for raw, number in block.lines[:5000]:
        labelled = _LABELLED.match(raw) if depth <= 0 else None
        announced = roles.role(labelled[1]) if labelled else None
        if labelled and announced in ("request", "response", "error"):  # `Body: { name }`
            close()
            role = "request" if announced == "request" else "response"
            status, start = roles.status(labelled[1]), number
            raw = raw[labelled.end() :]
        status_line = _STATUS_LINE.match(raw)
        marker = _MARKER.match(raw) if depth <= 0 and not raw.lstrip().startswith(("{", "[", "}", "]")) else None
        named = roles.role(marker[1]) if marker else None
        if status_line and depth <= 0:
            close()
            role, status, start = "response", status_line[1] or status_line[2], number
        elif _REQUEST_LINE.match(raw) and depth <= 0:
            close()
            role, status, start = "request", "", number
        elif named in ("request", "response", "error", "query", "header") and marker:
            close()
            role = "response" if named == "error" else str(named)
            status, start = roles.status(marker[1]) if role == "response" else "", number
        elif depth <= 0 and _HEADER_LINE.match(raw) and not lines:
            continue
        else:
            if not lines:
                start = number
            lines.append(raw)
            depth += raw.count("{") + raw.count("[") - raw.count("}") - raw.count("]")
    close()
    return out
