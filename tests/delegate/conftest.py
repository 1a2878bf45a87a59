"""What tests of delegation share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from delegate import real_codex

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def codex() -> Path:
    """The binary of the real Codex CLI; tests that need it are skipped, visibly, where it cannot be had."""
    binary = real_codex.find()
    if binary is None:
        pytest.skip("no codex: `make .cache/codex/.ready` installs it from PyPI (openai-codex-cli-bin)")
    return binary
