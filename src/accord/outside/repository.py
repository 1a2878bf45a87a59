"""Where a folder lies in its repository, seen from the files alone: no git is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def top(folder: Path) -> Path | None:
    """The nearest folder at or above that holds a `.git` (a folder, or a file in worktrees and submodules)."""
    folder = folder.resolve()
    return next((at for at in (folder, *folder.parents) if (at / ".git").exists()), None)


def prefix(folder: Path) -> str:
    """The path from the repository's root to `folder`, with forward slashes; "" at the root and outside of any."""
    root = top(folder)
    path = folder.resolve().relative_to(root).as_posix() if root else "."
    return "" if path == "." else path
