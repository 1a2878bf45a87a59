"""What is kept below the user's cache folder is believed: nobody else puts anything there, and nothing else is touched."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from accord.outside import cache

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name != "posix", reason="users, modes and pipes are those of POSIX")


def write(path: Path, data: bytes = b"kept", count: int = 5) -> None:
    cache.write(path, [data], count=count, size=1000)


@pytest.fixture
def entry(tmp_path: Path) -> Path:
    return tmp_path / "accord" / "scans" / "a.scan"


def test_what_was_written_is_read(entry: Path) -> None:
    assert cache.read(entry) is None
    write(entry)
    assert cache.read(entry) == b"kept"
    assert stat.S_IMODE(entry.parent.stat().st_mode) == 0o700


def test_whatever_the_umask_others_cannot_write_and_the_user_can_read(entry: Path) -> None:
    before = os.umask(0)
    try:
        write(entry)
        write(entry, b"again")
    finally:
        os.umask(before)
    assert stat.S_IMODE(entry.stat().st_mode) == 0o600
    assert cache.read(entry) == b"again"


def test_a_folder_that_everybody_may_write_to_is_no_place(entry: Path) -> None:
    write(entry)
    entry.parent.chmod(0o777)
    assert cache.read(entry) is None
    write(entry, b"new")
    assert entry.read_bytes() == b"kept"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may give folders away")
def test_the_folder_of_another_user_is_no_place(entry: Path) -> None:
    write(entry)
    os.chown(entry.parent, 12345, -1)
    assert cache.read(entry) is None
    write(entry, b"new")
    assert entry.read_bytes() == b"kept"


def test_what_a_link_points_to_is_neither_believed_nor_replaced(entry: Path, tmp_path: Path) -> None:
    mine = tmp_path / "notes.txt"
    mine.write_bytes(b"mine")
    entry.parent.mkdir(parents=True)
    entry.symlink_to(mine)
    assert cache.read(entry) is None
    write(entry)
    assert (mine.read_bytes(), cache.read(entry)) == (b"mine", b"kept")


def test_a_pipe_is_not_waited_for(entry: Path) -> None:
    entry.parent.mkdir(parents=True)
    os.mkfifo(entry)
    assert cache.read(entry) is None
    write(entry)
    assert cache.read(entry) == b"kept"


@pytest.mark.parametrize("place", ["accord/scans/a.scan", "accord/scans", "accord"])
def test_something_else_in_the_place_costs_nothing_but_time(tmp_path: Path, entry: Path, place: str) -> None:
    if entry == tmp_path / place:
        entry.mkdir(parents=True)
    else:
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_bytes(b"mine")
    write(entry)
    assert cache.read(entry) is None
    assert (tmp_path / place).is_dir() or (tmp_path / place).read_bytes() == b"mine"


def test_what_cannot_be_touched_can_be_read(entry: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache on a disk that is mounted to be read."""

    def refused(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    write(entry)
    monkeypatch.setattr(os, "utime", refused)
    assert cache.read(entry) == b"kept"


def test_only_what_is_accords_is_ever_removed(entry: Path) -> None:
    """`ACCORD_CACHE_DIR` may be a folder in which somebody keeps scans of another sort."""
    entry.parent.mkdir(parents=True)
    for name in ("patient.png", "notes", ".hidden"):
        (entry.parent / name).write_bytes(b"mine")
    (entry.parent / ".b.scan.x.tmp").write_bytes(b"half")
    for name in (*entry.parent.iterdir(),):
        os.utime(name, (1, 1))
    for number in range(4):
        write(entry.with_name(f"{number}.scan"), count=2)
        os.utime(entry.with_name(f"{number}.scan"), (number + 2, number + 2))
    assert sorted(each.name for each in entry.parent.iterdir()) == [
        ".hidden",
        "2.scan",
        "3.scan",
        "notes",
        "patient.png",
    ]
