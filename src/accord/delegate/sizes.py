"""How much code a task will make: its endpoints, times the lines an endpoint takes with the framework."""

from __future__ import annotations

import re
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from accord.ledger.entry import Entry
    from accord.model import Role

# Lines that are not blank, per endpoint, in the files that hold them; the median of real applications (nine of FastAPI, six of
# Express, three React clients with the components that call).
LINES: Mapping[str, float] = {"fastapi": 21, "starlette": 21, "express": 14, "react": 35}
_UNKNOWN: Mapping[Role, tuple[float, float]] = {"provider": (14, 21), "consumer": (4, 61)}  # as far apart as those were
_PER_REPAIR = 2  # lines that a mended place takes
_TOLD = re.compile(r"([\w.-]+) (\d{1,9})/(\d{1,9})(?=,|$)")
_LATEST = 10  # delegations that a figure is taken from
_ENOUGH = 2  # one data point is none


@dataclass(frozen=True, slots=True)
class Range:
    """A number known to lie from `low` to `high`, and how it came about."""

    low: int
    high: int
    how: str = ""

    def above(self, limit: int) -> Literal["yes", "no", "unknown"]:
        return "yes" if self.low > limit else "no" if self.high <= limit else "unknown"

    def below(self, limit: int) -> Literal["yes", "no", "unknown"]:
        return "yes" if self.high < limit else "no" if self.low >= limit else "unknown"

    @property
    def told(self) -> str:
        return f"{self} lines expected ({self.how})"

    @property
    def numbers(self) -> Mapping[str, int]:
        return {"lines": self.low} if self.low == self.high else {"lines": self.low, "lines_at_most": self.high}

    def __str__(self) -> str:
        return str(self.low) if self.low == self.high else f"{self.low} to {self.high}"


def expected(framework: str, role: Role, endpoints: int, repairs: int, measured: Mapping[str, float]) -> Range:
    """The lines a task will make; a range where the framework is not known."""
    mended = f" and {repairs} repairs of {_PER_REPAIR}" if repairs else ""
    known = measured.get(framework)
    low, high = (known, known) if known is not None else _UNKNOWN[role]
    lines = (
        f"{known:g} lines with {framework}" if known is not None else f"{low:g} to {high:g} lines, framework not known"
    )
    more = repairs * _PER_REPAIR
    return Range(
        round(endpoints * low) + more, round(endpoints * high) + more, f"{endpoints} endpoints of {lines}{mended}"
    )


def measured(root: Path) -> Mapping[str, float]:
    """Lines per endpoint by framework: what this project's delegations took, and the shipped figures where fewer than two
    say anything.
    """
    from accord.ledger import log

    found: dict[str, list[float]] = {}
    for entry in reversed(log.read(root).delegations):
        for name, figure in _figures(root, entry):
            if len(found.setdefault(name, [])) < _LATEST:
                found[name].append(figure)
    return {**LINES, **{name: round(median(each), 1) for name, each in found.items() if len(each) >= _ENOUGH}}


def told(written: Mapping[str, tuple[int, int]]) -> str | None:
    """Lines and endpoints of components written from nothing, by framework, as the log holds them."""
    return ", ".join(f"{name} {lines}/{endpoints}" for name, (lines, endpoints) in sorted(written.items())) or None


def _figures(root: Path, entry: Entry) -> Iterator[tuple[str, float]]:
    """Lines per endpoint by framework of one delegation."""
    if entry.lines:
        for name, lines, endpoints in _TOLD.findall(entry.lines.casefold()):
            if int(endpoints) and int(lines):
                yield name, int(lines) / int(endpoints)
        return
    name = (entry.framework or "").strip().casefold()
    if name and "," not in name and (figure := _of_patch(root, entry)):
        yield name, figure


def _of_patch(root: Path, entry: Entry) -> float | None:
    """The same of an entry that does not say, from its patch. Only patches of new files count: in one that completes an
    existing tree nobody knows how many endpoints were there before.
    """
    from accord.ledger import patches

    if not (entry.success and entry.patch and entry.endpoints):
        return None
    files = patches.read(root / entry.patch)
    lines = sum(sum(1 for line in file.added if line.strip()) for file in files)
    return lines / entry.endpoints if lines and all(file.is_new for file in files) else None
