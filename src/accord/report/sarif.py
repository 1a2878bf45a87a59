"""SARIF 2.1.0, as GitHub code scanning and editors read it.

All rules are listed, whether they found something or not; accepted findings are left out. A result stands at the code
where there is code, the row of the contract is a related location.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from accord import __version__
from accord.report.places import below, primary
from accord.rules import RULES, help_uri

if TYPE_CHECKING:
    from accord.model import Finding, Report, Where
    from accord.rules import Rule

Json = dict[str, Any]

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(report: Report, *, prefix: str = "", **_: Any) -> str:
    """One run; `prefix` is the folder of the run's root in the repository, which files are named from."""
    told = [finding for finding in report.findings if not finding.waiver]
    run = _run(report.verdict, report.exit_code, successful=not report.examined_nothing)
    run["results"] = [_result(report, finding, prefix) for finding in told]
    run["properties"] = {"waived": len(report.findings) - len(told)}
    return _document(run)


def render_error(kind: str, message: str, place: Where) -> str:
    """A run without results whose invocation did not succeed, and why."""
    run = _run(kind, 2, successful=False)
    said: Json = {"level": "error", "descriptor": {"id": kind}, "message": {"text": message}}
    if place.file:
        said["locations"] = [_location(place, "")]
    run["invocations"][0]["toolConfigurationNotifications"] = [said]
    return _document(run)


def _run(said: str, code: int, *, successful: bool) -> Json:
    return {
        "tool": {
            "driver": {
                "name": "accord",
                "semanticVersion": __version__,
                "informationUri": help_uri(),
                "rules": [_rule(rule) for rule in RULES.values()],
            }
        },
        "columnKind": "utf16CodeUnits",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The root of the repository."}}},
        "invocations": [{"executionSuccessful": successful, "exitCode": code, "exitCodeDescription": said}],
        "results": [],
    }


def _document(run: Json) -> str:
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _rule(rule: Rule) -> Json:
    return {
        "id": rule.name,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.why},
        "help": {
            "text": f"{rule.why}\n\n{rule.example}\n\n{rule.fix}",
            "markdown": f"{rule.why}\n\n```text\n{rule.example}\n```\n\n{rule.fix}",
        },
        "helpUri": help_uri(rule.name),
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": ["api-contract", rule.about]},
    }


def _result(report: Report, flaw: Finding, prefix: str) -> Json:
    place = primary(report, flaw)
    text = f"{flaw.operation}: {flaw.message}" if flaw.operation else flaw.message
    result: Json = {
        "ruleId": flaw.rule,
        "level": _LEVELS[flaw.severity],
        "message": {"text": f"{text}. {flaw.fix}".rstrip(". ") + "." if flaw.fix else text},
        "locations": [_location(place, prefix) | _logical(flaw)],
        "partialFingerprints": {"accordFinding/v1": flaw.fingerprint},
    }
    if flaw.rule in RULES:
        result["ruleIndex"] = list(RULES).index(flaw.rule)
    if related := _related(flaw, place, prefix):
        result["relatedLocations"] = related
    if flaw.affects:
        result["properties"] = {"affects": [str(operation) for operation in flaw.affects]}
    return result


def _related(flaw: Finding, place: Where, prefix: str) -> list[Json]:
    said: list[tuple[Where, str]] = []
    if flaw.contract and flaw.contract != place:
        said.append((flaw.contract, f"the contract: {flaw.operation or 'this row'}"))
    if flaw.nearest:
        difference = f" ({flaw.nearest.difference})" if flaw.nearest.difference else ""
        said.append((flaw.nearest.where, f"nearest: {flaw.nearest.operation}{difference}"))
    said += [(step.where, f"contributes {step.piece or '/'}") for step in flaw.trail if step.where != place]
    return [
        {"id": number, **_location(where, prefix), "message": {"text": text}}
        for number, (where, text) in enumerate(dict.fromkeys(said), 1)
    ]


def _location(place: Where, prefix: str) -> Json:
    region: Json = {"startLine": max(place.line, 1)}
    if place.column > 0:
        region["startColumn"] = place.column
    artifact = {"uri": quote(below(prefix, place.file)), "uriBaseId": "%SRCROOT%"}
    return {"physicalLocation": {"artifactLocation": artifact, "region": region}}


def _logical(flaw: Finding) -> Json:
    names: list[Json] = []
    if flaw.operation:
        names.append({"fullyQualifiedName": str(flaw.operation), "kind": "endpoint"})
    if flaw.pointer:
        names.append({"fullyQualifiedName": flaw.pointer, "kind": "pointer"})
    if flaw.component:
        names.append({"name": flaw.component, "kind": "component"})
    return {"logicalLocations": names} if names else {}
