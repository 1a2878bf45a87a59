"""Text of a document → lines fit for a CommonMark parser, each with its own number: front matter and comments out, fences mended."""
# ruff: noqa: RUF001  the marks of many languages

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field, replace

from accord.contract.markdown.components import as_markdown, front_matter, tag_at
from accord.contract.markdown.directives import translated
from accord.contract.markdown.tables import HtmlTables, Table, dashed_tables

_NEWLINE = re.compile(r"\r\n|\n|\r")
_FENCE = re.compile(r"^((?:\s|>|[-*+](?=\s)|\d{1,4}[.)](?=\s))*)(`{3,}|~{3,})\s*([^`]*)$")
_HEADING = re.compile(r"^#{1,6}\s+\S")
_MARKDOWN = re.compile(r"^(?:#{1,6}\s+\S|\*\*\S|[-*+]\s+\S|\|.*\||---+\s*$)")
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
_ROOTLESS = re.compile(
    r"^(\s*(?:#{1,6}|[-*+])\s+(?:\d+(?:\.\d+)*[.)]?\s+)?[`*]*(?:GET|POST|PUT|PATCH|DELETE|HEAD)[`*]*\s+[`*]*)"
    r"([a-z][\w\-]*(?:/[\w\-.{}:<>]+)*/?(?:\?\S*)?[`*]*\s*(?:$|[(（\u2013\u2014-].*$))"
)
_WIDE = {
    ord("\uff01") - 0x21 + code: code for code in range(0x21, 0x7F) if chr(code).isalnum() or chr(code) in "{}_"
}  # letters and braces of double width
_WIDE_SLASH = re.compile(r"／(?=[A-Za-z{:])")
_ITEM = re.compile(r"^((?:\s|>)*)[・•‣▪∙◦·](?!\s*$)[ \t\u3000]*")
_COMPONENT = re.compile(
    r"<([A-Z][\w.]{0,40})(?:\s[^<>]{0,400})?>([^<>]*)</\1>"
)  # `<Note>All requests go to ...</Note>`
_COUNTED = re.compile(
    r"^((?:\s|>)*)(?:\d{1,2}）|（\d{1,2}）|[①-⑳])[ \t\u3000]*(?=.{0,60}\b(?:GET|POST|PUT|PATCH|DELETE)\b[`*\s]*/)"
)  # a number of double width, a name and an endpoint
_FEWEST = 2  # headings that agree in leaving out the slash
_PRE = re.compile(r"\s*<pre\b[^<>]{0,200}>(.*)$", re.IGNORECASE)
_PRE_TAGS = re.compile(r"</?(?:pre|code|span)\b[^<>]{0,200}>", re.IGNORECASE)
_ROW = re.compile(
    r"\s*(?:(?:[-*+]\s+|\|\s*)[`*]{0,4})?(?:GET|POST|PUT|PATCH|DELETE|HEAD|WS)[`*]{0,4}(?:\s*\||\s)[\s`*]*(?:(?=(?P<dots>\.{3}|…)/\w)|(?P<path>/[\w\-./{}:]+))"
)
_LONGEST_ROW = 2000
_FOLD = re.compile(r"<(/?)details\b", re.IGNORECASE)
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


@dataclass(frozen=True, slots=True)
class Line:
    """A line and its number in the document."""

    text: str
    number: int


@dataclass(frozen=True, slots=True)
class Wish:
    """An inline ignore as written in a comment."""

    line: int
    rules: tuple[str, ...]
    reason: str


@dataclass(slots=True)
class Prepared:
    """The document before parsing: lines, and what was taken out of them."""

    lines: list[Line] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)
    open_fences: list[int] = field(default_factory=list)
    folds: list[tuple[int, int]] = field(default_factory=list)  # first and last line of each `<details>`
    title: str = ""


def prepare(text: str) -> Prepared:
    """Never fails; the numbers of the lines are those of `text`."""
    out = Prepared()
    lines = _NEWLINE.split(_narrow(text.lstrip("\ufeff")))
    lines, out.title = _without_front_matter(lines)
    numbered = [
        Line(line.replace("\t", "    ") if line.startswith("\t") else line, number)
        for line, number in translated([(line, number) for number, line in enumerate(lines, 1)])
    ]
    numbered = _mended(numbered, out.open_fences)
    inside = _fenced(numbered)
    numbered = _preformatted(numbered, inside)
    inside = _fenced(numbered)
    numbered = _without_comments(numbered, inside, out.wishes)
    numbered, out.tables = _without_tables(numbered, inside)
    numbered = _without_components(numbered, inside)
    inside = _fenced(numbered)
    out.folds = _folds(numbered, inside)
    out.lines = _whole_paths(_rooted_headings(_without_block_tags(numbered, inside)))
    return out


def _narrow(text: str) -> str:
    """The text with letters, digits and slashes of double width as those of ASCII; one character stays one."""
    return _WIDE_SLASH.sub("/", text.translate(_WIDE))


def _without_front_matter(lines: list[str]) -> tuple[list[str], str]:
    if not lines or lines[0].rstrip() != "---":
        return lines, ""
    for end in range(1, min(len(lines), 200)):
        if lines[end].rstrip() in ("---", "..."):
            head = lines[1:end]
            if any(re.match(r"[A-Za-z_][\w-]*\s*:", line) for line in head) or not any(line.strip() for line in head):
                named = next((m[1] for line in head if (m := re.match(r"title\s*:\s*[\"']?(.*?)[\"']?\s*$", line))), "")
                stated = front_matter(head)
                return ["", *(stated.get(at, "") for at in range(len(head))), "", *lines[end + 1 :]], named
            return lines, ""
    return lines, ""


# -- fences ----------------------------------------------------------------------------------------------------------------------


def _closes(line: str, mark: str) -> bool:
    stripped = line.strip().lstrip("> \t")
    return len(stripped) >= len(mark) and set(stripped) == {mark[0]}


def _mended(lines: list[Line], notes: list[int]) -> list[Line]:
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


def _fenced(lines: list[Line]) -> list[bool]:
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


def _preformatted(lines: list[Line], inside: list[bool]) -> list[Line]:
    """`<pre>` on lines of its own becomes a fence."""
    closers = _next_with(lines, "</pre>")
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


# -- comments, HTML --------------------------------------------------------------------------------------------------------------


def _without_comments(lines: list[Line], inside: list[bool], wishes: list[Wish]) -> list[Line]:
    out: list[Line] = []
    closers = _next_with(lines, "-->")
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


def _next_with(lines: list[Line], mark: str) -> list[int]:
    """For each index the first line from there on that holds `mark`, -1 where there is none; one entry more than lines."""
    out = [-1] * (len(lines) + 1)
    for at in range(len(lines) - 1, -1, -1):
        out[at] = at if mark in lines[at].text.lower() else out[at + 1]
    return out


def _comment_start(text: str) -> int:
    found = text.find("<!--")
    return -1 if found < 0 or text.count("`", 0, found) % 2 else found


def _without_tables(lines: list[Line], inside: list[bool]) -> tuple[list[Line], list[Table]]:
    """HTML tables and dashed tables taken out; blank lines stay in their place."""
    tables: list[Table] = []
    out = list(lines)
    closers = _next_with(lines, "</table")
    at = 0
    while at < len(out):
        if not inside[at] and "<table" in out[at].text.lower():
            end = closers[at]
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


def _without_components(lines: list[Line], inside: list[bool]) -> list[Line]:
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


def _rooted_headings(lines: list[Line]) -> list[Line]:
    """Headings and items of METHOD and a path without its slash get it: `### GET users/{id}` among `### GET users`."""
    found = {at: match for at, line in enumerate(lines) if (match := _ROOTLESS.match(line.text))}
    if len(found) < _FEWEST or not any(re.search(r"[/{:<]", match[2]) for match in found.values()):
        return lines
    return [
        Line(f"{found[at][1]}/{found[at][2]}", line.number) if at in found else line for at, line in enumerate(lines)
    ]


def _whole_paths(lines: list[Line]) -> list[Line]:
    """Rows that leave out the beginning of the path above them, `GET .../events` below `GET /shops/{id}`, with the whole path.

    What is left out ends with the last parameter of the path above; it is the whole path where that has none.
    """
    out: list[Line] = []
    above = ""
    for line in lines:
        if len(line.text) <= _LONGEST_ROW and (row := _ROW.match(line.text)):
            if row["path"]:
                above = above if ".." in row["path"] else row["path"].rstrip("/")
            elif above:
                last = above.rfind("}")
                stem = above[: last + 1] if last > 0 else above
                line = replace(line, text=line.text[: row.end()] + stem + line.text[row.end("dots") :])
        elif not line.text.strip() or line.text.startswith("#"):
            above = ""
        out.append(line)
    return out


def _folds(lines: list[Line], inside: list[bool]) -> list[tuple[int, int]]:
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


def _without_block_tags(lines: list[Line], inside: list[bool]) -> list[Line]:
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
