"""A text appended is there whole or not at all, whoever else appends, and whenever a writer is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from accord.errors import OutsideError
from accord.outside.append import _opened, append, torn_of
from waiting import PATIENCE

if TYPE_CHECKING:
    from pathlib import Path

posix = pytest.mark.skipif(os.name != "posix", reason="signals and limits of POSIX systems")

APPEND = """
import json, sys
from pathlib import Path
from accord.outside.append import append
name, count = sys.argv[2], int(sys.argv[3])
for number in range(count):
    append(Path(sys.argv[1]), json.dumps({"writer": name, "number": number, "filler": "x" * (number % 700)}) + "\\n")
    print(number, flush=True)
"""


def _writer(path: Path, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", APPEND, str(path), name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("count", [100, pytest.param(1000, marks=pytest.mark.slow)])
def test_eight_processes_append_at_once_and_no_line_is_lost(count: int, tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    writers = [_writer(path, str(n), count) for n in range(8)]
    for writer in writers:
        writer.communicate(timeout=4 * PATIENCE)
        assert writer.returncode == 0
    rows = [json.loads(line) for line in path.read_bytes().splitlines()]
    assert len(rows) == 8 * count
    for n in range(8):
        numbers = [row["number"] for row in rows if row["writer"] == str(n)]
        assert numbers == list(range(count)), "a writer's lines stand in its order"
    assert not torn_of(path).exists()


@posix
def test_what_was_acknowledged_survives_kill_9_and_the_next_writer_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    for killed in range(5):
        writer = _writer(path, str(killed), 100_000)
        assert writer.stdout is not None
        assert writer.stdout.readline() == "0\n"
        time.sleep(0.02 + 0.013 * killed)
        writer.kill()
        seen = 1 + len(writer.communicate()[0].splitlines())
        assert writer.returncode == -signal.SIGKILL
        append(path, '{"writer": "after", "number": 0}\n', whole=lambda tail: tail.endswith(b"}"))
        rows = [json.loads(line) for line in path.read_bytes().splitlines()]
        written = sum(row["writer"] == str(killed) for row in rows)
        assert seen <= written <= seen + 1, "every acknowledged line is there, and at most the one that was under way"


DIE_IN_THE_MIDDLE = """
import os, signal, sys
from pathlib import Path
from accord.outside import append
with append._opened(Path(sys.argv[1])) as (handle, _):
    os.write(handle, b'{"task": "half a li')
    os.kill(os.getpid(), signal.SIGKILL)
"""


@posix
def test_a_line_torn_by_kill_9_under_the_lock_is_set_aside_whole(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    append(path, '{"a": 1}\n')
    killed = subprocess.run([sys.executable, "-c", DIE_IN_THE_MIDDLE, str(path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert path.read_bytes().endswith(b"half a li")
    torn = append(path, '{"a": 2}\n', whole=lambda tail: tail.endswith(b"}"))
    assert torn == b'{"task": "half a li'
    assert path.read_bytes() == b'{"a": 1}\n{"a": 2}\n'
    assert torn_of(path).read_bytes() == b'{"task": "half a li\n'
    append(path, '{"a": 3}\n')
    assert torn_of(path).read_bytes().count(b"\n") == 1


@posix
def test_a_file_that_was_replaced_while_waiting_is_not_written_to(tmp_path: Path) -> None:
    """An editor saves by putting a new file in place of the old one; what goes to the old one is lost."""
    path = tmp_path / "log.jsonl"
    path.write_bytes(b"old\n")
    with _opened(path):
        writer = _writer(path, "late", 1)
        time.sleep(0.5)  # it waits for the lock on the old file now
        (tmp_path / "edited").write_bytes(b"old and edited\n")
        (tmp_path / "edited").replace(path)
    writer.communicate(timeout=PATIENCE)
    assert path.read_text().startswith('old and edited\n{"writer": "late"')


def test_a_whole_line_without_its_end_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(b'{"a": 1}')
    assert append(path, '{"a": 2}\n', whole=lambda tail: tail.endswith(b"}")) == b""
    assert path.read_bytes() == b'{"a": 1}\n{"a": 2}\n'
    assert not torn_of(path).exists()


def test_a_torn_line_longer_than_a_block_is_found_whole(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(b"first\n" + b"x" * 200_000)
    assert append(path, "next\n", whole=lambda _: False) == b"x" * 200_000
    assert path.read_bytes() == b"first\nnext\n"


OUT_OF_SPACE = """
import resource, signal, sys
from pathlib import Path
from accord.errors import OutsideError
from accord.outside.append import append
path = Path(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
limit = path.stat().st_size + 10
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    append(path, "a line that does not fit\\n")
except OutsideError as error:
    print(error)
"""


@posix
def test_a_line_that_does_not_fit_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    """The system takes ten bytes of the line, as a disk does that is full."""
    path = tmp_path / "log.jsonl"
    path.write_bytes(b"first\n")
    run = subprocess.run([sys.executable, "-c", OUT_OF_SPACE, str(path)], capture_output=True, text=True, check=True)
    assert "only 10 of 25 bytes fit" in run.stdout
    assert "nothing was added" in run.stdout
    assert path.read_bytes() == b"first\n"


def test_a_place_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutsideError, match="nothing was added"):
        append(tmp_path / "file" / "log.jsonl", "x\n")
