"""A tree that loads Express and serves nothing, without a word about what is lost: whatever fills its application was not understood."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from accord.model import Unread, Where
from accord.scan.js_shapes import NEVER

if TYPE_CHECKING:
    from accord.model import Scan
    from accord.scan.javascript import Tree
    from accord.source.node_resolution import NodeTree

# Express itself is bound, and not one of its types: what needs no more than `Router` or `json` may well serve nothing by itself
_BOUND = re.compile(
    rb"(?:[\w$]\s*=\s*(?:__importDefault\(\s*|__importStar\(\s*|_interop\w+\(\s*)?require\(\s*['\"]express['\"]\s*\)(?!\s*\.)"
    rb"|import\s+(?!type\b)(?:\*\s*as\s+)?[\w$]+\s*(?:,\s*\{[^}]*\}\s*)?from\s*['\"]express['\"])"
)


def tell(scan: Scan, tree: Tree, modules: NodeTree) -> Scan:
    """The scan with what may be lost where it found no route and no place that may hide any."""
    if scan.routes or any(place.covers for place in scan.unread if place.reason != NEVER):
        return scan
    told = [
        Unread(app.where, "this application has no route that was understood", ("/",))
        for app in scan.examined.applications
    ]
    if not told:
        for path, data in tree.admitted.items():
            match = _BOUND.search(data) if b"express" in data else None
            if match is not None:
                where = Where(modules.rel(path), data.count(b"\n", 0, match.start()) + 1)
                told.append(
                    Unread(where, "Express is loaded here, and no application or router was understood", ("/",))
                )
                break
    return replace(scan, unread=tuple(sorted((*scan.unread, *told), key=lambda u: (u.where, u.reason))))


__all__ = ["tell"]
