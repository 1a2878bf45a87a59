"""`accord check`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from accord.cli import options
from accord.config import FailOn, Flags

if TYPE_CHECKING:
    from accord.model import Report


def _style(context: click.Context, _: click.Parameter, value: str) -> str:
    from accord.report import styles

    if value not in styles():
        raise click.BadParameter(f"no report style {value!r}; choose one of {', '.join(sorted(styles()))}")
    context.ensure_object(dict)[options.MACHINE] = value == "json"
    return value


@click.command()
@click.argument("contract", required=False)
@click.option(
    "--provider", "providers", multiple=True, metavar="[NAME=]DIR", help="A server's source tree; repeatable."
)
@click.option(
    "--consumer", "consumers", multiple=True, metavar="[NAME=]DIR", help="A client's source tree; repeatable."
)
@click.option(
    "--format",
    "style",
    default="text",
    is_eager=True,
    callback=_style,
    help="How to print: text, json.  [default: text]",
)
@click.option("--report", "reports", multiple=True, metavar="FORMAT=PATH", help="Also write a report; repeatable.")
@click.option("--fail-on", type=click.Choice(get_args(FailOn)), help="The least severity that fails.  [default: error]")
@click.option("--strict", is_flag=True, help="Fail on warnings and on what could not be read or decided, too.")
@click.option("-v", "--verbose", is_flag=True, help="Show everything in full.")
@click.option("-q", "--quiet", is_flag=True, help="Show counts only.")
def check(contract: str | None, style: str, *, verbose: bool, quiet: bool, **given: Any) -> int:
    """Hold servers and clients to the contract.

    Without arguments, everything comes from [tool.accord] in pyproject.toml or from accord.toml. Without a contract,
    the provider's own routes are the contract that consumers are held to.
    """
    from accord import check as pipeline
    from accord import config
    from accord.report import render

    flags = Flags(contracts=(contract,) if contract else (), **given)
    settings = config.apply(config.load(Path.cwd()), flags, Path.cwd())
    report: Report = pipeline.check(settings)
    pipeline.write_reports(report, settings)
    text = render(report, style, **options.terminal(), verbose=verbose, quiet=quiet)
    click.echo(text.rstrip("\n"), color=True)  # the style has decided about colour already
    return report.exit_code
