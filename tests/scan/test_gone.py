"""A module of the tree without which nothing is served, told apart from what a build makes, a script imports or another package brings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from accord.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

MAIN = """from fastapi import FastAPI
from app.routers import items, users

app = FastAPI()
app.include_router(items.router)
app.include_router(users.router)
"""
ITEMS = """from fastapi import APIRouter

router = APIRouter(prefix="/items")


@router.get("")
def items(): ...
"""
FILES = {"app/__init__.py": "", "app/main.py": MAIN, "app/routers/__init__.py": "", "app/routers/items.py": ITEMS}
INDEX = """import express from "express";
import { users } from "./routes/users.js";

const app = express();
app.use("/users", users);
app.get("/health", (req, res) => res.send());
"""
RELATIVE = MAIN.replace("from app.routers", "from .routers")


def gone(root: Path, files: dict[str, str]) -> list[str]:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    return [f"{one.where} {one.reason}" for one in scan(root).gone]


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (FILES, "app/main.py:2 imports app.routers.users, which is not in the tree"),
        ({**FILES, "app/main.py": RELATIVE}, "app/main.py:2 imports .routers.users, which is not in the tree"),
        ({**FILES, "a_script.py": "from app.routers import users\n"}, "app/main.py:2 imports app.routers.users, which is not in the tree"),
        ({**FILES, "app/routers/users/__pycache__/x": ""}, "app/main.py:2 imports app.routers.users, which is not in the tree"),
        ({"src/index.ts": INDEX, "src/routes/other.ts": ""}, "src/index.ts:2 imports ./routes/users.js, which is not in the tree"),
        ({"src/index.js": INDEX.replace('import { users } from "./routes/users.js"', 'const users = require("./routes/users")'), "src/routes/other.js": ""}, "src/index.js:2 imports ./routes/users, which is not in the tree"),
    ],
    ids=["absolute", "relative", "a script imports it first", "a folder of bytecode is left", "TypeScript", "CommonJS"],
)  # fmt: skip
def test_what_serves_cannot_start_without_it(files: dict[str, str], told: str, tmp_path: Path) -> None:
    assert gone(tmp_path, files) == [told]


@pytest.mark.parametrize(
    "files",
    [
        {**FILES, ".gitignore": "app/routers/users.py\n"},
        {**FILES, "app/routers/users.pyi": ""},
        {**FILES, "app/main.py": MAIN.replace("from app.routers import items, users", "from app.routers import items\ntry:\n    from app.routers import users\nexcept ImportError:\n    users = items")},
        {**FILES, "app/__init__.py": "__path__ = __import__('pkgutil').extend_path(__path__, __name__)\n"},
        {**FILES, "app/main.py": MAIN.replace(", users", "").replace("app.include_router(users.router)\n", ""), "scripts/old.py": "from app.routers import users\n"},
        {path: text for path, text in FILES.items() if not path.endswith("__init__.py")},
        {"src/index.ts": INDEX, ".gitignore": "routes\n", "src/routes/other.ts": ""},
        {"src/index.ts": INDEX},
        {"src/index.ts": INDEX.replace("import {", "import type {"), "src/routes/other.ts": ""},
        {"src/index.js": INDEX.replace('import { users } from "./routes/users.js"', 'let users = express.Router();\nif (process.env.X) {\n  users = require("./routes/users");\n}'), "src/routes/other.js": ""},
    ],
    ids=[
        "made by a build", "a stub stands for compiled code", "guarded", "a package others add to", "only a script wants it", "folders without __init__", "made by a build of scripts",
        "its whole folder is not there", "a type", "under a condition",
    ],
)  # fmt: skip
def test_what_may_come_from_elsewhere_is_left_alone(files: dict[str, str], tmp_path: Path) -> None:
    assert gone(tmp_path, files) == []


def test_the_ignore_file_of_the_repository_counts_for_a_folder_of_it(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("users.py\n", "utf-8")
    assert gone(tmp_path / "backend", FILES) == []
