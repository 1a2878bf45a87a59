"""Config → Report: contracts read, trees scanned, both compared. The only place that strings the line together."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from accord.errors import UsageError
from accord.model import Report
from accord.scan import ScanOptions, scan

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from accord.config import Config
    from accord.model import Comparison, Component, Contract, Scan


def check(config: Config) -> Report:
    """The whole run. Raises UsageError when there is nothing to compare, ContractError and SourceError."""
    started = time.perf_counter()
    require(config)
    contracts = {file: read_contract(config, file) for file in config.all_contracts}
    scans = scan_components(config)
    comparisons = [_compared(config, file, scans, contracts) for file in contracts]
    return Report(
        comparisons=tuple(comparisons or [_compared(config, "", scans, {})]),
        components=config.components,
        scans=scans,
        fail_on=config.fail_on,
        strict=config.strict,
        seconds=time.perf_counter() - started,
    )


def read_contract(config: Config, file: str) -> Contract:
    """One contract of the run. Raises ContractError."""
    from accord import contract

    return contract.read(config.root / file, root=config.root)


def scan_components(config: Config) -> dict[str, Scan]:
    """The scan of every component by name; components that share tree, role and application share one scan."""
    done: dict[tuple[str, str, str], Scan] = {}
    for part in config.components:
        key = (part.path, part.role, part.app)
        if key not in done:
            done[key] = scan(config.root / part.path, relative_to=config.root, options=_options(config, part))
    return {part.name: done[part.path, part.role, part.app] for part in config.components}


def write_reports(report: Report, config: Config) -> tuple[Path, ...]:
    """Write the reports the configuration asks for; the files written."""
    if not config.reports:
        return ()
    from accord.outside import files
    from accord.report import render

    for wanted in config.reports:
        files.write(wanted.path, render(report, wanted.style))
    return tuple(wanted.path for wanted in config.reports)


def require(config: Config) -> None:
    """Refuse a run that could only be green by looking at nothing: UsageError."""
    roles = {part.role for part in config.components}
    if not roles:
        remedy = "name a provider or a consumer, as flag or in the configuration ([tool.accord.provider.NAME])"
        raise UsageError("no component to check", remedy)
    if not config.all_contracts and roles != {"provider", "consumer"}:
        remedy = "name one, or a provider and a consumer to hold against each other; accord init drafts a contract"
        raise UsageError("no contract to check against", remedy)
    if config.reports:
        from accord.report import styles

        for wanted in config.reports:
            if wanted.style not in styles():
                raise UsageError(f'no report style "{wanted.style}"', f"styles are {', '.join(sorted(styles()))}")


def _compared(config: Config, file: str, scans: Mapping[str, Scan], contracts: Mapping[str, Contract]) -> Comparison:
    from accord.compare import compare

    parts = [part for part in config.components if not file or file in config.contracts_of(part)]
    held = {part.name: scans[part.name] for part in parts}
    others = [contract for name, contract in contracts.items() if name != file]
    return compare(contracts.get(file), parts, held, contract_file=file, severities=config.severities, others=others)


def _options(config: Config, part: Component) -> ScanOptions:
    return ScanOptions(
        role=part.role,
        app=part.app,
        libraries=tuple(str(config.root / folder) for folder in config.libraries),
        versions=tuple(config.versions.items()),
        tests=config.tests,
    )
