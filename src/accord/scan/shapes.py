"""Lines that look like a registration and were never evaluated: the last mesh of the honesty net."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.scan import unsupported
from accord.source.python import is_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from accord.evaluate.values import At

_VERBS = rb"(?:get|post|put|patch|delete|head|options|api_route)"
# `@x.get("/...")`, `@x.get(PATH)`; `x.include_router(...)`; `x.get("/...")(function)`
_SHAPE = re.compile(
    rb"^[ \t]*(?:@[\w.]+\." + _VERBS + rb"\(\s*(?:path\s*=\s*)?(?:[\"')]|[A-Za-z_][\w.]*\s*[,)+(%\[\"'])"
    rb"|[\w.]+\.(?:include_router|add_api_route)\("
    rb"|[\w.]+\." + _VERBS + rb"\([^()\n]*\)\()",
    re.MULTILINE,
)


def unevaluated(files: Mapping[str, bytes], seen: set[At]) -> Iterable[At]:
    """The places of such lines; `files` are bytes by relative name, `seen` the places where something was called."""
    for file, data in files.items():
        if unsupported.frameworks(data) and b"fastapi" not in data and b"starlette" not in data:
            continue  # routes of another framework, which is told as such
        for match in _SHAPE.finditer(data):
            head = match.group()
            line = data.count(b"\n", 0, match.start()) + head.count(b"\n", 0, len(head) - len(head.lstrip())) + 1
            if any((file, n) in seen for n in range(line, line + 1 + head.lstrip().count(b"\n"))):
                continue
            if not is_text(data, match.end() - len(head.lstrip())):
                yield file, line
