"""The modules a JavaScript file names, found in its text."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

SPECIFIER = re.compile(rb"(?:from|require\s*\(|import\s*\(?)\s*['\"]([^'\"\n]{1,200})['\"]")


_QUOTED = rb"\s*['\"]([^'\"\n]{1,200})['\"]"
# each begins with a word of its own, which is found faster than one of several
_WORDS = tuple(re.compile(word + _QUOTED) for word in (rb"from", rb"require\s*\(", rb"import\s*\(?"))


def find(data: bytes) -> list[str]:
    """Every specifier in order; those in comments too."""
    found = sorted((match.start(), match[1]) for pattern in _WORDS for match in pattern.finditer(data))
    return [each.decode("utf-8", "replace") for _, each in found]


_SCRIPT = re.compile(r"\.[cm]?[jt]sx?$")
_ENDINGS = (".ts", ".js", ".tsx", ".jsx", ".mts", ".mjs", ".cts", ".cjs")


def named(path: str, specifiers: Iterable[str], among: Container[str]) -> Iterator[str]:
    """Those of some files that relative specifiers of a file lead to, as far as that shows without asking the disk."""
    for spec in specifiers:
        if not spec.startswith("."):
            continue
        whole = os.path.normpath(os.path.join(os.path.dirname(path), spec))
        bare = _SCRIPT.sub("", whole)
        places = (whole, *(base + end for base in dict.fromkeys((whole, bare)) for end in _ENDINGS))
        places += tuple(os.path.join(whole, f"index{end}") for end in _ENDINGS)
        found = next((place for place in places if place in among), None)
        if found is not None:
            yield found
