"""Which version of a package a project declares: lock files first, then requirements, then the metadata of an unpacked distribution.

A range counts as its newest member, because that is what an installer takes; no declaration counts as the newest release.
"""

from __future__ import annotations

import os
import re

from accord.source import disk

Version = tuple[int, ...]

NEWEST: Version = (10**6,)
_DEPTH = 3  # folders above the tree that may hold the project's declaration
_LOCKS = ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml", "Pipfile.lock")
_DECLARATIONS = (
    "pyproject.toml",
    "requirements.txt",
    "requirements/base.txt",
    "requirements/prod.txt",
    "setup.cfg",
    "setup.py",
    "Pipfile",
)
_TELLING = (*_LOCKS, *_DECLARATIONS, ".txt", ".in", "requirements")
_SIZE = 8 << 20


@disk.remembered
def declared(root: str, package: str) -> Version:
    """The version of `package` that the project of the tree at `root` declares; NEWEST where it says nothing."""
    folder = root
    for _ in range(_DEPTH):
        for name in _LOCKS:
            found = _locked(_read(os.path.join(folder, name)), package)
            if found:
                return found
        for name in (*_DECLARATIONS, *_metadata(folder)):
            found = _required(_read(os.path.join(folder, name)), package)
            if found:
                return found
        parent = os.path.dirname(folder)
        if parent == folder or disk.is_folder(os.path.join(folder, ".git")):
            break
        folder = parent
    return NEWEST


@disk.remembered
def mentioned(root: str, folder: str, package: str) -> bool:
    """Whether a declaration of dependencies names a package: one beside a file of the tree, or above it."""
    word = package.lower().replace("_", "-").encode()
    below = folder if folder.startswith(root) else root
    while True:
        if word in _declarations(below):
            return True
        if below == root or os.path.dirname(below) == below:
            break
        below = os.path.dirname(below)
    for _ in range(_DEPTH):
        if disk.is_folder(os.path.join(below, ".git")) or os.path.dirname(below) == below:
            return False
        below = os.path.dirname(below)
        if word in _declarations(below):
            return True
    return False


@disk.remembered
def _declarations(folder: str) -> bytes:
    """What a folder's declarations and locks say, in one spelling of names."""
    try:
        names = disk.names(folder, _TELLING)
    except OSError:
        return b""
    wanted = [n for n in names if n in _LOCKS or n in _DECLARATIONS or (n.endswith((".txt", ".in")) and "require" in n)]
    wanted += [f"requirements/{n}" for n in (disk.names(f"{folder}/requirements") if _has(folder, names) else ())]
    texts = (_read(os.path.join(folder, n)) for n in sorted([*wanted, *_metadata(folder)]))
    return "\n".join(texts).lower().replace("_", "-").encode()


def _has(folder: str, names: list[str]) -> bool:
    return "requirements" in names and disk.is_folder(os.path.join(folder, "requirements"))


def parse(text: str) -> Version:
    """`0.115.6` as numbers."""
    return tuple(int(n) for n in re.findall(r"\d+", text)[:4])


def _metadata(folder: str) -> list[str]:
    try:
        return [f"{n}/METADATA" for n in disk.names(folder, (".dist-info",))]
    except OSError:
        return []


def _read(path: str) -> str:
    try:
        return disk.text(path) if disk.is_file(path) and disk.fits(path, _SIZE) else ""
    except OSError:
        return ""


def _locked(text: str, package: str) -> Version:
    name = re.escape(package)
    found = re.search(rf'name\s*=\s*"{name}"\s*\n\s*version\s*=\s*"([^"]+)"', text) or re.search(
        rf'"{name}"\s*:\s*\{{[^}}]*"version"\s*:\s*"==([^"]+)"', text
    )
    return parse(found.group(1)) if found else ()


def _required(text: str, package: str) -> Version:
    """The newest version that the first requirement of a package allows, () where none is bounded above."""
    # `fastapi = {extras = ["all"], version = "^0.115"}`, as Poetry and Pipfiles write it
    table = (
        rf"(?im)^\s*[\"']?{re.escape(package)}[\"']?\s*=\s*\{{[^}}\n]*?\bversion\s*=\s*[\"']([^\"']*)[\"'][^}}\n]*\}}"
    )
    text = re.sub(table, rf'{package} = "\1"', text)
    pattern = rf"(?im)(?:^|[\"'\s]){re.escape(package)}(?:\[[^\]]*\])?(?:\s*=\s*[\"'])?\s*\(?\s*((?:[=<>!~^]=?=?\s*[\d.*\w]+\s*,?\s*)+)"
    for found in re.finditer(pattern, text):
        bounds = re.findall(r"(===?|~=|\^|<=|<|>=|>|!=)\s*([\d.]+)", found.group(1))
        if not bounds:
            continue
        return min((_upper(op, parse(version)) for op, version in bounds), default=NEWEST)
    return ()


def _upper(op: str, version: Version) -> Version:
    if op in ("==", "===", "<="):
        return version
    if op == "<":
        return (
            (*version[:-1], version[-1] - 1, 10**6)
            if version and version[-1]
            else (*version[:-2], version[-2] - 1, 10**6)
            if len(version) > 1
            else version
        )
    if op == "~=":
        return (*version[:-1], 10**6)
    if op == "^":
        return (*version[:1], 10**6) if version and version[0] else (*version[:2], 10**6)
    return NEWEST
