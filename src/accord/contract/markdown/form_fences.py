"""Fences whose lines begin with METHOD and path. Programs (curl, fetch, PowerShell) and data are not read."""
# ruff: noqa: RUF001  the words and marks of many languages

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from accord.contract.markdown import words
from accord.contract.markdown.candidates import MEDIUM, STRONG, WEAK, Candidate, lead_kind, reversed_hit, spread
from accord.contract.markdown.form_data import listed
from accord.contract.markdown.form_trees import tree
from accord.contract.markdown.inline import EDGES
from accord.contract.markdown.siblings import with_followers
from accord.contract.markdown.tokens import METHODS, Hit, hit_at, hits, methods_in, only_methods, path_at

if TYPE_CHECKING:
    from accord.contract.markdown.blocks import Block

_TEXT = frozenset(
    [
        "http",
        "https",
        "text",
        "txt",
        "plain",
        "plaintext",
        "none",
        "rest",
        "restful",
        "sh",
        "shell",
        "bash",
        "zsh",
        "console",
        "terminal",
        "api",
        "apib",
        "endpoint",
        "endpoints",
        "http-request",
        "request",
        "log",
        "nohighlight",
        "raw",
        "url",
        "uri",
        "routes",
        "properties",
        "ini",
        "rust-routes",
        "httpspec",
        "restclient",
        "output",
        "ascii",
        "tree",
        "makefile",
        "yaml",
        "yml",
    ]
)
_PROGRAM_LINE = re.compile(
    r"^\s*(?:\$\s*)?(?:curl|http|https|wget|Invoke-\w+|fetch|axios|await|const|let|var|import|requests\.|client\.|xh)\b"
)
_LEAD = re.compile(r"\s*(?:[├└┣┗|+`][─—\-]{1,4}\s*|[│|]\s+[├└][─—\-]{1,4}\s*|[-*•>]\s+|\d{1,3}[.)]\s+)?")
_COLUMN = re.compile(rf"\s*(?:[a-z][\w.]{{0,60}}\s+)?({METHODS})\s+(?=/|api/)")
_LISTED = re.compile(rf"({METHODS})\s+(?=[a-z][\w\-./{{}}?]*(?:\s{{2,}}|\s\.+|\s*$))")
_LISTED_LINES = 400
_COLUMNED = 4  # lines of name, method and path: one that is a blank off belongs to them
_ANNOTATED = re.compile(r"[\s*#/]*@api\s+\{(\w+)\}\s+(?=/|https?:)")
_APART = re.compile(r"\s{2,}")
_BESIDE = re.compile(r"\s{2,}|\s?[,;|·]\s{1,4}")
_COLUMN_ENDS = re.compile(r"\s{3}$|;\s{2}$")  # `GET /jobs/{id}   its status   DELETE /jobs/{id}   cancel`
_COLUMNS = re.compile(r"(?:\s{2,}/[\w./{}-]+){1,40}\s*")
_ALSO = re.compile(
    rf"\s\|\s+({METHODS})\s(?:→|->|=>|-|\u2013|\u2014)\s"
)  # `POST /lock → takes it   |  DELETE → releases it`
_LONGEST = 400  # characters of a line that hold endpoints beside each other
_GLYPHS = re.compile(r"^[\s│┃|├└┣┗+`─\-*•>]+(?=/)")  # a tree is drawn around it
_TIMED_LOG = re.compile(
    rf"\b{METHODS}\s+/\S*\s.{{0,80}}?(?:->|=>|→|-|\")\s*[1-5]\d\d\b.{{0,40}}?\b\d+(?:\.\d+)?\s?m?s\b"
)  # `GET /pets -> 200 OK in 0.31s`
_BOX = re.compile(r"[┌┐┘╔╗╚╝╭╮╯]|└[─━]+┘")  # the corner of a box: a line of a diagram, whose arrows bear calls
_MORE = re.compile(rf"(?:\s+{METHODS})+(?=\s|$)")
_CLOCK = re.compile(r"\d:\d\d(?::\d\d)?\b")
_TIMED = re.compile(r"\s+(?:[1-5]\d\d\s+)?\d+(?:\.\d+)?\s?(?:ms|µs|s)(?=\s|$)")  # what a request took: a log
_FLOW = re.compile(r"[\s│|┃]*[▼↓⬇][\s│|┃▼↓⬇]*")  # an arrow down, alone in its line
_LOGGED = re.compile(r"\s[1-5]\d\d in \d+(?:\.\d+)?\s?m?s\b")  # so does `POST /pets 200 in 148ms`
_METHOD_ABOVE = re.compile(rf"[\s{EDGES}]*({METHODS})[\s{EDGES}]*(?:methods?|requests?|calls?)?[\s{EDGES}]*[:：]?\s*")
_FEW_PATHS = 12
_COMMENT = re.compile(r"\s*(?:#{1,4}|//+|--|;)\s*(?:\d{1,3}[.)]\s*)?")
_VALUED = re.compile(r"=\w")  # a query with a value: a sample of how it is called
_CODE_LANGUAGE = re.compile(r"[\w+#.-]+")


def language(info: str) -> str:
    """The language of a fence, lower case: ` ```{.http title="x"} ` is `http`."""
    match = _CODE_LANGUAGE.search(info.replace("{", " ").replace(".", "", 1) if info.startswith("{") else info)
    return match.group().lower() if match else ""


def is_textual(block: Block) -> bool:
    name = language(block.info)
    return not name or name in _TEXT


def fence(block: Block, before: str) -> list[Candidate]:
    """Candidates of a fence; `before` is the label or heading right above it."""
    data = listed(block, language(block.info), before)
    if not is_textual(block):
        return data or _comments(block)
    if any(_TIMED_LOG.search(raw[:_LONGEST]) for raw, _ in block.lines if " in " in raw or "ms" in raw):
        return []  # the log of a server or client
    if any(_FLOW.fullmatch(raw[:_LONGEST]) for raw, _ in block.lines):
        return []  # what a request sets off
    sampled = words.is_sample(before) or words.is_sample(block.section.name)
    drawn = tree(block)
    if drawn:
        return drawn
    out: list[Candidate] = []
    columns = Counter(m.start(1) for raw, _ in block.lines if (m := _COLUMN.match(raw[:400])))
    columned = sum(columns.values()) >= _COLUMNED and 2 * sum(columns.values()) > len(block.lines)
    listing = _is_listing(block)
    wire = False
    quote = ""  # the body of a command runs on until it closes
    for raw, number in block.lines:
        line = raw.strip()
        if len(line) > 4000:
            continue
        if quote:
            quote = "" if quote in line else quote
            continue
        if _PROGRAM_LINE.match(line):
            wire = True
            quote = next((mark for mark in "'\"" if line.endswith(mark) and line.count(mark) % 2), "")
            continue
        if wire and line.endswith("\\"):
            continue
        if words.is_bad_example(line):
            return []
        column = _COLUMN.match(raw[:400])
        if column and column.start(1) and (columns[column.start(1)] > 1 or columned):
            line = raw[column.start(1) :].strip()  # a name stands before the method in each line of a listing
        if listing and (rootless := _LISTED.match(line)) and hit_at(line, 0) is None:
            line = f"{rootless[1]} /{line[rootless.end() :]}"
        out.extend(_line(line, number, block))
    out = out or data or _reversed(block) or _of_method(block, before)
    for one in out:
        one.sample = one.sample or sampled
        one.group = -block.index - 1
    return out


def _is_listing(block: Block) -> bool:
    """Whether a fence is a program's list of its routes, written without the first slash: `GET|HEAD  api/brands ..... brands.index`."""
    lines = [raw.strip() for raw, _ in block.lines[:_LISTED_LINES] if raw.strip()]
    listed = [match.end() for line in lines if (match := _LISTED.match(line))]
    return len(listed) > 1 and len(listed) == len(lines) and any("/" in line.split()[1] for line in lines)


def _line(line: str, number: int, block: Block) -> list[Candidate]:
    if _LOGGED.search(line) or _BOX.search(line):
        return []
    start = _LEAD.match(line)
    at = start.end() if start else 0
    annotated = _ANNOTATED.match(line)
    if annotated and only_methods(annotated[1]):
        hit = hit_at(f"{annotated[1].upper()} {line[annotated.end() :]}", 0)
        return _with_following("", hit, number, block, STRONG) if hit else []
    hit = hit_at(line, at, loose=False)
    if hit is not None:
        return [] if _TIMED.match(line, hit.end) else _with_following(line, hit, number, block, MEDIUM)
    comment = _COMMENT.match(line)
    if comment and comment.end() and (hit := hit_at(line, comment.end())) is not None:
        found = _with_following(line, hit, number, block, MEDIUM)
        for one in found:
            one.sample = True
        return found
    first = next(iter(hits(line)), None)
    if first is None:
        return []
    prefix = line[: first.start]
    if _CLOCK.search(prefix):
        return []  # a line of a log
    kind = lead_kind(prefix)
    if kind == "none" and "│" not in prefix:
        return _with_following(line, first, number, block, MEDIUM)
    if kind == "label" and re.search(r"[:：=]\s*$", prefix):
        return _with_following(line, first, number, block, STRONG)
    return []


def _with_following(line: str, hit: Hit, number: int, block: Block, rank: int) -> list[Candidate]:
    """A METHOD path and those that stand beside it in its line, as in a listing of two columns."""
    together = _columns(line, hit) or with_followers(line, hit)
    for other in hits(line[:_LONGEST]):
        between = line[together[-1].end : other.start]
        if other.start > hit.start and (_BESIDE.fullmatch(between) or _COLUMN_ENDS.search(between)):
            together += with_followers(line, other)
    if (also := _ALSO.search(line[:_LONGEST], together[-1].end)) is not None:
        together.append(replace(together[-1], methods=methods_in(also[1]), end=also.end()))
    rest = re.sub(r"^\s*HTTP/\d(?:\.\d)?", "", line[together[-1].end :])
    return [one for found in together for one in spread(found.methods, found.path, number, "fence", block, rank, rest)]


def _columns(line: str, hit: Hit) -> list[Hit]:
    """A method over all that is left of its line, paths in columns: `GET  /openapi.json  /llms.txt  /facts.json`."""
    rest = _COLUMNS.fullmatch(line[:_LONGEST], hit.end)
    paths = [path_at(one, 0) for one in rest[0].split()] if rest else []
    return [hit, *(replace(hit, path=path, end=len(line)) for path in paths if path is not None)] if paths else []


def _reversed(block: Block) -> list[Candidate]:
    """`/pets   GET POST   list` lines, at least two of them."""
    found = [
        (reverse, number, raw)
        for raw, number in ((_APART.sub("  ", _GLYPHS.sub("", raw.strip())), number) for raw, number in block.lines)
        if len(raw) < 2000 and (reverse := reversed_hit(raw, 0)) is not None
    ]
    if len(found) < 2:
        return []
    out: list[Candidate] = []
    for (methods, path, end), number, raw in found:
        more = _MORE.match(raw, end)
        every = tuple(dict.fromkeys((*methods, *methods_in(more.group())))) if more else methods
        out.extend(spread(every, path, number, "fence", block, MEDIUM, raw[more.end() if more else end :]))
    return out


def _of_method(block: Block, before: str) -> list[Candidate]:
    """Lines that are a path each below the method they have: "GET method:" over `/pets/{id}`."""
    told = _METHOD_ABOVE.fullmatch(before)
    if told is None or len(block.lines) > _FEW_PATHS:
        return []
    paths = [(path_at(raw.strip()), raw.strip(), number) for raw, number in block.lines]
    found = [(path, number) for path, raw, number in paths if path is not None and not raw[path.end :].strip()]
    if len(found) < len(paths):
        return []
    methods = methods_in(told[1])
    return [one for path, number in found for one in spread(methods, path, number, "fence", block, STRONG)]


def _comments(block: Block) -> list[Candidate]:
    """In code a comment line that is METHOD and path and nothing else names what the code is about."""
    out: list[Candidate] = []
    for raw, number in block.lines:
        line = raw.strip()
        if (
            raw[:1].isupper()
            and len(line) < 2000
            and (stated := hit_at(line, 0)) is not None
            and (language(block.info) not in ("json", "jsonc", "json5") or number == block.lines[0][1])
        ):
            rank = WEAK if _VALUED.search(stated.path.query) and number != block.lines[0][1] else MEDIUM
            out.extend(_with_following(line, stated, number, block, rank))  # no program has such a line
            continue
        comment = _COMMENT.match(line) if len(line) < 300 else None
        if not comment or not comment.end() or line.startswith("--"):
            continue
        hit = hit_at(line, comment.end())
        if hit is None or re.match(r"\s*\w+\s\w+", line[hit.end :]):
            continue
        for one in spread(hit.methods, hit.path, number, "fence", block, WEAK, line[hit.end :]):
            one.sample = True
            out.append(one)
    return out
