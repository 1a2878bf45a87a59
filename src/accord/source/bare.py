"""Files without an extension that are JavaScript by what they say: servers that a Dockerfile, a Procfile or a shell script starts.

Whoever starts them names them in one of a hundred ways, so that the files themselves are asked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.source import disk

if TYPE_CHECKING:
    from collections.abc import Iterable

NODE = re.compile(rb"#![^\n]*\b(?:node|nodejs|tsx|ts-node|bun)\b")
_LIMIT = 256 << 10  # bytes of what somebody wrote
_HEAD = 4 << 10  # bytes that tell text from what a compiler made
_MANY = 5_000  # files that are looked into: a fifth of a second
_BEGINS = re.compile(  # a statement, behind comments: what is written about code begins with a word of another kind
    rb"(?:\s|//[^\n]*|/\*.*?\*/)*"
    rb"(?:['\"]use strict|(?:const|let|var|import|require|module|exports?|function|async|class|process|global\w*)\b|[;(!+{])",
    re.DOTALL,
)
_LOADS = re.compile(rb"\brequire\(\s*['\"][\w@./:-]+['\"]\s*\)|^import\b[^;'\"\n]*\bfrom\s+['\"]", re.MULTILINE)


def scripts(paths: Iterable[str]) -> list[str]:
    """Those of the files that Node is to run by their first line, or that import something as its modules do."""
    return [path for number, path in enumerate(paths) if number < _MANY and _is_script(path)]


def _is_script(path: str) -> bool:
    try:
        if not disk.fits(path, _LIMIT):
            return False
        head = disk.read(path, _HEAD)
        if b"\0" in head:
            return False
        if head.startswith(b"#!"):
            return NODE.match(head) is not None
        return _LOADS.search(head) is not None and _BEGINS.match(head) is not None
    except OSError:
        return False


__all__ = ["NODE", "scripts"]
