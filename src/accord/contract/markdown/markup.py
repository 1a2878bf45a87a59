"""Comments, HTML and components among the lines: taken out, or made the Markdown they stand for."""
# ruff: noqa: RUF001  the marks of many languages

from __future__ import annotations

import re
from dataclasses import dataclass

from accord.contract.markdown.components import as_markdown, tag_at
from accord.contract.markdown.lines import Line, next_with
from accord.contract.markdown.tables import HtmlTables, Table, dashed_tables

_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_IGNORE = re.compile(r"accord:\s*ignore(?:\[([^\]\n]{0,400})\])?[ \t]*([^\n]{0,400})")
_TAG_LINE = re.compile(r"^\s*(?:</?[A-Za-z][\w.\-]*(?:\s[^<>]{0,1000})?/?>\s*)+$")
_PLACEHOLDER_LINE = re.compile(r"^\s*<[a-z][\w\-]*>\s*$")
_BLOCK_TAG = re.compile(
    r"<(/?)(h[1-6]|summary|li|p|dt|dd|blockquote|details|div|section|ul|ol|pre|center)(?:\s[^<>\n]{0,1000})?>",
    re.IGNORECASE,
)
_ADMONITION = re.compile(
    r"^(\s*)(?:!!!|\?\?\?\+?|:{3,})\s*[\w-]+\s+[\"'\[]?(?=\S*\s*(?:GET|POST|PUT|PATCH|DELETE|HEAD)\b)(.*?)[\"'\]]?\s*$"
)
_ITEM = re.compile(r"^((?:\s|>)*)[・•‣▪∙◦·](?!\s*$)[ \t\u3000]*")
_COMPONENT = re.compile(
    r"<([A-Z][\w.]{0,40})(?:\s[^<>]{0,400})?>([^<>]*)</\1>"
)  # `<Note>All requests go to ...</Note>`
_COUNTED = re.compile(
    r"^((?:\s|>)*)(?:\d{1,2}）|（\d{1,2}）|[①-⑳])[ \t\u3000]*(?=.{0,60}\b(?:GET|POST|PUT|PATCH|DELETE)\b[`*\s]*/)"
)  # a number of double width, a name and an endpoint
_HEADING = re.compile(r"\s{0,3}#{1,6}\s|\s*<h[1-6]\b", re.IGNORECASE)
_TABLE = re.compile(r"\s*<table\b", re.IGNORECASE)
_TABLE_TAG = re.compile(r"\s*</?(?:t[rdh]|tbody|thead|tfoot|caption|col|colgroup)\b", re.IGNORECASE)
_ROW_TAG = re.compile(r"<t[rdh]\b", re.IGNORECASE)
_FOLD = re.compile(r"<(/?)details\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wish:
    """An inline ignore as written in a comment."""

    line: int
    rules: tuple[str, ...]
    reason: str


def without_comments(lines: list[Line], inside: list[bool], wishes: list[Wish]) -> list[Line]:
    out: list[Line] = []
    closers = next_with(lines, "-->")
    at = 0
    while at < len(lines):
        line = lines[at]
        opener = -1 if inside[at] else _comment_start(line.text)
        if opener < 0:
            out.append(line)
            at += 1
            continue
        end = at if "-->" in line.text[opener:] else closers[at + 1]
        if end < 0:
            out.append(line)
            at += 1
            continue
        whole = "\n".join(item.text for item in lines[at : end + 1])
        for comment in _COMMENT.finditer(whole):
            wishes.extend(
                Wish(
                    line.number + whole.count("\n", 0, comment.start()),
                    tuple(rule.strip() for rule in (m[1] or "").split(",") if rule.strip()),
                    m[2].strip(" \t-:—"),
                )
                for m in _IGNORE.finditer(comment[1])
            )
        kept = _COMMENT.sub(lambda m: " " if "\n" not in m[0] else "\n" * m[0].count("\n"), whole).split("\n")
        out.extend(
            Line(text.rstrip() if text.strip() else "", item.number)
            for text, item in zip(kept, lines[at : end + 1], strict=True)
        )
        at = end + 1
    return out


def _comment_start(text: str) -> int:
    found = text.find("<!--")
    return -1 if found < 0 or text.count("`", 0, found) % 2 else found


def without_tables(lines: list[Line], inside: list[bool]) -> tuple[list[Line], list[Table]]:
    """HTML tables and dashed tables taken out; blank lines stay in their place."""
    tables: list[Table] = []
    out = list(lines)
    closers = next_with(lines, "</table")
    at = 0
    while at < len(out):
        if not inside[at] and "<table" in out[at].text.lower():
            end = _end_of_table(out, inside, at, closers[at])
            if end >= 0:
                reader = HtmlTables(out[at].number)
                # A marked section is nothing a table needs, and the parser gives up on one it does not know.
                reader.feed("\n".join(line.text for line in out[at : end + 1]).replace("<![", "&lt;!["))
                reader.close()
                tables.extend(reader.tables)
                for index in range(at, end + 1):
                    out[index] = Line("", out[index].number)
                at = end
        at += 1
    texts = ["" if hidden else line.text for line, hidden in zip(out, inside, strict=True)]
    for first, last, table in dashed_tables(texts, [line.number for line in out]):
        tables.append(table)
        for index in range(first, last + 1):
            out[index] = Line("", out[index].number)
    return out, tables


def _end_of_table(lines: list[Line], inside: list[bool], first: int, closer: int) -> int:
    """The last line of the table that opens in line `first`: that of its closing tag, or of its rows where it has none.

    A table without a closing tag ends before a heading, a fence, a further table, or a blank line that no row follows; one
    without rows is none: -1.
    """
    last, stopped, rows = first, False, _ROW_TAG.search(lines[first].text) is not None
    for at in range(first + 1, closer + 1 if closer >= 0 else len(lines)):
        text = lines[at].text
        if _TABLE.match(text) and (stopped or not rows or not lines[at - 1].text.strip()):
            return last if rows else -1
        if inside[at] or _HEADING.match(text):
            if closer < 0:
                break
            stopped = True  # the closing tag is that of another table if one opens before it
        if stopped or not text.strip():
            continue
        if last < at - 1 and not _TABLE_TAG.match(text):
            if closer < 0:
                break
            stopped = True
            continue
        last, rows = at, rows or _ROW_TAG.search(text) is not None
    if closer >= 0:
        return closer
    return last if rows else -1


def without_components(lines: list[Line], inside: list[bool]) -> list[Line]:
    """Components that state an endpoint, a parameter or a status become the Markdown they stand for."""
    texts = [line.text for line in lines]
    out: list[Line] = []
    at = 0
    while at < len(lines):
        titled = None if inside[at] else _ADMONITION.match(texts[at])
        if titled:  # `::: tip GET /pets`: the title of a container
            out.extend((Line(titled[1] + titled[2], lines[at].number), Line("", lines[at].number)))
            at += 1
            continue
        tag = None if inside[at] else tag_at(texts, at)
        said = as_markdown(tag) if tag is not None else []
        if tag is None or not said:
            out.append(lines[at])
            at += 1
            continue
        out.extend(Line(text, lines[at].number) for one in said for text in ("", one))
        rest = texts[tag.last][tag.end :].strip()
        out.append(Line("" if rest.startswith(("</", "{% end")) else rest, lines[tag.last].number))
        at = tag.last + 1
    return out


def folds(lines: list[Line], inside: list[bool]) -> list[tuple[int, int]]:
    """First and last line of each `<details>`; one that is never closed folds nothing."""
    found: list[tuple[int, int]] = []
    open_at: list[int] = []
    for line, hidden in zip(lines, inside, strict=True):
        if hidden or "details" not in line.text[:2000].lower():
            continue
        for mark in _FOLD.finditer(line.text[:2000]):
            if not mark[1]:
                open_at.append(line.number)
            elif open_at:
                found.append((open_at.pop(), line.number))
    return sorted(found, key=lambda fold: (fold[0], -fold[1]))


def without_block_tags(lines: list[Line], inside: list[bool]) -> list[Line]:
    """`<summary>`, `<h3>`, `<li>`, … become the Markdown they stand for, each on a line of its own."""
    out: list[Line] = []
    for line, hidden in zip(lines, inside, strict=True):
        text = line.text
        if not hidden and (item := _ITEM.match(text) or _COUNTED.match(text)):
            text = f"{item[1]}- {text[item.end() :]}"  # as word processors and East Asian texts write lists
        if not hidden and "</" in text and len(text) <= 20_000:
            text = _COMPONENT.sub(r"\2", text)
        if hidden or "<" not in text or len(text) > 20_000 or text.lstrip().startswith("|"):
            out.append(Line(text, line.number))
        elif _TAG_LINE.match(text) and not _PLACEHOLDER_LINE.match(text):
            out.append(Line("", line.number))
        elif _BLOCK_TAG.search(text) and "`<" not in text:
            opened = _BLOCK_TAG.sub(_as_markdown, text)
            out.extend(Line(part.rstrip(), line.number) for part in opened.split("\n"))
        else:
            out.append(Line(text, line.number))
    return out


def _as_markdown(match: re.Match[str]) -> str:
    if match[1]:
        return "\n\n"
    name = match[2].lower()
    if name[0] == "h" and name[1:].isdigit():
        return f"\n\n{'#' * int(name[1])} "
    return "\n- " if name == "li" else "\n\n"
