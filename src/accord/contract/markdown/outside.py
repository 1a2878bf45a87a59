"""What a document puts outside of its base: paths and resources named in sentences, blocks and parts below such a title."""
# ruff: noqa: E501, RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from accord.contract.markdown.base_told import clean, is_base, may_tell, paths_in
from accord.contract.markdown.base_words import (
    ABOUT_ACCESS,
    AT_THE_ROOT,
    BASE_WORD,
    OUT_OF,
    OUTSIDE,
    ROOT_WORD,
    THE_ABOVE,
    UNDER,
)
from accord.contract.markdown.broken import sentences_whole
from accord.contract.markdown.exceptions import exception, parted
from accord.contract.markdown.inline import CLOSE, OPEN, bare
from accord.contract.markdown.memo import remembered
from accord.contract.markdown.named_parts import without_prefix
from accord.contract.markdown.tokens import hits
from accord.contract.markdown.topics import resources, usual_paths
from accord.contract.markdown.words import PATH_LABELS, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from accord.contract.markdown.blocks import Block, Section

_PATH_AT_THE_ROOT = re.compile(
    rf"{OPEN}(/[\w.-]{{3,40}}){CLOSE}\s*[(（,\u2013\u2014-]\s*(?:unversioned|unprefixed|no (?:version|prefix|api prefix)|at (?:the )?root|not versioned|root[- ]level)\b",
    re.IGNORECASE,
)  # `/health` (unversioned)
_REMARKED = re.compile(
    rf"{OPEN}(?:[A-Z]{{3,7}}\s)?(/[^\s{CLOSE}]{{2,60}}){CLOSE}\s*[(（]([^()（）]{{2,80}})[)）]"
)  # `/health` (outside `/api`)
_ROOT_WORDS = re.compile(
    r"root|prefix|version|under|below|outside", re.IGNORECASE
)  # one of them is in each of the above
_EVERYTHING = re.compile(r"\b(?:all|every\w*|each|any)\b", re.IGNORECASE)
_LONG_LINE = 600


def outside_of_base(blocks: Sequence[Block], phrases: Mapping[str, int]) -> dict[str, int]:
    """The paths that the document says stand outside of its base, with the lines; `phrases` are what it excepts in words."""
    out: dict[str, int] = {}
    for path, line in (*_declared_outside(blocks), *_named_outside(blocks)):
        out.setdefault(path, line)
    for phrase, line in phrases.items():
        for told in paths_in(phrase):
            if not told.host and len(told.text) > 1:
                out.setdefault(told.text, line)
    for phrase, line in (*phrases.items(), *without_prefix(blocks)):
        for path in usual_paths(phrase):
            out.setdefault(path, line)
    return out


def excepted(blocks: Sequence[Block]) -> dict[str, int]:
    """The words in which sentences except rows from the base, with their lines: in the sentence that tells the base or the one behind it."""
    out: dict[str, int] = {}
    for block in blocks:
        for line, number in sentences_whole(block) if block.kind == "text" else ():
            if not may_tell(line):
                continue
            told = False
            for text in _sentences(line):
                main, taken = parted(text)
                based = _tells_base(main) and not ABOUT_ACCESS.search(main)
                for phrase in taken if based else (text,) if told and exception(text) else ():
                    out.setdefault(phrase, number)
                told = based
    return out


def _sentences(line: str) -> list[str]:
    return re.split(r"(?<=[.!])\s(?=[^\W\d_])|(?<=。)|[;；]", line) if len(line) < _LONG_LINE else []


def _tells_base(text: str) -> bool:
    return (
        may_tell(text) and bool(UNDER.search(text) or BASE_WORD.search(text) or "http" in text) and bool(paths_in(text))
    )


def titled_outside(section: Section) -> int:
    """The line of the title that puts a part or one around it outside: "Health (outside `/api/v1`)"; 0 where there is none."""
    return next((one.line for one in section.chain() if _says_outside(one.title)), 0)


@remembered
def _says_outside(title: str) -> bool:
    return bool(OUTSIDE.search(bare(title)) and ROOT_WORD.search(title))


def _declared_outside(blocks: Sequence[Block]) -> Iterator[tuple[str, int]]:
    for block in blocks:
        if block.kind != "text":
            continue
        for line, number in sentences_whole(block):
            for remark in _REMARKED.finditer(line[:_LONG_LINE]):
                if (OUTSIDE.search(remark[2]) or OUT_OF.search(remark[2])) and ROOT_WORD.search(remark[2]):
                    yield remark[1], number
            for text in _sentences(line) if may_tell(line) else ():
                if OUTSIDE.search(text) and _tells_base(text) and not ABOUT_ACCESS.search(parted(text)[0]):
                    yield from ((clean(p), number) for p in paths_in(text) if not p.host and len(clean(p)) > 1)


def _named_outside(blocks: Sequence[Block]) -> Iterator[tuple[str, int]]:
    """The resources that a clause puts at the root: "(health checks are at the root)", "webhooks are not prefixed"."""
    for block in blocks:
        for line, number in sentences_whole(block) if block.kind == "text" else ():
            if len(line) >= _LONG_LINE or not _ROOT_WORDS.search(line):
                continue
            if (alone := _PATH_AT_THE_ROOT.search(line)) and not hits(line):
                yield alone[1], number
            for text in re.split(r"(?<=[.!])\s|[;,(（)）：]", line):
                told = AT_THE_ROOT.search(text)
                if told and not (hits(text) or _EVERYTHING.search(text) or paths_in(text)):
                    yield from ((path, number) for path in resources(text[: told.start()]))


def exempt_blocks(blocks: Sequence[Block]) -> dict[int, int]:
    """Blocks (by index, with the line) below "Outside of the prefix:" or "**Assets** (not below the prefix)": the next one, a list as a whole."""
    out: dict[int, int] = {}
    for block, after in pairwise(blocks):
        said = re.split(r"(?<=[.!?])\s", block.lines[-1][0])[-1] if block.kind == "text" and block.lines else ""
        if not announces_outside(said) or hits(said) or after.section is not block.section:
            continue
        listed = after.list_id if after.list_id != block.list_id else 0
        for one in blocks[after.index : after.index + 200]:
            if one is after or (listed and one.list_id == listed):
                out[one.index] = block.line
    for block in blocks:
        if line := _beside_base(block):
            out[block.index] = line
    for before, block in pairwise(blocks):
        if block.kind == "text" and before.kind in ("fence", "table") and _of_the_above(block.text[:_LONG_LINE]):
            out[before.index] = block.line
    return out


def _beside_base(block: Block) -> int:
    """The row of a table that names a base in the column where others name whole endpoints: `REST | /rest/v2` beside `GraphQL | POST /graphql`."""
    grid = block.table
    if grid is None or len(grid.header) < 2 or tidy(grid.header[1]) not in PATH_LABELS:
        return 0
    rows = [(row.cells, row.line) for row in grid.rows if len(row.cells) > 1]
    named = [line for cells, line in rows if is_base(tidy(cells[0])) and paths_in(cells[1]) and not hits(cells[1])]
    return named[0] if named and len(named) < len(rows) and any(hits(cells[1]) for cells, _ in rows) else 0


def _of_the_above(text: str) -> bool:
    """Whether a paragraph says of what stands above it that it is outside: "Both are served at the root (not under `/api`)"."""
    first = re.split(r"(?<=[.!。])\s", text.replace("\n", " "))[0]
    return bool(THE_ABOVE.match(first) and OUTSIDE.search(first) and ROOT_WORD.search(first) and not hits(first))


def announces_outside(line: str) -> bool:
    """Whether a line is the title of what stands outside of the prefix; "except" only takes something out of a sentence."""
    if len(line) > 120 or not line.rstrip().endswith((":", "：", ")", "）")):
        return False
    said = OUTSIDE.search(line)
    return (
        said is not None
        and not said.group().lower().startswith(("except", "除", "제외"))
        and ROOT_WORD.search(line) is not None
    )
