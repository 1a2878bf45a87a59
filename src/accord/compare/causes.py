"""Why rows are not served: one cause, one finding.

Asked in this order: another method at the same path; a router nobody mounts; a lost, added or changed prefix; a slip in
one respect; a weaker likeness to an unmounted router. What is left is missing, with the nearest thing there is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.compare.findings import about
from accord.compare.nearest import Candidate, Nearby
from accord.compare.prefixes import Segments, Shift, shifts
from accord.compare.unmounted import Router, routers
from accord.model import Cell, Finding, Nearest, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accord.compare.findings import Maker
    from accord.compare.served import Served, Server
    from accord.model import Endpoint

_Group = list[tuple[int, "Served"]]


def explain_missing(
    rows: Sequence[Endpoint], spare: Sequence[Served], server: Server, make: Maker
) -> tuple[list[Cell], set[int]]:
    """A cell for each row that no route answers, and the identities of the undocumented routes used in explaining."""
    case = _Case(rows, spare, server, make)
    if rows:
        case.other_methods()
        case.unmounted(strong=True)
        case.prefixes()
        case.slips()
        case.unmounted(strong=False)
        case.missing()
    keys = {s.operation.key for s in spare if id(s) in case.claimed}
    # A route's twin with the other trailing slash goes with it.
    return [case.cells[i] for i in range(len(rows))], {id(s) for s in spare if s.operation.key in keys}


class _Case:
    """The rows still to be explained and the routes still to be used."""

    def __init__(self, rows: Sequence[Endpoint], spare: Sequence[Served], server: Server, make: Maker) -> None:
        self.rows, self.server, self.make = rows, server, make
        self.spare = [s for s in spare if not s.fallback]
        self.cells: dict[int, Cell] = {}
        self.claimed: set[int] = set()

    @property
    def open(self) -> list[int]:
        return [i for i in range(len(self.rows)) if i not in self.cells]

    def _free(self) -> list[Served]:
        return [s for s in self.spare if id(s) not in self.claimed]

    def _broken(
        self, index: int, rule: str, message: str, findings: Sequence[Finding], at: Served | None = None
    ) -> None:
        """Settle a row; where its rule is off, it is not judged."""
        where = at.route.where if at else None
        if self.make.off(rule):
            self.cells[index] = Cell(Verdict.NOT_APPLICABLE, where, f"{message} ({rule} is off)")
        else:
            trail = at.route.trail if at else ()
            self.cells[index] = Cell(Verdict.BROKEN, where, message, tuple(findings), trail)

    def other_methods(self) -> None:
        free: dict[str, list[Served]] = {}
        for one in self._free():
            free.setdefault(one.operation.path.bare.key, []).append(one)
        offers = [(i, one) for i in self.open for one in free.get(self.rows[i].operation.path.bare.key, ())]
        for i, one in sorted(offers, key=lambda offer: not self._akin(*offer)):
            if i in self.cells or id(one) in self.claimed:
                continue
            self.claimed.add(id(one))
            wanted, found = self.rows[i].operation.method, one.operation.method
            fix = f"make the handler {wanted}, or correct the row"
            self._pair(i, one, "wrong-method", "other method", (f"serves {found} there, not {wanted}", fix))

    def _akin(self, i: int, one: Served) -> bool:
        """Whether two methods are the ones people take for each other."""
        return {self.rows[i].operation.method, one.operation.method} <= {"PUT", "PATCH", "POST"}

    def slips(self) -> None:
        nearby = Nearby([Candidate(s.operation, s.route.where, s) for s in self._free()])
        offers = [
            (rank, i, respect, c.item) for i in self.open for rank, respect, c in nearby.slips(self.rows[i].operation)
        ]
        for _, i, respect, one in sorted(offers, key=lambda o: (o[0], o[1])):
            if i in self.cells or id(one) in self.claimed:
                continue
            self.claimed.add(id(one))
            rule = "path-case" if respect == "letter case" else "wrong-path"
            message = f"served as {one.operation.path.text} ({respect})"
            fix = f"serve {self.rows[i].operation.path.text}, or write {one.operation.path.text} in the contract"
            self._pair(i, one, rule, respect, (message, fix))

    def _pair(self, i: int, one: Served, rule: str, difference: str, words: tuple[str, str]) -> None:
        row = self.rows[i]
        message, fix = words
        findings = self.make.make(
            rule,
            message,
            severity="error",
            operation=row.operation,
            contract=row.where,
            code=one.route.where,
            nearest=Nearest(one.operation, one.route.where, difference),
            fix=fix,
            trail=one.route.trail,
        )
        self._broken(i, rule, message, findings, one)

    def prefixes(self) -> None:
        free, rows = self._free(), self.open
        for shift in shifts([self.rows[i].operation for i in rows], [s.operation for s in free]):
            pairs = [(rows[i], free[j]) for i, j in shift.pairs]
            findings = self._shifted(shift, pairs)
            for i, one in pairs:
                self.claimed.add(id(one))
                self._broken(i, "base-path", f"served as {one.operation.path.text}", findings, one)

    def _shifted(self, shift: Shift, pairs: _Group) -> list[Finding]:
        rows = [self.rows[i] for i, _ in pairs]
        first = min((one for _, one in pairs), key=lambda s: s.route.where)
        wanted, offered = path_of(shift.wanted), path_of(shift.offered)
        facts = about(rows)
        facts.pop("operation", None)
        return self.make.make(
            "base-path",
            f"{shift_in_words(shift)} in {len(rows)} endpoints",
            code=first.route.where,
            nearest=Nearest(first.operation, first.route.where, f"prefix {offered} instead of {wanted}"),
            fix=self._fix_prefix(shift),
            pointer=f"{wanted} <- {offered}",
            **facts,
        )

    def _fix_prefix(self, shift: Shift) -> str:
        wanted, offered = path_of(shift.wanted), path_of(shift.offered)
        lost, added = len(shift.wanted) > len(shift.offered), len(shift.offered) > len(shift.wanted)
        fix = f"serve them under {wanted}, or write {offered} in the contract"
        if lost and not shift.offered:
            fix = (
                f'mount them under {wanted}, or set prefix = "{wanted}" for {self.make.component} if a gateway adds it'
            )
        elif added and not shift.wanted:
            fix = (
                f'write {offered} as the base path of the contract, or set prefix = "-{offered}" for '
                f"{self.make.component} if a gateway strips it"
            )
        return fix

    def unmounted(self, *, strong: bool) -> None:
        operations: Mapping[int, Endpoint] = {i: self.rows[i] for i in self.open}
        for router in routers(operations, self.server.unmounted, strong=strong):
            self._router(router)

    def _router(self, router: Router) -> None:
        rows = [self.rows[i] for i, _ in router.pairs]
        if unread := self.server.covering_file(router.file):
            for i, one in router.pairs:
                reason = f"{one.operation} at {one.route.where} may be mounted at {unread.where}: {unread.reason}"
                self.cells[i] = Cell(Verdict.UNDETERMINED, one.route.where, reason)
            return
        first = min((one for _, one in router.pairs), key=lambda s: s.route.where)
        prefix = path_of(router.prefix)
        under = f" under {prefix}" if router.prefix else ""
        message = f"registered on a router of {router.file} that no application includes"
        findings = self.make.make(
            "unmounted-router",
            message + (f"; {len(rows)} endpoints are lost with it" if len(rows) > 1 else ""),
            code=first.route.where,
            nearest=Nearest(first.operation, first.route.where, "not mounted"),
            fix=f"include the router of {router.file} in the application{under}",
            pointer=f"{router.file} {prefix}",
            **about(rows),
        )
        for i, one in router.pairs:
            self._broken(i, "unmounted-router", message, findings, one)

    def missing(self) -> None:
        if not self.open:
            return
        server = self.server
        nearby = Nearby(
            [
                *(Candidate(s.operation, s.route.where, s) for s in server.served if not s.fallback),
                *(Candidate(s.operation, s.route.where, s, "other application") for s in server.elsewhere),
                *(
                    Candidate(s.operation, s.route.where, s, "not mounted")
                    for s in server.unmounted
                    if s.route.complete
                ),
            ]
        )
        for i in self.open:
            row = self.rows[i]
            message = f"served nowhere ({server.looked_at})"
            if fallback := next(
                (s for s in server.fallbacks if not s.literal and s.answers(row.operation.method)), None
            ):
                message += f"; only the catch-all at {fallback.route.where} would answer"
            nearest = nearby.nearest(row.operation)
            there = nearest is not None and nearest.operation.path.bare.key == row.operation.path.bare.key
            findings = self.make.make(
                "missing-endpoint",
                message,
                operation=row.operation,
                contract=row.where,
                nearest=nearest,
                fix=f"add a {row.operation.method} handler{' there' if there else ''}, or remove the row",
            )
            self._broken(i, "missing-endpoint", message, findings)


def path_of(segments: Segments) -> str:
    """Segments as a path prefix."""
    return "/" + "/".join(segments)


def shift_in_words(shift: Shift) -> str:
    """What happened to the prefix, as the finding says it."""
    wanted, offered = shift.wanted, shift.offered
    if wanted[: len(offered)] == offered:
        return f"the prefix {path_of(wanted[len(offered) :])} is missing" + (
            f" after {path_of(offered)}" if offered else ""
        )
    if offered[: len(wanted)] == wanted:
        extra = path_of(offered[len(wanted) :])
        return f"the prefix {extra} is too much" + (f" after {path_of(wanted)}" if wanted else "")
    return f"the prefix is {path_of(offered)} instead of {path_of(wanted)}"
