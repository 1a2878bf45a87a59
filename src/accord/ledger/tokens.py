"""Meters: session files and folders in, usage out. Memory does not grow with the files."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from accord.errors import UsageError
from accord.ledger import claude, codex, lines
from accord.ledger.usage import ClaudeUsage, CodexUsage, Metering, add_claude, add_codex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_CACHE_KIB = 8_192  # what the temporary database may keep in memory


def meter(paths: Sequence[Path], *, stops: Mapping[Path, int] | None = None) -> Metering:
    """The usage of Claude Code sessions and Codex rollouts: files, each with its subagents, or folders, searched whole.

    `stops` limits files (as `session_files` names them) to the lines that begin before a byte offset. Raises
    UsageError for a path that is not there or cannot be read.
    """
    files = list(session_files(paths))
    with contextlib.closing(_database()) as database:
        messages, threads = claude.Messages(database), codex.Threads(database)
        skipped = sum(_take(file, messages, threads, stops.get(file) if stops else None) for file in files)
        claudes, codexes = tuple(messages.sessions()), tuple(threads.sessions())
        unfinished = messages.unfinished
    return Metering(
        sessions=(*claudes, *codexes),
        claude=add_claude(s.usage for s in claudes if isinstance(s.usage, ClaudeUsage)) if claudes else None,
        codex=add_codex(s.usage for s in codexes if isinstance(s.usage, CodexUsage)) if codexes else None,
        files=len(files),
        unfinished_messages=unfinished,
        skipped_lines=skipped,
    )


def session_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Every session file once, in a stable order: a session `ID.jsonl` brings those below the folder `ID` beside it,
    its subagents.
    """
    seen: set[str] = set()
    for path in paths:
        if not path.exists():
            raise UsageError(
                f"{path}: there is no such file or folder", "name session files (*.jsonl) or folders that hold them"
            )
        found = _below(path) if path.is_dir() else [path, *_below(path.with_suffix(""))]
        for file in found:
            real = os.path.realpath(file)
            if real not in seen:
                seen.add(real)
                yield file


def _below(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(Path(top, name) for top, _, names in os.walk(folder) for name in names if name.endswith(".jsonl"))


def _take(file: Path, messages: claude.Messages, threads: codex.Threads, stop: int | None) -> int:
    """Read one file into the meters; the number of lines that could not be read."""
    skipped = 0
    name = lines.word(str(file))
    try:
        with file.open("rb") as stream:
            for line in lines.read(stream, marks=claude.MARKS, stop=stop):
                if line.row is None:
                    skipped += line.marks or not line.long
                elif not messages.add(line.row, file=name, end=line.end):
                    threads.add(line.row, file=name, end=line.end)
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror or error}", "name files you may read") from error
    return skipped


def _database() -> sqlite3.Connection:
    """A private database that lives in memory while it is small, and in a nameless temporary file beyond that."""
    database = sqlite3.connect("")
    database.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    database.execute("PRAGMA journal_mode = OFF")
    database.execute("PRAGMA synchronous = OFF")
    return database
