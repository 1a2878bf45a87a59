"""Claude Code sessions: each message counted once over all files.

A client writes one line per content block, each with the message's whole usage; early lines of a subagent hold a
placeholder, a forked session repeats the lines of the first, a side question replays them under new requests. So a
message is known by its id and its request (by its id alone where no request is named); of its lines the one with the
most tokens counts, the later of equals; a sidechain's copy of a message that the main chain has does not count, a
sidechain's own message does; `<synthetic>` answers were never billed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accord.ledger.lines import word
from accord.ledger.usage import ClaudeUsage, Session, count

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

MARKS = (b'"assistant"', b'"usage"')  # what every line that counts has in it

_TABLE = """
CREATE TABLE message (
    id TEXT, request TEXT, side INTEGER, session TEXT,
    output INTEGER, input INTEGER, creation INTEGER, cached INTEGER, total INTEGER, unfinished INTEGER,
    PRIMARY KEY (id, request, side)
) WITHOUT ROWID
"""

_KEEP = """
INSERT INTO message VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET output = excluded.output, input = excluded.input,
    creation = excluded.creation, cached = excluded.cached, total = excluded.total,
    unfinished = excluded.unfinished
WHERE excluded.total >= message.total
"""

# The order matters: copies in side chains go first; then a line that names no request is one of the requests' lines
# of the same message.
_RESOLVE = (
    """
    DELETE FROM message WHERE side = 1
    AND EXISTS (SELECT 1 FROM message AS main WHERE main.id = message.id AND main.side = 0)
    """,
    """
    DELETE FROM message WHERE request = '' AND EXISTS (
        SELECT 1 FROM message AS named
        WHERE named.id = message.id AND named.request > '' AND named.total >= message.total
    )
    """,
    """
    DELETE FROM message WHERE request > ''
    AND EXISTS (SELECT 1 FROM message AS bare WHERE bare.id = message.id AND bare.request = '')
    AND request = (
        SELECT named.request FROM message AS named WHERE named.id = message.id AND named.request > ''
        ORDER BY named.total DESC, named.request LIMIT 1
    )
    """,
)

_TOTALS = """
SELECT session, SUM(output), SUM(input), SUM(creation), SUM(cached), COUNT(*)
FROM message GROUP BY session ORDER BY session
"""

_BATCH = 2_000


class Messages:
    """The messages of any number of files, kept on disk when they are many."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._batch: list[tuple[Any, ...]] = []
        self._database.execute(_TABLE)

    def add(self, row: dict[str, Any], *, file: str, end: int) -> bool:
        """Take a line in; False when it is not an answer that counts. `file` and `end` name a line without a message
        id.
        """
        message = row.get("message")
        usage = message.get("usage") if isinstance(message, dict) else None
        if row.get("type") != "assistant" or not isinstance(message, dict) or not isinstance(usage, dict) or not usage:
            return False
        if message.get("model") == "<synthetic>":
            return False
        name = word(message.get("id"))
        figures = [
            count(usage.get(field))
            for field in ("output_tokens", "input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
        ]
        self._batch.append(
            (
                name or f"{file}\0{end}",
                word(row.get("requestId")) if name else "",
                1 if row.get("isSidechain") else 0,
                word(row.get("sessionId")) or file,
                *figures,
                sum(figures),
                "stop_reason" in message and message["stop_reason"] is None,
            )
        )
        if len(self._batch) >= _BATCH:
            self._flush()
        return True

    def sessions(self) -> Iterator[Session]:
        """Resolve the copies, then one session after the other. To be called once, after the last `add`."""
        self._flush()
        for statement in _RESOLVE:
            self._database.execute(statement)
        for session, *figures in self._database.execute(_TOTALS):
            yield Session("claude", session, ClaudeUsage(*figures))

    @property
    def unfinished(self) -> int:
        """Messages of which only lines from before their end were written: their output is a placeholder. To be asked
        after `sessions`.
        """
        row = self._database.execute("SELECT COALESCE(SUM(unfinished), 0) FROM message").fetchone()
        return int(row[0])

    def _flush(self) -> None:
        self._database.executemany(_KEEP, self._batch)
        self._batch.clear()
