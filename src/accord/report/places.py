"""Where a finding is shown: one place, relative to the repository, whatever the finding is about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from accord.model import Where

if TYPE_CHECKING:
    from accord.model import Finding, Report


def primary(report: Report, flaw: Finding) -> Where:
    """The line to annotate: the code, else the contract row, else what was asked to be examined. Never without a file;
    the line is at least 1.
    """
    place = flaw.code or flaw.contract or _asked(report, flaw)
    return place if place.line > 0 else replace(place, line=1)


def below(prefix: str, file: str) -> str:
    """A file of the run as the repository names it; `prefix` is the folder of the run's root in the repository."""
    parts: list[str] = []
    for part in f"{prefix}/{file}".split("/"):
        if part in ("", "."):
            continue
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def _asked(report: Report, flaw: Finding) -> Where:
    component = next((part for part in report.components if part.name == flaw.component), None)
    if component is not None and component.where is not None:
        return component.where
    files = (flaw.contract_file, *(c.contract.file for c in report.comparisons), component.path if component else "")
    return Where(next((file for file in files if file), "."))
