"""Endpoints that share the method of the one before them: `` `GET /kpis`, `/alerts` ``, `GET /healthz | /readyz`, `POST /jobs/{id}/stop | /start`."""
# ruff: noqa: RUF001  the commas of other scripts

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from accord.contract.markdown.inline import CLOSE, EDGES, OPEN
from accord.contract.markdown.tokens import AND, Hit, Path, hits, path_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_JOINED = re.compile(rf"[{EDGES}]?(?:\s?[,，、·]\s?|\s?\|\s|\s/\s|\s{AND}\s)[{EDGES}]?(?=/[\w{{:<])")
_ENDS = re.compile(rf"[\s{EDGES},，、·|)）。.:：;；]|$")
_FROM_ROOT = re.compile(r"/(?:api|rest|v\d+(?:\.\d+)?)(?:/|$)", re.IGNORECASE)
_AT_ROOT = re.compile(
    r"/(?:health|live|ready)z?(?:/|$)|/(?:healthcheck|livez|readyz|metrics|openapi\.(?:json|ya?ml)|docs|redoc|swagger\S*|favicon\.ico|\.well-known)(?:/|$)",
    re.IGNORECASE,
)  # not below the API's root, as a rule
_ACTIONS = re.compile(rf"{CLOSE}(?:\s?[/|]\s?{OPEN}[a-z][a-z\d_-]*{CLOSE}){{1,8}}(?=[\s)）,，。;；:：]|$)")
_ACTION = re.compile(rf"{OPEN}([^{CLOSE}]+){CLOSE}")
_DEEP = 2  # segments in front of an action that others may stand for
_LONGEST = 8  # paths that share one method


def siblings(paths: Sequence[Path]) -> list[Path]:
    """Paths of one cell or list, the later ones written whole.

    `/jobs/{id}/start`, `/stop`: single segments behind an action on one thing are its other actions. `/api/v1/admin/stats`, `/query-logs`: what does
    not begin at the root of the API goes on where the first one ends.
    """
    stem, _, last = paths[0].text.rpartition("/")
    word = re.fullmatch(r"[\w-]+", last)
    if word and re.search(r"[{:<\[$]", stem):
        ends = all(not path.host and re.fullmatch(r"/[\w-]+", path.text) for path in paths[1:])
        return [paths[0], *(replace(path, text=stem + path.text) if ends else path for path in paths[1:])]
    if not word or not _FROM_ROOT.match(paths[0].text) or paths[0].host:
        return list(paths)
    if any(one is not paths[0] and paths[0].text.endswith(one.text) for one in paths):
        return list(paths)  # `/v1/chat`, `/chat`, `/v1/models`, `/models`: each is written whole
    return [paths[0], *(path if _whole(path, paths[0]) else replace(path, text=stem + path.text) for path in paths[1:])]


def _whole(path: Path, first: Path) -> bool:
    """Whether a path is written from the root: as the first one is, at a place of its own, or as the alias of the first one."""
    rooted = _FROM_ROOT.match(path.text) or _AT_ROOT.match(path.text)
    return bool(path.host or rooted or first.text.endswith(path.text))


def with_followers(text: str, hit: Hit) -> list[Hit]:
    """A METHOD path and the bare paths joined to it by no more than a comma, a bar or "and"."""
    found = _bare(text, hit.end)
    paths = siblings([hit.path, *found])[1:] or _actions(text, hit)
    return [hit, *(_as(hit, path) for path in paths)]


def _actions(text: str, hit: Hit) -> list[Path]:
    """The words of "`POST /api/files/mkdir` / `move` / `delete`": other actions at the place where the path ends."""
    stem, _, last = hit.path.text.rpartition("/")
    named = _ACTIONS.match(text, hit.end) if stem.count("/") >= _DEEP and re.fullmatch(r"[a-z][\w-]*", last) else None
    words = _ACTION.findall(named[0]) if named else []
    return [replace(hit.path, text=f"{stem}/{word}", end=hit.end) for word in words]


def every_hit(text: str) -> Iterator[Hit]:
    """Every METHOD path of a text and the bare paths that share its method.

    A list that began with bare paths goes on with them behind an endpoint of another method: `` `GET /stats`, `/logs`, `POST /alerts`, `/plugins` ``.
    """
    usual: Hit | None = None
    last = 0
    for hit in hits(text):
        if ";" in text[last : hit.start] or "；" in text[last : hit.start]:
            usual = None  # another list
        last = hit.end
        found = _bare(text, hit.end)
        of = usual if usual is not None and usual.methods != hit.methods else hit
        usual = usual or (hit if found else None)
        yield hit
        yield from (_as(of, path) for path in siblings([of.path, *found])[1:] or _actions(text, hit))


def _bare(text: str, at: int) -> list[Path]:
    """The bare paths that are joined to what ends at a place."""
    found: list[Path] = []
    while len(found) < _LONGEST and (joined := _JOINED.match(text, at)):
        path = path_at(text, joined.end())
        if path is None or path.open_ended or not _ENDS.match(text, path.end):
            break
        found.append(path)
        at = path.end
    return found


def _as(hit: Hit, path: Path) -> Hit:
    return replace(hit, path=path, start=path.end, end=path.end)
