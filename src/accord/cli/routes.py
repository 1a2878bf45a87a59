"""`accord routes`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from accord.cli import options

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@options.tree
@click.option(
    "--app", default="", metavar="MODULE:ATTR|FILE:ATTR", help="One application, where the tree holds several."
)
@options.text_or_json
def routes(directory: Path, app: str, style: str) -> int:
    """Show every route that a source tree serves."""
    scan = options.scan_tree(directory, "provider", app)
    if style == "json":
        from accord.report import json_report

        text = json_report.dumps(json_report.routes(scan))
    else:
        from accord.report import listing

        text = listing.routes(scan)
    click.echo(text, nl=False)
    return 0 if scan.routes else options.NOT_EXAMINED
