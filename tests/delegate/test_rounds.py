"""A task from its first turn to its outcome, with the rehearsal agent."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

import pytest

from accord.delegate import report
from accord.ledger import log
from delegate import blog
from delegate.rehearsed import HEAD, ONE, POST, WHOLE, delegated, git, project, script, writes
from ledger.sessions_made import answer, lay, prompt
from waiting import PATIENCE

if TYPE_CHECKING:
    from pathlib import Path


def attempts(state: Path) -> list[dict[str, Any]]:
    (file,) = state.glob("runs/*/attempts.jsonl")
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def test_what_is_missing_is_sent_back_and_comes_home_as_a_patch(root: Path, tmp_path: Path, state: Path) -> None:
    agent = script(tmp_path / "s.toml", backend=[writes(HEAD + POST, tokens=[1000, 100]), writes(tokens=[500, 50])])
    done = delegated(root, agent)
    outcome = done.outcomes["backend"]
    assert (outcome.stop, done.validation, done.tokens) == ("validated", (3, 3), 1650)
    assert not (root / "backend/main.py").exists()  # nothing is in the tree that nobody put there
    assert done.patch is not None
    git(root, "apply", str(done.patch))
    assert (root / "backend/main.py").read_text("utf-8") == WHOLE
    first, second = attempts(state)
    assert len(first["findings_before"]) == 1  # nothing-examined
    assert len(first["findings_after"]) == len(second["findings_before"]) == 1
    assert second["findings_after"] == []
    assert first["thread"] == second["thread"] == outcome.thread
    assert second["usage"] == {"input": 500, "cached": 0, "output": 50, "reasoning": 0}


def test_an_attempt_is_accounted_for_with_everything_the_design_names(root: Path, tmp_path: Path, state: Path) -> None:
    delegated(root, script(tmp_path / "s.toml", backend=[writes(tokens=[7, 3])]))
    (line,) = attempts(state)
    assert set(line) == {
        "run", "task", "attempt", "thread", "pid", "pid_started", "agent", "version", "model", "sandbox", "start", "end",
        "seconds", "exit", "stop", "usage", "usage_complete", "findings_before", "findings_after", "files_changed", "lines",
        "refused",
    }  # fmt: skip
    assert (line["exit"], line["stop"], line["usage_complete"], line["files_changed"]) == (0, "completed", True, 1)
    assert line["lines"] == len(WHOLE.splitlines())


def test_what_is_not_known_is_null_and_what_is_nothing_is_zero(root: Path, tmp_path: Path, state: Path) -> None:
    done = delegated(root, script(tmp_path / "s.toml", backend=[writes(tokens=[])]))
    assert attempts(state)[0]["usage"] == {"input": None, "cached": None, "output": None, "reasoning": None}
    assert attempts(state)[0]["usage_complete"] is False
    assert done.tokens is None
    assert "tokens unknown" in report.block(done)


@pytest.mark.parametrize(
    ("turns", "stop", "attempted"),
    [
        ([{}], "no_progress", 1),
        ([{"files": {"backend/models.py": "x = 1\n"}}, writes()], "validated", 2),
        ([{"files": {"backend/conftest.py": "x = 1\n"}}, {**writes(), "remove": ["backend/conftest.py"]}], "validated", 2),
        ([writes(HEAD), writes(HEAD)], "no_progress", 2),
        ([writes(HEAD), writes(HEAD + POST), writes(HEAD + POST + "\n# more\n")], "no_progress", 3),
        ([writes(HEAD), writes(HEAD + POST), writes(HEAD + ONE)], "max_attempts", 3),
        ([writes(HEAD, fail="unauthorized", exit=1)], "agent_error", 1),
        ([{"fail": "unavailable", "exit": 1}], "agent_error", 1),
        ([{"fail": "rate_limited", "reset": "12:20 PM", "exit": 1}], "rate_limited", 1),
        ([{"quiet": True, "exit": 0}], "agent_error", 1),
        ([{"quiet": True, "exit": 3}], "agent_error", 1),
        ([writes(fail="unavailable", exit=1)], "validated", 1),
    ],
    ids=[
        "nothing written", "nothing of use at first", "only what is refused at first", "same again", "no finding less", "rounds used up", "401", "service down", "usage limit",
        "ends silently", "crashes", "files stay when the service breaks off",
    ],
)  # fmt: skip
def test_stops(root: Path, tmp_path: Path, turns: list[Any], stop: str, attempted: int) -> None:
    done = delegated(root, script(tmp_path / "s.toml", backend=turns))
    assert (done.outcomes["backend"].stop, len(done.outcomes["backend"].attempts)) == (stop, attempted)


def test_a_usage_limit_says_when_it_ends(root: Path, tmp_path: Path) -> None:
    done = delegated(root, script(tmp_path / "s.toml", backend=[{"fail": "rate_limited", "reset": "12:20 PM"}]))
    assert done.outcomes["backend"].reset == "12:20 PM"
    assert "resets at 12:20 PM" in report.block(done)


def test_a_turn_that_takes_too_long_is_ended(root: Path, tmp_path: Path) -> None:
    done = delegated(root, script(tmp_path / "s.toml", backend=[{"seconds": 600}]), timeout=0.7)
    assert done.outcomes["backend"].stop == "timeout"
    assert done.seconds < PATIENCE


def test_tokens_end_a_run_between_turns(root: Path, tmp_path: Path) -> None:
    agent = script(tmp_path / "s.toml", backend=[writes(HEAD, tokens=[900, 100]), writes()])
    done = delegated(root, agent, max_tokens=1000)
    assert (done.outcomes["backend"].stop, len(done.outcomes["backend"].attempts)) == ("budget", 1)
    assert done.outcomes["backend"].patch  # what was done is not lost
    assert done.patch is None  # but it is not what comes home


def test_work_that_is_not_worth_it_is_declined_with_the_reasons(tmp_path: Path) -> None:
    root = project(tmp_path / "p", {"backend/main.py": HEAD + POST})
    done = delegated(root, script(tmp_path / "s.toml"), mode="auto")
    assert done.outcomes["backend"].stop == "declined"
    assert "lines" in done.outcomes["backend"].reason
    assert not list((tmp_path / "state").glob("runs/*"))


def test_nothing_is_delegated_where_the_contract_is_kept(tmp_path: Path) -> None:
    root = project(tmp_path / "p", {"backend/main.py": WHOLE})
    done = delegated(root, script(tmp_path / "s.toml"))
    assert done.outcomes == {}
    assert report.block(done) == "nothing to delegate: every component keeps the contract"


def test_a_component_is_completed_and_its_other_files_are_as_they_were(tmp_path: Path) -> None:
    """In a repository with tracked, untracked and ignored files."""
    others = {
        "backend/util.py": "x = 1\n",
        "backend/data.bin": "\0\1",
        ".gitignore": "*.log\n",
        "other/a.py": "y = 2\n",
    }
    root = project(tmp_path / "p", {"backend/main.py": HEAD, **others})
    (root / "backend/noise.log").write_text("noise")
    done = delegated(root, script(tmp_path / "s.toml", backend=[writes()]), apply=True)
    assert done.applied == ("backend",)
    assert git(root, "status", "--porcelain").splitlines() == [" M backend/main.py", "?? .accord/"]
    assert (root / "backend/main.py").read_text("utf-8") == WHOLE


def test_a_workspace_holds_contract_skill_and_tracked_files_and_no_secrets(tmp_path: Path, state: Path) -> None:
    files = {
        "backend/main.py": HEAD, "backend/.env": "KEY=1", "backend/server.pem": "x", "other/a.py": "", "notes/spec.md": "s",
        "backend/key.txt": "-----BEGIN RSA PRIVATE KEY-----", "backend/large.txt": "x" * (2 << 20),
    }  # fmt: skip
    config = CONFIG_WITH_INCLUDE
    root = project(tmp_path / "p", files, config)
    (root / "backend/untracked.py").write_text("")
    done = delegated(root, script(tmp_path / "s.toml", backend=[writes()]), keep=True)
    (workspace,) = state.glob("runs/*/tasks/backend/workspace")
    there = {str(file.relative_to(workspace)) for file in workspace.rglob("*") if file.is_file()}
    assert {name for name in there if not name.startswith(".git/")} == {
        "API_CONTRACT.md", ".agents/skills/claude-orchestrated/SKILL.md", "backend/main.py", "notes/spec.md"
    }  # fmt: skip
    assert git(workspace, "status", "--porcelain") == " M backend/main.py\n"  # all in the base commit
    assert set(done.left_out) == {"backend/.env", "backend/server.pem", "backend/key.txt", "backend/large.txt"}
    assert done.untracked == ("backend/untracked.py",)


CONFIG_WITH_INCLUDE = """[tool.accord]
contract = "API_CONTRACT.md"
[tool.accord.provider.backend]
path = "backend"
include = ["notes/*.md"]
"""


def test_a_project_may_lie_below_the_top_of_its_repository(tmp_path: Path) -> None:
    top = tmp_path / "mono"
    root = project(top / "services/shop")
    (top / "services/shop/.git").rename(top / ".git")
    from delegate.rehearsed import commit

    commit(top)
    turn = {"files": {"services/shop/backend/main.py": WHOLE}}
    done = delegated(root, script(tmp_path / "s.toml", backend=[turn]))
    assert done.outcomes["backend"].validated
    git(top, "apply", str(done.patch))
    assert (root / "backend/main.py").read_text("utf-8") == WHOLE


def test_a_project_may_lie_in_no_repository(tmp_path: Path) -> None:
    import shutil

    root = project(tmp_path / "p")
    shutil.rmtree(root / ".git")
    done = delegated(root, script(tmp_path / "s.toml", backend=[writes()]), apply=True)
    assert done.applied == ("backend",)
    assert (root / "backend/main.py").read_text("utf-8") == WHOLE


def test_a_delegation_is_a_line_of_the_performance_log(root: Path, tmp_path: Path) -> None:
    agent = script(tmp_path / "s.toml", backend=[writes(HEAD), writes()])
    done = delegated(root, agent, words="build the shop")
    (entry,) = log.read(root).entries
    assert (entry.task, entry.delegated, entry.success) == ("build the shop", True, True)
    assert (entry.endpoints, entry.validation, entry.codex_agents, entry.retries) == (3, "3/3", 1, 1)
    assert (entry.framework, entry.lines) == ("fastapi", "fastapi 8/3")
    assert done.patch is not None
    assert entry.patch == done.patch.relative_to(root).as_posix()


def test_the_line_has_the_fields_of_the_skill_and_what_the_session_at_work_spent(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tokens are those the project's newest session wrote down while the run lasted; without a session, null."""
    agent = script(tmp_path / "s.toml", backend=[writes()])
    delegated(root, agent)
    (root / "backend/main.py").unlink(missing_ok=True)
    monkeypatch.setenv("CLAUDE_CONFIG_DIR", str(tmp_path / "claude"))
    home = tmp_path / "claude/projects" / re.sub(r"[^A-Za-z0-9]", "-", str(root.resolve()))
    session = lay(home / "s1.jsonl", prompt(cwd=str(root.resolve())), answer(output=1000))

    def spend(*_: object) -> None:
        if "msg_2" not in session.read_text("utf-8"):
            with session.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(answer("msg_2", "req_2", output=42)) + "\n")

    delegated(root, agent, tell=spend)
    alone, watched = map(json.loads, (root / ".accord/performance_log.jsonl").read_text("utf-8").splitlines())
    assert set(watched) - {"retries", "lines"} == {
        "timestamp", "task", "delegated", "success", "endpoints", "validation", "claude_output_tokens",
        "claude_api_calls", "codex_agents", "duration_s", "notes", "framework", "scenario", "baseline_output_tokens",
        "savings", "patch",
    }  # fmt: skip
    assert (alone["claude_output_tokens"], alone["claude_api_calls"]) == (None, None)
    assert (watched["claude_output_tokens"], watched["claude_api_calls"]) == (42, 1)


def test_the_note_of_the_ledger_stands_at_the_end(root: Path, tmp_path: Path) -> None:
    """Two delegations in a row that failed are a signal."""
    agent = script(tmp_path / "s.toml", backend=[{"quiet": True, "exit": 3}])
    assert delegated(root, agent).note == ""
    assert "Skill note" in delegated(root, agent).note


def test_a_task_goes_to_any_executor(root: Path, tmp_path: Path) -> None:
    """`generate` is a function of bytes in, patch out: Task and Outcome survive the way to another process and back."""
    from accord import check
    from accord.delegate import agents, runs
    from accord.delegate.gather import gather
    from accord.delegate.generate import generate
    from accord.delegate.session import _Case
    from delegate.rehearsed import settings

    spec = script(tmp_path / "s.toml", backend=[writes()])
    config = settings(root, spec)
    part = config.components[0]
    run = runs.begin(root, spec, "", "", ["backend"])
    found = gather(config, part)
    case = _Case(config, check.check(config), run, agents.preflight(spec), 1)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        outcome = pool.submit(generate, case.task(part, found, found.shown)).result()
    assert outcome.validated
    assert b"+++ b/backend/main.py" in outcome.patch


def test_the_command_ends_with_the_block_and_tells_the_states(root: Path, tmp_path: Path) -> None:
    agent = script(tmp_path / "s.toml", backend=[writes(HEAD), writes()])
    command = [sys.executable, "-m", "accord", "delegate", "--delegate-agent", agent, "--delegate-mode", "always"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    told = ["accord: backend attempt 1", "accord: backend attempt 2", "accord: backend validated"]
    assert done.stderr.splitlines() == told
    assert "validation 3/3" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("next: git apply .accord/patches/")


def test_what_an_orchestrating_model_reads_of_a_run_of_sixteen_endpoints_is_short(tmp_path: Path) -> None:
    """Two components, each sent back once, without a terminal: both streams together, and the block alone."""
    whole, api = blog.backend(), blog.frontend()
    slip = {path: text.replace('"PATCH"', '"PUT"') for path, text in api.items()}
    turns = {
        "backend": [
            {"files": blog.forgetful(whole), "tokens": [123456, 12345]},
            {"files": whole, "tokens": [123456, 999]},
        ],
        "frontend": [{"files": slip, "tokens": [123456, 12345]}, {"files": api, "tokens": [234567, 1234]}],
    }
    agent = script(tmp_path / "s.toml", **turns)
    command = [sys.executable, "-m", "accord", "delegate", "--delegate-agent", agent]
    done = subprocess.run(
        command, cwd=blog.empty(tmp_path / "blog"), capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "validation 32/32" in done.stdout
    assert len(done.stdout) <= 400
    assert len(done.stdout + done.stderr) <= 600
