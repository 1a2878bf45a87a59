"""The whole way with the real Codex CLI, against a scripted model service on loopback."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from accord import check, config
from accord.delegate import report, runs, session
from accord.errors import PreflightError
from accord.outside import process
from delegate import blog, real_codex
from delegate import model_server as model
from delegate.model_server import ModelServer, Say, Script, Shell
from delegate.rehearsed import CONFIG, CONTRACT, HEAD, ONE, POST, WHOLE, commit, delegated, git, project, settings
from waiting import PATIENCE, until

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.real_agent


@pytest.fixture
def service(codex: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    """A model service, and the environment of a user whose codex is logged in there."""
    with ModelServer() as server:
        home = real_codex.home(tmp_path / "user", server.url)
        for name in [name for name in os.environ if name.endswith(("_API_KEY", "_PROXY", "_proxy"))]:
            monkeypatch.delenv(name)
        for name, value in real_codex.environment(home, codex).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("SECRET_OF_THE_USER", "s3cret")
        yield server


def accounts(state: Path) -> list[dict[str, Any]]:
    (file,) = state.glob("runs/*/attempts.jsonl")
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def held(request: model.Request) -> bool:
    """What the agent says of its sandbox, to the service (not in old versions) and to its model."""
    mode = request.metadata.get("sandbox_mode", "workspace-write")
    return mode == "workspace-write" and "`workspace-write`" in request.everything


@pytest.mark.slow
def test_two_components_are_written_in_parallel_repaired_by_resuming_and_brought_home(
    service: ModelServer, tmp_path: Path, state: Path
) -> None:
    service.scripts += blog.scripts(together=threading.Barrier(2, timeout=PATIENCE))
    root = blog.empty(tmp_path / "blog")
    done = delegated(root, "codex", apply=True, mode="auto")
    assert service.unmatched == []
    assert {name: outcome.stop for name, outcome in done.outcomes.items()} == dict.fromkeys(
        ("backend", "frontend"), "validated"
    )
    judged = {name: outcome.judgement for name, outcome in done.outcomes.items()}
    assert {name: (one.kept, one.promised) for name, one in judged.items() if one} == dict.fromkeys(judged, (16, 16))
    assert done.applied == ("backend", "frontend")
    assert check.check(config.load(root)).exit_code == 0
    lines = accounts(state)
    assert [sorted(line["attempt"] for line in lines if line["task"] == name) for name in judged] == [[1, 2], [1, 2]]
    for name in judged:
        first, second = (line for line in lines if line["task"] == name)
        assert first["thread"] == second["thread"]
        assert len(first["findings_after"]) == 1
        assert second["findings_after"] == []
        assert first["usage"]["input"] == 3000  # of the thread's running total, the part of this turn
        assert second["usage"]["input"] == 2000
    firsts = [line for line in lines if line["attempt"] == 1]
    assert max(line["start"] for line in firsts) < min(line["end"] for line in firsts)  # side by side
    places = [(root / f"{name}/where.txt").read_text().strip() for name in judged]
    assert [place.split("/")[-2] for place in places] == ["backend", "frontend"]
    assert all(held(request) for request in service.requests)
    text = report.block(done)
    assert len(text) <= 600, len(text)
    assert "built" not in text  # nothing the agent says


def test_a_backend_that_lacks_three_endpoints_is_completed_and_nothing_else_is_touched(
    service: ModelServer, tmp_path: Path
) -> None:
    root = project(tmp_path / "shop", {"backend/main.py": HEAD, "backend/store.py": "items = {}\n"}, CONFIG + VERIFY)
    (root / "API_CONTRACT.md").write_text(CONTRACT + "| DELETE | `/items/{id}` |\n")
    commit(root)
    rest = f"{POST}{ONE}{ONE.replace('.get(', '.delete(').replace('def item', 'def remove')}"
    last = HEAD.splitlines()[-1]
    service.scripts.append(
        Script(
            "Complete the", [model.update("backend/main.py", last, last + rest.rstrip()), Shell("python3 -V"), Say()]
        )
    )
    done = delegated(root, "codex", apply=True)
    assert (done.validation, done.applied) == ((4, 4), ("backend",))
    assert git(root, "status", "--porcelain").splitlines() == [" M backend/main.py", "?? .accord/"]
    judged = done.outcomes["backend"].judgement
    assert judged is not None
    assert [(one.command, one.passed) for one in judged.verified] == [("python3 -m compileall -q backend", True)]


VERIFY = 'verify = ["python3 -m compileall -q backend"]\n'


def test_a_check_of_the_component_that_fails_in_the_sandbox_is_part_of_the_brief(
    service: ModelServer, root: Path, tmp_path: Path
) -> None:
    """It can write neither outside of its workspace nor reach the network; its words go to the agent, not to the user."""
    probe = tmp_path / "outside"
    command = f"grep -q finished backend/main.py || {{ touch {probe}; echo unfinished-business; exit 1; }}"
    (root / "pyproject.toml").write_text(CONFIG + f"verify = ['{command}']\n")
    service.scripts += [
        Script(
            "Checked.*unfinished-business",
            [model.update("backend/main.py", "app = FastAPI()", "app = FastAPI()  # finished"), Say()],
        ),
        Script("Write the", [model.add({"backend/main.py": WHOLE}), Say()]),
    ]
    done = delegated(root, "codex")
    assert (done.outcomes["backend"].stop, len(done.outcomes["backend"].attempts)) == ("validated", 2)
    assert not probe.exists()
    assert "unfinished" not in report.block(done)


def test_the_agent_is_held_as_the_design_says(service: ModelServer, root: Path, tmp_path: Path, state: Path) -> None:
    """A home of its own with the login only, a scrubbed environment, workspace-write, network off, /tmp closed."""
    user = tmp_path / "user"
    with (user / "config.toml").open("a") as file:
        file.write('[mcp_servers.evil]\ncommand = "touch"\nargs = ["/tmp/accord-mcp"]\n')
    (user / "AGENTS.md").write_text("Words of the user's own.")
    tmp = tmp_path / "in-tmp"
    shell = f"""env | sort > backend/env.txt
ls -A "$HOME" > backend/home.txt
touch {tmp} /tmp/accord-{tmp_path.name} ../escaped .git/escaped .agents/escaped
python3 -c 'import socket; socket.create_connection(("127.0.0.1", 9))' 2> backend/network.txt
cd backend && touch $TMPDIR/allowed && echo ok > tmpdir.txt"""
    service.scripts.append(Script("Write the", [model.add({"backend/main.py": WHOLE}), Shell(shell), Say()]))
    done = delegated(root, "codex", keep=True)
    written = {change.path: (change.data or b"").decode() for change in done.outcomes["backend"].changes}
    environment = dict(line.split("=", 1) for line in written["backend/env.txt"].splitlines() if "=" in line)
    (folder,) = state.glob("runs/*/tasks/backend")
    assert environment["HOME"] == str(folder / "home")
    assert not {"SECRET_OF_THE_USER", "CODEX_API_KEY", "OPENAI_API_KEY", "ACCORD_STATE_DIR"} & set(environment)
    assert real_codex.KEY not in written["backend/env.txt"]
    assert "mcp" not in (folder / "home/config.toml").read_text("utf-8")
    assert not (folder / "home/AGENTS.md").exists()
    assert "Words of the user's own" not in service.requests[0].everything
    assert "Operation not permitted" in written["backend/network.txt"]
    assert written["backend/tmpdir.txt"] == "ok\n"
    escaped = [tmp, tmp.parent.parent / f"accord-{tmp_path.name}", *(folder / name for name in ("escaped",))]
    assert not any(path.exists() for path in escaped)
    assert not list((folder / "workspace").glob(".*/escaped"))
    assert not (tmp_path.parents[1] / "accord-mcp").exists()
    assert [held(request) for request in service.requests] == [True] * 3


@pytest.mark.parametrize(
    ("fault", "stop", "words"),
    [
        (model.unauthorized(), "agent_error", "401"),
        (model.usage_limit(), "rate_limited", "resets at"),
        (model.broken(), "agent_error", "not available"),
        (model.CUT, "agent_error", "not available"),
        (model.NEVER, "timeout", "longer than 3 s"),
        (model.failed("context_length_exceeded"), "agent_error", "context window"),
        (model.failed("insufficient_quota"), "rate_limited", "no more"),
    ],
    ids=["401", "usage limit", "500 for ever", "cut stream", "never", "context", "quota"],
)
def test_a_service_that_fails(service: ModelServer, root: Path, fault: model.Fault, stop: str, words: str) -> None:
    service.scripts.append(Script("Write the", [fault]))
    done = delegated(root, "codex", timeout=3.0 if fault is model.NEVER else PATIENCE)
    outcome = done.outcomes["backend"]
    assert (outcome.stop, outcome.patch) == (stop, b"")
    assert words in report.block(done)
    assert done.next == f"accord delegate --resume {done.run}"
    assert [process.is_alive(process.Identity(a.pid or 0, a.pid_started or "")) for a in outcome.attempts] == [False]


def test_a_service_that_breaks_off_is_gone_on_with_by_resume(service: ModelServer, root: Path) -> None:
    """The files written before the cut are there, and the thread is the same."""
    service.scripts += [
        Script("Checked", [Shell("true"), model.update("backend/main.py", HEAD.splitlines()[-1], HEAD.splitlines()[-1] + (POST + ONE).rstrip()), Say()]),
        Script("Write the", [model.add({"backend/main.py": HEAD}), model.Fault("cut", at=1)]),
    ]  # fmt: skip
    done = delegated(root, "codex")
    assert (done.outcomes["backend"].stop, done.validation) == ("agent_error", (1, 3))
    again = session.resume(settings(root, "codex"), done.run)
    assert (again.outcomes["backend"].stop, again.validation) == ("validated", (3, 3))
    assert again.outcomes["backend"].thread == done.outcomes["backend"].thread
    assert "The turn before broke off" in service.requests[-1].prompt


def test_a_refused_login_stops_all_tasks_at_once(service: ModelServer, tmp_path: Path) -> None:
    root = blog.empty(tmp_path / "blog")
    service.scripts += [
        Script('server "backend"', [model.unauthorized()]),
        Script('client "frontend"', [model.NEVER]),
    ]
    done = delegated(root, "codex")
    assert {name: outcome.stop for name, outcome in done.outcomes.items()} == {
        "backend": "agent_error", "frontend": "interrupted"
    }  # fmt: skip
    assert done.seconds < 600  # the time of a turn, which a service that never answers would take
    assert "401" in done.outcomes["frontend"].reason


def test_the_preflight_of_the_command(service: ModelServer, root: Path, codex: Path) -> None:
    done = subprocess.run([*ACCORD, "--check"], cwd=root, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert (done.returncode, done.stdout.splitlines()[1:]) == (0, ["login    ok", "sandbox  workspace-write"])
    assert str(codex) in done.stdout


def test_a_failing_preflight_stops_before_anything_is_dispatched(
    service: ModelServer, root: Path, tmp_path: Path, state: Path
) -> None:
    (tmp_path / "user/auth.json").unlink()
    with pytest.raises(PreflightError, match="codex login"):
        delegated(root, "codex")
    assert not state.exists() or not list(state.glob("runs/*"))
    assert service.requests == []


ACCORD = [sys.executable, "-m", "accord", "delegate"]


def test_killed_in_the_middle_nothing_goes_on_and_resume_ends_the_work(
    service: ModelServer, root: Path, state: Path
) -> None:
    """Kill -9 of accord: the guard ends the agent; the thread is known, so the work is gone on with."""
    service.scripts.append(Script("Write the", [model.add({"backend/main.py": HEAD}), model.Fault("never", at=1)]))
    command = [*ACCORD, "--delegate-mode", "always"]
    running = subprocess.Popen(
        command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    try:
        until(lambda: len(service.requests) > 1)
        (known,) = state.glob("runs/*/tasks/backend/state.json")
        agent = json.loads(known.read_text("utf-8"))["process"]
    finally:
        running.kill()
        running.communicate()
    until(lambda: not process.is_alive(process.Identity(agent["pid"], agent["started"])))
    until(lambda: not of_workspace(state))
    (run,) = runs.runs(root)
    assert (run.is_running, run.state("backend")) == (False, "died")
    service.scripts.clear()
    rest = HEAD.splitlines()[-1]
    service.scripts.append(
        Script("Checked", [Shell("true"), model.update("backend/main.py", rest, rest + (POST + ONE).rstrip()), Say()])
    )
    done = session.resume(settings(root, "codex"), run.id)
    assert (done.outcomes["backend"].stop, done.validation) == ("validated", (3, 3))
    assert service.requests[-1].thread == done.outcomes["backend"].thread
    died, ended = accounts(state)
    assert (died["stop"], died["end"], died["usage"]["input"], died["usage_complete"]) == ("died", None, 1000, False)
    assert (ended["stop"], ended["usage"]["input"], ended["usage_complete"]) == ("completed", 2000, True)


def of_workspace(state: Path) -> list[str]:
    """Processes that work below a folder."""
    found = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            if str(link.readlink()).startswith(str(state)):
                found.append(link.parent.name)
    return found


def test_the_fault_list_of_a_hostile_turn(service: ModelServer, root: Path, tmp_path: Path, state: Path) -> None:
    """The model edits the contract, hides a file by .gitignore, links to a secret, and tries git's configuration."""
    secret = tmp_path / "secret"
    secret.write_text("s3cret")
    ran = tmp_path / "ran"
    shell = f"""echo '# nothing' > API_CONTRACT.md
printf '*\\n' > backend/.gitignore; echo 'x = 1' > backend/hidden.py
ln -s {secret} backend/notes.txt
git config core.fsmonitor 'touch {ran}'; echo "fsmonitor: $?" > backend/config.txt
mkdir -p backend/sub && cd backend/sub && git init -q && git config core.fsmonitor 'touch {ran}' && echo 'y = 2' > inside.py"""
    service.scripts.append(Script("Write the", [model.add({"backend/main.py": HEAD}), Shell(shell), Say()]))
    service.scripts.insert(0, Script("Checked", [Say("I will not.")]))
    done = delegated(root, "codex", apply=True)
    outcome = done.outcomes["backend"]
    assert (outcome.stop, done.validation, done.applied) == ("no_progress", (1, 3), ())
    changes = {change.path: (change.data or b"").decode() for change in outcome.changes}
    assert set(changes) == {f"backend/{name}" for name in ("main.py", "hidden.py", "config.txt", "sub/inside.py")}
    assert changes["backend/config.txt"] != "fsmonitor: 0\n"  # the sandbox keeps the workspace's own .git
    assert outcome.judgement is not None
    assert {one.path: one.reason for one in outcome.judgement.refused} == {
        "API_CONTRACT.md": "the checker goes by it",
        "backend/.gitignore": "a file of git or of its host",
        "backend/notes.txt": "a link",
        "backend/sub/.git": "a repository of its own",
    }
    assert b"s3cret" not in outcome.patch
    assert not ran.exists()
    assert (root / "API_CONTRACT.md").read_text("utf-8") == CONTRACT
    assert "I will not" not in report.block(done)


def test_a_turn_that_writes_nothing_and_ends_well_is_no_success(service: ModelServer, root: Path) -> None:
    service.scripts.append(Script("Write the", [Say("All done!")]))
    done = delegated(root, "codex")
    assert (done.outcomes["backend"].stop, done.outcomes["backend"].reason) == (
        "no_progress",
        "the agent wrote nothing",
    )


def test_an_interrupt_ends_the_agent_and_says_how_to_go_on(service: ModelServer, root: Path, state: Path) -> None:
    service.scripts.append(Script("Write the", [model.add({"backend/main.py": HEAD}), model.Fault("never", at=1)]))
    command = [*ACCORD, "--delegate-mode", "always"]
    running = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        until(lambda: len(service.requests) > 1)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=PATIENCE)
    finally:
        running.kill()
    assert (running.returncode, "Traceback" in err) == (130, False)
    assert "backend  interrupted" in out
    assert out.splitlines()[-1] == f"next: accord delegate --resume {runs.runs(root)[0].id}"
    until(lambda: not of_workspace(state))
