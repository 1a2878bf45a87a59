"""A scan's files named from another folder."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accord.model import Application, Handler, Ignore, Scan, TrailStep, Where


def relocated(scan: Scan, prefix: str) -> Scan:
    """The same scan with `prefix/` before every file."""

    def where(place: Where) -> Where:
        return replace(place, file=f"{prefix}/{place.file}") if place.file else place

    def app(value: Application | None) -> Application | None:
        return replace(value, where=where(value.where)) if value is not None else None

    def handler(value: Handler) -> Handler:
        return replace(value, where=where(value.where)) if value.where is not None else value

    def trail(steps: tuple[TrailStep, ...]) -> tuple[TrailStep, ...]:
        return tuple(replace(s, where=where(s.where)) for s in steps)

    def ignores(values: tuple[Ignore, ...]) -> tuple[Ignore, ...]:
        return tuple(replace(i, where=where(i.where)) for i in values)

    def cover(value: str) -> str:
        return value if value.startswith("/") else f"{prefix}/{value}" if value not in ("", ".") else prefix

    applications = tuple(replace(a, where=where(a.where)) for a in scan.examined.applications)
    return replace(
        scan,
        routes=tuple(
            replace(
                r,
                where=where(r.where),
                app=app(r.app),
                handler=handler(r.handler),
                trail=trail(r.trail),
                ignores=ignores(r.ignores),
            )
            for r in scan.routes
        ),
        calls=tuple(
            replace(c, where=where(c.where), trail=trail(c.trail), ignores=ignores(c.ignores)) for c in scan.calls
        ),
        unread=tuple(replace(u, where=where(u.where), covers=tuple(cover(c) for c in u.covers)) for u in scan.unread),
        gone=tuple(replace(u, where=where(u.where)) for u in scan.gone),
        examined=replace(scan.examined, applications=applications),
        ignores=ignores(scan.ignores),
    )
