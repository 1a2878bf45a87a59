"""The same Express server is read the same way in every run, whatever order sets and dicts of a process have."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

from test_cases import CASES, read, write
from waiting import PATIENCE

if TYPE_CHECKING:
    from pathlib import Path


def test_hash_seeds_change_nothing(tmp_path: Path) -> None:
    sections = (CASES / "express-discovery.md").read_text(encoding="utf-8")
    for number, section in enumerate(re.split(r"^## ", sections, flags=re.MULTILINE)[1:]):
        write(read(section).files, tmp_path / str(number))

    assert len({printed(tmp_path, seed) for seed in ("1", "2", "3")}) == 1


def printed(tree: Path, seed: str) -> str:
    command = [sys.executable, "-m", "accord", "routes", str(tree), "--format", "json"]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run(
        command,
        env=environment,
        capture_output=True,
        check=False,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=4 * PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
