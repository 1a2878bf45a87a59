"""The host's own repository beside a tree it does not trust; real git, real files."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from accord.errors import GitError
from accord.outside import git
from accord.outside.git import Delta, Store

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.create(tmp_path / "store")


def test_bytes_come_back_as_they_went_in(store: Store) -> None:
    """No filter, no line ends, no mode of its own: contents are bytes."""
    files = {
        "a/crlf.txt": (b"1\r\n2\r\n", False), "bin": (b"\0\1\xff", True), "empty": (b"", False), "ü ö.txt": (b"x", False),
        ".gitattributes": (b"* text=auto eol=crlf\n", False), "no-end": (b"x", False),
    }  # fmt: skip
    assert store.files(store.commit("x", files)) == files


def test_a_commit_is_laid_over_its_parent(store: Store) -> None:
    base = store.commit("base", {"a": (b"1\n2\n", False), "b": (b"1\n", False), "c/d": (b"\0", False)})
    after = store.commit("after", {"a": (b"1\n3\n4\n", False), "b": None, "c/e": (b"new", True)}, base)
    assert set(store.files(after)) == {"a", "c/d", "c/e"}
    assert store.deltas(base, after) == (Delta("a", 2, 1), Delta("b", 0, 1), Delta("c/e", 1, 0))
    assert store.head("after") == after


def test_a_patch_applies_where_the_base_lies(store: Store, tmp_path: Path) -> None:
    base = store.commit("base", {"a": (b"1\n2\n", False), "bin": (b"\0old", False), "gone": (b"x\n", False)})
    files = {"a": (b"1\r\n2\n", False), "bin": (b"\0new", False), "gone": None, "new/x y.txt": (b"no end", True)}
    patch = store.patch(base, store.commit("after", files, base))
    tree = tmp_path / "tree"
    for path, content in (("a", b"1\n2\n"), ("bin", b"\0old"), ("gone", b"x\n")):
        tree.mkdir(exist_ok=True)
        (tree / path).write_bytes(content)
    subprocess.run(["git", "init", "--quiet"], cwd=tree, check=True)
    subprocess.run(["git", "apply", "--whitespace=nowarn"], cwd=tree, input=patch, check=True)
    assert {path.relative_to(tree).as_posix(): path.read_bytes() for path in tree.rglob("*") if path.is_file() and ".git" not in path.parts} == {
        "a": b"1\r\n2\n", "bin": b"\0new", "new/x y.txt": b"no end"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("ours", "theirs", "merged"),
    [
        (b"0\n1\n2\n3\n", b"1\n2\n4\n", b"0\n1\n2\n4\n"),
        (b"1\n2\n3\n", b"1\n2\n4\n", b"1\n2\n4\n"),
        (b"1\n2\n5\n", b"1\n2\n4\n", None),
        (b"\0", b"1\n2\n4\n", None),
        (b"", b"1\n2\n4\n", None),
    ],
)
def test_three_ways(store: Store, ours: bytes, theirs: bytes, merged: bytes | None) -> None:
    assert store.merged(ours, b"1\n2\n3\n", theirs) == merged


def test_a_name_nobody_gave(store: Store) -> None:
    with pytest.raises(GitError):
        store.head("nothing")


def test_what_git_tracks_and_what_it_does_not_know(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    for path in ("sub/a b.py", "sub/new.py", "sub/x.log", "other.py"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text("")
    (tmp_path / ".gitignore").write_text("*.log\n")
    subprocess.run(["git", "add", "sub/a b.py", "other.py"], cwd=tmp_path, check=True)
    assert git.tracked(tmp_path / "sub") == ("a b.py",)
    assert git.untracked(tmp_path / "sub") == ("new.py",)
