"""Config → Report: contracts read, trees scanned, both compared. The only place that strings the line together."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from accord.errors import UsageError
from accord.model import Report, Scan
from accord.scan import ScanOptions, scan

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from accord.config import Config
    from accord.model import Comparison, Component, Contract, Ignore
    from accord.waivers import Baseline


def check(config: Config, *, day: dt.date | None = None, heeds: Callable[[str, Ignore], bool] | None = None) -> Report:
    """The whole run; waivers are judged as of `day`, by default today. Of the inline ignores of source, those of a
    component (by name) that `heeds` rejects do not count; by default all do.

    Raises UsageError when there is nothing to compare, ConfigError, ContractError and SourceError.
    """
    started = time.perf_counter()
    require(config)
    baseline = read_baseline(config)
    contracts = {file: _validated(config, file) for file in config.all_contracts}
    scans = scan_components(config)
    if heeds:
        scans = {name: _heeding(scan, partial(heeds, name)) for name, scan in scans.items()}
    comparisons = [_compared(config, file, scans, contracts) for file in contracts]
    return Report(
        comparisons=_waived(config, comparisons or [_compared(config, "", scans, {})], scans, baseline, day),
        components=config.components,
        scans=scans,
        fail_on=config.fail_on,
        strict=config.strict,
        seconds=time.perf_counter() - started,
    )


def read_contract(config: Config, file: str) -> Contract:
    """One contract of the run. Raises ContractError."""
    from accord import contract

    return contract.read(config.root / file, root=config.root, allow_remote=config.allow_remote)


def scan_components(config: Config) -> dict[str, Scan]:
    """The scan of every component by name; components that share tree, role and application share one scan."""
    done: dict[tuple[str, str, str], Scan] = {}
    for part in config.components:
        key = (part.path, part.role, part.app)
        if key not in done:
            done[key] = _scanned(config, part)
    return {part.name: done[part.path, part.role, part.app] for part in config.components}


def _scanned(config: Config, part: Component) -> Scan:
    folder = config.root / part.path
    if config.new_folders and not folder.exists():
        return Scan()
    return scan(folder, relative_to=config.root, options=_options(config, part), keep=config.cache)


def today() -> dt.date:
    """The date where this runs."""
    return dt.datetime.now(dt.timezone.utc).astimezone().date()


def baseline_file(config: Config) -> Path:
    """Where accepted findings are written down, whether there is such a file or not."""
    from accord.waivers.baseline import NAME

    return config.root / (config.baseline or NAME)


def read_baseline(config: Config) -> Baseline | None:
    """The accepted findings; None where there is no such file. ConfigError, and UsageError where a named one is not
    there.
    """
    file = baseline_file(config)
    if not file.is_file():
        if config.baseline:
            raise UsageError(f"baseline {config.baseline}: no such file", "accord baseline write makes it")
        return None
    from accord.config.reader import relative
    from accord.waivers import read

    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"baseline {file.name}: cannot be read: {error}", "save it as UTF-8 text") from error
    return read(text, relative(file, config.root))


def write_reports(report: Report, config: Config) -> tuple[Path, ...]:
    """Write the reports the configuration asks for; the files written."""
    if not config.reports:
        return ()
    from accord.outside import files, repository
    from accord.report import render

    prefix = repository.prefix(config.root)
    for wanted in config.reports:
        files.write(wanted.path, render(report, wanted.style, prefix=prefix))
    return tuple(wanted.path for wanted in config.reports)


def require(config: Config) -> None:
    """Refuse a run that could only be green by looking at nothing: UsageError."""
    roles = {part.role for part in config.components}
    if not roles:
        table = "provider.NAME" if config.file == "accord.toml" else "tool.accord.provider.NAME"
        remedy = (
            f"name a provider or a consumer, as flag (--provider DIR) or in the configuration ([{table}]); "
            "accord init --from-source DIR writes one"
        )
        raise UsageError("no component to check", remedy)
    if not config.all_contracts and roles != {"provider", "consumer"}:
        remedy = "name one, or a provider and a consumer to hold against each other; accord init drafts a contract"
        raise UsageError("no contract to check against", remedy)
    if config.reports:
        from accord.report import styles

        for wanted in config.reports:
            if wanted.style not in styles():
                raise UsageError(f'no report style "{wanted.style}"', f"styles are {', '.join(sorted(styles()))}")


def _validated(config: Config, file: str) -> Contract:
    """One contract with the flaws of its document, as far as they are known without waiting for them."""
    from accord import contract

    read = read_contract(config, file)
    validation = contract.validate(
        read, config.root / file, root=config.root, allow_remote=config.allow_remote, wait=False
    )
    return validation.added_to(read)


def _compared(config: Config, file: str, scans: Mapping[str, Scan], contracts: Mapping[str, Contract]) -> Comparison:
    from accord.compare import compare

    parts = [part for part in config.components if not file or file in config.contracts_of(part)]
    held = {part.name: scans[part.name] for part in parts}
    others = [contract for name, contract in contracts.items() if name != file]
    return compare(contracts.get(file), parts, held, contract_file=file, severities=config.severities, others=others)


def _waived(
    config: Config,
    comparisons: Sequence[Comparison],
    scans: Mapping[str, Scan],
    baseline: Baseline | None,
    day: dt.date | None,
) -> tuple[Comparison, ...]:
    inline = any(scan.ignores for scan in scans.values()) or any(
        endpoint.ignores for comparison in comparisons for endpoint in comparison.contract.endpoints
    )
    if baseline is None and not inline:
        return tuple(comparisons)
    from accord.waivers import apply

    return apply(
        comparisons, config.components, scans, baseline=baseline, severities=config.severities, today=day or today()
    )


def _heeding(scan: Scan, heeds: Callable[[Ignore], bool]) -> Scan:
    return replace(
        scan,
        routes=tuple(replace(route, ignores=tuple(filter(heeds, route.ignores))) for route in scan.routes),
        calls=tuple(replace(call, ignores=tuple(filter(heeds, call.ignores))) for call in scan.calls),
        ignores=tuple(filter(heeds, scan.ignores)),
    )


def _options(config: Config, part: Component) -> ScanOptions:
    return ScanOptions(
        role=part.role,
        app=part.app,
        libraries=tuple(str(config.root / folder) for folder in config.libraries),
        versions=tuple(config.versions.items()),
        tests=config.tests,
    )
