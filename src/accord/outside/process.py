"""The one door to other programs. Every program runs in a group of its own, which dies as a whole when time is up."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from accord.errors import ProcessError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_GRACE = 2.0  # seconds a killed group may take to close its pipes; a process that left the group can hold them for ever


@dataclass(frozen=True, slots=True)
class Result:
    """What a program did: exit status, both outputs as text, wall-clock seconds."""

    command: tuple[str, ...]
    status: int
    out: str
    err: str
    seconds: float
    data: bytes = b""  # standard output as it came


def run(
    command: Sequence[str],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    stdin: str | bytes | None = None,
    timeout: float,
    check: bool = True,
) -> Result:
    """Run a program to its end; standard input is `stdin` or closed, never the terminal.

    `timeout` is in seconds; afterwards the program and all it started is killed. `env` replaces the whole environment.
    Raises ProcessError when the program cannot be started or runs out of time and, with `check`, when it fails.
    """
    started = time.monotonic()
    try:
        process = subprocess.Popen(  # noqa: S603 the command is a list, no shell reads it
            list(command),
            cwd=cwd,
            env=None if env is None else dict(env),
            stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=os.name == "posix",
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
    except OSError as error:
        raise ProcessError(command, None, why=f"cannot be started: {error.strerror or error}") from error
    try:
        out, err = process.communicate(stdin.encode() if isinstance(stdin, str) else stdin, timeout=timeout)
    except subprocess.TimeoutExpired:
        out, err = _kill(process)
        why = f"no end after {timeout:g} s; it and all it started were killed"
        raise ProcessError(command, None, _text(out), _text(err), why) from None
    except BaseException:  # Ctrl-C: a program in its own group does not get the terminal's signal
        _kill(process)
        raise
    result = Result(tuple(command), process.returncode, _text(out), _text(err), time.monotonic() - started, out)
    if check and result.status != 0:
        raise ProcessError(command, result.status, result.out, result.err)
    return result


def kill_tree(pid: int) -> None:
    """Kill a program that `run` or `stream.run` started, and all it started; nothing where there is none."""
    if sys.platform == "win32":
        taskkill = ["taskkill", "/T", "/F", "/PID", str(pid)]
        subprocess.run(taskkill, capture_output=True, check=False)  # noqa: S603 a system program, found on PATH
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


@dataclass(frozen=True, slots=True)
class Identity:
    """A process, told from a later one that has its number."""

    pid: int
    started: str  # as the system counts it; "" where it does not say


def identity(pid: int) -> Identity | None:
    """The process of a number, None where there is none."""
    stat = Path(f"/proc/{pid}/stat")
    if stat.parent.parent.joinpath("self").exists():
        try:
            fields = stat.read_text("utf-8", "replace").rpartition(")")[2].split()
        except OSError:
            return None
        return None if fields[0] == "Z" else Identity(pid, fields[19])
    if os.name != "posix":
        return None
    said = run(["ps", "-o", "lstart=", "-p", str(pid)], timeout=_GRACE * 5, check=False).out.strip()
    return Identity(pid, said) if said else None


def is_alive(process: Identity) -> bool:
    """Whether this very process still runs."""
    return identity(process.pid) == process


def _kill(process: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
    kill_tree(process.pid)
    try:
        return process.communicate(timeout=_GRACE)
    except subprocess.TimeoutExpired as late:
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe:
                pipe.close()
        process.wait()
        return late.output or b"", late.stderr or b""


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
