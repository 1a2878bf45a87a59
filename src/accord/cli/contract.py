"""`accord contract`."""

from __future__ import annotations

from pathlib import Path

import click

from accord.cli import options
from accord.errors import UsageError

_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=_file)
@options.style("text", "json", "openapi", "markdown")
@click.option("--validate", is_flag=True, help="Check an OpenAPI document whole, however long it takes; remembered.")
@options.allow_remote
def contract(file: Path, style: str, *, validate: bool, allow_remote: bool) -> int:
    """Show a contract as it is understood, or turn it into another format."""
    from accord import contract as contracts
    from accord.contract import export
    from accord.report import json_report, listing

    if validate and style not in ("text", "json"):
        raise UsageError("--validate says what it finds", "give it with --format text or json")
    folder = Path.cwd().resolve()
    if not file.resolve().is_relative_to(folder):
        folder = file.resolve().parent  # a contract elsewhere is named by its own name, not by the way there
    document = contracts.read(file.resolve(), root=folder, allow_remote=allow_remote)
    if style in ("text", "json"):
        validation = contracts.validate(document, file.resolve(), root=folder, allow_remote=allow_remote, wait=validate)
        document = validation.added_to(document)
    if style == "json":
        text = json_report.dumps(json_report.contract(document))
    elif style == "text":
        text = listing.contract(document)
    else:
        text = export.export(document, style)
    click.echo(text.rstrip("\n"))
    return 0 if document.endpoints else options.NOT_EXAMINED
