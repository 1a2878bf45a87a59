"""The one door through which a scan asks the disk: what is there, of which kind, and what it says.

Everything below `check` that looks at a file or folder of a tree, or around it, asks here and nowhere else (a test sees to it). During a `visit`
every question is noted with its answer, so that it can be known later whether the disk would still say the same (`source.answers`).
Links are followed unless said otherwise. Where there is no answer, OSError, as the system has it.
"""

from __future__ import annotations

import errno
import os
import stat
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec, TypeVar

from accord.source import mounts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

P = ParamSpec("P")
T = TypeVar("T")

Mark = tuple[
    int, int, int, int, int
]  # size, time of the content, of the inode, its number, its file system: a change leaves another
FULL = -1
ANY = ("",)  # every name ends so
BARE = "/"  # in the place of an ending: no name ends so, and those without any ending are meant
COARSE = 2_000_000_000  # nanoseconds of the coarsest clock of a file system (FAT)
_TELLING = os.name == "posix"  # elsewhere no time tells of a change whose author set the other time back
_LASTING = frozenset(
    (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP, errno.EACCES, errno.EINVAL)
)  # nothing, and not by mischance
_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


class Told(NamedTuple):
    """What was told of a file or folder: its mark before, None where that would not tell of every later change, and a digest of the answer."""

    mark: Mark | None
    digest: str


@dataclass(slots=True)
class Asked:
    """All questions of a visit with the first answer to each."""

    since: int = field(default_factory=time.time_ns)
    files: dict[tuple[str, int], Told] = field(default_factory=dict)  # by path and limit
    folders: dict[tuple[str, str, tuple[str, ...]], Told] = field(default_factory=dict)  # by question, path and endings
    sizes: dict[tuple[str, int], bool] = field(default_factory=dict)  # by path and limit
    kinds: dict[str, int] = field(default_factory=dict)  # as S_IFMT has them, 0 where nothing is
    links: dict[str, bool] = field(default_factory=dict)
    targets: dict[str, str] = field(default_factory=dict)
    refused: dict[tuple[str, str, Any], int] = field(default_factory=dict)  # by question, path and what else was given
    complete: bool = True  # False where something took part of which the disk does not tell everything

    def note(self, table: dict[Any, T], key: Any, answer: T) -> None:
        """Note the first answer to a question. Another one later: then no state of the disk gave what this visit saw."""
        if table.setdefault(key, answer) != answer:
            self.complete = False

    def tell(self, table: dict[Any, Told], key: Any, mark: Mark, answer: Callable[[], str | bytes]) -> None:
        """Note an answer that is too long to be kept; while an old mark stays, it is the one before."""
        known = table.get(key)
        if known is None:
            table[key] = Told(mark, digest_of(answer()))
        elif (known.mark != mark or not is_old(mark, self.since)) and known.digest != digest_of(answer()):
            self.complete = False

    def add(self, other: Asked) -> None:
        """Count what another visit asked before as asked here, too."""
        self.complete = self.complete and other.complete
        told: tuple[tuple[dict[Any, Told], dict[Any, Told]], ...] = (
            (self.files, other.files),
            (self.folders, other.folders),
        )
        for here, there in told:
            for key, answer in there.items():
                if here.setdefault(key, answer).digest != answer.digest:
                    self.complete = False
        plain: tuple[tuple[dict[Any, Any], dict[Any, Any]], ...] = (
            (self.sizes, other.sizes),
            (self.kinds, other.kinds),
            (self.links, other.links),
            (self.targets, other.targets),
            (self.refused, other.refused),
        )
        for here, there in plain:
            for key, answer in there.items():
                self.note(here, key, answer)

    def settle(self) -> None:
        """Drop the marks that prove nothing: those that were young when they were taken, as a second change within a tick
        of the clock leaves the same, and those of file systems whose times do not tell of every change.
        """
        self._settle(self.files, lambda key: key[0])
        self._settle(self.folders, lambda key: key[1])

    def _settle(self, table: dict[Any, Told], path_of: Callable[[Any], str]) -> None:
        for key, told in table.items():
            mark = told.mark
            if mark is not None and not (is_old(mark, self.since) and mounts.tells(mark[4], path_of(key))):
                table[key] = Told(None, told.digest)


class _Here(threading.local):
    """What a thread notes."""

    asked: Asked | None = None
    memory: dict[Any, Any] | None = None


_HERE = _Here()


@contextmanager
def visit(*, noted: bool = True) -> Iterator[Asked]:
    """All that this thread asks meanwhile; nothing is noted unless it is to be `noted`."""
    asked, before = Asked(), (_HERE.asked, _HERE.memory)
    _HERE.asked, _HERE.memory = asked if noted else None, {}
    try:
        yield asked
    finally:
        _HERE.asked, _HERE.memory = before
        asked.settle()


def remembered(function: Callable[P, T]) -> Callable[P, T]:
    """A function whose answers hold for a visit: the next one asks again."""

    @wraps(function)
    def ask(*args: P.args, **kwargs: P.kwargs) -> T:
        memory = _HERE.memory
        if memory is None:
            return function(*args, **kwargs)
        key = (function, args, *kwargs.items())
        if key not in memory:
            memory[key] = function(*args, **kwargs)
        answer: T = memory[key]
        return answer

    return ask


def settled(function: Callable[P, T]) -> Callable[P, T]:
    """A function whose answers hold for the whole process; every visit that needs one has asked what it asked."""
    known: dict[Any, tuple[T, Asked]] = {}

    @wraps(function)
    def ask(*args: P.args, **kwargs: P.kwargs) -> T:
        key = (args, *kwargs.items())
        if key not in known:
            with visit() as asked:
                known[key] = function(*args, **kwargs), asked
        answer, asked = known[key]
        if _HERE.asked is not None:
            _HERE.asked.add(asked)
        return answer

    return ask


def beyond() -> None:
    """Note that something takes part in this visit of which the disk alone does not tell everything."""
    if _HERE.asked is not None:
        _HERE.asked.complete = False


# -- of which kind ----------------------------------------------------------------------------------------------------------------


def is_file(path: str) -> bool:
    """Whether a regular file is there."""
    return _kind(path) == stat.S_IFREG


def is_folder(path: str) -> bool:
    """Whether a folder is there."""
    return _kind(path) == stat.S_IFDIR


def exists(path: str) -> bool:
    """Whether anything is there."""
    return _kind(path) != 0


def is_link(path: str) -> bool:
    """Whether the path itself is a symbolic link."""
    answer = os.path.islink(path)
    if _HERE.asked is not None:
        _HERE.asked.note(_HERE.asked.links, path, answer)
    return answer


def kind_of(path: str) -> int:
    """What is there, as S_IFMT has it; 0 where nothing is, or nothing that may be looked at."""
    try:
        return stat.S_IFMT(os.stat(path).st_mode)
    except (OSError, ValueError):
        return 0


def _kind(path: str) -> int:
    try:
        answer = stat.S_IFMT(os.stat(path).st_mode)
    except OSError as error:
        answer = 0
        if error.errno not in _LASTING:
            beyond()  # a disk that failed may answer the next time
    except ValueError:
        answer = 0
    if _HERE.asked is not None:
        _HERE.asked.note(_HERE.asked.kinds, path, answer)
    return answer


def fits(path: str, limit: int) -> bool:
    """Whether a file has at most `limit` bytes."""
    try:
        answer = os.stat(path).st_size <= limit
    except OSError as error:
        _refuse("fits", path, limit, error)
        raise
    if _HERE.asked is not None:
        _HERE.asked.note(_HERE.asked.sizes, (path, limit), answer)
    return answer


def real(path: str) -> str:
    """The path with every link in it followed."""
    answer = os.path.realpath(path)
    if _HERE.asked is not None:
        _HERE.asked.note(_HERE.asked.targets, path, answer)
    return answer


# -- what folders hold ------------------------------------------------------------------------------------------------------------


def names(folder: str, endings: tuple[str, ...] = ANY) -> list[str]:
    """What a folder holds, sorted; of it what ends as is wanted, everything by default."""
    try:
        status = os.stat(folder)
        answer = sorted([name for name in os.listdir(folder) if name.endswith(endings)])
    except OSError as error:
        _refuse("names", folder, endings, error)
        raise
    if _HERE.asked is not None:
        _HERE.asked.tell(_HERE.asked.folders, ("names", folder, endings), mark_of(status), lambda: "/".join(answer))
    return answer


def entries(folder: str, endings: tuple[str, ...] = ANY) -> list[os.DirEntry[str]]:
    """What a folder holds, with its kinds and sorted by name: its folders, every link, and of the rest what ends as is wanted.

    With `BARE` among the endings also what has none.
    """
    bare = BARE in endings
    try:
        status = os.stat(folder)
        with os.scandir(folder) as found:
            answer = [
                e
                for e in found
                if e.name.endswith(endings)
                or (bare and "." not in e.name)
                or e.is_symlink()
                or e.is_dir(follow_symlinks=False)
            ]
    except OSError as error:
        _refuse("entries", folder, endings, error)
        raise
    answer.sort(key=lambda entry: entry.name)
    if _HERE.asked is not None:
        _HERE.asked.tell(
            _HERE.asked.folders,
            ("entries", folder, endings),
            mark_of(status),
            lambda: "/".join([f"{entry.name}/{_letter(entry)}" for entry in answer]),
        )
        for entry in answer:
            if entry.is_symlink():
                _HERE.asked.note(_HERE.asked.links, entry.path, answer=True)
    return answer


def _letter(entry: os.DirEntry[str]) -> str:
    if entry.is_symlink():
        return "l"
    if entry.is_dir(follow_symlinks=False):
        return "d"
    return "f" if entry.is_file(follow_symlinks=False) else "o"


def walk(folder: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """What os.walk gives: folder by folder its folders, of which the caller may take some out, and its files."""
    try:
        found = entries(folder)
    except OSError:
        return
    below = [e.name for e in found if (is_folder(e.path) if e.is_symlink() else e.is_dir(follow_symlinks=False))]
    yield folder, below, [entry.name for entry in found if entry.name not in {*below}]
    linked = {entry.name for entry in found if entry.is_symlink()}
    for name in below:
        if name not in linked:
            yield from walk(os.path.join(folder, name))


# -- what files say ---------------------------------------------------------------------------------------------------------------


def read(path: str, limit: int = FULL) -> bytes:
    """The bytes of a file, at most `limit` of them where one is given."""
    try:
        number = os.open(path, os.O_RDONLY | _BINARY)
        try:
            status = os.fstat(number)
            answer = _bytes(number, status.st_size, limit)
        finally:
            os.close(number)
    except OSError as error:
        _refuse("read", path, limit, error)
        raise
    if _HERE.asked is not None:
        _HERE.asked.tell(_HERE.asked.files, (path, limit), mark_of(status), lambda: answer)
        if limit < 0 and len(answer) != status.st_size:
            beyond()  # it changed while it was read, or is none of a disk
    return answer


def _bytes(number: int, size: int, limit: int) -> bytes:
    answer = os.read(number, size + 1 if limit < 0 else limit)
    if limit >= 0 or len(answer) == size:
        return answer
    pieces = [answer]  # it grows, or has no size
    while piece := os.read(number, 1 << 20):
        pieces.append(piece)
    return b"".join(pieces)


def text(path: str, limit: int = FULL) -> str:
    """A file as UTF-8 with lines that end in a newline, at most `limit` bytes of it where one is given; bytes that are none are replaced."""
    return read(path, limit).decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")


# -- noting -----------------------------------------------------------------------------------------------------------------------


def mark_of(status: os.stat_result) -> Mark:
    """The mark of a file or folder."""
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev)


def is_old(mark: Mark, when: int) -> bool:
    """Whether a mark taken after `when` (nanoseconds) is of a change so long before that the next one leaves another."""
    return _TELLING and max(mark[1], mark[2]) < when - COARSE


def mark(path: str) -> Mark | None:
    """The mark of what is there, which is not noted; None where nothing is."""
    try:
        return mark_of(os.stat(path))
    except (OSError, ValueError):
        return None


def digest_of(answer: str | bytes) -> str:
    """What stands for an answer that is too long to be kept."""
    data = answer if isinstance(answer, bytes) else answer.encode("utf-8", "surrogatepass")
    return blake2b(data, digest_size=16).hexdigest()


def _refuse(question: str, path: str, given: Any, error: OSError) -> None:
    if _HERE.asked is not None:
        _HERE.asked.note(_HERE.asked.refused, (question, path, given), error.errno or 0)
