"""What the orchestrating Claude Code session spent on this project while something ran."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from accord.errors import UsageError
from accord.ledger import lines, tokens
from accord.ledger.usage import ClaudeUsage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_HEAD = 50  # lines in which a session says where it works


@dataclass(frozen=True, slots=True)
class Mark:
    """How far every session of a project was written at one moment: its file and their sizes in bytes."""

    root: Path
    sizes: Mapping[Path, int]
    readable: bool = True  # False: nothing can be said about what is spent from here on


@dataclass(frozen=True, slots=True)
class Spent:
    """What a session spent between a mark and now; None is unknown."""

    output_tokens: int | None = None
    api_calls: int | None = None


def mark(root: Path) -> Mark:
    """Remember how far the sessions of the project at `root` are. Nothing is parsed, so it costs next to nothing."""
    try:
        return Mark(root, {file: file.stat().st_size for file in tokens.session_files(_sessions(root))})
    except (OSError, UsageError):
        return Mark(root, {}, readable=False)


def since(start: Mark) -> Spent:
    """What the project's newest session, subagents included, spent since `start`; unknown where there is none, or where
    sessions cannot be read.
    """
    try:
        newest = max(_sessions(start.root), key=_written, default=None)
        return _spent(start, newest) if newest and start.readable else Spent()
    except (OSError, UsageError):
        return Spent()


def _spent(start: Mark, newest: Path) -> Spent:
    # A session that began since then may be a fork: what it copied from the older ones was not spent now.
    older = [] if newest in start.sizes else [file for file in start.sizes if file.is_file()]
    then = {file: start.sizes.get(file, 0) for file in tokens.session_files([*older, newest])}
    mine = set(tokens.session_files([newest]))
    now = tokens.meter([*older, newest], stops={file: end for file, end in then.items() if file not in mine}).claude
    before = tokens.meter([*older, newest], stops=then).claude or ClaudeUsage()
    if now is None:
        return Spent()
    return Spent(now.output_tokens - before.output_tokens, now.api_calls - before.api_calls)


def _sessions(root: Path) -> list[Path]:
    """The session files of a project. The folder's name is the project's path with all but letters and digits as `-`,
    so it can be another project's as well; the session itself says where it works.
    """
    name = re.sub(r"[^A-Za-z0-9]", "-", str(root.resolve()))
    found = [file for home in _homes() for file in sorted((home / "projects" / name).glob("*.jsonl"))]
    return [file for file in found if _works_in(file, root.resolve())]


def _homes() -> Iterator[Path]:
    if configured := os.environ.get("CLAUDE_CONFIG_DIR"):
        yield from (Path(part) for part in configured.split(",") if part)
    else:
        yield Path.home() / ".claude"
        yield Path.home() / ".config" / "claude"


def _works_in(file: Path, root: Path) -> bool:
    with file.open("rb") as stream:
        for line, _ in zip(lines.read(stream), range(_HEAD), strict=False):
            if line.row and isinstance(line.row.get("cwd"), str):
                return Path(os.path.realpath(line.row["cwd"])) == root
    return True


def _written(file: Path) -> float:
    return max(part.stat().st_mtime for part in tokens.session_files([file]))
