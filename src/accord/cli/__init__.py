"""The command line: one module per command, loaded when it is called."""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """Run `accord` with the arguments of this process and leave with its exit code."""
    _open_what_was_closed()
    try:
        from accord.cli.group import run
    except KeyboardInterrupt:  # while modules are loaded; later `run` sees to it
        sys.exit(130)
    if sys.argv[1:2] in (["routes"], ["calls"], ["explain"]):
        gc.disable()  # one scan and the process ends: looking for what could be freed takes a third as long as the scan
    sys.exit(run(sys.argv[1:]))


def _open_what_was_closed() -> None:
    """A process may begin without standard streams (`>&-`, some services); the first file it opened would be one then."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest free number: this one
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 for the rest of the process
