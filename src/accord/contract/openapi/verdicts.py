"""Outcomes of full validation, remembered by the content of the documents they are about."""

from __future__ import annotations

import contextlib
import hashlib
import json
from typing import TYPE_CHECKING, Any

from accord.errors import OutsideError
from accord.model import Note, Where
from accord.outside import cache, files

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from accord.contract.openapi.document import Document

FORMAT = 3  # to be raised when notes are made in another way
KEEP = 200  # outcomes; the oldest go


class Store:
    """The outcome for one set of documents: there or not. A cache that cannot be read or written is as good as none."""

    def __init__(self, directory: Path | None, documents: Iterable[Document]) -> None:
        from importlib.metadata import version

        digest = hashlib.sha256(f"{FORMAT} {version('openapi-spec-validator')}".encode())
        self._files: list[str] = []  # kept by number: a document is the same wherever it is looked at from
        for document in documents:  # in order of reading, which the content decides
            self._files.append(document.file)
            digest.update(f"\n{document.digest}".encode())
        folder = directory or cache.folder("validation")
        self._path = folder / f"{digest.hexdigest()}.json" if folder else None

    def load(self) -> tuple[Note, ...] | None:
        if self._path is None:
            return None
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            return tuple(self._note(entry) for entry in kept)
        except (OSError, ValueError, TypeError, LookupError, AttributeError):
            return None

    def save(self, notes: tuple[Note, ...]) -> None:
        if self._path is None:
            return
        with contextlib.suppress(OutsideError, OSError):
            files.write(self._path, json.dumps([self._entry(note) for note in notes]))
            kept = sorted(self._path.parent.glob("*.json"), key=lambda path: path.stat().st_mtime)
            for old in kept[:-KEEP]:
                old.unlink()

    def _entry(self, note: Note) -> dict[str, Any]:
        where = note.where
        return {
            "rule": note.rule, "file": self._files.index(where.file), "line": where.line, "column": where.column,
            "message": note.message, "fix": note.fix, "pointer": note.pointer,
        }  # fmt: skip

    def _note(self, entry: dict[str, Any]) -> Note:
        where = Where(self._files[entry["file"]], entry["line"], entry["column"])
        return Note(entry["rule"], where, entry["message"], entry["fix"], pointer=entry["pointer"])
