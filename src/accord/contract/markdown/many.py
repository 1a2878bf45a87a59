"""Many rows against many prefixes: each question is a look into an index, so that a document costs as much as it is long."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from accord.contract.markdown.joined import under
from accord.contract.markdown.tokens import template
from accord.paths import positional

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from accord.contract.markdown.candidates import Candidate


def by_section(rows: Iterable[Candidate]) -> dict[int, list[Candidate]]:
    """The rows in or below each section, by its id."""
    out: dict[int, list[Candidate]] = {}
    for one in rows:
        for section in one.section.chain():
            out.setdefault(id(section), []).append(one)
    return out


class Spelled:
    """The keys of the paths that a document spells out, asked for what they begin with and have in them."""

    def __init__(self, keys: Iterable[str]) -> None:
        counted = Counter(keys)
        self._whole = frozenset(counted)
        self._split = [tuple(key.split("/")) for key in self._whole]
        self._total = sum(counted.values())
        self._first = Counter[str]()
        for key, count in counted.items():
            self._first[_first(key)] += count
        self._runs: dict[int, tuple[set[tuple[str, ...]], set[tuple[str, ...]]]] = {}

    def has(self, key: str) -> bool:
        return key in self._whole

    def has_below(self, key: str) -> bool:
        """Whether a path goes on behind a key."""
        return tuple(key.split("/")[1:]) in self._of(key.count("/"))[0]

    def has_within(self, key: str) -> bool:
        """Whether a key stands in a path, at its end included, without being all of it."""
        return tuple(key.split("/")[1:]) in self._of(key.count("/"))[1]

    def mostly_begin_as(self, key: str) -> bool:
        """Whether more than half of the paths have the first segment of a key."""
        return self._first[_first(key)] * 2 > self._total

    def _of(self, size: int) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
        """What paths begin with, and all that stands in them, as runs of so many segments; whole paths are none."""
        if size not in self._runs:
            fronts = {one[1 : size + 1] for one in self._split if len(one) > size + 1 and not one[0]}
            inside = {
                one[at : at + size]
                for one in self._split
                for at in range(1, len(one) - size + 1)
                if at > 1 or at + size < len(one)
            }
            self._runs[size] = fronts, inside
        return self._runs[size]


class Prefixes:
    """Prefixes in their order, and the first that a path lies below; `/{code}` covers only itself, not all paths."""

    def __init__(self, prefixes: Sequence[str]) -> None:
        self._paths = tuple(prefixes)
        self._everything: list[int] = []
        self._alone: dict[str, int] = {}
        self._fronts: dict[str, int] = {}
        for at, path in enumerate(prefixes):
            shape = template(path).bare
            if shape.segments[:1] == ("{}",):
                self._alone.setdefault(shape.key, at)
            elif path and shape.text in ("", "/"):
                self._everything.append(at)
            elif path:
                self._fronts.setdefault(positional(shape.text), at)

    def covering(self, path: str, base: str) -> str | None:
        """The first prefix that a path lies below and that the base does not begin with."""
        if not self._paths:
            return None
        parts = [positional(part) for part in template(path).text.split("/")]
        fronts = ["/".join(parts[:size]) for size in range(1, len(parts))]
        found = [self._fronts[one] for one in (*fronts, positional(template(path).text)) if one in self._fronts]
        fit = [at for at in (*self._everything, *found) if not under(base, self._paths[at])]
        alone = self._alone.get(template(path).bare.key)
        return self._paths[min(fit if alone is None else (*fit, alone))] if fit or alone is not None else None


def _first(key: str) -> str:
    return key.partition("/")[2].partition("/")[0]
