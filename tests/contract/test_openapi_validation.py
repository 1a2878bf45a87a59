"""The full check of OpenAPI documents: flaws with line and pointer, several together, remembered by content, within a budget."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from accord import contract
from accord.contract.openapi import tracing, validation
from waiting import PATIENCE

if TYPE_CHECKING:
    from pathlib import Path

FLAWED = """\
openapi: 3.1.0
info: {title: Flawed}
tags: [{name: a}]
paths:
  /a/{id}:
    get:
      operationId: one
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: n, in: query, schema: {type: integer, default: many}}
      responses: {"200": {description: ok}}
    put:
      operationId: one
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"200": {content: {application/json: {schema: {$ref: "#/components/schemas/A"}}}}}
  /b:
    get:
      operationId: two
      responses: {"204": {description: ok}}
components:
  schemas:
    A:
      type: object
      properties: {age: {type: integer, default: young}}
"""
SOUND = 'openapi: 3.1.0\ninfo: {title: A, version: "1"}\npaths:\n  /a: {get: {responses: {"200": {description: ok}}}}\n'


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def check(root: Path, text: str, cache: Path, name: str = "api.yaml", **options: Any) -> validation.Validation:
    path = root / name
    path.write_text(text, encoding="utf-8")
    return validation.validate(path, root=root, cache=cache, **options)


def said(found: validation.Validation) -> list[tuple[int, str, str]]:
    # jsonschema-rs, where it is installed, quotes names its own way
    return sorted((note.where.line, note.pointer, note.message.replace('"', "'")) for note in found.notes)


def test_flaws_are_reported_together_with_line_and_pointer(tmp_path: Path, cache: Path) -> None:
    found = check(tmp_path, FLAWED, cache)
    # what stands below a path of a broken shape is not looked at further: its other flaws come when that is mended
    assert said(found) == [
        (2, "/info", "'version' is a required property (at /info)"),
        (
            15,
            "/paths/~1a~1{id}/put/responses/200",
            "'description' is a required property (at /paths/~1a~1{id}/put/responses/200)",
        ),
        (
            24,
            "/components/schemas/A/properties/age/default",
            "'young' is not of type 'integer' (at /components/schemas/A/properties/age/default)",
        ),
    ]
    assert {note.rule for note in found.notes} == {"invalid-contract"}
    assert found.complete


def test_values_and_repeated_names_of_a_well_formed_document(tmp_path: Path, cache: Path) -> None:
    text = FLAWED.replace("{title: Flawed}", '{title: F, version: "1"}').replace(
        "{content:", "{description: ok, content:"
    )
    lines = [(line, pointer) for line, pointer, _ in said(check(tmp_path, text, cache))]
    assert lines == [
        (10, "/paths/~1a~1{id}/get/parameters/1/schema/default"),
        (12, "/paths/~1a~1{id}/put"),
        (24, "/components/schemas/A/properties/age/default"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        SOUND,
        SOUND.replace("3.1.0", "3.2.0"),
        SOUND.replace("3.1.0", "3.0.3"),
        SOUND.replace("openapi: 3.1.0", 'swagger: "2.0"'),
        SOUND + "  /b: {get: {parameters: [{name: x, in: query, schema: {$ref: '#/components/schemas/R'}}], responses: {'200': {description: ok}}}}\n"
        "components: {schemas: {R: {type: object, properties: {r: {$ref: '#/components/schemas/R'}}}}}\n",
    ],
)  # fmt: skip
def test_a_sound_document_has_no_flaw(tmp_path: Path, cache: Path, text: str) -> None:
    assert check(tmp_path, text, cache) == validation.Validation((), complete=True)


def test_flaws_in_other_files_are_placed_there(tmp_path: Path, cache: Path) -> None:
    (tmp_path / "models.yaml").write_text(
        "Pet:\n  type: object\n  properties:\n    age: {type: number, default: old}\n"
    )
    schema = "{'200': {description: ok, content: {application/json: {schema: {$ref: './models.yaml#/Pet'}}}}}"
    text = SOUND + f"  /b: {{get: {{responses: {schema}}}}}\n"
    found = check(tmp_path, text, cache)
    assert [(str(note.where), note.pointer) for note in found.notes] == [
        ("models.yaml:4", "/Pet/properties/age/default")
    ]


@pytest.mark.parametrize(
    "extra",
    [
        "  /b: [1]\n",
        "  /b: {get: []}\n",
        "  /b: {get: {parameters: [1, {name: 1, in: query}], responses: 7}}\n",
        "  /b: {$ref: 'https://example.com/x'}\n",
        "  /b: {$ref: '#/nowhere'}\n",
        "  /b: {parameters: {a: b}, get: {responses: {}}}\ncomponents: 7\n",
        "components: {schemas: {A: 7, B: {allOf: 3}, C: {properties: [1]}, D: {required: 1, default: []}}}\n",
        "tags: {a: 1}\nservers: 3\nsecurity: x\n",
        "components: {schemas: {A: {$ref: '#/components/schemas/A'}}}\n",
        "components: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {allOf: [{$ref: '#/components/schemas/A'}]}}}\n",
    ],
)
def test_what_the_validator_stumbles_over_is_a_flaw_and_no_crash(tmp_path: Path, cache: Path, extra: str) -> None:
    for head in (SOUND, SOUND.replace("3.1.0", "3.0.3"), SOUND.replace("openapi: 3.1.0", 'swagger: "2.0"')):
        found = check(tmp_path, head + extra, cache)
        assert found.complete
        assert all(note.where.line for note in found.notes)


def test_what_could_not_be_checked_is_said_in_words_and_once(tmp_path: Path, cache: Path) -> None:
    circle = check(tmp_path, SOUND + "components: {schemas: {A: {$ref: '#/components/schemas/A'}}}\n", cache)
    assert [note.message for note in circle.notes] == [
        "cannot be checked: a reference leads back to itself (at /components/schemas/A)"
    ]
    shapeless = check(tmp_path, 'openapi: 3.1.0\ninfo: {title: A, version: "1"}\npaths: [a]\n', cache)
    assert len(shapeless.notes) == 1
    assert "is not of type 'object'" in shapeless.notes[0].message.replace('"', "'")


def test_an_outcome_is_remembered_by_content(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = check(tmp_path, FLAWED, cache)

    def fail(*_: object) -> None:
        raise AssertionError

    with monkeypatch.context() as patched:
        patched.setattr(validation, "_flaws", fail)
        assert check(tmp_path, FLAWED, cache) == first
        assert check(tmp_path, FLAWED, cache, budget=0) == first
        with pytest.raises(AssertionError):
            check(tmp_path, FLAWED + "\n", cache)
    next(cache.glob("*.json")).write_text("[{]")
    assert check(tmp_path, FLAWED, cache) == first


def test_the_cache_follows_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACCORD_CACHE_DIR", str(tmp_path / "there"))
    path = tmp_path / "api.yaml"
    path.write_text(SOUND)
    validation.validate(path, root=tmp_path)
    assert len(list((tmp_path / "there" / "validation").glob("*.json"))) == 1


def test_a_budget_makes_it_whole_or_nothing(tmp_path: Path, cache: Path) -> None:
    cut = check(tmp_path, FLAWED, cache, budget=0.0)
    assert cut == validation.Validation((), complete=False)
    assert not cache.exists()
    assert check(tmp_path, FLAWED, cache, budget=60.0).notes


def test_a_limit_of_size_says_the_same_on_every_machine(tmp_path: Path, cache: Path) -> None:
    assert check(tmp_path, FLAWED, cache, limit=len(FLAWED) - 1) == validation.Validation((), complete=False)
    assert check(tmp_path, FLAWED, cache, limit=len(FLAWED)).notes
    assert check(tmp_path, FLAWED, cache, limit=0).notes, "the outcome is known by now"


def test_an_outcome_is_known_from_wherever_the_document_is_looked_at(tmp_path: Path, cache: Path) -> None:
    (tmp_path / "docs").mkdir()
    first = check(tmp_path / "docs", FLAWED, cache)
    again = validation.validate(tmp_path / "docs/api.yaml", root=tmp_path, cache=cache, limit=0)
    assert [note.where.file for note in again.notes] == ["docs/api.yaml"] * 3
    assert [note.message for note in again.notes] == [note.message for note in first.notes]


def test_reading_loads_no_validator(tmp_path: Path) -> None:
    path = tmp_path / "api.yaml"
    path.write_text(SOUND)
    code = (
        "import sys, pathlib; from accord import contract\n"
        f"path = pathlib.Path({str(path)!r})\n"
        "contract.read(path, root=path.parent)\n"
        "print(sorted({'openapi_spec_validator', 'jsonschema', 'referencing', 'pydantic'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=PATIENCE)
    assert ran.stdout.strip() == "[]"


def test_notes_join_a_contract_without_saying_anything_twice(tmp_path: Path, cache: Path) -> None:
    text = SOUND + "  b: {get: {responses: {'200': {description: ok}}}}\n  /c: {get: {responses: {'200': {}}}}\n"
    path = tmp_path / "api.yaml"
    path.write_text(text)
    read = contract.read(path, root=tmp_path)
    joined = contract.validate(read, path, root=tmp_path, cache=cache).added_to(read)
    assert [note.where.line for note in joined.notes] == [5, 6]
    assert joined.endpoints == read.endpoints
    assert (read.validated, joined.validated) == (None, True)


def test_a_reference_that_leads_nowhere_is_told_once(tmp_path: Path, cache: Path) -> None:
    lost = 'openapi: 3.0.3\ninfo: {title: A, version: "1"}\npaths:\n  /a:\n    get:\n      responses:\n        "200":\n          description: ok\n'
    lost += (
        '          content:\n            application/json:\n              schema: {$ref: "#/components/schemas/Pet"}\n'
    )
    lost += (
        "components:\n  schemas:\n    Pet: {type: object, properties: {owner: {$ref: '#/components/schemas/Nobody'}}}\n"
    )
    path = tmp_path / "api.yaml"
    path.write_text(lost, encoding="utf-8")
    read = contract.read(path, root=tmp_path)
    notes = contract.validate(read, path, root=tmp_path, cache=cache).added_to(read).notes
    assert [(note.where.line, note.message) for note in notes] == [
        (14, "the reference '#/components/schemas/Nobody' names nothing that is there")
    ]


def test_other_formats_have_nothing_to_validate(tmp_path: Path) -> None:
    path = tmp_path / "API.md"
    path.write_text("| Method | Path |\n|---|---|\n| GET | `/a` |\n")
    read = contract.read(path, root=tmp_path)
    found = contract.validate(read, path, root=tmp_path)
    assert found == validation.Validation()
    assert found.added_to(read).validated is None


def test_jsonschema_rs_changes_nothing_but_the_speed(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("jsonschema_rs", reason="jsonschema-rs, the fast backend, is not installed")
    text = FLAWED.replace("age: {type: integer, default: young}", "age: {type: strange}, b: true, c: {pattern: '['}")
    hastened = check(tmp_path, text, cache)
    monkeypatch.setattr(tracing, "_accepts", lambda _: None)
    assert check(tmp_path, text, tmp_path / "other") == hastened
    assert hastened.notes


def test_the_number_of_notes_is_bounded(tmp_path: Path, cache: Path) -> None:
    data = {
        "openapi": "3.1.0",
        "info": {"title": "A", "version": "1"},
        "paths": {f"/{n}": {"get": {"responses": {"200": {}}}} for n in range(150)},
    }
    found = check(tmp_path, json.dumps(data), cache, "api.json")
    assert len(found.notes) == validation.MAX_NOTES + 1
    assert "the others are not shown" in found.notes[-1].message


def test_an_extension_beside_the_paths_is_no_flaw(tmp_path: Path, cache: Path) -> None:
    assert check(tmp_path, SOUND + "  x-note: text\n", cache).notes == ()


def test_flaws_of_a_document_in_one_line_are_all_told(tmp_path: Path, cache: Path) -> None:
    path = tmp_path / "api.json"
    path.write_text(
        '{"openapi": "3.0.0", "info": {"title": "A", "version": "1"},'
        ' "paths": {"/a": {"get": {"parameters": {"x": 1}, "responses": {}}, "post": null}}}'
    )
    read = contract.read(path, root=tmp_path)
    notes = contract.validate(read, path, root=tmp_path, cache=cache).added_to(read).notes
    assert {"/paths/~1a/post", "/paths/~1a/get/parameters"} <= {note.pointer for note in notes}
