"""A whole delegation: which components, with whom, what came of it. The command and the pytest door call this."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from accord import check
from accord.delegate import advise, agents, brief, ending, runs, sizes, workspace
from accord.delegate.dispatch import dispatch
from accord.delegate.gather import gather
from accord.delegate.judge import failing
from accord.delegate.model import FAILED, RESUMABLE, File, Outcome, Task, silent
from accord.delegate.turn import recall, remember
from accord.errors import OutsideError, UsageError
from accord.ledger import improve, log, sessions, settings
from accord.outside import process, repository

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accord.config import Config
    from accord.delegate.gather import Gathered
    from accord.delegate.model import Choice, Tell
    from accord.delegate.runs import Run
    from accord.model import Component, Report


@dataclass(frozen=True, slots=True)
class Session:
    """What a delegation did. `outcomes` by component; `patches` are the files written for those that changed something.

    `applied` says whose patch lies in the user's tree; `refused` why one that should does not.
    """

    run: str
    outcomes: Mapping[str, Outcome]
    patches: Mapping[str, Path] = field(default_factory=dict)
    applied: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    agent: str = ""  # its name and version
    seconds: float = 0.0
    note: str = ""  # the ledger's suggestion, "" where it has none
    patch: Path | None = None  # everything that was validated and does not lie in the tree yet
    top: Path | None = None  # that patches are applied to
    left_out: tuple[str, ...] = ()  # files that were not shown to the agents: secret-like or too large
    untracked: tuple[str, ...] = ()  # files that were not shown because git does not track them

    @property
    def validation(self) -> tuple[int, int]:
        """Endpoints kept, of those promised, in all components an agent worked on."""
        judged = [outcome.judgement for outcome in self.outcomes.values() if outcome.judgement]
        return sum(one.kept for one in judged), sum(one.promised for one in judged)

    @property
    def tokens(self) -> int | None:
        """All tokens; None as soon as those of one attempt are unknown."""
        spent = [outcome.tokens for outcome in self.outcomes.values()]
        return None if None in spent else sum(tokens for tokens in spent if tokens is not None)

    @property
    def stops(self) -> set[str]:
        return {outcome.stop for outcome in self.outcomes.values()}

    @property
    def next(self) -> str:
        """The one step that is due; where some is to be brought home and some to be gone on with, one line for both."""
        if self.patch:
            home = self.git_apply(Path.cwd())
            if self.stops & set(RESUMABLE):
                return f"{home} && accord delegate --resume {self.run}"
            failed = [name for name, outcome in self.outcomes.items() if outcome.stop in FAILED]
            left = [self.patches[name] for name in failed if name in self.patches]
            return f"{home}, then look at {ending.shown(left[0])}" if left else home
        if self.stops <= {"validated"}:
            return "accord check" if self.applied else "nothing, the contract is kept"
        if self.stops <= {"validated", "declined"}:
            return "accord delegate --delegate-mode always, or write it yourself"
        if self.stops & set(RESUMABLE):
            return f"accord delegate --resume {self.run}"
        if self.patches:
            return f"look at {ending.shown(next(iter(self.patches.values())))}"
        return f"accord delegate --resume {self.run}, or write it yourself"

    def git_apply(self, at: Path) -> str:
        """The command, typed in `at`, that brings home what is validated and not in the tree yet; "" where nothing is."""
        waiting = [o for o in self.outcomes.values() if o.validated and o.task not in self.applied]
        paths = [change.path for outcome in waiting for change in outcome.changes]
        return ending.git_apply(self.patch, self.top, paths, at) if self.patch and self.top else ""


def delegate(config: Config, report: Report, *, words: str = "", tell: Tell = silent) -> Session:
    """Delegate every component that does not keep its contract, as `config.delegation` says; `words` join the prompts.

    Raises PreflightError before anything is begun, UsageError, OutsideError where another run holds a component.
    """
    parts = broken(config, report)
    declined: dict[str, Outcome] = {}
    if config.delegation.mode == "auto":
        for advice in advised(config, report, words):
            if not advice.delegate:
                declined[advice.component] = Outcome(advice.component, "declined", "; ".join(advice.reasons))
    wanted = [part for part in parts if part.name not in declined]
    if not wanted:
        return Session("", declined)
    agent = agents.preflight(config.delegation.agent, config.delegation.model)
    with runs.held(config.root, [part.name for part in wanted]):
        gathered = {part.name: gather(config, part) for part in wanted}  # what cannot be worked on is told before
        names = [part.name for part in wanted]
        spec = f"{agent.name}:{agent.argument}" if agent.argument else agent.name  # a file as preflight found it
        begun = runs.begin(config.root, spec, config.delegation.model, words, names, scope=runs.Scope.of(config))
        with runs.worked_on(begun) as run:
            case = _Case(config, report, run, agent, len(wanted))
            tasks = [case.task(part, gathered[part.name], gathered[part.name].shown) for part in wanted]
            session = _worked(case, tasks, tell, declined)
    return replace(
        session,
        left_out=tuple(path for found in gathered.values() for path in found.left_out),
        untracked=tuple(path for found in gathered.values() for path in found.untracked),
    )


def resume(config: Config, name: str, *, tell: Tell = silent) -> Session:
    """Go on with a run that was stopped or whose process died: what is there is judged, threads are resumed.

    Raises what `delegate` raises; UsageError where the run is at work, finished, or of components that are not there.
    """
    run = runs.find(name, config.root)
    if run.is_running:
        raise UsageError(f"run {run.id} is at work (process {run.owner.pid if run.owner else '?'})", "wait for it")
    config = run.scope.over(config)
    known = {part.name: part for part in config.components}
    names = [part for part in run.components if not recall(run.task_folder(part)).get("validated")]
    if missing := [part for part in names if part not in known]:
        raise UsageError(
            f"run {run.id} is about {', '.join(missing)}", "give the contract and components it began with"
        )
    if not names:
        raise UsageError(f"run {run.id} is finished", "accord delegate --list names the others")
    agent = agents.preflight(run.agent, run.model)
    with runs.held(config.root, names), runs.worked_on(run):
        for orphan in run.orphans():
            process.kill_tree(orphan.pid)
        case = _Case(config, check.check(config), run, agent, len(names))
        tasks = []
        for part in (known[part] for part in names):
            base = workspace.base_files(run.task_folder(part.name))
            found = gather(config, part)
            shown = tuple(File(path, *content) for path, content in base.items()) if base else found.shown
            tasks.append(case.task(part, found, shown))
        return _worked(case, tasks, tell, {})


def broken(config: Config, report: Report) -> list[Component]:
    """The components that have something to mend. UsageError where one of them is held to no contract."""
    found = [part for part in config.components if failing(report, part)]
    for part in found:
        if not config.contracts_of(part):
            raise UsageError(f"{part.name} is held to no contract", "an agent is given one to implement: accord init")
    return found


def advised(config: Config, report: Report, words: str = "") -> tuple[advise.Advice, ...]:
    """The advice on each component that has something to mend."""
    names = [part.name for part in broken(config, report)]
    return advise.advise(report, names, settings.heuristics(config), sizes.measured(config.root), task=words)


@dataclass(frozen=True, slots=True)
class _Case:
    """What all tasks of a run have in common."""

    config: Config
    report: Report
    run: Run
    agent: Choice
    components: int

    def task(self, part: Component, found: Gathered, shown: tuple[File, ...]) -> Task:
        """The task of one component whose workspace begins with the files `shown`."""
        theirs = {file.path for file in shown}
        options = self.config.delegation
        return Task(
            run=self.run.id,
            component=part,
            config=self.config,
            place=found.place,
            prefix=found.prefix,
            files=shown,
            beside=tuple(file for file in (*found.beside, *found.shown) if file.path not in theirs),
            pristine=found.pristine,
            findings=failing(self.report, part),
            prompt=self.prompt(part, found),
            agent=self.agent,
            folder=self.run.task_folder(part.name),
            accounts=self.run.accounts,
            timeout=options.timeout,
            retries=options.retries,
            max_tokens=options.max_tokens,
        )

    def prompt(self, part: Component, found: Gathered) -> str:
        """The words a new thread begins with."""
        work = advise.work(self.report, part, self.components, self.run.words)
        contracts = [f"{found.prefix}/{file}" if found.prefix else file for file in self.config.contracts_of(part)]
        flaws = failing(self.report, part)
        return brief.first(work, contracts, flaws, place=found.place, prefix=found.prefix, task=self.run.words)


def _worked(case: _Case, tasks: Sequence[Task], tell: Tell, declined: Mapping[str, Outcome]) -> Session:
    """The agents' part and what follows it. A task is finished only when its patch is on the disk."""
    config, run, options = case.config, case.run, case.config.delegation
    mark = sessions.mark(config.root)
    started = time.monotonic()
    outcomes = dispatch(tasks, jobs=options.jobs, max_tokens=options.max_tokens, tell=tell)
    seconds = time.monotonic() - started
    try:
        patches = ending.write_patches(config, run, outcomes)
        applied, refused = ending.bring_home(config, tasks, outcomes, patches) if options.apply else ((), {})
        good = [outcome for outcome in outcomes.values() if outcome.validated]
        whole = ending.combine(config, run, good or outcomes.values())
        waiting = [outcome for outcome in good if outcome.task not in applied]
        patch = ending.combine(config, run, waiting, part=".waiting" if applied else "")
    except OutsideError as error:
        raise OutsideError(f"{error}; mend that, then accord delegate --resume {run.id}") from error
    for task in tasks:
        if outcomes[task.name].validated:
            remember(task.folder, validated=True)
            if not options.keep:
                workspace.remove(task.folder)
    session = Session(
        run=run.id,
        outcomes={**declined, **outcomes},
        patches=patches,
        applied=applied,
        refused=refused,
        agent=f"{case.agent.name} {case.agent.version}",
        seconds=seconds,
        patch=patch,
        top=repository.top(config.root) or config.root.resolve(),
    )
    try:
        log.record(config.root, ending.entry(config, run, session, tasks, mark=mark, patch=whole))
    except OutsideError as error:  # what became of the work is told all the same
        return replace(session, note=f"not logged: {error}")
    note = improve.note(config)
    return replace(session, note=improve.text(note) if note else "")
