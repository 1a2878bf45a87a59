"""The closest operation on the other side, by indexes: two thousand against two thousand stays far below a second."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from accord.compare.words import PARAM, RANK, Crowd, difference, folded, is_slip
from accord.model import Nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from accord.model import Operation, Where

T = TypeVar("T")

_CROWD = 12  # candidates that share all but one segment, from which on words are looked up instead of tried


@dataclass(frozen=True, slots=True)
class Candidate(Generic[T]):
    """Something that may be near: its operation and place, and a remark that goes before the difference."""

    operation: Operation
    where: Where
    item: T
    remark: str = ""


class Nearby(Generic[T]):
    """Operations to be asked for the ones closest to another; the order they came in does not matter."""

    def __init__(self, candidates: Iterable[Candidate[T]]) -> None:
        ordered = sorted(candidates, key=lambda c: (bool(c.remark), c.operation.path.key, c.operation.method, c.where))
        self._candidates = ordered
        self._segments = [c.operation.path.segments for c in ordered]
        self._indexes: dict[str, dict[object, list[int]]] = {}
        self._crowds: dict[object, Crowd] = {}

    def nearest(self, wanted: Operation) -> Nearest | None:
        """The best candidate with the respect in which it differs; None where nothing resembles the operation."""
        best = min(self._ranked(wanted), default=None)
        if best is None:
            return None
        rank, _, index = best
        candidate = self._candidates[index]
        respect = next(name for name, r in RANK.items() if r == rank)
        if rank != 0 and candidate.operation.method != wanted.method:
            respect += ", other method"
        text = ", ".join(part for part in (candidate.remark, respect) if part)
        if candidate.remark and candidate.operation.key == wanted.key:
            text = candidate.remark
        return Nearest(candidate.operation, candidate.where, text)

    def slips(self, wanted: Operation) -> list[tuple[int, str, Candidate[T]]]:
        """Candidates of the same method that are this operation written wrongly in one respect, the surest first."""
        found = []
        for rank, other_method, index in sorted(self._ranked(wanted)):
            candidate = self._candidates[index]
            respect = next(name for name, r in RANK.items() if r == rank)
            if not other_method and rank and is_slip(respect, wanted.path.segments, self._segments[index]):
                found.append((rank, respect, candidate))
        return found

    def _ranked(self, wanted: Operation) -> set[tuple[int, bool, int]]:
        """(rank, whether the method differs, candidate) of everything near."""
        segments, names = wanted.path.segments, wanted.path.parameters
        ranked = set()
        for index in self._around(segments):
            candidate, found = self._candidates[index], self._segments[index]
            other = candidate.operation.method != wanted.method
            if found == segments:
                ranked.add((0, other, index))
            elif respect := difference(segments, found, names):
                ranked.add((RANK[respect], other, index))
        if not ranked and (index := self._similar(segments)) >= 0:
            ranked.add((RANK["similar"], self._candidates[index].operation.method != wanted.method, index))
        return ranked

    def _around(self, segments: tuple[str, ...]) -> set[int]:
        """Candidates that share a key with these segments in one of the indexes."""
        found = set(self._index("whole", lambda s: [s]).get(segments, ()))
        found.update(self._index("folded", lambda s: [tuple(map(folded, s))]).get(tuple(map(folded, segments)), ()))
        found.update(self._index("bag", lambda s: [tuple(sorted(s))]).get(tuple(sorted(segments)), ()))
        whole, shorter = self._index("whole", lambda s: [s]), self._index("shorter", _without_one)
        for key in _without_one(segments):
            found.update(whole.get(key, ()))
        found.update(shorter.get(segments, ())[:_CROWD])
        found.update(self._index("tails", lambda s: [s[i:] for i in range(1, len(s))]).get(segments, ())[:_CROWD])
        for i in range(1, len(segments)):
            found.update(whole.get(segments[i:], ()))
        gaps = self._index("gaps", _gaps)
        for at, gap in enumerate(_gaps(segments)):
            crowd = gaps.get(gap, [])
            found.update(crowd if len(crowd) <= _CROWD else self._crowd(gap, crowd, at).near(segments[at]))
        return found

    def _crowd(self, gap: object, crowd: list[int], at: int) -> Crowd:
        """The words of many candidates that differ in one segment only."""
        if gap not in self._crowds:
            self._crowds[gap] = Crowd((self._segments[index][at], index) for index in crowd)
        return self._crowds[gap]

    def _similar(self, segments: tuple[str, ...]) -> int:
        """The candidate that shares most segments, if they are more than half of all; else -1."""
        words = self._index("segments", lambda s: sorted(set(s)))
        literal = [words[part] for part in segments if PARAM not in part and part in words]
        wanted = set(segments)
        best: tuple[float, int] = (0.5, -1)
        for index in min(literal, key=len, default=[])[: 8 * _CROWD]:
            found = set(self._segments[index])
            share = len(wanted & found) / len(wanted | found)
            if share > best[0]:
                best = (share, index)
        return best[1]

    def _index(self, name: str, keys: Callable[[tuple[str, ...]], Iterable[object]]) -> dict[object, list[int]]:
        if name not in self._indexes:
            index: dict[object, list[int]] = defaultdict(list)
            for at, segments in enumerate(self._segments):
                for key in keys(segments):
                    index[key].append(at)
            self._indexes[name] = dict(index)
        return self._indexes[name]


def _without_one(segments: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [segments[:i] + segments[i + 1 :] for i in range(len(segments))]


def _gaps(segments: tuple[str, ...]) -> list[tuple[object, ...]]:
    return [(len(segments), i, segments[:i] + segments[i + 1 :]) for i in range(len(segments))]
