"""Every report format from the command line: on stdout, in files, from the environment, and named from the repository."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from accord.report import styles
from small import project, without_delete

if TYPE_CHECKING:
    from pathlib import Path

    from commands import Accord

STYLES = ("text", "json", "sarif", "github", "gitlab", "junit", "markdown", "html")


def test_the_help_names_every_format(accord: Accord) -> None:
    assert set(styles()) == set(STYLES)
    assert ", ".join(STYLES) in " ".join(accord("check", "--help").out.split())


@pytest.mark.parametrize("style", STYLES)
def test_a_format_is_complete_whatever_the_exit_code(accord: Accord, shop: Path, style: str) -> None:
    assert accord("check", "--format", style).code == 0
    project(shop, users=without_delete())
    done = accord("check", "--format", style)
    assert done.code == 1
    assert "missing-endpoint" in done.out
    assert done.err == ""
    parse(style, done.out)
    failed = accord("check", "nowhere.md", "--format", style)
    assert failed.code == 2
    assert "nowhere.md" in failed.err
    if style != "text":
        parse(style, failed.out)
        assert "nowhere.md" in failed.out.replace("\\", "")


def parse(style: str, text: str) -> None:
    if style in ("json", "sarif", "gitlab"):
        assert json.loads(text)
    elif style == "junit":
        assert ET.fromstring(text).tag == "testsuites"  # noqa: S314 written by this very test
    elif style == "html":
        assert text.rstrip().endswith("</html>")


def test_several_reports_of_one_run(accord: Accord, shop: Path) -> None:
    project(shop, users=without_delete())
    wanted = [option for style in STYLES for option in ("--report", f"{style}=out/accord.{style}")]
    assert accord("check", *wanted).code == 1
    for style in STYLES:
        text = (shop / f"out/accord.{style}").read_text(encoding="utf-8")
        parse(style, text)
        assert "missing-endpoint" in text


def test_paths_are_named_from_the_repository_where_tools_want_them_so(accord: Accord, shop: Path) -> None:
    """A project in a folder of a larger repository: code scanning and merge requests know nothing of its root."""
    folder = project(shop / "services/shop", users=without_delete())
    (shop / ".git").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert "docs/api.md:10  missing-endpoint" in accord("check").out
        assert (
            json.loads(accord("check", "--format", "gitlab").out)[0]["location"]["path"] == "services/shop/docs/api.md"
        )
        result = json.loads(accord("check", "--format", "sarif").out)["runs"][0]["results"][0]
        place = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert place["uri"] == "services/shop/docs/api.md"
        assert "::error file=services/shop/docs/api.md,line=10," in accord("check", "--format", "github").out


def test_github_gets_a_step_summary(accord: Accord, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Appended: other commands of the step may have written there."""
    project(shop, users=without_delete())
    summary = shop / "summary.md"
    summary.write_text("# before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    accord("check", "--format", "github")
    text = summary.read_text()
    assert text.startswith("# before\n## ❌ API contract: broken")
    assert "| ✗ | `DELETE /api/users/{id}` | `docs/api.md:10` | ✗ |" in text
    before = summary.read_bytes()
    accord("check", "--format", "text")
    assert summary.read_bytes() == before


class TestEnvironment:
    """Every option of `accord check` can come from the environment: that is how CI systems hand values on."""

    def test_values_are_those_of_the_options(self, accord: Accord, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        project(shop, users=without_delete(), configuration="")
        monkeypatch.setenv("ACCORD_CHECK_CONTRACT", "docs/api.md")
        monkeypatch.setenv("ACCORD_CHECK_PROVIDER", "server=backend\n\n")
        monkeypatch.setenv("ACCORD_CHECK_REPORT", "json=out/a b.json\nsarif=out/c.sarif\n")
        monkeypatch.setenv("ACCORD_CHECK_FORMAT", "json")
        monkeypatch.setenv("ACCORD_CHECK_FAIL_ON", "none")
        done = accord("check")
        assert done.code == 0
        assert list(done.document("check")["examined"]) == ["server"]
        assert (shop / "out/a b.json").is_file()
        assert (shop / "out/c.sarif").is_file()

    @pytest.mark.usefixtures("shop")
    def test_an_empty_value_is_none(self, accord: Accord, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("CONTRACT", "PROVIDER", "CONSUMER", "FORMAT", "FAIL_ON", "STRICT", "REPORT", "BASELINE"):
            monkeypatch.setenv(f"ACCORD_CHECK_{name}", "")
        assert accord("check").code == 0

    @pytest.mark.usefixtures("shop")
    def test_a_flag_is_true_or_false(self, accord: Accord, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ACCORD_CHECK_QUIET", "true")
        assert accord("check").out.count("\n") == 2
        monkeypatch.setenv("ACCORD_CHECK_STRICT", "maybe")
        assert accord("check").code == 2

    @pytest.mark.usefixtures("shop")
    def test_what_is_typed_wins(self, accord: Accord, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ACCORD_CHECK_FORMAT", "json")
        assert accord("check", "--format", "text").out.startswith("backend")
