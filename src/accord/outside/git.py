"""The one door to git. A checkout may be hostile: nothing it configures is run, and the caller's GIT_* variables do
not reach it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from accord.errors import GitError, ProcessError
from accord.outside import process

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_TIMEOUT = 60.0  # seconds
_LARGEST = 5 << 20  # bytes; no source file that is read is larger
_AT_ONCE = 32 << 20  # bytes asked of git at a time
_SAFE = ("core.fsmonitor=false", f"core.hooksPath={os.devnull}", "core.quotePath=false", "log.showSignature=false")


def run(folder: Path, *arguments: str, timeout: float = _TIMEOUT) -> str:
    """What git prints when it is run in `folder`. Raises GitError when there is no git, no repository, or git
    refuses.
    """
    return _run(folder, arguments, None, timeout).out


def _run(folder: Path, arguments: Sequence[str], stdin: str | None, timeout: float) -> process.Result:
    options = [part for setting in _SAFE for part in ("-c", setting)]
    command = ["git", "--no-pager", "--no-optional-locks", *options, *arguments]
    try:
        return process.run(command, cwd=folder, env=_environment(), stdin=stdin, timeout=timeout)
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


def commit(folder: Path, revision: str) -> str:
    """The full name of the commit a revision stands for. Raises GitError."""
    remedy = "name a commit, a branch or a tag; a shallow clone has few of them (fetch-depth: 0)"
    if not revision or revision.startswith("-"):  # never an option
        raise GitError(f'"{revision}" is no revision', remedy)
    try:
        return run(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").strip()
    except GitError as error:
        top(folder)  # where this is no repository at all, git says so
        raise GitError(f'no revision "{revision}" in {folder}', remedy) from error


def lay_out(folder: Path, revision: str, wanted: Callable[[str], bool], target: Path) -> int:
    """Write the regular files of a revision whose path (relative to the repository's root) is wanted below `target`;
    how many there were. Links and submodules are left out, and so is what is too large to be source.

    The working copy, the index and the configuration of the repository take no part: blobs are read as they are,
    without any filter a checkout may ask for.
    """
    root = top(folder)
    listing = run(root, "ls-tree", "-r", "-z", "--long", revision)
    found: list[tuple[str, str, int]] = []
    for entry in listing.split("\0"):
        facts, _, path = entry.partition("\t")
        match = re.fullmatch(r"100(?:644|755|664) blob ([0-9a-f]+) +(\d+)", facts)
        if match and int(match[2]) <= _LARGEST and _harmless(path) and wanted(path):
            found.append((match[1], path, int(match[2])))
    while found:
        batch: list[tuple[str, str, int]] = []
        size = 0
        while found and (not batch or size + found[-1][2] <= _AT_ONCE):
            batch.append(found.pop())
            size += batch[-1][2]
        _write(root, batch, target)
    return listing.count("\0")


def _write(root: Path, batch: Sequence[tuple[str, str, int]], target: Path) -> None:
    names = "".join(f"{name}\n" for name, _, _ in batch)
    data = _run(root, ("cat-file", "--batch"), names, _TIMEOUT).data
    at = 0
    for name, path, size in batch:
        head, at = data[at : data.index(b"\n", at)], data.index(b"\n", at) + 1
        if head != f"{name} blob {size}".encode():
            raise GitError(f"git cat-file answered {head[:80]!r} for {path}", "check the repository: git fsck")
        file = target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data[at : at + size])
        at += size + 1


def _harmless(path: str) -> bool:
    """Whether a path of a tree stays below the folder it is written to, on every system."""
    parts = path.split("/")
    return not any(part in ("", ".", "..") or part.lower() == ".git" for part in parts) and not set(path) & set("\\:\0")


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith("GIT_")}
    return {**kept, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
