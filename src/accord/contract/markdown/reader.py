"""Text of a Markdown contract → `Contract`: strings the stages together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.contract.markdown import form_fences, form_lines, form_pairs, form_tables
from accord.contract.markdown.base import bases, declarations, effective, section_prefixes
from accord.contract.markdown.blocks import blocks
from accord.contract.markdown.prepare import prepare
from accord.contract.markdown.select import flag, select
from accord.model import Contract, Endpoint, Note, Operation, Where

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accord.contract.markdown.blocks import Block
    from accord.contract.markdown.candidates import Candidate, Supply

SUFFIXES = (".md", ".markdown", ".mdx", ".mdown", ".mkd")


def read(text: str, file: str) -> Contract:
    prepared = prepare(text)
    document = blocks(prepared)
    candidates, unread = find(document)
    flag(candidates)
    declared = declarations(document)
    known = bases(declared, document, candidates)
    prefixes = section_prefixes(document, candidates)
    paths = {id(one): effective(one, known, prefixes.get(id(one), "")) for one in candidates}
    promises = select(candidates, paths)
    endpoints = []
    for promise in promises:
        first = next((p for p in promise.places if not p.planned), promise.places[0])
        endpoints.append(
            Endpoint(
                Operation(promise.method, promise.template),
                Where(file, first.line),
                planned=all(p.planned for p in promise.places),
                deprecated=any(p.deprecated for p in promise.places),
                stated=first.path.text,
            )
        )
    notes = tuple(Note("unreadable-row", Where(file, line), why) for line, why in unread)
    return Contract(
        file, "markdown", tuple(endpoints), base=known.document, notes=notes, rows=len(candidates) + len(unread)
    )


def find(document: Sequence[Block]) -> tuple[list[Candidate], list[tuple[int, str]]]:
    """Candidates of every form, and the rows that claim to be an endpoint but cannot be read."""
    cache: dict[int, Supply] = {}
    found: list[Candidate] = []
    unread: list[tuple[int, str]] = []
    leads: dict[int, str] = {}
    items: dict[int, int] = {}
    before = ""
    for block in document:
        if block.kind == "text" and block.lead and block.lines:
            leads[block.item] = block.lines[0][0]
            items[block.list_id] = items.get(block.list_id, 0) + 1
    for block in document:
        if block.kind == "heading":
            found.extend(form_lines.heading(block, cache))
        elif block.kind == "text":
            found.extend(form_lines.text(block, document, cache, leads))
        elif block.kind == "table":
            made, bad = form_tables.table(block, cache)
            found.extend(made)
            unread.extend((one.line, one.why) for one in bad)
        else:
            found.extend(form_fences.fence(block, before))
        before = block.lines[-1][0] if block.lines and block.kind in ("text", "heading") else ""
    form_lines.coherent_lists(found, items)
    paired, lonely = form_pairs.pairs(document, cache, {one.line for one in found})
    found.extend(paired)
    unread.extend(form_pairs.unread_notes(lonely))
    found.sort(key=lambda one: (one.line, one.rank))
    return found, unread
