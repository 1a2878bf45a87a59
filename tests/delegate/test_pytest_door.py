"""`pytest --accord --delegate`, run as users run it, with the scripted agent and with the real one."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest

from delegate import blog, real_codex
from delegate import model_server as model
from delegate.model_server import ModelServer, Say, Script
from small import USERS, project, without_delete
from waiting import PATIENCE, until

if TYPE_CHECKING:
    from pathlib import Path

MISSING = "docs/api.md::backend::DELETE /api/users/{id}"
STATUS = "docs/api.md::accord"
REHEARSAL = "[[backend]]\nfiles = {{ 'backend/users.py' = '''{text}''' }}\ntokens = [1000, 50]\n"


class Run:
    """pytest in a project that lacks an endpoint, with a script for the agent."""

    def __init__(self, pytester: pytest.Pytester, state: Path) -> None:
        self.pytester, self.path, self.state = pytester, pytester.path, state
        project(self.path, users=without_delete())
        self.script(REHEARSAL.format(text=USERS))

    def script(self, text: str) -> None:
        (self.path / "rehearsal.toml").write_text(text, "utf-8")

    def __call__(self, *arguments: str, agent: str = "scripted:rehearsal.toml") -> pytest.RunResult:
        return self.plain("--accord", "--delegate", "--delegate-mode=always", f"--delegate-agent={agent}", *arguments)

    def plain(self, *arguments: str) -> pytest.RunResult:
        return self.pytester.runpytest_inprocess("-p", "no:hypothesispytest", *arguments)

    @property
    def attempts(self) -> list[dict[str, object]]:
        """Every turn an agent took, whichever run it belonged to."""
        lines = [line for file in sorted(self.state.rglob("*.jsonl")) for line in file.read_text().splitlines()]
        return [entry for entry in map(json.loads, lines) if "attempt" in entry]


@pytest.fixture
def run(pytester: pytest.Pytester, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Run:
    state = tmp_path_factory.mktemp("state")
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("ACCORD_STATE_DIR", str(state))
    return Run(pytester, state)


def failed(result: pytest.RunResult) -> list[str]:
    return sorted(
        line.split(" - ")[0].removeprefix("FAILED ") for line in result.outlines if line.startswith("FAILED ")
    )


# -- one dispatch, then the assertions -----------------------------------------------------------------------------------


def test_items_are_judged_with_the_patch_and_the_status_item_says_that_it_is_not_there(run: Run) -> None:
    result = run()
    assert failed(result) == [STATUS]
    result.stdout.fnmatch_lines(
        [
            "accord: every endpoint is judged with *.patch laid over the tree",
            "*kept only with *backend*.patch; git apply *.patch*",
        ]
    )
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert (run.path / "backend/users.py").read_text() == without_delete()
    assert len(run.attempts) == 1


def test_the_patch_that_is_named_makes_the_next_run_green(run: Run) -> None:
    (told,) = [line for line in run().outlines if line.startswith("kept only with")]
    subprocess.run(told.partition("; ")[2].split(), cwd=run.path, check=True)
    assert run.plain("--accord").ret == pytest.ExitCode.OK


def test_a_component_whose_folder_is_not_there_yet_is_written(run: Run) -> None:
    main = (run.path / "backend/main.py").read_text()
    (run.path / "backend").rename(run.path / "was")
    run.script(REHEARSAL.format(text=f"{USERS}''', 'backend/main.py' = '''{main}"))
    assert run.plain("--accord").ret == pytest.ExitCode.USAGE_ERROR
    assert failed(run()) == [STATUS]
    assert run("--delegate-apply").ret == pytest.ExitCode.OK
    assert (run.path / "backend/users.py").read_text() == USERS


def test_applied_it_is_green(run: Run) -> None:
    result = run("--delegate-apply")
    assert (result.ret, failed(result)) == (pytest.ExitCode.OK, [])
    assert (run.path / "backend/users.py").read_text() == USERS


@pytest.mark.parametrize("quiet", [(), ("-q",), ("-qq",)])
def test_the_note_of_the_ledger_stands_at_the_end(quiet: tuple[str, ...], run: Run) -> None:
    """Two delegations in a row that failed are a signal; what is said once is said however quiet the run is."""
    run.script("[[backend]]\nquiet = true\nexit = 3\n")
    assert "Skill note" not in run(*quiet).stdout.str()
    run(*quiet).stdout.fnmatch_lines(["*Skill note: the last 2 delegations failed*", "Suggested *", "Apply? *"])


def test_nothing_broken_starts_nobody(run: Run) -> None:
    project(run.path)
    result = run(agent="scripted:none-such.toml")
    assert result.ret == pytest.ExitCode.OK
    assert run.attempts == []


def test_a_run_of_single_items_is_not_green_either(run: Run) -> None:
    """No run is green for code that is not there, whichever items were chosen."""
    for chosen in (["-k", "DELETE"], [MISSING], ["--deselect", STATUS]):
        result = run(*chosen)
        assert result.ret == pytest.ExitCode.TESTS_FAILED, chosen
        result.stdout.fnmatch_lines(["*kept only with *"])
        assert failed(result) == []


def test_what_the_agent_did_not_manage_fails_with_its_outcome(run: Run) -> None:
    run.script(REHEARSAL.format(text=without_delete() + "\n# nothing of use\n"))
    result = run("--delegate-retries", "0")
    assert failed(result) == [STATUS, MISSING]
    result.stdout.fnmatch_lines(["*judged with *.patch laid over the tree*", "backend: max_attempts, 3/4 kept: *"])


def test_an_agent_accepts_no_findings_by_comments(run: Run) -> None:
    """The copy with the patch is judged as the outcome was: what the agent wishes to be ignored is not."""
    ignored = "# accord: ignore[missing-endpoint, undocumented-endpoint] wished away\n"
    run.script(REHEARSAL.format(text=ignored + without_delete() + EXTRA))
    result = run("--delegate-retries", "0", "--accord-strict")
    assert "docs/api.md::backend::undocumented" in failed(result)


EXTRA = """

@router.get("/me/avatar")  # accord: ignore[undocumented-endpoint] not worth a row
def avatar(): ...
"""


def test_an_interrupt_ends_agents_and_session(run: Run) -> None:
    """Nobody who types Ctrl-C wants the tests to run now; the run can be gone on with."""
    run.script(REHEARSAL.format(text=USERS).replace("tokens", "seconds = 600\ntokens"))
    command = [sys.executable, "-m", "pytest", "--accord", "--delegate", "--delegate-mode=always"]
    running = subprocess.Popen(
        [*command, "--delegate-agent=scripted:rehearsal.toml"],
        cwd=run.path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        until(lambda: any('"process"' in file.read_text() for file in run.state.rglob("state.json")))
        running.send_signal(signal.SIGINT)
        out, _ = running.communicate(timeout=PATIENCE)
    finally:
        running.kill()
    assert running.returncode == pytest.ExitCode.INTERRUPTED
    assert "accord: interrupted; accord delegate --resume" in out
    assert "passed" not in out


def test_junit_says_what_an_item_was_judged_with(run: Run) -> None:
    run("--junitxml=junit.xml")
    cases = ET.parse(run.path / "junit.xml").getroot().iter("testcase")  # noqa: S314 pytest wrote it
    judged = {
        case.get("name"): [p.get("value") for p in case.iter("property") if p.get("name") == "judged"] for case in cases
    }
    assert judged["DELETE /api/users/{id}"][0].endswith("laid over the tree")


def test_reports_for_others_tell_of_the_tree_that_is_there(run: Run) -> None:
    run("--accord-report=json=plain.json")
    assert json.loads((run.path / "plain.json").read_text())["verdict"] == "broken"
    run("--accord-report=json=applied.json", "--delegate-apply")
    assert json.loads((run.path / "applied.json").read_text())["verdict"] == "kept"


def test_auto_declines_with_its_reasons(run: Run) -> None:
    result = run("--delegate-mode=auto")
    assert failed(result) == [MISSING]
    result.stdout.fnmatch_lines(["*backend*declined*few-lines: 21 lines expected*"])
    assert run.attempts == []


# -- workers -------------------------------------------------------------------------------------------------------------

OWN = """
import pytest

@pytest.mark.parametrize("n", range(4))
def test_outcome(n, delegate, accord_report):
    assert delegate["backend"].validated
    assert delegate["backend"].files == 1
    assert accord_report.verdict == "kept"
"""


def test_workers_share_one_dispatch(run: Run) -> None:
    run.pytester.makepyfile(OWN)
    result = run("-n2", "test_workers_share_one_dispatch.py", "docs/api.md")
    assert failed(result) == [STATUS]
    result.assert_outcomes(passed=4 + 5, failed=1)
    assert len(run.attempts) == 1


def test_the_fixture_holds_the_outcomes(run: Run) -> None:
    run.pytester.makepyfile(OWN)
    run("test_the_fixture_holds_the_outcomes.py").assert_outcomes(passed=4 + 5, failed=1)


def test_the_fixture_knows_a_component_that_kept_the_contract_all_along(run: Run) -> None:
    project(run.path)
    run.pytester.makepyfile(
        "def test_it(delegate):\n    assert delegate['backend'].validated\n    assert not delegate['backend'].attempts\n"
    )
    run("test_the_fixture_knows_a_component_that_kept_the_contract_all_along.py").assert_outcomes(passed=1 + 6)


@pytest.mark.parametrize("flags", [(), ("--accord",)])
def test_without_the_flag_the_fixture_skips(run: Run, flags: tuple[str, ...]) -> None:
    run.pytester.makepyfile("def test_it(delegate): ...")
    result = run.plain(*flags, "-rs", "test_without_the_flag_the_fixture_skips.py")
    assert result.parseoutcomes()["skipped"] == 1
    result.stdout.fnmatch_lines(["*no delegation in this session: pytest --accord --delegate"])
    assert run.attempts == []


# -- never unasked -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("flag", ["--delegate", "--delegate-agent=scripted:rehearsal.toml", "--delegate-apply"])
@pytest.mark.parametrize("how", ["ini", "environment"])
def test_delegation_never_starts_from_ini_files_or_addopts(
    run: Run, monkeypatch: pytest.MonkeyPatch, flag: str, how: str
) -> None:
    """Nor does its agent come from there: a repository does not choose what runs."""
    if how == "ini":
        (run.path / "pytest.ini").write_text(f"[pytest]\naddopts = --accord {flag}\n")
    else:
        monkeypatch.setenv("PYTEST_ADDOPTS", f"--accord {flag}")
    typed = [] if flag == "--delegate" else ["--delegate"]
    result = run.plain(*typed, "-p", "no:cacheprovider")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*{flag.partition('=')[0]} counts only when it is typed; take it out of addopts*"])
    assert run.attempts == []


def test_what_is_typed_wins_over_addopts(run: Run) -> None:
    (run.path / "pytest.ini").write_text("[pytest]\naddopts = --accord --delegate-agent=scripted:none-such.toml\n")
    assert failed(run()) == [STATUS]


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--delegate"], "--delegate needs --accord"),
        (["--accord", "--delegate-jobs=2"], "--delegate-jobs without --delegate; give both, or none"),
        (["--accord", "--delegate", "--accord-update-baseline"], "give one of them"),
        (["--accord", "--delegate", "--delegate-jobs=0"], "--delegate-jobs 0; give a whole number from 1 on"),
        (["--accord", "--delegate", "--delegate-agent=cdoex"], 'no agent "cdoex"'),
    ],
)
def test_bad_usage_is_told_before_anything_starts(run: Run, flags: list[str], words: str) -> None:
    result = run.plain(*flags, *(["--delegate-mode=always"] if "--delegate" in flags else []))
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert words in result.stderr.str()
    assert run.attempts == []


def test_a_failing_preflight_stops_before_anything_is_dispatched(run: Run) -> None:
    result = run(agent="scripted:none-such.toml")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(['*accord: scripted: no script "none-such.toml"*'])
    assert not list(run.state.rglob("*.jsonl"))


def test_listing_items_starts_no_agent(run: Run) -> None:
    assert run("--collect-only").ret == pytest.ExitCode.OK
    assert run.attempts == []


def test_without_the_flag_nothing_of_delegation_is_loaded(run: Run) -> None:
    code = "import sys, pytest; pytest.main(['-q', '--accord', '-p', 'no:cacheprovider']); print('LOADED', *sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=run.path, capture_output=True, text=True, check=True)
    loaded = done.stdout.partition("LOADED")[2].split()
    assert not [name for name in loaded if name.startswith("accord.delegate")]


# -- the real agent ------------------------------------------------------------------------------------------------------


@pytest.mark.real_agent
def test_the_real_agent(run: Run, codex: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Completed by Codex itself in its sandbox; the service behind it is scripted."""
    script = Script("DELETE /api/users", [model.update("backend/users.py", *_ending()), Say("done")])
    with ModelServer([script]) as server:
        for name, value in real_codex.environment(real_codex.home(tmp_path / "home", server.url), codex).items():
            monkeypatch.setenv(name, value)
        result = run("--delegate-apply", agent="codex")
    assert result.ret == pytest.ExitCode.OK, result.stdout.str()
    assert (run.path / "backend/users.py").read_text().endswith("def remove_user(id: int): ...\n")
    assert "$claude-orchestrated" in server.requests[0].prompt
    assert server.requests[0].metadata["sandbox_mode"] == "workspace-write"


@pytest.mark.slow
@pytest.mark.real_agent
def test_the_blog_is_written_by_the_real_agent_and_its_endpoints_pass(
    run: Run, codex: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Backend and frontend in parallel, each repaired once, applied: 32 endpoints, then the project's own assertions."""
    root = blog.empty(tmp_path / "blog")
    (root / "test_blog.py").write_text(ASSERTIONS, "utf-8")
    monkeypatch.chdir(root)
    with ModelServer(blog.scripts()) as server:
        for name, value in real_codex.environment(real_codex.home(tmp_path / "home", server.url), codex).items():
            monkeypatch.setenv(name, value)
        result = run.plain("--accord", "--delegate", "--delegate-apply", "-n2")
    assert result.ret == pytest.ExitCode.OK, result.stdout.str()
    result.assert_outcomes(passed=16 + 1 + 16 + 1 + 1 + 2)
    result.stdout.fnmatch_lines(["*validation 32/32*", "  backend   validated, 16/16, 2 attempts"])


ASSERTIONS = """
import pytest

@pytest.mark.parametrize("name", ["backend", "frontend"])
def test_written(name, delegate, accord_report):
    outcome = delegate[name]
    assert outcome.validated
    assert len(outcome.attempts) == 2
    assert accord_report.verdict == "kept"
"""


def _ending() -> tuple[str, str]:
    """The last lines of the file as the agent finds it, and as it is to leave them."""
    before, after = without_delete().splitlines(), USERS.splitlines()
    assert after[: len(before)] == before
    return before[-1], "\n".join([before[-1], *after[len(before) :]])
