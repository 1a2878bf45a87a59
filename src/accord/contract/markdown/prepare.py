"""Text of a document → lines fit for a CommonMark parser, each with its own number: front matter and comments out, fences mended."""
# ruff: noqa: RUF001  the marks of many languages

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from accord.contract.markdown.carried import whole
from accord.contract.markdown.components import front_matter
from accord.contract.markdown.directives import translated
from accord.contract.markdown.edition import of_front_matter
from accord.contract.markdown.fences import fenced, mended, preformatted
from accord.contract.markdown.lines import Line
from accord.contract.markdown.markup import (
    folds,
    without_block_tags,
    without_comments,
    without_components,
    without_tables,
)

if TYPE_CHECKING:
    from accord.contract.markdown.markup import Wish
    from accord.contract.markdown.tables import Table

_NEWLINE = re.compile(r"\r\n|\n|\r")
_ROOTLESS = re.compile(
    r"^(\s*(?:#{1,6}|[-*+])\s+(?:\d+(?:\.\d+)*[.)]?\s+)?[`*]*(?:GET|POST|PUT|PATCH|DELETE|HEAD)[`*]*\s+[`*]*)"
    r"([a-z][\w\-]*(?:/[\w\-.{}:<>]+)*/?(?:\?\S*)?[`*]*\s*(?:$|[(（\u2013\u2014-].*$))"
)
_WIDE = {
    ord("\uff01") - 0x21 + code: code for code in range(0x21, 0x7F) if chr(code).isalnum() or chr(code) in "{}_"
}  # letters and braces of double width
_WIDE_SLASH = re.compile(r"／(?=[A-Za-z{:])")
_FEWEST = 2  # headings that agree in leaving out the slash
_ROW = re.compile(
    r"\s*(?:(?:[-*+]\s+|\|\s*)[`*]{0,4})?(?:GET|POST|PUT|PATCH|DELETE|HEAD|WS)[`*]{0,4}(?:\s*\||\s)[\s`*]*(?:(?=(?P<dots>\.{3}|…)/[\w{:<])|(?P<path>/[\w\-./{}:]+))"
)
_LONGEST_ROW = 2000


@dataclass(slots=True)
class Prepared:
    """The document before parsing: lines, and what was taken out of them."""

    lines: list[Line] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)
    open_fences: list[int] = field(default_factory=list)
    folds: list[tuple[int, int]] = field(default_factory=list)  # first and last line of each `<details>`
    title: str = ""
    version: str = ""  # of front matter


def prepare(text: str) -> Prepared:
    """Never fails; the numbers of the lines are those of `text`."""
    out = Prepared()
    lines = _NEWLINE.split(_narrow(text.lstrip("\ufeff")))
    lines, out.title, out.version = _without_front_matter(lines)
    numbered = [
        Line(line.replace("\t", "    ") if line.startswith("\t") else line, number)
        for line, number in translated([(line, number) for number, line in enumerate(lines, 1)])
    ]
    numbered = mended(numbered, out.open_fences)
    inside = fenced(numbered)
    numbered = preformatted(numbered, inside)
    inside = fenced(numbered)
    numbered = without_comments(numbered, inside, out.wishes)
    numbered, out.tables = without_tables(numbered, inside)
    numbered = without_components(numbered, inside)
    inside = fenced(numbered)
    out.folds = folds(numbered, inside)
    out.lines = _whole_paths(_rooted_headings(without_block_tags(numbered, inside)))
    return out


def _narrow(text: str) -> str:
    """The text with letters, digits and slashes of double width as those of ASCII; one character stays one."""
    return _WIDE_SLASH.sub("/", text.translate(_WIDE))


def _without_front_matter(lines: list[str]) -> tuple[list[str], str, str]:
    if not lines or lines[0].rstrip() != "---":
        return lines, "", ""
    for end in range(1, min(len(lines), 200)):
        if lines[end].rstrip() in ("---", "..."):
            head = lines[1:end]
            if any(re.match(r"[A-Za-z_][\w-]*\s*:", line) for line in head) or not any(line.strip() for line in head):
                named = next((m[1] for line in head if (m := re.match(r"title\s*:\s*[\"']?(.*?)[\"']?\s*$", line))), "")
                stated = front_matter(head)
                rest = ["", *(stated.get(at, "") for at in range(len(head))), "", *lines[end + 1 :]]
                return rest, named, of_front_matter(head)
            return lines, "", ""
    return lines, "", ""


def _rooted_headings(lines: list[Line]) -> list[Line]:
    """Headings and items of METHOD and a path without its slash get it: `### GET users/{id}` among `### GET users`."""
    found = {at: match for at, line in enumerate(lines) if (match := _ROOTLESS.match(line.text))}
    if len(found) < _FEWEST or not any(re.search(r"[/{:<]", match[2]) for match in found.values()):
        return lines
    return [
        Line(f"{found[at][1]}/{found[at][2]}", line.number) if at in found else line for at, line in enumerate(lines)
    ]


def _whole_paths(lines: list[Line]) -> list[Line]:
    """Rows that leave out the beginning of the path above them, `GET .../events` below `GET /shops/{id}`, with the whole path."""
    out: list[Line] = []
    above = ""
    for line in lines:
        if len(line.text) <= _LONGEST_ROW and (row := _ROW.match(line.text)):
            if row["path"]:
                above = above if ".." in row["path"] else row["path"].rstrip("/")
            elif above:
                line = replace(line, text=line.text[: row.end()] + whole(above, line.text[row.end("dots") :]))
        elif not line.text.strip() or line.text.startswith("#"):
            above = ""
        out.append(line)
    return out
