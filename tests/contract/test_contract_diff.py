"""Differences of two contracts: added, removed, changed; nothing where only one of them says more."""

from __future__ import annotations

import pytest

from accord.contract import markdown, openapi
from accord.contract.diff import diff

HEAD = "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths:\n"
MODELS = "components: {schemas: {Pet: {type: object, properties: {tag: {$ref: '#/components/schemas/Tag'}}}, Tag: {type: TYPE}}}\n"
USES = "  /a: {get: {responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}}}}}\n"


def changes(before: str, after: str) -> list[tuple[str, str, tuple[str, ...]]]:
    old, new = openapi.read(HEAD + before, "old.yaml"), openapi.read(HEAD + after, "new.yaml")
    return [(change.kind, str(change.operation), change.what) for change in diff(old, new)]


def test_rows_that_came_and_went() -> None:
    before = "  /a: {get: {}, put: {}}\n  /b/{id}: {get: {}}\n"
    after = "  /b/{name}: {get: {}}\n  /a: {get: {}}\n  /c: {post: {}}\n"
    assert changes(before, after) == [("removed", "PUT /a", ()), ("added", "POST /c", ())]


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("{}", "{deprecated: true}", ["deprecated"]),
        ("{x-accord-planned: true}", "{}", ["no longer planned"]),
        ("{security: []}", "{security: [{b: []}]}", ["auth required"]),
        ("{security: [{a: []}]}", "{security: [{b: []}]}", ["auth scheme"]),
        ("{}", "{security: [{b: []}]}", []),
        ("{parameters: [{name: q, in: query}]}", "{parameters: [{name: r, in: query}]}", ["query q removed", "query r added"]),
        ("{parameters: [{name: q, in: query}]}", "{parameters: [{name: q, in: query, required: true}]}", ["query q required"]),
        ("{parameters: [{name: q, in: query, schema: {type: string}}]}", "{parameters: [{name: q, in: query, schema: {type: integer}}]}", ["query q type"]),
        ("{parameters: [{name: q, in: query, schema: {type: string}}]}", "{parameters: [{name: q, in: query}]}", []),
        ("{requestBody: {content: {a/b: {schema: {type: string}}}}}", "{requestBody: {content: {a/b: {schema: {type: number}}}}}", ["request a/b body"]),
        ("{requestBody: {content: {a/b: {}}}}", "{requestBody: {content: {c/d: {}}}}", ["request a/b removed", "request c/d added"]),
        ("{responses: {200: {}, 404: {}}}", "{responses: {200: {}, 201: {}}}", ["response 201 added", "response 404 removed"]),
        ("{summary: one, tags: [a], operationId: x}", "{summary: two, tags: [b], operationId: y}", []),
    ],
)  # fmt: skip
def test_parts_that_differ(before: str, after: str, what: list[str]) -> None:
    found = changes(f"  /a: {{get: {before}}}\n", f"  /a: {{get: {after}}}\n")
    assert found == ([("changed", "GET /a", tuple(what))] if what else [])


def test_a_model_deep_below_changes_what_uses_it() -> None:
    before, after = USES + MODELS.replace("TYPE", "string"), USES + MODELS.replace("TYPE", "integer")
    assert changes(before, before) == []
    assert changes(before, after) == [("changed", "GET /a", ("response 200 application/json body",))]


def test_a_page_that_says_less_changes_nothing() -> None:
    said = openapi.read(HEAD + USES + MODELS.replace("TYPE", "string"), "api.yaml")
    page = markdown.read("| Method | Path |\n|---|---|\n| GET | `/a` |\n", "API.md")
    assert diff(said, page) == ()
    assert diff(page, said) == ()
