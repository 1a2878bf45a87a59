"""Which files of a tree count; every one left out is counted or told."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from accord.errors import SourceError
from accord.source import disk, files
from accord.source.files import is_test, walk

if TYPE_CHECKING:
    from pathlib import Path


def make(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x = 1\n", encoding="utf-8")


def names(found: files.SourceFiles) -> list[str]:
    return sorted(os.path.relpath(path, found.root).replace(os.sep, "/") for path in found.files)


def test_files_of_the_wanted_kinds(tmp_path: Path) -> None:
    make(tmp_path, "a.py", "b/c.py", "d.txt", "e.pyc")
    found = walk(str(tmp_path), (".py",))
    assert names(found) == ["a.py", "b/c.py"]


@pytest.mark.parametrize("folder", ["node_modules", ".venv", "__pycache__", ".git", "site-packages", "x.egg-info"])
def test_dependencies_and_caches_are_counted_not_read(tmp_path: Path, folder: str) -> None:
    make(tmp_path, f"{folder}/a.py", "b.py")
    found = walk(str(tmp_path), (".py",))
    assert names(found) == ["b.py"]
    assert found.skipped == {f"folder {folder}": 1}


def test_gitignore_is_honoured_with_negation(tmp_path: Path) -> None:
    make(tmp_path, "build/a.py", "kept/b.py", "kept/gen_c.py", "kept/gen_keep.py")
    (tmp_path / ".gitignore").write_text("build/\ngen_*.py\n!gen_keep.py\n", encoding="utf-8")
    found = walk(str(tmp_path), (".py",))
    assert names(found) == ["kept/b.py", "kept/gen_keep.py"]
    assert found.skipped == {"gitignore": 2}


def test_a_link_to_a_file_of_the_tree_is_that_file(tmp_path: Path) -> None:
    make(tmp_path, "a.py")
    (tmp_path / "b.py").symlink_to(tmp_path / "a.py")
    assert names(walk(str(tmp_path), (".py",))) == ["a.py", "b.py"]


def test_links_out_of_the_tree_are_counted_and_never_followed(tmp_path: Path) -> None:
    make(tmp_path, "outside/secret.py", "tree/a.py")
    (tmp_path / "tree" / "link.py").symlink_to(tmp_path / "outside" / "secret.py")
    (tmp_path / "tree" / "folder").symlink_to(tmp_path / "outside")
    (tmp_path / "tree" / "dangling.py").symlink_to(tmp_path / "nowhere.py")
    found = walk(str(tmp_path / "tree"), (".py",))
    assert names(found) == ["a.py"]
    assert found.skipped == {"link out of the tree": 1, "linked folder": 1}


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    make(tmp_path, "a/b.py")
    (tmp_path / "a" / "again").symlink_to(tmp_path)
    (tmp_path / "self.py").symlink_to(tmp_path / "self.py")
    assert names(walk(str(tmp_path), (".py",))) == ["a/b.py"]


def test_a_pipe_is_told_and_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    make(tmp_path, "a.py")
    found = walk(str(tmp_path), (".py",))
    assert (names(found), found.unreadable) == (["a.py"], [("pipe.py", "not a regular file")])


def test_a_huge_file_is_told(tmp_path: Path) -> None:
    with (tmp_path / "huge.py").open("wb") as stream:
        stream.truncate(files.SIZE_LIMIT + 1)
    assert walk(str(tmp_path), (".py",)).unreadable == [("huge.py", "larger than 5 MiB")]


@pytest.mark.skipif(getattr(os, "geteuid", int)() == 0, reason="root may list every folder")
def test_a_folder_that_may_not_be_listed_is_told(tmp_path: Path) -> None:
    make(tmp_path, "locked/a.py")
    (tmp_path / "locked").chmod(0)
    try:
        ((file, reason),) = walk(str(tmp_path), (".py",)).unreadable
    finally:
        (tmp_path / "locked").chmod(0o755)
    assert file == "locked"
    assert "cannot be listed" in reason


def test_a_folder_that_vanishes_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "gone/a.py")
    scandir = os.scandir

    def vanish(path: str) -> object:
        if path.endswith("gone"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(disk.os, "scandir", vanish)
    assert walk(str(tmp_path), (".py",)).unreadable == [("gone", "the folder cannot be listed: Permission denied")]


@pytest.mark.parametrize("name", ["missing", "a.py"])
def test_what_is_no_folder_is_a_clear_error(tmp_path: Path, name: str) -> None:
    make(tmp_path, "a.py")
    with pytest.raises(SourceError, match="name the folder"):
        walk(str(tmp_path / name), (".py",))


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("tests/a.py", True),
        ("app/test_a.py", True),
        ("app/a_test.py", True),
        ("conftest.py", True),
        ("docs/source/a.py", True),
        ("app/testing_tools.py", False),
        ("app/latest.py", False),
        ("app/contest.py", False),
        ("attests/a.py", False),
    ],
)
def test_tests_are_told_by_place_and_name(file: str, expected: bool) -> None:
    assert is_test(file) is expected
