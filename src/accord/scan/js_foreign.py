"""Packages that serve with a framework that is not read: what is registered there on an application nobody supplies is not Express's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.scan import unsupported

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine
    from accord.scan.javascript import Tree

_EXPRESS = re.compile(r"express(?!i|ed\b|ly\b)")


def files(machine: Machine, tree: Tree) -> frozenset[str]:
    """The files of packages that import such a framework, and neither declare Express nor import anything called so."""
    if not tree.unsupported or tree.layered:
        return frozenset()
    homes = tree.homes()
    held: dict[str, list[str]] = {}
    serving: set[str] = set()
    using: set[str] = set()
    for path, specifiers in tree.specifiers.items():
        home = tree.home(path, homes)
        held.setdefault(home, []).append(path)
        packages = [each for each in specifiers if not each.startswith(".")]
        if any(unsupported.is_other(each) for each in packages):
            serving.add(home)
        if any(_EXPRESS.search(each) for each in packages):
            using.add(home)
    return frozenset(
        machine.tree.rel(path) for home in serving - using if not _declares(machine, home) for path in held[home]
    )


def _declares(machine: Machine, home: str) -> bool:
    package = machine.tree.package(home)
    return package is not None and bool(package.version_of("express"))


__all__ = ["files"]
