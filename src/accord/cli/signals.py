"""`accord signals`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option("--apply", "answer", flag_value="apply", help="Carry out the open suggestion.")
@click.option("--reject", "answer", flag_value="reject", help="Drop the open suggestion for good.")
def signals(answer: str | None) -> None:
    """Say what the log of delegations suggests to change, if anything: nothing, or one note of three lines.

    A suggestion that has no answer when the next run comes is dropped for good.
    """
    from dataclasses import replace

    from accord import config
    from accord.ledger import improve, log

    root = log.project(Path.cwd())
    settings = replace(config.load(root), root=root)
    if answer == "apply":
        if applied := improve.apply(settings):
            improvement, changes = applied
            click.echo(f"Applied: {improvement.suggested}")
            for change in changes:
                click.echo(f"  {change.file}  {change.what}")
    elif answer == "reject":
        if rejected := improve.reject(settings):
            click.echo(f"Dropped for good: {rejected.suggested}")
    elif found := improve.note(settings):
        click.echo(improve.text(found))
