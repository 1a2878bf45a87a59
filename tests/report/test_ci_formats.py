"""SARIF, GitHub, GitLab, JUnit and Markdown: valid by the official schema or read back by a real consumer, escaped, complete."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tarfile
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import jsonschema
import pytest
from everything import HOSTILE, empty, flood, whole
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from accord.compare import compare
from accord.model import Where
from accord.report import render, render_error
from accord.rules import RULES
from making import BACKEND, FRONTEND, called, contract, report, served
from waiting import PATIENCE

if TYPE_CHECKING:
    from accord.model import Report

REPORTS = {"whole": whole(), "empty": empty(), "flood": flood(40), "strict": whole(strict=True, fail_on="warning")}
each_report = pytest.mark.parametrize("made", REPORTS.values(), ids=REPORTS.keys())


@pytest.fixture(scope="module")
def schema(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The schema of SARIF 2.1.0 as @microsoft/jest-sarif ships it; fetched once, kept in pytest's cache if it has one."""
    cache = getattr(request.config, "cache", None)
    folder = cache.mkdir("accord-sarif") if cache else tmp_path_factory.mktemp("accord-sarif")
    if not (packed := next(folder.glob("*.tgz"), None)):
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("npm is not here; the SARIF schema comes from its registry")
        command = [npm, "pack", "--silent", "@microsoft/jest-sarif@1.0.0-beta.0"]
        done = subprocess.run(
            command, cwd=folder, check=False, capture_output=True, encoding="utf-8", timeout=4 * PATIENCE
        )
        packed = next(folder.glob("*.tgz"), None)
        if packed is None:
            pytest.skip(f"@microsoft/jest-sarif cannot be fetched: {done.stderr[-200:]}")
    with tarfile.open(packed) as archive:
        file = archive.extractfile("package/lib/schemas/sarif-2.1.0-rtm.5.json")
        assert file is not None
        return json.load(file)


@pytest.fixture(scope="module")
def junitparser() -> Any:
    return pytest.importorskip("junitparser", reason="pip install junitparser reads the report back")


class TestSarif:
    @each_report
    def test_it_holds_to_the_official_schema(self, made: Report, schema: Any) -> None:
        jsonschema.validators.validator_for(schema)(schema).validate(json.loads(render(made, "sarif")))

    def test_the_schema_would_notice(self, schema: Any) -> None:
        broken = json.loads(render(whole(), "sarif"))
        broken["runs"][0]["results"][0]["level"] = "fatal"
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validators.validator_for(schema)(schema).validate(broken)

    def test_all_rules_are_listed_and_lead_to_their_page(self) -> None:
        (run,) = json.loads(render(empty(), "sarif"))["runs"]
        rules = run["tool"]["driver"]["rules"]
        assert [rule["id"] for rule in rules] == list(RULES)
        assert all(rule["helpUri"].endswith(f"docs/rules.md#{rule['id']}") for rule in rules)
        for result in run["results"]:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]

    def test_a_result_stands_at_the_code_and_names_the_row(self) -> None:
        results = json.loads(render(whole(), "sarif"))["runs"][0]["results"]
        (wrong,) = [r for r in results if r["ruleId"] == "wrong-method"]
        place = wrong["locations"][0]["physicalLocation"]
        assert place["artifactLocation"] == {"uri": "backend/routes.py", "uriBaseId": "%SRCROOT%"}
        assert place["region"] == {"startLine": 2}
        related = wrong["relatedLocations"][0]
        assert related["physicalLocation"]["artifactLocation"]["uri"] == "api.md"
        assert related["physicalLocation"]["region"]["startLine"] == 2
        assert re.fullmatch("[0-9a-f]{12}", wrong["partialFingerprints"]["accordFinding/v1"])

    def test_waived_findings_are_left_out_and_counted(self) -> None:
        run = json.loads(render(whole(), "sarif"))["runs"][0]
        assert not [r for r in run["results"] if "/accepted" in r["message"]["text"] and r["level"] == "error"]
        assert run["properties"] == {"waived": 1}

    def test_uris_are_relative_to_the_repository_and_encoded(self) -> None:
        made = whole()
        uris = {
            place["physicalLocation"]["artifactLocation"]["uri"]
            for result in json.loads(render(made, "sarif", prefix="services/my shop#1"))["runs"][0]["results"]
            for place in (*result["locations"], *result.get("relatedLocations", ()))
        }
        assert all(uri.startswith("services/my%20shop%231/") for uri in uris)
        assert unquote(min(uris)) == "services/my shop#1/api.md"


class TestGitlab:
    @each_report
    def test_every_entry_has_what_gitlab_reads(self, made: Report) -> None:
        """GitLab's parser requires description, fingerprint, severity and location (app/validators/json_schemas/codeclimate.json);
        its documentation names the severities and asks for paths without `./`.
        """
        entries = json.loads(render(made, "gitlab"))
        waived = [f for f in made.findings if f.waiver]
        assert len(entries) == len(made.findings) - len(waived) + bool(waived)
        for entry in entries:
            assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
            assert entry["description"]
            assert entry["severity"] in {"info", "minor", "major", "critical", "blocker"}
            path, line = entry["location"]["path"], entry["location"]["lines"]["begin"]
            assert path
            assert not path.startswith(("/", "./"))
            assert line >= 1

    def test_waived_findings_are_counted_in_one_entry(self) -> None:
        """Counted in every report; one entry that is always the same, so that a merge request does not add it."""
        entry = json.loads(render(whole(), "gitlab"))[-1]
        assert entry["check_name"] == "accord/waived"
        assert entry["severity"] == "info"
        assert entry["description"].startswith(f"{len([f for f in whole().findings if f.waiver])} finding")

    @each_report
    def test_fingerprints_are_unique_because_gitlab_drops_equal_ones(self, made: Report) -> None:
        prints = [entry["fingerprint"] for entry in json.loads(render(made, "gitlab"))]
        assert len(set(prints)) == len(prints)

    def test_paths_are_named_from_the_repository(self) -> None:
        paths = {entry["location"]["path"] for entry in json.loads(render(whole(), "gitlab", prefix="services/shop"))}
        assert all(path.startswith("services/shop/") for path in paths)


# How the runner reads a line (actions/runner, ActionCommand.TryParseV2): `::name key=value,...::data`.
COMMAND = re.compile(r"^::(?P<name>[\w-]+)(?: (?P<properties>[^:]*))?::(?P<data>.*)$")


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """What GitHub's runner takes from an output; `stop-commands` is honoured."""
    found, stopped = [], ""
    for line in text.splitlines():
        match = COMMAND.match(line.strip())
        if stopped:
            stopped = "" if line.strip() == f"::{stopped}::" else stopped
            continue
        if match is None:
            continue
        if match["name"] == "stop-commands":
            stopped = match["data"]
            continue
        properties = dict(pair.split("=", 1) for pair in (match["properties"] or "").split(",") if pair)
        found.append((match["name"], {k: decoded(v) for k, v in properties.items()}, decoded(match["data"])))
    assert not stopped
    return found


def decoded(value: str) -> str:
    for code, mark in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        value = value.replace(code, mark)
    return value


class TestGithub:
    def test_annotations_stand_at_the_line_and_say_the_remedy(self) -> None:
        found = commands(render(whole(), "github"))
        name, properties, data = next(one for one in found if one[1]["title"] == "wrong-method")
        assert (name, properties["file"], properties["line"]) == ("error", "backend/routes.py", "2")
        assert data.splitlines() == [
            "POST /api/users/{id}/avatar: serves PUT there, not POST",
            "contract: api.md:2",
            "nearest: backend/routes.py:2 PUT /api/users/{id}/avatar (other method)",
            "fix: make the handler POST, or correct the row",
        ]

    def test_ten_of_a_level_at_most_errors_first_then_the_rest_is_counted(self) -> None:
        found = commands(render(flood(40), "github"))
        levels = [name for name, _, _ in found]
        assert levels == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 10
        counted = re.fullmatch(r"(\d+) more findings in the log of this step", found[-1][2])
        assert counted
        assert int(counted[1]) + len(found) - 1 == len(flood(40).findings)

    def test_the_log_has_the_whole_report_and_obeys_nothing_in_it(self) -> None:
        hostile = contract("GET /a\n::set-output name=x::y", "GET /b%0A::error::c")
        scans = {"backend": served("GET /z")}
        made = report(compare(hostile, [BACKEND], scans), scans)
        text = render(made, "github")
        assert {name for name, _, _ in commands(text)} <= {"error", "warning", "notice"}
        assert text.count("\n::error") == sum(name == "error" for name, _, _ in commands(text)) - 1
        assert "broken: 2 errors" in text

    def test_waived_findings_are_not_annotated(self) -> None:
        assert not [
            data for _, _, data in commands(render(whole(), "github")) if data.startswith("GET /accepted: served")
        ]

    def test_files_are_named_from_the_repository(self) -> None:
        found = commands(render(whole(), "github", prefix="services/shop"))
        assert {properties["file"].partition("/")[0] for _, properties, _ in found if "file" in properties} == {
            "services"
        }


class TestJunit:
    @each_report
    def test_a_reader_of_others_finds_every_case(self, made: Report, junitparser: Any) -> None:
        suites = junitparser.JUnitXml.fromstring(render(made, "junit").encode())
        cases = [case for suite in suites for case in suite]
        assert suites.tests == len(cases)
        assert suites.failures == sum(case.is_failure for case in cases)
        assert suites.skipped == sum(case.is_skipped for case in cases)
        assert (suites.failures > 0) == (made.exit_code != 0)

    def test_each_verdict_is_told_as_what_it_is(self, junitparser: Any) -> None:
        suites = junitparser.JUnitXml.fromstring(render(whole(), "junit").encode())
        cases = {(case.classname, case.name): case for suite in suites for case in suite}

        def backend(name: str) -> Any:
            return cases["api.md::backend", name]

        assert backend("GET /api/items/{id}").is_passed
        assert backend("POST /api/users/{id}/avatar").is_failure
        assert backend("POST /api/users/{id}/avatar").result[0].type == "wrong-method"
        assert backend("GET /dyn/y").is_skipped
        assert backend("GET /dyn/y").result[0].message.startswith("undetermined: may be served")
        assert backend("GET /accepted").result[0].message == "waived: planned for May"
        properties = {
            p.get("name"): p.get("value") for p in backend("POST /api/users/{id}/avatar")._elem.iter("property")
        }
        assert properties["rule"] == "wrong-method"
        assert properties["code"] == "backend/routes.py:2"
        assert re.fullmatch("[0-9a-f]{12}", properties["fingerprint"])

    def test_undetermined_fails_under_strict(self, junitparser: Any) -> None:
        suites = junitparser.JUnitXml.fromstring(render(whole(strict=True), "junit").encode())
        (case,) = [c for s in suites for c in s if (c.classname, c.name) == ("api.md::backend", "GET /dyn/y")]
        assert case.is_failure

    def test_what_xml_cannot_hold_is_replaced(self) -> None:
        assert "\x07" not in render(whole(), "junit")


class TestMarkdown:
    def test_the_table_survives_every_name(self) -> None:
        """Each line of the matrix is one row of as many cells as there are heads, and no HTML of a path is HTML."""
        html = MarkdownIt("commonmark", {"html": True}).enable("table").render(render(whole(), "markdown"))
        rows = re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)
        assert {len(re.findall(r"<t[hd]\b", row)) for row in rows} == {5}
        assert len(rows) == 1 + 6 + 3
        assert "<script" not in html
        assert HOSTILE.split("<")[0].split(" ")[1] in html

    def test_all_there_is_to_say(self) -> None:
        text = render(whole(), "markdown")
        for words in (
            "❌ API contract: broken",
            "### Error (4)",
            "### Waived (1)",
            "planned for May",
            "### Not understood (1)",
        ):
            assert words in text
        assert "✅ API contract: kept" in render(
            report(compare(contract("GET /a"), [BACKEND], s := {"backend": served("GET /a")}), s), "markdown"
        )

    @pytest.mark.parametrize("limit", [400, 4_000, 40_000])
    def test_it_stays_below_a_limit_and_keeps_the_verdict(self, limit: int) -> None:
        text = render(flood(800), "markdown", limit=limit)
        assert len(text.encode()) <= limit
        assert "API contract: broken" in text
        assert "800 errors" in text

    def test_findings_go_last_when_there_is_no_room(self) -> None:
        assert "and 750 more" in render(flood(800), "markdown", limit=40_000)


class TestErrors:
    """A run that ended with an error leaves a complete document in every format."""

    said = ("config", "a <b> | `c`\n::d", Where("pyproject.toml", 3))

    def test_sarif(self, schema: Any) -> None:
        document = json.loads(render_error("sarif", *self.said))
        jsonschema.validators.validator_for(schema)(schema).validate(document)
        (invocation,) = document["runs"][0]["invocations"]
        assert not invocation["executionSuccessful"]
        assert invocation["toolConfigurationNotifications"][0]["message"]["text"] == self.said[1]

    def test_gitlab(self) -> None:
        (entry,) = json.loads(render_error("gitlab", *self.said))
        assert (entry["severity"], entry["location"]) == ("blocker", {"path": "pyproject.toml", "lines": {"begin": 3}})
        (entry,) = json.loads(render_error("gitlab", "usage", "x", Where("")))
        assert entry["location"]["path"]

    def test_github(self) -> None:
        ((name, properties, data),) = commands(render_error("github", *self.said))
        assert (name, properties["file"], properties["line"], data) == ("error", "pyproject.toml", "3", self.said[1])

    def test_junit(self, junitparser: Any) -> None:
        suites = junitparser.JUnitXml.fromstring(render_error("junit", *self.said).encode())
        (case,) = [case for suite in suites for case in suite]
        assert case.is_error
        assert suites.errors == 1

    @pytest.mark.parametrize("style", ["markdown", "html"])
    def test_pages(self, style: str) -> None:
        text = render_error(style, *self.said)
        assert "not checked" in text
        assert "pyproject.toml:3" in text
        assert "<b>" not in text.replace("\\<", "")


TEXTS = st.sampled_from(["GET /a", "GET /a/", "PUT /b/{id}", "GET {?}/c", "ALL /{p:path}", "WEBSOCKET /ws", "GET /|`"])


@settings(max_examples=30)
@given(st.lists(TEXTS, max_size=5), st.lists(TEXTS, max_size=5), st.lists(TEXTS, max_size=5))
@pytest.mark.parametrize("style", ["github", "gitlab", "html", "junit", "markdown", "sarif", "text"])
def test_any_run_can_be_told_in_any_style(style: str, rows: list[str], routes: list[str], calls: list[str]) -> None:
    """And ends with a line break, and the same report gives the same bytes."""
    scans = {"backend": served(*routes), "frontend": called(*calls)}
    rows = [row for row in rows if "{?}" not in row]
    made = report(compare(contract(*rows), [BACKEND, FRONTEND], scans), scans, BACKEND, FRONTEND)
    text = render(made, style)
    assert text.endswith("\n")
    assert text == render(made, style)
