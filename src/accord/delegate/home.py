"""Bringing work home: three ways, all of a component or nothing, and never over what somebody changed meanwhile."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from accord.delegate.gather import by_path
from accord.errors import OutsideError
from accord.outside import files

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from accord.delegate.model import Change, File, Outcome, Task
    from accord.outside.git import Store


def apply(top: Path, task: Task, outcome: Outcome, store: Store) -> str:
    """Lay an outcome's files into the tree at `top`; "" when that is done, else why nothing was touched."""
    base = by_path(task.files)
    plan: list[tuple[Path, bytes | None, bytes | None, bool]] = []
    problems = []
    for change in outcome.changes:
        target = top / change.path
        problem, after = _merged(top, target, change, base, store)
        if problem:
            problems.append(f"{change.path} {problem}")
        elif (before := _read(target)) != after or (change.executable and not os.access(target, os.X_OK)):
            plan.append((target, before, after, change.executable))
    if problems:
        more = f" and {len(problems) - 2} more" if len(problems) > 2 else ""
        return "; ".join(problems[:2]) + more
    _write(plan)
    return ""


def _merged(
    top: Path, target: Path, change: Change, base: Mapping[str, File], store: Store
) -> tuple[str, bytes | None]:
    """The content a file is to have, or why it cannot be said."""
    for above in (target, *target.parents):
        if above == top:
            break
        if above.is_symlink():
            return "is reached through a link", None
        if above.exists() and above.is_dir() == (above == target):
            return "is no longer a file in a folder", None
    ours = _read(target)
    before = base.get(change.path)
    was = before.data if before else None
    if ours in (was, change.data):
        return "", change.data
    if change.data is None:
        return "was changed here and taken out there", None
    if ours is None:
        return "was taken out here and changed there", None
    if was is None:
        return "is here already", None
    merged = store.merged(ours, was, change.data)
    return ("was changed here in the same lines", None) if merged is None else ("", merged)


def _read(target: Path) -> bytes | None:
    return target.read_bytes() if target.is_file() else None


def _write(plan: Iterable[tuple[Path, bytes | None, bytes | None, bool]]) -> None:
    """All or nothing: what was written is taken back when something cannot be."""
    done: list[tuple[Path, bytes | None]] = []
    try:
        for target, before, after, executable in plan:
            done.append((target, before))
            _put(target, after, executable=executable)
    except OSError as error:
        _take_back(done)
        raise OutsideError(f"{error.filename}: {error.strerror}; nothing was changed") from error
    except BaseException:
        _take_back(done)
        raise


def _take_back(done: list[tuple[Path, bytes | None]]) -> None:
    for target, before in reversed(done):
        with contextlib.suppress(OSError, OutsideError):
            _put(target, before)


def _put(target: Path, content: bytes | None, *, executable: bool = False) -> None:
    if content is None:
        target.unlink(missing_ok=True)
    else:
        files.write(target, content, executable=executable)
