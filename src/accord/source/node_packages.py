"""package.json files: what a package's name, `exports`, `imports`, `main` and dependencies say."""

from __future__ import annotations

import os
from typing import Any

from accord.source import disk, json_with_comments

_CONDITIONS = ("source", "development", "node", "import", "require", "module", "default", "types")


class Package:
    """A package.json and its folder."""

    __slots__ = ("data", "folder")

    def __init__(self, folder: str, data: dict[str, Any]) -> None:
        self.folder, self.data = folder, data

    @property
    def name(self) -> str:
        name = self.data.get("name")
        return name if isinstance(name, str) else ""

    def entries(self) -> list[str]:
        """What importing the package itself may mean, best first: paths relative to its folder."""
        out = self.exported(".")
        out += [v for key in ("source", "module", "main") if isinstance(v := self.data.get(key), str)]
        return [*out, "src/index", "index", "lib/index"]

    def exported(self, subpath: str) -> list[str]:
        """The targets `exports` names for a subpath (`.` or `./x`)."""
        exports = self.data.get("exports")
        if isinstance(exports, str):
            return [exports] if subpath == "." else []
        if not isinstance(exports, dict):
            return []
        if not any(str(key).startswith(".") for key in exports):
            return _targets(exports) if subpath == "." else []
        return _matched(exports, subpath)

    def imported(self, spec: str) -> list[str]:
        """The targets `imports` names for `#x`."""
        imports = self.data.get("imports")
        return _matched(imports, spec) if isinstance(imports, dict) else []

    def version_of(self, dependency: str) -> str:
        """The declared version range of a dependency, "" where it declares none."""
        for key in ("dependencies", "devDependencies", "peerDependencies"):
            listed = self.data.get(key)
            if isinstance(listed, dict) and isinstance(listed.get(dependency), str):
                return str(listed[dependency])
        return ""


def read(folder: str) -> Package | None:
    """The package of a folder."""
    file = os.path.join(folder, "package.json")
    data = json_with_comments.load(file) if disk.is_file(file) else None
    return Package(folder, data) if isinstance(data, dict) else None


def _targets(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [t for v in value for t in _targets(v)]
    if isinstance(value, dict):
        known = [t for key in _CONDITIONS if key in value for t in _targets(value[key])]
        return known or [t for v in value.values() for t in _targets(v)]
    return []


def _matched(table: dict[str, Any], spec: str) -> list[str]:
    if spec in table:
        return _targets(table[spec])
    for pattern in sorted((p for p in table if "*" in p), key=len, reverse=True):
        before, _, after = pattern.partition("*")
        if spec.startswith(before) and spec.endswith(after) and len(spec) >= len(pattern) - 1:
            middle = spec[len(before) : len(spec) - len(after)]
            return [t.replace("*", middle) for t in _targets(table[pattern])]
    return []
