"""The report for people: a block for every error, one line for a warning, what could not be told, counts."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from accord.model import Verdict
from accord.report import grid
from accord.report.paint import Paint, painter, plain, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from accord.model import Component, Contract, Finding, Report

_WIDTH = 96  # where fingerprints end when no width is given
_FEW = 10  # lines of one kind before the rest is counted
_RANK = {"error": 0, "warning": 1, "info": 2}
_TOLD_BELOW = ("unread-place",)  # rules with a section of their own


def render(
    report: Report, *, color: bool = False, width: int = 0, verbose: bool = False, quiet: bool = False, **_: Any
) -> str:
    """The whole report. `width` folds sentences (0: never), `verbose` shows everything in full, `quiet` counts only."""
    paint = painter(color=color)
    parts: list[str] = []
    if not quiet:
        parts += _findings(report, paint, width, verbose=verbose)
        parts += _undetermined(report, paint, verbose=verbose)
        parts += _unread(report, paint, verbose=verbose)
    parts += _summary(report, paint, 0 if quiet else width, verbose=verbose, quiet=quiet)
    return "\n\n".join(parts) + "\n"


# -- one finding -------------------------------------------------------------------------------------------------------


def finding_block(flaw: Finding, *, paint: Paint = plain, width: int = 0) -> str:
    """A finding in full: head line, then contract, component, nearest, fix and fingerprint, aligned."""
    lines = _lines(flaw)
    label_width = max(9, *(len(label) for label, *_ in lines)) + 2
    place_width = max((len(place) for _, place, _, _ in lines), default=0)
    text_width = max((len(text) for _, place, text, note in lines if place and note), default=0)
    block = [head(flaw, paint)]
    for label, place, text, note in lines:
        start = "  " + paint(label.ljust(label_width), "label")
        if place:
            rest = f"{place.ljust(place_width)}  {text.ljust(text_width) if note else text}"
            block.append(f"{start}{rest}  {note}".rstrip())
        else:
            indent = 2 + label_width
            folded = wrap(text, max(width - indent, 40), break_on_hyphens=False) if width else [text]
            block.append(start + ("\n" + " " * indent).join(folded or [""]))
    tag = f"[{flaw.fingerprint}]"
    free = (width or _WIDTH) - len(visible(block[-1].rsplit("\n", 1)[-1]))
    if width and free < len(tag) + 2:
        block.append(tag.rjust(width))
    else:
        block[-1] += tag.rjust(max(free, len(tag) + 2))
    return "\n".join(block)


def head(flaw: Finding, paint: Paint = plain) -> str:
    """Place, rule and subject in one line."""
    waived = f"  (waived: {flaw.waiver})" if flaw.waiver else ""
    parts = [paint(str(flaw.where), "place") if flaw.where.file else "", paint(flaw.rule, flaw.severity), subject(flaw)]
    return "  ".join(part for part in parts if part) + waived


def subject(flaw: Finding) -> str:
    """What the finding is about: its operation, or how many endpoints."""
    if flaw.operation:
        return str(flaw.operation)
    return f"{len(flaw.affects)} endpoints" if flaw.affects else flaw.component


def _lines(flaw: Finding) -> list[tuple[str, str, str, str]]:
    """(label, place, text, note) of the lines below the head."""
    nearest = flaw.nearest
    lines = []
    if flaw.contract and flaw.component and flaw.operation and not (nearest and nearest.where == flaw.contract):
        lines.append(("contract", str(flaw.contract), str(flaw.operation), ""))
    told_already = flaw.code is None or flaw.code == flaw.where or (nearest and flaw.code == nearest.where)
    if not told_already:
        lines.append((flaw.component or "source", str(flaw.code), str(flaw.operation or ""), ""))
        lines.append(("", "", flaw.message, ""))
    else:
        about = "contract" if flaw.contract or flaw.contract_file else "run"
        lines.append((flaw.component or about, "", flaw.message, ""))
    if nearest:
        lines.append(("nearest", str(nearest.where), str(nearest.operation), nearest.difference))
    if flaw.affects:
        shown = ", ".join(str(operation) for operation in flaw.affects[:_FEW])
        lines.append(("affects", "", shown + _more(len(flaw.affects) - _FEW, ", "), ""))
    lines.append(("fix", "", flaw.fix or "-", ""))
    return lines


# -- sections ----------------------------------------------------------------------------------------------------------


def _findings(report: Report, paint: Paint, width: int, *, verbose: bool) -> list[str]:
    told = [f for f in report.findings if f.rule not in _TOLD_BELOW and (verbose or not f.waiver)]
    parts = []
    for severity, group in groupby(sorted(told, key=lambda f: _RANK[f.severity]), key=lambda f: f.severity):
        findings = list(group)
        if verbose or severity == "error" or any(f in report.failing for f in findings):
            parts += [finding_block(f, paint=paint, width=width) for f in findings]
        elif severity == "warning":
            parts += [_compact(rule, list(some), paint) for rule, some in groupby(_by_rule(findings), lambda f: f.rule)]
    return parts


def _by_rule(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda f: f.rule)


def _compact(rule: str, findings: Sequence[Finding], paint: Paint) -> str:
    """The findings of one rule, a line each."""
    shown = findings[:_FEW]
    places = max(len(str(f.where)) for f in shown)
    subjects = max(len(subject(f)) for f in shown)
    lines = [f"  {str(f.where).ljust(places)}  {subject(f).ljust(subjects)}  {f.message}".rstrip() for f in shown]
    title = f"{paint(rule, findings[0].severity)} ({len(findings)})"
    return "\n".join([title, *lines, *_rest(len(findings))])


def _undetermined(report: Report, paint: Paint, *, verbose: bool) -> list[str]:
    lines = [
        f"  {row.endpoint.where}  {row.endpoint.operation}  {name}: {cell.reason}"
        for comparison in report.comparisons
        for row in comparison.rows
        for name, cell in row.cells.items()
        if cell.verdict is Verdict.UNDETERMINED and not cell.findings
    ]
    return _section(paint("could not tell", "undetermined"), lines, verbose=verbose)


def _unread(report: Report, paint: Paint, *, verbose: bool) -> list[str]:
    lines = []
    for component in report.components:
        scan = report.scans.get(component.name)
        for place in sorted(scan.unread if scan else (), key=lambda u: (u.where, u.reason)):
            hides = f"  (may hide {', '.join(place.covers)})" if place.covers else ""
            lines.append(f"  {place.where}  {place.reason}{hides}")
    return _section(paint("not understood", "warning"), list(dict.fromkeys(lines)), verbose=verbose)


def _section(title: str, lines: Sequence[str], *, verbose: bool) -> list[str]:
    if not lines:
        return []
    shown = lines if verbose else lines[:_FEW]
    return ["\n".join([f"{title} ({len(lines)})", *shown, *_rest(len(lines), len(shown))])]


def _rest(total: int, shown: int = _FEW) -> list[str]:
    return [f"  {total - shown} more (--verbose shows them)"] if total > shown else []


def _more(count: int, joint: str) -> str:
    return f"{joint}{count} more" if count > 0 else ""


# -- counts ------------------------------------------------------------------------------------------------------------


def _summary(report: Report, paint: Paint, columns: int, *, verbose: bool, quiet: bool) -> list[str]:
    """The matrix where there are several components, a line for each of them, and the verdict."""
    table = [] if quiet or len(report.components) < 2 else grid.table(report, paint, columns, verbose=verbose)
    width = max((len(component.name) for component in report.components), default=0)
    lines = []
    blank = {f.component for f in report.findings if f.rule == "nothing-examined" and not f.waiver}
    for component in report.components:
        counts = Counter(
            cell.verdict
            for comparison in report.comparisons
            for row in comparison.rows
            if (cell := row.cells.get(component.name))
        )
        told = ", ".join(paint(f"{counts[v]} {v}", str(v)) for v in Verdict if counts[v]) or "no endpoint"
        if component.name in blank:  # its cells say nothing about it
            told = paint("nothing examined", "nothing-examined")
        lines.append(f"{component.name.ljust(width)}  {told}  ({looked_at(report, component)})")
    if not quiet:
        lines += [told for comparison in report.comparisons if (told := unvalidated(comparison.contract))]
    lines.append(f"{paint(report.verdict, report.verdict)}: {counted(report, verbose=verbose)}")
    return [*table, "\n".join(lines)]


def unvalidated(contract: Contract) -> str:
    """What to say of a document whose flaws a run did not wait for, "" of others."""
    if contract.validated is not False:
        return ""
    remedy = f"accord contract {contract.file} --validate does it, once for this content"
    return f"{contract.file} is large and was not checked against its specification; {remedy}"


def looked_at(report: Report, component: Component) -> str:
    """What was read of a component, and which of several applications was taken."""
    scan = report.scans.get(component.name)
    if scan is None:
        return "not read"
    served = component.role == "provider"
    found = number(len(scan.routes), "route") if served else number(len(scan.calls), "call")
    text = f"{number(scan.examined.files, 'file')}, {found}, {len(scan.unread)} unread"
    app = next((c.applications[component.name] for c in report.comparisons if c.applications.get(component.name)), None)
    if app is not None and len(scan.examined.applications) > 1:
        text += f"; application {app.name} at {app.where}, one of {len(scan.examined.applications)}"
    return text


def number(count: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{count} {noun}{'s' * (count != 1)}"


def counted(report: Report, *, verbose: bool) -> str:
    """Findings by severity, what was waived or could not be told, in how many endpoints of which contracts."""
    counting = Counter(f.severity for f in report.findings if not f.waiver)
    parts = [f"{counting[s]} {s}{'s' * (counting[s] != 1)}" for s in ("error", "warning") if counting[s]]
    if counting["info"]:
        parts.append(f"{counting['info']} info" + ("" if verbose else " (--verbose shows them)"))
    if waived := sum(bool(f.waiver) for f in report.findings):
        parts.append(f"{waived} waived")
    if report.undetermined:
        parts.append(f"{report.undetermined} undetermined")
    if report.since:
        parts.append(f"{report.older} older than {report.since} left out")
    rows = sum(len(comparison.rows) for comparison in report.comparisons)
    files = ", ".join(c.contract.file for c in report.comparisons if c.contract.file)
    return f"{', '.join(parts) or 'no finding'} in {rows} endpoint{'s' * (rows != 1)}" + (
        f" of {files}" if files else ""
    )
