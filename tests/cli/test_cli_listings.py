"""`accord routes`, `calls`, `contract`, `explain`, `rules`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from accord.rules import RULES
from small import CONTRACT, MAIN, project

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from commands import Accord

SECOND = MAIN.replace('"/api"', '"/internal"')


def test_routes_for_people_and_for_tools(accord: Accord, shop: Path) -> None:
    done = accord("routes", "backend")
    assert done.code == 0
    assert "GET     /api/users/{id}" in done.out
    document = accord("routes", "backend", "--format", "json").document("routes")
    assert [(r["method"], r["path"], r["file"], r["line"]) for r in document["routes"]][:2] == [
        ("GET", "/api/users", "users.py", 6),
        ("GET", "/api/users/{id}", "users.py", 10),
    ]
    assert document["examined"]["files"] == 3


def test_app_chooses_one_application_by_file_or_module(
    accord: Accord, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (shop / "backend/second.py").write_text(SECOND)

    def paths(*arguments: str) -> set[str]:
        document = accord("routes", *arguments, "--format", "json").document("routes")
        return {route["path"].split("/")[1] for route in document["routes"]}

    assert paths("backend") == {"api", "internal"}
    assert paths("backend", "--app", "second.py:app") == {"internal"}
    assert paths("backend", "--app", "backend/second.py:app") == {"internal"}  # as a shell completes it
    assert paths(".", "--app", "backend.second:app") == {"internal"}


def test_what_another_application_mounts_is_not_lost(accord: Accord, shop: Path) -> None:
    (shop / "backend/admin.py").write_text(
        "from fastapi import FastAPI\n\nadmin = FastAPI()\n\n\n@admin.get('/x')\ndef x(): ...\n"
    )
    document = accord("routes", "backend", "--app", "admin.py:admin", "--format", "json").document("routes")
    assert [route["path"] for route in document["routes"]] == ["/x"]
    assert document["unread"] == []


def test_an_application_that_is_not_there_is_told_with_those_that_are(accord: Accord, shop: Path) -> None:
    done = accord("routes", "backend", "--app", "main.py:application")
    assert done.code == 2
    assert 'no application "main.py:application"; found are main.py:app' in done.err


def test_a_tree_without_routes_could_not_be_examined(accord: Accord, shop: Path) -> None:
    done = accord("routes", "docs", "--format", "json")
    assert (done.code, done.document("routes")["routes"]) == (3, [])
    done = accord("calls", "docs", "--format", "json")
    assert (done.code, done.document("calls")["calls"]) == (3, [])


def test_a_contract_as_understood_and_in_other_formats(accord: Accord, shop: Path) -> None:
    assert "DELETE  /api/users/{id}" in accord("contract", "docs/api.md").out
    document = accord("contract", "docs/api.md", "--format", "json").document("contract")
    assert (document["base"], len(document["endpoints"]), document["findings"]) == ("/api", 4, [])
    assert document["endpoints"][0]["file"] == "docs/api.md"
    openapi = json.loads(accord("contract", "docs/api.md", "--format", "openapi").out)
    assert openapi["openapi"].startswith("3.1")
    (shop / "again.json").write_text(json.dumps(openapi))
    markdown = accord("contract", "again.json", "--format", "markdown").out
    (shop / "again.md").write_text(markdown)
    again = accord("contract", "again.md", "--format", "json").document("contract")
    assert [(e["method"], e["path"]) for e in again["endpoints"]] == [
        (e["method"], e["path"]) for e in document["endpoints"]
    ] or sorted((e["method"], e["path"]) for e in again["endpoints"]) == sorted(
        (e["method"], e["path"]) for e in document["endpoints"]
    )


def test_a_contract_elsewhere_is_named_by_its_own_name(
    accord: Accord, shop: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    document = accord("contract", str(shop / "docs/api.md"), "--format", "json").document("contract")
    assert document["endpoints"][0]["file"] == "api.md"


def test_a_contract_without_endpoints_is_not_a_success(accord: Accord, shop: Path) -> None:
    (shop / "docs/api.md").write_text("# To be written\n")
    assert accord("contract", "docs/api.md").code == 3


def test_explain_names_every_place_of_a_path(accord: Accord, shop: Path) -> None:
    done = accord("explain", "GET /api/users/{anything}/")
    assert done.code == 0
    for piece in ("docs/api.md:8", "backend/main.py:6", "backend/users.py:3", "backend/users.py:10", "show_user"):
        assert piece in done.out
    assert "DELETE" not in done.out  # the same path by another method was not asked for


def test_explain_reads_the_given_tree_without_a_configuration(accord: Accord, shop: Path) -> None:
    project(shop, configuration="")
    assert accord("explain", "/api/users").code == 2
    done = accord("explain", "/api/users", "--provider", "backend")
    assert "list_users" in done.out
    assert "create_user" in done.out  # without a method, all methods


def test_explain_says_what_is_nearest_when_nothing_serves_it(accord: Accord, shop: Path) -> None:
    project(shop, contract=CONTRACT.replace("`/users`", "`/user`"))
    assert "backend/users.py:6" in accord("explain", "GET /api/user").out


def test_rules_lists_all_and_explains_one(accord: Accord) -> None:
    listed = accord("rules").out.splitlines()
    assert [line.split()[0] for line in listed] == list(RULES)
    assert RULES["missing-endpoint"].fix in " ".join(accord("rules", "missing-endpoint").out.split())
    assert "did you mean missing-endpoint?" in accord("rules", "missing-endpont").err


def test_routes_of_installed_packages_are_read_when_asked(accord: Accord, tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "main.py").write_text(
        "from fastapi import FastAPI\nfrom shelf import Shelf\napp = FastAPI()\napp.include_router(Shelf(prefix='/books'))\n",
        encoding="utf-8",
    )
    (tmp_path / "site" / "shelf").mkdir(parents=True)
    (tmp_path / "site" / "shelf" / "__init__.py").write_text(
        "from fastapi import APIRouter\nclass Shelf(APIRouter):\n"
        "  def __init__(self, prefix):\n    super().__init__(prefix=prefix)\n    self.add_api_route('/all', print)\n",
        encoding="utf-8",
    )
    folder = str(tmp_path / "app")
    without = accord("routes", folder, "--format", "json").document("routes")
    assert ("/books" in str(without["unread"]), without["routes"]) == (True, [])
    document = accord("routes", folder, "--libraries", str(tmp_path / "site"), "--format", "json").document("routes")
    assert [r["path"] for r in document["routes"]] == ["/books/all"]
