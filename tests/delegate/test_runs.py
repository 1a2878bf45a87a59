"""Runs again: listed, gone on with, cleaned, held by one process at a time, and recognised when that process died."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from accord.cli.group import run as accord
from accord.delegate import report, runs
from accord.errors import OutsideError, UsageError
from accord.outside import process
from delegate.rehearsed import CONFIG, HEAD, WHOLE, delegated, project, resumed, script, writes
from waiting import PATIENCE, until

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals")


def begun(root: Path, agent: str) -> subprocess.Popen[str]:
    """`accord delegate` in a process of its own."""
    command = [sys.executable, "-m", "accord", "delegate", "--delegate-mode", "always", "--delegate-agent", agent]
    return subprocess.Popen(
        command, cwd=root, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )


def agent_of(state: Path) -> process.Identity | None:
    for file in state.glob("runs/*/tasks/backend/state.json"):
        with contextlib.suppress(KeyError, TypeError, ValueError):
            known = json.loads(file.read_text("utf-8"))
            if known["thread"] and written(file.parent / "workspace/backend/main.py"):
                return process.Identity(known["process"]["pid"], known["process"]["started"])
    return None


def written(file: Path) -> bool:
    """Whether a file of some lines is there and no longer just opened."""
    return file.is_file() and file.stat().st_size > 0


def children(state: Path) -> list[Path]:
    """Processes that work below a folder."""
    found = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            if str(link.readlink()).startswith(str(state)):
                found.append(link)
    return found


SLOW = [writes(HEAD, seconds=600), writes()]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=["kill -9", "term", "Ctrl-C"])
def test_stopped_in_the_middle_nothing_goes_on_and_nothing_is_lost(
    root: Path, tmp_path: Path, state: Path, number: signal.Signals
) -> None:
    running = begun(root, script(tmp_path / "s.toml", backend=SLOW))
    try:
        agent = until(lambda: agent_of(state))
        os.kill(running.pid, number)
        out, err = running.communicate(timeout=PATIENCE)
    finally:
        running.kill()
    until(lambda: not process.is_alive(agent))
    until(lambda: not children(state))
    (run,) = runs.runs(root)
    assert not run.is_running
    if number == signal.SIGINT:
        assert running.returncode == 130
        assert f"next: accord delegate --resume {run.id}" in out
        assert "Traceback" not in err
    assert run.state("backend") == ("interrupted" if number == signal.SIGINT else "died")
    done = resumed(root, run.id)
    assert (done.outcomes["backend"].stop, done.validation) == ("validated", (3, 3))
    assert done.outcomes["backend"].thread == "scripted-backend"
    (file,) = state.glob("runs/*/attempts.jsonl")
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert [(line["attempt"], line["stop"], line["exit"]) for line in lines] == [
        (1, "interrupted" if number == signal.SIGINT else "died", None), (2, "completed", 0)
    ]  # fmt: skip
    assert {line["thread"] for line in lines} == {"scripted-backend"}
    assert lines[0]["pid"] == agent.pid
    assert len(lines[1]["findings_before"]) == 2
    with pytest.raises(UsageError, match="finished"):
        resumed(root, run.id)


def test_work_that_was_done_when_accord_died_needs_no_agent(root: Path, tmp_path: Path, state: Path) -> None:
    running = begun(root, script(tmp_path / "s.toml", backend=[writes(seconds=600)]))
    try:
        until(lambda: agent_of(state))
    finally:
        running.kill()
        running.communicate()
    (run,) = runs.runs(root)
    done = resumed(root, run.id)
    assert done.outcomes["backend"].validated
    assert [attempt.stop for attempt in done.outcomes["backend"].attempts] == ["died"]


def test_a_task_that_was_done_when_accord_died_comes_home_by_resume(tmp_path: Path, state: Path) -> None:
    """Nothing is finished before its patch is on the disk."""
    config = '[tool.accord]\ncontract = "API_CONTRACT.md"\n' + "".join(
        f'[tool.accord.provider.{name}]\npath = "{name}"\n' for name in ("quick", "slow")
    )
    root = project(tmp_path / "p", config=config)
    turns = {
        name: [{"files": {f"{name}/main.py": WHOLE}, "seconds": long}] for name, long in (("quick", 0), ("slow", 600))
    }
    for name in turns:
        (root / name).mkdir()
    running = begun(root, script(tmp_path / "s.toml", **turns))
    try:
        until(lambda: [run for run in runs.runs(root) if run.state("quick") == "validated"])
        until(lambda: [file for file in state.glob("runs/*/tasks/slow/workspace/slow/main.py") if written(file)])
    finally:
        running.kill()
        running.communicate()
    (run,) = runs.runs(root)
    assert run.state("slow") == "died"
    done = resumed(root, run.id, apply=True)
    assert done.applied == ("quick", "slow")
    assert (root / "quick/main.py").read_text("utf-8") == WHOLE


def test_an_agent_whose_guard_was_killed_too_is_ended_by_resume(root: Path, tmp_path: Path, state: Path) -> None:
    running = begun(root, script(tmp_path / "s.toml", backend=SLOW))
    try:
        agent = until(lambda: agent_of(state))
        os.kill(running.pid, signal.SIGSTOP)
        os.kill(agent.pid, signal.SIGSTOP)  # the guard can do nothing now
    finally:
        running.kill()
        running.communicate()
    assert process.is_alive(agent)
    (run,) = runs.runs(root)
    assert [orphan.pid for orphan in run.orphans()] == [agent.pid]
    assert resumed(root, run.id).outcomes["backend"].validated
    assert not process.is_alive(agent)


def test_a_component_is_delegated_by_one_run_at_a_time(root: Path, tmp_path: Path, state: Path) -> None:
    agent = script(tmp_path / "s.toml", backend=SLOW)
    running = begun(root, agent)
    try:
        until(lambda: agent_of(state))
        with pytest.raises(OutsideError, match="backend is being delegated by another run"):
            delegated(root, agent)
        (run,) = runs.runs(root)
        assert run.state("backend") == "running"
        with pytest.raises(UsageError, match="is at work"):
            resumed(root, run.id)
        assert runs.clean(root) == ([], [run])
    finally:
        running.kill()
        running.communicate()
    until(lambda: not children(state))
    gone, left = runs.clean(root)
    assert ([one.id for one in gone], left) == ([run.id], [])
    assert runs.runs(root) == []


def test_every_answer_of_the_command_is_a_document_where_one_is_asked_for(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)
    agent = script(tmp_path / "s.toml", backend=[writes(HEAD), writes(tokens=[9, 1])])

    def said(*flags: str, code: int = 0) -> dict[str, Any]:
        capsys.readouterr()
        assert accord(["delegate", *flags, "--delegate-agent", agent, "--format", "json"]) == code
        loaded: dict[str, Any] = json.loads(capsys.readouterr().out)
        return loaded

    assert said("--check")["agent"] == "scripted"
    assert [one["delegate"] for one in said("--explain")["advice"]] == [False]
    declined = said(code=1)
    assert (declined["run"], declined["components"][0]["outcome"]) == (None, "declined")
    missed = said("--delegate-mode", "always", "--delegate-retries", "0", code=1)
    assert (missed["validation"], missed["tokens"]) == ({"kept": 1, "promised": 3}, 0)
    done = said("--resume", missed["run"], "--delegate-apply")
    (part,) = done["components"]
    assert (part["outcome"], part["applied"], done["tokens"], done["next"]) == ("validated", True, 10, "accord check")
    assert said("--delegate-mode", "always")["components"] == []
    (run,) = said("--list")["runs"]
    assert (run["run"], run["components"]) == (missed["run"], {"backend": "validated"})
    assert said("--clean") == {"removed": [missed["run"]], "at_work": []}
    assert said("--resume", "nonsense", code=2)["error"]["kind"] == "usage"


def test_a_run_is_gone_on_with_by_the_command_that_is_named_whatever_it_began_with(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Contract and components given as flags, of a configured name in another folder: all of it is remembered."""
    (root / "API_CONTRACT.md").rename(root / "sub.md")
    (root / "pyproject.toml").write_text(CONFIG.replace('contract = "API_CONTRACT.md"', ""))
    written = {"files": {"other place/main.py": WHOLE}}
    script(tmp_path / "s.toml", backend=[{"fail": "unavailable", "exit": 1}, written])
    agent = "scripted:../../s.toml"
    monkeypatch.chdir(root / "backend")
    flags = [
        "../sub.md",
        "--provider",
        "backend=../other place",
        "--delegate-mode",
        "always",
        "--delegate-agent",
        agent,
    ]
    assert accord(["delegate", *flags]) == 1
    command = capsys.readouterr().out.rpartition("next: accord ")[2].split()
    monkeypatch.chdir(root)
    assert accord(command) == 0
    assert "validated, 3/3" in capsys.readouterr().out


def test_a_state_directory_may_be_named_from_the_working_folder(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ACCORD_STATE_DIR", "near")
    assert delegated(root, script(tmp_path / "s.toml", backend=[writes()])).stops == {"validated"}


def test_a_state_directory_that_cannot_be_written_is_told(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: Path
) -> None:
    state.write_text("a file")
    monkeypatch.chdir(root)
    for before in (
        lambda: None,
        lambda: (state.unlink(), (state / "locks").mkdir(parents=True), (state / "runs").touch()),
    ):
        before()
        with pytest.raises(OutsideError, match="ACCORD_STATE_DIR names another place"):
            delegated(root, script(tmp_path / "s.toml", backend=[writes()]))
    assert accord(["delegate", "--list"]) == 0


def test_a_process_with_the_same_number_is_not_the_same_process() -> None:
    me = process.identity(os.getpid())
    assert me is not None
    assert process.is_alive(me)
    assert not process.is_alive(process.Identity(me.pid, "another time"))
    assert not process.is_alive(process.Identity(2**22 + 1, "1"))


def test_the_commands(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)
    first = delegated(root, script(tmp_path / "s.toml", backend=[writes()]))
    second = delegated(root, script(tmp_path / "t.toml", backend=[{"fail": "unavailable", "exit": 1}]))
    capsys.readouterr()
    assert accord(["delegate", "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    told = {line.split()[0]: line for line in lines}
    assert "backend agent_error" in told[second.run]
    assert "backend validated" in told[first.run]
    assert accord(["delegate", "--resume", "nonsense"]) == 2
    assert "accord delegate --list" in capsys.readouterr().err
    script(tmp_path / "t.toml", backend=[{}, writes()])
    assert accord(["delegate", "--resume", second.run]) == 0
    assert "validated, 3/3" in capsys.readouterr().out
    assert accord(["delegate", "--clean"]) == 0
    assert capsys.readouterr().out == "2 runs removed\n"


def test_a_component_whose_folder_is_not_there_is_written_from_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As in a fresh clone: git keeps no empty folders."""
    config = CONFIG.replace('"backend"', '"services/the back\u00e9nd"')
    root = project(tmp_path / "p", config=config)
    (root / "backend").rmdir()
    monkeypatch.chdir(root)
    assert accord(["check"]) == 2
    assert accord(["delegate", "--explain"]) == 0
    written = {"files": {"services/the back\u00e9nd/main.py": WHOLE}}
    agent = script(tmp_path / "s.toml", backend=[{"fail": "unavailable", "exit": 1}])
    always = ["delegate", "--delegate-mode", "always", "--delegate-agent", agent]
    assert accord(always) == 1
    run = capsys.readouterr().out.rpartition("--resume ")[2].strip()
    assert not (root / "services").exists()
    script(tmp_path / "s.toml", backend=[{}, written])
    assert accord(["delegate", "--resume", run, "--delegate-apply"]) == 0
    assert accord(["check"]) == 0
    assert accord(["delegate", "--delegate-apply"]) == 0
    assert "nothing to delegate" in capsys.readouterr().out


def test_runs_lie_where_the_system_keeps_state_and_only_their_user_reads_them(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: Path
) -> None:
    delegated(root, script(tmp_path / "s.toml", backend=[writes()]))
    (folder,) = state.glob("runs/*")
    assert folder.stat().st_mode & 0o077 == 0
    monkeypatch.delenv("ACCORD_STATE_DIR")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "xdg"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    if sys.platform == "linux":
        assert runs.state_folder() == tmp_path / "xdg/accord"


def test_a_workspace_that_succeeded_goes_unless_it_is_kept_and_one_that_failed_stays(
    root: Path, tmp_path: Path, state: Path
) -> None:
    delegated(root, script(tmp_path / "s.toml", backend=[writes()]))
    assert not list(state.glob("runs/*/tasks/backend/workspace"))
    delegated(root, script(tmp_path / "s.toml", backend=[writes()]), keep=True)
    delegated(root, script(tmp_path / "s.toml", backend=[writes(HEAD)]), retries=0)
    assert len(list(state.glob("runs/*/tasks/backend/workspace"))) == 2


@pytest.mark.slow
def test_twenty_workspaces_at_once_know_nothing_of_one_another(tmp_path: Path, state: Path) -> None:
    """Each agent writes its own name; what is judged, patched and brought home is its own."""
    names = [f"part{number:02}" for number in range(20)]
    config = CONFIG.split("[tool.accord.provider")[0] + "".join(
        f'[tool.accord.provider.{name}]\npath = "{name}"\n' for name in names
    )
    root = project(tmp_path / "p", config=config)
    turns = {}
    for name in names:
        (root / name).mkdir()
        turns[name] = [{"files": {f"{name}/main.py": f'NAME = "{name}"\n{WHOLE}'}, "seconds": 0.2}]
    resident: list[int] = []
    all_at_once = threading.Barrier(len(names), timeout=PATIENCE)
    begun: set[str] = set()

    def tell(progress: Any) -> None:
        if progress.state == "working" and progress.task not in begun:
            begun.add(progress.task)
            all_at_once.wait()  # broken, and with it the test, unless all twenty are at work together
        resident.append(_resident())

    done = delegated(root, script(tmp_path / "s.toml", **turns), jobs=20, apply=True, tell=tell)
    assert {outcome.stop for outcome in done.outcomes.values()} == {"validated"}
    for name in names:
        assert [change.path for change in done.outcomes[name].changes] == [f"{name}/main.py"]
        assert (root / name / "main.py").read_text("utf-8").startswith(f'NAME = "{name}"')
    if resident[0]:
        assert max(resident) - resident[0] < 40 << 20, "memory grows with the workspaces"
    assert len(report.block(done).splitlines()) == 22
    assert not children(state)


def _resident() -> int:
    """Bytes of memory this process has; 0 where the system does not say."""
    with contextlib.suppress(OSError):
        return int(Path("/proc/self/statm").read_text("utf-8").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0
