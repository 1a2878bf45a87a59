"""`accord init --skills`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

_WORDS = {"written": "wrote", "overwritten": "overwrote", "unchanged": "unchanged", "kept": "kept"}


def install(*, force: bool) -> int:
    """Install the skills into the project of the working folder and say what became of every file."""
    from accord import config
    from accord.ledger import log, skills

    root = log.project(Path.cwd())
    done = skills.install(replace(config.load(root), root=root), force=force)
    for one in done:
        click.echo(f"{_WORDS[one.action]} {one.file}")
        if one.diff:
            click.echo(one.diff)
    if any(one.action == "kept" for one in done):
        click.echo("files that differ were kept; --force overwrites them")
    return 0
