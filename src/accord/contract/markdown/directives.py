"""Sphinx and definition lists → the Markdown they stand for: `.. http:get:: /x` with its fields, ` ```{http:get} /x `, a path over `: GET`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_VERBS = "get|post|put|patch|delete|head|options|trace|any"
_DIRECTIVE = re.compile(rf"(\s*)\.\.\s+http:({_VERBS})::\s*(\S.*?)\s*$")
_OPENED = re.compile(rf"\s*([`~:]{{3,}})\s*\{{(?:http:({_VERBS})|eval-rst)\}}\s*(.*?)\s*$")
_CODE = re.compile(r"(\s*)\.\.\s+(?:code-block|sourcecode|code)::\s*(\w*)\s*$")
_TERM = re.compile(r"[`*]{0,3}/[^\s`*]*[`*]{0,3}\s*$")
_DEFINITION = re.compile(r":\s+(\S.*)$")
_PARAMETER = re.compile(r"\((?:\w+:)?([A-Za-z_]\w*)\)")
_FIELD = re.compile(r":([<>]?[a-z]+)(?:\s+([\w.\[\]-]+))?(?:\s+([\w.\[\]-]+))?:\s*(.*)$")
_LABELS = {
    "query": "Query parameters:", "queryparameter": "Query parameters:", "queryparam": "Query parameters:",
    "param": "Path parameters:", "parameter": "Path parameters:",
    "<json": "Request body:", "<jsonarr": "Request body:", "reqjson": "Request body:", "form": "Request body:", "formparam": "Request body:",
    ">json": "Response:", ">jsonarr": "Response:", "resjson": "Response:",
    "reqheader": "Headers:", "requestheader": "Headers:", "<header": "Headers:",
}  # fmt: skip
_STATUS = ("status", "statuscode", "code")


def translated(lines: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """The lines (text, number) with directives of sphinxcontrib-httpdomain turned into Markdown; others as they are."""
    lines = list(_defined(lines))
    if not any("http:" in text or "eval-rst" in text for text, _ in lines):
        return lines
    return list(_directives(list(_unwrapped(lines))))


def _defined(lines: Sequence[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """A path as the term of a definition list becomes an item, its definitions the items below it."""
    inside = False
    for at, (text, number) in enumerate(lines):
        following = lines[at + 1][0] if at + 1 < len(lines) else ""
        if _TERM.match(text) and _DEFINITION.match(following):
            inside = True
            yield from (("", number), (f"- {text.strip()}", number))
        elif inside and (definition := _DEFINITION.match(text)):
            yield f"    - {definition[1]}", number
        else:
            inside = inside and bool(re.match(r"\s+\S", text))
            yield text, number


def _unwrapped(lines: Sequence[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """Fences that hold a directive without their marks."""
    at = 0
    while at < len(lines):
        text, number = lines[at]
        opened = _OPENED.match(text)
        end = _closer(lines, at, opened[1]) if opened else -1
        if opened is None or end < 0:
            yield text, number
            at += 1
            continue
        yield (f".. http:{opened[2]}:: {opened[3]}" if opened[2] else ""), number
        yield from (
            (("   " + inner) if opened[2] and inner.strip() else inner, line) for inner, line in lines[at + 1 : end]
        )
        yield "", lines[end][1]
        at = end + 1


def _closer(lines: Sequence[tuple[str, int]], start: int, mark: str) -> int:
    return next((at for at in range(start + 1, min(len(lines), start + 2000)) if lines[at][0].strip() == mark), -1)


def _directives(lines: Sequence[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    at = 0
    while at < len(lines):
        text, number = lines[at]
        found = _DIRECTIVE.match(text)
        at += 1
        if found is None:
            yield text, number
            continue
        method = found[2].upper()
        yield "", number
        path = _PARAMETER.sub(r"{\1}", found[3])
        yield f"`{method} {path}`", number
        yield "", number
        end = _end_of_content(lines, at, len(found[1]))
        yield from _content(lines[at:end])
        at = end


def _end_of_content(lines: Sequence[tuple[str, int]], start: int, indent: int) -> int:
    at = start
    while at < len(lines) and (not lines[at][0].strip() or _indent(lines[at][0]) > indent):
        at += 1
    return at


def _content(lines: Sequence[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """The lines of a directive at the margin: fields as lists below the label they stand for, code as fences."""
    margin = min((_indent(text) for text, _ in lines if text.strip()), default=0)
    label = ""
    at = 0
    while at < len(lines):
        text, number = lines[at][0][margin:], lines[at][1]
        at += 1
        code = _CODE.match(text)
        if code:
            end = _end_of_content(lines, at, margin + len(code[1]))
            inner = min((_indent(raw) for raw, _ in lines[at:end] if raw.strip()), default=0)
            yield f"```{code[2]}", number
            yield from ((raw[inner:], line) for raw, line in lines[at:end])
            yield from (("```", number), ("", number))
            at = end
            continue
        field = _FIELD.match(text)
        if field is None:
            yield text, number
            continue
        if field[1] in _STATUS and field[2]:
            label = ""
            yield from (("", number), (f"Response {field[2]}: {field[4]}", number), ("", number))
        elif field[1] in _LABELS and field[2]:
            if label != _LABELS[field[1]]:
                label = _LABELS[field[1]]
                yield from (("", number), (label, number), ("", number))
            name, kind = (field[3], f" ({field[2]})") if field[3] else (field[2], "")
            yield f"- `{name}`{kind}: {field[4]}", number


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())
