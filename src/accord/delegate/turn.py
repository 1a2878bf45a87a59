"""One turn of an agent: its program run to the end, its events heard, its thread and process written down at once."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from accord.delegate import accounts, agents
from accord.delegate.model import Completed, Failed, Progress, Started, Usage, Wrote
from accord.errors import ProcessError
from accord.outside import files, process, stream

if TYPE_CHECKING:
    from pathlib import Path

    from accord.delegate.control import Control
    from accord.delegate.model import Task, Tell
    from accord.delegate.workspace import Workspace

STATE = "state.json"
_LOG = 8 << 20  # bytes of an agent's events that are kept


@dataclass(slots=True)
class Turn:
    """What a turn did, as far as the agent says so."""

    thread: str | None = None
    process: process.Identity | None = None
    exit: int | None = None
    how: Literal["completed", "failed", "timeout", "interrupted", "died"] = "failed"
    usage: Usage | None = None  # the running total of the thread; None where it was not said
    failed: Failed | None = None
    wrote: set[str] = field(default_factory=set)
    seconds: float | None = 0.0  # None: it was not seen to end


def take_turn(
    task: Task, workspace: Workspace, thread: str | None, number: int, *, control: Control, tell: Tell
) -> Turn:
    """Run the agent once with the task's prompt, in a new thread or resuming `thread`."""
    agent = agents.agent(task.agent.name)
    command = agent.command(task, workspace.folder, thread)
    turn = Turn()
    log = _Log(task.folder / f"turn-{number}.jsonl")
    completed = False

    def started(pid: int) -> None:
        turn.process = process.identity(pid)
        remember(task.folder, attempt=number, thread=thread, process=turn.process, start=accounts.now())

    def heard(line: str) -> None:
        nonlocal completed
        log.add(line)
        for event in agent.read_event(line):
            if isinstance(event, Started):
                turn.thread = event.thread
                remember(task.folder, attempt=number, thread=event.thread, process=turn.process)
            elif isinstance(event, Wrote):
                turn.wrote.update(event.paths)
            elif isinstance(event, Completed):
                completed, turn.usage = True, event.usage
            else:
                turn.failed = event
            tell(Progress(task.name, "working", number, len(turn.wrote), turn.usage.total if turn.usage else None))

    tell(Progress(task.name, "working", number))
    began = time.monotonic()
    try:
        ended = stream.run(
            command.arguments, cwd=command.cwd, env=command.env, stdin=command.stdin, timeout=task.timeout,
            on_line=heard, on_start=started, asked_to_stop=control.halted,
        )  # fmt: skip
    except ProcessError as error:
        turn.failed = Failed("other", f"{task.agent.name} {error.why}")
        return turn
    finally:
        turn.seconds = time.monotonic() - began
    log.end(ended.err)
    turn.exit = ended.status
    if ended.stopped:
        turn.how = "timeout" if ended.stopped == "timeout" else "interrupted"
    elif completed and turn.failed is None and ended.status == 0:
        turn.how = "completed"
    elif turn.failed is None:
        turn.failed = agent.read_end(ended.status, ended.err)
    if thread and turn.thread and turn.thread != thread:
        turn.how, turn.failed = "failed", Failed("other", "the agent began another thread instead of going on")
    return turn


def remember(folder: Path, **facts: Any) -> None:
    """What another process must know of a task to go on with it, should this one die; facts are laid over the old."""
    if isinstance(known := facts.get("process"), process.Identity):
        facts["process"] = {"pid": known.pid, "started": known.started}
    files.write(folder / STATE, json.dumps({**recall(folder), **facts}) + "\n")


def recall(folder: Path) -> dict[str, Any]:
    """What was remembered of a task, nothing where nothing was."""
    try:
        known = json.loads((folder / STATE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


class _Log:
    """The agent's own words, for who wants to read them; they go nowhere else."""

    def __init__(self, file: Path) -> None:
        self._file = file.open("w", encoding="utf-8", errors="backslashreplace")
        self._size = 0

    def add(self, line: str) -> None:
        self._size += len(line)
        if self._size <= _LOG:
            self._file.write(line + "\n")
            self._file.flush()

    def end(self, err: str) -> None:
        self.add(json.dumps({"stderr": err[-4000:]}))
        self._file.close()
