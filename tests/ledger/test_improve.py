"""A suggestion is made once and answered once; applying changes configuration and skill together."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import tomlkit

from accord import config as configuration
from accord.errors import AccordError, OutsideError, UsageError
from accord.ledger import improve, log, settings, skill, skills
from accord.ledger.entry import Entry
from accord.ledger.signals import Kind
from accord.outside import files

if TYPE_CHECKING:
    from pathlib import Path

    from accord.config import Config


def _config(root: Path) -> Config:
    return configuration.load(root)


def _log(root: Path, *rows: dict[str, Any]) -> None:
    for number, row in enumerate(rows):
        log.record(root, Entry(**{"task": f"task {number}", "delegated": True, "success": True, **row}))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a configuration and both skills."""
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"  # mine\n\n[tool.accord]\nfail_on = "error"\n')
    skills.install(_config(tmp_path))
    return tmp_path


LOW = {"savings": 0.1}


def test_nothing_to_say_leaves_no_trace(tmp_path: Path) -> None:
    assert improve.note(_config(tmp_path)) is None
    assert improve.apply(_config(tmp_path)) is None
    assert improve.reject(_config(tmp_path)) is None
    assert list(tmp_path.iterdir()) == []
    _log(tmp_path, {}, {}, {})
    before = sorted(path.name for path in (tmp_path / ".accord").iterdir())
    assert improve.note(_config(tmp_path)) is None
    assert sorted(path.name for path in (tmp_path / ".accord").iterdir()) == before


def test_the_note_has_three_lines(project: Path) -> None:
    _log(project, LOW, LOW, LOW)
    found = improve.note(_config(project))
    assert found is not None
    assert improve.text(found).splitlines() == [
        "💡 Skill note: the last 3 measured delegations saved 10%, the target is 20%.",
        "Suggested improvement: Delegate from 150 expected lines on (100 → 150).",
        "Apply? [Y/n] (accord signals --apply | --reject)",
    ]


def test_without_an_answer_by_the_next_run_it_is_dropped_for_good(project: Path) -> None:
    _log(project, LOW, LOW, LOW)
    assert improve.note(_config(project)) is not None
    assert improve.note(_config(project)) is None
    _log(project, LOW, LOW, LOW)
    assert improve.note(_config(project)) is None


def test_what_was_refused_is_not_said_again_and_the_next_one_is(project: Path) -> None:
    _log(project, *[{**LOW, "framework": "vue"}] * 3)
    assert improve.note(_config(project)).kind is Kind.NEW_HEURISTIC
    improve.reject(_config(project))
    assert improve.note(_config(project)).kind is Kind.THRESHOLD
    improve.reject(_config(project))
    assert improve.note(_config(project)) is None
    assert not (project / ".claude/skills/orchestrate/improvement_history.md").exists()


def test_a_refusal_outlives_the_installation_of_the_skill(tmp_path: Path) -> None:
    _log(tmp_path, LOW, LOW, LOW)
    improve.note(_config(tmp_path))
    improve.reject(_config(tmp_path))
    skills.install(_config(tmp_path))
    assert improve.note(_config(tmp_path)) is None


APPLIED: list[tuple[str, list[dict[str, Any]], dict[str, Any], str]] = [
    ("threshold", [LOW] * 3, {"min_lines": 150}, "- More than 150 lines of code are expected."),
    ("framework", [{"framework": "Vue"}] * 2, {"frameworks": ["Vue"]}, "- Known ground too (framework): Vue\n"),
    ("scenario", [{"scenario": "imports"}] * 2, {"scenarios": ["imports"]}, "- Known ground too (scenario): imports\n"),
    (
        "exclusion",
        [{"success": False, "scenario": "auth"}] * 2,
        {"exceptions": ["auth"]},
        "- Exception: auth — needs deep context\n",
    ),
]


@pytest.mark.parametrize(("rows", "table", "line"), [row[1:] for row in APPLIED], ids=[row[0] for row in APPLIED])
def test_configuration_skill_and_history_change_together(
    rows: list[dict[str, Any]], table: dict[str, Any], line: str, project: Path
) -> None:
    if "scenario" in rows[0] and "exceptions" in table:
        with (project / "pyproject.toml").open("a") as file:
            file.write('\n[tool.accord.heuristics]\nscenarios = ["auth"]\n')
        table = {"scenarios": ["auth"], **table}
    _log(project, *rows)
    shown = improve.note(_config(project))
    before = (project / skill.FILE).read_text("utf-8")
    applied = improve.apply(_config(project))
    assert applied is not None
    assert applied[0] == shown
    assert [change.file for change in applied[1]] == [
        "pyproject.toml",
        skill.FILE,
        ".claude/skills/orchestrate/improvement_history.md",
    ]
    text = (project / "pyproject.toml").read_text()
    assert tomlkit.parse(text)["tool"]["accord"]["heuristics"] == table
    assert text.startswith('[project]\nname = "x"  # mine\n\n[tool.accord]\nfail_on = "error"\n')
    after = (project / skill.FILE).read_text("utf-8")
    assert line not in before
    assert line in after
    changed = set(after.splitlines()) - set(before.splitlines())
    assert len(changed) == 1, "nothing but the marked line"
    history = (project / applied[1][-1].file).read_text("utf-8")
    assert shown.observed in history
    assert shown.suggested in history
    assert improve.note(_config(project)) is None
    installed = {one.file: one.action for one in skills.install(_config(project))}
    if "exceptions" not in table:
        assert installed[skill.FILE] == "unchanged", "installing again knows what was learned"


def test_the_new_threshold_counts_from_when_it_was_raised(project: Path) -> None:
    _log(project, LOW, LOW, LOW)
    improve.note(_config(project))
    improve.apply(_config(project))
    assert settings.heuristics(_config(project)).min_lines == 150
    _log(project, LOW, LOW)
    assert improve.note(_config(project)) is None
    _log(project, LOW)
    assert improve.note(_config(project)).subject == "200"
    improve.apply(_config(project))
    assert "More than 200 lines" in (project / skill.FILE).read_text("utf-8")
    assert (project / ".claude/skills/orchestrate/improvement_history.md").read_text("utf-8").count("## ") == 2


def test_without_a_configuration_one_is_made_and_without_a_skill_only_that(tmp_path: Path) -> None:
    _log(tmp_path, LOW, LOW, LOW)
    applied = improve.apply(_config(tmp_path))
    assert [change.file for change in applied[1]] == ["accord.toml", ".accord/improvement_history.md"]
    assert tomlkit.parse((tmp_path / "accord.toml").read_text()) == {"heuristics": {"min_lines": 150}}


def test_line_ends_of_windows_stay(project: Path) -> None:
    for name in ("pyproject.toml", skill.FILE):
        (project / name).write_bytes((project / name).read_bytes().replace(b"\n", b"\r\n"))
    _log(project, LOW, LOW, LOW)
    improve.apply(_config(project))
    assert (
        b"More than 150 lines of code are expected. <!-- accord:min_lines -->\r\n"
        in (project / skill.FILE).read_bytes()
    )
    assert b"[tool.accord]\r\n" in (project / "pyproject.toml").read_bytes()
    assert settings.heuristics(_config(project)).min_lines == 150


def test_a_skill_whose_marked_line_is_gone_stops_everything(project: Path) -> None:
    document = project / skill.FILE
    document.write_text(document.read_text("utf-8").replace("accord:min_lines", "accord:other"), "utf-8")
    _log(project, LOW, LOW, LOW)
    improve.note(_config(project))
    before = (project / "pyproject.toml").read_text()
    with pytest.raises(UsageError, match="nothing was changed"):
        improve.apply(_config(project))
    assert (project / "pyproject.toml").read_text() == before
    document.write_text(document.read_text("utf-8").replace("accord:other", "accord:min_lines"), "utf-8")
    assert improve.apply(_config(project)) is not None, "the suggestion was still open"


def test_a_skill_that_cannot_be_written_takes_the_configuration_back(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _log(project, LOW, LOW, LOW)
    before = (project / "pyproject.toml").read_text()
    write = files.write

    def refuse(path: Path, text: str) -> None:
        if path.name == "SKILL.md":
            raise OutsideError("no room")
        write(path, text)

    monkeypatch.setattr(files, "write", refuse)
    with pytest.raises(OutsideError):
        improve.apply(_config(project))
    assert (project / "pyproject.toml").read_text() == before


def test_a_validator_gap_becomes_a_case_to_hand_in(project: Path) -> None:
    (project / "API.md").write_text("# API\n\n| Method | Path |\n|---|---|\n| GET | /posts |\n| GET | /posts/{id} |\n")
    with (project / "pyproject.toml").open("a") as file:
        file.write('contract = "API.md"\n')
    (project / "home.patch").write_text(
        "diff --git a/app/main.py b/app/main.py\nnew file mode 100644\n--- /dev/null\n+++ b/app/main.py\n"
        "@@ -0,0 +1,2 @@\n+app = FastAPI()\n+app.include_router(posts)\n"
    )
    red = {"success": False, "validation": "1/2", "retries": 2, "task": "Blog backend", "patch": "home.patch"}
    _log(project, {}, red, {})
    assert improve.note(_config(project)).kind is Kind.VALIDATOR
    _, changes = improve.apply(_config(project))
    assert [change.file for change in changes] == [
        ".claude/skills/orchestrate/cases/blog-backend.md",
        ".claude/skills/orchestrate/improvement_history.md",
    ]
    case = (project / changes[0].file).read_text("utf-8")
    assert case.startswith("## Blog backend\n")
    assert "```python app/main.py\napp = FastAPI()\napp.include_router(posts)\n```" in case
    assert case.endswith("```expected\nGET /posts\nGET /posts/{id}\n```\n")


def test_a_state_that_cannot_be_read_says_what_to_do(project: Path) -> None:
    (project / ".claude/skills/orchestrate/signals.json").write_text("{")
    with pytest.raises(UsageError, match="delete it"):
        improve.note(_config(project))


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ("[tool.accord.signals]\nfailure = 3\n", 'did you mean "failures"'),
        ("[tool.accord.signals]\nsavings = 20\n", "a fraction from 0 to 1"),
        ("[tool.accord.signals]\nfailures = 0\n", "a whole number from 1 on"),
        ("[tool.accord.heuristics]\nmin_lines = true\n", "a whole number from 1 on"),
        ('[tool.accord.heuristics]\nframeworks = "vue"\n', "a list of names"),
    ],
)
def test_a_wrong_setting_is_named(table: str, problem: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(table)
    with pytest.raises(AccordError, match=problem):
        improve.note(_config(tmp_path))


def test_configured_thresholds_are_used(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.accord.signals]\nsavings = 0.05\n")
    _log(tmp_path, LOW, LOW, LOW)
    assert improve.note(_config(tmp_path)) is None


def _accord(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "accord", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_command_is_silent_without_log_and_configuration(tmp_path: Path) -> None:
    for arguments in (["signals"], ["signals", "--apply"], ["signals", "--reject"]):
        done = _accord(tmp_path, *arguments)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []


def test_the_command_from_note_to_applied(tmp_path: Path) -> None:
    for _ in range(3):
        added = _accord(
            tmp_path, "log", "add", "--task", "t", "--delegated", "--success",
            "--claude-output-tokens", "90", "--baseline", "100",
        )  # fmt: skip
        assert (added.returncode, added.stdout, added.stderr) == (0, "", "")
    noted = _accord(tmp_path, "signals")
    assert noted.returncode == 0
    assert len(noted.stdout.splitlines()) == 3
    applied = _accord(tmp_path, "signals", "--apply")
    assert applied.returncode == 0
    assert "accord.toml" in applied.stdout
    assert _accord(tmp_path, "signals").stdout == ""
    assert json.loads(_accord(tmp_path, "log", "--summary", "--format", "json").stdout)["mean_savings"] == 0.1
