"""Which files of a tree count.

A walk that follows no links, honours `.gitignore` at the root and leaves out environments, caches, dependencies and build output; every file
left out is counted under its reason. Only regular files are ever opened; they are read once.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from accord.errors import SourceError
from accord.source import disk

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
    """The files of a tree: absolute paths in the order of the walk, and how many were left out why."""

    root: str
    files: dict[str, None] = field(default_factory=dict)
    skipped: dict[str, int] = field(default_factory=dict)
    unreadable: list[tuple[str, str]] = field(default_factory=list)  # path relative to the root, reason
    bare: list[str] = field(default_factory=list)  # files without an extension, where they were asked for

    def skip(self, reason: str, count: int = 1) -> None:
        self.skipped[reason] = self.skipped.get(reason, 0) + count

    def take(self, suffixes: tuple[str, ...]) -> SourceFiles:
        """The files with one of the suffixes and what is told of them, taken out of these."""
        taken = SourceFiles(self.root)
        taken.files = {path: None for path in self.files if path.endswith(suffixes)}
        taken.unreadable = [told for told in self.unreadable if told[0].endswith(suffixes)]
        self.files = {path: None for path in self.files if path not in taken.files}
        self.unreadable = [told for told in self.unreadable if told not in taken.unreadable]
        return taken


def walk(root: str, suffixes: Iterable[str], *, bare: bool = False) -> SourceFiles:
    """All files below `root` with one of the suffixes; with `bare` also those without any, apart."""
    if not disk.is_folder(root):
        raise SourceError(
            root,
            "is not a directory" if disk.exists(root) else "does not exist",
            "name the folder that holds the source",
        )
    found = SourceFiles(root)
    wanted = tuple(suffixes)
    ignored = _gitignore(root)
    stack = [root]
    while stack:
        folder = stack.pop()
        try:
            entries = disk.entries(folder, (*wanted, disk.BARE) if bare else wanted)
        except OSError as error:
            found.unreadable.append((relative_to(root, folder), f"the folder cannot be listed: {error.strerror}"))
            continue
        folders = []
        for entry in entries:
            if entry.is_symlink():
                _link(found, entry, wanted)
            elif entry.is_dir(follow_symlinks=False):
                if _is_ignored(entry):
                    found.skip(f"folder {entry.name}")
                    if entry.name == _PACKAGES and ".js" in wanted:
                        named = f"{relative_to(root, entry.path)}/"
                        if ignored is None or not ignored.match_file(named):
                            folders += _own_packages(entry.path)
                elif ignored is not None and ignored.match_file(relative_to(root, entry.path) + "/"):
                    found.skip("gitignore")
                else:
                    folders.append(entry.path)
            elif entry.name.endswith(wanted):
                _file(found, entry, ignored)
            elif entry.is_file(follow_symlinks=False) and not (
                ignored is not None and ignored.match_file(relative_to(root, entry.path))
            ):
                found.bare.append(entry.path)
        stack.extend(reversed(folders))
    return found


def _is_ignored(entry: os.DirEntry[str]) -> bool:
    """Whether a folder holds nothing of the program; one called `env` need not be an environment of Python."""
    if entry.name == "env":
        return any(disk.exists(os.path.join(entry.path, *marks.split("/"))) for marks in _ENVIRONMENT)
    return entry.name in IGNORED_FOLDERS or entry.name.endswith(".egg-info") or entry.name.startswith("node_modules_")


def _own_packages(folder: str) -> list[str]:
    """What lies where packages are installed and was not: no package manager has marked the folder, and nothing in it says its version."""
    if any(disk.exists(os.path.join(folder, mark)) for mark in _INSTALLED):
        return []
    own: list[str] = []
    try:
        entries = [e for e in disk.entries(folder, (MANIFEST,)) if e.is_dir(follow_symlinks=False)]
    except OSError:
        return []
    for entry in entries if len(entries) <= _FEW else ():
        if entry.name.startswith("@"):
            own += _own_packages(entry.path)
        elif not entry.name.startswith(".") and not _has_version(entry.path):
            own.append(entry.path)
    return own


def _has_version(folder: str) -> bool:
    manifest = os.path.join(folder, MANIFEST)
    try:
        return disk.is_file(manifest) and b'"version"' in disk.read(manifest)
    except OSError:
        return True


_PACKAGES = "node_modules"
_INSTALLED = (".package-lock.json", ".yarn-integrity", ".yarn-state.yml", ".modules.yaml", ".bin")
_FEW = 60  # packages of a program's own that stand where others are installed
_ENVIRONMENT = ("pyvenv.cfg", "bin/activate", "bin/python", "Scripts/activate.bat", "conda-meta")


def _file(found: SourceFiles, entry: os.DirEntry[str], ignored: GitIgnoreSpec | None) -> None:
    named = relative_to(found.root, entry.path)
    if not entry.is_file(follow_symlinks=False):
        found.unreadable.append((named, "not a regular file"))
        return
    if ignored is not None and ignored.match_file(named):
        found.skip("gitignore")
        return
    try:
        fits = disk.fits(entry.path, SIZE_LIMIT)
    except OSError as error:
        found.unreadable.append((named, f"the file cannot be read: {error.strerror}"))
        return
    if fits:
        found.files[entry.path] = None
    else:
        found.unreadable.append((named, f"larger than {SIZE_LIMIT >> 20} MiB"))


def _link(found: SourceFiles, entry: os.DirEntry[str], wanted: tuple[str, ...]) -> None:
    """A link to a file of the tree is that file again; anything else behind a link is outside or may loop."""
    if entry.name.endswith(wanted) and disk.is_file(entry.path):
        real = disk.real(entry.path)
        if real.startswith(disk.real(found.root) + os.sep) and disk.fits(real, SIZE_LIMIT):
            found.files[entry.path] = None
        else:
            found.skip("link out of the tree")
    elif disk.is_folder(entry.path):
        found.skip("linked folder")


def relative_to(root: str, path: str) -> str:
    """A path as it is named in answers: relative to the tree, with forward slashes."""
    if path.startswith(root) and path[len(root) : len(root) + 1] == os.sep:
        return path[len(root) + 1 :].replace(os.sep, "/")
    return os.path.relpath(path, root).replace(os.sep, "/")


def _gitignore(root: str) -> GitIgnoreSpec | None:
    """The ignore rules at the root of the tree, where it has any."""
    file = os.path.join(root, ".gitignore")
    if not disk.is_file(file):
        return None
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines(disk.text(file).split("\n"))
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
        if disk.exists(os.path.join(folder, ".git")) or os.path.dirname(folder) == folder:
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
