"""What the wounds of Express servers and of clients have in common: a file that is gone, and one expression put in another's place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mutants import Mutant

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Mapping

UNKNOWN = "unknownName()"


def hiding(files: Mapping[str, str]) -> Iterator[Mutant]:
    """Hide a file that another file names."""
    for file in files:
        stem = file.rpartition("/")[2].rpartition(".")[0]
        if any(f"/{stem}'" in text for name, text in files.items() if name != file):
            yield Mutant(f"hide {file}", {n: t for n, t in files.items() if n != file}, file)


def unreadable(files: Mapping[str, str], kinds: Mapping[str, tuple[re.Pattern[str], str]]) -> Iterator[Mutant]:
    """An expression replaced by one that nobody can know, for each place a pattern of `kinds` finds."""
    for file, text in files.items():
        for kind, (pattern, instead) in kinds.items():
            for match in pattern.finditer(text):
                yield changed(files, file, match, instead, f"{kind} unreadable")


def changed(files: Mapping[str, str], file: str, match: re.Match[str], instead: str, what: str) -> Mutant:
    """The group `value` of a match replaced."""
    text = files[file]
    line = text.count("\n", 0, match.start("value")) + 1
    after = text[: match.start("value")] + instead + text[match.end("value") :]
    return Mutant(f"{file}:{line} {match['value']} {what}", {**files, file: after})
