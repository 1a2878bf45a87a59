"""What people install: a wheel with everything it needs and nothing else."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this tree; building it downloads hatchling."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--wheel-dir",
        str(folder),
        ".",
    ]
    done = subprocess.run(
        command, cwd=ROOT, check=False, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL
    )
    if "hatchling" in done.stderr and "No matching distribution" in done.stderr:
        pytest.skip("hatchling cannot be downloaded")
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


@pytest.mark.slow
def test_the_wheel_holds_every_module_and_template_and_no_tests(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())

    ours = {
        f"accord/{file.relative_to(ROOT / 'src' / 'accord').as_posix()}"
        for file in (ROOT / "src" / "accord").rglob("*.py")
    }
    templates = {
        f"accord/templates/{file.relative_to(ROOT / 'templates').as_posix()}"
        for file in (ROOT / "templates").rglob("*.md")
    }
    assert templates
    assert ours | templates | {"accord/py.typed"} <= names
    assert {name.split("/")[0].partition("-")[0] for name in names} == {"accord", "pytest_accord"}
    assert not [name for name in names if name.rpartition("/")[2].startswith("test_")]


@pytest.mark.slow
def test_an_installed_wheel_works_outside_the_source_tree(wheel: Path, tmp_path: Path) -> None:
    """Laid over this environment's dependencies, in a folder that knows nothing of the checkout."""
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    code = "import sys, accord, accord.cli; print(accord.__file__, file=sys.stderr); accord.cli.main()"
    for arguments in (["--version"], ["rules"], ["init", "--contract"]):
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            cwd=tmp_path,
            env={"PYTHONPATH": str(site), "HOME": str(tmp_path)},
            check=False,
            capture_output=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
        )
        assert str(site) in done.stderr
        assert done.returncode == 0, done.stderr
