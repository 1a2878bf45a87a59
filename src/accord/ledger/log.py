"""The performance log of a project: one JSON line per task, in the installed skill's folder or in `.accord`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from accord import config
from accord.errors import OutsideError
from accord.ledger import entry as entries
from accord.outside import append, files, repository

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from accord.ledger.entry import Entry

NAME = "performance_log.jsonl"
FOLDER = ".accord"
SKILL = ".claude/skills/orchestrate"


@dataclass(frozen=True, slots=True)
class Log:
    """What a project's log says, in the order it was written; `skipped_lines` are no entries, torn ones among them."""

    entries: tuple[Entry, ...] = ()
    skipped_lines: int = 0

    @property
    def delegations(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.delegated)


@dataclass(frozen=True, slots=True)
class Recorded:
    """Where an entry went, as it was written, and the torn line that had to be set aside before it ("" where none)."""

    path: Path
    entry: Entry
    torn: str = ""


def folder(root: Path) -> Path:
    """Where a project keeps its log and what follows from it: the installed skill's folder, else `.accord`."""
    skill = root / SKILL
    return skill if (skill / "SKILL.md").is_file() else root / FOLDER


def made(root: Path) -> Path:
    """`folder(root)`, there to be written to; its lock files are no business of the user's git."""
    path = repository.kept(root, folder(root))
    files.create(path / ".gitignore", ".*.lock\n")
    return path


def place(root: Path, *names: str) -> Path:
    """A file below `made(root)`, to be written. OutsideError where a link of the checkout leads it elsewhere."""
    return repository.kept(root, made(root).joinpath(*names))


def project(start: Path) -> Path:
    """The root of the project `start` lies in: the nearest folder with a configuration, a log or an installed skill,
    else the top of its repository, else `start` itself.
    """
    file = config.find(start)
    for above in (start.resolve(), *start.resolve().parents):
        if (file and file.parent == above) or (above / FOLDER).is_dir() or (above / SKILL / "SKILL.md").is_file():
            return above
        if (above / ".git").exists():
            return above
    return start.resolve()


def record(root: Path, entry: Entry) -> Recorded:
    """Append one entry to the project's log; it is on the disk when this returns, whole, whoever else appends.

    The time is filled in where it is empty, the savings where they are unknown and follow from the other figures.
    """
    path = repository.kept(root, folder(root) / NAME)
    now = datetime.now(timezone.utc).isoformat(timespec="seconds").replace("+00:00", "Z")
    savings = entry.savings
    if savings is None and entry.delegated:
        savings = entries.saved(entry.claude_output_tokens, entry.baseline_output_tokens)
    complete = replace(entry, timestamp=entry.timestamp or now, savings=savings)
    torn = append.append(path, entries.write(complete), whole=lambda tail: entries.read(tail) is not None)
    return Recorded(path, complete, torn.decode("utf-8", "replace"))


def read(root: Path) -> Log:
    """Everything a project logged, first what it logged before its skill was installed."""
    found: list[Entry] = []
    skipped = 0
    for path in (root / FOLDER / NAME, root / SKILL / NAME):
        for entry in _lines(path):
            if entry is None:
                skipped += 1
            else:
                found.append(entry)
    return Log(tuple(found), skipped)


def baseline(root: Path, task: str) -> int | None:
    """The output tokens Claude alone needed for a task, where that was measured; the newest figure counts."""
    measured = (entry for entry in reversed(read(root).entries) if not entry.delegated and entry.task == task)
    return next((e.baseline_output_tokens for e in measured if e.baseline_output_tokens is not None), None)


def _lines(path: Path) -> Iterator[Entry | None]:
    if not path.is_file():
        return
    try:
        with path.open("rb") as file:
            yield from (entries.read(line) for line in file if line.strip())
    except OSError as error:
        raise OutsideError(f"{path}: cannot be read: {error.strerror or error}") from error
