"""`accord delegate`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from accord.cli import options
from accord.cli.group import INTERRUPTED
from accord.cli.options import FINDINGS, KEPT

if TYPE_CHECKING:
    from accord.config import Config
    from accord.delegate.session import Session


@click.command()
@options.selection
@click.option("--check", "preflight", is_flag=True, help="Whether the agent can be used here, and nothing else.")
@click.option("--explain", is_flag=True, help="What should be delegated and why, and nothing else.")
@click.option("--list", "listed", is_flag=True, help="The runs of this project.")
@click.option("--resume", metavar="RUN", help="Go on with a run that was stopped or died.")
@click.option("--clean", is_flag=True, help="Remove the runs that are not at work.")
@click.option("--task", "words", default="", metavar="TEXT", help="What is to be done, in your words.")
@click.option(
    "--delegate-mode",
    "mode",
    type=click.Choice(("auto", "always")),
    help="auto: only what is worth it.  [default: auto]",
)
@click.option(
    "--delegate-agent", "agent", metavar="NAME", help="codex, or scripted:FILE for a rehearsal.  [default: codex]"
)
@click.option("--delegate-jobs", "jobs", type=int, metavar="N", help="Agents at a time.  [default: 4]")
@click.option(
    "--delegate-timeout", "timeout", type=float, metavar="SECONDS", help="What a turn may take.  [default: 900]"
)
@click.option("--delegate-retries", "retries", type=int, metavar="N", help="Repair rounds.  [default: 2]")
@click.option("--delegate-max-tokens", "max_tokens", type=int, metavar="N", help="What the run may spend.")
@click.option("--delegate-model", "model", metavar="NAME", help="The agent's model.")
@click.option("--delegate-apply", "apply", is_flag=True, default=None, help="Lay the patch into the tree.")
@click.option("--delegate-keep", "keep", is_flag=True, default=None, help="Keep the workspaces of what succeeded.")
@options.text_or_json
def delegate(contract: str | None, style: str, **given: Any) -> int:
    """Hand what is broken to a coding agent, judge its work, and bring it home as a patch.

    Exit code 0 when everything handed over keeps the contract, 1 when something does not or could not be applied, 130
    when interrupted.
    """
    from accord.config import DelegateFlags, apply_delegation

    ours = ("preflight", "explain", "listed", "resume", "clean", "words")
    theirs = ("mode", "agent", "jobs", "timeout", "retries", "max_tokens", "model", "apply", "keep")
    asked = {name: given.pop(name) for name in ours}
    flags = DelegateFlags(**{name: given.pop(name) for name in theirs})
    settings = apply_delegation(options.settings(contract, given, new_folders=True), flags)
    if asked["preflight"]:
        return _preflight(settings, style)
    if asked["listed"]:
        return _list(settings, style)
    if asked["clean"]:
        return _clean(settings, style)
    if asked["explain"]:
        return _explain(settings, asked["words"], style)
    return _delegate(settings, asked["words"], asked["resume"], style)


def _preflight(settings: Config, style: str) -> int:
    from accord.delegate import agents

    found = agents.preflight(settings.delegation.agent, settings.delegation.model)
    if style == "json":
        facts = {"agent": found.name, "version": found.version, "binary": found.binary, "sandbox": found.sandbox}
        click.echo(options.document(facts))
    else:
        click.echo(f"{found.name} {found.version}  {found.binary}\nlogin    ok\nsandbox  {found.sandbox}")
    return KEPT


def _explain(settings: Config, words: str, style: str) -> int:
    from accord import check as pipeline
    from accord.delegate import explain, session

    advice = session.advised(settings, pipeline.check(settings), words)
    click.echo(explain.dumps(advice) if style == "json" else explain.text(advice), nl=False)
    return KEPT


def _delegate(settings: Config, words: str, run: str | None, style: str) -> int:
    from accord import check as pipeline
    from accord.delegate import report, session
    from accord.delegate.live import live

    with live(sys.stderr) as tell:
        if run:
            done = session.resume(settings, run, tell=tell)
        else:
            done = session.delegate(settings, pipeline.check(settings), words=words, tell=tell)
    for told in _unseen(done):
        click.echo(f"accord: {told}", err=True)
    if style == "json":
        click.echo(options.document(report.data(done)))
    else:
        click.echo("\n".join([report.block(done), *([done.note] if done.note else [])]))
    if "interrupted" in done.stops:
        return INTERRUPTED
    return KEPT if done.stops <= {"validated"} and not done.refused else FINDINGS


def _unseen(done: Session) -> list[str]:
    """Files no agent saw, which may explain what it did."""
    from accord.paths import printable

    told = []
    if done.untracked:
        told.append(
            f"{len(done.untracked)} files git does not track were not shown ({printable(done.untracked[0])}, ...): git add them"
        )
    if done.left_out:
        told.append(
            f"{len(done.left_out)} files were not shown, secret-like or too large ({printable(done.left_out[0])}, ...)"
        )
    return told


def _list(settings: Config, style: str) -> int:
    from accord.delegate import runs

    if style == "json":
        known = [
            {"run": run.id, "started": run.started, "agent": run.agent, "folder": str(run.folder), "running": run.is_running,
             "components": {name: run.state(name) for name in run.components}}
            for run in runs.runs(settings.root)
        ]  # fmt: skip
        click.echo(options.document({"runs": known}))
        return KEPT
    found = runs.runs(settings.root)
    if not found:
        click.echo("accord: no runs of this project", err=True)
    for run in found:
        states = ", ".join(f"{name} {run.state(name)}" for name in run.components)
        click.echo(f"{run.id}  {run.agent}  {states}  {run.folder}")
    return KEPT


def _clean(settings: Config, style: str) -> int:
    from accord.delegate import runs

    gone, left = runs.clean(settings.root)
    if style == "json":
        click.echo(options.document({"removed": [run.id for run in gone], "at_work": [run.id for run in left]}))
        return KEPT
    click.echo(f"{len(gone)} runs removed" + (f", {len(left)} at work left alone" if left else ""))
    return KEPT
