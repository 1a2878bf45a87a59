"""Lines that look like a registration and were never evaluated: the last mesh of the honesty net."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.scan import unsupported
from accord.source.python_syntax import is_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from accord.evaluate.values import At

_VERBS = rb"(?:get|post|put|patch|delete|head|options|api_route)"
# `@x.get("/...")`, `@x.get(PATH)`; `x.include_router(...)`; `x.get("/...")(function)`
# Each begins with a literal, which is many times faster to search for than a line anchor; what stands before it on its line is looked at then.
_SHAPES = (
    re.compile(
        rb"@[\w.]+(?:\([^()\n]*\))?\." + _VERBS + rb"\(\s*(?:path\s*=\s*)?(?:[\"')]|[A-Za-z_][\w.]*\s*[,)+(%\[\"'])"
    ),
    re.compile(rb"\.(?:include_router|add_api_route)\("),
    re.compile(rb"\." + _VERBS + rb"\([^()\n]*\)\("),
)
_OWNER = re.compile(rb"[ \t]*([\w.]+)$")


def unevaluated(files: Mapping[str, bytes], seen: set[At]) -> Iterable[At]:
    """The places of such lines; `files` are bytes by relative name, `seen` the places where something was called."""
    for file, data in files.items():
        if b"fastapi" not in data and b"starlette" not in data and unsupported.frameworks(data):
            continue  # routes of another framework, which is told as such
        line, counted = 1, 0
        for start, end in sorted(_places(data)):
            line += data.count(b"\n", counted, start)
            counted = start
            if any((file, n) in seen for n in range(line, line + 1 + data.count(b"\n", start, end))):
                continue
            if not is_text(data, start):
                yield file, line


def _places(data: bytes) -> Iterable[tuple[int, int]]:
    """Where a line begins that has one of the shapes, and where the shape ends."""
    for shape in _SHAPES:
        for found in shape.finditer(data):
            before = data[data.rfind(b"\n", 0, found.start()) + 1 : found.start()]
            if data[found.start() : found.start() + 1] == b"@":
                if not before.strip():
                    yield found.start(), found.end()
            elif owner := _OWNER.match(before):
                yield found.start() - len(owner.group(1)), found.end()
