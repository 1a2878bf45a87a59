"""What is noted of a visit to the disk, and whether it still holds: nothing does that no state of the disk has told."""

from __future__ import annotations

import errno
import os
import sys
from typing import TYPE_CHECKING, Any

import pytest

from accord.source import disk, mounts
from accord.source.answers import Answers, known

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(autouse=True)
def _marks_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever the tests run, and however young what they write is."""
    monkeypatch.setattr(disk, "is_old", lambda *_: True)
    monkeypatch.setattr(mounts, "tells", lambda *_: True)


def asked(*questions: Callable[[], object]) -> disk.Asked:
    with disk.visit() as visit:
        for ask in questions:
            try:
                ask()
            except OSError:
                continue
    return visit


def holds(visit: disk.Asked) -> bool:
    return Answers(known(visit)).hold()


QUESTIONS: dict[str, tuple[Callable[[str], object], str]] = {
    "is a file": (disk.is_file, "file"),
    "is a folder": (disk.is_folder, "file"),
    "exists": (disk.exists, "new"),
    "is a link": (disk.is_link, "file"),
    "fits": (lambda path: disk.fits(path, 5), "file"),
    "is really": (disk.real, "file"),
    "says": (disk.read, "file"),
    "begins with": (lambda path: disk.read(path, 3), "file"),
    "holds": (disk.names, ""),
    "holds what": (disk.entries, ""),
}


def change(folder: Path) -> None:
    (folder / "file").unlink()
    (folder / "new").mkdir()
    (folder / "file").symlink_to("new")


def back(folder: Path) -> None:
    (folder / "file").unlink()
    (folder / "file").write_text("text", encoding="utf-8")
    (folder / "new").rmdir()


@pytest.mark.parametrize(("question", "name"), QUESTIONS.values(), ids=QUESTIONS)
def test_two_answers_to_one_question_are_kept_by_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, question: Callable[[str], object], name: str
) -> None:
    """The tree is changed in the middle of a scan, and back before its end: it saw something that never was."""
    (tmp_path / "file").write_text("text", encoding="utf-8")
    path = str(tmp_path / name) if name else str(tmp_path)
    monkeypatch.setattr(disk, "is_old", lambda *_: False)

    def ask() -> object:
        return question(path)

    steady = asked(ask, ask)
    assert steady.complete
    assert holds(steady)
    shaken = asked(ask, lambda: change(tmp_path), ask, lambda: back(tmp_path))
    assert not (shaken.complete and holds(shaken))


def test_a_file_that_outgrows_its_limit_before_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("x", encoding="utf-8")
    path = str(file)
    assert holds(asked(lambda: disk.fits(path, 5), lambda: disk.read(path)))
    grown = asked(
        lambda: disk.fits(path, 5), lambda: file.write_text("x" * 9, encoding="utf-8"), lambda: disk.read(path)
    )
    assert not holds(grown)


def test_a_file_that_grows_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.py"
    file.write_text("x", encoding="utf-8")
    read = os.read

    def growing(number: int, size: int) -> bytes:
        with file.open("a", encoding="utf-8") as stream:
            stream.write("y" if file.stat().st_size < 3 else "")
        return read(number, size)

    monkeypatch.setattr(os, "read", growing)
    assert not asked(lambda: disk.read(str(file))).complete


@pytest.mark.parametrize("number", [errno.EIO, errno.ESTALE, errno.ENOMEM])
def test_a_disk_that_fails_says_nothing_that_lasts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def failing(path: str) -> os.stat_result:
        raise OSError(number, os.strerror(number), path)

    with monkeypatch.context() as patch:
        patch.setattr(os, "stat", failing)
        visit = asked(lambda: disk.is_file(str(tmp_path / "a")))
    assert not visit.complete


@pytest.mark.parametrize("name", ["no", "file/below", "n" * 5000, "loop", "nul\0"])
def test_where_nothing_can_be_that_lasts(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    visit = asked(lambda: disk.exists(str(tmp_path / name)))
    assert visit.complete
    assert holds(visit)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without pipes")
def test_a_pipe_where_nothing_was_is_not_waited_for(tmp_path: Path) -> None:
    path = str(tmp_path / "a")
    visit = asked(lambda: disk.read(path))
    assert holds(visit)
    os.mkfifo(path)
    assert not holds(visit)


def test_another_disk_in_the_place_of_one_that_looks_like_it(tmp_path: Path) -> None:
    status = list(tmp_path.stat())
    other = [*status]
    other[2] += 1  # the number of the file system
    assert disk.mark_of(os.stat_result(status)) != disk.mark_of(os.stat_result(other))


def test_where_times_do_not_tell_content_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk of a camera: whoever sets back the time of a file sets back all of them."""
    file = tmp_path / "a.py"
    file.write_text("one", encoding="utf-8")
    places: list[tuple[int, str]] = []
    monkeypatch.setattr(mounts, "tells", lambda device, path: bool(places.append((device, path))))
    mark = disk.mark_of(file.stat())
    monkeypatch.setattr(disk, "mark_of", lambda _: mark)
    visit = asked(lambda: disk.read(str(file)), lambda: disk.names(str(tmp_path)))
    assert [told.mark for told in (*visit.files.values(), *visit.folders.values())] == [None, None]
    assert places == [(mark[4], str(file)), (mark[4], str(tmp_path))]
    assert holds(visit)
    file.write_text("two", encoding="utf-8")
    assert not holds(visit)


TABLE = r"""
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
31 27 0:40 / /home rw - nfs4 server:/home rw
32 31 8:2 / /home/me/my\040work rw master:1 propagate_from:2 - xfs /dev/sdb1 rw
33 27 0:41 / /mnt rw - ext4 /dev/sdc1 rw
34 27 0:42 / /mnt rw - fuse.sshfs other: rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/project", "ext4"),
        ("/home", "nfs4"),
        ("/home/me/project", "nfs4"),
        ("/homes", "ext4"),
        ("/home/me/my work/project", "xfs"),
        ("/mnt/x", "fuse.sshfs"),
        ("/", "ext4"),
    ],
)
def test_the_kind_of_a_file_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, kind: str) -> None:
    table = tmp_path / "table"
    table.write_text(TABLE.strip(), encoding="utf-8")
    monkeypatch.setattr(os.path, "realpath", lambda name: name)
    assert mounts.kind(path, str(table)) == kind
    assert mounts.kind(path, str(tmp_path / "none")) == ""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is no such table")
def test_a_file_system_is_looked_up_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    asked_for: list[str] = []
    kinds: dict[str, str] = {"/a": "ext4", "/b": "nfs"}

    def kind(path: str) -> Any:
        asked_for.append(path)
        return kinds[path]

    monkeypatch.setattr(mounts, "kind", kind)
    monkeypatch.setattr(mounts, "_known", {})
    assert [mounts.tells(1, "/a"), mounts.tells(2, "/b"), mounts.tells(1, "/a")] == [True, False, True]
    assert asked_for == ["/a", "/b"]
