"""Exports: what is written is valid, and reads back as the same endpoints."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.contract import markdown, openapi
from accord.contract.diff import diff
from accord.contract.export import export, formats
from accord.errors import UsageError
from accord.model import METHODS, Auth, Body, Contract, Endpoint, Ignore, Operation, Parameter, Response, Where
from accord.paths import PathTemplate

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME = st.from_regex(r"[a-z0-9]([a-z0-9_]{0,7}[a-z0-9])?", fullmatch=True)
SEGMENT = st.one_of(
    NAME,
    NAME.map("{{{}}}".format),
    st.from_regex(r"[a-z][a-z_.-]{0,6}[a-z]", fullmatch=True),
    st.tuples(NAME, NAME).map(lambda pair: f"{{{pair[0]}}}.{pair[1]}"),
)
BASE = st.sampled_from(["", "/api", "/v1/api"])
SCHEMA = st.sampled_from([
    None, {"type": "string"}, {"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"]},
    {"$ref": "#/components/schemas/Pet"}, {"type": "array", "items": {"$ref": "#/components/schemas/a b"}},
    {"$ref": "#/components/schemas/Nobody"}, True,
])  # fmt: skip
MODELS = {"Pet": {"type": "object"}, "a b": {"properties": {"$ref": {"type": "string"}}}}
WHERE = Where("contract.md", 1)
BODY = st.builds(
    Body,
    media_type=st.sampled_from(["application/json", "text/csv"]),
    schema=SCHEMA,
    strength=st.sampled_from(["schema", "sample"]),
    required=st.sampled_from([True, False, None]),
    example=st.sampled_from([None, {"id": 1}, "text", [1, None]]),
)
AUTH = st.sampled_from([
    None, Auth(True), Auth(True, ("bearer",)), Auth(False), Auth(None, text="see below"), Auth(True, ("api key", "basic")),
])  # fmt: skip


@st.composite
def endpoint(draw: st.DrawFn, base: str) -> Endpoint:
    path = "/".join(["", *draw(st.lists(SEGMENT, max_size=4))]) + draw(st.sampled_from(["", "/"]))
    template = PathTemplate.parse(path, "braces").under(PathTemplate.parse(base, "braces"))
    named = [Parameter(name, "path", True, {"type": "integer"}) for name in template.parameters[:1]]
    others = draw(
        st.lists(
            st.builds(
                Parameter, NAME, st.sampled_from(["query", "header", "cookie"]), st.none() | st.booleans(), SCHEMA
            ),
            max_size=2,
        )
    )
    return Endpoint(
        Operation(draw(st.sampled_from(METHODS)), template),
        WHERE,
        draw(st.text(max_size=40)),
        (*named, *others),
        tuple(draw(st.lists(BODY, max_size=2))),
        tuple(draw(st.lists(st.builds(Response, st.sampled_from(["200", "4XX", "default", "201 Created", ""]), bodies=st.lists(BODY, max_size=1).map(tuple)), max_size=2))),
        draw(AUTH),
        planned=draw(st.booleans()),
        deprecated=draw(st.booleans()),
        tags=tuple(draw(st.lists(NAME, max_size=2))),
        operation_id=draw(st.sampled_from(["", "one", "two"])),
        ignores=draw(st.sampled_from([(), (Ignore(WHERE, ("missing-endpoint",), "soon"),), (Ignore(WHERE),)])),
    )  # fmt: skip


@st.composite
def contract(draw: st.DrawFn) -> Contract:
    base = draw(BASE)
    found = draw(st.lists(endpoint(draw(st.sampled_from(["", base]))), max_size=5, unique_by=lambda e: e.operation.key))
    return Contract("contract.md", "markdown", tuple(found), draw(st.text(max_size=20)), base, models=MODELS)


def written(found: Contract, *more: str) -> Counter[tuple[Any, ...]]:
    """The endpoints by what has to survive, in any order: OpenAPI groups them by path."""
    return Counter(
        (*e.operation.key, e.operation.path.trailing_slash, *(getattr(e, name) for name in more))
        for e in found.endpoints
    )


@settings(max_examples=80, deadline=None)
@given(before=contract())
def test_openapi_reads_back_as_the_same_endpoints(before: Contract) -> None:
    after = openapi.read(export(before, "openapi"), "api.json")
    assert written(after, "planned", "deprecated") == written(before, "planned", "deprecated")
    required = Counter((e.operation.key, e.auth.required if e.auth else None) for e in before.endpoints)
    assert Counter((e.operation.key, e.auth.required if e.auth else None) for e in after.endpoints) == required
    ignores = Counter((e.operation.key, tuple(i.rules for i in e.ignores)) for e in before.endpoints)
    assert Counter((e.operation.key, tuple(i.rules for i in e.ignores)) for e in after.endpoints) == ignores
    assert [note for note in after.notes if note.rule != "invalid-contract"] == []


@settings(max_examples=25, deadline=None)
@given(before=contract())
def test_openapi_is_valid(before: Contract) -> None:
    from openapi_spec_validator import OpenAPIV31SpecValidator

    document = json.loads(export(before, "openapi"))
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


@settings(max_examples=50, deadline=None)
@given(before=contract())
def test_markdown_reads_back_as_the_same_endpoints(before: Contract) -> None:
    after = markdown.read(export(before, "markdown"), "API.md")
    assert written(after, "planned", "deprecated") == written(before, "planned", "deprecated")
    assert after.notes == ()


def of(*rows: str, base: str = "", **fields: Any) -> Contract:
    """A contract of rows like `GET /pets`."""
    found = [Endpoint(Operation(m, PathTemplate.parse(p, "braces")), WHERE, **fields) for m, p in map(str.split, rows)]
    return Contract("contract.md", "markdown", tuple(found), "Pets", base)


def paths(found: Contract) -> dict[str, Sequence[str]]:
    return {path: list(item) for path, item in json.loads(export(found, "openapi"))["paths"].items()}


def test_partial_knowledge_invents_nothing() -> None:
    operation = json.loads(export(of("GET /pets/{id}"), "openapi"))["paths"]["/pets/{id}"]["get"]
    assert operation == {
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
        "responses": {"default": {"description": "The contract states no response."}},
    }


@pytest.mark.parametrize(
    ("rows", "base", "expected"),
    [
        (["GET /api/pets", "PUT /api/pets"], "/api", {"/pets": ["get", "put"]}),
        (["GET /api/pets", "GET /health"], "/api", {"/api/pets": ["get"], "/health": ["get"]}),
        (["GET /api", "GET /api/pets"], "/api", {"/api": ["get"], "/api/pets": ["get"]}),
        (["GET /a/{x}", "PUT /a/{y}", "GET /a/{x}/"], "", {"/a/{x}": ["get", "put"], "/a/{x}/": ["get"]}),
        (["GET /a/{x}/b/{x}"], "", {"/a/{x}/b/{x2}": ["get"]}),
        (["ALL /a", "GET /a", "WEBSOCKET /a"], "", {"/a": ["x-accord-operations", "get"]}),
        (["GET /"], "", {"/": ["get"]}),
        ([], "/api", {}),
    ],
)  # fmt: skip
def test_paths_of_the_openapi_export(rows: list[str], base: str, expected: dict[str, list[str]]) -> None:
    assert paths(of(*rows, base=base)) == expected


@pytest.mark.parametrize("format", formats())
def test_methods_without_a_word_in_openapi_survive(format: str) -> None:  # noqa: A002
    before = of("ALL /a", "GET /b") if format == "markdown" else of("ALL /a", "WEBSOCKET /b", "QUERY /c", "GET /d")
    reader = {"openapi": openapi, "markdown": markdown}[format]
    assert written(reader.read(export(before, format), "back.md")) == written(before)


def test_a_description_that_reads_as_a_statement_about_the_row_is_left_out() -> None:
    before = of("GET /pets", "GET /owners", description="Removed, not mounted any more; see `POST /other`")
    assert written(markdown.read(export(before, "markdown"), "API.md")) == written(before)


def test_markdown_shows_what_is_known() -> None:
    known = of(
        "POST /api/pets/{id}", base="/api", description="Change | a <pet>", auth=Auth(True, ("bearer",)), deprecated=True,
        parameters=(Parameter("id", "path", True, {"type": "integer"}), Parameter("dry_run", "query", False, {"type": "boolean"}, "only look")),
        request=(Body(schema={"type": "object"}),), responses=(Response("204", "done"),),
    )  # fmt: skip
    text = export(known, "markdown")
    assert "Base URL: `/api`" in text
    assert "| POST | `/pets/{id}` | Change \\| a &lt;pet> (deprecated) | bearer |" in text
    assert "| `dry_run` | boolean | no | only look |" in text
    assert "Response 204: done" in text


def test_an_unknown_format_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="use one of openapi, markdown"):
        export(of(), "raml")


def test_models_of_references_to_other_files_come_along() -> None:
    documents = {"m.yaml": "Pet: {type: object, properties: {mother: {$ref: '#/Pet'}}}"}
    text = (
        "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths:\n  /a:\n    get:\n      responses:\n"
        "        '200': {description: ok, content: {application/json: {schema: {$ref: 'm.yaml#/Pet'}}}}\n"
    )
    before = openapi.read_linked(text, "api.yaml", lambda reference, _: (reference, documents[reference]))
    made = json.loads(export(before, "openapi"))
    pet = {"$ref": "#/components/schemas/Pet"}
    assert made["components"]["schemas"] == {"Pet": {"type": "object", "properties": {"mother": pet}}}
    assert made["paths"]["/a"]["get"]["responses"]["200"]["content"]["application/json"]["schema"] == pet


def test_details_survive_both_round_trips() -> None:
    """Cookies, several media types and the answer for everything else; what states no answer states none afterwards."""
    text = """\
openapi: 3.1.0
info: {title: Pets, version: "1"}
paths:
  /pets:
    post:
      parameters:
        - {name: theme, in: cookie, schema: {type: string}}
      requestBody:
        content:
          application/json: {schema: {type: object, properties: {name: {type: string}}}}
          application/xml: {schema: {type: object, properties: {name: {type: string}}}}
      responses:
        "201": {description: made}
        default: {description: anything else}
    get: {}
"""
    before = openapi.read(text, "openapi.yaml")
    for format, reader in (("openapi", openapi), ("markdown", markdown)):  # noqa: A001 the name of the option
        after = reader.read(export(before, format), f"export.{format}")
        told = {one.operation.method: one for one in after.endpoints}
        assert [(one.location, one.name) for one in told["POST"].parameters] == [("cookie", "theme")], format
        assert [one.media_type for one in told["POST"].request] == ["application/json", "application/xml"], format
        assert [one.status for one in told["POST"].responses] == ["201", "default"], format
        assert not told["GET"].responses, format


def test_what_is_stated_is_not_changed_by_a_round_trip() -> None:
    """Choices, formats, bounds, references, bodies of several media types, named schemes, classes of status, a version."""
    date, name = {"type": "string", "format": "date"}, {"type": "string", "enum": ["idle", "on the road"]}
    bound = {"type": "integer", "minimum": 1, "maximum": 50, "description": "one | many"}
    pet = {"type": "object", "properties": {"type": {"type": "string"}, "id": bound}}
    page = {"type": "object", "properties": {"items": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}}}
    sampled = {"type": "object", "properties": {"id": {"type": "integer"}}}
    stated = [
        ("from", date, True),
        ("state", name, False),
        ("size", bound, None),
        ("of", {"type": "array", "items": date}, None),
    ]
    before = replace(
        of(
            "PUT /pets", description="204, no body.", auth=Auth(True, ("pets_auth", "basic")),
            parameters=tuple(Parameter(name, "query", needed, schema) for name, schema, needed in stated),
            request=(Body("text/csv", {"type": "string"}), Body(schema=page, example={"items": []})),
            responses=(
                Response("200", "done", (Body(schema=page), Body("application/xml", {"type": "string"}))),
                Response("4XX", bodies=(Body(schema=sampled, strength="sample", example={"id": 1}),)), Response("default"),
            ),
        ),
        version="1.2", models={"Pet": pet},
    )  # fmt: skip
    for format, reader in (("openapi", openapi), ("markdown", markdown)):  # noqa: A001 the name of the option
        after = reader.read(export(before, format), f"export.{format}")
        assert [change.what for change in diff(before, after)] == [], format
        assert (after.version, dict(after.models)) == ("1.2", {"Pet": pet}), format
        before = replace(before, endpoints=after.endpoints)
    assert before.endpoints[0].request[1].example == {"items": []}
    assert before.endpoints[0].auth is not None
    assert before.endpoints[0].auth.schemes == ("pets_auth", "basic")


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("# Pets\n\nVersion: 1.2\n\n", "1.2"),
        ("---\ntitle: Pets\nversion: '2.0.1'\n---\n\n", "2.0.1"),
        ("# Pets\n\n**版本**: v3.1 | **状态**: 草稿\n\n", "3.1"),
        ("# Pets\n\n| Version | 1.4 |\n| --- | --- |\n| Base URL | https://h/ |\n\n", ""),
        ("# Pets\n\nRequires Node version 18.\n\n", ""),
    ],
)
def test_the_version_a_document_states(text: str, version: str) -> None:
    assert markdown.read(f"{text}## Paths\n\n- `GET /pets`\n", "API.md").version == version


def test_security_schemes_keep_their_definitions() -> None:
    swagger = {
        "swagger": "2.0",
        "info": {"title": "Old", "version": "1"},
        "securityDefinitions": {
            "hdr": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "login": {"type": "oauth2", "flow": "accessCode", "authorizationUrl": "https://a.b/c", "tokenUrl": "https://a.b/t"},
            "old": {"type": "basic"},
        },
        "security": [{"hdr": []}, {"login": []}, {"old": []}],
        "paths": {"/a": {"get": {"responses": {"200": {"description": "ok"}}}}},
    }  # fmt: skip
    written = json.loads(export(openapi.read(json.dumps(swagger), "api.json"), "openapi"))
    assert written["components"]["securitySchemes"] == {
        "hdr": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "login": {
            "type": "oauth2",
            "flows": {
                "authorizationCode": {"authorizationUrl": "https://a.b/c", "tokenUrl": "https://a.b/t", "scopes": {}}
            },
        },
        "old": {"type": "http", "scheme": "basic"},
    }


def test_of_a_method_that_stands_twice_the_last_is_written_as_most_tools_read_it() -> None:
    twice = '{"openapi": "3.1.0", "info": {"title": "A", "version": "1"}, "paths": {"/a": {"get": {"responses": {"200": {}}}, "get": {"responses": {"201": {}}}}}}'  # fmt: skip
    written = json.loads(export(openapi.read(twice, "api.json"), "openapi"))
    assert list(written["paths"]["/a"]["get"]["responses"]) == ["201"]
