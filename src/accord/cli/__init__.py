"""The command line: one module per command, loaded when it is called."""

from __future__ import annotations

import sys


def main() -> None:
    """Run `accord` with the arguments of this process and leave with its exit code."""
    from accord.cli.group import run

    sys.exit(run(sys.argv[1:]))
