"""A contract against a server: a cell for every row, and the flaws, each cause once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from accord.compare.causes import explain_missing
from accord.compare.findings import Maker, of_scan
from accord.compare.nearest import Candidate, Nearby
from accord.compare.routing import Unreachable, unreachable
from accord.compare.words import same_name
from accord.model import Cell, Finding, Nearest, Verdict
from accord.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from accord.compare.served import Served, Server
    from accord.model import Endpoint, Operation

Result = tuple[list[Cell], list[Finding]]


def judge(
    endpoints: Sequence[Endpoint], held: Sequence[bool], server: Server, make: Maker, known: Iterable[Operation]
) -> Result:
    """A cell for each endpoint (in order) and all findings of this provider.

    `held` says which endpoints this component must serve; `known` are further operations that count as documented.
    """
    findings = of_scan(server.scan, make) + _incomplete(server, make)
    unreached = unreachable(server.served)
    dead = {id(found.route): _dead(found, make) for found in unreached}
    documented = _documented([*(e.operation for e in endpoints), *known], server)
    spare = [s for s in server.served if id(s) not in documented]
    cells: dict[tuple[str, str], Cell] = {}
    missing: dict[tuple[str, str], Endpoint] = {}
    for endpoint, mine in zip(endpoints, held, strict=True):
        name = (endpoint.operation.method, endpoint.operation.path.key)
        if name in cells or name in missing or endpoint.planned or not mine:
            continue
        cell = _served(endpoint, server, make, dead) or _hidden(endpoint, server)
        if cell is None:
            missing[name] = endpoint
        else:
            cells[name] = cell
    explained, claimed = explain_missing(list(missing.values()), spare, server, make)
    cells.update(zip(missing, explained, strict=True))
    # A route that stands at the wrong place may hide others there; that is the same cause, told once.
    consequences = {f for d in unreached if {id(d.route), id(d.earlier)} & claimed for f in dead[id(d.route)]}
    findings += [finding for found in dead.values() for finding in found if finding not in consequences]
    findings += _undocumented([s for s in spare if id(s) not in claimed], endpoints, make)
    result = []
    for endpoint, mine in zip(endpoints, held, strict=True):
        name = (endpoint.operation.method, endpoint.operation.path.key)
        cell = _not_held(endpoint, server, held=mine) if endpoint.planned or not mine else cells[name]
        if consequences:
            cell = replace(cell, findings=tuple(f for f in cell.findings if f not in consequences))
        result.append(cell)
        findings += cell.findings
    return result, findings


def _not_held(endpoint: Endpoint, server: Server, *, held: bool) -> Cell:
    if not held:
        return Cell(Verdict.NOT_APPLICABLE, reason="this component is not held to the row (its `endpoints`)")
    hits = _hits(endpoint.operation, server)
    return Cell(
        Verdict.NOT_APPLICABLE,
        at=hits[0].route.where if hits else None,
        reason="planned; already served" if hits else "planned",
    )


# -- rows that are served ----------------------------------------------------------------------------------------------


def _hits(operation: Operation, server: Server) -> list[Served]:
    """The routes that answer the operation, slash and case aside, best first."""
    path = operation.path
    key = path.bare.key
    exact = [s for s in server.by_key.get(key, ()) if s.answers(operation.method)]
    loose = [
        s
        for s in server.by_folded_key.get(key.lower(), ())
        if s.route.ignore_case and s.answers(operation.method) and s.operation.path.bare.key != key
    ]
    # A fallback at the root (`/{path:path}`) has the key of `/{slug}`; it serves only a row that is the same catch-all.
    wanted = [s for s in [*exact, *loose] if not s.fallback or str(path) == str(s.operation.path)]
    slash = path.trailing_slash

    def preference(s: Served) -> tuple[bool, bool, bool, bool]:
        same_slash = s.route.slash == "ignored" or s.operation.path.trailing_slash == slash
        own_case = s.operation.path.bare.key == key
        return not same_slash, not own_case, s.operation.method != operation.method, s.route.conditional

    return sorted(wanted, key=preference)


def _served(endpoint: Endpoint, server: Server, make: Maker, dead: Mapping[int, list[Finding]]) -> Cell | None:
    """The cell of a row some route answers; None where none does."""
    hits = _hits(endpoint.operation, server)
    if not hits:
        return None
    best = hits[0]
    route, promised, path = best.route, endpoint.operation, best.operation.path
    reason = "served under a condition that could not be decided" if route.conditional else ""
    nearest = Nearest(best.operation, route.where)
    common: dict[str, Any] = {
        "operation": promised,
        "contract": endpoint.where,
        "code": route.where,
        "trail": route.trail,
    }
    if (
        route.slash != "ignored"
        and path.trailing_slash != promised.path.trailing_slash
        and not make.off("trailing-slash")
    ):
        answer = "is redirected (307)" if route.slash == "redirect" else "is a 404"
        found = make.make(
            "trailing-slash",
            f"served {'with' if path.trailing_slash else 'without'} a trailing slash; the promised spelling {answer}",
            nearest=Nearest(best.operation, route.where, "trailing slash"),
            fix=f"write {path.text} in the contract, or {promised.path.text} in the route",
            **common,
        )
        return Cell(Verdict.BROKEN, route.where, found[0].message, tuple(found), route.trail)
    findings = list(dead.get(id(best), ()))
    if path.bare.key != promised.path.bare.key:
        findings += make.make(
            "path-case",
            f"served as {path.text}; {route.framework} ignores case here",
            nearest=Nearest(best.operation, route.where, "letter case"),
            fix="write both the same way",
            **common,
        )
    if len(path.parameters) == len(promised.path.parameters):
        names = ", ".join(
            f"{{{theirs}}} for {{{ours}}}"
            for ours, theirs in zip(promised.path.parameters, path.parameters, strict=True)
            if not same_name(ours, theirs)
        )
        if names:
            findings += make.make("parameter-name", f"says {names}", nearest=nearest, fix="use one name", **common)
    return Cell(Verdict.KEPT, route.where, reason, tuple(findings), route.trail)


# -- rows that cannot be told ------------------------------------------------------------------------------------------


def _hidden(endpoint: Endpoint, server: Server) -> Cell | None:
    """The cell of a row that something unread may serve; None where nothing points at it."""
    operation = endpoint.operation
    for one in server.incomplete:
        if one.answers(operation.method) and one.operation.path.fits(operation.path):
            reason = f"{one.operation} at {one.route.where} may be it; a piece of its path could not be read"
            return Cell(Verdict.UNDETERMINED, one.route.where, reason, (), one.route.trail)
    if hidden := server.covering(operation.path):
        reason = f"may be served through {hidden.unread.where}, which could not be read: {hidden.unread.reason}"
        return Cell(Verdict.UNDETERMINED, hidden.unread.where, reason)
    for one in server.catch_alls:
        if one.answers(operation.method) and one.operation.path.matches(_instance(operation)):
            reason = f"only the catch-all {one.operation} at {one.route.where} would answer"
            return Cell(Verdict.UNDETERMINED, one.route.where, reason, (), one.route.trail)
    return None


def _instance(operation: Operation) -> str:
    return operation.path.bare.key.replace("{}", "x")


# -- routes without a row ----------------------------------------------------------------------------------------------


def _documented(operations: Iterable[Operation], server: Server) -> set[int]:
    """Identities of the routes some row promises, by whatever method and spelling the framework lets through."""
    found: set[int] = set()
    for operation in operations:
        found.update(id(s) for s in _hits(operation, server))
        for one in server.by_key.get(operation.path.bare.key, ()):
            if one.operation.method == "HEAD" and operation.method == "GET":
                found.add(id(one))
    return found


def _undocumented(spare: Sequence[Served], endpoints: Sequence[Endpoint], make: Maker) -> list[Finding]:
    rows = Nearby([Candidate(endpoint.operation, endpoint.where, endpoint) for endpoint in endpoints])
    findings: list[Finding] = []
    told: set[tuple[str, str]] = set()
    for one in spare:
        hidden = one.route.hidden or one.operation.method == "OPTIONS" or one.fallback
        if hidden or one.operation.key in told:
            continue
        told.add(one.operation.key)
        findings += make.make(
            "undocumented-endpoint",
            "served, but the contract has no row for it",
            operation=one.operation,
            code=one.route.where,
            nearest=rows.nearest(one.operation),
            fix="add a row to the contract, hide the route from the documentation, or remove it",
            trail=one.route.trail,
        )
    return findings


def _incomplete(server: Server, make: Maker) -> list[Finding]:
    """Routes whose path is known in part, unless an unread place on their way already tells it."""
    told = {(u.where.file, u.where.line) for u in server.scan.unread}
    findings: list[Finding] = []
    for one in server.incomplete:
        way = {(step.where.file, step.where.line) for step in one.route.trail}
        way.add((one.route.where.file, one.route.where.line))
        if not way & told and server.covering_file(one.route.where.file) is None:
            findings += make.make(
                "unresolved-path",
                "serves a path of which a piece could not be read",
                operation=one.operation,
                code=one.route.where,
                fix=RULES["unresolved-path"].fix,
                trail=one.route.trail,
                contract_file="",
            )
    return findings


def _dead(found: Unreachable, make: Maker) -> list[Finding]:
    earlier, one = found.earlier, found.route
    if found.twice:
        rule, message, difference = "duplicate-route", f"already registered at {earlier.route.where}", "the same"
        fix = "remove one of the two"
    else:
        rule, difference = "shadowed-route", "registered earlier"
        message = f"never reached: {earlier.operation} at {earlier.route.where} is registered earlier and answers"
        fix = f"register {one.operation.path.text} before {earlier.operation.path.text}"
    return make.make(
        rule,
        message,
        operation=one.operation,
        code=one.route.where,
        nearest=Nearest(earlier.operation, earlier.route.where, difference),
        fix=fix,
        trail=one.route.trail,
        contract_file="",
    )
