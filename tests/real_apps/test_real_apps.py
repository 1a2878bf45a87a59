"""accord on applications nobody wrote for it, held against endpoints recorded by importing and asking them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from real_apps.scoring import score
from real_apps.wheels import unpacked

pytestmark = pytest.mark.real_apps

HERE = Path(__file__).resolve().parent
TRUTHS = sorted((HERE / "truth").glob("*.json"))
BAR = 0.98


@pytest.fixture(autouse=True)
def _cold_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


@pytest.mark.parametrize("truth", TRUTHS, ids=lambda file: file.stem)
def test_routes_of_a_real_application(truth: Path) -> None:
    known = json.loads(truth.read_text(encoding="utf-8"))
    tree = unpacked(known["package"], known["version"]) / known["source_dir"]

    printed = accord("routes", str(tree), "--format", "json")
    assert accord("routes", str(tree), "--format", "json") == printed, "kept, it is another"
    found = score(known["endpoints"], printed)

    assert not found.silent
    assert found.recall >= BAR, found.missed
    assert found.precision >= BAR, found.false


def test_a_server_keeps_the_operations_of_its_own_openapi_document(argilla: Path) -> None:
    report = accord(
        "check", str(HERE / "argilla-server.openapi.json"), "--provider", f"server={argilla}", "--format", "json"
    )

    assert_kept_without_a_false_finding(report)


def test_the_document_of_a_mounted_application_is_kept_where_the_configuration_names_the_mount(
    argilla: Path, tmp_path: Path
) -> None:
    """FastAPI's `app.openapi()` knows nothing of the path its application is mounted at, and so declares no server."""
    document = json.loads((HERE / "argilla-server.openapi.json").read_text(encoding="utf-8"))
    del document["servers"]
    (tmp_path / "openapi.json").write_text(json.dumps(document), encoding="utf-8")
    configuration = (
        f'contract = "openapi.json"\n[provider.server]\npath = "{argilla.as_posix()}"\nprefix = "-/api/v1"\n'
    )
    (tmp_path / "accord.toml").write_text(configuration, encoding="utf-8")

    assert_kept_without_a_false_finding(accord("check", "--format", "json", cwd=tmp_path))


@pytest.fixture
def argilla() -> Path:
    return unpacked("argilla-server", "2.8.0") / "argilla_server"


def assert_kept_without_a_false_finding(report: dict[str, Any]) -> None:
    """Places that could not be read are no false finding: the deployment really decides where the outermost mount lies."""
    assert [finding for finding in report["findings"] if finding["rule"] != "unread-place"] == []
    assert {row["components"]["server"]["verdict"] for row in report["endpoints"]} == {"kept"}
    assert len(report["endpoints"]) == 73


def accord(*arguments: str, cwd: Path | None = None) -> dict[str, Any]:
    """What the command prints, as JSON; the exit code is told by the report too."""
    done = subprocess.run(
        [sys.executable, "-m", "accord", *arguments],
        cwd=cwd,
        check=False,
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=900,
    )
    try:
        printed: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        pytest.fail(
            f"accord {' '.join(arguments)} exited {done.returncode} without a document:\n{done.stdout[:2000]}\n{done.stderr[-2000:]}"
        )
    return printed
