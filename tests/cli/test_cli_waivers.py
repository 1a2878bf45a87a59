"""`accord baseline` and inline ignores through the command line and through pytest: one file, both doors, a ratchet."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from small import CONFIGURATION, CONTRACT, USERS, project, without_delete

if TYPE_CHECKING:
    from pathlib import Path

    from commands import Accord

NAME = ".accord-baseline.toml"


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


def pytest_accord(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "--accord", "-p", "no:cacheprovider", "-rxX", *arguments]
    return subprocess.run(command, cwd=folder, check=False, capture_output=True, encoding="utf-8")


def test_pytest_sees_the_same_waivers(accord: Accord, shop: Path) -> None:
    """Accepted rows are strict expected failures; a stale waiver fails the status item; the flag writes the file."""
    project(shop, users=without_delete())
    assert pytest_accord(shop).returncode == 1
    done = pytest_accord(shop, "--accord-update-baseline")
    assert done.returncode == 0, done.stdout
    assert f"baseline {NAME}: 1 accepted" in done.stdout
    assert "accepted with --accord-update-baseline on" in (shop / NAME).read_text()

    done = pytest_accord(shop)
    assert done.returncode == 0
    assert "XFAIL docs/api.md::backend::DELETE /api/users/{id} - missing-endpoint: accepted with" in done.stdout
    assert "1 waived" in done.stdout
    assert accord("check").code == 0

    project(shop)
    done = pytest_accord(shop)
    assert done.returncode == 1
    assert "stale-waiver" in done.stdout
    assert "1 failed" in done.stdout
    assert pytest_accord(shop, "--accord-update-baseline").returncode == 0


def test_every_worker_sees_the_baseline(shop: Path) -> None:
    pytest.importorskip("xdist")
    project(shop, users=without_delete())
    done = pytest_accord(shop, "-n", "2", "--accord-update-baseline")
    assert done.returncode == 0, done.stdout
    assert (shop / NAME).read_text().count("[[waiver]]") == 1
    assert pytest_accord(shop, "-n", "2").returncode == 0


def test_listing_items_writes_nothing(shop: Path) -> None:
    project(shop, users=without_delete())
    pytest_accord(shop, "--collect-only", "--accord-update-baseline")
    assert not (shop / NAME).exists()


def test_what_an_xfail_hides_is_not_what_it_was_accepted_for(shop: Path) -> None:
    """A row with an accepted finding and another one that counts fails."""
    project(shop, users=USERS.replace('@router.delete("/{id}")', '@router.delete("/{id}/")'))
    assert pytest_accord(shop, "--accord-update-baseline").returncode == 0
    project(shop, users=without_delete())
    assert pytest_accord(shop).returncode == 1


def test_the_junit_report_of_pytest_is_read_back(shop: Path) -> None:
    """A failed row, an accepted one, and the properties of both, by junitparser."""
    junitparser = pytest.importorskip("junitparser", reason="pip install junitparser reads the report back")
    baseline = '[[waiver]]\nrule = "missing-endpoint"\nendpoint = "DELETE /api/users/{}"\nreason = "in May"\n'
    (shop / NAME).write_text(baseline)
    project(shop, users=without_delete().replace("@router.post", "@router.patch"))
    assert pytest_accord(shop, "--junitxml", "junit.xml").returncode == 1
    report = junitparser.JUnitXml.fromfile(str(shop / "junit.xml"))
    cases = {case.name: case for suite in report for case in suite}
    assert cases["POST /api/users"].is_failure
    assert cases["DELETE /api/users/{id}"].is_skipped
    assert cases["DELETE /api/users/{id}"].result[0].message == "missing-endpoint: in May"
    properties = {p.get("name"): p.get("value") for p in cases["POST /api/users"]._elem.iter("property")}
    assert properties["rule"] == "wrong-method"
    assert properties["code"] == "backend/users.py:14"
