"""Agents: a table of commands and events, and what a preflight finds missing."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from accord import check
from accord.cli.group import run as accord
from accord.delegate import agents, runs
from accord.delegate.agents import codex as adapter
from accord.delegate.gather import gather
from accord.delegate.model import Choice, Completed, Event, Failed, Started, Task, Usage, Wrote
from accord.delegate.session import _Case
from accord.errors import PreflightError, UsageError
from delegate.rehearsed import delegated, script, settings
from waiting import PATIENCE

ROOT = Path(__file__).resolve().parents[2]

EVENTS: list[tuple[object, list[Event]]] = [
    ({"type": "thread.started", "thread_id": "01a2"}, [Started("01a2")]),
    ({"type": "turn.started"}, []),
    ({"type": "error", "message": "Reconnecting... 2/5 (unexpected status 401)"}, []),
    ({"type": "item.completed", "item": {"type": "error", "message": "Model metadata not found"}}, []),
    ({"type": "item.completed", "item": {"type": "agent_message", "text": "thread.started"}}, []),
    (
        {"type": "item.completed", "item": {"type": "file_change", "changes": [{"path": "/w/a.py", "kind": "add"}, {}, 7]}},
        [Wrote(("/w/a.py",))],
    ),
    ({"type": "item.started", "item": {"type": "file_change", "changes": [{"path": "/w/a.py"}]}}, []),
    (
        {"type": "turn.completed", "usage": {"input_tokens": 9, "cached_input_tokens": 4, "output_tokens": 2}},
        [Completed(Usage(9, 4, 2, None))],
    ),
    ({"type": "turn.completed"}, [Completed(None)]),
    ({"type": "turn.failed", "error": None}, [Failed("other", "the agent's turn failed")]),
    ("no json", []),
    ([1, 2], []),
    ({"type": 7}, []),
    ("[" * 100_000, []),
    ('{"type": ' * 100_000, []),
    ("1" * 10_000, []),
    ({"type": "thread.started", "thread_id": "--dangerously-bypass-approvals-and-sandbox"}, []),
    ({"type": "thread.started", "thread_id": ["x"]}, []),
    ({"type": "turn.completed", "usage": {"input_tokens": -5, "output_tokens": True}}, [Completed(Usage(None, None, None, None))]),
]  # fmt: skip


@pytest.mark.parametrize(("event", "read"), EVENTS, ids=[str(number) for number in range(len(EVENTS))])
def test_events(event: object, read: list[Event]) -> None:
    assert list(adapter.read_event(event if isinstance(event, str) else json.dumps(event))) == read


@pytest.mark.parametrize(
    ("message", "kind", "reset"),
    [
        ("unexpected status 401 Unauthorized: Incorrect API key provided", "unauthorized", ""),
        ("Missing environment variable: `FAKE_KEY`.", "unauthorized", ""),
        (
            "You've hit your usage limit. Upgrade to Pro (https://x) or try again at 12:20 PM.",
            "rate_limited",
            "12:20 PM",
        ),
        ("exceeded retry limit, last status: 429 Too Many Requests", "rate_limited", ""),
        ("Quota exceeded. Check your plan and billing details.", "rate_limited", ""),
        ("We're currently experiencing high demand, which may cause temporary errors.", "unavailable", ""),
        ("unexpected status 503 Service Unavailable: x", "unavailable", ""),
        ("stream disconnected before completion: idle timeout waiting for SSE", "unavailable", ""),
        ("Codex ran out of room in the model's context window. Start a new thread", "other", ""),
        ("something new", "other", ""),
    ],
)
def test_failures_are_told_in_accords_own_words(message: str, kind: str, reset: str) -> None:
    failed = adapter.failure(message)
    assert (failed.kind, failed.reset) == (kind, reset)
    assert not any(word in failed.reason for word in ("Upgrade", "https", "billing", "something"))


def task(root: Path, **changes: Any) -> Task:
    config = settings(root, "scripted:x")
    part = config.components[0]
    found = gather(config, part)
    run = runs.begin(root, "codex", "", "", [part.name])
    case = _Case(
        config, check.check(config), run, Choice("codex", "", "/bin/codex", "0.163.0", "", "workspace-write"), 1
    )
    return dataclasses.replace(case.task(part, found, found.shown), **changes)


def test_the_commands_of_a_new_thread_and_of_one_that_is_resumed(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CODEX_HOME", str(tmp_path / "nobody"))
    work = task(root)
    held = [
        'sandbox_mode="workspace-write"', "sandbox_workspace_write.network_access=false",
        "sandbox_workspace_write.exclude_slash_tmp=true", "sandbox_workspace_write.exclude_tmpdir_env_var=true",
        "sandbox_workspace_write.writable_roots=[]",
    ]  # fmt: skip
    for thread, end in ((None, ["-"]), ("01a2", ["resume", "01a2", "-"])):
        command = adapter.command(work, tmp_path, thread)
        words = list(command.arguments)
        assert words[:7] == ["/bin/codex", "exec", "--json", "--cd", str(tmp_path), "--sandbox", "workspace-write"]
        assert words[-len(end) :] == end
        assert set(held) <= set(words)
        assert not any("full-auto" in word or "danger" in word or "bypass" in word for word in words)
        assert command.stdin == work.prompt
        assert "$claude-orchestrated" in command.stdin


def test_a_model_is_handed_on(root: Path, tmp_path: Path) -> None:
    work = task(root)
    work = dataclasses.replace(work, agent=dataclasses.replace(work.agent, model="gpt-x"))
    words = adapter.command(work, tmp_path).arguments
    assert words[words.index("--model") + 1] == "gpt-x"


def test_of_the_users_environment_only_what_is_needed_is_handed_on(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = tmp_path / "user"
    user.mkdir()
    (user / "config.toml").write_text(
        'model_provider = "own"\nsandbox_mode = "danger-full-access"\nnotify = ["evil"]\n'
        '[model_providers.own]\nname = "Own"\nenv_key = "OWN_KEY"\n[model_providers.other]\nenv_key = "OTHER_KEY"\n'
        '[mcp_servers.x]\ncommand = "evil"\n'
    )
    monkeypatch.setenv("CODEX_HOME", str(user))
    for name in ("OWN_KEY", "OTHER_KEY", "AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "x")
    work = task(root)
    env = adapter.command(work, tmp_path).env
    assert {"OWN_KEY", "HTTPS_PROXY", "PATH"} <= set(env)
    assert not {"OTHER_KEY", "AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "ACCORD_STATE_DIR"} & set(env)
    home = work.folder / "home"
    assert env["HOME"] == env["CODEX_HOME"] == str(home)
    kept = (home / "config.toml").read_text("utf-8")
    assert "own" in kept
    assert not any(word in kept for word in ("danger", "evil", "other", "mcp"))


# -- preflight -----------------------------------------------------------------------------------------------------------


def pretend(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, version: str = "0.163.0", login: int = 0, sandbox: str = ""
) -> None:
    """A `codex` on PATH that answers the preflight's questions."""
    folder.mkdir()
    binary = folder / "codex"
    binary.write_text(
        f'#!/bin/sh\ncase "$1" in --version) echo "codex-cli {version}";; login) exit {login};; '
        f'sandbox) while [ "$1" != "--" ]; do shift; done; shift; {sandbox or "touch inside; exit 0"};; esac\n'
    )
    binary.chmod(0o755)
    monkeypatch.setenv("PATH", os.pathsep.join([str(folder), os.environ["PATH"]]))
    monkeypatch.setenv("CODEX_HOME", str(folder / "home"))
    monkeypatch.delenv("CODEX_API_KEY", raising=False)


posix = pytest.mark.skipif(os.name != "posix", reason="a shell script stands for the agent")


@posix
def test_a_working_agent_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(tmp_path / "bin", monkeypatch)
    found = agents.preflight("codex", "gpt-x")
    assert found == Choice("codex", "", str(tmp_path / "bin/codex"), "0.163.0", "gpt-x", "workspace-write")


GARBAGE = """#!/bin/sh
case "$1" in --version) echo "codex-cli 0.163.0"; exit;; login) exit;; esac
if [ "$1" = sandbox ]; then while [ "$1" != "--" ]; do shift; done; touch inside; exit; fi
cat > /dev/null
{lines}
"""
LINES = {
    "nothing": ("exit 0", "agent_error"),
    "noise": ("head -c 3000000 /dev/urandom; echo; echo '{\"type\": 5}'; printf '[%.0s' $(seq 50000); exit 0", "agent_error"),
    "a success without work": ("echo '{\"type\": \"turn.completed\", \"usage\": {\"input_tokens\": \"x\"}}'; exit 0", "no_progress"),
    "closed output": ("exec >&- 2>&-; sleep 600", "timeout"),
    "no end": ("while echo x; do :; done", "timeout"),
}  # fmt: skip


@posix
@pytest.mark.parametrize("kind", LINES)
def test_an_agent_that_says_nothing_of_sense_is_an_outcome(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    lines, stop = LINES[kind]
    pretend(tmp_path / "bin", monkeypatch)
    (tmp_path / "bin/codex").write_text(GARBAGE.format(lines=lines))
    done = delegated(root, "codex", timeout=2.0 if stop == "timeout" else PATIENCE)
    assert done.outcomes["backend"].stop == stop
    assert done.outcomes["backend"].patch == b""
    assert done.next.startswith(f"accord delegate --resume {done.run}")


@posix
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"version": "0.146.1"}, "version 0.146.1; 0.147.0 or newer is needed"),
        ({"version": "unknown"}, "version unknown"),
        ({"login": 1}, "not logged in; run codex login"),
        ({"sandbox": "exit 1"}, "sandbox does not work on this host, and it is not started without one"),
        ({"sandbox": 'touch inside ../outside; "$@"'}, "sandbox does not work"),
        ({"sandbox": '"$@"'}, "sandbox does not work"),
    ],
    ids=["old", "no version", "no login", "sandbox fails", "sandbox holds nothing", "runs without a sandbox"],
)
def test_what_is_missing_is_named_with_its_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: dict[str, Any], words: str
) -> None:
    pretend(tmp_path / "bin", monkeypatch, **given)
    with pytest.raises(PreflightError) as caught:
        agents.preflight("codex")
    assert words in str(caught.value)


@posix
def test_everything_that_is_missing_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(tmp_path / "bin", monkeypatch, login=1, sandbox="exit 1")
    with pytest.raises(PreflightError) as caught:
        agents.preflight("codex")
    assert len(caught.value.faults) == 2


def test_an_agent_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "_find", lambda: None)
    with pytest.raises(PreflightError, match="not installed; pip install 'pytest-accord\\[codex\\]'"):
        agents.preflight("codex")


@pytest.mark.parametrize("spec", ["scripted", "scripted:nothing.toml"])
def test_a_rehearsal_needs_its_script(spec: str) -> None:
    with pytest.raises(PreflightError, match="no script"):
        agents.preflight(spec)


@pytest.mark.parametrize("text", ["backend = 1", "[[backend]]\nwrites = 1", "[[backend"])
def test_a_script_that_cannot_be_read_is_told_before_anything_begins(tmp_path: Path, root: Path, text: str) -> None:
    (tmp_path / "s.toml").write_text(text)
    with pytest.raises(PreflightError):
        delegated(root, f"scripted:{tmp_path / 's.toml'}")
    assert runs.runs(root) == []


def test_an_agent_nobody_knows() -> None:
    with pytest.raises(UsageError, match="choose one of codex, scripted"):
        agents.preflight("nobody")


def test_built_in_agents_take_a_strangers_road() -> None:
    found = {entry.name: entry.value for entry in metadata.entry_points(group=agents.GROUP)}
    assert found == dict(agents._BUILT_IN)


def test_the_command_says_what_it_found(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.chdir(root)
    spec = script(tmp_path / "s.toml", backend=[])
    assert accord(["delegate", "--check", "--delegate-agent", spec]) == 0
    assert "scripted" in capsys.readouterr().out
    assert accord(["delegate", "--check", "--delegate-agent", "scripted:x"]) == 3
    assert "no script" in capsys.readouterr().err


def test_the_action_starts_no_agent() -> None:
    for file in (ROOT / "action.yml", ROOT / ".pre-commit-hooks.yaml", *(ROOT / "templates/ci").iterdir()):
        assert "delegate" not in file.read_text("utf-8"), file


@posix
def test_on_a_terminal_each_task_has_one_live_line(root: Path, tmp_path: Path) -> None:
    import pty
    import select

    from delegate.rehearsed import HEAD, writes

    spec = script(tmp_path / "s.toml", backend=[writes(HEAD, seconds=0.7, tokens=[1000, 34]), writes(seconds=0.1)])
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "accord", "delegate", "--delegate-mode", "always", "--delegate-agent", spec]
    running = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=theirs, text=True)
    os.close(theirs)
    seen = b""
    while running.poll() is None or select.select([ours], [], [], 0.1)[0]:
        if select.select([ours], [], [], 0.1)[0]:
            try:
                block = os.read(ours, 4096)
            except OSError:
                break
            if not block:
                break
            seen += block
    out, _ = running.communicate()
    os.close(ours)
    text = seen.decode()
    assert "backend working, attempt 1, 1 file" in text
    assert "backend working, attempt 2" in text
    assert "\x1b[1A\r\x1b[J" in text  # written anew, one line for the task
    assert text.endswith("\r\x1b[J")  # and gone in the end
    assert "validated" in out
