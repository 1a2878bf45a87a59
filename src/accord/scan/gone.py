"""Which of the modules that are not in the tree keep what it serves from starting.

An import that leads nowhere may be a script's nobody runs any more, or of a file that a build makes. What is told here is neither: the importing
file takes part in what is served, the folder around the module is there, and neither disk nor `.gitignore` knows of such a file.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from accord.evaluate.machine import GONE
from accord.model import Unread, Where
from accord.source import disk, files

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accord.model import Scan


class Absent(NamedTuple):
    """A module that is not there: who imports it (file of the tree, line), its name there, the files it might be (the likeliest first)."""

    importers: tuple[tuple[str, int], ...]
    name: str
    files: tuple[str, ...]


def gone(scan: Scan, root: str, modules: Iterable[Absent]) -> tuple[Unread, ...]:
    """The modules without which nothing that `scan` found in the tree at `root` is served, each where it is first imported."""
    serving = {application.where.file for application in scan.examined.applications}
    for route in scan.routes:
        if route.mounted:
            serving.update((route.where.file, *(step.where.file for step in route.trail)))
    found = []
    for module in modules:
        mounting = {u.where.file for u in scan.unread if f": {module.name}" in u.reason and GONE in u.reason}
        places = [place for place in module.importers if place[0] in serving | mounting]
        if places and not _is_somewhere(root, module.files[0]) and not files.is_ignored(root, module.files):
            found.append(Unread(Where(*min(places)), f"imports {module.name}, which is not in the tree"))
    return tuple(found)


def _is_somewhere(root: str, file: str) -> bool:
    """Whether the disk has the module in a form or place that the walk left out; a folder of mere bytecode is none."""
    folder, name = os.path.split(os.path.join(root, file))
    stem = name.partition(".")[0]
    try:
        entries = disk.names(folder)
    except OSError:
        return True  # no folder: another distribution, or a build, may bring all of it
    if any(entry.startswith(f"{stem}.") for entry in entries):
        return True
    package = os.path.join(folder, stem)
    return disk.is_folder(package) and any("." in entry for entry in disk.names(package))
