"""Every error accord raises on purpose: one base, one leaf per cause.

    AccordError
    ├── UsageError          the command line or an option says something that cannot be done
    ├── ConfigError         pyproject.toml or accord.toml (collects every fault before it is raised)
    ├── ContractError       a contract document that cannot be read at all
    ├── SourceError         a source tree that cannot be examined
    └── OutsideError        the world outside
        ├── ProcessError    a program that failed, was not found or ran out of time
        ├── GitError        git refused
        └── PreflightError  an agent that cannot be used here (collects everything that is missing)

Facts are attributes, the sentence is built here and ends with the remedy. Callers may rely on classes and attributes, never on wording.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class AccordError(Exception):
    """The base of all; `str()` of it is a complete message for the user."""


def _place(file: str, line: int) -> str:
    return f"{file}:{line}: " if line else f"{file}: " if file else ""


class UsageError(AccordError):
    """An option or argument that cannot be carried out."""

    def __init__(self, problem: str, remedy: str = "") -> None:
        self.problem, self.remedy = problem, remedy
        super().__init__(f"{problem}; {remedy}" if remedy else problem)

    @classmethod
    def of(cls, faults: Sequence[UsageError]) -> UsageError:
        """One error for several, a line each."""
        return faults[0] if len(faults) == 1 else cls("\n".join(str(fault) for fault in faults))


class ConfigError(AccordError):
    """A configuration file with one or more faults; `faults` holds (line, problem) pairs, line 0 where it is unknown."""

    def __init__(self, file: str, faults: Sequence[tuple[int, str]]) -> None:
        self.file, self.faults = file, tuple(faults)
        super().__init__("\n".join(_place(file, line) + problem for line, problem in self.faults))


class ContractError(AccordError):
    """A contract document that cannot be read."""

    def __init__(self, file: str, problem: str, remedy: str = "", line: int = 0) -> None:
        self.file, self.line, self.problem, self.remedy = file, line, problem, remedy
        super().__init__(_place(file, line) + (f"{problem}; {remedy}" if remedy else problem))


class SourceError(AccordError):
    """A source tree that cannot be examined."""

    def __init__(self, path: str, problem: str, remedy: str = "") -> None:
        self.path, self.problem, self.remedy = path, problem, remedy
        super().__init__(f"{path}: {problem}; {remedy}" if remedy else f"{path}: {problem}")


class OutsideError(AccordError):
    """The base of what goes wrong outside of accord."""


class ProcessError(OutsideError):
    """A program that could not be started, failed or was stopped; shows command, exit status and both outputs."""

    def __init__(self, command: Sequence[str], status: int | None, out: str = "", err: str = "", why: str = "") -> None:
        self.command, self.status, self.out, self.err, self.why = tuple(command), status, out, err, why
        parts = [f"{' '.join(command)}: {why or f'exit status {status}'}"]
        parts += [
            f"{name}: {text.strip()[-2000:]}" for name, text in (("stdout", out), ("stderr", err)) if text.strip()
        ]
        super().__init__("\n".join(parts))


class GitError(OutsideError):
    """git refused, or the directory is no repository."""

    def __init__(self, problem: str, remedy: str = "") -> None:
        self.problem, self.remedy = problem, remedy
        super().__init__(f"{problem}; {remedy}" if remedy else problem)


class LockedError(OutsideError):
    """A lock file another process holds."""


class PreflightError(OutsideError):
    """An agent that cannot be used here; `faults` are sentences, each with its remedy."""

    def __init__(self, agent: str, faults: Sequence[str]) -> None:
        self.agent, self.faults = agent, tuple(faults)
        super().__init__("\n".join(f"{agent}: {fault}" for fault in self.faults))
