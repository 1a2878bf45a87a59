"""Patch files in git's format: which files they touch, and the lines they add."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_HUNK = re.compile(r"@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@")
_LARGEST = 20_000_000  # bytes


@dataclass(frozen=True, slots=True)
class PatchedFile:
    """A file of a patch, named from the top of the repository, with the lines it gains."""

    path: str
    is_new: bool
    added: list[str] = field(default_factory=list)


def read(file: Path) -> tuple[PatchedFile, ...]:
    """The files of a patch; none where it cannot be read or is too large to be one."""
    try:
        if file.stat().st_size > _LARGEST:
            return ()
        text = file.read_bytes().decode("utf-8", "replace")
    except OSError:
        return ()
    return tuple(parse(text))


def parse(text: str) -> Iterator[PatchedFile]:
    """The files of a patch's text that are there after it, in its order."""
    file: PatchedFile | None = None
    is_new = False
    old = new = 0  # lines of the hunk still to come, so that "+++ " inside one is a line and no head
    for line in text.split("\n"):
        if old > 0 or new > 0:
            old -= line[:1] in ("-", " ", "")
            new -= line[:1] in ("+", " ", "")
            if file and line.startswith("+"):
                file.added.append(line[1:].rstrip("\r"))
        elif line.startswith("--- "):
            is_new = line[4:].strip() == "/dev/null"
        elif line.startswith("+++ "):
            if file:
                yield file
            name = _name(line[4:])
            file = None if name == "/dev/null" else PatchedFile(name, is_new)
        elif hunk := _HUNK.match(line):
            old, new = (1 if count is None else int(count) for count in hunk.groups())
    if file:
        yield file


def _name(stated: str) -> str:
    """`b/a name`, or quoted with escapes where the name holds unusual characters."""
    name = stated.split("\t", maxsplit=1)[0].strip()
    if name.startswith('"'):
        raw = name.strip('"').encode("latin-1", "replace").decode("unicode_escape")
        name = raw.encode("latin-1", "replace").decode("utf-8", "replace")
    return name.removeprefix("b/")
