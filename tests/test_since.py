"""`accord check --since REV`: what is new counts, what was there does not; the repository is left as it is found."""

from __future__ import annotations

import hashlib
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from accord.cli.group import run
from accord.errors import GitError
from accord.outside import git
from commands import Ended
from small import CONTRACT, USERS, project, without_delete

if TYPE_CHECKING:
    from pathlib import Path

    from commands import Accord

EXTRA = '\n\n@router.get("/me/avatar")\ndef avatar(): ...\n'


def in_git(folder: Path, *arguments: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, encoding="utf-8", env=kept).stdout


def committed(folder: Path, message: str = "as it was") -> str:
    in_git(folder, "add", "--all")
    in_git(folder, "commit", "--quiet", "--allow-empty", "-m", message)
    return in_git(folder, "rev-parse", "HEAD").strip()


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project under git that forgot an endpoint long ago."""
    in_git(tmp_path, "init", "--quiet")
    monkeypatch.chdir(project(tmp_path, users=without_delete()))
    committed(tmp_path)
    return tmp_path


@pytest.fixture
def accord(capsys: pytest.CaptureFixture[str]) -> Accord:
    def call(*arguments: str) -> Ended:
        capsys.readouterr()
        code = run(arguments)
        return Ended(code, *capsys.readouterr())

    return call


def test_what_was_there_does_not_count_and_is_counted(accord: Accord, shop: Path) -> None:
    assert accord("check").code == 1
    done = accord("check", "--since", "HEAD")
    assert done.code == 0
    assert "1 older than HEAD left out" in done.out
    document = accord("check", "--since", "HEAD", "--format", "json").document("check")
    assert document["findings"] == []
    assert document["summary"]["since"] == {"revision": "HEAD", "older": 1}
    assert document["endpoints"][3]["components"]["backend"]["verdict"] == "broken"  # a fact, whoever is to blame


def test_what_is_new_counts_also_when_it_is_not_committed(accord: Accord, shop: Path) -> None:
    project(shop, users=without_delete() + EXTRA)
    done = accord("check", "--since", "HEAD", "--fail-on", "warning")
    assert done.code == 1
    assert "undocumented-endpoint" in done.out
    assert "missing-endpoint" not in done.out


def test_moving_lines_makes_nothing_new(accord: Accord, shop: Path) -> None:
    project(
        shop, contract=CONTRACT.replace("# Shop API", "# Shop API\n\nWith a new paragraph.\n"), users=without_delete()
    )
    assert accord("check", "--since", "HEAD").code == 0


def test_a_revision_without_the_project_had_nothing(accord: Accord, shop: Path) -> None:
    """Neither without its contract, nor without its source."""
    in_git(shop, "checkout", "--quiet", "--orphan", "other")
    in_git(shop, "rm", "-r", "--quiet", "--cached", ".")
    in_git(shop, "add", "pyproject.toml", "backend")
    in_git(shop, "commit", "--quiet", "-m", "no contract")
    assert accord("check", "--since", "other").code == 1
    in_git(shop, "rm", "-r", "--quiet", "--cached", "backend")
    in_git(shop, "add", "docs")
    in_git(shop, "commit", "--quiet", "-m", "no source")
    assert accord("check", "--since", "other").code == 1


def test_under_strict_only_what_is_new_fails(accord: Accord, shop: Path) -> None:
    assert accord("check", "--strict", "--since", "HEAD").code == 0


def test_an_empty_run_is_never_old(accord: Accord, shop: Path) -> None:
    project(shop, users="")
    (shop / "backend/main.py").write_text("")
    committed(shop)
    assert accord("check", "--since", "HEAD").code == 3


def test_a_project_in_a_folder_of_the_repository(accord: Accord, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = project(shop / "services/other", users=without_delete())
    committed(shop)
    monkeypatch.chdir(folder)
    assert accord("check").code == 1
    assert accord("check", "--since", "HEAD").code == 0
    project(folder, users=without_delete().replace("@router.post", "@router.patch"))
    assert accord("check", "--since", "HEAD").code == 1


def test_accepted_findings_of_then_are_old_too(accord: Accord, shop: Path) -> None:
    accord("baseline", "write", "--reason", "x")
    committed(shop)
    (shop / ".accord-baseline.toml").unlink()
    assert accord("check", "--since", "HEAD").code == 0


@pytest.mark.parametrize("revision", ["nowhere", "", "--output=x", "HEAD~99"])
def test_what_is_no_revision_is_told(accord: Accord, shop: Path, revision: str) -> None:
    done = accord("check", f"--since={revision}")
    if revision:
        assert done.code == 3
        assert "revision" in done.err
    assert not (shop / "x").exists()


def test_outside_of_a_repository_it_is_told(accord: Accord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.chdir(project(tmp_path / "alone"))
    done = accord("check", "--since", "HEAD")
    assert (done.code, done.out) == (3, "")
    assert "repository" in done.err


def test_a_contract_that_could_not_be_read_then_is_told(accord: Accord, shop: Path) -> None:
    (shop / "api.json").write_text('{"openapi": ')
    committed(shop)
    (shop / "api.json").write_text('{"openapi": "3.1.0", "info": {"title": "x", "version": "1"}, "paths": {}}')
    done = accord("check", "api.json", "--provider", "backend", "--since", "HEAD")
    assert done.code == 2
    assert "HEAD cannot be checked: api.json:1" in done.err


def state(folder: Path) -> dict[str, str]:
    """Every file of a folder, `.git` included, by its content; what git refreshes for itself is no content."""
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_working_copy_index_and_repository_are_left_as_they_are(accord: Accord, shop: Path) -> None:
    project(shop, users=USERS + EXTRA)
    (shop / "staged.txt").write_text("staged\n")
    in_git(shop, "add", "staged.txt")
    before = state(shop)
    accord("check", "--since", "HEAD")
    assert state(shop) == before


def test_nothing_a_hostile_checkout_configures_is_run(accord: Accord, shop: Path, tmp_path: Path) -> None:
    """Filters, hooks, a monitor and a text conversion that would leave a mark."""
    mark = shop / "mark"
    script = shop / "evil.sh"
    script.write_text(f"#!/bin/sh\ntouch {mark}\ncat\n")
    script.chmod(0o755)
    (shop / ".gitattributes").write_text("* filter=evil diff=evil\n")
    committed(shop)
    for name in (
        "filter.evil.smudge",
        "filter.evil.clean",
        "filter.evil.process",
        "core.fsmonitor",
        "diff.evil.textconv",
    ):
        in_git(shop, "config", name, str(script))
    hooks = shop / ".git/hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("post-checkout", "post-index-change", "reference-transaction"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {mark}\n")
        (hooks / name).chmod(0o755)
    mark.unlink(missing_ok=True)
    assert accord("check", "--since", "HEAD").code == 0
    assert not mark.exists()


def test_links_and_paths_that_lead_out_are_not_written(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.mkdir()
    in_git(source, "init", "--quiet")
    (source / "a.py").write_text("x = 1\n")
    (source / "link.py").symlink_to("/etc/passwd")
    (source / "ünï code.py").write_bytes(b"\xff\x00\r\n")
    committed(source)
    blob = in_git(source, "hash-object", "-w", "a.py").strip()
    tree = subprocess.run(
        ["git", "mktree"],
        cwd=source,
        input=f"100644 blob {blob}\tb.py\n",
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout.strip()
    assert git.lay_out(source, "HEAD", lambda _: True, target) == 3
    assert sorted(path.name for path in target.iterdir()) == ["a.py", "ünï code.py"]
    assert (target / "ünï code.py").read_bytes() == b"\xff\x00\r\n"
    assert git.lay_out(source, tree, lambda path: path != "b.py", tmp_path / "none") == 1
    assert not (tmp_path / "none").exists()
    with pytest.raises(GitError):
        git.lay_out(source, "nowhere", lambda _: True, target)


@pytest.mark.parametrize("path", ["../x", "a/../../x", "/x", ".git/config", "a/.GIT/x", "a//b", "a\\..\\x", "c:x"])
def test_harmful_paths(path: str) -> None:
    assert not git.is_harmless(path)
