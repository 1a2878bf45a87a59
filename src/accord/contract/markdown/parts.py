"""The prefixes that a document gives its parts, for the rows in them that are relative: in sentences, titles and lines of their own."""
# ruff: noqa: RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING

from accord.contract.markdown import words
from accord.contract.markdown.base_told import FOLDER, clean, everything_else, is_base, paths_in
from accord.contract.markdown.base_words import ALL, DENIED, MOUNTED, OUTSIDE, PAGE, PREFIX, ROOT_OF_API, THINGS, UNDER
from accord.contract.markdown.evidence import Evidence, Rank, give
from accord.contract.markdown.exceptions import parted
from accord.contract.markdown.form_trees import STREAMS, hinted
from accord.contract.markdown.inline import CLOSE, EDGES, OPEN, bare
from accord.contract.markdown.joined import composed, one_of, under
from accord.contract.markdown.mounts import mounted
from accord.contract.markdown.outside import announces_outside
from accord.contract.markdown.tokens import hits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from accord.contract.markdown.blocks import Block
    from accord.contract.markdown.candidates import Candidate

_AT_PATH = re.compile(rf"/[\s{EDGES}]*(?:[^\W\d_]{{1,4}})?\s?$")  # `/admin` 아래
_TO_PATH = re.compile(rf"[\s{EDGES}]*(?:[^\W\d_]{{1,10}}[\s{EDGES}:]+){{0,2}}/")  # bajo la ruta `/admin`
_LAST_BRACKET = re.compile(r"[(（]([^()（）]{8,80})[)）]\s*$")
_COLON = re.compile(r":(?!\w|//)|：")
_FEWEST = 2  # rows that samples must call alike to say something of the base
_PAIR = 2  # a prefix and a path that shows it
_SHORT_LINE = 90
_REST = re.compile(r"/|/[:{<\[$][^/]*(?:/.*)?")  # what is left of a path below that of its part
_UNROOTED = re.compile(rf"{OPEN}([a-z][\w-]*(?:/[\w-]+){{0,3}})/{CLOSE}")
_WHOLE_PREFIX = re.compile(r"/(?:api|rest|v\d+)(?:/|$)", re.IGNORECASE)  # written from the root, not from a base


def part_prefixes(blocks: Sequence[Block], candidates: Sequence[Candidate]) -> dict[int, Evidence]:
    """For each candidate (by id) what its part puts in front of the relative routes in it, the strongest where there are several."""
    out = mounted(blocks, candidates)
    _announced(blocks, candidates, out)  # nearer than what the part says
    around: dict[int, Evidence] = {}  # what a part says of the parts in it
    by_section: dict[int, list[Candidate]] = {}
    for one in candidates:
        by_section.setdefault(id(one.section), []).append(one)
    for block in blocks:
        here, given = by_section.get(id(block.section), []), out
        if not here and block.section.level > 1:
            given = around
            here = [one for child in block.section.children for one in by_section.get(id(child), ())]
        if block.kind == "heading":
            _hint(block, here, out)
            _titled(block, candidates, out)
        for row in block.table.rows if block.table is not None and here else ():
            for cell in row.cells:
                if prefix := _all_under(cell):
                    _give(out, [one for one in here if one.line == row.line], Rank.PART_PREFIX, row.line, prefix)
        if block.kind != "text" or not here:
            continue
        for text, line in block.lines:
            if introduced := _introducing(text):
                _give(
                    given,
                    [one for one in here if one.block is block and one.line >= line],
                    Rank.PART_PREFIX,
                    line,
                    introduced,
                )
            if len(text) <= 300 and block.section.level > 1 and (shown := _shown(text, here, line)):
                _give(given, [one for one in here if one.line > line], Rank.SHOWN_BELOW, line, shown)
                continue
            if (
                "/" not in text
                or len(text) > 300
                or (block.section.level < 2 and parted(text)[1])
                or not _tells_prefix(text)
                or announces_outside(text)
                or DENIED.search(text)
                or hits(text)
                or is_base(words.label(text)[0])
            ):
                continue
            paths = [path for path in paths_in(text) if not (path.host or path.query or FOLDER.match(path.text))]
            prefix = clean(paths[0]) if len(paths) == 1 else ""
            if not paths and PREFIX.search(text):
                prefix = _unrooted(text)
            below = [one for one in here if one.line > line and one.rank < 2]
            contained = any(under(one.path.text, prefix) for one in here) if prefix else True
            if prefix and below and (not contained or any(one.relative for one in below)):
                _give(given, below, Rank.PART_PREFIX, line, prefix)
    _titles(blocks, candidates, out)
    _hinted_together(blocks, by_section, out)
    _lone(blocks, by_section, out)
    return _nested(out, around)


def _nested(inner: Mapping[int, Evidence], around: Mapping[int, Evidence]) -> dict[int, Evidence]:
    """The prefixes of parts below those of the parts around them: ``### Users (`/users`)`` under "All routes are prefixed with `/api`"."""
    out = {**around, **inner}
    for row in inner.keys() & around.keys():
        out[row] = replace(inner[row], prefix=composed(around[row].prefix, inner[row].prefix))
    return out


def _give(out: dict[int, Evidence], rows: Sequence[Candidate], rank: Rank, line: int, prefix: str) -> None:
    give(out, map(id, rows), Evidence(rank, line, prefix))


def _introducing(text: str) -> str:
    """The prefix in the label before the endpoints of a line: ``Users (prefix `/api/users`): `POST /add`, `GET /page` ``."""
    lead, colon, rest = _COLON.sub("\n", text, count=1).partition("\n")
    if not colon or len(lead) > _SHORT_LINE or not MOUNTED.search(lead) or OUTSIDE.search(lead) or hits(lead):
        return ""
    paths = [path for path in paths_in(lead) if not (path.host or path.query)]
    return clean(paths[0]) if len(paths) == 1 and hits(rest) else ""


def _all_under(cell: str) -> str:
    """The prefix in brackets behind the endpoints of a cell: "`GET /ls`, `PUT /write` (all under `/api/files`)"."""
    bracket = _LAST_BRACKET.search(cell) if len(cell) > _SHORT_LINE // 3 else None
    said = bracket[1] if bracket else ""
    if not said or not (ALL.search(said) and UNDER.search(said)) or OUTSIDE.search(said) or hits(said):
        return ""
    paths = [path for path in paths_in(said) if not (path.host or path.query)]
    return clean(paths[0]) if len(paths) == 1 and len(hits(cell)) > 1 else ""


def _tells_prefix(text: str) -> bool:
    """Whether a line says that routes stand below a path, in whatever language: `Rutas anidadas bajo ...`."""
    said = words.without_paths(text)
    beside = any(_AT_PATH.search(said[: m.start()]) or _TO_PATH.match(said, m.end()) for m in UNDER.finditer(said))
    return bool(MOUNTED.search(said) or (beside and THINGS.search(said) and not everything_else(said)))


def _unrooted(text: str) -> str:
    """The prefix that a line names as its rows are written, without the slash in front: "relative to the prefix `shop/v1/`"."""
    named = set(_UNROOTED.findall(text))
    return f"/{named.pop()}" if len(named) == 1 else ""


def _shown(text: str, rows: Sequence[Candidate], line: int) -> str:
    """The prefix that a line names and shows a row below: "hang off `/admin` (for instance `https://host/api/admin/users`)"."""
    paths = [path for path in paths_in(text) if not path.query]
    if len(paths) != _PAIR:
        return ""
    named, full = sorted((clean(path) for path in paths), key=len)
    if not named or any(path.host and clean(path) == named for path in paths):
        return ""
    below = any(one.line > line and full.endswith(named + one.path.text) for one in rows if one.path.text != "/")
    return named if below and not any(under(one.path.text, named) for one in rows) else ""


def _titled(block: Block, candidates: Sequence[Candidate], out: dict[int, Evidence]) -> None:
    """``## REST API (prefix `/api/v1`)``: the heading itself declares the prefix of its part."""
    title = block.section.title
    outside = OUTSIDE.search(title)  # "(prefix `/admin`, not `/v2`)": what stands before it is the prefix
    title = title[: outside.start()] if outside else title
    if hits(title) or not MOUNTED.search(title):
        return
    paths = [path for path in paths_in(title) if not path.query]
    prefix = clean(paths[0]) if len(paths) == 1 else ""
    inside = [one for one in candidates if one.section.within(block.section)] if prefix else []
    if inside and not any(under(one.path.text, prefix) for one in inside):
        _give(out, inside, Rank.PART_PREFIX, block.line, prefix)


def _hint(block: Block, here: Sequence[Candidate], out: dict[int, Evidence]) -> None:
    """``## Shops (`/shops`)`` adds nothing, unless the rows below are plainly what is left of it: `/`, `/{id}`, or `/shops` below `/api/public`."""
    if not here or (hits(block.section.title) and not STREAMS.match(block.section.title)):
        return
    paths = [path for path in paths_in(block.section.title) if not path.query and not path.host]
    prefix = clean(paths[0]) if len(paths) == 1 else ""
    if not prefix or OUTSIDE.search(block.section.name):
        return
    rows = [one for one in here if one.form in ("table", "bullet", "fence") and one.block is not block]
    if _left_over(rows, prefix):
        _give(out, rows, Rank.LEFT_OVER, block.line, prefix)


def _titles(blocks: Sequence[Block], candidates: Sequence[Candidate], out: dict[int, Evidence]) -> None:
    """``**Shops** (`/shops`)`` over a table or a fence is such a heading, too."""
    inside: dict[int, list[Candidate]] = {}
    for one in candidates:
        inside.setdefault(one.block.index, []).append(one)
    for block, after in pairwise(blocks):
        alone = block.kind == "text" and len(block.lines) == 1 and after.kind in ("table", "fence")
        prefix = hinted(block.lines[0][0]) if alone and after.index in inside else ""
        if prefix and not OUTSIDE.search(block.text) and _left_over(inside[after.index], prefix):
            _give(out, inside[after.index], Rank.LEFT_OVER, block.line, prefix)


def _announced(blocks: Sequence[Block], candidates: Sequence[Candidate], out: dict[int, Evidence]) -> None:
    """``Stable jobs use `/api/v2`:`` over a list or a table: a line that ends in a colon and names a root, right above rows without one."""
    inside: dict[int, list[Candidate]] = {}
    for one in candidates:
        inside.setdefault(one.block.list_id or -one.block.index, []).append(one)
    for block, after in pairwise(blocks):
        text, line = block.lines[-1] if block.kind == "text" and block.lines and not block.depth else ("", 0)
        rows = inside.get(after.list_id or -after.index, ()) if text.rstrip().endswith((":", "：")) else ()
        if not rows or len(text) > _SHORT_LINE or hits(text) or OUTSIDE.search(text) or is_base(words.label(text)[0]):
            continue
        paths = [path for path in paths_in(text) if not path.query]
        prefix = clean(paths[0]) if len(paths) == 1 and not paths[0].host else ""
        if ROOT_OF_API.fullmatch(prefix) and not any(
            one.path.host or _WHOLE_PREFIX.match(one.path.text) for one in rows
        ):
            _give(out, rows, Rank.PART_PREFIX, line, prefix)


def _hinted_together(
    blocks: Sequence[Block], by_section: Mapping[int, Sequence[Candidate]], out: dict[int, Evidence]
) -> None:
    """Headings that all end in a path, `Users /user`, `Orders /order`, over rows of which none carries it: rows are relative to them.

    Titles of items over items, or alone in their line over a table, a fence or a list, are such headings, too.
    """
    found: list[tuple[str, Sequence[Candidate]]] = []
    for title, rows in _entitled(blocks, by_section):
        if not rows or hits(title) or OUTSIDE.search(title) or PAGE.search(title):
            continue
        paths = [path for path in paths_in(title) if not path.query and not path.host]
        prefix = clean(paths[0]) if len(paths) == 1 and not bare(title[paths[0].end :]).strip(" )）:：") else ""
        if prefix:
            found.append((prefix, rows))
    stems = {prefix.rsplit("/", 1)[-1].lower().rstrip("s") for prefix, _ in found}
    every = [one for _, rows in found for one in rows]
    firsts = {one.path.text.split("/")[1].lower().rstrip("s") for one in every}
    if len(found) < _FEWEST or len(stems) < _FEWEST or firsts & stems or any(one.path.host for one in every):
        return
    given = [(prefix, out.get(id(one))) for prefix, rows in found for one in rows]
    if any(known and known.rank is not Rank.MOUNTED and not one_of(prefix, known.prefix) for prefix, known in given):
        return  # but `/api/shops` is one of `/api/<part>`
    if any(_WHOLE_PREFIX.match(one.path.text) for one in every):
        return
    for prefix, rows in found:
        _give(out, rows, Rank.TITLES_ALIKE, rows[0].line, prefix)


def _entitled(
    blocks: Sequence[Block], by_section: Mapping[int, Sequence[Candidate]]
) -> Iterator[tuple[str, Sequence[Candidate]]]:
    """The titles of a document and the rows right below each: of headings, of items with items below them, of lines alone."""
    below_item: dict[int, list[Candidate]] = {}
    inside: dict[int, list[Candidate]] = {}
    for rows in by_section.values():
        for one in rows:
            below_item.setdefault(one.block.parent_item, []).append(one)
            inside.setdefault(one.block.list_id or -one.block.index, []).append(one)
    for block, after in zip_longest(blocks, blocks[1:]):
        if block.kind == "heading":
            rows = by_section.get(id(block.section), ())
            if any(one.block is not block and one.form in ("table", "bullet", "fence") for one in rows):
                yield block.section.title, rows
        elif block.kind == "text" and len(block.lines) == 1 and len(block.lines[0][0]) <= _SHORT_LINE:
            if block.lead and block.item in below_item:
                yield block.lines[0][0], below_item[block.item]
            elif not block.item and after is not None:
                yield block.lines[0][0], inside.get(after.list_id or -after.index, ())


def _lone(blocks: Sequence[Block], by_section: Mapping[int, Sequence[Candidate]], out: dict[int, Evidence]) -> None:
    """A line that names one path above rows that are plainly what is left of it: ``Module route: `/pets` `` over `/` and `/{id}`."""
    first = {section: min(one.line for one in rows) for section, rows in by_section.items() if len(rows) >= _FEWEST}
    for block in blocks:
        rows = by_section.get(id(block.section), ())
        if block.kind != "text" or block.line >= first.get(id(block.section), 0):
            continue
        if any(id(one) in out and out[id(one)].rank is not Rank.MOUNTED for one in rows):
            continue
        for text, line in block.lines:
            if len(text) > _SHORT_LINE or hits(text) or OUTSIDE.search(text) or is_base(words.label(text)[0]):
                continue
            paths = [path for path in paths_in(text) if not (path.host or path.query or FOLDER.match(path.text))]
            prefix = clean(paths[0]) if len(paths) == 1 else ""
            if prefix and any(_REST.fullmatch(one.path.text) for one in rows) and _left_over(rows, prefix):
                _give(out, rows, Rank.LEFT_OVER, line, prefix)


def _left_over(rows: Sequence[Candidate], prefix: str) -> bool:
    """Whether rows are plainly what is left of paths below a prefix."""
    return bool(
        rows
        and not any(under(one.path.text, prefix) for one in rows)
        and (
            any(_REST.fullmatch(one.path.text) for one in rows)
            or (_WHOLE_PREFIX.match(prefix) and not any(_WHOLE_PREFIX.match(one.path.text) for one in rows))
        )
    )
