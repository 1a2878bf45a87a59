"""The action and the example workflows: valid by their schemas, without what zizmor warns of, and run as a runner would."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from accord.cli.check import check
from generated import NOT_FOR_CI
from small import CONFIGURATION, project, without_delete
from tools import tool

ROOT = Path(__file__).resolve().parent.parent
CI = ROOT / "templates/ci"
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
WORKFLOWS = sorted(CI.glob("github*.yml"))
EXTRA = {"directory"}  # where to work: a command is run in a folder, an action has to be told


def test_the_inputs_are_the_options_of_accord_check() -> None:
    options = {max(option.opts, key=len).lstrip("-") for option in check.params} - set(NOT_FOR_CI)
    assert set(ACTION["inputs"]) == options | EXTRA
    handed_on = {
        re.fullmatch(r"\$\{\{ inputs\.([\w-]+) \}\}", value)[1]  # type: ignore[index]
        for step in ACTION["runs"]["steps"]
        for value in [*step.get("env", {}).values(), *filter(None, [step.get("working-directory")])]
    }
    assert handed_on == set(ACTION["inputs"])


def test_nothing_of_delegation_can_be_asked_of_the_action() -> None:
    assert not [name for name in ACTION["inputs"] if "delegate" in name or "agent" in name]


def test_the_steps_pipe_nothing_and_take_no_text_of_inputs_into_the_shell() -> None:
    """A pipe hides an exit code; an expression inside `run` is a way in for whoever names a branch."""
    for step in ACTION["runs"]["steps"]:
        assert "|" not in step["run"]
        assert "${{" not in step["run"]
        assert "continue-on-error" not in step


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_holds_to_the_schema(path: Path) -> None:
    validate("vendor.github-workflows", path)
    validate("custom.github-workflows-require-timeout", path)


def test_the_action_holds_to_the_schema() -> None:
    validate("vendor.github-actions", ROOT / "action.yml")


def test_the_job_for_gitlab_holds_to_the_schema() -> None:
    validate("vendor.gitlab-ci", CI / "gitlab.yml")


def validate(schema: str, path: Path) -> None:
    command = [tool("check-jsonschema"), "--builtin-schema", schema, str(path)]
    done = subprocess.run(command, check=False, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_schemas_would_notice(tmp_path: Path) -> None:
    broken = tmp_path / "gitlab.yml"
    broken.write_text((CI / "gitlab.yml").read_text().replace("script:", "scrpt:"))
    command = [tool("check-jsonschema"), "--builtin-schema", "vendor.gitlab-ci", str(broken)]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 1


@pytest.mark.parametrize("path", [*WORKFLOWS, ROOT / "action.yml"], ids=lambda path: path.name)
def test_zizmor_has_nothing_to_say(path: Path, tmp_path: Path) -> None:
    """Offline, in its pedantic persona, with nothing switched off."""
    folder = tmp_path if path.name == "action.yml" else tmp_path / ".github/workflows"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(path, folder / path.name)
    command = [
        tool("zizmor"),
        "--offline",
        "--no-config",
        "--persona=pedantic",
        "--strict-collection",
        str(folder / path.name),
    ]
    done = subprocess.run(command, check=False, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", [*WORKFLOWS, CI / "gitlab.yml"], ids=lambda path: path.name)
def test_the_examples_use_options_that_there_are(path: Path) -> None:
    """Every report style, option and input named in an example exists."""
    from accord.report import styles

    text = path.read_text(encoding="utf-8")
    named = re.findall(r"(?:--(?:accord-)?report |^\s+)(\w+)=accord\.\w+", text, re.MULTILINE)
    assert named
    assert set(named) <= set(styles())
    for line in re.findall(r"accord check (.*)", text):
        options = set(re.findall(r"--[\w-]+", line))
        assert options <= {flag for option in check.params for flag in option.opts}
    loaded = yaml.safe_load(text)
    for job in loaded.get("jobs", {}).values():
        for step in job["steps"]:
            if step.get("uses", "").startswith("pytest-accord/accord@"):
                assert set(step.get("with", {})) <= set(ACTION["inputs"])


# -- as a runner does it -----------------------------------------------------------------------------------------------


class Runner:
    """Runs the action's steps in bash, as GitHub's runner does: expressions filled in, each step in a shell of its own."""

    def __init__(self, workspace: Path, temporary: Path) -> None:
        self.workspace, self.temporary = workspace, temporary
        temporary.mkdir(exist_ok=True)
        self.summary = temporary / "summary.md"

    def step(self, number: int, **inputs: str) -> subprocess.CompletedProcess[str]:
        step = ACTION["runs"]["steps"][number]
        values = {name: given["default"] for name, given in ACTION["inputs"].items()}
        values.update({name.replace("_", "-"): value for name, value in inputs.items()})

        def filled(text: str) -> str:
            return re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda match: values[match[1]], text)

        bash = shutil.which("bash")
        assert bash is not None
        script = self.temporary / "step.sh"
        script.write_text(filled(step["run"]))
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "ACCORD_"))}
        environment |= {
            "RUNNER_TEMP": str(self.temporary),
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            **{name: filled(value) for name, value in step.get("env", {}).items()},
        }
        command = [bash, "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)]
        folder = self.workspace / filled(step.get("working-directory", "."))
        return subprocess.run(command, cwd=folder, check=False, capture_output=True, encoding="utf-8", env=environment)


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(project(tmp_path / "work"), tmp_path / "temp")


class TestTheCheck:
    """The second step, with the accord of this environment."""

    def test_a_kept_contract_is_green_and_says_so(self, runner: Runner) -> None:
        done = runner.step(1)
        assert done.returncode == 0, done.stderr
        assert "4 kept" in done.stdout
        assert runner.summary.read_text().startswith("## ✅ API contract: kept")

    def test_a_broken_one_is_red_annotated_and_summarised(self, runner: Runner) -> None:
        project(runner.workspace, users=without_delete())
        done = runner.step(1, report="sarif=out/a b.sarif\nhtml=out/accord.html\n")
        assert done.returncode == 1
        assert "::error file=docs/api.md,line=10,title=missing-endpoint::" in done.stdout
        assert "| ✗ | `DELETE /api/users/{id}`" in runner.summary.read_text()
        assert (runner.workspace / "out/a b.sarif").is_file()
        assert (runner.workspace / "out/accord.html").is_file()

    def test_nothing_examined_is_never_green(self, runner: Runner) -> None:
        project(runner.workspace, users="", main="")
        done = runner.step(1, fail_on="none")
        assert done.returncode == 3
        assert "::error" in done.stdout

    def test_a_bad_configuration_is_red_and_annotated(self, runner: Runner) -> None:
        project(runner.workspace, configuration=CONFIGURATION + 'endpints = "x"\n')
        done = runner.step(1)
        assert done.returncode == 2
        assert "::error file=pyproject.toml" in done.stdout

    def test_every_input_reaches_the_check(self, runner: Runner) -> None:
        """Without a configuration, in a folder below, several components."""
        folder = project(runner.workspace / "services/a shop", configuration="", users=without_delete())
        (runner.workspace / ".git").mkdir()
        done = runner.step(
            1,
            directory="services/a shop",
            contract="docs/api.md",
            provider="one=backend\ntwo=backend\n",
            format="gitlab",
            fail_on="none",
            strict="false",
            quiet="true",
        )
        assert done.returncode == 0, done.stderr
        assert '"path": "services/a shop/docs/api.md"' in done.stdout
        assert folder.is_dir()

    def test_hostile_input_stays_text(self, runner: Runner) -> None:
        done = runner.step(1, contract='docs/api.md"; touch owned; echo "')
        assert done.returncode == 2
        assert not (runner.workspace / "owned").exists()


@pytest.mark.slow
def test_the_action_installs_accord_and_checks(runner: Runner) -> None:
    """Both steps; the first downloads what accord depends on."""
    installed = runner.step(0)
    if installed.returncode and "No matching distribution" in installed.stderr:
        pytest.skip("the registry cannot be reached")
    assert installed.returncode == 0, installed.stderr
    assert (runner.temporary / "accord/accord/__init__.py").is_file()
    assert runner.step(1).returncode == 0


def test_the_tools_are_a_part_of_the_development_environment() -> None:
    """Their tests skip where they are missing; in CI they must not."""
    missing = [name for name in ("check_jsonschema", "junitparser", "pre_commit") if not importlib.util.find_spec(name)]
    if os.environ.get("CI") == "true":
        assert not missing
    elif missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
