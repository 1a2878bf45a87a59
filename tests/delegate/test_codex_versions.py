"""The oldest version of the real agent that is supported, and one in between: the same delegation as with the current one."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from accord.delegate.agents import codex as adapter
from delegate import blog, real_codex
from delegate.model_server import ModelServer
from delegate.rehearsed import delegated

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.real_agent, pytest.mark.slow]

VERSIONS = (".".join(map(str, adapter.OLDEST)), "0.155.1")


@pytest.fixture(params=VERSIONS)
def binary(request: pytest.FixtureRequest) -> Path:
    """The binary of a version, laid below .cache once."""
    folder = real_codex.ROOT / f".cache/codex-{request.param}"
    found = folder / "codex_cli_bin/bin/codex"
    if not found.is_file():
        wheel = f"openai-codex-cli-bin=={request.param}"
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder), wheel]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
        if done.returncode or not found.is_file():
            pytest.skip(f"{wheel} cannot be had: {done.stderr.strip().splitlines()[-1:]}")
    return found


def test_two_components_are_written_and_repaired(
    binary: Path, codex: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`codex` is asked for so that this skips where no sandbox works."""
    for name in [name for name in os.environ if name.endswith(("_API_KEY", "_PROXY", "_proxy"))]:
        monkeypatch.delenv(name)
    with ModelServer(blog.scripts()) as server:
        for name, value in real_codex.environment(real_codex.home(tmp_path / "user", server.url), binary).items():
            monkeypatch.setenv(name, value)
        done = delegated(blog.empty(tmp_path / "blog"), "codex", apply=True)
    assert done.agent == f"codex {adapter.version(str(binary))}"
    assert adapter.version(str(binary)) != adapter.version(str(codex))
    assert (done.validation, done.applied) == ((32, 32), ("backend", "frontend"))
    assert [len(outcome.attempts) for outcome in done.outcomes.values()] == [2, 2]
    assert server.unmatched == []
