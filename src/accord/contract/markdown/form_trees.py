"""Trees of resources: segments of a path below each other, their methods as leaves or behind them.

    /users              GET, POST        ├── users
      /{id}             GET                │   ├── GET
        /orders         POST              │   └── {id}

The same in nested lists. A tree of files has no methods for leaves and is none.
"""
# ruff: noqa: RUF001  the glyphs trees are drawn with

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.contract.markdown.candidates import MEDIUM, Candidate, lead, reversed_hit, spread
from accord.contract.markdown.inline import EDGES, OPEN, bare
from accord.contract.markdown.tables import is_border
from accord.contract.markdown.tokens import (
    METHODS,
    Path,
    hit_at,
    hits,
    methods_in,
    only_methods,
    path_at,
    starting_path,
    template,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accord.contract.markdown.blocks import Block

_GLYPHS = re.compile(r"[\s│┃|├└┣┗╰╠╚+`─━═—\-*•>]*")
_SEGMENT = re.compile(
    r"/?(?:[\w\-.~@]+|\{[^{}\s]+\}|<[^<>\s]+>|:\w+|\*)(?:/(?:[\w\-.~@]+|\{[^{}\s]+\}|<[^<>\s]+>|:\w+))*/?|/"
)
_METHODS = re.compile(rf"[\[(（]?({METHODS}(?:\s+{METHODS})*)[\])）]?(?=\s*$|\s*[:：#\-\u2013\u2014→(（]|\s{{2,}}|//)")
_WHOLE = re.compile(rf"{METHODS}\s+/\w")
_BEHIND = re.compile(r"\s+[:\-\u2013\u2014→]*\s*(?=[\[(（]?[A-Z])|\s*[\[(（](?=[A-Z])")
_ALONE = re.compile(
    rf"\s*$|\s{{2,}}|\s*(?:[:：](?!\d)|[#\-\u2013\u2014→])|\s+[\[(（]?{METHODS}"
)  # behind a segment without a slash, not behind a word of a title
_BRACKET = re.compile(rf"(?<=\w)\s?[(（]{OPEN}?(?=/)")
STREAMS = re.compile(
    rf"[^/]{{0,40}}\bSSE\s?[(（]{OPEN}?/[^\s()（）]*[)）]$"
)  # a word that is a method as well names a part
_REST = re.compile(r"(?:/|/[:{<\[$][^/]*(?:/.*)?)$")
_FILE = re.compile(r"\.[A-Za-z]{1,5}$")
_FROM_ROOT = re.compile(r"/(?:api|rest|v\d+(?:\.\d+)?)(?:/|$)", re.IGNORECASE)
_ARROW = re.compile(r"[-─=]{2,}[>▶►]\s*[|│]|[|│]\s*[<◀◄][-─=]{2,}")
_BOX = re.compile(r"[┌┐╔╗╭╮]")
_FEWEST = 2  # levels and lines a tree has at least


def tree(block: Block) -> list[Candidate]:
    """The endpoints of a fence that draws a tree of resources; none where it draws anything else."""
    if len(block.lines) < _FEWEST:
        return []
    if any(is_border(raw) for raw, _ in block.lines):
        return []  # a table drawn with the same characters
    if sum(_BOX.search(raw) is not None for raw, _ in block.lines) >= _FEWEST:
        return []  # boxes with arrows between them
    if sum(_ARROW.search(raw) is not None for raw, _ in block.lines) >= _FEWEST:
        return []  # a diagram of who calls whom
    drawn = any(re.search("[├└┣┗╰╚]|[|+`]--", raw) for raw, _ in block.lines)
    above: list[tuple[int, str]] = []  # column and path of the segments around the line
    out: list[Candidate] = []
    nested = False
    actor = ""  # `Guest` over `GET /products` is who calls, no piece of the path
    for raw, number in block.lines:
        glyphs = _GLYPHS.match(raw[:400])
        column = glyphs.end() if glyphs else 0
        text = raw[column:].rstrip()
        while above and above[-1][0] >= column:
            above.pop()
        around = above[-1][1] if above else ""
        stated = _leaf(text) if not _WHOLE.match(text) else None
        if stated and above:
            out.extend(_made(stated[0], around or "/", number, block, text[stated[1] :]))
            nested = True
            continue
        hit = hit_at(text, 0)
        if hit is not None:
            whole = beneath(around if around != actor else "", hit.path.text) if above else hit.path.text
            out.extend(_made(hit.methods, whole, number, block, text[hit.end :]))
            nested = nested or whole != hit.path.text
            continue
        segment = _SEGMENT.match(text)
        if (
            segment is None
            or _FILE.search(segment.group())
            or not (segment.group().startswith("/") or (drawn and _ALONE.match(text, segment.end())))
        ):
            if drawn or not text:
                above.append((column, around))
                continue
            return []
        path = _joined(around, segment.group())
        actor = path if not above and segment.group()[0].isupper() else actor
        nested = nested or bool(around.strip("/"))
        above.append((column, path))
        gap = _BEHIND.match(text, segment.end())
        behind = _leaf(text[gap.end() :]) if gap else None
        if behind and gap:
            out.extend(_made(behind[0], path, number, block, text[gap.end() + behind[1] :]))
    return out if nested else []


def list_paths(document: Sequence[Block]) -> Mapping[int, str]:
    """The whole path of every list item that is one segment of a tree, by the item."""
    found: dict[int, str] = {}
    titled: dict[int, str] = {}
    for block in document:
        if block.kind != "text" or not block.lead or not block.lines:
            continue
        line = block.lines[0][0]
        start = lead(line)
        if hint := hinted(line):
            titled[block.item] = hint
        elif block.parent_item in titled and (inner := next(iter(hits(line)), None)) and _REST.match(inner.path.text):
            found[block.parent_item] = titled[block.parent_item]
        path = starting_path(line[start:])
        if path is None or path.open_ended or path.host or reversed_hit(line, start) is not None:
            continue
        rest = bare(line[start + path.end :]).strip(f" :：-\u2013\u2014{EDGES}")
        if len(rest) <= 80:
            found[block.item] = beneath(found.get(block.parent_item, ""), path.text)
    return found


def hinted(line: str) -> str:
    """The path in brackets behind the name of a part, ``Users (`/users`)``; it counts where an item below is plainly the rest of one."""
    bracket = _BRACKET.search(line)
    path = path_at(line, bracket.end()) if bracket and not hits(line) else None
    return path.text if path and not path.host and not bare(line[path.end :]).strip(" )）:：") else ""


def beneath(around: str, path: str, *, rooted: bool = False) -> str:
    """A path below a segment of its tree, unless it is spelled out from the root: `/pages` that call `/api/x` are no tree.

    `rooted` is for an `around` that is said to be a prefix, so that `/v1/x` below `/openai` is no other root.
    """
    whole = (not rooted and _FROM_ROOT.match(path)) or template(path).without(template(around)) is not None
    if around.strip("/") and not whole:
        return _joined(around, path)
    return path


def _joined(around: str, segment: str) -> str:
    joined = f"{around.rstrip('/')}/{segment.lstrip('/')}"
    return joined.rstrip("/") or "/"


def _leaf(text: str) -> tuple[tuple[str, ...], int] | None:
    """Methods in capitals that a text begins with and what ends or explains them."""
    match = _METHODS.match(text)
    if match is None or match[1] != match[1].upper() or not (only_methods(match[1]) or match[1]):
        return None
    return methods_in(match[1]), match.end()


def _made(methods: Sequence[str], path: str, line: int, block: Block, text: str) -> list[Candidate]:
    found = spread(methods, Path(path, end=0), line, "fence", block, MEDIUM, text.strip(" #:-/"))
    for one in found:
        one.group = -block.index - 1
    return found
