"""The programs of the development environment, wherever the tests are started from."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest


def tool(name: str, package: str = "") -> str:
    """A program of this environment, or of the path; a visible skip where it is in neither."""
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not here (pip install {package or name})")
    return found
