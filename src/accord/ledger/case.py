"""A validation that stayed red, as a case file in the form the project's own cases have, for a person to complete."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.errors import ContractError
from accord.ledger import patches

if TYPE_CHECKING:
    from accord.config import Config
    from accord.ledger.signals import Improvement

_LANGUAGES = {"py": "python", "js": "js", "mjs": "js", "cjs": "js", "jsx": "jsx", "ts": "ts", "tsx": "tsx"}
_ASK = """Cut the source down to the lines that matter, and write under `expected` what it really serves, each row
with its `file:line`."""
_MOST = 400  # lines of source; a case is the smallest source that shows the flaw


def file_name(subject: str) -> str:
    """A file name for a case about `subject`."""
    words = re.sub(r"[^a-z0-9]+", "-", subject.casefold()).strip("-")
    return f"{words or 'case'}.md"


def text(config: Config, found: Improvement) -> str:
    """The case: the source the agent wrote, as far as it is known, and the rows the contract promises.

    It fails as it stands, since rows have no places yet; whoever hands it in cuts it down to what is wrong.
    """
    rows = [row for file in config.all_contracts for row in _rows(config, file)] or ["METHOD /path"]
    parts = [f"## {found.subject}", f"{found.observed[:1].upper()}{found.observed[1:]}", _ASK]
    parts += [*_sources(config, found.patch), "```expected\n" + "\n".join(rows) + "\n```"]
    return "\n\n".join(parts) + "\n"


def _rows(config: Config, file: str) -> list[str]:
    from accord import contract

    try:
        return [str(e.operation) for e in contract.read(config.root / file, root=config.root).endpoints]
    except ContractError:
        return []  # a case without rows can still be completed by hand


def _sources(config: Config, patch: str | None) -> list[str]:
    """The files the patch creates, whole; of a change to an older file the patch does not tell the rest."""
    blocks = []
    left = _MOST
    for file in patches.read(config.root / patch) if patch else ():
        language = _LANGUAGES.get(file.path.rpartition(".")[2])
        if language and file.is_new and len(file.added) <= left:
            left -= len(file.added)
            fence = "`" * max(3, *(len(run) + 1 for run in re.findall(r"`+", "\n".join(file.added)) or [""]))
            blocks.append(f"{fence}{language} {file.path}\n" + "\n".join(file.added) + f"\n{fence}")
    return blocks or ["```python app.py\n# the source that was judged wrongly\n```"]
