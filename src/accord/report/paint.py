"""Colour at the edge: styles by meaning, plain text where colour is not wanted."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Paint = Callable[[str, str], str]

_STYLES: Mapping[str, str] = {
    "error": "bold red",
    "warning": "yellow",
    "info": "cyan",
    "kept": "green",
    "broken": "bold red",
    "undetermined": "yellow",
    "nothing-examined": "bold red",
    "place": "bold",
    "label": "dim",
}


def plain(text: str, meaning: str) -> str:
    """The text as it is."""
    del meaning
    return text


def coloured(text: str, meaning: str) -> str:
    """The text in the colour of its meaning, as ANSI codes."""
    from rich.style import Style

    return Style.parse(_STYLES[meaning]).render(text) if meaning in _STYLES else text


def visible(text: str) -> str:
    """The text without its colours."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def painter(*, color: bool) -> Paint:
    return coloured if color else plain


def wants_color(environment: Mapping[str, str], *, terminal: bool) -> bool:
    """Whether to colour: `NO_COLOR` refuses and `FORCE_COLOR` demands (when not empty), else a terminal decides."""
    if environment.get("NO_COLOR"):
        return False
    return bool(environment.get("FORCE_COLOR")) or (terminal and environment.get("TERM") != "dumb")
