"""Every variant of the example applications through both front doors, as a user would start them: no arguments, in the application's folder."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from accord.rules import RULES
from apps import Variant, lay_out, variants

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[str]]

VARIANTS = variants()
REPORTED = [variant for variant in VARIANTS if not variant.error]
REFUSED = [variant for variant in VARIANTS if variant.error]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Start a module of this interpreter inside a variant laid out in a folder of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in ("PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT", "PYTEST_XDIST_TESTRUNUID"):
        monkeypatch.delenv(name, raising=False)

    def start(variant: Variant, module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        folder = lay_out(tmp_path / "blog", variant.name)
        command = [sys.executable, "-m", module, *arguments]
        return subprocess.run(
            command,
            cwd=folder,
            check=False,
            capture_output=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            timeout=120,
        )

    return start


def by_name(variant: Variant) -> str:
    return variant.name


@pytest.mark.parametrize("variant", REPORTED, ids=by_name)
def test_accord_check_says_exactly_what_is_broken(variant: Variant, run: Run) -> None:
    done = run(variant, "accord", "check", "--format", "json")
    report = json.loads(done.stdout)

    told = [told_of(finding) for finding in report["findings"]]
    assert len(told) == len(variant.findings), told
    for expected in variant.findings:
        assert any(expected.items() <= one.items() for one in told), (expected, told)
    verdicts = Counter(row["components"]["backend"]["verdict"] for row in report["endpoints"])
    assert verdicts == variant.verdicts
    assert done.returncode == variant.exit_code, done.stderr


@pytest.mark.parametrize("variant", REPORTED, ids=by_name)
def test_pytest_fails_for_broken_endpoints_and_names_their_rules(variant: Variant, run: Run) -> None:
    done = run(variant, "pytest", "--accord", "-p", "no:cacheprovider")

    assert done.returncode == variant.pytest_exit_code, done.stdout + done.stderr
    for finding in variant.findings:
        told = RULES[finding["rule"]].severity != "info"  # pytest has no room for what need not be acted on
        assert (finding["rule"] in done.stdout) == told


@pytest.mark.parametrize("variant", REFUSED, ids=by_name)
def test_a_configuration_that_cannot_be_carried_out_is_refused_with_its_fault(variant: Variant, run: Run) -> None:
    done = run(variant, "accord", "check")

    assert done.returncode == variant.exit_code, done.stdout + done.stderr
    assert variant.error in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("variant", REFUSED, ids=by_name)
def test_pytest_takes_a_refused_configuration_for_a_usage_error(variant: Variant, run: Run) -> None:
    done = run(variant, "pytest", "--accord", "-p", "no:cacheprovider")

    assert done.returncode == variant.pytest_exit_code, done.stdout + done.stderr
    assert variant.error in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_every_flaw_a_provider_or_its_contract_can_have_is_shown_by_a_variant() -> None:
    elsewhere = {
        "invalid-contract": "a flaw of OpenAPI documents; the blog's contract is Markdown",
    }
    shown = {finding["rule"] for variant in VARIANTS for finding in variant.findings}
    wanted = {name for name, rule in RULES.items() if rule.about != "consumer"}
    assert wanted - shown == set(elsewhere)


def told_of(finding: dict[str, Any]) -> dict[str, str]:
    """A finding of the JSON report in the words of `expected.toml`."""
    told = {"rule": finding["rule"]}
    if finding["path"]:
        told["operation"] = f"{finding['method']} {finding['path']}"
    for side in ("contract", "code"):
        if finding[side]:
            told[side] = f"{finding[side]['file']}:{finding[side]['line']}"
    return told
