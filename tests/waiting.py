"""Time in tests: conditions are waited for, never seconds; and where a bar is in seconds, how slow this machine is now.

A bound only ends a wait that is in vain. It is many times what a loaded machine of two cores needs.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 180.0  # seconds
_REFERENCE = 0.04  # CPU seconds of `_work` on the machine the bars were set on

T = TypeVar("T")


def until(met: Callable[[], T], *, seconds: float = PATIENCE, beat: float = 0.05) -> T:
    """What `met` gives as soon as that is true in Python's sense."""
    end = time.monotonic() + seconds
    while not (found := met()):
        assert time.monotonic() < end, f"waited in vain for {seconds:g} s"
        time.sleep(beat)
    return found


def slowness() -> float:
    """How many times slower than the machine the bars were set on this one computes at the moment; never below 1."""
    return max(1.0, min(_work() for _ in range(3)) / _REFERENCE)


def _work() -> float:
    begun = time.process_time()
    words: dict[str, int] = {}
    for number in range(150_000):
        name = f"/api/{number % 977}/items"
        words[name] = words.get(name, 0) + len(name.split("/"))
    return time.process_time() - begun
