"""What tables and samples below an endpoint say: fields, answers, bodies, headers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.contract import example, written
from accord.contract.markdown import roles, words
from accord.contract.markdown.bodies import pieces
from accord.contract.markdown.facts import shape_in, unstated
from accord.contract.markdown.fields import Field, table_fields
from accord.contract.markdown.inline import OPEN, bare

if TYPE_CHECKING:
    from accord.contract.markdown.blocks import Block
    from accord.contract.markdown.facts import Facts
    from accord.contract.markdown.tables import Row

_USUAL_HEADERS = re.compile(
    r"(?:host|content-\w+|accept(?:-\w+)?|authorization|user-agent|connection|cookie|cache-control|pragma|origin|referer|date|transfer-encoding|location|server|sec-.*)",
    re.IGNORECASE,
)
_HEADER_LINE = re.compile(r"\s*([A-Za-z][A-Za-z0-9-]{1,40}):\s+\S")
_PAIR = re.compile(r"\s*([A-Za-z_][\w.\-\[\]]{0,60})=([^&\s]{0,200})&?\s*$")
_FORM_SAMPLE = re.compile(
    r"[A-Za-z_][\w.\-\[\]]{0,60}=[^&\s]{0,400}(?:&[A-Za-z_][\w.\-\[\]]{0,60}=[^&\s]{0,400}){1,40}"
)
_FORM_NAME = re.compile(r"(?:^|&)\s*([A-Za-z_][\w.\-\[\]]{0,60})=")
_MEDIA_TYPE = re.compile(r"\w+/[\w.+*-]+(?:\s*;.*)?")
_REQUEST_LINE = re.compile(r"\s*(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+\S+")


def read_table(block: Block, facts: Facts, announced: tuple[str, str]) -> None:
    """A table of statuses, of fields, or of answers with a column of statuses; `announced` is the role and status above it."""
    grid = block.table
    if grid is None:
        return
    first = [bare(row.cells[0]) for row in grid.rows if row.cells]
    codes = [re.match(r"[1-5](?:\d\d|xx)\b", cell, re.IGNORECASE) for cell in first]
    if first and sum(code is not None for code in codes) >= 0.6 * len(first):
        for row, code in zip((row for row in grid.rows if row.cells), codes, strict=True):
            if code:
                _answer_row(code[0].upper(), row, facts)
        return
    found = table_fields(grid)
    for one in found:
        facts.add(one.place or announced[0] or "params", one, announced[1])
    if found:
        return
    names = [words.tidy(cell) for cell in grid.header]
    column = next(
        (i for i, name in enumerate(names) if re.search(r"status|code|状态|상태|ステータス|código|statut", name)),
        -1,
    )
    for row in grid.rows:
        if 0 <= column < len(row.cells) and (status := roles.status(row.cells[column])):
            facts.add_status(status, bare(row.cells[-1]), row.line)


def _answer_row(code: str, row: Row, facts: Facts) -> None:
    """A row of a table of statuses: its text, and a shape or model in a column of its own."""
    shaped = [cell for cell in row.cells[1:] if OPEN in cell and shape_in(cell) is not None]
    text = next((cell for cell in row.cells[1:] if cell not in shaped and not _MEDIA_TYPE.fullmatch(bare(cell))), "")
    facts.add_status(code, bare(text), row.line)
    for cell in shaped[:1]:
        facts.add_answer(code, cell, row.line, only_if_shaped=True)


def is_label_of(name: str) -> bool:
    """Whether a word before a colon below a request line is no header but a label: `Auth: none`, `Body: {...}`."""
    return "-" not in name and roles.role(name) is not None


def _sent(block: Block, facts: Facts) -> None:
    """The headers of a sample request that are not of every request: `If-Match: "v3"`."""
    if not block.lines or not _REQUEST_LINE.match(block.lines[0][0]):
        return
    asked = block.lines[0][0].rstrip()
    for raw, line in block.lines[1:40]:
        if asked.endswith(("?", "&")) and (pair := _PAIR.match(raw)):  # the query goes on: `response_type=code&`
            facts.add("query", Field(pair[1], example.sampled(pair[2]), line=line))
            asked = raw.rstrip()
            continue
        if _FORM_SAMPLE.fullmatch(raw.strip()):
            for name in _FORM_NAME.findall(raw):
                facts.add("request", Field(name, line=line))
            return
        header = _HEADER_LINE.match(raw)
        if header is None:
            return
        if header[1].lower() == "content-type":
            facts.note_media(raw)
        if not _USUAL_HEADERS.fullmatch(header[1]) and not is_label_of(header[1]):
            facts.add("header", Field(header[1], line=line))


def read_fence(
    block: Block, facts: Facts, method: str, announced: tuple[str, str, str], opened: frozenset[str]
) -> None:
    """The samples of a fence; `announced` is the role, status and media type above it, `opened` are the statuses that the
    line of the endpoint gives.
    """
    if written.is_tagged(block.info):
        _written(block, facts, announced)
        return
    _sent(block, facts)
    for piece in pieces(block):
        role, status = piece.role or announced[0], piece.status or ("" if piece.role else announced[1])
        if role in ("query", "header", "path", "auth"):
            continue
        if not piece.text:
            facts.add_status(status, "", piece.line)
            continue
        read = example.read(piece.text)
        if read is None:
            continue
        if role not in ("request", "response", "error", "params"):
            sends = method in ("POST", "PUT", "PATCH")
            role = "request" if sends and not facts.request and not (facts.responses.keys() - opened) else "response"
        if role in ("response", "error"):
            facts.add_body(status or unstated(role), read, piece.line, announced[2])
        elif method not in ("GET", "HEAD"):
            facts.add_request(read, piece.line)


def _written(block: Block, facts: Facts, announced: tuple[str, str, str]) -> None:
    """A fence tagged as a schema, or as the example of the one above it."""
    role, status, media = announced
    read = written.fenced(block.info, "\n".join(text for text, _ in block.lines))
    if read is not None and role in ("response", "error"):
        facts.add_body(status or unstated(role), read, block.line, media)
    elif read is not None and role == "request":
        facts.add_request(read, block.line)
