"""The items: contract → component → endpoint, and per component and contract what belongs to no single endpoint.

    docs/API_CONTRACT.md::backend::GET /users/{id}
    docs/API_CONTRACT.md::backend::undocumented
    docs/API_CONTRACT.md::frontend::unknown-calls
    docs/API_CONTRACT.md::accord

Every finding of a run is told by at least one of them, so pytest's verdict is the verdict of `accord check`.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from accord.model import Verdict
from accord.pytest_session import words

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Sequence

    from _pytest._code.code import ExceptionInfo, TerminalRepr

    from accord.model import Comparison, Component, Finding, Row
    from accord.pytest_session.run import Run

# By role, the item for what a component does and no row speaks of, and the rules it tells of. What is in neither, nor
# in a row, is told by the status item.
_BEYOND = {
    "provider": ("undocumented", ("undocumented-endpoint",)),
    "consumer": ("unknown-calls", ("unknown-call", "wrong-method-call", "unresolved-path")),
}

_NOTHING = "nothing-examined"


class ContractBroken(Exception):  # noqa: N818 reads as what happened; it is a finding, not a crash
    """A failure that is a finding: shown as text, without a traceback."""


class ContractFile(pytest.File):
    """A contract as pytest collects it."""

    def __init__(self, *, run: Run, contract: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.accord_run, self.contract = run, contract
        self.add_marker("accord")

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        run, comparison = self.accord_run, self.accord_run.comparison(self.contract)
        components = run.components(self.contract)
        told = {finding for row in comparison.rows for cell in row.cells.values() for finding in cell.findings}
        for part in components:
            beyond = [f for f in comparison.findings if f not in told and _is_beyond(f, part)]
            told.update(beyond)
            yield ComponentCollector.from_parent(
                self, name=part.name, run=run, component=part, comparison=comparison, beyond=beyond
            )
        rest = [f for f in comparison.findings if f not in told or f.rule == _NOTHING]
        yield StatusItem.from_parent(self, name="accord", run=run, findings=rest, components=components)


class ComponentCollector(pytest.Collector):
    """A component under a contract."""

    def __init__(
        self, *, run: Run, component: Component, comparison: Comparison, beyond: Sequence[Finding], **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.accord_run, self.component, self.comparison, self.beyond = run, component, comparison, beyond

    def collect(self) -> Iterator[pytest.Item]:
        seen: Counter[str] = Counter()
        for row in self.comparison.rows:
            if self.component.name in row.cells:
                name = str(row.endpoint.operation)
                seen[name] += 1
                if seen[name] > 1:  # a row written twice is a finding; its items must still be told apart
                    name = f"{name} [{seen[name]}]"
                yield EndpointItem.from_parent(self, name=name, run=self.accord_run, row=row, component=self.component)
        name = _BEYOND[self.component.role][0]
        yield FindingsItem.from_parent(self, name=name, run=self.accord_run, findings=self.beyond)


class FindingsItem(pytest.Item):
    """An item that passes while none of its findings counts."""

    def __init__(self, *, run: Run, findings: Sequence[Finding], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.accord_run, self.findings, self.line = run, tuple(findings), 0
        self.user_properties.extend(words.properties(self.findings))
        if told := self.judged_with:
            self.user_properties.append(("judged", told))
        # An accepted flaw is an expected failure; once it is mended, the strict mark says that the waiver can go.
        self.waived = any(finding.waiver for finding in findings) and not any(f in run.failing for f in findings)
        self.waived &= not self.complaints  # what is not in the tree is no accepted flaw
        if self.waived:
            reason = "; ".join(dict.fromkeys(f"{f.rule}: {f.waiver}" for f in self.findings if f.waiver))
            self.add_marker(pytest.mark.xfail(strict=True, raises=ContractBroken, reason=reason))

    @property
    def complaints(self) -> Sequence[str]:
        """What fails this item beside its findings."""
        return ()

    @property
    def judged_with(self) -> str:
        """That patches lie over the tree this item is judged by, "" where none does."""
        delegated = self.accord_run.delegated
        patches = delegated.laid_over(self.accord_run.settings.components) if delegated else []
        return f"judged with {', '.join(patches)} laid over the tree" if patches else ""

    @property
    def counting(self) -> Sequence[Finding]:
        """The findings this item fails for; an accepted flaw does, too, and is expected to."""
        if self.waived:
            return [f for f in self.findings if f.waiver]
        return [f for f in self.findings if f in self.accord_run.failing]

    def runtest(self) -> None:
        if counting := self.counting:
            raise ContractBroken("\n\n".join(words.finding(finding) for finding in counting))

    def repr_failure(self, excinfo: ExceptionInfo[BaseException], style: Any = None) -> str | TerminalRepr:
        if isinstance(excinfo.value, ContractBroken):
            told = self.judged_with
            return f"{excinfo.value}\n\n{told}" if told else str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[os.PathLike[str], int | None, str]:
        return self.path, max(self.line - 1, 0), self.name


class EndpointItem(FindingsItem):
    """One endpoint in one component."""

    def __init__(self, *, row: Row, component: Component, **kwargs: Any) -> None:
        self.cell = row.cells[component.name]
        super().__init__(findings=self.cell.findings, **kwargs)
        endpoint, self.line = row.endpoint, row.endpoint.where.line
        words_of_it = {*endpoint.tags, endpoint.operation_id, endpoint.operation.method, component.name, component.role}
        self.extra_keyword_matches.update(words_of_it - {""})
        operation = endpoint.operation
        self.user_properties[:0] = [("method", operation.method), ("path", operation.path.text)]
        if self.cell.at and not any(name == "code" for name, _ in self.user_properties):
            self.user_properties.append(("code", str(self.cell.at)))

        if not self.counting and not self.undecided and (reason := self._skipped()):
            self.add_marker(pytest.mark.skip(reason=reason))  # a mark, so that pytest names the row, not this module

    def runtest(self) -> None:
        super().runtest()
        if self.undecided:
            raise ContractBroken(self._skipped())

    @property
    def counting(self) -> Sequence[Finding]:
        """Where nothing was examined, one failure says so: the status item's, not one for every row."""
        if self.cell.verdict is Verdict.UNDETERMINED:
            return [finding for finding in super().counting if finding.rule != _NOTHING]
        return super().counting

    @property
    def undecided(self) -> bool:
        """Whether this row fails because nobody could tell."""
        return self.cell.verdict is Verdict.UNDETERMINED and self.accord_run.settings.strict

    def _skipped(self) -> str:
        if self.cell.verdict is Verdict.UNDETERMINED:
            return f"{self.name}: undetermined: {self.cell.reason or 'could not tell'}"
        if self.cell.verdict is Verdict.NOT_APPLICABLE:
            return self.cell.reason or "this component is not held to this row"
        return ""

    def reportinfo(self) -> tuple[os.PathLike[str], int | None, str]:
        path, line, _ = super().reportinfo()
        return path, line, f"{self.parent.name if self.parent else ''} {self.name}".strip()


class StatusItem(FindingsItem):
    """The contract as a whole: whether anything was examined, what was left unread, and what belongs to no endpoint."""

    def __init__(self, *, run: Run, components: Sequence[Component], **kwargs: Any) -> None:
        self.accord_run, self.components = run, components
        super().__init__(run=run, **kwargs)

    @property
    def complaints(self) -> Sequence[str]:
        """Why a delegation is not done with when its endpoints are kept: no run is green for code that is not there."""
        delegated = self.accord_run.delegated
        return delegated.complaints(self.components) if delegated else ()

    def runtest(self) -> None:
        nothing = [finding for finding in self.findings if finding.rule == _NOTHING and not finding.waiver]
        if nothing:  # never green, whatever the severities and --accord-fail-on say
            raise ContractBroken("\n\n".join(words.finding(finding) for finding in nothing))
        super().runtest()
        scans = [self.accord_run.report.scans[part.name] for part in self.components]
        if self.accord_run.settings.strict and any(scan.unread for scan in scans):
            raise ContractBroken("\n".join(words.unread(place) for scan in scans for place in scan.unread))
        if self.complaints:
            raise ContractBroken("\n".join(self.complaints))


def _is_beyond(finding: Finding, part: Component) -> bool:
    return finding.component == part.name and finding.rule in _BEYOND[part.role][1]
