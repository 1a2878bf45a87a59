"""Bases that lines without a label state: sentences on all paths, defaults, a URL alone in its line, a title that ends in one."""
# ruff: noqa: RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.contract.markdown import words
from accord.contract.markdown.base_told import (
    about_docs,
    clean,
    names_service,
    names_version,
    of_another,
    only_path,
    root_in_title,
    roots_told,
    tells_root,
)
from accord.contract.markdown.base_words import BASE_WORD, DEFAULT, NOT_BASE, OUTSIDE, PLACE, ROOT_OF_API
from accord.contract.markdown.broken import sentences_whole
from accord.contract.markdown.evidence import Declaration, Rank
from accord.contract.markdown.exceptions import parted
from accord.contract.markdown.inline import EDGES, OPEN, bare
from accord.contract.markdown.tokens import hits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from accord.contract.markdown.blocks import Block
    from accord.contract.markdown.tokens import Path

_BARE_URL = re.compile(rf"[\s{EDGES}<\"']*(?=https?://)")
_BARE_CODE = re.compile(rf"\s*{OPEN}\s*(?=/)")
_SENTENCE_END = re.compile(rf"(?<=[.!。！])\s+(?=[^\W\d]|{OPEN})|(?<=[。！])(?=\w)")
_LONG_SENTENCE = 300
_SETTING = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_OWN_SETTING = re.compile(
    r"(?:(?:API|BASE|URL|URI|PATH|PREFIX|ROOT|ENDPOINT|SERVER|BACKEND|SERVICE|REST|HTTP|APP|PUBLIC|HOST|VITE|NEXT|NUXT|REACT|EXPO|NG|VUE"
    r"|DEFAULT|LOCAL|DEV|PROD|STAGING)(?:_|$))+"
)
_LABELLED = re.compile(
    rf"[\s\-•*>{EDGES}]*[^{EDGES}:：=/]{{2,60}}[{EDGES}\s]*(?:[:：=→\u2013\u2014]|->)(?!//)[\s{EDGES}]*(?=https?://|/)"
)
_QUOTED = re.compile(r"\s*[\"'][^\"']*[\"'],?\s*$")
_REFERENCE = re.compile(r"\s{0,3}\[[^\[\]]+\]:\s*<?https?://")  # `[build]: https://...`: where a link leads
_ONE_OF_MANY = re.compile(
    rf"[\s{EDGES}]*[,，、]?\s*(?:etc\b|and so on\b|…|\.\.\.|usw\b|ecc\b|и т\.|等|など|등\b)", re.IGNORECASE
)  # `http://host/pets, etc.`


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
        lines = [(part, line) for text, line in sentences_whole(block)[:60] for part in _SENTENCE_END.split(text)]
        for text, line in [*lines, *cells]:
            if block.kind == "fence" and _QUOTED.match(text):
                continue  # a value of data
            if len(text) > 300 or hits(text) or OUTSIDE.search(text) or about_docs(text) or of_others(text):
                continue
            if of_another(text, titles(block)):
                continue
            path = _root_told(parted(text)[0], block)
            if path is not None and (path.host or line < first):
                found.append(Declaration(clean(path), block.section, line, rank=Rank.UNLISTED, host=path.host))
    return found


def _root_told(text: str, block: Block) -> Path | None:
    path = only_path(text)
    label = _LABELLED.match(text)
    of_service = label and path and path.host and (names_service(label.group()) or PLACE.fullmatch(label.group()))
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


def by_default(text: str, block: Block, line: int) -> Iterator[Declaration]:
    """The base of a part that a sentence only names the default of: "Base path configurable via `path` (default: `/stats`)."."""
    for sentence in _SENTENCE_END.split(text):
        default = DEFAULT.search(sentence) if len(sentence) < _LONG_SENTENCE and not hits(sentence) else None
        said = words.without_paths(sentence[: default.start()]) if default else ""
        path = only_path(sentence) if BASE_WORD.search(said) and not NOT_BASE.search(said) else None
        if path is not None and clean(path) and not path.host:
            yield Declaration(clean(path), block.section, line)


def going_on(text: str, block: Block, number: int) -> Iterator[Declaration]:
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


def broken_before_path(text: str, block: Block, number: int) -> Iterator[Declaration]:
    """The root that a sentence names behind the end of its line: "... are relative to" and `/api/v1` below it."""
    if number + 1 == len(block.lines) or not _BARE_CODE.match(after := block.lines[number + 1][0]):
        return
    begun = _SENTENCE_END.split(text)[-1]
    for path in roots_told(f"{begun} {after.strip()}", block.section.name):
        if ROOT_OF_API.fullmatch(clean(path)):
            yield Declaration(clean(path), block.section, block.lines[number + 1][1], rank=Rank.TOLD, host=path.host)


def shown_below(text: str, line: int, block: Block, after: Block) -> Iterator[Declaration]:
    """The root alone in the block below a sentence on all paths: "All routes live under:" over a fence with `/api/shop`."""
    if (
        "/" in text
        or not text.rstrip().endswith((":", "："))
        or after.kind not in ("fence", "text")
        or after.section is not block.section
    ):
        return
    below = [(raw, line) for raw, line in after.lines if raw.strip()]
    if len(below) != 1 or not bare(below[0][0]).strip().startswith("/") or hits(below[0][0]):
        return
    value = below[0][0]
    path = only_path(value)
    if path is not None and not bare(value).strip()[len(path.text) :].strip(" /*."):
        yield from sentences(f"{_SENTENCE_END.split(text)[-1].rstrip(' :：')} {value.strip()}", block, line)


def sentences(text: str, block: Block, line: int) -> Iterator[Declaration]:
    for path in roots_told(text, block.section.name):
        yield Declaration(clean(path), block.section, line, rank=Rank.TOLD, host=path.host)


def of_others(raw: str) -> bool:
    """Whether a label is a setting for where other services are: `MAILER_BASE_URL`, but not `API_BASE_URL`."""
    setting = _SETTING.search(bare(raw))
    return setting is not None and _OWN_SETTING.fullmatch(setting.group()) is None


def titles(block: Block) -> str:
    """The titles around a block: what is named there is no other service."""
    return " ".join(section.name for section in block.section.chain())
