"""How much of a patch is left in HEAD, in real repositories."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from accord.ledger.patches import parse
from accord.ledger.survival import survival

if TYPE_CHECKING:
    from pathlib import Path

LINES = [f"line_{n} = {n}" for n in range(10)]


class Repository:
    """A real repository with a patch that creates `app/new.py` and changes `app/old.py`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()
        self.git("init", "-q")
        self.commit(**{"app/old.py": ["first", "last"], "other.py": ["x"]})
        self.write(**{"app/new.py": LINES, "app/old.py": ["first", *LINES, "last"]})
        self.git("add", "-N", ".")
        (root / "home.patch").write_text(self.git("diff"))
        self.git("checkout", "-q", "--", "app/old.py")
        self.git("reset", "-q")
        (root / "app/new.py").unlink()

    def git(self, *arguments: str) -> str:
        names = ["-c", "user.name=n", "-c", "user.email=e", "-c", "commit.gpgsign=false"]
        command = ["git", *names, *arguments]
        return subprocess.run(command, cwd=self.root, check=True, capture_output=True, text=True).stdout

    def write(self, **files: list[str]) -> None:
        for name, lines in files.items():
            (self.root / name).parent.mkdir(exist_ok=True)
            (self.root / name).write_text("\n".join(lines) + "\n")

    def commit(self, **files: list[str]) -> None:
        self.write(**files)
        self.git("add", "--", *files)
        self.git("commit", "-q", "-m", "x")

    def home(self) -> None:
        self.git("apply", "home.patch")
        self.git("add", "app")
        self.git("commit", "-q", "-m", "brought home")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repo")


def test_all_of_it_is_left_and_indentation_does_not_count(repository: Repository) -> None:
    repository.home()
    assert survival(repository.root, "home.patch") == 1
    repository.commit(**{"app/new.py": ["if x:", *(f"    {line}" for line in LINES), ""]})
    assert survival(repository.root, "home.patch") == 1


def test_lines_rewritten_by_hand_are_gone(repository: Repository) -> None:
    repository.home()
    repository.commit(**{"app/new.py": [*LINES[:2], "rewritten = 1", "again = 2"]})
    assert survival(repository.root, "home.patch") == pytest.approx(12 / 20)
    repository.commit(**{"app/old.py": ["first", "last"]})
    assert survival(repository.root, "home.patch") == pytest.approx(2 / 20)


def test_a_moved_file_is_still_there_and_a_deleted_one_is_not(repository: Repository) -> None:
    repository.home()
    repository.git("mv", "app/new.py", "new.py")
    repository.git("commit", "-q", "-m", "moved")
    assert survival(repository.root, "home.patch") == 1
    repository.git("rm", "-q", "new.py")
    repository.git("commit", "-q", "-m", "deleted")
    assert survival(repository.root, "home.patch") == pytest.approx(10 / 20)


def test_a_patch_that_was_never_committed_is_unknown(repository: Repository) -> None:
    assert survival(repository.root, "home.patch") is None
    repository.git("apply", "home.patch")
    assert survival(repository.root, "home.patch") is None


def test_what_is_no_patch_or_no_repository_is_unknown(repository: Repository, tmp_path: Path) -> None:
    assert survival(repository.root, "absent.patch") is None
    assert survival(repository.root, "other.py") is None
    (tmp_path / "home.patch").write_bytes((repository.root / "home.patch").read_bytes())
    assert survival(tmp_path, "home.patch") is None


def test_heads_are_told_from_lines_that_look_like_them() -> None:
    patch = """diff --git a/a b.md "b/\\303\\274.md"
new file mode 100644
--- /dev/null
+++ "b/\\303\\274.md"
@@ -0,0 +1,3 @@
+--- /dev/null
+++ b/other
+last
diff --git a/gone b/gone
deleted file mode 100644
--- a/gone
+++ /dev/null
@@ -1 +0,0 @@
-x
diff --git a/c b/c
--- a/c
+++ b/c
@@ -1,2 +1,3 @@ def f():
 one

+three
"""
    assert [(f.path, f.is_new, f.added) for f in parse(patch)] == [
        ("ü.md", True, ["--- /dev/null", "++ b/other", "last"]),
        ("c", False, ["three"]),
    ]
