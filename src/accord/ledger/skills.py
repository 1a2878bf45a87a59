"""Installing the skills: shipped files into a project, never over a file that was changed unless that is asked for."""

from __future__ import annotations

import difflib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from accord.errors import OutsideError
from accord.ledger import settings, skill
from accord.outside import files, repository, shipped

if TYPE_CHECKING:
    from pathlib import Path

    from accord.config import Config

# Where each file goes, and the template it is a copy of. The contract template has one source for every use.
FILES = {
    ".claude/skills/orchestrate/SKILL.md": "skills/orchestrate/SKILL.md",
    ".claude/skills/orchestrate/references/workflow.md": "skills/orchestrate/references/workflow.md",
    ".claude/skills/orchestrate/assets/api_contract_template.md": "api_contract_template.md",
    ".claude/skills/orchestrate/scripts/validate-contract.sh": "skills/orchestrate/scripts/validate-contract.sh",
    ".claude/skills/orchestrate/scripts/measure-tokens.sh": "skills/orchestrate/scripts/measure-tokens.sh",
    ".agents/skills/claude-orchestrated/SKILL.md": "skills/claude-orchestrated/SKILL.md",
}


@dataclass(frozen=True, slots=True)
class Installed:
    """What became of one file. `kept`: it differs from what is shipped and was left alone; `diff` says in what."""

    file: str
    action: Literal["written", "unchanged", "kept", "overwritten"]
    diff: str = ""  # from what is there to what is shipped, for kept and overwritten files


def install(config: Config, *, force: bool = False) -> tuple[Installed, ...]:
    """Write the skills into the project at `config.root`, with the numbers its configuration gives them.

    Without `force` only files that are not there are written. Raises OutsideError where one cannot be.
    """
    texts = {file: shipped.template(template) for file, template in FILES.items()}
    texts[skill.FILE] = skill.configured(texts[skill.FILE], settings.heuristics(config))
    return tuple(_install(config.root, file, text, force=force) for file, text in texts.items())


def _install(root: Path, file: str, text: str, *, force: bool) -> Installed:
    path = repository.kept(root, root / file)
    if files.create(path, text):
        _make_executable(path)
        return Installed(file, "written")
    try:
        old = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
    except OSError as error:
        raise OutsideError(f"{path}: cannot be read: {error.strerror or error}") from error
    if old == text:
        return Installed(file, "unchanged")
    lines = difflib.unified_diff(old.splitlines(), text.splitlines(), file, f"{file} (shipped)", lineterm="")
    diff = "\n".join(lines)
    if not force:
        return Installed(file, "kept", diff)
    files.write(path, text)
    _make_executable(path)
    return Installed(file, "overwritten", diff)


def _make_executable(path: Path) -> None:
    if path.suffix == ".sh" and os.name == "posix":
        path.chmod(path.stat().st_mode | 0o111)
