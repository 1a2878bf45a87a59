"""Hostile JavaScript: bounded time, a clear unread place, and never a crash."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from accord.scan import ScanOptions, scan

if TYPE_CHECKING:
    from pathlib import Path

    from accord.model import Scan

BOUND = 180.0  # seconds; a watchdog, not a measure
APP = "const express = require('express')\nconst app = express()\n"


def read(folder: Path, **files: str) -> Scan:
    for name, text in files.items():
        (folder / f"{name}.js").write_text(text)
    start = time.monotonic()
    found = scan(folder, options=ScanOptions())
    assert time.monotonic() - start < BOUND
    return found


def paths(found: Scan) -> list[str]:
    return sorted(str(r.operation) for r in found.routes if r.mounted)


def test_a_truncated_file_gives_what_can_be_read_and_says_so(tmp_path: Path) -> None:
    found = read(tmp_path, app=APP + "app.get('/a', h)\napp.get('/b', (req, res) => { if (")
    assert "GET /a" in paths(found)
    assert any(u.reason == "syntax error" and u.where.file == "app.js" for u in found.unread)


def test_a_bundle_is_left_out_and_counted(tmp_path: Path) -> None:
    bundle = "!function(){" + "app.get('/x',function(e,t){t.send(e)});express();" * 42_000 + "}()"
    assert len(bundle) > 2_000_000
    found = read(tmp_path, app=APP + "app.get('/a', h)\n", bundle=bundle)
    assert paths(found) == ["GET /a"]
    assert found.examined.skipped["bundle or minified"] == 1


def test_a_built_file_that_loads_express_is_told(tmp_path: Path) -> None:
    bundle = "!function(){var express=require('express');" + "app.get('/x',function(e,t){t.send(e)});" * 200 + "}()"
    found = read(tmp_path, app=APP + "app.get('/a', h)\n", server=bundle)
    assert [(u.where.file, u.covers) for u in found.unread] == [("server.js", ("server.js",))]


def test_where_nothing_else_may_serve_a_built_file_may(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"dependencies": {"express": "5"}}')
    found = read(tmp_path, server="!function(){" + "a0(0x1,function(e,t){t[a1(0x2)](e)});" * 200 + "}()")
    assert [(u.where.file, u.covers) for u in found.unread] == [("server.js", ("/", "server.js"))]


def test_a_built_server_beside_a_script_that_serves_nothing_is_told(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"name": "x", "dependencies": {"express": "5"}}')
    (tmp_path / "dist").mkdir()
    bundle = "!function(){var express=require('express');" + "app.get('/x',function(e,t){t.send(e)});" * 200 + "}()"
    (tmp_path / "dist" / "server.js").write_text(bundle)
    found = read(tmp_path, clean="const tasks = require('tasks')\ntasks.use(fs)\n")
    assert [(u.where.file, u.covers) for u in found.unread] == [("dist/server.js", ("/", "dist/server.js"))]


def test_a_built_application_whose_own_source_is_gone_is_told(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"name": "x", "dependencies": {"express": "5"}}')
    (tmp_path / "dist").mkdir()
    table = "const express = require('express')\nconst r = express.Router()\nr.get('/a', h)\nr.get('/b', h)\n"
    (tmp_path / "dist" / "table.js").write_text(table)
    (tmp_path / "dist" / "server.js").write_text(APP + "app.get('/c', h)\napp.use('/x', require('./table'))\n")
    found = read(tmp_path, table=table)
    assert [(u.where.file, u.covers) for u in found.unread if "built" in u.reason] == [
        ("dist/server.js", ("/", "dist/server.js"))
    ]


def test_a_built_file_for_browsers_or_beside_its_source_is_not_told(tmp_path: Path) -> None:
    bundle = "!function(){var express=require('express');" + "app.get('/x',function(e,t){t.send(e)});" * 200 + "}()"
    for folder in ("public", "dist"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "server.js").write_text(bundle)
    assert read(tmp_path, app=APP + "app.get('/a', h)\n").unread == ()


def test_one_long_literal_does_not_make_a_file_a_bundle(tmp_path: Path) -> None:
    literal = f"const logo = '{'x' * 20_000}'\n"
    assert paths(read(tmp_path, app=APP + literal + "app.get('/a', h)\n")) == ["GET /a"]


@pytest.mark.parametrize(
    "deep",
    [
        "[" * 10_000 + "]" * 10_000,
        "(" * 10_000 + "1" + ")" * 10_000,
        "1" + "+1" * 10_000,
        "a" + ".b()" * 10_000,
        "{a:" * 10_000 + "1" + "}" * 10_000,
    ],
    ids=["arrays", "parentheses", "sums", "chains", "objects"],
)
def test_ten_thousand_levels_of_nesting(deep: str, tmp_path: Path) -> None:
    assert paths(read(tmp_path, app=APP + f"const deep = ({deep})\napp.get('/a', h)\n")) == ["GET /a"]


def test_functions_nested_ten_thousand_deep(tmp_path: Path) -> None:
    deep = "function f() {" * 10_000 + "}" * 10_000
    assert paths(read(tmp_path, app=APP + deep + "\nf()\napp.get('/a', h)\n")) == ["GET /a"]


def test_a_body_of_blocks_within_blocks(tmp_path: Path) -> None:
    """Two hundred thousand, a line each: no line is long, and the body is one that a search for bodies likes to leave out."""
    deep = "app.get('/a', (req, res) => {\n" + "  {\n" * 200_000 + "  }\n" * 200_000 + "})\n"
    assert paths(read(tmp_path, app=APP + deep + "app.get('/b', h)\n")) == ["GET /a", "GET /b"]


def test_requires_in_a_circle_and_a_module_that_requires_itself(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        app=APP
        + "const a = require('./a')\nconst self = require('./app')\napp.use(a.router)\nmodule.exports = { app, self }\n",
        a="const b = require('./b')\nconst { Router } = require('express')\nexports.router = Router()\nexports.router.get('/a', b.h)\n",
        b="const a = require('./a')\nconst { app } = require('./app')\nexports.h = () => [a, app]\n",
    )
    assert paths(found) == ["GET /a"]


def test_a_getter_that_recurses_ends(tmp_path: Path) -> None:
    code = "class A { get x() { return this.x + '/y' } }\nconst o = { get z() { return o.z } }\napp.get(new A().x, h)\napp.get(o.z, h)\napp.get('/a', h)\n"
    found = read(tmp_path, app=APP + code)
    assert "GET /a" in paths(found)
    assert {5, 6} <= {u.where.line for u in found.unread}


@pytest.mark.parametrize(
    "loop",
    [
        "while (true) { n += 1 }",
        "for (;;) { n += 1 }",
        "for (let i = 0; i < 1e9; i++) { n += i }",
        "function f() { return f() + f() }\nf()",
        "const g = (n) => [n, ...g(n + 1), ...g(n + 2)]\ng(0)",
        "let x = [1]\nfor (const i of [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]) x = [...x, ...x]",
        "function tick() { setTimeout(tick, 1) }\ntick()",
    ],
)
def test_programs_that_do_not_end(loop: str, tmp_path: Path) -> None:
    assert "GET /a" in paths(read(tmp_path, app=APP + f"let n = 0\n{loop}\napp.get('/a', h)\n"))


def test_loops_within_loops_that_register_end_and_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accord.frameworks.express_state._PLENTY", 2_000)
    many = "const many = Array.from({ length: 300 }, (_, n) => n)\n"
    loops = "many.forEach((a) => many.forEach((b) => many.forEach((c) => app.get(`/${a}/${b}/${c}`, h))))\n"
    found = read(tmp_path, app=APP + many + loops)
    assert len(found.routes) < 2_000
    assert [str(u.where) for u in found.unread if "too many steps" in u.reason] == ["app.js:4"]


@pytest.mark.parametrize(
    "line",
    [
        "const t = 'a'.repeat(60).replace(/(a+)+b/, '')",
        "const t = 'a'.repeat(60).split(new RegExp('(a|a)*b')).length",
        "const t = /^((a*)*)*$/.test('a'.repeat(60) + 'b')",
        "const t = 'a'.repeat(3000).match(/a*a*a*a*b/)",
    ],
)
def test_regular_expressions_that_backtrack_without_bounds_are_not_tried(line: str, tmp_path: Path) -> None:
    assert "GET /a" in paths(read(tmp_path, app=APP + f"{line}\napp.get('/t/' + t, h)\napp.get('/a', h)\n"))


def test_a_file_of_many_doubtful_functions_is_tried_out_so_far_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accord.evaluate.js_sweep.MANY", 20)
    monkeypatch.setattr("accord.evaluate.js_sweep.STEPS", 20)
    doubtful = "".join(f"function f{n}(cache, key) {{ return cache.get(key, {n}) }}\n" for n in range(60))
    setup = "function setup(api) { api.get('/pets', (req, res) => res.end()) }\n"
    found = read(tmp_path, app=APP + "app.get('/a', h)\n" + doubtful + setup)
    assert [str(r.operation) for r in found.routes] == ["GET /a", "GET /pets"]
    assert [u.covers for u in found.unread if "tried out" in u.reason] == [("app.js",)]


def test_mounts_that_multiply_are_followed_so_far_and_told(tmp_path: Path) -> None:
    routers = "".join(f"const r{n} = express.Router()\n" for n in range(18)) + "r17.get('/a', h)\n"
    mounts = "".join(f"r{n}.use('/x', r{n + 1}).use('/y', r{n + 1})\n" for n in range(17))
    found = read(tmp_path, app=APP + routers + mounts + "app.use(r0)\napp.get('/z', h)\n")
    assert len(found.routes) > 1000
    assert any("multiply" in u.reason for u in found.unread)


@pytest.mark.parametrize(
    "data", [b"\x00\xff\xfe" * 1000, b"", b"\xef\xbb\xbfconst express = 1", "\u2028express\u2029".encode() * 100]
)
def test_arbitrary_bytes(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "noise.js").write_bytes(b"require('express');" + data)
    assert read(tmp_path, app=APP + "app.get('/a', h)\n").routes
