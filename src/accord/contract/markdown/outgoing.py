"""Requests the service itself sends: samples of webhooks. They look like endpoints and are none."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from accord.contract.markdown import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from accord.contract.markdown.blocks import Block, Section
    from accord.contract.markdown.candidates import Candidate

_YOURS = re.compile(
    r"/(?:\{|<)?(?:tu|su|mi|votre|mon|ihre?|dein|mein|seu|sua|meu)[-_](?=\w)|/(?:\{|<|\[)?your[\W_]|/(?:\{|<|\[)your",
    re.IGNORECASE,
)
_LINES = 8  # lines above a sample that are read


def sent(candidates: Sequence[Candidate], document: Sequence[Block]) -> Iterator[Candidate]:
    """The candidates that show what the service sends: below a title about webhooks, introduced or described as sent."""
    hooked = [(one, title) for one in candidates if (title := _hook(one.section)) is not None]
    if not hooked:
        return
    said: dict[int, list[tuple[int, str]]] = {}
    for block in document:
        for text, line in block.lines if block.kind == "text" else ():
            said.setdefault(id(block.section), []).append((line, text))
    starts = sorted({one.line for one in candidates})
    usual = {one.path.host for one in candidates if _hook(one.section) is None}
    for one, title in hooked:
        if one.form == "table":
            continue
        if _YOURS.search(one.path.text) or ("your" in one.path.host.lower() and one.path.host not in usual):
            yield one
        elif one.form == "heading" or one.method in ("GET", "PUT", "DELETE"):
            continue  # what is sent is posted, the rest sets the webhook up
        elif words.is_sent(one.text) or words.is_sent(_above(one, title, said, starts)):
            yield one


def _hook(section: Section) -> Section | None:
    return next((one for one in section.chain() if words.is_hook_title(one.name)), None)


def _above(one: Candidate, title: Section, said: Mapping[int, list[tuple[int, str]]], starts: Sequence[int]) -> str:
    """The text between the candidate before and this one; in a section that says nothing, that of the sections around it."""
    before = starts[at - 1] if (at := bisect_left(starts, one.line)) else 0
    for section in one.section.chain():
        lines = [text for line, text in said.get(id(section), ()) if line < one.line]
        near = [text for line, text in said.get(id(section), ()) if before < line < one.line]
        if lines or section is title:
            return " ".join((near if section is one.section else lines)[-_LINES:])
    return ""
