from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from accord.errors import OutsideError
from accord.outside import files
from accord.outside.append import append


def test_write_replaces_and_leaves_no_temporary_file(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "report.json"
    files.write(target, "old")
    files.write(target, "nü\r\n")
    assert target.read_bytes() == "nü\r\n".encode()
    assert [path.name for path in target.parent.iterdir()] == ["report.json"]


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_write_keeps_the_mode_and_follows_a_link(tmp_path: Path) -> None:
    target = tmp_path / "a"
    target.write_text("x")
    target.chmod(0o640)
    (tmp_path / "link").symlink_to(target)
    files.write(tmp_path / "link", "y")
    assert target.read_text() == "y"
    assert target.stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "link").is_symlink()


def test_a_write_that_fails_keeps_the_old_content(tmp_path: Path) -> None:
    target = tmp_path / "a"
    target.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        files.write(target, "\ud800")
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_folder_in_the_way_is_an_error_with_the_path(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(OutsideError, match="cannot be written"):
        files.write(tmp_path / "a", "x")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes")
def test_what_is_no_file_is_written_to_and_never_replaced(tmp_path: Path) -> None:
    """A device above all: root may replace /dev/null."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(pipe.read_text)
        files.write(pipe, "one\n")
        assert read.result() == "one\n"
        read = pool.submit(pipe.read_text)
        append(pipe, "two\n")
        assert read.result() == "two\n"
    assert pipe.is_fifo()
    files.write(Path(os.devnull), "x")
    assert Path(os.devnull).is_char_device()


def test_create_never_overwrites(tmp_path: Path) -> None:
    assert files.create(tmp_path / "b" / "new", "1")
    assert not files.create(tmp_path / "b" / "new", "2")
    assert (tmp_path / "b" / "new").read_text() == "1"


def test_a_lock_held_by_another_process_is_waited_for_then_reported(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    code = f"""
import sys
from pathlib import Path
from accord.outside import files
with files.lock(Path({str(path)!r}), timeout=180):
    print("held", flush=True)
    sys.stdin.read()
"""
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdin
        assert holder.stdout
        assert holder.stdout.readline().strip() == b"held"
        with pytest.raises(OutsideError, match="another run"), files.lock(path, timeout=0.1):
            pass
        holder.stdin.close()
        holder.wait()
    with files.lock(path, timeout=180):
        pass


@pytest.mark.skipif(os.name != "posix", reason="modes and links")
def test_a_tree_is_removed_whatever_modes_it_has_and_no_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other/kept").touch()
    (tmp_path / "other").chmod(0o500)
    (tmp_path / "tree/shut/inner").mkdir(parents=True)
    (tmp_path / "tree/shut/inner/file").touch()
    (tmp_path / "tree/link").symlink_to(tmp_path / "other")
    for name in ("tree/shut/inner", "tree/shut"):
        (tmp_path / name).chmod(0)
    files.remove_tree(tmp_path / "tree")
    assert not (tmp_path / "tree").exists()
    assert (tmp_path / "other/kept").is_file()
    assert (tmp_path / "other").stat().st_mode & 0o777 == 0o500
    files.remove_tree(tmp_path / "tree")
