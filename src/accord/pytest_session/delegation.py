"""`pytest --accord --delegate`: one dispatch per session, before anything is collected; what items and summary say of it."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, cast

import pytest

from accord.config import DelegateFlags

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from _pytest.terminal import TerminalReporter

    from accord.config import Config
    from accord.delegate.model import Outcome, Tell
    from accord.delegate.session import Session
    from accord.model import Component, Report

FLAG = "--delegate"


@dataclass(frozen=True, slots=True)
class Delegated:
    """What came of the session's one dispatch; workers receive it from the controller."""

    session: Session
    outcomes: Mapping[str, Outcome]  # of every component, also of those that kept the contract all along
    folder: str  # that patches are named from

    def named(self, path: Path | None) -> str:
        """A file as the user names it, "" where there is none."""
        return os.path.relpath(path, self.folder).replace(os.sep, "/") if path else ""

    def laid_over(self, components: Iterable[Component]) -> list[str]:
        """The patches that items are judged with although they are not in the user's tree."""
        patches = self.session.patches
        return [
            self.named(patches[p.name]) for p in components if p.name in patches and p.name not in self.session.applied
        ]

    @property
    def block(self) -> str:
        """What became of every component that was, or might have been, given to an agent."""
        from accord.delegate.report import block

        return block(self.session)

    def complaints(self, components: Iterable[Component]) -> list[str]:
        """Why a run of these components is not green, whatever its endpoints say."""
        told, missing = [], False
        for part in components:
            outcome, patch = self.outcomes[part.name], self.session.patches.get(part.name)
            if outcome.stop not in ("validated", "declined"):
                told.append(_failed(outcome, self.named(patch)))
            elif reason := self.session.refused.get(part.name):
                told.append(f"{part.name}: {reason}")
            missing |= bool(outcome.validated and patch and part.name not in self.session.applied)
        if missing and (whole := self.named(self.session.patch)):
            told.append(f"kept only with {whole}; {self.session.git_apply(Path(self.folder))}")
        return told


def asked(config: pytest.Config) -> bool:
    """Whether this session delegates. Only what was typed counts: UsageError where ini files or addopts ask for it."""
    given = [field.name for field in fields(DelegateFlags) if _option(config, field.name) not in (None, False)]
    wanted = [FLAG] if config.option.delegate else []
    wanted += [f"{FLAG}-{name.replace('_', '-')}" for name in given]
    if not wanted:
        return False
    typed = {argument.partition("=")[0] for argument in _typed(config)}
    for flag in wanted:
        if flag not in typed:
            raise pytest.UsageError(
                f"accord: {flag} counts only when it is typed; take it out of addopts and PYTEST_ADDOPTS"
            )
    if not config.option.delegate:
        raise pytest.UsageError(f"accord: {wanted[0]} without {FLAG}; give both, or none")
    if not config.option.accord:
        raise pytest.UsageError(f"accord: {FLAG} needs --accord")
    if config.option.accord_update_baseline:
        raise pytest.UsageError(f"accord: {FLAG} mends what --accord-update-baseline accepts; give one of them")
    return True


def flags(config: pytest.Config) -> DelegateFlags:
    """The flags of this session."""
    values = {field.name: _option(config, field.name) for field in fields(DelegateFlags)}
    return DelegateFlags(**{name: value for name, value in values.items() if value is not False})


def dispatch(config: pytest.Config, settings: Config, report: Report) -> Delegated:
    """Delegate what is broken and wait for it. Raises AccordError; PreflightError before anything is begun."""
    from accord.delegate.dispatch import INTERRUPT
    from accord.delegate.model import Outcome
    from accord.delegate.session import delegate

    with _told(config.pluginmanager.get_plugin("terminalreporter")) as tell:
        session = delegate(settings, report, tell=tell)
    if any(outcome.stop == "interrupted" and outcome.reason == INTERRUPT for outcome in session.outcomes.values()):
        # The first Ctrl-C ended the agents in order; nobody who types it wants the tests to run now.
        pytest.exit(f"accord: interrupted; accord delegate --resume {session.run} goes on", pytest.ExitCode.INTERRUPTED)
    kept = {part.name: Outcome(part.name, "validated", "it kept the contract already") for part in settings.components}
    return Delegated(session, {**kept, **session.outcomes}, str(config.invocation_params.dir))


def overlaid(settings: Config, delegated: Delegated) -> Report:
    """The user's tree judged with the patches in it: where they were applied as it is, else laid over a copy."""
    from accord.check import check
    from accord.delegate.overlay import judged

    session = delegated.session
    missing = {name: delegated.outcomes[name] for name in session.patches if name not in session.applied}
    return judged(settings, missing) if missing else check(settings)


def _failed(outcome: Outcome, patch: str) -> str:
    judged = outcome.judgement
    kept = f", {judged.kept}/{judged.promised} kept" if judged else ""
    reason = f": {outcome.reason}" if outcome.reason else ""
    return f"{outcome.task}: {outcome.stop}{kept}{reason}" + (f"; what there is: {patch}" if patch else "")


def _option(config: pytest.Config, name: str) -> Any:
    return getattr(config.option, f"delegate_{name}")


def _typed(config: pytest.Config) -> Iterable[str]:
    """The arguments of this run without what addopts and PYTEST_ADDOPTS put before them."""
    return [str(argument) for argument in config.invocation_params.args]


class _Terminal:
    """pytest's terminal as a file, as far as live lines need one: what a plugin prints is captured, what this prints is not."""

    def __init__(self, reporter: TerminalReporter) -> None:
        self._reporter = reporter

    def isatty(self) -> bool:
        return bool(self._reporter.isatty)

    def write(self, text: str) -> int:
        self._reporter.write(text, flush=True)
        return len(text)

    def flush(self) -> None: ...


@contextlib.contextmanager
def _told(reporter: TerminalReporter | None) -> Iterator[Tell]:
    """A listener that shows on pytest's terminal what agents are at."""
    from accord.delegate.live import live
    from accord.delegate.model import silent

    if reporter is None or reporter.verbosity < 0:
        yield silent
        return
    with live(cast("TextIO", _Terminal(reporter))) as tell:
        yield tell
