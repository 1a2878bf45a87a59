"""The version of the API that a document states about itself: `Version: 1.2`, in whatever language."""
# ruff: noqa: RUF001  the marks of many languages

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.contract.markdown.inline import bare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accord.contract.markdown.blocks import Block

_FIRST = 40  # blocks: a document says it in front
_NUMBER = r"v?(\d{1,4}(?:\.\d{1,4}){0,3}(?:[-+][\w.]{1,20})?)"
_WORD = (
    r"(?:(?:api|document|spec(?:ification)?|contract)[ -])?(?:version|versión|versão|versione|versie|versi|verze|wersja|sürüm"
    r"|phiên bản|версия|версія)|(?:api ?|文档)?(?:版本号?|バージョン|버전)"
)
_STATED = re.compile(rf"(?:^|[|·•,;(]\s?)[\s\W]{{0,4}}(?:{_WORD})\s*[:：=|]\s*{_NUMBER}(?![\w.])", re.IGNORECASE)
_ALONE = re.compile(rf"(?:{_WORD})\s+{_NUMBER}", re.IGNORECASE)
_FRONT = re.compile(rf"version\s*:\s*[\"']?{_NUMBER}[\"']?\s*", re.IGNORECASE)


def of_front_matter(lines: Sequence[str]) -> str:
    """The version that front matter states, "" where it states none."""
    return next((match[1] for line in lines if (match := _FRONT.fullmatch(line))), "")


def edition(document: Sequence[Block], before: int) -> str:
    """The version stated in the lines above `before`, where the endpoints begin; "" where there is none."""
    for block in document[:_FIRST]:
        if block.line >= before or (block.section.level > 1 and block.kind != "text"):
            return ""
        texts = [text for text, _ in block.lines] if block.kind == "text" else []
        texts += [" | ".join(row.cells[:2]) for row in block.table.rows] if block.table else []
        for text in texts:
            naked = bare(text)[:300].strip()
            if match := _STATED.search(naked) or _ALONE.fullmatch(naked):
                return match[1]
    return ""
