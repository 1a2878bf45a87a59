"""The nouns. Frozen, without I/O, importing nothing above `paths`: what flows between contract, source, comparison and report.

Three answers, never two: a verdict is kept, broken or undetermined. What could not be read is an `Unread`; it is never guessed and never
dropped. Files are always named relative to the run's root with forward slashes.

Here are the nouns of a scan; those of a contract and of the comparison are pages of their own, loaded when one is first asked for: making thirty
classes takes as long as reading a small tree. All are imported from here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from accord.paths import PathTemplate, printable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accord.model.compared import Cell, Comparison, Component, Finding, Nearest, Report, Row
    from accord.model.promised import Auth, Body, Contract, Endpoint, Note, Parameter, Response

_LATER = {
    **dict.fromkeys(("Auth", "Body", "Contract", "Endpoint", "Note", "Parameter", "Response"), "promised"),
    **dict.fromkeys(("Cell", "Comparison", "Component", "Finding", "Nearest", "Report", "Row"), "compared"),
}


METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE")
ANY_METHOD = "ALL"
WEBSOCKET = "WEBSOCKET"

Role = Literal["provider", "consumer"]
Severity = Literal["error", "warning", "info"]
FailOn = Literal["error", "warning", "none"]  # the least severity that fails
SlashPolicy = Literal["distinct", "redirect", "ignored"]
Schema = Any  # JSON Schema (a mapping or a boolean), as plain data


class Verdict(str, Enum):
    """The state of one endpoint in one component."""

    KEPT = "kept"
    BROKEN = "broken"
    UNDETERMINED = "undetermined"
    WAIVED = "waived"
    NOT_APPLICABLE = "not-applicable"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, order=True)
class Where:
    """A place in a file; line and column count from 1, 0 is unknown."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        file = printable(self.file)
        return f"{file}:{self.line}" if self.line else file


@dataclass(frozen=True, slots=True)
class Operation:
    """A method and a path: the only thing ever compared."""

    method: str
    path: PathTemplate

    @property
    def key(self) -> tuple[str, str]:
        """Equal for operations a contract cannot tell apart: parameter names and a trailing slash do not count."""
        return self.method, self.path.bare.key

    def __str__(self) -> str:
        return f"{self.method} {self.path.text}"


@dataclass(frozen=True, slots=True)
class Ignore:
    """An inline wish to accept a finding: `accord: ignore[rule, ...] reason`; no rules is a bare ignore."""

    where: Where
    rules: tuple[str, ...] = ()
    reason: str = ""
    lines: tuple[int, int] = (0, 0)  # in source, the first and the last line it speaks of


# -- what source serves and calls ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TrailStep:
    """A place that contributed a piece of a path."""

    where: Where
    piece: str


@dataclass(frozen=True, slots=True)
class Application:
    """An application object found in source: its variable or factory name and the place of its construction."""

    name: str
    where: Where


@dataclass(frozen=True, slots=True)
class Handler:
    """The function behind a route.

    `definition` is the evaluator's own function value, from which schema work reads the signature and models; it is never compared and
    never printed.
    """

    name: str
    where: Where | None = None
    definition: Any = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Route:
    """An operation served (or registered on something nobody mounts: `mounted` False)."""

    operation: Operation
    raw: str  # the framework's own spelling, mounts joined
    where: Where  # the statement that registered it
    handler: Handler
    framework: str
    app: Application | None = None
    trail: tuple[TrailStep, ...] = ()
    mounted: bool = True
    hidden: bool = False  # served, but left out of the framework's own documentation
    conditional: bool = False  # registered under a condition that could not be decided
    slash: SlashPolicy = "redirect"  # what the framework does with a trailing slash that differs
    ignore_case: bool = False
    order: int = 0  # rank of registration within its application
    # status_code, response_model and their kin, as the evaluator's values
    options: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    ignores: tuple[Ignore, ...] = ()

    @property
    def complete(self) -> bool:
        return self.operation.path.complete


@dataclass(frozen=True, slots=True)
class Call:
    """An operation requested; the path is relative to `base`, the base the client configures ("" where none)."""

    operation: Operation
    where: Where
    base: str = ""
    query: tuple[str, ...] = ()
    external: bool = False  # goes to a host that is not this project's
    trail: tuple[TrailStep, ...] = ()
    library: str = ""
    ignores: tuple[Ignore, ...] = ()

    @property
    def complete(self) -> bool:
        return self.operation.path.complete


@dataclass(frozen=True, slots=True)
class Rewrite:
    """What a development server or framework does with a path on its way to the provider.

    `source` and `target` share their parameters by name; `target` None means that nobody could read what becomes of the path.
    """

    where: Where
    source: PathTemplate
    target: PathTemplate | None
    folder: str = ""  # calls in files below it go this way; "" is the whole tree
    external: bool = False  # goes to a host that is not this project's


@dataclass(frozen=True, slots=True)
class Unread:
    """A statement seen but not understood. `covers` names what it may hide: files of the tree, or path prefixes (beginning with `/`)."""

    where: Where
    reason: str
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Examined:
    """What a scan looked at."""

    files: int = 0  # files evaluated or parsed
    bytes: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)  # files left out, by reason
    applications: tuple[Application, ...] = ()
    mounts: tuple[str, ...] = ()  # paths at which an application of the tree mounts another
    frameworks: Mapping[str, int] = field(default_factory=dict)  # frameworks seen and read, with their number of files
    # web frameworks seen and not read, with their number of files
    unsupported: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scan:
    """Everything one source tree serves and calls."""

    routes: tuple[Route, ...] = ()
    calls: tuple[Call, ...] = ()
    unread: tuple[Unread, ...] = ()
    examined: Examined = field(default_factory=Examined)
    ignores: tuple[Ignore, ...] = ()  # every inline ignore of the tree, whether a route or call stands there or not
    rewrites: tuple[Rewrite, ...] = ()  # in the order they are tried
    gone: tuple[Unread, ...] = ()  # what serves imports a module of the tree that is not there: it cannot start


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(name)
    return getattr(import_module(f"accord.model.{_LATER[name]}"), name)


__all__ = [
    "ANY_METHOD",
    "METHODS",
    "WEBSOCKET",
    "Application",
    "Auth",
    "Body",
    "Call",
    "Cell",
    "Comparison",
    "Component",
    "Contract",
    "Endpoint",
    "Examined",
    "FailOn",
    "Finding",
    "Handler",
    "Ignore",
    "Nearest",
    "Note",
    "Operation",
    "Parameter",
    "Report",
    "Response",
    "Rewrite",
    "Role",
    "Route",
    "Row",
    "Scan",
    "Schema",
    "Severity",
    "SlashPolicy",
    "TrailStep",
    "Unread",
    "Verdict",
    "Where",
]
