"""`accord check`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from accord.cli import options
from accord.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from accord.config import Config
    from accord.model import Report

STYLES = ("text", "json", "sarif", "github", "gitlab", "junit", "markdown", "html")  # told in --help, in this order
_SUMMARY_LIMIT = 1_000_000  # bytes; GitHub refuses a step summary above 1 MiB


def _style(context: click.Context, _: click.Parameter, value: str) -> str:
    from accord.report import styles

    if value not in styles():
        raise click.BadParameter(f"no report style {value!r}; choose one of {', '.join(sorted(styles()))}")
    context.ensure_object(dict)[options.MACHINE] = "" if value == "text" else value
    return value


@options.from_environment
@click.command()
@options.selection
@click.option(
    "--format",
    "style",
    default="text",
    is_eager=True,
    callback=_style,
    help=f"How to print: {', '.join(STYLES)}.  [default: text]",
)
@click.option(
    "--report",
    "reports",
    type=options.LINES,
    multiple=True,
    metavar="FORMAT=PATH",
    help="Also write a report; repeatable.",
)
@click.option("--since", metavar="REV", help="Leave out what a git revision had already.")
@click.option("--watch", is_flag=True, help="Check again on every save, and print what changed.")
@click.option("-v", "--verbose", is_flag=True, help="Show everything in full.")
@click.option("-q", "--quiet", is_flag=True, help="Show counts only.")
def check(
    contract: str | None, style: str, *, since: str | None, watch: bool, verbose: bool, quiet: bool, **given: Any
) -> int:
    """Hold servers and clients to the contract.

    Without arguments, everything comes from [tool.accord] in pyproject.toml or from accord.toml. Without a contract,
    the provider's own routes are the contract that consumers are held to.
    """
    from accord import check as pipeline
    from accord.cli.progress import progress

    if watch:
        if style != "text" or given["reports"]:
            raise UsageError("--watch prints to a terminal", "leave --format and --report out")
        return _watched(lambda: options.settings(contract, given), since)
    settings = options.settings(contract, given)
    with progress("reading contracts and source", quiet=quiet):
        report = _checked(settings, since)
    pipeline.write_reports(report, settings)
    try:
        show(report, settings, style, verbose=verbose, quiet=quiet)
        sys.stdout.flush()
    except BrokenPipeError:  # `accord check | head`: the reader has enough, and the verdict is the same
        options.let_go_of_output()
    return report.exit_code


def _checked(settings: Config, since: str | None) -> Report:
    if since:
        from accord import since as comparing

        return comparing.check(settings, since)
    from accord import check as pipeline

    return pipeline.check(settings)


def _watched(configured: Callable[[], Config], since: str | None) -> int:
    """Until Ctrl-C; the exit code is that of the last run."""
    from accord.errors import AccordError
    from accord.report import changes
    from accord.report.paint import painter
    from accord.watch import changes as saved

    before: Report | None = None
    try:
        for names in saved(configured):
            look = options.terminal()
            paint = painter(color=look["color"])
            if names:
                more = f" and {len(names) - 3} more" if len(names) > 3 else ""
                click.echo(paint(f"\nsaved: {', '.join(names[:3])}{more}", "label"), color=True)
            try:
                after = _checked(configured(), since)
            except AccordError as error:
                click.echo("\n".join(str(error).splitlines()[: changes.LINES - 1]), err=True)
                continue
            told, before = changes.told(before, after, paint=paint, **look), after
            click.echo(told, nl=False, color=True)
    except KeyboardInterrupt:
        click.echo()
    return before.exit_code if before else options.USAGE


def show(report: Report, settings: Config, style: str, **wanted: bool) -> None:
    """Print a report; on GitHub, in GitHub's format, also into the summary of the step."""
    from accord.outside import repository
    from accord.report import render

    prefix = repository.prefix(settings.root)
    text = render(report, style, **options.terminal(), **wanted, prefix=prefix)
    click.echo(text.rstrip("\n"), color=True)  # the style has decided about colour already
    if style == "github" and (summary := os.environ.get("GITHUB_STEP_SUMMARY")):
        from accord.outside.append import append

        append(Path(summary), render(report, "markdown", limit=_SUMMARY_LIMIT) + "\n")
