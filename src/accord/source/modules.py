"""What an import means: dotted names of Python to files of the tree.

Roots of a file, nearest first: the first ancestor without `__init__.py`, then its other ancestors (also above the tree, because the tree may
itself be a package), packages' own directories last, then any top-level package of that name (`src/` layouts). The standard library and the
frameworks are never shadowed by a directory that happens to bear their name.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from accord.source import disk

if TYPE_CHECKING:
    from collections.abc import Iterable

_FRAMEWORKS = frozenset(("fastapi", "starlette", "pydantic", "pydantic_settings"))


class ModuleFile:
    """A module of the tree: a file, a package (file and directory) or a namespace directory (no file)."""

    __slots__ = ("directory", "name", "path", "rel")

    def __init__(self, path: str | None, directory: str | None, rel: str, name: str) -> None:
        self.path, self.directory, self.rel, self.name = path, directory, rel, name


class PythonTree:
    """The files of a tree and what dotted names mean in it."""

    def __init__(self, root: str, files: Iterable[str], libraries: Iterable[str] = ()) -> None:
        self.root = root
        self._front = root if root.endswith(os.sep) else root + os.sep
        self.files = set(files)
        self.library_roots = [os.path.abspath(p) for p in libraries]
        self.directories = {root}
        for file in self.files:
            folder = os.path.dirname(file)
            while folder not in self.directories and len(folder) > 1:
                self.directories.add(folder)
                folder = os.path.dirname(folder)
        self._there = {
            file[:-3] for file in self.files
        } | self.directories  # what may be a module, by path without suffix
        self._added: list[str] = []  # directories that the program puts on its path
        self._modules: dict[str, ModuleFile | None] = {}
        self._roots: dict[str, list[str]] = {}
        self._tops: dict[str, list[str]] | None = None

    # -- lookup -------------------------------------------------------------------------------------------------------------------
    def at(self, path: str) -> ModuleFile | None:
        """The module that `path` (a path without suffix) is, if any."""
        if path not in self._there and not self.library_roots:
            return None
        found = self._modules.get(path, False)
        if found is not False:
            return found  # type: ignore[return-value]  # False is only the mark of absence
        made: ModuleFile | None = None
        init = os.path.join(path, "__init__.py")
        if self.has(init):
            made = ModuleFile(init, path, self.rel(init), self.dotted(init))
        elif self.has(path + ".py"):
            file = path + ".py"
            made = ModuleFile(file, None, self.rel(file), self.dotted(file))
        elif path in self.directories or (self.library_roots and disk.is_folder(path) and self._in_libraries(path)):
            made = ModuleFile(None, path, self.rel(path), os.path.basename(path))
        self._modules[path] = made
        return made

    def has(self, file: str) -> bool:
        return file in self.files or (bool(self.library_roots) and self._in_libraries(file) and disk.is_file(file))

    def _in_libraries(self, path: str) -> bool:
        return any(path.startswith(root + os.sep) for root in self.library_roots)

    def of(self, file: str) -> ModuleFile:
        """The module of a file of the tree."""
        path = os.path.dirname(file) if os.path.basename(file) == "__init__.py" else file[:-3]
        found = self.at(path)
        if found is None or found.path != file:  # a module `x.py` beside a package `x/`
            found = self._modules.setdefault(file, ModuleFile(file, None, self.rel(file), self.dotted(file)))
            assert found is not None  # noqa: S101 set in the line above
        return found

    def rel(self, path: str) -> str:
        """A path as it is named in answers: relative to the tree, with forward slashes."""
        if path.startswith(self._front):
            return path[len(self._front) :].replace(os.sep, "/")
        return os.path.relpath(path, self.root).replace(os.sep, "/")

    def dotted(self, file: str) -> str:
        """The dotted name, as `__name__` would have it."""
        package = os.path.basename(file) == "__init__.py"
        path = os.path.dirname(file) if package else file[:-3]
        parts = [os.path.basename(path)]
        folder = os.path.dirname(path)
        while self.has(os.path.join(folder, "__init__.py")):
            parts.append(os.path.basename(folder))
            folder = os.path.dirname(folder)
        return ".".join(reversed(parts))

    # -- imports ------------------------------------------------------------------------------------------------------------------
    def roots(self, file: str) -> list[str]:
        """The directories absolute imports of `file` start from."""
        folder = os.path.dirname(file)
        known = self._roots.get(folder)
        if known is not None:
            return known
        package = folder
        while self.has(os.path.join(package, "__init__.py")):
            package = os.path.dirname(package)
        roots = [package]
        up, above = folder, 0
        for _ in range(24):
            if up not in roots:
                roots.append(up)
            if not (up == self.root or up.startswith(self.root + os.sep)):
                above += 1
            parent = os.path.dirname(up)
            if above >= 3 or parent == up:
                break
            up = parent
        roots.sort(key=lambda r: self.has(os.path.join(r, "__init__.py")))
        self._roots[folder] = roots
        return roots

    def resolve(self, dotted: str, file: str) -> ModuleFile | None:
        """An absolute dotted name as seen from `file`."""
        parts = dotted.split(".")
        below = os.sep.join(parts)
        guarded = parts[0] in sys.stdlib_module_names or parts[0] in _FRAMEWORKS
        for root in self.roots(file):
            if guarded and (len(parts) == 1 or self.has(os.path.join(root, "__init__.py"))):
                continue
            found = self.at(f"{root}{os.sep}{below}")
            if found is not None and not (guarded and found.path is None):
                return found
        if guarded:
            return None
        for root in (*self._added, *self._top(parts[0])):
            found = self.at(f"{root}{os.sep}{below}")
            if found is not None:
                return found
        for root in self.library_roots:
            found = self.at(f"{root}{os.sep}{below}")
            if found is not None:
                return found
        return None

    def add_root(self, path: str) -> None:
        """A directory the program puts on its path: absolute imports may start from it."""
        path = os.path.normpath(path)
        if path in self.directories and path not in self._added:
            self._added.append(path)

    def relative(self, spec: str, importer: ModuleFile) -> ModuleFile | None:
        """A name that begins with dots, as seen from a module."""
        rest = spec.lstrip(".")
        folder = importer.directory or os.path.dirname(importer.path or "")
        for _ in range(len(spec) - len(rest) - 1):
            folder = os.path.dirname(folder)
        return self.at(os.sep.join((folder, *rest.split("."))) if rest else folder)

    def owns(self, dotted: str, file: str) -> bool:
        """Whether the first part of a dotted name belongs to the tree, so that a failed import is a hole in it and no library.

        A directory inside of a package is not what an absolute import means: `agents/openai/` does not own `openai.types`.
        """
        top = dotted.split(".", maxsplit=1)[0]
        if top in sys.stdlib_module_names or top in _FRAMEWORKS:
            return False
        found = self.resolve(top, file)
        if found is None:
            return False
        place = found.directory or found.path or ""
        return os.path.dirname(place) in self._added or not self.in_package(place)

    def in_package(self, path: str) -> bool:
        """Whether a package lies around a file or directory, however far above."""
        folder = os.path.dirname(path)
        for _ in range(24):
            if self.has(os.path.join(folder, "__init__.py")):
                return True
            if folder == self.root or os.path.dirname(folder) == folder:
                return False
            folder = os.path.dirname(folder)
        return False

    def _top(self, name: str) -> list[str]:
        if self._tops is None:
            self._tops = {}
            for folder in self.directories:
                parent = os.path.dirname(folder)
                if not self.has(os.path.join(parent, "__init__.py")):
                    self._tops.setdefault(os.path.basename(folder), []).append(parent)
            for file in self.files:
                folder = os.path.dirname(file)
                if not self.has(os.path.join(folder, "__init__.py")):
                    self._tops.setdefault(os.path.basename(file)[:-3], []).append(folder)
            for parents in self._tops.values():
                parents.sort(key=lambda p: (len(p), p))
        return self._tops.get(name, [])
