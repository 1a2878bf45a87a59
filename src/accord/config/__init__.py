"""One configuration for all doors: `[tool.accord]` in pyproject.toml or, with the same keys, accord.toml; and flags."""

from accord.config.file import find, load, read
from accord.config.flags import Flags, apply
from accord.config.nouns import Config, FailOn, ReportTo, Setting

__all__ = ["Config", "FailOn", "Flags", "ReportTo", "Setting", "apply", "find", "load", "read"]
