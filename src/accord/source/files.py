"""Which files of a tree count.

A walk that follows no links, honours `.gitignore` at the root and leaves out environments, caches, dependencies and build output; every file
left out is counted under its reason. Only regular files are ever opened; they are read once.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from accord.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pathspec import GitIgnoreSpec

IGNORED_FOLDERS = frozenset(
    [
        ".git",
        ".hg",
        ".svn",
        "__pycache__",
        "node_modules",
        "bower_components",
        "venv",
        ".venv",
        "env",
        ".env",
        "site-packages",
        ".tox",
        ".nox",
        ".mypy_cache",
        ".pytest_cache",
        ".ruff_cache",
        ".eggs",
        ".idea",
        ".vscode",
        ".next",
        ".nuxt",
        ".turbo",
        ".cache",
        ".yarn",
        "coverage",
        "htmlcov",
    ]
)
TEST_FOLDERS = frozenset(
    [
        "tests",
        "test",
        "testing",
        "__tests__",
        "__mocks__",
        "mocks",
        "docs",
        "doc",
        "examples",
        "example",
        "docs_src",
        "e2e",
        "cypress",
        "stories",
        "benchmarks",
        "benchmark",
    ]
)
SIZE_LIMIT = 5 << 20
PYTHON = (".py",)
JAVASCRIPT = (".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts")
COMPONENTS = (".vue", ".svelte", ".astro")
MANIFEST = "package.json"


@dataclass(slots=True)
class SourceFiles:
    """The files of a tree: absolute paths with their sizes, and how many were left out why."""

    root: str
    files: dict[str, int] = field(default_factory=dict)
    skipped: dict[str, int] = field(default_factory=dict)
    unreadable: list[tuple[str, str]] = field(default_factory=list)  # path relative to the root, reason

    def skip(self, reason: str, count: int = 1) -> None:
        self.skipped[reason] = self.skipped.get(reason, 0) + count

    def take(self, suffixes: tuple[str, ...]) -> SourceFiles:
        """The files with one of the suffixes and what is told of them, taken out of these."""
        taken = SourceFiles(self.root)
        taken.files = {path: size for path, size in self.files.items() if path.endswith(suffixes)}
        taken.unreadable = [told for told in self.unreadable if told[0].endswith(suffixes)]
        self.files = {path: size for path, size in self.files.items() if path not in taken.files}
        self.unreadable = [told for told in self.unreadable if told not in taken.unreadable]
        return taken


def walk(root: str, suffixes: Iterable[str]) -> SourceFiles:
    """All files below `root` with one of the suffixes."""
    if not os.path.isdir(root):
        raise SourceError(
            root,
            "is not a directory" if os.path.exists(root) else "does not exist",
            "name the folder that holds the source",
        )
    found = SourceFiles(root)
    wanted = tuple(suffixes)
    ignored = _gitignore(root)
    stack = [root]
    while stack:
        folder = stack.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda e: e.name)
        except OSError as error:
            found.unreadable.append((relative_to(root, folder), f"the folder cannot be listed: {error.strerror}"))
            continue
        folders = []
        for entry in entries:
            if entry.is_symlink():
                _link(found, entry, wanted)
            elif entry.is_dir(follow_symlinks=False):
                if entry.name in IGNORED_FOLDERS or entry.name.endswith(".egg-info"):
                    found.skip(f"folder {entry.name}")
                elif ignored is not None and ignored.match_file(relative_to(root, entry.path) + "/"):
                    found.skip("gitignore")
                else:
                    folders.append(entry.path)
            elif entry.name.endswith(wanted):
                _file(found, entry, ignored)
        stack.extend(reversed(folders))
    return found


def _file(found: SourceFiles, entry: os.DirEntry[str], ignored: GitIgnoreSpec | None) -> None:
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError as error:
        named = relative_to(found.root, entry.path)
        found.unreadable.append((named, f"the file cannot be read: {error.strerror}"))
        return
    if not stat.S_ISREG(status.st_mode):
        found.unreadable.append((relative_to(found.root, entry.path), "not a regular file"))
    elif ignored is not None and ignored.match_file(relative_to(found.root, entry.path)):
        found.skip("gitignore")
    elif status.st_size > SIZE_LIMIT:
        found.unreadable.append((relative_to(found.root, entry.path), f"larger than {SIZE_LIMIT >> 20} MiB"))
    else:
        found.files[entry.path] = status.st_size


def _link(found: SourceFiles, entry: os.DirEntry[str], wanted: tuple[str, ...]) -> None:
    """A link to a file of the tree is that file again; anything else behind a link is outside or may loop."""
    if entry.name.endswith(wanted) and os.path.isfile(entry.path):
        real = os.path.realpath(entry.path)
        if not real.startswith(os.path.realpath(found.root) + os.sep) or os.path.getsize(real) > SIZE_LIMIT:
            found.skip("link out of the tree")
            return
        found.files[entry.path] = os.path.getsize(real)
    elif os.path.isdir(entry.path):
        found.skip("linked folder")


def relative_to(root: str, path: str) -> str:
    """A path as it is named in answers: relative to the tree, with forward slashes."""
    if path.startswith(root) and path[len(root) : len(root) + 1] == os.sep:
        return path[len(root) + 1 :].replace(os.sep, "/")
    return os.path.relpath(path, root).replace(os.sep, "/")


def _gitignore(root: str) -> GitIgnoreSpec | None:
    """The ignore rules at the root of the tree, where it has any."""
    file = os.path.join(root, ".gitignore")
    if not os.path.isfile(file):
        return None
    from pathspec import GitIgnoreSpec

    try:
        with open(file, encoding="utf-8", errors="replace") as stream:
            return GitIgnoreSpec.from_lines(stream)
    except (OSError, ValueError):
        return None


def is_ignored(root: str, relative: Iterable[str]) -> bool:
    """Whether a `.gitignore` at the root of the tree, or above it in the repository, leaves out any of these files."""
    names = tuple(relative)
    folder = root
    while True:
        ignored = _gitignore(folder)
        if ignored and any(ignored.match_file(relative_to(folder, os.path.join(root, name))) for name in names):
            return True
        if os.path.exists(os.path.join(folder, ".git")) or os.path.dirname(folder) == folder:
            return False
        folder = os.path.dirname(folder)


def is_test(relative: str) -> bool:
    """Whether a file is a test, an example or documentation, by its place and name."""
    *folders, name = relative.split("/")
    return (
        any(f in TEST_FOLDERS for f in folders)
        or name.startswith("test_")
        or name.endswith("_test.py")
        or name == "conftest.py"
    )


def read(path: str) -> bytes:
    """The bytes of a file."""
    with open(path, "rb", buffering=0) as stream:
        return stream.readall()
