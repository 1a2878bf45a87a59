"""`accord baseline`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from accord.cli import options
from accord.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from accord.config import Config
    from accord.model import Report
    from accord.waivers import Baseline


@click.group()
def baseline() -> None:
    """Accept what is there today, each finding with its reason.

    A ratchet: what is mended must be taken out again (`accord baseline prune`), what is new fails.
    """


@baseline.command()
@options.selection
@click.option("--reason", default="", help="Why the findings that are new are accepted.")
def write(contract: str | None, reason: str, **given: Any) -> int:
    """Accept every finding that fails now; entries that fit nothing any more go."""
    from accord import waivers
    from accord.check import today

    file, before, report = _run(contract, given)
    after = waivers.updated(before, report, reason.strip() or "-", today())
    new = [entry for entry in after.entries if entry not in before.entries]
    if new and not reason.strip():
        raise UsageError(f"{len(new)} findings need a reason to be accepted", 'say why: --reason "..."')
    return _write(file, before, after, f"{len(new)} accepted")


@baseline.command()
@options.selection
def prune(contract: str | None, **given: Any) -> int:
    """Take out the entries that fit no finding any more."""
    from accord import waivers

    file, before, report = _run(contract, given)
    return _write(file, before, waivers.pruned(before, report), "0 accepted")


def _run(contract: str | None, given: dict[str, Any]) -> tuple[Path, Baseline, Report]:
    from accord import check as pipeline
    from accord.waivers import Baseline

    settings: Config = options.settings(contract, given)
    file = pipeline.baseline_file(settings)
    if not file.is_file():
        settings = replace(settings, baseline="")
    before = pipeline.read_baseline(settings) if file.is_file() else None
    return file, before or Baseline(file.name), pipeline.check(settings)


def _write(file: Path, before: Baseline, after: Baseline, said: str) -> int:
    from accord import waivers
    from accord.outside import files

    if after.entries or file.is_file():
        files.write(file, waivers.render(after))
    gone = len([entry for entry in before.entries if entry not in after.entries])
    click.echo(f"{file.name}: {said}, {gone} taken out, {len(after.entries)} in all")
    return 0
