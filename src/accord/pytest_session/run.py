"""One run of accord per pytest session, also under pytest-xdist: the controller checks, workers receive its report."""

from __future__ import annotations

import pickle
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import pytest

from accord import accept, check
from accord import config as configuration
from accord.errors import AccordError
from accord.pytest_session import delegation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from accord.config import Config
    from accord.model import Comparison, Component, Contract, Finding, Report, Scan
    from accord.pytest_session.delegation import Delegated

_RUN = pytest.StashKey["Run"]()
_SENT = "accord_report"  # the key of the report in what a worker gets
_SENT_DELEGATED = "accord_delegated"


class Run:
    """Settings and report of this session. Both raise pytest.UsageError for what the user can mend."""

    def __init__(self, config: pytest.Config) -> None:
        self._pytest = config
        self.accepted = ""  # what --accord-update-baseline did
        self.turned_red = False  # no item failed, but the run is kept only with a patch that is not there

    @cached_property
    def settings(self) -> Config:
        """The configuration that rules pytest's root directory, with the flags of this run."""
        option = self._pytest.option
        flags = configuration.Flags(
            contracts=tuple(option.accord_contract),
            providers=tuple(option.accord_provider),
            consumers=tuple(option.accord_consumer),
            fail_on=option.accord_fail_on,
            strict=option.accord_strict,
            reports=tuple(option.accord_report),
            baseline=option.accord_baseline,
            allow_remote=option.accord_allow_remote,
            no_cache=option.accord_no_cache,
        )
        try:
            loaded = configuration.load(self._pytest.rootpath, new_folders=bool(option.delegate))
            found = configuration.apply(loaded, flags, self._pytest.invocation_params.dir)
            found = configuration.apply_delegation(found, delegation.flags(self._pytest))
            check.require(found)
        except AccordError as error:
            raise pytest.UsageError(f"accord: {error}") from error
        return found

    @cached_property
    def report(self) -> Report:
        """The report of the run: in an xdist worker the controller's, computed here otherwise."""
        sent = getattr(self._pytest, "workerinput", {}).get(_SENT)
        if sent is not None:
            report: Report = pickle.loads(sent)  # noqa: S301 written by the controller of this very run, see `sendable`
            return report
        if (delegated := self.delegated) and delegated.session.patches:
            try:
                return delegation.overlaid(self.settings, delegated)
            except AccordError as error:
                raise pytest.UsageError(f"accord: {error}") from error
        return self.own_report

    @cached_property
    def own_report(self) -> Report:
        """The report of the user's tree as it stood when the session began, whatever agents made of it."""
        try:
            if self.updating:
                reason = f"accepted with --accord-update-baseline on {check.today()}"
                self.accepted = str(accept.write(self.settings, reason))
            return check.check(self.settings)
        except AccordError as error:
            raise pytest.UsageError(f"accord: {error}") from error

    @cached_property
    def delegated(self) -> Delegated | None:
        """What came of the delegation, where one was asked for: one dispatch per session, by its controller."""
        if hasattr(self._pytest, "workerinput"):
            sent = self._pytest.workerinput.get(_SENT_DELEGATED)
            found: Delegated | None = pickle.loads(sent) if sent is not None else None  # noqa: S301 as the report
            return found
        if not delegation.asked(self._pytest) or self._pytest.option.collectonly:
            return None  # to list items is no reason to start an agent
        try:
            return delegation.dispatch(self._pytest, self.settings, self.own_report)
        except AccordError as error:
            raise pytest.UsageError(f"accord: {error}") from error

    @property
    def updating(self) -> bool:
        """Whether this session writes the baseline anew: only its controller does, and not to list items."""
        option = self._pytest.option
        return (
            bool(option.accord_update_baseline) and not option.collectonly and not hasattr(self._pytest, "workerinput")
        )

    @cached_property
    def failing(self) -> frozenset[Finding]:
        """The findings that fail the run."""
        return frozenset(self.report.failing)

    @property
    def checked(self) -> bool:
        """Whether there is a report already; a session that ended early has none."""
        return "report" in vars(self)

    def write_reports(self) -> None:
        """Write the reports that were asked for."""
        try:
            # What is written down for others is the tree that is there, not one with a patch that may never be applied.
            there = self.delegated is None or not self.delegated.laid_over(self.settings.components)
            check.write_reports(self.report if there else self.own_report, self.settings)
        except AccordError as error:
            raise pytest.UsageError(f"accord: {error}") from error

    @property
    def contract(self) -> Contract:
        """The contract of the run, where there is just one."""
        comparisons = self.report.comparisons
        if len(comparisons) != 1:
            files = ", ".join(comparison.contract.file for comparison in comparisons)
            raise pytest.UsageError(f"accord_contract: this run has several contracts ({files}); use accord_report")
        return comparisons[0].contract

    @cached_property
    def files(self) -> Mapping[Path, str]:
        """Absolute path → name of every contract of the run.

        Where the providers' own routes are the contract, its name is "" and its items belong to the file that says so.
        """
        settings = self.settings
        if settings.all_contracts:
            return {(settings.root / file).resolve(): file for file in settings.all_contracts}
        return {self._file_without_contract(): ""}

    def _file_without_contract(self) -> Path:
        """The configuration, pytest's own, or else a file of the client: never one that pytest would import."""
        if self.settings.file:
            return (self.settings.root / self.settings.file).resolve()
        if self._pytest.inipath is not None:
            return self._pytest.inipath.resolve()
        calls = (call.where.file for scan in self.own_report.scans.values() for call in scan.calls)
        files = [self.settings.root / file for file in calls if not file.endswith(".py")]
        if not files:
            remedy = "write provider and consumer into accord.toml, or name a contract"
            raise pytest.UsageError(f"accord: no contract, and no file the items could belong to; {remedy}")
        return files[0].resolve()

    def comparison(self, file: str) -> Comparison:
        """The comparison of a contract, by its name."""
        place = self.settings.all_contracts.index(file) if file else 0
        return self.report.comparisons[place]

    def components(self, file: str) -> list[Component]:
        """The components held to a contract."""
        parts = self.settings.components
        return [part for part in parts if not file or file in self.settings.contracts_of(part)]

    def send(self, workerinput: dict[str, object]) -> None:
        """Put the report where a worker finds it."""
        workerinput[_SENT] = pickle.dumps(_sendable(self.report))
        if self.delegated is not None:
            workerinput[_SENT_DELEGATED] = pickle.dumps(self.delegated)


def run_of(config: pytest.Config) -> Run:
    """The run of this session; the same object whoever asks."""
    if _RUN not in config.stash:
        config.stash[_RUN] = Run(config)
    return config.stash[_RUN]


def _sendable(report: Report) -> Report:
    """The report without the evaluator's own values, which are of use only beside the machine that made them."""
    return replace(report, scans={name: _without_values(scan) for name, scan in report.scans.items()})


def _without_values(scan: Scan) -> Scan:
    routes = (replace(route, handler=replace(route.handler, definition=None), options={}) for route in scan.routes)
    return replace(scan, routes=tuple(routes))
