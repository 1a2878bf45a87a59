r"""The titled cases of fixtures/cases: source in, routes out.

A case is a heading, one or more fenced files (the file's name follows the language; a language alone is prose) and a block `expected`, in any order of rows:

    GET /users/{id}  app/users.py:3 [hidden]    a route: unmounted, hidden, conditional, incomplete as they are true of it
    call POST /users  src/api.ts:9              a request: incomplete, external as they are true of it
    call GET /users  src/api.ts:9 base /api     the same with its base, and `query page,limit` with its query parameters
    rewrite /api/{rest} /{rest}  vite.config.ts:4   what becomes of a path on its way; `?` where nobody could read it
    unread app/main.py:7: not known             a place that was not understood; the text is a part of its reason
    unread app/main.py:7 covers /v1, app/b.py   the same, with what it may at least hide
    app app main.py:3                           an application found; without such lines any will do
    unsupported Flask                           a framework that is recognised and not read

Every row and every unread place must be named, so an empty block means that nothing may be found. A block `options` sets `app MODULE:ATTR`,
`role consumer` (usual in clients-*.md), `libraries FOLDER` and framework versions (`fastapi 0.115`).
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from accord.scan import ScanOptions, scan
from accord.scan.packed import pack, unpack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accord.model import Call, Rewrite, Route, Scan, Unread

CASES = Path(__file__).parents[1] / "fixtures" / "cases"
_BLOCK = re.compile(r"^(?P<fence>`{3,})(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=fence)\s*$", re.MULTILINE | re.DOTALL)
_UNREAD = re.compile(r"unread (?P<place>\S+?:\d+)(?:: (?P<text>.*?))?(?: covers (?P<covers>.+))?")


class Case(NamedTuple):
    files: dict[str, str]
    expected: list[str]
    options: ScanOptions


def cases() -> Iterator[object]:
    for path in sorted(CASES.glob("*.md")):
        if path.stem.startswith("contract-"):
            continue
        for section in re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            title = section.partition("\n")[0].strip()
            role = "consumer" if path.stem.startswith("clients") else "provider"
            yield pytest.param(read(section, role), id=f"{path.stem}: {title}")


def read(section: str, usual: str = "provider") -> Case:
    files: dict[str, str] = {}
    expected: list[str] = []
    facts: dict[str, str] = {}
    for block in _BLOCK.finditer(section):
        kind, _, name = block["info"].strip().partition(" ")
        if kind == "expected":
            expected = [line.strip() for line in block["body"].splitlines() if line.strip()]
        elif kind == "options":
            facts = dict(line.split(" ", 1) for line in block["body"].splitlines())
        elif name:
            files[name] = block["body"]
    app, role, folders = facts.pop("app", ""), facts.pop("role", usual), tuple(facts.pop("libraries", "").split())
    options = ScanOptions(role=role, app=app, libraries=folders, versions=tuple(facts.items()))  # type: ignore[arg-type]
    return Case(files, expected, options)


def write(files: dict[str, str], folder: Path) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        # a replacement character stands for a byte that is no UTF-8
        (folder / name).write_bytes(text.encode().replace("\N{REPLACEMENT CHARACTER}".encode(), b"\xe9"))


@pytest.mark.parametrize("case", list(cases()))
def test_case(case: Case, tmp_path: Path) -> None:
    write(case.files, tmp_path)
    libraries = tuple(str(tmp_path / folder) for folder in case.options.libraries)
    found = scan(tmp_path, options=replace(case.options, libraries=libraries))
    expected = [line for line in case.expected if not line.startswith("unread ")]
    kinds = {line.partition(" ")[0] for line in expected}
    kinds.update(
        word for line in expected if line.startswith("call ") for word in ("base", "query") if f" {word} " in line
    )
    assert unpack(json.loads(json.dumps(pack(found)))) == found, "kept, it would be another"
    assert sorted(rows(found, kinds)) == sorted(re.sub(r"\s+", " ", line) for line in expected), _all(found)
    wanted = [line for line in case.expected if line.startswith("unread ")]
    left = list(found.unread)
    for line in wanted:
        hit = next((u for u in left if _tells(u, line)), None)
        assert hit is not None, f"not told: {line}\n{_all(found)}"
        left.remove(hit)
    assert not left, f"told, and not expected:\n{_all(found)}"


def rows(found: Scan, kinds: set[str]) -> Iterator[str]:
    """A scan as the lines of an expected block, unread places left out."""
    yield from map(route_row, found.routes)
    yield from (call_row(call, kinds) for call in found.calls)
    yield from map(rewrite_row, found.rewrites)
    if "app" in kinds:
        yield from (f"app {a.name} {a.where}" for a in found.examined.applications)
    yield from (f"unsupported {name}" for name in found.examined.unsupported)


def route_row(route: Route) -> str:
    marks = {
        "unmounted": not route.mounted,
        "hidden": route.hidden,
        "conditional": route.conditional,
        "incomplete": not route.complete,
    }
    return " ".join([str(route.operation), str(route.where), *(f"[{mark}]" for mark, true in marks.items() if true)])


def call_row(call: Call, kinds: set[str]) -> str:
    marks = {"external": call.external, "incomplete": not call.complete}
    told = [f"[{mark}]" for mark, true in marks.items() if true]
    if "base" in kinds and call.base:
        told.append(f"base {call.base}")
    if "query" in kinds and call.query:
        told.append(f"query {','.join(call.query)}")
    return " ".join(["call", str(call.operation), str(call.where), *told])


def rewrite_row(rewrite: Rewrite) -> str:
    mark = " [external]" if rewrite.external else ""
    return f"rewrite {rewrite.source} {rewrite.target or '?'} {rewrite.where}{mark}"


def _tells(unread: Unread, line: str) -> bool:
    match = _UNREAD.fullmatch(line)
    assert match, f"not understood: {line}"
    covers = [c.strip() for c in (match["covers"] or "").split(",") if c.strip()]
    place = f"{unread.where.file}:{unread.where.line}"
    return place == match["place"] and (match["text"] or "") in unread.reason and set(covers) <= set(unread.covers)


def _all(found: Scan) -> str:
    unread = [f"unread {u.where.file}:{u.where.line}: {u.reason} covers {', '.join(u.covers)}" for u in found.unread]
    return "\n".join([*rows(found, {"app"}), *unread])
