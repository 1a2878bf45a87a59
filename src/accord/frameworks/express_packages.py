"""Packages beside Express: which leave its routes alone, and which one an unknown value came from."""

from __future__ import annotations

import re

from accord.evaluate.values import (
    Library,
    Unknown,
    Value,
)

_MADE_OF_TEXT = ("js:eval", "js:Function")  # code in a string may be anything of the program

OTHERS = re.compile(
    r"^npm:(koa|@koa/router|koa-router|fastify|hono|@hapi/hapi|hapi|restify|polka|@nestjs/common|@nestjs/core|next|@feathersjs/[\w-]+|h3|elysia|micro|sails)\b"
)
HARMLESS = re.compile(
    r"^(npm:(https?|http2|spdy|supertest|chai-http|chai|sinon|@sentry/[\w-]+|socket\.io|ws|passport|cluster|pino|winston|morgan|swagger-ui-express|util|"
    r"express-ws|express-list-endpoints|serverless-http|aws-serverless-express|@vendia/serverless-express|http-terminator|http-shutdown|stoppable|"
    r"prom-client|express-prom-bundle|express-status-monitor|newrelic|dd-trace|lodash|fs|path|os|events|assert|express-handlebars|nunjucks|consolidate|"
    r"hbs|ejs|helmet|cors|compression|body-parser|cookie-parser|express-session|multer|i18n[\w-]*)\b|js:)"
)
STATIC = re.compile(
    r"static|json|urlencoded|cors|helmet|parser|session|compress|limit|morgan|logger|favicon|proxy|swagger|serve|multer|upload|cookie|auth|csu?rf|raw|text\b|"
    r"passport|timeout|validator|middleware|handler|i18n|sentry|metrics|graphql|history|webpack|vite|responseTime|methodOverride|send|cache|etag|csp|setup",
    re.IGNORECASE,
)


def describe(value: Unknown) -> str:
    """What an unknown value is, for a reason."""
    place = f" ({value.at[0]}:{value.at[1]})" if value.at and value.at[1] else ""
    return (value.reason or value.name or "unknown") + place


def library_of(value: Value) -> Library | None:
    """The package an unknown value came from."""
    for _ in range(20):
        if type(value) is Library:
            return None if value.name in _MADE_OF_TEXT else value
        if type(value) is not Unknown or value.owner is None:
            return None
        value = value.owner
    return None


__all__ = ["HARMLESS", "OTHERS", "STATIC", "describe", "library_of"]
