"""Framework modules of other packages are found wherever their package is installed, and nothing is loaded where there are none."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import tomlkit

from accord.frameworks import BUILT_IN, GROUP, outside_points

if TYPE_CHECKING:
    import pytest

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"

MINE = {"fastapi": "accord.frameworks.fastapi"}


def installed(folder: Path, entries: str) -> None:
    info = folder / "other-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: other\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(entries, encoding="utf-8")


def test_a_module_another_package_declares(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed(tmp_path, f"[console_scripts]\nx = y:z\n\n[{GROUP}]\nlitestar = json\n\n[other]\na = b\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    assert [module.__name__ for module in outside_points.load(GROUP, MINE)] == ["json"]


def test_none_but_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed(tmp_path, f"[{GROUP}]\nfastapi = accord.frameworks.fastapi\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path), str(tmp_path / "missing"), ""])
    monkeypatch.setitem(sys.modules, "importlib.metadata", None)  # importing it would fail
    assert outside_points.load(GROUP, MINE) == []


def test_every_entry_that_accord_declares_is_known_as_its_own() -> None:
    """One that is not makes every run load `importlib.metadata`, which takes as long as reading a small tree."""
    shipped = {name: module for each in BUILT_IN.values() for name, module in each.items()}
    project = tomlkit.parse(PYPROJECT.read_text(encoding="utf-8")).unwrap()["project"]
    declared = project["entry-points"][GROUP]
    assert declared.items() <= shipped.items()
