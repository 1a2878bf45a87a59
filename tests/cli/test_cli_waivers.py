"""`accord baseline` and inline ignores through the command line and through pytest: one file, both doors, a ratchet."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from accord import check, config
from accord.model import Finding
from accord.pytest_session import hooks as _hooks  # noqa: F401 loaded for `pytest_accord`
from accord.pytest_session import words
from accord.report import render
from small import CONFIGURATION, CONTRACT, USERS, project, without_delete

if TYPE_CHECKING:
    from pathlib import Path

    from commands import Accord

NAME = ".accord-baseline.toml"
Pytest = Callable[..., pytest.RunResult]


def test_accepted_then_mended_then_pruned(accord: Accord, shop: Path) -> None:
    project(shop, users=without_delete())
    assert accord("check").code == 1
    refused = accord("baseline", "write")
    assert refused.code == 2
    assert "needs a reason" in refused.err
    assert not (shop / NAME).exists()

    done = accord("baseline", "write", "--reason", "removal comes in May")
    assert (done.code, done.out) == (0, f"baseline {NAME}: 1 accepted, 0 taken out, 1 in all\n")
    text = (shop / NAME).read_text()
    assert 'reason = "removal comes in May"' in text
    checked = accord("check")
    assert checked.code == 0
    assert "1 waived" in checked.out
    document = accord("check", "--format", "json").document("check")
    assert document["summary"]["findings"]["waived"] == 1
    assert {row["components"]["backend"]["verdict"] for row in document["endpoints"]} == {"kept", "waived"}

    project(shop)
    stale = accord("check")
    assert stale.code == 1
    assert f"{NAME}:4  stale-waiver" in stale.out
    assert accord("baseline", "prune").out == f"baseline {NAME}: 0 accepted, 1 taken out, 0 in all\n"
    assert accord("check").code == 0


def test_writing_twice_changes_nothing(accord: Accord, shop: Path) -> None:
    project(shop, users=without_delete())
    accord("baseline", "write", "--reason", "x")
    before = (shop / NAME).read_bytes()
    assert accord("baseline", "write", "--reason", "y").code == 0
    assert (shop / NAME).read_bytes() == before


def test_nothing_to_accept_writes_no_file(accord: Accord, shop: Path) -> None:
    assert accord("baseline", "write", "--reason", "x").code == 0
    assert not (shop / NAME).exists()


@pytest.mark.parametrize("named", ["configuration", "flag"])
def test_the_file_can_be_named(accord: Accord, shop: Path, named: str) -> None:
    configured = named == "configuration"
    text = (
        CONFIGURATION.replace("[tool.accord]", '[tool.accord]\nbaseline = "ci/accepted.toml"') if configured else None
    )
    project(shop, users=without_delete(), configuration=text or CONFIGURATION)
    more = () if configured else ("--baseline", "ci/accepted.toml")
    missing = accord("check", *more)
    assert missing.code == 2
    assert "accord baseline write makes it" in missing.err
    assert accord("baseline", "write", *more, "--reason", "x").code == 0
    assert (shop / "ci/accepted.toml").is_file()
    assert accord("check", *more).code == 0


def test_a_broken_file_is_told_with_its_lines(accord: Accord, shop: Path) -> None:
    (shop / NAME).write_text('[[waiver]]\nrule = "missing-endpoint"\nendpoint = "GET /"\n')
    done = accord("check", "--format", "json")
    assert (done.code, done.document("error")["error"]["kind"]) == (2, "config")
    assert f"{NAME}:1: no reason" in done.err


def test_an_ignore_in_the_source_and_one_in_the_contract(accord: Accord, shop: Path) -> None:
    extra = '\n\n# accord: ignore[undocumented-endpoint] for the mobile team\n@router.get("/me/avatar")\ndef avatar(): ...\n'
    row = "| DELETE | `/users/{id}` | Remove a user <!-- accord: ignore[missing-endpoint] in May --> |"
    contract = CONTRACT.replace("| DELETE | `/users/{id}` | Remove a user |", row)
    project(shop, users=without_delete() + extra, contract=contract)
    done = accord("check", "--fail-on", "warning", "--format", "json")
    assert {f["rule"]: f["waiver"] for f in done.document("check")["findings"]} == {
        "missing-endpoint": "in May",
        "undocumented-endpoint": "for the mobile team",
    }
    assert done.code == 0
    project(shop, contract=contract)
    assert "stale-waiver" in accord("check").out


@pytest.fixture
def pytest_accord(shop: Path, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Pytest:
    """The project as pytest sees it. What a run loads is loaded before: pytester forgets what an inner run brought in."""
    render(check.check(config.load(shop)), "json")
    words.finding(Finding("missing-endpoint", "error", "loads the words of a finding"))
    monkeypatch.chdir(shop)  # pytester has gone to a folder of its own
    monkeypatch.setenv("NO_COLOR", "1")
    common = ("--accord", "-p", "no:cacheprovider", "-p", "no:hypothesispytest", "-rxX")
    return lambda *arguments: pytester.runpytest_inprocess(*common, *arguments)


def test_pytest_sees_the_same_waivers(accord: Accord, shop: Path, pytest_accord: Pytest) -> None:
    """Accepted rows are strict expected failures; a stale waiver fails the status item; the flag writes the file."""
    project(shop, users=without_delete())
    assert pytest_accord().ret == 1
    done = pytest_accord("--accord-update-baseline")
    assert done.ret == 0, done.stdout.str()
    assert f"baseline {NAME}: 1 accepted" in done.stdout.str()
    assert "accepted with --accord-update-baseline on" in (shop / NAME).read_text()

    done = pytest_accord()
    assert done.ret == 0
    assert "XFAIL docs/api.md::backend::DELETE /api/users/{id} - missing-endpoint: accepted with" in done.stdout.str()
    assert "1 waived" in done.stdout.str()
    assert accord("check").code == 0

    project(shop)
    done = pytest_accord()
    assert done.ret == 1
    assert "stale-waiver" in done.stdout.str()
    assert "1 failed" in done.stdout.str()
    assert pytest_accord("--accord-update-baseline").ret == 0


def test_every_worker_sees_the_baseline(shop: Path, pytest_accord: Pytest) -> None:
    pytest.importorskip("xdist")
    project(shop, users=without_delete())
    done = pytest_accord("-n", "2", "--accord-update-baseline")
    assert done.ret == 0, done.stdout.str()
    assert (shop / NAME).read_text().count("[[waiver]]") == 1
    assert pytest_accord("-n", "2").ret == 0


def test_listing_items_writes_nothing(shop: Path, pytest_accord: Pytest) -> None:
    project(shop, users=without_delete())
    pytest_accord("--collect-only", "--accord-update-baseline")
    assert not (shop / NAME).exists()


def test_what_an_xfail_hides_is_not_what_it_was_accepted_for(shop: Path, pytest_accord: Pytest) -> None:
    """A row with an accepted finding and another one that counts fails."""
    project(shop, users=USERS.replace('@router.delete("/{id}")', '@router.delete("/{id}/")'))
    assert pytest_accord("--accord-update-baseline").ret == 0
    project(shop, users=without_delete())
    assert pytest_accord().ret == 1


def test_the_junit_report_of_pytest_is_read_back(shop: Path, pytest_accord: Pytest) -> None:
    """A failed row, an accepted one, and the properties of both, by junitparser."""
    junitparser = pytest.importorskip("junitparser", reason="pip install junitparser reads the report back")
    baseline = '[[waiver]]\nrule = "missing-endpoint"\nendpoint = "DELETE /api/users/{}"\nreason = "in May"\n'
    (shop / NAME).write_text(baseline)
    project(shop, users=without_delete().replace("@router.post", "@router.patch"))
    assert pytest_accord("--junitxml", "junit.xml").ret == 1
    report = junitparser.JUnitXml.fromfile(str(shop / "junit.xml"))
    cases = {case.name: case for suite in report for case in suite}
    assert cases["POST /api/users"].is_failure
    assert cases["DELETE /api/users/{id}"].is_skipped
    assert cases["DELETE /api/users/{id}"].result[0].message == "missing-endpoint: in May"
    properties = {p.get("name"): p.get("value") for p in cases["POST /api/users"]._elem.iter("property")}
    assert properties["rule"] == "wrong-method"
    assert properties["code"] == "backend/users.py:14"
