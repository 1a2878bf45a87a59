"""A whole delegation: which components, with whom, what came of it. The command and the pytest door call this."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accord.delegate.model import Outcome, Tell, silent

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from accord.config import Config
    from accord.model import Report


@dataclass(frozen=True, slots=True)
class Session:
    """What a delegation did. `outcomes` by component; `patches` are the files written for those that changed something.

    `applied` says whose patch lies in the user's tree; `refused` why one that should does not.
    """

    run: str
    outcomes: Mapping[str, Outcome]
    patches: Mapping[str, Path]
    applied: tuple[str, ...] = ()
    refused: Mapping[str, str] | None = None
    seconds: float = 0.0
    note: str = ""  # the ledger's suggestion, "" where it has none


def delegate(config: Config, report: Report, *, words: str = "", tell: Tell = silent) -> Session:
    """Delegate every component that does not keep its contract, as `config.delegation` says; `words` join the prompts.

    Raises PreflightError before anything is begun, UsageError, OutsideError where another run holds a component.
    """
    raise NotImplementedError
