"""The values a parameter may take, listed as code spans behind its name: `sort`: `name` or `date`, one of `a` | `b`."""
# ruff: noqa: RUF001  the words and marks of many languages

from __future__ import annotations

import re
from typing import Any, NamedTuple

from accord.contract.markdown.inline import CLOSE, OPEN
from accord.contract.markdown.tokens import AND

_SPAN = rf"{OPEN}[\w.\-\"'+]{{1,40}}{CLOSE}"
_LIST = re.compile(
    rf"{_SPAN}(?:\s*(?:[,|/、]|,?\s?{AND}(?=[\s{OPEN}]))\s*{_SPAN}){{1,30}}(?=\s*(?:$|[.;,(（。；)）]|[\-\u2013\u2014]\s))"
)
_LEAD = re.compile(
    r"(?:[:：=\-\u2013\u2014]|\b(?:(?:one|any|either) of|either|values?(?: are| is)?|allowed|un[oa]? (?:de|tra)|uma? de|une? des?|l'une? des?"
    r"|eine[rs]? (?:von|aus)"
    r"|од(?:ин|на|но) из|од(?:ин|на|не) з|jed(?:en|no|na) z|een van|en av|salah satu|một trong)|可选值|取值|枚举|중 하나)\s*[:：]?\s*$",
    re.IGNORECASE,
)


class Choice(NamedTuple):
    """The values in a text and where their list stands in it."""

    start: int
    end: int
    schema: dict[str, Any]


def choice(text: str) -> Choice | None:
    """The first list of values in a text that begins with, or goes on behind, the name of what takes them."""
    for match in _LIST.finditer(text[:600]):
        listed = match.group()
        barred = "|" in listed and not re.search(rf"{CLOSE}\s*[^\s|]", listed[:-1])
        if match.start() and (barred or _LEAD.search(text[: match.start()])):
            values = re.findall(rf"{OPEN}([^{CLOSE}]+){CLOSE}", listed)
            return Choice(match.start(), match.end(), {"type": "string", "enum": [one.strip("\"' ") for one in values]})
    return None
