"""The honesty net of Express: servers are broken in many ways, and every route that is lost must be told (as for FastAPI)."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pytest
from mutants import Mutant
from mutants_express import mutants
from test_honesty import _scan, _survivors
from told import rows

from test_cases import CASES, read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def layouts() -> dict[str, dict[str, str]]:
    sections = re.split(r"^## ", (CASES / "express-layouts.md").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {section.partition("\n")[0].strip(): read(section).files for section in sections}


LAYOUTS = layouts()


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_route_lost_to_one_wound_is_told(name: str, tmp_path: Path) -> None:
    survivors = _survivors(LAYOUTS[name], mutants(LAYOUTS[name]), tmp_path)
    assert not survivors, "\n".join(survivors)


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_route_lost_to_two_wounds_is_told(name: str, tmp_path: Path) -> None:
    survivors = _survivors(LAYOUTS[name], list(_pairs(LAYOUTS[name], 40)), tmp_path)
    assert not survivors, "\n".join(survivors)


def test_most_of_the_mutants_hurt(tmp_path: Path) -> None:
    """A net is only tried where something falls."""
    hurt = total = 0
    for name, files in LAYOUTS.items():
        whole = rows(_scan(files, tmp_path / name / "whole"))
        if not whole:
            continue  # a case of what is told alone
        for number, mutant in enumerate(mutants(files)):
            total += 1
            hurt += bool(whole.keys() - rows(_scan(mutant.files, tmp_path / name / str(number))).keys())
    assert total >= 60
    assert hurt >= total * 0.5


def _pairs(files: dict[str, str], count: int) -> Iterator[Mutant]:
    draw = random.Random(7)  # noqa: S311 a repeatable choice of tests, no secret
    for _ in range(count):
        first = draw.choice(mutants(files))
        second = draw.choice(mutants(first.files))
        yield Mutant(f"{first.what}; {second.what}", second.files)
