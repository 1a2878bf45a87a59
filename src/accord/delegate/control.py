"""What the tasks of one run share while they run side by side: a stop, and the tokens spent."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accord.delegate.model import Usage


class Control:
    """One for each run; a task that runs alone has one of its own."""

    def __init__(self, max_tokens: int | None = None) -> None:
        self.max_tokens = max_tokens
        self.reason = ""  # why everything is to stop
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._spent = 0

    def halt(self, reason: str) -> None:
        """Stop every task; the first reason counts."""
        with self._lock:
            self.reason = self.reason or reason
        self._stop.set()

    def halted(self) -> bool:
        return self._stop.is_set()

    def spend(self, usage: Usage) -> None:
        with self._lock:
            self._spent += usage.total or 0

    @property
    def exhausted(self) -> bool:
        """Whether no further turn may begin."""
        with self._lock:
            return self.max_tokens is not None and self._spent >= self.max_tokens
