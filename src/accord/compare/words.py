"""In which one respect two paths differ: typo, plural, separator, order, parameter, prefix; pure text."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Segments = tuple[str, ...]

PARAM = "{}"

# From the slip that says most about a common origin to the one that says least; also the order in which pairs are made.
RESPECTS = (
    "other method",
    "letter case",
    "separator",
    "plural",
    "typo",
    "order of segments",
    "version",
    "parameter not in braces",
    "prefix",
    "one segment more",
    "one segment less",
    "parameter instead of a literal",
    "literal instead of a parameter",
    "other last segment",
    "other segment",
    "similar",
)
RANK = {name: rank for rank, name in enumerate(RESPECTS)}


@lru_cache(maxsize=65536)
def folded(word: str) -> str:
    """A segment without case, separators and plural ending: equal for words that differ in these respects only."""
    plain = re.sub(r"[-_.]", "", word).lower()
    if len(plain) > 3:
        if plain.endswith("ies"):
            return plain[:-3] + "y"
        if plain.endswith(("ses", "xes", "ches", "shes")):
            return plain[:-2]
        if plain.endswith("s") and not plain.endswith(("ss", "us", "is")):
            return plain[:-1]
    return plain


def same_name(one: str, other: str) -> bool:
    """Whether two names of a parameter are one name, each in its language's own convention (`post_id`, `postId`)."""
    return re.sub(r"[-_]", "", one).lower() == re.sub(r"[-_]", "", other).lower()


@lru_cache(maxsize=65536)
def word_difference(wanted: str, found: str) -> str:
    """The respect in which two different segments differ, "" where they have nothing in common."""
    if PARAM in wanted or PARAM in found:
        if PARAM in wanted and PARAM in found and _edits(wanted, found) == 1:  # `{id}x`
            return "typo"
        if wanted == PARAM:
            return "literal instead of a parameter"
        return "parameter instead of a literal" if found == PARAM else "typo" if close(wanted, found) else ""
    if wanted.lower() == found.lower():
        return "letter case"
    if re.sub(r"[-_.]", "", wanted).lower() == re.sub(r"[-_.]", "", found).lower():
        return "separator"
    if folded(wanted) == folded(found):
        return "plural"
    if re.fullmatch(r"v?\d+(\.\d+)*", wanted) and re.fullmatch(r"v?\d+(\.\d+)*", found):
        return "version"
    return "typo" if close(wanted, found) else ""


@lru_cache(maxsize=65536)
def close(one: str, two: str) -> bool:
    """Whether two words are a slip of the finger apart: one edit from four letters on, two from eight on."""
    shorter, longer = sorted((len(one), len(two)))
    allowed = 2 if shorter >= 8 else 1 if longer >= 4 else 0
    return longer - shorter <= allowed and 0 < _edits(one.lower(), two.lower()) <= allowed


def _edits(one: str, two: str) -> int:
    """Edit distance in which two neighbouring letters swapped count once (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(two) + 1))
    for i, a in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(two, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == two[j - 2] and one[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]


class Crowd:
    """Many words, ready to be asked which of them are a slip away from another one."""

    def __init__(self, words: Iterable[tuple[str, int]]) -> None:
        self._index: dict[str, list[int]] = defaultdict(list)
        for word, item in words:
            for key in _shortened(word):
                self._index[key].append(item)

    def near(self, word: str) -> list[int]:
        """The items whose words are equal, equal but for case, separators or plural, or about one edit away."""
        return list(dict.fromkeys(item for key in _shortened(word) for item in self._index.get(key, ())))


def _shortened(word: str) -> list[str]:
    """The word and every word with one letter left out: two words one edit (or swap) apart share one of them."""
    low = word.lower()
    return list(dict.fromkeys([low, folded(word), *(low[:i] + low[i + 1 :] for i in range(len(low)))]))


def difference(wanted: Segments, found: Segments, parameters: tuple[str, ...] = ()) -> str:
    """The one respect in which two different paths differ, "" where it is more than one.

    `parameters` are the names behind the `{}` of `wanted`, to recognise a parameter whose braces were forgotten.
    """
    if len(wanted) == len(found):
        at = [i for i, (a, b) in enumerate(zip(wanted, found, strict=True)) if a != b]
        if len(at) == 1:
            return _segment_difference(wanted, found, at[0], parameters)
        if sorted(wanted) == sorted(found):
            return "order of segments"
        respects = {word_difference(wanted[i], found[i]) for i in at}
        return respects.pop() if len(respects) == 1 and respects <= {"letter case", "separator", "plural"} else ""
    longer, shorter = (found, wanted) if len(found) > len(wanted) else (wanted, found)
    extra = len(longer) - len(shorter)
    if shorter and longer[extra:] == shorter:
        return "prefix"
    if extra == 1 and any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer))):
        return "one segment more" if longer is found else "one segment less"
    return ""


def _segment_difference(wanted: Segments, found: Segments, at: int, parameters: tuple[str, ...]) -> str:
    if wanted[at] == PARAM and PARAM not in found[at]:
        index = sum(part.count(PARAM) for part in wanted[:at])
        name = parameters[index] if index < len(parameters) else ""
        if name and folded(name) == folded(found[at].lstrip(":$").strip("<>[]")):
            return "parameter not in braces"
    if respect := word_difference(wanted[at], found[at]):
        return respect
    if not _literal(wanted[:at] + wanted[at + 1 :]):
        return ""  # nothing but parameters in common
    return "other last segment" if at == len(wanted) - 1 else "other segment"


# Differences that make a missing row and an undocumented route one slip. A parameter against a literal (`/users/{id}`
# and `/users/me`), a segment more at the end (`/users` and `/users/{id}`) and another word are two endpoints, not one
# misspelt.
_SLIPS = frozenset(RESPECTS[: RANK["prefix"] + 1])


def is_slip(respect: str, wanted: Segments, found: Segments) -> bool:
    """Whether this difference makes the two one endpoint, written wrongly on one side."""
    if respect in ("one segment more", "one segment less"):
        shorter, longer = sorted((wanted, found), key=len)
        return bool(shorter) and longer[: len(shorter)] != shorter and _literal(shorter)
    if respect == "prefix":
        return _literal(min(wanted, found, key=len))
    return respect in _SLIPS


def _literal(segments: Segments) -> bool:
    return any(PARAM not in part for part in segments)
