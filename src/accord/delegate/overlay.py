"""The user's project as it would be with patches in it, judged; the project itself untouched."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from accord.check import check
from accord.delegate.gather import by_path, gather
from accord.delegate.judge import heeded
from accord.delegate.model import File

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accord.config import Config
    from accord.delegate.model import Outcome
    from accord.model import Report


def judged(config: Config, outcomes: Mapping[str, Outcome]) -> Report:
    """The whole run on a copy of the project with the changes of `outcomes` in it. What the checker reads is copied: the
    components as git sees them, contracts, manifests above them and accepted findings. An agent's own inline ignores count
    no more here than they did for its outcome.
    """
    before: dict[str, File] = {}
    prefix = ""
    for part in config.components:
        found = gather(config, part, bounded=False)
        prefix = found.prefix
        before.update(by_path((*found.beside, *found.shown)))
    changes = [change for outcome in outcomes.values() for change in outcome.changes]
    after = {c.path: None if c.data is None else File(c.path, c.data, c.executable) for c in changes}
    with tempfile.TemporaryDirectory(prefix="accord-") as name:
        top = Path(name).resolve()
        for file in {**before, **after}.values():
            if file is not None:
                (top / file.path).parent.mkdir(parents=True, exist_ok=True)
                (top / file.path).write_bytes(file.data)
        for part in config.components:
            (top / prefix / part.path).mkdir(parents=True, exist_ok=True)
        libraries = tuple(str(config.root / folder) for folder in config.libraries)
        copied = replace(config, root=top / prefix, libraries=libraries, cache=False)
        return check(copied, heeds=heeded(before, after, prefix))
