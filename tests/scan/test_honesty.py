"""The honesty net: applications are broken in hundreds of ways, and every route that is lost must be told (`told.py`)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from mutants import Mutant, mutants, pairs
from told import rows, told

from accord.scan import scan
from test_cases import CASES, read, write

if TYPE_CHECKING:
    from accord.model import Scan

SEED = 20_240
PAIRS = 40
BLOG = Path(__file__).parents[2] / "fixtures" / "apps" / "blog" / "backend"


def page(name: str) -> dict[str, dict[str, str]]:
    """The applications of a page of cases by title, as files."""
    sections = re.split(r"^## ", (CASES / name).read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {section.partition("\n")[0].strip(): read(section).files for section in sections}


def layouts() -> dict[str, dict[str, str]]:
    """Whole applications by name, as files."""
    found = page("fastapi-layouts.md")
    found["blog"] = {
        f"backend/{p.relative_to(BLOG).as_posix()}": p.read_text("utf-8") for p in sorted(BLOG.rglob("*.py"))
    }
    return found


LAYOUTS = layouts()
IDIOMS = page("fastapi-applications.md")  # so small that two wounds leave nothing to tell of


@pytest.mark.parametrize("name", [*LAYOUTS, *IDIOMS])
def test_every_route_lost_to_one_wound_istold(name: str, tmp_path: Path) -> None:
    files = LAYOUTS.get(name) or IDIOMS[name]
    survivors = _survivors(files, mutants(files), tmp_path)
    assert not survivors, "\n".join(survivors)


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_route_lost_to_two_wounds_istold(name: str, tmp_path: Path) -> None:
    survivors = _survivors(LAYOUTS[name], list(pairs(LAYOUTS[name], PAIRS, SEED)), tmp_path)
    assert not survivors, "\n".join(survivors)


@pytest.mark.slow
def test_the_mutants_are_a_few_hundred_and_most_of_them_hurt(tmp_path: Path) -> None:
    """A net is only tried where something falls."""
    hurt = total = 0
    for name, files in LAYOUTS.items():
        whole = rows(_scan(files, tmp_path / name / "whole"))
        for number, mutant in enumerate(mutants(files)):
            total += 1
            hurt += bool(whole.keys() - rows(_scan(mutant.files, tmp_path / name / str(number))).keys())
    assert total >= 200
    assert hurt >= total * 0.5


def _survivors(files: dict[str, str], wounded: list[Mutant], folder: Path) -> list[str]:
    """Routes that are gone without a word, by mutant."""
    whole = rows(_scan(files, folder / "whole"))
    out = []
    for number, mutant in enumerate(wounded):
        found = _scan(mutant.files, folder / str(number))
        left = rows(found)
        silent = [key for key, route in whole.items() if key not in left and not told(route, found)]
        out += [f"{mutant.what}: {method} {path} ({whole[method, path].where})" for method, path in silent]
    return out


def _scan(files: dict[str, str], folder: Path) -> Scan:
    write(files, folder)
    return scan(folder)
