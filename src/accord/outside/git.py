"""The one door to git. A checkout may be hostile: nothing it configures is run, and the caller's GIT_* variables do
not reach it.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from accord.errors import GitError, ProcessError
from accord.outside import process

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_TIMEOUT = 60.0  # seconds
_LARGEST = 5 << 20  # bytes; no source file that is read is larger
_AT_ONCE = 32 << 20  # bytes asked of git at a time
_SAFE = ("core.fsmonitor=false", f"core.hooksPath={os.devnull}", "core.quotePath=false", "log.showSignature=false")


def run(folder: Path, *arguments: str, timeout: float = _TIMEOUT) -> str:
    """What git prints when it is run in `folder`. Raises GitError when there is no git, no repository, or git
    refuses.
    """
    return _run(folder, arguments, None, timeout).out


def _run(folder: Path, arguments: Sequence[str], stdin: str | None, timeout: float) -> process.Result:
    options = [part for setting in _SAFE for part in ("-c", setting)]
    command = ["git", "--no-pager", "--no-optional-locks", *options, *arguments]
    try:
        return process.run(command, cwd=folder, env=_environment(), stdin=stdin, timeout=timeout)
    except ProcessError as error:
        said = error.err.strip().removeprefix("fatal: ") or error.why
        raise GitError(f"git {arguments[0]} in {folder}: {said}") from error


def top(folder: Path) -> Path:
    """The root of the checkout `folder` lies in."""
    return Path(run(folder, "rev-parse", "--show-toplevel").rstrip("\n"))


def blob(folder: Path, revision: str, path: str) -> str | None:
    """The text of a file in a revision, its path relative to `folder`; None where the revision has no such file."""
    try:
        return run(folder, "cat-file", "blob", f"{revision}:./{path}")  # cat-file: no filter, no textconv
    except GitError:
        return None


def files(folder: Path, revision: str) -> tuple[str, ...]:
    """Every file of a revision below `folder`, relative to it."""
    return tuple(name for name in run(folder, "ls-tree", "-r", "-z", "--name-only", revision).split("\0") if name)


def commits(folder: Path, path: str, limit: int) -> tuple[str, ...]:
    """The newest commits on HEAD that touched a file, newest first."""
    return tuple(run(folder, "log", f"--max-count={limit}", "--format=%H", "--", path).split())


def commit(folder: Path, revision: str) -> str:
    """The full name of the commit a revision stands for. Raises GitError."""
    remedy = "name a commit, a branch or a tag; a shallow clone has few of them (fetch-depth: 0)"
    if not revision or revision.startswith("-"):  # never an option
        raise GitError(f'"{revision}" is no revision', remedy)
    try:
        return run(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").strip()
    except GitError as error:
        top(folder)  # where this is no repository at all, git says so
        raise GitError(f'no revision "{revision}" in {folder}', remedy) from error


def lay_out(folder: Path, revision: str, wanted: Callable[[str], bool], target: Path) -> int:
    """Write the regular files of a revision whose path (relative to the repository's root) is wanted below `target`;
    how many there were. Links and submodules are left out, and so is what is too large to be source.

    The working copy, the index and the configuration of the repository take no part: blobs are read as they are,
    without any filter a checkout may ask for.
    """
    root = top(folder)
    listing = run(root, "ls-tree", "-r", "-z", "--long", revision)
    found: list[tuple[str, str, int]] = []
    for entry in listing.split("\0"):
        facts, _, path = entry.partition("\t")
        match = re.fullmatch(r"100(?:644|755|664) blob ([0-9a-f]+) +(\d+)", facts)
        if match and int(match[2]) <= _LARGEST and is_harmless(path) and wanted(path):
            found.append((match[1], path, int(match[2])))
    while found:
        batch: list[tuple[str, str, int]] = []
        size = 0
        while found and (not batch or size + found[-1][2] <= _AT_ONCE):
            batch.append(found.pop())
            size += batch[-1][2]
        _write(root, batch, target)
    return listing.count("\0")


def _write(root: Path, batch: Sequence[tuple[str, str, int]], target: Path) -> None:
    names = "".join(f"{name}\n" for name, _, _ in batch)
    data = _run(root, ("cat-file", "--batch"), names, _TIMEOUT).data
    at = 0
    for name, path, size in batch:
        head, at = data[at : data.index(b"\n", at)], data.index(b"\n", at) + 1
        if head != f"{name} blob {size}".encode():
            raise GitError(f"git cat-file answered {head[:80]!r} for {path}", "check the repository: git fsck")
        file = target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data[at : at + size])
        at += size + 1


def is_harmless(path: str) -> bool:
    """Whether a path of a tree stays below the folder it is written to, on every system."""
    parts = path.split("/")
    unusual = set(path) & set('\\:"') or any(character < " " or character == "\x7f" for character in path)
    return not unusual and not any(part in ("", ".", "..") or part.lower() == ".git" for part in parts)


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith("GIT_")}
    return {**kept, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


# -- a repository of the host's own ------------------------------------------------------------------------------------

_STORE = (
    "core.attributesFile=" + os.devnull, "core.autocrlf=false", "core.symlinks=false", "core.logAllRefUpdates=false",
    "commit.gpgSign=false", "gc.auto=0", "diff.external=", "init.defaultBranch=main",
)  # fmt: skip
_PLAIN, _EXECUTABLE = "100644", "100755"


@dataclass(frozen=True, slots=True)
class Delta:
    """What a commit did to one file: the number of lines it gained and lost, 0 where it is binary."""

    path: str
    added: int
    removed: int


@dataclass(frozen=True, slots=True)
class Store:
    """A bare repository the host keeps for itself, beside a tree it does not trust and never lets git look at.

    Contents come as bytes, so no work tree, attribute, filter or ignore rule takes part; neither system nor user
    configures it, and nothing it holds is ever checked out.
    """

    folder: Path

    @classmethod
    def create(cls, folder: Path) -> Store:
        """A new one, without a template's hooks."""
        folder.mkdir(parents=True, exist_ok=True)
        store = cls(folder)
        store._git("init", "--quiet", "--bare", "--template=", str(folder))
        return store

    def commit(self, name: str, files: Mapping[str, tuple[bytes, bool] | None], parent: str = "") -> str:
        """A commit of files (content, executable) on top of `parent`; None takes a file out. Its full name.

        Raises GitError for a path that could leave a tree.
        """
        stream = [
            f"commit refs/heads/{name}\ncommitter accord <accord@localhost> 0 +0000\ndata {len(name)}\n{name}\n".encode()
        ]
        if parent:
            stream.append(f"from {parent}\n".encode())
        for path, content in sorted(files.items()):
            if not is_harmless(path):
                raise GitError(f"{path!r} is no path of a tree", "rename it")
            if content is None:
                stream.append(f"D {path}\n".encode())
                continue
            data, executable = content
            mode = _EXECUTABLE if executable else _PLAIN
            stream += [f"M {mode} inline {path}\ndata {len(data)}\n".encode(), data, b"\n"]
        self._git("fast-import", "--quiet", "--force", "--date-format=raw", stdin=b"".join(stream))
        return self.head(name)

    def head(self, name: str) -> str:
        """The commit a name stands for. Raises GitError where there is none."""
        return self._git("rev-parse", "--verify", "--quiet", f"refs/heads/{name}").decode().strip()

    def name(self, name: str, commit: str) -> None:
        """Give a commit another name."""
        self._git("update-ref", f"refs/heads/{name}", commit)

    def patch(self, old: str, new: str) -> bytes:
        """What leads from one commit to another, in git's format; binary files included, renames spelt out."""
        return self._git("diff-tree", "-p", "--binary", "--full-index", "--no-renames", "--no-ext-diff", "--no-textconv",
                         "--src-prefix=a/", "--dst-prefix=b/", old, new)  # fmt: skip

    def deltas(self, old: str, new: str) -> tuple[Delta, ...]:
        """The files two commits differ in, sorted by path."""
        said = self._git(
            "diff-tree", "-r", "-z", "--numstat", "--no-renames", "--no-ext-diff", "--no-textconv", old, new
        )
        found = []
        for line in said.decode("utf-8", "surrogateescape").split("\0"):
            if line:
                added, removed, path = line.split("\t", 2)
                found.append(Delta(path, *(int(n) if n.isdecimal() else 0 for n in (added, removed))))
        return tuple(sorted(found, key=lambda delta: delta.path))

    def files(self, revision: str) -> dict[str, tuple[bytes, bool]]:
        """Every regular file of a commit: content, executable."""
        listing = self._git("ls-tree", "-r", "-z", revision).decode("utf-8", "surrogateescape")
        names = []
        for entry in listing.split("\0"):
            facts, _, path = entry.partition("\t")
            if match := re.fullmatch(r"(100(?:644|755)) blob ([0-9a-f]+)", facts):
                names.append((match[1], match[2], path))
        data = self._git("cat-file", "--batch", stdin="".join(f"{name}\n" for _, name, _ in names).encode())
        found, at = {}, 0
        for mode, _, path in names:
            end = data.index(b"\n", at)
            size = int(data[at:end].split()[2])
            found[path] = (data[end + 1 : end + 1 + size], mode == _EXECUTABLE)
            at = end + size + 2
        return found

    def merged(self, ours: bytes, base: bytes, theirs: bytes) -> bytes | None:
        """A three-way merge of one text; None where both sides changed the same lines, or it is no text."""
        if any(b"\0" in side for side in (ours, base, theirs)):
            return None
        with tempfile.TemporaryDirectory(prefix="accord-merge-") as folder:
            names = []
            for name, side in (("ours", ours), ("base", base), ("theirs", theirs)):
                names.append(Path(folder) / name)
                names[-1].write_bytes(side)
            done = self._run(("merge-file", "-p", "--quiet", *map(str, names)), None, check=False)
        return done.data if done.status == 0 else None

    def begin(self, workspace: Path, revision: str) -> None:
        """Make a new folder that holds exactly a commit's files a repository of its own, for those who will work in it.

        The host does not come back to it: from now on it is theirs.
        """
        folder = workspace / ".git"
        shutil.copytree(self.folder, folder)
        (folder / "config").write_text("[core]\n\trepositoryformatversion = 0\n\tbare = false\n", "utf-8")
        (folder / "HEAD").write_text("ref: refs/heads/main\n", "utf-8")
        theirs = Store(folder)
        theirs._git("update-ref", "refs/heads/main", revision)
        theirs._git("read-tree", revision)
        (folder / "info").mkdir(exist_ok=True)
        (folder / "info" / "exclude").write_text("/.tmp/\n", "utf-8")

    def _git(self, *arguments: str, stdin: bytes | None = None) -> bytes:
        return self._run(arguments, stdin).data

    def _run(self, arguments: Sequence[str], stdin: bytes | None, *, check: bool = True) -> process.Result:
        options = [part for setting in (*_SAFE, *_STORE) for part in ("-c", setting)]
        command = ["git", "--no-pager", f"--git-dir={self.folder}", *options, *arguments]
        alone = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_ATTR_NOSYSTEM": "1"}
        try:
            return process.run(
                command,
                cwd=self.folder,
                env={**_environment(), **alone},
                stdin=stdin,
                timeout=_TIMEOUT,
                check=check,
            )
        except ProcessError as error:
            said = error.err.strip().removeprefix("fatal: ") or error.why
            raise GitError(f"git {arguments[0]} in {self.folder}: {said}") from error


def tracked(folder: Path) -> tuple[str, ...]:
    """The files git tracks below `folder`, relative to it, as they are named in the index. Raises GitError."""
    return tuple(name for name in run(folder, "ls-files", "-z", "--cached", "--", ".").split("\0") if name)


def untracked(folder: Path) -> tuple[str, ...]:
    """The files below `folder` that are neither tracked nor ignored, relative to it. Raises GitError."""
    said = run(folder, "ls-files", "-z", "--others", "--exclude-standard", "--", ".")
    return tuple(name for name in said.split("\0") if name)
