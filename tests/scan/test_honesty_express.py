"""The honesty net of Express: servers are broken in many ways, and every route that is lost must be told (as for FastAPI)."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from mutants import Mutant
from mutants_express import mutants
from test_honesty import _scan, _survivors, page
from told import rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


LAYOUTS = page("express-layouts.md")
PAGES = (
    "express.md",
    "express-discovery.md",
    "express-losses.md",
    "express-packages.md",
    "express-decorators.md",
    "express-traps.md",
    "express-applications.md",
)
IDIOMS = {title: files for name in PAGES for title, files in page(name).items()}
FEW, SEED = 3, 11
MANIFEST = {
    "package.json": '{"dependencies": {"express": "4"}}'
}  # a server says so, also when the one file that loads it is gone
TAKEN = {  # wounds after which the program serves less, as anybody can read: by the title, words of the wound
    "a folder of controllers whose exported names make the routes": "export unreadable",
    "metadata noted by way of the prototype of a class with a constructor, compiled": "export unreadable",  # nothing is exported
    "paths made of the files of a deep folder, by functions that call themselves": "export unreadable",
    "Reflect, statics of a base, actions that an object has or has not": "call unreadable",  # of the name of an action
    "verbs an object has or has not, and operations picked by a table of methods": "app.js:4 ",  # the same
    "resource-router-middleware": "call unreadable",  # the same
    "what a function takes, flags in an object written in a call, arguments settled before": "app.js:15 add",  # a name given a handler
    "a table nobody calls for, handed to a helper that others call": "app.js:5 add",  # what is left is a function of no meaning
    "what hangs on an object that a package made, and applications loaded by lazy routers in each other": "BASE name gone",  # then it is a setting of the package
    "modules that test runners run are tests, whatever folder they lie in": "hide app.js",  # nothing but a test is left
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_route_lost_to_one_wound_is_told(name: str, tmp_path: Path) -> None:
    survivors = _survivors(LAYOUTS[name], mutants(LAYOUTS[name]), tmp_path)
    assert not survivors, "\n".join(survivors)


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_route_lost_to_two_wounds_is_told(name: str, tmp_path: Path) -> None:
    survivors = _survivors(LAYOUTS[name], list(_pairs(LAYOUTS[name], 40)), tmp_path)
    assert not survivors, "\n".join(survivors)


@pytest.mark.parametrize("name", IDIOMS)
def test_every_route_of_an_idiom_lost_to_a_wound_is_told(name: str, tmp_path: Path) -> None:
    survivors = _of_idiom(name, FEW, tmp_path)
    assert not survivors, "\n".join(survivors)


@pytest.mark.slow
@pytest.mark.parametrize("name", IDIOMS)
def test_every_route_of_an_idiom_lost_to_any_wound_is_told(name: str, tmp_path: Path) -> None:
    survivors = _of_idiom(name, 1_000, tmp_path)
    assert not survivors, "\n".join(survivors)


def _of_idiom(name: str, few: int, folder: Path) -> list[str]:
    files = MANIFEST | IDIOMS[name]
    found = [m for m in mutants(files) if not (name in TAKEN and TAKEN[name] in m.what)]
    draw = random.Random(f"{SEED} {name}")  # noqa: S311 a repeatable choice of tests, no secret
    return _survivors(files, draw.sample(found, min(few, len(found))), folder)


@pytest.mark.slow
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
