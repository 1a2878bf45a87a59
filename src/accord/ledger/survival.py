"""How much of a patch is still there: the part of its added lines that HEAD holds."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from accord.errors import GitError
from accord.ledger import patches
from accord.outside import git

if TYPE_CHECKING:
    from pathlib import Path

    from accord.ledger.patches import PatchedFile

_HISTORY = 20  # commits looked through for the one that brought a change home
_ARRIVED = 0.5  # the part of a file's added lines that a commit must hold, for the patch to have been applied there


def survival(root: Path, patch: str) -> float | None:
    """The part (0 to 1) of the lines a patch file adds that HEAD still holds in the same files; blank lines and
    indentation do not count.

    None is unknown: the patch cannot be read, the project is no git repository, or the patch was never committed.
    """
    files = [file for file in patches.read(root / patch) if _lines(file)]
    try:
        top = git.top(root)
        everything = git.files(top, "HEAD")
        arrived = [file for file in files if _has_arrived(top, file)]
        left = [_left(top, file, everything) for file in arrived]
    except GitError:
        return None
    total = sum(_size(file) for file in arrived)
    return sum(left) / total if total else None


def _has_arrived(top: Path, file: PatchedFile) -> bool:
    """Whether a commit brought the change home. A file the patch creates has a history only then; of a change to a file
    that was there before, some commit holds most of the lines.
    """
    history = git.commits(top, file.path, _HISTORY)
    if file.is_new:
        return bool(history)
    return any(_held(file, git.blob(top, commit, file.path)) >= _ARRIVED * _size(file) for commit in history)


def _left(top: Path, file: PatchedFile, everything: tuple[str, ...]) -> int:
    """Lines still there; a file that is gone may have moved, so its namesakes are looked at."""
    if file.path in everything:
        return _held(file, git.blob(top, "HEAD", file.path))
    base = file.path.rpartition("/")[2]
    moved = [name for name in everything if name.rpartition("/")[2] == base]
    return max((_held(file, git.blob(top, "HEAD", name)) for name in moved), default=0)


def _held(file: PatchedFile, text: str | None) -> int:
    present = Counter(line.strip() for line in (text or "").splitlines())
    return sum((_lines(file) & present).values())


def _lines(file: PatchedFile) -> Counter[str]:
    return Counter(line.strip() for line in file.added if line.strip())


def _size(file: PatchedFile) -> int:
    return sum(_lines(file).values())
