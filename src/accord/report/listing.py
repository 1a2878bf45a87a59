"""Text listings of what was read, before any comparison: routes, calls, a contract, the trail of a route."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from accord.errors import UsageError
from accord.model import ANY_METHOD, METHODS, WEBSOCKET, Operation, Route
from accord.paths import PathTemplate
from accord.report.text import finding_block, number, unvalidated

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from accord.compare.bases import Request
    from accord.contract.diff import Change
    from accord.model import Call, Contract, Endpoint, Scan, TrailStep

_KINDS = ("added", "removed", "changed")


def routes(scan: Scan) -> str:
    """`accord routes`: method, path, place and handler of every route, by application; then what was not read."""
    parts = []
    for title, group in _by_application(scan.routes):
        rows = [(r.operation.method, r.operation.path.text, str(r.where), r.handler.name, _remarks(r)) for r in group]
        parts.append("\n".join([title, *_table(rows)]))
    return "\n\n".join([*parts, *_unread(scan), _count(scan, len(scan.routes), "route")]) + "\n"


def calls(scan: Scan) -> str:
    """`accord calls`: method, path, place and base of every call; then what was not read."""
    rows = [(c.operation.method, c.operation.path.text, str(c.where), _call_remarks(c)) for c in scan.calls]
    table = ["\n".join(_table(rows))] if rows else []
    return "\n\n".join([*table, *_unread(scan), _count(scan, len(scan.calls), "call")]) + "\n"


def contract(document: Contract) -> str:
    """`accord contract`: the endpoints as they were understood, then what the reader has to say."""
    from accord.compare import of_document

    rows = [(e.operation.method, e.operation.path.text, str(e.where), _flags(e)) for e in document.endpoints]
    base = f", base path {document.base}" if document.base else ""
    title = f"{document.title or document.file} ({document.format}{base})"
    count = f"{len(rows)} endpoint{'s' * (len(rows) != 1)} in {document.rows} row{'s' * (document.rows != 1)}"
    blocks = [finding_block(finding) for finding in of_document(document)]
    told = [unvalidated(document)] if document.validated is False else []
    return "\n\n".join(["\n".join([title, *_table(rows)]), *blocks, "\n".join([*told, count])]) + "\n"


def changes(before: Contract, after: Contract, found: Sequence[Change]) -> str:
    """`accord contract --diff`: endpoints added, removed and changed from the first contract to the second."""
    rows = [
        (c.kind, c.operation.method, c.operation.path.text, _changed_at(c), ", ".join(c.what))
        for c in sorted(found, key=lambda change: _KINDS.index(change.kind))
    ]
    kinds = Counter[str](change.kind for change in found)
    counts = ", ".join(f"{kinds[kind]} {kind}" for kind in _KINDS if kinds[kind]) or "the same endpoints"
    table = ["\n".join(_table(rows))] if rows else []
    return "\n\n".join([*table, f"{counts}, from {before.file} to {after.file}"]) + "\n"


def _changed_at(change: Change) -> str:
    side = change.after or change.before
    return str(side.where) if side else ""


def explain(scan: Scan, operation: str) -> str:
    """`accord explain "GET /users/{id}"`: every place that contributed to the route or call, or the nearest there is.

    Names of parameters and a trailing slash do not matter; without a method, all methods of the path are explained.
    UsageError where the text is no operation.
    """
    from accord.compare.bases import readings
    from accord.compare.nearest import Candidate, Nearby

    wanted = parse(operation)
    requests = [readings(call, scan.rewrites) for call in scan.calls]
    meant = [next((r for r in ways if asked(wanted, r.operation)), None) for ways in requests]
    found = [_trail(route) for route in scan.routes if asked(wanted, route.operation)]
    found += [_trail(request.call, request) for request in meant if request is not None]
    if found:
        return "\n\n".join(found) + "\n"
    lines = [f"{operation}: nothing serves or calls it ({_looked_at(scan)})"]
    everything = [(route.operation, route.where) for route in scan.routes]
    everything += [(ways[0].operation, ways[0].call.where) for ways in requests]
    fitting = [(o, where) for o, where in everything if not o.path.complete and o.path.fits(wanted.path)]
    lines += [f"  may be   {where}  {o}  a piece of its path could not be read" for o, where in fitting]
    nearby = Nearby([Candidate(o, where, None) for o, where in everything if o.path.complete])
    if nearest := nearby.nearest(wanted):
        lines.append(f"  nearest  {nearest.where}  {nearest.operation}  {nearest.difference}")
    return "\n".join(lines) + "\n"


def parse(operation: str) -> Operation:
    """`METHOD /path` or `/path` (any method) as an operation. UsageError where it is neither."""
    method, _, path = operation.strip().rpartition(" ")
    method = method.strip().upper() or ANY_METHOD
    if not path.startswith(("/", "{?}")) or method not in (*METHODS, ANY_METHOD, WEBSOCKET):
        raise UsageError(f"{operation!r} is no operation", 'write a method and a path, "GET /users/{id}"')
    return Operation(method, PathTemplate.parse(path))


def asked(wanted: Operation, found: Operation) -> bool:
    """Whether `found` is what somebody who typed `wanted` means."""
    same = ANY_METHOD in (wanted.method, found.method) or wanted.method == found.method
    return same and wanted.path.bare.key == found.path.bare.key


def _trail(one: Route | Call, request: Request | None = None) -> str:
    """How a path came about; `request` is what a call is in a contract's terms."""
    lines = [str(request.operation if request else one.operation)]
    if isinstance(one, Route):
        handler = f" at {one.handler.where}" if one.handler.where else ""
        app = f"{one.app.name} at {one.app.where}" if one.app else "none"
        remarks = _remarks(one)
        lines += [
            f"  registered   {one.where}  as {one.raw} ({one.framework})",
            f"  handler      {one.handler.name}{handler}",
            f"  application  {app}{f'  ({remarks})' if remarks else ''}",
        ]
    else:
        lines += [f"  called       {one.where}  {one.library}".rstrip(), f"  base         {one.base or '(none)'}"]
        if request and request.through and request.written:
            lines.append(f"  rewritten    {request.through.where}  {request.written} is sent")
    return "\n".join([*lines, *_steps(one.trail)])


def _steps(trail: Sequence[TrailStep]) -> list[str]:
    if not trail:
        return []
    width = max(len(str(step.where)) for step in trail)
    return ["  made of", *(f"    {str(step.where).ljust(width)}  {step.piece or '(nothing)'}" for step in trail)]


def _by_application(found: Sequence[Route]) -> list[tuple[str, list[Route]]]:
    groups: dict[str, list[Route]] = {}
    for route in found:
        title = "not mounted by any application"
        if route.mounted:
            title = f"{route.app.name} ({route.app.where})" if route.app else "without an application"
        groups.setdefault(title, []).append(route)
    return sorted(groups.items(), key=lambda group: (group[0].startswith("not mounted"), -len(group[1]), group[0]))


def _remarks(route: Route) -> str:
    flags = {"hidden": route.hidden, "conditional": route.conditional, "incomplete": not route.complete}
    return ", ".join(name for name, holds in flags.items() if holds)


def _call_remarks(call: Call) -> str:
    parts = [f"base {call.base}" if call.base else "", "external" if call.external else ""]
    parts.append("" if call.complete else "incomplete")
    return ", ".join(part for part in parts if part)


def _flags(endpoint: Endpoint) -> str:
    flags = {"planned": endpoint.planned, "deprecated": endpoint.deprecated}
    return ", ".join(
        [name for name, holds in flags.items() if holds] or [endpoint.description][: bool(endpoint.description)]
    )


def _table(rows: Iterable[Sequence[str]]) -> list[str]:
    rows = list(rows)
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))] if rows else []
    return ["  " + "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows]


def _unread(scan: Scan) -> list[str]:
    rows = [(str(u.where), u.reason + (f" (may hide {', '.join(u.covers)})" if u.covers else "")) for u in scan.unread]
    return ["\n".join(["not understood", *_table(rows)])] if rows else []


def _count(scan: Scan, count: int, noun: str) -> str:
    files, unread = number(scan.examined.files, "file"), number(len(scan.unread), "place")
    text = f"{number(count, noun)} in {files}, {unread} not understood"
    unsupported = [
        f"{name} found in {number(there, 'file')}, not read"
        for name, there in sorted(scan.examined.unsupported.items())
    ]
    return "; ".join([text, *unsupported])


def _looked_at(scan: Scan) -> str:
    files, routes = number(scan.examined.files, "file"), number(len(scan.routes), "route")
    return f"{files}, {routes}, {number(len(scan.calls), 'call')}, {len(scan.unread)} unread"
