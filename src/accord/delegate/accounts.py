"""The accounts of a run: one JSON line for every attempt, on the disk when the attempt is over."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from accord.outside import append

if TYPE_CHECKING:
    from pathlib import Path

    from accord.delegate.model import Attempt

NAME = "attempts.jsonl"


def record(file: Path, attempt: Attempt) -> None:
    """Append one attempt; whole or not at all, whoever else appends."""
    append.append(file, json.dumps(asdict(attempt), ensure_ascii=False) + "\n", whole=_is_whole)


def read(file: Path) -> list[dict[str, Any]]:
    """Every whole line."""
    if not file.is_file():
        return []
    return [json.loads(line) for line in file.read_bytes().splitlines() if _is_whole(line)]


def now() -> str:
    """The time as it stands in the accounts."""
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _is_whole(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False
