"""What changed between two runs, for somebody who watches: at most a screen, counts last."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from accord.report import text
from accord.report.grid import shortened
from accord.report.paint import plain

if TYPE_CHECKING:
    from accord.model import Finding, Report
    from accord.report.paint import Paint

LINES = 23  # a screen of 24 lines, the cursor's among them


def told(before: Report | None, after: Report, **look: Any) -> str:
    """What is new since `before`, or all there is without one."""
    return between(before, after, **look) if before else first(after, **look)


def first(report: Report, *, paint: Paint = plain, color: bool = False, width: int = 0) -> str:
    """The run everything is compared with: what counts, then the counts."""
    lines = [_line("!", flaw, paint, width) for flaw in _counting(report)]
    return _screen(lines, text.render(report, quiet=True, color=color))


def between(before: Report, after: Report, *, paint: Paint = plain, color: bool = False, width: int = 0) -> str:
    """Findings that are new (`+`) and those that are gone (`-`), then the counts."""
    old, new = _counting(before), _counting(after)
    lines = [_line("+", flaw, paint, width) for flaw in _without(new, old)]
    lines += [_line("-", flaw, paint, width) for flaw in _without(old, new)]
    return _screen(lines or ["nothing changed"], text.render(after, quiet=True, color=color))


def _counting(report: Report) -> list[Finding]:
    return [flaw for flaw in report.findings if not flaw.waiver and flaw.severity != "info"]


def _without(some: list[Finding], others: list[Finding]) -> list[Finding]:
    left = Counter(flaw.fingerprint for flaw in others)
    found = []
    for flaw in some:
        if left[flaw.fingerprint]:
            left[flaw.fingerprint] -= 1
        else:
            found.append(flaw)
    return found


def _line(mark: str, flaw: Finding, paint: Paint, width: int) -> str:
    said = f"{mark} {text.head(flaw)}  {flaw.message}"
    return paint(shortened(said, width) if width else said, "kept" if mark == "-" else flaw.severity)


def _screen(lines: list[str], counts: str) -> str:
    last = counts.rstrip("\n").splitlines()[-8:]
    room = LINES - len(last)
    if len(lines) > room:
        lines = [*lines[: room - 1], f"  {len(lines) - room + 1} more"]
    return "\n".join([*lines, *last]) + "\n"
