"""What the placeholders in front of paths stand for: `url = https://host/api`, then `{{url}}/pets`."""
# ruff: noqa: RUF001  the colon of Chinese and Japanese

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from accord.contract.markdown.base_told import clean
from accord.contract.markdown.inline import CLOSE, OPEN, bare
from accord.contract.markdown.tokens import path_at

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accord.contract.markdown.blocks import Block

_VARIABLE = re.compile(
    r"(?:^[\s\-*•>]*|[:：,，;]\s*)(?:export\s+|set\s+)?[@{<$\[`\ue000]*([A-Za-z_]\w{0,40})[}>\]`\ue001]*\s*(?:=|:|：|→|->|is|为|ist|es)\s*[\"'`\ue000]?(?=https?://|\{\{\w+\}\}/|\$\{?\w+\}?/)"
)

_QUOTED = re.compile(
    r"[\"']([A-Za-z]\w{0,30}(?:[Uu][Rr][LlIi]|[Hh]ost|[Ss]erver|[Oo]rigin|[Ee]ndpoint)|url|host|server)[\"']\s*:\s*[\"'](?=https?://)"
)  # a setting in code

_WITH_VALUE = re.compile(
    rf"{OPEN}[{{<:]?([A-Za-z]\w{{2,40}})[}}>]?{CLOSE}\s*[(（][^()（）{OPEN}]{{0,30}}{OPEN}(/[\w./-]*){CLOSE}\s*[)）]"
)  # `mountPath` (default `/panel`)
_BY_OPTION = re.compile(
    rf"\bdefaults?\s+(?:to|is)\s+{OPEN}(/[\w./-]*){CLOSE}[^.{OPEN}]{{0,60}}\s(?:via|through|with|using|by)\s(?:the\s)?{OPEN}([A-Za-z]\w{{2,40}}){CLOSE}",
    re.IGNORECASE,
)  # defaults to `/panel`, changed via the `path` option
_FIRST = re.compile(r"/[{<:]\{?(\w+)\}?[}>]?(?=/|$)")
_FOR_BASE = re.compile(
    r"/[{<]\{?(?:(?:api|base|url|route|mount|root)[_-]?)?(?:prefix|base|root|base_?path|base_?url|mount_?path|root_?path)\}?[}>](?=/)",
    re.IGNORECASE,
)  # `/{prefix}/stats`
_LONGEST = 600  # characters of a line that is looked at for a value


def variables(blocks: Sequence[Block]) -> dict[str, str]:
    """`url = https://host/api`: what a placeholder in front of paths stands for."""
    found: dict[str, str] = {}
    for block in blocks:
        rows = (
            [f"{bare(row.cells[0])} = {row.cells[1]}" for row in block.table.rows if len(row.cells) > 1]
            if block.table
            else []
        )
        for text in [*(text for text, _ in block.lines), *rows]:
            for named in _WITH_VALUE.finditer(text) if OPEN in text and len(text) < _LONGEST else ():
                found.setdefault(variable(named[1]), named[2].rstrip("/"))
            for told in _BY_OPTION.finditer(text) if OPEN in text and len(text) < _LONGEST else ():
                found.setdefault(variable(told[2]), told[1].rstrip("/"))
            settings = _QUOTED.finditer(text) if block.kind == "fence" and "://" in text else ()
            for match in chain(_VARIABLE.finditer(text), settings) if len(text) < 400 else ():
                path = path_at(text, match.end())
                if path is not None:
                    around = found.get(variable(path.host), "")  # `@base = {{host}}/api`
                    found.setdefault(variable(match[1]), around + clean(path))
    return found


def variable(written: str) -> str:
    """A variable by its bare name; of a URL nothing."""
    return "" if "://" in written else re.sub(r"\W", "", written).lower()


def stands_in(path: str) -> int:
    """Where a parameter ends that stands for the base in front of a path, `/{prefix}/stats`; 0 where there is none."""
    found = _FOR_BASE.match(path)
    return found.end() if found else 0


def filled(path: str, known: Mapping[str, str]) -> str:
    """A path whose first segment is a name that has a value, with the value: `/{mountPath}/health` → `/panel/health`."""
    first = _FIRST.match(path)
    if first is None or first[1].lower() not in known:
        return path
    return known[first[1].lower()] + path[first.end() :] or "/"
