"""One configuration for all doors: `[tool.accord]` in pyproject.toml or, with the same keys, accord.toml; and flags."""

from accord.config.delegation import DelegateFlags, apply_delegation
from accord.config.file import find, load, read
from accord.config.flags import Flags, apply
from accord.config.nouns import Config, Delegation, FailOn, ReportTo, Setting

__all__ = [
    "Config",
    "DelegateFlags",
    "Delegation",
    "FailOn",
    "Flags",
    "ReportTo",
    "Setting",
    "apply",
    "apply_delegation",
    "find",
    "load",
    "read",
]
