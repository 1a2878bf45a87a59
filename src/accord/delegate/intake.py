"""What an agent left in its workspace, read as untrusted: no link is followed, no git is asked, no ignore rule of its
making hides anything. What may come home are regular files below the component; everything else is a Refusal.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accord.delegate import kinds
from accord.delegate.model import File, Refusal
from accord.outside import git

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

_MANY = 20_000  # files looked at; an agent that leaves more did not write source
_MOST = 64 << 20  # bytes of them all
_GIT, _TEMPORARY = ".git", ".tmp"


@dataclass(frozen=True, slots=True)
class Taken:
    """What may come home by path, None where a file is taken out; and what may not."""

    files: Mapping[str, File | None]
    refused: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    path: str
    reason: str = ""  # why it is no regular file that can be read
    data: bytes = b""
    executable: bool = False


def take(
    workspace: Path,
    base: Mapping[str, File],
    component: str,
    *,
    allow: Collection[str] = (),
    pristine: Collection[str] = (),
) -> Taken:
    """Everything that differs from `base`, judged by name and kind. `component` is its folder, "" for all; what is
    `pristine` is never taken, what `allow` names is taken whatever its kind.
    """
    keeps = _Keeper(component, frozenset(pristine))
    files: dict[str, File | None] = {}
    refused: list[Refusal] = []
    seen: set[str] = set()
    for found in _walk(workspace):
        seen.add(found.path)
        before = base.get(found.path)
        if before and not found.reason and (before.data, before.executable) == (found.data, found.executable):
            continue
        named = kinds.allowed(found.path, allow)
        reason = found.reason or keeps.reason(found.path, before, found.data, named=named)
        if reason:
            refused.append(Refusal(found.path, reason))
            continue
        executable = before.executable if before else False
        if found.executable != executable:
            if named:
                executable = found.executable
            else:
                refused.append(Refusal(found.path, "its mode; the content comes home"))
        after = File(found.path, found.data, executable)
        if after != before:
            files[found.path] = after
    for path, before in base.items():
        if path in seen:
            continue
        reason = keeps.reason(path, before, None, named=kinds.allowed(path, allow))
        if reason:
            refused.append(Refusal(path, f"taken out; {reason}"))
        else:
            files[path] = None
    for path in _clashing(files, base):
        del files[path]
        refused.append(Refusal(path, "a file where a folder stays, or the other way round"))
    return Taken(files, tuple(sorted(refused, key=lambda one: one.path)))


def folders_of(paths: Iterable[str]) -> set[str]:
    """Every folder above these paths."""
    found: set[str] = set()
    for path in paths:
        while (path := path.rpartition("/")[0]) and path not in found:
            found.add(path)
    return found


def _clashing(files: Mapping[str, File | None], base: Mapping[str, File]) -> list[str]:
    """What cannot be beside the files of the base that stay, because one of their removals was refused."""
    staying = {path for path in base if path not in files}
    folders = folders_of(staying)
    written = [path for path, file in files.items() if file is not None]
    return [path for path in written if path in folders or folders_of([path]) & staying]


@dataclass(frozen=True, slots=True)
class _Keeper:
    """What keeps a file from coming home."""

    component: str
    pristine: frozenset[str]

    def reason(self, path: str, before: File | None, data: bytes | None, *, named: bool) -> str:
        if path in self.pristine:
            return "the checker goes by it"
        if self.component and not path.startswith(f"{self.component}/"):
            return f"outside of {self.component}"
        if not git.is_harmless(path) or not path.isprintable():
            return "a path that is none on every system"
        if named:
            return ""
        return kinds.refused(path) or kinds.scripts(path, before.data if before else None, data)


def _walk(workspace: Path) -> Iterator[_Found]:
    """Every file, link and device; folders of caches as one."""
    stack = [(str(workspace), "")]
    count = size = 0
    while stack:
        folder, prefix = stack.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            yield _Found(prefix.rstrip("/"), f"cannot be listed: {error.strerror}")
            continue
        for entry in entries:
            path = prefix + entry.name
            count += 1
            if count > _MANY:
                yield _Found(path, f"more than {_MANY} files; no further one was looked at")
                return
            if path in (_GIT, _TEMPORARY):
                continue  # made by the host for the agent's own use
            if entry.name.lower() == _GIT:
                yield _Found(path, "a repository of its own")
            elif entry.is_symlink():
                yield _Found(path, "a link")
            elif not entry.is_dir(follow_symlinks=False):
                found = _read(entry.path, path)
                size += len(found.data)
                yield found if size <= _MOST else _Found(path, f"more than {_MOST >> 20} MB in all")
            elif entry.name in kinds.GENERATED:
                yield _Found(path, "generated")
            else:
                stack.append((entry.path, f"{path}/"))


def _read(file: str, path: str) -> _Found:
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return _Found(path.encode("utf-8", "backslashreplace").decode(), "its name is no text")
    try:
        # Not a link, and never one that waits for a writer, whatever was put there since it was listed.
        handle = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        return _Found(path, f"cannot be read: {error.strerror}")
    with os.fdopen(handle, "rb") as opened:
        facts = os.fstat(handle)
        if not stat.S_ISREG(facts.st_mode):
            return _Found(path, "no regular file")
        if facts.st_nlink > 1:
            return _Found(path, "a hard link")
        if facts.st_size > kinds.LARGEST:
            return _Found(path, f"larger than {kinds.LARGEST >> 20} MB")
        data = opened.read(kinds.LARGEST + 1)
    return _Found(path, "", data, bool(facts.st_mode & 0o100))
