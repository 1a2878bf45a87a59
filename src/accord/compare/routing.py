"""Routes that never run: shadowed by an earlier one, or registered twice. Needs no contract."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from accord.compare.words import PARAM
from accord.model import ANY_METHOD, WEBSOCKET

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from accord.compare.served import Served

# What a converter of the framework lets through, where that is less than any segment.
_NARROW = {
    "int": r"[0-9]+",
    "float": r"[0-9]+(\.[0-9]+)?",
    "uuid": r"[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}",
}
_RAW_PARAM = re.compile(
    r"\{\s*(?P<star>\*?)[\w.]*\s*(?::\s*(?P<converter>\w+))?\s*\}|:\w+(?P<regex>\((?:[^()\\]|\\.|\([^()]*\))*\))?"
)


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A route that an earlier one answers for; `twice` where both are the same."""

    route: Served
    earlier: Served
    twice: bool


@dataclass(slots=True)
class _Node:
    children: dict[str, _Node] = field(default_factory=dict)  # a literal, `{}`, or `{}` with the pattern it is held to
    ends: list[Served] = field(default_factory=list)
    greedy: list[Served] = field(default_factory=list)


def unreachable(served: Sequence[Served]) -> list[Unreachable]:
    """The routes, in order of registration, that an earlier route of the same application answers for.

    Routes under a condition take no part: either may be absent.
    """
    roots: dict[bool, _Node] = {False: _Node(), True: _Node()}
    found = []
    for one in served:
        if one.route.conditional or not one.route.mounted:
            continue
        parts = _parts(one)
        if parts is None:
            continue
        root = roots[one.operation.method == WEBSOCKET]
        earlier = next((e for e in _earlier(root, parts) if _answers_for(e, one)), None)
        if earlier is not None:
            found.append(Unreachable(one, earlier, _parts(earlier) == parts))
        _insert(root, parts, one)
    return found


def _answers_for(earlier: Served, later: Served) -> bool:
    if earlier.operation.method not in (later.operation.method, ANY_METHOD):
        return False
    same_path = earlier.operation.path.key == later.operation.path.key
    if (
        earlier.route.framework == "express"
        and not same_path
        and (earlier.greedy or earlier.operation.method == ANY_METHOD)
    ):
        return False  # a guard that calls next()
    if earlier.operation.method == ANY_METHOD != later.operation.method and earlier.route.framework == "express":
        return False
    if earlier.greedy or later.route.slash == "ignored":
        return True
    return earlier.operation.path.trailing_slash == later.operation.path.trailing_slash


def _parts(served: Served) -> list[str] | None:
    """The segments, parameters with what they are held to; None where a parameter's limits cannot be told."""
    segments = list(served.operation.path.segments)
    if served.route.ignore_case:
        segments = [segment if PARAM in segment else segment.lower() for segment in segments]
    limits = [match for match in _RAW_PARAM.finditer(served.route.raw) if not match["star"]]
    if not any((match["converter"] or match["regex"]) for match in limits):
        return segments
    if sum(segment.count(PARAM) for segment in segments) != len(limits):
        return None
    patterns = iter([_pattern(match) for match in limits])
    return [re.sub(re.escape(PARAM), lambda _: PARAM + next(patterns), segment) for segment in segments]


def _pattern(match: re.Match[str]) -> str:
    if match["regex"]:
        return match["regex"]
    return _NARROW.get(match["converter"] or "", "")


def _insert(root: _Node, parts: Sequence[str], served: Served) -> None:
    node = root
    for at, part in enumerate(parts):
        if served.greedy and at == len(parts) - 1 and part == PARAM:
            node.greedy.append(served)
        node = node.children.setdefault(part, _Node())
    node.ends.append(served)


def _earlier(node: _Node, parts: Sequence[str], at: int = 0) -> Iterator[Served]:
    """Everything inserted whose template matches every instance of these parts."""
    if at == len(parts):
        yield from node.ends
        return
    yield from node.greedy
    for child in _matching(node, parts[at]):
        yield from _earlier(child, parts, at + 1)


def _matching(node: _Node, part: str) -> Iterator[_Node]:
    if part in node.children:
        yield node.children[part]
    if part == PARAM:
        return
    for key, child in node.children.items():
        if key != part and (key == PARAM or (PARAM in key and PARAM not in part and _matches(key, part))):
            yield child


def _matches(key: str, literal: str) -> bool:
    """Whether a segment with a parameter (`v{}`, `{}[0-9]+`) matches a literal.

    A regular expression of the source is never run (it may take for ever): such a parameter shadows nothing.
    """
    front, _, rest = key.partition(PARAM)
    if PARAM in rest or rest.startswith("("):
        return False
    pattern = rest if rest in _NARROW.values() else "[^/]+" + re.escape(rest)
    return re.fullmatch(re.escape(front) + pattern, literal) is not None
