"""What is read of a workspace: nothing of the user's is lost by what cannot or must not be read there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from accord.delegate import intake
from accord.delegate.intake import take
from accord.delegate.model import File

if TYPE_CHECKING:
    from pathlib import Path


def kept(workspace: Path, base: dict[str, bytes]) -> tuple[dict[str, bytes | None], dict[str, str]]:
    taken = take(workspace, {path: File(path, data) for path, data in base.items()}, "backend")
    files = {path: file.data if file else None for path, file in taken.files.items()}
    return files, {one.path: one.reason for one in taken.refused}


def laid_out(folder: Path, base: dict[str, bytes]) -> None:
    for path, data in base.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


def test_tracked_files_in_folders_of_caches_are_neither_lost_nor_refused(tmp_path: Path) -> None:
    base = {"backend/.cache/keep.txt": b"k", "backend/node_modules/own/index.js": b"x", "backend/a.py": b"a"}
    laid_out(tmp_path, base)
    assert kept(tmp_path, base) == ({}, {})
    laid_out(tmp_path, {"backend/.cache/more/x.txt": b"", "backend/node_modules/own/new.js": b""})
    assert kept(tmp_path, base) == (
        {}, {"backend/.cache/more": "generated", "backend/node_modules/own/new.js": "generated"}
    )  # fmt: skip


def test_what_was_not_looked_at_is_not_taken_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More files than are looked at: the rest of the component's own would seem to be gone."""
    monkeypatch.setattr(intake, "_MANY", 3)
    base = {"backend/a.py": b"a", "backend/z.py": b"z"}
    laid_out(tmp_path, {**base, **{f"backend/m{n}.py": b"" for n in range(9)}})
    files, reasons = kept(tmp_path, base)
    assert None not in files.values()
    assert list(reasons.values()) == ["more than 3 files; no further one was looked at"]


def test_a_large_component_is_looked_at_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "_MANY", 3)
    monkeypatch.setattr(intake, "_MOST", 2)
    base = {f"backend/m{n}.py": b"xx" for n in range(9)}
    laid_out(tmp_path, {**base, "backend/new.py": b"n"})
    assert kept(tmp_path, base) == ({"backend/new.py": b"n"}, {})


def test_a_large_contract_that_is_as_it_was_is_no_write(tmp_path: Path) -> None:
    base = {"backend/openapi.json": b" " * (2 << 20)}
    laid_out(tmp_path, base)
    assert kept(tmp_path, base) == ({}, {})
    (tmp_path / "backend/openapi.json").write_bytes(b" " * (3 << 20))
    assert kept(tmp_path, base) == ({}, {"backend/openapi.json": "larger than 2 MB"})


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes and links")
@pytest.mark.parametrize("kind", ["link", "pipe"])
def test_a_folder_whose_place_is_taken_by_what_is_refused_stays(tmp_path: Path, kind: str) -> None:
    base = {"backend/sub/a.py": b"a", "backend/b.py": b"b"}
    laid_out(tmp_path, {"backend/b.py": b"b", "elsewhere/a.py": b"evil"})
    if kind == "link":
        (tmp_path / "backend/sub").symlink_to(tmp_path / "elsewhere")
    else:
        os.mkfifo(tmp_path / "backend/sub")
    files, reasons = kept(tmp_path, base)
    assert files == {}
    assert set(reasons) == {"backend/sub", "elsewhere/a.py"}


@pytest.mark.skipif(os.name != "posix", reason="links")
def test_the_component_itself_or_a_folder_above_it_as_a_link_brings_nothing_home(tmp_path: Path) -> None:
    laid_out(tmp_path, {"secret/main.py": b"s3cret", "secret/backend/main.py": b"s3cret"})
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    (workspace / "services").symlink_to(tmp_path / "secret")
    assert (
        take(workspace, {"services/backend/old.py": File("services/backend/old.py", b"")}, "services/backend").files
        == {}
    )
    (workspace / "backend").symlink_to(tmp_path / "secret")
    assert kept(workspace, {"backend/old.py": b""})[0] == {}


@pytest.mark.skipif(not intake._BY_HANDLE, reason="folders have no handles on this system")
def test_a_folder_that_becomes_a_link_while_it_is_read_leads_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What still runs could exchange a folder, or one above it, between two looks."""
    laid_out(tmp_path, {"secret/deep/main.py": b"s3cret", "w/backend/sub/deep/main.py": b"mine"})
    workspace, opened = tmp_path / "w", os.open

    def exchanging(name: str, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if name == "deep":  # its parent is open already
            (workspace / "backend/sub").rename(workspace / "old")
            (workspace / "backend/sub").symlink_to(tmp_path / "secret")
        return opened(name, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", exchanging)
    files, _ = kept(workspace, {})
    assert files == {"backend/sub/deep/main.py": b"mine"}


def test_folders_deeper_than_any_source_are_not_gone_into(tmp_path: Path) -> None:
    deep = "backend/" + "d/" * 200
    laid_out(tmp_path, {f"{deep}main.py": b"x", "backend/main.py": b"y"})
    files, reasons = kept(tmp_path, {})
    assert files == {"backend/main.py": b"y"}
    assert list(reasons.values()) == ["too deep a folder"]
