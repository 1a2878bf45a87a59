"""`accord calls`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from accord.cli import options

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@options.tree
@options.no_cache
@options.text_or_json
def calls(directory: Path, style: str, *, no_cache: bool) -> int:
    """Show every call that a client's source tree makes."""
    from accord.report import json_report, listing

    scan = options.scan_tree(directory, "consumer", keep=not no_cache)
    click.echo(json_report.dumps(json_report.calls(scan)) if style == "json" else listing.calls(scan), nl=False)
    return 0 if scan.calls else options.NOT_EXAMINED
