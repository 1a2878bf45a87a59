"""Imports of the tree's own modules that are not there.

A file that is missing takes its routes with it, and nothing that is left would show a gap. An unguarded import at the top of a file that
names a module of this tree which does not exist is such a gap: the program could not start with it. Imports under `try` and `if` are left
alone, and those in functions, unless the function serves or includes what it imports.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from accord.scan.gone import Absent
from accord.source import disk

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from accord.scan.imports import Import
    from accord.source.modules import ModuleFile, PythonTree

_SERVED = re.compile(rb"uvicorn\.run\(\s*[\"']([\w.]+):\w+[\"']")  # uvicorn imports the application it is told by name
_NAME = re.compile(rb"([A-Za-z_]\w*)(?:\s+as\s+\w+)?")
_GENERATED = re.compile(r"(_pb2|_pb2_grpc|^_version)$")  # written by protoc and by build tools, registers nothing
_COMMENT = re.compile(rb"#[^\n]*")


_WORD = re.compile(rb"import \*|\w+")
_ANYTHING = frozenset((b"__getattr__", b"import *", b"globals"))  # with these a package may offer what it does not name


_STAR = re.compile(rb"^[ \t]*from[ \t]+([.\w]+)[ \t]+import[ \t]+\*", re.MULTILINE)


_FUNCTION = re.compile(rb"[ \t]*(?:(?:async[ \t]+)?def\b|\)[^\n]*:\s*$)")
_SERVING = (b"uvicorn", b"hypercorn", b"granian", b"include_router", b"add_api_route", b".mount(")
_SERVES = re.compile(b"|".join(map(re.escape, _SERVING)))


def _serves(data: bytes, start: int) -> bool:
    """Whether an indented line stands directly in a function, without a `try` or `if` around it, that serves or includes what it imports."""
    line = data[start : data.find(b"\n", start)]
    indent = len(line) - len(line.lstrip())
    end = start
    while end > 0:
        begin = data.rfind(b"\n", 0, end - 1) + 1
        text = data[begin : end - 1]
        if text.strip() and len(text) - len(text.lstrip()) < indent:
            after = re.compile(rb"\n[ \t]{0,%d}[^ \t\n]" % (indent - 1)).search(data, start)
            body = data[start : after.start() if after is not None else len(data)]
            return _FUNCTION.match(text) is not None and _SERVES.search(body) is not None
        end = begin
    return False


def _words(text: bytes) -> frozenset[bytes]:
    return frozenset(_WORD.findall(text))


class Missing(NamedTuple):
    """An import of something that is not in the tree; `files` are where it would stand. `folder` is the top-level name where that is a mere
    folder, without `__init__.py`: it may be no package at all, only named like a library.
    """

    file: str
    line: int
    name: str
    files: tuple[str, ...]
    folder: str = ""


def together(gaps: Iterable[Missing], absent: Container[tuple[str, ...]]) -> Iterable[list[Missing]]:
    """Missing modules that are told as one: those of a package of which another distribution brings the rest. What only this tree can bring (its
    `files` are among `absent`) is told for itself.
    """
    found: dict[object, list[Missing]] = {}
    for gap in gaps:
        alone = gap.files in absent or gap.name.startswith(".")
        found.setdefault(gap.files if alone else gap.name.partition(".")[0], []).append(gap)
    return found.values()


class ImportCheck:
    """Looks at the imports of one file after another; what a name means is remembered."""

    def __init__(self, tree: PythonTree) -> None:
        self._tree = tree
        self._absolute: dict[tuple[str, str], ModuleFile | None] = {}
        self._sound: set[tuple[str, bytes]] = set()  # modules that need no further look
        self._told: set[tuple[str, ...]] = set()
        self.importers: dict[tuple[str, ...], list[tuple[str, int]]] = {}  # of each missing module, by its files
        self._packages: dict[str, frozenset[bytes]] = {}  # the words of each `__init__`
        self._used: set[str] = set()  # top-level names below which something was found
        names = {os.path.basename(d) for d in tree.directories} | {os.path.basename(f)[:-3] for f in tree.files}
        self._tops = {os.fsencode(name) for name in names}

    def check(self, path: str, data: bytes, imports: Iterable[Import]) -> Iterable[Missing]:
        """The broken ones among the imports of a file; each missing module is told once, where it is first imported."""
        for missing in self._all(path, data, imports):
            self.importers.setdefault(missing.files, []).append((missing.file, missing.line))
            if missing.files not in self._told and not _GENERATED.search(
                missing.files[0].rpartition("/")[2].removesuffix(".py")
            ):
                self._told.add(missing.files)
                yield missing

    def told(self, found: Iterable[Missing]) -> list[Missing]:
        """What is left when all files were seen: a folder nobody imports anything from is no package (`alembic/` beside the library)."""
        return [missing for missing in found if not missing.folder or missing.folder in self._used]

    def absent(self, missing: Missing) -> Absent | None:
        """A missing module that no other distribution can bring: below plain packages, or named relative to the importing file."""
        place = missing.files[0].removesuffix(".py")
        if not missing.name.startswith("."):
            folder = os.path.join(self._tree.root, os.path.dirname(place))
            if not self._tree.has(os.path.join(folder, "__init__.py")):
                return None
            while self._tree.has(init := os.path.join(folder, "__init__.py")):
                if b"__path__" in (text := disk.read(init)) or b"declare_namespace" in text:
                    return None
                folder = os.path.dirname(folder)
        return Absent(tuple(self.importers[missing.files]), missing.name, missing.files)

    def _all(self, path: str, data: bytes, imports: Iterable[Import]) -> Iterable[Missing]:
        folder = os.path.dirname(path)
        whole: list[tuple[int, bytes]] = []
        may_serve: bool | None = None
        for found in imports:
            if (folder, found.module) in self._sound:
                continue
            if not found.module.startswith(b".") and found.module.partition(b".")[0] not in self._tops:
                self._sound.add((folder, found.module))
                continue
            if found.indented:
                may_serve = any(word in data for word in _SERVING) if may_serve is None else may_serve
                if found.names is None or not may_serve or not _serves(data, found.start):
                    continue
            if found.names is None:
                whole.append((found.start, found.module))
                continue
            spec = found.module.decode("utf-8", "replace")
            module = self._resolve(path, spec)
            if module is not None and "." in spec:
                self._used.add(spec.split(".", 1)[0])
            if module is not None and module.directory is None:
                self._sound.add((folder, found.module))
                continue
            # a package that imports from itself mentions the name in doing so
            rest = data[: found.start] + data[found.end :] if path.endswith("__init__.py") else b""
            for name, place in self._broken_from(path, spec, found.names, rest):
                yield self._missing(path, data, found.start, name, place, self._folder(path, spec))
        if any(each.module == b"uvicorn" for each in imports):
            whole += [(found.start(), found.group(1)) for found in _SERVED.finditer(data)]
        for start, text in whole:
            spec = text.decode("utf-8", "replace")
            gap = self._broken(path, spec)
            if gap is not None:
                yield self._missing(path, data, start, spec, gap)

    def _folder(self, path: str, spec: str) -> str:
        """The top-level name of an absolute import that is a directory without `__init__.py`."""
        top = spec.split(".", 1)[0]
        module = self._resolve(path, top) if top else None
        return top if module is not None and module.path is None else ""

    def _missing(self, path: str, data: bytes, start: int, name: str, place: str, folder: str = "") -> Missing:
        relative = self._tree.rel(place)
        files = (f"{relative}.py", f"{relative}/__init__.py", f"{os.path.dirname(relative)}/__init__.py".lstrip("/"))
        bare = not self._tree.has(os.path.join(os.path.dirname(place), "__init__.py"))
        return Missing(
            self._tree.rel(path), data.count(b"\n", 0, start) + 1, name, files if bare else files[:2], folder
        )

    def _broken_from(self, path: str, spec: str, names: bytes, rest: bytes) -> Iterable[tuple[str, str]]:
        place = self._broken(path, spec)
        if place is not None:
            yield spec, place
            return
        module = self._resolve(path, spec)
        if module is None or module.directory is None:
            return
        if not spec.startswith("."):
            owner = self._resolve(path, spec.split(".", 1)[0])
            if owner is None or not self._is_root_package(owner):
                return
        for found in _NAME.finditer(_COMMENT.sub(b"", names)):
            name = found.group(1).decode("utf-8", "replace")
            if name == "as":
                continue
            if self._offers(module, name, rest if module.path == path else None):
                self._used.add(spec.split(".", 1)[0])
            else:
                yield (
                    f"{spec.rstrip('.')}.{name}" if spec.strip(".") else f"{spec}{name}",
                    os.path.join(module.directory, name),
                )

    def _offers(self, package: ModuleFile, name: str, text: bytes | None) -> bool:
        """Whether a package has a submodule of that name, or its `__init__` mentions it."""
        directory = package.directory or ""
        if self._tree.at(os.path.join(directory, name)) is not None:
            return True
        if package.path is None:  # a directory without `__init__` offers its modules and nothing else
            return self._compiled(directory, name)
        words = _words(text) if text is not None else self._packages.get(package.path)
        if words is None:
            try:
                words = _words(disk.read(package.path))
            except OSError:
                return True
            self._packages[package.path] = words
        return name.encode() in words or self._anything(package, name, words) or self._compiled(directory, name)

    def _anything(self, package: ModuleFile, name: str, words: frozenset[bytes]) -> bool:
        """Whether a package may offer what it does not name: by a hook, or by a star import of a module that names it or lies elsewhere."""
        if words.isdisjoint(_ANYTHING):
            return False
        if _ANYTHING & words != {b"import *"}:
            return True
        path = package.path or ""
        for star in _STAR.findall(disk.read(path)):
            module = self._resolve(path, star.decode("utf-8", "replace"))
            if module is None or module.path is None:
                return True
            found = _words(disk.read(module.path))
            if name.encode() in found or not found.isdisjoint(_ANYTHING):
                return True
        return False

    def _broken(self, path: str, spec: str) -> str | None:
        """Where a module of the tree would stand that a file imports and that is not there."""
        if spec.startswith("."):
            if self._resolve(path, spec) is not None:
                return None
            rest = spec.lstrip(".")
            folder = os.path.dirname(path)
            for _ in range(len(spec) - len(rest) - 1):
                folder = os.path.dirname(folder)
            inside = folder == self._tree.root or folder.startswith(self._tree.root + os.sep)
        else:
            first = spec.split(".", 1)[0]
            if os.fsencode(first) not in self._tops or self._resolve(path, spec) is not None:
                return None
            owner = self._resolve(path, first)
            if owner is None or not self._is_root_package(owner) or not self._tree.owns(spec, path):
                return None
            folder, rest, inside = os.path.dirname(owner.directory or ""), spec, True
        parts = rest.split(".")
        for count, part in enumerate(parts):  # the topmost part that is missing is the gap
            parent = os.path.join(folder, *parts[:count])
            if self._tree.at(os.path.join(parent, part)) is None:
                return None if not inside or self._compiled(parent, part) else os.path.join(parent, part)
        return None

    def _is_root_package(self, module: ModuleFile) -> bool:
        """Whether an absolute import may mean this directory: it does not itself lie in a package."""
        return module.directory is not None and not self._tree.in_package(module.directory)

    def _compiled(self, folder: str, name: str) -> bool:
        """Whether a compiled module or stub stands where source would."""
        try:
            return any(entry.startswith(f"{name}.") for entry in disk.names(folder, (".so", ".pyd", ".pyi", ".pyx")))
        except OSError:
            return False

    def _resolve(self, path: str, spec: str) -> ModuleFile | None:
        key = (os.path.dirname(path), spec)
        if key not in self._absolute:
            if spec.startswith("."):
                self._absolute[key] = self._tree.relative(spec, self._tree.of(path))
            else:
                self._absolute[key] = self._tree.resolve(spec, path)
        return self._absolute[key]
