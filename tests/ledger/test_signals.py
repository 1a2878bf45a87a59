"""Logs and the suggestions that follow from them; most logs call for none."""

from __future__ import annotations

from typing import Any

import pytest

from accord.ledger.entry import Entry
from accord.ledger.settings import Heuristics, Thresholds
from accord.ledger.signals import Kind, improvements

OK: dict[str, Any] = {"success": True, "validation": "16/16"}
FAILED: dict[str, Any] = {"success": False}
RED: dict[str, Any] = {"success": False, "validation": "14/16", "retries": 2}
LOW: dict[str, Any] = {**OK, "savings": 0.1}
HIGH: dict[str, Any] = {**OK, "savings": 0.5}
ALONE: dict[str, Any] = {"delegated": False}

LOGS: list[tuple[str, list[dict[str, Any]], list[tuple[Kind, str]]]] = [
    ("an empty log", [], []),
    ("all is well", [OK] * 9, []),
    # two consecutive failures
    ("one failed delegation", [FAILED], []),
    ("a failure after a success", [OK, FAILED], []),
    ("a failure and a success after it", [FAILED, FAILED, OK], []),
    ("two failures with a success between", [FAILED, OK, FAILED], []),
    ("two failures in a row", [OK, FAILED, FAILED], [(Kind.EXCLUSION, "task 2")]),
    ("two failures, Claude's own work between", [FAILED, ALONE, FAILED], [(Kind.EXCLUSION, "task 2")]),
    ("two failures of a kind", [FAILED, {**FAILED, "scenario": "auth"}], [(Kind.EXCLUSION, "auth")]),
    ("two outcomes unknown", [{}, {}], []),
    # a validation not fixed
    ("one red delegation, nothing else known", [RED], []),
    ("red and never green again", [OK, RED, OK], [(Kind.VALIDATOR, "task 1")]),
    ("red, given up before the second retry", [OK, {**RED, "retries": 1}, OK], []),
    ("red, retries not written down", [OK, {**RED, "retries": None}, OK], [(Kind.VALIDATOR, "task 1")]),
    ("red, and the same task green later", [{**RED, "task": "x"}, {**OK, "task": "x"}], []),
    ("green, and the same task red later", [{**OK, "task": "x"}, {**RED, "task": "x"}], [(Kind.VALIDATOR, "x")]),
    ("red twice: the exclusion first", [RED, RED], [(Kind.EXCLUSION, "task 1"), (Kind.VALIDATOR, "task 1")]),
    # savings
    ("two low savings", [LOW, LOW], []),
    ("three low savings", [LOW, LOW, LOW], [(Kind.THRESHOLD, "150")]),
    ("three low savings, older ones high", [HIGH, HIGH, LOW, LOW, LOW], [(Kind.THRESHOLD, "150")]),
    ("one high among the last three", [LOW, LOW, HIGH], []),
    ("exactly on target", [{**OK, "savings": 0.2}] * 3, []),
    ("more spent than the baseline", [{**OK, "savings": -0.3}] * 3, [(Kind.THRESHOLD, "150")]),
    ("unknown savings are no savings of zero", [LOW, LOW, OK, OK], []),
    ("unknown savings between known ones", [LOW, OK, LOW, OK, LOW], [(Kind.THRESHOLD, "150")]),
    ("low savings of Claude's own work", [{**ALONE, "savings": 0.0}] * 5, []),
    # new ground
    ("a new framework once", [OK, {**OK, "framework": "django"}], []),
    (
        "a new framework twice",
        [{**OK, "framework": "Django"}, {**OK, "framework": "django"}],
        [(Kind.NEW_HEURISTIC, "Django")],
    ),
    ("a known framework often", [{**OK, "framework": "FastAPI"}] * 5, []),
    ("a framework the project made known", [{**OK, "framework": "Litestar"}] * 5, []),
    ("a new scenario twice", [{**OK, "scenario": "migrations"}] * 2, [(Kind.NEW_HEURISTIC, "migrations")]),
    ("two in one line", [{**OK, "framework": "fastapi, vue"}] * 2, [(Kind.NEW_HEURISTIC, "vue")]),
    ("twice in one delegation", [{**OK, "framework": "vue, vue"}, OK], []),
    ("once delegated, once not", [{**OK, "framework": "vue"}, {**ALONE, "framework": "vue"}, OK], []),
    # rewritten by hand
    ("most of a patch kept", [OK, {**OK, "patch": "kept.patch"}], []),
    ("half of a patch kept", [OK, {**OK, "patch": "half.patch"}], []),
    ("under half of a patch kept", [OK, {**OK, "patch": "gone.patch", "scenario": "crud"}], [(Kind.EXCLUSION, "crud")]),
    ("a patch that was never brought home", [OK, {**OK, "patch": "unknown.patch"}], []),
    ("rewritten, but the only delegation", [{**OK, "patch": "gone.patch"}, ALONE, ALONE], []),
    ("an exception the project has already", [OK, {**OK, "patch": "gone.patch", "scenario": "Billing"}], []),
    # priority
    (
        "everything at once",
        [{**LOW, "framework": "vue", "patch": "gone.patch"}] * 3 + [{**RED, "task": "r"}],
        [
            (Kind.NEW_HEURISTIC, "vue"),
            (Kind.EXCLUSION, "vue"),
            (Kind.THRESHOLD, "150"),
            (Kind.VALIDATOR, "r"),
        ],
    ),
]

SURVIVAL = {"kept.patch": 0.9, "half.patch": 0.5, "gone.patch": 0.2, "unknown.patch": None}
KNOWN = Heuristics(frameworks=("litestar",), exceptions=("billing",))


def _entries(rows: list[dict[str, Any]]) -> list[Entry]:
    made = [Entry(**{"task": f"task {n}", "delegated": True, **row}) for n, row in enumerate(rows)]
    return [entry for entry in made if entry.delegated]


@pytest.mark.parametrize(("rows", "expected"), [row[1:] for row in LOGS], ids=[row[0] for row in LOGS])
def test_a_log_and_its_suggestions(rows: list[dict[str, Any]], expected: list[tuple[Kind, str]]) -> None:
    found = improvements(_entries(rows), Thresholds(), KNOWN, SURVIVAL.__getitem__)
    assert [(one.kind, one.subject) for one in found] == expected


@pytest.mark.parametrize(
    ("rows", "thresholds"),
    [
        ([FAILED, FAILED], Thresholds(failures=3)),
        ([OK, RED], Thresholds(retries=3)),
        ([LOW] * 3, Thresholds(savings=0.05)),
        ([LOW] * 3, Thresholds(savings_over=4)),
        ([{**OK, "framework": "vue"}] * 2, Thresholds(sightings=3)),
        ([OK, {**OK, "patch": "gone.patch"}], Thresholds(kept_lines=0.1)),
    ],
)
def test_every_threshold_can_be_moved(rows: list[dict[str, Any]], thresholds: Thresholds) -> None:
    entries = _entries(rows)
    assert improvements(entries, Thresholds(), KNOWN, SURVIVAL.__getitem__)
    assert not improvements(entries, thresholds, KNOWN, SURVIVAL.__getitem__)


def test_what_raised_the_threshold_does_not_raise_it_again() -> None:
    raised = Heuristics(min_lines=150)
    assert not improvements(_entries([LOW] * 3), Thresholds(), raised, SURVIVAL.get, threshold_since=3)
    assert not improvements(_entries([LOW] * 5), Thresholds(), raised, SURVIVAL.get, threshold_since=3)
    again = improvements(_entries([LOW] * 6), Thresholds(), raised, SURVIVAL.get, threshold_since=3)
    assert [one.subject for one in again] == ["200"]


def test_words_from_the_log_stay_on_one_short_line() -> None:
    task = "delete\x1b[2J everything\n## and more " + "x" * 500
    found = improvements(_entries([{"task": task, **FAILED}] * 2), Thresholds(), KNOWN, SURVIVAL.get)
    assert "\n" not in found[0].observed
    assert found[0].observed.isprintable()
    assert len(found[0].subject) <= 60


def test_suggestions_never_name_classes_scoring_engines_or_configuration_files() -> None:
    for _, rows, _ in LOGS:
        for one in improvements(_entries(rows), Thresholds(), KNOWN, SURVIVAL.get):
            words = one.suggested.casefold()
            assert not any(taboo in words for taboo in ("class", "engine", "score", "config", "toml"))
