"""What of a scan is known for certain, and whether a route that is gone is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accord.model import Route, Scan


def rows(found: Scan) -> dict[tuple[str, str], Route]:
    """The mounted routes whose path is wholly known."""
    return {r.operation.key: r for r in found.routes if r.mounted and r.complete}


def told(lost: Route, found: Scan) -> bool:
    """Told is a route whose known tail fits with a hole in front, an unread place that covers its file or a prefix of its path, or an unread
    place within 40 lines of its declaration.
    """
    path = lost.operation.path
    for route in found.routes:
        if (
            not route.complete
            and route.operation.method in ("ALL", lost.operation.method)
            and route.operation.path.fits(path)
        ):
            return True
    places = [lost.where, *([lost.handler.where] if lost.handler.where else [])]
    for unread in found.unread:
        for cover in unread.covers:
            if cover.startswith("/") and path.text.startswith(cover):
                return True
            if any(place.file == cover for place in places):
                return True
        if any(unread.where.file == place.file and abs(unread.where.line - place.line) <= 40 for place in places):
            return True
    return False
