"""What must hold for any contract and any server."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.compare import compare
from accord.model import Endpoint, Where

if TYPE_CHECKING:
    import random
from making import BACKEND, FRONTEND, against, call, called, contract, operation, route, served, told
from waiting import slowness

WORDS = st.sampled_from(["users", "user", "posts", "post", "{id}", "{slug}", "me", "v1", "api", "a-b", "a_b", "Users"])
PATHS = st.lists(WORDS, max_size=5).map(lambda parts: "/" + "/".join(parts))
METHODS = st.sampled_from(["GET", "POST", "PUT", "DELETE", "WEBSOCKET"])
OPERATIONS = st.tuples(METHODS, PATHS, st.sampled_from(["", "/"])).map(
    lambda o: f"{o[0]} {o[1]}{o[2] if o[1] != '/' else ''}"
)
ROUTES = st.lists(OPERATIONS, unique_by=lambda text: operation(text).key, min_size=1, max_size=25)


@given(ROUTES)
def test_a_contract_made_of_the_routes_is_kept(texts: list[str]) -> None:
    """Nothing but the order of registration can be wrong with it."""
    found = against(contract(*texts), served(*texts))
    assert [f for f in found.findings if f.rule != "shadowed-route"] == []
    assert {str(row.cells["backend"].verdict) for row in found.rows} == {"kept"}


@given(ROUTES)
def test_a_client_of_exactly_the_contract_keeps_it(texts: list[str]) -> None:
    found = against(contract(*texts), called(*texts), replace(FRONTEND, calls="all"))
    assert told(found) == []


@settings(max_examples=60)
@given(ROUTES, ROUTES, st.randoms(use_true_random=False))
def test_the_order_in_which_routes_arrive_changes_nothing(
    rows: list[str], texts: list[str], dice: random.Random
) -> None:
    scan = served(*texts)
    shuffled = list(scan.routes)
    dice.shuffle(shuffled)
    one = against(contract(*rows), scan)
    assert against(contract(*rows), replace(scan, routes=tuple(shuffled))) == one


@settings(max_examples=60)
@given(ROUTES, ROUTES, st.randoms(use_true_random=False))
def test_the_order_in_which_calls_arrive_changes_nothing(
    rows: list[str], texts: list[str], dice: random.Random
) -> None:
    calls = [call(text, line, base=dice.choice(["", "/api", "{?}"])) for line, text in enumerate(texts, 1)]
    shuffled = dice.sample(calls, len(calls))
    assert against(contract(*rows), called(*calls), FRONTEND) == against(contract(*rows), called(*shuffled), FRONTEND)


@given(ROUTES, ROUTES)
def test_every_row_gets_a_cell_and_every_broken_one_a_finding(rows: list[str], texts: list[str]) -> None:
    scans = {"backend": served(*texts), "frontend": called(*texts)}
    found = compare(contract(*rows), [BACKEND, FRONTEND], scans)
    assert [str(row.endpoint.operation) for row in found.rows] == [str(operation(row)) for row in rows]
    for row in found.rows:
        for cell in row.cells.values():
            assert cell.findings or str(cell.verdict) != "broken"
            assert set(cell.findings) <= set(found.findings)


@given(ROUTES)
def test_what_is_served_elsewhere_is_never_kept(texts: list[str]) -> None:
    """A row of other words than every route cannot be kept."""
    found = against(contract("GET /nowhere/zebra"), served(*texts))
    assert str(found.rows[0].cells["backend"].verdict) == "broken"


MANY = [f"{('GET', 'POST', 'PUT', 'DELETE')[i % 4]} /api/v1/things{i // 8}/{{id}}/{'part' * (i % 8 > 3)}".rstrip("/") for i in range(2000)]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    "change", [("", ""), ("/api/v1", ""), ("things", "thinks"), ("/api/v1/things", "/q/zebra"), ("/{id}", "")]
)
def test_two_thousand_against_two_thousand_takes_less_than_two_seconds(change: tuple[str, str]) -> None:
    texts = [text.replace(*change) if change[0] else text for text in MANY]
    read, scan = contract(*MANY), served(*(route(text, line) for line, text in enumerate(texts, 1)))

    def is_quick() -> bool:
        start = time.process_time()
        assert len(against(read, scan).rows) == 2000
        return time.process_time() - start < 2 * slowness()

    assert any(is_quick() for _ in range(5))  # other programs run as well


def test_a_row_written_twice_is_judged_alike() -> None:
    twice = [Endpoint(operation("GET /a"), Where("api.md", line)) for line in (1, 9)]
    found = against(contract(*twice, "GET /b"), served("GET /b"))
    assert told(found) == ["missing-endpoint GET /a"]
    assert found.rows[0].cells == found.rows[1].cells
