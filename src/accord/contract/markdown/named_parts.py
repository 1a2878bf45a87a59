"""Prefixes that a document gives its parts in words: "admin endpoints are below `/admin/v1`", "callbacks carry no prefix"."""
# ruff: noqa: RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.contract.markdown import words
from accord.contract.markdown.base_told import clean, is_base, paths_in
from accord.contract.markdown.base_words import ABOUT_ACCESS, BASE_WORD, NO_PREFIX_OF_PART, ROOT_WORD, UNDER
from accord.contract.markdown.broken import sentences_whole
from accord.contract.markdown.evidence import Evidence, Rank, give
from accord.contract.markdown.exceptions import parted
from accord.contract.markdown.inline import bare
from accord.contract.markdown.memo import remembered
from accord.contract.markdown.tokens import hits
from accord.contract.markdown.topics import pieces, topics

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from accord.contract.markdown.blocks import Block, Section

_LONG_LINE = 400
_TWO = 2
_CLAUSES = re.compile(
    r"[;；。，、]|[.!]\s|,\s|\s(?:and|und|et|y|e|и|while|whereas|mientras|während|tandis que|enquanto|а)\s",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")  # lines that only differ in numbers are asked once


def named_prefixes(blocks: Sequence[Block], homes: Mapping[int, Section]) -> dict[int, Evidence]:
    """The base of each part (by the id of its section) that several prefixes are told apart by, "" for parts said to have none.

    `homes` holds the sections with endpoints in or below them.
    """
    titles = {key: topics(section.name) for key, section in homes.items() if section.level > 1}
    out: dict[int, Evidence] = {}
    for clause, line in without_prefix(blocks):
        said = topics(clause)
        give(out, (key for key, title in titles.items() if title and title <= said), Evidence(Rank.NAMED_PART, line))
    for name, prefix, line in _in_tables(blocks):
        give(
            out,
            (key for key, home in homes.items() if pieces(home.name) == name),
            Evidence(Rank.NAMED_PART, line, prefix),
        )
    for told in _told(blocks):
        if len({prefix for _, prefix, _ in told}) < _TWO:
            continue
        names = [topics(name) for name, _, _ in told]
        common = frozenset.intersection(*names)
        for key, title in titles.items():
            fit = {prefix: line for (_, prefix, line), name in zip(told, names, strict=True) if (name - common) & title}
            if len(fit) == 1:
                prefix, line = fit.popitem()
                give(out, (key,), Evidence(Rank.NAMED_PART, line, prefix))
    return out


def _in_tables(blocks: Sequence[Block]) -> Iterator[tuple[frozenset[str], str, int]]:
    """The services of a table, each with the path of its own URL, "" of a bare host: `Service | Base URL`."""
    for block in blocks:
        header = block.table.header if block.table else ()
        column = next((at for at, cell in enumerate(header) if at and is_base(words.tidy(cell))), 0)
        rows = [row for row in block.table.rows if column < len(row.cells)] if block.table and column else []
        urls = [(pieces(bare(row.cells[0])), paths_in(row.cells[column]), row.line) for row in rows]
        if len({name for name, _, _ in urls if name}) == len(urls) and all(
            len(p) == 1 and p[0].host for _, p, _ in urls
        ):
            yield from ((name, clean(paths[0]), line) for name, paths, line in urls if len(urls) >= _TWO)


def _told(blocks: Sequence[Block]) -> Iterator[list[tuple[str, str, int]]]:
    """Names, the prefix of each and its line, as far as they stand side by side: in a list, in the clauses of a line."""
    run: list[tuple[str, str, int]] = []
    section: Section | None = None
    for block in blocks:
        if block.kind != "text" or block.section is not section:
            yield run
            run, section = [], block.section
        for text, line in block.lines if block.kind == "text" else ():
            found = [(name, prefix, line) for name, prefix in _clauses(text, block)]
            if not found:
                yield run
                run = []
            run += found
    yield run


def _clauses(text: str, block: Block) -> Iterator[tuple[str, str]]:
    if len(text) > _LONG_LINE or hits(text) or ABOUT_ACCESS.search(text) or parted(text)[1]:
        return
    label, start = words.label(text)
    titled = bool(BASE_WORD.search(words.tidy(block.section.name)))
    if not (is_base(label) or titled or UNDER.search(text)):
        return
    parts = [text] if label and len(paths_in(text[start:])) == 1 else _CLAUSES.split(text)
    for part in parts:
        paths = [path for path in paths_in(part) if clean(path) and not path.query]
        name = words.without_paths(bare(part))
        if len(paths) == 1 and topics(name) and not re.match(r"wss?:", paths[0].host):
            yield name, clean(paths[0])


def without_prefix(blocks: Sequence[Block]) -> Iterator[tuple[str, int]]:
    """The clauses that deny what they name a prefix, with their lines."""
    for block in blocks:
        for text, line in sentences_whole(block) if block.kind == "text" else ():
            if len(text) > _LONG_LINE or ABOUT_ACCESS.search(text) or not _on_prefix(text):
                continue
            for clause in re.split(r"[;；。]|[.!]\s", text):
                if NO_PREFIX_OF_PART.search(clause) and not paths_in(clause):
                    yield clause, line


def _on_prefix(text: str) -> bool:
    return _speaks_of_prefix(_DIGITS.sub("0", text))


@remembered
def _speaks_of_prefix(text: str) -> bool:
    said = NO_PREFIX_OF_PART.search(text)
    return bool(UNDER.search(text) or BASE_WORD.search(text) or (said and ROOT_WORD.search(said.group())))
