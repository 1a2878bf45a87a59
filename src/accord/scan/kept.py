"""A scan that is kept between runs, below the user's cache folder, one file for each tree and set of options.

It counts only while everything it came of is as it was: accord's own modules and what they load, Python, and every answer of the disk. An entry
that is damaged, or of another version, is as good as none.
"""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from typing import TYPE_CHECKING, Any

from accord import LOADED, __file__, __version__
from accord.outside import cache
from accord.source import answers, disk

if TYPE_CHECKING:
    from pathlib import Path

    from accord.model import Scan
    from accord.scan import ScanOptions
    from accord.source.disk import Asked

FORMAT = 2  # to be raised when entries are made or read in another way
KEEP, BYTES = 100, 64 << 20  # entries, and what they may take together
_CODE = ("accord", "tree_sitter", "pathspec", "yaml", "_yaml", "tomli")  # what of this process takes part in a scan
_BROKEN = (OSError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError, MemoryError)


class Entry:
    """What is kept for one tree and one set of options."""

    def __init__(self, root: str, base: str, options: ScanOptions) -> None:
        self._file: Path | None = None
        try:
            self._key = _key(root, base, options)
        except _BROKEN:  # a working folder that is gone, or what is no text where others look for modules
            return
        folder = cache.folder("scans") if cache.wanted() else None
        if folder is not None:
            self._file = folder / f"{disk.digest_of(self._key)}.scan"

    def load(self) -> Scan | None:
        """The scan, where nothing has changed since it was kept."""
        data = cache.read(self._file) if self._file is not None else None
        if data is None:
            return None
        try:
            return self._checked(data)
        except _BROKEN:
            return None

    def _checked(self, data: bytes) -> Scan | None:
        digest, _, content = data.partition(b"\n")
        if digest.decode() != disk.digest_of(content):
            return None
        head, _, rows = content.partition(b"\n")
        kept = json.loads(head)
        if kept["key"] != self._key or not all(disk.mark(file) == tuple(mark) for file, mark in kept["code"].items()):
            return None
        told = answers.Answers(kept["answers"])
        if not told.hold():
            return None
        from accord.scan.packed import unpack

        scan = unpack(json.loads(rows))
        if told.renewed:
            self._write({**kept, "answers": told.known}, rows)
        return scan

    def save(self, scan: Scan, asked: Asked) -> None:
        """Keep a scan, where all it came of is known."""
        if self._file is None or not asked.complete:
            return
        from accord.scan.packed import pack  # counts as code

        code = _code()
        if code is None:
            return
        try:
            rows = json.dumps(pack(scan), separators=(",", ":")).encode()
        except _BROKEN:  # not worth losing the answer
            return
        self._write({"key": self._key, "code": code, "answers": answers.known(asked)}, rows)

    def _write(self, head: dict[str, Any], rows: bytes) -> None:
        if self._file is not None:
            content = b"\n".join([json.dumps(head, separators=(",", ":")).encode(), rows])
            cache.write(self._file, [disk.digest_of(content).encode(), b"\n", content], count=KEEP, size=BYTES)


def _key(root: str, base: str, options: ScanOptions) -> str:
    """All that tells one scan from another, but for what the disk says."""
    libraries = [os.path.abspath(folder) for folder in options.libraries]
    told = [root, base, *dataclasses.astuple(options), libraries]
    user = getattr(os, "geteuid", int)()
    return json.dumps(
        [FORMAT, __version__, __file__, sys.version, sys.executable, [*map(os.path.abspath, sys.path)], user, *told]
    )


def _code() -> dict[str, list[int]] | None:
    """The marks of the modules that take part; None where one may have changed after it was loaded."""
    found: dict[str, list[int]] = {}
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0].startswith(_CODE) and (file := getattr(module, "__file__", None)):
            mark = disk.mark(file)
            if mark is None or not disk.is_old(mark, LOADED):
                return None
            found[file] = [*mark]
    return found
