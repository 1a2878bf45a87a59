"""The five signals: what the log of delegations says about the skill. Pure: entries in, improvements out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from accord.ledger.entry import Entry
    from accord.ledger.settings import Heuristics, Thresholds

_LEAST = 2  # delegations: a single data point suggests nothing, whatever it says
_STEP = 50  # lines by which the threshold for delegating is raised
_LOOKED_AT = 10  # newest patches that are looked for in HEAD


class Kind(IntEnum):
    """The kinds of improvements, the first to be suggested first."""

    NEW_HEURISTIC = 1
    EXCLUSION = 2
    THRESHOLD = 3
    VALIDATOR = 4


@dataclass(frozen=True, slots=True)
class Improvement:
    """One change of the skill: what was observed, what to change (each one sentence), and the words to do it with.

    `subject` is a framework or scenario, a kind of task, or the new threshold. `key` names the suggestion for good.
    """

    kind: Kind
    subject: str
    observed: str
    suggested: str
    field: str = ""  # the setting it changes, "" where it changes none
    patch: str | None = None  # the delegation a validator case is made from

    @property
    def key(self) -> str:
        return f"{self.kind.name.lower().replace('_', '-')}:{self.field}:{self.subject.casefold()}"


def improvements(
    delegations: Sequence[Entry],
    thresholds: Thresholds,
    heuristics: Heuristics,
    survival: Callable[[str], float | None],
    *,
    threshold_since: int = 0,
) -> tuple[Improvement, ...]:
    """Every improvement the delegations call for, the most important first; none below two delegations.

    `survival` tells how much of a patch is left in HEAD (None: unknown). `threshold_since` is the number of delegations
    logged when the threshold was last raised: what led to that is no evidence for raising it again.
    """
    if len(delegations) < _LEAST:
        return ()
    found = (
        *_new_heuristics(delegations, thresholds, heuristics),
        *_failures(delegations, thresholds, heuristics),
        *_rewritten(delegations, thresholds, heuristics, survival),
        *_savings(delegations[threshold_since:], thresholds, heuristics),
        *_unfixed(delegations, thresholds),
    )
    first = {one.key: one for one in reversed(found)}
    return tuple(sorted((one for one in found if first[one.key] is one), key=lambda one: one.kind))


def _new_heuristics(entries: Sequence[Entry], thresholds: Thresholds, heuristics: Heuristics) -> Iterator[Improvement]:
    for kind in ("framework", "scenario"):
        seen: dict[str, list[str]] = {}
        for entry in entries:
            for name in dict.fromkeys(_names(getattr(entry, kind))):
                seen.setdefault(name.casefold(), []).append(name)
        for names in seen.values():
            if len(names) >= thresholds.sightings and not heuristics.knows(kind, names[0]):
                yield Improvement(
                    Kind.NEW_HEURISTIC,
                    names[0],
                    f"{len(names)} delegations used the {kind} {names[0]}, which the skill does not know.",
                    f'Name {names[0]} under "Delegate" as known ground.',
                    field=f"{kind}s",
                )


def _failures(entries: Sequence[Entry], thresholds: Thresholds, heuristics: Heuristics) -> Iterator[Improvement]:
    newest = entries[-thresholds.failures :]
    if len(newest) < thresholds.failures or any(entry.success is not False for entry in newest):
        return
    observed = f"the last {len(newest)} delegations failed in a row, the newest: {_short(newest[-1].task)}."
    yield from _exclusion(newest[-1], observed, heuristics)


def _rewritten(
    entries: Sequence[Entry], thresholds: Thresholds, heuristics: Heuristics, survival: Callable[[str], float | None]
) -> Iterator[Improvement]:
    for entry in reversed([entry for entry in entries if entry.patch][-_LOOKED_AT:]):
        left = survival(entry.patch or "")
        if left is not None and left < thresholds.kept_lines:
            observed = f"only {left:.0%} of the lines delegated for {_short(entry.task)} are left in HEAD."
            yield from _exclusion(entry, observed, heuristics)


def _exclusion(entry: Entry, observed: str, heuristics: Heuristics) -> Iterator[Improvement]:
    subject = next(iter(_names(entry.scenario) or _names(entry.framework)), "") or _short(entry.task)
    if subject.casefold() not in {name.casefold() for name in heuristics.exceptions}:
        suggested = f'Add "Exception: {subject} — needs deep context" to what is not delegated.'
        yield Improvement(Kind.EXCLUSION, subject, observed, suggested, field="exceptions")


def _savings(entries: Sequence[Entry], thresholds: Thresholds, heuristics: Heuristics) -> Iterator[Improvement]:
    known = [entry.savings for entry in entries if entry.savings is not None][-thresholds.savings_over :]
    if len(known) < thresholds.savings_over:
        return
    mean = round(sum(known) / len(known), 6)
    if mean < thresholds.savings:
        lines = heuristics.min_lines
        yield Improvement(
            Kind.THRESHOLD,
            str(lines + _STEP),
            f"the last {len(known)} measured delegations saved {mean:.0%}, the target is {thresholds.savings:.0%}.",
            f"Delegate from {lines + _STEP} expected lines on ({lines} → {lines + _STEP}).",
            field="min_lines",
        )


def _unfixed(entries: Sequence[Entry], thresholds: Thresholds) -> Iterator[Improvement]:
    passed: set[str] = set()  # tasks whose validation succeeded later on
    for entry in reversed(entries):
        if entry.kept and not entry.failed_validation:
            passed.add(entry.task)
        # a line is written when all repair rounds are over; only where it counts fewer was the failure given up early
        repaired = entry.retries is None or entry.retries >= thresholds.retries
        if entry.failed_validation and repaired and entry.task not in passed:
            rounds = thresholds.retries if entry.retries is None else entry.retries
            yield Improvement(
                Kind.VALIDATOR,
                _short(entry.task),
                f"{_short(entry.task)} stayed at {entry.validation} after {rounds} repair rounds.",
                "Write the failure down as a case file that the validator has to pass.",
                patch=entry.patch,
            )
            return  # older failures had their turn


def _names(stated: str | None) -> list[str]:
    return [_short(name) for name in re.split(r"[,+;]", stated or "") if name.strip()]


def _short(task: str) -> str:
    """A task in one line of bounded length; the log's text may come from anywhere."""
    words = " ".join("".join(c if c.isprintable() else " " for c in task).split()) or "an unnamed task"
    return words if len(words) <= 60 else words[:59].rstrip() + "…"
