"""The pages about delegation are true: their commands run, in a project that lacks what they delegate."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest

from accord.cli.group import run
from accord.config.delegation import KEYS
from accord.delegate import advise, runs
from accord.delegate.agents import Agent
from accord.delegate.model import Stop
from apps import lay_out
from delegate import blog as written
from delegate import model_server as model
from delegate import real_codex
from delegate.model_server import ModelServer, Say, Script

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/delegation.md").read_text("utf-8")
SEAM = (ROOT / "docs/seams/agent.md").read_text("utf-8")


def commands(page: str) -> Iterator[list[str]]:
    for block in re.findall(r"^```console\n(.*?)^```", page, re.MULTILINE | re.DOTALL):
        yield from (shlex.split(line[2:]) for line in block.splitlines() if line.startswith("$ "))


@pytest.fixture
def blog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The blog without its server, and a rehearsal of writing it in two turns."""
    folder = lay_out(tmp_path / "blog")
    for turn in ("first", "second"):
        shutil.copytree(folder / "backend", folder / "rehearsal" / turn / "backend")
    comments = folder / "rehearsal/first/backend/routers/comments.py"
    comments.write_text(comments.read_text("utf-8").partition("@router.delete")[0], "utf-8")
    shutil.rmtree(folder / "backend")
    (folder / "backend").mkdir()
    (script,) = re.findall(r"^```toml\n# rehearsal.toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    (folder / "rehearsal.toml").write_text(script, "utf-8")
    monkeypatch.setenv("ACCORD_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.chdir(folder)
    return folder


def test_the_rehearsal_of_the_page_runs(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every command that names the scripted agent, in order; the block they print is the one shown."""
    rehearsed = [words for words in commands(PAGE) if any("scripted" in word for word in words)]
    assert len(rehearsed) == 2
    for words in rehearsed:
        assert run(words[1:]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert "validation 16/16, 15,400 tokens" in lines[0] or "validation 16/16" in lines[0]
        assert lines[1] == "  backend  validated, 16/16, 2 attempts"
    assert run(["check"]) == 0


def test_the_commands_without_an_agent_run(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--resume takes up a run that failed, also in the process that began it."""
    (blog / "rehearsal.toml").write_text("[[backend]]\nfail = 'unavailable'\nexit = 1\n", "utf-8")
    assert run(["delegate", "--delegate-agent", "scripted:rehearsal.toml"]) == 1
    (failed,) = runs.runs(blog)
    (blog / "rehearsal.toml").write_text("[[backend]]\n[[backend]]\ncopy = 'rehearsal/second'\n", "utf-8")
    again = list(commands(PAGE.partition("## Again")[2].partition("## In pytest")[0]))
    assert len(again) == 3
    for words in again:
        assert run([failed.id if word == "RUN" else word for word in words[1:]]) == 0, words
    assert "1 runs removed" in capsys.readouterr().out


@pytest.mark.real_agent
def test_the_first_commands_run_with_the_real_agent(
    blog: Path, codex: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        path.relative_to(blog / "rehearsal/second").as_posix(): path.read_text("utf-8")
        for path in sorted((blog / "rehearsal/second").rglob("*.py"))
    }
    patch = model.add({path: text for path, text in files.items() if text.strip()})
    with ModelServer([Script("claude-orchestrated", [patch, Say()])]) as server:
        for name, value in real_codex.environment(real_codex.home(tmp_path / "home", server.url), codex).items():
            monkeypatch.setenv(name, value)
        shown = list(commands(PAGE))[:3]
        assert [run(words[1:]) for words in shown] == [0, 0, 0]
    assert "sandbox  workspace-write" in capsys.readouterr().out


def test_every_question_outcome_and_setting_is_on_its_page() -> None:
    for name in advise.QUESTIONS:
        assert f"`{name}`" in PAGE
    for stop in get_args(Stop):
        assert f"`{stop}`" in PAGE
    configuration = (ROOT / "docs/configuration.md").read_text("utf-8")
    for key in KEYS:
        assert f"| `{key}` |" in configuration
        if key != "allow":
            assert f"`--delegate-{key.replace('_', '-')}`" in configuration


def test_the_seam_names_everything_an_agent_offers() -> None:
    offered = [name for name in vars(Agent) if not name.startswith("_")]
    assert sorted(re.findall(r"^def (\w+)\(", SEAM, re.MULTILINE)) == sorted(offered)


@pytest.mark.slow
@pytest.mark.real_agent
def test_the_block_of_the_skill_delegates_and_is_short_to_read(
    codex: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an orchestrating model types and reads: one command, 16 endpoints twice, at most 600 characters."""
    skill = (ROOT / "templates/skills/orchestrate/SKILL.md").read_text("utf-8")
    (block,) = [
        found
        for found in re.findall(r"^```bash\n(.*?)^```", skill, re.MULTILINE | re.DOTALL)
        if "accord delegate" in found
    ]
    root = tmp_path / "project"
    (root / "docs").mkdir(parents=True)
    shutil.copy(ROOT / "fixtures/apps/blog/API_CONTRACT.md", root / "docs/API_CONTRACT.md")
    monkeypatch.setenv("ACCORD_STATE_DIR", str(tmp_path / "state"))
    with ModelServer(written.scripts()) as server:
        environment = real_codex.environment(real_codex.home(tmp_path / "home", server.url), codex)
        path = os.pathsep.join([str(Path(sys.executable).parent), environment["PATH"]])
        done = subprocess.run(
            ["bash", "-euc", block],
            cwd=root,
            env={**os.environ, **environment, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "validation 32/32" in done.stdout
    assert len(done.stdout) <= 600
    assert "next: git apply" in done.stdout
    assert all("FastAPI; React with fetch" in request.everything for request in server.requests)
