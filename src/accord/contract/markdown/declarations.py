"""Where a document declares its base path: labels, headings, tables, fences and, by way of `base_told`, sentences."""
# ruff: noqa: RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from accord.contract.markdown import words
from accord.contract.markdown.base_told import (
    clean,
    is_base,
    of_another,
    paths_in,
    root_in_title,
)
from accord.contract.markdown.base_words import (
    LOOSE_LABELS,
    ROOT_OF_API,
    SERVER,
    TOLD_LABELS,
)
from accord.contract.markdown.broken import sentences_whole
from accord.contract.markdown.evidence import Declaration, Rank
from accord.contract.markdown.form_fences import is_textual, language
from accord.contract.markdown.inline import CLOSE, EDGES, OPEN, bare
from accord.contract.markdown.roots import (
    broken_before_path,
    by_default,
    going_on,
    of_others,
    sentences,
    shown_below,
    titles,
)
from accord.contract.markdown.tokens import hits, only_methods, path_at

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from accord.contract.markdown.blocks import Block, Section
    from accord.contract.markdown.tokens import Path

_SEGMENTS = re.compile(r"\s\|\s|\s·\s|[；;]\s|(?<=[.!。！])\s+(?=[^\W\d])|(?<=[。！])(?=\w)")
_STANDS_IN = re.compile(r".*[<{\[][^<>{}\[\]]*[>}\]]{1,2}\s*$")
_VARIABLE = re.compile(r"\$\{?\w+\}?$")  # `$BASE_URL/users/me` is a path below it
_NAMED_BESIDE = re.compile(rf"[(（]\s*\w[\w ]{{0,20}}[:：]\s?({OPEN}?/[^()（）]*)[)）]")
_CODED = re.compile(rf"{OPEN}([^{CLOSE}]*){CLOSE}")


def declarations(blocks: Sequence[Block]) -> list[Declaration]:
    """Every declared base, in document order; host-only ones with an empty prefix."""
    found: list[Declaration] = []
    settled = {name for block in blocks for name in _settings(block)}
    for index, block in enumerate(blocks):
        if block.kind == "table":
            found.extend(_in_table(block))
        elif block.kind == "heading":
            found.extend(_below_heading(blocks, index))
        else:
            found.extend(_in_lines(block, blocks, index, settled))
    return found


def _settings(block: Block) -> Iterator[str]:
    """The names of settings whose default a table states: an assignment elsewhere shows what can be, not what is."""
    grid = block.table
    columns = [i for i, cell in enumerate(grid.header) if words.tidy(cell) in words.DEFAULT_COLUMN] if grid else []
    for row in grid.rows if grid and columns and columns[0] > 0 else ():
        if bare(row.cells[columns[0]] if columns[0] < len(row.cells) else ""):
            yield bare(row.cells[0])


def _in_table(block: Block) -> Iterator[Declaration]:
    grid = block.table
    if grid is None:
        return
    columns = [i for i, cell in enumerate(grid.header) if is_base(words.tidy(cell)) and i > 0]
    rooted = [
        i
        for i in columns
        if any(ROOT_OF_API.fullmatch(_prefix(row.cells[i])) for row in grid.rows if i < len(row.cells))
    ]
    column = next(iter(rooted or columns), -1)  # the root of an API beside the address of its server
    rows = [(grid.header, grid.line), *((row.cells, row.line) for row in grid.rows[:60])]
    values = [(row.cells[column], row.line) for row in grid.rows if 0 < column < len(row.cells)]
    values += [
        (cells[1], line)
        for cells, line in rows
        if len(cells) in (2, 3) and is_base(words.tidy(cells[0])) and not of_others(cells[0]) and not hits(cells[1])
    ]
    if (
        column > 0
        and len({_prefix(value) for value, _ in values}) > 1
        and not any("http" in value for value, _ in values)
    ):
        return  # a table of services and their prefixes: none of them is the document's
    found = [made for value, line in values if (made := _declared(value, block.section, line)) is not None]
    for cells, line in rows if len(grid.header) in (2, 3) else ():
        for cell in cells[1:]:
            yield from sentences(cell, block, line)
    yield from [one for one in found if one.prefix][:1] or found[:1]  # `Server | https://host` above `Base path | /api`


def _below_heading(blocks: Sequence[Block], index: int) -> Iterator[Declaration]:
    block = blocks[index]
    name = words.tidy(block.section.name)
    title, start = words.label(block.section.title)
    if title and is_base(title):
        made = _declared(block.section.title[start:], block.section, block.line)
        if made is not None:
            yield made
            return
    if not (is_base(name) and len(name) < 60):
        return
    if (own := root_in_title(block.section.title)) is not None and own.host:
        yield Declaration(clean(own), block.section, block.line, host=own.host)
        return
    found: list[Declaration] = []
    for after in blocks[index + 1 : index + 12]:
        if after.section is not block.section:
            break
        rows = [row for row in after.table.rows if not any(map(only_methods, row.cells))] if after.table else []
        cells = [(cell, row.line) for row in rows for cell in row.cells]
        for text, line in [*after.lines, *cells]:
            made = None if hits(text) else _declared(text, block.section, line)
            if made is not None and (made.host or not (name in LOOSE_LABELS or SERVER.search(name))):
                found.append(made)
    best = next((one for one in found if one.prefix), found[0] if found else None)
    if best is not None and len({one.prefix for one in found if one.host == best.host} - {""}) > 1:
        best = next((one for one in found if one.host == best.host and not one.prefix), best)  # a list of its parts
    first = found[0] if found else None
    if best is not None and first is not None and _page_of(best, first):
        best = first
    if best is not None:
        yield best


def _page_of(one: Declaration, service: Declaration) -> bool:
    """Whether a URL is that of a page of the service named before it: `http://localhost:8000`, then `http://localhost:8000/console`."""
    same = one is not service and one.host and one.host == service.host and not service.prefix
    return bool(same and one.prefix and ROOT_OF_API.fullmatch(one.prefix) is None)


_SETTINGS = ("yaml", "yml", "ini", "properties", "toml", "env", "dotenv")  # what a client or a deployment is set to
_LONGEST = 1200  # characters of a line that is looked at


def _in_lines(block: Block, blocks: Sequence[Block], index: int, settled: Collection[str]) -> Iterator[Declaration]:
    coded = block.kind == "fence" and (not is_textual(block) or language(block.info) in _SETTINGS)
    for number, (raw, line) in enumerate(block.lines):
        text = raw.strip()
        if len(text) > _LONGEST or (block.kind == "text" and of_another(text, titles(block))):
            continue
        if ("ontext" in text or "refix" in text) and (setting := _CONTEXT_PATH.search(text)):
            prefix = "/" + (setting[1] or setting[2]).strip("/")
            yield Declaration(prefix, block.section, line)
            continue
        if block.kind == "fence" and (grouped := _GROUPED.search(text)):
            yield Declaration(
                "/" + next(filter(None, grouped.groups())).strip("/"), block.section, line, rank=Rank.CODED
            )
            continue
        if coded and (client := _OF_CLIENT.search(text)) and (path := path_at(text, client.end())) and clean(path):
            yield Declaration(clean(path), block.section, line, host=path.host, rank=Rank.CODED)
            continue
        if not ("/" in text or "{{" in text or "${" in text) and not is_base(words.label(text)[0]):
            continue  # neither a value nor the label of the one in the next line
        if number and text.startswith(": ") and is_base(words.tidy(block.lines[number - 1][0])):
            text = f"{bare(block.lines[number - 1][0])}{text}"  # a term and its definition
        labelled = False
        for segment in _clauses(text):
            name, start = words.label(segment)
            if of_others(segment[:start]) or (block.kind == "fence" and _assigned(segment) in settled):
                continue
            if coded and name in ("server", "servers"):
                continue  # `server="https://bank.example/v2"` is an argument of whatever is called
            if name == "host" and block.kind == "text" and bare(segment[start:]).startswith("http"):
                name = "base url"  # the metadata of API Blueprint
            if not (name and is_base(name)):
                match = re.match(
                    rf"[\s\-•*{EDGES}]*([^{EDGES}:：/]{{3,60}}?)\s*(is|=|es|est|ist|lautet|to|为|是|é|è|は|이|가|—)?\s*(?={OPEN}|https?://|/)",
                    segment,
                )
                if match and (_STANDS_IN.match(bare(match[1])) or _VARIABLE.search(segment[: match.end()])):
                    continue  # `<base URL>/ui/` is a page of it
                name, start = (words.tidy(match[1]), match.end()) if match else ("", 0)
                name = re.sub(
                    r"^(?:(?:so|hence|thus|and)\s+)?(?:(?:the|el|la|le|a|o|der|die|das|our|our api|il)\s+|l['’])",
                    "",
                    name,
                )
                told = (
                    match is not None and match[2] is not None and (is_base(name) or name in TOLD_LABELS)
                )  # `the base URL of the API is`
                if (
                    not (told or name in words.BASE_LABELS)
                    or name in LOOSE_LABELS
                    or name.startswith("all ")
                    or of_others(segment[:start])
                ):
                    continue
            value = segment[start:]
            if not bare(value):
                value = _next_line(block, number, blocks, index)
            made = None if hits(value) else _declared(value, block.section, line)
            if made is not None and coded and not (made.host or ROOT_OF_API.fullmatch(made.prefix)):
                continue  # `base_path="/srv/files"`
            if made is not None and (made.prefix or made.host):
                labelled = True
                yield replace(made, rank=Rank.CODED) if coded else made
                if made.prefix:
                    break
        if not labelled and block.kind == "text":
            stated = list(sentences(text, block, line)) or list(by_default(text, block, line))
            yield from stated or list(going_on(text, block, number)) or broken_before_path(text, block, number)
    if block.kind == "text" and block.lines and index + 1 < len(blocks):
        yield from shown_below(*block.lines[-1], block, blocks[index + 1])
    asked = frozenset(block.lines)
    for text, line in sentences_whole(block):
        if len(text) <= _LONGEST and (text, line) not in asked and not of_another(text, titles(block)):
            yield from sentences(text.strip(), block, line)


def _clauses(text: str) -> list[str]:
    """The parts of a line that may each carry a label; clauses of a sentence after those of a line."""
    parts = _SEGMENTS.split(text)
    inner = [clause for part in parts for clause in re.split(r"[，,]\s*", part)[1:] if len(part) < 300]
    return [*parts, *inner]


def _assigned(line: str) -> str:
    """The setting a line of an environment file or a shell gives a value; an empty text where it is none."""
    match = re.match(r"(?:export |set |-e |- )?([A-Z][A-Z0-9_]*)=", line)
    return match[1] if match else ""


def _next_line(block: Block, number: int, blocks: Sequence[Block], index: int) -> str:
    if number + 1 < len(block.lines):
        return block.lines[number + 1][0]
    following = blocks[index + 1] if index + 1 < len(blocks) else None
    lines = (
        [text for text, _ in following.lines if text.strip()]
        if following is not None and following.kind != "heading"
        else []
    )
    return next((text for text in lines if _prefix(text)), lines[0] if lines else "")


_CONTEXT_PATH = re.compile(
    r"\bcontext-?path\s*[=:]\s*[\"']?(/[\w\-./]*\w)|\bsetGlobalPrefix\(\s*[\"'](/?[\w\-./]*\w)[\"']", re.IGNORECASE
)  # as Spring and Nest are told
_GROUPED = re.compile(
    r"\.(?:Group|group|PathPrefix|MapGroup|scope|nest)\(\s*[\"'](/[\w\-./]*\w)[\"']|\b(?:APIRouter|Blueprint)\(.{0,80}\b(?:url_)?prefix\s*=\s*[\"'](/[\w\-./]*\w)[\"']"
    r"|@(?:RequestMapping|Controller|Path)\(\s*(?:(?:value|path)\s*=\s*)?[\"'](/?[\w\-./]*\w)[\"']"
)  # the group all routes of a program are made in
_OF_CLIENT = re.compile(
    r"\bbase_?ur[li]\b[\"']?\s*[:=]\s*[\"'`](?=/|https?://(?:localhost|127\.|0\.0|\[::|[\w.-]*example|your))",
    re.IGNORECASE,
)  # what a client of this service is made with


_ON_DISK = re.compile(r"/(?:srv|var|etc|opt|tmp|usr|mnt|home|Users)/")  # `BASE_PATH | /srv/data`

_DOOR = re.compile(r"/(?:mcp|sse|graphql|ws|socket\.io)/?$", re.IGNORECASE)  # of another protocol
_PAGES = re.compile(r"/(?:[\w.-]+/)*(?:help|docs?|documentation|wiki|guides?|manual)/[\w.-]", re.IGNORECASE)


def _of_pages(path: Path) -> bool:
    """Whether a URL leads to pages that explain the service: `https://host/help/payments`."""
    return _PAGES.match(path.text) is not None and ROOT_OF_API.fullmatch(clean(path)) is None


def _declared(value: str, section: Section, line: int) -> Declaration | None:
    """The first base in a value: URLs before paths, ones with a path before bare hosts."""
    found = [path for path in paths_in(value) if not (re.match(r"wss?:", path.host) or "'" in path.text)]
    found = [path for path in found if not (_of_pages(path) if path.host else _ON_DISK.match(path.text))]
    found = [path for path in found if not _DOOR.search(path.text)]
    if not found:
        return None
    best = next((path for path in found if clean(path)), found[0])
    if (
        not best.host
        and not bare(value).lstrip("\"'(").startswith(("/", "api", "http"))
        and not value.strip().startswith(OPEN)
        and _CODED.search(value) is None
    ):
        return None
    named = _NAMED_BESIDE.search(value)
    beside = tuple(clean(path) for path in paths_in(named[1]) if not path.host) if named and not best.host else ()
    return Declaration(clean(best), section, line, host=best.host, beside=beside)


def _prefix(value: str) -> str:
    return next((prefix for path in paths_in(value) if (prefix := clean(path))), "")
