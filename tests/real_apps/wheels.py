"""Real applications, downloaded once by pinned version and unpacked without being installed."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest
from filelock import FileLock

CACHE = Path(__file__).resolve().parents[2] / ".cache" / "real_apps"


def unpacked(package: str, version: str) -> Path:
    """The folder a package's wheel is unpacked in; skips the test, visibly, where the registry cannot be reached."""
    place = CACHE / f"{package}-{version}"
    CACHE.mkdir(parents=True, exist_ok=True)
    with FileLock(CACHE / f"{place.name}.lock"):
        if not place.is_dir():
            with tempfile.TemporaryDirectory(dir=CACHE) as folder:
                wheel = _download(f"{package}=={version}", Path(folder))
                zipfile.ZipFile(wheel).extractall(Path(folder) / "tree")
                (Path(folder) / "tree").rename(place)
    return place


def _download(requirement: str, folder: Path) -> Path:
    options = (
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--only-binary",
        ":all:",
        "--retries",
        "1",
        "--timeout",
        "30",
    )
    done = subprocess.run(
        [sys.executable, "-m", "pip", "download", *options, "--dest", str(folder), requirement],
        check=False,
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=900,
    )
    if done.returncode:
        pytest.skip(
            f"{requirement} cannot be downloaded: {(done.stderr.strip().splitlines() or ['pip said nothing'])[-1]}"
        )
    return next(folder.glob("*.whl"))
