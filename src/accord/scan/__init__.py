"""A source tree in, everything it serves and calls out: the seam between source reading and comparison."""

from __future__ import annotations

import gc
import os
import sys
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from accord.model import Examined, Scan

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from accord.model import Role
    from accord.source.disk import Asked
    from accord.source.files import SourceFiles

STACK = 512 << 20  # bytes of stack for an evaluation: the interpreter recurses as deep as the program it reads
RECURSION = 50_000


@dataclass(frozen=True, slots=True)
class ScanOptions:
    """What a scan may be told: the role decides which languages' entry points matter, `app` selects one application object."""

    role: Role = "provider"
    app: str = ""
    libraries: tuple[str, ...] = ()  # site-packages folders whose source may be read like the tree
    versions: tuple[tuple[str, str], ...] = ()  # framework versions that override what the project declares
    tests: bool = False  # read tests, mocks, stories and documentation folders too


def scan(
    directory: Path, *, relative_to: Path | None = None, options: ScanOptions | None = None, keep: bool = False
) -> Scan:
    """Read the tree below `directory`; files are named relative to `relative_to` (default: `directory`).

    With `keep` the scan is kept for the next run, which reads nothing again while nothing has changed.
    """
    wanted = options or ScanOptions()
    root = os.path.abspath(directory)
    base = os.path.abspath(relative_to) if relative_to is not None else root
    if not keep:
        return _with_deep_stack(lambda: _visited(root, base, wanted, noted=False))[0]
    from accord.scan.kept import Entry

    entry = Entry(root, base, wanted)
    found = entry.load()
    if found is None:
        found, asked = _with_deep_stack(lambda: _visited(root, base, wanted, noted=True))
        entry.save(found, asked)
    return found


def _visited(root: str, base: str, options: ScanOptions, *, noted: bool) -> tuple[Scan, Asked]:
    """The scan, and what it asked the disk where that is noted."""
    from accord.source import disk

    with disk.visit(noted=noted) as asked:
        return _everything(root, base, options), asked


def _everything(root: str, base: str, options: ScanOptions) -> Scan:
    """The tree read, files named relative to `base`; of a client also what becomes of its paths on their way."""
    from accord.source import files

    scripts_of = (*files.JAVASCRIPT, files.MANIFEST)
    components_of = files.COMPONENTS if options.role == "consumer" else ()
    serves = options.role == "provider"
    walked = files.walk(root, (*files.PYTHON, *scripts_of, *components_of), bare=serves)  # one walk for all
    components = walked.take(components_of)
    scripts = walked.take(scripts_of)
    if walked.bare:
        from accord.source import bare

        scripts.files.update(dict.fromkeys(bare.scripts(walked.bare)))
    configurations = list(scripts.files)
    found = _languages(walked, scripts, options)
    if components.files:
        from accord.scan import components as single_files

        found = single_files.told(found, components, options)
    prefix = os.path.relpath(root, base).replace(os.sep, "/")
    if prefix != ".":
        from accord.scan.relocate import relocated

        found = relocated(found, prefix)
    if options.role != "consumer":
        return found
    from accord.scan import proxies

    way = proxies.read(root, base, configurations, tests=options.tests)
    return replace(found, rewrites=way.rewrites, unread=found.unread + way.unread) if way.rewrites else found


def _languages(found: SourceFiles, scripts: SourceFiles, options: ScanOptions) -> Scan:
    """The tree read in every language it has files of."""
    scans: list[Scan] = []
    if found.files or found.unreadable or not scripts.files:
        from accord.scan import python

        scans.append(python.scan(found, options))
    else:
        scripts.skipped = found.skipped
    if scripts.files or scripts.unreadable:
        from accord.scan import javascript

        other = javascript.scan(scripts, options)
        if other.examined.files or other.unread or not scans:
            scans.append(other)
    return _merged(*scans) if len(scans) > 1 else scans[0]


def _merged(one: Scan, other: Scan) -> Scan:
    """Two scans of one tree as one."""
    a, b = one.examined, other.examined

    def summed(left: Mapping[str, int], right: Mapping[str, int]) -> dict[str, int]:
        return {key: left.get(key, 0) + right.get(key, 0) for key in sorted({*left, *right})}

    examined = Examined(
        files=a.files + b.files,
        bytes=a.bytes + b.bytes,
        skipped=summed(a.skipped, b.skipped),
        applications=a.applications + b.applications,
        mounts=a.mounts + b.mounts,
        frameworks=summed(a.frameworks, b.frameworks),
        unsupported=summed(a.unsupported, b.unsupported),
    )
    return Scan(
        routes=one.routes + other.routes,
        calls=one.calls + other.calls,
        unread=one.unread + other.unread,
        examined=examined,
        ignores=one.ignores + other.ignores,
        gone=one.gone + other.gone,
    )


def _with_deep_stack(work: Callable[[], tuple[Scan, Asked]]) -> tuple[Scan, Asked]:
    """Run the evaluation on a thread with a large stack, so that deeply nested source is read and not refused."""
    result: list[tuple[Scan, Asked]] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            result.append(work())
        except BaseException as error:  # noqa: BLE001 handed on to the caller's thread
            failure.append(error)

    with _DEEP:
        thread = threading.Thread(target=run, name="accord-scan")
        _DEEP.start(thread)
        thread.join()
    if failure:
        raise failure[0]
    return result[0]


class _Deep:
    """What the whole process is set to while scans run. Several may run side by side, as when agents are judged: the last
    one to end sets it back.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running = 0
        self._limit, self._collecting = 0, True

    def __enter__(self) -> None:
        with self._lock:
            if not self._running:
                self._limit, self._collecting = sys.getrecursionlimit(), gc.isenabled()
                gc.disable()  # a scan lives shortly and keeps what it makes; looking for garbage costs a third of it
                sys.setrecursionlimit(max(self._limit, RECURSION))
            self._running += 1

    def start(self, thread: threading.Thread) -> None:
        """Begin a thread with a deep stack."""
        with self._lock:
            size = threading.stack_size(STACK)
            try:
                thread.start()
            finally:
                threading.stack_size(size)

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._running -= 1
            if not self._running:
                if self._collecting:
                    gc.enable()
                sys.setrecursionlimit(self._limit)


_DEEP = _Deep()

__all__ = ["ScanOptions", "replace", "scan"]
