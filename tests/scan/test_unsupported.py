"""What is not read is named, and nothing else is."""

from __future__ import annotations

import pytest

from accord.scan import ScanOptions, scan
from accord.scan.unsupported import frameworks, of_node


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from flask import Flask\napp = Flask(__name__)\n", ("Flask",)),
        ("import flask\nbp = flask.Blueprint('users', __name__)\n", ("Flask",)),
        ("def make():\n    from quart import Quart\n    return Quart(__name__)\n", ("Quart",)),
        ("from django.urls import path\nurlpatterns = [path('', index)]\n", ("Django",)),
        ("from aiohttp import web\napp = web.Application()\n", ("aiohttp",)),
        ("import tornado.web\napp = tornado.web.Application([])\n", ("Tornado",)),
        ("from litestar import Litestar\napp = Litestar([])\n", ("Litestar",)),
    ],
)
def test_a_file_that_serves_with_another_framework_is_recognised(source: str, found: tuple[str, ...]) -> None:
    assert frameworks(source.encode()) == found


@pytest.mark.parametrize(
    "source",
    [
        "from aiohttp import ClientSession\nsession = ClientSession()\n",
        "from django.utils.text import slugify\nprint(slugify('A b'))\n",
        "# from flask import Flask\napp = FastAPI()\n",
        "from fastapi import FastAPI\nfrom flasky import Flask\napp = Flask()\n",
        "from architecture import Blueprint\nhouse = Blueprint('house')\n",
        "from flask import request\n",
        "",
    ],
    ids=[
        "a client",
        "a helper",
        "a comment",
        "another package",
        "another blueprint",
        "an import alone",
        "an empty file",
    ],
)
def test_a_file_that_does_not_is_not(source: str) -> None:
    assert frameworks(source.encode()) == ()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import Koa from 'koa'\nconst app = new Koa()\n", ("Koa",)),
        ("const Router = require('@koa/router');\nconst router = new Router({ prefix: '/x' })\n", ("Koa",)),
        ('import Fastify from "fastify"\nconst app = Fastify({ logger: true })\n', ("Fastify",)),
        ("const app = require('fastify')()\napp.register(routes)\n", ("Fastify",)),
        ("import { Hono } from 'hono'\nconst app = new Hono<Env>()\n", ("Hono",)),
        ("import { Controller, Get } from '@nestjs/common'\n@Controller('cats')\nexport class Cats {}\n", ("NestJS",)),
        ("const Hapi = require('@hapi/hapi')\nconst server = Hapi.server({ port: 1 })\n", ("hapi",)),
        (
            "import { NextResponse } from 'next/server'\nexport async function GET() { return NextResponse.json(1) }\n",
            ("Next.js",),
        ),
        ("export default defineEventHandler(() => 1)\nimport { readBody } from 'h3'\n", ("h3",)),
    ],
)
def test_a_script_that_serves_with_another_framework_is_recognised(source: str, found: tuple[str, ...]) -> None:
    assert of_node(source.encode()) == found


@pytest.mark.parametrize(
    "source",
    [
        "import express from 'express'\nconst router = express.Router()\n",
        "import type { FastifyRequest } from 'fastify'\nexport const f = (r: FastifyRequest) => r.url\n",
        "import { Injectable } from '@nestjs/common'\n@Injectable()\nexport class Mail {}\n",
        "import { Router } from './koa'\nconst router = new Router()\n",
        "import Link from 'next/link'\nexport const A = () => <Link href='/'/>\n",
        "// import Koa from 'koa-something'\nconst k = new Koa()\n",
        "",
    ],
)
def test_a_script_that_only_mentions_one_is_not(source: str) -> None:
    assert of_node(source.encode()) == ()


def test_a_tree_says_so_with_the_number_of_files(tmp_path) -> None:  # noqa: ANN001
    """A client's tree is not asked what serves it."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.ts").write_text("import { Hono } from 'hono'\nexport const app = new Hono()\n")
    (tmp_path / "c.py").write_text("from flask import Flask\napp = Flask(__name__)\n")
    assert scan(tmp_path).examined.unsupported == {"Flask": 1, "Hono": 2}
    assert "Hono" not in scan(tmp_path, options=ScanOptions(role="consumer")).examined.unsupported


def test_inline_ignores_of_scripts_are_found(tmp_path) -> None:  # noqa: ANN001
    (tmp_path / "a.ts").write_text("app.get('/x', f) // accord: ignore[undocumented-endpoint] why\n")
    assert [(str(i.where), i.rules) for i in scan(tmp_path).ignores] == [("a.ts:1", ("undocumented-endpoint",))]
