"""Parts that say themselves that they lie outside of the base: "no `/v2` in front", "mounted at `/auth`, not below `/api`"."""

from __future__ import annotations

import re
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from accord.contract.markdown.base_told import clean, paths_in
from accord.contract.markdown.base_words import (
    ABOUT_ACCESS,
    BEFORE_BASE,
    BEHIND_BASE,
    FROM_ROOT,
    NO_PREFIX,
    OF_HERE,
    PREFIX,
    ROOT_OF_API,
    SPELLED,
    WHOLE,
)
from accord.contract.markdown.broken import sentences_whole
from accord.contract.markdown.evidence import Evidence, Rank
from accord.contract.markdown.inline import OPEN
from accord.contract.markdown.joined import under
from accord.contract.markdown.many import by_section
from accord.contract.markdown.tokens import hits
from accord.contract.markdown.topics import usual_paths

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from accord.contract.markdown.blocks import Block
    from accord.contract.markdown.candidates import Candidate
    from accord.contract.markdown.tokens import Path

_REMARK = re.compile(r"[(\uff08][^()\uff08\uff09]{4,80}[)\uff09]")
_PAGES = re.compile(r"\b(?:docs?|help|wiki|support|developers?|status|blog|swagger|redoc)\b", re.IGNORECASE)
_PART = 2  # the level of a title that heads a part
_LONG_LINE = 300


def apart(
    blocks: Sequence[Block], candidates: Sequence[Candidate], bases: Mapping[int, str], hosts: Collection[str]
) -> Iterator[tuple[int, Evidence]]:
    """What lines of their part, or remarks in their own row, put outside: candidates by their ids, with the prefix told beside if there is one.

    `bases` holds the base of the document's parts by the ids of candidates, `hosts` those of the declared bases.
    """
    hosts = {*hosts, *_hosts(blocks)}
    inside = by_section(candidates)
    for one in candidates:
        remark, base = _remarks(one), bases.get(id(one), "")
        if base and (_denied(remark, base) or NO_PREFIX.search(remark) or FROM_ROOT.search(remark)):
            yield id(one), Evidence(Rank.PART_OUTSIDE, one.line)
    for title, below in pairwise(blocks):
        rows = inside.get(id(title.section), ()) if title.kind == "heading" and below.kind == "text" else ()
        own = [one for one in rows if one.block is title]
        base = bases.get(id(own[0]), "") if own else ""
        if base and any(_denied(said, base) for said in _REMARK.findall(below.text[:_LONG_LINE])):
            yield from ((id(one), Evidence(Rank.PART_OUTSIDE, below.line)) for one in own)
    settled: set[int] = set()  # parts of which a line has put all the rows below it elsewhere: no later line says more
    for text, line, rows, part in chain(_lines(blocks, inside, settled), _headings(blocks, inside)):
        for found in _told(text, line, rows, bases.get(id(rows[0]), ""), hosts) if rows and not hits(text) else ():
            yield found
            if part and found[1].rank is Rank.SET_APART:
                settled.add(part)


# a text of a part, its line, the rows it can be about, and the part by its id if these are all that stand below the line
_Said = tuple[str, int, "list[Candidate]", int]


def _lines(
    blocks: Sequence[Block], inside: Mapping[int, Sequence[Candidate]], settled: Collection[int]
) -> Iterator[_Said]:
    for block in blocks:
        for text, line in sentences_whole(block) if block.section.level >= _PART and block.kind == "text" else ():
            part = id(block.section)
            if part in settled or not _may_tell(text):
                continue
            rows = [one for one in inside.get(part, ()) if one.line > line]
            whole = bool(paths_in(text) or OF_HERE.search(text))
            yield text, line, rows if whole else [one for one in rows if one.section is block.section], whole and part


def _headings(blocks: Sequence[Block], inside: Mapping[int, Sequence[Candidate]]) -> Iterator[_Said]:
    for block in blocks:
        if block.kind == "heading" and block.section.level >= _PART:
            rows = [one for one in inside.get(id(block.section), ()) if one.block is not block]
            yield block.section.title, block.line, rows, 0


def _may_tell(text: str) -> bool:
    """Whether a line can say so, as most of a document does not."""
    return len(text) < _LONG_LINE and ("/" in text or bool(NO_PREFIX.search(text) or WHOLE.search(text)))


def _told(
    text: str, line: int, rows: Sequence[Candidate], base: str, hosts: Collection[str]
) -> Iterator[tuple[int, Evidence]]:
    """The rows that a line of their part puts outside of the base."""
    if SPELLED.search(text):
        return
    paths = paths_in(text)
    whole = base and not paths and (NO_PREFIX.search(text) or (WHOLE.search(text) and not PREFIX.search(text)))
    elsewhere = _beside_host(paths, rows, base, hosts)
    if not (whole or elsewhere or _denied(text, base)):
        return
    named = [clean(path) for path in paths if not path.host and not _of_base(clean(path), base)]
    named = [path for path in dict.fromkeys(named) if path] or [elsewhere][: len(elsewhere)]
    carried = [one for one in rows if any(under(one.path.text, path) for path in named)]
    if not named and ABOUT_ACCESS.search(text):
        return
    if len(named) > 1 or 0 < len(carried) < len(rows):
        return  # about some of the rows
    if set(usual_paths(text)) - set(usual_paths(rows[0].section.name)) and not named:
        return  # about the health check of the part
    for one in rows:
        if named and not carried:
            yield id(one), Evidence(Rank.SET_APART, line, named[0])
        yield id(one), Evidence(Rank.PART_OUTSIDE, line)


def _beside_host(paths: Sequence[Path], rows: Sequence[Candidate], base: str, hosts: Collection[str]) -> str:
    """The path of the one URL of a line whose host is a sibling of the document's: a service of its own, at `https://batch.host/jobs`."""
    found = [path for path in paths if path.host.startswith("http") and clean(path)]
    if len(found) != 1 or not base or not rows:
        return ""
    path = clean(found[0])
    sibling = found[0].host not in hosts and any(_domain(found[0].host) == _domain(host) for host in hosts)
    if not sibling or under(path, base) or _PAGES.search(found[0].host + path):
        return ""  # asked before the rows are, which may be many
    told = any(path.endswith(one.path.text.rstrip("/") or "?") or under(one.path.text, path) for one in rows)
    return "" if told else path


def _hosts(blocks: Sequence[Block]) -> Iterator[str]:
    """The hosts that the opening of the document names."""
    for block in blocks:
        for text, _ in block.lines if block.kind == "text" and block.section.level < _PART else ():
            yield from (path.host for path in paths_in(text) if path.host.startswith("http")) if "http" in text else ()


def _domain(host: str) -> str:
    """What a host has in common with its siblings: the last two of its names."""
    name = re.sub(r"^\w+://|:\d+$", "", host)
    return ".".join(name.split(".")[-2:]) if "." in name else ""


def _denied(text: str, base: str) -> bool:
    """Whether a text says that the base is not there."""
    if not text:
        return False
    for path in paths_in(text):
        at = text.rfind(path.text, 0, path.end)
        if at >= 0 and not path.host and _of_base(clean(path), base):
            before = re.sub(rf"{OPEN}\s*$", "", text[:at])
            if BEFORE_BASE.search(before) or BEHIND_BASE.match(text, path.end):
                return True
    return False


def _of_base(path: str, base: str) -> bool:
    """Whether a path is the base, its beginning or its end: `/api` and `/v2` of `/api/v2`."""
    if not base:
        return ROOT_OF_API.fullmatch(path) is not None
    return bool(path) and (base == path or base.startswith(path + "/") or base.endswith(path))


def _remarks(one: Candidate) -> str:
    return " | ".join(cell for cell in one.cells.values() if one.path.text not in cell) if one.cells else one.text
