"""The example applications: a kept one, and variants that break it in one way each.

`fixtures/apps/APP` is an application that keeps its contract. `fixtures/apps/APP-variants/NAME` holds only the files in which a variant differs,
and `expected.toml`: what is broken, both exit codes, the verdicts and every finding.
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
    verdicts: dict[str, int] = field(default_factory=dict)
    findings: tuple[Expected, ...] = ()
    error: str = ""  # a word of the message, where the run is refused


def variants(app: str = "blog") -> tuple[Variant, ...]:
    """Every variant of an application, by name."""
    return tuple(
        _read(folder) for folder in sorted((APPS / f"{app}-variants").iterdir()) if (folder / EXPECTED).is_file()
    )


def lay_out(target: Path, variant: str = "kept", app: str = "blog") -> Path:
    """Copy the application to `target`, lay the variant's files over it and return `target`."""
    shutil.copytree(APPS / app, target, ignore=shutil.ignore_patterns("__pycache__", ".*_cache"))
    shutil.copytree(
        APPS / f"{app}-variants" / variant, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns(EXPECTED)
    )
    return target


def _read(folder: Path) -> Variant:
    said: dict[str, Any] = tomlkit.parse((folder / EXPECTED).read_text(encoding="utf-8")).unwrap()
    exit_code = said["exit_code"]
    return Variant(
        name=folder.name,
        about=said["about"],
        exit_code=exit_code,
        pytest_exit_code=said.get("pytest_exit_code", exit_code),
        verdicts=said.get("verdicts", {}),
        findings=tuple(Expected(finding, finding.pop("count", 1)) for finding in said.get("findings", ())),
        error=said.get("error", ""),
    )
