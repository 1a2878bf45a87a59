"""Evidence on where a path of a document begins, and the order in which it counts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accord.contract.markdown.blocks import Section


class Rank(Enum):
    """The kinds of evidence; what stands higher wins, what stands lower only fills what is open. The values are the words of a trail.

    Three questions are asked of them, each on its own: what the row's part puts in front of it, which base holds for the row, whether that base
    applies to it. A smaller part goes before the rank: what is said of a section counts before what is said of the section around it.
    """

    # whether the base applies: the row itself, and words about it
    HOST = "the row is a URL with its host"
    BLOCK_OUTSIDE = "the line that introduces the row puts it outside of the base"
    DEFAULT = "the placeholder in front of the path names its default"
    STAND_IN = "a parameter of the path stands for the base"
    PART_OUTSIDE = "the row or its part says that the base is not in front of it"
    CARRIED = "the path carries the base already"
    BOTH_LISTED = "the same list names the path with the base as well"
    SPELLED_OUT = "the document spells the path out with the base elsewhere"
    TITLE_OUTSIDE = "the title of the part puts it outside of the base"
    OTHER_PREFIX = "the path begins with another declared prefix"
    BY_NATURE = "such a path lies at the root of its server"
    PATH_OUTSIDE = "the document puts this path outside of the base"
    EXCEPTED = "the document excepts it by its name"
    CALLED_BARE = "samples call the path without the base, others with it"
    OVERLAP = "the path begins with what the base ends in"
    SHARED_START = "the path begins as the base does"
    ROWS_WHOLE = "the rows beside it, or nearly all of the document, carry the base"
    SHORTENED = "the list leaves out what other places spell out"
    RELATIVE = "nothing speaks against the base"

    # what stands in front of the rows of a part, between them and the base
    SET_APART = "the part says that it lies below this prefix, not below the base"
    TITLES_ALIKE = "the titles of all parts end in a path that no row carries"
    SHOWN_BELOW = "a line names the prefix and shows a row below it"
    PART_PREFIX = "a sentence or the title of the part names its prefix"
    LEFT_OVER = "a line names a path, the rows are what is left below it"
    MOUNTED = "code or a table mounts the part there"

    # which base holds
    VALUE = "the placeholder in front of the path has this value"
    STATED = "a label, title or table states it"
    TOLD = "a sentence tells it of all paths"
    CODED = "a setting or a group in code"
    NAMED_PART = "a sentence gives the parts their prefixes by name"
    CALLED = "samples call the rows below it"
    UNLISTED = "a root alone in its line or title"

    @property
    def strength(self) -> int:
        """Its place in the order, the strongest first."""
        return _ORDER[self]


_ORDER = {rank: at for at, rank in enumerate(Rank)}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that a document says of where paths begin, with its line, 0 where no single line does, and the prefix it names.

    `why` adds what speaks against a base that is kept nevertheless.
    """

    rank: Rank
    line: int = 0
    prefix: str = ""
    why: str = ""

    @property
    def said(self) -> str:
        """The evidence in the words of a trail."""
        told = f"{self.prefix}: {self.rank.value}" if self.prefix else self.rank.value
        return f"{told}, but {self.why}" if self.why else told


@dataclass(frozen=True, slots=True)
class Declaration:
    """A base path as declared: `prefix` is its path part, "" for a bare host."""

    prefix: str
    section: Section
    line: int
    rank: Rank = Rank.STATED
    host: str = ""
    beside: tuple[str, ...] = ()  # other prefixes that the same value names: "`/api` (internal: `/internal`)"

    @property
    def strong(self) -> bool:
        """Whether it carries a label or heading, in the text or in code."""
        return self.rank in (Rank.STATED, Rank.CODED)

    @property
    def coded(self) -> bool:
        """Whether it is a setting in code or data, such as `base_url` of a client: often what a client needs."""
        return self.rank is Rank.CODED

    @property
    def evidence(self) -> Evidence:
        return Evidence(self.rank, self.line, self.prefix)


def give(known: dict[int, Evidence], about: Iterable[int], found: Evidence) -> None:
    """Adds evidence on rows or sections, by their ids, where there is none as strong yet."""
    for one in about:
        if one not in known or found.rank.strength < known[one].rank.strength:
            known[one] = found
