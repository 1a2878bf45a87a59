"""The three-way matrix: an endpoint a line, a component a column; also the lines no contract knows.

Every style that shows a table shows this one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from accord.model import Cell, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accord.model import Component, Endpoint, Finding, Operation, Report, Where

UNDOCUMENTED = "undocumented"  # served or called, and no contract promises it

# Every state a cell can have, in order of weight, with the mark and the words of it.
STATES: Mapping[str, tuple[str, str]] = {
    "broken": ("✗", "broken"),
    UNDOCUMENTED: ("!", "not in the contract"),
    "undetermined": ("?", "could not tell"),
    "waived": ("~", "waived"),
    "kept": ("✓", "kept"),
    "not-applicable": ("·", "not applicable"),
}
_STRANGERS = ("undocumented-endpoint", "unknown-call", "wrong-method-call")


@dataclass(frozen=True, slots=True)
class Line:
    """One endpoint, or one operation of the code that is in no contract (`endpoint` None), and its cells."""

    operation: Operation
    contract_file: str
    endpoint: Endpoint | None = None
    cells: Mapping[str, Cell] = field(default_factory=dict)

    @property
    def promised_by(self) -> str:
        """The heading for the place that promises the line."""
        return "contract" if self.contract_file else "served at"

    @property
    def contract(self) -> Where | None:
        return self.endpoint.where if self.endpoint else None

    @property
    def promised(self) -> str:
        """What the contract says of it: `promised`, `planned` or `absent`."""
        if self.endpoint is None:
            return "absent"
        return "planned" if self.endpoint.planned else "promised"

    def state(self, component: str) -> str:
        """The state of one cell; "" where the component has nothing to do with the line."""
        cell = self.cells.get(component)
        if cell is None:
            return ""
        if self.endpoint is None:
            return "waived" if cell.verdict is Verdict.WAIVED else UNDOCUMENTED
        return str(cell.verdict)

    @property
    def worst(self) -> str:
        """The state that matters most in this line."""
        found = {self.state(component) for component in self.cells}
        return next((state for state in STATES if state in found), "not-applicable")


def lines(report: Report) -> tuple[Line, ...]:
    """Every endpoint in the order of the contracts, each contract followed by what it does not know."""
    found: list[Line] = []
    for comparison in report.comparisons:
        file = comparison.contract.file
        found += [Line(row.endpoint.operation, file, row.endpoint, row.cells) for row in comparison.rows]
        found += _strangers(comparison.findings, file)
    return tuple(found)


def columns(report: Report) -> tuple[Component, ...]:
    """The components, providers first."""
    return tuple(sorted(report.components, key=lambda part: part.role != "provider"))


def counts(every: tuple[Line, ...], component: str) -> Counter[str]:
    """How many lines of a component are in each state."""
    return Counter(state for line in every if (state := line.state(component)))


def beside(report: Report) -> tuple[Finding, ...]:
    """The findings no line of the matrix carries."""
    carried = {finding for line in lines(report) for cell in line.cells.values() for finding in cell.findings}
    return tuple(finding for finding in report.findings if finding not in carried)


def _strangers(findings: tuple[Finding, ...], file: str) -> list[Line]:
    by_key: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.rule in _STRANGERS and finding.operation and finding.component:
            by_key.setdefault(finding.operation.key, []).append(finding)
    made = []
    for group in by_key.values():
        cells: dict[str, Cell] = {}
        for finding in group:
            told = (*(cells[finding.component].findings if finding.component in cells else ()), finding)
            verdict = Verdict.WAIVED if all(f.waiver for f in told) else Verdict.BROKEN
            cells[finding.component] = Cell(verdict, told[0].code, told[0].message, told, told[0].trail)
        operation = group[0].operation
        if operation is not None:
            made.append(Line(operation, file, None, cells))
    return made
