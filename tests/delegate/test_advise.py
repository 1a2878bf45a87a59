"""Advice: titled cases through a real check, and tables of what the numbers alone decide."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

import making
from accord import check, config
from accord.cli.group import run
from accord.delegate import explain, said, sizes
from accord.delegate.advise import QUESTIONS, Work, advise, alike, judge
from accord.delegate.sizes import LINES, Range
from accord.ledger import log
from accord.ledger.entry import Entry
from accord.ledger.settings import Heuristics
from accord.model import Component

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accord.delegate.advise import Advice

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r"^```(?P<kind>\S+)(?: (?P<name>\S+))?\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


# -- titled cases --------------------------------------------------------------------------------------------------------


def cases() -> Iterator[Any]:
    text = (ROOT / "fixtures/advice.md").read_text("utf-8")
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        yield pytest.param(section, id=section.partition("\n")[0])


@pytest.mark.parametrize("section", list(cases()))
def test_case(section: str, tmp_path: Path) -> None:
    task = expected = ""
    for block in _BLOCK.finditer(section):
        if block["kind"] == "task":
            task = block["body"].strip()
        elif block["kind"] == "expected":
            expected = block["body"]
        elif block["name"].endswith("/"):
            (tmp_path / block["name"]).mkdir(parents=True)
        else:
            (tmp_path / block["name"]).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / block["name"]).write_text(block["body"], "utf-8")
    report = check.check(config.load(tmp_path))
    advices = advise(report, [part.name for part in report.components], Heuristics(), LINES, task=task)
    assert "".join(map(told, advices)) == expected
    jsonschema.validate(explain.data(advices), explain.schema())


def told(advice: Advice) -> str:
    verdict = "delegate" if advice.delegate else "declined"
    answers = "".join(f"    {question.name} {question.answer}\n" for question in advice.questions)
    return f"{advice.component} {verdict}, {advice.lines} lines\n{answers}"


# -- tables --------------------------------------------------------------------------------------------------------------


def work(endpoints: int = 16, **facts: Any) -> Work:
    """A server to be written from nothing, of like endpoints."""
    rows = making.contract(*(f"GET /things{number}" for number in range(endpoints))).endpoints
    known: dict[str, Any] = {
        "component": Component("backend", "provider", "backend"), "endpoints": rows, "repairs": 0, "rows": len(rows), "unclear": {},
        "there": 0, "undetermined": 0, "framework": "fastapi", "components": 1, "words": "",
    }  # fmt: skip
    return Work(**{**known, **facts})


def answers(advice: Advice) -> dict[str, str]:
    return {question.name: question.answer for question in advice.questions}


def test_eleven_questions_are_asked_in_order() -> None:
    advice = judge(work(), Heuristics(), LINES)
    assert [question.name for question in advice.questions] == list(QUESTIONS)
    assert len(QUESTIONS) == 11
    assert all(question.reason for question in advice.questions)


@pytest.mark.parametrize(
    ("endpoints", "lines_each", "like", "delegate"),
    [
        (4, 12.4, 1, False),  # 50: not below 50, not like
        (4, 12, 1, False),  # 48
        (5, 9.8, 5, False),  # 49, like or not
        (5, 10, 5, True),  # 50 and five like
        (4, 25, 4, False),  # 100 is not over 100, four are no pattern
        (5, 20, 5, True),
        (4, 25.3, 1, True),  # 101
        (16, 21, 16, True),
    ],
)
def test_the_lines_decide(endpoints: int, lines_each: float, like: int, delegate: bool) -> None:
    task = work(endpoints)
    if like < endpoints:  # paths of no pattern: each a place of its own
        rows = making.contract(*(f"GET /a{n}/run/b{n}" for n in range(endpoints))).endpoints
        task = replace(task, endpoints=rows)
    assert alike(task.endpoints) == like
    advice = judge(task, Heuristics(), {"fastapi": lines_each})
    assert advice.delegate is delegate, advice.reasons


def test_the_thresholds_are_those_of_the_ledger() -> None:
    assert judge(work(4), Heuristics(), {"fastapi": 20}).delegate is False
    assert judge(work(4), Heuristics(like_parts=4), {"fastapi": 20}).delegate is True
    assert judge(work(4), Heuristics(min_lines=79), {"fastapi": 20}).delegate is True
    assert judge(work(), Heuristics(own_lines=400, min_lines=500), LINES).reasons == (
        "few-lines: 336 lines expected (16 endpoints of 21 lines with fastapi); little is below 400",
    )


@pytest.mark.parametrize(
    ("words", "question"),
    [
        ("Design the architecture first", "architecture"),
        ("Pick a tech stack", "architecture"),
        ("Optimise the search", "algorithm"),
        ("Find the bottleneck", "algorithm"),
        ("Look at the impact analysis across services", "cross-component"),
        ("Integrate backend and frontend", "cross-component"),
        ("Fields are to be decided", "ambiguous-spec"),
        ("Refactor the existing code", "deep-reading"),
        ("Understand the existing billing first", "deep-reading"),
    ],
)
def test_what_the_task_says_against_it_declines(words: str, question: str) -> None:
    advice = judge(work(words=words), Heuristics(), LINES)
    assert answers(advice)[question] == "yes"
    assert advice.delegate is False
    assert advice.reasons[0].startswith(f"{question}: the task says")


@pytest.mark.parametrize(
    ("words", "question"),
    [
        ("No architecture decisions are needed.", "architecture"),
        ("There is no algorithm in it", "algorithm"),
        ("It doesn't need any refactoring", "deep-reading"),
    ],
)
def test_what_the_task_rules_out_is_answered_no(words: str, question: str) -> None:
    advice = judge(work(words=words), Heuristics(), LINES)
    assert (answers(advice)[question], advice.delegate) == ("no", True)


@pytest.mark.parametrize(
    "words",
    [
        "Add 8 REST endpoints matching this OpenAPI spec",
        "CRUD for performance reviews and sort orders",  # resources, not kinds of work
        "Designers, designs and their redesigned posts",
        "One router per resource, pydantic models beside it",
        "",
    ],
)
def test_plain_words_leave_the_answers_open(words: str) -> None:
    found = answers(judge(work(words=words), Heuristics(), LINES))
    assert {found["architecture"], found["algorithm"], found["cross-component"]} <= {"unknown", "no"}
    assert judge(work(words=words), Heuristics(), LINES).delegate


def test_an_exception_of_the_project_is_not_delegated() -> None:
    settings = Heuristics(exceptions=("payment flows",))
    assert judge(work(words="CRUD for users"), settings, LINES).delegate
    advice = judge(work(words="CRUD for Payment flows"), settings, LINES)
    assert advice.reasons == ('deep-reading: "payment flows" is an exception of this project',)


def test_a_long_description_is_not_short_to_tell() -> None:
    found = answers(judge(work(words="word " * 100), Heuristics(), LINES))
    assert found["short-to-tell"] == "no"


def test_nothing_to_do_is_declined() -> None:
    assert judge(work(0, rows=3), Heuristics(), LINES).reasons == ("nothing to write or to mend",)


@pytest.mark.parametrize(
    ("rows", "like"),
    [
        ([], 0),
        (["GET /posts", "POST /posts", "GET /posts/{id}", "PUT /posts/{id}", "DELETE /posts/{id}"], 5),
        (["GET /api/v1/posts", "GET /api/v1/posts/{id}/comments/{cid}", "GET /api/v1/tags"], 3),
        (["POST /auth/login", "POST /auth/logout", "POST /auth/refresh"], 3),  # siblings
        (["POST /jobs/{id}/run", "GET /stats/daily/top", "GET /me/inbox"], 1),
    ],
)
def test_like_endpoints(rows: list[str], like: int) -> None:
    assert alike(making.contract(*rows).endpoints) == like


@pytest.mark.parametrize(
    ("low", "high", "above", "below"),
    [
        (1, 9, "no", "unknown"),
        (10, 10, "no", "no"),
        (9, 11, "unknown", "unknown"),
        (11, 12, "yes", "no"),
        (1, 2, "no", "yes"),
    ],
)
def test_ranges_have_three_answers(low: int, high: int, above: str, below: str) -> None:
    limit = 10 if (low, high) != (1, 9) else 9
    assert (Range(low, high).above(limit), Range(low, high).below(limit)) == (above, below)


# -- measured ------------------------------------------------------------------------------------------------------------


def patch(root: Path, name: str, lines: int, *, new: bool = True) -> str:
    body = "".join(f"+line {number}\n" for number in range(lines))
    (root / name).write_text(
        f"--- {'/dev/null' if new else 'a/x.py'}\n+++ b/x.py\n@@ -0,0 +1,{lines} @@\n{body}", "utf-8"
    )
    return name


def record(root: Path, **facts: Any) -> None:
    log.record(
        root,
        Entry(**{"task": "t", "delegated": True, "success": True, "endpoints": 10, "framework": "fastapi", **facts}),
    )


def test_lines_per_endpoint_are_refined_from_the_performance_log(tmp_path: Path) -> None:
    assert sizes.measured(tmp_path) == LINES
    record(tmp_path, patch=patch(tmp_path, "a.patch", 300))
    assert sizes.measured(tmp_path)["fastapi"] == LINES["fastapi"]  # one data point is none
    record(tmp_path, patch=patch(tmp_path, "b.patch", 100))
    assert sizes.measured(tmp_path) == {**LINES, "fastapi": 20}
    record(tmp_path, patch=patch(tmp_path, "c.patch", 50), framework="Django")
    record(tmp_path, patch=patch(tmp_path, "d.patch", 60), framework="django")
    assert sizes.measured(tmp_path)["django"] == 5.5


def test_two_components_of_one_delegation_are_told_apart(tmp_path: Path) -> None:
    for lines in ("fastapi 160/16, react 320/16", "fastapi 320/16, react 640/16"):
        record(tmp_path, framework="fastapi, react", lines=lines, patch=patch(tmp_path, "a.patch", 300))
    assert sizes.measured(tmp_path) == {**LINES, "fastapi": 15, "react": 30}
    assert sizes.told({"react": (320, 16), "fastapi": (160, 16)}) == "fastapi 160/16, react 320/16"
    assert sizes.told({}) is None


def test_what_says_nothing_of_a_whole_component_is_passed_over(tmp_path: Path) -> None:
    whole = patch(tmp_path, "a.patch", 300)
    for facts in (
        {"patch": whole, "success": False},
        {"patch": whole, "framework": "fastapi, react"},
        {"patch": whole, "endpoints": 0},
        {"patch": patch(tmp_path, "b.patch", 5, new=False)},  # completes something: nobody knows what was there
        {"patch": "gone.patch"},
        {},
    ):
        record(tmp_path, **facts)
        record(tmp_path, **facts)
    assert sizes.measured(tmp_path) == LINES


# -- words and shapes ----------------------------------------------------------------------------------------------------


def test_a_denial_reaches_to_the_end_of_its_sentence_only() -> None:
    assert said.of("No tests. Optimize it.", said.ALGORITHM).answer == "yes"
    assert said.of("no need to optimize", said.ALGORITHM).answer == "no"
    assert said.of("never mind", said.ALGORITHM).answer == "unknown"


def test_the_text_names_every_question_with_its_answer() -> None:
    advice = judge(work(components=2, words="Build a blog"), Heuristics(), LINES)
    assert (
        explain.text([advice])
        == """\
backend  delegate, 336 lines expected (16 endpoints of 21 lines with fastapi)
  for      clear-spec          yes      16 rows, 0 unreadable, 0 conflicting
  for      repetitive-pattern  yes      16 of 16 endpoints are alike, 5 make a pattern
  for      many-lines          yes      336 lines expected (16 endpoints of 21 lines with fastapi); much is above 100
  for      interface-defined   yes      method and path of 16 endpoints, to be written with fastapi
  for      short-to-tell       yes      some 3 tokens tell it beside the contract, some 3696 write it
  against  architecture        unknown  nothing in contract or tree tells
  against  algorithm           unknown  neither contract nor tree shows one
  against  cross-component     unknown  2 components, each held to the contract alone
  against  ambiguous-spec      no       all 16 rows can be read
  against  few-lines           no       336 lines expected (16 endpoints of 21 lines with fastapi); little is below 50
  against  deep-reading        no       the tree is empty
  2 components at once, where it pays most
"""
    )
    declined = judge(work(2), Heuristics(), LINES)
    assert explain.text([declined]).splitlines()[:2] == [
        "backend  declined, 42 lines expected (2 endpoints of 21 lines with fastapi)",
        "  because  few-lines: 42 lines expected (2 endpoints of 21 lines with fastapi); little is below 50",
    ]
    assert explain.text([]) == "nothing to delegate: every component keeps the contract\n"


# -- the command ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Six like endpoints of which none is written yet."""
    rows = "".join(f"| {method} | `/items{more}` |\n" for method, more in SIX)
    (tmp_path / "api.md").write_text(f"| Method | Path |\n|---|---|\n{rows}", "utf-8")
    (tmp_path / "backend").mkdir()
    (tmp_path / "accord.toml").write_text(SHOP, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


SIX = [("GET", ""), ("POST", ""), ("GET", "/{id}"), ("PUT", "/{id}"), ("PATCH", "/{id}"), ("DELETE", "/{id}")]
SHOP = 'contract = "api.md"\n[provider.backend]\npath = "backend"\nframework = "fastapi"\n'


def explained(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    """The advice on the one component, as JSON by its schema."""
    assert run(["delegate", "--explain", "--format", "json", *arguments]) == 0
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, explain.schema())
    (advice,) = document["advice"]
    found: dict[str, Any] = advice
    return found


def test_explain_says_it_as_json_and_starts_nothing(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(shop.rglob("*"))
    advice = explained(capsys)
    assert (advice["delegate"], advice["lines"]) == (True, {"low": 126, "high": 126})
    assert [question["name"] for question in advice["questions"]] == list(QUESTIONS)
    assert sorted(shop.rglob("*")) == before


def test_the_task_and_the_brief_answer_what_cannot_be_seen(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert explained(capsys, "--task", "Optimize the ranking algorithm")["reasons"] == [
        'algorithm: the task says "Optimize"'
    ]
    (shop / "accord.toml").write_text(f'{SHOP}brief = "Integrate it with the billing service."\n', "utf-8")
    assert explained(capsys)["reasons"] == ['cross-component: the task says "Integrate"']


def test_the_configured_heuristics_rule(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "accord.toml").write_text(f"{SHOP}[heuristics]\nmin_lines = 150\nlike_parts = 7\n", "utf-8")
    advice = explained(capsys)
    assert advice["delegate"] is False
    assert advice["reasons"] == [
        "few-lines: 126 lines expected; up to 150 are worth it with 7 like endpoints or more, here are 6"
    ]


def test_the_text_says_the_same(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["delegate", "--explain"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "backend  delegate, 126 lines expected (6 endpoints of 21 lines with fastapi)"
    assert len(lines) == 1 + len(QUESTIONS) + 1
