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
        '<E method="GET" path="/x" />',
        "<E method=",
        '{% swagger method="get"',
        "%}",
        "<details>",
        "<summary>",
        "</details>",
        "├── ",
        "└── GET",
        "=== ===",
        "::: tip GET /x",
        "[GET]",
        " [/x{?a}]",
        "(",
        ")",
        ";",
        "字",
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


def _grouped(ops: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Methods by path, for the forms that name a path once."""
    out: dict[str, list[str]] = {}
    for method, path in ops:
        out.setdefault(path, []).append(method)
    return out


def _by_method(ops: list[tuple[str, str]]) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for method, path in ops:
        out.setdefault(method, []).append(path)
    return out


def _matrix(ops: list[tuple[str, str]]) -> str:
    verbs = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    rows = "".join(
        f"| {p} | {' | '.join('x✓'[v in ms] if v in ms else '' for v in verbs)} |\n" for p, ms in _grouped(ops).items()
    )
    return f"| Path | {' | '.join(verbs)} |\n|---|---|---|---|---|---|\n{rows}"


def _ruled(ops: list[tuple[str, str]], ruler: str) -> str:
    line = f"{ruler * 8} {ruler * 60}\n"
    return f"{line}{'Method':8} {'Path':60}\n{line}" + "".join(f"{m:8} {p}\n" for m, p in ops) + line


def _grid(ops: list[tuple[str, str]]) -> str:
    line = f"+{'-' * 10}+{'-' * 60}+\n"
    rows = "".join(f"| {m:8} | {p:58} |\n{line}" for m, p in ops)
    return f"{line}| {'Method':8} | {'Path':58} |\n{line.replace('-', '=')}{rows}"


FORMS = {
    "table": lambda ops: "| Method | Path |\n|---|---|\n" + "".join(f"| {m} | `{p}` |\n" for m, p in ops),
    "path first": lambda ops: "Path | Verb\n---|---\n" + "".join(f"{p} | {m}\n" for m, p in ops),
    "one cell": lambda ops: "| Endpoint | Note |\n|---|---|\n" + "".join(f"| `{m} {p}` | x |\n" for m, p in ops),
    "several methods in a cell": lambda ops: (
        "| Path | Methods |\n|---|---|\n" + "".join(f"| `{p}` | {', '.join(ms)} |\n" for p, ms in _grouped(ops).items())
    ),
    "several paths in a cell": lambda ops: (
        "| Method | Paths |\n|---|---|\n"
        + "".join(f"| {m} | {'<br>'.join(f'`{p}`' for p in ps)} |\n" for m, ps in _by_method(ops).items())
    ),
    "a column for each method": _matrix,
    "headings": lambda ops: "".join(f"### {m} {p}\n\ntext\n\n" for m, p in ops),
    "coded headings": lambda ops: "".join(
        f"### {i}. `{m} {p}` — title 🔒\n\ntext\n\n" for i, (m, p) in enumerate(ops, 1)
    ),
    "path headings": lambda ops: "".join(f"### {p} ({m.title()})\n\ntext\n\n" for m, p in ops),
    "path headings, method headings": lambda ops: "".join(
        f"## {p}\n\n" + "".join(f"### {m}\n\ntext\n\n" for m in ms) for p, ms in _grouped(ops).items()
    ),
    "API Blueprint": lambda ops: "".join(
        f"## Thing [{p}]\n\n" + "".join(f"### Do it [{m}]\n\n+ Response 200\n\n" for m in ms)
        for p, ms in _grouped(ops).items()
    ),
    "method headings": lambda ops: "".join(
        f"### Calls ({m})\n\n" + "".join(f"- `{p}` does it\n" for p in ps) + "\n" for m, ps in _by_method(ops).items()
    ),
    "list": lambda ops: "".join(f"- **{m}** `{p}` – does it\n" for m, p in ops),
    "list, method behind": lambda ops: "".join(f"- `{p}` ({m}): does it\n" for m, p in ops),
    "titled list": lambda ops: "".join(f"{i}. **Thing {i}** - `{m} {p}`\n" for i, (m, p) in enumerate(ops, 1)),
    "nested list": lambda ops: "".join(
        f"- `{p}`\n" + "".join(f"  - `{m}` – does it\n" for m in ms) for p, ms in _grouped(ops).items()
    ),
    "definitions": lambda ops: "".join(f"`{m} {p}`\n: does it\n\n" for m, p in ops),
    "paragraphs": lambda ops: "".join(f"`{m} {p}`\n\n" for m, p in ops),
    "indented lines": lambda ops: "".join(f"text\n\n    {m} {p}\n\n" for m, p in ops),
    "summaries": lambda ops: "".join(
        f"<details>\n<summary><code>{m}</code> <code><b>{p}</b></code></summary>\n\ntext\n\n</details>\n\n"
        for m, p in ops
    ),
    "fence": lambda ops: "```http\n" + "".join(f"{m} {p}\n" for m, p in ops) + "```\n",
    "fence, columns": lambda ops: "```\n" + "".join(f"{m:7} {p:50} # does it\n" for m, p in ops) + "```\n",
    "fence of an HTTP file": lambda ops: (
        "```http\n" + "".join(f"### call\n{m} {{{{host}}}}{p}\nA: b\n\n" for m, p in ops) + "```\n"
    ),
    "fences": lambda ops: "".join(f"### Call {i}\n\n```\n{m} {p}\n```\n\n" for i, (m, p) in enumerate(ops)),
    "resource tree": lambda ops: (
        "```\n/\n"
        + "".join(f"├── {p.strip('/')}\n" + "".join(f"│   ├── {m}\n" for m in ms) for p, ms in _grouped(ops).items())
        + "```\n"
    ),
    "labels": lambda ops: "".join(f"### Call {i}\n\n- URL: `{p}`\n- Method: `{m}`\n\n" for i, (m, p) in enumerate(ops)),
    "labels in Chinese": lambda ops: "".join(
        f"### 接口 {i}\n\n**请求方式**：{m}\n\n**接口地址**：`{p}`\n\n" for i, (m, p) in enumerate(ops)
    ),
    "label and both": lambda ops: "".join(
        f"### Call {i}\n\n**Endpoint:** `{m} {p}`\n\n" for i, (m, p) in enumerate(ops)
    ),
    "property tables": lambda ops: "".join(
        f"### Call {i}\n\n| URL | `{p}` |\n|---|---|\n| Method | {m} |\n\n" for i, (m, p) in enumerate(ops)
    ),
    "HTML": lambda ops: (
        "<table>\n<tr><th>Method</th><th>URL</th></tr>\n"
        + "".join(f"<tr><td>{m}</td><td><code>{p}</code></td></tr>\n" for m, p in ops)
        + "</table>\n"
    ),
    "HTML, rows spanned": lambda ops: (
        "<table><tr><th>URL</th><th>Method</th></tr>\n"
        + "".join(
            f'<tr><td rowspan="{len(ms)}">{p}</td>' + "</tr><tr>".join(f"<td>{m}</td>" for m in ms) + "</tr>\n"
            for p, ms in _grouped(ops).items()
        )
        + "</table>\n"
    ),
    "pandoc": lambda ops: (
        f"  {'-' * 8} {'-' * 60}\n  {'Method':8} {'Path':60}\n  {'-' * 8} {'-' * 60}\n"
        + "".join(f"  {m:8} {p}\n\n" for m, p in ops)
        + f"  {'-' * 8} {'-' * 60}\n"
    ),
    "pandoc, grid": _grid,
    "reStructuredText": lambda ops: _ruled(ops, "="),
    "components": lambda ops: "".join(f'<Endpoint\n  method="{m}"\n  path="{p}"\n/>\n\ntext\n\n' for m, p in ops),
    "page tags": lambda ops: "".join(
        f'{{% swagger method="{m.lower()}" path="{p}" summary="x" %}}\n{{% endswagger %}}\n\n' for m, p in ops
    ),
    "badges": lambda ops: "".join(f"### ![{m}](https://img.example/badge/{m}-blue) `{p}`\n\ntext\n\n" for m, p in ops),
}


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=8, deadline=None)
@given(operations=_OPERATIONS)
def test_endpoints_in_any_form_come_back_the_same(form: str, operations: list[tuple[str, str]]) -> None:
    contract = read(FORMS[form](operations), "API.md")
    found = [(one.operation.method, one.operation.path.text) for one in contract.endpoints]
    assert sorted(found) == sorted(operations)
    assert contract.notes == ()
    assert not any(one.planned or one.deprecated for one in contract.endpoints)


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
        (
            "items that begin with a long file name",
            "".join(f"- config/{'long-name' * 6}.yaml sets {i}\n" for i in range(50)),
        ),
        ("a base for each part", "".join(f"## S{i}\nBase URL: /a{i}\n- GET /x\n" for i in range(1000))),
    ],
)
def test_time_stays_in_bounds(name: str, text: str) -> None:
    begun = time.process_time()
    read(text, f"{name}.md")
    assert time.process_time() - begun < 30


GROWING = {
    "a table": lambda n: "| Method | Path |\n|---|---|\n" + "".join(f"| GET | /x/{i}/{{id}} |\n" for i in range(n)),
    "headings": lambda n: "".join(
        f'### GET /x/{i}\n\n**Response 200:**\n\n```json\n{{"a": 1}}\n```\n\n' for i in range(n // 2)
    ),
    "a nested list": lambda n: "".join(f"- `/a{i}`\n  - GET\n  - POST\n" for i in range(n // 2)),
    "components": lambda n: "".join(f'<E method="GET" path="/x/{i}" />\n\n' for i in range(n)),
    "open components": lambda n: '<E method="GET"\n' * n,
    "open folds": lambda n: "<details>\n<summary>GET /a</summary>\n" * n,
    "a resource tree": lambda n: "```\n/\n" + "".join(f"  /a{i}\n    GET\n" for i in range(n)) + "```\n",
    "an HTML table": lambda n: (
        "<table>" + "".join(f"<tr><td>GET</td><td>/x/{i}</td></tr>\n" for i in range(n)) + "</table>"
    ),
    "a cell of paths": lambda n: "| Method | Path |\n|---|---|\n| GET | " + "/a, " * n + "|\n",
    "rulers": lambda n: "=== ===\n" + "GET /a\n" * n,
    "a base for each section": lambda n: "".join(
        f"### {i}. Title\n\n**Base path:** `/m{i}`\n\n`GET /r{i}` — except `/x`\n\n" for i in range(n // 2)
    ),
    "bases between the rows of a section": lambda n: (
        "# A\n\n## B\n\n"
        + "".join(f"Prefix: `/p{i}`\n\n| Method | Path |\n|---|---|\n| GET | `/r{i}` |\n\n" for i in range(n // 2))
    ),
    "bases in code": lambda n: "".join(
        f"## B{i}\n\n```js\nconst api = axios.create({{ baseURL: '/api' }})\n```\n\n- GET `/r{i}`\n\n" for i in range(n)
    ),
    "bases in sentences": lambda n: "".join(
        f"## B{i}\n\nAll routes are below `/api/v{i}`.\n\n- GET `/r{i}`\n\n" for i in range(n // 2)
    ),
    "exceptions from authentication": lambda n: "".join(
        f"## B{i}\n\nAll routes of this part need a token, except `GET /r{i}`.\n\n- GET `/r{i}`\n\n"
        for i in range(n // 2)
    ),
    "talk of other hosts": lambda n: (
        "# A\n\nBase URL: `/api`\n\n## B\n\n"
        + "".join(f"- GET `/r{i}`\n\nThis is at `/y{i}` and https://a.example.com/z{i}.\n\n" for i in range(n // 2))
    ),
    "exceptions from the base": lambda n: (
        "# A\n\nBase URL: `/api`\n\n## B\n\n"
        + "".join(f"All paths begin with `/api` except `/x{i}`.\n\n- GET `/r{i}`\n\n" for i in range(n // 2))
    ),
    "paths outside of the base between the rows": lambda n: (
        "# A\n\nBase URL: `/api`\n\n## B\n\n"
        + "".join(f"- `/x{i}` (outside `/api`)\n- GET `/r{i}`\n" for i in range(n // 2))
    ),
    "several endpoints in a cell": lambda n: (
        "| n | e |\n|---|---|\n"
        + "".join(f"| {i} | `GET /a{i}/{{x}}`, `PUT /a{i}` · `DELETE /a{i}/:id` |\n" for i in range(n))
    ),
    "URLs of other hosts": lambda n: (
        "# A\n\nBase URL: `https://api.main.example/api`\n\n## B\n\n"
        + "".join(f"- GET `/r{i}`\n\nPart {i} is at `https://h{i}.main.example/v{i}/jobs`.\n\n" for i in range(n // 2))
    ),
    "columns of endpoints": lambda n: (
        "|" + " h |" * n * 2 + "\n|" + "---|" * n * 2 + "\n|" + " GET /a |" * n * 2 + "\n"
    ),
    "ignores": lambda n: "# A\n\n" + "".join(f"- GET `/a{i}` <!-- accord: ignore[x] y -->\n" for i in range(n)),
    "a paragraph of many lines": lambda n: "# A\n\n" + "setting: value\n" * n * 3,
    "members of an interface": lambda n: (
        "```ts\ninterface A {\n"
        + "".join(f" k{i}: string;\n" for i in range(n * 2))
        + "}\n```\n\n## POST /r\n\nBody: `A`\n"
    ),
    "samples": lambda n: "### GET /a/{id}\n\n" + "".join(f"```\nGET /a/{i}\n```\n\n" for i in range(n)),
}


@pytest.mark.slow
@pytest.mark.parametrize("shape", GROWING)
def test_time_grows_with_length_alone(shape: str) -> None:
    def seconds(size: int) -> float:
        text = GROWING[shape](size)
        begun = time.process_time()
        read(text, "API.md")
        return time.process_time() - begun

    # Other programs run as well: one measurement of three that is not disturbed is enough.
    assert any(seconds(3200) < 4 * 2.5 * seconds(800) + 0.5 for _ in range(3))


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "| Method | Path | Text |\n|---|---|---|\n"
            + "".join(f"| GET | /x/{i}/{{id}} | {'word ' * 10} |\n" for i in range(65_000)),
            id="rows",
        ),
        pytest.param("| Method | Path |\n|---|---|\n" + "| GET | /a |\n" * 360_000, id="the same row"),
        pytest.param("| Method | Path |\n|---|---|\n| GET | " + "/a/b/c, " * 600_000 + "|\n", id="one cell"),
        pytest.param("|" * 5_000_000, id="pipes"),
        pytest.param("| " + "a | " * 1_200_000 + "\n|" + "-|" * 1_200_000 + "\n", id="columns"),
    ],
)
def test_a_table_of_five_megabytes_is_read(text: str) -> None:
    begun = time.process_time()
    read(text, "API.md")
    assert time.process_time() - begun < 300


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


def test_a_table_that_ends_amid_its_first_row_is_read() -> None:
    """Its header has more columns than any of its rows."""
    text = """\
+--------+------------------+----------+
| Method | Path             | What     |
+========+==================+==========+
| POST   | `/jo"""
    assert read(text, "API.md").format == "markdown"
    assert read(f"````document\n{text}", "API.md").format == "markdown"
