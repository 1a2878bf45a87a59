"""What lies where builds and pages for browsers do: which of it is source, which is left out, and what of that is told.

Assets for browsers are left out where the package has other source, but for what loads Express. Build output is left
out where it is built from other source; a file of it that is not, and registers what no source does, is told.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from accord.source import disk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from accord.scan.javascript import Tree

_OTHERS = "vendor"  # what others have written
_ASSETS = frozenset(("public", "static", "assets", _OTHERS, "www", "wwwroot", "playground"))
_BUILT = frozenset(("dist", "build", "out", "output", "bundle", "bundles"))
_SOURCES = frozenset(("src", "source", "lib", "cjs", "esm", "es"))
_VERB = rb"\.(?:get|post|put|patch|delete|del|all|head|options|search|use|route)\s*\(\s*(?:\[\s*)?"
_PATHS = re.compile(_VERB + rb"(['\"`])([/*][^'\"`\n]*)\1")
_REGISTERS = re.compile(_VERB + rb"(?:['\"`][/*]|[A-Za-z_$][\w$.]*\s*,)")  # at a path that is spelled out or computed
_ANYWHERE = frozenset((b"/", b"*", b"/*"))
_LOADS = re.compile(rb"\b(?:require\(|from\s*)['\"]express['\"]")
_APPLICATION = re.compile(rb"\bexpress\w*(?:\.default)?\)?\(\s*\)")
_MADE_AT_ONCE = re.compile(rb"require\(['\"]express['\"]\)\s*\(")
_INDEX = "index"


def holds_express(data: bytes) -> bool:
    """Whether a built file holds or loads Express; megabytes are searched for words and only what has one for the pattern."""
    if b"case sensitive routing" in data:
        return True
    return any(word in data for word in (b"'express'", b'"express"')) and _LOADS.search(data) is not None


def leave(tree: Tree, serves: Callable[[bytes], bool], declares: Callable[[], bool]) -> None:
    """Take out of the admitted files what is no source; `serves` tells whether a file makes applications or routers, `declares` whether
    a manifest names Express.
    """
    homes = tree.homes()
    provider = tree.options.role == "provider"
    tree.bundled = [p for p in tree.bundled if not _left(tree, p, homes, serves)]
    if not tree.admitted and declares():  # nothing else can be what serves
        tree.bundled += [p for p in tree.built if not _left(tree, p, homes, serves)]
    home = {path: tree.home(path, homes) for path in tree.admitted}
    for names, reason in ((_ASSETS, "assets for browsers"), (_BUILT, "build output")):
        source: dict[str, list[str]] = {}
        outputs: dict[tuple[str, str], list[str]] = {}
        for path, data in tree.admitted.items():
            folder = _first(path, home[path], names)
            if folder is None or (provider and names is _ASSETS and _is_no_asset(folder, data)):
                source.setdefault(home[path], []).append(path)
            else:
                outputs.setdefault((home[path], folder), []).append(path)
        for (package, folder), paths in outputs.items():
            written = source.get(package)
            if written is None or (provider and names is _BUILT and not _built_from(tree, paths, written, serves)):
                continue
            if provider:  # nor is it asked what else is built there
                there = os.path.join(package, folder) + os.sep
                if names is _BUILT:
                    tree.orphans += _orphans(tree, paths, written, there)
                else:
                    tree.apart += [path for path in (*paths, *tree.rest) if path.startswith(there)]
                tree.rest = [path for path in tree.rest if not path.startswith(there)]
            for path in paths:
                del tree.admitted[path]
                tree.left_out(path)
                tree.found.skip(reason)


def is_output(folders: Iterable[str]) -> bool:
    """Whether one of these folders goes by a name that builds give theirs."""
    return not _BUILT.isdisjoint(folders)


def _is_no_asset(folder: str, data: bytes) -> bool:
    """Whether a file that lies where assets do loads Express, as no browser can; of what others have written, whether it is a server."""
    return _is_server(data) if os.path.basename(folder) == _OTHERS else _loads(data)


def _loads(data: bytes) -> bool:
    return b"express" in data and _LOADS.search(data) is not None


def _is_server(data: bytes) -> bool:
    """Whether a file loads Express and makes an application."""
    return _loads(data) and (_APPLICATION.search(data) is not None or _MADE_AT_ONCE.search(data) is not None)


def _built_from(tree: Tree, output: list[str], written: list[str], serves: Callable[[bytes], bool]) -> bool:
    """Whether what lies where builds do was built from other files of its package, which then say the same.

    Where the output makes no application or router of its own it may be what a browser gets. Where it does, its paths
    must be those of the other files, or where it spells out none, its files be called as they are.
    """
    if not any(serves(tree.admitted[path]) for path in output):
        return True
    paths = _spelled(tree, output)
    if paths:
        return 2 * len(paths & _spelled(tree, written)) >= len(paths)
    names = {_stem(path) for path in output}
    return 2 * len(names & {_stem(path) for path in written}) >= len(names)


def _spelled(tree: Tree, files: Iterable[str]) -> set[bytes]:
    """The paths that files register something at, as far as they spell them out."""
    return {m.group(2) for path in files for m in _PATHS.finditer(tree.admitted[path])}


def _orphans(tree: Tree, output: list[str], written: list[str], folder: str) -> list[str]:
    """The files of build output that no other file is called as, and that register what none of the written ones does."""
    names = {_stem(p) for p in (*written, *tree.rest) if not p.startswith(folder)}
    extra = [path for path in output if _stem(path) not in names]
    if not extra:
        return []
    known = _spelled(tree, written)
    # where most have another one of their name they were built one by one, and not put together in others
    one_by_one = 2 * len(extra) <= len(output)
    found = []
    for path in extra:
        data = tree.admitted[path]
        own = {m.group(2) for m in _PATHS.finditer(data)} - _ANYWHERE
        fresh = own - known
        if (fresh and (2 * len(fresh) > len(own) or _is_server(data))) or (
            not own and one_by_one and _REGISTERS.search(data)
        ):
            found.append(path)
    return found


def _left(tree: Tree, path: str, homes: list[str], serves: Callable[[bytes], bool]) -> bool:
    """Whether a built file is for browsers, or lies where builds do while its package has source that serves."""
    home = tree.home(path, homes)
    if _first(path, home, _BUILT) is None:
        return _first(path, home, _ASSETS) is not None
    return any(other.startswith(home + os.sep) and serves(data) for other, data in tree.admitted.items())


def _first(path: str, home: str, names: frozenset[str]) -> str | None:
    """The outermost folder of these names that a file of a package lies in."""
    folders = os.path.relpath(path, home).split(os.sep)[:-1]
    at = next((i for i, folder in enumerate(folders) if folder in names), None)
    return None if at is None else os.sep.join(folders[: at + 1])


def _stem(path: str) -> str:
    """What a file is called, whatever it is written in; an index goes by its folder, too, where that is not the one of all source."""
    folder, name = os.path.split(path)
    stem, within = name.partition(".")[0], os.path.basename(folder)
    return stem if stem != _INDEX or within in _SOURCES or within in _BUILT else f"{within}/{stem}"


def is_named(manifest: str) -> bool:
    """Whether a package.json gives its package a name."""
    try:
        return b'"name"' in disk.read(manifest)
    except OSError:
        return False


__all__ = ["holds_express", "is_named", "is_output", "leave"]
