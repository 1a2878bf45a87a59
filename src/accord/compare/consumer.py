"""A contract against a client: which rows it calls, and which of its calls nobody promised."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from accord.compare.bases import Request, requests
from accord.compare.causes import path_of
from accord.compare.findings import Maker, of_scan
from accord.compare.nearest import Candidate, Nearby
from accord.compare.prefixes import shifts
from accord.compare.promised import Promised, answers
from accord.compare.words import is_slip
from accord.model import WEBSOCKET, Cell, Finding, Nearest, Verdict
from accord.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from accord.compare.served import Served, Server
    from accord.model import Component, Endpoint, Operation, Scan, Where

Result = tuple[list[Cell], list[Finding]]


def judge(
    endpoints: Sequence[Endpoint],
    held: Sequence[bool],
    client: tuple[Component, Scan],
    make: Maker,
    *,
    base: str = "",
    known: Iterable[Endpoint] = (),
    servers: Sequence[Server] = (),
    written: bool = True,
) -> Result:
    """A cell for each endpoint (in order) and all findings of this consumer.

    `base` is the contract's base path, `known` are endpoints of other contracts, `servers` the providers of this run.
    The contract is `written`, or else what these serve.
    """
    component, scan = client
    promised = Promised([*endpoints, *known])
    calls = [call for call in scan.calls if not call.external]
    contract = "the contract" if written else " and ".join(server.component.name for server in servers)
    case = _Case(endpoints, held, component, scan, make, promised, servers, contract, written)
    findings = of_scan(scan, make)
    unknown: list[Request] = []
    unread: list[Request] = []
    for request in requests(calls, component, promised, base=base, rewrites=scan.rewrites):
        if not request.operation.path.complete:
            unread.append(request)
            continue
        rows = [row for row in promised.at(request.operation.path) if answers(row, request.operation)]
        if rows:
            findings += case.called(request, rows)
        elif request.through is None or not request.through.external:
            unknown.append(request)
    findings += case.unresolved(unread) + case.strangers(unknown)
    cells = case.finish()
    return cells, findings + [finding for cell in cells for finding in cell.findings]


@dataclass(slots=True)
class _Case:
    """What is known of every row while the calls are gone through."""

    endpoints: Sequence[Endpoint]
    held: Sequence[bool]
    component: Component
    scan: Scan
    make: Maker
    promised: Promised
    servers: Sequence[Server]
    contract: str  # what promises the rows, as a sentence names it
    written: bool
    by: dict[int, list[Request]] = field(default_factory=lambda: defaultdict(list))  # row identity -> what calls it
    broken: dict[int, list[Finding]] = field(default_factory=lambda: defaultdict(list))
    maybe: dict[int, Request] = field(default_factory=dict)  # row identity -> an unresolved call that fits it

    # -- calls the contract knows ------------------------------------------------------------------------------------

    def called(self, request: Request, rows: Sequence[Endpoint]) -> list[Finding]:
        for row in rows:
            self.by[id(row)].append(request)
        return self._slash(request, rows)

    def _slash(self, request: Request, rows: Sequence[Endpoint]) -> list[Finding]:
        """A trailing slash counts by what each provider does with it; without one in the run, by the row."""
        wanted = request.operation.path.trailing_slash
        served = [routes for server in self.servers if (routes := _answering(server, request.operation))]
        call = request.call
        facts: dict[str, Any] = {
            "operation": request.operation,
            "code": call.where,
            "trail": call.trail,
            "contract": rows[0].where,
        }
        for routes in served:
            if any(s.route.slash == "ignored" or s.operation.path.trailing_slash == wanted for s in routes):
                continue
            one = routes[0]
            answer = "redirects" if one.route.slash == "redirect" else "does not answer"
            found = self.make.make(
                "trailing-slash",
                f"called {'with' if wanted else 'without'} a trailing slash; {one.route.framework} {answer}",
                nearest=Nearest(one.operation, one.route.where, "trailing slash"),
                fix=f"call {one.operation.path.text}",
                **facts,
            )
            for row in rows:
                self.broken[id(row)] += found
            return found
        if served or any(row.operation.path.trailing_slash == wanted for row in rows):
            return []
        return self.make.make(
            "trailing-slash",
            f"{self.contract} spells it otherwise, and no provider of this run says what the server does with it",
            severity="warning",
            nearest=Nearest(rows[0].operation, rows[0].where, "trailing slash"),
            fix=f"call {rows[0].operation.path.text}",
            **facts,
        )

    def unresolved(self, requests: Sequence[Request]) -> list[Finding]:
        """A path with an unread piece may be any row it fits; each is told once, here or as the unread place it is."""
        told = {(unread.where.file, unread.where.line) for unread in self.scan.unread}
        groups: dict[tuple[tuple[str, str], bool], list[Request]] = {}
        for request in requests:
            call, operation = request.call, request.operation
            for row in self.endpoints:
                if answers(row, operation) and operation.path.fits(row.operation.path):
                    self.maybe.setdefault(id(row), request)
            by_proxy = call.complete and request.through is not None
            if by_proxy or (call.where.file, call.where.line) not in told:
                groups.setdefault((operation.key, by_proxy), []).append(request)
        return [finding for group in groups.values() for finding in self._unresolved(group)]

    def _unresolved(self, group: Sequence[Request]) -> list[Finding]:
        first, message, fix = group[0], "a piece of its path could not be read", RULES["unresolved-path"].fix
        if first.call.complete and first.through is not None:
            message = f"what {first.through.where} makes of {first.written} could not be read"
            fix = "write the rewriting literally, or set `base` for this client"
        return self.make.make("unresolved-path", message + _also(group), fix=fix, **_facts(group, None))

    # -- calls the contract does not know ----------------------------------------------------------------------------

    def strangers(self, unknown: Sequence[Request]) -> list[Finding]:
        """Findings for calls no row promises: a lost prefix once, then each operation once."""
        nearby = Nearby([Candidate(e.operation, e.where, e) for e in self.endpoints])
        findings: list[Finding] = []
        by_operation: dict[tuple[str, str], list[Request]] = {}
        for request in unknown:
            by_operation.setdefault(request.operation.key, []).append(request)
        groups = list(by_operation.values())
        other_method = [bool(self.promised.at(group[0].operation.path)) for group in groups]
        lost = [group for group, other in zip(groups, other_method, strict=True) if not other]
        explained: set[int] = set()
        for shift in shifts([g[0].operation for g in lost], [e.operation for e in self.endpoints]):
            members = [lost[i] for i, _ in shift.pairs]
            rows = [self.endpoints[j] for _, j in shift.pairs]
            explained.update(id(group) for group in members)
            called, promised = path_of(shift.wanted), path_of(shift.offered)
            places = [request.call.where for group in members for request in group]
            found = self.make.make(
                "base-path",
                f"{len(places)} call{'s' * (len(places) != 1)} go to {called} where {self.contract} has {promised}",
                contract=rows[0].where,
                code=min(places),
                nearest=Nearest(rows[0].operation, rows[0].where, f"prefix {promised} instead of {called}"),
                fix=f'call them under {promised}, or set base = "{promised}" for {self.component.name}'
                if not shift.wanted
                else f"call them under {promised}",
                pointer=f"{promised} <- {called}",
                affects=tuple(g[0].operation for g in members),
            )
            findings += found
            for row in rows:
                self.broken[id(row)] += found
        for group, other in zip(groups, other_method, strict=True):
            if id(group) not in explained:
                findings += self._wrong_method(group) if other else self._unknown(group, nearby)
        return findings

    def _wrong_method(self, group: Sequence[Request]) -> list[Finding]:
        operation = group[0].operation
        rows = self.promised.at(operation.path)
        uncalled = [row for row in rows if id(row) not in self.by]
        row = min(uncalled or rows, key=lambda row: _kind(row.operation.method) != _kind(operation.method))
        offered = ", ".join(sorted({r.operation.method for r in rows}))
        found = self.make.make(
            "wrong-method-call",
            f"called by {operation.method}; {self.contract} offers {offered}{_notes(group)}{self._server_says(operation)}",
            fix=f"call it by {row.operation.method}, or {self._offer(operation.method)}",
            nearest=Nearest(row.operation, row.where, "other method"),
            **_facts(group, row.where),
        )
        if uncalled:
            self.broken[id(row)] += found
        return found

    def _unknown(self, group: Sequence[Request], nearby: Nearby[Endpoint]) -> list[Finding]:
        operation = group[0].operation
        nearest = nearby.nearest(operation)
        row: Endpoint | None = None
        for _, _, candidate in nearby.slips(operation)[:1]:
            if id(candidate.item) not in self.by:
                row = candidate.item
        found = self.make.make(
            "unknown-call",
            f"called, but {self.contract} does not {'know' if self.written else 'serve'} it{_notes(group)}{self._server_says(operation)}",
            fix=f"call {nearest.operation}, or {self._offer('the endpoint')}"
            if nearest and is_slip(nearest.difference, operation.path.segments, nearest.operation.path.segments)
            else f"call what {self.contract} offers, or {self._offer('the endpoint')}",
            nearest=nearest,
            **_facts(group, row.where if row else None),
        )
        if row is not None:
            self.broken[id(row)] += found
        return found

    def _offer(self, what: str) -> str:
        return f"add {what} to {self.contract}"

    def _server_says(self, operation: Operation) -> str:
        for server in self.servers:
            for one in _answering(server, operation):
                return f"; {server.component.name} serves it at {one.route.where}"
        return ""

    # -- the rows ----------------------------------------------------------------------------------------------------

    def finish(self) -> list[Cell]:
        """The cell of every row, in order."""
        return [self._cell(row, held=held) for row, held in zip(self.endpoints, self.held, strict=True)]

    def _cell(self, row: Endpoint, *, held: bool) -> Cell:
        calls = self.by.get(id(row), [])
        first = calls[0].call if calls else None
        at, trail = (first.where, first.trail) if first else (None, ())
        if not held or row.planned:
            reason = "planned" if row.planned else "this component is not held to the row (its `endpoints`)"
            return Cell(Verdict.NOT_APPLICABLE, at, reason)
        if broken := self.broken.get(id(row)):
            return Cell(
                Verdict.BROKEN, broken[0].code, broken[0].message, tuple(dict.fromkeys(broken)), broken[0].trail
            )
        if first:
            return Cell(Verdict.KEPT, at, _assumed(calls[0]), (), trail)
        return self._uncalled(row)

    def _uncalled(self, row: Endpoint) -> Cell:
        everything = self.component.calls == "all"
        if request := self.maybe.get(id(row)):
            call = request.call
            reason = f"{request.operation} at {call.where} may be it; a piece of its path could not be read"
            return Cell(
                Verdict.UNDETERMINED if everything else Verdict.NOT_APPLICABLE, call.where, reason, (), call.trail
            )
        if row.operation.method == WEBSOCKET:
            return Cell(Verdict.NOT_APPLICABLE, reason="a web socket; those of clients are not read")
        if everything and (place := self._covered(row)):
            return Cell(Verdict.UNDETERMINED, place, f"may be called through {place}, which could not be read")
        if row.deprecated:
            return Cell(Verdict.NOT_APPLICABLE, reason="deprecated and not called")
        files, calls, unread = self.scan.examined.files, len(self.scan.calls), len(self.scan.unread)
        found = self.make.make(
            "uncalled-endpoint",
            f"never called ({files} files, {calls} calls, {unread} unread)",
            severity="error" if everything else None,
            operation=row.operation,
            contract=row.where,
            fix="call it" if everything else "nothing, unless this client should call it",
        )
        if everything and not self.make.off("uncalled-endpoint"):
            return Cell(Verdict.BROKEN, reason="never called", findings=tuple(found))
        reason = "not called; this client need not call everything"
        return Cell(Verdict.NOT_APPLICABLE, reason=reason, findings=tuple(found))

    def _covered(self, row: Endpoint) -> Where | None:
        """The unread place that may call this row: it hides its prefix, or a file, in which any call may stand."""
        path = f"{row.operation.path.bare.key}/"
        for unread in self.scan.unread:
            for cover in unread.covers:
                if not cover.startswith("/") or path.startswith(cover.rstrip("/") + "/"):
                    return unread.where
        return None


def _answering(server: Server, operation: Operation) -> list[Served]:
    """The routes of a server at this path that answer the method."""
    found = server.by_key.get(operation.path.bare.key, ())
    return [s for s in found if s.answers(operation.method) and not s.fallback]


def _assumed(request: Request) -> str:
    """What was assumed of the base of a call."""
    if request.left:
        return f"the client's base {request.left} is left to what stands in front of the server"
    return f"the client's base read as {request.base}" if request.base else ""


def _kind(method: str) -> str:
    """Methods that are taken for one another are of a kind."""
    return "write" if method in ("POST", "PUT", "PATCH") else "read" if method in ("GET", "HEAD") else method


def _notes(group: Sequence[Request]) -> str:
    """Where else it is called, and what became of the path on its way."""
    first = group[0]
    if first.through is None or first.written is None:
        return _also(group)
    return f"{_also(group)}; written {first.written}, rewritten at {first.through.where}"


def _also(group: Sequence[Request]) -> str:
    places = list(dict.fromkeys(str(request.call.where) for request in group))[1:]
    more = f" and {len(places) - 3} more" if len(places) > 3 else ""
    return f" (also at {', '.join(places[:3])}{more})" if places else ""


def _facts(group: Sequence[Request], contract: Where | None) -> dict[str, Any]:
    call = group[0].call
    return {"operation": group[0].operation, "code": call.where, "trail": call.trail, "contract": contract}
