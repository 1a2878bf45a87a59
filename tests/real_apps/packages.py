"""Real npm packages, downloaded once by pinned version and unpacked without being installed."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

import pytest
from filelock import FileLock

from real_apps.wheels import CACHE


def unpacked(package: str, version: str) -> Path:
    """The folder a package is unpacked in; skips the test, visibly, without npm or where the registry cannot be reached."""
    place = CACHE / f"npm-{package.replace('/', '-').removeprefix('@')}-{version}"
    CACHE.mkdir(parents=True, exist_ok=True)
    with FileLock(CACHE / f"{place.name}.lock"):
        if not place.is_dir():
            with tempfile.TemporaryDirectory(dir=CACHE) as folder:
                with tarfile.open(_download(f"{package}@{version}", Path(folder))) as archive:
                    files = [m for m in archive.getmembers() if m.isfile() and _inside(m.name)]
                    archive.extractall(Path(folder) / "tree", files)  # noqa: S202 only files, and none that leads out
                (Path(folder) / "tree" / "package").rename(place)
    return place


def _inside(name: str) -> bool:
    return name.startswith("package/") and ".." not in name.split("/")


def _download(requirement: str, folder: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip(f"{requirement} cannot be downloaded: npm is not installed")
    done = subprocess.run(
        [npm, "pack", requirement, "--silent", "--ignore-scripts", "--pack-destination", str(folder)],
        check=False,
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        cwd=folder,
        timeout=900,
    )
    made = list(folder.glob("*.tgz"))
    if done.returncode or not made:
        pytest.skip(
            f"{requirement} cannot be downloaded: {(done.stderr.strip().splitlines() or ['npm said nothing'])[-1]}"
        )
    return made[0]
