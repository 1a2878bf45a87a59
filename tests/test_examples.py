"""Every variant of the example applications through both front doors, without arguments, in the application's own folder."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import pytest

from accord.cli.group import run
from accord.rules import RULES
from apps import Variant, lay_out, variants

if TYPE_CHECKING:
    from pathlib import Path

VARIANTS = variants()
REPORTED = [variant for variant in VARIANTS if not variant.error]
REFUSED = [variant for variant in VARIANTS if variant.error]


@pytest.fixture
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Variant:
    """The variant a test is about (indirectly parametrised), laid out, its folder the current one."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    variant: Variant = request.param
    monkeypatch.chdir(lay_out(tmp_path / "blog", variant.name))
    return variant


@pytest.fixture
def pytest_accord(
    inside: Variant, tmp_path: Path, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> pytest.RunResult:
    """What `pytest --accord` says in the variant's folder."""
    monkeypatch.chdir(tmp_path / "blog")  # pytester has gone to a folder of its own
    return pytester.runpytest_inprocess("--accord", "-p", "no:cacheprovider", "-p", "no:hypothesispytest")


def by_name(variant: Variant) -> str:
    return variant.name


@pytest.mark.parametrize("inside", REPORTED, ids=by_name, indirect=True)
def test_accord_check_says_exactly_what_is_broken(inside: Variant, capsys: pytest.CaptureFixture[str]) -> None:
    exit_code = run(["check", "--format", "json"])
    report = json.loads(capsys.readouterr().out)

    told = [told_of(finding) for finding in report["findings"]]
    assert len(told) == sum(finding.count for finding in inside.findings), told
    for finding in inside.findings:
        assert sum(finding.said.items() <= one.items() for one in told) == finding.count, (finding, told)
    verdicts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in report["endpoints"]:
        for name, cell in row["components"].items():
            verdicts[name][cell["verdict"]] += 1
    assert verdicts == {name: counts for name, counts in inside.verdicts.items() if counts}
    assert exit_code == inside.exit_code


@pytest.mark.parametrize("inside", REPORTED, ids=by_name, indirect=True)
def test_pytest_fails_for_broken_endpoints_and_names_their_rules(
    inside: Variant, pytest_accord: pytest.RunResult
) -> None:
    assert pytest_accord.ret == inside.pytest_exit_code
    for finding in inside.findings:
        # pytest has no room for what need not be acted on
        severity = finding.said.get("severity", RULES[finding.rule].severity)
        told = severity != "info" and not inside.says("waived")
        assert (finding.rule in pytest_accord.stdout.str()) == told


@pytest.mark.parametrize("inside", REFUSED, ids=by_name, indirect=True)
def test_a_configuration_that_cannot_be_carried_out_is_refused_with_its_fault(
    inside: Variant, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check"]) == inside.exit_code
    said = capsys.readouterr().err
    assert inside.error in said
    assert "Traceback" not in said


@pytest.mark.parametrize("inside", REFUSED, ids=by_name, indirect=True)
def test_pytest_takes_a_refused_configuration_for_a_usage_error(
    inside: Variant, pytest_accord: pytest.RunResult
) -> None:
    assert pytest_accord.ret == inside.pytest_exit_code
    assert inside.error in pytest_accord.stderr.str()
    assert "Traceback" not in pytest_accord.stdout.str() + pytest_accord.stderr.str()


def test_every_flaw_there_can_be_is_shown_by_a_variant() -> None:
    elsewhere = {
        "invalid-contract": "a flaw of OpenAPI documents; the blog's contract is Markdown",
    }
    shown = {finding.rule for variant in VARIANTS for finding in variant.findings}
    assert set(RULES) - shown == set(elsewhere)


def told_of(finding: dict[str, Any]) -> dict[str, str]:
    """A finding of the JSON report in the words of `expected.toml`."""
    told = {"rule": finding["rule"], "severity": finding["severity"]}
    if finding["path"]:
        told["operation"] = f"{finding['method']} {finding['path']}"
    for side in ("contract", "code"):
        if finding[side]:
            told[side] = f"{finding[side]['file']}:{finding[side]['line']}"
    return told
