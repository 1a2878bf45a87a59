"""One table: a contract, what a server serves, and every finding that follows; many rows must yield nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from accord.model import Application, Endpoint, Handler, Unread, Where
from making import APP, BACKEND, against, contract, operation, route, served, told, verdicts

if TYPE_CHECKING:
    from accord.model import Route

E = "express"
NOTHING: list[str] = []


def express(text: str, line: int = 1, **facts: object) -> Route:
    return route(text, line, framework=E, **facts)


TABLE = {
    # -- nothing to say
    "the same": (["GET /users", "POST /users"], ["GET /users", "POST /users"], NOTHING),
    "parameter names": (["GET /users/{id}"], ["GET /users/{user_id}"], NOTHING),
    "spellings of a parameter": (["GET /users/:id"], ["GET /users/{id}"], NOTHING),
    "the root": (["GET /"], ["GET /"], NOTHING),
    "both with a slash": (["GET /users/"], ["GET /users/"], NOTHING),
    "both spellings served": (["GET /users"], ["GET /users", "GET /users/"], NOTHING),
    "any method": (["GET /hook", "POST /hook"], ["ALL /hook"], NOTHING),
    "any method promised": (["ALL /hook"], ["ALL /hook"], NOTHING),
    "a socket": (["WEBSOCKET /ws"], ["WEBSOCKET /ws"], NOTHING),
    "slash ignored": (["GET /users"], [express("GET /users/")], NOTHING),
    "hidden routes": (["GET /a"], ["GET /a", route("GET /health", 2, hidden=True)], NOTHING),
    "preflight": (["GET /a"], ["GET /a", "OPTIONS /a"], NOTHING),
    "head beside get": (["GET /a"], ["GET /a", "HEAD /a"], NOTHING),
    "head by get in Express": (["HEAD /a", "GET /a"], [express("GET /a")], NOTHING),
    "head by get in Starlette": (["HEAD /a", "GET /a"], [route("GET /a", framework="starlette")], NOTHING),
    "single-page fallback": (["GET /a"], ["GET /a", "GET /{path:path}"], NOTHING),
    "a greedy row": (["GET /files/{path}"], ["GET /files/{path:path}"], NOTHING),
    "a promised catch-all": (["GET /{path}"], ["GET /{path:path}"], NOTHING),
    "unmounted and promised by nobody": (["GET /a"], ["GET /a", route("GET /b", 2, mounted=False)], NOTHING),
    "unmounted twin": (["GET /a"], ["GET /a", route("GET /a", 2, mounted=False)], NOTHING),
    "conditional": (["GET /a"], [route("GET /a", conditional=True)], NOTHING),
    "no application at all": (["GET /a"], [route("GET /a", mounted=False)], NOTHING),
    # -- one row, one flaw
    "missing": (["GET /a", "GET /b"], ["GET /a"], ["missing-endpoint GET /b"]),
    "head by get in FastAPI": (["HEAD /a", "GET /a"], ["GET /a"], ["missing-endpoint HEAD /a"]),
    "a socket is no request": (["WEBSOCKET /a"], ["ALL /a"], ["wrong-method WEBSOCKET /a"]),
    "undocumented": (["GET /a"], ["GET /a", "GET /zebra"], ["undocumented-endpoint GET /zebra"]),
    "other method": (["PUT /a/{id}"], ["PATCH /a/{x}"], ["wrong-method PUT /a/{id}"]),
    "other method is promised": (
        ["GET /a", "POST /a"],
        ["GET /a"],
        ["missing-endpoint POST /a"],
    ),
    "methods that are taken for each other": (
        ["DELETE /a/{id}", "PUT /a/{id}"],
        ["PATCH /a/{id}"],
        ["missing-endpoint DELETE /a/{id}", "wrong-method PUT /a/{id}"],
    ),
    "typo": (["GET /comments"], ["GET /coments"], ["wrong-path GET /comments"]),
    "typo beside a parameter": (["GET /posts/{id}"], ["GET /posts/{id}x"], ["wrong-path GET /posts/{id}"]),
    "swapped letters": (["GET /comments"], ["GET /commetns"], ["wrong-path GET /comments"]),
    "plural": (["GET /categories/{id}"], ["GET /category/{id}"], ["wrong-path GET /categories/{id}"]),
    "separator": (["GET /user-profiles"], ["GET /user_profiles"], ["wrong-path GET /user-profiles"]),
    "order": (["GET /users/{id}/posts"], ["GET /users/posts/{id}"], ["wrong-path GET /users/{id}/posts"]),
    "version": (["GET /v1/ping"], ["GET /v2/ping"], ["wrong-path GET /v1/ping"]),
    "forgotten braces": (["GET /users/{id}"], ["GET /users/id"], ["wrong-path GET /users/{id}"]),
    "a segment in the middle": (["POST /a/{id}/like"], ["POST /a/like"], ["wrong-path POST /a/{id}/like"]),
    "prefix of a single row": (["GET /api/posts", "GET /b"], ["GET /posts", "GET /b"], ["wrong-path GET /api/posts"]),
    "case where it counts": (["GET /userList"], ["GET /userlist"], ["path-case GET /userList"]),
    "case where it does not": (["GET /userList"], [express("GET /userlist")], ["path-case GET /userList"]),
    "collection and item are two": (
        ["GET /users/{id}"],
        ["GET /users"],
        ["missing-endpoint GET /users/{id}", "undocumented-endpoint GET /users"],
    ),
    "a literal and a parameter are two": (
        ["GET /users/me"],
        ["GET /users/{id}"],
        ["missing-endpoint GET /users/me", "undocumented-endpoint GET /users/{id}"],
    ),
    "two words are two": (
        ["GET /users/list"],
        ["GET /users/export"],
        ["missing-endpoint GET /users/list", "undocumented-endpoint GET /users/export"],
    ),
    "slash redirected": (["GET /users"], ["GET /users/"], ["trailing-slash GET /users"]),
    "slash of the row": (["GET /users/"], ["GET /users"], ["trailing-slash GET /users/"]),
    "slash distinguished": (
        ["GET /users"],
        [route("GET /users/", framework="hono", slash="distinct")],
        ["trailing-slash GET /users"],
    ),
    "only the fallback answers": (["GET /b"], ["GET /{path:path}"], ["missing-endpoint GET /b"]),
    "only the error page answers": (
        ["GET /api/b"],
        [route("ALL /api/{path:path}", handler=Handler("notFound"))],
        ["missing-endpoint GET /api/b"],
    ),
    "a fallback is no slug": (["GET /{slug}"], ["GET /{path:path}"], ["missing-endpoint GET /{slug}"]),
    # -- one cause, one finding
    "lost prefix": (
        ["GET /api/users", "POST /api/users", "GET /api/users/{id}", "GET /api/tags"],
        ["GET /users", "POST /users", "GET /users/{id}", "GET /tags"],
        ["base-path (4)"],
    ),
    "added prefix": (["GET /a", "GET /a/{id}"], ["GET /v1/a", "GET /v1/a/{id}"], ["base-path (2)"]),
    "changed prefix": (["GET /v1/a", "GET /v1/b/{id}"], ["GET /api/a", "GET /api/b/{id}"], ["base-path (2)"]),
    "lost router prefix": (
        ["GET /api/users", "GET /api/users/{id}", "GET /api/tags"],
        ["GET /api", "GET /api/{id}", "GET /api/tags"],
        ["base-path (2)"],
    ),
    "router prefix misspelt": (
        ["GET /users", "GET /users/{id}", "DELETE /users/{id}"],
        ["GET /user", "GET /user/{id}", "DELETE /user/{id}"],
        ["base-path (3)"],
    ),
    "two lost prefixes": (
        ["GET /api/a/x", "GET /api/a/y", "GET /adm/b/x", "GET /adm/b/y"],
        ["GET /a/x", "GET /a/y", "GET /b/x", "GET /b/y"],
        ["base-path (2)", "base-path (2)"],
    ),
    "two resources are no moved one": (
        ["GET /users/{id}", "PUT /users/{id}"],
        ["GET /items/{id}", "PUT /items/{id}"],
        [
            "missing-endpoint GET /users/{id}",
            "missing-endpoint PUT /users/{id}",
            "undocumented-endpoint GET /items/{id}",
            "undocumented-endpoint PUT /items/{id}",
        ],
    ),
    "lost prefix, both slashes served": (
        ["GET /api/a", "GET /api/b"],
        ["GET /a", "GET /a/", "GET /b", "GET /b/"],
        ["base-path (2)"],
    ),
    "unmounted router": (
        ["GET /a", "GET /api/items", "GET /api/items/{id}"],
        [
            "GET /a",
            route("GET /items", 5, file="backend/items.py", mounted=False),
            route("GET /items/{id}", 9, file="backend/items.py", mounted=False),
        ],
        ["unmounted-router (2)"],
    ),
    "unmounted router without a prefix": (
        ["GET /a", "GET /items", "GET /items/{id}"],
        [
            "GET /a",
            route("GET /", 5, file="backend/items.py", mounted=False),
            route("GET /{id}", 9, file="backend/items.py", mounted=False),
        ],
        ["unmounted-router (2)"],
    ),
    "one row of an unmounted router": (
        ["GET /a", "GET /items"],
        ["GET /a", route("GET /items", 5, mounted=False)],
        ["unmounted-router GET /items"],
    ),
    "an unmounted root explains nothing": (
        ["GET /a", "GET /orders"],
        ["GET /a", route("GET /", 5, file="backend/misc.py", mounted=False)],
        ["missing-endpoint GET /orders"],
    ),
    # -- routes that never run
    "shadowed": (
        ["GET /users/{id}", "GET /users/me"],
        ["GET /users/{id}", "GET /users/me"],
        ["shadowed-route GET /users/me"],
    ),
    "the specific one first": (["GET /u/me", "GET /u/{id}"], ["GET /u/me", "GET /u/{id}"], NOTHING),
    "a converter lets the word pass": (
        ["GET /u/{id}", "GET /u/me"],
        [route("GET /u/{id}", raw="/u/{id:int}"), route("GET /u/me", 2)],
        NOTHING,
    ),
    "a converter catches the number": (
        ["GET /u/{id}", "GET /u/7"],
        [route("GET /u/{id}", raw="/u/{id:int}"), route("GET /u/7", 2)],
        ["shadowed-route GET /u/7"],
    ),
    "shadowed by a catch-all": (
        ["GET /f/{path}", "GET /f/a/b"],
        [route("GET /f/{path:path}"), route("GET /f/a/b", 2)],
        ["shadowed-route GET /f/a/b"],
    ),
    "a guard is no shadow": (["GET /a/b"], [express("ALL /a/{path:path}"), express("GET /a/b", 2)], ["undocumented-endpoint ALL /a/{path}"]),
    "another method is no shadow": (["POST /u/{id}", "GET /u/me"], ["POST /u/{id}", "GET /u/me"], NOTHING),
    "twice": (["GET /a"], ["GET /a", "GET /a"], ["duplicate-route GET /a"]),
    "twice under conditions": (["GET /a"], [route("GET /a", conditional=True), route("GET /a", 2, conditional=True)], NOTHING),
    # -- what cannot be told
    "an incomplete route fits": (["GET /api/a"], ["GET {?}/a"], ["unresolved-path GET {?}/a"]),
    "an incomplete route of another method": (
        ["GET /api/a"],
        ["POST {?}/a"],
        ["missing-endpoint GET /api/a", "unresolved-path POST {?}/a"],
    ),
    "a catch-all below a prefix": (
        ["GET /auth/login"],
        ["GET /auth/{path:path}"],
        ["undocumented-endpoint GET /auth/{path}"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "routes", "expected"), TABLE.values(), ids=TABLE)
def test_findings(rows: list[str], routes: list[str | Route], expected: list[str]) -> None:
    assert sorted(told(against(contract(*rows), served(*routes)))) == sorted(expected)


@pytest.mark.parametrize(
    ("rows", "routes", "expected"),
    [
        (["GET /a", "GET /b"], ["GET /a"], ["kept", "broken"]),
        (["GET /users"], ["GET /users/"], ["broken"]),
        (["GET /userList"], [express("GET /userlist")], ["kept"]),
        (["GET /userList"], ["GET /userlist"], ["broken"]),
        (["GET /u/{id}", "GET /u/me"], ["GET /u/{id}", "GET /u/me"], ["kept", "kept"]),
        (["GET /api/a", "GET /api/b"], ["GET {?}/a"], ["undetermined", "broken"]),
        (["GET /auth/login", "GET /b"], ["GET /auth/{path:path}"], ["undetermined", "broken"]),
        ([Endpoint(operation("GET /a"), Where("api.md", 1), planned=True), "GET /b"], ["GET /b"], ["not-applicable", "kept"]),
        ([Endpoint(operation("GET /a"), Where("api.md", 1), deprecated=True)], ["GET /b"], ["broken"]),
    ],
)  # fmt: skip
def test_verdicts(rows: list[str], routes: list[str | Route], expected: list[str]) -> None:
    assert verdicts(against(contract(*rows), served(*routes))) == expected


class TestCouldNotTell:
    unread = Unread(Where("backend/main.py", 9), "module plugins is not in the tree", ("/api", "backend/items.py"))

    def test_a_row_below_a_hidden_prefix_is_undetermined_and_others_are_missing(self) -> None:
        found = against(contract("GET /api/x", "GET /apis", "GET /b"), served("GET /c/d", unread=[self.unread]))
        assert verdicts(found) == ["undetermined", "broken", "broken"]
        assert "backend/main.py:9" in found.rows[0].cells["backend"].reason

    def test_an_unmounted_router_that_an_unread_place_may_mount_is_undetermined(self) -> None:
        items = route("GET /items", 5, file="backend/items.py", mounted=False)
        found = against(contract("GET /v1/items"), served("GET /c", items, unread=[self.unread]))
        assert verdicts(found) == ["undetermined"]
        assert "unmounted-router" not in " ".join(told(found))

    def test_a_hidden_prefix_lies_behind_the_gateway_too(self) -> None:
        part = replace(BACKEND, prefix="/gw")
        found = against(contract("GET /gw/api/x", "GET /api/x"), served("GET /c", unread=[self.unread]), part)
        assert verdicts(found) == ["undetermined", "broken"]

    def test_a_missing_row_says_how_much_was_read(self) -> None:
        found = against(contract("GET /b"), served("GET /c", unread=[self.unread], files=31))
        assert next(f for f in found.findings if f.rule == "missing-endpoint").message == (
            "served nowhere (31 files, 1 route, 1 unread)"
        )

    def test_an_incomplete_route_is_not_told_again_beside_the_unread_place_on_its_way(self) -> None:
        late = route("GET {?}/late", 7, file="backend/items.py")
        assert told(against(contract("GET /a"), served("GET /a", late, unread=[self.unread]))) == ["unread-place"]

    def test_each_unread_place_is_a_warning_once(self) -> None:
        other = replace(self.unread, where=Where("backend/main.py", 12))
        found = against(contract("GET /c"), served("GET /c", unread=[self.unread, other, other]))
        places = [f for f in found.findings if f.rule == "unread-place"]
        assert [(str(f.code), f.severity) for f in places][:2] == [
            ("backend/main.py:9", "warning"),
            ("backend/main.py:12", "warning"),
        ]
        assert len({f.fingerprint for f in places}) == len(places)

    def test_a_served_row_is_kept_whatever_is_unread(self) -> None:
        assert verdicts(against(contract("GET /api/x"), served("GET /api/x", unread=[self.unread]))) == ["kept"]


class TestNothingExamined:
    @pytest.mark.parametrize(
        ("read", "scan", "rows"),
        [
            (contract(), served("GET /a"), []),
            (contract("GET /a"), served(files=0), ["undetermined"]),
            (contract("GET /a"), served(files=4), ["broken"]),
            (contract("GET /a"), served(files=4, unsupported={"Flask": 4}), ["undetermined"]),
        ],
    )
    def test_is_one_finding_and_no_missing_rows(self, read: object, scan: object, rows: list[str]) -> None:
        found = against(read, scan)  # type: ignore[arg-type] the table holds both
        assert [f.rule for f in found.findings if f.rule in ("nothing-examined", "missing-endpoint")] == [
            "nothing-examined"
        ]
        assert verdicts(found) == rows

    def test_patterns_that_fit_no_row_are_no_green_run(self) -> None:
        part = replace(BACKEND, endpoints=("* /postz/**",))
        assert told(against(contract("GET /posts"), served("GET /posts"), part)) == ["nothing-examined"]

    def test_an_unsupported_framework_is_named(self) -> None:
        found = against(contract("GET /a"), served(files=12, unsupported={"Flask": 12}))
        assert "Flask found in 12 files, not read" in [f.message for f in found.findings]
        assert "leave backend out while accord does not read Flask" in [f.fix for f in found.findings]


class TestGateway:
    def test_adds_a_prefix(self) -> None:
        part = replace(BACKEND, prefix="/gateway")
        assert told(against(contract("GET /gateway/x"), served("GET /x"), part)) == []

    def test_strips_a_prefix(self) -> None:
        part = replace(BACKEND, prefix="-/api")
        assert told(against(contract("GET /x", "GET /y"), served("GET /api/x", "GET /y"), part)) == [
            "missing-endpoint GET /y"
        ]


class TestApplications:
    admin = Application("admin", Where("backend/admin.py", 2))

    def scan(self) -> object:
        return served(
            "GET /a",
            "GET /b",
            route("GET /c", 3, app=self.admin),
            route("GET /d", 4, app=self.admin),
            route("GET /e", 5, app=self.admin),
        )

    def test_the_one_that_serves_most_of_the_contract_is_taken_and_said(self) -> None:
        found = against(contract("GET /a", "GET /b", "GET /c"), self.scan())  # type: ignore[arg-type]
        assert found.applications == {"backend": APP}
        assert told(found) == ["missing-endpoint GET /c"]
        (missing,) = found.findings
        assert missing.nearest is not None
        assert missing.nearest.difference == "other application"

    @pytest.mark.parametrize(
        "name", ["backend/admin.py:admin", "backend.admin:admin", "admin:admin", "admin.py", "admin"]
    )
    def test_a_named_one_is_taken_whatever_it_serves(self, name: str) -> None:
        found = against(contract("GET /a"), self.scan(), replace(BACKEND, app=name))  # type: ignore[arg-type]
        assert found.applications == {"backend": self.admin}
        assert "missing-endpoint GET /a" in told(found)


class TestSelection:
    @pytest.mark.parametrize(
        ("patterns", "expected"),
        [
            (("* /posts/**",), ["GET /posts", "PUT /posts/{id}"]),
            (("GET *",), []),
            (("GET /*",), ["GET /posts", "GET /users"]),
            (("PUT /posts/{post_id}",), ["PUT /posts/{id}"]),
            (("tag:users",), ["GET /users"]),
            (("id:listUsers", "/posts"), ["GET /posts", "GET /users"]),
            (("!/users",), ["GET /posts", "PUT /posts/{id}"]),
            (("GET|PUT /**", "!tag:users"), ["GET /posts", "PUT /posts/{id}"]),
        ],
    )
    def test_a_component_is_held_to_the_rows_its_patterns_select(
        self, patterns: tuple[str, ...], expected: list[str]
    ) -> None:
        users = Endpoint(operation("GET /users"), Where("api.md", 9), tags=("users",), operation_id="listUsers")
        found = against(
            contract("GET /posts", "PUT /posts/{id}", users), served("GET /z"), replace(BACKEND, endpoints=patterns)
        )
        held = [str(r.endpoint.operation) for r in found.rows if str(r.cells["backend"].verdict) == "broken"]
        assert held == expected


class TestSeverities:
    def test_a_rule_that_is_off_is_not_judged(self) -> None:
        found = against(contract("GET /a", "GET /b"), served("GET /a"), severities={"missing-endpoint": "off"})
        assert told(found) == []
        assert verdicts(found) == ["kept", "not-applicable"]

    def test_a_severity_of_the_user_wins(self) -> None:
        found = against(contract("GET /a"), served("GET /a", "GET /z"), severities={"undocumented-endpoint": "error"})
        assert [f.severity for f in found.findings] == ["error"]

    def test_a_tolerated_flaw_is_still_broken(self) -> None:
        found = against(contract("GET /a", "GET /b"), served("GET /a"), severities={"missing-endpoint": "warning"})
        assert verdicts(found) == ["kept", "broken"]


def test_what_another_contract_of_the_run_promises_is_not_undocumented() -> None:
    found = against(contract("GET /a"), served("GET /a", "GET /b"), others=[contract("GET /b")])
    assert told(found) == []


def test_a_lost_prefix_says_which_one_would_make_them_match() -> None:
    found = against(contract("GET /api/v1/a", "GET /api/v1/b/{id}"), served("GET /a", "GET /b/{id}"))
    (finding,) = found.findings
    assert "the prefix /api/v1 is missing" in finding.message
    assert '"/api/v1"' in finding.fix
    assert [str(o) for o in finding.affects] == ["GET /api/v1/a", "GET /api/v1/b/{id}"]
    assert all(row.cells["backend"].findings == (finding,) for row in found.rows)


def test_fingerprints_survive_edits_elsewhere() -> None:
    before = against(contract("GET /a", "GET /b"), served("GET /a")).findings
    after = against(contract("GET /z", "GET /a", "GET /b"), served("GET /z", route("GET /a", 50), files=9)).findings
    assert [f.fingerprint for f in before] == [f.fingerprint for f in after]


@pytest.mark.parametrize(
    ("promised", "written", "expected"),
    [
        ("GET /a/{post_id}", "GET /a/{postId}", []),
        ("GET /a/{post-id}", "GET /a/{PostID}", []),
        ("GET /a/{id}/b/{comment_id}", "GET /a/{postId}/b/{commentId}", ["says {postId} for {id}"]),
    ],
)
def test_a_parameter_has_one_name_in_the_conventions_of_two_languages(
    promised: str, written: str, expected: list[str]
) -> None:
    assert [f.message for f in against(contract(promised), served(written)).findings] == expected
