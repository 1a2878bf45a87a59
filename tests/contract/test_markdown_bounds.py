"""Bounds of reading Markdown: any text is read, in time that grows with its length; endpoints written in any form come back the same."""
# ruff: noqa: RUF001  the words and marks of many languages

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.contract import example
from accord.contract.markdown import read
from accord.contract.markdown.inline import CLOSE, OPEN, STRUCK, plain
from accord.contract.markdown.tokens import hits, only_methods, template

_MARKUP = st.sampled_from(
    [
        "|",
        "---|---",
        "`",
        "```",
        "~~~",
        "# ",
        "- ",
        "> ",
        "<table>",
        "<td>",
        "</table>",
        "<!--",
        "-->",
        "GET ",
        "POST /a/{id}",
        "URL: ",
        "Method: ",
        "/x",
        "[",
        "](",
        "**",
        "~~",
        "\n",
        "\n\n",
        "    ",
        "---- ----",
        "+--+--+",
        "{",
        "}",
        '"a": 1',
        "：",
        "接口",
        "\\",
        "\x00",
        "<![x[",
    ]
)
_SEGMENT = st.from_regex(r"[a-z][a-z0-9-]{0,6}", fullmatch=True)
_PATH = st.lists(st.one_of(_SEGMENT, st.from_regex(r"\{[a-z]{1,5}\}", fullmatch=True)), min_size=1, max_size=4).map(
    lambda parts: "/" + "/".join(parts)
)
_OPERATIONS = st.lists(
    st.tuples(st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE"]), _PATH),
    min_size=1,
    max_size=12,
    unique_by=lambda one: (one[0], template(one[1]).bare.key),
)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.text(),
        st.lists(_MARKUP, max_size=60).map("".join),
        st.binary().map(lambda raw: raw.decode("utf-8", "replace")),
    )
)
def test_any_text_is_read(text: str) -> None:
    contract = read(text, "API.md")
    lines = text.count("\n") + text.count("\r") + 1
    assert all(1 <= one.where.line <= lines for one in contract.endpoints)
    assert all(1 <= note.where.line <= lines for note in contract.notes)


FORMS = {
    "table": lambda ops: "| Method | Path |\n|---|---|\n" + "".join(f"| {m} | `{p}` |\n" for m, p in ops),
    "path first": lambda ops: "Path | Verb\n---|---\n" + "".join(f"{p} | {m}\n" for m, p in ops),
    "one cell": lambda ops: "| Endpoint | Note |\n|---|---|\n" + "".join(f"| `{m} {p}` | x |\n" for m, p in ops),
    "headings": lambda ops: "".join(f"### {m} {p}\n\ntext\n\n" for m, p in ops),
    "list": lambda ops: "".join(f"- **{m}** `{p}` – does it\n" for m, p in ops),
    "paragraphs": lambda ops: "".join(f"`{m} {p}`\n\n" for m, p in ops),
    "fence": lambda ops: "```http\n" + "".join(f"{m} {p}\n" for m, p in ops) + "```\n",
    "fences": lambda ops: "".join(f"### Call {i}\n\n```\n{m} {p}\n```\n\n" for i, (m, p) in enumerate(ops)),
    "labels": lambda ops: "".join(f"### Call {i}\n\n- URL: `{p}`\n- Method: `{m}`\n\n" for i, (m, p) in enumerate(ops)),
    "HTML": lambda ops: (
        "<table>\n<tr><th>Method</th><th>URL</th></tr>\n"
        + "".join(f"<tr><td>{m}</td><td><code>{p}</code></td></tr>\n" for m, p in ops)
        + "</table>\n"
    ),
    "pandoc": lambda ops: (
        f"  {'-' * 8} {'-' * 60}\n  {'Method':8} {'Path':60}\n  {'-' * 8} {'-' * 60}\n"
        + "".join(f"  {m:8} {p}\n\n" for m, p in ops)
        + f"  {'-' * 8} {'-' * 60}\n"
    ),
}


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=25, deadline=None)
@given(operations=_OPERATIONS)
def test_endpoints_in_any_form_come_back_the_same(form: str, operations: list[tuple[str, str]]) -> None:
    contract = read(FORMS[form](operations), "API.md")
    assert [(one.operation.method, one.operation.path.text) for one in contract.endpoints] == operations


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "a large table",
            "| Method | Path |\n|---|---|\n" + "".join(f"| GET | /x/{i}/{{id}} |\n" for i in range(4000)),
        ),
        ("one long line", "GET /" * 200_000),
        ("backticks", "`" * 500_000),
        ("open brackets", "[(" * 300_000),
        ("open tags", "<table\n" * 20_000),
        ("open comments", "<!--\n" * 20_000),
        ("open fences", "```a\n\n# h\n" * 5_000),
        ("longer open fences", "````md\n\n# h\n" * 5_000),
        ("rulers", "-- --\nx\n" * 10_000),
        ("quotes", "> " * 50_000),
        ("the same row", "| Method | Path |\n|---|---|\n" + "| GET | /a |\n" * 3000),
        ("deep data", "### POST /x\n```json\n" + '{"a":' * 50_000 + "\n```\n"),
        ("a base for each part", "".join(f"## S{i}\nBase URL: /a{i}\n- GET /x\n" for i in range(1000))),
    ],
)
def test_time_stays_in_bounds(name: str, text: str) -> None:
    begun = time.process_time()
    read(text, f"{name}.md")
    assert time.process_time() - begun < 12


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="{}[]()<>|:;,?=\"'`/*#.\n abc1"))
def test_any_example_is_read(text: str) -> None:
    for made in (example.read(text), example.shape(text), example.type_of(text)):
        assert made is None or made
    example.models("interface A " + text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("**GET** `/a`", f"GET {OPEN}/a{CLOSE}"),
        ("[`GET /a`](#a)", f"{OPEN}GET /a{CLOSE}"),
        ("``a`b``", f"{OPEN}a`b{CLOSE}"),
        ("~~GET /a~~ b", f"{STRUCK} b"),
        ("/a/\\{id\\}", "/a/{id}"),
        ("/verify/<code>", "/verify/<code>"),
        ("/files/*", "/files/*"),
        ("_synapse_ /_a_/b", "synapse /_a_/b"),
        ("a<br>b", "a\nb"),
    ],
)
def test_markup_is_taken_off_and_code_edges_stay(text: str, wanted: str) -> None:
    assert plain(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "POST/PUT/DELETE",
        "GET requests",
        "the GET of /a",
        "GET and/or POST",
        "TARGET /a",
        "GET/query",
        "WS: wss://a.example.com/b",
    ],
)
def test_what_is_no_method_and_path(text: str) -> None:
    assert hits(text) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("GET", ("GET",)),
        ("get / post", ("GET", "POST")),
        ("`GET`, `PATCH`", ("GET", "PATCH")),
        ("DEL", ("DELETE",)),
        ("all", ()),
        ("getter", ()),
        ("GET /a", ()),
    ],
)
def test_cells_of_methods(text: str, wanted: tuple[str, ...]) -> None:
    assert only_methods(plain(text)) == wanted
