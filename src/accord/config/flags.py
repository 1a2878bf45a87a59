"""What flags change of a configuration: the same words on the command line and in pytest."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from accord.config.nouns import ReportTo
from accord.config.reader import expand, name_problem, relative, shared
from accord.errors import UsageError
from accord.model import Component

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from accord.config.nouns import Config
    from accord.model import FailOn, Role

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Flags:
    """Flags as typed, paths relative to the folder they were typed in; None and empty leave the configuration alone."""

    contracts: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()  # "DIR" or "NAME=DIR"
    consumers: tuple[str, ...] = ()
    fail_on: FailOn | None = None
    strict: bool = False
    reports: tuple[str, ...] = ()  # "STYLE=PATH"
    baseline: str | None = None
    allow_remote: bool = False
    no_cache: bool = False


def apply(config: Config, flags: Flags, cwd: Path) -> Config:
    """The configuration with the flags laid over it.

    Contracts given replace the configured ones, also those of single components. Components given replace the
    configured ones of both roles; one that bears a configured name keeps its other settings. Raises UsageError, of
    everything that is wrong at once.
    """
    cwd = cwd.resolve()
    faults: list[UsageError] = []
    contracts, components = config.contracts, config.components
    if flags.providers or flags.consumers:
        components = _components(config, flags, cwd, faults)
    if flags.contracts:
        named = [_tried(faults, _contract, value, config.root, cwd) for value in flags.contracts]
        contracts = tuple(dict.fromkeys(file for files in named for file in files or ()))
        components = tuple(replace(part, contract=()) for part in components)
    given = [_tried(faults, report_to, value, cwd) for value in flags.reports]
    reports = tuple(dict.fromkeys([*config.reports, *(report for report in given if report)]))
    if file := shared(reports):
        faults.append(UsageError(f"two reports are written to {relative(file, cwd)}", "give each a file of its own"))
    if faults:
        raise UsageError.of(faults)
    return replace(
        config,
        contracts=contracts,
        components=components,
        fail_on=flags.fail_on or ("warning" if flags.strict and config.fail_on == "error" else config.fail_on),
        strict=flags.strict or config.strict,
        reports=reports,
        allow_remote=flags.allow_remote or config.allow_remote,
        cache=config.cache and not flags.no_cache,
        baseline=relative(cwd / flags.baseline, config.root) if flags.baseline else config.baseline,
    )


def report_to(value: str, cwd: Path) -> ReportTo:
    """`STYLE=PATH` as typed."""
    style, equals, path = value.partition("=")
    if not (style and equals and path):
        raise UsageError(f'report "{value}" names no file', "write FORMAT=PATH, as in json=accord.json")
    return ReportTo(style, cwd / path)


def _contract(value: str, root: Path, cwd: Path) -> tuple[str, ...]:
    files = expand(cwd, value)
    if not files and (cwd / value).is_dir():
        raise UsageError(f"contract {value} is a folder", f'name a file in it, or several: "{value.rstrip("/")}/*.md"')
    if not files:
        raise UsageError(f"contract {value}: no such file", "accord init --contract writes a first one")
    return tuple(relative(cwd / file, root) for file in files)


def _tried(faults: list[UsageError], work: Callable[P, T], *given: P.args, **named: P.kwargs) -> T | None:
    """What comes of it; None where it cannot be done, and why among the faults."""
    try:
        return work(*given, **named)
    except UsageError as error:
        faults.append(error)
        return None


def _components(config: Config, flags: Flags, cwd: Path, faults: list[UsageError]) -> tuple[Component, ...]:
    found: list[Component] = []
    given: list[tuple[Role, str]] = [("provider", value) for value in flags.providers]
    given += [("consumer", value) for value in flags.consumers]
    for role, value in given:
        part = _tried(faults, _component, config, role, value, cwd)
        if part is None:
            continue
        if problem := name_problem(part.name, (other.name for other in found)):
            faults.append(UsageError(f"--{role} {value}: {problem}", "NAME=DIR gives a component its name"))
        found.append(part)
    return tuple(found)


def _component(config: Config, role: Role, value: str, cwd: Path) -> Component:
    name, _, directory = value.rpartition("=")
    path = cwd / directory
    configured = {part.name: part for part in config.components if part.role == role}
    if not path.is_dir() and not name and value in configured:  # a bare name picks a configured component
        return configured[value]
    if not path.is_dir() and not (config.new_folders and directory and not os.path.lexists(path)):
        kind = "is no directory" if path.exists() else "does not exist"
        raise UsageError(f"--{role} {value}: {directory or '(nothing)'} {kind}", f"give --{role} DIR or NAME=DIR")
    name = name or path.resolve().name
    base = configured.get(name, Component(name=name, role=role, path=""))
    return replace(base, path=relative(path, config.root))
