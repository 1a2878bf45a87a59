"""A contract written in another format; reading it back gives the same endpoints."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from accord.errors import UsageError

if TYPE_CHECKING:
    from accord.model import Contract

_FORMATS = {"openapi": "accord.contract.export_openapi", "markdown": "accord.contract.export_markdown"}


def formats() -> tuple[str, ...]:
    """The names `export` knows."""
    return tuple(_FORMATS)


def export(contract: Contract, format: str) -> str:  # noqa: A002 the name of the option
    """The contract as a document of `format`: OpenAPI 3.1 in JSON, or Markdown in the form of the template."""
    if format not in _FORMATS:
        raise UsageError(f"no export format {format!r}", f"use one of {', '.join(_FORMATS)}")
    text: str = importlib.import_module(_FORMATS[format]).render(contract)
    return text
