"""Meterings as people and programs read them: one set, or two as baseline and delegated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from accord.ledger.usage import LABELS, Metering, as_dict

if TYPE_CHECKING:
    from collections.abc import Sequence

VERSION = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of both sets; `change` is the fraction of the baseline by which it grew (-0.22: 22 % were saved)."""

    metric: str
    name: str
    baseline: int
    delegated: int

    @property
    def change(self) -> float | None:
        return round((self.delegated - self.baseline) / self.baseline, 4) if self.baseline else None


def compare(baseline: Metering, delegated: Metering) -> tuple[Row, ...]:
    """Every figure of every tool that either set has, tools apart; a tool that one set lacks spent nothing there."""
    rows = []
    for tool in ("claude", "codex"):
        before, after = getattr(baseline, tool), getattr(delegated, tool)
        old, new = (as_dict(usage) if usage else {} for usage in (before, after))
        rows += [
            Row(label, name, old.get(name, 0), new.get(name, 0))
            for name, label in LABELS[tool].items()
            if before or after
        ]
    return tuple(rows)


def document(metering: Metering) -> dict[str, Any]:
    """The stable JSON form of one set. `totals` are those of Claude where both tools were metered; `tools` has both."""
    return {
        "version": VERSION,
        "sessions": [{"tool": s.tool, "id": s.id, "totals": as_dict(s.usage)} for s in metering.sessions],
        "totals": as_dict(metering.totals),
        "tools": {tool: as_dict(getattr(metering, tool)) for tool in metering.tools},
        "files": metering.files,
        "unfinished_messages": metering.unfinished_messages,
        "skipped_lines": metering.skipped_lines,
    }


def comparison(baseline: Metering, delegated: Metering) -> dict[str, Any]:
    """The JSON form of two sets: the delegated one, the baseline, and each figure of both."""
    rows = [
        {"metric": row.name, "label": row.metric, "baseline": row.baseline, "delegated": row.delegated}
        | {"savings": None if row.change is None else -row.change or 0.0}
        for row in compare(baseline, delegated)
    ]
    other = document(baseline)
    other.pop("version")
    return {**document(delegated), "against": other, "comparison": rows}


def text(metering: Metering) -> str:
    """One set as lines: a figure each."""
    cells = [
        [label, f"{getattr(getattr(metering, tool), name):,}"]
        for tool in metering.tools
        for name, label in LABELS[tool].items()
    ]
    return "\n".join([*_aligned(cells), *_remarks(metering)])


def markdown(metering: Metering) -> str:
    """One set as a Markdown table."""
    cells = [
        [label, f"{getattr(getattr(metering, tool), name):,}"]
        for tool in metering.tools
        for name, label in LABELS[tool].items()
    ]
    return "\n".join([*_table([["Metric", "Tokens"], *cells]), *_spaced(_remarks(metering))])


def text_comparison(baseline: Metering, delegated: Metering) -> str:
    cells = [["Metric", "Baseline", "Delegated", "Savings"], *_cells(compare(baseline, delegated))]
    return "\n".join([*_aligned(cells), *_remarks(baseline, delegated)])


def markdown_comparison(baseline: Metering, delegated: Metering) -> str:
    cells = [["Metric", "Baseline", "Delegated", "Savings"], *_cells(compare(baseline, delegated))]
    return "\n".join([*_table(cells), *_spaced(_remarks(baseline, delegated))])


def _cells(rows: Sequence[Row]) -> list[list[str]]:
    return [[row.metric, f"{row.baseline:,}", f"{row.delegated:,}", _percent(row.change)] for row in rows]


def _percent(change: float | None) -> str:
    if change is None:
        return "n/a"
    whole = round(change * 100)
    return f"{whole:+d}%" if whole else "0%"


def _remarks(*meterings: Metering) -> list[str]:
    skipped = sum(metering.skipped_lines for metering in meterings)
    unfinished = sum(metering.unfinished_messages for metering in meterings)
    remarks = []
    if unfinished:
        remarks.append(f"{_many(unfinished, 'message')} without a final count: output tokens are understated")
    if skipped:
        remarks.append(f"{_many(skipped, 'torn or unreadable line')} passed over")
    return remarks


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"


def _aligned(cells: Sequence[Sequence[str]]) -> list[str]:
    """Columns of equal width, the first to the left, figures to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(*cells, strict=True)]
    return [
        "  ".join([row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))])
        for row in cells
    ]


def _table(cells: Sequence[Sequence[str]]) -> list[str]:
    head, *body = [f"| {' | '.join(row)} |" for row in cells]
    return [head, f"|---|{'---:|' * (len(cells[0]) - 1)}", *body]


def _spaced(lines: list[str]) -> list[str]:
    return ["", *lines] if lines else []
