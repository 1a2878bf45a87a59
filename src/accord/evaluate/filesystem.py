"""The tree's own files, as programs look at them: listings, globs, data files. Nothing outside of the tree is ever read."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from accord.evaluate.values import (
    MISSING,
    At,
    Hole,
    Instance,
    ListValue,
    Native,
    PathValue,
    Text,
    Unknown,
    Value,
    plain,
)
from accord.source import disk

if TYPE_CHECKING:
    from collections.abc import Callable

    from accord.evaluate.machine import Machine

Args = list[Value]
Kwargs = dict[str, Value]

LISTING_LIMIT, DATA_LIMIT = 2000, 1 << 20
_SKIPPED = frozenset(("__pycache__", ".git", "node_modules", ".venv", "venv"))


def path_of(value: Value) -> str | None:
    """A value as a path, None where it is not known."""
    value = plain(value)
    if type(value) is PathValue:
        return value.path
    if type(value) is Text and value.complete:
        return str(value)
    return value if type(value) is str else None


def inside(machine: Machine, path: str | None) -> str | None:
    """The normalised path when it lies in the tree (links resolved), else None."""
    if path is None or "\0" in path or len(path) > 4000:
        return None
    full = os.path.normpath(path)
    root = machine.tree.root
    if not (full == root or full.startswith(root + os.sep)):
        return None
    real, real_root = disk.real(full), disk.real(root)
    return full if real == real_root or real.startswith(real_root + os.sep) else None


def listing(machine: Machine, path: str | None) -> list[str] | None:
    """The names in a directory of the tree, sorted; None when it is outside or unreadable."""
    folder = inside(machine, path)
    if folder is None or not disk.is_folder(folder):
        return None
    try:
        return [n for n in disk.names(folder)[:LISTING_LIMIT] if n not in _SKIPPED]
    except OSError:
        return None


def tree_below(machine: Machine, path: str | None) -> list[tuple[str, list[str], list[str]]] | None:
    """What os.walk gives, bounded, links to directories not followed."""
    if listing(machine, path) is None or path is None:
        return None
    out: list[tuple[str, list[str], list[str]]] = []
    for folder, folders, files in disk.walk(os.path.normpath(path)):
        folders[:] = sorted(f for f in folders if f not in _SKIPPED)
        out.append((folder, list(folders), sorted(files)))
        if len(out) >= LISTING_LIMIT:
            break
    return out


def matching(machine: Machine, folder: str | None, pattern: Value) -> list[str] | None:
    """Files of the tree that match a glob below a folder; None when the pattern or folder is not known."""
    wanted = plain(pattern)
    if type(wanted) is not str or inside(machine, folder) is None or folder is None:
        return None
    accepts = _glob_expression(wanted)
    deep = "**" in wanted
    depth = wanted.count("/")
    found = []
    for where, folders, files in tree_below(machine, folder) or []:
        below = os.path.relpath(where, folder).replace(os.sep, "/")
        if not deep and below != "." and below.count("/") + 1 > depth:
            continue
        for name in sorted([*folders, *files]):
            if accepts.fullmatch(name if below == "." else f"{below}/{name}"):
                found.append(os.path.join(where, name))
    return found[:LISTING_LIMIT]


def _glob_expression(pattern: str) -> re.Pattern[str]:
    """A glob as a regular expression: `**/` spans folders, the other wildcards stay inside of a name."""
    out = ""
    for piece in re.findall(r"\*\*/|\*\*|\*|\?|\[!?[^\]]+\]|[^*?\[]+|\[", pattern):
        if piece in _WILDCARDS:
            out += _WILDCARDS[piece]
        elif len(piece) > 1 and piece.startswith("["):
            out += "[" + ("^" if piece[1] == "!" else "") + re.escape(piece[1:-1].lstrip("!")).replace("\\-", "-") + "]"
        else:
            out += re.escape(piece)
    return re.compile(out)


_WILDCARDS = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def read_text(machine: Machine, path: str | None) -> str | None:
    """A data file of the tree of at most 1 MiB; None where it is outside, too large or unreadable."""
    full = inside(machine, path)
    try:
        if full is None or not disk.is_file(full) or not disk.fits(full, DATA_LIMIT):
            return None
        return disk.text(full)
    except OSError:
        return None


def unknown_discovery(machine: Machine, what: str, at: At) -> Unknown:
    """A listing whose directory is not known: whatever it would load is lost, and that is told when a loop over it imports modules."""
    return Unknown(f"{what} of a directory that is not known", at=at)


def path_attribute(machine: Machine, target: PathValue, name: str) -> Value:
    """Attributes and methods of pathlib.Path."""
    path = target.path
    simple: dict[str, Any] = {
        "parent": lambda: PathValue(os.path.dirname(path) or "."),
        "name": lambda: os.path.basename(path),
        "stem": lambda: os.path.splitext(os.path.basename(path))[0],
        "suffix": lambda: os.path.splitext(path)[1],
        "parts": lambda: ListValue(
            [*(["/"] if path.startswith("/") else []), *(p for p in path.split("/") if p)], True, "tuple"
        ),
        "parents": lambda: ListValue([PathValue(p) for p in _parents(path)]),
    }
    if name in simple:
        value: Value = simple[name]()
        return value
    method: Any = _METHODS.get(name)
    return (
        Native(name, lambda m, args, kwargs, at: method(m, target, args, kwargs, at)) if method is not None else MISSING
    )


def _parents(path: str) -> list[str]:
    out = []
    while os.path.dirname(path) != path and path:
        path = os.path.dirname(path)
        out.append(path)
    return out[:30]


def _resolve(machine: Machine, path: PathValue, args: Args, kwargs: Kwargs, at: At) -> Value:
    return PathValue(os.path.normpath(path.path))


def _glob(machine: Machine, path: PathValue, args: Args, kwargs: Kwargs, at: At) -> Value:
    found = matching(machine, path.path, args[0] if args else None)
    return unknown_discovery(machine, "glob", at) if found is None else ListValue([PathValue(p) for p in found])


def _rglob(machine: Machine, path: PathValue, args: Args, kwargs: Kwargs, at: At) -> Value:
    pattern = plain(args[0]) if args else None
    return _glob(machine, path, [f"**/{pattern}" if type(pattern) is str else pattern], kwargs, at)


def _iterdir(machine: Machine, path: PathValue, args: Args, kwargs: Kwargs, at: At) -> Value:
    names = listing(machine, path.path)
    return (
        unknown_discovery(machine, "listing", at)
        if names is None
        else ListValue([PathValue(os.path.join(path.path, n)) for n in names])
    )


def _asks(question: Callable[[str], bool]) -> object:
    def ask(machine: Machine, path: PathValue, args: Args, kwargs: Kwargs, at: At) -> Value:
        full = inside(machine, path.path)
        return question(full) if full is not None else Unknown("a file outside of the tree", soft=True)

    return ask


def _relative_to(machine: Machine, path: PathValue, args: Args, kwargs: Kwargs, at: At) -> Value:
    start = path_of(args[0]) if args else None
    return PathValue(os.path.relpath(path.path, start)) if start is not None else Unknown("relative path")


def _with_suffix(machine: Machine, path: PathValue, args: Args, kwargs: Kwargs, at: At) -> Value:
    return PathValue(os.path.splitext(path.path)[0] + args[0]) if args and type(args[0]) is str else Unknown("path")


def _with_name(machine: Machine, path: PathValue, args: Args, kwargs: Kwargs, at: At) -> Value:
    return (
        PathValue(os.path.join(os.path.dirname(path.path), args[0]))
        if args and type(args[0]) is str
        else Unknown("path")
    )


def join_paths(machine: Machine, parts: list[Value]) -> Value:
    """os.path.join and Path(...)."""
    known = [path_of(p) for p in parts]
    if any(p is None for p in known):
        return Unknown("path with unknown parts")
    return PathValue(os.path.join(*known)) if known else PathValue(".")  # type: ignore[arg-type]  # none is None, seen above


def _joinpath(machine: Machine, path: PathValue, args: Args, kwargs: Kwargs, at: At) -> Value:
    return join_paths(machine, [path, *args])


def _read_text(machine: Machine, path: PathValue, args: Args, kwargs: Kwargs, at: At) -> Value:
    text = read_text(machine, path.path)
    return Unknown("a file outside of the tree") if text is None else text


def _open(machine: Machine, path: PathValue, args: Args, kwargs: Kwargs, at: At) -> Value:
    return machine.call(machine.libraries.lookup(machine, "io.open"), [path, *args], kwargs, at)


def _posix(machine: Machine, path: PathValue, args: Args, kwargs: Kwargs, at: At) -> Value:
    return path.path


_METHODS: dict[str, object] = {
    "resolve": _resolve, "absolute": _resolve, "expanduser": _resolve, "glob": _glob, "rglob": _rglob, "iterdir": _iterdir,
    "is_dir": _asks(disk.is_folder), "is_file": _asks(disk.is_file), "exists": _asks(disk.exists), "relative_to": _relative_to,
    "with_suffix": _with_suffix,
    "with_name": _with_name, "joinpath": _joinpath, "read_text": _read_text, "read_bytes": _read_text, "open": _open, "as_posix": _posix,
    "__str__": _posix,
}  # fmt: skip


def file_object(path: str | None) -> Instance:
    """What open() gives: an object that remembers its path."""
    from accord.evaluate.values import ClassValue

    made = Instance(ClassValue("file", library="io.TextIOWrapper"))
    made.native = path
    return made


__all__ = [
    "Hole",
    "file_object",
    "inside",
    "join_paths",
    "listing",
    "matching",
    "path_attribute",
    "path_of",
    "read_text",
    "tree_below",
]
