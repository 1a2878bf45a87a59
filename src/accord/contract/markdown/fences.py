"""Fences: where each begins and ends, closed where that was forgotten; `<pre>` made one."""

from __future__ import annotations

import html
import re

from accord.contract.markdown.lines import Line, next_with

_FENCE = re.compile(r"^((?:\s|>|[-*+](?=\s)|\d{1,4}[.)](?=\s))*)(`{3,}|~{3,})\s*([^`]*)$")
_HEADING = re.compile(r"^#{1,6}\s+\S")
_MARKDOWN = re.compile(r"^(?:#{1,6}\s+\S|\*\*\S|[-*+]\s+\S|\|.*\||---+\s*$)")
_PRE = re.compile(r"\s*<pre\b[^<>]{0,200}>(.*)$", re.IGNORECASE)
_PRE_TAGS = re.compile(r"</?(?:pre|code|span)\b[^<>]{0,200}>", re.IGNORECASE)
_PROGRAM = frozenset(["json", "json5", "jsonc", "http", "javascript", "js", "typescript", "ts"])
_JSON = frozenset(["json", "json5", "jsonc"])
_SHELL = frozenset(
    [
        "bash",
        "sh",
        "shell",
        "zsh",
        "console",
        "python",
        "py",
        "yaml",
        "yml",
        "ruby",
        "rb",
        "toml",
        "ini",
        "make",
        "makefile",
        "dockerfile",
        "md",
        "markdown",
        "mdx",
        "conf",
    ]
)


def _closes(line: str, mark: str) -> bool:
    stripped = line.strip().lstrip("> \t")
    return len(stripped) >= len(mark) and set(stripped) == {mark[0]}


def mended(lines: list[Line], notes: list[int]) -> list[Line]:
    """The lines with a closing fence put in where one was forgotten, so that it does not swallow the rest."""
    out: list[Line] = []
    never: dict[str, int] = {}  # by fence character the shortest mark known to have no closer further on
    at = 0
    while at < len(lines):
        opener = _FENCE.match(lines[at].text)
        if not opener or (opener[2][0] == "`" and "`" in opener[3]):
            out.append(lines[at])
            at += 1
            continue
        language = (opener[3].split() or [""])[0].lower().strip("{}.")
        known = len(opener[2]) >= never.get(opener[2][0], len(opener[2]) + 1)
        end, closed = _end_of_fence(lines, at, opener[2], language, hurry=known)
        column = 0 if ">" in opener[1] else len(opener[1])
        out.append(lines[at])
        out.extend(_at_least(line, column) for line in lines[at + 1 : end])
        if closed:
            out.append(_at_least(lines[end], column))
            end += 1
        else:
            notes.append(lines[at].number)
            if end == len(lines) or not _FENCE.match(lines[end].text):
                never[opener[2][0]] = min(len(opener[2]), never.get(opener[2][0], 1 << 30))
            out.append(Line(re.sub(r"[-*+]|\d+[.)]", " ", opener[1]) + opener[2], lines[at].number))
            out.append(Line("", lines[at].number))
        at = end
    return out


def _at_least(line: Line, column: int) -> Line:
    """A line of a fence moved in to the column of its opener: less of it would end the item around, and the fence with it."""
    missing = column - (len(line.text) - len(line.text.lstrip()))
    return Line(" " * missing + line.text, line.number) if missing > 0 and line.text.strip() else line


def _end_of_fence(lines: list[Line], start: int, mark: str, language: str, *, hurry: bool) -> tuple[int, bool]:
    """Where the fence opened at `start` ends (the index of its closer, or of the first line after it), and whether it was closed."""
    headings_end_it = language in _PROGRAM or (not language and _data_follows(lines, start))
    first_break = 0
    for at in range(start + 1, len(lines)):
        text = lines[at].text
        if _closes(text, mark):
            return at, True
        blank_before = not lines[at - 1].text.strip()
        # `# text` is a comment in HTTP samples and in shells, a second-level heading is one nowhere.
        if headings_end_it and blank_before and _HEADING.match(text):
            if language in _JSON or (text.startswith("##") and (hurry or not _requests_follow(lines, at))):
                return at, False
            first_break = first_break or at
        if blank_before and not first_break and language not in _SHELL and _MARKDOWN.match(text):
            if hurry:  # an earlier search has seen that nothing closes this fence
                return at, False
            first_break = at
        inner = _FENCE.match(text)
        nested = (
            inner and inner[2][0] == mark[0] and len(inner[2]) >= len(mark) and re.match(r"\w[\w+\-]*\s*$", inner[3])
        )
        if nested and language not in ("md", "markdown", "mdx") and len(mark) == 3:
            return first_break or at, False
    return (first_break, False) if first_break else (len(lines), False)


def _requests_follow(lines: list[Line], at: int) -> bool:
    """Whether a heading inside of a fence is the separator of an HTTP file: the next fence mark there is closes it."""
    marks = (_FENCE.match(line.text) for line in lines[at + 1 : at + 400])
    return next((not mark[3] for mark in marks if mark), False)


def _data_follows(lines: list[Line], start: int) -> bool:
    first = next((line.text.strip() for line in lines[start + 1 : start + 4] if line.text.strip()), "")
    return bool(re.match(r"[{\[]|(?:GET|POST|PUT|PATCH|DELETE)\s", first))


def fenced(lines: list[Line]) -> list[bool]:
    """For each line whether it belongs to a fence."""
    inside = [False] * len(lines)
    mark = ""
    for at, line in enumerate(lines):
        if mark:
            inside[at] = True
            if _closes(line.text, mark):
                mark = ""
            continue
        opener = _FENCE.match(line.text)
        if opener:
            mark = opener[2]
            inside[at] = True
    return inside


def preformatted(lines: list[Line], inside: list[bool]) -> list[Line]:
    """`<pre>` on lines of its own becomes a fence."""
    closers = next_with(lines, "</pre>")
    out: list[Line] = []
    at = 0
    while at < len(lines):
        opened = None if inside[at] else _PRE.match(lines[at].text)
        end = closers[at] if opened else -1
        if opened is None or end <= at:
            out.append(lines[at])
            at += 1
            continue
        first = [Line(_PRE_TAGS.sub("", opened[1]), lines[at].number)] if opened[1].strip() else []
        rest = [Line(_PRE_TAGS.sub("", line.text), line.number) for line in lines[at + 1 : end + 1]]
        body = [Line(html.unescape(line.text), line.number) for line in [*first, *rest]]
        out.extend([Line("", lines[at].number), Line("~~~~", lines[at].number), *body])
        out.extend([Line("~~~~", lines[end].number), Line("", lines[end].number)])
        at = end + 1
    return out
