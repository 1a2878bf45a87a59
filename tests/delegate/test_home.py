"""Bringing work home: over a clean tree, beside local work, and never over it."""

from __future__ import annotations

import itertools
import os
import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from accord.cli.group import run
from accord.delegate import gather, report, session
from accord.errors import OutsideError, UsageError
from accord.ledger import log
from accord.outside import files
from delegate.rehearsed import CONFIG, CONTRACT, HEAD, WHOLE, commit, delegated, git, project, resumed, script, writes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from accord.delegate.model import Progress

TOP = "# the shop\n" + HEAD


def meanwhile(change: Callable[[], object]) -> Callable[[Progress], None]:
    """A listener that changes the user's tree once, while the agent works."""
    done: list[object] = []

    def tell(progress: Progress) -> None:
        if progress.state == "working" and not done:
            done.append(change())

    return tell


def test_a_clean_tree_gets_the_files_and_nothing_is_staged(root: Path, tmp_path: Path) -> None:
    done = delegated(root, script(tmp_path / "s.toml", backend=[writes()]), apply=True)
    assert (done.applied, done.patch, done.next) == (("backend",), None, "accord check")
    assert (root / "backend/main.py").read_text("utf-8") == WHOLE
    assert git(root, "diff", "--cached", "--name-only") == ""


def test_local_work_in_other_lines_is_kept(tmp_path: Path) -> None:
    root = project(tmp_path / "p", {"backend/main.py": TOP})
    local = TOP.replace("# the shop", "# the shop, mine")
    tell = meanwhile(lambda: (root / "backend/main.py").write_text(local))
    whole = TOP + WHOLE.removeprefix(HEAD)
    done = delegated(root, script(tmp_path / "s.toml", backend=[writes(whole)]), apply=True, tell=tell)
    assert done.applied == ("backend",)
    assert (root / "backend/main.py").read_text("utf-8") == whole.replace("# the shop", "# the shop, mine")


def test_uncommitted_work_is_what_the_agent_begins_with(tmp_path: Path) -> None:
    root = project(tmp_path / "p", {"backend/main.py": "x = 1\n"})
    (root / "backend/main.py").write_text(HEAD)
    done = delegated(root, script(tmp_path / "s.toml", backend=[writes()]), apply=True)
    assert done.applied == ("backend",)
    assert (root / "backend/main.py").read_text("utf-8") == WHOLE


def test_local_work_in_the_same_lines_refuses_the_whole_patch_and_names_it(tmp_path: Path) -> None:
    root = project(tmp_path / "p", {"backend/main.py": HEAD})
    local = HEAD + "\n\n# mine, at the place where the agent goes on\n"
    tell = meanwhile(lambda: (root / "backend/main.py").write_text(local))
    turn = {"files": {"backend/main.py": WHOLE, "backend/other.py": "x = 1\n"}}
    done = delegated(root, script(tmp_path / "s.toml", backend=[turn]), apply=True, tell=tell)
    assert done.applied == ()
    assert (root / "backend/main.py").read_text("utf-8") == local
    assert not (root / "backend/other.py").exists()
    text = report.block(done)
    assert "local work would be lost: backend/main.py was changed here in the same lines" in text
    assert str(done.patches["backend"].name) in text
    assert done.patches["backend"].read_bytes() == done.outcomes["backend"].patch


def test_the_command_ends_with_1_where_what_was_to_be_applied_could_not_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Validated work that does not lie in the tree is no success of a command that was asked to put it there."""
    root = project(tmp_path / "p", {"backend/main.py": HEAD})
    play = script(tmp_path / "s.toml", backend=[{"files": {"backend/main.py": WHOLE}}])
    tell = meanwhile(lambda: (root / "backend/main.py").write_text(HEAD + "\n\n# mine, in the agent's lines\n"))
    real = session.delegate
    monkeypatch.setattr(session, "delegate", lambda *given, **named: real(*given, **{**named, "tell": tell}))
    monkeypatch.chdir(root)
    asked = ["delegate", "--delegate-mode", "always", "--delegate-agent", play, "--delegate-apply"]
    assert run(asked) == 1


@pytest.mark.parametrize(
    ("before", "local", "turn", "words"),
    [
        ({}, "untracked", writes(), "is here already"),
        ({"backend/main.py": HEAD}, None, writes(), "was taken out here"),
        ({"backend/old.py": "x = 1\n"}, "y = 2\n", writes(remove=["backend/old.py"]), "was changed here and taken out there"),
    ],
    ids=["a file git does not know", "taken out here", "taken out there"],
)  # fmt: skip
def test_nothing_is_lost(
    tmp_path: Path, before: dict[str, str], local: str | None, turn: dict[str, object], words: str
) -> None:
    root = project(tmp_path / "p", before)
    target = root / ("backend/old.py" if "backend/old.py" in before else "backend/main.py")
    tell = meanwhile(target.unlink if local is None else lambda: target.write_text(local))
    done = delegated(root, script(tmp_path / "s.toml", backend=[turn]), apply=True, tell=tell)
    assert words in report.block(done)
    assert (target.read_text("utf-8") if target.exists() else None) == local


def test_a_link_in_the_users_tree_leads_nowhere(tmp_path: Path) -> None:
    root = project(tmp_path / "p", {"backend/sub/a.py": "x = 1\n"})
    outside = tmp_path / "outside"
    outside.mkdir()

    def relink() -> None:
        (root / "backend/sub/a.py").unlink()
        (root / "backend/sub").rmdir()
        (root / "backend/sub").symlink_to(outside)

    turn = {"files": {"backend/main.py": WHOLE, "backend/sub/new.py": "y = 1\n"}}
    done = delegated(root, script(tmp_path / "s.toml", backend=[turn]), apply=True, tell=meanwhile(relink))
    assert "is reached through a link" in report.block(done)
    assert not list(outside.iterdir())


@pytest.mark.skipif(os.name != "posix", reason="modes")
def test_a_mode_that_is_allowed_by_name_comes_home_without_other_changes(tmp_path: Path) -> None:
    root = project(tmp_path / "p", {"backend/run": "#!/bin/sh\n"})
    turn = {"files": {"backend/main.py": WHOLE}, "executable": ["backend/run"]}
    done = delegated(root, script(tmp_path / "s.toml", backend=[turn]), apply=True, allow=("backend/run",))
    assert done.applied == ("backend",)
    assert os.access(root / "backend/run", os.X_OK)


@pytest.mark.parametrize("link", [".agents", ".agents/skills/claude-orchestrated/SKILL.md", "API_CONTRACT.md"])
def test_a_link_of_the_repository_shows_no_agent_what_lies_outside_of_it(
    root: Path, tmp_path: Path, state: Path, link: str
) -> None:
    secret = tmp_path / "secret/skills/claude-orchestrated/SKILL.md"
    secret.parent.mkdir(parents=True)
    secret.write_text(f"s3cret\n\n{CONTRACT}")
    (root / link).unlink(missing_ok=True)
    (root / link).parent.mkdir(parents=True, exist_ok=True)
    (root / link).symlink_to(tmp_path / "secret" if link == ".agents" else secret)
    if link == "API_CONTRACT.md":
        with pytest.raises(UsageError, match=r"API_CONTRACT\.md is a link out of"):
            delegated(root, script(tmp_path / "s.toml", backend=[writes()]))
        return
    delegated(root, script(tmp_path / "s.toml", backend=[writes()]), keep=True)
    (skill,) = state.glob("runs/*/tasks/backend/workspace/.agents/skills/*/SKILL.md")
    assert "s3cret" not in skill.read_text("utf-8")


def test_a_component_too_large_for_a_workspace_is_told(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what is shown counts: data git does not know is not even read."""
    monkeypatch.setattr(gather, "_MOST", 30_000)
    for number in range(40):
        (root / f"backend/{number}.csv").write_bytes(b"x" * 1_000)
    done = delegated(root, script(tmp_path / "s.toml", backend=[writes()]))
    assert done.outcomes["backend"].validated
    commit(root)
    with pytest.raises(UsageError, match="backend is too large for a workspace"):
        delegated(root, script(tmp_path / "s.toml", backend=[writes()]))


@pytest.mark.parametrize("path", ["linked", "linked/new", "backend/linked"])
def test_a_component_behind_a_link_is_told_before_an_agent_is_paid(tmp_path: Path, path: str) -> None:
    root = project(tmp_path / "p", {"real/new/x": ""}, CONFIG.replace('"backend"', f'"{path}"'))
    for link in ("linked", "backend/linked"):
        (root / link).symlink_to(root / "real")
    with pytest.raises(UsageError, match="linked is a link; name the folder it leads to"):
        delegated(root, script(tmp_path / "s.toml", backend=[writes()]))


def test_without_apply_the_patch_waits_and_the_block_says_how_it_is_applied(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    done = delegated(root, script(tmp_path / "s.toml", backend=[writes()]))
    assert done.patch is not None
    assert done.next.startswith("git apply ")
    assert done.next.endswith(f".accord/patches/{done.run}-backend.patch")
    commit(root)
    git(root, "apply", "--check", str(done.patch))


def test_two_components_come_home_as_one_file(tmp_path: Path) -> None:
    config = '[tool.accord]\ncontract = "API_CONTRACT.md"\n' + "".join(
        f'[tool.accord.provider.{name}]\npath = "{name}"\n' for name in ("one", "two")
    )
    root = project(tmp_path / "p", config=config)
    for name in ("one", "two"):
        (root / name).mkdir()
    turns = {name: [{"files": {f"{name}/main.py": WHOLE}}] for name in ("one", "two")}
    done = delegated(root, script(tmp_path / "s.toml", **turns))
    assert done.patch is not None
    git(root, "apply", str(done.patch))
    assert (root / "one/main.py").is_file()
    assert (root / "two/main.py").is_file()


def test_the_command_that_is_named_applies_the_patch_wherever_it_is_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Below the top, git passes over what lies in other folders and calls that a success."""
    turn = {"files": {"the backénd/main.py": WHOLE}}
    for repository, folder in ((True, "."), (True, "sub"), (True, "the backénd"), (False, "."), (False, "sub")):
        root = project(
            tmp_path / f"{repository} {folder}",
            {"sub/x": "", "the backénd/x": ""},
            CONFIG.replace('"backend"', '"the backénd"'),
        )
        if not repository:
            shutil.rmtree(root / ".git")
        monkeypatch.chdir(root / folder)
        done = delegated(root, script(tmp_path / "s.toml", backend=[turn]))
        assert done.next.startswith("git apply " if folder in (".", "the backénd") else "git -C .. apply ")
        subprocess.run(shlex.split(done.next), cwd=root / folder, check=True)
        assert (root / "the backénd/main.py").read_text() == WHOLE, folder
        monkeypatch.chdir(tmp_path)


def test_what_cannot_be_written_is_told_and_what_else_came_of_the_run_too(root: Path, tmp_path: Path) -> None:
    """A patch that is on no disk is gone on with by resume; a log nobody can write holds nothing up."""
    (root / ".accord").mkdir()
    (root / ".accord/patches").touch()
    with pytest.raises(OutsideError, match=r"patches.*accord delegate --resume \d") as told:
        delegated(root, script(tmp_path / "s.toml", backend=[writes()]))
    (root / ".accord/patches").unlink()
    (root / ".accord/performance_log.jsonl").mkdir()
    done = resumed(root, str(told.value).rpartition(" ")[2], apply=True)
    assert (done.stops, done.applied) == ({"validated"}, ("backend",))
    assert done.note.startswith("not logged: ")


def two(tmp_path: Path) -> Path:
    config = '[tool.accord]\ncontract = "API_CONTRACT.md"\n' + "".join(
        f'[tool.accord.provider.{name}]\npath = "{name}"\n' for name in ("one", "two")
    )
    return project(tmp_path / "p", {"one/x": "", "two/x": ""}, config)


@pytest.mark.parametrize("apply", [False, True])
def test_the_line_of_the_log_names_a_patch_with_all_that_was_validated(tmp_path: Path, apply: bool) -> None:
    """Also where all or some of it lies in the tree already: later signals ask what became of it."""
    root = two(tmp_path)
    turns = {name: [{"files": {f"{name}/main.py": WHOLE}}] for name in ("one", "two")}
    done = delegated(root, script(tmp_path / "s.toml", **turns), apply=apply)
    assert bool(done.patch) is not apply
    (entry,) = log.read(root).entries
    assert entry.patch is not None
    text = (root / entry.patch).read_text("utf-8")
    assert [f"+++ b/{name}/main.py" in text for name in turns] == [True, True]
    git(root, "apply", *(["--reverse"] if apply else []), "--check", entry.patch)


@pytest.mark.parametrize("apply", [False, True])
def test_the_next_step_of_a_run_that_partly_succeeded_is_both_to_take_home_and_to_go_on(
    tmp_path: Path, apply: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = two(tmp_path)
    monkeypatch.chdir(root)
    turns = {"one": [{"files": {"one/main.py": WHOLE}}], "two": [{"fail": "unavailable", "exit": 1}]}
    turns["two"].append({"files": {"two/main.py": WHOLE}})
    done = delegated(root, script(tmp_path / "s.toml", **turns), apply=apply)
    again = f"accord delegate --resume {done.run}"
    assert done.next == (again if apply else f"git apply .accord/patches/{done.run}-one.patch && {again}")
    if not apply:
        git(root, "apply", str(done.patch))
    assert resumed(root, done.run, apply=True).applied == ("two",)


def test_the_next_step_names_what_an_agent_left_unfinished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = two(tmp_path)
    monkeypatch.chdir(root)
    turns = {name: [{"files": {f"{name}/main.py": text}}] for name, text in (("one", WHOLE), ("two", HEAD))}
    done = delegated(root, script(tmp_path / "s.toml", **turns), retries=0)
    patches = f".accord/patches/{done.run}"
    assert done.next == f"git apply {patches}-one.patch, then look at {patches}-two.patch"


@pytest.mark.skipif(os.name != "posix", reason="links")
@pytest.mark.parametrize("link", [".accord", ".accord/patches", ".accord/performance_log.jsonl"])
def test_a_link_of_the_checkout_leads_no_patch_and_no_log_out_of_it(tmp_path: Path, link: str, state: Path) -> None:
    root = project(tmp_path / "p")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (root / link).parent.mkdir(exist_ok=True)
    (root / link).symlink_to(elsewhere / "log" if link.endswith("jsonl") else elsewhere)
    agent = script(tmp_path / "s.toml", backend=[writes()])
    if link.endswith("jsonl"):
        assert "by a link" in delegated(root, agent).note
    else:
        with pytest.raises(OutsideError, match="by a link; nothing was written: put a file or folder of its own there"):
            delegated(root, agent)
    assert list(elsewhere.iterdir()) == []


def test_a_component_that_cannot_be_written_keeps_no_other_from_being_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = two(tmp_path)
    write = files.write

    def refusing(path: Path, text: str | bytes, *, executable: bool = False) -> None:
        if path == root / "two/main.py":
            raise OutsideError(f"{path}: cannot be written: Read-only file system")
        write(path, text, executable=executable)

    monkeypatch.setattr(files, "write", refusing)
    turns = {name: [{"files": {f"{name}/main.py": WHOLE}}] for name in ("one", "two")}
    done = delegated(root, script(tmp_path / "s.toml", **turns), apply=True)
    assert done.applied == ("one",)
    assert "two  validated, 3/3, 1 attempt, not applied: " in report.block(done)
    assert done.next.endswith("-two.patch")


BEFORE = {"crlf": b"x = 1\r\ny = 2", "empty": b"", "new": None}
DATA = {
    "empty": b"",
    "no newline": b"no end",
    "crlf": b"a\r\nb\r\n",
    "mixed": b"mixed\r\nends\n",
    "binary": b"\0\x01\xff",
    "unicode": "é\u2028x\n".encode(),
}


@pytest.mark.parametrize("apply", [False, True], ids=["by patch", "by apply"])
def test_contents_are_the_same_by_patch_and_by_apply(tmp_path: Path, apply: bool) -> None:
    """Byte for byte, whatever the user's git does to ends of lines."""
    root = project(tmp_path / "p", {"backend/main.py": HEAD})
    work = tmp_path / "copy/backend"
    work.mkdir(parents=True)
    for (was, before), (is_, data) in itertools.product(BEFORE.items(), DATA.items()):
        (work / f"{was} {is_}.dat").write_bytes(data)
        if before is not None:
            (root / f"backend/{was} {is_}.dat").write_bytes(before)
    (root / "backend/run").write_bytes(b"#!/bin/sh\n")
    (root / "backend/run").chmod(0o755)
    git(root, "config", "core.autocrlf", "false")
    commit(root)
    turn = writes(WHOLE, copy="copy")
    turn["files"] |= {"backend/run": "#!/bin/sh\nexit 1\n"}
    done = delegated(root, script(tmp_path / "s.toml", backend=[turn]), apply=apply)
    if not apply:
        git(root, "apply", str(done.patch))
    for was, is_ in itertools.product(BEFORE, DATA):
        assert (root / f"backend/{was} {is_}.dat").read_bytes() == DATA[is_], (was, is_)
    assert (root / "backend/run").stat().st_mode & 0o111 == 0o111
