"""`accord check --watch`: each save is answered with what changed, on less than a screen; and progress on a terminal."""

from __future__ import annotations

import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from accord import config, watch
from accord.cli import progress
from accord.compare import compare
from accord.report import changes
from making import BACKEND, contract, report, served
from small import USERS, project, without_delete
from waiting import PATIENCE, until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from accord.model import Report


def made(rows: int, served_rows: int) -> Report:
    every = [f"GET /{chr(97 + n // 26)}{chr(97 + n % 26)}x{n}/{{id}}" for n in range(rows)]
    scans = {"backend": served("GET /always", *every[:served_rows])}
    return report(compare(contract("GET /always", *every), [BACKEND], scans), scans)


class TestChanges:
    def test_what_is_new_and_what_is_gone(self) -> None:
        worse = changes.between(made(3, 3), made(3, 1))
        assert [line[:20] for line in worse.splitlines()[:2]] == ["+ api.md:3  missing-", "+ api.md:4  missing-"]
        better = changes.between(made(3, 1), made(3, 2))
        assert better.startswith("- api.md:3  missing-endpoint  GET /abx1/{id}")
        assert "broken: 1 error" in better
        assert changes.between(made(3, 1), made(3, 1)).startswith("nothing changed\n")

    @pytest.mark.parametrize("rows", [1, 22, 23, 200])
    def test_never_more_than_a_screen(self, rows: int) -> None:
        for text in (changes.first(made(rows, 0)), changes.between(made(rows, rows), made(rows, 0))):
            lines = text.splitlines()
            assert len(lines) < 24
            assert lines[-1].startswith("broken: ")
            if rows == 200:
                shown = sum(line.startswith(("+", "!")) for line in lines)
                assert f"  {200 - shown} more" in lines

    def test_lines_fit_the_window(self) -> None:
        text = changes.between(made(9, 9), made(9, 0), width=60)
        assert max(len(line) for line in text.splitlines() if line.startswith("+")) <= 60

    def test_colour(self) -> None:
        from accord.report.paint import coloured, visible

        text = changes.between(made(3, 3), made(3, 1), paint=coloured, color=True)
        assert "\x1b[" in text
        assert visible(text) == changes.between(made(3, 3), made(3, 1))


class TestLooking:
    def test_saves_of_source_contract_and_configuration_are_seen_others_are_not(self, tmp_path: Path) -> None:
        """Several writes close together are one change."""
        project(tmp_path)
        slept: list[float] = []

        def sleep(seconds: float) -> None:
            slept.append(seconds)
            assert len(slept) < 50
            time.sleep(0.01)
            if steps and len(slept) % 3 == 0:
                steps.pop(0)()

        def save(name: str) -> None:
            path = tmp_path / name
            path.write_text((path.read_text() if path.exists() else "") + "\n")

        steps = [
            lambda: save("README.md"),
            lambda: save("backend/users.py"),
            lambda: (save("docs/api.md"), save("pyproject.toml")),
            (tmp_path / "backend/users.py").unlink,
            lambda: save(".accord-baseline.toml"),
        ]
        seen = watch.changes(lambda: config.load(tmp_path), sleep=sleep)
        assert next(seen) == ()
        assert next(seen) == ("backend/users.py",)
        assert set(next(seen)) == {"docs/api.md", "pyproject.toml"}
        assert next(seen) == ("backend/users.py",)
        assert next(seen) == (".accord-baseline.toml",)

    def test_a_configuration_that_cannot_be_read_does_not_end_it(self, tmp_path: Path) -> None:
        project(tmp_path)
        seen = watch.changes(lambda: config.load(tmp_path), sleep=lambda _: time.sleep(0.01))
        next(seen)
        settings = (tmp_path / "pyproject.toml").read_text()
        (tmp_path / "pyproject.toml").write_text("[tool.accord\n")
        assert next(seen) == ("pyproject.toml",)
        (tmp_path / "pyproject.toml").write_text(settings)
        assert next(seen) == ("pyproject.toml",)


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], queue.Queue[str]]]:
    project(tmp_path)
    command = [sys.executable, "-u", "-m", "accord", "check", "--watch"]
    process = subprocess.Popen(
        command,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        start_new_session=True,
    )
    lines: queue.Queue[str] = queue.Queue()
    stream = process.stdout
    assert stream is not None
    reader = threading.Thread(target=lambda: [lines.put(line) for line in stream], daemon=True)
    reader.start()
    yield process, lines
    process.kill()
    process.wait()
    reader.join()
    stream.close()


def up_to(lines: queue.Queue[str], words: str) -> list[str]:
    """The lines up to the one with these words."""
    found = []
    while not found or words not in found[-1]:
        found.append(lines.get(timeout=PATIENCE))
    return found


def save(path: Path, text: str) -> None:
    """In one step: a file that stays half written for long on a busy machine is a change of its own."""
    new = path.parent / f".{path.name}.new"
    new.write_text(text)
    new.replace(path)


def test_a_session(watching: tuple[subprocess.Popen[str], queue.Queue[str]], tmp_path: Path) -> None:
    """Kept, broken by a save, an unreadable configuration, mended, Ctrl-C."""
    process, lines = watching
    up_to(lines, "kept: no finding")
    save(tmp_path / "backend/users.py", without_delete())
    told = up_to(lines, "broken: 1 error")
    assert any("saved: backend/users.py" in line for line in told)
    assert any(line.startswith("+ docs/api.md:10  missing-endpoint  DELETE /api/users/{id}") for line in told)
    assert len(told) < 24
    settings = (tmp_path / "pyproject.toml").read_text()
    save(tmp_path / "pyproject.toml", settings + "x = 1\n")
    up_to(lines, 'unknown key "x"')
    save(tmp_path / "pyproject.toml", settings)
    up_to(lines, "broken: 1 error")
    save(tmp_path / "backend/users.py", USERS)
    told = up_to(lines, "kept: no finding")
    assert any(line.startswith("- docs/api.md:10  missing-endpoint") for line in told)
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(timeout=PATIENCE) == 0


def test_watching_is_for_terminals(tmp_path: Path) -> None:
    project(tmp_path)
    command = [sys.executable, "-m", "accord", "check", "--watch", "--format", "json"]
    done = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, encoding="utf-8", timeout=PATIENCE)
    assert done.returncode == 2
    assert "--watch prints to a terminal" in done.stderr


class Terminal:
    """Standard error as a terminal has it."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> None:
        self.said.append(text)

    def flush(self) -> None: ...


class TestProgress:
    def during(
        self, monkeypatch: pytest.MonkeyPatch, work: Callable[[list[str]], object], *, long: float, quiet: bool = False
    ) -> list[str]:
        """What is said while `work` is done, where what takes so many seconds is long."""
        terminal = Terminal()
        with monkeypatch.context() as patch:
            patch.setattr(progress, "PATIENCE", long)
            patch.setattr(sys, "stderr", terminal)
            with progress.progress("reading", quiet=quiet):
                work(terminal.said)
        return terminal.said

    def test_what_takes_long_is_told_and_wiped_away(self, monkeypatch: pytest.MonkeyPatch) -> None:
        said = self.during(monkeypatch, lambda said: until(lambda: said), long=0.01)
        assert re.fullmatch(r"\r\x1b\[Kaccord: reading, \d+ s", said[0])
        assert said[-1] == "\r\x1b[K"

    def test_what_is_quick_is_not(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert self.during(monkeypatch, lambda _: None, long=3600) == []

    def test_quiet_is_quiet(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert self.during(monkeypatch, lambda _: time.sleep(0.1), long=0.001, quiet=True) == []

    def test_two_seconds_are_what_takes_long(self) -> None:
        assert progress.PATIENCE == 2.0
