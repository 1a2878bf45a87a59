"""On which file systems the times of a file tell of every change.

Elsewhere they may be those of a moment ago, as on network file systems that ask their server every few seconds, or whoever
changes a file may set them all back, as on those of cameras and sticks.
"""

from __future__ import annotations

import os
import re
import sys

_TABLE = "/proc/self/mountinfo"  # of Linux; other systems keep none, and are mostly on a disk of their own
_TELLING = frozenset(
    (
        "bcachefs",
        "btrfs",
        "ext2",
        "ext3",
        "ext4",
        "f2fs",
        "jfs",
        "nilfs2",
        "overlay",
        "ramfs",
        "reiserfs",
        "tmpfs",
        "xfs",
        "zfs",
    )
)
_known: dict[int, bool] = {}  # by the number of the file system


def tells(device: int, path: str) -> bool:
    """Whether times tell of every change on the file system of that number, on which a path lies."""
    if device not in _known:
        _known[device] = sys.platform != "linux" or kind(path) in _TELLING
    return _known[device]


def kind(path: str, table: str = _TABLE) -> str:
    """The kind of the file system a path lies on, as the system's table has it; "" where that cannot be read."""
    try:
        with open(table, "rb") as stream:
            lines = stream.read().splitlines()
    except OSError:
        return ""
    wanted, longest, found = os.fsencode(os.path.realpath(path)) + b"/", 0, ""
    for line in lines:
        place, _, rest = line.partition(b" - ")
        point = re.sub(rb"\\([0-7]{3})", lambda octal: bytes([int(octal[1], 8)]), place.split()[4]).rstrip(b"/") + b"/"
        if wanted.startswith(point) and len(point) >= longest:  # of two on one place the later one hides the other
            longest, found = len(point), rest.split()[0].decode()
    return found
