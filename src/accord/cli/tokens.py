"""`accord tokens`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from accord.cli.options import NOT_EXAMINED
from accord.cli.options import style as style_option

if TYPE_CHECKING:
    from collections.abc import Iterator

AGAINST = "--against"


class _Command(click.Command):
    """`--against` takes every path up to the next option, as the paths before it do."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, list(_spread(args)))


def _spread(args: list[str]) -> Iterator[str]:
    taking = False
    for before, arg in zip(["", *args], args, strict=False):
        if before == AGAINST and arg.startswith("-"):
            raise click.UsageError(f"Option '{AGAINST}' requires an argument.")
        if arg == AGAINST:
            taking = True
            continue
        taking = taking and not arg.startswith("-")
        if taking:
            yield AGAINST
        yield arg
    if args and args[-1] == AGAINST:
        raise click.UsageError(f"Option '{AGAINST}' requires an argument.")


@click.command(cls=_Command)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option(
    AGAINST, "others", multiple=True, type=click.Path(path_type=Path), metavar="PATH...", help="The baseline."
)
@style_option("text", "json", "markdown")
def tokens(paths: tuple[Path, ...], others: tuple[Path, ...], style: str) -> int:
    """Count what sessions cost: Claude Code sessions (with their subagents) and Codex rollouts, files or folders.

    With --against, the sessions of that set are the baseline and those of PATH are the delegated work. Where only the
    names of PATH say "baseline", the sets change places. Exit code 3 when a set holds no session.
    """
    from accord.ledger import tables
    from accord.ledger.tokens import meter

    metering = meter(paths)
    if not others:
        click.echo(_json(tables.document(metering)) if style == "json" else getattr(tables, style)(metering))
        return _examined((metering.sessions, paths))
    other = meter(others)
    baseline, delegated = (metering, other) if _is_baseline(paths) and not _is_baseline(others) else (other, metering)
    if style == "json":
        click.echo(_json(tables.comparison(baseline, delegated)))
    else:
        click.echo(getattr(tables, f"{style}_comparison")(baseline, delegated))
    return _examined((metering.sessions, paths), (other.sessions, others))


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _is_baseline(paths: tuple[Path, ...]) -> bool:
    return all("baseline" in path.name.casefold() for path in paths)


def _examined(*sets: tuple[tuple[object, ...], tuple[Path, ...]]) -> int:
    empty = [", ".join(map(str, paths)) for sessions, paths in sets if not sessions]
    for named in empty:
        click.echo(f"accord: no answer of a model in {named}; name Claude Code sessions or Codex rollouts", err=True)
    return NOT_EXAMINED if empty else 0
