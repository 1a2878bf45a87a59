"""Hand-made contracts, scans and comparisons for tests, in as few words as possible."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accord.compare import compare
from accord.model import (
    Application,
    Call,
    Component,
    Contract,
    Endpoint,
    Examined,
    Handler,
    Operation,
    Report,
    Route,
    Scan,
    TrailStep,
    Where,
)
from accord.paths import PathTemplate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accord.model import Comparison, Finding
    from accord.paths import Style

APP = Application("app", Where("backend/main.py", 3))
BACKEND = Component("backend", "provider", "backend")
FRONTEND = Component("frontend", "consumer", "frontend")


def operation(text: str, style: Style = "any") -> Operation:
    method, _, path = text.partition(" ")
    return Operation(method, PathTemplate.parse(path, style))


def contract(*rows: str | Endpoint, base: str = "", **facts: Any) -> Contract:
    endpoints = [
        row if isinstance(row, Endpoint) else Endpoint(operation(row), Where("api.md", line))
        for line, row in enumerate(rows, 1)
    ]
    return Contract("api.md", "markdown", tuple(endpoints), base=base, rows=len(rows), **facts)


def route(text: str, line: int = 1, *, file: str = "backend/routes.py", **facts: Any) -> Route:
    """A mounted FastAPI route of APP unless `facts` say otherwise."""
    framework = facts.setdefault("framework", "fastapi")
    if framework == "express":
        facts.setdefault("slash", "ignored")
        facts.setdefault("ignore_case", True)
    facts.setdefault("app", APP if facts.get("mounted", True) else None)
    facts.setdefault("order", line)
    facts.setdefault("handler", Handler("handle"))
    where = Where(file, line)
    facts.setdefault("trail", (TrailStep(where, text.partition(" ")[2]),))
    raw = facts.pop("raw", text.partition(" ")[2])
    return Route(operation(text, "braces"), raw, where, **facts)


def served(*routes: str | Route, unread: Sequence[Any] = (), files: int = 3, **facts: Any) -> Scan:
    made = [r if isinstance(r, Route) else route(r, line) for line, r in enumerate(routes, 1)]
    applications = tuple(dict.fromkeys(r.app for r in made if r.app))
    return Scan(tuple(made), (), tuple(unread), Examined(files=files, applications=applications, **facts))


def call(text: str, line: int = 1, *, file: str = "frontend/api.ts", **facts: Any) -> Call:
    return Call(operation(text), Where(file, line), **facts)


def called(*calls: str | Call, unread: Sequence[Any] = (), files: int = 2, **facts: Any) -> Scan:
    made = [c if isinstance(c, Call) else call(c, line) for line, c in enumerate(calls, 1)]
    return Scan((), tuple(made), tuple(unread), Examined(files=files, **facts))


def against(read: Contract | None, scan: Scan, part: Component = BACKEND, **options: Any) -> Comparison:
    return compare(read, [part], {part.name: scan}, **options)


def told(comparison: Comparison) -> list[str]:
    """`rule METHOD /path` of every finding, info left out."""
    return [line(f) for f in comparison.findings if f.severity != "info"]


def line(finding: Finding) -> str:
    about = finding.operation or f"({len(finding.affects)})" if finding.affects or finding.operation else ""
    return f"{finding.rule} {about}".rstrip()


def verdicts(comparison: Comparison, component: str = "backend") -> list[str]:
    return [str(row.cells[component].verdict) for row in comparison.rows]


def report(comparison: Comparison, scans: dict[str, Scan], *parts: Component, **facts: Any) -> Report:
    return Report((comparison,), parts or (BACKEND,), scans, **facts)
