"""`accord contract`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from accord.cli import options
from accord.errors import UsageError

if TYPE_CHECKING:
    from accord.model import Contract

_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=_file)
@options.style("text", "json", "openapi", "markdown")
@click.option("--diff", "other", type=_file, metavar="FILE", help="Say what this other contract promises otherwise.")
@click.option("--validate", is_flag=True, help="Check an OpenAPI document whole, however long it takes; remembered.")
@options.allow_remote
def contract(file: Path, style: str, other: Path | None, *, validate: bool, allow_remote: bool) -> int:
    """Show a contract as it is understood, or turn it into another format."""
    if (other or validate) and style not in ("text", "json"):
        flag = "--diff" if other else "--validate"
        raise UsageError(f"{flag} says what it finds", "give it with --format text or json")
    if other and validate:
        raise UsageError("--diff compares, --validate checks", "give one of them")
    document = _read(file, allow_remote=allow_remote)
    if other:
        return _show_diff(document, _read(other, allow_remote=allow_remote), style)
    if style in ("text", "json"):
        document = _validated(document, file, allow_remote=allow_remote, wait=validate)
    click.echo(_text(document, style).rstrip("\n"))
    return 0 if document.endpoints else options.NOT_EXAMINED


def _text(document: Contract, style: str) -> str:
    from accord.contract import export
    from accord.report import json_report, listing

    if style == "json":
        return json_report.dumps(json_report.contract(document))
    return listing.contract(document) if style == "text" else export.export(document, style)


def _show_diff(before: Contract, after: Contract, style: str) -> int:
    from accord.contract.diff import diff
    from accord.report import json_report, listing

    changes = diff(before, after)
    if style == "json":
        text = json_report.dumps(json_report.changes(before, after, changes))
    else:
        text = listing.changes(before, after, changes)
    click.echo(text.rstrip("\n"))
    return 0 if before.endpoints and after.endpoints else options.NOT_EXAMINED


def _read(file: Path, *, allow_remote: bool) -> Contract:
    from accord import contract as contracts

    return contracts.read(file.resolve(), root=_root(file), allow_remote=allow_remote)


def _validated(document: Contract, file: Path, *, allow_remote: bool, wait: bool) -> Contract:
    from accord import contract as contracts

    found = contracts.validate(document, file.resolve(), root=_root(file), allow_remote=allow_remote, wait=wait)
    return found.added_to(document)


def _root(file: Path) -> Path:
    """The working folder; a contract elsewhere is named by its own name, not by the way there."""
    folder = Path.cwd().resolve()
    return folder if file.resolve().is_relative_to(folder) else file.resolve().parent
