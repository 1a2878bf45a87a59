"""The pipeline as a whole: Config → Report, on small real trees."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from accord import check, config
from accord.config import Config, Flags, ReportTo
from accord.errors import ContractError, UsageError
from small import CONTRACT, project, without_delete

if TYPE_CHECKING:
    from pathlib import Path


def rules(settings: Config) -> list[str]:
    return [finding.rule for finding in check.check(settings).findings]


def test_a_kept_contract(tmp_path: Path) -> None:
    report = check.check(config.load(project(tmp_path)))
    assert (report.verdict, report.exit_code, report.findings) == ("kept", 0, ())
    (comparison,) = report.comparisons
    places = [str(row.cells["backend"].at) for row in comparison.rows]
    assert places == [f"backend/users.py:{line}" for line in (6, 10, 14, 18)]
    assert report.scans["backend"].examined.files == 3


def test_a_forgotten_endpoint(tmp_path: Path) -> None:
    report = check.check(config.load(project(tmp_path, users=without_delete())))
    assert (report.verdict, report.exit_code) == ("broken", 1)
    (finding,) = report.findings
    assert (finding.rule, str(finding.contract)) == ("missing-endpoint", "docs/api.md:10")


def test_an_endpoint_that_a_line_spells_which_was_never_evaluated_is_undetermined_and_no_other(tmp_path: Path) -> None:
    project(tmp_path)
    (tmp_path / "docs/api.md").write_text("# API\n\n## GET /here\n\n## GET /api/pets/{id}/toys\n\n## GET /dogs\n")
    for file in (tmp_path / "backend").iterdir():
        file.unlink()
    (tmp_path / "backend/app.js").write_text(
        "const app = require('express')()\napp.get('/here', show)\nfunction more(router) {\n"
        "  throw new Error('later')\n  router.get('/pets/:id/toys', list)\n}\n"
    )
    (comparison,) = check.check(config.load(tmp_path)).comparisons
    assert [row.cells["backend"].verdict for row in comparison.rows] == ["kept", "undetermined", "broken"]


def test_an_empty_tree_is_never_green(tmp_path: Path) -> None:
    settings = config.load(project(tmp_path))
    for file in (tmp_path / "backend").iterdir():
        file.unlink()
    report = check.check(replace(settings, fail_on="none"))
    assert (report.verdict, report.exit_code) == ("nothing-examined", 3)


def test_an_empty_contract_says_what_to_write(tmp_path: Path) -> None:
    settings = config.load(project(tmp_path))
    (tmp_path / "docs/api.md").write_text("# Blog\n\nEndpoints will be listed here.\n")
    report = check.check(settings)
    assert (report.verdict, report.exit_code) == ("nothing-examined", 3)
    (finding,) = (one for one in report.findings if one.contract)
    assert (finding.message, str(finding.contract)) == ("no endpoint found", "docs/api.md:1")
    assert finding.fix is not None
    assert "METHOD and path" in finding.fix
    assert "`accord init` writes a template" in finding.fix


def test_components_that_share_a_tree_are_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = config.load(project(tmp_path))
    one = settings.components[0]
    read: list[Any] = []
    scan = check.scan
    monkeypatch.setattr(check, "scan", lambda *given, **options: read.append(given) or scan(*given, **options))
    scans = check.scan_components(replace(settings, components=(one, replace(one, name="again", prefix="/gateway"))))
    assert len(read) == 1
    assert scans["again"] is scans["backend"]


def test_a_component_is_held_to_its_own_contract_only(tmp_path: Path) -> None:
    text = CONTRACT.replace("DELETE", "PATCH")
    (project(tmp_path) / "docs/other.md").write_text(text)
    settings = config.load(tmp_path)
    one = settings.components[0]
    report = check.check(replace(settings, components=(one, replace(one, name="second", contract=("docs/other.md",)))))
    assert [(c.contract.file, list(c.rows[0].cells)) for c in report.comparisons] == [
        ("docs/api.md", ["backend"]),
        ("docs/other.md", ["second"]),
    ]
    assert {finding.component for finding in report.findings} == {"second"}


def test_severities_reach_the_comparison(tmp_path: Path) -> None:
    settings = config.load(project(tmp_path, users=without_delete()))
    assert rules(replace(settings, severities={"missing-endpoint": "off"})) == []
    report = check.check(replace(settings, severities={"missing-endpoint": "warning"}))
    assert [finding.severity for finding in report.findings] == ["warning"]
    assert report.exit_code == 0


def test_places_are_named_relative_to_the_root_from_wherever_it_is_called(tmp_path: Path) -> None:
    project(tmp_path, users=without_delete())
    flags = Flags(contracts=("api.md",), providers=("srv=../backend",))
    settings = config.apply(config.load(tmp_path / "docs"), flags, tmp_path / "docs")
    report = check.check(settings)
    assert report.comparisons[0].contract.file == "docs/api.md"
    assert report.scans["srv"].routes[0].where.file == "backend/users.py"


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (Flags(), "no component to check"),
        (Flags(contracts=("docs/api.md",)), "no component to check"),
        (Flags(providers=("backend",)), "no contract to check against"),
        (Flags(consumers=("backend",)), "no contract to check against"),
        (Flags(contracts=("docs/api.md",), providers=("backend",), reports=("pdf=x",)), 'no report style "pdf"'),
    ],
)
def test_a_run_without_a_question_is_refused(tmp_path: Path, flags: Flags, words: str) -> None:
    project(tmp_path)
    with pytest.raises(UsageError, match=words):
        check.check(config.apply(Config(root=tmp_path.resolve()), flags, tmp_path))


def test_without_a_contract_the_providers_routes_are_the_contract(tmp_path: Path) -> None:
    flags = Flags(providers=("backend",), consumers=("docs",))
    report = check.check(config.apply(Config(root=project(tmp_path).resolve()), flags, tmp_path))
    (comparison,) = report.comparisons
    assert sorted(str(row.endpoint.operation) for row in comparison.rows) == [
        "DELETE /api/users/{id}",
        "GET /api/users",
        "GET /api/users/{id}",
        "POST /api/users",
    ]
    assert report.verdict == "nothing-examined"  # no client was found there


def test_a_contract_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    settings = config.load(project(tmp_path))
    (tmp_path / "api.json").write_text('{"openapi": "3.1.0",\n "paths": ')
    with pytest.raises(ContractError, match=r"api\.json:2"):
        check.check(replace(settings, contracts=("api.json",)))


def test_reports_are_written_where_they_are_wanted(tmp_path: Path) -> None:
    settings = config.load(project(tmp_path))
    wanted = ReportTo("json", tmp_path / "build/deep/accord.json")
    settings = replace(settings, reports=(wanted,))
    assert check.write_reports(check.check(settings), settings) == (wanted.path,)
    assert wanted.path.read_text().startswith("{")
