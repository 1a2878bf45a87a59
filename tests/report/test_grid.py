"""The matrix on a terminal: never wider than the window, whatever the components and paths are called."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.compare import compare
from accord.model import Component, Unread, Where
from accord.report import grid, render
from accord.report.paint import plain, visible
from making import BACKEND, FRONTEND, call, called, contract, report, served

if TYPE_CHECKING:
    from accord.model import Report

UNREAD = Unread(Where("backend/main.py", 9), "module not found", ("/dyn",))


def two(*rows: str, name: str = "backend") -> Report:
    backend = replace(BACKEND, name=name)
    scans = {
        name: served("GET /a", "GET /zebra", unread=[UNREAD]),
        "frontend": called("GET /a", call("POST /pay/{id}", 7)),
    }
    found = compare(contract("GET /a", "POST /b/{id}", "GET /dyn/y", *rows), [FRONTEND, backend], scans)
    return report(found, scans, FRONTEND, backend)


def test_contract_server_and_client_side_by_side() -> None:
    """Providers first; what no contract knows is in the table too."""
    text = render(two(), "text")
    rows = [line.split() for line in text.partition("api.md  ")[2].splitlines()[1:6]]
    assert rows == [
        ["GET", "/a", "promised", "kept", "kept"],
        ["POST", "/b/{id}", "promised", "broken", "-"],
        ["GET", "/dyn/y", "promised", "undetermined", "-"],
        ["GET", "/zebra", "-", "undocumented"],
        ["POST", "/pay/{id}", "-", "undocumented"],
    ]
    last = next(line for line in text.splitlines() if line.startswith("  POST /pay"))
    head = next(line for line in text.splitlines() if line.startswith("api.md  "))
    assert last.index("undocumented") == head.index("frontend")


@pytest.mark.parametrize("width", [20, 30, 40, 80, 120])
def test_it_is_never_wider_than_the_window(width: int) -> None:
    made = two("GET /a/very/long/path/{with}/many/{parameters}/and/segments", name="a-service-with-a-long-name")
    lines = "\n".join(grid.table(made, plain, width)).splitlines()
    assert max(map(grid.cells, lines)) <= width
    if width >= 40:
        assert any("GET /a" in line and "segments" in line for line in lines)


def test_a_narrow_window_has_marks_and_says_what_they_mean() -> None:
    lines = "\n".join(grid.table(two(name="a-service-with-a-long-name"), plain, 40)).splitlines()
    assert any(line.endswith("X  -") for line in lines)
    assert "  1 a-service-with-a-long-name" in lines
    assert any("2 frontend" in line for line in lines)
    assert any("? undetermined" in line for line in lines)


@pytest.mark.parametrize("width", [40, 80])
def test_more_components_than_columns_stand_in_tables_below_each_other(width: int) -> None:
    parts = [replace(BACKEND, name=f"server{number}") for number in range(30)]
    scans = {part.name: served("GET /users") for part in parts}
    made = report(compare(contract("GET /users", "GET /a/{id}"), parts, scans), scans, *parts)
    lines = "\n".join(grid.table(made, plain, width)).splitlines()
    assert max(map(grid.cells, lines)) <= width
    heads = [line for line in lines if line.startswith("api.md ")]
    assert len(heads) > 1
    assert sum(line.startswith("  GET /users ") for line in lines) == len(heads)
    assert sum(len(line.split()) - 1 for line in heads) == 30


def test_what_the_contract_says_goes_before_the_names_do() -> None:
    heads = ["\n".join(grid.table(two(), plain, width)).splitlines()[0].split() for width in (80, 50, 40)]
    assert heads == [["api.md", "contract", "backend", "frontend"]] * 2 + [["api.md", "backend", "frontend"]]


def test_a_planned_row_is_said_to_be_planned_and_without_a_contract_no_column_speaks_of_one() -> None:
    made = two()
    (comparison,) = made.comparisons
    rows = [replace(row, endpoint=replace(row.endpoint, planned=True)) for row in comparison.rows]
    planned = replace(made, comparisons=(replace(comparison, rows=tuple(rows)),))
    assert "planned" in "\n".join(grid.table(planned, plain, 0))
    assert "* planned" in "\n".join(grid.table(planned, plain, 50))
    scans = {"backend": served("GET /a"), "frontend": called("GET /a")}
    source = report(compare(None, [BACKEND, FRONTEND], scans), scans, BACKEND, FRONTEND)
    assert grid.table(source, plain, 0)[0].splitlines()[0].split() == ["in", "the", "source", "backend", "frontend"]


def test_many_lines_that_are_kept_are_counted() -> None:
    rows = [f"GET /many/{number}" for number in range(60)]
    scans = {"backend": served(*rows), "frontend": called(*rows[:3])}
    made = report(compare(contract(*rows, "GET /lost"), [BACKEND, FRONTEND], scans), scans, BACKEND, FRONTEND)
    text = render(made, "text")
    assert "60 endpoints need no attention" in text
    assert "GET /many/59" not in text
    assert "GET /many/59" in render(made, "text", verbose=True)


def test_one_component_needs_no_matrix() -> None:
    scans = {"backend": served("GET /a")}
    assert "api.md  " not in render(report(compare(contract("GET /a"), [BACKEND], scans), scans), "text")


def test_colour_does_not_move_anything() -> None:
    coloured = render(two(), "text", color=True)
    assert "\x1b[" in coloured
    assert visible(coloured) == render(two(), "text")


@settings(max_examples=60)
@given(st.text(max_size=60), st.integers(3, 40))
def test_shortening_keeps_the_width(text: str, width: int) -> None:
    assert grid.cells(grid.shortened(text, width)) <= width


def test_component_names_are_all_there() -> None:
    parts = [Component(f"c{number}", "provider", "x") for number in range(9)]
    scans = {part.name: served("GET /a") for part in parts}
    made = report(compare(contract("GET /a"), parts, scans), scans, *parts)
    lines = "\n".join(grid.table(made, plain, 60)).splitlines()
    assert max(map(len, lines)) <= 60
    assert lines[0].split() == ["api.md", *(part.name for part in parts)]
