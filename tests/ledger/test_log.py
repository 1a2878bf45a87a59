"""The performance log: the fields of its lines, and who may write and read them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from accord.ledger import entry as entries
from accord.ledger import log
from accord.ledger.entry import Entry

if TYPE_CHECKING:
    from pathlib import Path


def test_a_delegated_line_has_every_field_and_null_for_the_unknown(tmp_path: Path) -> None:
    recorded = log.record(
        tmp_path, Entry("blog backend", delegated=True, success=True, endpoints=16, validation="16/16")
    )
    assert recorded.path == tmp_path / ".accord/performance_log.jsonl"
    row = json.loads(recorded.path.read_text("utf-8"))
    assert row.pop("timestamp").endswith("Z")
    assert row == {
        "task": "blog backend",
        "delegated": True,
        "success": True,
        "endpoints": 16,
        "validation": "16/16",
        "claude_output_tokens": None,
        "claude_api_calls": None,
        "codex_agents": None,
        "duration_s": None,
        "notes": None,
        "framework": None,
        "scenario": None,
        "baseline_output_tokens": None,
        "savings": None,
        "patch": None,
    }


def test_a_line_of_claudes_own_work_says_why(tmp_path: Path) -> None:
    log.record(
        tmp_path, Entry("sorting", delegated=False, reason="algorithm", claude_output_tokens=800, claude_api_calls=5)
    )
    row = json.loads((tmp_path / ".accord" / log.NAME).read_text("utf-8"))
    assert list(row)[:6] == ["timestamp", "task", "delegated", "reason", "claude_output_tokens", "claude_api_calls"]
    assert (row["reason"], row["claude_output_tokens"], row["claude_api_calls"]) == ("algorithm", 800, 5)
    assert "success" not in row


def test_the_installed_skill_holds_the_log_and_the_older_lines_are_still_read(tmp_path: Path) -> None:
    log.record(tmp_path, Entry("one", delegated=True))
    skill = tmp_path / log.SKILL
    skill.mkdir(parents=True)
    assert log.record(tmp_path, Entry("two", delegated=True)).path.parent.name == ".accord", "a folder is no skill"
    (skill / "SKILL.md").touch()
    assert log.record(tmp_path, Entry("three", delegated=True)).path == skill / log.NAME
    assert [entry.task for entry in log.read(tmp_path).entries] == ["one", "two", "three"]


@pytest.mark.parametrize(
    ("spent", "baseline", "savings"),
    [(5892, 7533, 0.2178), (7533, 7533, 0.0), (20, 10, -1.0), (None, 10, None), (10, None, None), (10, 0, None)],
)
def test_savings_follow_from_the_baseline(spent: int, baseline: int, savings: float, tmp_path: Path) -> None:
    entry = Entry("t", delegated=True, claude_output_tokens=spent, baseline_output_tokens=baseline)
    assert log.record(tmp_path, entry).entry.savings == savings


READ: list[tuple[str, Any, dict[str, Any] | None]] = [
    ("a line of the seed", {"delegated": True, "task": "x", "validation": "20/20", "notes": ""}, {"kept": (20, 20)}),
    ("an unknown key", {"delegated": True, "task": "x", "mood": 3}, {"task": "x"}),
    (
        "values of the wrong kind",
        {"delegated": True, "success": "yes", "endpoints": "16"},
        {"success": None, "endpoints": None},
    ),
    ("a truth value is no number", {"delegated": True, "endpoints": True}, {"endpoints": None}),
    ("savings as a percentage", {"delegated": True, "savings": "22%"}, {"savings": 0.22}),
    ("a change as the tables show it", {"delegated": True, "savings": "-22%"}, {"savings": 0.22}),
    ("a change for the worse", {"delegated": True, "savings": "+28 %"}, {"savings": -0.28}),
    ("a number over 1 is a percentage", {"delegated": True, "savings": 15}, {"savings": 0.15}),
    (
        "savings that follow",
        {"delegated": True, "claude_output_tokens": 75, "baseline_output_tokens": 100},
        {"savings": 0.25},
    ),
    ("a list of frameworks", {"delegated": True, "framework": ["fastapi", "react"]}, {"framework": "fastapi, react"}),
    ("savings as a fraction", {"delegated": True, "savings": -1.5}, {"savings": -1.5}),
    ("a validation in words", {"delegated": True, "validation": "all good"}, {"kept": None}),
    ("silent on delegation", {"task": "x"}, None),
    ("no object", [1], None),
    ("a number", 3, None),
]


@pytest.mark.parametrize(("row", "expected"), [row[1:] for row in READ], ids=[row[0] for row in READ])
def test_lines_of_other_writers_are_read_as_far_as_they_go(row: Any, expected: dict[str, Any] | None) -> None:
    entry = entries.read(json.dumps(row).encode())
    if expected is None:
        assert entry is None
    else:
        assert {name: getattr(entry, name) for name in expected} == expected


def test_writing_and_reading_are_inverse() -> None:
    for delegated in (True, False):
        entry = Entry(
            "t", delegated=delegated, timestamp="2026-01-01T00:00:00Z", framework="fastapi", savings=0.5, retries=2
        )
        assert entries.read(entries.write(entry).encode()) == entry


def test_a_torn_line_is_counted_by_readers_and_set_aside_by_the_next_writer(tmp_path: Path) -> None:
    path = log.record(tmp_path, Entry("one", delegated=True)).path
    with path.open("ab") as file:
        file.write(b'{"task": "two", "delegated": tr')
    found = log.read(tmp_path)
    assert ([e.task for e in found.entries], found.skipped_lines) == (["one"], 1)
    assert log.record(tmp_path, Entry("three", delegated=True)).torn == '{"task": "two", "delegated": tr'
    found = log.read(tmp_path)
    assert ([e.task for e in found.entries], found.skipped_lines) == (["one", "three"], 0)
    assert path.with_name(path.name + ".torn").read_text("utf-8") == '{"task": "two", "delegated": tr\n'


def test_words_that_are_no_text_are_logged_readably(tmp_path: Path) -> None:
    """A shell passes bytes that are no UTF-8 on as half surrogate pairs."""
    path = log.record(tmp_path, Entry("caf\udce9", delegated=True)).path
    assert '"task": "caf?"' in path.read_text("utf-8")
    path.write_text('{"delegated": true, "task": "\\ud83d"}\n')
    assert log.read(tmp_path).entries[0].task == "?"


def test_an_empty_project_has_an_empty_log_and_reading_writes_nothing(tmp_path: Path) -> None:
    assert log.read(tmp_path) == log.Log()
    assert list(tmp_path.iterdir()) == []
