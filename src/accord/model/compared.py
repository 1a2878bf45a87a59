"""The comparison: what is compared, what is found, what a run answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from accord.model import Verdict, Where

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accord.model import Application, Operation, Role, Scan, Severity, TrailStep
    from accord.model.promised import Contract, Endpoint


@dataclass(frozen=True, slots=True)
class Component:
    """A named source tree in the role of provider or consumer, with what its configuration says of it."""

    name: str
    role: Role
    path: str
    app: str = ""  # "module:attr" or "file:attr" of the application, where a tree holds several
    prefix: str = ""  # what a gateway adds before the provider's paths; "-/api" where it strips
    # the contract rows this component is held to ("* /posts/**", "tag:users"); empty: all
    endpoints: tuple[str, ...] = ()
    base: str = ""  # what a consumer's paths are relative to, when the code does not say
    calls: Literal["some", "all"] = "some"
    contract: tuple[str, ...] = ()  # its own contracts; empty: the run's
    where: Where | None = None  # the place in the configuration
    # What only delegation asks for: words for the agent, files (globs) it may read besides, the framework to write in
    # and commands that must pass, run inside the agent's sandbox.
    brief: str = ""
    include: tuple[str, ...] = ()
    framework: str = ""
    verify: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Nearest:
    """The closest thing on the other side, and the one respect in which it differs (`other method`, `typo`, `plural`, `order`, ...)."""

    operation: Operation
    where: Where
    difference: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A flaw: place, rule, what it is about, nearest match and remedy."""

    rule: str
    severity: Severity
    message: str
    fix: str = ""
    operation: Operation | None = None
    component: str = ""
    contract: Where | None = None
    code: Where | None = None
    nearest: Nearest | None = None
    pointer: str = ""
    trail: tuple[TrailStep, ...] = ()
    contract_file: str = ""  # the contract this is about, also where no row of it is to blame
    # All operations of one cause. Not hashed: one finding of thousands of rows is in the cell of each of them.
    affects: tuple[Operation, ...] = field(default=(), hash=False)
    waiver: str = ""  # the reason it was accepted for, "" while it counts

    @property
    def fingerprint(self) -> str:
        """12 hex digits that survive edits elsewhere: no line numbers, no message text."""
        method = self.operation.method if self.operation else ""
        path = self.operation.path.bare.key if self.operation else ""
        seed = f"{self.rule}|{self.contract_file}|{self.component}|{method}|{path}|{self.pointer}"
        from hashlib import sha256

        return sha256(seed.encode()).hexdigest()[:12]

    @property
    def where(self) -> Where:
        """The place to name first: the contract row, else the code."""
        return self.contract or self.code or Where(self.contract_file)


@dataclass(frozen=True, slots=True)
class Cell:
    """One endpoint in one component."""

    verdict: Verdict
    at: Where | None = None
    reason: str = ""  # why it is undetermined or not applicable; what is wrong where broken
    findings: tuple[Finding, ...] = ()
    trail: tuple[TrailStep, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One endpoint of a contract with its cell for every component."""

    endpoint: Endpoint
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One contract against its components: rows in contract order, every finding sorted by place."""

    contract: Contract
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]
    applications: Mapping[str, Application | None] = field(
        default_factory=dict
    )  # the application each provider was matched by


@dataclass(frozen=True, slots=True)
class Report:
    """The whole run, as every report style renders it."""

    comparisons: tuple[Comparison, ...]
    components: tuple[Component, ...]
    scans: Mapping[str, Scan]
    fail_on: Literal["error", "warning", "none"] = "error"
    strict: bool = False
    seconds: float = 0.0
    since: str = ""  # the revision whose findings were left out
    older: int = 0  # how many those were

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings that count or are waived, each once, in order of place."""
        seen: dict[str, Finding] = {}
        for comparison in self.comparisons:
            for finding in comparison.findings:
                seen.setdefault(f"{finding.fingerprint}|{finding.code}|{finding.contract}", finding)
        return tuple(seen.values())

    @property
    def failing(self) -> tuple[Finding, ...]:
        """The findings at or above `fail_on`, waived ones left out."""
        wanted = {"error": ("error",), "warning": ("error", "warning"), "none": ()}[self.fail_on]
        return tuple(f for f in self.findings if f.severity in wanted and not f.waiver)

    @property
    def examined_nothing(self) -> bool:
        return any(f.rule == "nothing-examined" and not f.waiver for f in self.findings)

    @property
    def undetermined(self) -> int:
        return sum(
            cell.verdict is Verdict.UNDETERMINED
            for c in self.comparisons
            for row in c.rows
            for cell in row.cells.values()
        )

    @property
    def verdict(self) -> Literal["kept", "broken", "undetermined", "nothing-examined"]:
        """The run in one word; under `strict` undetermined rows and unread places count as broken, unless only what is
        new since a revision counts.
        """
        if self.examined_nothing:
            return "nothing-examined"
        unread = any(scan.unread for scan in self.scans.values())
        if self.failing or (self.strict and not self.since and (self.undetermined or unread)):
            return "broken"
        return "undetermined" if self.undetermined else "kept"

    @property
    def exit_code(self) -> int:
        """0 kept, 1 findings at or above `fail_on` (or anything undetermined under strict), 3 could not examine."""
        return {"nothing-examined": 3, "broken": 1}.get(self.verdict, 0)
