"""What an import specifier means, as Node and TypeScript have it.

Relative with and without extension, `.js` that is a `.ts` on disk, index files, package.json (`exports`, `imports`, `main`), workspaces, aliases
of tsconfig, jsconfig and bundlers (also above the tree), and bare paths from a source root. Everything found lies below the tree; what is not
found is a package outside of it, or missing: `owns` tells the two apart.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from accord.source import built_names, disk, node_aliases, node_packages
from accord.source.files import relative_to
from accord.source.modules import ModuleFile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accord.source.node_packages import Package

EXTENSIONS = (".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts", ".json")
_WRITTEN_AS = {".js": (".ts", ".tsx", ".jsx"), ".jsx": (".tsx",), ".mjs": (".mts",), ".cjs": (".cts",)}
_INSTALLED = f"{os.sep}node_modules{os.sep}"
_ABOVE = 3  # how many folders above the tree may hold its configuration


class NodeTree:
    """The files of a tree and what specifiers mean in it."""

    def __init__(self, root: str, files: Iterable[str], manifests: Iterable[str] = ()) -> None:
        self.root = root
        self.files = set(files)
        self.manifests = list(manifests)  # package.json files of the tree, nearest to the root first
        self._modules: dict[str, ModuleFile] = {}
        self._answers: dict[tuple[str, str], ModuleFile | None] = {}
        self._declared: set[str] | None = None
        self._named: dict[str, str] = {}  # folders the program names for its imports
        self._holes: set[str] = set()  # specifiers below these where no file is
        self._exists: dict[str, bool] = {}
        self._packages: dict[str, Package | None] = {}
        self._aliases: dict[str, list[node_aliases.Aliases]] = {}
        self._own: dict[str, Package] | None = None
        self._keeps: bool | None = None  # whether packages of the program's own lie where others are installed

    # -- files --------------------------------------------------------------------------------------------------------------------
    def rel(self, path: str) -> str:
        return relative_to(self.root, path)

    def of(self, file: str) -> ModuleFile:
        """The module of a file of the tree."""
        found = self._modules.get(file)
        if found is None:
            rel = self.rel(file)
            found = self._modules[file] = ModuleFile(file, None, rel, os.path.splitext(rel)[0])
        return found

    def has(self, file: str) -> bool:
        known = self._exists.get(file)
        if known is None:
            known = file in self.files or (self._inside(file) and disk.is_file(file))
            self._exists[file] = known
        return known

    def _inside(self, path: str) -> bool:
        return path.startswith(self.root + os.sep) and _INSTALLED not in path[len(self.root) :]

    def file(self, path: str) -> str | None:
        """The file a path without or with extension stands for."""
        stem, extension = os.path.splitext(path)
        if extension in EXTENSIONS and self.has(path):
            return path
        for other in _WRITTEN_AS.get(extension, ()):
            if self.has(stem + other):
                return stem + other
        for other in EXTENSIONS:
            if self.has(path + other):
                return path + other
        if path in self.files:  # a command, which needs no extension
            return path
        return self._folder(path)

    def _folder(self, path: str) -> str | None:
        if not disk.is_folder(path):
            return None
        package = self.package(path)
        main = package.data.get("main") if package is not None else None
        if isinstance(main, str) and os.path.normpath(os.path.join(path, main)) != path:
            found = self.file(os.path.normpath(os.path.join(path, main)))
            if found is not None:
                return found
        return next((f for e in EXTENSIONS if self.has(f := os.path.join(path, f"index{e}"))), None)

    # -- specifiers ---------------------------------------------------------------------------------------------------------------
    def resolve(self, spec: str, importer: str) -> ModuleFile | None:
        """The module of the tree a specifier names, seen from a file."""
        folder = os.path.dirname(importer)
        key = (spec, folder)
        if key not in self._answers:
            found = self._resolve(spec.partition("?")[0], folder)
            self._answers[key] = self.of(found) if found is not None else None
        return self._answers[key]

    def _resolve(self, spec: str, folder: str) -> str | None:
        if not spec or spec.startswith("node:"):
            return None
        if spec.startswith("."):
            path = os.path.normpath(os.path.join(folder, spec))
            found = self._folder(path) if spec.rpartition("/")[2] in ("", ".", "..") else None  # no file is meant
            return found or self._built(path)
        if spec.startswith("/"):
            return self._built(os.path.normpath(spec)) or self.file(os.path.normpath(self.root + spec))
        if spec.startswith("#"):
            found = self._imported(spec, folder)
            if found is not None:
                return found
        named = self._aliased(spec, folder)
        if named is not None:
            return named
        for aliases in self.aliases(folder):
            for candidate in aliases.candidates(spec):
                found = self.file(candidate)
                if found is not None:
                    return found
        return self._workspace(spec) or self._from_root(spec) or self._built_from_root(spec) or self._kept(spec, folder)

    def _kept(self, spec: str, folder: str) -> str | None:
        """A package of the program's own where others are installed, in a folder above."""
        if self._keeps is None:
            self._keeps = any(_INSTALLED in file[len(self.root) :] for file in self.files)
        above = self._ancestors(folder) if self._keeps else ()
        found = (self.file(os.path.join(up, "node_modules", spec)) for up in above)
        return next((file for file in found if file in self.files), None)

    def _built(self, path: str) -> str | None:
        """A file by its path; a build result that is absent stands for its source."""
        found = self.file(path)
        if found is None and self._inside(path):
            candidates = built_names.sources(path, self.root)
            found = next((f for c in candidates if (f := self.file(c)) is not None), None)
        return found

    def _imported(self, spec: str, folder: str) -> str | None:
        """`#x` through the `imports` of the nearest package.json."""
        package = self.nearest(folder)
        for target in package.imported(spec) if package is not None else ():
            found = self._target(package, target) if package is not None else None
            if found is not None:
                return found
        return None

    def _target(self, package: Package, target: str) -> str | None:
        """A target of `exports`, `imports` or `main`; a build result that is absent stands for its source."""
        path = os.path.normpath(os.path.join(package.folder, target))
        found = self.file(path)
        if found is not None:
            return found
        parts = os.path.relpath(path, package.folder).split(os.sep)
        if parts[0] in ("dist", "build", "lib", "out", "es", "cjs", "esm"):
            for rest in (parts[1:], parts[2:]):
                path = os.path.join(package.folder, "src", *rest)
                found = self.file(path) or self.file(os.path.splitext(path)[0]) if rest else None
                if found is not None:
                    return found
        return None

    def _workspace(self, spec: str) -> str | None:
        """A package of the tree by its name."""
        name = "/".join(spec.split("/")[: 2 if spec.startswith("@") else 1])
        package = self.own().get(name)
        if package is None:
            return None
        rest = spec[len(name) + 1 :]
        targets = [*package.exported(f"./{rest}"), rest, f"src/{rest}"] if rest else package.entries()
        return next((found for t in targets if (found := self._target(package, t)) is not None), None)

    def _from_root(self, spec: str) -> str | None:
        """`@/x`, `~/x` and bare paths, as bundlers and NODE_PATH have them."""
        if "/" not in spec:
            return None
        head, _, rest = spec.partition("/")
        for base in (self.root, os.path.join(self.root, "src")):
            if head in ("@", "~", "#", ""):
                found = self.file(os.path.join(base, rest))
            elif disk.is_folder(os.path.join(base, head)):
                found = self.file(os.path.join(base, spec))
            elif head[0] in "@~#" and disk.is_folder(os.path.join(base, head[1:])):
                found = self.file(os.path.join(base, head[1:], rest))
            else:
                continue
            if found is not None:
                return found
        return None

    def _built_from_root(self, spec: str) -> str | None:
        head = spec.partition("/")[0]
        return self._built(os.path.join(self.root, spec)) if head != spec and head in built_names.OUTPUT else None

    def owns(self, spec: str) -> bool:
        """Whether a specifier that was not found must be of the tree: a hole in it and no package outside."""
        if spec.startswith((".", "/", "#", "@/", "~/")) or spec in self._holes:
            return True
        name = "/".join(spec.split("/")[: 2 if spec.startswith("@") else 1])
        if name in self.own():
            return True
        aliased = any(a.names(spec) for found in self._aliases.values() for a in found)
        return self._undeclared(name) and (aliased or ("/" in spec and self._called(spec)))

    def outside(self, spec: str, importer: str) -> str:
        """The package outside of the tree that a specifier names, where `imports` or the dependencies of a manifest call it otherwise."""
        package = self.nearest(os.path.dirname(importer))
        if package is None:
            return spec
        if spec.startswith("#"):
            return next((t for t in package.imported(spec) if t[:1] not in (".", "/", "#")), spec)
        name = "/".join(spec.split("/")[: 2 if spec.startswith("@") else 1])
        written = package.version_of(name)
        if not written.startswith("npm:"):
            return spec
        real = written.removeprefix("npm:")
        return real[: real.rfind("@")] + spec[len(name) :] if "@" in real[1:] else real + spec[len(name) :]

    def _called(self, spec: str) -> bool:
        """Whether a file of the tree is called as a specifier is behind its first part."""
        rest = os.sep + spec.partition("/")[2]
        return any(os.path.splitext(f)[0].removesuffix(f"{os.sep}index").endswith(rest) for f in self.files)

    def _undeclared(self, name: str) -> bool:
        """Whether packages say what they depend on, and none of them on this: then it is an alias nobody found the meaning of."""
        if self._declared is None:
            self._declared = set()
            for folder in dict.fromkeys([*(os.path.dirname(m) for m in self.manifests), *self._ancestors(self.root)]):
                package = self.package(folder)
                for key, written in package.data.items() if package is not None else ():
                    if key.lower().endswith("dependencies") and isinstance(written, dict):
                        self._declared.update(written)
        return bool(self._declared) and name not in self._declared

    # -- configuration ------------------------------------------------------------------------------------------------------------
    def package(self, folder: str) -> Package | None:
        if folder not in self._packages:
            self._packages[folder] = node_packages.read(folder)
        return self._packages[folder]

    def nearest(self, folder: str) -> Package | None:
        """The package a folder belongs to."""
        for up in self._ancestors(folder):
            package = self.package(up)
            if package is not None:
                return package
        return None

    def home(self, folder: str) -> str:
        """The folder a program is started in whose files are in another: that of the nearest package with a name or scripts, in the tree."""
        for up in self._ancestors(folder):
            package = self.package(up) if up == self.root or self._inside(up) else None
            if package is not None and ("scripts" in package.data or package.name):
                return up
        return self.root

    def own(self) -> dict[str, Package]:
        """The packages of the tree by name."""
        if self._own is None:
            self._own = {}
            for manifest in self.manifests:
                package = self.package(os.path.dirname(manifest))
                if package is not None and package.name:
                    self._own.setdefault(package.name, package)
        return self._own

    def alias(self, name: str, folder: str) -> None:
        """The program names a folder itself."""
        self._named[name] = folder
        self._answers.clear()

    def _aliased(self, spec: str, folder: str) -> str | None:
        """A file below a folder the program has named, or the manifest of its package for it."""
        package = self.nearest(folder)
        written = package.data.get("_moduleAliases") if package is not None else None
        named = {n: t for n, t in written.items() if isinstance(t, str)} if isinstance(written, dict) else {}
        for name, target in {**named, **self._named}.items():
            if package is not None and (spec == name or spec.startswith(f"{name}/")):
                found = self._built(os.path.normpath(os.path.join(package.folder, target) + spec[len(name) :]))
                if found is not None:
                    return found
                self._holes.add(spec)
        return None

    def aliases(self, folder: str) -> list[node_aliases.Aliases]:
        """All aliases that hold in a folder, nearest first."""
        found = self._aliases.get(folder)
        if found is None:
            parent = os.path.dirname(folder)
            found = node_aliases.of_folder(folder, self._home_of)
            if parent != folder and self._near(parent):
                found = [*found, *self.aliases(parent)]
            self._aliases[folder] = found
        return found

    def _home_of(self, name: str) -> str | None:
        package = self.own().get(name)
        return package.folder if package is not None else None

    def _near(self, folder: str) -> bool:
        if folder == self.root or folder.startswith(self.root + os.sep):
            return True
        distance = self.root[len(folder) :].count(os.sep) if self.root.startswith(folder) else _ABOVE + 1
        return distance <= _ABOVE

    def _ancestors(self, folder: str) -> Iterable[str]:
        while True:
            yield folder
            parent = os.path.dirname(folder)
            if parent == folder or not self._near(parent):
                return
            folder = parent

    def version_of(self, dependency: str, rel: str = "") -> str:
        """The version range of a package the tree declares, nearest to a file of it if one is named; "" where it declares none."""
        near = self._ancestors(os.path.dirname(os.path.join(self.root, rel))) if rel else ()
        for folder in [*near, *(os.path.dirname(m) for m in self.manifests), *self._ancestors(self.root)]:
            package = self.package(folder)
            declared = package.version_of(dependency) if package is not None else ""
            if declared:
                return declared
        return ""
