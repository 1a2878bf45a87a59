"""Whether the disk would still tell a scan what it told it before.

A file or folder that bears the mark it bore (size, times, inode) says what it said. A mark that was young when it was taken proves nothing, as two
changes within one tick of a clock leave the same. Where there is no mark, or another one, the question is asked again and the answer held against the
digest of the first: a fresh checkout of the same files, or a touch, changes nothing.
"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Any

from accord.source import disk

if TYPE_CHECKING:
    from accord.source.disk import Asked, Told

Known = dict[str, Any]  # JSON


def known(asked: Asked) -> Known:
    """What was asked, as plain data that `Answers` understands."""
    folders: list[list[Any]] = []
    watched: dict[str, list[str]] = {}
    for key, told in asked.folders.items():
        absent: list[str] = []
        folders.append([*key, told.mark, told.digest, absent])
        if key[0] == "entries":  # which told of links, too
            watched[key[1]] = absent
    kinds: dict[str, int] = {}
    for path, kind in asked.kinds.items():
        folder, _, name = path.rpartition(os.sep)
        if not kind and folder in watched and path not in asked.links and name not in ("", ".", ".."):
            watched[folder].append(name)  # nothing can come to be there while the folder stays as it is
        else:
            kinds[path] = kind
    return {
        "files": [[*key, told.mark, told.digest] for key, told in asked.files.items()],
        "folders": folders,
        "sizes": [[*key, answer] for key, answer in asked.sizes.items() if not _implied(asked, *key, answer)],
        "kinds": kinds,
        "links": asked.links,
        "targets": asked.targets,
        "refused": [[*key, error] for key, error in asked.refused.items()],
    }


def _implied(asked: Asked, path: str, limit: int, fits: bool) -> bool:
    """Whether a size is known by the mark of the file, whose whole content is."""
    told = asked.files.get((path, disk.FULL))
    return told is not None and told.mark is not None and (told.mark[0] <= limit) == fits


class Answers:
    """What is known, held against the disk."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.renewed = False  # whether marks had to be taken anew: then `known` is worth keeping again

    def hold(self) -> bool:
        """Whether every answer is the same. OSError and its like where nothing can be asked: then they are not."""
        known = self.known
        return (
            all(map(self._file, known["files"]))
            and all(map(self._folder, known["folders"]))
            and all(_fits(path, limit) == answer for path, limit, answer in known["sizes"])
            and all(disk.kind_of(path) == kind for path, kind in known["kinds"].items())
            and all(disk.is_link(path) == answer for path, answer in known["links"].items())
            and all(disk.real(path) == answer for path, answer in known["targets"].items())
            and all(_refused(question, path, given) == error for question, path, given, error in known["refused"])
        )

    def _file(self, row: list[Any]) -> bool:
        path, limit, mark, _ = row
        status = os.stat(path)
        if mark is not None and mark == [*disk.mark_of(status)]:
            return True
        if not stat.S_ISREG(status.st_mode):
            return False
        with disk.visit() as again:
            disk.read(path, limit)
        return self._same(row, 2, again.files[path, limit])

    def _folder(self, row: list[Any]) -> bool:
        question, path, endings, mark, _, absent = row
        if mark is not None and mark == [*disk.mark_of(os.stat(path))]:
            return True
        with disk.visit() as again:
            _QUESTIONS[question](path, tuple(endings))
        ((told,),) = [again.folders.values()]
        return self._same(row, 3, told) and not any(disk.kind_of(os.path.join(path, name)) for name in absent)

    def _same(self, row: list[Any], at: int, told: Told) -> bool:
        """Whether an answer asked for again is what it was; its new mark is noted."""
        if told.digest != row[at + 1]:
            return False
        self.renewed = self.renewed or told.mark is not None
        row[at] = told.mark
        return True


_QUESTIONS: dict[str, Any] = {"names": disk.names, "entries": disk.entries, "read": disk.read, "fits": disk.fits}


def _fits(path: str, limit: int) -> bool:
    return os.stat(path).st_size <= limit


def _refused(question: str, path: str, given: Any) -> int | None:
    """The number of the error that a question still ends with."""
    if disk.kind_of(path) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return None  # a pipe would be waited for
    try:
        _QUESTIONS[question](path, tuple(given) if isinstance(given, list) else given)
    except OSError as error:
        return error.errno or 0
    return None
