"""What an agent left in its workspace, read as untrusted: no link is followed, no git is asked, no ignore rule of its
making hides anything. What may come home are regular files below the component; everything else is a Refusal.
"""

from __future__ import annotations

import contextlib
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
_DEEP = 60  # folders in folders; each is held open while it is read
_BY_HANDLE = os.open in os.supports_dir_fd and os.scandir in os.supports_fd
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
    keeps = _Keeper(component, frozenset(map(str.casefold, pristine)))
    files: dict[str, File | None] = {}
    refused: list[Refusal] = []
    seen: set[str] = set()
    unseen: set[str] = set()  # "" for all: what the base has below these counts as unchanged
    for found in _Walk(base, folders_of(base)).found(workspace):
        seen.add(found.path)
        if found.reason:
            unseen.add(found.path)
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
        if path in seen or "" in unseen or folders_of([path]) & unseen:
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
    pristine: frozenset[str]  # case folded: on some systems another case is the same file

    def reason(self, path: str, before: File | None, data: bytes | None, *, named: bool) -> str:
        if path.casefold() in self.pristine:
            return "the checker goes by it"
        if self.component and not path.startswith(f"{self.component}/"):
            return f"outside of {self.component}"
        if not git.is_harmless(path) or (before is None and kinds.nameless(path)):
            return "a path that is none on every system"
        if named:
            return ""
        return kinds.refused(path) or kinds.scripts(path, before.data if before else None, data)


@dataclass(frozen=True, slots=True)
class _Walk:
    """Every file, link and device of a workspace; folders that are not looked into as one. Folders are gone down by handle
    where the system can, so that none becomes a link to somewhere else while it is read.
    """

    base: Mapping[str, File]
    folders: set[str]  # of the base

    def found(self, workspace: Path) -> Iterator[_Found]:
        size = 0
        most = _MOST + sum(len(file.data) for file in self.base.values())
        for count, found in enumerate(self._below(str(workspace), "", None, within=False), 1):
            size += len(found.data)
            if count > _MANY + len(self.base):
                yield _Found("", f"more than {_MANY} files; no further one was looked at")
                return
            yield found if size <= most else _Found(found.path, f"more than {_MOST >> 20} MB in all")

    def _below(self, name: str, prefix: str, above: int | None, *, within: bool) -> Iterator[_Found]:
        try:
            with _listed(name, above) as (handle, entries):
                for entry in entries:
                    yield from self._one(entry, prefix + entry.name, handle, within=within)
        except OSError as error:
            yield _Found(prefix.rstrip("/"), f"cannot be listed: {error.strerror}")

    def _one(self, entry: os.DirEntry[str], path: str, folder: int | None, *, within: bool) -> Iterator[_Found]:
        if path in (_GIT, _TEMPORARY):
            return  # made by the host for the agent's own use
        within = within or entry.name in kinds.GENERATED
        if entry.name.lower() == _GIT:
            yield _Found(path, "a repository of its own")
        elif entry.is_symlink():
            yield _Found(path, "a link")
        elif not entry.is_dir(follow_symlinks=False):
            before = self.base.get(path)
            limit = max(kinds.LARGEST, len(before.data) if before else 0)
            yield _Found(path, "generated") if within and not before else _read(entry.path, path, folder, limit)
        elif within and path not in self.folders:
            yield _Found(path, "generated")
        elif path.count("/") >= _DEEP:
            yield _Found(path, "too deep a folder")
        else:
            yield from self._below(entry.path, f"{path}/", folder, within=within)


@contextlib.contextmanager
def _listed(name: str, above: int | None) -> Iterator[tuple[int | None, list[os.DirEntry[str]]]]:
    """A folder's entries, and its handle where there are such things."""
    if not _BY_HANDLE:
        with os.scandir(name) as entries:
            yield None, sorted(entries, key=lambda entry: entry.name)
        return
    handle = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=above)
    try:
        with os.scandir(handle) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
        yield handle, listed
    finally:
        os.close(handle)


def _read(file: str, path: str, folder: int | None, limit: int) -> _Found:
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return _Found(path.encode("utf-8", "backslashreplace").decode(), "its name is no text")
    try:
        # Not a link, and never one that waits for a writer, whatever was put there since it was listed.
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        handle = os.open(file, flags, dir_fd=folder)
    except OSError as error:
        return _Found(path, f"cannot be read: {error.strerror}")
    with os.fdopen(handle, "rb") as opened:
        facts = os.fstat(handle)
        if not stat.S_ISREG(facts.st_mode):
            return _Found(path, "no regular file")
        if facts.st_nlink > 1:
            return _Found(path, "a hard link")
        data = opened.read(limit + 1) if facts.st_size <= limit else b""
        if max(facts.st_size, len(data)) > limit:  # it may have grown
            return _Found(path, f"larger than {limit >> 20} MB")
    return _Found(path, "", data, bool(facts.st_mode & 0o100))
