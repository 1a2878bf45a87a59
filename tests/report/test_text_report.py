"""What people read: the block of a finding, sections, counts, colour and width; listings and trails."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from accord.compare import compare
from accord.errors import UsageError
from accord.model import Application, TrailStep, Unread, Where
from accord.report import listing, render, styles
from accord.report.paint import wants_color
from accord.report.text import finding_block
from making import APP, BACKEND, FRONTEND, against, call, called, contract, report, route, served


def test_a_block() -> None:
    found = against(contract("GET /a", "POST /users/{id}/avatar"), served("GET /a", "GET /users/{id}/avatar", files=31))
    missing = next(f for f in found.findings if f.operation and f.operation.method == "POST")
    text = finding_block(missing)
    assert re.sub(r" {3,}", "   ", text) == (
        "api.md:2  wrong-method  POST /users/{id}/avatar\n"
        "  contract   api.md:2   POST /users/{id}/avatar\n"
        "  backend   serves GET there, not POST\n"
        "  nearest   backend/routes.py:2  GET /users/{id}/avatar  other method\n"
        f"  fix   make the handler POST, or correct the row   [{missing.fingerprint}]"
    )
    places = [
        line.index(place) for line in text.splitlines()[1:] if (place := (re.search(r"\S+:\d+", line) or [""])[0])
    ]
    assert len(set(places)) == 1


def test_a_cause_of_many_rows_lists_them() -> None:
    found = against(contract("GET /api/a", "GET /api/b"), served("GET /a", "GET /b"))
    text = finding_block(found.findings[0])
    assert text.startswith("api.md:1  base-path  2 endpoints\n")
    assert "affects    GET /api/a, GET /api/b" in text


def test_a_finding_of_a_client_names_its_own_line_first() -> None:
    found = against(contract("GET /comments"), called(call("GET /coments", 12)), FRONTEND)
    text = finding_block(found.findings[0])
    assert "frontend/api.ts:12" in text
    assert "api.md:1" in text


def test_a_kept_run_is_two_lines() -> None:
    scans = {"backend": served("GET /a")}
    text = render(report(compare(contract("GET /a"), [BACKEND], scans), scans), "text")
    assert (
        text
        == "backend  1 kept  (3 files, 1 route, 0 unread)\n\nkept: no finding in 1 endpoint of api.md\n".replace(
            "\n\n", "\n"
        )
    )


def broken(**options: object) -> str:
    unread = [Unread(Where("backend/x.py", line), "cannot follow", ("/dyn",)) for line in range(1, 15)]
    other = route("GET /other", 90, app=Application("admin", Where("backend/admin.py", 1)))
    extra = [f"GET /extra{n}" for n in range(12)]
    scans = {"backend": served("GET /users/{key}", *extra, other, unread=unread)}
    found = compare(contract("GET /users/{id}", "POST /users", "GET /dyn/x"), [BACKEND], scans)
    return render(report(found, scans), "text", **options)


def test_few_of_a_kind_are_shown_and_the_rest_counted() -> None:
    text = broken()
    assert "undocumented-endpoint (12)" in text
    assert "not understood (14)" in text
    assert "  2 more (--verbose shows them)" in text
    assert "could not tell (1)\n  api.md:3  GET /dyn/x  backend: may be served through backend/x.py:1" in text
    assert "one of 2" in text
    assert text.endswith(
        "broken: 1 error, 26 warnings, 1 info (--verbose shows them), 1 undetermined in 3 endpoints of api.md\n"
    )
    assert "parameter-name" not in text


def test_verbose_shows_everything() -> None:
    text = broken(verbose=True)
    assert "more (--verbose" not in text
    assert "parameter-name" in text
    assert "GET /extra11" in text


def test_quiet_counts_only() -> None:
    assert len(broken(quiet=True).splitlines()) == 2


def test_sentences_fold_at_the_width() -> None:
    assert max(map(len, finding_lines(broken(width=60)))) <= 60


def finding_lines(text: str) -> list[str]:
    """The lines that are sentences, of the error block."""
    return [line for line in text.partition("undocumented-endpoint")[0].splitlines() if ":" not in line]


def test_colour_is_for_terminals_only() -> None:
    assert "\x1b[" not in broken()
    coloured = broken(color=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == broken()


@pytest.mark.parametrize(
    ("environment", "terminal", "expected"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ({"TERM": "dumb"}, True, False),
    ],
)
def test_when_to_colour(environment: dict[str, str], terminal: bool, expected: bool) -> None:
    assert wants_color(environment, terminal=terminal) is expected


def test_an_unknown_style_names_the_known_ones() -> None:
    scans = {"backend": served("GET /a")}
    made = report(compare(contract("GET /a"), [BACKEND], scans), scans)
    with pytest.raises(UsageError, match="html, json, junit, markdown, sarif, text"):
        render(made, "yaml")
    assert {"json", "text"} <= set(styles())


class TestListings:
    def test_routes_by_application(self) -> None:
        text = listing.routes(served("GET /a", route("GET /lost", 7, mounted=False, hidden=True)))
        assert "app (backend/main.py:3)\n  GET  /a  backend/routes.py:1  handle" in text
        assert "not mounted by any application\n  GET  /lost  backend/routes.py:7  handle  hidden" in text
        assert text.endswith("2 routes in 3 files, 0 places not understood\n")

    def test_an_unsupported_framework_is_no_empty_success(self) -> None:
        assert "Flask found in 12 files, not read" in listing.routes(served(files=12, unsupported={"Flask": 12}))

    def test_calls(self) -> None:
        text = listing.calls(called(call("GET /a", base="/api"), call("GET /b", 2, external=True)))
        assert "GET  /a  frontend/api.ts:1  base /api" in text
        assert "external" in text

    def test_contract(self) -> None:
        read = contract("GET /a", "DELETE /b/{id}", base="/v1", title="Things")
        read = replace(read, endpoints=(read.endpoints[0], replace(read.endpoints[1], planned=True)))
        text = listing.contract(read)
        assert text.startswith("Things (markdown, base path /v1)\n  GET     /a")
        assert "api.md:2  planned" in text


class TestExplain:
    scan = served(
        route(
            "GET /api/items/{id}",
            9,
            raw="/api/items/{id:int}",
            trail=(
                TrailStep(Where("backend/main.py", 7), "/api"),
                TrailStep(Where("backend/items.py", 3), "/items"),
                TrailStep(Where("backend/items.py", 9), "/{id:int}"),
            ),
        ),
        route("GET {?}/late", 12),
    )

    @pytest.mark.parametrize("asked", ["GET /api/items/{id}", "get /api/items/:item/", "/api/items/{x}"])
    def test_a_route_shows_every_place_of_its_path(self, asked: str) -> None:
        text = listing.explain(self.scan, asked)
        assert "registered   backend/routes.py:9  as /api/items/{id:int} (fastapi)" in text
        assert f"application  app at {APP.where}" in text
        assert text.endswith(
            "  made of\n    backend/main.py:7   /api\n    backend/items.py:3  /items\n    backend/items.py:9  /{id:int}\n"
        )

    def test_the_nearest_is_named_where_there_is_none(self) -> None:
        text = listing.explain(self.scan, "GET /api/item/{id}")
        assert "nothing serves or calls it" in text
        assert "nearest  backend/routes.py:9  GET /api/items/{id}  plural" in text

    def test_a_route_known_in_part_may_be_it(self) -> None:
        assert "may be   backend/routes.py:12  GET {?}/late" in listing.explain(self.scan, "GET /x/late")

    @pytest.mark.parametrize("asked", ["", "items", "FETCH /x", "GET items"])
    def test_what_is_no_operation_is_refused(self, asked: str) -> None:
        with pytest.raises(UsageError, match="is no operation"):
            listing.explain(self.scan, asked)
