"""The one door to files that only grow: a text is in the file whole or not at all, whoever else writes and whenever a
writer is killed.
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

from accord.errors import OutsideError
from accord.outside import files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_BLOCK = 64 * 1024
_PATIENCE = 60.0  # seconds, where a lock file is needed; an append takes a millisecond
_FLAGS = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def append(path: Path, text: str, *, whole: Callable[[bytes], bool] = bool) -> bytes:
    """Add `text` (it ends its own last line) under a lock, in one write, and force it to the disk before returning.

    A last line without its end was left by a writer that died. Where `whole` accepts it, only its end is added;
    otherwise it moves to `torn_of(path)` and is returned. Missing folders are made. Raises OutsideError with the file
    as it was when the text does not fit.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if files.is_stream(path):
            with path.open("ab") as stream:
                stream.write(text.encode("utf-8", "replace"))
            return b""
        with _opened(path) as (handle, is_new):
            torn = _append(handle, path, text.encode("utf-8", "replace"), whole)
        if is_new:
            _sync_folder(path.parent)
    except OSError as error:
        raise OutsideError(f"{path}: cannot be appended to: {error.strerror or error}; nothing was added") from error
    return torn


def torn_of(path: Path) -> Path:
    """Where the unfinished last lines of `path` are set aside."""
    return path.with_name(f"{path.name}.torn")


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[tuple[int, bool]]:
    """The file opened and locked, and whether it is new.

    On POSIX systems the lock is on the file itself: waiting costs nothing, is in turn, and the system ends it with its
    holder. Elsewhere a lock file stands for it.
    """
    if sys.platform == "win32":
        with files.lock(path.with_name(f".{path.name}.lock"), timeout=_PATIENCE):
            is_new = not path.exists()
            handle = os.open(path, _FLAGS, 0o666)
            try:
                yield handle, is_new
            finally:
                os.close(handle)
        return
    import fcntl

    while True:
        is_new = not path.exists()
        handle = os.open(path, _FLAGS, 0o666)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            if _is_at(handle, path):
                yield handle, is_new
                return
        finally:
            os.close(handle)


def _is_at(handle: int, path: Path) -> bool:
    """Whether the name still means the opened file: an editor may have put another one there meanwhile."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _append(handle: int, path: Path, data: bytes, whole: Callable[[bytes], bool]) -> bytes:
    tail = _unfinished(handle)
    torn = tail if tail and not whole(tail) else b""
    if torn:
        _set_aside(torn_of(path), torn)  # first there, then gone here: killed in between, it is in both places
        os.ftruncate(handle, os.fstat(handle).st_size - len(torn))
    elif tail:
        data = b"\n" + data
    _write(handle, data)
    return torn


def _set_aside(path: Path, torn: bytes) -> None:
    handle = os.open(path, _FLAGS, 0o666)
    try:
        _write(handle, torn + b"\n")
    finally:
        os.close(handle)


def _write(handle: int, data: bytes) -> None:
    before = os.fstat(handle).st_size
    written = 0
    try:
        written = os.write(handle, data)
    finally:
        if written != len(data):  # a full disk takes a part
            os.ftruncate(handle, before)
    if written != len(data):
        raise OSError(f"only {written} of {len(data)} bytes fit; free some space")
    os.fsync(handle)


def _unfinished(handle: int) -> bytes:
    """What follows the last line end."""
    end = os.fstat(handle).st_size
    tail = b""
    while end > 0:
        start = max(0, end - _BLOCK)
        os.lseek(handle, start, os.SEEK_SET)
        block = os.read(handle, end - start)
        if (cut := block.rfind(b"\n")) >= 0:
            return block[cut + 1 :] + tail
        tail, end = block + tail, start
    return tail


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)  # a new name is on the disk only when its folder is
    finally:
        os.close(handle)
