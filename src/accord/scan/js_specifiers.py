"""The modules a JavaScript file names, found in its text."""

from __future__ import annotations

import re

SPECIFIER = re.compile(rb"(?:from|require\s*\(|import\s*\(?)\s*['\"]([^'\"\n]{1,200})['\"]")


def find(data: bytes) -> list[str]:
    """Every specifier in order; those in comments too."""
    return [each.decode("utf-8", "replace") for each in SPECIFIER.findall(data)]
