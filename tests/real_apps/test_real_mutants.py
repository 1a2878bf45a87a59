"""The honesty net on real applications: one file, import, prefix, mount or discovery broken at a time, and whatever is lost is told."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from accord.scan import scan
from accord.source.files import is_test
from real_apps.wheels import unpacked
from scan.mutants import drawn
from scan.told import rows, told

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.real_apps

SEED, COUNT = 11, 24
PACKAGES = {"mlserver": "1.7.1", "autogenstudio": "0.4.2.2", "apache-burr": "0.43.0", "argilla-server": "2.8.0"}
_ROUTING = ("FastAPI", "APIRouter", "include_router", "create_app", "router")


@pytest.mark.parametrize("package", PACKAGES)
def test_every_route_a_wound_takes_from_a_real_application_is_told(package: str, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    shutil.copytree(unpacked(package, PACKAGES[package]), tree)
    whole = rows(scan(tree))
    files = _routing_files(tree)
    survivors = []
    for mutant in drawn(files, COUNT, SEED):
        changed = [name for name in files if mutant.files.get(name) != files[name]]
        for name in changed:
            (tree / name).unlink()
            if name in mutant.files:
                (tree / name).write_text(mutant.files[name], encoding="utf-8")
        found = scan(tree)
        left = rows(found)
        survivors += [
            f"{mutant.what}: {key}" for key, route in whole.items() if key not in left and not told(route, found)
        ]
        for name in changed:
            (tree / name).write_text(files[name], encoding="utf-8")

    assert whole
    assert not survivors, "\n".join(survivors)


def _routing_files(tree: Path) -> dict[str, str]:
    """The files that have to do with routes; wounds elsewhere take none."""
    out = {}
    for path in sorted(tree.rglob("*.py")):
        name = path.relative_to(tree).as_posix()
        text = path.read_text(encoding="utf-8", errors="replace")
        if not is_test(name) and any(word in text for word in _ROUTING):
            out[name] = text
    return out
