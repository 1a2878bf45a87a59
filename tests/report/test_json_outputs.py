"""The outputs for tools always hold to their published schemas, and say what the comparison found."""

from __future__ import annotations

import json
from importlib import resources

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.compare import compare
from accord.model import Auth, Body, Endpoint, Note, Parameter, Response, Unread, Where
from accord.report import json_report, render
from making import BACKEND, FRONTEND, call, called, contract, operation, report, route, served

UNREAD = Unread(Where("backend/main.py", 9), "module not found", ("/dyn",))
NOTE = Note("unreadable-row", Where("api.md", 7), "no path in this row")


def valid(data: json_report.Json, name: str) -> None:
    schema = json_report.schema(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(json.loads(json_report.dumps(data)))


def whole() -> json_report.Json:
    scans = {
        "backend": served(
            "GET /a/", "PATCH /b/{x}", "GET {?}/c", "GET /zebra", unread=[UNREAD], unsupported={"Flask": 2}
        ),
        "frontend": called("GET /a", "PUT /b/{id}", call("POST /pay", 3, external=True)),
    }
    read = contract("GET /a", "PUT /b/{id}", "GET /x/c", "GET /dyn/y", "GET /missing", notes=(NOTE,))
    found = compare(read, [BACKEND, FRONTEND], scans)
    data: json_report.Json = json.loads(render(report(found, scans, BACKEND, FRONTEND), "json"))
    return data


def test_the_check_document_is_valid() -> None:
    valid(whole(), "check")


def test_the_check_document_says_what_was_found() -> None:
    data = whole()
    assert (data["version"], data["verdict"]) == (1, "broken")
    backend = [row["components"]["backend"]["verdict"] for row in data["endpoints"]]
    assert backend == ["broken", "broken", "undetermined", "undetermined", "broken"]
    assert data["endpoints"][0]["contract"] == {"file": "api.md", "line": 1}
    assert data["endpoints"][0]["components"]["backend"]["at"] == {"file": "backend/routes.py", "line": 1}
    rules = {f["rule"] for f in data["findings"]}
    assert rules >= {"trailing-slash", "wrong-method", "missing-endpoint", "unreadable-row", "unsupported-framework"}
    wrong = next(f for f in data["findings"] if f["rule"] == "wrong-method")
    assert (wrong["method"], wrong["path"], wrong["component"]) == ("PUT", "/b/{id}", "backend")
    assert wrong["nearest"] == {
        "method": "PATCH",
        "path": "/b/{x}",
        "file": "backend/routes.py",
        "line": 2,
        "difference": "other method",
    }
    assert data["unread"] == [
        {"component": "backend", "file": "backend/main.py", "line": 9, "reason": "module not found", "covers": ["/dyn"]}
    ]
    assert data["examined"]["backend"]["application"] == {"name": "app", "file": "backend/main.py", "line": 3}
    assert data["summary"]["exit_code"] == 1
    assert data["summary"]["components"]["backend"]["undetermined"] == 2


def test_every_finding_of_a_cell_is_in_the_list() -> None:
    data = whole()
    known = {f["fingerprint"] for f in data["findings"]}
    for row in data["endpoints"]:
        for cell in row["components"].values():
            assert set(cell["findings"]) <= known


def test_a_schema_would_notice_a_missing_field() -> None:
    data = whole()
    del data["findings"][0]["message"]
    with pytest.raises(jsonschema.ValidationError, match="message"):
        valid(data, "check")


TEXTS = st.sampled_from(["GET /a", "GET /a/", "PUT /b/{id}", "GET {?}/c", "ALL /{p:path}", "WEBSOCKET /ws", "GET /bb"])


@settings(max_examples=50)
@given(st.lists(TEXTS, max_size=6), st.lists(TEXTS, max_size=6), st.lists(TEXTS, max_size=6))
def test_any_check_is_valid(rows: list[str], routes: list[str], calls: list[str]) -> None:
    scans = {"backend": served(*routes), "frontend": called(*calls)}
    rows = [row for row in rows if "{?}" not in row]
    found = compare(contract(*rows), [BACKEND, FRONTEND], scans)
    valid(json_report.check(report(found, scans, BACKEND, FRONTEND)), "check")


def test_routes() -> None:
    data = json_report.routes(served("GET /a", route("GET {?}/b", 2, mounted=False, hidden=True), unread=[UNREAD]))
    valid(data, "routes")
    assert data["routes"][0] == {
        "method": "GET",
        "path": "/a",
        "raw": "/a",
        "file": "backend/routes.py",
        "line": 1,
        "handler": "handle",
        "mounted": True,
        "complete": True,
        "hidden": False,
        "conditional": False,
        "framework": "fastapi",
        "app": {"name": "app", "file": "backend/main.py", "line": 3},
        "trail": [{"file": "backend/routes.py", "line": 1, "piece": "/a"}],
    }
    other = data["routes"][1]
    assert (other["path"], other["complete"], other["mounted"], other["app"]) == ("{?}/b", False, False, None)
    assert data["unread"] == [{"file": "backend/main.py", "line": 9, "reason": "module not found", "covers": ["/dyn"]}]
    assert data["examined"]["files"] == 3


def test_calls() -> None:
    data = json_report.calls(called(call("GET /a/{id}", 4, base="{?}/api", query=("q",), library="axios")))
    valid(data, "calls")
    assert data["calls"][0]["query"] == ["q"]


def test_contract() -> None:
    full = Endpoint(
        operation("POST /a/{id}"),
        Where("api.md", 3),
        description="Makes one",
        parameters=(Parameter("id", "path", required=True, schema={"type": "integer"}),),
        request=(Body(schema={"type": "object"}, strength="sample", example={"x": 1}, where=Where("api.md", 5)),),
        responses=(Response("201", "made", (Body(),), (Parameter("Location", "header"),)),),
        auth=Auth(required=True, schemes=("bearer",)),
        planned=True,
        tags=("a",),
    )
    data = json_report.contract(contract(full, "GET /b", notes=(NOTE,)))
    valid(data, "contract")
    assert data["endpoints"][0]["parameters"][0]["in"] == "path"
    assert data["endpoints"][1]["auth"] is None
    assert [f["rule"] for f in data["findings"]] == ["unreadable-row"]


def test_a_contract_that_promises_nothing_says_so() -> None:
    assert [f["rule"] for f in json_report.contract(contract())["findings"]] == ["nothing-examined"]


def test_all_schemas_are_part_of_the_package() -> None:
    names = {path.name for path in (resources.files("accord.report") / "schemas").iterdir()}
    assert names >= {"check.json", "routes.json", "calls.json", "contract.json"}
