"""What is seen while agents work: on a terminal one line for each task, written anew; elsewhere, where a model may read
it, one short line when an attempt begins and when a task is done.
"""

from __future__ import annotations

import contextlib
import shutil
import threading
import time
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accord.delegate.model import Progress, Tell

_BEAT = 0.5  # seconds


@contextlib.contextmanager
def live(to: TextIO) -> Iterator[Tell]:
    """A listener that shows what it hears on `to`; the live lines are gone when the block ends."""
    if not to.isatty():
        yield _Plain(to).hear
        return
    shown = _Lines(to)
    over = threading.Event()
    beat = threading.Thread(target=shown.beat, args=(over,), name="accord-live", daemon=True)
    beat.start()
    try:
        yield shown.hear
    finally:
        over.set()
        beat.join()
        shown.clear()


class _Plain:
    def __init__(self, to: TextIO) -> None:
        self._to, self._lock = to, threading.Lock()
        self._said: set[tuple[str, str]] = set()

    def hear(self, progress: Progress) -> None:
        if progress.state not in ("working", "done"):
            return
        state = progress.outcome.stop if progress.outcome else f"attempt {progress.attempt}"
        with self._lock:
            if (progress.task, state) not in self._said:
                self._said.add((progress.task, state))
                self._to.write(f"accord: {progress.task} {state}\n")
                self._to.flush()


class _Lines:
    def __init__(self, to: TextIO) -> None:
        self._to, self._lock = to, threading.Lock()
        self._tasks: dict[str, tuple[Progress, float, float]] = {}  # the last word, since when, seconds when it ended
        self._drawn = 0

    def hear(self, progress: Progress) -> None:
        with self._lock:
            known = self._tasks.get(progress.task)
            since = known[1] if known and known[0].state != "waiting" else time.monotonic()
            took = time.monotonic() - since if progress.state == "done" else -1.0
            self._tasks[progress.task] = progress, since, took
            if known and _line(known[0]) != _line(progress):  # seen at once; only seconds wait for the beat
                self._draw()

    def beat(self, over: threading.Event) -> None:
        while not over.wait(_BEAT):
            with self._lock:
                self._draw()

    def clear(self) -> None:
        with self._lock:
            self._to.write(self._up())
            self._to.flush()
            self._drawn = 0

    def _draw(self) -> None:
        width = shutil.get_terminal_size().columns
        now = time.monotonic()
        lines = [
            f"{_line(progress)}, {took if took >= 0 else now - since:.0f} s"[: width - 1]
            for progress, since, took in self._tasks.values()
        ]
        self._to.write(self._up() + "".join(f"{line}\n" for line in lines))
        self._to.flush()
        self._drawn = len(lines)

    def _up(self) -> str:
        return (f"\x1b[{self._drawn}A" if self._drawn else "") + "\r\x1b[J"


def _line(progress: Progress) -> str:
    state = progress.outcome.stop if progress.outcome else progress.state
    parts = [f"{progress.task} {state}"]
    if progress.attempt:
        parts.append(_count(progress.attempt, "attempt") if progress.outcome else f"attempt {progress.attempt}")
    if progress.files:
        parts.append(_count(progress.files, "file"))
    if progress.tokens is not None:
        parts.append(f"{progress.tokens:,} tokens")
    return ", ".join(parts)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
