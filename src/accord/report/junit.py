"""JUnit XML: a suite for every contract and component, a case for every endpoint.

A case fails for what fails the run. What could not be told, does not apply or was accepted is skipped with its reason;
a finding below the threshold is told in the case's output.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET  # the tree is only written here, nothing is parsed

from accord.compare import loose
from accord.model import Verdict
from accord.report.text import finding_block, head

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from accord.model import Cell, Finding, Report, Row, Where

_NOTHING = "nothing-examined"
# What XML 1.0 cannot hold, not even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report, **_: Any) -> str:
    """The whole run; the last suite of a contract is about the contract itself."""
    root = ET.Element("testsuites", name="accord")
    failing = frozenset(report.failing)
    for comparison in report.comparisons:
        name = comparison.contract.file or "accord"
        told: set[Finding] = set()
        for part in report.components:
            rows = [row for row in comparison.rows if part.name in row.cells]
            beyond = loose(comparison, part.name)
            told.update(beyond, *(row.cells[part.name].findings for row in rows))
            if rows or beyond:
                root.append(_suite(f"{name}::{part.name}", part.name, rows, beyond, (failing, report.strict)))
        rest = [finding for finding in comparison.findings if finding not in told or finding.rule == _NOTHING]
        suite = ET.SubElement(root, "testsuite", name=f"{name}::accord")
        _case(suite, name, "accord", rest, [f for f in rest if f in failing or f.rule == _NOTHING])
        _count(suite, report.seconds)
    _total(root, report.seconds)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def render_error(kind: str, message: str, place: Where) -> str:
    """One case that is an error."""
    root = ET.Element("testsuites", name="accord", tests="1", failures="0", errors="1", skipped="0", time="0")
    suite = ET.SubElement(root, "testsuite", name="accord", tests="1", failures="0", errors="1", skipped="0", time="0")
    case = ET.SubElement(suite, "testcase", classname=_clean(place.file or "accord"), name="accord", time="0")
    _element(case, "error", message.partition("\n")[0], kind, message)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(
    classname: str, part: str, rows: Sequence[Row], beyond: Sequence[Finding], run: tuple[frozenset[Finding], bool]
) -> ET.Element:
    """The cases of one component; `run` is what fails the run, and whether it is strict."""
    failing, strict = run
    suite = ET.Element("testsuite", name=classname)
    seen: dict[str, int] = {}
    for row in rows:
        cell, name = row.cells[part], str(row.endpoint.operation)
        seen[name] = seen.get(name, 0) + 1
        name = name if seen[name] == 1 else f"{name} [{seen[name]}]"
        counting = [f for f in cell.findings if f in failing]
        undecided = cell.verdict is Verdict.UNDETERMINED
        if undecided:  # one failure says that nothing was examined, not one for every row
            counting = [f for f in counting if f.rule != _NOTHING]
        case = _case(suite, classname, name, cell.findings, counting)
        case.set("file", row.endpoint.where.file)
        case.set("line", str(row.endpoint.where.line))
        _properties(case, row, cell)
        if undecided and strict and not counting:
            _element(case, "failure", cell.reason or "could not tell", "undetermined", cell.reason)
        elif not counting and (reason := _skipped(cell)):
            ET.SubElement(case, "skipped", message=_clean(reason))
    _case(suite, classname, "beyond the contract", beyond, [f for f in beyond if f in failing and f.rule != _NOTHING])
    _count(suite, 0.0)
    return suite


def _case(
    suite: ET.Element, classname: str, name: str, findings: Iterable[Finding], counting: Sequence[Finding]
) -> ET.Element:
    case = ET.SubElement(suite, "testcase", classname=_clean(classname), name=_clean(name), time="0")
    if counting:
        kind = ", ".join(dict.fromkeys(flaw.rule for flaw in counting))
        _element(case, "failure", counting[0].message, kind, "\n\n".join(finding_block(f) for f in counting))
    told = frozenset(counting)
    if quiet := [flaw for flaw in findings if flaw not in told]:
        ET.SubElement(case, "system-out").text = _clean("\n".join(f"{head(f)}  {f.message}" for f in quiet))
    return case


def _properties(case: ET.Element, row: Row, cell: Cell) -> None:
    operation = row.endpoint.operation
    said = [("method", operation.method), ("path", operation.path.text), ("verdict", str(cell.verdict))]
    for flaw in cell.findings:
        said += [("rule", flaw.rule), ("fingerprint", flaw.fingerprint)]
    if cell.at:
        said.append(("code", str(cell.at)))
    properties = ET.Element("properties")
    case.insert(0, properties)
    for name, value in said:
        ET.SubElement(properties, "property", name=name, value=_clean(value))


def _skipped(cell: Cell) -> str:
    if cell.verdict is Verdict.WAIVED:
        return "waived: " + "; ".join(dict.fromkeys(flaw.waiver for flaw in cell.findings if flaw.waiver))
    if cell.verdict in (Verdict.UNDETERMINED, Verdict.NOT_APPLICABLE):
        return f"{cell.verdict}: {cell.reason}".rstrip(": ")
    return ""


def _element(parent: ET.Element, tag: str, message: str, kind: str, body: str) -> None:
    ET.SubElement(parent, tag, message=_clean(message), type=kind).text = _clean(body)


def _count(suite: ET.Element, seconds: float) -> None:
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    suite.set("failures", str(sum(case.find("failure") is not None for case in cases)))
    suite.set("errors", "0")
    suite.set("skipped", str(sum(case.find("skipped") is not None for case in cases)))
    suite.set("time", f"{seconds:.3f}")


def _total(root: ET.Element, seconds: float) -> None:
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    root.set("time", f"{seconds:.3f}")


def _clean(value: str) -> str:
    return _FORBIDDEN.sub("\ufffd", value)
