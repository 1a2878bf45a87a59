"""The numbers of delegation: when to delegate (`[tool.accord.heuristics]`), when to speak up (`[tool.accord.signals]`).

The installed skill states the same numbers; `accord signals --apply` changes both together.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

from accord.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accord.config import Config

KNOWN_FRAMEWORKS = ("fastapi", "starlette", "express", "react")
KNOWN_SCENARIOS = ("crud", "boilerplate", "templates", "components", "routers", "rest endpoints")


@dataclass(frozen=True, slots=True)
class Heuristics:
    """When work goes to the agent. Frameworks, scenarios and exceptions are compared without regard to case."""

    min_lines: int = 100  # delegate above this many expected lines
    own_lines: int = 50  # below this many, delegating costs more than it saves
    like_parts: int = 5  # so many similar parts are a repetitive pattern
    brief_tokens: int = 100  # worth it where the task is described in fewer tokens than this ...
    generation_tokens: int = 500  # ... and writing it would cost more than this
    frameworks: tuple[str, ...] = ()  # known to this project's skill beside KNOWN_FRAMEWORKS
    scenarios: tuple[str, ...] = ()  # beside KNOWN_SCENARIOS
    exceptions: tuple[str, ...] = ()  # kinds of tasks that need deep context and are not delegated

    def knows(self, kind: str, name: str) -> bool:
        """Whether a `framework` or `scenario` is covered by the skill."""
        known = (*KNOWN_FRAMEWORKS, *self.frameworks) if kind == "framework" else (*KNOWN_SCENARIOS, *self.scenarios)
        return name.casefold() in {entry.casefold() for entry in known}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a signal trips."""

    failures: int = 2  # consecutive failed delegations
    retries: int = 2  # repair rounds after which a failed validation counts as not fixed
    savings: float = 0.2  # the least fraction of the baseline to be saved ...
    savings_over: int = 3  # ... on average over so many delegations
    sightings: int = 2  # of a framework or scenario the skill does not know
    kept_lines: float = 0.5  # the least part of a patch's lines that is still in HEAD


_Settings = TypeVar("_Settings", Heuristics, Thresholds)


def heuristics(config: Config) -> Heuristics:
    """Raises ConfigError with every fault of the table."""
    return _read(config, "heuristics", Heuristics())


def thresholds(config: Config) -> Thresholds:
    """Raises ConfigError with every fault of the table."""
    return _read(config, "signals", Thresholds())


def _read(config: Config, section: str, defaults: _Settings) -> _Settings:
    table: Mapping[str, Any] = config.sections.get(section, {})
    names = [field.name for field in fields(defaults)]
    values: dict[str, Any] = {}
    faults: list[str] = []
    for key, value in table.items():
        if key not in names:
            close = difflib.get_close_matches(key, names, n=1)
            hint = f'did you mean "{close[0]}"?' if close else f"known are {', '.join(names)}"
            faults.append(f'unknown key "{key}"; {hint}')
        elif problem := _problem(value, getattr(defaults, key)):
            faults.append(f"{key} must be {problem}, not {value!r}")
        else:
            values[key] = tuple(value) if isinstance(value, list) else type(getattr(defaults, key))(value)
    if faults:
        raise ConfigError(config.file, [(0, f"{section}: {fault}") for fault in faults])
    return replace(defaults, **values)


def _problem(value: Any, default: Any) -> str:
    if isinstance(default, tuple):
        fine = isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value)
        return "" if fine else "a list of names"
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if isinstance(default, float):
        return "" if is_number and 0 <= value <= 1 else "a fraction from 0 to 1"
    return "" if isinstance(value, int) and is_number and value >= 1 else "a whole number from 1 on"
