"""Sentences that a writer's line width has broken, put together again: "Every path is prefixed" and "with `/api/v3`." below it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.contract.markdown import words
from accord.contract.markdown.inline import CLOSE, EDGES, OPEN, bare
from accord.contract.markdown.tokens import hits

if TYPE_CHECKING:
    from accord.contract.markdown.blocks import Block

_SHORTEST, _LONGEST = 20, 500  # characters of a line that was broken, and of what is still put behind it
_LABEL = 40  # characters of a text that can be a label and its value
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def sentences_whole(block: Block) -> tuple[tuple[str, int], ...]:
    """The lines of a text with their numbers, a broken sentence whole in the line it begins in and the rest in its own."""
    if block.kind != "text" or len(block.lines) < 2:
        return block.lines
    out: list[tuple[str, int]] = []
    last = 0  # the number of the line before
    for text, line in block.lines:
        if out and last not in block.breaks and _goes_on(out[-1][0], text):
            head, *rest = _SENTENCE_END.split(text.strip(), maxsplit=1)
            out[-1] = (f"{out[-1][0].rstrip()} {head}", out[-1][1])
            out.extend((one, line) for one in rest)
        else:
            out.append((text, line))
        last = line
    return tuple(out)


def _goes_on(before: str, after: str) -> bool:
    """Whether a line stops within a sentence, and the next one is neither an entry nor a label."""
    if not _SHORTEST <= len(before) <= _LONGEST:
        return False
    begun, coded = before.rstrip(), after.lstrip().startswith(OPEN)
    told = bare(after)[:1]
    if coded:
        goes_on = begun[-1:].isalnum() or begun.endswith(",")
        return goes_on and not (hits(before) and hits(after))
    said = bare(begun).rstrip()
    ends = said[-1:].isalnum() or said.endswith((",", "`")) or begun.endswith(CLOSE)
    return ends and told.islower() and not words.label(after[:_LABEL].strip(f" {EDGES}"))[0]
