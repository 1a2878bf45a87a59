"""The page about the ledger names every setting with its default."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from accord.ledger.settings import Heuristics, Thresholds

PAGE = (Path(__file__).parents[2] / "docs/ledger.md").read_text("utf-8")


def test_every_threshold_is_named_with_its_default() -> None:
    for field in fields(Thresholds):
        assert f"`{field.name} = {field.default}`" in PAGE


def test_every_heuristic_is_named_with_its_default() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| `")]
    for field in fields(Heuristics):
        row = next(row for row in rows if f"`{field.name}`" in row)
        assert ("none" if field.default == () else str(field.default)) in row
