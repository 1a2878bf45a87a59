"""The rows of a contract, ready to be asked which of them a concrete or templated request means."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from accord.compare.words import PARAM
from accord.model import ANY_METHOD
from accord.paths import Param

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accord.model import Endpoint, Operation
    from accord.paths import PathTemplate


_IDENTIFIER = re.compile(r"(^|_|(?<=[a-z]))(id|uuid|guid|pk)$|^(i|I)d$", re.IGNORECASE)


class Promised:
    """Indexes over the endpoints of a contract; answers are in contract order."""

    def __init__(self, endpoints: Sequence[Endpoint]) -> None:
        self._by_key: dict[str, list[Endpoint]] = defaultdict(list)
        self._by_length: dict[int, list[Endpoint]] = defaultdict(list)
        self._greedy: list[Endpoint] = []
        for endpoint in endpoints:
            path = endpoint.operation.path
            self._by_key[path.bare.key].append(endpoint)
            self._by_length[len(path.segments)].append(endpoint)
            if any(isinstance(piece, Param) and piece.greedy for piece in path.pieces):
                self._greedy.append(endpoint)
        self._prefixes = _prefixes(endpoints)

    def prefixes(self, base: str) -> list[str]:
        """What paths of the contract begin with: its base path, then literal prefixes shared by most rows first."""
        return list(dict.fromkeys([*([base.rstrip("/")] if base.strip("/") else []), *self._prefixes]))

    def has(self, operation: Operation) -> bool:
        """Whether some row promises the operation."""
        return any(answers(endpoint, operation) for endpoint in self.at(operation.path))

    def may_have(self, operation: Operation) -> bool:
        """Whether some row promises the operation, or may, where a piece of its path could not be read."""
        if operation.path.complete:
            return self.has(operation)
        rows = (row for group in self._by_length.values() for row in group)
        return any(answers(row, operation) and operation.path.fits(row.operation.path) for row in rows)

    def at(self, path: PathTemplate) -> list[Endpoint]:
        """The rows whose path this is, whatever the method: the same template, else those it may be an instance of.

        A literal may stand for a parameter (`/users/7` is `/users/{id}`) and a parameter of the client for a literal of
        the contract (`/reports/{kind}` may be `/reports/daily`); rows with more literals in common come first.
        """
        if exact := self._by_key.get(path.bare.key):
            return exact
        wanted = path.segments
        scored = [(score, e) for e in self._by_length[len(wanted)] if (score := _likeness(wanted, e.operation.path))]
        if scored:
            best = max(score for score, _ in scored)
            return [endpoint for score, endpoint in scored if score == best]
        text = path.bare.key.replace(PARAM, "x")
        return [endpoint for endpoint in self._greedy if endpoint.operation.path.matches(text)]


def answers(endpoint: Endpoint, operation: Operation) -> bool:
    """Whether a row promises the method."""
    promised = endpoint.operation.method
    return promised in (operation.method, ANY_METHOD) or (promised == "GET" and operation.method == "HEAD")


def _likeness(wanted: tuple[str, ...], path: PathTemplate) -> int:
    """1 + the number of equal segments where all the others may be instances of each other, else 0."""
    same, at = 0, 0
    for one, two in zip(wanted, path.segments, strict=True):
        names = path.parameters[at : at + two.count(PARAM)]
        at += len(names)
        if one == two:
            same += 1
        elif not (PARAM in one or PARAM in two) or not _may_be(one, two, names):
            return 0
    return same + 1


@lru_cache(maxsize=4096)
def _may_be(one: str, two: str, names: tuple[str, ...]) -> bool:
    """Whether a requested segment and a promised one with parameters of these names may be the same.

    A word is no identifier: `/posts/search` does not mean `/posts/{id}`, `/posts/7` does, `/config/theme` may be
    `/config/{key}`.
    """
    if PARAM in one and PARAM in two:
        return PARAM in (one, two)
    if PARAM in one:
        return _instance(one, two)
    if any(_IDENTIFIER.search(name) for name in names) and not re.search(r"\d", one):
        return False
    return _instance(two, one)


def _instance(template: str, literal: str) -> bool:
    return re.fullmatch(".+".join(map(re.escape, template.split(PARAM))), literal) is not None


def _prefixes(endpoints: Sequence[Endpoint]) -> list[str]:
    """Literal beginnings of paths shared by at least half of the rows, the longest first."""
    count: dict[str, int] = defaultdict(int)
    for endpoint in endpoints:
        text = ""
        for segment in endpoint.operation.path.segments[:-1]:
            if PARAM in segment:
                break
            text += f"/{segment}"
            count[text] += 1
    shared = [text for text, times in count.items() if times * 2 >= len(endpoints)]
    return sorted(shared, key=lambda text: (-len(text), text))
