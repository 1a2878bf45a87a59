"""A contract and scans in, verdicts and findings out. Pure: it reads nothing, prints nothing, and no order of its input
but that of the rows matters.

What a cell says, and why, is described with the rules (`docs/rules.md`). A cell is *broken* by fact, whatever the
severity of its findings, and not judged where the rule that would break it is off. Findings of a component that belong
to no row (`loose`) are what the contract does not know, and what of the source could not be read.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from accord.compare import consumer, provider
from accord.compare.findings import Maker, of_contract, of_scan, ordered
from accord.compare.mounts import behind, mounted_at
from accord.compare.patterns import selected
from accord.compare.served import Server, server
from accord.model import Cell, Comparison, Contract, Endpoint, Finding, Row, Scan, Verdict, Where

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from accord.model import Application, Component

__all__ = ["SOURCE", "compare", "loose", "of_document"]

SOURCE = "source"  # the format of a contract nobody wrote: what the providers serve


def compare(
    contract: Contract | None,
    components: Sequence[Component],
    scans: Mapping[str, Scan],
    *,
    contract_file: str = "",
    severities: Mapping[str, str] = MappingProxyType({}),
    others: Sequence[Contract] = (),
) -> Comparison:
    """Hold every component to the contract; `scans` are by component name, `severities` rule → severity or `off`.

    Without a contract the providers' own routes are the contract. `others` are further contracts of the run: what they
    promise is neither undocumented nor an unknown call here.
    """
    known = [endpoint for other in others for endpoint in other.endpoints]
    wanted = _wanted(contract, known, components, scans)
    below = {c.name: mounted_at(c, scans.get(c.name, Scan()), contract) for c in components}
    components = [behind(c, below[c.name]) for c in components]
    servers = {c.name: server(c, scans.get(c.name, Scan()), wanted) for c in components if c.role == "provider"}
    read = contract or _from_routes(servers.values(), contract_file)
    file = contract_file or read.file
    make = Maker(file, "", severities)
    findings = list(of_document(read, contract_file=file, severities=severities)) if contract else []
    if not components:
        findings += make.make("nothing-examined", "no component to compare the contract with", fix="name a provider")
    if contract is None and not read.endpoints:
        message = "no route found that could serve as the contract"
        findings += make.make("nothing-examined", message, fix="name a provider, or a contract")
    columns: dict[str, list[Cell]] = {}
    for component in components:
        scan, maker = scans.get(component.name, Scan()), Maker(file, component.name, severities)
        columns[component.name], more = _judge(component, scan, read, maker, (servers, known))
        findings += more
    rows = tuple(
        Row(endpoint, {name: cells[at] for name, cells in columns.items()})
        for at, endpoint in enumerate(read.endpoints)
    )
    applications = {name: _said(one.application, below[name]) for name, one in servers.items()}
    return Comparison(read, rows, ordered(findings), applications)


def _said(application: Application | None, mount: str) -> Application | None:
    """The application taken, with the mount whose own document the contract is."""
    if application is None or not mount:
        return application
    return replace(application, name=f"{application.name} (mounted at {mount})")


def of_document(
    contract: Contract, *, contract_file: str = "", severities: Mapping[str, str] = MappingProxyType({})
) -> tuple[Finding, ...]:
    """The findings about a contract that need no component: what its reader noted, and that it promises nothing."""
    make = Maker(contract_file or contract.file, "", severities)
    findings = of_contract(contract, make)
    if not contract.endpoints:
        seen = f"{contract.rows} rows looked at, none could be read" if contract.rows else "no endpoint found"
        fix = "name the right file, or write endpoints as METHOD and path: `accord init` writes a template"
        if contract.outgoing and not contract.rows:
            named = ", ".join(name for name, _ in contract.outgoing[:3])
            seen = f"no endpoint found, only what the service calls itself ({named}), which is not compared"
            fix = "name a contract with `paths`"
        findings += make.make("nothing-examined", seen, contract=Where(contract.file, 1), fix=fix)
    return ordered(findings)


def loose(comparison: Comparison, component: str) -> tuple[Finding, ...]:
    """The findings of a component that no row carries."""
    carried = {f for row in comparison.rows if component in row.cells for f in row.cells[component].findings}
    return tuple(f for f in comparison.findings if f.component == component and f not in carried)


def _judge(
    component: Component,
    scan: Scan,
    contract: Contract,
    make: Maker,
    context: tuple[Mapping[str, Server], list[Endpoint]],
) -> tuple[list[Cell], list[Finding]]:
    servers, known = context
    rows = contract.endpoints
    if not rows:  # said once, about the contract; every route would be undocumented
        return [], of_scan(scan, make)
    held = [selected(component.endpoints, row) for row in rows]
    if nothing := _nothing(component, scan, contract, held, make):
        unsure = bool(scan.unread or scan.examined.unsupported or not scan.examined.files or not any(held))
        verdict = Verdict.UNDETERMINED if unsure else Verdict.BROKEN
        judged = Cell(verdict, None, nothing[0].message, tuple(nothing))
        beside = Cell(Verdict.NOT_APPLICABLE, reason="planned, or outside of this component's `endpoints`")
        cells = [judged if mine and not row.planned else beside for row, mine in zip(rows, held, strict=True)]
        return cells, nothing + of_scan(scan, make)
    if component.role == "provider":
        return provider.judge(rows, held, servers[component.name], make, [endpoint.operation for endpoint in known])
    every = list(servers.values())
    return consumer.judge(
        rows,
        held,
        (component, scan),
        make,
        base=contract.base,
        known=known,
        servers=every,
        written=contract.format != SOURCE,
    )


def _nothing(component: Component, scan: Scan, contract: Contract, held: Sequence[bool], make: Maker) -> list[Finding]:
    """The finding that this component gave nothing to compare, if it did not."""
    if contract.endpoints and not any(held):
        message = f"none of {len(held)} rows fits endpoints = {list(component.endpoints)}"
        return make.make("nothing-examined", message, fix="correct `endpoints`", code=component.where)
    served = component.role == "provider"
    if scan.routes if served else any(not call.external for call in scan.calls):
        return []
    what = "routes" if served else "calls"
    files = scan.examined.files
    message = (
        f"no {what} found in {files} file{'s' * (files != 1)} of {component.path}"
        if files
        else (f"no source file read in {component.path}")
    )
    fix = f"point {component.name} at the folder that holds its source"
    if scan.examined.unsupported:
        strange = ", ".join(sorted(scan.examined.unsupported))
        message += f" ({strange} found, not read)"
        fix = f"leave {component.name} out while accord does not read {strange}"
    elif scan.unread:
        message += f" ({len(scan.unread)} places could not be read)"
    return make.make("nothing-examined", message, fix=fix, code=component.where, contract_file="")


def _wanted(
    contract: Contract | None, known: Iterable[Endpoint], components: Iterable[Component], scans: Mapping[str, Scan]
) -> list[tuple[str, str]]:
    """The operations an application is chosen by: the rows, or without a contract what the clients call."""
    if contract is not None:
        return [endpoint.operation.key for endpoint in (*contract.endpoints, *known)]
    consumers = [scans[c.name] for c in components if c.role == "consumer" and c.name in scans]
    return [call.operation.key for scan in consumers for call in scan.calls]


def _from_routes(servers: Iterable[Server], file: str) -> Contract:
    """The contract that providers keep by themselves: what they serve, root catch-alls and OPTIONS left out."""
    endpoints: dict[tuple[str, str], Endpoint] = {}
    for one in servers:
        for served in one.served:
            operation = served.operation
            if not served.fallback and operation.method != "OPTIONS":
                endpoints.setdefault((operation.method, operation.path.key), Endpoint(operation, served.route.where))
    return Contract(file, SOURCE, tuple(endpoints.values()), rows=len(endpoints))
