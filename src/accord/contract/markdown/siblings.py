"""Endpoints that share the method of the one before them: `` `GET /kpis`, `/alerts` ``, `GET /healthz | /readyz`, `POST /jobs/{id}/stop | /start`."""
# ruff: noqa: RUF001  the commas of other scripts

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from accord.contract.markdown.inline import EDGES
from accord.contract.markdown.tokens import AND, Hit, Path, hits, path_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_JOINED = re.compile(rf"[{EDGES}]?(?:\s?[,，、·]\s?|\s?\|\s|\s/\s|\s{AND}\s)[{EDGES}]?(?=/[\w{{:<])")
_ENDS = re.compile(rf"[\s{EDGES},，、·|)）。.:：;；]|$")
_LONGEST = 8  # paths that share one method


def siblings(paths: Sequence[Path]) -> list[Path]:
    """`/jobs/{id}/start`, `/stop`: single segments behind an action on one thing are its other actions."""
    stem, _, last = paths[0].text.rpartition("/")
    actions = re.search(r"[{:<\[$]", stem) and re.fullmatch(r"[\w-]+", last)
    if not actions or any(path.host or not re.fullmatch(r"/[\w-]+", path.text) for path in paths[1:]):
        return list(paths)
    return [paths[0], *(replace(path, text=stem + path.text) for path in paths[1:])]


def with_followers(text: str, hit: Hit) -> list[Hit]:
    """A METHOD path and the bare paths joined to it by no more than a comma, a bar or "and"."""
    paths = [hit.path]
    at = hit.end
    while len(paths) < _LONGEST and (joined := _JOINED.match(text, at)):
        path = path_at(text, joined.end())
        if path is None or path.open_ended or not _ENDS.match(text, path.end):
            break
        paths.append(path)
        at = path.end
    return [hit, *(replace(hit, path=path, start=path.end, end=path.end) for path in siblings(paths)[1:])]


def every_hit(text: str) -> Iterator[Hit]:
    """Every METHOD path of a text and the bare paths that share its method."""
    for hit in hits(text):
        yield from with_followers(text, hit)
