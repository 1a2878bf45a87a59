"""The same checker, on the tree as it would be with what an agent wrote, against the host's copy of everything it must
not decide: contract, configuration, accepted findings and inline ignores.
"""

from __future__ import annotations

import tempfile
import threading
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from accord.check import check
from accord.delegate.gather import by_path
from accord.delegate.intake import folders_of
from accord.delegate.model import Judgement
from accord.model import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from accord.config import Config
    from accord.delegate.intake import Taken
    from accord.delegate.model import File, Task
    from accord.model import Component, Finding, Ignore, Report

_ONE_AT_A_TIME = threading.Lock()  # a check models libraries with objects the whole process shares


def judge(task: Task, taken: Taken) -> Judgement:
    """How the component keeps its contract with the files taken."""
    written = {path for path, file in taken.files.items() if file is not None}
    folders = folders_of(written)
    beside = (file for file in task.beside if file.path not in folders and not folders_of([file.path]) & written)
    tree = dict(by_path((*beside, *task.files)))
    for path, file in taken.files.items():
        if file is None:
            tree.pop(path, None)
        else:
            tree[path] = file
    with tempfile.TemporaryDirectory(dir=task.folder, prefix="judged-") as name:
        top = Path(name).resolve()
        _lay_out(tree.values(), top)
        (top / task.place).mkdir(parents=True, exist_ok=True)
        with _ONE_AT_A_TIME:
            heeds = heeded(by_path(task.files), taken.files, task.prefix)
            report = check(_settings(task.config, task.component, top / task.prefix), heeds=heeds)
    return judgement(report, task.component, taken)


def judgement(report: Report, component: Component, taken: Taken | None = None) -> Judgement:
    """What a report says of one component."""
    verdicts = Counter(
        row.cells[component.name].verdict
        for comparison in report.comparisons
        for row in comparison.rows
        if component.name in row.cells
    )
    kept, undetermined = verdicts[Verdict.KEPT], verdicts[Verdict.UNDETERMINED]
    return Judgement(
        findings=failing(report, component),
        kept=kept,
        promised=kept + undetermined + verdicts[Verdict.BROKEN],
        undetermined=undetermined,
        frameworks=tuple(sorted(report.scans[component.name].examined.frameworks)),
        refused=taken.refused if taken else (),
    )


def failing(report: Report, component: Component) -> tuple[Finding, ...]:
    """The failing findings that are this component's to mend."""
    return tuple(finding for finding in report.failing if finding.component == component.name)


def _settings(config: Config, component: Component, root: Path) -> Config:
    return replace(
        config,
        root=root,
        contracts=config.contracts_of(component),
        components=(replace(component, contract=()),),
        reports=(),
        cache=False,  # the tree is a stranger's, and gone with its folder
        libraries=tuple(str(config.root / folder) for folder in config.libraries),
    )


def _lay_out(files: Iterable[File], top: Path) -> None:
    for file in files:
        target = top / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.data)


def heeded(before: Mapping[str, File], after: Mapping[str, File | None], prefix: str) -> Callable[[str, Ignore], bool]:
    """Inline ignores count where the host's copy of the file has the same line; an agent accepts no findings."""
    start = f"{prefix}/" if prefix else ""
    trusted: dict[str, set[int]] = {}
    for path, file in after.items():
        if file is not None and path.startswith(start):
            base = before.get(path)
            trusted[path.removeprefix(start)] = set(_known_lines(base.data if base else b"", file.data))

    def heeds(_: str, ignore: Ignore) -> bool:
        lines = trusted.get(ignore.where.file)
        return lines is None or ignore.where.line in lines

    return heeds


def _known_lines(before: bytes, after: bytes) -> Iterable[int]:
    """The numbers of the lines that were there before, each as often as it was."""
    left = Counter(line.strip() for line in before.splitlines())
    for number, line in enumerate(after.splitlines(), 1):
        if left[line.strip()] > 0:
            left[line.strip()] -= 1
            yield number
