"""Ways of breaking a small application so that something of it can no longer be understood. Lines keep their numbers."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

UNKNOWN = "unknown_name()"
_IMPORT = re.compile(r"^(?P<indent>[ \t]*)from (?P<module>[\w.]+) import (?P<names>[\w ,]+)$", re.MULTILINE)
_PREFIX = re.compile(r"\bprefix=(?P<value>(?:[^,()\n]|\([^()\n]*\))+)(?=[,)])")
_DISCOVERY = re.compile(r"\b(?:import_module|glob|iter_modules|Path)\((?P<value>(?:[^()\n]|\([^()\n]*\))+)\)")
_TARGET = re.compile(r"\binclude_router\((?P<value>(?:[^,()\n]|\((?:[^()\n]|\([^()\n]*\))*\))+)")
_MOUNT = re.compile(r"\bmount\([^,\n]+, (?P<value>\w+)\)")
_PATH = re.compile(r"\.(?:get|post|put|patch|delete|add_api_route)\((?P<value>f?\"[^\"\n]*\")")
_LOOP = re.compile(r"\bin (?P<value>[^\n]+):$", re.MULTILINE)
_CALL = re.compile(r"(?<![\w.@])(?<!def )(?<!class )(?P<value>[a-z]\w+)\((?!\s*$)")
# a method that a framework's own object does not have would be an error of the program, not a thing to read
_OWN = "get|post|put|patch|delete|include_router|mount|add_api_route"
_METHOD = re.compile(rf"\.(?P<value>(?!(?:{_OWN})\()[a-z_]\w+)\((?=[^\n]*\)$)", re.MULTILINE)


class Mutant(NamedTuple):
    """An application with a wound; `hidden` is the file that is gone, if one is."""

    what: str
    files: dict[str, str]
    hidden: str = ""


def mutants(files: Mapping[str, str]) -> list[Mutant]:
    """Every single wound of the kinds known here."""
    return [*_hiding(files), *_renaming(files), *_unreadable(files)]


def drawn(files: Mapping[str, str], count: int, seed: int) -> list[Mutant]:
    """Wounds of a large application: a hidden file, a renamed import, and what a prefix, a discovery, a mount or an include is given, drawn with
    a seed, as many of each sort.
    """
    sorts: dict[str, list[Mutant]] = {}
    for mutant in (*_hiding(files), *_renaming(files), *_unreadable(files, _LINKS)):
        words = mutant.what.split()
        sorts.setdefault(words[0] if words[0] == "hide" else words[1], []).append(mutant)
    draw = random.Random(seed)  # noqa: S311 a repeatable choice of tests, no secret
    share = max(1, count // len(sorts))
    return [mutant for some in sorts.values() for mutant in draw.sample(some, min(share, len(some)))]


def pairs(files: Mapping[str, str], count: int, seed: int) -> Iterator[Mutant]:
    """Two wounds at once, drawn with a seed."""
    draw = random.Random(seed)  # noqa: S311 a repeatable choice of tests, no secret
    for _ in range(count):
        first = draw.choice(mutants(files))
        second = draw.choice(mutants(first.files))
        yield Mutant(
            f"{first.what}; {second.what}", second.files, " ".join(filter(None, (first.hidden, second.hidden)))
        )


def _hiding(files: Mapping[str, str]) -> Iterator[Mutant]:
    """Hide a file that another file names; what nobody names leaves no trace in the tree and cannot be told."""
    for file in files:
        stem = file.removesuffix("/__init__.py").removesuffix(".py").rpartition("/")[2]
        others = "\n".join(text for name, text in files.items() if name != file)
        if re.search(rf"^[ \t]*(?:from|import) .*\b{stem}\b", others, re.MULTILINE):
            yield Mutant(f"hide {file}", {n: t for n, t in files.items() if n != file}, file)


def _renaming(files: Mapping[str, str]) -> Iterator[Mutant]:
    """An import of the tree that names something that is not there."""
    tops = {file.split("/")[0] for file in files} | {file.split("/")[1] for file in files if file.startswith("src/")}
    for file, text in files.items():
        for match in _IMPORT.finditer(text):
            if not match["module"].startswith(".") and match["module"].split(".")[0] not in tops:
                continue
            line = text.count("\n", 0, match.start()) + 1
            head, tail = text[: match.start()], text[match.end() :]
            gone = f"{match['indent']}from {match['module']}_gone import {match['names']}"
            yield Mutant(f"{file}:{line} module {match['module']} gone", {**files, file: head + gone + tail})
            for name in match["names"].split(","):
                bare = name.strip()
                alias = bare if " as " in bare else f"{bare} as {bare}"
                names = match["names"].replace(bare, f"gone_{alias}", 1)
                changed = f"{match['indent']}from {match['module']} import {names}"
                yield Mutant(f"{file}:{line} name {bare} gone", {**files, file: head + changed + tail})


_LINKS = {
    "prefix": (_PREFIX, UNKNOWN),
    "discovery": (_DISCOVERY, UNKNOWN),
    "router": (_TARGET, UNKNOWN),
    "mount": (_MOUNT, UNKNOWN),
}
_KINDS = {
    **_LINKS,
    "path": (_PATH, UNKNOWN),
    "loop": (_LOOP, UNKNOWN),
    "call": (_CALL, "unknown_name"),
    "method": (_METHOD, "unknown_method"),
}


def _unreadable(
    files: Mapping[str, str], kinds: Mapping[str, tuple[re.Pattern[str], str]] = _KINDS
) -> Iterator[Mutant]:
    """An expression on the way of a path replaced by one that nobody can know."""
    for file, text in files.items():
        for kind, (pattern, instead) in kinds.items():
            for match in pattern.finditer(text):
                line = text.count("\n", 0, match.start("value")) + 1
                changed = text[: match.start("value")] + instead + text[match.end("value") :]
                yield Mutant(f"{file}:{line} {kind} {match['value']} unreadable", {**files, file: changed})
