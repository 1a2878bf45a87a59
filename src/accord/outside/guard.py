"""Run as a program between accord and an agent: `guard.py FD COMMAND...` starts COMMAND and ends it, with all it
started, when the other end of FD closes. That is what the system does when accord dies, however it dies.

Uses nothing but the standard library: it runs isolated, without site-packages.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

GRACE = 3.0  # seconds between the request to end and the end


def main(life: int, command: list[str]) -> int:
    """The exit status of the command; 128 + N where signal N ended it, as a shell says it."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)  # for the child to heed; a handler, unlike SIG_IGN, is not inherited
    try:
        child = subprocess.Popen(command)  # noqa: S603 the command is a list, no shell reads it
    except OSError as error:
        sys.stderr.write(f"{command[0]}: {error.strerror or error}\n")
        return 127
    threading.Thread(target=_watch, args=(life,), daemon=True).start()
    status = child.wait()
    return status if status >= 0 else 128 - status


def _watch(life: int) -> None:
    os.read(life, 1)  # nothing is ever written: it returns when the other end is closed
    os.killpg(0, signal.SIGTERM)
    time.sleep(GRACE)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
