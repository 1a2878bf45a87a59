"""`accord check`: exit codes, documents, options."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from small import CONFIGURATION, USERS, project, without_delete

if TYPE_CHECKING:
    from pathlib import Path

    from commands import Accord

EXTRA = '\n\n@router.get("/me/avatar")\ndef avatar(): ...\n'
OPTIONS = ("docs/api.md", "--provider", "backend")


@pytest.mark.parametrize(
    ("users", "arguments", "code"),
    [
        (USERS, (), 0),
        (without_delete(), (), 1),
        (without_delete(), ("--fail-on", "none"), 0),
        (USERS + EXTRA, (), 0),
        (USERS + EXTRA, ("--fail-on", "warning"), 1),
        (USERS + EXTRA, ("--strict",), 1),
        (USERS + EXTRA, ("--strict", "--fail-on", "error"), 0),
        ("", ("--fail-on", "none"), 3),
    ],
)
def test_exit_codes_and_a_complete_document_whatever_they_are(
    accord: Accord, shop: Path, users: str, arguments: tuple[str, ...], code: int
) -> None:
    project(shop, users=users)
    done = accord("check", "--format", "json", *arguments)
    assert done.code == code
    document = done.document("check")
    assert (document["summary"]["exit_code"], len(document["endpoints"])) == (code, 4)
    assert done.err == ""


@pytest.mark.parametrize(
    ("arguments", "kind", "place"),
    [
        (("nothing.md",), "usage", {}),
        (("broken.json", "--provider", "backend"), "contract", {"file": "broken.json", "line": 2}),
        (("docs/api.md", "--provider", "nowhere"), "usage", {}),
        (("--fail-on", "everything"), "usage", {}),
    ],
)
def test_an_error_is_a_document_too(
    accord: Accord, shop: Path, arguments: tuple[str, ...], kind: str, place: dict[str, object]
) -> None:
    (shop / "broken.json").write_text('{"openapi": "3.1.0",\n "paths": ')
    done = accord("check", *arguments, "--format", "json")
    assert done.code == 2
    error = done.document("error")["error"]
    assert error["kind"] == kind
    assert {name: error[name] for name in place} == place
    assert error["message"] in done.err


def test_a_bad_configuration_is_told_with_its_line(accord: Accord, shop: Path) -> None:
    project(shop, configuration=CONFIGURATION + 'endpints = "*"\n')
    done = accord("check", "--format", "json")
    assert (done.code, done.document("error")["error"]["kind"]) == (2, "config")
    assert done.err == 'accord: pyproject.toml:9: unknown key "endpints"; did you mean "endpoints"?\n'


def test_everything_on_the_command_line_needs_no_configuration(accord: Accord, shop: Path) -> None:
    project(shop, configuration="")
    assert accord("check", *OPTIONS).code == 0
    done = accord("check", "docs/api.md", "--provider", "server=backend", "--format", "json")
    assert list(done.document("check")["examined"]) == ["server"]


def test_from_a_folder_below_places_stay_relative_to_the_root(
    accord: Accord, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(shop, users=without_delete())
    monkeypatch.chdir(shop / "docs")
    done = accord("check", "api.md", "--format", "json")
    (finding,) = done.document("check")["findings"]
    assert finding["contract"] == {"file": "docs/api.md", "line": 10}


def test_text_is_plain_in_a_pipe_and_coloured_on_demand(
    accord: Accord, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "\x1b[" not in accord("check").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[32m4 kept" in accord("check").out


def test_quiet_counts_and_verbose_tells_all(accord: Accord, shop: Path) -> None:
    project(shop, users=without_delete())
    assert "missing-endpoint" in accord("check").out
    assert "missing-endpoint" not in accord("check", "-q").out
    project(shop, users=USERS.replace("{id}", "{user_id}"))
    assert "parameter-name" not in accord("check").out
    assert "parameter-name" in accord("check", "-v").out


def test_reports_are_written_beside_what_is_printed(accord: Accord, shop: Path) -> None:
    done = accord("check", "--report", "json=out/accord.json", "--report", "text=out/accord.txt")
    assert done.code == 0
    assert json.loads((shop / "out/accord.json").read_text())["verdict"] == "kept"
    assert "4 kept" in (shop / "out/accord.txt").read_text()


def test_an_unknown_report_style_is_refused_before_anything_is_written(accord: Accord, shop: Path) -> None:
    done = accord("check", "--report", "json=a.json", "--report", "pdf=b")
    assert done.code == 2
    assert not (shop / "a.json").exists()


def test_a_named_application_is_the_one_that_counts(accord: Accord, shop: Path) -> None:
    (shop / "backend/admin.py").write_text(
        "from fastapi import FastAPI\n\nadmin = FastAPI()\n\n\n@admin.get('/x')\ndef x(): ...\n"
    )
    assert accord("check").code == 0
    project(shop, configuration=CONFIGURATION + 'app = "backend/admin.py:admin"\n')
    assert accord("check").code == 1
