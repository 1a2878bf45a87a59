"""The example applications: a kept one, and variants that break it in one way each.

`fixtures/apps/APP` is an application that keeps its contract. `fixtures/apps/APP-variants/NAME` holds only the files in which a variant differs,
and `expected.toml`: what is broken, both exit codes, the verdicts of every component and every finding. A variant with a `base` differs from that
variant, not from the application.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomlkit

APPS = Path(__file__).resolve().parent.parent / "fixtures" / "apps"
EXPECTED = "expected.toml"


@dataclass(frozen=True)
class Expected:
    """A finding, by what is said of it: its rule and, where they matter, operation, contract and code (`file:line`)."""

    said: dict[str, str]
    count: int = 1  # so many findings of which this is true

    @property
    def rule(self) -> str:
        return self.said["rule"]


@dataclass(frozen=True)
class Variant:
    """One way to break an application, and what accord must say about it."""

    name: str
    about: str
    exit_code: int
    pytest_exit_code: int
    verdicts: dict[str, dict[str, int]] = field(default_factory=dict)  # by component
    findings: tuple[Expected, ...] = ()
    error: str = ""  # a word of the message, where the run is refused
    base: str = ""  # the variant this one differs from

    def says(self, verdict: str) -> bool:
        """Whether any component has an endpoint with this verdict."""
        return any(verdict in counts for counts in self.verdicts.values())


def variants(app: str = "blog") -> tuple[Variant, ...]:
    """Every variant of an application, by name."""
    return tuple(
        _read(folder) for folder in sorted((APPS / f"{app}-variants").iterdir()) if (folder / EXPECTED).is_file()
    )


def lay_out(target: Path, variant: str = "kept", app: str = "blog") -> Path:
    """Copy the application to `target`, lay the variant's files over it and return `target`."""
    folder = APPS / f"{app}-variants" / variant
    if base := _read(folder).base:
        lay_out(target, base, app)
    else:
        made = ("__pycache__", ".*_cache", "node_modules", "dist")
        shutil.copytree(APPS / app, target, ignore=shutil.ignore_patterns(*made))
    shutil.copytree(folder, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns(EXPECTED))
    return target


def _read(folder: Path) -> Variant:
    said: dict[str, Any] = tomlkit.parse((folder / EXPECTED).read_text(encoding="utf-8")).unwrap()
    exit_code, verdicts = said["exit_code"], said.get("verdicts", {})
    return Variant(
        name=folder.name,
        about=said["about"],
        exit_code=exit_code,
        pytest_exit_code=said.get("pytest_exit_code", exit_code),
        verdicts=verdicts if all(isinstance(some, dict) for some in verdicts.values()) else {"backend": verdicts},
        findings=tuple(Expected(finding, finding.pop("count", 1)) for finding in said.get("findings", ())),
        error=said.get("error", ""),
        base=said.get("base", ""),
    )
