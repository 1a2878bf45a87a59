"""The command line in this process, as in a project's folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from accord.cli.group import run
from commands import Ended
from small import project

if TYPE_CHECKING:
    from pathlib import Path

    from commands import Accord


@pytest.fixture
def accord(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Accord:
    for name in ("FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: str) -> Ended:
        capsys.readouterr()
        code = run(arguments)
        return Ended(code, *capsys.readouterr())

    return call


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project that keeps its contract; the working folder is its root."""
    monkeypatch.chdir(project(tmp_path))
    return tmp_path
