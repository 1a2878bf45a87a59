"""Outcomes of full validation, remembered by the content of the documents they are about."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from accord.model import Note, Where
from accord.outside import cache

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from accord.contract.openapi.document import Document

FORMAT = 3  # to be raised when notes are made in another way
KEEP, BYTES = 200, 16 << 20  # outcomes, and what they may take together; the oldest go


class Store:
    """The outcome for one set of documents: there or not. A cache that cannot be read or written is as good as none."""

    def __init__(self, directory: Path | None, documents: Iterable[Document]) -> None:
        from importlib.metadata import version

        digest = hashlib.sha256(f"{FORMAT} {version('openapi-spec-validator')}".encode())
        self._files: list[str] = []  # kept by number: a document is the same wherever it is looked at from
        for document in documents:  # in order of reading, which the content decides
            self._files.append(document.file)
            digest.update(f"\n{document.digest}".encode())
        folder = directory or (cache.folder("validation") if cache.wanted() else None)
        self._path = folder / f"{digest.hexdigest()}.json" if folder else None

    def load(self) -> tuple[Note, ...] | None:
        if self._path is None:
            return None
        try:
            kept = json.loads(cache.read(self._path) or b"")
            return tuple(self._note(entry) for entry in kept)
        except (OSError, ValueError, TypeError, LookupError, AttributeError):
            return None

    def save(self, notes: tuple[Note, ...]) -> None:
        if self._path is None:
            return
        data = json.dumps([self._entry(note) for note in notes]).encode()
        cache.write(self._path, [data], count=KEEP, size=BYTES)

    def _entry(self, note: Note) -> dict[str, Any]:
        where = note.where
        return {
            "rule": note.rule, "file": self._files.index(where.file), "line": where.line, "column": where.column,
            "message": note.message, "fix": note.fix, "pointer": note.pointer,
        }  # fmt: skip

    def _note(self, entry: dict[str, Any]) -> Note:
        where = Where(self._files[entry["file"]], entry["line"], entry["column"])
        return Note(entry["rule"], where, entry["message"], entry["fix"], pointer=entry["pointer"])
