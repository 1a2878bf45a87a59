"""Checking again whenever a file that matters is saved; by looking, as no system's notices are the same everywhere."""

from __future__ import annotations

import contextlib
import os
import time
from typing import TYPE_CHECKING

from accord.check import baseline_file
from accord.errors import AccordError
from accord.source.files import walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from accord.config import Config

SUFFIXES = (".py", ".js", ".jsx", ".ts", ".tsx", ".mjs", ".cjs", ".mts", ".cts", ".json", ".toml")
_LEAST = 0.3  # seconds between two looks
_SHARE = 10  # a look may take this fraction of the time between two
_SETTLE = 0.1  # seconds a save takes, editors that write several files included

Seen = dict[str, tuple[int, int]]


def changes(
    configured: Callable[[], Config], *, sleep: Callable[[float], None] = time.sleep
) -> Iterator[tuple[str, ...]]:
    """The files that changed, each time some did, for ever; first, at once, nothing.

    `configured` is asked again before each look, as the configuration may change what matters; while it cannot be read
    what mattered before is looked at.
    """
    config = configured()
    before = look(config)
    yield ()
    while True:
        started = time.perf_counter()
        after = look(config)
        spent = time.perf_counter() - started
        if after == before:
            sleep(max(_LEAST, spent * _SHARE))
            continue
        while True:  # until nothing moves any more
            sleep(_SETTLE)
            settled = look(config)
            if settled == after:
                break
            after = settled
        names = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
        before = after
        with contextlib.suppress(AccordError):
            config = configured()
            # Before the caller's check: a save while it runs must be seen. What the new settings add has not changed;
            # what was seen before is compared as it was.
            before = {name: before.get(name, state) for name, state in look(config).items()}
        yield tuple(os.path.relpath(name, config.root).replace(os.sep, "/") for name in names)


def look(config: Config) -> Seen:
    """Time and size of every file a check of this configuration may read."""
    files: set[str] = {str(path) for path in _named(config)}
    for part in config.components:
        with contextlib.suppress(AccordError):  # the folder is gone: that is a change, too
            files.update(walk(str(config.root / part.path), SUFFIXES).files)
    seen: Seen = {}
    for file in files:
        try:
            status = os.stat(file)  # noqa: PTH116 thousands of them, several times a second
        except OSError:
            continue
        seen[file] = (status.st_mtime_ns, status.st_size)
    return seen


def _named(config: Config) -> Iterable[Path]:
    yield from (config.root / file for file in config.all_contracts)
    yield baseline_file(config)
    yield from (config.root / name for name in ("pyproject.toml", "accord.toml"))
