"""What its form alone leaves open: items and paragraphs that count where the document has the habit of writing its endpoints so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.contract.markdown import words
from accord.contract.markdown.candidates import MEDIUM, WEAK, Candidate
from accord.contract.markdown.form_trees import STREAMS
from accord.contract.markdown.inline import CLOSE, OPEN, bare

if TYPE_CHECKING:
    from collections.abc import Sequence

ENDPOINTS = re.compile(
    r"\bend-?points?\b|\broutes?\b|接口|エンドポイント|엔드포인트|эндпоинт|\brutas?\b|\brotas?\b", re.IGNORECASE
)
_ANSWERS = re.compile(rf"{CLOSE}\s*[→⇒]")
_SHORT_TITLE = 5  # words
_SHORT_LIST = 2  # items
_LISTED = 3  # endpoints said in paragraphs that make a list
_FEWEST = 5  # titled items that make a habit


def coherent_lists(found: Sequence[Candidate], items: dict[int, int]) -> None:
    """Titled items (`- Log in: POST /login`) are an endpoint list where most items of their list are of that form, else mentions."""
    endpoints: dict[int, set[int]] = {}
    for one in found:
        if one.form == "bullet" or one.small:
            endpoints.setdefault(one.block.list_id, set()).add(one.block.item)
    titled = sum(
        one.titled and items.get(one.block.list_id, 1) == len(endpoints.get(one.block.list_id, ())) > 1 for one in found
    )
    for one in found:
        size = items.get(one.block.list_id, 1)
        usual = (
            titled >= _FEWEST and one.titled and not one.told
        )  # the only item of a list in a document that writes its lists so
        listed = one.form == "bullet" and len(endpoints[one.block.list_id]) >= 0.6 * size
        if (
            listed
            and one.rank == WEAK
            and not one.sample
            and (size > 1 or usual or ENDPOINTS.search(one.section.name) or words.is_planned(one.section.name))
        ):
            one.rank = MEDIUM
        elif one.form == "bullet" and one.rank == WEAK and one.titled and _names_it(one):
            one.rank, one.sample = MEDIUM, True  # counts where nothing else defines it
        elif one.small and one.rank == WEAK:
            one.gone = True
        elif one.block.numbered and one.rank == MEDIUM and size > _SHORT_LIST and not listed:
            one.rank = WEAK  # a step among others


def named_parts(found: Sequence[Candidate]) -> None:
    """``### SSE (`/api/v1/sse`)`` over endpoints names their part and its prefix, it is no endpoint beside them."""
    stated = {id(one.section) for one in found if one.form != "heading" and one.rank < WEAK}
    for one in found:
        if one.form == "heading" and id(one.section) in stated and STREAMS.match(one.section.title):
            one.gone = True


def _names_it(one: Candidate) -> bool:
    """Whether an item is a short title and the endpoint, no more than its answer behind it: `- Health check: `GET /health` → `ok``."""
    ends = one.text.startswith(CLOSE) and (not bare(one.text) or _ANSWERS.match(one.text) is not None)
    return not one.told and ends and one.before.count(" ") < _SHORT_TITLE


def habitual(found: Sequence[Candidate]) -> None:
    """Where sections each state their one endpoint in a paragraph of its own, one that goes on behind it is stated, too: "`PUT /x` with ..."."""
    _said(found)
    stated = {id(one.section) for one in found if one.rank < WEAK}
    paragraphs = {id(one.section) for one in found if one.form == "paragraph" and one.rank < WEAK and not one.sample}
    if len(paragraphs) < _FEWEST or len(paragraphs) < 0.8 * len(stated):
        return
    for one in found:
        begins = one.form == "paragraph" and one.rank == WEAK and one.line == one.block.line and not one.before
        if (
            begins
            and one.section.level > 1
            and id(one.section) not in stated
            and one.block.lines[0][0].startswith(OPEN)
        ):
            one.rank, one.sample = MEDIUM, True


def _said(found: Sequence[Candidate]) -> None:
    """Where paragraphs "`GET /x` returns ..." state the endpoints, those that are not the first of their section count, too."""
    stated = [one for one in found if one.rank < WEAK]
    said = [one for one in stated if one.form == "paragraph" and one.sample and not one.before]
    begun = [one for one in found if one.rank == WEAK and _begins(one)]
    plain = len(stated) - len(said)
    told = len({one.line for one in (*said, *begun)})
    paragraphs = all(one.form == "paragraph" for one in stated)
    if (paragraphs and len(said) >= max(_LISTED, len(stated) // 2)) or (said and told >= max(_LISTED, 2 * plain)):
        for one in begun:
            one.rank, one.sample = MEDIUM, True


def _begins(one: Candidate) -> bool:
    """Whether a paragraph below a title begins with the endpoint: "`GET /x` returns ...", not "... is done by"."""
    first = one.form == "paragraph" and one.line == one.block.line and not one.before
    return first and one.section.level > 1 and not one.told and one.block.lines[0][0].startswith(OPEN)
