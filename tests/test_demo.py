"""`make demo` is a promise of the README: it must be green for the right reason and red for a wrong one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import demo
from waiting import PATIENCE

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.slow
def test_the_demo_shows_a_kept_and_a_broken_blog_and_exits_0() -> None:
    command = [sys.executable, "tests/demo.py"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, encoding="utf-8", timeout=4 * PATIENCE)

    assert done.returncode == 0, done.stdout + done.stderr
    shown = {title: printed for title, _, printed in (part.partition("\n") for part in done.stdout.split("\n## "))}
    assert [title for title, printed in shown.items() if "missing-endpoint" in printed] == [
        "Somebody forgot an endpoint",
        "Now it is the Express server that forgot one",
        "Three ways, and flaws on two sides",
    ]
    assert "contract  backend  server  frontend" in shown["Three ways, and flaws on two sides"]


def test_the_demo_fails_when_a_broken_blog_passes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo, "SHOWN", (("kept", "Not broken at all", demo.PYTEST, 1, "missing-endpoint"),))

    assert demo.main() == 1
    said = capsys.readouterr().err
    assert "pytest --accord exited 0, expected 1" in said
    assert "did not print 'missing-endpoint'" in said
