"""The one door to files that only grow: a text is in the file whole or not at all, whoever else writes and whenever a
writer is killed.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from accord.errors import OutsideError
from accord.outside import files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_BLOCK = 64 * 1024
_PATIENCE = 60.0  # seconds; an append takes a millisecond, so only a stopped holder makes anyone wait this long
_FLAGS = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def append(path: Path, text: str, *, whole: Callable[[bytes], bool] = bool) -> bytes:
    """Add `text` (it ends its own last line) under a lock, in one write, and force it to the disk before returning.

    A last line without its end was left by a writer that died. Where `whole` accepts it, only its end is added;
    otherwise it moves to `torn_of(path)` and is returned. Missing folders are made. Raises OutsideError with the file
    as it was when the text does not fit.
    """
    try:
        with files.lock(path.with_name(f".{path.name}.lock"), timeout=_PATIENCE):
            return _append(path, text.encode(), whole)
    except OSError as error:
        raise OutsideError(f"{path}: cannot be appended to: {error.strerror or error}; nothing was added") from error


def torn_of(path: Path) -> Path:
    """Where the unfinished last lines of `path` are set aside."""
    return path.with_name(f"{path.name}.torn")


def _append(path: Path, data: bytes, whole: Callable[[bytes], bool]) -> bytes:
    is_new = not path.exists()
    handle = os.open(path, _FLAGS, 0o666)
    try:
        tail = _unfinished(handle)
        torn = tail if tail and not whole(tail) else b""
        if torn:
            _set_aside(torn_of(path), torn)  # first there, then gone here: killed in between, it is in both places
            os.ftruncate(handle, os.fstat(handle).st_size - len(torn))
        elif tail:
            data = b"\n" + data
        _write(handle, data)
    finally:
        os.close(handle)
    if is_new:
        _sync_folder(path.parent)
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
