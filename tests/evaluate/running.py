"""Running source text through the interpreter, for tests: what names are worth afterwards, and what was lost."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Any

from accord.evaluate.machine import Machine
from accord.evaluate.python import Python
from accord.frameworks import Libraries
from accord.scan import RECURSION, STACK
from accord.source.modules import PythonTree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from accord.evaluate.values import ModuleValue

BOUND = 180.0  # seconds; a watchdog, not a measure: everything here takes a second or two alone


def bounded(work: Callable[[], Any], seconds: float = BOUND) -> Any:
    """The result of work on a deep stack; a hang or crash is a failure."""
    result: list[Any] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            result.append(work())
        except BaseException as error:  # noqa: BLE001 raised again below
            failure.append(error)

    limit, size = sys.getrecursionlimit(), threading.stack_size(STACK)
    sys.setrecursionlimit(max(limit, RECURSION))
    try:
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        thread.join(seconds)
    finally:
        threading.stack_size(size)
        sys.setrecursionlimit(limit)
    assert not thread.is_alive(), f"still running after {seconds} s"
    if failure:
        raise failure[0]
    return result[0]


class Program:
    """A few modules that have been run; `main` is the first."""

    def __init__(self, folder: Path, files: dict[str, str]) -> None:
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.machine = Machine(PythonTree(str(folder), [str(folder / f) for f in files]), Python(), Libraries())
        self.folder, self.main = folder, next(iter(files))
        bounded(lambda: self.machine.run_module(self.module(self.main)))
        bounded(self.machine.drain)

    def module(self, name: str) -> ModuleValue:
        return self.machine.module(self.machine.tree.of(str(self.folder / name)))

    def __getitem__(self, name: str) -> Any:
        """The value of a name of the first module."""
        return self.machine.module_attribute(self.module(self.main), name)

    @property
    def reasons(self) -> list[str]:
        return [loss.reason for loss in self.machine.losses.values()]


def run(folder: Path, text: str, **others: str) -> Program:
    """A program of one module, `main.py`, and of others by their name without suffix."""
    return Program(folder, {"main.py": text, **{f"{name}.py": other for name, other in others.items()}})
