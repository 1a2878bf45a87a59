"""Prints the lowest versions pyproject.toml admits, as a constraints file for pip: what `make lowest` tests with."""

from __future__ import annotations

import re
from pathlib import Path

import tomlkit

PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"


def constraints() -> list[str]:
    """`NAME==VERSION` for every dependency, markers kept; each must state a lowest version."""
    found = []
    for requirement in tomlkit.parse(PROJECT.read_text(encoding="utf-8")).unwrap()["project"]["dependencies"]:
        lowest = re.match(r"(?P<name>[\w.-]+)>=(?P<version>[\w.]+)[^;]*(?P<marker>;.*)?$", requirement)
        if not lowest:
            raise SystemExit(f"{PROJECT.name}: {requirement} states no lowest version; write NAME>=VERSION")
        found.append(f"{lowest['name']}=={lowest['version']}{lowest['marker'] or ''}")
    return found


if __name__ == "__main__":
    print("\n".join(constraints()))
