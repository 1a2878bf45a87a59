"""A place apart: a repository of its own that holds what a task begins with, and the host's store beside it."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accord.delegate.gather import by_path
from accord.delegate.intake import Taken, take
from accord.delegate.model import Change
from accord.outside import files
from accord.outside.git import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from accord.delegate.model import Task

WORKSPACE, STORE = "workspace", "store"
_BASE = "base"


@dataclass(frozen=True, slots=True)
class Workspace:
    """An opened one. The agent owns `folder`, its `.git` included; the host reads it as untrusted files only."""

    folder: Path
    store: Store
    base: str  # the commit it began with

    def take(self, task: Task) -> Taken:
        """What the agent left, as far as it may come home."""
        return take(
            self.folder, by_path(task.files), task.place, allow=task.config.delegation.allow, pristine=task.pristine
        )

    def patch(self, taken: Taken) -> tuple[bytes, tuple[Change, ...]]:
        """What was taken as a patch on the base, and as files."""
        contents = {path: (file.data, file.executable) if file else None for path, file in taken.files.items()}
        after = self.store.commit("taken", contents, self.base)
        lines = {delta.path: delta for delta in self.store.deltas(self.base, after)}
        changes = tuple(
            Change(
                path,
                file.data if file else None,
                bool(file and file.executable),
                lines[path].added,
                lines[path].removed,
            )
            for path, file in sorted(taken.files.items())
            if path in lines
        )
        return self.store.patch(self.base, after), changes


@contextlib.contextmanager
def opened(task: Task) -> Iterator[Workspace]:
    """The workspace of a task, made or, where an earlier run left it, found. It stays: `remove` takes it away."""
    folder = task.folder / WORKSPACE
    store = Store(task.folder / STORE)
    if not (store.folder / "refs/heads" / _BASE).is_file():  # killed while it was made: made anew
        remove(task.folder)
        store = Store.create(task.folder / STORE)
        base = store.commit("pristine", {file.path: (file.data, file.executable) for file in task.files})
        folder.mkdir(parents=True)
        for file in task.files:
            target = folder / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.data)
            target.chmod(0o755 if file.executable else 0o644)
        (folder / task.place).mkdir(parents=True, exist_ok=True)
        (folder / ".tmp").mkdir()
        store.begin(folder, base)
        store.name(_BASE, base)
    yield Workspace(folder, store, store.head(_BASE))


def remove(folder: Path) -> None:
    """Take a task's workspace, store and agent's home away; its accounts stay."""
    for name in (WORKSPACE, STORE, "home"):
        files.remove_tree(folder / name)


def base_files(folder: Path) -> dict[str, tuple[bytes, bool]] | None:
    """What the workspace of a task began with, None where it was never finished."""
    store = Store(folder / STORE)
    return store.files(_BASE) if (store.folder / "refs/heads" / _BASE).is_file() else None
