"""The titled cases of fixtures/cases/contract-openapi*.md: documents in, endpoints and notes out.

A case is a heading, one or more fenced files (the first is the contract; the file's name follows the language) and a block `expected`:

    base /api                                 the base path, where the case is about it
    title Pets                                the title, likewise
    GET /api/pets/{id}  api.yaml:7            every endpoint, in order, with its place
        query limit: integer                  below it, what must be known of it (other facts may be known as well)
    note invalid-contract api.yaml:3: text    every note; the text is a part of its message
    error api.yaml:2: text                    instead of all that: the document is refused
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from accord.compare import of_document
from accord.contract import openapi, read
from accord.errors import ContractError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accord.model import Body, Contract, Endpoint

CASES = Path(__file__).parents[2] / "fixtures" / "cases"
_BLOCK = re.compile(r"^(?P<fence>`{3,})(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=fence)\s*$", re.MULTILINE | re.DOTALL)


class Case(NamedTuple):
    files: dict[str, str]
    expected: list[str]


def cases() -> Iterator[object]:
    for path in sorted(CASES.glob("contract-openapi*.md")):
        for section in re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            title = section.partition("\n")[0].strip()
            files: dict[str, str] = {}
            expected: list[str] = []
            for block in _BLOCK.finditer(section):
                _, _, name = block["info"].strip().partition(" ")
                if block["info"].strip() == "expected":
                    expected = block["body"].splitlines()
                else:
                    files[name] = block["body"].replace("→", "\t")
            yield pytest.param(Case(files, expected), id=f"{path.stem}: {title}")


@pytest.mark.parametrize("case", list(cases()))
def test_case(case: Case, tmp_path: Path) -> None:
    for name, text in case.files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    try:
        contract = read(tmp_path / next(iter(case.files)), root=tmp_path)
    except ContractError as error:
        said = f"error {error}"
        assert any(line.startswith("error ") and line in said for line in case.expected), said
        return
    lines = [line for line in case.expected if line.strip()]
    assert not any(line.startswith("error ") for line in lines), "the document was read"
    assert [line for line in lines if re.match(r"[A-Z]+ /", line)] == [_line(e) for e in contract.endpoints]
    _same_notes([line for line in lines if line.startswith("note ")], contract)
    for line in lines:
        if line.startswith(("base ", "title ")):
            word, _, wanted = line.partition(" ")
            assert getattr(contract, word) == wanted.replace("(none)", "")
    _has_facts(lines, contract)


def _line(endpoint: Endpoint) -> str:
    return f"{endpoint.operation}  {endpoint.where}"


def _same_notes(lines: list[str], contract: Contract) -> None:
    said = [f"note {note.rule} {note.where}: {note.message}" for note in contract.notes]
    assert len(lines) == len(said), said
    for line, note in zip(lines, said, strict=True):
        start, _, part = line.partition(": ")
        assert note.startswith(start + ": "), said
        assert part in note, said


def _has_facts(lines: list[str], contract: Contract) -> None:
    rows = iter(contract.endpoints)
    facts: set[str] = set()
    for line in lines:
        if re.match(r"[A-Z]+ /", line):
            facts = {fact.strip() for fact in _facts(next(rows), contract)}
        elif line.startswith("    "):
            assert line.strip() in facts, sorted(facts)


def _facts(endpoint: Endpoint, contract: Contract) -> Iterator[str]:
    for p in endpoint.parameters:
        yield f"{p.location} {p.name}: {_schema(p.schema)}{' required' if p.required else ''}"
    for body in endpoint.request:
        yield f"request {_body(body)}{' required' if body.required else ''}"
    for response in endpoint.responses:
        yield f"response {response.status}"
        yield from (f"response {response.status} {_body(body)}" for body in response.bodies)
        yield from (f"response {response.status} header {header.name}" for header in response.headers)
    if endpoint.auth is None:
        yield "auth unknown"
    else:
        yield f"auth {endpoint.auth.required} {endpoint.auth.text}"
    yield from (f"ignore {', '.join(ignore.rules)}: {ignore.reason}" for ignore in endpoint.ignores)
    yield from (word for word in ("planned", "deprecated") if getattr(endpoint, word))
    yield from (f"tag {tag}" for tag in endpoint.tags)
    yield from (f"id {endpoint.operation_id}", f"at {endpoint.pointer}", f"says {endpoint.description}")
    yield from (f"model {name}: {_schema(schema)}" for name, schema in contract.models.items())
    yield from (f"outgoing {name} {where}" for name, where in contract.outgoing)


def _body(body: Body) -> str:
    return f"{body.media_type}: {_schema(body.schema)}"


def _schema(schema: object) -> str:
    """A schema in short: `integer`, `#Pet`, `{id integer, mother #Pet}`, `[#Pet]`, `a | b`."""
    if not isinstance(schema, dict):
        return str(schema)
    if "$ref" in schema:
        return schema["$ref"].replace("#/components/schemas/", "#")
    if "properties" in schema:
        return f"{{{', '.join(f'{name} {_schema(part)}' for name, part in schema['properties'].items())}}}"
    if "items" in schema:
        return f"[{_schema(schema['items'])}]"
    for word in ("anyOf", "oneOf", "allOf"):
        if word in schema:
            return " | ".join(map(_schema, schema[word]))
    kind = schema.get("type", "any")
    return " | ".join(kind) if isinstance(kind, list) else str(kind)


def test_a_document_of_webhooks_says_that_they_are_not_compared() -> None:
    hooks = "openapi: 3.1.0\ninfo: {title: Hooks, version: '1'}\nwebhooks:\n  newPet:\n    post: {responses: {}}\n"
    found = [one for one in of_document(openapi.read(hooks, "api.yaml")) if one.rule == "nothing-examined"]
    assert [one.message for one in found] == [
        "no endpoint found, only what the service calls itself (webhook newPet), which is not compared"
    ]
