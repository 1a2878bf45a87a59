"""Components that are a file of markup, script and style (Vue, Svelte, Astro): their scripts are not read, and those that send are told."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from accord.model import Scan, Unread, Where
from accord.scan.clients import first_request, is_noise
from accord.source import disk

if TYPE_CHECKING:
    from accord.scan import ScanOptions
    from accord.source.files import SourceFiles

SKIPPED = "component in a file of its own format"


def told(found: Scan, components: SourceFiles, options: ScanOptions) -> Scan:
    """A scan with the components that may send requests as unread places, and the others counted."""
    unread: list[Unread] = []
    for path in components.files:
        relative = os.path.relpath(path, components.root).replace(os.sep, "/")
        if not options.tests and is_noise(relative):
            continue
        line = first_request(disk.read(path))
        if line is not None:
            suffix = os.path.splitext(path)[1]
            unread.append(Unread(Where(relative, line), f"requests of {suffix} files are not read", (relative,)))
    skipped = {**found.examined.skipped, SKIPPED: len(components.files)}
    examined = replace(found.examined, skipped=dict(sorted(skipped.items())))
    return replace(found, unread=(*found.unread, *unread), examined=examined)


__all__ = ["told"]
