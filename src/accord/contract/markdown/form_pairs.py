"""Method and path told apart by labels, rows or headings, in either order: `- URL: /pets` and `- Method: GET`."""
# ruff: noqa: RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from accord.contract.markdown import words
from accord.contract.markdown.candidates import (
    NEXT_METHOD,
    STRONG,
    Candidate,
    Supply,
    lead,
    path_above,
    spread,
    supplied,
)
from accord.contract.markdown.form_fences import is_textual, language
from accord.contract.markdown.inline import EDGES, OPEN, bare
from accord.contract.markdown.table_properties import property_rows
from accord.contract.markdown.tokens import (
    METHODS,
    Path,
    code_only,
    hit_at,
    hits,
    methods_in,
    only_methods,
    path_at,
    starting_path,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from accord.contract.markdown.blocks import Block, Section

_BARE_LABEL = re.compile(rf"^\s*([^{EDGES}:：\n/]{{2,40}}?)\s*(?={OPEN}|\s/)")
_SEGMENTS = re.compile(
    r"(?:\s/\s(?=[^\s:：/]{1,16}\s*[:：])|\s[|•]\s|[;；，]\s*|,\s+|\s·\s|(?<![:：\s])\s{3,}|\s[\u2013\u2014]\s)(?!\ue000?(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b)"
    r"|(?<=[\ue001.)）])\s+(?=(?:[A-Z][\w ]{2,16}|[^\s:：]{1,16})[:：](?!//))"
)
_MANUAL = re.compile(r"https?://(?:docs?|wiki|help)\.", re.IGNORECASE)  # where the endpoint is described
_COMMAND = re.compile(
    r"\s*(?:\$ )?(?:curl|wget|xh|http(?=\s+(?:-|[A-Z]+ [\"':h])))\s+(?=\S*[-\"':/A-Z])"
)  # shows a call
_REQUEST_OPTION = re.compile(r"(?:^|\s)(?:-X|--request)[\s=]+[\"']?(GET|POST|PUT|PATCH|DELETE|HEAD)\b")
_CODED_REST = re.compile(
    rf"[\s{EDGES}]*([\w\-.]+(?:/[\w\-.{{}}:<>]+)+/?)[{EDGES}]*\s?[(（\[【][\s{EDGES}]*{METHODS}"
)  # `pets/{id}` (GET)
_QUOTED = re.compile(r"[\"'‘“]([^\"'‘’“”`]*)[\"'’”`],?")
_EXAMPLE = re.compile(r"\be\.\s?g\.|\bexamples?\b", re.IGNORECASE)
_MARKED = re.compile(
    rf"[\s{EDGES}]*[(（\[【]?[\s{EDGES}]*({METHODS})[\s{EDGES}]*(?:[，,;；][^()（）]{{0,40}})?[)）\]】]?\s*$"
)
_VAGUE = frozenset(
    [
        "type",
        "action",
        "operation",
        "http",
        "tipo",
        "request",
        "api",
        "请求",
        "接口",
        "resource",
        "link",
        "target",
        "location",
        "recurso",
        "ressource",
        "링크",
        "链接",
        "operación",
        "类型",
    ]
)
_DETAIL_HEADING = re.compile(
    r"\b(?:request|response|sample|example|payload|body|parameters?|params|headers?|details?|info(?:rmation)?|definition|description|basic)\b|请求|响应|参数|基本信息|示例|요청|응답|リクエスト|solicitud|petición|requête|anfrage|requisição",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Pending:
    """What a scope has told so far."""

    scope: Section | None = None
    methods: tuple[str, ...] = ()
    methods_at: tuple[int, Block] | None = None
    path: Path | None = None
    path_at: tuple[int, Block] | None = None
    weak: bool = False  # the path stood alone, without a label
    hinted: bool = False  # the methods come from a curl option, any label outweighs them
    satisfied: bool = False
    usual: tuple[str, ...] = ()  # the method that the document says its endpoints have
    out: list[Candidate] = field(default_factory=list)
    lonely: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Event:
    kind: str  # "methods", "path", "hint", "lone-path"
    line: int
    block: Block
    methods: tuple[str, ...] = ()
    path: Path | None = None


def pairs(
    blocks: Sequence[Block], cache: dict[int, Supply], taken: set[int], usual: str = ""
) -> tuple[list[Candidate], list[int]]:
    """Candidates put together of two places, and lines of paths that never met a method.

    `taken` holds lines other forms have read, `usual` the method that the document says its endpoints have.
    """
    state = _Pending(usual=(usual,) if usual else ())
    for event in _events(blocks, taken):
        _follow(state, event, cache)
    _flush(state, cache)
    return state.out, state.lonely if any(one.form == "pair" for one in state.out) else []


def _follow(state: _Pending, event: _Event, cache: dict[int, Supply]) -> None:
    scope = entry(event.block.section)
    if state.scope is None or not scope.within(state.scope):
        _flush(state, cache)
        state.scope = scope
    elif scope is not state.scope and scope.within(state.scope) and not state.methods and state.path is None:
        state.scope, state.satisfied = scope, False
    if event.kind == "hint":
        if not state.methods and not state.satisfied:
            state.methods, state.methods_at, state.hinted = event.methods, (event.line, event.block), True
        return
    if event.kind == "lone-path":
        if state.path is not None and not state.weak:
            return
        if state.satisfied and not state.methods:
            return
    if event.kind == "methods":
        state.methods, state.methods_at, state.hinted = event.methods, (event.line, event.block), False
    elif event.path is not None:
        if state.path is not None and not (state.weak and event.kind == "path" and state.methods):
            _settle(state, cache)
        state.path, state.path_at = event.path, (event.line, event.block)
        state.weak = event.kind == "lone-path" and not state.methods
    if state.path is not None and state.methods and not state.hinted and not state.weak:
        _emit(state, state.methods)


def _emit(state: _Pending, methods: tuple[str, ...]) -> None:
    if state.path is not None and state.path_at is not None and not state.path.open_ended:
        line, block = state.path_at
        state.out.extend(spread(methods, state.path, line, "pair", block, STRONG))
    state.methods, state.path, state.hinted, state.weak, state.satisfied = (), None, False, False, True


def _settle(state: _Pending, cache: dict[int, Supply]) -> None:
    """A path or method left alone takes its other half from the heading."""
    if state.path is not None and state.path_at is not None:
        here = supplied(state.path_at[1].section, cache)
        methods = state.methods if state.methods and not state.hinted else here.methods or state.methods
        if methods:
            _emit(state, methods)
        elif (
            state.usual and state.path_at[1].kind == "text" and not state.weak and not state.path.host and not here.own
        ):
            _emit(state, state.usual)
        elif not state.weak and not state.path.host and not here.own and state.path_at[1].section.level > 1:
            state.lonely.append(state.path_at[0])
    elif state.methods and state.methods_at is not None and not state.satisfied and not state.hinted:
        line, block = state.methods_at
        above = path_above(block.section, cache)
        if above is not None and not above.open_ended:
            state.out.extend(spread(state.methods, above, line, "pair", block, STRONG))


def _flush(state: _Pending, cache: dict[int, Supply]) -> None:
    _settle(state, cache)
    state.methods, state.path, state.hinted, state.weak, state.satisfied = (), None, False, False, False
    state.methods_at = state.path_at = None


def entry(section: Section) -> Section:
    """The section an entry belongs to: headings that are labels (`#### URL`, `#### Request`) belong to the one around them."""
    at = section
    while (
        at.parent is not None
        and at.parent.parent is not None
        and (is_label(at.title) or (at.level > 2 and _DETAIL_HEADING.search(at.name) and len(at.name) < 40))
    ):
        at = at.parent
    return at


def is_label(text: str) -> bool:
    """Whether a title is a label, no entry of its own, alone or with the method it asks for: `### Method: POST`."""
    name = words.tidy(text)
    asked, start = words.label(text)
    return (
        name in words.PATH_LABELS
        or name in words.METHOD_LABELS
        or (asked in words.METHOD_LABELS and bool(only_methods(text[start:])))
    )


def _events(blocks: Sequence[Block], taken: set[int]) -> Iterator[_Event]:
    awaited = ""  # a label that stood alone: its value is the next line
    for index, block in enumerate(blocks):
        if block.kind == "table":
            yield from _row_events(block, taken)
            awaited = ""
            continue
        if block.kind == "fence" and not is_textual(block) and not awaited:
            continue
        data = block.kind == "fence" and language(block.info) in ("yaml", "yml")
        goes_on = False  # a command over several lines
        for number, (raw, line) in enumerate(block.lines):
            text = raw if block.kind != "fence" else raw.strip()
            command = goes_on or _COMMAND.match(text) is not None
            goes_on = command and text.endswith("\\")
            if command:
                hinted = _line_events(text, line, block, index, blocks, lone=0)
                yield from (event for event in hinted if event.kind == "hint")
                awaited = ""
                continue
            if line in taken or len(text) > 2000 or (data and raw[:1] in " -"):
                awaited = ""
                continue
            if awaited:
                value = list(_valued(awaited, text.lstrip(": ："), line, block))
                awaited = ""
                if value:
                    yield from value
                    continue
            found = list(_line_events(text, line, block, index, blocks, lone=len(block.lines) - number))
            if found:
                yield from found
            else:
                awaited = _waiting(text, block)


def _waiting(text: str, block: Block) -> str:
    name = words.tidy(text) if len(text) < 60 else ""
    if block.kind == "heading":
        name = words.tidy(text)
    if name in words.PATH_LABELS or name in words.METHOD_LABELS:
        return name
    return ""


def _row_events(block: Block, taken: set[int]) -> Iterator[_Event]:
    for name, value, line in property_rows(block):
        if line not in taken:
            yield from _valued(name, value, line, block)


def _line_events(
    text: str, line: int, block: Block, index: int, blocks: Sequence[Block], *, lone: int
) -> Iterator[_Event]:
    option = _REQUEST_OPTION.search(text)
    if option and block.kind == "text" and not re.search(r"https?://|\s/", bare(text)):
        yield _Event("hint", line, block, methods=methods_in(option[1]))
        return
    found = False
    for segment in _SEGMENTS.split(text) if len(text) < 600 else [text]:
        name, value = words.label(segment)
        if "=" in segment[:value]:
            continue  # a variable is set
        if not name or (name not in words.METHOD_LABELS and name not in words.PATH_LABELS):
            match = _BARE_LABEL.match(segment)
            name = words.tidy(match[1]) if match else ""
            value = match.end() if match else 0
        if name in words.METHOD_LABELS or name in words.PATH_LABELS:
            for event in _valued(name, segment[value:], line, block):
                found = True
                yield event
    if found or block.kind == "heading":
        return
    if block.kind == "text" and code_only(text):
        inside = bare(text)
        path = path_at(inside)
        if path is not None and not path.open_ended and path.end >= len(inside.rstrip(".:,")) - 1:
            if not (path.host and _shows(block, line)):
                yield _Event("lone-path", line, block, path=path)
        elif only_methods(inside) and lone:
            yield (
                _Event("methods", line, block, methods=only_methods(inside))
                if _path_next(block, line, index, blocks)
                else _Event("hint", line, block, methods=only_methods(inside))
            )
    elif block.kind == "text" and only_methods(text) and _path_next(block, line, index, blocks):
        yield _Event("methods", line, block, methods=only_methods(text))
    elif (
        block.kind == "fence"
        and len(block.lines) == 1
        and (path := path_at(text)) is not None
        and path.end >= len(text)
        and not path.open_ended
    ) or (
        block.kind == "text"
        and not block.depth
        and re.fullmatch(r"(?:https?://[^\s/]+)?/\S+", text)
        and (path := path_at(text)) is not None
        and path.end >= len(text)
        and not path.open_ended
    ):
        yield _Event("lone-path", line, block, path=path)


def _shows(block: Block, line: int) -> bool:
    """Whether the line above announces an example: "Call e.g.:" over `http://host:8087/get/state.0`."""
    above = [text for text, number in block.lines if number < line][-1:]
    return bool(above) and above[0].rstrip().endswith((":", "：")) and _EXAMPLE.search(above[0]) is not None


def _path_next(block: Block, line: int, index: int, blocks: Sequence[Block]) -> bool:
    """Whether the line after this one, in this block or the next, is a path."""
    following = [text for text, number in block.lines if number > line][:1]
    if not following and index + 1 < len(blocks) and blocks[index + 1].lines:
        following = [blocks[index + 1].lines[0][0].strip()]
    return bool(following) and starting_path(following[0][lead(following[0]) :]) is not None


def _valued(name: str, value: str, line: int, block: Block) -> Iterator[_Event]:
    value = value.strip()
    if quoted := _QUOTED.fullmatch(value):
        value = quoted[1].strip()  # a property of a component: `method: "GET",`
    if not value:
        return
    methods_wanted = name in words.METHOD_LABELS
    start = len(value) - len(value.lstrip(f" {EDGES}([（【\"'‘“’"))
    if block.kind == "fence" and len(value) > 1000:
        return
    if methods_wanted:
        match = re.compile(METHODS, re.IGNORECASE).match(value, start)
        whole = only_methods(value)
        if whole:
            yield _Event("methods", line, block, methods=whole)
            return
        if (
            match
            and name not in _VAGUE
            and re.match(rf"[\s{EDGES})\]）】]*(?:$|[(（,，.:：;；|\-\u2013\u2014\[]|\s)", value[match.end() :])
        ):
            if hit_at(value, start, any_case=True) is None:
                said, end = match.group(), match.end()
                while more := NEXT_METHOD.match(value, end):  # `GET (public), POST (admin)`
                    said, end = f"{said} {more[1]}", more.end()
                yield _Event("methods", line, block, methods=methods_in(said))
            return
    if name in words.PATH_LABELS and not (name == "location" and block.kind == "fence"):  # a header of an answer
        if hits(value):
            return  # METHOD and path together: a form of lines
        path = path_at(value, start)
        if (
            path is None
            and name not in _VAGUE
            and re.fullmatch(r"[\w\-.{}:<>\[\]$]+(?:/[\w\-.{}:<>\[\]$?=&%*]+)+/?", bare(value))
        ):
            path = path_at(value, start, loose=True)
        if path is None and (coded := _CODED_REST.match(value)):
            path = path_at(value, coded.start(1), loose=True)
        if path is None or (path.host and (path.text in ("", "/") or _MANUAL.match(path.host))):
            return
        yield _Event("path", line, block, path=path)
        behind = value[path.end :]
        marked = _MARKED.match(behind)
        if marked:
            yield _Event("methods", line, block, methods=methods_in(marked[1]))


def unread_notes(lines: Sequence[int]) -> list[tuple[int, str]]:
    """What to say about paths that never met a method."""
    return [(line, "the path is given without a method") for line in lines]
