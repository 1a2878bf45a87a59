"""The command line: one module per command, loaded when it is called."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run `accord` with the arguments of this process and leave with its exit code."""
    from accord.cli.group import run

    if sys.argv[1:2] in (["routes"], ["calls"], ["explain"]):
        gc.disable()  # one scan and the process ends: looking for what could be freed takes a third as long as the scan
    sys.exit(run(sys.argv[1:]))
