"""What a run says around its items: one header line, one section at the end."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from accord.model import Verdict
from accord.pytest_session import words

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

    from accord.model import Comparison, Component
    from accord.pytest_session.run import Run

_ORDER = (Verdict.KEPT, Verdict.BROKEN, Verdict.UNDETERMINED, Verdict.WAIVED, Verdict.NOT_APPLICABLE)

_FEW = 10  # findings of one rule before the rest is counted


def header(run: Run) -> list[str]:
    """What the run looks at, in one line."""
    contracts = [f"{_name(c)} ({_count(len(c.contract.endpoints), 'endpoint')})" for c in run.report.comparisons]
    parts = []
    for part in run.settings.components:
        scan = run.report.scans[part.name]
        found = _count(len(scan.routes), "route") if part.role == "provider" else _count(len(scan.calls), "call")
        parts.append(f"{part.name} ({_count(scan.examined.files, 'file')}, {found})")
    lines = [f"accord: {', '.join(contracts)}; {', '.join(parts)}"]
    if run.delegated and (patches := run.delegated.laid_over(run.settings.components)):
        lines.append(f"accord: every endpoint is judged with {', '.join(patches)} laid over the tree")
    return lines


def write(run: Run, reporter: TerminalReporter) -> None:
    """Counts per component, what was not read, warnings that did not fail, reports written; one line under -q."""
    if reporter.verbosity >= 0:
        _write_section(run, reporter)
    elif reporter.verbosity == -1 and not reporter.config.option.collectonly:
        reporter.write_line(f"accord: {run.report.verdict}; {_one_line(run)}")
        for line in run.delegated.complaints(run.settings.components) if run.delegated else ():
            reporter.write_line(line)
    if (
        run.delegated and run.delegated.session.note
    ):  # said once and dropped unanswered, so it is said to the quiet as well
        reporter.write_line(run.delegated.session.note)


def _write_section(run: Run, reporter: TerminalReporter) -> None:
    reporter.section("accord")
    for comparison in run.report.comparisons:
        reporter.write_line(f"{_name(comparison)}  {_count(len(comparison.contract.endpoints), 'endpoint')}")
        for part in run.components(comparison.contract.file):
            reporter.write_line(f"  {part.name}  {_verdicts(comparison, part)}{_unread(run, part)}")
        if told := words.unvalidated(comparison.contract):
            reporter.write_line(f"  {told}")
    _write_findings(run, reporter)
    _write_delegation(run, reporter)
    if run.accepted:
        reporter.write_line(run.accepted)
    for wanted in run.settings.reports:
        reporter.write_line(f"report {wanted.style}: {wanted.path}")


def _write_findings(run: Run, reporter: TerminalReporter) -> None:
    """What did not fail: warnings, a few of each rule; under -v all of them, and what is for information only."""
    verbose = reporter.verbosity > 0
    severities = ("error", "warning", "info") if verbose else ("error", "warning")
    told: Counter[str] = Counter()
    for flaw in run.report.findings:
        if flaw not in run.failing and not flaw.waiver and flaw.severity in severities:
            told[flaw.rule] += 1
            if verbose or told[flaw.rule] <= _FEW:
                reporter.write(flaw.severity, yellow=flaw.severity == "warning")
                reporter.write_line(f"  {words.head(flaw)}  {flaw.message}")
    for rule, count in told.items():
        if not verbose and count > _FEW:
            reporter.write_line(f"{_count(count - _FEW, 'more finding')} of {rule} (-v shows them)")


def _write_delegation(run: Run, reporter: TerminalReporter) -> None:
    """What became of each component that was given away, and the one next step."""
    if run.delegated is None:
        return
    reporter.write_line(run.delegated.block)
    for line in run.delegated.complaints(run.settings.components) if run.turned_red else ():
        reporter.write_line(line, red=True)


def _one_line(run: Run) -> str:
    return "; ".join(
        f"{part.name} {_verdicts(comparison, part)}"
        for comparison in run.report.comparisons
        for part in run.components(comparison.contract.file)
    )


def _name(comparison: Comparison) -> str:
    return comparison.contract.file or "what the providers serve"


def _verdicts(comparison: Comparison, part: Component) -> str:
    cells = Counter(row.cells[part.name].verdict for row in comparison.rows if part.name in row.cells)
    return ", ".join(f"{cells[verdict]} {verdict}" for verdict in _ORDER if cells[verdict]) or "nothing compared"


def _unread(run: Run, part: Component) -> str:
    places = len(run.report.scans[part.name].unread)
    return f"; {_count(places, 'place')} unread" if places else ""


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
