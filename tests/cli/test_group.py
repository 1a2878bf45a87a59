"""The group: help, versions, and what errors become."""

from __future__ import annotations

import importlib.metadata
import itertools
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from accord import check
from accord.cli.group import FIRST
from small import USERS, project, without_delete

if TYPE_CHECKING:
    from commands import Accord


def test_help_shows_the_five_commands_a_newcomer_needs_first(accord: Accord) -> None:
    done = accord("--help")
    assert done.code == 0
    assert len(FIRST) == 5
    places = [done.out.index(f"\n  {name} ") for name in (*FIRST, "calls", "rules")]
    assert places == sorted(places)
    assert "Exit codes" in done.out


def test_every_command_has_a_help_of_its_own(accord: Accord) -> None:
    from accord.cli.group import accord as group

    for name in group.list_commands(None):
        done = accord(name, "--help")
        assert done.code == 0
        assert done.out.startswith(f"Usage: accord {name}")


def test_version_is_the_distributions(accord: Accord) -> None:
    assert accord("--version").out == f"accord {importlib.metadata.version('pytest-accord')}\n"


def test_an_unknown_command_is_bad_usage(accord: Accord) -> None:
    done = accord("chek")
    assert done.code == 2
    assert "No such command 'chek'" in done.err
    assert done.out == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "nothing.md"),
        ("check", "--provider", "nowhere"),
        ("check", "--format", "pdf"),
        ("check", "--fail-on", "all"),
        ("check", "--report", "json"),
        ("routes",),
        ("routes", "nowhere"),
        ("contract", "nothing.md"),
        ("explain", "users"),
        ("rules", "nothing"),
        ("init", "--contract", "--from-source", "backend"),
        ("init", "--app", "main:app"),
    ],
)
def test_a_users_error_is_one_message_on_stderr_and_exit_code_2(
    accord: Accord, shop: Path, arguments: tuple[str, ...]
) -> None:
    done = accord(*arguments)
    assert done.code == 2
    assert done.out == ""
    assert done.err.strip()
    assert "Traceback" not in done.err


def test_a_fault_of_accord_keeps_its_traceback_and_does_not_look_like_findings(
    accord: Accord, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "check", lambda _: 1 / 0)
    done = accord("check")
    assert done.code == 3
    assert "ZeroDivisionError" in done.err
    assert "please report it" in done.err
    assert accord("check", "--format", "json").document("error")["error"]["kind"] == "internal"


def test_ctrl_c_ends_without_a_traceback(accord: Accord, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(config: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(check, "check", interrupted)
    done = accord("check")
    assert done.code == 130
    assert "Traceback" not in done.err


def test_the_module_and_the_console_script_are_the_same_program(shop: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "accord", "check"], capture_output=True, encoding="utf-8", check=True)
    assert "4 kept" in done.stdout
    (script,) = importlib.metadata.entry_points(group="console_scripts", name="accord")
    assert script.value == "accord.cli:main"


SHELL = "exec {python} -m accord check {flags} {streams}"


STREAMS = [">&-", "2>&-", "<&-", ">&- 2>&- <&-"]
FLAGS = ["", "--format json --report html=a.html"]
CLOSED = [
    # Any two of the three meet in every run of the tests, all three in the slow ones.
    pytest.param(s, f, c, marks=[pytest.mark.slow] if (STREAMS.index(s) + FLAGS.index(f) + c) % 2 else [])
    for s, f, c in itertools.product(STREAMS, FLAGS, (0, 1))
]


@pytest.mark.skipif(sys.platform == "win32", reason="a shell closes the streams")
@pytest.mark.parametrize(("streams", "flags", "code"), CLOSED)
def test_streams_that_are_closed_change_no_verdict(shop: Path, streams: str, flags: str, code: int) -> None:
    """As some services start programs; and the first file that is opened does not get what was to be printed."""
    project(shop, users=without_delete() if code else USERS)
    shell = SHELL.format(python=shlex.quote(sys.executable), flags=flags, streams=streams)
    done = subprocess.run(["sh", "-c", shell], check=False, capture_output=True, encoding="utf-8")
    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    if flags:
        assert (shop / "a.html").read_text("utf-8").startswith("<!doctype html>")


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="a device that is always full")
def test_an_output_that_is_full_is_told(shop: Path) -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "accord", "check"]
        done = subprocess.run(command, check=False, stdout=full, stderr=subprocess.PIPE, encoding="utf-8")
    assert done.returncode == 3
    assert done.stderr == "accord: the output cannot be written: No space left on device\n"


@pytest.mark.skipif(sys.platform == "win32", reason="pipes")
def test_a_reader_that_went_away_changes_no_verdict(shop: Path) -> None:
    """`accord check | head` in a script that heeds every exit code."""
    for users, code in ((USERS, 0), (without_delete(), 1)):
        project(shop, users=users)
        ours, theirs = os.pipe()
        os.close(ours)
        command = [sys.executable, "-m", "accord", "check"]
        done = subprocess.run(command, check=False, stdout=theirs, stderr=subprocess.PIPE, encoding="utf-8")
        os.close(theirs)
        assert (done.returncode, done.stderr) == (code, "")


def test_a_reader_that_has_enough_ends_the_listing_quietly(shop: Path) -> None:
    many = "".join(f'\n\n@router.get("/{n}/{"x" * 60}")\ndef route{n}(): ...\n' for n in range(2000))
    with (shop / "backend/users.py").open("a") as file:
        file.write(many)
    command = [sys.executable, "-m", "accord", "routes", "backend"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()
