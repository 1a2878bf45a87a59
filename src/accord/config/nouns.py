"""What a run is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from accord.model import Component, FailOn

Setting = Literal["error", "warning", "info", "off"]


@dataclass(frozen=True, slots=True)
class ReportTo:
    """A report to write: its style and its file (absolute)."""

    style: str
    path: Path


@dataclass(frozen=True, slots=True)
class Delegation:
    """How work is delegated when somebody asks for it; nothing here makes it start."""

    mode: Literal["auto", "always"] = "auto"  # auto: only what is worth it
    agent: str = "codex"  # NAME or NAME:ARGUMENT; its binary is never named here
    jobs: int = 4  # agents at a time
    timeout: float = 900.0  # seconds a turn may take
    retries: int = 2  # repair rounds
    max_tokens: int | None = None  # of the whole run
    model: str = ""
    apply: bool = False  # lay the patch into the user's tree
    keep: bool = False  # keep the workspaces of what succeeded, too
    allow: tuple[str, ...] = ()  # files (globs) that may come home although their kind is refused


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a run. File names in it are relative to `root`, with forward slashes."""

    root: Path
    file: str = ""  # the file this was read from, "" where there is none
    contracts: tuple[str, ...] = ()  # globs already expanded
    components: tuple[Component, ...] = ()
    fail_on: FailOn = "error"
    strict: bool = False  # what could not be read or decided fails, and warnings do unless fail_on says otherwise
    severities: Mapping[str, Setting] = field(default_factory=dict)
    reports: tuple[ReportTo, ...] = ()
    baseline: str = ""  # the file of accepted findings; "" is the usual one, where there is one
    allow_remote: bool = False  # documents on other hosts that a contract refers to are fetched
    cache: bool = True  # a tree that has not changed since the last run is not read again
    new_folders: bool = False  # a component's folder need not be there yet: it is empty, and an agent is to write it
    tests: bool = False  # read tests, mocks and documentation folders too
    libraries: tuple[str, ...] = ()  # site-packages folders whose source may be read like the tree
    versions: Mapping[str, str] = field(default_factory=dict)  # framework versions, over what the project declares
    delegation: Delegation = field(default_factory=Delegation)
    sections: Mapping[str, Any] = field(default_factory=dict)  # tables that rooms above read themselves ("signals")

    def contracts_of(self, component: Component) -> tuple[str, ...]:
        """The contracts a component is held to: its own, else the run's."""
        return component.contract or self.contracts

    @property
    def all_contracts(self) -> tuple[str, ...]:
        """Every contract of the run, in order, each once."""
        return tuple(dict.fromkeys([*self.contracts, *(file for part in self.components for file in part.contract)]))
