"""A program that runs for long: heard line by line, ended in time, and never left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from accord.errors import ProcessError
from accord.outside import process, stream
from waiting import PATIENCE, until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# The number is in the file as a whole line or not at all yet.
WRITES_PID = "import os, time; print(os.getpid(), file=open('pid', 'w'), flush=True); time.sleep(600)"
ENV = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}


def written_pid(folder: Path) -> int:
    """The number a child has written down; 0 as long as it has not."""
    file = folder / "pid"
    text = file.read_text() if file.exists() else ""
    return int(text) if text.endswith("\n") else 0


def run(
    code: str, tmp_path: Path, *, stdin: str = "", timeout: float = PATIENCE, stop: Callable[[], bool] = lambda: False
) -> tuple[stream.Ended, list[str], int]:
    lines: list[str] = []
    pids: list[int] = []
    ended = stream.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=ENV, stdin=stdin, timeout=timeout, on_line=lines.append,
        on_start=pids.append, asked_to_stop=stop,
    )  # fmt: skip
    return ended, lines, pids[0]


def test_lines_come_one_by_one_and_the_end_is_a_value(tmp_path: Path) -> None:
    code = "import sys; print(sys.stdin.read()); print('two'); print('oops', file=sys.stderr); sys.exit(3)"
    ended, lines, _ = run(code, tmp_path, stdin="one")
    assert (ended.status, ended.stopped, lines, ended.err.strip()) == (3, "", ["one", "two"], "oops")


def test_the_environment_is_the_one_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "x")
    assert run("import os; print('SECRET' in os.environ)", tmp_path)[1] == ["False"]


def test_much_of_everything_is_not_kept(tmp_path: Path) -> None:
    code = "import sys; sys.stderr.write('e' * 10**6); print('x' * (3 << 20)); print('after')"
    ended, lines, _ = run(code, tmp_path)
    assert lines == ["after"]  # a line without end is passed over, as a whole
    assert 0 < len(ended.err) < 10**5


def test_a_program_that_does_not_read_holds_nobody_up(tmp_path: Path) -> None:
    assert run("print('done')", tmp_path, stdin="x" * (4 << 20))[0].status == 0


def test_one_that_says_more_than_anybody_can_hear_can_be_stopped(tmp_path: Path) -> None:
    began = time.monotonic()
    ended, lines, _ = run("while True: print('x' * 50)", tmp_path, stop=lambda: time.monotonic() > began + 1)
    assert (ended.stopped, set(lines)) == ("asked", {"x" * 50})
    assert ended.seconds < PATIENCE


def test_a_program_that_is_not_there_is_said_to_be(tmp_path: Path) -> None:
    def begin(command: str) -> stream.Ended:
        return stream.run([command], cwd=tmp_path, env=ENV, stdin="", timeout=PATIENCE, on_line=print, on_start=lambda _: None,
                          asked_to_stop=lambda: False)  # fmt: skip

    if os.name == "posix":
        assert begin("accord-no-such-program").status == 127  # the guard's word, as a shell's
    else:
        with pytest.raises(ProcessError):
            begin("accord-no-such-program")


@pytest.mark.skipif(os.name != "posix", reason="process groups")
@pytest.mark.parametrize("stubborn", [False, True])
@pytest.mark.parametrize("reason", ["timeout", "asked"])
def test_a_stop_ends_the_program_and_all_it_started(tmp_path: Path, reason: str, stubborn: bool) -> None:
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " if stubborn else ""
    child = deaf + WRITES_PID
    code = f"{deaf}import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(600)"
    for seconds in (1.5, 6, 24, 96) if reason == "timeout" else (PATIENCE,):
        ended, _, leader = run(
            code, tmp_path, timeout=seconds, stop=lambda: reason == "asked" and written_pid(tmp_path) > 0
        )
        assert (ended.status, ended.stopped) == (None, reason)
        assert process.identity(leader) is None
        if written_pid(tmp_path):  # else the machine was too slow for the child to begin in that time
            break
    until(lambda: process.identity(written_pid(tmp_path)) is None)


@pytest.mark.skipif(os.name != "posix", reason="process groups")
def test_what_a_program_leaves_running_is_ended_with_it(tmp_path: Path) -> None:
    code = f"""import os, subprocess, sys, time
subprocess.Popen([sys.executable, '-c', {WRITES_PID!r}], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
while not (os.path.exists('pid') and os.path.getsize('pid')): time.sleep(.02)"""
    ended, _, _ = run(code, tmp_path)
    assert ended.status == 0
    until(lambda: process.identity(written_pid(tmp_path)) is None)


@pytest.mark.skipif(os.name != "posix", reason="process groups")
def test_when_the_caller_is_killed_the_program_ends(tmp_path: Path) -> None:
    caller = f"""import os, sys
from pathlib import Path
from accord.outside import stream
stream.run([sys.executable, '-c', {WRITES_PID!r}], cwd=Path.cwd(), env=dict(os.environ), stdin='', timeout=600,
           on_line=print, on_start=print, asked_to_stop=lambda: False)"""
    running = subprocess.Popen([sys.executable, "-c", caller], cwd=tmp_path, stdout=subprocess.DEVNULL)
    pid = until(lambda: written_pid(tmp_path))
    running.kill()
    running.wait()
    until(lambda: process.identity(pid) is None)
