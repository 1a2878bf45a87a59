"""Which file rules a folder, and that file read."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

from accord.config.nouns import Config
from accord.config.reader import Reader
from accord.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path


def find(start: Path) -> Path | None:
    """The configuration file that rules `start`: the nearest at or above it, not beyond the repository."""
    for folder in (start.resolve(), *start.resolve().parents):
        found = [path for path in (folder / "pyproject.toml", folder / "accord.toml") if _configures(path)]
        if len(found) > 1:
            raise ConfigError(found[0].name, [(0, "accord.toml beside it configures accord too; keep one of the two")])
        if found:
            return found[0]
        if (folder / ".git").exists():
            break
    return None


def load(start: Path, *, new_folders: bool = False) -> Config:
    """The configuration that rules the folder `start`; the defaults, rooted at `start`, where there is none.

    With `new_folders` a component's folder need not be there: an agent is to write it.
    """
    file = find(start)
    return read(file, new_folders=new_folders) if file else Config(root=start.resolve(), new_folders=new_folders)


def read(file: Path, *, new_folders: bool = False) -> Config:
    """One configuration file. Raises ConfigError with all its faults."""
    return Reader(file, _text(file), _prefix(file), new_folders=new_folders).config(table(file))


def table(file: Path) -> dict[str, Any]:
    """The table of accord as it is written, its faults included; empty where the file has none."""
    data: Any = _toml(file, _text(file))
    prefix = _prefix(file)
    for key in prefix:
        data = data.get(key, {})
        if not isinstance(data, dict):
            raise ConfigError(file.name, [(0, f"{'.'.join(prefix)} is no table; write [{'.'.join(prefix)}]")])
    found: dict[str, Any] = data
    return found


def _prefix(file: Path) -> tuple[str, ...]:
    return ("tool", "accord") if file.name == "pyproject.toml" else ()


def _configures(file: Path) -> bool:
    if not file.is_file():
        return False
    if not _prefix(file):
        return True
    text = _text(file)
    if "accord" not in text:  # the common case costs no parse, and a broken file of others is not ours to judge
        return False
    tool = _toml(file, text).get("tool")
    return isinstance(tool, dict) and "accord" in tool


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except OSError as error:
        raise ConfigError(file.name, [(0, f"cannot be read: {error.strerror or error}")]) from error
    except UnicodeDecodeError as error:
        raise ConfigError(
            file.name, [(0, f"is not UTF-8 ({error.reason} at byte {error.start}); save it as UTF-8")]
        ) from error


def _toml(file: Path, text: str) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        data: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise ConfigError(file.name, [(int(line[1]) if line else 0, f"no valid TOML: {error}")]) from error
    except (ValueError, RecursionError) as error:
        raise ConfigError(file.name, [(0, f"cannot be read as TOML: {error}")]) from error
    return data
