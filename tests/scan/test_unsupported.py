"""What is not read is named, and nothing else is."""

from __future__ import annotations

import pytest

from accord.scan.unsupported import frameworks


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
