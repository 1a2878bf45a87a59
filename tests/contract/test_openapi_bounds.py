"""Whatever an OpenAPI document holds: an answer or a ContractError, in bounded time."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.contract import openapi
from accord.contract.openapi.document import MAX_DEPTH, parse
from accord.errors import ContractError

if TYPE_CHECKING:
    from accord.model import Contract

WORDS = st.sampled_from([
    "$ref", "get", "post", "parameters", "responses", "requestBody", "content", "schema", "application/json", "200",
    "name", "in", "path", "query", "body", "formData", "querystring", "servers", "url", "variables", "default", "enum",
    "security", "tags", "properties", "items", "type", "nullable", "discriminator", "mapping", "headers", "callbacks",
    "additionalOperations", "x-accord-ignore", "rules", "examples", "example", "minimum", "exclusiveMinimum", "<<",
    "#/paths", "#/components/schemas/A", "#/", "#a", "other.yaml#/x", "{id}", "/a/{id}", "", "deprecated", "summary",
])  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | WORDS | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS | st.text(max_size=4), inner, max_size=4),
    max_leaves=30,
)


def read(text: str, file: str) -> Contract | None:
    try:
        return openapi.read(text, file)
    except ContractError as error:
        assert error.file == file  # noqa: PT017 either outcome is right
        return None


@settings(max_examples=150, deadline=None)
@given(
    paths=VALUES,
    components=VALUES,
    rest=st.dictionaries(WORDS, VALUES, max_size=3),
    version=st.sampled_from(["3.0.0", "3.1.0", "2.0", 3.1, [], {}]),
)
def test_documents_of_any_shape_are_read_or_refused(
    paths: Any, components: Any, rest: dict[str, Any], version: Any
) -> None:
    key = "swagger" if version == "2.0" else "openapi"
    data = {**rest, key: version, "paths": paths, "components": components, "definitions": components}
    read(json.dumps(data), "any.json")
    read(yaml.safe_dump(data), "any.yaml")


@settings(max_examples=200, deadline=None)
@given(text=st.text(alphabet=st.sampled_from(list("{}[]:,-&*!|>'\"%@#?\n\t ab0~<.\\u")), max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    for file in ("any.json", "any.yaml"):
        read(text, file)
        read(f"openapi: 3.1.0\npaths:\n  /a: {text}", file)
        read(f'{{"openapi": "3.1.0", "paths": {{"/a": {text}}}}}', file)


@settings(max_examples=200, deadline=None)
@given(data=VALUES)
def test_every_entry_of_json_has_the_place_where_its_key_stands(data: Any) -> None:
    text = json.dumps({"openapi": "3.1.0", "paths": data}, indent=1)
    lines = text.splitlines()
    waiting = [parse(text, "any.json").root]
    while waiting:
        node = waiting.pop()
        waiting += [child for _, child in node.entries()] + list(node.elements())
        if node.parent is not None and isinstance(node.parent.value, dict):
            where = node.where
            assert lines[where.line - 1][where.column - 1 :].startswith(f"{json.dumps(node.key)}: ")


@pytest.mark.parametrize("opening", ["[", '{"a":', "- ", "a: {", "? "])
def test_deep_nesting_is_refused(opening: str) -> None:
    for depth in (MAX_DEPTH + 1, 100_000):
        with pytest.raises(ContractError):
            parse(opening * depth, "deep.yaml")
        closing = {"[": "]", '{"a":': "}", "a: {": "}"}.get(opening, "")
        with pytest.raises(ContractError):
            parse(opening * depth + "1" + closing * depth, "deep.json")


def test_nesting_by_aliases_counts_as_nesting() -> None:
    lines = ["a0: &a0 [1]", *(f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, MAX_DEPTH + 5))]
    with pytest.raises(ContractError, match="nested deeper than"):
        parse("\n".join(lines), "deep.yaml")


@pytest.mark.parametrize("text", ["1" * 5000, "[" + "9" * 5000 + "]", '"\\ud800"', "[1e999, NaN, -Infinity]"])
def test_numbers_and_characters_no_report_could_print_are_tamed(text: str) -> None:
    try:
        document = parse(f'{{"x": {text}}}', "odd.json")
    except ContractError:
        return
    json.dumps(document.data, allow_nan=False, ensure_ascii=False).encode()


def test_surrogate_pairs_stay_and_places_do_not_move() -> None:
    text = '{"\\ud83d\\ude00 \\ud83d \\\\ud800": 1, "b": 2}'
    document = parse(text, "odd.json")
    assert list(document.data) == ["😀 � \\ud800", "b"]
    assert document.root.get("b").where.column == text.index('"b"') + 1  # type: ignore[union-attr] # it is there


def document_of(paths: int) -> str:
    """A document with `paths` paths of two operations and a model each."""
    item = {
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
        "get": {
            "responses": {
                "200": {
                    "description": "ok",
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/M"}}},
                }
            }
        },
        "put": {"description": "x" * 1500, "responses": {"204": {"description": "ok"}}},
    }
    data = {"openapi": "3.1.0", "paths": {f"/p{n}/{{id}}": item for n in range(paths)}}
    return json.dumps(data | {"components": {"schemas": {"M": {"type": "object"}}}})


@pytest.mark.slow
def test_time_is_linear_in_size() -> None:
    def seconds(paths: int) -> float:
        text = document_of(paths)
        best = float("inf")
        for _ in range(3):  # the best of three: other programs run as well
            started = time.process_time()
            assert len(openapi.read(text, "big.json").endpoints) == 2 * paths
            best = min(best, time.process_time() - started)
        return best

    assert seconds(3200) < 24 * seconds(
        400
    )  # eight times the size; a quadratic step would need sixty-four times as long


@pytest.mark.slow
def test_thirteen_megabytes_are_read_in_seconds() -> None:
    text = document_of(7000)
    assert len(text) > 12_000_000
    started = time.process_time()
    assert len(openapi.read(text, "big.json").endpoints) == 14_000
    assert time.process_time() - started < 30
