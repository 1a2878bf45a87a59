"""`accord init`: first steps, and that nothing is overwritten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from accord import config
from accord.outside import shipped
from small import MAIN, USERS, project

if TYPE_CHECKING:
    from pathlib import Path

    from commands import Accord


@pytest.fixture
def fresh(shop: Path) -> Path:
    """A server that has neither contract nor configuration yet."""
    (shop / "docs/api.md").unlink()
    (shop / "pyproject.toml").write_text('[project]\nname = "shop"   # keep me\n')
    return shop


def test_a_draft_from_source_is_kept_at_once(accord: Accord, fresh: Path) -> None:
    done = accord("init", "--from-source", "backend")
    assert done.code == 0
    assert done.out.splitlines() == [
        "wrote docs/API_CONTRACT.md",
        "configured accord in pyproject.toml",
        "next: pytest --accord, or accord check",
    ]
    assert (fresh / "pyproject.toml").read_text().startswith('[project]\nname = "shop"   # keep me\n')
    checked = accord("check", "--format", "json", "--strict").document("check")
    assert (checked["verdict"], len(checked["endpoints"]), checked["findings"]) == ("kept", 4, [])


def test_pytest_is_green_on_the_draft(accord: Accord, pytester: pytest.Pytester) -> None:
    project(pytester.path, configuration="", contract="")
    accord("init", "--from-source", "backend", "--output", "API.md")
    pytester.runpytest_inprocess("--accord").assert_outcomes(passed=7)


def test_the_template_is_written_and_the_next_step_said(accord: Accord, fresh: Path) -> None:
    done = accord("init", "--contract")
    assert done.code == 0
    assert (fresh / "docs/API_CONTRACT.md").read_text() == shipped.template("api_contract_template.md")
    assert "[tool.accord.provider.NAME]" in done.out
    assert config.load(fresh).contracts == ("docs/API_CONTRACT.md",)


def test_nothing_is_overwritten(accord: Accord, fresh: Path) -> None:
    (fresh / "docs/API_CONTRACT.md").write_text("mine")
    before = (fresh / "pyproject.toml").read_bytes()
    for flags in (("--contract",), ("--from-source", "backend")):
        done = accord("init", *flags)
        assert done.code == 2
        assert "docs/API_CONTRACT.md is there already" in done.err
    assert (fresh / "docs/API_CONTRACT.md").read_text() == "mine"
    assert (fresh / "pyproject.toml").read_bytes() == before
    assert accord("init", "--from-source", "backend", "--output", "api.md").code == 0


def test_a_configured_project_is_left_as_it_is(accord: Accord, shop: Path) -> None:
    before = (shop / "pyproject.toml").read_bytes()
    done = accord("init")
    assert done.code == 0
    assert "configures accord already" in done.out
    assert (shop / "pyproject.toml").read_bytes() == before


def test_the_contract_goes_where_the_configuration_expects_it(accord: Accord, shop: Path) -> None:
    (shop / "docs/api.md").unlink()
    assert accord("init", "--from-source", "backend").code == 0
    assert accord("check").code == 0
    assert (shop / "docs/api.md").exists()


def test_without_pyproject_there_is_an_accord_toml(accord: Accord, fresh: Path) -> None:
    (fresh / "pyproject.toml").unlink()
    accord("init", "--from-source", "server=backend")
    assert (fresh / "accord.toml").read_text() == (
        'contract = "docs/API_CONTRACT.md"\n\n[provider.server]\npath = "backend"\n'
    )
    assert accord("check").code == 0


def test_of_several_applications_the_largest_is_drafted_and_named(accord: Accord, fresh: Path) -> None:
    (fresh / "backend/admin.py").write_text(
        "from fastapi import FastAPI\n\nadmin = FastAPI()\n\n\n@admin.get('/stats')\ndef stats(): ...\n"
    )
    done = accord("init", "--from-source", "backend")
    assert "several applications; drafted from backend/main.py:app" in done.out
    assert 'app = "backend/main.py:app"' in (fresh / "pyproject.toml").read_text()
    assert accord("check", "--strict").code == 0


def test_app_chooses_what_is_drafted(accord: Accord, fresh: Path) -> None:
    (fresh / "backend/admin.py").write_text(MAIN.replace('"/api"', '"/admin"'))
    accord("init", "--from-source", "backend", "--app", "admin.py:app")
    assert "`/admin/users`" in (fresh / "docs/API_CONTRACT.md").read_text()
    assert accord("check").code == 0


def test_web_sockets_are_rows_too(accord: Accord, fresh: Path) -> None:
    (fresh / "backend/main.py").write_text(MAIN + "\n\n@app.websocket('/ws')\nasync def live(socket): ...\n")
    assert accord("init", "--from-source", "backend").err == ""
    assert "| WEBSOCKET | `/ws` | Live |" in (fresh / "docs/API_CONTRACT.md").read_text()
    assert accord("check", "--strict").code == 0


def test_a_draft_of_express_is_kept_at_once(accord: Accord, fresh: Path) -> None:
    (fresh / "server").mkdir()
    (fresh / "server/package.json").write_text('{"name": "server", "dependencies": {"express": "^4"}}')
    (fresh / "server/app.js").write_text(
        "const app = require('express')();\napp.all('/any', (request, response) => response.end());\n"
        "app.get('/users/:id', function showUser(request, response) {});\napp.listen(3000);\n"
    )
    assert accord("init", "--from-source", "server").err == ""
    rows = (fresh / "docs/API_CONTRACT.md").read_text().splitlines()[-2:]
    assert [row.split(" | ")[:2] for row in rows] == [["| ALL", "`/any`"], ["| GET", "`/users/{id}`"]]
    assert "&lt;" not in rows[0], "a function without a name describes nothing"
    assert accord("check", "--strict").code == 0


def test_a_second_contract_is_not_silently_left_aside(accord: Accord, fresh: Path) -> None:
    accord("init", "--from-source", "backend")
    done = accord("init", "--from-source", "backend", "--output", "other.md")
    assert done.code == 0
    assert done.out.splitlines()[-1] == (
        "next: accord check other.md, or name it as the contract in pyproject.toml (now: docs/API_CONTRACT.md)"
    )


def test_what_no_row_can_say_is_told(accord: Accord, fresh: Path) -> None:
    unknown = "\n\nimport os\n\n\n@router.get(os.environ['NAME'])\ndef unknown(): ...\n"
    project(fresh, users=USERS + unknown, configuration="", contract="")
    (fresh / "docs/api.md").unlink()
    done = accord("init", "--from-source", "backend")
    assert done.code == 0
    assert "a piece of its path could not be read" in done.err
    assert "backend/users.py:25" in done.err


def test_a_tree_without_routes_gives_no_draft(accord: Accord, fresh: Path) -> None:
    done = accord("init", "--from-source", "docs")
    assert done.code == 3
    assert "no route found" in done.err
    assert not (fresh / "docs/API_CONTRACT.md").exists()


def test_a_file_that_is_no_toml_is_told_and_nothing_written(accord: Accord, fresh: Path) -> None:
    (fresh / "pyproject.toml").write_text("[project\n")
    done = accord("init", "--from-source", "backend")
    assert done.code == 2
    assert "pyproject.toml:1" in done.err
    assert not (fresh / "docs/API_CONTRACT.md").exists()


def test_a_configuration_keeps_its_ends_of_lines(
    accord: Accord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_bytes(b'[project]\r\nname = "x"\r\n')
    assert accord("init").code == 0
    written = (tmp_path / "pyproject.toml").read_bytes()
    assert written.startswith(b'[project]\r\nname = "x"\r\n')
    assert b"[tool.accord]" in written
    assert written.count(b"\n") == written.count(b"\r\n")
