"""One line of the performance log: a task, done by Claude alone or delegated. None is unknown, 0 is zero."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, fields
from typing import Any

from accord.ledger import lines

_SHARED = ("claude_output_tokens", "claude_api_calls")
_ADDED = ("framework", "scenario", "baseline_output_tokens", "savings", "patch")
_DELEGATED = ("success", "endpoints", "validation", *_SHARED, "codex_agents", "duration_s", "notes", *_ADDED)
_ALONE = ("reason", *_SHARED, *_ADDED)
_WHERE_KNOWN = ("retries", "lines")
_VALIDATION = re.compile(r"\s*(\d+)\s*/\s*(\d+)\s*")
_PERCENT = re.compile(r"\s*([+\-\u2212]?)(\d+(?:\.\d+)?)\s*%\s*")


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a task when it is done. `timestamp` is ISO 8601 with its zone; "" is filled in on recording."""

    task: str
    delegated: bool
    timestamp: str = ""
    success: bool | None = None
    endpoints: int | None = None
    validation: str | None = None  # kept of promised, "18/20"
    reason: str | None = None  # why Claude did it itself
    claude_output_tokens: int | None = None
    claude_api_calls: int | None = None
    codex_agents: int | None = None
    duration_s: float | None = None
    notes: str | None = None
    framework: str | None = None  # several are separated by commas
    scenario: str | None = None
    baseline_output_tokens: int | None = None  # what Claude alone would have spent, or did
    savings: float | None = None  # the fraction of the baseline that was not spent: 0.22; negative where more was
    patch: str | None = None  # the patch file that came home, relative to the project
    retries: int | None = None  # repair rounds; written only where known
    lines: str | None = None  # of components written from nothing, by framework: "fastapi 304/16" endpoints; likewise

    @property
    def kept(self) -> tuple[int, int] | None:
        """`validation` as two numbers."""
        match = _VALIDATION.fullmatch(self.validation or "")
        return (int(match[1]), int(match[2])) if match else None

    @property
    def failed_validation(self) -> bool:
        return self.kept is not None and self.kept[0] < self.kept[1]


def write(entry: Entry) -> str:
    """The entry as a line of JSON, with the fields that belong to its kind of work."""
    values = asdict(entry)
    names = ["timestamp", "task", "delegated", *(_DELEGATED if entry.delegated else _ALONE)]
    names += [name for name in _WHERE_KNOWN if values[name] is not None]
    return json.dumps({name: values[name] for name in names}, ensure_ascii=False) + "\n"


def read(data: bytes) -> Entry | None:
    """The entry on a line, whoever wrote it: unknown keys are passed over, a value of the wrong kind is unknown.

    None where the line is no entry: not whole, no object, or silent on whether the work was delegated.
    """
    row = lines.parse(data)
    if row is None or not isinstance(row.get("delegated"), bool):
        return None
    values = {field.name: _value(str(field.type), row.get(field.name)) for field in fields(Entry)}
    savings = _fraction(row.get("savings"))
    if savings is None and values["delegated"]:
        savings = saved(values["claude_output_tokens"], values["baseline_output_tokens"])
    values.update(task=values["task"] or "", timestamp=values["timestamp"] or "", savings=savings)
    return Entry(**values)


def saved(spent: int | None, baseline: int | None) -> float | None:
    """The fraction of the baseline that was not spent; None where one of the two is unknown or the baseline is 0."""
    if spent is None or not baseline:
        return None
    return round((baseline - spent) / baseline, 4)


def _value(kind: str, value: Any) -> Any:
    if kind.startswith("bool"):
        return value if isinstance(value, bool) else None
    if kind.startswith("str"):
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            value = ", ".join(value)
        return lines.word(value) if isinstance(value, str) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:  # noqa: PLR0124 NaN is unknown
        return None
    return int(value) if kind.startswith("int") and abs(value) < 2**53 else value


def _fraction(value: Any) -> float | None:
    """Savings as a fraction, also where someone wrote a percentage: nobody saves more than the whole, so 22 is 22 %; a
    signed text is a change as the tables show it, "-22%" saved what "22%" did.
    """
    if isinstance(value, str) and (match := _PERCENT.fullmatch(value)):
        percent = float(match[2])
        return round((-percent if match[1] == "+" else percent) / 100, 4)
    number = _value("float", value)
    if number is None:
        return None
    return float(number) / 100 if number > 1 else float(number)
