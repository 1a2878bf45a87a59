"""Node's own modules, as far as they make paths, load files or hand values on: path, fs, url, util, events."""

from __future__ import annotations

import os
import posixpath
import re
from typing import TYPE_CHECKING, Any

from accord.evaluate import filesystem
from accord.evaluate.js_builtins import parsed_json
from accord.evaluate.js_methods import certain
from accord.evaluate.js_modules import home
from accord.evaluate.js_values import UNDEFINED, as_string, known
from accord.evaluate.js_values import prototype_class as class_of
from accord.evaluate.values import (
    MISSING,
    At,
    DictValue,
    FunctionValue,
    ListValue,
    Native,
    Text,
    Unknown,
    Value,
    concat,
    options_of,
)
from accord.source import built_names, disk

if TYPE_CHECKING:
    from collections.abc import Callable

    from accord.evaluate.machine import Machine

Args = list[Value]
Kwargs = dict[str, Value]
_FILES = ("fs", "fs/promises", "fs-extra", "graceful-fs")
_PATHS = ("path", "path/posix", "upath")
PACKAGES = frozenset(f"npm:{name}" for name in (*_FILES, *_PATHS, "url", "util", "module", "http", "methods"))
_LISTED = 2000
_DATA = (".json", ".yaml", ".yml")
_WRITTEN = (".ts", ".tsx", ".mts", ".cts")
_METHODS = [
    "acl", "bind", "checkout", "connect", "copy", "delete", "get", "head", "link",
    "lock", "m-search", "merge", "mkactivity", "mkcalendar", "mkcol", "move", "notify", "options",
    "patch", "post", "propfind", "proppatch", "purge", "put", "rebind", "report", "search",
    "source", "subscribe", "trace", "unbind", "unlink", "unlock", "unsubscribe",
]  # fmt: skip


# -- path -------------------------------------------------------------------------------------------------------------------------


def _join(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    texts = [known(a) for a in args]
    if all(t is not None for t in texts):
        whole = "/".join(t for t in texts if t)
        return posixpath.normpath(whole).replace("//", "/") + ("/" if whole.endswith("/") and whole.strip("/") else "")
    out: list[Value] = []
    for number, value in enumerate(args):
        if number:
            out.append("/")
        out.append(as_string(machine, value))
    made = concat(out)
    return Text([_folded(p) if type(p) is str else p for p in made.parts], made.soft) if type(made) is Text else made


def _folded(text: str) -> str:
    while "//" in text:
        text = text.replace("//", "/")
    return text


def _resolve(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    texts = [known(a) for a in args]
    if any(t is None for t in texts):
        return Unknown("a path", at=at)
    path = posixpath.normpath(posixpath.join(*["", *(t for t in texts if t is not None)]))
    return path if path.startswith("/") else posixpath.normpath(posixpath.join(home(machine, at[0]), path))


def _basename(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    text = known(args[0]) if args else None
    if text is None:
        return as_string(machine, Unknown("a file name", name="name"))
    name = posixpath.basename(text)
    endings = [known(o) for o in options_of(args[1])] if len(args) > 1 else []
    ending = next((e for e in endings if e and name.endswith(e)), "")  # of `.js` or `.ts`, the one the file has
    return name.removesuffix(ending)


def _textual(change: Callable[[str], Value]) -> Callable[..., Value]:
    def run(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
        text = known(args[0]) if args else None
        return change(text) if text is not None else Unknown("part of a path", at=at)

    return run


def _parsed(text: str) -> Value:
    folder, base = posixpath.split(text)
    stem, extension = posixpath.splitext(base)
    return DictValue(
        {"dir": folder, "base": base, "name": stem, "ext": extension, "root": "/" if text.startswith("/") else ""}
    )


def _relative(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    texts = [known(a) for a in args[:2]]
    return (
        posixpath.relpath(texts[1], texts[0] or ".")
        if len(texts) == 2 and texts[0] is not None and texts[1] is not None
        else Unknown("a path", at=at)
    )


# -- fs ---------------------------------------------------------------------------------------------------------------------------


def _inside(machine: Machine, value: Value, file: str) -> str | None:
    """A path of the tree as a file of it has it; nothing else is ever looked at."""
    text = known(value.entries.get("href") if type(value) is DictValue else value)
    if text is None:
        return None
    path = os.path.normpath(os.path.join(home(machine, file), text.removeprefix("file://")))
    return path if path == machine.tree.root or path.startswith(machine.tree.root + os.sep) else None


def _place(machine: Machine, value: Value, file: str) -> str | None:
    """A file or folder of the tree; what is only there once the program is built stands for its source."""
    path = _inside(machine, value, file)
    return built_names.source_of(path, machine.tree.root) if path is not None else None


def _listing(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    asked = _inside(machine, args[0], at[0]) if args else None
    folder = built_names.source_of(asked, machine.tree.root) if asked is not None else None
    if asked is None or folder is None or not disk.is_folder(folder):
        return ListValue([], False)
    names = disk.names(folder)[:_LISTED]
    if folder != asked or _asks_for_made(machine, at[0]):
        names = [built_names.made(n) for n in names]
    options = args[1] if len(args) > 1 and type(args[1]) is DictValue else DictValue()
    made = ListValue(
        [_entry(machine, asked, n) for n in names] if options.entries.get("withFileTypes") is True else list(names)
    )
    callback = args[-1] if args and type(args[-1]) is FunctionValue else None
    return machine.call(callback, [None, made], {}, at) if callback is not None else made


def _asks_for_made(machine: Machine, file: str) -> bool:
    module = next((m for m in machine.modules.values() if m.rel == file), None)
    path = (module.file.path or "") if module is not None else ""
    return path.endswith(_WRITTEN) and built_names.wants_made(disk.read(path))


def _entry(machine: Machine, folder: str, name: str) -> Value:
    place = built_names.source_of(os.path.join(folder, name), machine.tree.root)
    return DictValue({"name": name, "parentPath": folder, "path": folder, **_kind(place).entries})


def _kind(path: str) -> DictValue:
    is_folder, is_file = disk.is_folder(path), disk.is_file(path)
    return DictValue(
        {
            "isDirectory": Native("isDirectory", lambda m, a, k, at: certain(is_folder)),
            "isFile": Native("isFile", lambda m, a, k, at: certain(is_file)),
            "isSymbolicLink": Native("isSymbolicLink", lambda m, a, k, at: certain(value=False)),
        },
        False,
    )


def _stat(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    path = _place(machine, args[0], at[0]) if args else None
    return _kind(path) if path is not None else Unknown("a file status", at=at)


def _exists(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """Certain of what is there, and of what a folder has not got though a folder beside it has: files by that name are no build's."""
    path = _place(machine, args[0], at[0]) if args else None
    if path is not None and disk.exists(path):
        return certain(value=True)
    folder, name = os.path.split(path or "")
    beside = (
        filesystem.listing(machine, os.path.dirname(folder)) if path is not None and disk.is_folder(folder) else None
    )
    around = os.path.dirname(folder)
    if any(disk.exists(os.path.join(around, each, name)) for each in beside or ()):
        return certain(value=False)
    return Unknown("whether a file exists", at=at)


def _read(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """The text of a data file of the tree; of others nothing is known."""
    path = _inside(machine, args[0], at[0]) if args else None
    text = data_text(machine, path) if path is not None else None
    made: Value = Unknown("content of a file", at=at) if text is None else text
    callback = args[-1] if args and type(args[-1]) is FunctionValue else None
    return machine.call(callback, [None, made], {}, at) if callback is not None else made


def data_text(machine: Machine, path: str) -> str | None:
    """The text of a JSON or YAML file of the tree, None of any other."""
    full = _inside(machine, path, "")
    return filesystem.read_text(machine, full) if full is not None and full.endswith(_DATA) else None


def _read_json(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return parsed_json(machine, [_read(machine, args[:1], kwargs, at)], kwargs, at)


# -- url, util --------------------------------------------------------------------------------------------------------------------


def _file_path(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    value = args[0].entries.get("href") if args and type(args[0]) is DictValue else args[0] if args else None
    text = known(value)
    return text.removeprefix("file://") if text is not None else Unknown("a path", at=at)


def _file_url(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    text = known(args[0]) if args else None
    href = f"file://{text}" if text is not None else Unknown("a URL", at=at)
    return DictValue({"href": href}, False)


def _url_parsed(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`url.parse(text)`: as `new URL`, of a mere path too."""
    text = known(args[0]) if args else None
    if text is None:
        soft = bool(args) and type(args[0]) in (Text, Unknown) and args[0].soft
        return Unknown("a URL", soft=soft, at=at, name="url")
    if "://" not in text:
        return DictValue({"href": text, "pathname": re.split(r"[?#]", text)[0] or None}, False)
    return machine.call(machine.libraries.lookup(machine, "js:URL"), [args[0]], {}, at)


def _first(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return args[0] if args else UNDEFINED


def _inherits(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    from accord.evaluate.js_calls import class_of_base

    if len(args) > 1 and type(args[0]) is FunctionValue:
        cls = class_of(args[0])
        cls.bases, cls._mro = [class_of_base(args[1])], None
    return UNDEFINED


def _create_require(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`createRequire(import.meta.url)`: the `require` of the module that asks."""
    module = next((m for m in machine.modules.values() if m.rel == at[0]), None)
    return module.scope.vars.get("require", UNDEFINED) if module is not None else Unknown("require", at=at)


_FS: dict[str, Any] = {
    "readdirSync": _listing, "readdir": _listing, "statSync": _stat, "lstatSync": _stat, "stat": _stat, "lstat": _stat, "existsSync": _exists,
    "pathExists": _exists, "readFileSync": _read, "readFile": _read, "readJsonSync": _read_json, "readJSONSync": _read_json, "readJson": _read_json,
    "readJSON": _read_json,
}  # fmt: skip
_PATH: dict[str, Any] = {
    "join": _join, "resolve": _resolve, "basename": _basename, "dirname": _textual(posixpath.dirname),
    "extname": _textual(lambda t: posixpath.splitext(t)[1]), "parse": _textual(_parsed), "normalize": _textual(posixpath.normpath),
    "relative": _relative, "isAbsolute": _textual(lambda t: certain(t.startswith("/"))),
}  # fmt: skip
_OTHER: dict[str, Any] = {
    "npm:url#fileURLToPath": _file_path, "npm:url#pathToFileURL": _file_url, "npm:util#promisify": _first, "npm:util#inherits": _inherits,
    "npm:url#parse": _url_parsed, "npm:util#deprecate": _first, "npm:module#createRequire": _create_require,
}  # fmt: skip


def lookup(machine: Machine, name: str) -> Value:
    """A function of one of Node's modules."""
    package, _, member = name.partition("#")
    short = package[4:]
    if name == "npm:http#METHODS":
        return ListValue([each.upper() for each in sorted(_METHODS)])
    if short == "methods":
        return ListValue(sorted(_METHODS)) if not member else MISSING
    if short in _PATHS:
        member = member.removeprefix("posix.")
        if member in ("sep", "delimiter"):
            return "/" if member == "sep" else ":"
        run = _PATH.get(member)
    elif short in _FILES:
        run = _FS.get(member.removeprefix("promises."))
    else:
        if name == "npm:url#URL":
            return machine.libraries.lookup(machine, "js:URL")
        run = _OTHER.get(name)
    return Native(member, run) if run is not None else MISSING
