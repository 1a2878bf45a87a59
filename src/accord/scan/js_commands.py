"""Commands of packages: files without an extension that a package.json names (`bin/www`), whatever they say."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from accord.source import disk, json_with_comments
from accord.source.bare import NODE
from accord.source.files import SIZE_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_RUNS = re.compile(r"(?:node|nodejs|nodemon|tsx|ts-node|bun)$")
_MENTION = (b'"bin"', b'"scripts"', b'"main"')
_USUAL = os.path.join("bin", "www")  # where generators of Express put it, whoever starts it


def find(root: str, manifests: Iterable[str]) -> list[str]:
    """The files without extension that packages of a tree name as a command, or run with Node in a script."""
    out: dict[str, None] = {}
    for manifest in manifests:
        try:
            data = disk.read(manifest)
        except OSError:
            continue
        named = [(_USUAL, False)]
        if any(word in data for word in _MENTION):
            package = json_with_comments.loads(data.decode("utf-8", "replace"))
            named += _named(package) if isinstance(package, dict) else ()
        for name, run in named:
            path = os.path.normpath(os.path.join(os.path.dirname(manifest), name))
            if path.startswith(root + os.sep) and path not in out and _is_source(path, run=run):
                out[path] = None
    return list(out)


def _named(package: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """The names without extension, and whether Node runs what is there."""
    commands, scripts, entry = package.get("bin"), package.get("scripts"), package.get("main")
    if isinstance(entry, str) and "." not in os.path.basename(entry):
        yield entry, True
    listed = list(commands.values()) if isinstance(commands, dict) else [commands]
    for each in listed:
        if isinstance(each, str) and "." not in os.path.basename(each):
            yield each, False
    for script in scripts.values() if isinstance(scripts, dict) else ():
        words = [word.strip("'\"") for word in script.split()] if isinstance(script, str) else []
        for number, word in enumerate(words):
            if "." in os.path.basename(word) or not re.fullmatch(r"[\w./@][\w./@-]*", word):
                continue
            if "/" in word:
                yield word, any(_RUNS.match(before) for before in words[:number])
            elif number and _RUNS.match(words[number - 1]):
                yield word, True


def _is_source(path: str, *, run: bool) -> bool:
    try:
        return (
            f"{os.sep}node_modules{os.sep}" not in path
            and disk.is_file(path)
            and disk.fits(path, SIZE_LIMIT)
            and (run or NODE.match(disk.read(path)) is not None)
        )
    except OSError:
        return False


__all__ = ["find"]
