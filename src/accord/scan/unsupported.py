"""Web frameworks that are recognised and not read, so that an empty or partial answer says why.

A file counts when it imports the framework *and* makes one of its applications or route tables: a project may use
aiohttp as a client, or a single helper of Django, and serve nothing with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.scan import imports, js_specifiers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accord.scan.imports import Import

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
_PACKAGES = frozenset(package for _, package, _ in _KNOWN)


_DECORATED = (b"@Controller(", b"@JsonController(", b"@controller(", b"@Get(", b"@Post(", b"@httpGet(", b"@httpPost(")
# frameworks on top of Express: what they serve is served by an Express application
ON_EXPRESS = frozenset(("inversify's http-core", "typescript-rest", "Ts.ED", "awilix-express", "express-zod-api"))
# name, the packages it is imported from, and the words of which one makes routes
_KNOWN_TO_NODE = (
    ("Koa", (b"koa", b"@koa/router", b"koa-router"), (b"new Koa(", b"new Koa<", b"new Router(", b"new KoaRouter(")),
    ("Fastify", (b"fastify",), (b"fastify(", b"Fastify(", b".register(", b"fastify')(", b'fastify")(')),
    ("Hono", (b"hono", b"@hono/zod-openapi"), (b"new Hono(", b"new Hono<", b"new OpenAPIHono(", b"new OpenAPIHono<")),
    ("NestJS", (b"@nestjs/common", b"@nestjs/core"), (b"@Controller(", b"NestFactory.create")),
    ("hapi", (b"@hapi/hapi", b"hapi"), (b".server(", b".Server(")),
    ("restify", (b"restify",), (b".createServer(",)),
    ("Next.js", (b"next/server", b"next"), (b"NextResponse", b"NextApiRequest", b"NextApiHandler")),
    ("h3", (b"h3", b"nitropack/runtime"), (b"defineEventHandler(", b"eventHandler(", b"createRouter(")),
    ("Elysia", (b"elysia",), (b"new Elysia(",)),
    ("Polka", (b"polka",), (b"polka(",)),
    ("Feathers", (b"@feathersjs/feathers", b"@feathersjs/koa"), (b"feathers(",)),
    ("LoopBack", (b"@loopback/rest",), (b"RestApplication", b"@get(", b"@post(")),
    ("inversify's http-core", (b"@inversifyjs/http-core",), _DECORATED),
    ("express-zod-api", (b"express-zod-api",), (b"createServer(", b"attachRouting(", b"Factory.build(")),
    ("typescript-rest", (b"typescript-rest",), (b"@Path(", b"@GET", b"@POST")),
    ("Ts.ED", (b"@tsed/common", b"@tsed/di", b"@tsed/schema"), _DECORATED),
    ("awilix-express", (b"awilix-express",), (b"createController(", b"@route(", b"@GET(", b"@POST(")),
    ("AdonisJS", (b"@adonisjs/core/services/router", b"@ioc:Adonis/Core/Route"), (b"outer.", b"Route.")),
)
_NODE_PACKAGES = frozenset(package for _, packages, _ in _KNOWN_TO_NODE for package in packages)


def of_node(data: bytes, specifiers: Iterable[str] | None = None) -> tuple[str, ...]:
    """The frameworks a JavaScript or TypeScript file serves with and accord does not read; `specifiers` are its imports, where they are known."""
    imported = {each.encode() for each in (js_specifiers.find(data) if specifiers is None else specifiers)}
    if imported.isdisjoint(_NODE_PACKAGES):
        return ()
    return tuple(
        name
        for name, packages, words in _KNOWN_TO_NODE
        if not imported.isdisjoint(packages) and any(word in data or _compiled(word, data) for word in words)
    )


def is_other(specifier: str) -> bool:
    """Whether an import is of a framework for Node that is not read."""
    return specifier.encode() in _NODE_PACKAGES


def _compiled(word: bytes, data: bytes) -> bool:
    """Whether a word stands as compilers write it: `(0, x_1.createController)(`, `new x_1.Hono(`, and a decorator in a list of `__decorate`."""
    made, _, name = word.rstrip(b"(<").rpartition(b" ")
    if made or not word.endswith(b"("):
        return made != b"" and b"." + name + word[-1:] in data
    if name.startswith(b"@"):
        return b"ecorate([" in data and (b"." + name[1:] + b")(" in data or b" " + name[1:] + b"(" in data)
    return b"." + name + b")(" in data


def frameworks(data: bytes, found: Iterable[Import] | None = None) -> tuple[str, ...]:
    """The frameworks a Python file serves with and accord does not read; `found` are its imports, where they are known."""
    packages = {each.module.partition(b".")[0] for each in (imports.find(data) if found is None else found)}
    if packages.isdisjoint(_PACKAGES):
        return ()
    return tuple(name for name, package, words in _KNOWN if package in packages and any(word in data for word in words))
