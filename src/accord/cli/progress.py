"""A line on the terminal while something takes long; nothing where nobody watches, and nothing for what is quick."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 2.0  # seconds before anything is said
_BEAT = 0.5


@contextlib.contextmanager
def progress(what: str, *, quiet: bool = False) -> Iterator[None]:
    """Say on standard error how long this takes, once it takes long; the line is gone when it ends."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    over = threading.Event()
    said = threading.Event()

    def tell() -> None:
        started = time.monotonic()
        if over.wait(PATIENCE):
            return
        while not over.is_set():
            said.set()
            sys.stderr.write(f"\r\x1b[Kaccord: {what}, {time.monotonic() - started:.0f} s")
            sys.stderr.flush()
            over.wait(_BEAT)

    teller = threading.Thread(target=tell, name="accord-progress", daemon=True)
    teller.start()
    try:
        yield
    finally:
        over.set()
        teller.join()
        if said.is_set():
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
