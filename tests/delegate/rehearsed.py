"""A small project under git and a script for the rehearsal agent: a delegation from end to end without a model."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import tomlkit

from accord import check
from accord import config as configuration
from accord.delegate import session

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from accord.delegate.model import Tell
    from accord.delegate.session import Session

CONTRACT = """# Shop

| Method | Path |
|---|---|
| GET | `/items` |
| POST | `/items` |
| GET | `/items/{id}` |
"""
CONFIG = """[tool.accord]
contract = "API_CONTRACT.md"
[tool.accord.provider.backend]
path = "backend"
"""
HEAD = """from fastapi import FastAPI

app = FastAPI()


@app.get("/items")
def items(): ...
"""
POST = """

@app.post("/items")
def add(): ...
"""
ONE = """

@app.get("/items/{id}")
def item(id: int): ...
"""
WHOLE = HEAD + POST + ONE

Turn = dict[str, Any]


def writes(text: str = WHOLE, **more: Any) -> Turn:
    """A turn that writes the backend."""
    return {"files": {"backend/main.py": text}, **more}


def project(root: Path, files: Mapping[str, str] | None = None, config: str = CONFIG) -> Path:
    """A repository whose backend has the files given, none by default."""
    (root / "backend").mkdir(parents=True)
    for path, text in {"API_CONTRACT.md": CONTRACT, "pyproject.toml": config, **(files or {})}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    repository = root / ".git"
    whole = tuple(sorted((str(f.relative_to(root)), f.read_bytes()) for f in root.rglob("*") if f.is_file()))
    if whole not in _REPOSITORIES:
        git(root, "init", "--quiet", "--template=")
        commit(root)
        found = (file for file in repository.rglob("*") if file.is_file())
        _REPOSITORIES[whole] = {str(file.relative_to(repository)): file.read_bytes() for file in found}
    else:
        for path, data in _REPOSITORIES[whole].items():
            (repository / path).parent.mkdir(parents=True, exist_ok=True)
            (repository / path).write_bytes(data)
        git(root, "update-index", "--refresh")
    return root


# What git makes of the same files is the same: the first project has it made, those that follow get a copy.
_REPOSITORIES: dict[tuple[tuple[str, bytes], ...], dict[str, bytes]] = {}


def git(root: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgSign=false"]
    done = subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True, text=True)
    return done.stdout


def commit(root: Path) -> None:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "--message", "x")


def script(file: Path, **turns: Sequence[Turn]) -> str:
    """The agent that plays these turns, as `--delegate-agent` names it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(tomlkit.dumps({name: list(each) for name, each in turns.items()}), "utf-8")
    return f"scripted:{file}"


def delegated(root: Path, agent: str, *, words: str = "", tell: Tell | None = None, **options: Any) -> Session:
    """Delegate whatever the project's components lack."""
    config = settings(root, agent, **options)
    return session.delegate(config, check.check(config), words=words, **({"tell": tell} if tell else {}))


def resumed(root: Path, run: str, **options: Any) -> Session:
    return session.resume(settings(root, "scripted:", **options), run)


def settings(root: Path, agent: str, **options: Any) -> configuration.Config:
    loaded = configuration.load(root)
    wanted = {"mode": "always", "agent": agent, "timeout": 600.0, **options}
    return replace(loaded, delegation=replace(loaded.delegation, **wanted))
