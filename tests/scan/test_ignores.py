"""Inline ignores of source: which comments are one, what they name, and which lines they speak of."""

from __future__ import annotations

import pytest

from accord.scan import ScanOptions, ignores, scan

PYTHON = [
    ("x = 1  # accord: ignore[unread-place] plugin\n", [(1, ("unread-place",), "plugin", (1, 1))]),
    ("x = 1  # accord: ignore[a-b,  c] why not\n", [(1, ("a-b", "c"), "why not", (1, 1))]),
    ("x = 1  # accord:ignore[a]: why\n", [(1, ("a",), "why", (1, 1))]),
    ("# accord: ignore\nx = 1\n", [(1, (), "", (2, 2))]),
    ("# accord: ignore[a] b\n\n# more\nx = 1\n", [(1, ("a",), "b", (4, 4))]),
    ("# accord: ignore[a] b\n@auth\n@app.get(\n  '/x')\nasync def f(): ...\n", [(1, ("a",), "b", (2, 5))]),
    ("# accord: ignore[a] b", [(1, ("a",), "b", (2, 2))]),
    ("x = '# accord: ignore[a] b'\n", []),
    ('"""\n# accord: ignore[a] b\n"""\n', []),
    ("# accord ignores this\n# accord: ignored\n", []),
    ("def f(:  # accord: ignore[a] b\n", [(1, ("a",), "b", (1, 1))]),
    ("x = (1,  # accord: ignore[a] never closed\n", [(1, ("a",), "never closed", (1, 1))]),
]
SCRIPT = [
    ("app.get('/x', f); // accord: ignore[a] b\n", [(1, ("a",), "b", (1, 1))]),
    ("// accord: ignore[a] b\n\n// more\napp.get('/x', f)\n", [(1, ("a",), "b", (4, 4))]),
    ("/* accord: ignore[a] b */\nf()\n", [(1, ("a",), "b", (2, 2))]),
    ("  {/* accord: ignore[a] b */}\n  <A/>\n", [(1, ("a",), "b", (2, 2))]),
    ("f() // see accord: ignore[a]\n", []),
    ("# accord: ignore[a] b\n", []),
]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [*(("a.py", *row) for row in PYTHON), *(("a.tsx", *row) for row in SCRIPT)],
)
def test_what_is_an_ignore(name: str, text: str, expected: list[object]) -> None:
    found = [(i.where.line, i.rules, i.reason, i.lines) for i in ignores.find(text.encode(), name)]
    assert found == expected


def test_bytes_that_are_no_text_are_no_obstacle() -> None:
    assert [i.rules for i in ignores.find(b"\xff\x00# accord: ignore[a] b\n", "a.py")] == [("a",)]


def test_a_scan_carries_them_named_from_the_run(tmp_path) -> None:  # noqa: ANN001
    (tmp_path / "backend").mkdir()
    (tmp_path / "backend/main.py").write_text("x = 1  # accord: ignore[unread-place] why\n")
    found = scan(tmp_path / "backend", relative_to=tmp_path, options=ScanOptions())
    assert [(str(i.where), i.rules, i.reason) for i in found.ignores] == [
        ("backend/main.py:1", ("unread-place",), "why")
    ]
