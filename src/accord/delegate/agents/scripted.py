"""The agent for rehearsal, documentation and tests: it does what a file says, task by task and attempt by attempt.

`--delegate-agent scripted:rehearsal.toml`; `scripted_play.py` describes the file. It starts no model, costs nothing and
writes below its workspace only, but it is held by no sandbox.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from accord import __version__
from accord.delegate.agents import Command
from accord.delegate.model import Choice, Completed, Failed, Started, Usage, Wrote
from accord.errors import PreflightError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accord.delegate.model import Event, Task

_PLAYER = Path(__file__).with_name("scripted_play.py")


def preflight(argument: str = "", model: str = "") -> Choice:
    """The script must be there and readable."""
    from accord.delegate.agents import scripted_play

    script = Path(argument).resolve()
    if not argument or not script.is_file():
        raise PreflightError("scripted", [f'no script "{argument}"; name one: --delegate-agent scripted:FILE'])
    try:
        scripted_play.read(script)
    except ValueError as error:
        raise PreflightError("scripted", [f"{argument}: {error}; see accord.delegate.agents.scripted_play"]) from error
    return Choice(
        "scripted", str(script), sys.executable, version(sys.executable), model, "none: it writes what its script says"
    )


def version(binary: str) -> str:
    """Accord's own, with which it is shipped."""
    del binary
    return __version__


def command(task: Task, workspace: Path, thread: str | None = None) -> Command:
    """The player of the script."""
    home = task.folder / "home"
    home.mkdir(parents=True, exist_ok=True)
    words = [
        task.agent.binary,
        "-I",
        str(_PLAYER),
        task.agent.argument,
        task.name,
        str(workspace),
        str(home),
        thread or "",
    ]
    env = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return Command(tuple(words), env, task.prompt, workspace)


def verify(task: Task, workspace: Path, command: str) -> Command | None:
    """It has no sandbox, so nothing of a workspace is run."""
    del task, workspace, command
    return None


def read_event(line: str) -> Sequence[Event]:
    """One line of the player."""
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return ()
    if "thread" in event:
        return (Started(event["thread"]),)
    if "wrote" in event:
        return (Wrote(tuple(event["wrote"])),)
    if "tokens" in event:
        usage = event["tokens"]
        return (Completed(Usage(usage[0], 0, usage[1], 0) if usage else None),)
    return (Failed(event["fail"], "the script says so", event.get("reset", "")),) if "fail" in event else ()


def spent(task: Task, thread: str) -> None:
    """It keeps no records."""
    del task, thread


def read_end(status: int | None, err: str) -> Failed:
    """An end nobody spoke of."""
    del err
    return Failed("other", f"the script's turn ended with exit status {status}")
