"""YAML as plain data: what a data file of a tree says. Nothing but data is ever made of it."""

from __future__ import annotations

from typing import Any


def loads(text: str) -> Any:
    """The data of a document; ValueError where it is none."""
    import yaml

    try:
        return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 both are safe loaders
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error
