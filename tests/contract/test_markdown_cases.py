"""The titled cases of fixtures/cases/contract-markdown*.md: a document in, its endpoints out.

A case is a heading, one block `document` and one block `expected`:

    base /api                       the base path of the document, where it matters
    GET /users/{id}  7 planned      method, effective path, line; `planned` and `deprecated` where they hold
        says text                   its description; `says nothing` where it has none
        auth needed|open|unknown    what is said of authentication (no such line: it does not matter)
        query page: integer?        a parameter: `!` required, `?` not required, nothing unknown; `string of asc, desc` with its values
        body sample {...}           strength and JSON Schema of a request body
        response 201 sample {...}   a response, alone or with its body
        ignores rule, rule
        why 3 /api: a label, ...    a step of the trail of its base, with its line
    note duplicate-row 9: text      a note, its text a part of the message
    model Pet {...}                 a shared model

Endpoints and notes must be named completely and in order; of the indented lines each must be true, others may be left out. An empty block
means that nothing may be found.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from accord.contract.markdown import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accord.model import Endpoint, Parameter

CASES = Path(__file__).parents[2] / "fixtures" / "cases"
_BLOCK = re.compile(
    r"^(?P<fence>`{3,})(?P<kind>document|expected)\n(?P<body>.*?)^(?P=fence)\s*$", re.MULTILINE | re.DOTALL
)


def cases() -> Iterator[object]:
    for path in sorted(CASES.glob("contract-markdown*.md")):
        for section in re.split(r"^## (?=\S)", _outside_blocks(path.read_text(encoding="utf-8")), flags=re.MULTILINE)[
            1:
        ]:
            title = section.partition("\n")[0].strip()
            blocks = {m["kind"]: m["body"].replace("\x01", "#") for m in _BLOCK.finditer(section)}
            yield pytest.param(blocks["document"], blocks["expected"], id=f"{path.stem}: {title}")


def _outside_blocks(text: str) -> str:
    """The text with the headings inside of blocks hidden from the split into cases."""
    return _BLOCK.sub(lambda m: m[0].replace("#", "\x01"), text)


@pytest.mark.parametrize(("document", "expected"), list(cases()))
def test_case(document: str, expected: str) -> None:
    contract = read(document, "API.md")
    wanted = [line for line in expected.splitlines() if line.strip()]
    heads = [
        line.strip()
        for line in wanted
        if not line.startswith(" ") and not line.startswith(("base ", "note ", "model "))
    ]
    assert [_head(one) for one in contract.endpoints] == heads
    notes = [line for line in wanted if line.startswith("note ")]
    assert len(contract.notes) == len(notes), contract.notes
    for line, note in zip(notes, contract.notes, strict=True):
        rule, place, text = re.fullmatch(r"note (\S+) (\d+): (.*)", line).groups()  # type: ignore[union-attr]
        assert (note.rule, note.where.line) == (rule, int(place))
        assert text in note.message
    told = {_head(one): _facts(one) for one in contract.endpoints}
    head = ""
    for line in wanted:
        if line.startswith("base "):
            assert contract.base == line[5:].strip()
        elif line.startswith("model "):
            name, _, schema = line[6:].partition(" ")
            assert contract.models[name] == json.loads(schema)
        elif line.startswith(" "):
            assert line.strip() in told[head]
        else:
            head = line.strip()


def test_no_case_is_empty_by_accident() -> None:
    assert len(list(cases())) > 50


def _head(one: Endpoint) -> str:
    flags = " planned" * one.planned + " deprecated" * one.deprecated
    return f"{one.operation.method} {one.operation.path.text}  {one.where.line}{flags}"


def _facts(one: Endpoint) -> list[str]:
    needed = {True: "needed", False: "open", None: "unknown"}[one.auth.required if one.auth else None]
    out = [
        f"says {one.description or 'nothing'}",
        f"auth {needed}",
        f"ignores {', '.join(r for i in one.ignores for r in i.rules)}",
    ]
    out += [f"why {step.where.line} {step.piece}" for step in one.trail]
    out += [_parameter(parameter) for parameter in one.parameters]
    out += [f"body {body.strength} {json.dumps(body.schema, ensure_ascii=False)}" for body in one.request]
    out += [f"body {body.media_type}" for body in one.request]
    for response in one.responses:
        out += [f"response {response.status}", f"response {response.status} {response.description}"]
        out += [
            f"response {response.status} {b.strength} {json.dumps(b.schema, ensure_ascii=False)}"
            for b in response.bodies
        ]
    return out


def _parameter(parameter: Parameter) -> str:
    mark = {True: "!", False: "?", None: ""}[parameter.required]
    kind = _kind(parameter.schema) if parameter.schema else ""
    return f"{parameter.location} {parameter.name}{kind}{mark}"


def _kind(schema: dict[str, Any]) -> str:
    values = schema.get("enum")
    return f": {schema.get('type', 'any')}" + (f" of {', '.join(map(str, values))}" if values else "")
