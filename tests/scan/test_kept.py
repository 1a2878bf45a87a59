"""A scan kept between runs: as good as a fresh one after every change of what it came of, and nearly free without one."""

from __future__ import annotations

import json
import os
import shutil
import stat
import sys
import threading
import time
import types
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import accord.scan as room
from accord.cli.group import run
from accord.outside import cache
from accord.scan import ScanOptions, kept, scan
from accord.scan.packed import pack, unpack
from accord.source import disk, mounts
from waiting import until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from accord.model import Scan

FILES = {
    "requirements.txt": "fastapi==0.100.0\n",
    "svc/.gitignore": "old.py\n",
    "svc/pyproject.toml": '[project.entry-points."svc.plugins"]\none = "app.entry_one:router"\n',
    "svc/app/main.py": """
import json, os
from importlib.metadata import entry_points
from fastapi import APIRouter, FastAPI
from app.users import router as users
from app.chosen import router as chosen
from app.gone import router as gone
from shop.api import router as shop

app = FastAPI()
late = APIRouter()
app.include_router(late, prefix="/late")

@late.get("/x")
def x(): ...

for router in (users, chosen, gone, shop):
    app.include_router(router)
for name in json.load(open(os.path.join(os.path.dirname(__file__), "names.json"))):
    app.add_api_route(f"/{name}", x)
for name in os.listdir(os.path.join(os.path.dirname(__file__), "pages")):
    app.add_api_route(f"/pages/{name}", x)
for point in entry_points(group="svc.plugins"):
    app.include_router(point.load())
if os.path.exists(os.path.join(os.path.dirname(__file__), "extra.flag")):
    app.add_api_route("/extra", x)
""",
    "svc/app/users.py": 'from fastapi import APIRouter\nrouter = APIRouter()\n@router.get("/users")\ndef list_users(): ...\n',
    "svc/app/old.py": 'from fastapi import APIRouter\nrouter = APIRouter()\n@router.get("/old")\ndef old(): ...\n',
    "svc/app/names.json": '["cats", "dogs"]',
    "svc/app/pages/index.html": "",
    "svc/app/entry_one.py": 'from fastapi import APIRouter\nrouter = APIRouter()\n@router.get("/entry-1")\ndef e(): ...\n',
    "svc/app/entry_two.py": 'from fastapi import APIRouter\nrouter = APIRouter()\n@router.get("/entry-2")\ndef e(): ...\n',
    "svc/app/one.txt": 'from fastapi import APIRouter\nrouter = APIRouter()\n@router.get("/one")\ndef one(): ...\n',
    "svc/app/two.txt": 'from fastapi import APIRouter\nrouter = APIRouter()\n@router.get("/two")\ndef two(): ...\n',
    "svc/web/package.json": '{"name": "web", "main": "src/index.js", "imports": {"#r": "./src/toys.js"}}',
    "svc/web/tsconfig.json": '{"compilerOptions": {"baseUrl": ".", "paths": {"@r/*": ["src/*"]}}}',
    "svc/web/src/index.js": """
const express = require('express')
const app = express()
app.use('/pets', require('./pets'))
app.use('/toys', require('@r/toys'))
app.use('/again', require('#r'))
app.listen(1)
""",
    "svc/web/src/pets/index.js": "const r = require('express').Router()\nr.get('/a', () => {})\nmodule.exports = r\n",
    "svc/web/src/toys.js": "const r = require('express').Router()\nr.get('/b', () => {})\nmodule.exports = r\n",
    "svc/web/other/toys.js": "const r = require('express').Router()\nr.get('/c', () => {})\nmodule.exports = r\n",
    "svc/tests/test_users.py": "def test_nothing(): ...\n",
    "svc/README.md": "# Service\n",
    "lib/shop/__init__.py": "",
    "lib/shop/api.py": 'from fastapi import APIRouter\nrouter = APIRouter()\n@router.get("/shop")\ndef shop(): ...\n',
}
CODE = kept._code


def options(root: Path) -> ScanOptions:
    return ScanOptions(libraries=(str(root / "lib"),))


def seen(root: Path, *, keep: bool) -> Scan:
    return scan(root / "svc", options=options(root), keep=keep)


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tree that asks the disk in every way, its files old enough for their marks to be relied on; a cache of its own."""
    root = tmp_path / "repository"
    write(root, FILES)
    (root / "svc/app/chosen.py").symlink_to("one.py")
    for name in ("one", "two"):
        (root / f"svc/app/{name}.txt").rename(root / f"svc/app/{name}.py")
    (root / ".git").mkdir()
    monkeypatch.setenv("ACCORD_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(disk, "COARSE", 0)
    monkeypatch.setattr(mounts, "tells", lambda *_: True)
    monkeypatch.setattr(kept, "_code", dict)  # whoever works on accord may have saved a module just now
    tick(tmp_path)
    return root


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


def tick(folder: Path) -> None:
    """Wait until the clock of the file system has moved on, so that a change leaves another time."""
    probe = folder / "probe"
    probe.write_text("", encoding="utf-8")
    before = probe.stat().st_ctime_ns

    def moved() -> bool:
        probe.write_text("x", encoding="utf-8")
        return probe.stat().st_ctime_ns > before

    until(moved, beat=0.001)
    probe.unlink()


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The trees that were read, not taken from the cache."""
    read: list[str] = []
    everything = room._everything

    def noted(root: str, *args: object) -> Scan:
        read.append(root)
        return everything(root, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(room, "_everything", noted)
    return read


def edit(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        text = (root / name).read_text("utf-8")
        assert old in text
        (root / name).write_text(text.replace(old, new), encoding="utf-8")

    return change


def same_size_and_time(root: Path) -> None:
    file = root / "svc/app/users.py"
    before = file.stat()
    edit("svc/app/users.py", "/users", "/usurs")(root)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (file.stat().st_size, file.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)


def replaced(root: Path) -> None:
    """Another file with the same size and times of content put in its place."""
    file = root / "svc/app/users.py"
    before = file.stat()
    other = root / "svc/app/users.new"
    other.write_text(file.read_text("utf-8").replace("/users", "/usurs"), encoding="utf-8")
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(file)


def retargeted(root: Path) -> None:
    link = root / "svc/app/chosen.py"
    link.unlink()
    link.symlink_to("two.py")


def another_tree(root: Path) -> None:
    (root / "svc").rename(root / "before")
    shutil.copytree(root / "before", root / "svc", symlinks=True)
    edit("svc/app/users.py", "/users", "/people")(root)


def through_a_link(root: Path) -> None:
    """The folder itself becomes a link to one that differs."""
    another_tree(root)
    (root / "svc").rename(root / "after")
    (root / "svc").symlink_to("after")


def added(name: str, text: str) -> Callable[[Path], None]:
    return lambda root: write(root, {name: text})


EDITS: dict[str, Callable[[Path], object]] = {
    "content of the same size": edit("svc/app/users.py", "/users", "/usurs"),
    "content of the same size, with the time set back": same_size_and_time,
    "a file put in the place of one that looks like it": replaced,
    "a file added that an import means": added("svc/app/gone.py", FILES["svc/app/users.py"].replace("users", "gone")),
    "a file added that wins over a folder": added("svc/web/src/pets.js", FILES["svc/web/src/toys.js"]),
    "a file added that registers": added("svc/more.py", FILES["svc/app/main.py"].replace("/extra", "/more")),
    "a file removed": lambda root: (root / "svc/app/users.py").unlink(),
    "a folder renamed": lambda root: (root / "svc/web/src/pets").rename(root / "svc/web/src/cats"),
    "a folder that is listed": added("svc/app/pages/about.html", ""),
    "a data file": edit("svc/app/names.json", "dogs", "cows"),
    "what the program looks for": added("svc/app/extra.flag", ""),
    "package.json": edit("svc/web/package.json", "src/toys", "other/toys"),
    "tsconfig.json": edit("svc/web/tsconfig.json", "src/*", "other/*"),
    "pyproject.toml": edit("svc/pyproject.toml", "entry_one", "entry_two"),
    "requirements above the tree": edit("requirements.txt", "0.100.0", "0.140.0"),
    "a lock file above the tree": added("uv.lock", '[[package]]\nname = "fastapi"\nversion = "0.140.0"\n'),
    "a repository that ends above the tree": lambda root: (root / "svc/.git").mkdir(),
    ".gitignore": edit("svc/.gitignore", "old.py", "users.py"),
    ".gitignore removed": lambda root: (root / "svc/.gitignore").unlink(),
    "a link retargeted": retargeted,
    "a library": edit("lib/shop/api.py", "/shop", "/shap"),
    "a library removed": lambda root: shutil.rmtree(root / "lib/shop"),
    "another tree in its place": another_tree,
    "a link to another tree in its place": through_a_link,
    "a folder of dependencies, which is counted": lambda root: (root / "svc/node_modules").mkdir(),
    "a test too large to be read": added("svc/tests/test_users.py", "#" * (6 << 20)),
    "a file that is none any more": lambda root: [
        (root / "svc/app/users.py").unlink(),
        os.mkfifo(root / "svc/app/users.py"),
    ],
}
POINTLESS: dict[str, Callable[[Path], object]] = {
    "nothing": lambda root: root,
    "a touch": lambda root: os.utime(root / "svc/app/users.py"),
    "every file copied": lambda root: [shutil.copytree(root, root.parent / "c", symlinks=True), shutil.rmtree(root), (root.parent / "c").rename(root)],
    "a page of prose": edit("svc/README.md", "Service", "The service"),
    "a page of prose added": added("svc/NOTES.md", "notes"),
    "a test": edit("svc/tests/test_users.py", "nothing", "something"),
    "content and back": lambda root: [edit("svc/app/users.py", "/users", "/x")(root), edit("svc/app/users.py", "/x", "/users")(root)],
}  # fmt: skip


@pytest.mark.parametrize("change", EDITS.values(), ids=EDITS)
def test_after_a_change_the_kept_scan_is_the_fresh_one(tree: Path, change: Callable[[Path], object]) -> None:
    before = seen(tree, keep=True)
    assert seen(tree, keep=True) == before == seen(tree, keep=False)
    tick(tree.parent)
    change(tree)
    fresh = seen(tree, keep=False)
    assert fresh != before, "the change changes nothing: no test"
    assert seen(tree, keep=True) == fresh
    assert seen(tree, keep=True) == fresh


@pytest.mark.parametrize("coarse", [0, 60_000_000_000], ids=["old marks", "young marks"])
@pytest.mark.parametrize("change", POINTLESS.values(), ids=POINTLESS)
def test_a_tree_that_says_the_same_is_not_read_again(
    tree: Path, runs: list[str], monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], object], coarse: int
) -> None:
    monkeypatch.setattr(disk, "COARSE", coarse)
    before = seen(tree, keep=True)
    tick(tree.parent)
    change(tree)
    assert seen(tree, keep=True) == before
    assert len(runs) == 1


def test_within_a_tick_of_the_clock_content_decides(
    tree: Path, runs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file changed right after it was read may bear the mark it had: a young mark proves nothing."""
    monkeypatch.setattr(disk, "COARSE", 60_000_000_000)
    mark = disk.mark_of(tree.stat())
    monkeypatch.setattr(disk, "mark_of", lambda _: mark)  # a clock that stands still
    seen(tree, keep=True)
    edit("svc/app/users.py", "/users", "/usurs")(tree)
    assert seen(tree, keep=True) == seen(tree, keep=False)
    assert len(runs) == 3


def test_marks_are_taken_anew_where_content_had_to_decide(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = seen(tree, keep=True)
    tick(tree.parent)
    os.utime(tree / "svc/app/users.py")
    assert seen(tree, keep=True) == before
    monkeypatch.setattr(disk, "read", lambda *_: pytest.fail("content was read"))
    assert seen(tree, keep=True) == before


def test_a_file_that_changes_while_it_is_scanned_is_read_again(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    everything = room._everything

    def slow(*args: object) -> Scan:
        found = everything(*args)  # type: ignore[arg-type]
        edit("svc/app/users.py", "/users", "/usurs")(tree)
        return found

    monkeypatch.setattr(room, "_everything", slow)
    seen(tree, keep=True)
    monkeypatch.setattr(room, "_everything", everything)
    assert seen(tree, keep=True) == seen(tree, keep=False)


def test_other_options_have_a_scan_of_their_own(tree: Path) -> None:
    for other in (
        replace(options(tree), role="consumer"),
        replace(options(tree), versions=(("fastapi", "0.140"),)),
        replace(options(tree), libraries=()),
        replace(options(tree), tests=True),
        options(tree),
    ):
        for keep in (True, True):
            assert scan(tree / "svc", options=other, keep=keep) == scan(tree / "svc", options=other)
            named = scan(tree / "svc", options=other, keep=keep, relative_to=tree)
            assert named == scan(tree / "svc", options=other, relative_to=tree)


def test_a_change_of_accord_itself_counts(tree: Path, runs: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_code", CODE)
    monkeypatch.setattr(kept, "_CODE", ("made_up",))
    module = types.ModuleType("made_up")
    module.__file__ = str(tree.parent / "made_up.py")
    write(tree.parent, {"made_up.py": "x = 1"})
    monkeypatch.setitem(sys.modules, "made_up", module)
    monkeypatch.setattr(kept, "LOADED", time.time_ns() + 1_000_000_000)
    tick(tree.parent)
    seen(tree, keep=True)
    seen(tree, keep=True)
    assert len(runs) == 1
    tick(tree.parent)
    write(tree.parent, {"made_up.py": "x = 2"})
    seen(tree, keep=True)
    assert len(runs) == 2


def test_nothing_is_kept_by_a_process_whose_own_code_changed(
    tree: Path, runs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is loaded may be the code before the change, or after it."""
    monkeypatch.setattr(kept, "_code", CODE)
    monkeypatch.setattr(kept, "LOADED", 0)
    seen(tree, keep=True)
    seen(tree, keep=True)
    assert len(runs) == 2


def test_another_version_of_accord_or_python_has_scans_of_its_own(
    tree: Path, runs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen(tree, keep=True)
    monkeypatch.setattr(kept, "__version__", "999")
    seen(tree, keep=True)
    monkeypatch.setattr(sys, "version", "999")
    seen(tree, keep=True)
    monkeypatch.setattr(kept, "__file__", "/another/checkout/accord/__init__.py")
    seen(tree, keep=True)
    assert len(runs) == 4


def test_what_makes_entries_counts_as_code(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also in the first process, which has not loaded it for anything else."""
    monkeypatch.delitem(sys.modules, "accord.scan.packed")
    loaded: list[bool] = []
    monkeypatch.setattr(kept, "_code", lambda: loaded.append("accord.scan.packed" in sys.modules) or {})
    seen(tree, keep=True)
    assert loaded == [True]


@pytest.mark.parametrize("odd", [b"bytes", 7])
def test_where_the_key_cannot_be_told_nothing_is_kept(
    tree: Path, runs: list[str], monkeypatch: pytest.MonkeyPatch, odd: object
) -> None:
    monkeypatch.setattr(kept, "__version__", odd)
    monkeypatch.setattr(kept, "sys", types.SimpleNamespace(path=[odd], version="", executable="", modules={}))
    assert seen(tree, keep=True) == seen(tree, keep=True) == seen(tree, keep=False)
    assert len(runs) == 3


def test_a_scan_that_cannot_be_written_down_is_not_lost(
    tree: Path, runs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = room._everything
    monkeypatch.setattr(room, "_everything", lambda *given: replace(everything(*given), gone=(3.5,)))  # type: ignore[arg-type]
    assert seen(tree, keep=True) == seen(tree, keep=True)
    assert len(runs) == 2


def test_models_of_other_packages_leave_nothing_kept(
    tree: Path, runs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = room._everything

    def with_a_model(*args: object) -> Scan:
        disk.beyond()
        return everything(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(room, "_everything", with_a_model)
    seen(tree, keep=True)
    seen(tree, keep=True)
    assert len(runs) == 2


def entry(tree: Path) -> Path:
    (found,) = (tree.parent / "cache" / "scans").iterdir()
    return found


def rewritten(data: bytes, change: Callable[[dict[str, object], list[list[object]]], object]) -> bytes:
    """An entry that somebody changed who knows how entries are made."""
    head, rows = map(json.loads, data.partition(b"\n")[2].splitlines())
    change(head, rows)
    return signed(b"\n".join(json.dumps(part).encode() for part in (head, rows)))


def signed(content: bytes) -> bytes:
    return disk.digest_of(content).encode() + b"\n" + content


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: data[:0],
    "half": lambda data: data[: len(data) // 2],
    "without its last byte": lambda data: data[:-1],
    "one bit": lambda data: data[:-40] + bytes([data[-40] ^ 1]) + data[-39:],
    "no JSON": lambda data: signed(data.partition(b"\n")[2].replace(b"{", b"\xff", 1)),
    "one line": lambda data: signed(data.splitlines()[1]),
    "a pickle": lambda data: signed(b"cos\nsystem\n(S'true'\ntR." + data[:0]),
}
TAMPERED: dict[str, Callable[[dict[str, object], list[list[object]]], object]] = {
    "no rows": lambda _, rows: rows.clear(),
    "rows of another kind": lambda _, rows: rows.append([999, "x"]),
    "rows that refer to later ones": lambda _, rows: rows.append([0, [99999], "x"]),
    "too many fields": lambda _, rows: rows.append([14, *"abcdefgh"]),
    "something else than a scan": lambda _, rows: rows.append([14, "a", 1, 1]),
    "no answers": lambda head, _: head.pop("answers"),
    "answers of another shape": lambda head, _: head.update(answers={"files": [1]}),
    "another tree's": lambda head, _: head.update(key="other"),
}
BROKEN = {
    **DAMAGE,
    **{name: (lambda data, change=change: rewritten(data, change)) for name, change in TAMPERED.items()},
}


@pytest.mark.parametrize("damage", BROKEN.values(), ids=BROKEN)
def test_a_broken_entry_is_none(tree: Path, runs: list[str], damage: Callable[[bytes], bytes]) -> None:
    before = seen(tree, keep=True)
    file = entry(tree)
    file.write_bytes(damage(file.read_bytes()))
    assert seen(tree, keep=True) == before
    assert len(runs) == 2
    assert seen(tree, keep=True) == before
    assert len(runs) == 2, "it is whole again"


@pytest.mark.skipif(getattr(os, "geteuid", int)() != 0 or os.name != "posix", reason="only root may give files away")
def test_the_entry_of_another_user_is_none(tree: Path, runs: list[str]) -> None:
    seen(tree, keep=True)
    os.chown(entry(tree), 12345, -1)
    seen(tree, keep=True)
    assert len(runs) == 2


@pytest.mark.parametrize("place", ["/dev/null/x", "/proc/nowhere"])
def test_where_nothing_can_be_written_nothing_is_kept(tree: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    monkeypatch.setenv("ACCORD_CACHE_DIR", place)
    assert seen(tree, keep=True) == seen(tree, keep=True) == seen(tree, keep=False)


def test_a_full_disk_costs_nothing_but_time(tree: Path, runs: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert seen(tree, keep=True) == seen(tree, keep=True)
    assert len(runs) == 2
    assert not list((tree.parent / "cache" / "scans").iterdir()), "nothing half written stays"


def test_without_a_home_there_is_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ACCORD_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "somewhere")
    assert cache.folder("scans") is None


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere platformdirs is asked itself")
@pytest.mark.parametrize("base", ["/srv/caches", "", None])
def test_the_place_is_the_one_platformdirs_names(monkeypatch: pytest.MonkeyPatch, base: str | None) -> None:
    from platformdirs import user_cache_path

    monkeypatch.delenv("ACCORD_CACHE_DIR")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    if base is not None:
        monkeypatch.setenv("XDG_CACHE_HOME", base)
    assert cache.folder("scans") == user_cache_path("accord") / "scans"


def test_the_oldest_entries_go(tmp_path: Path) -> None:
    for number in range(8):
        file = tmp_path / "scans" / f"{number}"
        cache.write(file, [b"x" * 10], count=5, size=1000)
        os.utime(file, (number, number))
    assert sorted(file.name for file in (tmp_path / "scans").iterdir()) == ["3", "4", "5", "6", "7"]
    cache.write(tmp_path / "scans" / "8", [b"x" * 10], count=5, size=25)
    assert sorted(file.name for file in (tmp_path / "scans").iterdir()) == ["7", "8"]
    cache.write(tmp_path / "scans" / "9", [b"x" * 100], count=5, size=25)
    assert [file.name for file in (tmp_path / "scans").iterdir()] == ["9"], "what was just written stays"


def test_nothing_is_written_into_the_tree(tree: Path) -> None:
    before = sorted(tree.rglob("*"))
    seen(tree, keep=True)
    assert sorted(tree.rglob("*")) == before


@pytest.mark.parametrize("value", ["1", "true"])
def test_the_environment_can_refuse(tree: Path, runs: list[str], monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("ACCORD_NO_CACHE", value)
    seen(tree, keep=True)
    seen(tree, keep=True)
    assert len(runs) == 2
    assert not (tree.parent / "cache").exists()


@pytest.mark.parametrize("command", ["routes", "calls", "check"])
def test_a_flag_can_refuse(
    tree: Path, runs: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    monkeypatch.chdir(tree)
    write(tree, {"api.md": "| Method | Path |\n|---|---|\n| GET | /users |\n"})
    arguments = [command, "svc"] if command != "check" else [command, "api.md", "--provider", "svc"]
    run([*arguments, "--no-cache"])
    refused = capsys.readouterr().out
    assert not (tree.parent / "cache" / "scans").exists()
    for _ in range(2):
        run(arguments)
        assert capsys.readouterr().out == refused
    assert len(runs) == 2


def test_many_at_once_agree(tree: Path) -> None:
    fresh = seen(tree, keep=False)
    found: list[Scan] = []
    threads = [threading.Thread(target=lambda: found.extend(seen(tree, keep=True) for _ in range(3))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [fresh] * 12
    assert len(list((tree.parent / "cache" / "scans").iterdir())) == 1


def test_a_scan_is_the_same_packed_and_unpacked(tree: Path) -> None:
    for other in (options(tree), replace(options(tree), role="consumer")):
        found = scan(tree / "svc", options=other)
        assert found.routes or found.calls or other.role == "consumer"
        assert unpack(json.loads(json.dumps(pack(found)))) == found


@pytest.mark.skipif(getattr(os, "geteuid", int)() == 0, reason="root may list every folder")
def test_a_folder_that_may_not_be_listed_is_asked_again(tree: Path) -> None:
    locked = tree / "svc/web/src"
    locked.chmod(0)
    try:
        before = seen(tree, keep=True)
        assert seen(tree, keep=True) == before
    finally:
        locked.chmod(stat.S_IRWXU)
    assert seen(tree, keep=True) == seen(tree, keep=False) != before
