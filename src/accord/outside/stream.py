"""The other half of the door to programs: one that runs for long, is listened to line by line and can be stopped.

The program dies with accord, also when accord is killed: a guard in its group sees the end of a pipe only accord holds.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal

from accord.errors import ProcessError
from accord.outside import guard
from accord.outside.process import kill_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_BEAT = 0.1  # seconds between two looks at the clock
_LONGEST = 1 << 20  # bytes of a line; longer ones are passed over
_TAIL = 64 * 1024  # bytes kept of standard error
_GRACE = 3.0  # seconds between the request to end and the end


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program came to its end: `status` None where it was stopped, and by what."""

    status: int | None
    err: str  # the last of its standard error
    seconds: float
    stopped: Literal["", "timeout", "asked"] = ""


def run(
    command: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str],
    stdin: str,
    timeout: float,
    on_line: Callable[[str], None],
    on_start: Callable[[int], None],
    asked_to_stop: Callable[[], bool],
) -> Ended:
    """Run a program to its end or until `timeout` seconds are over or `asked_to_stop` says so; then its whole group is
    asked to end and, shortly after, killed. What it left running when it ended is killed too.

    `on_start` gets the number of its process (and group), `on_line` each line of standard output, both in the caller's
    thread. Raises ProcessError when it cannot be started.
    """
    started = time.monotonic()
    with _Guarded(command, cwd, env) as program:
        on_start(program.pid)
        lines: queue.Queue[bytes | None] = queue.Queue(maxsize=1000)
        tail = _Tail()
        threads = [
            threading.Thread(target=_feed, args=(program.stdin, stdin.encode()), daemon=True),
            threading.Thread(target=_read, args=(program.stdout, lines), daemon=True),
            threading.Thread(target=tail.read, args=(program.stderr,), daemon=True),
        ]
        for thread in threads:
            thread.start()
        stopped = _listen(lines, on_line, asked_to_stop, started + timeout)
        status = program.end(gently=bool(stopped), deadline=started + timeout)
        patience = time.monotonic() + _GRACE  # a process that left the group can hold the pipes for ever
        while any(thread.is_alive() for thread in threads[1:]) and time.monotonic() < patience:
            with contextlib.suppress(queue.Empty):
                lines.get(timeout=_BEAT)  # what nobody listens to any more must not hold the reader up
        if not stopped:
            stopped = "timeout" if status is None else ""
        return Ended(None if stopped else status, tail.text(), time.monotonic() - started, stopped)


def _listen(
    lines: queue.Queue[bytes | None], on_line: Callable[[str], None], asked: Callable[[], bool], deadline: float
) -> Literal["", "timeout", "asked"]:
    while True:
        if asked():
            return "asked"
        if time.monotonic() >= deadline:
            return "timeout"
        with contextlib.suppress(queue.Empty):
            line = lines.get(timeout=_BEAT)
            if line is None:
                return ""
            on_line(line.decode("utf-8", "replace").rstrip("\r\n"))


class _Guarded:
    """A program behind its guard, in a group of its own; killed as a whole when the block is left."""

    def __init__(self, command: Sequence[str], cwd: Path, env: Mapping[str, str]) -> None:
        self._life = -1
        words, theirs = list(command), -1
        if os.name == "posix":
            theirs, self._life = os.pipe()
            words = [sys.executable, "-I", "-S", str(Path(guard.__file__)), str(theirs), *words]
        try:
            self._process = subprocess.Popen(  # noqa: S603 the command is a list, no shell reads it
                words,
                cwd=cwd,
                env=dict(env),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=os.name == "posix",
                pass_fds=(theirs,) if theirs >= 0 else (),
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        except OSError as error:
            self._release()
            raise ProcessError(command, None, why=f"cannot be started: {error.strerror or error}") from error
        finally:
            if theirs >= 0:
                os.close(theirs)
        self.pid = self._process.pid
        self.stdin, self.stdout, self.stderr = self._process.stdin, self._process.stdout, self._process.stderr

    def __enter__(self) -> _Guarded:  # noqa: PYI034 typing.Self is younger than Python 3.10
        return self

    def __exit__(self, *_: object) -> None:
        kill_tree(self.pid)  # a leader that ended may have left others of its group behind
        self._process.wait()
        self._release()
        for pipe in (self.stdin, self.stdout, self.stderr):
            if pipe:
                with contextlib.suppress(OSError, ValueError):
                    pipe.close()

    def end(self, *, gently: bool, deadline: float) -> int | None:
        """The exit status; None where it has to be killed. It closed its output (or is to be stopped) already."""
        if gently:
            if os.name == "posix":
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(self.pid, signal.SIGTERM)
            else:
                kill_tree(self.pid)
        patience = _GRACE if gently else max(_GRACE, deadline - time.monotonic())
        try:
            return self._process.wait(patience)
        except subprocess.TimeoutExpired:
            return None

    def _release(self) -> None:
        if self._life >= 0:
            os.close(self._life)
            self._life = -1


class _Tail:
    """The last of a stream."""

    def __init__(self) -> None:
        self._blocks: deque[bytes] = deque()
        self._size = 0

    def read(self, pipe: IO[bytes] | None) -> None:
        with contextlib.suppress(OSError, ValueError):
            while pipe and (block := os.read(pipe.fileno(), 8192)):
                self._blocks.append(block)
                self._size += len(block)
                while self._size - len(self._blocks[0]) > _TAIL:
                    self._size -= len(self._blocks.popleft())

    def text(self) -> str:
        return b"".join(list(self._blocks)).decode("utf-8", "replace")


def _feed(pipe: IO[bytes] | None, data: bytes) -> None:
    with contextlib.suppress(OSError, ValueError):  # it may end without having read all
        if pipe:
            pipe.write(data)
            pipe.close()


def _read(pipe: IO[bytes] | None, lines: queue.Queue[bytes | None]) -> None:
    with contextlib.suppress(OSError, ValueError):
        whole = True
        while pipe and (line := pipe.readline(_LONGEST)):
            ends = line.endswith(b"\n")
            if whole and ends:
                lines.put(line)
            whole = ends  # the rest of an overlong line belongs to it
    lines.put(None)
