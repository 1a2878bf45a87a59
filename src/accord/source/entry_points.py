"""Entry points that the projects of a tree declare: pyproject.toml, setup.cfg, and the metadata of unpacked distributions."""

from __future__ import annotations

import configparser
import os
import re
import sys
from typing import Any

from accord.source import disk

EntryPoint = tuple[str, str, str]  # group, name, "module:attribute"

_SIZE = 1 << 20
_PROJECTS = 400  # folders of a monorepo that are looked into
_SKIPPED = frozenset(("node_modules", "__pycache__", "venv", "site-packages"))


@disk.remembered
def declared(root: str) -> tuple[EntryPoint, ...]:
    """Every entry point declared in the tree at `root`, in its own folder or up to two below, each once."""
    out: dict[EntryPoint, None] = {}
    for folder in _folders(root):
        for path in _declarations(folder):
            out.update(dict.fromkeys(_read(path)))
    return tuple(out)


def _folders(root: str) -> list[str]:
    found = [root]
    for depth in range(2):
        level = [f for f in found if f[len(root) :].count(os.sep) == depth]
        for folder in level:
            if len(found) > _PROJECTS:
                return found
            found += [
                os.path.join(folder, name)
                for name in _names(folder)
                if name not in _SKIPPED and not name.startswith(".")
            ]
    return found


def _names(folder: str) -> list[str]:
    """The folders in a folder, links left out."""
    try:
        return [entry.name for entry in disk.entries(folder, ()) if not entry.is_symlink()]
    except OSError:
        return []


def _declarations(folder: str) -> list[str]:
    if folder.endswith((".dist-info", ".egg-info")):
        return [os.path.join(folder, "entry_points.txt")]
    return [os.path.join(folder, name) for name in ("pyproject.toml", "setup.cfg")]


def _read(path: str) -> list[EntryPoint]:
    try:
        if disk.is_link(path) or not disk.is_file(path) or not disk.fits(path, _SIZE):
            return []
        text = disk.text(path)
    except OSError:
        return []
    if not re.search(r"entry[-_.]points|plugins|^\[", text, re.MULTILINE):
        return []
    return _of_toml(text) if path.endswith(".toml") else _of_ini(text, path.endswith("setup.cfg"))


def _of_toml(text: str) -> list[EntryPoint]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        data: Any = tomllib.loads(text)
    except (ValueError, RecursionError):
        return []
    out: list[EntryPoint] = []
    for groups in (
        _table(data, "project", "entry-points"),
        _table(data, "tool", "poetry", "plugins"),
        _table(data, "tool", "setuptools", "entry-points"),
    ):
        for group, members in groups.items():
            if isinstance(members, dict):
                out += [(group, name, target) for name, target in members.items() if isinstance(target, str)]
    return out


def _table(data: Any, *keys: str) -> dict[str, Any]:
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def _of_ini(text: str, setup: bool) -> list[EntryPoint]:
    parser = configparser.RawConfigParser(delimiters=("=",), strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # names keep their case
    try:
        parser.read_string(text)
        groups = (
            {group: parser.items(group) for group in parser.sections()}
            if not setup
            else {
                group: [_pair(line) for line in lines.splitlines() if "=" in line]
                for group, lines in parser.items("options.entry_points")
            }
        )
    except (configparser.Error, ValueError):
        return []
    return [(group, name, target) for group, members in groups.items() for name, target in members]


def _pair(line: str) -> tuple[str, str]:
    name, _, target = line.partition("=")
    return name.strip(), target.strip()
