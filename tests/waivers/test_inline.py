"""Inline ignores: at the route, at the call, at the row of the contract; bare and unused ones are findings."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from accord.compare import compare
from accord.model import Endpoint, Handler, Ignore, Unread, Verdict, Where
from accord.waivers import apply
from making import BACKEND, FRONTEND, call, called, contract, operation, route, served

if TYPE_CHECKING:
    from accord.model import Comparison, Scan

TODAY = dt.date(2026, 11, 22)


def ignore(
    line: int, *rules: str, reason: str = "why", file: str = "backend/routes.py", lines: tuple[int, int] | None = None
) -> Ignore:
    return Ignore(Where(file, line), rules, reason, lines or (line, line))


def judged(
    scan: Scan,
    *ignores: Ignore,
    rows: tuple[str | Endpoint, ...] = ("GET /a",),
    severities: dict[str, str] | None = None,
) -> Comparison:
    scans = {"backend": replace(scan, ignores=ignores)}
    found = compare(contract(*rows), [BACKEND], scans, severities=severities or {})
    return apply([found], [BACKEND], scans, severities=severities, today=TODAY)[0]


def told(found: Comparison) -> list[str]:
    return [f"{'~' if f.waiver else ''}{f.rule}" for f in found.findings if f.severity != "info"]


EXTRA = route("POST /extra", 5, handler=Handler("extra", Where("backend/routes.py", 8)))


@pytest.mark.parametrize("lines", [(5, 5), (6, 6), (8, 8), (4, 8), (3, 5)])
def test_an_ignore_in_or_above_the_statement_accepts(lines: tuple[int, int]) -> None:
    found = judged(served("GET /a", EXTRA), ignore(lines[0], "undocumented-endpoint", lines=lines))
    assert told(found) == ["~undocumented-endpoint"]


@pytest.mark.parametrize("lines", [(4, 4), (9, 9), (1, 2)])
def test_one_elsewhere_does_not_and_is_told(lines: tuple[int, int]) -> None:
    found = judged(served("GET /a", EXTRA), ignore(lines[0], "undocumented-endpoint", lines=lines))
    assert sorted(told(found)) == ["stale-waiver", "undocumented-endpoint"]


def test_of_two_decorators_the_one_with_the_comment_is_meant() -> None:
    other = route("POST /other", 6, handler=EXTRA.handler)
    found = judged(served("GET /a", EXTRA, other), ignore(6, "undocumented-endpoint"))
    assert [(str(f.operation), bool(f.waiver)) for f in found.findings] == [
        ("POST /extra", False),
        ("POST /other", True),
    ]


def test_a_handler_far_away_is_not_a_part_of_the_statement() -> None:
    far = route("POST /extra", 5, handler=Handler("extra", Where("backend/routes.py", 200)))
    assert "undocumented-endpoint" in told(judged(served("GET /a", far), ignore(100, "undocumented-endpoint")))


def test_several_rules_each_has_to_be_of_use() -> None:
    found = judged(served("GET /a", EXTRA), ignore(5, "undocumented-endpoint", "shadowed-route"))
    assert sorted(told(found)) == ["stale-waiver", "~undocumented-endpoint"]
    (stale,) = [f for f in found.findings if f.rule == "stale-waiver"]
    assert stale.message == "ignores shadowed-route, but there is no such finding here"


def test_an_unread_place_can_be_accepted() -> None:
    scan = served("GET /a", unread=[Unread(Where("backend/routes.py", 9), "plugin")])
    assert told(judged(scan, ignore(9, "unread-place"))) == ["~unread-place"]


def test_a_bare_ignore_accepts_nothing() -> None:
    assert sorted(told(judged(served("GET /a", EXTRA), ignore(5)))) == ["bare-ignore", "undocumented-endpoint"]


def test_one_without_a_reason_accepts_and_is_told() -> None:
    found = judged(served("GET /a", EXTRA), ignore(5, "undocumented-endpoint", reason=""))
    assert sorted(told(found)) == ["bare-ignore", "~undocumented-endpoint"]


def test_a_rule_that_does_not_exist_is_told() -> None:
    (stale,) = [f for f in judged(served("GET /a"), ignore(1, "undocumentd")).findings if f.rule == "stale-waiver"]
    assert stale.message == "ignores undocumentd, but there is no such rule"


def test_what_could_not_be_found_in_this_run_is_not_judged() -> None:
    """A client's rule in a tree read as a server, and a rule that is switched off."""
    assert told(judged(served("GET /a"), ignore(1, "unknown-call"))) == []
    assert told(judged(served("GET /a"), ignore(1, "path-case"), severities={"path-case": "off"})) == []


def test_nothing_examined_cannot_be_ignored() -> None:
    row = Endpoint(
        operation("GET /a"), Where("api.md", 1), ignores=(Ignore(Where("api.md", 1), ("nothing-examined",), "x"),)
    )
    assert "nothing-examined" in told(judged(served(files=0), rows=(row,)))


def test_a_call_of_a_client() -> None:
    scans = {
        "frontend": replace(called(call("GET /x", 7)), ignores=(ignore(7, "unknown-call", file="frontend/api.ts"),))
    }
    found = compare(contract("GET /a"), [FRONTEND], scans)
    assert told(apply([found], [FRONTEND], scans, today=TODAY)[0]) == ["~unknown-call"]


class TestAtTheRow:
    """Markdown comments and `x-accord-ignore` arrive as `Endpoint.ignores`."""

    row = Endpoint(
        operation("DELETE /users/{id}"),
        Where("api.md", 9),
        ignores=(Ignore(Where("api.md", 8), ("missing-endpoint",), "May"),),
    )

    def test_it_accepts_what_is_said_of_its_endpoint(self) -> None:
        found = judged(served("GET /a"), rows=("GET /a", self.row))
        assert told(found) == ["~missing-endpoint"]
        assert found.rows[1].cells["backend"].verdict is Verdict.WAIVED

    def test_it_is_told_when_the_endpoint_is_kept(self) -> None:
        found = judged(served("GET /a", "DELETE /users/{id}"), rows=("GET /a", self.row))
        assert told(found) == ["stale-waiver"]
        assert str(found.findings[0].where) == "api.md:8"

    def test_it_accepts_nothing_at_another_row(self) -> None:
        found = judged(served("DELETE /users/{id}"), rows=("GET /a", self.row))
        assert "missing-endpoint" in told(found)


def test_a_comparison_without_waivers_is_left_as_it_is() -> None:
    scans = {"backend": served("GET /a", EXTRA)}
    found = compare(contract("GET /a"), [BACKEND], scans)
    assert apply([found], [BACKEND], scans, today=TODAY) == (found,)
