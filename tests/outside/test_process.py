from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from accord.errors import ProcessError
from accord.outside import process
from waiting import PATIENCE, until


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_outputs_and_status_come_back_as_a_value() -> None:
    result = process.run(
        python("import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"), timeout=PATIENCE, check=False
    )
    assert (result.status, result.out.strip(), result.err.strip()) == (3, "out", "err")


def test_standard_input_is_closed_unless_given() -> None:
    read = python("import sys; print(repr(sys.stdin.read()))")
    assert process.run(read, timeout=PATIENCE).out.strip() == "''"
    assert process.run(read, timeout=PATIENCE, stdin="hello").out.strip() == "'hello'"


def test_a_failure_shows_command_status_and_both_outputs() -> None:
    with pytest.raises(ProcessError) as caught:
        process.run(python("import sys; print('half'); sys.exit('bad luck')"), timeout=PATIENCE)
    assert caught.value.status == 1
    assert "half" in str(caught.value)
    assert "bad luck" in str(caught.value)


def test_a_program_that_is_not_there_is_said_to_be() -> None:
    with pytest.raises(ProcessError, match="cannot be started"):
        process.run(["accord-no-such-program"], timeout=1)


@pytest.mark.skipif(os.name != "posix", reason="process groups")
def test_time_up_kills_the_grandchild_too(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    child = f"import os, time; print(os.getpid(), file=open({str(pid_file)!r}, 'w'), flush=True); time.sleep(600)"
    parent = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(600)"
    for seconds in (2, 8, 32, 128):  # of no use where the machine was too slow for the grandchild to begin
        with pytest.raises(ProcessError, match="killed"):
            process.run(python(parent), timeout=seconds)
        if pid_file.exists() and pid_file.read_text().endswith("\n"):
            break
    pid = int(pid_file.read_text())
    until(lambda: not _alive(pid))


@pytest.mark.skipif(os.name != "posix", reason="process groups")
def test_a_child_that_left_the_group_with_the_pipes_does_not_hang_the_caller() -> None:
    escaped = "import subprocess; print(subprocess.Popen(['sleep', '600'], start_new_session=True).pid, flush=True)"
    started = time.monotonic()
    with pytest.raises(ProcessError) as caught:
        process.run(python(escaped), timeout=1)
    assert time.monotonic() - started < PATIENCE
    if said := caught.value.out.strip():
        os.kill(int(said), signal.SIGKILL)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and stat.read_text().rsplit(")", 1)[1].split()[0] == "Z")
