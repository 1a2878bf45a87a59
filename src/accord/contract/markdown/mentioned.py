"""Endpoints of a document whose sections each name theirs in a short sentence: "Calls `GET /recipes`." below `getRecipes(page)`."""
# ruff: noqa: RUF001  the marks of many languages

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.contract.markdown.candidates import WEAK, Candidate, spread
from accord.contract.markdown.inline import CLOSE, EDGES, OPEN
from accord.contract.markdown.tokens import hit_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from accord.contract.markdown.blocks import Block

_SHORT = re.compile(
    rf"[^\W\d_][^{EDGES}/\d?!.。()（）,;:：]{{0,30}}\s?{OPEN}([A-Z]{{3,7}} /[^{CLOSE}\s]+){CLOSE}\s*[.。]?\s*"
)
_FEWEST = 3  # sections that make it a habit


def mentions(document: Sequence[Block]) -> list[Candidate]:
    """What such sentences name, for a document that states endpoints nowhere else."""
    found = [one for block in document if block.kind == "text" and block.section.level > 1 for one in _of(block)]
    homes = {id(one.section) for one in found}
    return found if len(homes) >= _FEWEST and len(homes) >= len(found) else []


def _of(block: Block) -> Iterator[Candidate]:
    for line, at in block.lines[:1]:
        said = _SHORT.fullmatch(line) if not block.depth else None
        hit = hit_at(said[1], 0) if said else None
        if hit is not None and not hit.path.host and not hit.path.open_ended:
            yield from spread(hit.methods, hit.path, at, "paragraph", block, WEAK)
