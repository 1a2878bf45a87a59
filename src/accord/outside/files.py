"""The one door to written files: whole or not at all, and never two writers at once."""

from __future__ import annotations

import contextlib
import os
import stat
from typing import TYPE_CHECKING

from accord.errors import LockedError, OutsideError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def write(path: Path, text: str | bytes, *, executable: bool = False) -> None:
    """Replace a file with `text` (UTF-8), whole: a reader sees the old content or the new. Missing folders are made, and
    a file that is `executable` is so for everyone who may read it. What is no file (`/dev/stdout`, a pipe) is written to.
    """
    data = text if isinstance(text, bytes) else text.encode("utf-8")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if is_stream(path):
            with path.open("wb") as stream:
                stream.write(data)
            return
        import tempfile

        target = path.resolve()  # a symbolic link stays one: what it points to is replaced
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            mode = _mode(target)
            os.chmod(temporary, mode | (mode & 0o444) >> 2 if executable else mode)  # noqa: PTH101 a path as mkstemp gave it
            os.replace(temporary, target)  # noqa: PTH105
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)  # noqa: PTH108
            raise
    except OSError as error:
        raise OutsideError(f"{path}: cannot be written: {error.strerror or error}") from error


def is_stream(path: Path) -> bool:
    """Whether a device, a pipe or a socket is there: something to be written to and never replaced."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def create(path: Path, text: str) -> bool:
    """Write a file that is not there yet; False, and nothing written, where something already is."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
    except FileExistsError:
        return False
    except OSError as error:
        raise OutsideError(f"{path}: cannot be written: {error.strerror or error}") from error
    return True


def remove_tree(folder: Path) -> None:
    """Take a folder away with all that is in it, whatever modes whoever wrote there left; what cannot be, stays."""
    import shutil

    for at, folders, _ in os.walk(folder):  # a folder is asked for its content after this
        for name in folders:
            inner = os.path.join(at, name)  # noqa: PTH118 names may be no text
            if not os.path.islink(inner):  # noqa: PTH114
                with contextlib.suppress(OSError):
                    os.chmod(inner, 0o700)  # noqa: PTH101
    shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def lock(path: Path, *, timeout: float) -> Iterator[None]:
    """Hold `path` as a lock file across processes. LockedError when another still holds it after `timeout` seconds,
    OutsideError where there can be no such file.
    """
    from filelock import FileLock, Timeout

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        held = FileLock(path)
        held.acquire(timeout=timeout)
    except Timeout:
        raise LockedError(f"{path}: still locked by another run after {timeout:g} s; wait for it or end it") from None
    except OSError as error:
        raise OutsideError(f"{path}: cannot be locked: {error.strerror or error}") from error
    try:
        yield
    finally:
        held.release()


def _mode(target: Path) -> int:
    """The mode of the file that is replaced; for a new one, what the user's umask leaves of 0666."""
    if target.exists():
        return target.stat().st_mode & 0o777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
