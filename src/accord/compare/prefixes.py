"""One lost, added or changed prefix behind many operations that do not match."""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accord.compare.words import PARAM, Crowd, word_difference

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from accord.model import Operation

Segments = tuple[str, ...]
_Shift = tuple[Segments, Segments]

_CROWD = 25  # offered operations behind one key, from which on the key says nothing


@dataclass(frozen=True, slots=True)
class Shift:
    """Wanted operations begin with `wanted` where offered ones begin with `offered`; `pairs` are indexes of both."""

    wanted: Segments
    offered: Segments
    pairs: tuple[tuple[int, int], ...]


def shifts(wanted: Sequence[Operation], offered: Sequence[Operation]) -> list[Shift]:
    """The fewest prefix changes that pair up two or more operations each, the one that explains most first.

    Every operation is used once. The result depends on the operations and their order only.
    """
    votes: dict[_Shift, list[tuple[int, int]]] = defaultdict(list)
    for shift, pair in _pairs(wanted, offered):
        votes[shift].append(pair)
    queue = [(_weight(shift, pairs), shift) for shift, pairs in votes.items() if len(pairs) > 1]
    heapq.heapify(queue)
    found: list[Shift] = []
    used_wanted: set[int] = set()
    used_offered: set[int] = set()
    while queue:
        weight, shift = heapq.heappop(queue)
        pairs = _free(votes[shift], used_wanted, used_offered)
        if (now := _weight(shift, pairs)) != weight:
            if len(pairs) > 1:
                votes[shift] = pairs
                heapq.heappush(queue, (now, shift))
            continue
        if not _convincing(shift, [wanted[i].path.segments for i, _ in pairs]):
            continue
        used_wanted.update(i for i, _ in pairs)
        used_offered.update(j for _, j in pairs)
        found.append(Shift(*shift, tuple(sorted(pairs))))
    return found


def _weight(shift: _Shift, pairs: list[tuple[int, int]]) -> tuple[int, int, _Shift]:
    return -len(pairs), len(shift[0]) + len(shift[1]), shift


def _free(pairs: list[tuple[int, int]], used_wanted: set[int], used_offered: set[int]) -> list[tuple[int, int]]:
    free: dict[int, int] = {}
    taken: set[int] = set()
    for i, j in pairs:
        if not (i in used_wanted or j in used_offered or i in free or j in taken):
            free[i] = j
            taken.add(j)
    return list(free.items())


def _convincing(shift: _Shift, paths: list[Segments]) -> bool:
    """Whether two operations at least say so, one of them with something after the prefix.

    Where a prefix is *replaced* by an unlike word, two different literal endings must agree: `/users/{id}` and
    `/items/{id}` are two resources, not one moved.
    """
    before, after = shift
    tails = {path[len(before) :] for path in paths}
    if len(paths) < 2 or not any(tails):
        return False
    if before[: len(after)] == after or after[: len(before)] == before:
        return True
    if len(before) == len(after) and before[:-1] == after[:-1] and word_difference(before[-1], after[-1]):
        return True
    return len({tuple(part for part in tail if PARAM not in part) for tail in tails} - {()}) > 1


def _pairs(wanted: Sequence[Operation], offered: Sequence[Operation]) -> Iterator[tuple[_Shift, tuple[int, int]]]:
    index = _Offered(offered)
    for i, operation in enumerate(wanted):
        for shift, j in sorted(set(index.around(operation.method, operation.path.segments))):
            yield shift, (i, j)


class _Offered:
    """The offered operations by everything a prefix change leaves as it is."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        self._segments = [operation.path.segments for operation in operations]
        self._whole: dict[tuple[str, Segments], list[int]] = defaultdict(list)
        self._cut: dict[tuple[str, Segments], list[tuple[int, int, int]]] = defaultdict(list)
        self._tails: dict[tuple[str, Segments], list[tuple[int, int]]] = defaultdict(list)
        self._gaps: dict[tuple[str, int, Segments], list[int]] = defaultdict(list)
        self._crowds: dict[object, Crowd] = {}
        for j, operation in enumerate(operations):
            segments, method = operation.path.segments, operation.method
            self._whole[method, segments].append(j)
            for a, b in _slices(segments):
                self._cut[method, segments[:a] + segments[b:]].append((j, a, b))
            for k in range(1, len(segments) + 1):
                self._tails[method, segments[k:]].append((j, k))
                self._gaps[method, k - 1, segments[: k - 1] + segments[k:]].append(j)

    def around(self, method: str, path: Segments) -> Iterator[tuple[_Shift, int]]:
        for a, b in _slices(path):
            for j in self._whole.get((method, path[:a] + path[b:]), ())[:_CROWD]:
                yield (path[:b], path[:a]), j
        for j, a, b in self._cut.get((method, path), ())[:_CROWD]:
            yield (path[:a], self._segments[j][:b]), j
        yield from self._replaced(method, path)

    def _alike(self, gap: tuple[str, int, Segments], word: str) -> Sequence[int]:
        """The operations that differ in one segment only; of many, those whose word may be a slip away."""
        crowd = self._gaps.get(gap, [])
        if len(crowd) <= _CROWD:
            return crowd
        if gap not in self._crowds:
            self._crowds[gap] = Crowd((self._segments[j][gap[1]], j) for j in crowd)
        return self._crowds[gap].near(word)

    def _replaced(self, method: str, path: Segments) -> Iterator[tuple[_Shift, int]]:
        for k in range(1, len(path)):
            tail = path[k:]
            if tails := self._tails.get((method, tail)):
                if any(PARAM not in part for part in tail):
                    for j, other in tails[:_CROWD]:
                        yield (path[:k], self._segments[j][:other]), j
                break
        for k in range(1, len(path) + 1):
            for j in self._alike((method, k - 1, path[: k - 1] + path[k:]), path[k - 1]):
                found = self._segments[j][k - 1]
                if PARAM not in found + path[k - 1] and word_difference(path[k - 1], found):
                    yield (path[:k], (*path[: k - 1], found)), j


def _slices(path: Segments) -> Iterator[tuple[int, int]]:
    """What a forgotten prefix can be: a run of literals anywhere, or any run at the front with a literal behind it."""
    for a in range(len(path)):
        for b in range(a + 1, len(path) + 1):
            literal_behind = any(PARAM not in part for part in path[b:])
            if (a == 0 and literal_behind) or all(PARAM not in part for part in path[a:b]):
                yield a, b
