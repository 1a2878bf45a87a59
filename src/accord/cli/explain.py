"""`accord explain`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from accord.cli import options

if TYPE_CHECKING:
    from accord.model import Contract, Operation


@click.command()
@click.argument("operation", metavar='"METHOD /path"')
@click.option(
    "--provider", "providers", multiple=True, metavar="[NAME=]DIR", help="A server's source tree; repeatable."
)
@click.option(
    "--consumer", "consumers", multiple=True, metavar="[NAME=]DIR", help="A client's source tree; repeatable."
)
@options.no_cache
def explain(operation: str, providers: tuple[str, ...], consumers: tuple[str, ...], *, no_cache: bool) -> int:
    """Show every place that contributes to a route or call.

    Without a method, all methods of the path are shown. The trees are those of the configuration, or the given ones.
    """
    from accord import check, config
    from accord.errors import UsageError
    from accord.report import listing

    wanted = listing.parse(operation)  # a typing slip is told before anything is read
    flags = config.Flags(providers=providers, consumers=consumers, no_cache=no_cache)
    settings = config.apply(config.load(Path.cwd()), flags, Path.cwd())
    if not settings.components:
        raise UsageError("no source tree to look into", "give --provider DIR, or run accord init")
    for file in settings.all_contracts:
        click.echo("".join(_promised(check.read_contract(settings, file), wanted)), nl=False)
    scans = check.scan_components(settings)
    told = [f"{name}\n" * (len(scans) > 1) + listing.explain(scan, operation) for name, scan in scans.items()]
    click.echo("\n".join(told), nl=False)
    return 0


def _promised(contract: Contract, wanted: Operation) -> list[str]:
    from accord.report.listing import asked

    found = [endpoint for endpoint in contract.endpoints if asked(wanted, endpoint.operation)]
    return [f"{endpoint.operation}\n  promised     {endpoint.where}\n\n" for endpoint in found]
