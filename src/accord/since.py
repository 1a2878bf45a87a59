"""What is new since a revision: the same check of the tree as it was then, and its findings left out of this one."""

from __future__ import annotations

import posixpath
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from accord import check as pipeline
from accord.errors import AccordError, GitError, UsageError
from accord.outside import git, repository

if TYPE_CHECKING:
    from collections.abc import Callable

    from accord.config import Config
    from accord.model import Comparison, Report

_CONTRACTS = (".md", ".markdown", ".json", ".yaml", ".yml")
_NEVER_OLD = ("nothing-examined",)  # an empty run is never green, however long it has been empty


def check(config: Config, revision: str) -> Report:
    """The report of the working tree, without the findings the revision had already; verdicts stay facts.

    The old tree is laid out in a temporary folder; neither the working copy nor the index is touched. Raises what a
    check raises, and GitError where there is no such revision.
    """
    commit = git.commit(config.root, revision)
    report = pipeline.check(config)
    known = _known(config, revision, commit)
    comparisons = tuple(_newer(comparison, known) for comparison in report.comparisons)
    newer = replace(report, comparisons=comparisons, since=revision)
    return replace(newer, older=len(report.findings) - len(newer.findings))


def _known(config: Config, revision: str, commit: str) -> frozenset[str]:
    """The fingerprints of what the revision had."""
    root = repository.top(config.root)
    if root is None:
        raise GitError(f"{config.root} lies in no repository", "leave --since out")
    prefix = repository.prefix(config.root)
    with tempfile.TemporaryDirectory(prefix="accord-since-") as folder:
        target = Path(folder).resolve()
        git.lay_out(root, commit, _wanted(config, prefix), target)
        then = _as_it_was(config, target / prefix)
        if then is None:
            return frozenset()
        try:
            return frozenset(finding.fingerprint for finding in pipeline.check(then).findings)
        except AccordError as error:
            said = str(error).replace(f"{target}/", "")
            raise UsageError(f"{revision} cannot be checked: {said}", "name another revision") from error


def _as_it_was(config: Config, root: Path) -> Config | None:
    """The settings of this run on the old tree; None where it has nothing they could be held against."""
    parts = tuple(
        replace(part, contract=tuple(file for file in part.contract if (root / file).is_file()))
        for part in config.components
        if (root / part.path).is_dir()
    )
    then = replace(
        config,
        root=root,
        contracts=tuple(file for file in config.contracts if (root / file).is_file()),
        components=parts,
        reports=(),
        baseline="",
        cache=False,  # a folder of this name is never seen again
        libraries=tuple(str(config.root / folder) for folder in config.libraries),
    )
    roles = {part.role for part in parts}
    if config.all_contracts and not then.all_contracts:
        return None
    return then if roles and (then.all_contracts or len(roles) > 1) else None


def _wanted(config: Config, prefix: str) -> Callable[[str], bool]:
    """Which files of the repository a check of this configuration may read."""

    def inside(path: str) -> str:
        return posixpath.normpath(posixpath.join(prefix or ".", path))

    trees = tuple(inside(part.path) for part in config.components)
    beside = tuple(posixpath.dirname(inside(file)) for file in config.all_contracts)
    # Manifests, tsconfig files and ignore rules stand in the folders above a tree.
    above = {folder for tree in trees for folder in _parents(tree)}
    baseline = inside(pipeline.baseline_file(config).name)

    def wanted(path: str) -> bool:
        if path == baseline:
            return False
        if any(tree == "." or path.startswith(f"{tree}/") for tree in trees):
            return True
        folder = posixpath.dirname(path)
        if folder in above:
            return True
        return path.lower().endswith(_CONTRACTS) and any(
            not at or folder == at or folder.startswith(f"{at}/") for at in beside
        )

    return wanted


def _parents(path: str) -> list[str]:
    found = []
    while path and path != ".":
        path = posixpath.dirname(path)
        found.append(path)
    return found


def _newer(comparison: Comparison, known: frozenset[str]) -> Comparison:
    old = {f for f in comparison.findings if f.fingerprint in known and f.rule not in _NEVER_OLD}
    rows = tuple(
        replace(
            row,
            cells={
                name: replace(cell, findings=tuple(f for f in cell.findings if f not in old))
                for name, cell in row.cells.items()
            },
        )
        for row in comparison.rows
    )
    return replace(comparison, rows=rows, findings=tuple(f for f in comparison.findings if f not in old))
