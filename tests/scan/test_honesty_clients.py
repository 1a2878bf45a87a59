"""The honesty net of clients: programs are broken in many ways, and every request that is lost must be told.

Told is a call whose known tail fits with a hole in front, an unread place that covers its file or a prefix of its path, or an unread place within
40 lines of a place that made it. What was written in a file that is gone is nobody's loss.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from mutants_clients import mutants

from accord.scan import ScanOptions, scan
from test_cases import CASES, read, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mutants import Mutant

    from accord.model import Call, Scan

BOOKS = (
    "clients-axios",
    "clients-fetch",
    "clients-generated",
    "clients-react",
    "clients-rtk-query",
    "clients-swr",
    "clients-tanstack",
    "clients-wrappers",
)


def layouts() -> dict[str, dict[str, str]]:
    """The programs of the case files that send something and tell of nothing."""
    found = {}
    for book in BOOKS:
        for section in re.split(r"^## ", (CASES / f"{book}.md").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            case = read(section)
            if case.expected and not any("unread" in line or "incomplete" in line for line in case.expected):
                found[f"{book}: {section.partition(chr(10))[0].strip()}"] = case.files
    return found


LAYOUTS = layouts()


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_request_lost_to_one_wound_is_told(name: str, tmp_path: Path) -> None:
    survivors = list(_survivors(LAYOUTS[name], tmp_path))
    assert not survivors, "\n".join(survivors)


@pytest.mark.slow
def test_the_mutants_are_some_hundred_and_most_of_them_hurt(tmp_path: Path) -> None:
    """A net is only tried where something falls."""
    hurt = total = 0
    for number, files in enumerate(LAYOUTS.values()):
        whole = _rows(_scan(files, tmp_path / f"{number}"))
        assert whole
        for other, mutant in enumerate(mutants(files)):
            total += 1
            hurt += bool(whole.keys() - _rows(_scan(mutant.files, tmp_path / f"{number}-{other}")).keys())
    assert total >= 150
    assert hurt >= total * 0.4


def _survivors(files: dict[str, str], folder: Path) -> Iterator[str]:
    whole = _rows(_scan(files, folder / "whole"))
    for number, mutant in enumerate(mutants(files)):
        found = _scan(mutant.files, folder / str(number))
        left = _rows(found)
        for key, calls in whole.items():
            if key not in left and not any(_gone(call, mutant) or _told(call, found) for call in calls):
                yield f"{mutant.what}: {key[0]} {key[1]} ({calls[0].where})"


def _scan(files: dict[str, str], folder: Path) -> Scan:
    write(files, folder)
    return scan(folder, options=ScanOptions(role="consumer"))


def _rows(found: Scan) -> dict[tuple[str, str], list[Call]]:
    rows: dict[tuple[str, str], list[Call]] = {}
    for call in found.calls:
        if call.complete:
            rows.setdefault(call.operation.key, []).append(call)
    return rows


def _gone(call: Call, mutant: Mutant) -> bool:
    return bool(mutant.hidden) and any(step.where.file == mutant.hidden for step in call.trail)


def _told(lost: Call, found: Scan) -> bool:
    path = lost.operation.path
    for call in found.calls:
        if not call.complete and call.operation.path.fits(path):
            return True
        if "{" in call.base and path.key.endswith(call.operation.path.key):
            return True  # below a base that is said to be unknown
    places = [lost.where, *(step.where for step in lost.trail)]
    for unread in found.unread:
        if any(
            (c.startswith("/") and path.text.startswith(c)) or any(p.file == c for p in places) for c in unread.covers
        ):
            return True
        if any(unread.where.file == place.file and abs(unread.where.line - place.line) <= 40 for place in places):
            return True
    return False
