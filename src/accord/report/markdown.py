"""Markdown for a pull request, a wiki or GitHub's step summary: the verdict, the matrix, the findings.

What was read from the project is put into code spans, or its marks are escaped: a path must not become a table column,
a link or HTML.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from accord.report import matrix
from accord.report.text import counted, looked_at, subject
from accord.rules import help_uri

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from accord.model import Component, Finding, Report, Where

_RANK = ("error", "warning", "info")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&!@])")


def render(report: Report, *, limit: int = 0, **_: Any) -> str:
    """The whole report; with `limit` (bytes), lines that were kept go first and findings last until it fits."""
    every = matrix.lines(report)
    for lines, most in ((every, 0), (_worth_telling(every), 0), (_worth_telling(every), 50), ((), 50), ((), 0)):
        text = _page(report, lines, len(every) - len(lines), most)
        if not limit or len(text.encode("utf-8", "replace")) <= limit:
            return text
    return _head(report) + "\n"


def render_error(kind: str, message: str, place: Where) -> str:
    """The message, and what kind of fault it is."""
    at = f" ({_code(place)})" if place.file else ""
    return f"## ❌ API contract: not checked\n\n{_text(kind)} error{at}: {_text(message)}\n"


def _page(report: Report, lines: Sequence[matrix.Line], left_out: int, most: int) -> str:
    parts = [_head(report), *_table(report, lines, left_out), *_findings(report, most), *_unread(report, most)]
    return "\n\n".join(parts) + "\n"


def _head(report: Report) -> str:
    mark = {"kept": "✅", "undetermined": "❔"}.get(report.verdict, "❌")
    return f"## {mark} API contract: {report.verdict.replace('-', ' ')}\n\n{_text(counted(report, verbose=True))}"


def _worth_telling(lines: Iterable[matrix.Line]) -> tuple[matrix.Line, ...]:
    return tuple(line for line in lines if line.worst not in ("kept", "not-applicable"))


def _table(report: Report, lines: Sequence[matrix.Line], left_out: int) -> list[str]:
    parts = matrix.columns(report)
    if not lines:
        return [f"{left_out} endpoints are not listed here."] if left_out else []
    head = ["", "endpoint", lines[0].promised_by, *(_text(part.name) for part in parts)]
    rows = [
        [
            matrix.STATES[line.worst][0],
            _code(line.operation),
            _code(line.contract) if line.contract else "not in it" if line.contract_file else "nowhere",
            *_cells(line, parts),
        ]
        for line in lines
    ]
    table = [_row(head), _row(["---"] * len(head)), *map(_row, rows)]
    if left_out:
        table += ["", f"{left_out} more endpoints need no attention."]
    legend = "  ".join(f"{mark} {words}" for mark, words in matrix.STATES.values())
    looked = [f"- {_text(part.name)}: {_text(looked_at(report, part))}" for part in parts]
    return ["\n".join(table), legend, "\n".join(looked)]


def _cells(line: matrix.Line, parts: Iterable[Component]) -> list[str]:
    found = []
    for part in parts:
        state, cell = line.state(part.name), line.cells.get(part.name)
        mark = matrix.STATES[state][0] if state else ""
        found.append(f"{mark} {_code(cell.at)}" if cell and cell.at else mark)
    return found


def _findings(report: Report, most: int) -> list[str]:
    parts = []
    for severity in _RANK:
        group = [flaw for flaw in report.findings if flaw.severity == severity and not flaw.waiver]
        if group:
            lines = [_finding(flaw) for flaw in group[: most or None]]
            parts.append("\n".join([f"### {severity.capitalize()} ({len(group)})", "", *lines, *_rest(group, most)]))
    if waived := [flaw for flaw in report.findings if flaw.waiver]:
        lines = [f"{_finding(flaw, brief=True)}: {_text(flaw.waiver)}" for flaw in waived[: most or None]]
        parts.append("\n".join([f"### Waived ({len(waived)})", "", *lines, *_rest(waived, most)]))
    return parts


def _finding(flaw: Finding, *, brief: bool = False) -> str:
    place = _code(flaw.where) if flaw.where.file else ""
    about = _code(subject(flaw)) if subject(flaw) else ""
    head = " ".join(part for part in (place, f"[{flaw.rule}]({help_uri(flaw.rule)})", about) if part)
    if brief:
        return f"- {head}"
    lines = [f"- {head}: {_text(flaw.message)}"]
    if flaw.code and flaw.code != flaw.where:
        lines.append(f"  - {_text(flaw.component or 'source')}: {_code(flaw.code)}")
    if flaw.nearest:
        place = f"{_code(flaw.nearest.where)} {_code(flaw.nearest.operation)}"
        lines.append(f"  - nearest: {place} {_text(flaw.nearest.difference)}".rstrip())
    if flaw.fix:
        lines.append(f"  - fix: {_text(flaw.fix)}")
    return "\n".join(lines)


def _unread(report: Report, most: int) -> list[str]:
    lines = list(
        dict.fromkeys(
            f"- {_code(place.where)}: {_text(place.reason)}" + (f" (may hide {_code(hides)})" if hides else "")
            for scan in report.scans.values()
            for place in scan.unread
            for hides in (", ".join(place.covers),)
        )
    )
    title = f"### Not understood ({len(lines)})"
    return ["\n".join([title, "", *lines[: most or None], *_rest(lines, most)])] if lines else []


def _rest(everything: Sequence[object], most: int) -> list[str]:
    return [f"- and {len(everything) - most} more"] if most and len(everything) > most else []


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _code(value: object) -> str:
    """A code span that holds any text; a bar is escaped, as tables read it first."""
    text = re.sub(r"\s+", " ", str(value)).replace("|", "\\|")
    fence = "`" * (max((len(run) for run in re.findall(r"`+", text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _text(value: str) -> str:
    return _SPECIAL.sub(r"\\\1", re.sub(r"\s+", " ", value))
