"""The meters count what was billed, once, whatever the files repeat."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from accord.errors import UsageError
from accord.ledger import lines
from accord.ledger.tokens import meter
from accord.ledger.usage import ClaudeUsage, CodexUsage
from ledger.sessions_made import answer, lay, prompt, running, thread

SAMPLES = Path(__file__).parents[2].parent / "shared/reference/samples"

CLAUDE: list[tuple[str, list[dict[str, Any]], tuple[int, int]]] = [
    ("no answer at all", [prompt()], (0, 0)),
    ("one message in three lines", [answer(output=222)] * 3, (222, 1)),
    ("a placeholder before the final line", [answer(output=1), answer(output=1), answer(output=222)], (222, 1)),
    ("the final line first, as a copied file may have it", [answer(output=222), answer(output=1)], (222, 1)),
    ("two messages", [answer(output=5), answer("msg_2", "req_2", output=7)], (12, 2)),
    ("one message id under two requests", [answer(output=5), answer(request="req_2", output=7)], (12, 2)),
    ("no request id: the message id alone", [answer(request=None, output=5), answer(request=None, output=9)], (9, 1)),
    ("with and without request id, the named line larger", [answer(request=None, output=1), answer(output=9)], (9, 1)),
    ("with and without request id, the bare line larger", [answer(output=1), answer(request=None, output=9)], (9, 1)),
    ("no message id: every line by itself", [answer(None, output=5), answer(None, output=5)], (10, 2)),
    ("a synthetic answer", [answer(model="<synthetic>", output=99), answer(output=5)], (5, 1)),
    ("a sidechain's own message", [answer(output=5), answer("msg_2", side=True, output=7)], (12, 2)),
    (
        "a side question replaying a message under a new request",
        [answer(request="req_9", side=True, output=900), answer(output=5)],
        (5, 1),
    ),
    ("a sidechain copy of the same request", [answer(side=True, output=900), answer(output=5)], (5, 1)),
    ("an agent's result quoted in a prompt", [prompt(toolUseResult={"usage": {"output_tokens": 77}})], (0, 0)),
    ("counts that are no numbers", [answer(output=None), answer("m2", output=-3), answer("m3", output="7")], (0, 3)),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("rows", "expected"), [row[1:] for row in CLAUDE], ids=[row[0] for row in CLAUDE])
def test_each_message_counts_once(rows: list[dict[str, Any]], expected: tuple[int, int], tmp_path: Path) -> None:
    usage = meter([lay(tmp_path / "s1.jsonl", *rows)]).totals
    assert (usage.output_tokens, usage.api_calls) == expected


def test_the_four_kinds_of_tokens_stay_apart(tmp_path: Path) -> None:
    rows = [
        answer(output=1, fresh=2, creation=30, cached=400),
        answer("msg_2", output=5, fresh=6, creation=70, cached=800),
    ]
    assert meter([lay(tmp_path / "s1.jsonl", *rows)]).claude == ClaudeUsage(
        output_tokens=6, input_tokens=8, cache_creation_input_tokens=100, cache_read_input_tokens=1200, api_calls=2
    )


def test_a_message_whose_end_was_never_written_is_said_to_be_unfinished(tmp_path: Path) -> None:
    """Clients write a subagent's lines before the message has ended, and sometimes never again."""
    begun, ended = answer(output=1), answer("m2", output=222)
    begun["message"]["stop_reason"] = None
    ended["message"]["stop_reason"] = "end_turn"
    placeholder = answer("m2", output=1)
    placeholder["message"]["stop_reason"] = None
    metering = meter([lay(tmp_path / "s1.jsonl", begun, begun, placeholder, ended)])
    assert (metering.totals.output_tokens, metering.unfinished_messages) == (223, 1)


def test_names_with_half_a_surrogate_pair_are_names_too(tmp_path: Path) -> None:
    rows = [answer("m\ud83d", "r\ud83d", session="s\ud83d"), thread("t\ud83d"), running((1, 0, 1))]
    metering = meter([lay(tmp_path / "s1.jsonl", *rows)])
    assert [session.id for session in metering.sessions] == ["s?", "t?"]


def test_a_forked_session_repeats_lines_that_count_once_over_all_files(tmp_path: Path) -> None:
    lay(tmp_path / "a.jsonl", answer(output=100, session="a"), answer("msg_2", output=10, session="a"))
    copied = [answer(output=100, session="b"), answer("msg_2", output=10, session="b")]
    lay(tmp_path / "b.jsonl", *copied, answer("msg_3", output=1, session="b"))
    metering = meter([tmp_path])
    assert metering.totals.output_tokens == 111
    assert [(s.id, s.usage.output_tokens) for s in metering.sessions] == [("a", 110), ("b", 1)]


def test_a_session_file_brings_its_subagents(tmp_path: Path) -> None:
    file = lay(tmp_path / "s1.jsonl", answer(output=5))
    agents = tmp_path / "s1" / "subagents"
    lay(agents / "agent-1.jsonl", *(answer("m2", output=n, side=True) for n in (1, 1, 222)))
    lay(tmp_path / "s2.jsonl", answer("m3", output=1000))
    assert meter([file]).totals.output_tokens == 227
    assert meter([file, tmp_path, agents]).totals.output_tokens == 1227, "no file counts twice"


@pytest.mark.parametrize(
    ("text", "skipped"),
    [
        ('{"type":"assistant","message":{"id":"m9","usa', 1),
        ('{"type":"assistant","message":{"id":"m9","role":"assistant","content":[{"type":"text","text":"a"}', 1),
        ('{"type":"user"', 1),
        ("\x00" * 40, 1),
        ('[1, 2]\n"text"\n', 2),
        ("\n\n  \n", 0),
        ("[" * 100_000, 1),
        (json.dumps(answer("m9", output=7)), 0),
        ('{"type":"user","message":"\ud83d"}', 0),
    ],
)
def test_a_torn_line_is_passed_over_and_counted(text: str, skipped: int, tmp_path: Path) -> None:
    file = lay(tmp_path / "s1.jsonl", answer(output=5))
    file.write_bytes(file.read_bytes() + text.encode("utf-8", "surrogatepass"))
    metering = meter([file])
    assert metering.skipped_lines == skipped
    assert metering.totals.output_tokens == (12 if "m9" in text and not skipped else 5)


def test_a_torn_line_in_the_middle_hides_nothing_behind_it(tmp_path: Path) -> None:
    file = lay(
        tmp_path / "s1.jsonl", answer(output=5), '{"type":"assis', answer("m2", output=3), answer("m3", output=2)
    )
    metering = meter([file])
    assert (metering.totals.output_tokens, metering.skipped_lines) == (7, 1)


@pytest.mark.parametrize(("kind", "skipped"), [("assistant", 1), ("user", 0)])
def test_an_overlong_line_is_counted_as_skipped_where_it_may_hold_usage(
    kind: str, skipped: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "LIMIT", 2000)
    long = prompt("x" * 9_000) if kind == "user" else answer("m2", text="x" * 9_000)
    metering = meter([lay(tmp_path / "s1.jsonl", answer(output=5), long, answer("m3", output=2))])
    assert (metering.totals.output_tokens, metering.skipped_lines) == (7, skipped)


CODEX: list[tuple[str, list[tuple[int, int, int] | None], tuple[int, int, int, int]]] = [
    ("running totals become differences", [(100, 0, 10), (250, 90, 25)], (250, 90, 25, 2)),
    ("the same total told twice", [(100, 0, 10), (100, 0, 10), (250, 90, 25)], (250, 90, 25, 2)),
    ("a notice without figures", [None, (100, 0, 10)], (100, 0, 10, 1)),
    ("a total that falls starts a new count", [(100, 50, 10), (30, 0, 5)], (130, 50, 15, 2)),
]


@pytest.mark.parametrize(("totals", "expected"), [row[1:] for row in CODEX], ids=[row[0] for row in CODEX])
def test_codex_totals_become_deltas(
    totals: list[tuple[int, int, int] | None], expected: tuple[int, int, int, int], tmp_path: Path
) -> None:
    usage = meter([lay(tmp_path / "rollout-1.jsonl", thread("t1"), *map(running, totals))]).codex
    assert usage == CodexUsage(
        input_tokens=expected[0],
        cached_input_tokens=expected[1],
        output_tokens=expected[2],
        reasoning_output_tokens=usage.reasoning_output_tokens,
        api_calls=expected[3],
    )


def test_a_thread_in_two_files_counts_once_and_a_fork_without_its_parents_part(tmp_path: Path) -> None:
    first = [running((100, 0, 10)), running((200, 0, 20))]
    lay(tmp_path / "rollout-1.jsonl", thread("t1"), *first, running((300, 0, 30)))
    lay(tmp_path / "archived" / "rollout-1.jsonl", thread("t1"), *first)
    lay(tmp_path / "rollout-2.jsonl", thread("t2", forked_from_id="t1"), thread("t1"), *first, running((260, 0, 27)))
    metering = meter([tmp_path])
    assert [(s.id, s.usage.output_tokens, s.usage.api_calls) for s in metering.sessions] == [
        ("t1", 30, 3),
        ("t2", 7, 1),
    ]
    assert metering.codex.output_tokens == 37
    alone = meter([tmp_path / "rollout-2.jsonl"]).codex
    assert alone.output_tokens == 27, "nobody else accounts for the parent's part"


def test_a_fork_that_carries_its_parents_total_on_counts_its_own_requests(tmp_path: Path) -> None:
    """As codex 0.163 to 0.169 write it: no line of the parent, but the running total goes on from the parent's."""
    lay(
        tmp_path / "rollout-1.jsonl",
        thread("t1"),
        running((1000, 800, 70)),
        running((2100, 1700, 100), (1100, 900, 30)),
    )
    own = [running((3400, 2700, 117), (1300, 1000, 17)), running((3500, 2700, 120), (100, 0, 3))]
    lay(tmp_path / "rollout-2.jsonl", thread("t2", forked_from_id="t1"), *own)
    metering = meter([tmp_path])
    assert [(s.id, s.usage.output_tokens, s.usage.api_calls) for s in metering.sessions] == [
        ("t1", 100, 2),
        ("t2", 20, 2),
    ]
    assert meter([tmp_path / "rollout-2.jsonl"]).codex.input_tokens == 1400
    cut = lay(tmp_path / "cut" / "rollout-3.jsonl", thread("t3"), *own)
    assert meter([cut]).codex.input_tokens == 3500, "a thread that is no fork used what its total says"


def test_claude_and_codex_never_share_a_figure(tmp_path: Path) -> None:
    lay(tmp_path / "s1.jsonl", answer(output=5))
    lay(tmp_path / "rollout-1.jsonl", thread("t1"), running((100, 80, 10)))
    metering = meter([tmp_path])
    assert metering.tools == ("claude", "codex")
    assert metering.totals is metering.claude
    assert (metering.claude.output_tokens, metering.codex.output_tokens) == (5, 10)


def test_a_path_that_is_not_there_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"absent\.jsonl"):
        meter([tmp_path / "absent.jsonl"])


@pytest.mark.skipif(
    not SAMPLES.is_dir(), reason=f"{SAMPLES}: recordings of the real client are not beside this checkout"
)
def test_recordings_of_the_real_client(tmp_path: Path) -> None:
    """The client's own figures: 299 without and 409 with a subagent, whose early lines say 1."""
    session, agent = (SAMPLES / name for name in ("claude_session_with_subagent.jsonl", "claude_subagent_agent.jsonl"))
    lay(tmp_path / "s1.jsonl").write_bytes(session.read_bytes())
    lay(tmp_path / "s1" / "subagents" / "agent-1.jsonl").write_bytes(agent.read_bytes())
    expected = ClaudeUsage(409, 44, 8000, 12000, 4)
    assert meter([tmp_path]).claude == meter([tmp_path / "s1.jsonl"]).claude == expected
    assert meter([SAMPLES / "claude_session.jsonl"]).claude.output_tokens == 299


METERED = """
import resource, sys
from pathlib import Path
from accord.ledger.tokens import meter

def peak():
    # Linux counts the parent's peak into a child's ru_maxrss; VmHWM begins anew with the program.
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.is_file() else []
    found = [int(line.split()[1]) for line in lines if line.startswith("VmHWM:")]
    return found[0] if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

meter([Path(sys.argv[1])])
before = peak()
usage = meter([Path(sys.argv[2])]).totals
after = peak()
print(usage.output_tokens, usage.api_calls, before, after)
"""


def _measured(tmp_path: Path, size: int) -> tuple[int, float, float]:
    """Messages, and the peak memory in MiB of a process before and after metering a synthetic session of `size` bytes."""
    pytest.importorskip("resource", reason="peak memory is measured on POSIX systems")
    tail = json.dumps(answer("M", "R", output=2, filler="f" * 700)).replace('"M"', '"M%d"').replace('"R"', '"R%d"')
    big = tmp_path / "big.jsonl"
    messages = written = 0
    with big.open("w") as file:
        while written < size:
            block = "".join(2 * (tail % (n, n) + "\n") for n in range(messages, messages + 1000))
            written += file.write(block)
            messages += 1000
    small = lay(tmp_path / "small.jsonl", answer())
    run = subprocess.run(
        [sys.executable, "-c", METERED, str(small), str(big)], capture_output=True, text=True, check=True, timeout=600
    )
    output, calls, before, after = map(int, run.stdout.split())
    assert (output, calls) == (2 * messages, messages)
    big.unlink()
    unit = 1024 if sys.platform == "linux" else 1024 * 1024
    return messages, before / unit, after / unit


def test_memory_does_not_grow_with_the_session(tmp_path: Path) -> None:
    _, before, after = _measured(tmp_path, 60_000_000)
    assert after - before < 24


@pytest.mark.slow
def test_a_gigabyte_is_metered_in_flat_memory(tmp_path: Path) -> None:
    _, before, after = _measured(tmp_path, 1_000_000_000)
    assert after - before < 24
    assert after < 64
