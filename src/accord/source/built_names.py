"""What a program that will be built calls its own files: those of `src/x.ts` are `dist/x.js` when it runs.

A program that looks through its folders (`readdirSync('dist/routes')`, `f.endsWith('.js')`, `glob('dist/**/*.js')`) has these names in mind; the
tree holds the source they are made of.
"""

from __future__ import annotations

import os
import re

from accord.source import disk

OUTPUT = frozenset(("dist", "build", "out", "output", "lib", "es", "cjs", "esm"))
_MADE = {".ts": ".js", ".tsx": ".js", ".jsx": ".js", ".mts": ".mjs", ".cts": ".cjs"}
_OF = {made: tuple(s for s, m in _MADE.items() if m == made) for made in set(_MADE.values())}
_WANTS_MADE = re.compile(rb"""['"`]\.[cm]?js['"`]|\\\.[cm]?js\b|\*\.[cm]?js\b|===? ?['"]js['"]""")
_WANTS_WRITTEN = re.compile(rb"""\.[cm]?\(?[|?:,\w]*ts['"`$)\\/]|\*\.[{\w,|()]*ts\b|['"]ts['"]""")


def made(name: str) -> str:
    """What a source file is called when it is built."""
    stem, extension = os.path.splitext(name)
    return name if name.endswith(".d.ts") else stem + _MADE.get(extension, extension)


def wants_made(text: bytes) -> bool:
    """Whether a module's text asks for files by the ending they have when they are built, and for none as they are written."""
    return _WANTS_MADE.search(text) is not None and _WANTS_WRITTEN.search(text) is None


def sources(path: str, root: str) -> list[str]:
    """What a file or folder below a root that is not there may be made of: the same below `src`, or without the folder of the output."""
    parts = os.path.relpath(path, root).split(os.sep)
    at = next((n for n, part in enumerate(parts) if part in OUTPUT), None)
    if at is None or disk.is_folder(os.path.join(root, *parts[: at + 1])):
        return []
    before, rest = os.path.join(root, *parts[:at]), parts[at + 1 :]
    found = [os.path.join(before, "src", *rest)]
    return [*found, os.path.join(before, *rest)] if rest else found


def source_of(path: str, root: str) -> str:
    """The file or folder of the tree that a path means, itself where that is there or nothing is known."""
    if disk.exists(path):
        return path
    for candidate in (path, *sources(path, root)):
        stem, extension = os.path.splitext(candidate)
        for each in (candidate, *(stem + s for s in _OF.get(extension, ()))):
            if disk.exists(each):
                return each
    return path


def names(files: list[str], wanted: re.Pattern[str], pattern: str, root: str) -> list[str]:
    """The files of a tree under the names they are built by that a pattern wants; `pattern` is its path as written."""
    parts = os.path.relpath(pattern, root).split(os.sep)
    at = next((n for n, part in enumerate(parts) if part in OUTPUT), None)
    where = os.path.join(root, *parts[:at]) if at is not None else root
    out = []
    for file in files:
        built = [made(file)]
        if at is not None and file.startswith(where + os.sep):
            inner = os.path.relpath(file, where).split(os.sep)
            built = [made(os.path.join(where, parts[at], *inner[inner[0] == "src" :]))]
        out += [b for b in built if wanted.match(b)]
    return sorted(out)


__all__ = ["OUTPUT", "made", "names", "source_of", "sources", "wants_made"]
