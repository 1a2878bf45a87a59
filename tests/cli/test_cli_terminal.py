"""Around a check: what a newcomer sees first, shell completion, several contracts and components in one report."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from accord.cli.group import FIRST
from small import CONFIGURATION, project, without_delete

if TYPE_CHECKING:
    from pathlib import Path

    from commands import Accord


def test_help_shows_what_a_newcomer_needs_first(accord: Accord) -> None:
    """Five commands, above all others."""
    lines = accord("--help").out.splitlines()
    first = lines[lines.index("First:") + 1 : lines.index("More:") - 1]
    assert tuple(line.split()[0] for line in first if line[2] != " ") == FIRST
    assert len(FIRST) == 5


@pytest.mark.parametrize(
    ("words", "offered"),
    [(["accord", ""], {"check", "init", "baseline"}), (["accord", "check", "--s"], {"--strict", "--since"})],
)
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_complete_commands_and_options(shell: str, words: list[str], offered: set[str]) -> None:
    environment = {
        **os.environ,
        "_ACCORD_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": " ".join(words),
        "COMP_CWORD": words[-1] if shell == "fish" else str(len(words) - 1),
    }
    command = [sys.executable, "-c", "from accord.cli import main; main()"]
    done = subprocess.run(command, check=False, capture_output=True, encoding="utf-8", env=environment)
    assert offered <= set(done.stdout.replace(",", "\n").replace("\t", "\n").split("\n")), done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_script_is_what_the_page_says(shell: str) -> None:
    if shell == "bash" and not os.path.exists("/bin/bash"):  # noqa: PTH110
        pytest.skip("click asks bash for its version")
    environment = {**os.environ, "_ACCORD_COMPLETE": f"{shell}_source"}
    command = [sys.executable, "-c", "import sys; sys.argv[0] = 'accord'; from accord.cli import main; main()"]
    done = subprocess.run(command, check=False, capture_output=True, encoding="utf-8", env=environment)
    assert "_ACCORD_COMPLETE" in done.stdout


def test_several_contracts_and_components_are_one_report(accord: Accord, shop: Path) -> None:
    """A second server with a contract of its own, beside the first."""
    configuration = (
        CONFIGURATION + '\n[tool.accord.provider.admin]\npath = "admin/backend"\ncontract = "admin/docs/api.md"\n'
    )
    project(shop / "admin", users=without_delete())
    (shop / "admin/pyproject.toml").unlink()
    project(shop, configuration=configuration)
    done = accord(
        "check", "--format", "json", "--report", "html=a.html", "--report", "junit=a.xml", "--report", "sarif=a.sarif"
    )
    assert done.code == 1
    document = done.document("check")
    assert document["summary"]["endpoints"] == 8
    assert {row["contract"]["file"] for row in document["endpoints"]} == {"docs/api.md", "admin/docs/api.md"}
    page = (shop / "a.html").read_text()
    assert "docs/api.md, admin/docs/api.md" in page
    assert (shop / "a.xml").read_text().count("<testsuite ") == 4
    text = accord("check").out
    assert "docs/api.md " in text
    assert "admin/docs/api.md" in text


def test_a_waiver_of_one_contract_leaves_the_other_alone(accord: Accord, shop: Path) -> None:
    test_several_contracts_and_components_are_one_report(accord, shop)
    accord("baseline", "write", "--reason", "x")
    text = (shop / ".accord-baseline.toml").read_text()
    assert text.count("[[waiver]]") == 1
    assert 'contract = "admin/docs/api.md"' in text
    assert accord("check").code == 0
    only = accord("check", "docs/api.md", "--provider", "backend")
    assert only.code == 0, only.out  # the entry speaks of what this run does not look at
