"""Scans of one process know nothing of one another."""

from __future__ import annotations

import gc
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from accord.evaluate.values import ModuleValue
from accord.frameworks import routing
from accord.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

PATCHED = """from fastapi import APIRouter, FastAPI

class Sub(APIRouter): ...

def add_api_route(self, path, endpoint, **options): ...

APIRouter.add_api_route = add_api_route
app = FastAPI()
"""

PLAIN = """from fastapi import APIRouter, FastAPI

router = APIRouter()

@router.get("/x")
def x(): ...

app = FastAPI()
app.include_router(router)
for cls in APIRouter.__subclasses__():
    app.get("/" + cls.__name__)(x)
"""


def test_what_one_tree_does_to_a_library_class_stays_there(tmp_path: Path) -> None:
    for name, text in {"a": PATCHED, "b": PLAIN}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.py").write_text(text, encoding="utf-8")
    scan(tmp_path / "a")
    assert [str(r.operation) for r in scan(tmp_path / "b").routes] == ["GET /x"]


def test_a_scan_is_let_go_of(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(PATCHED.replace("APIRouter.add", "Sub.add"), encoding="utf-8")
    for _ in range(3):
        scan(tmp_path)
    gc.collect()
    alive = [o for o in gc.get_objects() if type(o) is ModuleValue and o.file.path == str(tmp_path / "main.py")]
    assert len(alive) <= 1
    assert len(routing.API_ROUTER.subclasses) <= 1


def test_scans_side_by_side_disturb_each_other_in_nothing(tmp_path: Path) -> None:
    """Each needs a deep stack; one that ends must not take it from those that go on, as when agents are judged."""
    for number in range(6):
        folder = tmp_path / str(number)
        folder.mkdir()
        deep = "(" * 3000 + "1" + ")" * 3000 if number % 2 else "1"
        (folder / "main.py").write_text(
            f"from fastapi import FastAPI\napp = FastAPI()\ndeep = {deep}\n@app.get('/a{number}')\ndef a(): ...\n"
        )
    limit, collecting = sys.getrecursionlimit(), gc.isenabled()
    alone = [scan(tmp_path / str(number)) for number in range(6)]
    with ThreadPoolExecutor(6) as pool:
        for _ in range(5):
            together = list(pool.map(lambda number: scan(tmp_path / str(number)), range(6)))
            assert [found.routes for found in together] == [found.routes for found in alone]
            assert [found.unread for found in together] == [found.unread for found in alone]
    assert (sys.getrecursionlimit(), gc.isenabled()) == (limit, collecting)
