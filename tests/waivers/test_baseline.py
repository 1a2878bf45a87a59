"""The baseline file: what it accepts, what it refuses, that it is a ratchet, and that it is written the same every time."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.compare import compare
from accord.errors import ConfigError
from accord.model import Component, Verdict
from accord.waivers import Baseline, Entry, apply, pruned, read, render, updated
from making import BACKEND, FRONTEND, call, called, contract, report, served

if TYPE_CHECKING:
    from accord.model import Report, Scan

TODAY = dt.date(2026, 11, 22)
ROWS = ("GET /a", "DELETE /users/{id}", "GET /internal/stats", "GET /internal/jobs")


def run(
    entries: tuple[Entry, ...] = (), *routes: str, parts: tuple[Component, ...] = (BACKEND,), **facts: object
) -> Report:
    """A server that serves `GET /a` and `routes`, with a baseline; `POST /extra` is in no contract."""
    scans: dict[str, Scan] = {
        "backend": served("GET /a", "POST /extra", *routes),
        "frontend": called("GET /a", call("GET /x", 9)),
    }
    found = compare(contract(*ROWS), parts, {part.name: scans[part.name] for part in parts})
    waived = apply([found], parts, scans, baseline=Baseline("b.toml", entries), today=TODAY)
    return replace(report(waived[0], scans, *parts), **facts)  # type: ignore[arg-type]


def told(made: Report) -> list[str]:
    """Errors and warnings, with a mark where they are waived."""
    return sorted(
        f"{'~' if f.waiver else ''}{f.rule} {f.operation or f.message}" for f in made.findings if f.severity != "info"
    )


MISSING = [
    "missing-endpoint DELETE /users/{id}",
    "missing-endpoint GET /internal/jobs",
    "missing-endpoint GET /internal/stats",
]
EXTRA = "undocumented-endpoint POST /extra"


def test_nothing_is_accepted_without_an_entry() -> None:
    assert told(run()) == [*MISSING, EXTRA]


@pytest.mark.parametrize(
    ("entry", "accepted"),
    [
        (Entry("missing-endpoint", "x", "DELETE /users/{}"), MISSING[:1]),
        (Entry("missing-endpoint", "x", "DELETE /users/{other}"), MISSING[:1]),
        (Entry("missing-endpoint", "x", "GET /internal/*"), MISSING[1:]),
        (Entry("missing-endpoint", "x", "* /internal/**", component="backend"), MISSING[1:]),
        (Entry("missing-endpoint", "x", "/internal/jobs"), MISSING[1:2]),
        (Entry("undocumented-endpoint", "x", "POST /extra"), [EXTRA]),
    ],
)
def test_what_an_entry_accepts(entry: Entry, accepted: list[str]) -> None:
    assert [line[1:] for line in told(run((entry,))) if line.startswith("~")] == accepted


@pytest.mark.parametrize(
    "entry",
    [
        Entry("missing-endpoint", "x", "GET /users/{}"),
        Entry("wrong-method", "x", "DELETE /users/{}"),
        Entry("missing-endpoint", "x", "DELETE /users/{}", contract="other.md", component="backend"),
        Entry("missing-endpoint", "x", "DELETE /users/{}", fingerprint="0" * 12),
    ],
)
def test_what_fits_something_else_accepts_nothing(entry: Entry) -> None:
    assert not [line for line in told(run((entry,))) if line.startswith("~")]


def test_an_accepted_row_is_waived_counted_and_does_not_fail() -> None:
    made = run((Entry("missing-endpoint", "next quarter", "* /**"),))
    assert [row.cells["backend"].verdict for row in made.comparisons[0].rows] == [Verdict.KEPT, *[Verdict.WAIVED] * 3]
    assert (made.failing, made.exit_code) == ((), 0)
    assert {f.waiver for f in made.findings if f.rule == "missing-endpoint"} == {"next quarter"}


def test_an_entry_that_fits_nothing_any_more_is_an_error_at_its_line() -> None:
    made = run((Entry("missing-endpoint", "x", "DELETE /users/{}", line=7),), "DELETE /users/{id}")
    (stale,) = [f for f in made.findings if f.rule == "stale-waiver"]
    assert (stale.severity, str(stale.where), stale.fix) == ("error", "b.toml:7", "run accord baseline prune")
    assert made.exit_code == 1


@pytest.mark.parametrize(
    ("expires", "holds"), [(dt.date(2026, 11, 22), True), (dt.date(2026, 11, 21), False), (dt.date(2027, 1, 1), True)]
)
def test_an_entry_holds_up_to_its_last_day(expires: dt.date, holds: bool) -> None:
    made = run((Entry("missing-endpoint", "x", "* /**", expires=expires),))
    assert ("~" + MISSING[0] in told(made)) is holds
    assert ("expired on 2026-11-21" in " ".join(told(made))) is not holds


@pytest.mark.parametrize(
    "entry",
    [
        Entry("missing-endpoint", "x", "GET /gone", component="worker"),
        Entry("missing-endpoint", "x", "GET /gone", contract="other.md"),
        Entry("unknown-call", "x", "GET /gone"),
    ],
)
def test_what_the_run_did_not_look_at_is_not_judged(entry: Entry) -> None:
    """A run for one component must not ask to prune what belongs to another."""
    made = run((entry,))
    assert "stale-waiver" not in " ".join(told(made))
    assert entry in pruned(Baseline("b", (entry,)), made).entries


def test_an_empty_run_is_never_accepted() -> None:
    scans = {"backend": served(files=0)}
    found = compare(contract("GET /a"), [BACKEND], scans)
    nothing = next(f for f in found.findings if f.rule == "nothing-examined")
    entries = (Entry("nothing-examined", "x", "* /**"), Entry("nothing-examined", "x", fingerprint=nothing.fingerprint))
    waived = apply([found], [BACKEND], scans, baseline=Baseline("b", entries), today=TODAY)
    assert report(waived[0], scans).exit_code == 3
    with pytest.raises(ConfigError, match="cannot be waived"):
        read('[[waiver]]\nrule = "nothing-examined"\nendpoint = "* /**"\nreason = "x"\n', "b")


class TestWriting:
    def test_a_written_baseline_makes_the_run_pass_and_says_why(self) -> None:
        made = run()
        after = updated(Baseline("b.toml"), made, "before accord", TODAY)
        assert [(e.rule, e.endpoint, e.component, e.reason) for e in after.entries] == [
            ("missing-endpoint", "DELETE /users/{}", "backend", "before accord"),
            ("missing-endpoint", "GET /internal/jobs", "backend", "before accord"),
            ("missing-endpoint", "GET /internal/stats", "backend", "before accord"),
        ]
        assert run(after.entries).exit_code == 0

    def test_only_what_fails_is_accepted(self) -> None:
        """A warning is accepted where warnings fail."""
        assert "undocumented-endpoint" not in {e.rule for e in updated(Baseline("b"), run(), "x", TODAY).entries}
        assert "undocumented-endpoint" in {
            e.rule for e in updated(Baseline("b"), run(fail_on="warning"), "x", TODAY).entries
        }

    def test_what_was_there_keeps_its_reason_and_what_is_mended_goes(self) -> None:
        kept = Entry("missing-endpoint", "a good one", "GET /internal/*", expires=dt.date(2027, 1, 1))
        gone = Entry("missing-endpoint", "mended", "GET /a")
        late = Entry("missing-endpoint", "late", "DELETE /users/{}", expires=dt.date(2026, 1, 1))
        made = run((kept, gone, late))
        after = updated(Baseline("b", (late, kept, gone)), made, "anew", TODAY)
        assert [e.reason for e in after.entries] == ["anew", "a good one"]
        assert pruned(Baseline("b", (late, kept, gone)), made).entries == (late, kept)

    def test_it_is_read_back_as_it_was_written_in_the_same_order(self) -> None:
        after = updated(Baseline("b"), run(parts=(BACKEND, FRONTEND)), 'say "why"\n\\ \x7f', TODAY)
        text = render(after)
        again = read(text, "b")
        assert [replace(e, line=0) for e in again.entries] == list(after.entries)
        assert render(again) == text
        assert render(Baseline("b", tuple(sorted(again.entries, key=lambda e: e.order)))) == text
        lines = text.splitlines()
        assert all(lines[entry.line - 1] == "[[waiver]]" for entry in again.entries)

    def test_a_cause_of_many_rows_is_one_entry(self) -> None:
        scans = {"backend": served("GET /v1/a", "GET /v1/b", "GET /v1/c")}
        found = compare(contract("GET /api/a", "GET /api/b", "GET /api/c"), [BACKEND], scans)
        after = updated(Baseline("b"), report(found, scans), "x", TODAY)
        assert [(e.rule, e.endpoint) for e in after.entries] == [("base-path", "")]
        waived = apply([found], [BACKEND], scans, baseline=after, today=TODAY)
        assert report(waived[0], scans).exit_code == 0
        assert {row.cells["backend"].verdict for row in waived[0].rows} == {Verdict.WAIVED}


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("x = ]\n", [(1, "no valid TOML")]),
        ("[[waivers]]\n", [(0, 'unknown key "waivers"')]),
        ("[waiver]\na = 1\n", [(0, "waiver must be tables")]),
        ("\n[[waiver]]\n", [(2, "no rule"), (2, "no reason"), (2, "neither endpoint")]),
        (
            '[[waiver]]\nrule = "missing-endpont"\nreason = "x"\nendpoint = "GET /"\n',
            [(1, 'did you mean "missing-endpoint"?')],
        ),
        ('[[waiver]]\nrule = "base-path"\nreason = "  "\nendpoint = "GET /"\n', [(1, "no reason")]),
        (
            '[[waiver]]\nrule = "base-path"\nreason = "x"\nendpoint = "GET /"\nexpire = 1\n',
            [(1, 'did you mean "expires"?')],
        ),
        (
            '[[waiver]]\nrule = "base-path"\nreason = "x"\nendpoint = "GET /"\nexpires = "soon"\n',
            [(1, "expires must be a date")],
        ),
        (
            '[[waiver]]\nrule = "base-path"\nreason = 3\nendpoint = ["GET /"]\n',
            [(1, "reason must be"), (1, "endpoint must be")],
        ),
        ('[[waiver]]\nrule = ["base-path"]\nreason = "x"\nendpoint = "GET /"\n', [(1, "rule must be")]),
    ],
)
def test_faults_are_told_together_with_their_lines(text: str, faults: list[tuple[int, str]]) -> None:
    with pytest.raises(ConfigError) as caught:
        read(text, "b.toml")
    found = caught.value.faults
    assert len(found) == len(faults)
    for line, words in faults:
        assert any(at == line and words in problem for at, problem in found), found


@pytest.mark.parametrize("text", ["expires = 2027-01-31", 'expires = "2027-01-31"', "expires = 2027-01-31T10:00:00"])
def test_dates_may_be_dates_or_text(text: str) -> None:
    (entry,) = read(f'[[waiver]]\nrule = "base-path"\nreason = "x"\nendpoint = "GET /"\n{text}\n', "b").entries
    assert entry.expires == dt.date(2027, 1, 31)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read(text, "b")
    except ConfigError as error:
        assert error.faults  # noqa: PT017


def test_a_contract_is_named_with_either_slash() -> None:
    text = '[[waiver]]\nrule = "missing-endpoint"\nendpoint = "GET /a"\nreason = "x"\ncontract = \'.\\docs\\api.md\'\n'
    (entry,) = read(text, "b").entries
    assert entry.contract == "docs/api.md"


@pytest.mark.parametrize("value", ["[" * 100_000, "1" * 10_000])
def test_nesting_and_numbers_without_end_are_a_fault_of_the_baseline(value: str) -> None:
    with pytest.raises(ConfigError, match="TOML"):
        read(f"x = {value}\n", "b")
