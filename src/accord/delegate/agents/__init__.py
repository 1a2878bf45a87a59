"""Coding agents, one module each, found through the entry points group `accord.agent`.

An adapter builds a command and reads its events. It owns no process, no loop, no timeout and no log: the centre runs it.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module, metadata
from typing import TYPE_CHECKING, Protocol, cast

from accord.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from accord.delegate.model import Choice, Event, Failed, Task, Usage

GROUP = "accord.agent"
_BUILT_IN: Mapping[str, str] = {
    "codex": "accord.delegate.agents.codex",
    "scripted": "accord.delegate.agents.scripted",
}


@dataclass(frozen=True, slots=True)
class Command:
    """A program to run: its arguments, its whole environment, its standard input, the folder it works in."""

    arguments: tuple[str, ...]
    env: Mapping[str, str]
    stdin: str
    cwd: Path


class Agent(Protocol):
    """What an agent module offers."""

    def preflight(self, argument: str = "", model: str = "") -> Choice:
        """The agent as it can be used here. Raises PreflightError, naming what is missing, before anything is begun."""

    def version(self, binary: str) -> str:
        """The version of a binary."""

    def command(self, task: Task, workspace: Path, thread: str | None = None) -> Command:
        """How to begin with the task's prompt, or to resume `thread` with it."""

    def verify(self, task: Task, workspace: Path, command: str) -> Command | None:
        """How to run one of the component's own commands inside the agent's sandbox; None where it has none."""

    def read_event(self, line: str) -> Sequence[Event]:
        """What a line of standard output says; nothing where it says nothing of interest. Never raises."""

    def spent(self, task: Task, thread: str) -> Usage | None:
        """What a thread used in all by the agent's own records, for turns that ended without saying; None is unknown."""

    def read_end(self, status: int | None, err: str) -> Failed:
        """What an end means that no event spoke of; `err` is the last of standard error."""


def agents() -> Mapping[str, str]:
    """Agent names and the modules behind them, sorted by name."""
    found = dict(_BUILT_IN)
    found.update({entry.name: entry.value for entry in metadata.entry_points(group=GROUP)})
    return dict(sorted(found.items()))


def agent(name: str) -> Agent:
    """The agent of a name. UsageError where there is none."""
    known = agents()
    if name not in known:
        raise UsageError(f'no agent "{name}"', f"choose one of {', '.join(known)}")
    return cast("Agent", import_module(known[name]))


def preflight(spec: str, model: str = "") -> Choice:
    """The agent that `NAME` or `NAME:ARGUMENT` stands for, ready to be used. UsageError, PreflightError."""
    name, _, argument = spec.partition(":")
    return agent(name).preflight(argument, model)
