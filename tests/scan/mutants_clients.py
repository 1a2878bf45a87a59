"""Ways of breaking a small client so that something of it can no longer be understood. Lines keep their numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mutants import Mutant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

UNKNOWN = "unknownName()"
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
    return [*_hiding(files), *_renaming(files), *_unreadable(files)]


def _hiding(files: Mapping[str, str]) -> Iterator[Mutant]:
    """Hide a file that another file names."""
    for file in files:
        stem = file.rpartition("/")[2].rpartition(".")[0]
        if any(f"/{stem}'" in text for name, text in files.items() if name != file):
            yield Mutant(f"hide {file}", {n: t for n, t in files.items() if n != file}, file)


def _renaming(files: Mapping[str, str]) -> Iterator[Mutant]:
    """An import that names a file or an export that is not there."""
    for file, text in files.items():
        for match in _SPECIFIER.finditer(text):
            yield _changed(files, file, match, f"{match['value']}-gone", "module gone")
        for match in _NAMES.finditer(text):
            yield _changed(files, file, match, f"gone as {match['value']}", "name gone")


def _unreadable(files: Mapping[str, str]) -> Iterator[Mutant]:
    """An expression on the way of a request replaced by one that nobody can know."""
    for file, text in files.items():
        for kind, (pattern, instead) in _KINDS.items():
            for match in pattern.finditer(text):
                yield _changed(files, file, match, instead, f"{kind} unreadable")


def _changed(files: Mapping[str, str], file: str, match: re.Match[str], instead: str, what: str) -> Mutant:
    text = files[file]
    line = text.count("\n", 0, match.start("value")) + 1
    changed = text[: match.start("value")] + instead + text[match.end("value") :]
    return Mutant(f"{file}:{line} {match['value']} {what}", {**files, file: changed})
