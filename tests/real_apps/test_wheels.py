"""Downloading: what happens where no registry answers must be seen, not taken for success."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from real_apps import wheels

if TYPE_CHECKING:
    from pathlib import Path


def test_without_a_registry_the_test_is_skipped_and_says_what_could_not_be_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wheels, "CACHE", tmp_path)
    monkeypatch.setenv("PIP_NO_INDEX", "1")

    with pytest.raises(pytest.skip.Exception, match=r"mlserver==1\.7\.1 cannot be downloaded"):
        wheels.unpacked("mlserver", "1.7.1")

    assert not (tmp_path / "mlserver-1.7.1").exists()


def test_what_is_in_the_cache_is_not_downloaded_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wheels, "CACHE", tmp_path)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    (tmp_path / "mlserver-1.7.1").mkdir()

    assert wheels.unpacked("mlserver", "1.7.1") == tmp_path / "mlserver-1.7.1"
