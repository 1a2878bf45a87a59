"""The pytest door, run as users run it: items, selection, workers, summary, exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from accord import check, config
from accord.model import Call, Examined, Operation, Scan, Where
from accord.paths import PathTemplate
from small import CONFIGURATION, CONTRACT, MAIN, USERS, project, without_delete

if TYPE_CHECKING:
    from pathlib import Path

    from accord.model import Contract

ROWS = [f"docs/api.md::backend::{row}" for row in (
    "GET /api/users", "GET /api/users/{id}", "POST /api/users", "DELETE /api/users/{id}",
)]  # fmt: skip
ITEMS = [*ROWS, "docs/api.md::backend::undocumented", "docs/api.md::accord"]
EXTRA = '\n\n@router.get("/me/avatar")\ndef avatar(): ...\n'
UNKNOWN_PREFIX = MAIN.replace('prefix="/api"', "prefix=remote()").replace(
    "app =", "from elsewhere import remote\n\napp ="
)


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    monkeypatch.setenv("NO_COLOR", "1")
    return Run(pytester)


class Run:
    """pytest in a project's folder."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self.pytester, self.path = pytester, pytester.path

    def __call__(self, *arguments: str) -> pytest.RunResult:
        return self.idle("--accord", *arguments)

    def idle(self, *arguments: str) -> pytest.RunResult:
        # hypothesis takes a second to load, and pytester would load it anew for every run
        return self.pytester.runpytest_inprocess("-p", "no:hypothesispytest", *arguments)

    def apart(self, *arguments: str) -> pytest.RunResult:
        return self.pytester.runpytest_subprocess("--accord", *arguments)

    def collected(self, *arguments: str) -> list[str]:
        result = self("--collect-only", "-q", *arguments)
        return [line for line in result.outlines if "::" in line]


def failed(result: pytest.RunResult) -> list[str]:
    return sorted(
        line.split(" - ")[0].removeprefix("FAILED ") for line in result.outlines if line.startswith("FAILED ")
    )


# -- items -------------------------------------------------------------------------------------------------------------
def test_a_contract_outside_testpaths_is_collected_one_item_per_endpoint(run: Run) -> None:
    project(run.path)
    assert run.collected() == ["tests/test_own.py::test_own", *ITEMS]
    run().assert_outcomes(passed=7)


def test_without_the_flag_nothing_happens(run: Run) -> None:
    project(run.path, users=without_delete())
    result = run.idle("-v")
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*accord:*")
    assert run.idle("docs/api.md").ret == pytest.ExitCode.USAGE_ERROR


def test_a_broken_row_fails_with_the_finding_and_no_traceback(run: Run) -> None:
    project(run.path, users=without_delete())
    result = run()
    result.assert_outcomes(passed=6, failed=1)
    assert failed(result) == ["docs/api.md::backend::DELETE /api/users/{id}"]
    result.stdout.fnmatch_lines(["*docs/api.md:10*missing-endpoint*DELETE /api/users/{id}*"])
    result.stdout.no_fnmatch_line("*items.py*")
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_the_status_item_fails_when_nothing_was_examined_whatever_fail_on_says(run: Run) -> None:
    project(run.path, users="", main="")
    result = run("--accord-fail-on", "none")
    assert "docs/api.md::accord" in failed(result)
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_a_contract_without_rows_is_never_green(run: Run) -> None:
    project(run.path, contract="# Nothing yet\n")
    result = run()
    assert failed(result) == ["docs/api.md::accord"]


def test_a_route_the_contract_does_not_know_warns_and_fails_when_told(run: Run) -> None:
    project(run.path, users=USERS + EXTRA)
    result = run()
    result.assert_outcomes(passed=7)
    result.stdout.fnmatch_lines(["warning*backend/users.py:*undocumented-endpoint*GET /api/users/me/avatar*"])
    for flag in ("--accord-fail-on=warning", "--accord-strict"):
        result = run(flag)
        assert failed(result) == ["docs/api.md::backend::undocumented"]


def test_fail_on_none_passes_what_is_broken_and_says_so(run: Run) -> None:
    project(run.path, users=without_delete())
    result = run("--accord-fail-on", "none")
    result.assert_outcomes(passed=7)
    result.stdout.fnmatch_lines(["*backend*3 kept, 1 broken*"])


def test_undetermined_rows_are_skipped_with_their_reason_and_fail_under_strict(run: Run) -> None:
    project(run.path, main=UNKNOWN_PREFIX)
    result = run("-rs")
    result.assert_outcomes(passed=3, skipped=4)
    result.stdout.fnmatch_lines(["SKIPPED*docs/api.md: GET /api/users: undetermined: *backend/users.py:6*"])
    strict = run("--accord-strict")
    assert set(ROWS) < set(failed(strict))


def test_an_unread_place_fails_the_status_item_under_strict(run: Run) -> None:
    users = USERS + "\n\nimport plugins\n\nfor plugin in plugins.load():\n    router.include_router(plugin)\n"
    project(run.path, users=users)
    assert run().ret == 0
    assert "docs/api.md::accord" in failed(run("--accord-strict"))


def test_a_planned_row_is_skipped_with_that_reason(run: Run) -> None:
    project(run.path, contract=CONTRACT + "| GET | `/reports` | (planned) Reports |\n")
    result = run("-rs")
    result.assert_outcomes(passed=7, skipped=1)
    result.stdout.fnmatch_lines(["SKIPPED*docs/api.md*planned*"])


def test_rows_that_look_the_same_have_an_item_each(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    project(run.path)
    read = check.read_contract

    def doubled(settings: config.Config, file: str) -> Contract:
        contract = read(settings, file)
        return replace(contract, endpoints=(*contract.endpoints, contract.endpoints[0]))

    monkeypatch.setattr(check, "read_contract", doubled)
    assert "docs/api.md::backend::GET /api/users [2]" in run.collected()


# -- selection ---------------------------------------------------------------------------------------------------------
OPENAPI = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "paths": {
        "/api/users": {
            "get": {"operationId": "listUsers", "tags": ["people"], "responses": {"200": {"description": "OK"}}},
            "post": {"operationId": "createUser", "tags": ["people"], "responses": {"200": {"description": "OK"}}},
        }
    },
}


def test_k_selects_by_path_component_tag_and_operation_id(run: Run) -> None:
    project(run.path, configuration=CONFIGURATION.replace("docs/api.md", "docs/api.json"))
    (run.path / "docs/api.json").write_text(json.dumps(OPENAPI))
    assert run.collected("-k", "createUser") == ["docs/api.json::backend::POST /api/users"]
    assert len(run.collected("-k", "people")) == 2
    assert len(run.collected("-k", "backend and post")) == 1
    assert run.collected("-k", "/users and GET") == ["docs/api.json::backend::GET /api/users"]


def test_m_selects_every_item_of_accord(run: Run) -> None:
    project(run.path)
    assert run.collected("-m", "accord") == ITEMS
    assert run.collected("-m", "not accord") == ["tests/test_own.py::test_own"]


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("docs/api.md::backend::GET /api/users/{id}", ["docs/api.md::backend::GET /api/users/{id}"]),
        ("docs/api.md::backend", ITEMS[:-1]),
        ("docs/api.md::accord", ["docs/api.md::accord"]),
        ("docs/api.md", ITEMS),
        ("docs", ITEMS),
        (".", [*ITEMS, "tests/test_own.py::test_own"]),
    ],
)
def test_arguments_select_and_nothing_is_collected_twice(run: Run, argument: str, expected: list[str]) -> None:
    project(run.path)
    assert run.collected(argument) == expected


def test_arguments_are_relative_to_the_folder_of_the_call(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    project(run.path)
    monkeypatch.chdir(run.path / "docs")
    assert run.collected("api.md::accord") == ["docs/api.md::accord"]
    assert run.collected("../tests") == ["tests/test_own.py::test_own", *ITEMS]


def test_what_hides_tests_does_not_hide_the_contract(run: Run) -> None:
    project(run.path)
    (run.path / "conftest.py").write_text("collect_ignore = ['docs']\n")
    assert run.collected("--ignore", "docs/api.md", "--ignore-glob=*.md")[1:] == ITEMS


def test_a_configuration_above_the_root_directory_rules_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    project(run.path)
    (run.path / "backend/pytest.ini").write_text("[pytest]\n")
    (run.path / "backend/test_here.py").write_text("def test_here(): ...\n")
    monkeypatch.chdir(run.path / "backend")
    result = run("-v")
    result.assert_outcomes(passed=7)
    result.stdout.fnmatch_lines(["../docs/api.md::backend::GET /api/users PASSED*"])
    assert run.collected("../docs/api.md::accord") == ["docs/api.md::accord"]  # an argument moves the root directory


def test_lf_runs_what_failed_and_x_stops_at_the_first(run: Run) -> None:
    project(run.path, users=USERS.replace("router.get", "router.put"))
    run("-x").assert_outcomes(passed=1, failed=1)
    before = failed(run())
    assert len(before) == 2
    again = run("--lf")
    assert failed(again) == before
    again.assert_outcomes(failed=2)


# -- clients -----------------------------------------------------------------------------------------------------------
WITH_CLIENT = CONFIGURATION + '\n[tool.accord.consumer.web]\npath = "web"\n'


def calls(monkeypatch: pytest.MonkeyPatch, *asked: tuple[str, str]) -> None:
    """Clients are not read yet: the consumer's scan is made by hand, the provider's is real."""
    scan = check.scan

    def scanned(directory: Path, **given: Any) -> Scan:
        if given["options"].role == "provider":
            return scan(directory, **given)
        made = (
            Call(Operation(method, PathTemplate.parse(path)), Where("web/api.ts", line))
            for line, (method, path) in enumerate(asked, 1)
        )
        return Scan(calls=tuple(made), examined=Examined(files=1, bytes=1))

    monkeypatch.setattr(check, "scan", scanned)


def test_a_client_has_items_of_its_own_and_rows_it_does_not_call_are_skipped(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(run.path, configuration=WITH_CLIENT)
    (run.path / "web").mkdir()
    calls(monkeypatch, ("GET", "/api/users"), ("GET", "/api/user/{id}"), ("POST", "/stock/count"))
    assert run.collected("-k", "web")[-1] == "docs/api.md::web::unknown-calls"
    result = run("-rfs")
    assert failed(result) == ["docs/api.md::web::GET /api/users/{id}", "docs/api.md::web::unknown-calls"]
    result.stdout.fnmatch_lines(["*web/api.ts:3*unknown-call*POST /stock/count*", "SKIPPED*docs/api.md*not called*"])
    result.assert_outcomes(passed=8, failed=2, skipped=2)


def test_a_client_that_must_call_everything_fails_for_what_it_does_not(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(run.path, configuration=WITH_CLIENT + 'calls = "all"\n')
    (run.path / "web").mkdir()
    calls(monkeypatch, ("GET", "/api/users"), ("GET", "/api/users/{id}"), ("POST", "/api/users"))
    result = run()
    assert failed(result) == ["docs/api.md::web::DELETE /api/users/{id}"]
    result.stdout.fnmatch_lines(["*uncalled-endpoint  DELETE /api/users/{id}*"])


def test_what_a_client_calls_otherwise_has_its_own_rules(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    project(run.path, configuration=WITH_CLIENT)
    (run.path / "web").mkdir()
    calls(monkeypatch, ("PUT", "/api/users/{id}"), ("GET", "/api/users/"), ("GET", "{?}/users"))
    result = run()
    assert failed(result) == ["docs/api.md::web::GET /api/users", "docs/api.md::web::GET /api/users/{id}"]
    result.stdout.fnmatch_lines(["*trailing-slash  GET /api/users/*", "*wrong-method-call  PUT /api/users/{id}*"])
    result.stdout.fnmatch_lines(["warning*unresolved-path*{?}/users*"])
    assert failed(run("--accord-strict"))[-1] == "docs/api.md::web::unknown-calls"


class TestWithoutAContract:
    """The providers' own routes are the contract; the items belong to the file that names provider and consumer."""

    CONFIGURED = WITH_CLIENT.replace('contract = "docs/api.md"\n', "")
    ASKED = (("GET", "/api/users"), ("PUT", "/api/users/{id}"), ("POST", "/stock/count"))

    @pytest.fixture
    def two_sided(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
        project(run.path, configuration=self.CONFIGURED)
        (run.path / "web").mkdir()
        (run.path / "web/api.ts").write_text("// read by hand in these tests\n")
        calls(monkeypatch, *self.ASKED)
        return run

    def test_items_belong_to_the_configuration(self, two_sided: Run) -> None:
        items = two_sided.collected("-k", "web")
        assert "pyproject.toml::web::GET /api/users" in items
        assert items[-1] == "pyproject.toml::web::unknown-calls"
        result = two_sided()
        assert failed(result) == ["pyproject.toml::web::GET /api/users/{id}", "pyproject.toml::web::unknown-calls"]
        result.stdout.fnmatch_lines(
            ["accord: what the providers serve (4 endpoints)*", "*unknown-call  POST /stock/count*"]
        )
        result.stdout.fnmatch_lines(["*called, but backend does not serve it*"])
        two_sided("pyproject.toml::web::GET /api/users").assert_outcomes(passed=1)

    def test_with_flags_alone_they_belong_to_a_file_of_the_client(self, two_sided: Run) -> None:
        (two_sided.path / "pyproject.toml").unlink()
        items = two_sided.collected("--accord-provider", "backend", "--accord-consumer", "web")
        assert "web/api.ts::web::GET /api/users" in items

    def test_a_provider_alone_is_refused(self, run: Run) -> None:
        project(run.path, configuration=CONFIGURATION.replace('contract = "docs/api.md"\n', ""))
        result = run()
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        result.stderr.fnmatch_lines(["ERROR: accord: no contract to check against*"])

    def test_workers_collect_the_same(self, two_sided: Run) -> None:
        two_sided.path.joinpath("conftest.py").write_text(
            "from accord import check\nfrom accord.model import *\nfrom accord.paths import PathTemplate\nscan = check.scan\n"
            "def scanned(directory, **given):\n"
            "    if given['options'].role == 'provider':\n        return scan(directory, **given)\n"
            "    call = Call(Operation('GET', PathTemplate.parse('/api/users')), Where('web/api.ts', 1))\n"
            "    return Scan(calls=(call,), examined=Examined(files=1))\n"
            "check.scan = scanned\n"
        )
        two_sided.apart("-n", "2", "-k", "web").assert_outcomes(passed=2, skipped=3)


# -- workers -----------------------------------------------------------------------------------------------------------
def test_under_xdist_the_controller_checks_once_and_workers_collect_the_same(run: Run) -> None:
    project(run.path, users=without_delete())
    counter = run.path / "scans"
    run.path.joinpath("conftest.py").write_text(
        textwrap.dedent(f"""
        from accord import check

        scan = check.scan

        def counted(*given, **options):
            with open({str(counter)!r}, "a") as file:
                file.write("x")
            return scan(*given, **options)

        check.scan = counted
    """)
    )
    own = "def test_own(accord_report, accord_contract):\n    assert len(accord_report.findings) == len(accord_contract.endpoints) - 3\n"
    run.path.joinpath("tests/test_own.py").write_text(own)
    result = run.apart("-n", "2", "-v")
    result.assert_outcomes(passed=6, failed=1)
    assert failed(result) == ["docs/api.md::backend::DELETE /api/users/{id}"]
    result.stdout.fnmatch_lines(["*= accord =*", "docs/api.md  4 endpoints"])
    assert "".join(result.outlines).count("= accord =") == 1
    assert counter.read_text() == "x"


def test_a_usage_error_under_xdist_ends_the_run_before_workers_start(run: Run) -> None:
    project(run.path, configuration=CONFIGURATION + "nonsense = 1\n")
    result = run.apart("-n", "2")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: accord: pyproject.toml:9: unknown key*"])


# -- usage errors ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--accord-contract", "nothing.md"], "contract nothing.md: no such file"),
        (["--accord-provider", "nowhere"], "--provider nowhere: nowhere does not exist"),
        (["--accord-report", "pdf=x"], 'no report style "pdf"'),
        (["--accord-report", "json"], "names no file"),
    ],
)
def test_what_cannot_be_done_is_a_usage_error(run: Run, arguments: list[str], words: str) -> None:
    project(run.path)
    result = run(*arguments)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: accord: *{words}*"])
    result.stderr.no_fnmatch_line("*Traceback*")


@pytest.mark.parametrize(
    ("configuration", "words"),
    [
        (CONFIGURATION + "pth = 1\n", "pyproject.toml:9: unknown key*path*"),
        ("[tool.accord]\ncontract = 'docs/api.md'\n", "no component to check*"),
        ("[tool.accord.provider.backend]\npath = 'backend'\n", "no contract to check against*"),
        ("", "no component to check*"),
    ],
)
def test_a_bad_configuration_is_a_usage_error(run: Run, configuration: str, words: str) -> None:
    project(run.path, configuration=configuration)
    result = run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: accord: {words}"])


def test_a_contract_that_cannot_be_read_is_a_usage_error(run: Run) -> None:
    project(run.path)
    (run.path / "api.json").write_text('{"openapi": "3.1.0",\n "paths": ')
    result = run("--accord-contract", "api.json")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: accord: api.json:2*"])
    result.stderr.no_fnmatch_line("*Traceback*")


def test_help_needs_no_configuration(run: Run) -> None:
    result = run("--help")
    assert result.ret == 0
    result.stdout.fnmatch_lines(["*--accord-provider=[[]NAME=[]]DIR*"])


# -- flags, fixtures, reports ------------------------------------------------------------------------------------------
def test_flags_alone_are_enough(run: Run) -> None:
    project(run.path, configuration="")
    result = run("--accord-contract", "docs/api.md", "--accord-provider", "server=backend", "-v")
    result.assert_outcomes(passed=7)
    result.stdout.fnmatch_lines(["docs/api.md::server::GET /api/users PASSED*"])


def test_the_fixtures_work_without_the_flag(run: Run) -> None:
    project(run.path, users=without_delete())
    (run.path / "tests/test_own.py").write_text(
        "def test_own(accord_contract, accord_report):\n"
        "    assert [str(e.operation) for e in accord_contract.endpoints][0] == 'GET /api/users'\n"
        "    assert accord_report.verdict == 'broken'\n"
    )
    run.idle().assert_outcomes(passed=1)


def test_a_fixture_that_cannot_be_had_names_the_remedy(run: Run) -> None:
    project(run.path, configuration="[tool.pytest.ini_options]\n")
    (run.path / "tests/test_own.py").write_text("def test_own(accord_report): ...\n")
    result = run.idle()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*accord: no component to check; name a provider*"])


def test_a_report_is_written_once_and_named(run: Run) -> None:
    project(run.path)
    result = run("--accord-report", "json=build/accord.json")
    result.stdout.fnmatch_lines(["report json: *accord.json"])
    document = json.loads((run.path / "build/accord.json").read_text())
    assert (document["version"], document["verdict"], len(document["endpoints"])) == (1, "kept", 4)


def test_junit_carries_what_was_compared(run: Run) -> None:
    project(run.path, users=without_delete())
    run("--junitxml=junit.xml")
    cases = {case.get("name"): case for case in ET.parse(run.path / "junit.xml").iter("testcase")}  # noqa: S314 our own file
    kept = {p.get("name"): p.get("value") for p in cases["GET /api/users/{id}"].iter("property")}
    assert kept == {"method": "GET", "path": "/api/users/{id}", "code": "backend/users.py:10"}
    broken = {p.get("name"): p.get("value") for p in cases["DELETE /api/users/{id}"].iter("property")}
    assert (broken["rule"], len(broken["fingerprint"] or "")) == ("missing-endpoint", 12)


# -- what is printed ---------------------------------------------------------------------------------------------------
def test_header_and_section_say_what_was_looked_at(run: Run) -> None:
    project(run.path)
    result = run()
    result.stdout.fnmatch_lines(
        [
            "accord: docs/api.md (4 endpoints); backend (3 files, 4 routes)",
            "*= accord =*",
            "docs/api.md  4 endpoints",
            "  backend  4 kept",
        ]
    )


def test_warnings_of_a_rule_are_counted_after_a_few(run: Run) -> None:
    extra = "".join(f'\n\n@router.get("/extra/{n}")\ndef extra{n}(): ...\n' for n in range(12))
    project(run.path, users=USERS.replace("{id}", "{user_id}").replace("id: int", "user_id: int") + extra)
    result = run()
    assert sum(line.startswith("warning  ") for line in result.outlines) == 10
    result.stdout.fnmatch_lines(["2 more findings of undocumented-endpoint (-v shows them)"])
    result.stdout.no_fnmatch_line("info*")
    verbose = run("-v")
    assert sum(line.startswith("warning  ") for line in verbose.outlines) == 12
    verbose.stdout.fnmatch_lines(["info  *parameter-name*"])


def test_q_leaves_one_line_and_qq_none(run: Run) -> None:
    project(run.path)
    quiet = run("-q")
    quiet.stdout.fnmatch_lines(["accord: kept; backend 4 kept"])
    quiet.stdout.no_fnmatch_line("*= accord =*")
    run("-qq").stdout.no_fnmatch_line("*accord*")


@pytest.mark.parametrize(("environment", "coloured"), [({"FORCE_COLOR": "1"}, True), ({"NO_COLOR": "1"}, False)])
def test_colour_follows_the_environment(
    run: Run, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], coloured: bool
) -> None:
    project(run.path, users=USERS + EXTRA)
    for name in ("NO_COLOR", "FORCE_COLOR", "PY_COLORS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert ("\x1b[33mwarning" in run.apart().stdout.str()) is coloured


# -- cost --------------------------------------------------------------------------------------------------------------
def test_the_idle_plugin_loads_nothing_but_itself(tmp_path: Path) -> None:
    code = "import sys, pytest; before = set(sys.modules); pytest.main(['-q', '-p', 'no:cacheprovider']); print('LOADED', *sorted(sys.modules))"
    (tmp_path / "test_one.py").write_text("def test_one(): ...\n")

    def loaded(*extra: str) -> set[str]:
        without = code.replace("'-q'", ", ".join(["'-q'", *map(repr, extra)]))
        done = subprocess.run(
            [sys.executable, "-c", without], cwd=tmp_path, capture_output=True, encoding="utf-8", check=True
        )
        return set(done.stdout.rpartition("LOADED ")[2].split())

    added = loaded() - loaded("-p", "no:accord")
    assert added == {"accord", "accord.plugin"}
