"""The orchestrate skill as text: lines carry marks, `<!-- accord:NAME ... -->`, and only marked lines are changed."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from accord.errors import UsageError
from accord.ledger.settings import Heuristics

if TYPE_CHECKING:
    from accord.ledger.signals import Improvement

FILE = ".claude/skills/orchestrate/SKILL.md"
_MARK = re.compile(r"<!--\s*accord:([\w ]+?)\s*-->")
_LISTS = {"frameworks": "known", "scenarios": "known", "exceptions": "exceptions"}  # setting → the mark it stands below


def marked(text: str) -> dict[int, tuple[str, ...]]:
    """The names each marked line carries, by its index."""
    lines = enumerate(text.splitlines())
    return {index: tuple(found[1].split()) for index, line in lines if (found := _MARK.search(line))}


def improved(text: str, improvement: Improvement, heuristics: Heuristics) -> str:
    """The skill with an improvement in its marked lines; `heuristics` are those before it.

    Raises UsageError where the marked line is gone or does not say the configured number.
    """
    if improvement.field in _LISTS:
        return _with_name(text, improvement.field, improvement.subject)
    if not any(improvement.field in names for names in marked(text).values()):
        raise _lost(improvement.field, "its mark is gone")
    changed: dict[str, Any] = {improvement.field: int(improvement.subject)}
    return _with_numbers(text, heuristics, replace(heuristics, **changed))


def configured(text: str, heuristics: Heuristics) -> str:
    """The skill as it is shipped, with the numbers and names of a project's configuration."""
    text = _with_numbers(text, Heuristics(), heuristics)
    for setting in _LISTS:
        for name in getattr(heuristics, setting):
            text = _with_name(text, setting, name)
    return text


def _with_numbers(text: str, old: Heuristics, new: Heuristics) -> str:
    """Every marked line with the numbers that differ; each must be there to be changed."""
    lines = text.splitlines(keepends=True)
    for index, names in marked(text).items():
        numbers = {
            str(getattr(old, field.name)): str(getattr(new, field.name))
            for field in fields(new)
            if field.name in names and field.name not in _LISTS and getattr(old, field.name) != getattr(new, field.name)
        }
        said = re.split(r"(\d+)", lines[index])
        if missing := numbers.keys() - set(said):
            raise _lost(names[0], f"line {index + 1} does not say {min(missing)}")
        lines[index] = "".join(numbers.get(part, part) for part in said)
    return "".join(lines)


def _with_name(text: str, setting: str, name: str) -> str:
    lines = text.splitlines(keepends=True)
    mark = _LISTS[setting]
    index = next((index for index, names in marked(text).items() if mark in names), None)
    if index is None:
        raise _lost(setting, "its mark is gone")
    exception = setting == "exceptions"
    line = f"- Exception: {name} — needs deep context" if exception else f"- Known ground too ({setting[:-1]}): {name}"
    lines.insert(index + 1, line + ("\r\n" if lines[index].endswith("\r\n") else "\n"))
    return "".join(lines)


def _lost(name: str, problem: str) -> UsageError:
    return UsageError(
        f"{FILE}: {name} cannot be changed, {problem}; nothing was changed",
        "restore the marked line; accord init --skills shows the difference",
    )
