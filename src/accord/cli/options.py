"""What several commands share: options, the terminal they print to, documents for tools."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from accord.model import Role, Scan

# Exit codes: the contract is kept, there are findings, bad usage or configuration or contract, nothing was examined.
KEPT, FINDINGS, USAGE, NOT_EXAMINED = 0, 1, 2, 3
MACHINE = "machine format"  # the key under which a command notes that its stdout must stay a document

Command = TypeVar("Command", bound="Callable[..., Any] | click.Command")

tree = click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))


def _noted(context: click.Context, _: click.Parameter, value: str) -> str:
    context.ensure_object(dict)[MACHINE] = value == "json"
    return value


def style(*names: str) -> Callable[[Command], Command]:
    """`--format`, with these names to choose from; `json` is a machine format."""
    return click.option(
        "--format",
        "style",
        type=click.Choice(names),
        default="text",
        show_default=True,
        is_eager=True,
        callback=_noted,
        help="How to print.",
    )


text_or_json = style("text", "json")


def document(value: Any) -> str:
    """A JSON document as the command line prints it."""
    return json.dumps(value, indent=2, ensure_ascii=False)


def terminal() -> dict[str, Any]:
    """Colour and width for a report that goes to standard output; files and pipes get neither."""
    from accord.report.paint import wants_color

    is_terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if is_terminal else 0
    return {"color": wants_color(os.environ, terminal=is_terminal), "width": width}


def scan_tree(directory: Path, role: Role, app: str = "") -> Scan:
    """One tree read on its own, files named relative to it."""
    from accord.scan import ScanOptions, scan

    return scan(directory, options=ScanOptions(role=role, app=application(app, directory)))


def application(app: str, directory: Path) -> str:
    """`--app` with its file named relative to the tree; it may be typed relative to the working folder, too."""
    file, colon, attribute = app.partition(":")
    if not (directory / file).is_file() and Path(file).is_file():
        file = os.path.relpath(file, directory).replace(os.sep, "/")
    return f"{file}{colon}{attribute}"


def error_document(kind: str, error: Exception) -> dict[str, Any]:
    """What a machine format prints where there is nothing to report but an error."""
    place = {name: getattr(error, name) for name in ("file", "line") if getattr(error, name, None)}
    return {"version": 1, "error": {"kind": kind, "message": str(error) or type(error).__name__, **place}}
