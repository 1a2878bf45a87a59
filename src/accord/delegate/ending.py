"""What follows the agents' part: patches on the disk, work brought home, a line in the performance log."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from accord.delegate import home, sizes, workspace
from accord.errors import OutsideError
from accord.ledger import log, sessions
from accord.ledger.entry import Entry
from accord.outside import files, repository
from accord.outside.git import Store

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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
            found[name] = _place(config, f"{run.id}-{name}.patch")
            files.write(found[name], outcome.patch)
    return found


def combine(config: Config, run: Run, outcomes: Iterable[Outcome], *, part: str = "") -> Path | None:
    """One file for the changes of all of these; `part` says that they are not everything the run has."""
    wanted = [outcome for outcome in outcomes if outcome.patch]
    if not wanted:
        return None
    if len(wanted) == 1:
        return _place(config, f"{run.id}-{wanted[0].task}.patch")
    target = _place(config, f"{run.id}{part}.patch")
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
        try:
            problem = home.apply(top, task, outcome, Store(task.folder / workspace.STORE))
            why = f", local work would be lost: {problem}"
        except OutsideError as error:  # others may have been applied; what became of them is told, too
            problem = why = f": {error}"
        if not problem:
            applied.append(task.name)
            continue
        there = f"; the patch is {shown(patches[task.name])}" if task.name in patches else ""
        refused[task.name] = f"not applied{why}{there}"
    return tuple(applied), refused


def entry(
    config: Config, run: Run, session: Session, tasks: Sequence[Task], *, mark: Mark, patch: Path | None
) -> Entry:
    """The delegation as a line of the log, `patch` all that came of it; the orchestrating session's figures are counted
    from `mark` on.
    """
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


def git_apply(patch: Path, top: Path, paths: Iterable[str], at: Path) -> str:
    """The command that applies a patch of these paths (from `top`), typed in the folder `at`. Below the top git passes
    over what lies elsewhere, without a word; then the command names the top.
    """
    top, at = Path(os.path.realpath(top)), Path(os.path.realpath(at))
    below = at.is_relative_to(top) and repository.top(top) is not None
    prefix = f"{at.relative_to(top).as_posix()}/" if below and at != top else ""
    if at == top or (below and all(path.startswith(prefix) for path in paths)):
        return f"git apply {shlex.quote(_from(patch, at))}"
    return f"git -C {shlex.quote(_from(top, at))} apply {shlex.quote(_from(patch, top))}"


def shown(path: Path) -> str:
    """A path as it is typed in the working folder."""
    return _from(path, Path.cwd())


def _from(path: Path, at: Path) -> str:
    try:
        return os.path.relpath(os.path.realpath(path), os.path.realpath(at)).replace(os.sep, "/")
    except ValueError:  # another drive on Windows
        return str(path)


def _place(config: Config, name: str) -> Path:
    return log.place(config.root, "patches", name)


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
