"""The baseline of a run written anew: what fails is accepted, what is mended goes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from accord import check, waivers
from accord.errors import UsageError
from accord.outside import files, repository

if TYPE_CHECKING:
    from pathlib import Path

    from accord.config import Config
    from accord.waivers import Baseline


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of a baseline."""

    file: Path
    before: Baseline
    after: Baseline

    def __str__(self) -> str:
        new = len([entry for entry in self.after.entries if entry not in self.before.entries])
        gone = len([entry for entry in self.before.entries if entry not in self.after.entries])
        return f"baseline {self.file.name}: {new} accepted, {gone} taken out, {len(self.after.entries)} in all"


def write(settings: Config, reason: str) -> Accepted:
    """Accept every finding that fails, with this reason; entries that fit nothing any more go.

    UsageError, and nothing written, where there is something to accept and no reason.
    """
    file, before, settings = _before(settings)
    after = waivers.updated(before, check.check(settings), reason, check.today())
    new = [entry for entry in after.entries if entry not in before.entries]
    if new and not reason:
        raise UsageError(
            f"{len(new)} finding{' needs' if len(new) == 1 else 's need'} a reason to be accepted",
            'say why: --reason "..."',
        )
    return _written(Accepted(file, before, after))


def prune(settings: Config) -> Accepted:
    """Take out the entries that fit no finding any more."""
    file, before, settings = _before(settings)
    return _written(Accepted(file, before, waivers.pruned(before, check.check(settings))))


def _before(settings: Config) -> tuple[Path, Baseline, Config]:
    file = check.baseline_file(settings)
    if file.is_symlink():
        repository.kept(settings.root, file)
    if not file.is_file():  # to be written for the first time
        return file, waivers.Baseline(file.name), replace(settings, baseline="")
    return file, check.read_baseline(settings) or waivers.Baseline(file.name), settings


def _written(accepted: Accepted) -> Accepted:
    if accepted.after.entries or accepted.file.is_file():
        files.write(accepted.file, waivers.render(accepted.after))
    return accepted
