"""Web frameworks that are recognised and not read, so that an empty or partial answer says why.

A file counts when it imports the framework *and* makes one of its applications or route tables: a project may use
aiohttp as a client, or a single helper of Django, and serve nothing with it.
"""

from __future__ import annotations

import re

# name, the package it is imported from, and the words of which one makes routes
_KNOWN = (
    ("Flask", b"flask", (b"Flask(", b"Blueprint(")),
    ("Quart", b"quart", (b"Quart(", b"Blueprint(")),
    ("Django", b"django", (b"urlpatterns",)),
    ("Django Ninja", b"ninja", (b"NinjaAPI(",)),
    ("aiohttp", b"aiohttp", (b"web.Application(", b"RouteTableDef(")),
    ("Sanic", b"sanic", (b"Sanic(", b"Blueprint(")),
    ("Litestar", b"litestar", (b"Litestar(",)),
    ("Falcon", b"falcon", (b"falcon.App(", b"asgi.App(")),
    ("Bottle", b"bottle", (b"Bottle(", b"@route(")),
    ("Tornado", b"tornado", (b"web.Application(",)),
)
_WORDS = tuple(dict.fromkeys(word for _, _, words in _KNOWN for word in words))
_IMPORTS = {
    package: re.compile(rb"^[ \t]*(?:from|import)[ \t]+" + package + rb"\b", re.MULTILINE) for _, package, _ in _KNOWN
}


def frameworks(data: bytes) -> tuple[str, ...]:
    """The frameworks a Python file serves with and accord does not read."""
    there = {word for word in _WORDS if word in data}
    if not there:
        return ()
    return tuple(
        name for name, package, words in _KNOWN if not there.isdisjoint(words) and _IMPORTS[package].search(data)
    )
