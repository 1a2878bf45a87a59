"""The installed skill as text: lines carry marks, `<!-- accord:NAME -->`, and only marked lines are changed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.errors import UsageError

if TYPE_CHECKING:
    from accord.ledger.settings import Heuristics
    from accord.ledger.signals import Improvement

FILE = ".claude/skills/orchestrate/SKILL.md"
_MARK = re.compile(r"<!--\s*accord:([\w ]+?)\s*-->")


def marked(text: str) -> dict[int, tuple[str, ...]]:
    """The names each marked line carries, by its index."""
    lines = enumerate(text.splitlines())
    return {index: tuple(found[1].split()) for index, line in lines if (found := _MARK.search(line))}


def changed(text: str, improvement: Improvement, heuristics: Heuristics) -> str:
    """The skill with an improvement in its marked lines; the text as it is where the improvement changes no setting.

    Raises UsageError where the marked line is gone or no longer says the configured number.
    """
    if not improvement.field:
        return text
    if improvement.field == "min_lines":
        return _with_number(text, improvement.field, heuristics.min_lines, int(improvement.subject))
    if improvement.field == "exceptions":
        return _with_line(text, "exceptions", f"- Exception: {improvement.subject} — needs deep context")
    return _with_line(text, "known", f"- Known ground too ({improvement.field[:-1]}): {improvement.subject}")


def _with_number(text: str, name: str, old: int, new: int) -> str:
    lines = text.splitlines(keepends=True)
    hits = [index for index, names in marked(text).items() if name in names]
    for index in hits:
        lines[index], count = re.subn(rf"\b{old}\b", str(new), lines[index])
        if not count:
            raise _lost(name, f"its line {index + 1} no longer says {old}")
    if not hits:
        raise _lost(name, "its mark is gone")
    return "".join(lines)


def _with_line(text: str, name: str, line: str) -> str:
    lines = text.splitlines(keepends=True)
    index = next((index for index, names in marked(text).items() if name in names), None)
    if index is None:
        raise _lost(name, "its mark is gone")
    lines.insert(index + 1, line + "\n")
    return "".join(lines)


def _lost(name: str, problem: str) -> UsageError:
    return UsageError(
        f"{FILE}: {name} cannot be changed, {problem}; nothing was changed",
        "restore the marked line (accord init --skills shows the difference)",
    )
