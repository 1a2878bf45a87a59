"""Roots of an API that a document states in words nobody listed: a URL alone in its line, a title that ends in one."""
# ruff: noqa: RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.contract.markdown.base_told import (
    about_docs,
    clean,
    names_service,
    names_version,
    of_another,
    only_path,
    root_in_title,
    tells_root,
)
from accord.contract.markdown.base_words import NOT_BASE, OUTSIDE, PLACE, ROOT_OF_API
from accord.contract.markdown.declarations import BARE_CODE, BARE_URL, SENTENCE_END, Declaration, of_others, titles
from accord.contract.markdown.evidence import Rank
from accord.contract.markdown.exceptions import parted
from accord.contract.markdown.inline import EDGES, bare
from accord.contract.markdown.tokens import hits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accord.contract.markdown.blocks import Block
    from accord.contract.markdown.tokens import Path

_LABELLED = re.compile(
    rf"[\s\-•*>{EDGES}]*[^{EDGES}:：=/]{{2,60}}[{EDGES}\s]*(?:[:：=→\u2013\u2014]|->)(?!//)[\s{EDGES}]*(?=https?://|/)"
)
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
        lines = [(part, line) for text, line in block.lines[:60] for part in SENTENCE_END.split(text)]
        for text, line in [*lines, *cells]:
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
    begins = label or (BARE_URL if path.host else BARE_CODE).match(text)
    if _ONE_OF_MANY.match(text[path.end :]):
        return None
    alone = begins is not None and not re.search(r"[^\W\d_]", bare(text[path.end :]))
    on_port = path.host.startswith(":") and names_service(text)  # `HTTP API on :8080/api`
    return path if alone or on_port or (block.kind == "text" and tells_root(text)) else None
