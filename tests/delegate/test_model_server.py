"""The scripted model service plays its part for the real agent: what other tests of delegation rest on."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from delegate import model_server as model
from delegate import real_codex
from delegate.model_server import ModelServer, Patch, Say, Script, Shell
from waiting import PATIENCE

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.real_agent


def run(
    binary: Path, folder: Path, server: ModelServer, prompt: str, *, timeout: float = PATIENCE
) -> list[dict[str, Any]]:
    """The events of one turn in a new repository below `folder`."""
    workspace = folder / "workspace"
    subprocess.run(["git", "init", "-q", str(workspace)], check=True)
    # With /tmp writable, its sandbox puts a .git there for as long as a command runs, and other tests find themselves in it.
    closed = [f"sandbox_workspace_write.{name}=true" for name in ("exclude_slash_tmp", "exclude_tmpdir_env_var")]
    options = ["--cd", str(workspace), "--sandbox", "workspace-write", "-c", closed[0], "-c", closed[1]]
    command = [str(binary), "exec", "--json", *options, "-"]
    environment = real_codex.environment(real_codex.home(folder / "home", server.url), binary)
    done = subprocess.run(
        command, input=prompt, env=environment, capture_output=True, text=True, timeout=timeout, check=False
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_script_writes_files_runs_commands_and_counts_tokens(codex: Path, tmp_path: Path) -> None:
    script = Script(
        "build it",
        [
            model.add({"src/a.py": "x = 1\n"}),
            model.update("src/a.py", "x = 1", "x = 2"),
            Shell("cat src/a.py"),
            Say("built"),
        ],
    )
    with ModelServer([script]) as server:
        events = run(codex, tmp_path, server, "Please build it.")
    assert (tmp_path / "workspace/src/a.py").read_text() == "x = 2\n"
    assert events[-1]["usage"]["input_tokens"] == 4000
    assert events[-1]["usage"]["output_tokens"] == 200
    assert [len(request.outputs) for request in server.requests] == [0, 1, 2, 3]
    assert "x = 2" in server.requests[-1].outputs[-1]
    assert {request.authorization for request in server.requests} == {f"Bearer {real_codex.KEY}"}
    assert {request.thread for request in server.requests} == {events[0]["thread_id"]}
    assert server.requests[0].metadata["sandbox_mode"] == "workspace-write"


def test_a_prompt_without_a_script_is_told(codex: Path, tmp_path: Path) -> None:
    with ModelServer() as server:
        events = run(codex, tmp_path, server, "Something else.")
    assert events[-1]["type"] == "turn.completed"
    assert ["Something else." in prompt for prompt in server.unmatched] == [True]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (model.unauthorized(), "401"),
        (model.usage_limit(), "usage limit"),
        (model.broken(), "high demand"),
        (model.CUT, "disconnected"),
        (model.failed("insufficient_quota"), "Quota"),
    ],
    ids=["401", "usage-limit", "500", "cut", "quota"],
)
def test_faults(codex: Path, tmp_path: Path, fault: model.Fault, words: str) -> None:
    with ModelServer([Script("build", [fault, Say()])]) as server:
        events = run(codex, tmp_path, server, "build")
    assert events[-1]["type"] == "turn.failed"
    assert words in events[-1]["error"]["message"]


def test_a_fault_can_strike_in_the_middle_and_pass(codex: Path, tmp_path: Path) -> None:
    """Files written before a cut stay; without retries of its own the agent gives the turn up."""
    script = Script("build", [model.add({"a.txt": "a"}), model.Fault("cut", times=1, at=1), Say()])
    with ModelServer([script]) as server:
        assert run(codex, tmp_path, server, "build")[-1]["type"] == "turn.failed"
        assert (tmp_path / "workspace/a.txt").is_file()
        assert run(codex, tmp_path, server, "build more")[-1]["type"] == "turn.completed"


@pytest.mark.parametrize("fault", [model.NEVER, model.SILENT], ids=["never", "silent"])
def test_a_service_that_does_not_answer_is_waited_for(codex: Path, tmp_path: Path, fault: model.Fault) -> None:
    """The agent alone would wait for minutes or for ever; closing the server lets its connections go."""
    with ModelServer([Script("build", [fault])]) as server, pytest.raises(subprocess.TimeoutExpired):
        run(codex, tmp_path, server, "build", timeout=2)


def test_patches_are_written_as_the_agent_reads_them() -> None:
    assert model.add({"a": "1\n2\n"}) == Patch("*** Begin Patch\n*** Add File: a\n+1\n+2\n*** End Patch\n")
    assert model.update("a", "1", "2").text.splitlines()[1:5] == ["*** Update File: a", "@@", "-1", "+2"]
