"""The template people copy is read without a finding, as it is and filled in."""

from __future__ import annotations

from pathlib import Path

from accord.contract.markdown import read

TEMPLATE = Path(__file__).parents[2] / "templates" / "api_contract_template.md"


def test_the_template_is_read_without_a_finding() -> None:
    contract = read(TEMPLATE.read_text(encoding="utf-8"), "API_CONTRACT.md")
    assert contract.notes == ()
    assert contract.base == "/api"
    assert len(contract.endpoints) == len({one.operation.key for one in contract.endpoints}) > 3


def test_its_part_about_a_body_gives_a_schema_and_a_status() -> None:
    contract = read(TEMPLATE.read_text(encoding="utf-8"), "API_CONTRACT.md")
    post = next(one for one in contract.endpoints if str(one.operation) == "POST /api/posts")
    assert post.request[0].strength == "schema"
    assert post.request[0].schema["required"] == ["title", "body"]
    assert [response.status for response in post.responses] == ["201"]
    assert post.auth is not None
    assert post.auth.required is True
