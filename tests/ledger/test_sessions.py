"""What the orchestrating session spent while something ran."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Any

import pytest

from accord.ledger import sessions
from accord.ledger.sessions import Spent
from ledger.sessions_made import answer, lay, prompt

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A project and the folder where the client keeps its sessions."""
    root = tmp_path / "my_app.v2"
    root.mkdir()
    monkeypatch.setenv("CLAUDE_CONFIG_DIR", str(tmp_path / "claude"))
    home = tmp_path / "claude/projects" / re.sub(r"[^A-Za-z0-9]", "-", str(root))
    return root, home


def _grow(file: Path, *rows: dict[str, Any]) -> None:
    with file.open("a") as stream:
        stream.writelines(json.dumps(row) + "\n" for row in rows)


def test_the_difference_over_the_run_subagents_included(project: tuple[Path, Path]) -> None:
    root, home = project
    file = lay(home / "s1.jsonl", prompt(cwd=str(root)), answer(output=100))
    start = sessions.mark(root)
    assert sessions.since(start) == Spent(0, 0)
    _grow(file, answer("m2", output=20), answer("m3", output=3))
    lay(home / "s1/subagents/agent-1.jsonl", answer("m4", output=1, side=True), answer("m4", output=400, side=True))
    assert sessions.since(start) == Spent(423, 3)


def test_a_message_whose_placeholder_lies_before_the_mark_counts_its_rest(project: tuple[Path, Path]) -> None:
    root, home = project
    file = lay(home / "s1.jsonl", prompt(cwd=str(root)), answer(output=1))
    start = sessions.mark(root)
    _grow(file, answer(output=222))
    assert sessions.since(start) == Spent(221, 0)


def test_a_session_that_began_during_the_run_counts_whole(project: tuple[Path, Path]) -> None:
    root, home = project
    old = lay(home / "old.jsonl", prompt(cwd=str(root)), answer(output=100))
    os.utime(old, (1, 1))
    start = sessions.mark(root)
    lay(home / "new.jsonl", prompt(cwd=str(root)), answer("m2", output=7))
    assert sessions.since(start) == Spent(7, 1)


def test_a_fork_made_during_the_run_counts_without_what_it_copied(project: tuple[Path, Path]) -> None:
    root, home = project
    old = [prompt(cwd=str(root)), answer(output=100), answer("m2", output=50)]
    os.utime(lay(home / "old.jsonl", *old), (1, 1))
    start = sessions.mark(root)
    lay(home / "new.jsonl", *old, answer("m3", output=7, session="s2"))
    assert sessions.since(start) == Spent(7, 1)


def test_without_a_session_of_this_project_the_figures_are_unknown(project: tuple[Path, Path], tmp_path: Path) -> None:
    root, home = project
    assert sessions.since(sessions.mark(root)) == Spent(None, None)
    lay(home / "s1.jsonl", prompt(cwd=str(tmp_path / "my-app-v2")), answer(output=100))
    assert sessions.since(sessions.mark(root)) == Spent(None, None), "the folder's name fits another project too"


def test_a_session_that_cannot_be_read_makes_the_figures_unknown(project: tuple[Path, Path]) -> None:
    root, home = project
    file = lay(home / "s1.jsonl", prompt(cwd=str(root)), answer(output=100))
    start = sessions.mark(root)
    file.unlink()
    (home / "s1.jsonl").mkdir()
    assert sessions.since(start) == Spent(None, None)
    assert sessions.since(sessions.mark(root)) == Spent(None, None)
