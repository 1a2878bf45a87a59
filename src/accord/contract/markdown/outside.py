"""What a document puts outside of its base: paths and resources named in sentences, blocks and parts below such a title."""
# ruff: noqa: E501, RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from accord.contract.markdown.base_told import (
    BASE_WORD,
    OUTSIDE,
    UNDER,
    clean,
    may_tell,
    paths_in,
)
from accord.contract.markdown.exceptions import exception, parted
from accord.contract.markdown.inline import CLOSE, OPEN
from accord.contract.markdown.mounts import FILLING
from accord.contract.markdown.named_parts import ABOUT_ACCESS, usual_paths, without_prefix
from accord.contract.markdown.tokens import hits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from accord.contract.markdown.blocks import Block, Section

_AT_THE_ROOT = re.compile(
    r"\b(?:at|on|from|under) (?:the )?(?:server |site |domain |host )?root\b|\b(?:not|n't|never) (?:be )?(?:under|prefixed|versioned|below)\b|\bun(?:prefixed|versioned)\b|\b(?:without|no) (?:the |a |any )?(?:api |base |version )?prefix\b|\boutside (?:of )?(?:it\b|(?:the |this |that )?(?:base|prefix|api)\b)",
    re.IGNORECASE,
)
_PATH_AT_THE_ROOT = re.compile(
    rf"{OPEN}(/[\w.-]{{3,40}}){CLOSE}\s*[(（,\u2013\u2014-]\s*(?:unversioned|unprefixed|no (?:version|prefix|api prefix)|at (?:the )?root|not versioned|root[- ]level)\b",
    re.IGNORECASE,
)  # `/health` (unversioned)
_REMARKED = re.compile(
    rf"{OPEN}(?:[A-Z]{{3,7}}\s)?(/[^\s{CLOSE}]{{2,60}}){CLOSE}\s*[(（]([^()（）]{{2,80}})[)）]"
)  # `/health` (outside `/api`)
_OUT_OF = re.compile(
    r"之外|以外|不在.{0,12}下|の外|밖|\bvne\b|\bвне\b|\bfuori da\b|\bpoza\b|\bdışında\b|\bngoài\b|\bbuiten\b",
    re.IGNORECASE,
)
_THE_ABOVE = re.compile(
    r"\W*(?:both|these|they|those|the above|all (?:of them|three|four|of these)|each of them|it is|this one|ambos|ambas|estos|estas|les deux|ces|beide|diese|estes|esses|essas|оба|эти|они|以上|上述|これら|上記|両方|위의?|이들)\b",
    re.IGNORECASE,
)  # a sentence on what stands right before it
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
        for line, number in block.lines if block.kind == "text" else ():
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
    return next((one.line for one in section.chain() if OUTSIDE.search(one.name) and _concerns(one.title)), 0)


def _declared_outside(blocks: Sequence[Block]) -> Iterator[tuple[str, int]]:
    for block in blocks:
        if block.kind != "text":
            continue
        for line, number in block.lines:
            for remark in _REMARKED.finditer(line[:_LONG_LINE]):
                if (OUTSIDE.search(remark[2]) or _OUT_OF.search(remark[2])) and _concerns(remark[2]):
                    yield remark[1], number
            for text in _sentences(line) if may_tell(line) else ():
                if OUTSIDE.search(text) and _tells_base(text) and not ABOUT_ACCESS.search(parted(text)[0]):
                    yield from ((clean(p), number) for p in paths_in(text) if not p.host and len(clean(p)) > 1)


def _named_outside(blocks: Sequence[Block]) -> Iterator[tuple[str, int]]:
    """The resources that a clause puts at the root: "(health checks are at the root)", "webhooks are not prefixed"."""
    for block in blocks:
        for line, number in block.lines if block.kind == "text" else ():
            if len(line) >= _LONG_LINE or not _ROOT_WORDS.search(line):
                continue
            if (alone := _PATH_AT_THE_ROOT.search(line)) and not hits(line):
                yield alone[1], number
            for text in re.split(r"(?<=[.!])\s|[;,(（)）：]", line):
                if not _AT_THE_ROOT.search(text) or hits(text) or _EVERYTHING.search(text):
                    continue
                if not paths_in(text):
                    yield from ((path, number) for path in _resources(_AT_THE_ROOT.split(text)[0]))


def _resources(said: str) -> list[str]:
    """The words of a phrase that may be the name of a resource, as its path; of "short links" the first, there may be other links."""
    found = re.findall(r"(?<![A-Za-z]{4} )[A-Za-z]{4,}", said)
    return [f"/{word.lower()}" for word in found if not FILLING.fullmatch(word.lower())]


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
    for before, block in pairwise(blocks):
        if block.kind == "text" and before.kind in ("fence", "table") and _of_the_above(block.text[:_LONG_LINE]):
            out[before.index] = block.line
    return out


def _of_the_above(text: str) -> bool:
    """Whether a paragraph says of what stands above it that it is outside: "Both are served at the root (not under `/api`)"."""
    first = re.split(r"(?<=[.!。])\s", text.replace("\n", " "))[0]
    return bool(_THE_ABOVE.match(first) and OUTSIDE.search(first) and _concerns(first) and not hits(first))


def announces_outside(line: str) -> bool:
    """Whether a line is the title of what stands outside of the prefix; "except" only takes something out of a sentence."""
    if len(line) > 120 or not line.rstrip().endswith((":", "：", ")", "）")):
        return False
    said = OUTSIDE.search(line)
    return said is not None and not said.group().lower().startswith(("except", "除", "제외")) and _concerns(line)


def first_word(title: str) -> str:
    """What a title is about, as a path: `/health` of "Health checks"."""
    word = re.search(r"[A-Za-z]{4,}", title)
    return f"/{word.group().lower()}" if word else ""


def _concerns(title: str) -> bool:
    return bool(
        re.search(
            r"prefix|/|base|version|api|root|前缀|prefijo|préfixe|präfix|접두|プレフィックス|prefixo|ön ?ek|префикс|tiền tố|prefiss|prefiks|awalan",
            title,
            re.IGNORECASE,
        )
    )
