"""`accord contract` and `accord check` on OpenAPI documents, as they are typed: flaws, other hosts, exports, differences."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from accord.contract.openapi import validation
from serving import serving
from small import USERS, project, without_delete

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from commands import Accord

OK = '{"200": {description: ok}}'
SOUND = f"""\
openapi: 3.1.0
info: {{title: Shop, version: "1"}}
servers: [{{url: "https://{{host}}/{{stage}}/api", variables: {{host: {{default: a}}, stage: {{default: v1}}}}}}]
paths:
  /users:
    get: {{responses: {OK}}}
    post: {{responses: {OK}}}
  /users/{{id}}:
    parameters: [{{name: id, in: path, required: true, schema: {{type: integer}}}}]
    get: {{responses: {OK}}}
    delete: {{responses: {OK}}}
webhooks:
  changed: {{post: {{responses: {OK}}}}}
"""
# Three flaws, none of which touches a path, a method or a parameter.
FLAWED = SOUND.replace(', version: "1"', "").replace("get: {responses", "get: {summary: 7, responses") + "tags: [{}]\n"
SWAGGER = """\
{"swagger": "2.0", "info": {"title": "Shop", "version": "1"}, "basePath": "/api", "consumes": ["application/json"],
 "paths": {"/users": {"get": {"produces": ["application/json"], "responses": {"200": {"description": "ok",
   "schema": {"type": "array", "items": {"$ref": "#/definitions/User"}}}}},
  "post": {"parameters": [{"name": "body", "in": "body", "schema": {"$ref": "#/definitions/User"}}], "responses": {"201": {"description": "made"}}}}},
 "definitions": {"User": {"type": "object", "properties": {"id": {"type": "integer", "x-nullable": true}}}}}
"""


@pytest.fixture
def openapi(shop: Path) -> Path:
    (shop / "api.yaml").write_text(SOUND.replace("/{stage}/api", "/api"))
    return shop


def rules(document: Any) -> list[tuple[str, int]]:
    return [(f["rule"], f["contract"]["line"]) for f in document["findings"]]


# -- flaws -----------------------------------------------------------------------------------------------------------------------


def test_flaws_are_warnings_told_together_and_the_endpoints_are_still_held(accord: Accord, openapi: Path) -> None:
    (openapi / "api.yaml").write_text(FLAWED.replace("/{stage}/api", "/api"))
    done = accord("check", "api.yaml", "--provider", "backend", "--format", "json")
    document = done.document("check")
    assert done.code == 0
    assert document["summary"]["components"]["backend"]["kept"] == 4
    assert rules(document) == [("invalid-contract", n) for n in (2, 6, 10, 14)]
    assert {f["severity"] for f in document["findings"]} == {"warning"}
    assert document["contracts"] == [{"file": "api.yaml", "format": "openapi", "endpoints": 4, "validated": True}]
    assert accord("check", "api.yaml", "--provider", "backend", "--fail-on", "warning").code == 1
    listed = accord("contract", "api.yaml")
    assert listed.code == 0
    assert "api.yaml:2  invalid-contract" in listed.out


@pytest.mark.parametrize("text", ["openapi: [", "- 1\n", "name: nothing\n", '{"openapi": "3.1.0"', ""])
def test_only_an_unreadable_document_is_exit_2(accord: Accord, openapi: Path, text: str) -> None:
    (openapi / "api.yaml").write_text(text)
    for command in (("contract", "api.yaml"), ("check", "api.yaml", "--provider", "backend")):
        done = accord(*command)
        assert done.code == 2
        assert "api.yaml" in done.err


def test_a_large_document_is_checked_when_asked_and_that_is_remembered(
    accord: Accord, openapi: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ACCORD_CACHE_DIR", str(tmp_path / "cache"))
    (openapi / "api.yaml").write_text(FLAWED.replace("/{stage}/api", "/api"))
    monkeypatch.setattr(validation, "UNASKED", 100)
    run = ("check", "api.yaml", "--provider", "backend")

    def validated() -> tuple[bool, int]:
        document = accord(*run, "--format", "json").document("check")
        return document["contracts"][0]["validated"], len(document["findings"])

    assert validated() == (False, 0)
    assert "accord contract api.yaml --validate" in accord(*run).out
    assert "not checked" not in accord(*run, "--quiet").out
    assert "not checked" in accord("contract", "api.yaml").out
    assert accord("contract", "api.yaml", "--validate").out.count("invalid-contract") == 4
    assert validated() == (True, 4)
    assert "not checked" not in accord(*run).out


def test_validate_belongs_to_a_listing(accord: Accord, openapi: Path) -> None:
    assert accord("contract", "api.yaml", "--validate", "--format", "openapi").code == 2


# -- other hosts -----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def host() -> Iterator[str]:
    with serving({"/users.json": {"get": {"responses": {"200": {"description": "ok"}}}}}) as address:
        yield address


@pytest.fixture
def remote(openapi: Path, host: str) -> str:
    reference = f"{host}/users.json"
    head = 'openapi: 3.1.0\ninfo: {title: A, version: "1"}\nservers: [{url: /api}]\n'
    (openapi / "api.yaml").write_text(f"{head}paths:\n  /users: {{$ref: '{reference}'}}\n")
    return reference


def test_another_host_is_asked_only_with_the_flag_or_the_setting(accord: Accord, shop: Path, remote: str) -> None:
    run = ("check", "api.yaml", "--provider", "backend")
    refused = accord(*run)
    assert refused.code != 0
    assert remote in refused.out
    assert "--allow-remote" in refused.out
    assert accord(*run, "--allow-remote").code == 0
    listed = accord("contract", "api.yaml")
    assert listed.code == 3
    assert remote in listed.out
    assert f"{remote}:1" in accord("contract", "api.yaml", "--allow-remote").out
    with (shop / "pyproject.toml").open("a") as file:
        file.write("\n[tool.accord.severity]\nundocumented-endpoint = 'off'\n")
    (shop / "pyproject.toml").write_text(
        (shop / "pyproject.toml").read_text().replace("[tool.accord]", "[tool.accord]\nallow_remote = true")
    )
    assert accord(*run).code == 0


def test_a_misspelt_setting_names_the_known_one(accord: Accord, shop: Path) -> None:
    with (shop / "pyproject.toml").open("a") as file:
        file.write("[tool.accord.severity]\n")
    text = (shop / "pyproject.toml").read_text().replace("[tool.accord]", "[tool.accord]\nallow_remotes = true")
    (shop / "pyproject.toml").write_text(text)
    done = accord("check")
    assert done.code == 2
    assert 'did you mean "allow_remote"?' in done.err


def test_pytest_has_the_same_flag(pytester: pytest.Pytester, host: str) -> None:
    head = 'openapi: 3.1.0\ninfo: {title: A, version: "1"}\nservers: [{url: /api}]\npaths:\n'
    project(pytester.path)
    (pytester.path / "api.yaml").write_text(f"{head}  /users: {{$ref: '{host}/users.json'}}\n")
    command = ("--accord", "--accord-contract=api.yaml", "-p", "no:cacheprovider")
    refused = pytester.runpytest(*command)
    assert refused.ret == 1
    refused.stdout.fnmatch_lines(["*without --allow-remote*"])
    assert pytester.runpytest(*command, "--accord-allow-remote").ret == 0


# -- what a document may be ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
@pytest.mark.parametrize("suffix", ["yaml", "json"])
def test_a_document_of_every_version_is_held_against_a_server(
    accord: Accord, openapi: Path, version: str, suffix: str
) -> None:
    import yaml

    text = (openapi / "api.yaml").read_text().replace("3.1.0", version)
    if version == "3.0.3":
        text = text[: text.index("webhooks")]
    (openapi / f"doc.{suffix}").write_text(json.dumps(yaml.safe_load(text)) if suffix == "json" else text)
    document = accord("check", f"doc.{suffix}", "--provider", "backend", "--format", "json").document("check")
    assert (document["verdict"], document["findings"], len(document["endpoints"])) == ("kept", [], 4)
    (openapi / "backend/users.py").write_text(without_delete(USERS))
    broken = accord("check", f"doc.{suffix}", "--provider", "backend", "--format", "json")
    assert broken.code == 1
    assert [f["rule"] for f in broken.document("check")["findings"]] == ["missing-endpoint"]


def test_swagger_2_is_held_and_exported(accord: Accord, shop: Path) -> None:
    (shop / "swagger.json").write_text(SWAGGER)
    document = accord("check", "swagger.json", "--provider", "backend", "--format", "json").document("check")
    assert [(e["method"], e["path"]) for e in document["endpoints"]] == [("GET", "/api/users"), ("POST", "/api/users")]
    assert document["summary"]["components"]["backend"]["kept"] == 2
    assert [f for f in document["findings"] if f["rule"] == "invalid-contract"] == []
    exported = json.loads(accord("contract", "swagger.json", "--format", "openapi").out)
    body = exported["paths"]["/users"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert (exported["openapi"], exported["servers"], body) == (
        "3.1.0",
        [{"url": "/api"}],
        {"$ref": "#/components/schemas/User"},
    )


def test_many_files_one_contract(accord: Accord, shop: Path) -> None:
    (shop / "spec/paths").mkdir(parents=True)
    (shop / "spec/api.yaml").write_text(
        'openapi: 3.0.0\ninfo: {title: A, version: "1"}\nservers: [{url: /api}]\npaths:\n'
        "  /users: {$ref: paths/users.yaml}\n  /users/{id}: {$ref: 'paths/users.yaml#/x-one'}\n"
    )
    (shop / "spec/paths/users.yaml").write_text(
        f"get: {{responses: {OK}}}\nx-one:\n"
        "  parameters: [{name: id, in: path, required: true, schema: {$ref: '../models.yaml#/Node'}}]\n"
        f"  get: {{responses: {OK}}}\n"
    )
    (shop / "spec/models.yaml").write_text("Node: {type: object, properties: {next: {$ref: '#/Node'}}}\n")
    document = accord("contract", "spec/api.yaml", "--format", "json").document("contract")
    assert [(e["path"], e["file"], e["line"]) for e in document["endpoints"]] == [
        ("/api/users", "spec/paths/users.yaml", 1),
        ("/api/users/{id}", "spec/paths/users.yaml", 4),
    ]
    assert document["findings"] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SOUND.replace("    post:", "\tpost:"), "a tab indents this line"),
        ("a: &a [x, x, x, x, x, x, x, x]\n" + "".join(f"{k}: &{k} [{', '.join(['*' + chr(ord(k) - 1)] * 8)}]\n" for k in "bcdefghij"), "unfold"),
    ],
)  # fmt: skip
def test_what_yaml_can_do_to_a_reader_ends_clearly(accord: Accord, openapi: Path, text: str, said: str) -> None:
    (openapi / "api.yaml").write_text(text)
    done = accord("contract", "api.yaml")
    assert done.code == 2
    assert said in done.err
    assert "api.yaml:" in done.err


def test_a_key_written_twice_is_a_warning_and_both_operations_are_rows(accord: Accord, openapi: Path) -> None:
    (openapi / "api.yaml").write_text(SOUND + f"  changed: {{post: {{responses: {OK}}}}}\ntags: []\ntags: []\n")
    done = accord("contract", "api.yaml", "--format", "json")
    assert done.code == 0
    assert [line for rule, line in rules(done.document("contract")) if rule == "invalid-contract"] == [14, 16]


@pytest.mark.parametrize("style", ["openapi", "markdown"])
def test_an_export_that_failed_is_nothing_at_all(accord: Accord, openapi: Path, style: str) -> None:
    (openapi / "api.yaml").write_text("openapi: [")
    done = accord("contract", "api.yaml", "--format", style)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("accord: api.yaml:2: no valid YAML")


# -- exports and differences -----------------------------------------------------------------------------------------------------


def operations(document: Any) -> set[tuple[str, str]]:
    return {(e["method"], e["path"]) for e in document["endpoints"]}


@pytest.mark.parametrize("source", ["docs/api.md", "api.yaml", "swagger.json"])
@pytest.mark.parametrize(("style", "name"), [("openapi", "out.json"), ("markdown", "out.md")])
def test_round_trips_keep_the_endpoints(accord: Accord, openapi: Path, source: str, style: str, name: str) -> None:
    (openapi / "swagger.json").write_text(SWAGGER)
    exported = accord("contract", source, "--format", style)
    assert (exported.code, exported.err) == (0, "")
    (openapi / name).write_text(exported.out)
    before = accord("contract", source, "--format", "json").document("contract")
    after = accord("contract", name, "--format", "json").document("contract")
    assert operations(after) == operations(before)
    assert after["findings"] == []
    assert accord("contract", source, "--diff", name, "--format", "json").document("diff")["changes"] == []


def test_a_difference_names_what_came_went_and_changed(accord: Accord, openapi: Path) -> None:
    text = (openapi / "api.yaml").read_text()
    (openapi / "new.yaml").write_text(
        text.replace("    delete: {", "    put: {").replace("    post: {", "    post: {deprecated: true, ")
    )
    document = accord("contract", "api.yaml", "--diff", "new.yaml", "--format", "json").document("diff")
    assert [(c["kind"], c["method"], c["path"], c["what"]) for c in document["changes"]] == [
        ("changed", "POST", "/api/users", ["deprecated"]),
        ("removed", "DELETE", "/api/users/{id}", []),
        ("added", "PUT", "/api/users/{id}", []),
    ]
    said = accord("contract", "api.yaml", "--diff", "new.yaml")
    assert said.code == 0
    assert said.out.splitlines()[-1] == "1 added, 1 removed, 1 changed, from api.yaml to new.yaml"
    assert "removed  DELETE  /api/users/{id}  api.yaml:11" in said.out
    assert accord("contract", "api.yaml", "--diff", "api.yaml").out.startswith("the same endpoints")
    assert accord("contract", "api.yaml", "--diff", "new.yaml", "--format", "markdown").code == 2


def test_contracts_of_another_repository_and_several_at_once(accord: Accord, openapi: Path) -> None:
    other = openapi.parent / "other"
    (other / ".git").mkdir(parents=True)
    (other / "part.yaml").write_text(f"get: {{responses: {OK}}}\n")
    head = 'openapi: 3.1.0\ninfo: {title: B, version: "1"}\nservers: [{url: /api}]\n'
    (other / "b.yaml").write_text(head + "paths:\n  /users: {$ref: part.yaml}\n")
    (openapi / "pyproject.toml").write_text(
        '[tool.accord]\ncontract = ["docs/api.md", "../other/b.yaml"]\n[tool.accord.provider.backend]\npath = "backend"\n'
    )
    document = accord("check", "--format", "json").document("check")
    assert [(c["file"], c["endpoints"], c["validated"]) for c in document["contracts"]] == [
        ("docs/api.md", 4, None),
        ("../other/b.yaml", 1, True),
    ]
    assert (document["verdict"], document["findings"]) == ("kept", [])
    assert document["endpoints"][-1]["contract"] == {"file": "../other/part.yaml", "line": 1}
    assert "part.yaml:1" in accord("contract", str(other / "b.yaml")).out
