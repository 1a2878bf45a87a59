"""One task, from its first prompt to its patch: a turn, the checker's judgement, a repair by resuming the thread, until
the contract is kept or a reason to stop is met.
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from accord.delegate import accounts, agents, brief
from accord.delegate.control import Control
from accord.delegate.judge import judge
from accord.delegate.model import Attempt, Judgement, Outcome, Progress, Usage, Verified, silent
from accord.delegate.turn import Turn, recall, remember, take_turn
from accord.delegate.workspace import Workspace, opened
from accord.errors import OutsideError, ProcessError
from accord.outside import process, stream

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accord.delegate.intake import Taken
    from accord.delegate.model import Stop, Task, Tell

_OUTPUT = 4000  # characters of a failing command that the agent gets to see
_LINES = 200


def generate(task: Task, *, tell: Tell = silent, control: Control | None = None) -> Outcome:
    """Bring one component to keep its contract: a Task in, an Outcome with its patch out, on any executor.

    Where the workspace holds an earlier run's work, it is judged first and, if need be, its thread is resumed. What goes
    wrong with the agent is an Outcome; AccordError only where the host's own tools fail.
    """
    run = _Run(task, tell, control or Control(task.max_tokens))
    tell(Progress(task.name, "waiting"))
    remember(task.folder, stop=None)
    started = time.monotonic()
    try:
        with opened(task) as workspace:
            stop, reason = run.rounds(workspace)
            outcome = run.outcome(workspace, stop, reason, time.monotonic() - started)
    except OSError as error:  # a full disk, a folder that went away
        place = error.filename or task.folder
        raise OutsideError(f"{place}: {error.strerror or error}; mend that, then --resume {task.run}") from error
    remember(task.folder, stop=outcome.stop, reason=outcome.reason)
    tell(Progress(task.name, "done", len(outcome.attempts), outcome.files, outcome.tokens, outcome))
    return outcome


@dataclass(slots=True)
class _Run:
    task: Task
    tell: Tell
    control: Control
    thread: str | None = None
    totals: Usage | None = field(default_factory=lambda: Usage(0, 0, 0, 0))  # of the thread; None: no longer known
    attempts: list[Attempt] = field(default_factory=list)
    judged: Judgement | None = None
    taken: Taken | None = None
    reset: str = ""

    def rounds(self, workspace: Workspace) -> tuple[Stop, str]:
        """Turn and judgement until there is a reason to stop."""
        prompt, done = self.task.prompt, 0
        before = tuple(sorted({finding.fingerprint for finding in self.task.findings}))
        state: object = None  # what a repair round must change; the first attempt is none
        known = recall(self.task.folder)
        if known.get("attempt"):
            self.thread, done = known.get("thread"), int(known.get("attempt") or 0)
            judged = self.judge(workspace)
            self.account_for_the_lost(known, before, judged.fingerprints)
            if judged.passed:
                return "validated", "what the earlier run left keeps the contract"
            if self.thread:
                prompt, before, state = self.repair(judged, incomplete=True), judged.fingerprints, _state(judged)
        for number in range(done + 1, done + self.task.retries + 2):
            if self.control.halted():
                return "interrupted", self.control.reason
            if self.control.exhausted:
                return "budget", f"the run may spend {self.control.max_tokens} tokens"
            start = accounts.now()
            turn = take_turn(
                replace(self.task, prompt=prompt), workspace, self.thread, number, control=self.control, tell=self.tell
            )
            self.thread = turn.thread or self.thread
            if turn.how == "interrupted":
                self.account(turn, number, start, before, before)
                return "interrupted", self.control.reason
            judged = self.judge(workspace)
            self.account(turn, number, start, before, judged.fingerprints)
            if judged.passed:
                return "validated", ""
            if stop := self.failed(turn):
                return stop
            if not self.taken or not (self.taken.files or self.taken.refused):
                return "no_progress", "the agent wrote nothing"
            if _state(judged) == state:
                return "no_progress", "a round changed no finding"
            prompt, before, state = self.repair(judged), judged.fingerprints, _state(judged)
        rounds = self.task.retries
        return "max_attempts", f"{rounds} repair round{'' if rounds == 1 else 's'} did not do"

    def repair(self, judged: Judgement, *, incomplete: bool = False) -> str:
        return brief.repair(judged, place=self.task.place, prefix=self.task.prefix, incomplete=incomplete)

    def account_for_the_lost(self, known: Mapping[str, Any], before: tuple[str, ...], after: tuple[str, ...]) -> None:
        """What an earlier process of this run began with: the thread's total, and the attempt during which it died."""
        lines = [line for line in accounts.read(self.task.accounts) if line["task"] == self.task.name]
        usages = [line["usage"] for line in lines if line["thread"] == self.thread]
        names = ("input", "cached", "output", "reasoning")
        sums = [
            sum(usage[name] for usage in usages) if None not in [u[name] for u in usages] else None for name in names
        ]
        self.totals = Usage(*sums) if self.thread else Usage(0, 0, 0, 0)
        if any(line["attempt"] == known["attempt"] for line in lines):
            return
        owner = known.get("process")
        turn = Turn(self.thread, process.Identity(owner["pid"], owner["started"]) if owner else None)
        turn.how, turn.seconds = "died", None
        before = tuple(lines[-1]["findings_after"]) if lines else before
        self.account(turn, int(known["attempt"]), str(known.get("start", "")), before, after)

    def failed(self, turn: Turn) -> tuple[Stop, str] | None:
        """The stop that a turn which did not come to its end means for the task."""
        if turn.how == "timeout":
            return "timeout", f"a turn took longer than {self.task.timeout:g} s"
        if turn.how == "completed" or turn.failed is None:
            return None
        if turn.failed.kind == "unauthorized":
            self.control.halt(f"stopped with {self.task.name}, where {turn.failed.reason}")
            return "agent_error", f"{turn.failed.reason}; log in anew, then --resume {self.task.run}"
        if turn.failed.kind == "rate_limited":
            self.reset = turn.failed.reset
            return "rate_limited", turn.failed.reason + (f"; it resets at {self.reset}" if self.reset else "")
        return "agent_error", turn.failed.reason

    def judge(self, workspace: Workspace) -> Judgement:
        """The checker's word on what is in the workspace now, and that of the component's own commands."""
        self.tell(Progress(self.task.name, "judging", len(self.attempts) + 1))
        self.taken = workspace.take(self.task)
        judged = judge(self.task, self.taken)
        self.judged = replace(judged, verified=tuple(self.verify(workspace, c) for c in self.task.component.verify))
        return self.judged

    def verify(self, workspace: Workspace, command: str) -> Verified:
        """Run inside the agent's sandbox; never on the host."""
        agent = agents.agent(self.task.agent.name)
        held = agent.verify(self.task, workspace.folder, command)
        if held is None:
            return Verified(command, None)
        said: deque[str] = deque(maxlen=_LINES)
        try:
            done = stream.run(
                held.arguments, cwd=held.cwd, env=held.env, stdin="", timeout=self.task.timeout,
                on_line=said.append, on_start=lambda _: None, asked_to_stop=self.control.halted,
            )  # fmt: skip
        except ProcessError as error:
            return Verified(command, passed=False, output=error.why)
        why = f"stopped after {done.seconds:.0f} s" if done.stopped else ""
        return Verified(command, passed=done.status == 0, output="\n".join([*said, done.err, why])[-_OUTPUT:])

    def account(self, turn: Turn, number: int, start: str, before: tuple[str, ...], after: tuple[str, ...]) -> None:
        """Write the attempt down before anything else is done."""
        total = turn.usage
        if total is None and self.thread:
            total = agents.agent(self.task.agent.name).spent(self.task, self.thread)
        spent = _difference(total, self.totals)
        self.totals = total
        self.control.spend(spent)
        changes = self.taken.files if self.taken else {}
        attempt = Attempt(
            run=self.task.run,
            task=self.task.name,
            attempt=number,
            thread=self.thread,
            pid=turn.process.pid if turn.process else None,
            pid_started=turn.process.started if turn.process else None,
            agent=self.task.agent.name,
            version=self.task.agent.version,
            model=self.task.agent.model or None,
            sandbox=self.task.agent.sandbox,
            start=start,
            end=accounts.now() if turn.seconds is not None else None,
            seconds=None if turn.seconds is None else round(turn.seconds, 3),
            exit=turn.exit,
            stop=turn.how,
            usage=spent,
            usage_complete=turn.usage is not None and spent.total is not None,
            findings_before=before,
            findings_after=after,
            files_changed=len(changes),
            lines=sum(len(file.data.splitlines()) for file in changes.values() if file),
            refused=self.taken.refused if self.taken else (),
        )
        self.attempts.append(attempt)
        accounts.record(self.task.accounts, attempt)

    def outcome(self, workspace: Workspace, stop: Stop, reason: str, seconds: float) -> Outcome:
        taken = self.taken if stop != "interrupted" else workspace.take(self.task)
        patch, changes = workspace.patch(taken) if taken and taken.files else (b"", ())
        return Outcome(
            self.task.name,
            stop,
            reason,
            self.judged,
            patch,
            changes,
            tuple(self.attempts),
            self.thread,
            seconds,
            self.reset,
        )


def _state(judged: Judgement) -> object:
    """What a round must change, or it was none. One finding can stand for many endpoints, so those count, too."""
    failing = tuple(check.command for check in judged.verified if check.passed is False)
    refused = tuple(one.path for one in judged.refused)
    return judged.fingerprints, failing, refused, judged.kept, judged.undetermined


def _difference(now: Usage | None, before: Usage | None) -> Usage:
    """Running totals of a thread, resumes included, as the part of one turn."""
    if now is None or before is None:
        return Usage()
    parts = zip((now.input, now.cached, now.output, now.reasoning),
                (before.input, before.cached, before.output, before.reasoning), strict=True)  # fmt: skip
    return Usage(*(None if a is None or b is None else max(0, a - b) for a, b in parts))
