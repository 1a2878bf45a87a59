"""A report with one of everything: each verdict, findings with and without a contract side, an unread place, hostile names."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from accord.compare import compare
from accord.model import Cell, Note, Report, TrailStep, Unread, Verdict, Where
from making import BACKEND, FRONTEND, call, called, contract, report, route, served

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accord.model import Comparison, Finding

HOSTILE = "GET /x/<script>alert(1)</script>|`a`::error::\x07b"
TRAIL = (
    TrailStep(Where("backend/main.py", 7), "/api"),
    TrailStep(Where("backend/items.py", 3), "/items"),
    TrailStep(Where("backend/items.py", 9), "/{id}"),
)
ROWS = (
    "GET /api/items/{id}",
    "POST /api/users/{id}/avatar",
    "GET /trailing/",
    "GET /dyn/y",
    "DELETE /api/items/{id}",
    "GET /accepted",
)


def whole(more: Sequence[str] = (), **facts: object) -> Report:
    """Two components, every verdict, one waived row; `more` are rows that both keep."""
    unread = [Unread(Where("backend/main.py", 9), "module not found", ("/dyn",))]
    kept = route("GET /api/items/{item_id}", 9, file="backend/items.py", trail=TRAIL)
    routes = [kept, "PUT /api/users/{id}/avatar", "GET /trailing", "GET /zebra", route(HOSTILE, 5), *more]
    calls = ["GET /api/items/{id}", call("DELETE /api/items/{id}", 4), call("POST /pay/{id}", 7), *more]
    scans = {"backend": served(*routes, unread=unread, unsupported={"Flask": 2}), "frontend": called(*calls)}
    notes = (Note("unreadable-row", Where("api.md", 40), "no path in this row"),)
    found = waive(
        compare(contract(*ROWS, *more, notes=notes), [BACKEND, FRONTEND], scans), "GET /accepted", "planned for May"
    )
    return report(found, scans, BACKEND, FRONTEND, seconds=1.5, **facts)


def waive(comparison: Comparison, operation: str, reason: str) -> Comparison:
    """The comparison with one broken endpoint accepted, as waivers do it."""

    def accepted(flaw: Finding) -> Finding:
        return replace(flaw, waiver=reason) if str(flaw.operation) == operation and flaw.severity == "error" else flaw

    def cell(one: Cell) -> Cell:
        findings = tuple(map(accepted, one.findings))
        waived = any(flaw.waiver for flaw in findings)
        return replace(one, findings=findings, verdict=Verdict.WAIVED if waived else one.verdict)

    rows = tuple(replace(row, cells={name: cell(one) for name, one in row.cells.items()}) for row in comparison.rows)
    return replace(comparison, rows=rows, findings=tuple(map(accepted, comparison.findings)))


def empty() -> Report:
    """A run that examined nothing."""
    scans = {"backend": served(files=0)}
    return report(compare(contract(), [BACKEND], scans, contract_file="api.md"), scans)


def word(number: int) -> str:
    """Words nobody could take for a slip of one another."""
    return hashlib.sha256(str(number).encode()).hexdigest()[:16]


def flood(number: int) -> Report:
    """Many errors, warnings and notes."""
    rows = [f"GET /{word(n)}/{{id}}" for n in range(number)]
    extra = [f"POST /{word(n + number)}/run/now" for n in range(number)]
    scans = {"backend": served(*extra), "frontend": called(rows[0])}
    return report(compare(contract(*rows), [BACKEND, FRONTEND], scans), scans, BACKEND, FRONTEND)
