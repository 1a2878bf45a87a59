"""The performance log as people and programs read it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from accord.ledger import entry as entries

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accord.ledger.entry import Entry
    from accord.ledger.log import Log

VERSION = 1


def document(log: Log) -> dict[str, Any]:
    """The stable JSON form: the lines as they are written, normalised."""
    rows = [json.loads(entries.write(entry)) for entry in log.entries]
    return {"version": VERSION, "entries": rows, "skipped_lines": log.skipped_lines}


def text(log: Log) -> str:
    """A line per task; "" for an empty log."""
    lines = [" ".join(_words(entry)) for entry in log.entries]
    if log.skipped_lines:
        lines.append(f"{log.skipped_lines} torn or foreign line{'s' * (log.skipped_lines != 1)} passed over")
    return "\n".join(lines)


def summary(log: Log) -> dict[str, Any]:
    """What the lines add up to. Sums are over the lines that know the figure, `null` where none does."""
    delegations = log.delegations
    kept = [entry.kept for entry in delegations if entry.kept]
    savings = [entry.savings for entry in delegations if entry.savings is not None]
    return {
        "version": VERSION,
        "tasks": len(log.entries),
        "delegated": len(delegations),
        "succeeded": sum(entry.success is True for entry in delegations),
        "failed": sum(entry.success is False for entry in delegations),
        "endpoints_kept": sum(part for part, _ in kept) if kept else None,
        "endpoints_promised": sum(whole for _, whole in kept) if kept else None,
        "claude_output_tokens": _sum(entry.claude_output_tokens for entry in log.entries),
        "claude_api_calls": _sum(entry.claude_api_calls for entry in log.entries),
        "codex_agents": _sum(entry.codex_agents for entry in delegations),
        "duration_s": _sum(entry.duration_s for entry in delegations),
        "mean_savings": round(sum(savings) / len(savings), 4) if savings else None,
        "measured_savings": len(savings),
        "skipped_lines": log.skipped_lines,
    }


def summary_text(summary: dict[str, Any]) -> str:
    """The summary in a few lines; what is unknown is left out."""
    if not summary["tasks"]:
        return "no task logged yet"
    lines = [
        f"tasks        {summary['tasks']}, {summary['delegated']} delegated",
        f"delegations  {summary['succeeded']} succeeded, {summary['failed']} failed",
    ]
    if summary["endpoints_promised"] is not None:
        lines.append(f"endpoints    {summary['endpoints_kept']}/{summary['endpoints_promised']} kept")
    if summary["claude_output_tokens"] is not None:
        lines.append(f"Claude       {summary['claude_output_tokens']:,} output tokens")
    if summary["mean_savings"] is not None:
        lines.append(f"savings      {summary['mean_savings']:.0%} on average of {summary['measured_savings']} measured")
    if summary["skipped_lines"]:
        lines.append(f"passed over  {summary['skipped_lines']} torn or foreign lines")
    return "\n".join(lines)


def _words(entry: Entry) -> list[str]:
    task = "".join(c if c.isprintable() else " " for c in entry.task)
    words = [entry.timestamp or "?", "delegated" if entry.delegated else "alone    ", task]
    if entry.delegated:
        words.append({True: "succeeded", False: "failed", None: "outcome unknown"}[entry.success])
        words += [entry.validation] if entry.validation else []
        words += [f"saved {entry.savings:.0%}"] if entry.savings is not None else []
    elif entry.reason:
        words.append(f"({entry.reason})")
    return words


def _sum(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
