"""The program behind the `scripted` agent. Its script is TOML: a list of turns for each task (component), each of them
optional in all its parts.

    [[backend]]                                        # the first attempt
    copy = "rehearsal/first"                           # a folder beside the script, copied into the workspace
    remove = ["backend/old.py"]                        # files or folders, before anything is written
    files = { "backend/main.py" = "..." }              # written, whole
    links = { "backend/notes" = "/etc/hostname" }      # symbolic links
    tokens = [12000, 800]                              # input and output of this turn; [] says nothing of them
    seconds = 0.5                                      # how long it takes
    [[backend]]                                        # the next one, when the first is sent back
    fail = "rate_limited"                              # or "unauthorized", "unavailable", "other"
    reset = "12:20 PM"
    exit = 1

A turn the script does not have does nothing. Uses nothing of accord: it is run as a file, isolated.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

KEYS = ("copy", "files", "remove", "links", "executable", "tokens", "seconds", "exit", "fail", "reset", "quiet")


def read(script: Path) -> dict[str, list[dict[str, Any]]]:
    """The turns by task. ValueError where the file does not say them."""
    tasks = tomllib.loads(script.read_text("utf-8"))
    for name, turns in tasks.items():
        if not isinstance(turns, list) or not all(isinstance(turn, dict) for turn in turns):
            raise ValueError(f"{name} is no list of turns; write [[{name}]]")
        for key in {key for turn in turns for key in turn} - set(KEYS):
            raise ValueError(f'unknown key "{key}" in {name}; known are {", ".join(KEYS)}')
    return tasks


def play(script: Path, task: str, workspace: Path, home: Path, thread: str) -> int:
    """One turn; which one, and the tokens so far, are remembered in the agent's home."""
    memory = home / "turns.json"
    number, before = json.loads(memory.read_text("utf-8")) if memory.is_file() else (0, [0, 0])
    turns = read(script).get(task, [])
    turn = turns[number] if number < len(turns) else {}
    said = turn.get("tokens", [0, 0])
    total = [a + b for a, b in zip(before, said, strict=True)] if said else before
    memory.write_text(json.dumps([number + 1, total]), "utf-8")
    _tell({"thread": thread or f"scripted-{task}"})
    _tell({"wrote": _write(turn, script.parent, workspace)})
    time.sleep(float(turn.get("seconds", 0)))
    if "fail" in turn:
        _tell({"fail": turn["fail"], "reset": turn.get("reset", "")})
    elif not turn.get("quiet"):
        _tell({"tokens": total if said else None})
    return int(turn.get("exit", 0))


def _write(turn: dict[str, Any], beside: Path, workspace: Path) -> list[str]:
    wrote = []
    if "copy" in turn:
        shutil.copytree(beside / turn["copy"], workspace, dirs_exist_ok=True, symlinks=True)
        wrote.append(turn["copy"])
    for path in turn.get("remove", []):
        target = _below(workspace, path)
        shutil.rmtree(target) if target.is_dir() else target.unlink()
    for path, text in turn.get("files", {}).items():
        target = _below(workspace, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
        wrote.append(path)
    for path in turn.get("executable", []):
        _below(workspace, path).chmod(0o755)
    for path, target in turn.get("links", {}).items():
        _below(workspace, path).parent.mkdir(parents=True, exist_ok=True)
        _below(workspace, path).symlink_to(target)
    return wrote


def _below(workspace: Path, path: str) -> Path:
    target = workspace / path
    if not os.path.abspath(target).startswith(f"{workspace}{os.sep}"):  # noqa: PTH100 links are not followed here
        raise ValueError(f"{path} lies outside of the workspace")
    return target


def _tell(event: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(event) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.stdin.read()
    sys.exit(play(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]), sys.argv[5]))
