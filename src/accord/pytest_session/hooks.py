"""The hooks of a session that was asked for; they only pass on."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from accord.pytest_session import delegation, summary
from accord.pytest_session.items import ContractFile, FindingsItem
from accord.pytest_session.run import run_of

if TYPE_CHECKING:
    from pathlib import Path

    from _pytest.terminal import TerminalReporter


_GREEN = (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)


class Hooks:
    """Registered by `accord.plugin` when `--accord` is given."""

    def __init__(self, config: pytest.Config) -> None:
        """Settings are read at once, so that a bad configuration ends the run before it starts."""
        self.worker = hasattr(config, "workerinput")
        if not self.worker:
            delegation.asked(config)  # what is not typed is refused before anything is read
        self.run = run_of(config)
        self.collect_only = bool(config.option.collectonly)
        # pytest never looks for contracts outside of its arguments and `testpaths`, so they become arguments, unless
        # the user already names one (perhaps a single row of it). Workers parse their arguments anew: they do it too.
        here = config.invocation_params.dir
        named = {(here / argument.split("::", 1)[0]).resolve() for argument in config.args}
        if not named & self.run.files.keys():
            config.args.extend(str(path) for path in self.run.files)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        _ = self.run.report  # here a contract that cannot be read is a usage error; in collection it would be a crash

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        contract = self.run.files.get(file_path.resolve())
        if contract is None:
            return None
        more: dict[str, Any] = {}
        root = parent.config.rootpath
        if not file_path.is_relative_to(root):  # pytest gives such a file no name at all
            more["nodeid"] = os.path.relpath(file_path, root).replace(os.sep, "/")
        return ContractFile.from_parent(parent, path=file_path, run=self.run, contract=contract, **more)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Before pytest 8, a contract that is both an argument and inside of one was collected twice."""
        ours: dict[str, pytest.Item] = {}
        for item in items:
            if isinstance(item, FindingsItem):
                ours.setdefault(item.nodeid, item)
        items[:] = [item for item in items if ours.get(item.nodeid, item) is item]

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """pytest-xdist: a worker is about to start."""
        self.run.send(node.workerinput)

    def pytest_report_header(self) -> list[str]:
        return summary.header(self.run)

    def pytest_terminal_summary(self, terminalreporter: TerminalReporter) -> None:
        if not self.worker and self.run.checked:
            summary.write(self.run, terminalreporter)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        delegated = self.run.delegated if self.run.checked and not self.worker else None
        if delegated and delegated.complaints(self.run.settings.components) and session.exitstatus in _GREEN:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
            self.run.turned_red = True  # the items that say why were left out of this run; the summary does it for them
        if not self.worker and self.run.checked and not self.collect_only:
            self.run.write_reports()
