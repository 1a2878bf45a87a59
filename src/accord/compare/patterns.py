"""Patterns that select endpoints: `GET /x`, `* /posts/**`, `/posts/{id}`, `tag:users`, `id:listUsers`, `!GET /y`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from accord.paths import positional

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accord.model import Endpoint, Operation


def selected(patterns: Sequence[str], endpoint: Endpoint) -> bool:
    """Whether any pattern fits and no `!pattern` does; without a positive pattern all endpoints are selected."""
    wanted = [pattern for pattern in patterns if not pattern.startswith("!")]
    refused = [pattern[1:].strip() for pattern in patterns if pattern.startswith("!")]
    return (not wanted or any(fits(p, endpoint) for p in wanted)) and not any(fits(p, endpoint) for p in refused)


def fits(pattern: str, endpoint: Endpoint) -> bool:
    """Whether one pattern fits an endpoint."""
    kind, _, value = pattern.partition(":")
    if kind == "tag" and value:
        return value in endpoint.tags
    if kind == "id" and value:
        return value == endpoint.operation_id
    return fits_operation(pattern, endpoint.operation)


def fits_operation(pattern: str, operation: Operation) -> bool:
    """Whether `METHOD PATH` (or `PATH`) fits; `*` is one segment or any method, `**` any number of segments.

    Names of parameters do not count, nor does a trailing slash; `/posts/**` includes `/posts`.
    """
    method, _, path = pattern.strip().rpartition(" ")
    if method.strip() not in ("", "*") and operation.method not in method.upper().replace("|", ",").split(","):
        return False
    return _expression(path).fullmatch(operation.path.bare.key) is not None


@lru_cache(maxsize=512)
def _expression(path: str) -> re.Pattern[str]:
    path = positional(path.rstrip("/") or "/")
    pieces = re.split(r"(/\*\*|\*\*|\*)", path)
    known = {"/**": r"(?:/.*)?", "**": ".*", "*": "[^/]+"}
    return re.compile("".join(known.get(piece) or re.escape(piece) for piece in pieces))
