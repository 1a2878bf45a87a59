"""Prefixes that a document gives its parts by name: mounts of routers in code, tables of services and their prefixes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.contract.markdown.base_told import clean, is_base
from accord.contract.markdown.inline import bare
from accord.contract.markdown.tokens import path_at, template
from accord.contract.markdown.words import tidy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from accord.contract.markdown.blocks import Block, Section
    from accord.contract.markdown.candidates import Candidate

_USED = re.compile(r"\.(?:use|register|route|Route)\(\s*[\"'`](/[\w\-./]*)[\"'`]\s*,(.{1,200})")
_INCLUDED = re.compile(
    r"\.(?:include_router|register_blueprint|register|mount)\(\s*([\w.\"'()/]{1,80})\s*,.{0,200}?\b(?:url_)?prefix\s*[=:]\s*[\"'](/?[\w\-./]*)[\"']"
)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
FILLING = re.compile(
    r"(?:api|app|route|router|controller|endpoint|service|resource|group)s?|blueprint|bp|module|require|default|handler|management"
    r"|the|of|and|for|js|ts|py"
)


def mounted(blocks: Sequence[Block], candidates: Sequence[Candidate]) -> dict[int, str]:
    """The prefix of each candidate (by id) whose part is named as what is mounted there, where its rows are relative to it."""
    named: dict[frozenset[str], set[str]] = {}
    for names, prefix in (*_in_code(blocks), *_in_tables(blocks)):
        for name in names:
            named.setdefault(name, set()).add(prefix)
    if not named:
        return {}
    out: dict[int, str] = {}
    by_section: dict[int, tuple[Section, list[Candidate]]] = {}
    for one in candidates:
        by_section.setdefault(id(one.section), (one.section, []))[1].append(one)
    for section, rows in by_section.values():
        fit = {prefix for at in section.chain() for prefix in named.get(_stems(at.name), ())}
        prefix = fit.pop() if len(fit) == 1 else ""
        if prefix and all(_relative(one, prefix) for one in rows):
            out.update({id(one): prefix for one in rows})
    return out


def _relative(one: Candidate, prefix: str) -> bool:
    """Whether a path can be what is left below a prefix: it carries neither the prefix nor its beginning."""
    first = prefix.split("/")[1]
    return not (
        one.path.host
        or template(one.path.text).without(template(prefix)) is not None
        or one.path.text.split("/")[1] == first
    )


def _in_code(blocks: Sequence[Block]) -> Iterator[tuple[set[frozenset[str]], str]]:
    for block in blocks:
        for text, _ in block.lines if block.kind in ("fence", "text") else ():
            if len(text) > 400:
                continue
            found = [(match[2], match[1]) for match in _USED.finditer(text)]
            found += [(match[1], match[2]) for match in _INCLUDED.finditer(text)]
            for what, path in found:
                prefix = "/" + path.strip("/")
                last = prefix.rsplit("/", 1)[-1]
                if len(prefix) > 1:
                    yield {_stems(what), _stems(last)} - {frozenset()}, prefix


def _in_tables(blocks: Sequence[Block]) -> Iterator[tuple[set[frozenset[str]], str]]:
    """`Service | Prefix`: a table that gives more than one name a prefix of its own."""
    for block in blocks:
        grid = block.table
        column = next((i for i, cell in enumerate(grid.header) if i > 0 and is_base(tidy(cell))), 0) if grid else 0
        if grid is None or not column:
            continue
        for row in grid.rows:
            value = bare(row.cells[column]) if column < len(row.cells) else ""
            path = path_at(value) if value.startswith(("/", "http")) else None
            if path is not None and len(clean(path)) > 1:
                yield {_stems(bare(row.cells[0]))} - {frozenset()}, clean(path)


def _stems(name: str) -> frozenset[str]:
    """The words of a name that say what it is about, in the singular: `productRoutes` and "Product routes" are about the same."""
    found = (word.lower() for word in _WORD.findall(name))
    return frozenset(word.removesuffix("s") for word in found if len(word) > 1 and not FILLING.fullmatch(word))
