"""`.accord-baseline.toml`: findings somebody accepted, with the reason and perhaps a date on which that ends.

A ratchet: an entry that fits nothing any more, or whose date has passed, is a finding itself.
"""

from __future__ import annotations

import datetime as dt
import difflib
import posixpath
import re
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from accord.compare.patterns import fits_operation
from accord.errors import ConfigError
from accord.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accord.model import Finding, Report

NAME = ".accord-baseline.toml"
NEVER = ("nothing-examined", "bare-ignore", "stale-waiver")  # what accepts nothing away: an empty run is never green
_KEYS = ("rule", "endpoint", "component", "contract", "fingerprint", "reason", "expires")
_GLOB = re.compile(r"[*|,]")
_HEAD = """\
# Findings accepted for a reason. `accord baseline write` adds what is new, `accord baseline prune` takes out what is
# mended; both write this file anew, in this order. `reason` and `expires` are yours to edit.
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One accepted finding, by fingerprint, or several, by a pattern of endpoints; an empty field excludes nothing."""

    rule: str
    reason: str
    endpoint: str = ""  # "GET /users/{}", or with globs "GET /internal/*"
    component: str = ""
    contract: str = ""
    fingerprint: str = ""
    expires: dt.date | None = None  # the last day it holds
    line: int = 0

    def fits(self, flaw: Finding) -> bool:
        """Whether it speaks of this finding, its date aside."""
        if self.rule != flaw.rule or flaw.rule in NEVER:
            return False
        if self.fingerprint:
            return self.fingerprint == flaw.fingerprint
        if self.component not in ("", flaw.component) or self.contract not in ("", flaw.contract_file):
            return False
        about = (flaw.operation,) if flaw.operation else flaw.affects
        return bool(about) and all(fits_operation(self.endpoint, operation) for operation in about)

    def expired(self, today: dt.date) -> bool:
        return self.expires is not None and today > self.expires

    @property
    def order(self) -> tuple[str, ...]:
        """The place in the file."""
        return self.rule, self.endpoint, self.component, self.contract, self.fingerprint

    def __str__(self) -> str:
        """`missing-endpoint DELETE /users/{} in backend`."""
        return f"{self.rule} {self.endpoint or self.fingerprint}" + (f" in {self.component}" if self.component else "")


@dataclass(frozen=True, slots=True)
class Baseline:
    """The entries of one file, which is named as places are."""

    file: str
    entries: tuple[Entry, ...] = ()


def read(text: str, file: str) -> Baseline:
    """The baseline in a text. Raises ConfigError with every fault."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        data: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = re.search(r"line (\d+)", str(error))
        raise ConfigError(file, [(int(said[1]) if said else 0, f"no valid TOML: {error}")]) from error
    except (ValueError, RecursionError) as error:
        raise ConfigError(file, [(0, f"cannot be read as TOML: {error}")]) from error
    lines = [number for number, line in enumerate(text.splitlines(), 1) if re.match(r"\s*\[\[\s*waiver\s*\]\]", line)]
    faults: list[tuple[int, str]] = [
        (0, f'unknown key "{key}"; a baseline holds [[waiver]] tables') for key in data if key != "waiver"
    ]
    tables = data.get("waiver", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ConfigError(file, [*faults, (0, "waiver must be tables; write [[waiver]] above each")])
    entries = []
    for at, table in enumerate(tables):
        line = lines[at] if len(lines) == len(tables) else 0
        faults += [(line, problem) for problem in _faults(table)]
        known = {key: value for key, value in table.items() if key in _KEYS}
        if isinstance(file_named := known.get("contract"), str) and file_named:  # as some systems spell it
            known["contract"] = posixpath.normpath(file_named.replace("\\", "/"))
        entries.append(Entry(**{"rule": "", "reason": "", **known, "expires": _date(table.get("expires"))}, line=line))
    if faults:
        raise ConfigError(file, sorted(faults))
    return Baseline(file, tuple(entries))


def _faults(table: dict[str, Any]) -> Iterable[str]:
    for key, value in table.items():
        if key not in _KEYS:
            yield f'unknown key "{key}"{_meant(key, _KEYS)}'
        elif key == "expires":
            if _date(value) is None:
                yield "expires must be a date; write expires = 2027-01-31"
        elif not isinstance(value, str):
            yield f"{key} must be a string"
    rule = table.get("rule", "")
    if not rule:
        yield "no rule; accord rules lists them"
    elif isinstance(rule, str) and rule not in RULES:
        yield f'no rule is called "{rule}"{_meant(rule, RULES)}'
    elif rule in NEVER:
        yield f"{rule} cannot be waived"
    if not str(table.get("reason", "")).strip():
        yield "no reason; say why this is accepted"
    if not table.get("endpoint") and not table.get("fingerprint"):
        yield 'neither endpoint nor fingerprint; write endpoint = "GET /internal/*"'


def _meant(value: str, options: Iterable[str]) -> str:
    close = difflib.get_close_matches(value, list(options), n=1, cutoff=0.5)
    return f'; did you mean "{close[0]}"?' if close else ""


def _date(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


# -- writing -----------------------------------------------------------------------------------------------------------


def updated(baseline: Baseline, report: Report, reason: str, today: dt.date) -> Baseline:
    """The baseline with which this run would pass: what fits stays as it is, what fails is added with `reason`, what
    fits nothing any more goes. Entries about components and contracts outside of this run stay.
    """
    kept = [entry for entry in pruned(baseline, report).entries if not entry.expired(today)]
    several = len(report.comparisons) > 1
    new = {
        flaw.fingerprint: _entry(flaw, reason, several=several)
        for flaw in report.failing
        if flaw.rule not in NEVER and not any(entry.fits(flaw) for entry in kept)
    }
    return replace(baseline, entries=tuple(sorted([*kept, *new.values()], key=lambda entry: entry.order)))


def pruned(baseline: Baseline, report: Report) -> Baseline:
    """The baseline without the entries that fit nothing in this run."""
    by_rule: dict[str, list[Finding]] = {}
    for flaw in report.findings:
        by_rule.setdefault(flaw.rule, []).append(flaw)
    kept = [
        entry
        for entry in baseline.entries
        if not in_scope(entry, report) or any(entry.fits(flaw) for flaw in by_rule.get(entry.rule, ()))
    ]
    return replace(baseline, entries=tuple(sorted(kept, key=lambda entry: entry.order)))


def in_scope(entry: Entry, report: Report) -> bool:
    """Whether this run looked at what the entry is about, so that fitting nothing means something."""
    return looked_at(
        entry,
        {part.name: part.role for part in report.components},
        {comparison.contract.file for comparison in report.comparisons},
    )


def looked_at(entry: Entry, roles: dict[str, str], contracts: set[str]) -> bool:
    """`in_scope` by the run's components (name → role) and contracts."""
    if entry.component and entry.component not in roles:
        return False
    if entry.contract and entry.contract not in contracts:
        return False
    about = RULES[entry.rule].about if entry.rule in RULES else "run"
    return about not in ("provider", "consumer") or about in roles.values()


def _entry(flaw: Finding, reason: str, *, several: bool) -> Entry:
    endpoint = f"{flaw.operation.method} {flaw.operation.path.bare.key}" if flaw.operation else ""
    contract = flaw.contract_file if several else ""
    return Entry(flaw.rule, reason, endpoint, flaw.component, contract, flaw.fingerprint)


def render(baseline: Baseline) -> str:
    """The file's text."""
    import tomlkit

    parts = [_HEAD]
    for entry in baseline.entries:
        lines = ["[[waiver]]"]
        for key in _KEYS:
            value = getattr(entry, key)
            if value:
                lines.append(f"{key} = {value.isoformat() if key == 'expires' else tomlkit.item(value).as_string()}")
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)
