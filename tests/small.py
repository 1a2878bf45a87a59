"""A small project to break: a contract of four rows, a FastAPI server of two files that keeps it, and the configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CONTRACT = """\
# Shop API

Base URL: `/api`

| Method | Path | Description |
|---|---|---|
| GET | `/users` | All users |
| GET | `/users/{id}` | One user |
| POST | `/users` | A new user |
| DELETE | `/users/{id}` | Remove a user |
"""

MAIN = """\
from fastapi import FastAPI

from backend.users import router

app = FastAPI()
app.include_router(router, prefix="/api")
"""

USERS = """\
from fastapi import APIRouter

router = APIRouter(prefix="/users")


@router.get("")
def list_users(): ...


@router.get("/{id}")
def show_user(id: int): ...


@router.post("")
def create_user(): ...


@router.delete("/{id}")
def remove_user(id: int): ...
"""

CONFIGURATION = """\
[tool.pytest.ini_options]
testpaths = ["tests"]

[tool.accord]
contract = "docs/api.md"

[tool.accord.provider.backend]
path = "backend"
"""


def project(
    folder: Path,
    *,
    contract: str = CONTRACT,
    users: str = USERS,
    main: str = MAIN,
    configuration: str = CONFIGURATION,
) -> Path:
    """Write the project and return its folder."""
    files = {
        "docs/api.md": contract,
        "backend/__init__.py": "",
        "backend/users.py": users,
        "backend/main.py": main,
        "pyproject.toml": configuration,
        "tests/test_own.py": "def test_own():\n    pass\n",
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def without_delete(users: str = USERS) -> str:
    """The server after somebody forgot its last endpoint."""
    return users[: users.index("\n\n@router.delete")] + "\n"
