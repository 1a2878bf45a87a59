"""One configuration for all doors: `[tool.accord]` in pyproject.toml or, with the same keys, accord.toml; and flags.

The nouns are here at once; what reads and merges is loaded when it is first asked for, because most commands read none.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from accord.config.nouns import Config, Delegation, ReportTo, Setting

if TYPE_CHECKING:
    from accord.config.delegation import DelegateFlags, apply_delegation
    from accord.config.file import find, load, read
    from accord.config.flags import Flags, apply

_LATER = {
    "DelegateFlags": "delegation",
    "apply_delegation": "delegation",
    "find": "file",
    "load": "file",
    "read": "file",
    "Flags": "flags",
    "apply": "flags",
}

__all__ = [
    "Config",
    "DelegateFlags",
    "Delegation",
    "Flags",
    "ReportTo",
    "Setting",
    "apply",
    "apply_delegation",
    "find",
    "load",
    "read",
]


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(name)
    return getattr(import_module(f"accord.config.{_LATER[name]}"), name)
