"""`accord baseline`."""

from __future__ import annotations

from typing import Any

import click

from accord.cli import options


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
    from accord import accept

    click.echo(str(accept.write(options.settings(contract, given), reason.strip())))
    return 0


@baseline.command()
@options.selection
def prune(contract: str | None, **given: Any) -> int:
    """Take out the entries that fit no finding any more."""
    from accord import accept

    click.echo(str(accept.prune(options.settings(contract, given))))
    return 0
