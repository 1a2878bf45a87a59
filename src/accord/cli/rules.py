"""`accord rules`."""

from __future__ import annotations

import difflib

import click


@click.command()
@click.argument("name", required=False)
def rules(name: str | None) -> int:
    """List what counts as a flaw; with a NAME, say why, with an example."""
    from accord.errors import UsageError
    from accord.rules import RULES, explain

    if name is None:
        width = max(map(len, RULES))
        for rule in RULES.values():
            click.echo(f"{rule.name.ljust(width)}  {rule.severity.ljust(7)}  {rule.summary}")
        return 0
    if name not in RULES:
        close = difflib.get_close_matches(name, RULES, n=1)
        raise UsageError(
            f"no rule {name!r}", f"did you mean {close[0]}?" if close else "accord rules lists all of them"
        )
    click.echo(explain(RULES[name]).rstrip("\n"))
    return 0
