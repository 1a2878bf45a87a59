"""The nouns of delegation. Frozen, without I/O, and plain enough to be pickled: a Task goes to any executor, an Outcome
comes back. None is unknown, 0 is zero. Files are named from the top of the repository (of the run's root where there is
none), with forward slashes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

    from accord.config import Config
    from accord.model import Component, Finding

Stop = Literal[
    "validated",  # every promised endpoint is kept, and the component's own checks pass
    "max_attempts",  # the repair rounds are used up
    "no_progress",  # a round left every finding as it was
    "timeout",  # the agent took longer than it may
    "budget",  # the tokens of the run are spent
    "rate_limited",  # the service gives no more for now
    "agent_error",  # the agent failed, or its login was refused
    "interrupted",  # stopped from outside; --resume goes on
    "declined",  # never started: not worth it, or not wanted
]
RESUMABLE: tuple[Stop, ...] = ("interrupted", "rate_limited", "timeout", "budget", "agent_error")
FAILED: tuple[Stop, ...] = ("max_attempts", "no_progress")  # the agent had its turns


@dataclass(frozen=True, slots=True)
class File:
    """A regular file as bytes."""

    path: str
    data: bytes = field(repr=False)
    executable: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """The agent of a run as preflight found it. The binary is the user's: no configuration file names it."""

    name: str  # of the entry point in accord.agent
    argument: str = ""  # what stood behind the colon: `scripted:rehearsal.toml`
    binary: str = ""
    version: str = ""
    model: str = ""  # "" leaves it to the agent
    sandbox: str = ""  # how its programs are held, as the accounts name it


@dataclass(frozen=True, slots=True)
class Task:
    """One component to be brought to keep its contract: bytes in, and where to work."""

    run: str
    component: Component
    config: Config  # the host's copy of the configuration; the judge knows no other
    place: str  # the component's folder from the top of the repository, "" for all of it
    prefix: str  # the run's root from the top of the repository, "" where it is the top
    files: tuple[File, ...]  # what the workspace begins with: contract, skill, the component's tracked files
    beside: tuple[File, ...]  # what only the judge needs: manifests above the component, what is not shown
    pristine: tuple[str, ...]  # files that are the host's wherever they lie: contract, configuration, accepted findings
    findings: tuple[Finding, ...]  # what is wrong at the start
    prompt: str
    agent: Choice
    folder: Path  # of this task alone: workspace, agent's home, host's git store and accounts live below
    accounts: Path  # the JSON lines of the run's attempts
    timeout: float  # seconds a turn of the agent may take
    retries: int  # repair rounds after the first attempt
    max_tokens: int | None = None

    @property
    def name(self) -> str:
        return self.component.name


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of a turn or thread as OpenAI counts them: `input` includes `cached`, `output` includes `reasoning`."""

    input: int | None = None
    cached: int | None = None
    output: int | None = None
    reasoning: int | None = None

    @property
    def total(self) -> int | None:
        return None if self.input is None or self.output is None else self.input + self.output


# -- what an agent says while it works -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Started:
    """The thread that can be resumed."""

    thread: str


@dataclass(frozen=True, slots=True)
class Wrote:
    """Files the agent says it changed. The disk is what counts."""

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Completed:
    """A turn came to its end; `usage` is the running total of the thread."""

    usage: Usage | None


@dataclass(frozen=True, slots=True)
class Failed:
    """A turn that failed, and why in accord's own words; the agent's text stays in its log."""

    kind: Literal["unauthorized", "rate_limited", "unavailable", "other"]
    reason: str
    reset: str = ""  # when a usage limit ends, as the service said it


Event = Started | Wrote | Completed | Failed


# -- what came of it -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Refusal:
    """A write of the agent that does not come home."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Verified:
    """One of the component's own commands, run inside the agent's sandbox; `passed` None: it could not be run there."""

    command: str
    passed: bool | None
    output: str = field(default="", repr=False)  # for the agent, never for the user's terminal


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the checker says of the tree as it would be with the patch in it."""

    findings: tuple[Finding, ...]  # the failing ones
    kept: int
    promised: int
    undetermined: int = 0
    refused: tuple[Refusal, ...] = ()
    verified: tuple[Verified, ...] = ()
    frameworks: tuple[str, ...] = ()  # that the source is written in

    @property
    def passed(self) -> bool:
        held = self.kept == self.promised and not self.findings
        return held and not any(check.passed is False for check in self.verified)

    @property
    def fingerprints(self) -> tuple[str, ...]:
        return tuple(sorted({finding.fingerprint for finding in self.findings}))


@dataclass(frozen=True, slots=True)
class Attempt:
    """One turn of the agent and what it left: a line of the accounts."""

    run: str
    task: str
    attempt: int  # counts from 1
    thread: str | None
    pid: int | None
    pid_started: str | None  # tells this process from a later one of the same number
    agent: str
    version: str
    model: str | None
    sandbox: str
    start: str  # ISO 8601, UTC
    end: str | None
    seconds: float | None
    exit: int | None  # None: it was stopped
    stop: str  # completed, failed, timeout, interrupted; died where accord did and the attempt was found by a resume
    usage: Usage
    usage_complete: bool  # False: an end without the agent's own count, what is known is the least it can be
    findings_before: tuple[str, ...]
    findings_after: tuple[str, ...]
    files_changed: int
    lines: int
    refused: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """A file of the patch: its content afterwards, None where it is taken out."""

    path: str
    data: bytes | None = field(repr=False)
    executable: bool = False
    added: int = 0  # lines
    removed: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a task."""

    task: str
    stop: Stop
    reason: str = ""  # accord's own words; no text of the agent
    judgement: Judgement | None = None  # the last one
    patch: bytes = field(default=b"", repr=False)
    changes: tuple[Change, ...] = ()  # the patch as files, to be laid over a tree
    attempts: tuple[Attempt, ...] = ()
    thread: str | None = None
    seconds: float = 0.0
    reset: str = ""

    @property
    def validated(self) -> bool:
        return self.stop == "validated"

    @property
    def files(self) -> int:
        return len(self.changes)

    @property
    def lines(self) -> int:
        return sum(change.added for change in self.changes)

    @property
    def tokens(self) -> int | None:
        """All tokens of the task; None as soon as those of one attempt are not known in full."""
        totals = [attempt.usage.total if attempt.usage_complete else None for attempt in self.attempts]
        return None if None in totals else sum(total for total in totals if total is not None)


# -- what is told while it runs --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of one task at one moment."""

    task: str
    state: Literal["waiting", "working", "judging", "done"]
    attempt: int = 0
    files: int = 0
    tokens: int | None = None
    outcome: Outcome | None = None


Tell = Callable[[Progress], None]


def silent(_: Progress) -> None:
    """The listener of who does not listen."""
