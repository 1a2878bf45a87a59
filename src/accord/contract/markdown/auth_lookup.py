"""The endpoints of a document by what a sentence can name them by, so that many sentences on many endpoints cost no more than both."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from accord.contract.markdown import form_pairs, words
from accord.contract.markdown.inline import bare
from accord.contract.markdown.tokens import Path, template

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from accord.contract.markdown.select import Promise

_TOKEN = re.compile(r"\w+")


class Named:
    """Endpoints by their paths, last segments, sections and the titles of their entries."""

    def __init__(self, promises: Sequence[Promise], base: str) -> None:
        self._base = base
        self._keys: dict[str, list[Promise]] = {}
        self._last: dict[str, list[Promise]] = {}
        self._sections: dict[str, dict[int, Promise]] = {}
        self._titles: dict[str, list[Promise]] = {}
        self._paths = sorted(((one.path, at) for at, one in enumerate(promises)))
        self._every = promises
        names: dict[int, list[str]] = {}  # of the sections around a row, by the id of its own
        for at, one in enumerate(promises):
            self._keys.setdefault(one.key[1], []).append(one)
            for segment in one.template.segments[-1:]:
                self._last.setdefault(segment, []).append(one)
            for home in {id(own.section): own.section for own in one.places}.values():
                if id(home) not in names:
                    names[id(home)] = [words.tidy(section.name) for section in home.chain() if section.level > 1]
                for name in names[id(home)]:
                    self._sections.setdefault(name, {})[at] = one
            self._titles.setdefault(bare(form_pairs.entry(one.places[0].section).title), []).append(one)
        self._by_token: dict[
            str, list[str]
        ] = {}  # titles by their first word, "" for those that are asked of every clause
        for title in self._titles:
            token = _TOKEN.search(title) if title.isascii() else None
            self._by_token.setdefault(token.group().lower() if token else "", []).append(title)

    def at(self, path: Path) -> Iterator[Promise]:
        """The endpoints of a path as written or below the base; `/auth/*` is all below."""
        if not path.text.endswith("/*"):
            for key in {template(path.text).bare.key, template(self._base + path.text).bare.key}:
                yield from self._keys.get(key, ())
            return
        stem = path.text[:-1]
        for front in {stem, self._base.rstrip("/") + stem}:
            at = bisect_left(self._paths, (front, 0))
            while at < len(self._paths) and self._paths[at][0].startswith(front):
                yield self._every[self._paths[at][1]]
                at += 1

    def ending_in(self, segments: Iterable[str]) -> Iterator[Promise]:
        for segment in segments:
            yield from self._last.get(segment, ())

    def in_sections(self, names: Iterable[str]) -> Iterator[Promise]:
        """The endpoints in or below the sections of these tidied names."""
        for name in names:
            yield from self._sections.get(name, {}).values()

    def titles(self, clause: str | None = None) -> Iterator[tuple[str, Sequence[Promise]]]:
        """The titles of entries, each with its endpoints; only those that can stand in a clause where one is given."""
        tokens = None if clause is None else {"", *(token.lower() for token in _TOKEN.findall(clause))}
        for title in self._titles if tokens is None else (t for one in tokens for t in self._by_token.get(one, ())):
            yield title, self._titles[title]
