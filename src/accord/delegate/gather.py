"""What a workspace begins with, and what the judge needs besides, read from the user's tree."""

from __future__ import annotations

import os
import posixpath
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from accord.check import baseline_file
from accord.delegate import kinds
from accord.delegate.intake import folders_of
from accord.delegate.model import File
from accord.errors import GitError, UsageError
from accord.outside import git, repository, shipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from accord.config import Config
    from accord.model import Component

SKILL = ".agents/skills/claude-orchestrated/SKILL.md"
_MOST = 64 << 20  # bytes of one workspace
_SOURCE = 5 << 20  # bytes; a larger file is not read as source
_MANIFESTS = (".toml", ".txt", ".json", ".lock", ".cfg", ".yaml", ".yml", ".js", ".cjs", ".mjs", ".ts", ".gitignore")
_DOCUMENTS = (".json", ".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Gathered:
    """Files of a task, and what the user should know of those that are not shown to the agent."""

    place: str
    prefix: str
    shown: tuple[File, ...]
    beside: tuple[File, ...]
    pristine: tuple[str, ...]  # contracts, configuration and accepted findings
    left_out: tuple[str, ...] = ()  # secret-like or too large
    untracked: tuple[str, ...] = ()


def gather(config: Config, component: Component, *, bounded: bool = True) -> Gathered:
    """Everything one component needs. UsageError where it lies outside of the repository or, `bounded`, is too large for an
    agent's workspace.
    """
    return _Gatherer(config, component, bounded=bounded).all()


class _Gatherer:
    def __init__(self, config: Config, component: Component, *, bounded: bool) -> None:
        self.config, self.component, self.bounded = config, component, bounded
        self.is_repository = repository.top(config.root) is not None
        self.top = repository.top(config.root) or config.root.resolve()
        self.prefix = repository.prefix(config.root)
        self.place = self.named(component.path)
        if bounded:
            self.is_reached_by_no_link()
        self.shown: dict[str, File] = {}
        self.beside: dict[str, File] = {}
        self.left_out: list[str] = []
        self.size = 0  # of what is shown
        self.documents: set[str] = set()  # what contracts may refer to

    def all(self) -> Gathered:
        untracked = self.component_files()
        for file in self.config.contracts_of(self.component):
            self.contract(self.named(file))
        self.shown[SKILL] = File(SKILL, self.skill())
        self.included()
        self.manifests()
        if (baseline := baseline_file(self.config)).is_file():
            self.add(self.beside, self.named(os.path.relpath(baseline, self.config.root)), limit=_SOURCE)
        beside = tuple(file for path, file in sorted(self.beside.items()) if path not in self.shown)
        shown = tuple(file for _, file in sorted(self.shown.items()))
        return Gathered(
            place=self.place,
            prefix=self.prefix,
            shown=shown,
            beside=beside,
            pristine=self.pristine(),
            left_out=tuple(sorted(self.left_out)),
            untracked=tuple(untracked),
        )

    def pristine(self) -> tuple[str, ...]:
        """The files the checker goes by; an agent does not change them, not even those that lie in its folder."""
        baseline = os.path.relpath(baseline_file(self.config), self.config.root)
        files = [*self.config.all_contracts, baseline, self.config.file or "accord.toml"]
        return tuple(sorted({*self.documents, *map(self.named, files)}))

    def named(self, path: str) -> str:
        """A path relative to the run's root, from the top of the repository."""
        found = posixpath.normpath(posixpath.join(self.prefix or ".", path.replace(os.sep, "/")))
        if found == ".." or found.startswith(("../", "/")):
            raise UsageError(f"{path} lies outside of {self.top}", "an agent's workspace mirrors one repository")
        return "" if found == "." else found

    def is_reached_by_no_link(self) -> None:
        """What an agent writes below a link could not come home."""
        if link := self.reached_by(self.place):
            raise UsageError(
                f"{self.component.name}: {link} is a link", "name the folder it leads to as the component's path"
            )

    def reached_by(self, path: str) -> str | None:
        """The first link on the way to a path, None where there is none."""
        ways = (*sorted(folders_of([path])), path)
        return next((way for way in ways if way and (self.top / way).is_symlink()), None)

    def component_files(self) -> Iterable[str]:
        """Tracked files are shown; those git does not know yet, and those not fit to be shown, only judged."""
        folder = self.top / self.place
        known, unknown = self.listed(folder)
        for path in known:
            name = posixpath.join(self.place, path)
            if not self.add(self.shown, name) and name.endswith(kinds.SOURCE):
                self.add(self.beside, name, limit=_SOURCE, secret=True)
        for path in unknown:
            if path.endswith((*kinds.SOURCE, *_MANIFESTS)):  # what the judge may read; data can be of any size
                self.add(self.beside, posixpath.join(self.place, path), limit=_SOURCE)
        return [posixpath.join(self.place, path) for path in unknown]

    def listed(self, folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The files git tracks below a folder and those it does not know; all are known where nothing is a repository."""
        if not folder.is_dir():
            return (), ()
        if self.is_repository:
            try:
                return git.tracked(folder), git.untracked(folder)
            except GitError as error:
                raise UsageError(f"{self.component.name}: {error}", "delegation reads what git tracks") from error
        found = []
        for at, folders, files in os.walk(folder):
            folders[:] = sorted(name for name in folders if name not in kinds.GENERATED and not name.startswith(".git"))
            found += [(Path(at) / name).relative_to(folder).as_posix() for name in sorted(files)]
        return tuple(found), ()

    def contract(self, path: str) -> None:
        target = self.top / path
        if target.is_file() and not target.resolve().is_relative_to(self.top.resolve()):
            raise UsageError(
                f"contract {path} is a link out of {self.top}", "an agent is shown files of its repository"
            )
        self.add(self.shown, path, limit=_SOURCE, secret=True, link=True)
        if not path.endswith(_DOCUMENTS):
            return
        folder = posixpath.dirname(path)  # a document may refer to its neighbours
        for found in self.listed(self.top / folder)[0]:
            if found.endswith(_DOCUMENTS):
                self.add(self.shown, posixpath.join(folder, found))
                self.documents.add(posixpath.join(folder, found))

    def included(self) -> None:
        if not self.component.include:
            return
        for path in self.listed(self.config.root)[0]:
            if any(fnmatchcase(path, pattern) for pattern in self.component.include):
                self.add(self.shown, self.named(path))

    def manifests(self) -> None:
        """What stands in the folders above the component: versions, tsconfig, ignore rules."""
        folder = self.place
        while folder:
            folder = posixpath.dirname(folder)
            if not (self.top / folder).is_dir():
                continue
            for entry in sorted(os.scandir(self.top / folder), key=lambda entry: entry.name):
                if entry.name.endswith(_MANIFESTS):
                    self.add(self.beside, posixpath.join(folder, entry.name), limit=_SOURCE)

    def skill(self) -> bytes:
        """The skill as the project has it, in a file of its own, else as it is shipped."""
        own: dict[str, File] = {}
        path = posixpath.join(self.prefix, SKILL)
        if self.reached_by(path) is None and self.add(own, path):
            return own[path].data
        return shipped.template("skills/claude-orchestrated/SKILL.md").encode()

    def add(
        self, to: dict[str, File], path: str, *, limit: int = kinds.LARGEST, secret: bool = False, link: bool = False
    ) -> bool:
        """Read one regular file; False, and noted where it matters, where it is not to be had or not to be shown."""
        file = self.top / path
        if (file.is_symlink() and not link) or not file.is_file() or not git.is_harmless(path):
            return False
        if file.stat().st_size > limit:
            self.left_out.append(path)
            return False
        data = file.read_bytes()
        if not secret and kinds.is_secret(path, data):
            self.left_out.append(path)
            return False
        to[path] = File(path, data, bool(file.stat().st_mode & 0o100))
        if to is self.shown:
            self.size += len(data)
            if self.bounded and self.size > _MOST:  # told before all of it is in memory
                raise UsageError(
                    f"{self.component.name} is too large for a workspace: more than {_MOST >> 20} MB",
                    "name a smaller folder as its path",
                )
        return True


def by_path(files: Iterable[File]) -> Mapping[str, File]:
    return {file.path: file for file in files}
