"""A Markdown contract, exported as OpenAPI, drives Schemathesis against the backend that keeps it."""

from __future__ import annotations

import json
import subprocess
import venv
from pathlib import Path

import pytest

from accord.contract import read
from accord.contract.export import export

BLOG = Path(__file__).parents[2] / "fixtures" / "apps" / "blog"
NEEDED = ("schemathesis>=4.32,<5", "fastapi>=0.115", "pydantic-settings>=2.4")

# Runs where Schemathesis is installed: every operation of the document, sent to the application; prints what came back.
RUN = """
import json, sys
import schemathesis
from hypothesis import HealthCheck, given, settings
from backend.main import app

schema = schemathesis.openapi.from_dict(json.load(open(sys.argv[1], encoding="utf-8")))
for result in schema.get_all_operations():
    operation = result.ok()
    answers = []

    @settings(max_examples=10, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def send(case):
        answer = case.call(app=app)
        answers.append([answer.status_code, answer.text])

    send()
    print(json.dumps([operation.method.upper(), operation.full_path, answers]))
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python with Schemathesis and what the blog needs, in an environment of its own."""
    folder = tmp_path_factory.mktemp("schemathesis")
    venv.create(folder, with_pip=True)
    found = next(path for path in (folder / "bin" / "python", folder / "Scripts" / "python.exe") if path.exists())
    command = [found, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *NEEDED]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    if ran.returncode:
        pytest.skip(f"Schemathesis cannot be installed from the package registry: {ran.stderr.strip()[-300:]}")
    return found


@pytest.mark.slow
def test_every_exported_operation_reaches_the_backend(python: Path, tmp_path: Path) -> None:
    contract = read(BLOG / "API_CONTRACT.md", root=BLOG)
    exported = tmp_path / "openapi.json"
    exported.write_text(export(contract, "openapi"), encoding="utf-8")
    ran = subprocess.run(
        [python, "-c", RUN, exported], cwd=BLOG, capture_output=True, text=True, timeout=900, check=False
    )
    assert ran.returncode == 0, ran.stderr
    rows = [json.loads(line) for line in ran.stdout.splitlines()]
    sent = {f"{method} {path}" for method, path, _ in rows}
    assert sent == {str(endpoint.operation) for endpoint in contract.endpoints}
    for method, path, answers in rows:
        assert answers, f"{method} {path} was never sent"
        for status, text in answers:
            unknown = status == 405 or (status == 404 and json.loads(text) == {"detail": "Not Found"})
            assert not unknown, f"{method} {path} is not served: {status} {text}"
            assert status < 500, f"{method} {path}: {status} {text}"
