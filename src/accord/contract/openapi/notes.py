"""What must be said about a document while it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.model import Note, Where

if TYPE_CHECKING:
    from accord.errors import ContractError
    from accord.model import Operation


class Notes:
    """Notes in order of place, each once."""

    def __init__(self) -> None:
        self._said: dict[tuple[str, Where, str], Note] = {}

    def add(
        self,
        rule: str,
        where: Where,
        message: str,
        fix: str = "",
        pointer: str = "",
        *,
        operation: Operation | None = None,
    ) -> None:
        self._said.setdefault((rule, where, message), Note(rule, where, message, fix, operation, pointer))

    def complain(self, error: ContractError, rule: str = "invalid-contract", pointer: str = "") -> None:
        """Note what would be an error, were the rest of the document not worth reading."""
        self.add(rule, Where(error.file, error.line), error.problem, error.remedy, pointer)

    def sorted(self) -> tuple[Note, ...]:
        return tuple(sorted(self._said.values(), key=lambda note: (note.where, note.rule, note.message)))
