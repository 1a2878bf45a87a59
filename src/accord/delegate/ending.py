"""What follows the agents' part: patches on the disk, work brought home, a line in the performance log."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from accord.delegate import home, sizes, workspace
from accord.ledger import log, sessions
from accord.ledger.entry import Entry
from accord.outside import files, repository
from accord.outside.git import Store

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from accord.config import Config
    from accord.delegate.model import Outcome, Task
    from accord.delegate.runs import Run
    from accord.delegate.session import Session
    from accord.ledger.sessions import Mark


def write_patches(config: Config, run: Run, outcomes: Mapping[str, Outcome]) -> dict[str, Path]:
    """A patch file for every component that changed something, validated or not."""
    found = {}
    for name, outcome in outcomes.items():
        if outcome.patch:
            found[name] = _folder(config) / f"{run.id}-{name}.patch"
            files.write(found[name], outcome.patch)
    return found


def combine(config: Config, run: Run, outcomes: Sequence[Outcome]) -> Path | None:
    """One file for everything that is validated and waits to be applied."""
    wanted = [outcome for outcome in outcomes if outcome.validated and outcome.patch]
    if not wanted:
        return None
    if len(wanted) == 1:
        return _folder(config) / f"{run.id}-{wanted[0].task}.patch"
    target = _folder(config) / f"{run.id}.patch"
    files.write(target, b"".join(outcome.patch for outcome in wanted))
    return target


def bring_home(
    config: Config, tasks: Sequence[Task], outcomes: Mapping[str, Outcome], patches: Mapping[str, Path]
) -> tuple[tuple[str, ...], dict[str, str]]:
    """Lay what is validated into the user's tree: whose work lies there now, and why that of others does not."""
    top = repository.top(config.root) or config.root.resolve()
    applied, refused = [], {}
    for task in tasks:
        outcome = outcomes[task.name]
        if not outcome.validated:
            continue
        problem = home.apply(top, task, outcome, Store(task.folder / workspace.STORE))
        if not problem:
            applied.append(task.name)
            continue
        refused[task.name] = (
            f"not applied, local work would be lost: {problem}; the patch is {shown(patches[task.name])}"
        )
    return tuple(applied), refused


def entry(config: Config, run: Run, session: Session, tasks: Sequence[Task], mark: Mark) -> Entry:
    """The delegation as a line of the log; the orchestrating session's figures are counted from `mark` on."""
    patch = session.patch or next(iter(session.patches.values()), None)
    worked = [outcome for outcome in session.outcomes.values() if outcome.stop != "declined"]
    kept, promised = session.validation
    spent = sessions.since(mark)
    said = run.words.strip()
    task = said.splitlines()[0][:120] if said else f"contract: {', '.join(o.task for o in worked)}"
    frameworks = {name for outcome in worked if outcome.judgement for name in outcome.judgement.frameworks}
    return Entry(
        task=task,
        delegated=True,
        success=all(outcome.validated for outcome in worked),
        endpoints=promised,
        validation=f"{kept}/{promised}",
        claude_output_tokens=spent.output_tokens,
        claude_api_calls=spent.api_calls,
        codex_agents=len(worked),
        duration_s=round(session.seconds, 1),
        notes=", ".join(sorted({o.stop for o in worked if not o.validated})) or None,
        framework=", ".join(sorted(frameworks)) or None,
        baseline_output_tokens=log.baseline(config.root, task),
        patch=patch.relative_to(config.root).as_posix() if patch else None,
        lines=_lines(tasks, session.outcomes),
        retries=sum(max(0, len(outcome.attempts) - 1) for outcome in worked),
    )


def shown(path: Path) -> str:
    """A path as it is typed in the working folder."""
    try:
        return os.path.relpath(path).replace(os.sep, "/")
    except ValueError:  # another drive on Windows
        return str(path)


def _folder(config: Config) -> Path:
    return log.made(config.root) / "patches"


def _lines(tasks: Sequence[Task], outcomes: Mapping[str, Outcome]) -> str | None:
    """What components took that were written from nothing: later advice goes by it."""
    written: dict[str, tuple[int, int]] = {}
    for task in tasks:
        outcome = outcomes[task.name]
        seen = outcome.judgement.frameworks if outcome.judgement else ()
        framework = task.component.framework or (seen[0] if len(seen) == 1 else "")
        there = any(not task.place or file.path.startswith(f"{task.place}/") for file in task.files)
        if framework and outcome.validated and outcome.judgement and not there:
            lines, endpoints = written.get(framework, (0, 0))
            lines += sum(bool(line.strip()) for change in outcome.changes for line in (change.data or b"").splitlines())
            written[framework] = lines, endpoints + outcome.judgement.promised
    return sizes.told(written)
