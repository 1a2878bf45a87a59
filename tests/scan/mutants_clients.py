"""Ways of breaking a small client so that something of it can no longer be understood. Lines keep their numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wounds_javascript import UNKNOWN, changed, hiding, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mutants import Mutant

_SPECIFIER = re.compile(r"(?:require\(|from )'(?P<value>(?:\.\.?|@)/[^'\n]+)'")
_NAMES = re.compile(r"^import \{ (?P<value>\w+)(?=[ ,])(?=[^'\n]*')", re.MULTILINE)
_KINDS = {
    "path": (
        re.compile(r"(?:\(|url: |path: |query: \(\w*\) => )(?P<value>'/[^'\n]*'|`(?:/|\$\{)[^`\n]*`)(?=[,) ])"),
        UNKNOWN,
    ),
    "base": (
        re.compile(r"(?:baseURL|baseUrl|prefixUrl|BASE\w*|API_ROOT)(?::| =) (?P<value>[^\n,{}]+?)(?=[ ,]*[},\n])"),
        UNKNOWN,
    ),
    "method": (re.compile(r"method: (?P<value>'\w+')"), UNKNOWN),
    "callee": (
        re.compile(
            r"(?<![\w.'$])(?<!function )(?<!new )(?P<value>(?!(?:require|constructor|super|for|if|switch|async|catch|fetch|create\w+|use[A-Z]\w+)\b)[a-z]\w+)\((?=['`\w])"
        ),
        "unknownName",
    ),
    "receiver": (
        re.compile(
            r"(?<![\w.])(?P<value>(?!(?:axios|this|JSON|Promise|builder|build|console)\b)[a-zA-Z]\w*)(?=\.(?:get|post|put|patch|delete|del)\()"
        ),
        UNKNOWN,
    ),
    "class": (re.compile(r"new (?P<value>(?!Promise|URL|Request|FormData|Error|QueryClient|XML)\w+)\("), "UnknownName"),
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
            yield changed(files, file, match, f"gone as {match['value']}", "name gone")
