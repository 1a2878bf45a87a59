"""Codex rollouts: a thread's usage is a running total, written after every request and carried on by every resume.

What a request used is the difference of two totals; a total that falls starts a new count. A thread found in several
files is counted once, from the file that says the most. A forked thread carries its parent's total on, or opens with a
copy of its parent's lines (clients differ): either way, what the parent accounts for is left out.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Any

from accord.ledger.lines import word
from accord.ledger.usage import CodexUsage, Session, as_dict, count

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

_FIELDS = (
    "output_tokens",
    "input_tokens",
    "cached_input_tokens",
    "cache_write_input_tokens",
    "reasoning_output_tokens",
)
_ZERO = (0,) * len(_FIELDS)
_TABLE = """
CREATE TABLE running (
    file TEXT, place INTEGER,
    output INTEGER, input INTEGER, cached INTEGER, written INTEGER, reasoning INTEGER,
    PRIMARY KEY (file, place)
) WITHOUT ROWID
"""

Total = tuple[int, ...]


class Threads:
    """The running totals of any number of rollouts, kept on disk when they are many."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._database.execute(_TABLE)
        self._ids: dict[str, str] = {}  # file → thread
        self._parents: dict[str, str] = {}  # thread → the thread it was forked from
        self._last: dict[str, Total] = {}  # file → its newest total
        self._starts: dict[str, Total] = {}  # file of a fork → what its parent had used when it was forked

    def add(self, row: dict[str, Any], *, file: str, end: int) -> bool:
        """Take a line in; False when it is no line of a rollout."""
        payload = row.get("payload")
        if not isinstance(payload, dict):
            return False
        kind = row.get("type")
        if kind == "session_meta":
            self._start(file, payload)
        elif kind == "event_msg" and payload.get("type") == "token_count":
            self._total(file, end, payload.get("info"))
        return kind in ("session_meta", "event_msg", "response_item", "turn_context")

    def sessions(self) -> Iterator[Session]:
        """One thread after the other, in the order of their ids. To be called after the last `add`."""
        best: dict[str, tuple[CodexUsage, str]] = {}
        for file in sorted(self._last.keys() | self._ids.keys()):
            usage = self._usage(file)
            thread = self._ids.get(file, file)
            if thread not in best or _size(usage) > _size(best[thread][0]):
                best[thread] = (usage, file)
        for thread, (usage, file) in sorted(best.items()):
            parent = best.get(self._parents.get(thread, ""))
            copied = _copied(self._running(file), self._running(parent[1])) if parent else ()
            yield Session("codex", thread, self._usage(file, copied) if copied else usage)

    def _start(self, file: str, payload: dict[str, Any]) -> None:
        thread = word(payload.get("id"))
        if file in self._ids or not thread:
            return  # a fork repeats its parent's head below its own
        self._ids[file] = thread
        parent = word(payload.get("forked_from_id"))
        if parent and parent != thread:
            self._parents[thread] = parent

    def _total(self, file: str, end: int, info: Any) -> None:
        total = _figures(info, "total_token_usage")
        if not total:
            return  # a notice about limits alone
        last = _figures(info, "last_token_usage")
        if file not in self._last and last and self._ids.get(file) in self._parents:
            self._starts[file] = tuple(max(0, all_ - one) for all_, one in zip(total, last, strict=True))
        if self._last.get(file) != total:
            self._database.execute("INSERT INTO running VALUES (?, ?, ?, ?, ?, ?, ?)", (file, end, *total))
            self._last[file] = total

    def _usage(self, file: str, copied: Total = ()) -> CodexUsage:
        return _usage(self._running(file), self._starts.get(file, _ZERO), copied)

    def _running(self, file: str) -> Iterator[Total]:
        statement = "SELECT output, input, cached, written, reasoning FROM running WHERE file = ? ORDER BY place"
        return iter(self._database.execute(statement, (file,)))


def _figures(info: Any, name: str) -> Total:
    usage = info.get(name) if isinstance(info, dict) else None
    return tuple(count(usage.get(field)) for field in _FIELDS) if isinstance(usage, dict) else ()


def _usage(totals: Iterable[Total], start: Total, copied: Total) -> CodexUsage:
    """The sum of the differences from `start` on, what lies before the total `copied` left out."""
    previous, sums, requests = start, list(_ZERO), 0
    skipping = bool(copied)
    for total in totals:
        if skipping:
            skipping, previous = total != copied, total
            continue
        base = previous if all(new >= old for new, old in zip(total, previous, strict=True)) else _ZERO
        sums = [have + new - old for have, new, old in zip(sums, total, base, strict=True)]
        requests += 1
        previous = total
    return CodexUsage(**dict(zip(_FIELDS, sums, strict=True)), api_calls=requests)


def _copied(totals: Iterable[Total], parents: Iterable[Total]) -> Total:
    """The last total of a fork that is still its parent's; () where it has none."""
    last: Total = ()
    for total, _ in takewhile(lambda pair: pair[0] == pair[1], zip(totals, parents, strict=False)):
        last = total
    return last


def _size(usage: CodexUsage) -> int:
    return sum(as_dict(usage).values())
