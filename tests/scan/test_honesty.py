"""The honesty net: applications are broken in hundreds of ways, and every route that is lost must be told.

Told is a route whose known tail fits with a hole in front, an unread place that covers its file or a prefix of its path, or an unread
place within 40 lines of its declaration.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from mutants import Mutant, mutants, pairs

from accord.scan import scan
from test_cases import CASES, read, write

if TYPE_CHECKING:
    from accord.model import Route, Scan

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
def test_every_route_lost_to_one_wound_is_told(name: str, tmp_path: Path) -> None:
    files = LAYOUTS.get(name) or IDIOMS[name]
    survivors = _survivors(files, mutants(files), tmp_path)
    assert not survivors, "\n".join(survivors)


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_route_lost_to_two_wounds_is_told(name: str, tmp_path: Path) -> None:
    survivors = _survivors(LAYOUTS[name], list(pairs(LAYOUTS[name], PAIRS, SEED)), tmp_path)
    assert not survivors, "\n".join(survivors)


def test_the_mutants_are_a_few_hundred_and_most_of_them_hurt(tmp_path: Path) -> None:
    """A net is only tried where something falls."""
    hurt = total = 0
    for name, files in LAYOUTS.items():
        whole = _rows(_scan(files, tmp_path / name / "whole"))
        for number, mutant in enumerate(mutants(files)):
            total += 1
            hurt += bool(whole.keys() - _rows(_scan(mutant.files, tmp_path / name / str(number))).keys())
    assert total >= 200
    assert hurt >= total * 0.5


def _survivors(files: dict[str, str], wounded: list[Mutant], folder: Path) -> list[str]:
    """Routes that are gone without a word, by mutant."""
    whole = _rows(_scan(files, folder / "whole"))
    out = []
    for number, mutant in enumerate(wounded):
        found = _scan(mutant.files, folder / str(number))
        left = _rows(found)
        silent = [key for key, route in whole.items() if key not in left and not _told(route, found)]
        out += [f"{mutant.what}: {method} {path} ({whole[method, path].where})" for method, path in silent]
    return out


def _scan(files: dict[str, str], folder: Path) -> Scan:
    write(files, folder)
    return scan(folder)


def _rows(found: Scan) -> dict[tuple[str, str], Route]:
    return {r.operation.key: r for r in found.routes if r.mounted and r.complete}


def _told(lost: Route, found: Scan) -> bool:
    path = lost.operation.path
    for route in found.routes:
        if (
            not route.complete
            and route.operation.method in ("ALL", lost.operation.method)
            and route.operation.path.fits(path)
        ):
            return True
    places = [lost.where, *([lost.handler.where] if lost.handler.where else [])]
    for unread in found.unread:
        for cover in unread.covers:
            if cover.startswith("/") and path.text.startswith(cover):
                return True
            if any(place.file == cover for place in places):
                return True
        if any(unread.where.file == place.file and abs(unread.where.line - place.line) <= 40 for place in places):
            return True
    return False
