"""`accord routes`."""

from __future__ import annotations

from pathlib import Path

import click

from accord.cli import options


@click.command()
@options.tree
@click.option(
    "--app", default="", metavar="MODULE:ATTR|FILE:ATTR", help="One application, where the tree holds several."
)
@click.option(
    "--libraries",
    metavar="DIR",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Installed packages (site-packages) whose source is read like the tree's; repeatable.",
)
@options.no_cache
@options.text_or_json
def routes(directory: Path, app: str, libraries: tuple[Path, ...], style: str, *, no_cache: bool) -> int:
    """Show every route that a source tree serves."""
    scan = options.scan_tree(directory, "provider", app, libraries, keep=not no_cache)
    if style == "json":
        from accord.report import json_report

        text = json_report.dumps(json_report.routes(scan))
    else:
        from accord.report import listing

        text = listing.routes(scan)
    click.echo(text, nl=False)
    return 0 if scan.routes else options.NOT_EXAMINED
