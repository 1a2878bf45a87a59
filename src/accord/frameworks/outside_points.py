"""Entry points that other packages declare, looked for without `importlib.metadata` where there are none.

Loading that module takes as long as reading a small tree, and nearly always finds nothing but accord itself.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from accord.source import disk

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_METADATA = (".dist-info", ".egg-info", ".egg")
_FILES = ("entry_points.txt", os.path.join("EGG-INFO", "entry_points.txt"))


def load(group: str, shipped: Mapping[str, str]) -> list[Any]:
    """What other packages register under a group; `shipped` are accord's own entries, which are left out."""
    if all(declared in shipped.items() for folder in sys.path for declared in _declared(folder, group)):
        return []
    from importlib.metadata import entry_points

    return [point.load() for point in entry_points(group=group) if shipped.get(point.name) != point.value]


def _declared(folder: str, group: str) -> Iterable[tuple[str, str]]:
    """Names and values of a group, as the packages installed in a folder declare them."""
    folder = os.path.abspath(folder)
    if disk.is_file(folder):
        yield "", folder  # an archive: only importlib.metadata can look into it
        return
    try:
        names = disk.names(folder, _METADATA)
    except OSError:
        return
    for name in names:
        for inner in _FILES:
            yield from _section(os.path.join(folder, name, inner), group)


def _section(file: str, group: str) -> Iterable[tuple[str, str]]:
    try:
        text = disk.text(file)
    except OSError:
        return
    for line in text.partition(f"[{group}]")[2].partition("\n[")[0].splitlines():
        name, equals, value = line.partition("=")
        if equals:
            yield name.strip(), value.strip()
