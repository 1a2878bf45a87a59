"""What may be forgotten: files below the user's cache folder. Where nothing can be kept, nothing is, and nobody is told.

What is kept is believed, so nobody else may be able to put anything there: a folder of another user, or one that everybody
may write to, is no place.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from accord.errors import OutsideError
from accord.outside import files

if TYPE_CHECKING:
    from collections.abc import Iterable


def folder(name: str) -> Path | None:
    """Where things of one kind are kept: below `ACCORD_CACHE_DIR`, else below the user's cache folder. None where there
    is no such place.
    """
    if chosen := os.environ.get("ACCORD_CACHE_DIR"):
        return Path(chosen) / name
    if sys.platform == "linux":  # as platformdirs has it, which takes as long to load as everything else here
        base = os.environ.get("XDG_CACHE_HOME", "").strip() or os.path.expanduser("~/.cache")  # noqa: PTH111
        path = Path(base) / "accord"
    else:
        from platformdirs import user_cache_path

        path = user_cache_path("accord")
    return path / name if path.is_absolute() else None  # nobody's home: it would be a folder of the project


def wanted() -> bool:
    """Whether anything may be kept: `ACCORD_NO_CACHE` says no."""
    return os.environ.get("ACCORD_NO_CACHE", "").strip().lower() in ("", "0", "false", "f", "no", "n", "off")


def read(path: Path) -> bytes | None:
    """A file that was kept; None where there is none, or somebody else's."""
    try:
        if not (_ours(os.stat(path.parent)) and stat.S_ISREG(os.lstat(path).st_mode)):  # noqa: PTH116
            return None
        with path.open("rb") as stream:
            if not _ours(os.fstat(stream.fileno())):
                return None
            with contextlib.suppress(OSError):
                os.utime(path)  # the youngest are kept longest
            return stream.read()
    except OSError:
        return None


def write(path: Path, pieces: Iterable[bytes], *, count: int, size: int) -> None:
    """Keep a file, and of all of its kind in the folder the youngest: at most `count`, with `size` bytes together."""
    with contextlib.suppress(OutsideError, OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _ours(os.stat(path.parent)):  # noqa: PTH116
            return
        with contextlib.suppress(FileNotFoundError):
            if not stat.S_ISREG(os.lstat(path).st_mode):
                os.unlink(path)  # noqa: PTH108 what a link points to is not replaced, and a pipe not waited for
        files.write(path, b"".join(pieces))
        os.chmod(path, 0o600)  # noqa: PTH101 whatever the user's umask leaves
        _thin(path, count, size)


def _ours(status: os.stat_result) -> bool:
    """Whether a file or folder is this user's, and no other's to change."""
    return not hasattr(os, "geteuid") or (status.st_uid == os.geteuid() and not status.st_mode & stat.S_IWOTH)


def _thin(path: Path, count: int, size: int) -> None:
    """Remove the oldest of the files like `path` that are too many, and of what was left half written; anything else
    in the folder is not accord's.
    """
    old: list[tuple[float, int, str]] = []
    with os.scandir(path.parent) as found:
        for each in found:
            if each.name.endswith(path.suffix) or (each.name.startswith(".") and each.name.endswith(".tmp")):
                with contextlib.suppress(FileNotFoundError):  # another process was first
                    status = each.stat(follow_symlinks=False)
                    old.append((status.st_mtime, status.st_size, each.path))
    for number, (_, bytes_, name) in enumerate(sorted(old, reverse=True)):
        size -= bytes_
        if number >= count or (size < 0 and number):
            with contextlib.suppress(OSError):
                os.unlink(name)  # noqa: PTH108
