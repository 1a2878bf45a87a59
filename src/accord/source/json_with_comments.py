"""JSON as configuration files of the JavaScript world spell it: comments and trailing commas are allowed."""

from __future__ import annotations

import json
import re
from typing import Any

from accord.source import disk

_NOISE = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_TRAILING = re.compile(r'("(?:\\.|[^"\\])*")|,(?=\s*[}\]])', re.DOTALL)


def loads(text: str) -> Any:
    """The document, or None where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    bare = _NOISE.sub(lambda m: m.group(1) or "", text)
    bare = _TRAILING.sub(lambda m: m.group(1) or "", bare)
    try:
        return json.loads(bare.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None


def load(path: str) -> Any:
    """The document in a file, or None where there is none or it cannot be read."""
    try:
        return loads(disk.text(path))
    except OSError:
        return None
