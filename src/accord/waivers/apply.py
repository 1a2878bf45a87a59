"""Waivers laid over a comparison: what is accepted stays visible and stops counting, what is of no use is a finding."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from accord.compare.findings import Maker, ordered
from accord.model import Cell, Finding, Verdict, Where
from accord.rules import RULES
from accord.waivers.baseline import NEVER, Baseline, Entry, looked_at

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from accord.model import Comparison, Component, Ignore, Scan

_NO_REASON = "(no reason given)"
_DECORATED = 30  # lines from a decorator to its function; a handler further away is not a part of the statement


def apply(
    comparisons: Sequence[Comparison],
    components: Sequence[Component],
    scans: Mapping[str, Scan],
    *,
    baseline: Baseline | None = None,
    severities: Mapping[str, str] | None = None,
    today: dt.date,
) -> tuple[Comparison, ...]:
    """The comparisons with accepted findings marked; bare and unused ignores, and stale entries, are added as findings.

    A broken cell whose every error and warning is accepted is *waived*. Pure.
    """
    desk = _Desk(tuple(components), scans, baseline, severities or {}, today)
    judged = [desk.comparison(one) for one in comparisons]
    if judged:
        judged[0] = _with(judged[0], desk.about_source() + desk.about_entries(comparisons))
    return tuple(judged)


@dataclass(slots=True)
class _Desk:
    """Everything that may accept a finding, and what of it was used."""

    components: tuple[Component, ...]
    scans: Mapping[str, Scan]
    baseline: Baseline | None
    severities: Mapping[str, str]
    today: dt.date
    used: set[tuple[Where, str]] = field(default_factory=set)  # ignores: place and rule
    fitting: set[Entry] = field(default_factory=set)
    exact: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))  # by fingerprint
    patterns: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))  # by rule
    comments: dict[str, list[Ignore]] = field(default_factory=lambda: defaultdict(list))  # by file
    ends: dict[Where, int] = field(default_factory=dict)  # last line of the statement a route was registered by
    starts: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))  # lines routes begin at, by file

    def __post_init__(self) -> None:
        for entry in self.baseline.entries if self.baseline else ():
            if entry.fingerprint:
                self.exact[entry.fingerprint].append(entry)
            else:
                self.patterns[entry.rule].append(entry)
        for scan in self.scans.values():
            for ignore in scan.ignores:
                if ignore not in self.comments[ignore.where.file]:
                    self.comments[ignore.where.file].append(ignore)
        for scan in self.scans.values():
            for route in scan.routes:
                at, handler = route.where, route.handler.where
                self.starts[at.file].add(at.line)
                if handler and handler.file == at.file and at.line <= handler.line <= at.line + _DECORATED:
                    self.ends[at] = max(self.ends.get(at, at.line), handler.line)

    # -- one comparison ------------------------------------------------------------------------------------------------

    def comparison(self, one: Comparison) -> Comparison:
        rows: dict[object, list[Ignore]] = defaultdict(list)
        for endpoint in one.contract.endpoints:
            for ignore in endpoint.ignores:
                rows[endpoint.operation.key].append(ignore)
                rows[endpoint.where].append(ignore)
        accepted: dict[Finding, Finding] = {}
        for flaw in one.findings:
            reason = self.reason(flaw, rows)
            accepted[flaw] = replace(flaw, waiver=reason) if reason else flaw
        judged = replace(
            one,
            rows=tuple(
                replace(row, cells={name: _cell(cell, accepted) for name, cell in row.cells.items()})
                for row in one.rows
            ),
            findings=tuple(accepted.values()),
        )
        about = [ignore for endpoint in one.contract.endpoints for ignore in endpoint.ignores]
        roles: set[str] = {part.role for part in self.components}
        return _with(judged, self.about(about, roles, contract_file=one.contract.file))

    def reason(self, flaw: Finding, rows: Mapping[object, Sequence[Ignore]]) -> str:
        """Why a finding is accepted, "" where nobody accepts it; all that accept it count as used."""
        if flaw.rule in NEVER:
            return ""
        reasons: list[str] = []
        for entry in (*self.exact.get(flaw.fingerprint, ()), *self.patterns.get(flaw.rule, ())):
            if entry.fits(flaw):
                self.fitting.add(entry)
                if not entry.expired(self.today):
                    reasons.append(entry.reason)
        at_row = [*rows.get(flaw.operation.key if flaw.operation else flaw.contract, ())]
        for ignore in (*at_row, *self.at_code(flaw.code)):
            if flaw.rule in ignore.rules:
                self.used.add((ignore.where, flaw.rule))
                reasons.append(ignore.reason or _NO_REASON)
        return reasons[0] if reasons else ""

    def at_code(self, code: Where | None) -> list[Ignore]:
        """The comments that speak of a place: in its statement, or right above it."""
        if code is None:
            return []
        found = []
        for ignore in self.comments.get(code.file, ()):
            first, last = ignore.lines
            other = first == last and first != code.line and first in self.starts[code.file]  # another route's own line
            if first <= self.ends.get(code, code.line) and last >= code.line and not other:
                found.append(ignore)
        return found

    # -- what is of no use ---------------------------------------------------------------------------------------------

    def about_source(self) -> list[Finding]:
        findings: list[Finding] = []
        told: set[Ignore] = set()
        for part in self.components:
            scan = self.scans.get(part.name)
            fresh = [ignore for ignore in (scan.ignores if scan else ()) if ignore not in told]
            told.update(fresh)
            roles: set[str] = {other.role for other in self.components if other.path == part.path}
            findings += self.about(fresh, roles, component=part.name)
        return findings

    def about(
        self, ignores: Iterable[Ignore], roles: set[str], *, component: str = "", contract_file: str = ""
    ) -> list[Finding]:
        """Bare ignores, and those that accept nothing; `roles` are those whose rules this run could find there."""
        make = Maker(contract_file, component, self.severities)
        findings: list[Finding] = []
        for ignore in dict.fromkeys(ignores):
            place, pointer = ignore.where, ignore.where.file
            if not ignore.rules or not ignore.reason:
                lacks = "names no rule, so it accepts nothing" if not ignore.rules else "gives no reason"
                fix = RULES["bare-ignore"].fix
                findings += make.make("bare-ignore", f"this ignore {lacks}", code=place, pointer=pointer, fix=fix)
            for rule in ignore.rules:
                if rule in RULES and (not _judged(rule, roles) or self.severities.get(rule) == "off"):
                    continue
                if (place, rule) not in self.used:
                    said = "there is no such finding here" if rule in RULES else "there is no such rule"
                    fix = "remove the ignore" if rule in RULES else "correct the name; accord rules lists them"
                    message = f"ignores {rule}, but {said}"
                    findings += make.make("stale-waiver", message, code=place, pointer=f"{pointer} {rule}", fix=fix)
        return findings

    def about_entries(self, comparisons: Sequence[Comparison]) -> list[Finding]:
        if self.baseline is None:
            return []
        make = Maker("", "", self.severities)
        roles: dict[str, str] = {part.name: part.role for part in self.components}
        contracts = {comparison.contract.file for comparison in comparisons}
        findings: list[Finding] = []
        for entry in self.baseline.entries:
            place = Where(self.baseline.file, entry.line)
            if entry in self.fitting:
                if entry.expired(self.today):
                    message = f"the waiver of {entry} expired on {entry.expires}: {entry.reason}"
                    fix = "mend the finding, or accept it anew with a later date"
                    findings += make.make(
                        "stale-waiver", message, severity="error", code=place, pointer=str(entry), fix=fix
                    )
            elif looked_at(entry, roles, contracts) and self.severities.get(entry.rule) != "off":
                message = f"the waiver of {entry} fits nothing any more"
                fix = "run accord baseline prune"
                findings += make.make(
                    "stale-waiver", message, severity="error", code=place, pointer=str(entry), fix=fix
                )
        return findings


def _judged(rule: str, roles: set[str]) -> bool:
    about = RULES[rule].about
    return about not in ("provider", "consumer") or about in roles


def _cell(cell: Cell, accepted: Mapping[Finding, Finding]) -> Cell:
    findings = tuple(accepted.get(flaw, flaw) for flaw in cell.findings)
    if cell.verdict is not Verdict.BROKEN:
        return replace(cell, findings=findings)
    waived = any(flaw.waiver for flaw in findings)
    open_still = any(not flaw.waiver and flaw.severity != "info" for flaw in findings)
    return replace(cell, findings=findings, verdict=Verdict.WAIVED if waived and not open_still else cell.verdict)


def _with(comparison: Comparison, findings: Sequence[Finding]) -> Comparison:
    if not findings:
        return comparison
    return replace(comparison, findings=ordered([*comparison.findings, *findings]))
