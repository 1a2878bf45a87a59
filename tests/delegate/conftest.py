"""What tests of delegation share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from accord.delegate.agents import codex as adapter
from delegate import real_codex, rehearsed

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def codex(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The binary of the real Codex CLI; tests that need it are skipped, visibly, where it cannot be had."""
    binary = real_codex.find()
    if binary is None:
        pytest.skip("no codex: `make .cache/codex/.ready` installs it from PyPI (openai-codex-cli-bin)")
    folder = tmp_path_factory.mktemp("sandbox")
    environment = real_codex.environment(real_codex.home(folder / "home", "http://127.0.0.1:9"), binary)
    if fault := adapter._sandbox_fault(str(binary), environment, folder / "workspace"):
        pytest.skip(f"codex: {fault}")
    return binary


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's runs are kept; no run is the user's."""
    folder = tmp_path / "state"
    monkeypatch.setenv("ACCORD_STATE_DIR", str(folder))
    monkeypatch.setenv("CLAUDE_CONFIG_DIR", str(tmp_path / "no-claude"))
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with a contract of three endpoints and an empty backend."""
    return rehearsed.project(tmp_path / "project")
