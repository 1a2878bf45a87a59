"""Commands of packages: source files without an extension that a package.json names (`bin/www`)."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from accord.source import disk, json_with_comments
from accord.source.files import SIZE_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_NODE = re.compile(rb"#![^\n]*\b(?:node|nodejs|tsx|ts-node|bun)\b")
_RUNS = re.compile(r"(?:node|nodejs|nodemon|tsx|ts-node|bun)$")
_MENTION = (b'"bin"', b'"scripts"')


def find(root: str, manifests: Iterable[str]) -> list[str]:
    """The files without extension that packages of a tree name as a command, or run with Node in a script."""
    out: dict[str, None] = {}
    for manifest in manifests:
        try:
            data = disk.read(manifest)
        except OSError:
            continue
        if not any(word in data for word in _MENTION):
            continue
        package = json_with_comments.loads(data.decode("utf-8", "replace"))
        for name, run in _named(package) if isinstance(package, dict) else ():
            path = os.path.normpath(os.path.join(os.path.dirname(manifest), name))
            if path.startswith(root + os.sep) and path not in out and _is_source(path, run=run):
                out[path] = None
    return list(out)


def _named(package: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """The names without extension, and whether Node runs what is there."""
    commands, scripts = package.get("bin"), package.get("scripts")
    listed = list(commands.values()) if isinstance(commands, dict) else [commands]
    for each in listed:
        if isinstance(each, str) and "." not in os.path.basename(each):
            yield each, False
    for script in scripts.values() if isinstance(scripts, dict) else ():
        words = script.split() if isinstance(script, str) else []
        for number, word in enumerate(words):
            if "/" in word and "." not in os.path.basename(word) and re.fullmatch(r"[\w./@-]+", word):
                yield word, any(_RUNS.match(before) for before in words[:number])


def _is_source(path: str, *, run: bool) -> bool:
    try:
        return (
            f"{os.sep}node_modules{os.sep}" not in path
            and disk.is_file(path)
            and disk.fits(path, SIZE_LIMIT)
            and (run or _NODE.match(disk.read(path)) is not None)
        )
    except OSError:
        return False


__all__ = ["find"]
