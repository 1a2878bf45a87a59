"""Aliases: `baseUrl`, `paths` and `extends` of tsconfig and jsconfig; literal `alias` entries of vite and webpack configuration."""

from __future__ import annotations

import os
import re
from typing import Any, NamedTuple

from accord.source import disk, json_with_comments

_NAMES = ("tsconfig.json", "tsconfig.app.json", "tsconfig.base.json", "jsconfig.json")
_BUNDLERS = tuple(
    f"{name}.{ext}"
    for name in ("vite.config", "webpack.config", "craco.config", "config-overrides")
    for ext in ("js", "ts", "mjs", "mts", "cjs")
)
_ALIAS = re.compile(
    r"""["']?([@~\w$/.-]+)["']?\s*:\s*(?:[\w.]*(?:resolve|join|fileURLToPath)\s*\((?:[^()"']|\([^()]*\))*)?["'](\.{0,2}/?[\w./-]+)["']"""
)


class Aliases(NamedTuple):
    """Patterns to target paths below `base`; with `bare` every specifier may be a path from `base`."""

    base: str
    patterns: tuple[tuple[str, tuple[str, ...]], ...]
    bare: bool

    def candidates(self, spec: str) -> list[str]:
        """The paths a specifier may stand for."""
        out: list[str] = []
        for pattern, targets in sorted(self.patterns, key=lambda p: -len(p[0])):
            before, star, after = pattern.partition("*")
            if star and spec.startswith(before) and spec.endswith(after) and len(spec) >= len(before) + len(after):
                middle = spec[len(before) : len(spec) - len(after)]
                out += [os.path.normpath(os.path.join(self.base, t.replace("*", middle))) for t in targets]
            elif not star and spec == pattern:
                out += [os.path.normpath(os.path.join(self.base, t)) for t in targets]
        if self.bare:
            out.append(os.path.normpath(os.path.join(self.base, spec)))
        return out


def of_folder(folder: str) -> list[Aliases]:
    """The aliases that configuration files of one folder define."""
    found = [made for name in _NAMES if (made := _typescript(os.path.join(folder, name), 0)) is not None]
    bundler = next((p for name in _BUNDLERS if disk.is_file(p := os.path.join(folder, name))), None)
    if bundler is not None:
        found += _bundler(bundler)
    return found


def _typescript(file: str, depth: int) -> Aliases | None:
    data = json_with_comments.load(file) if disk.is_file(file) else None
    if not isinstance(data, dict):
        return None
    folder = os.path.dirname(file)
    inherited = _extended(folder, data.get("extends"), depth)
    options = data.get("compilerOptions")
    options = options if isinstance(options, dict) else {}
    base, bare = (inherited.base, inherited.bare) if inherited is not None else (folder, False)
    patterns = inherited.patterns if inherited is not None else ()
    if isinstance(options.get("baseUrl"), str):
        base, bare = os.path.normpath(os.path.join(folder, options["baseUrl"])), True
    paths = options.get("paths")
    if isinstance(paths, dict):
        if "baseUrl" not in options and not bare:
            base = folder
        patterns = tuple(
            (str(k), tuple(t for t in v if isinstance(t, str))) for k, v in paths.items() if isinstance(v, list)
        )
    return Aliases(base, patterns, bare) if patterns or bare else None


def _extended(folder: str, extends: Any, depth: int) -> Aliases | None:
    for each in reversed(extends if isinstance(extends, list) else [extends]):
        if isinstance(each, str) and each.startswith(".") and depth < 5:
            file = os.path.normpath(os.path.join(folder, each))
            found = _typescript(file if file.endswith(".json") else f"{file}.json", depth + 1)
            if found is not None:
                return found
    return None


def _bundler(file: str) -> list[Aliases]:
    try:
        text = disk.text(file, 200_000)
    except OSError:
        return []
    start = text.find("alias")
    if start < 0:
        return []
    patterns: list[tuple[str, tuple[str, ...]]] = []
    for name, target in _ALIAS.findall(text[start : start + 4000]):
        if name.startswith(("@", "~", "#")) or "/" in target:
            path = target.lstrip("/")
            patterns += [(name, (path,)), (f"{name.rstrip('/')}/*", (f"{path.rstrip('/')}/*",))]
    return [Aliases(os.path.dirname(file), tuple(patterns), False)] if patterns else []


__all__ = ["Aliases", "of_folder"]
