"""Where a document declares its base path: labels, headings, tables, fences and, by way of `base_told`, sentences."""
# ruff: noqa: RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from accord.contract.markdown import words
from accord.contract.markdown.base_told import (
    BASE_WORD,
    NOT_BASE,
    OUTSIDE,
    ROOT_OF_API,
    about_docs,
    clean,
    is_base,
    names_service,
    names_version,
    of_another,
    only_path,
    paths_in,
    root_in_title,
    roots_told,
    tells_root,
)
from accord.contract.markdown.evidence import Evidence, Rank
from accord.contract.markdown.exceptions import parted
from accord.contract.markdown.form_fences import is_textual
from accord.contract.markdown.inline import CLOSE, EDGES, OPEN, bare
from accord.contract.markdown.tokens import hits, path_at

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from accord.contract.markdown.blocks import Block, Section
    from accord.contract.markdown.tokens import Path

_LABELLED = re.compile(
    rf"[\s\-•*>{EDGES}]*[^{EDGES}:：=/]{{2,60}}[{EDGES}\s]*(?:[:：=→\u2013\u2014]|->)(?!//)[\s{EDGES}]*(?=https?://|/)"
)
_BARE_URL = re.compile(rf"[\s{EDGES}<\"']*(?=https?://)")
_BARE_CODE = re.compile(rf"\s*{OPEN}\s*(?=/)")
_REFERENCE = re.compile(r"\s{0,3}\[[^\[\]]+\]:\s*<?https?://")  # `[build]: https://...`: where a link leads
_ONE_OF_MANY = re.compile(
    rf"[\s{EDGES}]*[,，、]?\s*(?:etc\b|and so on\b|…|\.\.\.|usw\b|ecc\b|и т\.|等|など|등\b)", re.IGNORECASE
)  # `http://host/pets, etc.`
_SENTENCE_END = re.compile(rf"(?<=[.!。！])\s+(?=[^\W\d]|{OPEN})|(?<=[。！])(?=\w)")
_PLACE = re.compile(
    rf"[\s\-•*>{EDGES}]*(?:local(?:host)?|dev(?:elopment)?|prod(?:uction)?|staging|test|live|sandbox|本地|开发|测试|生产|线上|로컬|개발|운영|ローカル|開発|本番|lokal|desarrollo|producción|produção|développement)[{EDGES}\s:：]*",
    re.IGNORECASE,
)
_SEGMENTS = re.compile(r"\s\|\s|\s·\s|[；;]\s|(?<=[.!。！])\s+(?=[^\W\d])|(?<=[。！])(?=\w)")
_DEFAULT = re.compile(
    rf"(?:\bby default\b|\bdefault(?:s to|ing to|ed to)?\b|\bpor defecto\b|\bpar défaut\b|\bstandard(?:mäßig)?\b|\bpadrão\b"
    r"|\bpredefinit\w+|\bdomyślnie\b|\bvarsayılan\w*"
    rf"|по умолчанию|за замовчуванням|默认(?:值|为|是)*|缺省|預設|기본값?|デフォルト)"
    rf"[^\w/{EDGES}]{{0,6}}(?:is|es|ist|est|é|为|是|は)?\s*{OPEN}?(?=/)",
    re.IGNORECASE,
)
_STANDS_IN = re.compile(r".*[<{\[][^<>{}\[\]]*[>}\]]\s*$")
_LONG_SENTENCE = 300
_NAMED_BESIDE = re.compile(rf"[(（]\s*\w[\w ]{{0,20}}[:：]\s?({OPEN}?/[^()（）]*)[)）]")
_CODED = re.compile(rf"{OPEN}([^{CLOSE}]*){CLOSE}")


@dataclass(frozen=True, slots=True)
class Declaration:
    """A base path as declared: `prefix` is its path part, "" for a bare host."""

    prefix: str
    section: Section
    line: int
    rank: Rank = Rank.STATED
    host: str = ""
    beside: tuple[str, ...] = ()  # other prefixes that the same value names: "`/api` (internal: `/internal`)"

    @property
    def strong(self) -> bool:
        """Whether it carries a label or heading, in the text or in code."""
        return self.rank in (Rank.STATED, Rank.CODED)

    @property
    def coded(self) -> bool:
        """Whether it is a setting in code or data, such as `base_url` of a client: often what a client needs."""
        return self.rank is Rank.CODED

    @property
    def evidence(self) -> Evidence:
        return Evidence(self.rank, self.line, self.prefix)


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


def _titles(block: Block) -> str:
    """The titles around a block: what is named there is no other service."""
    return " ".join(section.name for section in block.section.chain())


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
        if len(cells) in (2, 3) and is_base(words.tidy(cells[0])) and not _of_others(cells[0]) and not hits(cells[1])
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
            yield from _sentences(cell, block, line)
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
    found: list[Declaration] = []
    for after in blocks[index + 1 : index + 12]:
        if after.section is not block.section:
            break
        cells = [(cell, row.line) for row in after.table.rows for cell in row.cells] if after.table else []
        for text, line in [*after.lines, *cells]:
            made = None if hits(text) else _declared(text, block.section, line)
            if made is not None and (made.host or not (name in _LOOSE_LABELS or _SERVER.search(name))):
                found.append(made)
    best = next((one for one in found if one.prefix), found[0] if found else None)
    if best is not None and len({one.prefix for one in found if one.host == best.host} - {""}) > 1:
        best = next((one for one in found if one.host == best.host and not one.prefix), best)  # a list of its parts
    if best is not None:
        yield best


def _in_lines(block: Block, blocks: Sequence[Block], index: int, settled: Collection[str]) -> Iterator[Declaration]:
    coded = block.kind == "fence" and not is_textual(block)
    for number, (raw, line) in enumerate(block.lines):
        text = raw.strip()
        if len(text) > 1200 or (block.kind == "text" and of_another(text, _titles(block))):
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
            if _of_others(segment[:start]) or (block.kind == "fence" and _assigned(segment) in settled):
                continue
            if name == "host" and block.kind == "text" and bare(segment[start:]).startswith("http"):
                name = "base url"  # the metadata of API Blueprint
            if not (name and is_base(name)):
                match = re.match(
                    rf"[\s\-•*{EDGES}]*([^{EDGES}:：/]{{3,60}}?)\s*(is|=|es|est|ist|lautet|to|为|是|é|è|は|이|가|—)?\s*(?={OPEN}|https?://|/)",
                    segment,
                )
                if match and _STANDS_IN.match(bare(match[1])):
                    continue  # `<base URL>/ui/` is a page of it
                name, start = (words.tidy(match[1]), match.end()) if match else ("", 0)
                name = re.sub(
                    r"^(?:(?:so|hence|thus|and)\s+)?(?:(?:the|el|la|le|a|o|der|die|das|our|our api|il)\s+|l['’])",
                    "",
                    name,
                )
                told = (
                    match is not None and match[2] is not None and (is_base(name) or name in _TOLD_LABELS)
                )  # `the base URL of the API is`
                if (
                    not (told or name in words.BASE_LABELS)
                    or name in _LOOSE_LABELS
                    or name.startswith("all ")
                    or _of_others(segment[:start])
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
            stated = list(_sentences(text, block, line)) or list(_by_default(text, block, line))
            yield from stated or list(_going_on(text, block, number)) or _broken_before_path(text, block, number)


def unnamed(blocks: Sequence[Block], defining: Mapping[int, int]) -> list[Declaration]:
    """Roots of an API that a document states in words nobody listed: `Сервер: https://host/api/v1`, a URL alone in its line.

    Not behind the first endpoint of a section (`defining`: its line by the section's id), and only paths that name a root; for documents
    that declare no base otherwise.
    """
    found: list[Declaration] = []
    first = min(defining.values(), default=0)
    for block in blocks:
        if block.kind == "heading" and (path := root_in_title(block.section.title)) is not None:
            found.append(Declaration(clean(path), block.section, block.line, rank=Rank.UNLISTED, host=path.host))
        if block.kind == "heading" or block.line >= defining.get(id(block.section), 1 << 60):
            continue
        cells = [(cell, row.line) for row in block.table.rows[:40] for cell in row.cells] if block.table else []
        lines = [(part, line) for text, line in block.lines[:60] for part in _SENTENCE_END.split(text)]
        for text, line in [*lines, *cells]:
            if len(text) > 300 or hits(text) or OUTSIDE.search(text) or about_docs(text) or _of_others(text):
                continue
            if of_another(text, _titles(block)):
                continue
            path = _root_told(parted(text)[0], block)
            if path is not None and (path.host or line < first):
                found.append(Declaration(clean(path), block.section, line, rank=Rank.UNLISTED, host=path.host))
    return found


def _root_told(text: str, block: Block) -> Path | None:
    path = only_path(text)
    label = _LABELLED.match(text)
    of_service = label and path and path.host and (names_service(label.group()) or _PLACE.fullmatch(label.group()))
    if path is None or not (of_service or ROOT_OF_API.fullmatch(clean(path))) or re.match(r"wss?:", path.host):
        return None
    if path.open_ended and not path.host and not names_version(text):
        return None
    if (label and NOT_BASE.search(label.group())) or NOT_BASE.search(path.host) or _REFERENCE.match(text):
        return None
    begins = label or (_BARE_URL if path.host else _BARE_CODE).match(text)
    if _ONE_OF_MANY.match(text[path.end :]):
        return None
    alone = begins is not None and not re.search(r"[^\W\d_]", bare(text[path.end :]))
    on_port = path.host.startswith(":") and names_service(text)  # `HTTP API on :8080/api`
    return path if alone or on_port or (block.kind == "text" and tells_root(text)) else None


_TOLD_LABELS = frozenset(
    [
        "api url",
        "url de l'api",
        "url de l’api",
        "url de la api",
        "url da api",
        "url dell'api",
        "url der api",
        "api-url",
        "адрес api",
    ]
)
_SERVER = re.compile(r"server|servidor|serveur|서버|サーバ|服务器|сервер|sunucu")
_LOOSE_LABELS = frozenset(
    [
        "base",
        "server",
        "servers",
        "rest",
        "rest api",
        "api gateway",
        "prefix",
        "前缀",
        "생산",
        "生产环境",
        "开发环境",
        "本地环境",
        "测试环境",
        "racine",
        "basis",
    ]
)


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


def _by_default(text: str, block: Block, line: int) -> Iterator[Declaration]:
    """The base of a part that a sentence only names the default of: "Base path configurable via `path` (default: `/stats`)."."""
    for sentence in _SENTENCE_END.split(text):
        default = _DEFAULT.search(sentence) if len(sentence) < _LONG_SENTENCE and not hits(sentence) else None
        said = words.without_paths(sentence[: default.start()]) if default else ""
        path = only_path(sentence) if BASE_WORD.search(said) and not NOT_BASE.search(said) else None
        if path is not None and clean(path) and not path.host:
            yield Declaration(clean(path), block.section, line)


def _going_on(text: str, block: Block, number: int) -> Iterator[Declaration]:
    """The URL alone in the next line that a sentence on the base goes on with: "The context root is the server's address plus /x, e.g."."""
    said = words.without_paths(text)
    if number + 1 == len(block.lines) or not BASE_WORD.search(said) or NOT_BASE.search(said) or OUTSIDE.search(text):
        return
    after, line = block.lines[number + 1]
    path = only_path(after)
    if (
        path is not None
        and path.host
        and clean(path)
        and not bare(after[path.end :]).strip(" /.")
        and _BARE_URL.match(after)
    ):
        yield Declaration(clean(path), block.section, line, rank=Rank.TOLD, host=path.host)


def _broken_before_path(text: str, block: Block, number: int) -> Iterator[Declaration]:
    """The root that a sentence names behind the end of its line: "... are relative to" and `/api/v1` below it."""
    if number + 1 == len(block.lines) or not _BARE_CODE.match(after := block.lines[number + 1][0]):
        return
    begun = _SENTENCE_END.split(text)[-1]
    for path in roots_told(f"{begun} {after.strip()}", block.section.name):
        if ROOT_OF_API.fullmatch(clean(path)):
            yield Declaration(clean(path), block.section, block.lines[number + 1][1], rank=Rank.TOLD, host=path.host)


def _sentences(text: str, block: Block, line: int) -> Iterator[Declaration]:
    for path in roots_told(text, block.section.name):
        yield Declaration(clean(path), block.section, line, rank=Rank.TOLD, host=path.host)


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
_SETTING = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_OWN_SETTING = re.compile(
    r"(?:(?:API|BASE|URL|URI|PATH|PREFIX|ROOT|ENDPOINT|SERVER|BACKEND|SERVICE|REST|HTTP|APP|PUBLIC|HOST|VITE|NEXT|NUXT|REACT|EXPO|NG|VUE"
    r"|DEFAULT|LOCAL|DEV|PROD|STAGING)(?:_|$))+"
)


def _of_others(raw: str) -> bool:
    """Whether a label is a setting for where other services are: `MAILER_BASE_URL`, but not `API_BASE_URL`."""
    setting = _SETTING.search(bare(raw))
    return setting is not None and _OWN_SETTING.fullmatch(setting.group()) is None


_ON_DISK = re.compile(r"/(?:srv|var|etc|opt|tmp|usr|mnt)/")  # `BASE_PATH | /srv/data`

_PAGES = re.compile(r"/(?:[\w.-]+/)*(?:help|docs?|documentation|wiki|guides?|manual)/[\w.-]", re.IGNORECASE)


def _of_pages(path: Path) -> bool:
    """Whether a URL leads to pages that explain the service: `https://host/help/payments`."""
    return _PAGES.match(path.text) is not None and ROOT_OF_API.fullmatch(clean(path)) is None


def _declared(value: str, section: Section, line: int) -> Declaration | None:
    """The first base in a value: URLs before paths, ones with a path before bare hosts."""
    found = [path for path in paths_in(value) if not re.match(r"wss?:", path.host)]
    found = [path for path in found if not (_of_pages(path) if path.host else _ON_DISK.match(path.text))]
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
