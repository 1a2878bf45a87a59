"""The one door to the disk: what a scan asks goes through it, and it says what the system says."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest

import accord
from accord.source import disk

ROOMS = ("source", "scan", "evaluate", "frameworks")
PURE = frozenset(  # what os and os.path answer without asking the disk, and what they are reached by
    [
        "abspath",
        "basename",
        "commonpath",
        "commonprefix",
        "dirname",
        "fsencode",
        "isabs",
        "join",
        "normcase",
        "normpath",
        "relpath",
        "split",
        "splitext",
        "sep",
        "path",
    ]
)
DOOR = ("disk.py", "answers.py", "mounts.py")  # what asks, what asks again, and of which kind a disk is
ELSEWHERE = frozenset(["pathlib", "shutil", "tempfile", "glob", "subprocess", "mmap", "fileinput", "linecache"])


@pytest.mark.parametrize("room", ROOMS)
def test_what_a_scan_asks_the_disk_goes_through_the_door(room: str) -> None:
    found = [
        f"{file.relative_to(Path(accord.__file__).parent)}:{line} {what}"
        for file in sorted(Path(accord.__file__).parent.joinpath(room).rglob("*.py"))
        if file.name not in DOOR
        for line, what in asked(ast.parse(file.read_text("utf-8")))
    ]
    assert not found


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("import os\nos.path.isfile(x)", ["os.path.isfile"]),
        ("import os\nos.walk(x)", ["os.walk"]),
        ("import os\nos.environ['HOME']", ["os.environ"]),
        ("open(x)", ["open"]),
        ("from os import scandir", ["os.scandir"]),
        ("from os.path import exists", ["os.path.exists"]),
        ("if TYPE_CHECKING:\n    from pathlib import Path\nos.path.join(a, b)", []),
        ("from pathlib import Path", ["pathlib"]),
        ("def f(x: os.DirEntry[str]) -> None: ...", []),
        ("except_ = OSError\nmachine.open(x)", []),
    ],
)
def test_what_counts_as_asking_the_disk(source: str, told: list[str]) -> None:
    assert [what for _, what in asked(ast.parse(source))] == told


def asked(tree: ast.Module) -> list[tuple[int, str]]:
    """Every place of a module that asks the system of files itself: line and what."""
    typing = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    found: list[tuple[int, str]] = []
    for node in ast.walk(tree):
        if node in typing:
            continue
        if isinstance(node, ast.Attribute):
            name = ast.unparse(node)
            if name.startswith("os.") and name.count(".") <= 2 and node.attr not in (*PURE, "DirEntry"):
                found.append((node.lineno, name))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open":
            found.append((node.lineno, "open"))
        elif isinstance(node, ast.ImportFrom) and node.module in ("os", "os.path"):
            found += [(node.lineno, f"{node.module}.{each.name}") for each in node.names if each.name not in PURE]
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names]
            found += [(node.lineno, module) for module in modules if module.partition(".")[0] in ELSEWHERE]
    return found


def test_the_door_says_what_the_system_says(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "b.txt").write_bytes(b"one\r\ntwo\xff")
    (tmp_path / "a").symlink_to("folder")
    (tmp_path / "lost").symlink_to("nowhere")
    here = str(tmp_path)
    at = {name: str(tmp_path / name) for name in ("folder", "b.txt", "a", "lost", "no")}
    assert disk.names(here) == [entry.name for entry in disk.entries(here)] == ["a", "b.txt", "folder", "lost"]
    assert [name for name in at if disk.is_file(at[name])] == ["b.txt"]
    assert [name for name in at if disk.is_folder(at[name])] == ["folder", "a"]
    assert [name for name in at if disk.exists(at[name])] == ["folder", "b.txt", "a"]
    assert [name for name in at if disk.is_link(at[name])] == ["a", "lost"]
    assert disk.real(at["a"]) == os.path.realpath(at["folder"])
    assert (disk.fits(at["b.txt"], 9), disk.fits(at["b.txt"], 8)) == (True, False)
    assert (disk.read(at["b.txt"]), disk.read(at["b.txt"], 4)) == (b"one\r\ntwo\xff", b"one\r")
    assert (disk.text(at["b.txt"]), disk.text(at["b.txt"], 5)) == ("one\ntwo�", "one\n")
    assert list(disk.walk(here)) == [(folder, sorted(below), sorted(rest)) for folder, below, rest in os.walk(here)]


@pytest.mark.parametrize("ask", [disk.names, disk.entries, disk.read, disk.text, lambda path: disk.fits(path, 1)])
def test_where_there_is_no_answer_the_error_of_the_system_comes_back(tmp_path: Path, ask: object) -> None:
    with pytest.raises(FileNotFoundError):
        ask(str(tmp_path / "no"))  # type: ignore[operator]
