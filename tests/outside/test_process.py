from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from accord.errors import ProcessError
from accord.outside import process


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_outputs_and_status_come_back_as_a_value() -> None:
    result = process.run(
        python("import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"), timeout=30, check=False
    )
    assert (result.status, result.out.strip(), result.err.strip()) == (3, "out", "err")


def test_standard_input_is_closed_unless_given() -> None:
    read = python("import sys; print(repr(sys.stdin.read()))")
    assert process.run(read, timeout=30).out.strip() == "''"
    assert process.run(read, timeout=30, stdin="hello").out.strip() == "'hello'"


def test_a_failure_shows_command_status_and_both_outputs() -> None:
    with pytest.raises(ProcessError) as caught:
        process.run(python("import sys; print('half'); sys.exit('bad luck')"), timeout=30)
    assert caught.value.status == 1
    assert "half" in str(caught.value)
    assert "bad luck" in str(caught.value)


def test_a_program_that_is_not_there_is_said_to_be() -> None:
    with pytest.raises(ProcessError, match="cannot be started"):
        process.run(["accord-no-such-program"], timeout=1)


@pytest.mark.skipif(os.name != "posix", reason="process groups")
def test_time_up_kills_the_grandchild_too(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    child = f"import os, time; open({str(pid_file)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    parent = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(60)"
    with pytest.raises(ProcessError, match="killed"):
        process.run(python(parent), timeout=3)
    pid = int(pid_file.read_text())
    for _ in range(50):
        if not _alive(pid):
            return
        time.sleep(0.1)
    pytest.fail("the grandchild is still alive")


@pytest.mark.skipif(os.name != "posix", reason="process groups")
def test_a_child_that_left_the_group_with_the_pipes_does_not_hang_the_caller() -> None:
    escaped = "import os, subprocess, sys; subprocess.Popen(['sleep', '8'], start_new_session=True)"
    started = time.monotonic()
    with pytest.raises(ProcessError):
        process.run(python(escaped), timeout=1)
    assert time.monotonic() - started < 7


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and stat.read_text().rsplit(")", 1)[1].split()[0] == "Z")
