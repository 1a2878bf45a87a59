"""Bringing work home: over a clean tree, beside local work, and never over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from accord.delegate import report
from delegate.rehearsed import HEAD, WHOLE, commit, delegated, git, project, script, writes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from accord.delegate.model import Progress

TOP = "# the shop\n" + HEAD


def meanwhile(change: Callable[[], object]) -> Callable[[Progress], None]:
    """A listener that changes the user's tree once, while the agent works."""
    done: list[object] = []

    def tell(progress: Progress) -> None:
        if progress.state == "working" and not done:
            done.append(change())

    return tell


def test_a_clean_tree_gets_the_files_and_nothing_is_staged(root: Path, tmp_path: Path) -> None:
    done = delegated(root, script(tmp_path / "s.toml", backend=[writes()]), apply=True)
    assert (done.applied, done.patch, done.next) == (("backend",), None, "accord check")
    assert (root / "backend/main.py").read_text("utf-8") == WHOLE
    assert git(root, "diff", "--cached", "--name-only") == ""


def test_local_work_in_other_lines_is_kept(tmp_path: Path) -> None:
    root = project(tmp_path / "p", {"backend/main.py": TOP})
    local = TOP.replace("# the shop", "# the shop, mine")
    tell = meanwhile(lambda: (root / "backend/main.py").write_text(local))
    whole = TOP + WHOLE.removeprefix(HEAD)
    done = delegated(root, script(tmp_path / "s.toml", backend=[writes(whole)]), apply=True, tell=tell)
    assert done.applied == ("backend",)
    assert (root / "backend/main.py").read_text("utf-8") == whole.replace("# the shop", "# the shop, mine")


def test_uncommitted_work_is_what_the_agent_begins_with(tmp_path: Path) -> None:
    root = project(tmp_path / "p", {"backend/main.py": "x = 1\n"})
    (root / "backend/main.py").write_text(HEAD)
    done = delegated(root, script(tmp_path / "s.toml", backend=[writes()]), apply=True)
    assert done.applied == ("backend",)
    assert (root / "backend/main.py").read_text("utf-8") == WHOLE


def test_local_work_in_the_same_lines_refuses_the_whole_patch_and_names_it(tmp_path: Path) -> None:
    root = project(tmp_path / "p", {"backend/main.py": HEAD})
    local = HEAD + "\n\n# mine, at the place where the agent goes on\n"
    tell = meanwhile(lambda: (root / "backend/main.py").write_text(local))
    turn = {"files": {"backend/main.py": WHOLE, "backend/other.py": "x = 1\n"}}
    done = delegated(root, script(tmp_path / "s.toml", backend=[turn]), apply=True, tell=tell)
    assert done.applied == ()
    assert (root / "backend/main.py").read_text("utf-8") == local
    assert not (root / "backend/other.py").exists()
    text = report.block(done)
    assert "local work would be lost: backend/main.py was changed here in the same lines" in text
    assert str(done.patches["backend"].name) in text
    assert done.patches["backend"].read_bytes() == done.outcomes["backend"].patch


@pytest.mark.parametrize(
    ("before", "local", "turn", "words"),
    [
        ({}, "untracked", writes(), "is here already"),
        ({"backend/main.py": HEAD}, None, writes(), "was taken out here"),
        ({"backend/old.py": "x = 1\n"}, "y = 2\n", writes(remove=["backend/old.py"]), "was changed here and taken out there"),
    ],
    ids=["a file git does not know", "taken out here", "taken out there"],
)  # fmt: skip
def test_nothing_is_lost(
    tmp_path: Path, before: dict[str, str], local: str | None, turn: dict[str, object], words: str
) -> None:
    root = project(tmp_path / "p", before)
    target = root / ("backend/old.py" if "backend/old.py" in before else "backend/main.py")
    tell = meanwhile(target.unlink if local is None else lambda: target.write_text(local))
    done = delegated(root, script(tmp_path / "s.toml", backend=[turn]), apply=True, tell=tell)
    assert words in report.block(done)
    assert (target.read_text("utf-8") if target.exists() else None) == local


def test_a_link_in_the_users_tree_leads_nowhere(tmp_path: Path) -> None:
    root = project(tmp_path / "p", {"backend/sub/a.py": "x = 1\n"})
    outside = tmp_path / "outside"
    outside.mkdir()

    def relink() -> None:
        (root / "backend/sub/a.py").unlink()
        (root / "backend/sub").rmdir()
        (root / "backend/sub").symlink_to(outside)

    turn = {"files": {"backend/main.py": WHOLE, "backend/sub/new.py": "y = 1\n"}}
    done = delegated(root, script(tmp_path / "s.toml", backend=[turn]), apply=True, tell=meanwhile(relink))
    assert "is reached through a link" in report.block(done)
    assert not list(outside.iterdir())


def test_without_apply_the_patch_waits_and_the_block_says_how_it_is_applied(root: Path, tmp_path: Path) -> None:
    done = delegated(root, script(tmp_path / "s.toml", backend=[writes()]))
    assert done.patch is not None
    assert done.next.startswith("git apply ")
    assert done.next.endswith(f".accord/patches/{done.run}-backend.patch")
    commit(root)
    git(root, "apply", "--check", str(done.patch))


def test_two_components_come_home_as_one_file(tmp_path: Path) -> None:
    config = '[tool.accord]\ncontract = "API_CONTRACT.md"\n' + "".join(
        f'[tool.accord.provider.{name}]\npath = "{name}"\n' for name in ("one", "two")
    )
    root = project(tmp_path / "p", config=config)
    for name in ("one", "two"):
        (root / name).mkdir()
    turns = {name: [{"files": {f"{name}/main.py": WHOLE}}] for name in ("one", "two")}
    done = delegated(root, script(tmp_path / "s.toml", **turns))
    assert done.patch is not None
    git(root, "apply", str(done.patch))
    assert (root / "one/main.py").is_file()
    assert (root / "two/main.py").is_file()
