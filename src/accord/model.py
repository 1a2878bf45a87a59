"""The nouns. Frozen, without I/O, importing nothing above `paths`: what flows between contract, source, comparison and report.

Three answers, never two: a verdict is kept, broken or undetermined. What could not be read is an `Unread`; it is never guessed and never
dropped. Files are always named relative to the run's root with forward slashes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, Literal

from accord.paths import PathTemplate, printable

if TYPE_CHECKING:
    from collections.abc import Mapping


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


# -- what a contract promises ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an operation; `required` and `schema` are None where the contract does not say."""

    name: str
    location: Literal["path", "query", "header", "cookie"]
    required: bool | None = None
    schema: Schema | None = None
    description: str = ""
    where: Where | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """A request or response body: JSON Schema of what was stated.

    `strength` is `schema` where the contract gave types and requiredness, `sample` where it gave an example (the types are known,
    requiredness is not).
    """

    media_type: str = "application/json"
    schema: Schema | None = None
    strength: Literal["schema", "sample"] = "schema"
    required: bool | None = None
    example: Any = None
    where: Where | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """A promised response; `status` is a code (`"200"`), a class (`"2XX"`) or `"default"`."""

    status: str
    description: str = ""
    bodies: tuple[Body, ...] = ()
    headers: tuple[Parameter, ...] = ()
    where: Where | None = None


@dataclass(frozen=True, slots=True)
class Auth:
    """What an endpoint says about authentication; `required` None means the statement could not be interpreted."""

    required: bool | None
    schemes: tuple[str, ...] = ()
    text: str = ""
    where: Where | None = None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An operation promised, its path effective (base applied). None and empty mean not stated, never "none"."""

    operation: Operation
    where: Where
    description: str = ""
    parameters: tuple[Parameter, ...] = ()
    request: tuple[Body, ...] = ()
    responses: tuple[Response, ...] = ()
    auth: Auth | None = None
    planned: bool = False
    deprecated: bool = False
    tags: tuple[str, ...] = ()
    operation_id: str = ""
    pointer: str = ""  # JSON pointer of the operation in an OpenAPI document
    stated: str = ""  # the path as the document spells it, base not applied
    ignores: tuple[Ignore, ...] = ()


@dataclass(frozen=True, slots=True)
class Ignore:
    """An inline wish to accept a finding: `accord: ignore[rule, ...] reason`; no rules is a bare ignore."""

    where: Where
    rules: tuple[str, ...] = ()
    reason: str = ""
    lines: tuple[int, int] = (0, 0)  # in source, the first and the last line it speaks of


@dataclass(frozen=True, slots=True)
class Note:
    """Something a contract reader must say about its document; becomes a finding of the rule it names."""

    rule: str
    where: Where
    message: str
    fix: str = ""
    operation: Operation | None = None
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract document as read."""

    file: str
    format: str
    endpoints: tuple[Endpoint, ...]
    title: str = ""
    base: str = ""  # the path part of the declared base URL or server, "" where none is declared
    notes: tuple[Note, ...] = ()
    models: Mapping[str, Schema] = field(default_factory=dict)  # shared models by name
    rows: int = 0  # rows looked at that claimed to be an endpoint, read or not
    outgoing: tuple[tuple[str, Where], ...] = ()  # webhooks and callbacks: known, never compared
    validated: bool | None = None  # as a whole, against its specification; None where it has none or nobody asked


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


# -- the comparison --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Component:
    """A named source tree in the role of provider or consumer, with what its configuration says of it."""

    name: str
    role: Role
    path: str
    app: str = ""  # "module:attr" or "file:attr" of the application, where a tree holds several
    prefix: str = ""  # what a gateway adds before the provider's paths; "-/api" where it strips
    # the contract rows this component is held to ("* /posts/**", "tag:users"); empty: all
    endpoints: tuple[str, ...] = ()
    base: str = ""  # what a consumer's paths are relative to, when the code does not say
    calls: Literal["some", "all"] = "some"
    contract: tuple[str, ...] = ()  # its own contracts; empty: the run's
    where: Where | None = None  # the place in the configuration
    # What only delegation asks for: words for the agent, files (globs) it may read besides, the framework to write in
    # and commands that must pass, run inside the agent's sandbox.
    brief: str = ""
    include: tuple[str, ...] = ()
    framework: str = ""
    verify: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Nearest:
    """The closest thing on the other side, and the one respect in which it differs (`other method`, `typo`, `plural`, `order`, ...)."""

    operation: Operation
    where: Where
    difference: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A flaw: place, rule, what it is about, nearest match and remedy."""

    rule: str
    severity: Severity
    message: str
    fix: str = ""
    operation: Operation | None = None
    component: str = ""
    contract: Where | None = None
    code: Where | None = None
    nearest: Nearest | None = None
    pointer: str = ""
    trail: tuple[TrailStep, ...] = ()
    contract_file: str = ""  # the contract this is about, also where no row of it is to blame
    # All operations of one cause. Not hashed: one finding of thousands of rows is in the cell of each of them.
    affects: tuple[Operation, ...] = field(default=(), hash=False)
    waiver: str = ""  # the reason it was accepted for, "" while it counts

    @property
    def fingerprint(self) -> str:
        """12 hex digits that survive edits elsewhere: no line numbers, no message text."""
        method = self.operation.method if self.operation else ""
        path = self.operation.path.bare.key if self.operation else ""
        seed = f"{self.rule}|{self.contract_file}|{self.component}|{method}|{path}|{self.pointer}"
        from hashlib import sha256

        return sha256(seed.encode()).hexdigest()[:12]

    @property
    def where(self) -> Where:
        """The place to name first: the contract row, else the code."""
        return self.contract or self.code or Where(self.contract_file)


@dataclass(frozen=True, slots=True)
class Cell:
    """One endpoint in one component."""

    verdict: Verdict
    at: Where | None = None
    reason: str = ""  # why it is undetermined or not applicable; what is wrong where broken
    findings: tuple[Finding, ...] = ()
    trail: tuple[TrailStep, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One endpoint of a contract with its cell for every component."""

    endpoint: Endpoint
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One contract against its components: rows in contract order, every finding sorted by place."""

    contract: Contract
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]
    applications: Mapping[str, Application | None] = field(
        default_factory=dict
    )  # the application each provider was matched by


@dataclass(frozen=True, slots=True)
class Report:
    """The whole run, as every report style renders it."""

    comparisons: tuple[Comparison, ...]
    components: tuple[Component, ...]
    scans: Mapping[str, Scan]
    fail_on: Literal["error", "warning", "none"] = "error"
    strict: bool = False
    seconds: float = 0.0
    since: str = ""  # the revision whose findings were left out
    older: int = 0  # how many those were

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings that count or are waived, each once, in order of place."""
        seen: dict[str, Finding] = {}
        for comparison in self.comparisons:
            for finding in comparison.findings:
                seen.setdefault(f"{finding.fingerprint}|{finding.code}|{finding.contract}", finding)
        return tuple(seen.values())

    @property
    def failing(self) -> tuple[Finding, ...]:
        """The findings at or above `fail_on`, waived ones left out."""
        wanted = {"error": ("error",), "warning": ("error", "warning"), "none": ()}[self.fail_on]
        return tuple(f for f in self.findings if f.severity in wanted and not f.waiver)

    @property
    def examined_nothing(self) -> bool:
        return any(f.rule == "nothing-examined" and not f.waiver for f in self.findings)

    @property
    def undetermined(self) -> int:
        return sum(
            cell.verdict is Verdict.UNDETERMINED
            for c in self.comparisons
            for row in c.rows
            for cell in row.cells.values()
        )

    @property
    def verdict(self) -> Literal["kept", "broken", "undetermined", "nothing-examined"]:
        """The run in one word; under `strict` undetermined rows and unread places count as broken, unless only what is
        new since a revision counts.
        """
        if self.examined_nothing:
            return "nothing-examined"
        unread = any(scan.unread for scan in self.scans.values())
        if self.failing or (self.strict and not self.since and (self.undetermined or unread)):
            return "broken"
        return "undetermined" if self.undetermined else "kept"

    @property
    def exit_code(self) -> int:
        """0 kept, 1 findings at or above `fail_on` (or anything undetermined under strict), 3 could not examine."""
        return {"nothing-examined": 3, "broken": 1}.get(self.verdict, 0)
