"""Where a folder lies in its repository, seen from the files alone: no git is asked."""

from __future__ import annotations

import os
from pathlib import Path

from accord.errors import OutsideError


def top(folder: Path) -> Path | None:
    """The nearest folder at or above that holds a `.git` (a folder, or a file in worktrees and submodules)."""
    folder = folder.resolve()
    return next((at for at in (folder, *folder.parents) if (at / ".git").exists()), None)


def prefix(folder: Path) -> str:
    """The path from the repository's root to `folder`, with forward slashes; "" at the root and outside of any."""
    root = top(folder)
    path = folder.resolve().relative_to(root).as_posix() if root else "."
    return "" if path == "." else path


def leaves(root: Path, path: str | Path) -> str:
    """Why a file that the checkout names, from `root`, must not be written: it lies outside of the repository (of
    `root`, where there is none) or in its `.git`, by its name or by a link on the way; "" where it may.
    """
    inside = Path(os.path.realpath(top(root) or root))
    target = Path(os.path.realpath(root / path))
    if not target.is_relative_to(inside):
        return f"leads out of {inside}"
    if ".git" in target.relative_to(inside).parts:
        return "leads into .git"
    return ""


def kept(root: Path, path: Path) -> Path:
    """`path`, to be written to. OutsideError where a hostile checkout leads it out of the repository."""
    if problem := leaves(root, path):
        raise OutsideError(f"{path}: {problem} by a link; nothing was written: put a file or folder of its own there")
    return path
