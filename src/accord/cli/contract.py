"""`accord contract`."""

from __future__ import annotations

from pathlib import Path

import click

from accord.cli import options


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@options.style("text", "json", "openapi", "markdown")
def contract(file: Path, style: str) -> int:
    """Show a contract as it is understood, or turn it into another format."""
    from accord.contract import export, read
    from accord.report import json_report, listing

    folder = Path.cwd().resolve()
    if not file.resolve().is_relative_to(folder):
        folder = file.resolve().parent  # a contract elsewhere is named by its own name, not by the way there
    document = read(file.resolve(), root=folder)
    if style == "json":
        text = json_report.dumps(json_report.contract(document))
    elif style == "text":
        text = listing.contract(document)
    else:
        text = export.export(document, style)
    click.echo(text.rstrip("\n"))
    return 0 if document.endpoints else options.NOT_EXAMINED
