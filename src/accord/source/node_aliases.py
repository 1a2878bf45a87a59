"""Aliases: `baseUrl`, `paths` and `extends` of tsconfig and jsconfig; literal `alias` entries of vite and webpack configuration."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from accord.source import disk, json_with_comments

if TYPE_CHECKING:
    from collections.abc import Callable

_NAMES = ("tsconfig.json", "tsconfig.app.json", "tsconfig.base.json", "jsconfig.json")
_BUNDLERS = tuple(
    f"{name}.{ext}"
    for name in ("vite.config", "webpack.config", "craco.config", "config-overrides")
    for ext in ("js", "ts", "mjs", "mts", "cjs")
)
_TARGET = r"""\s*:\s*(?:[\w.]*(?:resolve|join|fileURLToPath)\s*\((?:[^()"']|\([^()]*\))*)?["'](\.{0,2}/?[\w./-]+)["']"""
_ALIAS = re.compile(rf"""["']?([@~\w$/.-]+)["']?{_TARGET}""")
_FOUND = re.compile(rf"""\bfind\s*:\s*["']([@~#\w$/.-]+)["']\s*,\s*replacement{_TARGET}""")  # the entries of a list


class Aliases(NamedTuple):
    """Patterns to target paths below `base`; with `bare` every specifier may be a path from `base`."""

    base: str
    patterns: tuple[tuple[str, tuple[str, ...]], ...]
    bare: bool

    def names(self, spec: str) -> bool:
        """Whether a pattern that is more than a star means a specifier."""
        return any(
            spec == pattern if "*" not in pattern else len(pattern) > 1 and spec.startswith(pattern.partition("*")[0])
            for pattern, _ in self.patterns
        )

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


def of_folder(folder: str, package: Callable[[str], str | None]) -> list[Aliases]:
    """The aliases that configuration files of one folder define; `package` says where a package of the tree lies that one extends."""
    names = dict.fromkeys(_NAMES)
    names.update(dict.fromkeys(_references(os.path.join(folder, _NAMES[0]))))
    each = (_typescript(os.path.join(folder, name), 0, package) for name in names)
    found = [_placed(made, folder) for made in each if made is not None]
    bundler = next((p for name in _BUNDLERS if disk.is_file(p := os.path.join(folder, name))), None)
    if bundler is not None:
        found += _bundler(bundler)
    return found


def _references(file: str) -> list[str]:
    """The configuration files beside one that it refers to, as it does where each part of a project has its own."""
    data = json_with_comments.load(file) if disk.is_file(file) else None
    listed = data.get("references") if isinstance(data, dict) else None
    paths = [str(r.get("path")) for r in listed if isinstance(r, dict)] if isinstance(listed, list) else []
    beside = [path.removeprefix("./") for path in paths[:20] if path.endswith(".json")]
    return [path for path in beside if "/" not in path]


def _placed(aliases: Aliases, folder: str) -> Aliases:
    """`${configDir}` is the folder of the file that was asked, whichever file below it says so."""
    patterns = tuple((p, tuple(t.replace("${configDir}", folder) for t in targets)) for p, targets in aliases.patterns)
    return aliases._replace(base=aliases.base.replace("${configDir}", folder), patterns=patterns)


def _typescript(file: str, depth: int, package: Callable[[str], str | None]) -> Aliases | None:
    data = json_with_comments.load(file) if disk.is_file(file) else None
    if not isinstance(data, dict):
        return None
    folder = os.path.dirname(file)
    inherited = _extended(folder, data.get("extends"), depth, package)
    options = data.get("compilerOptions")
    options = options if isinstance(options, dict) else {}
    base, bare = (inherited.base, inherited.bare) if inherited is not None else (folder, False)
    patterns = inherited.patterns if inherited is not None else ()
    if isinstance(options.get("baseUrl"), str):
        written = options["baseUrl"]
        base = written if written.startswith("${") else os.path.normpath(os.path.join(folder, written))
        bare = True
    paths = options.get("paths")
    if isinstance(paths, dict):
        if "baseUrl" not in options and not bare:
            base = folder
        patterns = tuple(
            (str(k), tuple(t for t in v if isinstance(t, str))) for k, v in paths.items() if isinstance(v, list)
        )
    return Aliases(base, patterns, bare) if patterns or bare else None


def _extended(folder: str, extends: Any, depth: int, package: Callable[[str], str | None]) -> Aliases | None:
    for each in reversed(extends if isinstance(extends, list) else [extends]):
        if isinstance(each, str) and depth < 5:
            file = _config_file(folder, each, package)
            found = _typescript(file, depth + 1, package) if file else None
            if found is not None:
                return found
    return None


def _config_file(folder: str, spec: str, package: Callable[[str], str | None]) -> str:
    """The file another extends: by its path, or as a package of the tree has it; "" where that is none of the tree."""
    if spec.startswith("."):
        file = os.path.normpath(os.path.join(folder, spec))
    else:
        parts = spec.split("/")
        count = 2 if spec.startswith("@") else 1
        home = package("/".join(parts[:count]))
        if home is None:
            return ""
        file = os.path.join(home, *(parts[count:] or ["tsconfig.json"]))
    return file if file.endswith(".json") else f"{file}.json"


def _bundler(file: str) -> list[Aliases]:
    try:
        text = disk.text(file, 200_000)
    except OSError:
        return []
    start = text.find("alias")
    if start < 0:
        return []
    patterns: list[tuple[str, tuple[str, ...]]] = []
    part = text[start : start + 4000]
    for name, target in (*_FOUND.findall(part), *_ALIAS.findall(part)):
        if name.startswith(("@", "~", "#")) or "/" in target:
            path = target.lstrip("/")
            if name.endswith("$"):  # webpack: this name alone
                patterns.append((name[:-1], (path,)))
                continue
            patterns += [(name, (path,)), (f"{name.rstrip('/')}/*", (f"{path.rstrip('/')}/*",))]
    return [Aliases(os.path.dirname(file), tuple(patterns), False)] if patterns else []


__all__ = ["Aliases", "of_folder"]
