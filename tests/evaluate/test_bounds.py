"""Every evaluation ends: programs made to run away are cut in bounded time, and the cut is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from running import bounded, run

from accord.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

    from accord.model import Scan

APP = "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/x')\ndef x(): ...\n"


def scanned(folder: Path, **files: str) -> Scan:
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    found: Scan = bounded(lambda: scan(folder))
    return found


def paths(found: Scan) -> list[str]:
    return [r.operation.path.text for r in found.routes]


RUNAWAYS = {
    "endless recursion": "def f(n): return f(n + 1)\nf(0)\n",
    "mutual recursion": "def f(n): return g(n) + g(n)\ndef g(n): return f(n) + f(n)\nf(0)\n",
    "two by two": "def f(n): return [f(n - 1), f(n - 1)]\nf(50)\n",
    "a wide tree of calls": "".join(f"def f{n}(): return [f{n + 1}() for _ in range(10)]\n" for n in range(20))
    + "def f20(): return 1\nf0()\n",
    "a loop without end": "a = 0\nwhile True:\n  a += 1\n",
    "a loop that grows its list": "a = [1]\nfor x in a:\n  a.append(x)\n",
    "nested loops": "for a in range(300):\n  for b in range(300):\n    for c in range(300):\n      d = a + b + c\n",
    "branch after branch": "".join(f"if u{n}():\n  a = {n}\n  b = a\n" for n in range(600)),
    "branch in branch": "a = 0\n"
    + "".join(" " * n + f"if u{n}():\n" + " " * (n + 1) + f"a = {n}\n" for n in range(90)),
    "branches of lists": "a = []\n" + "a = [*a, *a, 1] if u() else [*a, 2]\n" * 60,
    "text doubled again and again": "a = 'x'\n" + "a = a + a\n" * 60,
    "text multiplied": "a = 'x' * 999\n" + "a = a * 999\n" * 5,
    "a list multiplied": "a = [1] * 99\n" + "a = a * 99\n" * 5,
    "a list added to itself": "a = [1]\n" + "a = a + a\n" * 60,
    "a list that extends itself": "a = [1]\n" + "a += a\n" * 60,
    "alternatives of text": "a = ''\n" + "a = a + ('x' if u() else 'y')\n" * 200,
    "a comprehension of comprehensions": "a = [x for x in range(400) for y in range(400) for z in range(400)]\n",
    "a product": "import itertools\na = list(itertools.product(range(400), range(400), range(400)))\n",
    "numbers without end": "a = 10\n" + "a = a * a\n" * 40,
    "powers": "a = 9 ** 9 ** 9 ** 9\n",
    "a big shift": "a = 1 << 10 ** 10\n",
    "a class that makes itself": "class A:\n  def __init__(self): self.a = A()\nA()\n",
    "attributes by attributes": "class A:\n  def __getattr__(self, n): return getattr(self, n + 'x')\nA().b\n",
    "a property that asks itself": "class A:\n  @property\n  def p(self): return self.p\nA().p\n",
    "a list in itself": "a = []\na.append(a)\nb = str(a)\nfor c in a:\n  for d in c: e = d\n",
    "a dictionary in itself": "a = {}\na['a'] = a\nb = a['a']['a']['a']\nfor k, v in a.items(): c = v\n",
    "decorators around decorators": "def d(f): return lambda *a: f(*a)\n" + "@d\n" * 300 + "def f(): ...\nf()\n",
    "a generator of itself": "def g():\n  yield from g()\nlist(g())\n",
    "subclasses by subclasses": "class C0: ...\n" + "".join(f"class C{n}(C{n - 1}): ...\n" for n in range(1, 400)),
    "a diamond of diamonds": "class A0: ...\n"
    + "".join(f"class L{n}(A{n}): ...\nclass R{n}(A{n}): ...\nclass A{n + 1}(L{n}, R{n}): ...\n" for n in range(25)),
    "inheriting from oneself": "class A(A): ...\nclass B(B.C): ...\n",
    "subclasses made by their base": "class A:\n  def __init_subclass__(cls):\n    class B(cls): ...\nclass C(A): ...\n",
    "defaults that call": "def f(a=None): return g()\ndef g(b=f()): return f()\nf()\n",
    "many arguments": "def f(*a, **k): return f(*a, *a, **k)\nf(1, 2, 3)\n",
    "a string formatted into itself": "a = '{}'\n" + "a = a.format(a + a)\n" * 40,
    "replacements": "a = 'aaaa'\n" + "a = a.replace('a', 'aaaa')\n" * 30,
    "joins of text": "a = 'ab'\n" + "a = a.join([a] * 50)\n" * 8,
    "zeros in front": "a = 'x'.zfill(10 ** 10)\nb = 'x'.ljust(10 ** 10)\nc = 'x'.center(10 ** 12)\n",
    "a width in a template": "a = '%1000000000s' % 'x'\nb = '{:1000000000}'.format('x')\n",
    "ranges": "a = list(range(10 ** 12))\nb = [x for x in range(10 ** 9)]\n",
}


@pytest.mark.parametrize("name", RUNAWAYS)
def test_a_program_that_runs_away_is_cut(tmp_path: Path, name: str) -> None:
    program = run(tmp_path, RUNAWAYS[name] + "after = 'reached'\n")
    assert program["after"] == "reached"


@pytest.mark.parametrize("name", RUNAWAYS)
def test_routes_beside_a_runaway_are_found(tmp_path: Path, name: str) -> None:
    found = scanned(tmp_path, main=APP + RUNAWAYS[name] + "app.add_api_route('/after', x)\n")
    assert paths(found) == ["/x", "/after"]


NESTED = {
    "brackets": "a = " + "[" * 10_000 + "]" * 10_000 + "\n",
    "parentheses": "a = " + "(" * 10_000 + "1" + ")" * 10_000 + "\n",
    "sums": "a = " + "1 + " * 10_000 + "1\n",
    "text": "a = " + "'x' + " * 10_000 + "'x'\n",
    "calls": "a = " + "f(" * 10_000 + ")" * 10_000 + "\n",
    "attributes": "a = b" + ".c" * 10_000 + "\n",
    "items": "a = b" + "[0]" * 10_000 + "\n",
    "chained calls": "a = b" + ".c()" * 10_000 + "\n",
    "nots": "a = " + "not " * 10_000 + "b\n",
    "choices": "a = " + "1 if b else " * 10_000 + "2\n",
    "lambdas": "a = " + "lambda: " * 10_000 + "1\n",
    "elifs": "if a0: b = 0\n" + "".join(f"elif a{n}: b = {n}\n" for n in range(5_000)),
    "functions": "".join(" " * n + f"def f{n}():\n" for n in range(400)) + " " * 400 + "return 1\nf0()\n",
    "dictionaries": "a = " + "{'a': " * 5_000 + "1" + "}" * 5_000 + "\n",
    "f-strings": "a = " + "f'{" * 200 + "1" + "}'" * 200 + "\n",
}


@pytest.mark.parametrize("name", NESTED)
def test_deeply_nested_source_is_read_or_told(tmp_path: Path, name: str) -> None:
    found = scanned(tmp_path, main=APP + NESTED[name] + "app.add_api_route('/after', x)\n")
    assert paths(found)[:1] == ["/x"] or found.unread
    assert "/after" in paths(found) or found.unread


@pytest.mark.parametrize(
    "files",
    [
        {"main": f"import main\nfrom main import app as again\n{APP}again.add_api_route('/again', x)\n"},
        {
            "main": f"{APP}from b import handler\napp.add_api_route('/again', handler)\n",
            "b": "from main import x as handler\n",
        },
        {"main": f"from b import *\n{APP}app.add_api_route('/again', x)\n", "b": "from main import *\n"},
        {
            "main": f"from b import v\n{APP}app.add_api_route('/again', v)\n",
            "b": "from c import v\n",
            "c": "from b import v\n",
        },
    ],
    ids=["itself", "two", "stars", "nowhere"],
)
def test_cycles_of_imports_end(tmp_path: Path, files: dict[str, str]) -> None:
    assert paths(scanned(tmp_path, **files)) == ["/x", "/again"]


def test_a_long_chain_of_imports(tmp_path: Path) -> None:
    chain = {f"m{n}": f"from m{n + 1} import value\n" for n in range(300)}
    found = scanned(
        tmp_path, **chain, m300="value = '/far'\n", main=APP + "from m0 import value\napp.add_api_route(value, x)\n"
    )
    assert paths(found) == ["/x", "/far"]


def test_giant_literals(tmp_path: Path) -> None:
    text = f"a = {list(range(60_000))!r}\nb = {dict.fromkeys(range(20_000), 'v')!r}\nc = '''{'x' * 2_000_000}'''\n"
    assert paths(scanned(tmp_path, main=APP + text)) == ["/x"]


def test_a_loop_cut_short_is_told(tmp_path: Path) -> None:
    found = scanned(tmp_path, main=APP + f"for p in {[f'/{n}' for n in range(1000)]!r}:\n  app.add_api_route(p, x)\n")
    assert len([r for r in found.routes if r.complete]) == 401
    assert [r.operation.path.complete for r in found.routes].count(False) == 1  # which stands for the rest
    assert any("400 turns" in u.reason and u.where.line == 5 for u in found.unread)


def test_a_factory_that_takes_too_long_is_told(tmp_path: Path) -> None:
    text = (
        "from fastapi import FastAPI\ndef create_app():\n  app = FastAPI()\n"
        "  for a in range(300):\n    for b in range(300):\n      c = [a, b]\n"
        "  app.add_api_route('/late', create_app)\n  return app\napp = create_app()\n"
    )
    found = scanned(tmp_path, main=text)
    assert "/late" in paths(found) or any("too many steps" in u.reason and "main.py" in u.covers for u in found.unread)


def test_routes_without_number_are_cut(tmp_path: Path) -> None:
    text = APP + "def again(n):\n  app.add_api_route(f'/{n}', x)\n  app.mount(f'/{n}', app)\n  again(n + 1)\nagain(0)\n"
    assert len(scanned(tmp_path, main=text).routes) < 20_000


def test_applications_mounted_in_circles(tmp_path: Path) -> None:
    text = APP + "other = FastAPI()\nother.mount('/a', app)\napp.mount('/b', other)\napp.mount('/c', app)\n"
    assert "/x" in {p[-2:] for p in paths(scanned(tmp_path, main=text))}


def test_routers_that_include_one_another(tmp_path: Path) -> None:
    text = APP + (
        "from fastapi import APIRouter\na, b = APIRouter(prefix='/a'), APIRouter(prefix='/b')\na.include_router(b)\nb.include_router(a)\n"
        "a.add_api_route('/y', x)\napp.include_router(a)\napp.include_router(app)\n"
    )
    assert "/a/y" in paths(scanned(tmp_path, main=text))


def test_includes_doubled_again_and_again(tmp_path: Path) -> None:
    text = (
        APP
        + "from fastapi import APIRouter\nr0 = APIRouter()\nr0.add_api_route('/y', x)\n"
        + "".join(
            f"r{n + 1} = APIRouter()\nr{n + 1}.include_router(r{n}, prefix='/l')\nr{n + 1}.include_router(r{n}, prefix='/r')\n"
            for n in range(40)
        )
    )
    found = scanned(tmp_path, main=text + "app.include_router(r40)\n")
    assert len(found.routes) < 100_000
