"""Hostile clients: bounded time, a clear unread place, and never a crash."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from accord.scan import ScanOptions, scan

if TYPE_CHECKING:
    from pathlib import Path

    from accord.model import Scan

BOUND = 180.0  # seconds; a watchdog, not a measure


def read(folder: Path, text: str) -> Scan:
    (folder / "a.js").write_text(text)
    start = time.monotonic()
    found = scan(folder, options=ScanOptions(role="consumer"))
    assert time.monotonic() - start < BOUND
    return found


def paths(found: Scan) -> list[str]:
    return sorted(str(c.operation) for c in found.calls if c.complete)


@pytest.mark.parametrize(
    "deep",
    [
        "[" * 5_000 + "]" * 5_000,
        "1" + "+1" * 5_000,
        "`/x${" * 500 + "1" + "}`" * 500,
        "a" + "\n  .then(x => x)" * 1_000,
        "<A>" * 1_000 + "</A>" * 1_000,
    ],
)
def test_what_is_nested_without_end_costs_itself_only(deep: str, tmp_path: Path) -> None:
    assert "GET /a" in paths(read(tmp_path, f"export const a = () => fetch('/a')\nexport const b = () => ({deep})\n"))


def test_long_words_do_not_slow_the_gate(tmp_path: Path) -> None:
    assert paths(read(tmp_path, f"fetch('/a')\nconst logo = '{'x' * 1_000_000}'\n")) == ["GET /a"]


def test_functions_that_call_each_other_without_end_are_left(tmp_path: Path) -> None:
    text = "".join(
        f"const f{n} = (u) => {{ f{(n + 1) % 30}(u); f{(n + 7) % 30}(u + 'x'); return fetch(u) }}\n" for n in range(30)
    )
    assert "GET /a" in paths(read(tmp_path, f"{text}f0('/a')\n"))


def test_alternatives_that_double_end(tmp_path: Path) -> None:
    text = "let u = '/a'\n" + "".join(f"if (c{n}) u += '/{n}'\n" for n in range(30)) + "fetch(u)\n"
    found = read(tmp_path, text)
    assert found.calls
    assert len(found.calls) < 100
