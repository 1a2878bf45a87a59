"""`accord tokens` and `accord log` as they are typed."""

from __future__ import annotations

import json
import os
from importlib import resources
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from click.testing import CliRunner

from accord.cli.group import run
from accord.ledger import log
from accord.ledger.entry import Entry
from ledger.sessions_made import answer, lay, prompt, running, thread, totalling

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def accord(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run `accord` in a folder of its own: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(arguments)
        return (code, *capsys.readouterr())

    return call


def _valid(name: str, text: str) -> dict[str, Any]:
    schema = json.loads((resources.files("accord.ledger") / "schemas" / f"{name}.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    document: dict[str, Any] = json.loads(text)
    jsonschema.Draft202012Validator(schema).validate(document)
    return document


def test_tokens_as_json(accord: Any, tmp_path: Path) -> None:
    lay(tmp_path / "home/s1.jsonl", prompt(), answer(output=33), '{"type": "ass')
    lay(tmp_path / "home/s1/subagents/agent-1.jsonl", answer("m2", output=222, side=True))
    code, out, err = accord("tokens", "home", "--format", "json")
    assert (code, err) == (0, "")
    document = _valid("tokens", out)
    assert document["version"] == 1
    assert document["totals"]["output_tokens"] == 255
    assert document["skipped_lines"] == 1
    assert [session["id"] for session in document["sessions"]] == ["s1"]


def test_tokens_as_text_keeps_the_tools_apart(accord: Any, tmp_path: Path) -> None:
    lay(tmp_path / "s1.jsonl", answer(output=1200, fresh=2, creation=3, cached=4), "{torn")
    lay(tmp_path / "rollout.jsonl", thread("t"), running((1000, 800, 70)))
    _, out, _ = accord("tokens", ".")
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert lines == [
        "Output tokens 1,200",
        "Non-cached input 2",
        "Cache creation 3",
        "Cache reads 4",
        "API calls 1",
        "Codex output tokens 70",
        "Codex input, cached included 1,000",
        "Codex cached input 800",
        "Codex cache writes 0",
        "Codex reasoning output 35",
        "Codex API calls 1",
        "1 torn or unreadable line passed over",
    ]


SEED = """| Metric | Baseline | Delegated | Savings |
|---|---:|---:|---:|
| Output tokens | 7,533 | 5,892 | -22% |
| Non-cached input | 382,255 | 25,706 | -93% |
| Cache creation | 382,199 | 25,667 | -93% |
| Cache reads | 144,000 | 99,000 | -31% |
| API calls | 48 | 33 | -31% |
"""


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    """Sessions that carry the seed's totals, the second with a part of them in another file."""
    totalling(tmp_path / "one/a.jsonl", 7533, 382_255, 382_199, 48, name="a")
    totalling(tmp_path / "two/b.jsonl", 5000, 25_000, 25_000, 30, name="b")
    totalling(tmp_path / "three/c.jsonl", 892, 706, 667, 3, name="c")
    return tmp_path


def test_the_seeds_table_comes_out_of_sessions_that_carry_its_totals(accord: Any, seed: Path) -> None:
    code, out, _ = accord("tokens", "two", "three", "--against", "one", "--format", "markdown")
    assert (code, out) == (0, SEED)


def test_against_takes_every_path_up_to_the_next_option(accord: Any, seed: Path) -> None:
    code, out, _ = accord("tokens", "one", "--against", "two", "three", "--format", "json")
    assert code == 0
    document = _valid("tokens", out)
    assert document["totals"]["output_tokens"] == 7533
    assert document["against"]["totals"]["output_tokens"] == 5892
    figures = {row["metric"]: (row["baseline"], row["delegated"], row["savings"]) for row in document["comparison"]}
    assert figures["output_tokens"] == (5892, 7533, -0.2785), "the baseline is what it is held against"
    repeated = accord("tokens", "--against", "two", "--against", "three", "--format", "json", "--", "one")
    assert json.loads(repeated[1]) == document


def test_sets_named_baseline_are_the_baseline_on_either_side(accord: Any, seed: Path) -> None:
    (seed / "one").rename(seed / "Baseline")
    for arguments in (("Baseline", "--against", "two", "three"), ("two", "three", "--against", "Baseline")):
        assert accord("tokens", *arguments, "--format", "markdown")[1] == SEED


def test_a_figure_that_was_zero_has_no_savings(accord: Any, tmp_path: Path) -> None:
    lay(tmp_path / "a.jsonl", answer(output=4, cached=0))
    lay(tmp_path / "b.jsonl", answer("m2", output=4, cached=9))
    _, out, _ = accord("tokens", "b.jsonl", "--against", "a.jsonl")
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert "Cache reads 0 9 n/a" in lines
    assert "Output tokens 4 4 0%" in lines


TYPED: list[tuple[tuple[str, ...], int, str]] = [
    ((), 2, "PATH"),
    (("absent.jsonl",), 2, "absent.jsonl"),
    (("s1.jsonl", "--against"), 2, "requires an argument"),
    (("s1.jsonl", "--against", "--format", "json"), 2, "requires an argument"),
    (("s1.jsonl", "--against", "absent.jsonl"), 2, "absent.jsonl"),
    (("empty",), 3, "no answer of a model in empty"),
    (("s1.jsonl", "--against", "empty"), 3, "no answer of a model in empty"),
]


@pytest.mark.parametrize(("arguments", "status", "words"), TYPED)
def test_what_cannot_be_metered_is_said(
    arguments: tuple[str, ...], status: int, words: str, accord: Any, tmp_path: Path
) -> None:
    lay(tmp_path / "s1.jsonl", answer())
    lay(tmp_path / "empty/notes.jsonl", prompt())
    code, _, err = accord("tokens", *arguments)
    assert code == status
    assert words in err


def test_an_empty_metering_is_still_a_whole_document(accord: Any, tmp_path: Path) -> None:
    lay(tmp_path / "empty/notes.jsonl", prompt())
    code, out, _ = accord("tokens", "empty", "--format", "json")
    assert code == 3
    assert _valid("tokens", out)["sessions"] == []


def test_a_line_is_added_and_shown(accord: Any, tmp_path: Path) -> None:
    added = accord(
        "log", "add", "--task", "blog", "--delegated", "--success", "--endpoints", "16", "--validation", "16/16",
        "--claude-output-tokens", "5892", "--claude-api-calls", "33", "--codex-agents", "2", "--duration", "139.5",
        "--framework", "fastapi", "--scenario", "crud", "--baseline", "7533", "--patch", "p.patch", "--notes", "n",
    )  # fmt: skip
    assert added == (0, "", "")
    code, out, _ = accord("log", "--format", "json")
    assert code == 0
    (row,) = _valid("log", out)["entries"]
    assert (row["savings"], row["baseline_output_tokens"], row["duration_s"]) == (0.2178, 7533, 139.5)
    assert "retries" not in row
    _, out, _ = accord("log")
    assert "delegated blog succeeded 16/16 saved 22%" in out


def test_the_baseline_may_be_a_session_or_an_earlier_line(accord: Any, tmp_path: Path) -> None:
    lay(tmp_path / "s1.jsonl", answer(output=200))
    delegated = ("--delegated", "--claude-output-tokens", "100")
    accord("log", "add", "--task", "a", *delegated, "--baseline", "s1.jsonl")
    accord("log", "add", "--task", "b", "--not-delegated", "--claude-output-tokens", "400", "--baseline")
    accord("log", "add", "--task", "b", *delegated)
    accord("log", "add", "--task", "c", *delegated)
    found = log.read(tmp_path).entries
    assert [entry.baseline_output_tokens for entry in found] == [200, 400, 400, None]
    assert [entry.savings for entry in found] == [0.5, None, 0.75, None]


WRONG: list[tuple[tuple[str, ...], str]] = [
    (("--delegated",), "--task"),
    (("--task", "x"), "--delegated"),
    (("--task", "x", "--delegated", "--validation", "all"), "18/20"),
    (("--task", "x", "--delegated", "--baseline"), "--claude-output-tokens"),
    (("--task", "x", "--delegated", "--baseline", "absent"), "absent"),
]


@pytest.mark.parametrize(("arguments", "words"), WRONG)
def test_a_wrong_line_is_not_added(arguments: tuple[str, ...], words: str, accord: Any, tmp_path: Path) -> None:
    code, _, err = accord("log", "add", *arguments)
    assert code == 2
    assert words in err
    assert list(tmp_path.iterdir()) == []


def test_the_summary_counts_only_what_is_known(accord: Any, tmp_path: Path) -> None:
    code, out, err = accord("log")
    assert (code, out) == (0, "")
    assert err.startswith("accord: no task logged yet; ")
    assert accord("log", "--summary") == (0, "no task logged yet\n", "")
    for entry in (
        Entry("a", delegated=True, success=True, validation="16/16", savings=0.5, claude_output_tokens=100),
        Entry("b", delegated=True, success=False, validation="2/4"),
        Entry("c", delegated=False, reason="small", claude_output_tokens=50),
    ):
        log.record(tmp_path, entry)
    with (tmp_path / ".accord" / log.NAME).open("a") as file:
        file.write('{"torn')
    _, out, _ = accord("log", "--summary")
    assert out.splitlines() == [
        "tasks        3, 2 delegated",
        "delegations  1 succeeded, 1 failed",
        "endpoints    18/20 kept",
        "Claude       150 output tokens",
        "savings      50% on average of 1 measured",
        "passed over  1 torn or foreign lines",
    ]
    assert json.loads(accord("log", "--summary", "--format", "json")[1])["codex_agents"] is None


def test_the_log_is_found_from_a_folder_of_the_project(
    accord: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "src/app").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "src/app")
    accord("log", "add", "--task", "x", "--not-delegated")
    assert (tmp_path / ".accord" / log.NAME).is_file()


def test_every_command_has_a_help_with_its_options() -> None:
    from accord.cli.log import log as log_command
    from accord.cli.signals import signals
    from accord.cli.tokens import tokens

    for command in (tokens, signals, log_command):
        assert CliRunner().invoke(command, ["--help"]).exit_code == 0


LINKS = {
    ".accord": "elsewhere",
    ".accord/performance_log.jsonl": "elsewhere/file",
    ".accord/signals.json": "elsewhere/file",
    ".accord/cases": "elsewhere",
    ".claude": "elsewhere",
}


@pytest.mark.skipif(os.name != "posix", reason="links")
@pytest.mark.parametrize("link", LINKS)
def test_a_link_of_a_hostile_checkout_leads_no_line_out_of_it(
    link: str, accord: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither what is logged, nor what is suggested, applied and remembered, nor a skill that is installed."""
    project, elsewhere = tmp_path / "project", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (project / ".git").mkdir(parents=True)
    monkeypatch.chdir(project)
    (project / link).parent.mkdir(exist_ok=True)
    (project / link).symlink_to(tmp_path / LINKS[link])
    for arguments in (
        *2 * [("log", "add", "--task", "x", "--delegated", "--failed", "--validation", "1/2", "--retries", "2")],
        ("signals",),
        ("signals", "--apply"),
        ("signals", "--reject"),
        ("init", "--skills"),
    ):
        code, _, err = accord(*arguments)
        assert code == 0 or "by a link; nothing was written" in err, (arguments, err)
        assert list(elsewhere.iterdir()) == [], arguments
