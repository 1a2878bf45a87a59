"""Options that several commands share, and how they print."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import click

CONTRACT_FORMATS = ("text", "json", "openapi", "markdown")

directory = click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
text_or_json = click.option(
    "--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print."
)


def document(value: dict[str, Any]) -> str:
    """A JSON document as the command line prints it."""
    return json.dumps(value, indent=2, ensure_ascii=False)


def application(app: str, tree: Path) -> str:
    """`--app` with its file named relative to the tree; it may be typed relative to the working folder too."""
    file, colon, attribute = app.partition(":")
    if not (tree / file).is_file() and Path(file).is_file():
        file = os.path.relpath(file, tree).replace(os.sep, "/")
    return f"{file}{colon}{attribute}"
