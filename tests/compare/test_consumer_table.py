"""One table: a contract, what a client calls, and every finding that follows; many rows must yield nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from accord.compare import compare, loose
from accord.model import Rewrite, Unread, Where
from accord.paths import PathTemplate
from making import BACKEND, FRONTEND, against, call, called, contract, route, served, told, verdicts

if TYPE_CHECKING:
    from accord.model import Call

ALL = replace(FRONTEND, calls="all")
NOTHING: list[str] = []

TABLE = {
    # -- nothing to say
    "the same": (["GET /users", "POST /users"], ["GET /users"], NOTHING),
    "a parameter": (["GET /users/{id}"], ["GET /users/${user.id}"], NOTHING),
    "a value": (["GET /users/{id}"], ["GET /users/7"], NOTHING),
    "a word for a name": (["GET /config/{key}"], ["GET /config/theme"], NOTHING),
    "a parameter for literals": (["GET /r/daily", "GET /r/weekly"], ["GET /r/{kind}"], NOTHING),
    "below a catch-all row": (["GET /files/{path:path}"], ["GET /files/a/b/c"], NOTHING),
    "another host": (["GET /a"], ["GET /a", call("GET /v1/charge", 2, external=True)], NOTHING),
    "head of a get": (["GET /a"], ["HEAD /a"], NOTHING),
    "base in the code": (["GET /api/a"], [call("GET /a", base="http://localhost:8000/api")], NOTHING),
    "base with an unknown port": (["GET /api/a"], [call("GET /a", base="http://localhost:{?}/api")], NOTHING),
    "base the contract does not mention": (["GET /a"], [call("GET /a", base="/api")], NOTHING),
    "unknown base": (["GET /api/v1/a", "GET /api/v1/b"], [call("GET /a", base="{?}"), call("GET /b", 2, base="{?}")], NOTHING),
    "unknown host": (["GET /api/v1/a", "GET /api/v1/b"], [call("GET /a", base="{?}/api/v1")], NOTHING),
    "unknown base, whole paths": (["GET /api/a"], [call("GET /api/a", base="{?}")], NOTHING),
    # -- one call, one flaw
    "unknown": (["GET /a"], ["GET /a", "GET /zebra"], ["unknown-call GET /zebra"]),
    "in two places": (["GET /a"], ["GET /zebra", "GET /zebra"], ["unknown-call GET /zebra"]),
    "other method": (["POST /a"], ["PUT /a"], ["wrong-method-call PUT /a"]),
    "method of an instance": (["POST /a/{id}"], ["PUT /a/7"], ["wrong-method-call PUT /a/7"]),
    "typo": (["GET /comments"], ["GET /coments"], ["unknown-call GET /coments"]),
    "a word is no identifier": (["GET /posts/{id}"], ["GET /posts/search"], ["unknown-call GET /posts/search"]),
    "slash, nobody says what it does": (["GET /a"], ["GET /a/"], ["trailing-slash GET /a/"]),
    "a base the contract contradicts": (
        ["GET /api/a/b", "GET /x"],
        [call("GET /zebra", base="/api")],
        ["unknown-call GET /api/zebra"],
    ),
    "a piece unread": (["GET /a/b"], ["GET {?}/b"], ["unresolved-path GET {?}/b"]),
    "a piece unread, in two places": (["GET /a/b"], ["GET {?}/b", "GET {?}/b"], ["unresolved-path GET {?}/b"]),
    # -- one cause, one finding
    "lost prefix": (["GET /api/a", "GET /api/b/{id}"], ["GET /a", "GET /b/{x}"], ["base-path (2)"]),
    "prefix added": (["GET /a", "GET /b/{id}"], ["GET /v9/a", "GET /v9/b/{x}"], ["base-path (2)"]),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "calls", "expected"), TABLE.values(), ids=TABLE)
def test_findings(rows: list[str], calls: list[str | Call], expected: list[str]) -> None:
    assert told(against(contract(*rows), called(*calls), FRONTEND)) == expected


@pytest.mark.parametrize(
    ("rows", "calls", "part", "expected"),
    [
        (["GET /a", "GET /b"], ["GET /a"], FRONTEND, ["kept", "not-applicable"]),
        (["GET /a", "GET /b"], ["GET /a"], ALL, ["kept", "broken"]),
        (["GET /a", "POST /a"], ["GET /a", "PUT /a"], FRONTEND, ["kept", "broken"]),
        (["GET /comments", "GET /b"], ["GET /coments"], FRONTEND, ["broken", "not-applicable"]),
        (["GET /a/b", "GET /c"], ["GET {?}/b"], ALL, ["undetermined", "broken"]),
        (["GET /a/b", "GET /c"], ["GET {?}/b", "GET /c"], FRONTEND, ["not-applicable", "kept"]),
        (["GET /api/a", "GET /api/b"], ["GET /a", "GET /b"], FRONTEND, ["broken", "broken"]),
        (["GET /a"], ["GET /a", "GET /zebra"], FRONTEND, ["kept"]),
    ],
)
def test_verdicts(rows: list[str], calls: list[str], part: object, expected: list[str]) -> None:
    found = against(contract(*rows), called(*calls), part)  # type: ignore[arg-type] the table holds many kinds
    assert verdicts(found, "frontend") == expected


def test_an_unread_piece_below_a_known_base_leaves_rows_of_that_base_open() -> None:
    calls = called(call("GET /posts/{?}", base="/api"))
    found = against(contract("GET /api/posts/x", "GET /posts/y", "GET /api/zebra"), calls, ALL)
    assert verdicts(found, "frontend") == ["undetermined", "broken", "broken"]


def test_a_configured_base_is_for_paths_whose_code_names_none() -> None:
    part = replace(FRONTEND, base="/api")
    calls = called("GET /users", "GET /api/users", call("GET /users", 3, base="{?}"))
    assert told(against(contract("GET /api/users"), calls, part)) == []


def test_the_base_that_was_assumed_is_said() -> None:
    found = against(contract("GET /api/a", "GET /api/b"), called(call("GET /a", base="{?}")), FRONTEND)
    assert found.rows[0].cells["frontend"].reason == "the client's base read as /api"


@pytest.mark.parametrize(
    ("slash", "expected"),
    [("redirect", ["trailing-slash GET /a/"]), ("distinct", ["trailing-slash GET /a/"]), ("ignored", [])],
)
def test_a_trailing_slash_counts_by_what_the_provider_does(slash: str, expected: list[str]) -> None:
    scans = {"backend": served(route("GET /a", slash=slash)), "frontend": called("GET /a/")}
    assert told(compare(contract("GET /a"), [BACKEND, FRONTEND], scans)) == expected


def test_of_several_providers_one_that_minds_the_slash_is_enough() -> None:
    other = replace(BACKEND, name="server")
    scans = {
        "backend": served(route("GET /a", slash="redirect")),
        "server": served(route("GET /a", framework="express")),
        "frontend": called("GET /a/"),
    }
    found = compare(contract("GET /a"), [BACKEND, other, FRONTEND], scans)
    assert told(found) == ["trailing-slash GET /a/"]
    assert "fastapi redirects" in found.findings[0].message


def test_the_row_a_wrong_method_meant_is_one_of_its_kind() -> None:
    found = against(contract("GET /a", "DELETE /a", "PATCH /a"), called("PUT /a"), FRONTEND)
    assert verdicts(found, "frontend") == ["not-applicable", "not-applicable", "broken"]


def test_an_unknown_call_says_that_the_server_serves_it() -> None:
    scans = {"backend": served("GET /a", "GET /zebra"), "frontend": called("GET /zebra")}
    found = compare(contract("GET /a"), [BACKEND, FRONTEND], scans)
    unknown = next(f for f in found.findings if f.rule == "unknown-call")
    assert "backend serves it at backend/routes.py:2" in unknown.message
    assert told(found) == ["undocumented-endpoint GET /zebra", "unknown-call GET /zebra"]


def test_an_unread_place_leaves_rows_open_where_everything_must_be_called() -> None:
    unread = Unread(Where("frontend/api.ts", 4), "wrapper not resolved", ("/admin",))
    found = against(contract("GET /admin/x", "GET /b"), called("GET /c", unread=[unread]), ALL)
    assert verdicts(found, "frontend") == ["undetermined", "broken"]


def test_a_file_nobody_could_read_may_hold_any_call() -> None:
    unread = Unread(Where("frontend/api.ts", 1), "syntax error", ("frontend/api.ts",))
    found = against(contract("GET /a", "GET /b"), called("GET /a", unread=[unread]), ALL)
    assert verdicts(found, "frontend") == ["kept", "undetermined"]


def test_nobody_asks_for_a_web_socket() -> None:
    found = against(contract("GET /a", "WEBSOCKET /live"), called("GET /a"), ALL)
    assert verdicts(found, "frontend") == ["kept", "not-applicable"]
    assert told(found) == []


def test_uncalled_rows_are_told_as_info_and_deprecated_ones_not_at_all() -> None:
    read = contract("GET /a", "GET /b", "GET /c")
    old = replace(read.endpoints[2], deprecated=True)
    found = against(replace(read, endpoints=(*read.endpoints[:2], old)), called("GET /a"), FRONTEND)
    assert [(f.rule, f.severity, str(f.operation)) for f in found.findings] == [("uncalled-endpoint", "info", "GET /b")]


def test_a_client_without_calls_examined_nothing() -> None:
    assert told(against(contract("GET /a"), called(), FRONTEND)) == ["nothing-examined"]
    external = called(call("GET /a", external=True))
    assert told(against(contract("GET /a"), external, FRONTEND)) == ["nothing-examined"]


def test_findings_no_row_carries_are_loose() -> None:
    found = against(contract("GET /comments"), called("GET /coments", "GET /zebra"), FRONTEND)
    assert [str(f.operation) for f in loose(found, "frontend")] == ["GET /zebra"]


class TestWithoutAContract:
    """The provider's own routes are the contract."""

    def check(self, routes: list[str], calls: list[str]) -> list[str]:
        scans = {"backend": served(*routes), "frontend": called(*calls)}
        return told(compare(None, [BACKEND, FRONTEND], scans))

    def test_calls_the_server_serves_are_kept(self) -> None:
        assert self.check(["GET /a/{id}", "POST /a"], ["GET /a/{x}"]) == []

    def test_calls_it_does_not_serve_are_unknown(self) -> None:
        assert self.check(["GET /a"], ["GET /b/c"]) == ["unknown-call GET /b/c"]

    def test_a_fallback_serves_no_call(self) -> None:
        assert self.check(["GET /a", "GET /{path:path}"], ["GET /b/c"]) == ["unknown-call GET /b/c"]

    def test_it_speaks_of_the_provider_and_not_of_a_contract(self) -> None:
        scans = {"backend": served("GET /a/b", "POST /c"), "frontend": called("GET /a/x", "PUT /c")}
        unknown, method = sorted(
            (f for f in compare(None, [BACKEND, FRONTEND], scans).findings if f.severity == "error"),
            key=lambda f: f.rule,
        )
        assert unknown.message == "called, but backend does not serve it"
        assert method.message == "called by PUT; backend offers POST"
        assert method.fix == "call it by POST, or add PUT to backend"

    def test_no_routes_is_nothing_examined(self) -> None:
        assert "nothing-examined" in self.check([], ["GET /a"])


def rewrite(source: str, target: str | None, folder: str = "", *, external: bool = False) -> Rewrite:
    return Rewrite(
        Where("vite.config.ts", 9),
        PathTemplate.parse(source),
        None if target is None else PathTemplate.parse(target),
        folder,
        external,
    )


STRIP = rewrite("/api/{rest:path}", "/{rest:path}")
REWRITES = {
    "the contract knows it behind the proxy": (["GET /a"], ["GET /api/a"], [STRIP], NOTHING),
    "the contract knows it before the proxy": (["GET /api/a"], ["GET /api/a"], [STRIP], NOTHING),
    "a base that the proxy takes off": (["GET /a"], [call("GET /a", base="/api")], [STRIP], NOTHING),
    "parameters travel": (["GET /a/{id}/b"], ["GET /api/a/${x}/b"], [STRIP], NOTHING),
    "the prefix alone": (["GET /"], ["GET /api"], [STRIP], NOTHING),
    "not another prefix": (["GET /apis/a"], ["GET /apis/a"], [STRIP], NOTHING),
    "a host goes past it": (
        ["GET /a"],
        [call("GET /b", base="http://localhost:8000/api")],
        [STRIP],
        ["unknown-call GET /api/b"],
    ),
    "a prefix put in its place": (["GET /v2/a"], ["GET /api/a"], [rewrite("/api/{r:path}", "/v2/{r:path}")], NOTHING),
    "names in the middle": (
        ["GET /people/{id}/posts"],
        ["GET /u/7/posts"],
        [rewrite("/u/{id}/{rest:path}", "/people/{id}/{rest:path}")],
        NOTHING,
    ),
    "the first that fits": (
        ["GET /x/a"],
        ["GET /api/a"],
        [rewrite("/api/{rest:path}", "/x/{rest:path}"), STRIP],
        NOTHING,
    ),
    "the nearest package's": (
        ["GET /web/a"],
        ["GET /api/a"],
        [STRIP, rewrite("/api/{rest:path}", "/web/{rest:path}", "frontend")],
        NOTHING,
    ),
    "another package's": (
        ["GET /a"],
        ["GET /api/a"],
        [rewrite("/api/{rest:path}", "/x/{rest:path}", "one"), rewrite("/api/{rest:path}", "/{rest:path}", "two")],
        ["unknown-call GET /api/a"],
    ),
    "the only package's": (["GET /a"], ["GET /api/a"], [rewrite("/api/{r:path}", "/{r:path}", "web")], NOTHING),
    "to another party": (
        ["GET /a"],
        ["GET /a", "GET /ingest/e"],
        [rewrite("/ingest/{r:path}", "/{r:path}", external=True)],
        NOTHING,
    ),
    "unknown behind the proxy": (
        ["GET /a", "GET /b"],
        ["GET /api/a", "GET /api/zebra"],
        [STRIP],
        ["unknown-call GET /zebra"],
    ),
    "unknown before the proxy": (
        ["GET /api/a", "GET /api/b"],
        ["GET /api/a", "GET /api/zebra"],
        [STRIP],
        ["unknown-call GET /api/zebra"],
    ),
    "not told as unknown where nobody can read the proxy": (
        ["GET /a"],
        ["GET /api/zebra"],
        [rewrite("/api/{rest:path}", None)],
        ["unresolved-path GET {?}/zebra"],
    ),
    "a piece unread behind the proxy": (
        ["GET /a/b"],
        [call("GET /api/{?}/b")],
        [STRIP],
        ["unresolved-path GET /{?}/b"],
    ),
}


@pytest.mark.parametrize(("rows", "calls", "rewrites", "expected"), REWRITES.values(), ids=REWRITES)
def test_paths_go_through_what_rewrites_them(
    rows: list[str], calls: list[str | Call], rewrites: list[Rewrite], expected: list[str]
) -> None:
    scan = replace(called(*calls), rewrites=tuple(rewrites))
    assert told(against(contract(*rows), scan, FRONTEND)) == expected


def test_a_rewritten_call_says_how_it_is_written() -> None:
    scan = replace(called("GET /api/a", "GET /api/zebra"), rewrites=(STRIP,))
    unknown = next(f for f in against(contract("GET /a"), scan, FRONTEND).findings if f.rule == "unknown-call")
    assert "written /api/zebra, rewritten at vite.config.ts:9" in unknown.message
