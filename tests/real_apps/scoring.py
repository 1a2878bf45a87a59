"""What `accord routes` found of an application whose endpoints are known: recall, precision, and the misses nothing points at."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

NEARBY = 40  # lines: an unread place that close to a missed endpoint points at it

Key = tuple[str, str]


@dataclass(frozen=True)
class Score:
    """Recall and precision in 0..1; `silent` are the missed endpoints that no unread place and no incomplete route points at."""

    recall: float
    precision: float
    missed: tuple[Key, ...]
    false: tuple[Key, ...]
    silent: tuple[Key, ...]


def score(endpoints: list[list[str]], report: dict[str, Any]) -> Score:
    """Compare the endpoints of one application (method, path, `file:line`) with a routes report of the tree it lives in."""
    declared = {key(method, path): place for method, path, place in endpoints}
    served = [r for r in report["routes"] if r["mounted"] and r["method"] != "WEBSOCKET"]
    found = _of_this_application([r for r in served if r["complete"]], set(declared))
    by_any_method = {path for method, path in found if method == "ALL"}
    kept = {one for one in declared if one in found or one[1] in by_any_method}
    missed = set(declared) - kept
    false = {one for one in found - set(declared) if one[0] not in ("ALL", "HEAD", "OPTIONS")}
    tails = [key("", r["path"].rpartition("{?}")[2])[1] for r in served if not r["complete"]]
    silent = {one for one in missed if not _told(one[1], declared[one], report["unread"], tails)}
    return Score(
        recall=len(kept) / len(declared),
        precision=len(kept) / max(1, len(kept) + len(false)),
        missed=tuple(sorted(missed)),
        false=tuple(sorted(false)),
        silent=tuple(sorted(silent)),
    )


def key(method: str, path: str) -> Key:
    """An operation as it is compared: the names of parameters do not count, a trailing slash does."""
    return method, re.sub(r"\{[^{}/]*\}", "{}", path)


def _of_this_application(routes: list[dict[str, Any]], wanted: set[Key]) -> set[Key]:
    """The operations of the application the truth is about; a tree may hold further ones, which share hardly any of its endpoints."""
    by_application: defaultdict[str, set[Key]] = defaultdict(set)
    for route in routes:
        application = route["app"] or {}
        by_application[f"{application.get('file')}:{application.get('line')}"].add(key(route["method"], route["path"]))
    ours = [some for some in by_application.values() if len(by_application) == 1 or 5 * len(some & wanted) >= len(some)]
    return set().union(*ours)


def _told(path: str, place: str, unread: list[dict[str, Any]], tails: list[str]) -> bool:
    file, _, line = place.rpartition(":")
    for one in unread:
        covers = one.get("covers", [])
        if any(cover.startswith("/") and path.startswith(cover) for cover in covers):
            return True
        if any(same_file(cover, file) for cover in covers if not cover.startswith("/")):
            return True
        if same_file(one["file"], file) and abs(one["line"] - int(line)) <= NEARBY:
            return True
    return any(len(tail) > 1 and path.endswith(tail) for tail in tails)


def same_file(one: str, other: str) -> bool:
    """Whether two names mean one file, each relative to its own folder of the same tree."""
    shorter, longer = sorted((one, other), key=len)
    return longer == shorter or longer.endswith("/" + shorter)
