"""accord on Express servers from npm, held against the routes their own routers had when they ran."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from real_apps.packages import unpacked
from real_apps.scoring import score
from real_apps.test_real_apps import accord

pytestmark = pytest.mark.real_apps

TRUTHS = sorted((Path(__file__).resolve().parent / "truth_npm").glob("*.json"))
BAR = 0.97


@pytest.mark.parametrize("truth", TRUTHS, ids=lambda file: file.stem)
def test_routes_of_a_real_express_server(truth: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    known = json.loads(truth.read_text(encoding="utf-8"))
    tree = unpacked(known["package"], known["version"]) / known["source_dir"]

    printed = accord("routes", str(tree), "--format", "json")
    assert accord("routes", str(tree), "--format", "json") == printed, "kept, it is another"
    found = score(known["endpoints"], comparable(printed, known["besides"]))

    assert not found.silent
    assert found.recall >= BAR, found.missed
    assert found.precision >= BAR, found.false


def comparable(report: dict[str, Any], besides: list[list[str]]) -> dict[str, Any]:
    """The report as the recording tells routes: without a slash at the end, regular expressions and what depends on the run left out."""
    left_out = {tuple(each) for each in besides}
    routes = []
    for route in report["routes"]:
        path = route["path"].rstrip("/") or "/"
        named = {(route["method"], path), ("*", path)}
        if named.isdisjoint(left_out) and "^" not in route["raw"]:
            routes.append({**route, "path": path})
    return {**report, "routes": routes}
