"""A source tree in, everything it serves and calls out: the seam between source reading and comparison."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accord.model import Scan

if TYPE_CHECKING:
    from pathlib import Path

    from accord.model import Role


@dataclass(frozen=True, slots=True)
class ScanOptions:
    """What a scan may be told: the role decides which languages' entry points matter, `app` selects one application object."""

    role: Role = "provider"
    app: str = ""
    libraries: tuple[str, ...] = ()  # site-packages folders whose source may be read like the tree
    versions: tuple[tuple[str, str], ...] = ()  # framework versions that override what the project declares
    tests: bool = False  # read tests, mocks, stories and documentation folders too


def scan(directory: Path, *, relative_to: Path | None = None, options: ScanOptions | None = None) -> Scan:
    """Read the tree below `directory`; files are named relative to `relative_to` (default: `directory`)."""
    del directory, relative_to, options
    return Scan()
