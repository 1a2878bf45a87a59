"""What may be forgotten: files below the user's cache folder. Where nothing can be kept, nothing is, and nobody is told."""

from __future__ import annotations

import contextlib
import os
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
    return os.environ.get("ACCORD_NO_CACHE", "").lower() in ("", "0", "false", "no")


def read(path: Path) -> bytes | None:
    """A file that was kept; None where there is none, or somebody else's."""
    try:
        with path.open("rb") as stream:
            if hasattr(os, "geteuid") and os.fstat(stream.fileno()).st_uid != os.geteuid():
                return None
            os.utime(path)  # the youngest are kept longest
            return stream.read()
    except OSError:
        return None


def write(path: Path, pieces: Iterable[bytes], *, count: int, size: int) -> None:
    """Keep a file, and of all in its folder the youngest: at most `count`, with `size` bytes together."""
    with contextlib.suppress(OutsideError, OSError):
        files.write(path, b"".join(pieces))
        with os.scandir(path.parent) as found:
            old = sorted(((each.stat().st_mtime, each.stat().st_size, each.path) for each in found), reverse=True)
        for number, (_, bytes_, name) in enumerate(old):
            size -= bytes_
            if number >= count or (size < 0 and number):
                with contextlib.suppress(OSError):
                    os.unlink(name)  # noqa: PTH108
