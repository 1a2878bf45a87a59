"""The pre-commit hook, run by the real pre-commit in a real repository: it installs accord from this checkout."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from apps import lay_out
from small import project
from waiting import slowness

ROOT = Path(__file__).resolve().parent.parent
HOOKS = ROOT / ".pre-commit-hooks.yaml"


def git(folder: Path, *arguments: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "init.defaultBranch=main")
    command = ["git", *identity, *arguments]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, encoding="utf-8", env=kept)
    return done.stdout


def test_the_manifest_fires_on_every_commit_and_asks_for_the_whole_project() -> None:
    """A commit that only deletes files hands no file name to a hook; a filter by name would never fire on it."""
    (hook,) = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    assert (hook["id"], hook["entry"], hook["language"]) == ("accord", "accord check", "python")
    assert (hook["always_run"], hook["pass_filenames"], hook["require_serial"]) == (True, False, True)
    assert not {"files", "types", "types_or", "exclude"} & set(hook)


def test_pre_commit_itself_accepts_the_manifest() -> None:
    pytest.importorskip("pre_commit", reason="pip install pre-commit validates the manifest")
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(HOOKS)]
    done = subprocess.run(command, check=False, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """pre-commit's store: accord is installed into it once for all tests here."""
    return tmp_path_factory.mktemp("store")


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean clone of this checkout, with the manifest as it is in the working tree."""
    folder = tmp_path_factory.mktemp("accord") / "accord"
    git(ROOT, "clone", "--quiet", "--no-hardlinks", str(ROOT), str(folder))
    if HOOKS.read_bytes() != (folder / HOOKS.name).read_bytes() if (folder / HOOKS.name).exists() else True:
        (folder / HOOKS.name).write_bytes(HOOKS.read_bytes())
        git(folder, "add", HOOKS.name)
        git(folder, "commit", "--quiet", "-m", "the manifest under test")
    return folder


class Repository:
    """A project under git whose commits the hook judges."""

    def __init__(self, folder: Path, clone: Path, store: Path) -> None:
        self.folder, self.clone = folder, clone
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        self.environment["PRE_COMMIT_HOME"] = str(store)
        git(folder, "init", "--quiet")
        self.commit("as it was")

    def commit(self, message: str) -> None:
        git(self.folder, "add", "--all")
        git(self.folder, "commit", "--quiet", "--allow-empty", "--no-verify", "-m", message)

    def hook(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """What the hook says of what is staged."""
        git(self.folder, "add", "--all")
        command = [sys.executable, "-m", "pre_commit", "try-repo", str(self.clone), "accord", "--verbose", *arguments]
        done = subprocess.run(
            command, cwd=self.folder, check=False, capture_output=True, encoding="utf-8", env=self.environment
        )
        if done.returncode not in (0, 1) and "ERROR: Could not" in done.stdout + done.stderr:
            pytest.skip("the registry cannot be reached, so pre-commit cannot install the hook")
        return done


@pytest.fixture
def shop(tmp_path: Path, clone: Path, store: Path) -> Repository:
    pytest.importorskip("pre_commit", reason="pip install pre-commit runs the hook")
    folder = project(tmp_path / "shop")
    users = (folder / "backend/users.py").read_text()
    head, delete = users.split('\n\n@router.delete("/{id}")')
    (folder / "backend/users.py").write_text(head + "\n")
    (folder / "backend/removal.py").write_text(
        f'from fastapi import APIRouter\n\nrouter = APIRouter(prefix="/users")\n\n\n@router.delete("/{{id}}"){delete}'
    )
    main = (folder / "backend/main.py").read_text()
    (folder / "backend/main.py").write_text(
        main.replace(
            "from backend.users import router\n", "from backend import removal\nfrom backend.users import router\n"
        )
        + 'app.include_router(removal.router, prefix="/api")\n'
    )
    return Repository(folder, clone, store)


@pytest.mark.slow
class TestCommits:
    def test_one_that_breaks_the_contract(self, shop: Repository) -> None:
        removal = shop.folder / "backend/removal.py"
        removal.write_text(removal.read_text().replace("@router.delete", "@router.put"))
        done = shop.hook()
        assert done.returncode == 1, done.stdout + done.stderr
        assert "wrong-method  DELETE /api/users/{id}" in done.stdout

    def test_one_that_only_deletes_a_route_file(self, shop: Repository) -> None:
        main = shop.folder / "backend/main.py"
        main.write_text(
            main.read_text()
            .replace("from backend import removal\n", "")
            .replace('app.include_router(removal.router, prefix="/api")\n', "")
        )
        shop.commit("nobody mounts it any more")
        assert shop.hook().returncode == 1  # known since then: an unmounted router
        git(shop.folder, "rm", "--quiet", "backend/removal.py")
        done = shop.hook()
        assert done.returncode == 1, done.stdout + done.stderr
        assert "missing-endpoint  DELETE /api/users/{id}" in done.stdout

    def test_one_that_deletes_a_route_file_which_is_still_imported(self, shop: Repository) -> None:
        git(shop.folder, "rm", "--quiet", "backend/removal.py")
        done = shop.hook()
        assert done.returncode == 1, done.stdout + done.stderr
        assert "backend/main.py:3  missing-module" in done.stdout

    def test_one_that_touches_nothing_relevant(self, shop: Repository) -> None:
        (shop.folder / "notes.txt").write_text("nothing to see\n")
        shop.hook()  # installs
        (shop.folder / "notes.txt").write_text("nothing to see here\n")
        done = shop.hook()
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Passed" in done.stdout

    def test_its_own_time_on_the_blog_is_below_a_second(self, tmp_path: Path, clone: Path, store: Path) -> None:
        """What the hook's command computes, without pre-commit around it and without waiting for a busy machine."""
        pytest.importorskip("pre_commit", reason="pip install pre-commit runs the hook")
        blog = Repository(lay_out(tmp_path / "blog"), clone, store)
        assert blog.hook().returncode == 0
        (hook,) = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))

        def spent() -> float:
            before = os.times()
            command = [sys.executable, "-m", *hook["entry"].split()]
            done = subprocess.run(command, cwd=blog.folder, check=False, capture_output=True)
            assert done.returncode == 0, done.stdout + done.stderr
            after = os.times()
            return after.children_user + after.children_system - before.children_user - before.children_system

        assert any(spent() < 1.0 * slowness() for _ in range(5))
