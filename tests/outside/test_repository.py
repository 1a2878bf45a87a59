"""What a checkout names is written inside of its repository, whatever links lie on the way."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from accord.errors import OutsideError
from accord.outside import repository

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name != "posix", reason="links")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project below the top of its repository, and a folder outside of it."""
    (tmp_path / "repository/.git").mkdir(parents=True)
    (tmp_path / "repository/shop").mkdir()
    (tmp_path / "elsewhere").mkdir()
    return tmp_path / "repository/shop"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("build/a.json", ""),
        ("../build/a.json", ""),
        ("inner/a.json", ""),
        ("../../a.json", "leads out of"),
        ("/a.json", "leads out of"),
        ("outer/a.json", "leads out of"),
        ("file.json", "leads out of"),
        ("../.git/hooks/pre-commit", "leads into .git"),
        ("hooks/pre-commit", "leads into .git"),
    ],
)
def test_a_path_by_name_or_by_link(root: Path, path: str, words: str) -> None:
    (root / "real").mkdir()
    for link, target in (("inner", "real"), ("outer", "../../elsewhere"), ("hooks", "../.git/hooks")):
        (root / link).symlink_to(target)
    (root / "file.json").symlink_to("../../elsewhere/not-there-yet.json")
    assert repository.leaves(root, path).startswith(words)
    assert bool(repository.leaves(root, path)) is bool(words)


def test_without_a_repository_the_project_itself_is_the_bound(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    if repository.top(tmp_path) is None:
        assert repository.leaves(tmp_path / "shop", "../a.json").startswith("leads out of")


def test_what_is_to_be_written_is_refused_with_the_remedy(root: Path) -> None:
    (root / ".accord").symlink_to(root.parents[1] / "elsewhere")
    with pytest.raises(OutsideError, match=r"\.accord/log: leads out of .* by a link; nothing was written"):
        repository.kept(root, root / ".accord/log")
