"""What a call that is not followed to its end would have filled is not taken for whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from running import bounded

from accord.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

    from accord.model import Scan

LONG = "def work(n):\n  t = 0\n  for i in range(100): t = t + i\n  return t\n"
MAIN = "from fastapi import FastAPI\nimport util\napp = FastAPI()\ndef x(): ...\n"

# what fills, and how the application uses it
CUT = {
    "a list it was given": (
        "def load(names, out):\n  for n in names:\n    work(n)\n    out.append(n)\n",
        "paths = []\nutil.load(NAMES, paths)\nfor p in paths: app.add_api_route(p, x)\n",
    ),
    "a list it yields": (
        "def load(names):\n  for n in names:\n    work(n)\n    yield n\n",
        "for p in util.load(NAMES): app.add_api_route(p, x)\n",
    ),
    "a table of its module, by a function it calls": (
        "FOUND = {}\ndef keep(n):\n  work(n)\n  FOUND[n] = n\ndef load(names):\n  for n in names: keep(n)\n",
        "util.load(NAMES)\nfor p in util.FOUND.values(): app.add_api_route(p, x)\n",
    ),
    "a list given on to a function that fills it": (
        "def keep(n, out):\n  work(n)\n  out.append(n)\ndef load(names, out):\n  for n in names: keep(n, out)\n",
        "paths = []\nutil.load(NAMES, paths)\nfor p in paths: app.add_api_route(p, x)\n",
    ),
    "a list of its object": (
        (
            "class R:\n  def __init__(self): self.names = []\n  def load(self, names):\n    for n in names:\n      work(n)\n"
            "      self.names.append(n)\n"
        ),
        "r = util.R()\nr.load(NAMES)\nfor p in r.names: app.add_api_route(p, x)\n",
    ),
    "an attribute of its object": (
        (
            "class R:\n  def __init__(self): self.path = '/old'\n  def load(self, names):\n    for n in names: work(n)\n"
            "    self.path = '/15'\n"
        ),
        "r = util.R()\nr.load(NAMES)\napp.add_api_route(r.path, x)\n",
    ),
    "an entry of a dictionary": (
        "def load(names, conf):\n  for n in names: work(n)\n  conf['path'] = '/15'\n",
        "conf = {'path': '/old'}\nutil.load(NAMES, conf)\napp.add_api_route(conf['path'], x)\n",
    ),
    "a variable of its module": (
        "PATH = '/old'\ndef load(names):\n  global PATH\n  for n in names: work(n)\n  PATH = '/15'\n",
        "util.load(NAMES)\napp.add_api_route(util.PATH, x)\n",
    ),
    "what it was asked for the third time": (
        "def load(names, out):\n  for n in names:\n    work(n)\n    out.append(n)\n",
        (
            "paths = []\nutil.load(NAMES, [])\nutil.load(NAMES, [])\nutil.load(NAMES, paths)\n"
            "for p in paths: app.add_api_route(p, x)\n"
        ),
    ),
}


def scanned(folder: Path, util: str, main: str) -> Scan:
    (folder / "util.py").write_text(LONG + util, encoding="utf-8")
    names = repr([f"/{n}" for n in range(30)])
    (folder / "main.py").write_text(MAIN + main.replace("NAMES", names), encoding="utf-8")
    found: Scan = bounded(lambda: scan(folder))
    return found


def known(found: Scan) -> set[str]:
    return {r.operation.path.text for r in found.routes if r.complete}


@pytest.mark.parametrize("what", CUT)
def test_what_a_cut_call_fills_is_told(tmp_path: Path, what: str) -> None:
    found = scanned(tmp_path, *CUT[what])
    assert "/old" not in known(found)
    assert any(not r.complete for r in found.routes)
    assert any("too many steps" in u.reason for u in found.unread)


def test_what_a_call_that_ends_fills_is_whole(tmp_path: Path) -> None:
    util, main = CUT["a list it was given"]
    found = scanned(tmp_path, util.replace("    work(n)\n", ""), main)
    assert len(known(found)) == 30
    assert not found.unread


def test_recursion_over_known_things_is_followed(tmp_path: Path) -> None:
    tree = "{'a': {'b': {'c': {'d': {'e': '/deep'}}}}, 'f': '/flat'}"
    walk = (
        "def walk(tree, prefix):\n  for name, child in tree.items():\n    if isinstance(child, dict):\n"
        "      walk(child, prefix + '/' + name)\n    else:\n      app.add_api_route(prefix + child, x)\n"
    )
    found = scanned(tmp_path, "", f"{walk}walk({tree}, '')\n")
    assert known(found) == {"/a/b/c/d/deep", "/flat"}
    assert not found.unread


def test_recursion_too_deep_is_told(tmp_path: Path) -> None:
    walk = "def walk(n):\n  if n:\n    walk(n - 1)\n    app.add_api_route(f'/{n}', x)\nwalk(30)\n"
    found = scanned(tmp_path, "", walk)
    assert any("calls itself too deeply" in u.reason for u in found.unread)


def test_functions_given_very_many_elements_are_called_for_the_rest(tmp_path: Path) -> None:
    names = repr([f"/{n}" for n in range(450)])
    for main in (
        f"list(map(lambda p: app.add_api_route(p, x), {names}))\n",
        f"for p in [p for p in {names}][395:]: app.add_api_route(p, x)\n",
        f"for p in filter(None, {names}): app.add_api_route(p, x)\n",
    ):
        found = scanned(tmp_path, "", main)
        assert any("too long to be followed" in u.reason for u in found.unread), main
