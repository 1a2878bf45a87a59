"""Plain data for tools: the outputs of `accord check`, `routes`, `calls` and `contract`, version 1, with their schemas.

The schemas beside this module (`schemas/NAME.json`) are published and binding: within a version fields are added, never
renamed or removed.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from accord.model import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accord.contract.diff import Change
    from accord.model import (
        Application,
        Auth,
        Body,
        Call,
        Comparison,
        Contract,
        Endpoint,
        Examined,
        Finding,
        Parameter,
        Report,
        Response,
        Route,
        Scan,
        TrailStep,
        Unread,
        Where,
    )

Json = dict[str, Any]

VERSION = 1


def schema(name: str) -> Json:
    """The JSON Schema of an output: `check`, `routes`, `calls` or `contract`."""
    from importlib import resources

    text = (resources.files("accord.report") / "schemas" / f"{name}.json").read_text(encoding="utf-8")
    loaded: Json = json.loads(text)
    return loaded


def render(report: Report, **_: Any) -> str:
    """`accord check --format json`."""
    return dumps(check(report))


def dumps(data: Json) -> str:
    """JSON as all outputs are written: UTF-8 text, two spaces, a line break at the end."""
    return json.dumps(data, indent=2, ensure_ascii=False, default=str) + "\n"


# -- accord check ------------------------------------------------------------------------------------------------------


def check(report: Report) -> Json:
    """The whole run: a verdict, every endpoint by component, findings, what was not read, counts."""
    return {
        "version": VERSION,
        "verdict": report.verdict,
        "endpoints": [row for comparison in report.comparisons for row in _rows(comparison)],
        "findings": [finding(f) for f in report.findings],
        "unread": [
            {"component": component.name, **unread(u)}
            for component in report.components
            if component.name in report.scans
            for u in report.scans[component.name].unread
        ],
        "examined": {
            component.name: {
                "role": component.role,
                "path": component.path,
                **examined(report.scans[component.name]),
                "application": _application(report, component.name),
            }
            for component in report.components
            if component.name in report.scans
        },
        "contracts": [
            {"file": c.file, "format": c.format, "endpoints": len(c.endpoints), "validated": c.validated}
            for c in (comparison.contract for comparison in report.comparisons)
        ],
        "summary": summary(report),
    }


def _rows(comparison: Comparison) -> list[Json]:
    return [
        {
            "method": row.endpoint.operation.method,
            "path": row.endpoint.operation.path.text,
            "contract": where(row.endpoint.where),
            "planned": row.endpoint.planned,
            "deprecated": row.endpoint.deprecated,
            "components": {
                name: {
                    "verdict": str(cell.verdict),
                    "at": where(cell.at),
                    "reason": cell.reason,
                    "findings": [f.fingerprint for f in cell.findings],
                }
                for name, cell in row.cells.items()
            },
        }
        for row in comparison.rows
    ]


def finding(flaw: Finding) -> Json:
    """One finding; `affects` are all operations of a cause that concerns several."""
    operation, nearest = flaw.operation, flaw.nearest
    return {
        "rule": flaw.rule,
        "severity": flaw.severity,
        "fingerprint": flaw.fingerprint,
        "method": operation.method if operation else None,
        "path": operation.path.text if operation else None,
        "component": flaw.component or None,
        "contract": where(flaw.contract),
        "code": where(flaw.code),
        "nearest": nearest
        and {
            "method": nearest.operation.method,
            "path": nearest.operation.path.text,
            **_place(nearest.where),
            "difference": nearest.difference,
        },
        "message": flaw.message,
        "fix": flaw.fix,
        "affects": [{"method": o.method, "path": o.path.text} for o in flaw.affects],
        "trail": trail(flaw.trail),
        "waiver": flaw.waiver or None,
    }


def summary(report: Report) -> Json:
    """Counts: endpoints, verdicts per component, findings per severity, and the exit code they lead to."""
    cells = {
        component.name: Counter(
            str(row.cells[component.name].verdict)
            for comparison in report.comparisons
            for row in comparison.rows
            if component.name in row.cells
        )
        for component in report.components
    }
    severities = Counter(f.severity for f in report.findings if not f.waiver)
    return {
        "endpoints": sum(len(comparison.rows) for comparison in report.comparisons),
        "components": {name: {str(v): count[str(v)] for v in Verdict} for name, count in cells.items()},
        "findings": {
            **{severity: severities[severity] for severity in ("error", "warning", "info")},
            "waived": sum(bool(f.waiver) for f in report.findings),
        },
        "unread": sum(len(scan.unread) for scan in report.scans.values()),
        "fail_on": report.fail_on,
        "strict": report.strict,
        "exit_code": report.exit_code,
        "since": {"revision": report.since, "older": report.older} if report.since else None,
    }


def _application(report: Report, component: str) -> Json | None:
    for comparison in report.comparisons:
        if app := comparison.applications.get(component):
            return application(app)
    return None


# -- accord routes, accord calls ---------------------------------------------------------------------------------------


def routes(scan: Scan) -> Json:
    """`accord routes DIR --format json`."""
    return {
        "version": VERSION,
        "routes": [route(r) for r in scan.routes],
        "unread": [unread(u) for u in scan.unread],
        "examined": examined(scan),
    }


def route(one: Route) -> Json:
    return {
        "method": one.operation.method,
        "path": one.operation.path.text,
        "raw": one.raw,
        **_place(one.where),
        "handler": one.handler.name,
        "mounted": one.mounted,
        "complete": one.complete,
        "hidden": one.hidden,
        "conditional": one.conditional,
        "framework": one.framework,
        "app": application(one.app) if one.app else None,
        "trail": trail(one.trail),
    }


def calls(scan: Scan) -> Json:
    """`accord calls DIR --format json`."""
    return {
        "version": VERSION,
        "calls": [call(c) for c in scan.calls],
        "unread": [unread(u) for u in scan.unread],
        "examined": examined(scan),
    }


def call(one: Call) -> Json:
    return {
        "method": one.operation.method,
        "path": one.operation.path.text,
        "base": one.base,
        "query": list(one.query),
        **_place(one.where),
        "complete": one.complete,
        "external": one.external,
        "library": one.library,
        "trail": trail(one.trail),
    }


def unread(place: Unread) -> Json:
    return {**_place(place.where), "reason": place.reason, "covers": list(place.covers)}


def examined(scan: Scan) -> Json:
    seen: Examined = scan.examined
    return {
        "files": seen.files,
        "bytes": seen.bytes,
        "skipped": dict(sorted(seen.skipped.items())),
        "applications": [application(app) for app in seen.applications],
        "frameworks": dict(sorted(seen.frameworks.items())),
        "unsupported": dict(sorted(seen.unsupported.items())),
    }


def application(app: Application) -> Json:
    return {"name": app.name, **_place(app.where)}


def trail(steps: tuple[TrailStep, ...]) -> list[Json]:
    return [{**_place(step.where), "piece": step.piece} for step in steps]


def where(place: Where | None) -> Json | None:
    return _place(place) if place else None


def _place(place: Where) -> Json:
    return {"file": place.file, "line": place.line}


# -- accord contract ---------------------------------------------------------------------------------------------------


def contract(document: Contract) -> Json:
    """`accord contract FILE --format json`."""
    from accord.compare import of_document

    return {
        "version": VERSION,
        "file": document.file,
        "format": document.format,
        "title": document.title,
        "base": document.base,
        "rows": document.rows,
        "validated": document.validated,
        "endpoints": [endpoint(e) for e in document.endpoints],
        "findings": [finding(f) for f in of_document(document)],
    }


def changes(before: Contract, after: Contract, found: Sequence[Change]) -> Json:
    """`accord contract FILE --diff FILE --format json`."""
    return {
        "version": VERSION,
        "before": before.file,
        "after": after.file,
        "changes": [
            {
                "kind": change.kind,
                "method": change.operation.method,
                "path": change.operation.path.text,
                "before": where(change.before.where if change.before else None),
                "after": where(change.after.where if change.after else None),
                "what": list(change.what),
            }
            for change in found
        ],
    }


def endpoint(one: Endpoint) -> Json:
    return {
        "method": one.operation.method,
        "path": one.operation.path.text,
        **_place(one.where),
        "planned": one.planned,
        "deprecated": one.deprecated,
        "parameters": [_parameter(p) for p in one.parameters],
        "request": [_body(b) for b in one.request],
        "responses": [_response(r) for r in one.responses],
        "auth": _auth(one.auth) if one.auth else None,
        "description": one.description,
        "operation_id": one.operation_id or None,
        "tags": list(one.tags),
        "stated": one.stated or one.operation.path.text,
        "trail": trail(one.trail),
    }


def _parameter(one: Parameter) -> Json:
    return {
        "name": one.name,
        "in": one.location,
        "required": one.required,
        "schema": one.schema,
        "description": one.description,
    }


def _body(one: Body) -> Json:
    return {
        "media_type": one.media_type,
        "schema": one.schema,
        "strength": one.strength,
        "required": one.required,
        "example": one.example,
        "line": one.where.line if one.where else None,
    }


def _response(one: Response) -> Json:
    return {
        "status": one.status,
        "description": one.description,
        "bodies": [_body(b) for b in one.bodies],
        "headers": [_parameter(p) for p in one.headers],
    }


def _auth(one: Auth) -> Json:
    return {"required": one.required, "schemes": list(one.schemes), "text": one.text}
