"""The one door through which a scan asks the disk: what is there, of which kind, and what it says.

Everything below `check` that looks at a file or folder of a tree, or around it, asks here and nowhere else (a test sees to it), so that all a scan
was told can be known. Links are followed unless said otherwise. Where there is no answer, OSError, as the system has it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def is_file(path: str) -> bool:
    """Whether a regular file is there."""
    return os.path.isfile(path)


def is_folder(path: str) -> bool:
    """Whether a folder is there."""
    return os.path.isdir(path)


def exists(path: str) -> bool:
    """Whether anything is there."""
    return os.path.exists(path)


def is_link(path: str) -> bool:
    """Whether the path itself is a symbolic link."""
    return os.path.islink(path)


def fits(path: str, limit: int) -> bool:
    """Whether a file has at most `limit` bytes."""
    return os.path.getsize(path) <= limit


def real(path: str) -> str:
    """The path with every link in it followed."""
    return os.path.realpath(path)


def names(folder: str) -> list[str]:
    """What a folder holds, sorted."""
    return sorted(os.listdir(folder))


def entries(folder: str) -> list[os.DirEntry[str]]:
    """What a folder holds with its kinds, sorted by name."""
    return sorted(os.scandir(folder), key=lambda entry: entry.name)


def walk(folder: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """What os.walk gives."""
    return os.walk(folder)


def read(path: str, limit: int = -1) -> bytes:
    """The bytes of a file, at most `limit` of them where one is given."""
    with open(path, "rb", buffering=0) as stream:
        return stream.readall() if limit < 0 else stream.read(limit)


def text(path: str, limit: int = -1) -> str:
    """A file as UTF-8 with lines that end in a newline, at most `limit` characters where one is given; bytes that are none are replaced."""
    with open(path, encoding="utf-8", errors="replace") as stream:
        return stream.read(limit)
