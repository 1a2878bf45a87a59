"""The one door to git. A checkout may be hostile: nothing it configures is run, and the caller's GIT_* variables do
not reach it.
"""

from __future__ import annotations

import os
from pathlib import Path

from accord.errors import GitError, ProcessError
from accord.outside import process

_TIMEOUT = 60.0  # seconds
_SAFE = ("core.fsmonitor=false", f"core.hooksPath={os.devnull}", "core.quotePath=false", "log.showSignature=false")


def run(folder: Path, *arguments: str, timeout: float = _TIMEOUT) -> str:
    """What git prints when it is run in `folder`. Raises GitError when there is no git, no repository, or git
    refuses.
    """
    options = [part for setting in _SAFE for part in ("-c", setting)]
    command = ["git", "--no-pager", "--no-optional-locks", *options, *arguments]
    try:
        return process.run(command, cwd=folder, env=_environment(), timeout=timeout).out
    except ProcessError as error:
        said = error.err.strip().removeprefix("fatal: ") or error.why
        raise GitError(f"git {arguments[0]} in {folder}: {said}") from error


def top(folder: Path) -> Path:
    """The root of the checkout `folder` lies in."""
    return Path(run(folder, "rev-parse", "--show-toplevel").rstrip("\n"))


def blob(folder: Path, revision: str, path: str) -> str | None:
    """The text of a file in a revision, its path relative to `folder`; None where the revision has no such file."""
    try:
        return run(folder, "cat-file", "blob", f"{revision}:./{path}")  # cat-file: no filter, no textconv
    except GitError:
        return None


def files(folder: Path, revision: str) -> tuple[str, ...]:
    """Every file of a revision below `folder`, relative to it."""
    return tuple(name for name in run(folder, "ls-tree", "-r", "-z", "--name-only", revision).split("\0") if name)


def commits(folder: Path, path: str, limit: int) -> tuple[str, ...]:
    """The newest commits on HEAD that touched a file, newest first."""
    return tuple(run(folder, "log", f"--max-count={limit}", "--format=%H", "--", path).split())


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith("GIT_")}
    return {**kept, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
