"""Contract documents → Contract: the reader is chosen by suffix, then by content.

A reader is a module: `SUFFIXES` and `read(text, file)`. It may also offer `claims(text)`, asked where the suffix says
nothing, and, where its documents refer to other files, `read_linked(text, file, fetch)`. Readers of other packages
join through the entry points group `accord.contract`.
"""

from __future__ import annotations

import importlib
import os
from functools import lru_cache
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Protocol, cast, runtime_checkable

from accord.errors import ContractError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from accord.contract.openapi.validation import Validation
    from accord.model import Contract

GROUP = "accord.contract"
# For a source tree that is not installed; an installed one brings the same through its entry points.
_BUILT_IN = {"openapi": "accord.contract.openapi", "markdown": "accord.contract.markdown"}


class Reader(Protocol):
    """What a contract format offers."""

    @property
    def SUFFIXES(self) -> tuple[str, ...]:  # noqa: N802 a constant of the module
        """The suffixes of its files, lower case, with their dot."""

    def read(self, text: str, file: str) -> Contract:
        """The contract in a text; `file` is how it is called in places. ContractError where there is none."""


@runtime_checkable
class LinkedReader(Protocol):
    """A format whose documents refer to other files."""

    def read_linked(self, text: str, file: str, fetch: Callable[[str, str], tuple[str, str]]) -> Contract:
        """Like `read`; `fetch(reference, file it stands in)` gives the name and the text of another file, or raises
        ContractError.
        """


def readers() -> Mapping[str, Reader]:
    """All contract formats by name."""
    return {name: _load(name, target) for name, target in _targets().items()}


@lru_cache(maxsize=1)
def _targets() -> Mapping[str, str]:
    """Name → module; those of other packages first, so that the heavier built-ins are imported last, if at all."""
    found = {entry.name: entry.value for entry in entry_points(group=GROUP)}
    outside = {name: target for name, target in found.items() if name not in _BUILT_IN}
    return outside | {name: found.get(name, target) for name, target in _BUILT_IN.items()}


@lru_cache(maxsize=32)
def _load(name: str, target: str) -> Reader:
    try:
        return cast("Reader", importlib.import_module(target))
    except ImportError as error:
        problem = f"the contract reader {name!r} ({target}) cannot be imported: {error}"
        raise ContractError("", problem, "reinstall or remove the package it comes from") from error


def read(path: Path, *, root: Path, allow_remote: bool = False) -> Contract:
    """The contract in the file `path`, whose places are named relative to `root`. References to other hosts are
    followed only with `allow_remote`.

    ContractError where the file cannot be read or holds no contract at all; smaller flaws are notes of the contract.
    """
    from accord.contract.files import Files

    files = Files(root, path, allow_remote=allow_remote)
    file, text = files.first()
    reader = _choose(file, text)
    if isinstance(reader, LinkedReader):
        return reader.read_linked(text, file, files.fetch)
    return reader.read(text, file)


def validate(
    contract: Contract,
    path: Path,
    *,
    root: Path,
    allow_remote: bool = False,
    wait: bool = True,
    cache: Path | None = None,
) -> Validation:
    """The full check of the document behind `contract` against its specification, where its format has one.

    Never needed to compare: it takes seconds for a document of some megabytes. Without `wait`, documents above a fixed
    size are left alone unless their outcome is remembered, by content, from a run that waited.
    `Validation.added_to(contract)` is the contract with the flaws as `invalid-contract` notes.
    """
    from accord.contract.openapi import validation

    if contract.format != validation.FORMAT:
        return validation.Validation()
    limit, budget = (None, None) if wait else (validation.UNASKED, validation.PATIENCE)
    return validation.validate(path, root=root, allow_remote=allow_remote, limit=limit, budget=budget, cache=cache)


def _choose(file: str, text: str) -> Reader:
    """The first reader whose suffix it is and that claims the text; readers are imported until one is found.

    A reader that offers no `claims` takes any text: by its suffix at once, without it as the last resort.
    """
    suffix = os.path.splitext(file)[1].lower()  # noqa: PTH122 a name in places, not a path to open
    fitting: list[Reader] = []
    for name, target in _targets().items():
        reader = _load(name, target)
        if suffix in reader.SUFFIXES:
            if getattr(reader, "claims", _always)(text):
                return reader
            fitting.append(reader)
    known = readers()
    willing = fitting or [reader for reader in known.values() if getattr(reader, "claims", _never)(text)]
    willing = willing or [reader for reader in known.values() if not hasattr(reader, "claims")]
    if not willing:
        suffixes = ", ".join(sorted({suffix for reader in known.values() for suffix in reader.SUFFIXES}))
        raise ContractError(file, "no reader knows this kind of file", f"name a file with one of {suffixes}")
    return willing[0]


def _always(_text: str) -> bool:
    return True


def _never(_text: str) -> bool:
    return False
