"""Ways of breaking a small Express server so that something of it can no longer be understood. Lines keep their numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wounds_javascript import UNKNOWN, changed, hiding, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mutants import Mutant

_SPECIFIER = re.compile(r"(?:require\(|from )'(?P<value>\./[^']+|\.\./[^']+)'")
_NAMES = re.compile(r"(?:const|import) \{ (?P<value>\w+)(?=[ ,])")
_KINDS = {
    "path": (re.compile(r"\.(?:get|post|put|patch|delete|route|use)\((?P<value>'[^'\n]*'|`[^`\n]*`|[A-Z]+)"), UNKNOWN),
    "target": (re.compile(r"\.use\([^,\n]+, (?P<value>[\w.() ']+)\)$", re.MULTILINE), UNKNOWN),
    "list": (re.compile(r" of (?P<value>\w+)\)"), UNKNOWN),
    "call": (
        re.compile(
            r"(?<![\w.'])(?<!function )(?<!new )(?P<value>(?!require\b|super\b|constructor\b|for\b|if\b|Router\b)[a-z]\w+)\("
        ),
        "unknownName",
    ),
    "class": (re.compile(r"new (?P<value>\w+)\("), "UnknownName"),
    "export": (re.compile(r"^(?P<value>module\.exports|exports\.\w+) = ", re.MULTILINE), "const unused"),
}


def mutants(files: Mapping[str, str]) -> list[Mutant]:
    """Every single wound of the kinds known here."""
    return [*hiding(files), *_renaming(files), *unreadable(files, _KINDS)]


def _renaming(files: Mapping[str, str]) -> Iterator[Mutant]:
    """An import that names a file or an export that is not there."""
    for file, text in files.items():
        for match in _SPECIFIER.finditer(text):
            yield changed(files, file, match, f"{match['value']}-gone", "module gone")
        for match in _NAMES.finditer(text):
            line = text[text.rfind("\n", 0, match.start()) + 1 : text.find("\n", match.start())]
            if "'express'" not in line:
                renamed = f"gone: {match['value']}" if line.startswith("const") else f"gone as {match['value']}"
                yield changed(files, file, match, renamed, "name gone")
