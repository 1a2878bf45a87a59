"""The user's project as it would be with patches in it: a copy for as long as somebody looks, the project untouched."""

from __future__ import annotations

import contextlib
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from accord.delegate.gather import gather

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from accord.config import Config
    from accord.delegate.model import Outcome


@contextlib.contextmanager
def laid_over(config: Config, outcomes: Mapping[str, Outcome]) -> Iterator[Config]:
    """The configuration on such a copy, with the changes of `outcomes` in it. What the checker reads is copied: the
    components as git sees them, contracts, manifests above them and accepted findings.
    """
    files: dict[str, bytes] = {}
    prefix = ""
    for part in config.components:
        found = gather(config, part, bounded=False)
        prefix = found.prefix
        files.update({file.path: file.data for file in (*found.beside, *found.shown)})
    for outcome in outcomes.values():
        for change in outcome.changes:
            if change.data is None:
                files.pop(change.path, None)
            else:
                files[change.path] = change.data
    with tempfile.TemporaryDirectory(prefix="accord-") as name:
        top = Path(name).resolve()
        for path, data in files.items():
            target = top / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        for part in config.components:
            (top / prefix / part.path).mkdir(parents=True, exist_ok=True)
        libraries = tuple(str(config.root / folder) for folder in config.libraries)
        yield replace(config, root=top / prefix, libraries=libraries)
