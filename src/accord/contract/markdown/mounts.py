"""Prefixes that a document gives its parts by name: mounts of routers in code, tables of services and their prefixes."""
# ruff: noqa: RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.contract.markdown.base_told import clean, is_base
from accord.contract.markdown.base_words import MOUNT
from accord.contract.markdown.evidence import Evidence, Rank, give
from accord.contract.markdown.inline import bare
from accord.contract.markdown.tokens import hits, only_methods, path_at, template
from accord.contract.markdown.topics import pieces
from accord.contract.markdown.words import tidy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from accord.contract.markdown.blocks import Block, Section
    from accord.contract.markdown.candidates import Candidate
    from accord.contract.markdown.tables import Table

_USED = re.compile(r"\.(?:use|register|route|Route)\(\s*[\"'`](/[\w\-./]*)[\"'`]\s*,(.{1,200})")
_INCLUDED = re.compile(
    r"\.(?:include_router|register_blueprint|register|mount)\(\s*([\w.\"'()/]{1,80})\s*,.{0,200}?\b(?:url_)?prefix\s*[=:]\s*[\"'](/?[\w\-./]*)[\"']"
)
_LISTED = re.compile(
    r"^\W*(/[\w\-./]*\w)\s*(?:→|⇒|=>|->|—|\u2013|:|：|-)\s*([\w./\-]{2,60}?(?:[Rr]outer|[Rr]outes?|[Cc]ontroller|[Bb]lueprint|_bp|\.(?:[jt]s|mjs|cjs|py|go|rb|php|java|kt|rs|cs)))(?![\w.])"
)  # `/api/users → routes/users.js`
_ROUTER = re.compile(
    r"(?:[Rr]outer|[Rr]outes?|[Cc]ontroller|[Bb]lueprint|[Hh]andlers?|_bp|\.(?:[jt]sx?|mjs|cjs|py|go|rb|php|java|kt|rs|cs))[\s)]*$"
)  # what can be mounted, or the file it is in
_FOLDERS = re.compile(r"[\w.\-]+/(?=[\w.\-])|\.\w{1,4}$")  # of a file all but its name
_LONG_NAME = 60


def mounted(blocks: Sequence[Block], candidates: Sequence[Candidate]) -> dict[int, Evidence]:
    """What is in front of each candidate (by id) whose part is named as what is mounted there, where its rows are relative to it."""
    named: dict[frozenset[str], dict[str, int]] = {}
    for names, prefix, line in (*_in_code(blocks), *_in_tables(blocks)):
        for name in names:
            named.setdefault(name, {}).setdefault(prefix, line)
    if not named:
        return {}
    out: dict[int, Evidence] = {}
    by_section: dict[int, tuple[Section, list[Candidate]]] = {}
    for one in candidates:
        by_section.setdefault(id(one.section), (one.section, []))[1].append(one)
    for section, rows in by_section.values():
        fit = next((named[stems] for at in section.chain() if (stems := pieces(at.name)) in named), {})
        prefix = next(iter(fit)) if len(fit) == 1 else ""
        if prefix and all(_relative(one, prefix) for one in rows):
            give(out, map(id, rows), Evidence(Rank.MOUNTED, fit[prefix], prefix))
    return out


def _relative(one: Candidate, prefix: str) -> bool:
    """Whether a path can be what is left below a prefix: it carries neither the prefix nor its beginning."""
    first = prefix.split("/")[1]
    return not (
        one.path.host
        or template(one.path.text).without(template(prefix)) is not None
        or one.path.text.split("/")[1] == first
    )


def _in_code(blocks: Sequence[Block]) -> Iterator[tuple[set[frozenset[str]], str, int]]:
    for block in blocks:
        for text, line in block.lines if block.kind in ("fence", "text") else ():
            if len(text) > 400:
                continue
            found = [(match[2], match[1]) for match in _USED.finditer(text)]
            found += [(match[1], match[2]) for match in _INCLUDED.finditer(text)]
            found += [(match[2], match[1]) for match in _LISTED.finditer(bare(text))]
            for what, path in found:
                prefix = "/" + path.strip("/")
                last = prefix.rsplit("/", 1)[-1]
                if len(prefix) > 1:
                    yield {pieces(what), pieces(last)} - {frozenset()}, prefix, line


def _in_tables(blocks: Sequence[Block]) -> Iterator[tuple[set[frozenset[str]], str, int]]:
    """`Service | Prefix`, `Mount | Router | File`: a table that gives more than one name a prefix of its own."""
    for block in blocks:
        grid = block.table
        column = _mounts(grid) if grid is not None and grid.header else -1
        for row in grid.rows if grid is not None and column >= 0 else ():
            value = bare(row.cells[column]) if column < len(row.cells) else ""
            path = path_at(value) if value.startswith(("/", "http")) else None
            if path is None or len(clean(path)) < 2:
                continue
            prefix = clean(path)
            others = [bare(cell) for at, cell in enumerate(row.cells) if at != column]
            said = {pieces(_FOLDERS.sub("", cell)) for cell in others if len(cell) < _LONG_NAME}
            yield (said | {pieces(prefix.rsplit("/", 1)[-1])}) - {frozenset()}, prefix, row.line


def _mounts(grid: Table) -> int:
    """The column of a table that holds what its other columns are mounted at; -1 where it is no such table.

    Either its header says so, or all it holds are paths and a column beside it names routers or the files they are in.
    """
    named = next((at for at, cell in enumerate(grid.header) if at and is_base(tidy(cell))), -1)
    if named > 0:
        return named
    columns = [[bare(row.cells[at]) for row in grid.rows if at < len(row.cells)] for at in range(len(grid.header))]
    paths = [at for at, cells in enumerate(columns) if len(cells) > 1 and all(one.startswith("/") for one in cells)]
    if len(paths) != 1 or any(only_methods(cell) or hits(cell) for cells in columns for cell in cells):
        return -1
    header = bare(grid.header[paths[0]])
    routed = any(all(map(_ROUTER.search, cells)) for at, cells in enumerate(columns) if cells and at != paths[0])
    return paths[0] if routed or is_base(tidy(header)) or MOUNT.search(header) else -1
