"""Making findings: severities applied, contract notes and unread places turned into them, all in one order."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from accord.model import Finding
from accord.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from accord.model import Contract, Endpoint, Scan, Severity, Where


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the findings of one component against one contract; a rule set to `off` makes none."""

    contract_file: str
    component: str
    severities: Mapping[str, str]

    def off(self, rule: str) -> bool:
        return self.severities.get(rule) == "off"

    def make(self, rule: str, message: str, *, severity: Severity | None = None, **facts: Any) -> list[Finding]:
        """The finding in a list, or an empty list. `severity` replaces the rule's default, not the user's setting."""
        if self.off(rule):
            return []
        default = RULES[rule].severity if rule in RULES else "warning"
        chosen: Any = self.severities.get(rule) or severity or default
        facts.setdefault("contract_file", self.contract_file)
        return [Finding(rule, chosen, message, component=self.component, **facts)]


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once, sorted by place."""
    return tuple(sorted(dict.fromkeys(findings), key=_place))


def _place(finding: Finding) -> tuple[Where, str, str, str, str, str]:
    code = str(finding.code) if finding.code else ""
    return finding.where, finding.rule, str(finding.operation or ""), finding.component, finding.pointer, code


def of_contract(contract: Contract, make: Maker) -> list[Finding]:
    """What the reader of the contract had to say about it."""
    findings: list[Finding] = []
    for note in contract.notes:
        fix = note.fix or (RULES[note.rule].fix if note.rule in RULES else "")
        findings += make.make(
            note.rule, note.message, contract=note.where, fix=fix, operation=note.operation, pointer=note.pointer
        )
    return findings


def of_scan(scan: Scan, make: Maker) -> list[Finding]:
    """Modules that are not there, places the source reader did not understand and frameworks it does not read.

    No contract is to blame, so the contract takes no part in their fingerprint: two contracts over one tree tell them
    once. Several places of one file that cover the same are told apart by their rank.
    """
    findings: list[Finding] = []
    rank = Counter[str]()
    for absent in sorted(scan.gone, key=lambda u: (u.where, u.reason)):
        findings += make.make(
            "missing-module",
            absent.reason,
            code=absent.where,
            fix="bring the file back, or take the import out",
            pointer=f"{absent.where.file} {absent.reason}",
            contract_file="",
        )
    told = {absent.where for absent in scan.gone}
    for unread in sorted(scan.unread, key=lambda u: (u.where, u.reason)):
        if unread.where in told:
            continue  # an error already
        pointer = " ".join([unread.where.file, *unread.covers])
        rank[pointer] += 1
        hides = f"; may hide {', '.join(unread.covers)}" if unread.covers else ""
        findings += make.make(
            "unread-place",
            unread.reason + hides,
            code=unread.where,
            fix=RULES["unread-place"].fix,
            pointer=pointer if rank[pointer] == 1 else f"{pointer} #{rank[pointer]}",
            contract_file="",
        )
    for framework, files in sorted(scan.examined.unsupported.items()):
        findings += make.make(
            "unsupported-framework",
            f"{framework} found in {files} file{'s' * (files != 1)}, not read",
            fix=RULES["unsupported-framework"].fix,
            pointer=framework,
            contract_file="",
        )
    return findings


def about(rows: Sequence[Endpoint]) -> dict[str, Any]:
    """The facts of a finding that concerns these rows: the row itself where it is one, else what is affected."""
    first = rows[0]
    operations = tuple(dict.fromkeys(row.operation for row in rows))
    if len(operations) == 1:
        return {"operation": first.operation, "contract": first.where}
    return {"contract": first.where, "affects": operations}
