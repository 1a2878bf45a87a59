"""The real agent for tests: where its binary is, and a user's home for it that leads to the scripted model server."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[2]
KEY = "sk-scripted"  # what the server sees as the login


def find() -> Path | None:
    """The binary: ACCORD_TEST_CODEX, the wheel (`make` lays it below .cache, see Makefile), or PATH."""
    name = "codex.exe" if os.name == "nt" else "codex"
    given = os.environ.get("ACCORD_TEST_CODEX")
    if given:
        return Path(given) if Path(given).is_file() else None
    for folder in (ROOT / ".cache/codex", *map(Path, sys.path)):
        binary = folder / "codex_cli_bin" / "bin" / name
        if binary.is_file():
            return binary
    on_path = shutil.which("codex")
    return Path(on_path) if on_path else None


def home(folder: Path, url: str, **settings: object) -> Path:
    """A user's CODEX_HOME, logged in with a key, whose model provider is the server at `url`.

    A login as people have it, in auth.json, and a provider of their own that uses it. `settings` are keys of the provider.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "auth.json").write_text(f'{{"OPENAI_API_KEY": "{KEY}"}}\n', "utf-8")
    provider: Mapping[str, object] = {
        "name": "scripted", "base_url": url, "wire_api": "responses", "requires_openai_auth": True,
        "request_max_retries": 0, "stream_max_retries": 0, **settings,
    }  # fmt: skip
    lines = [f"{name} = {_toml(value)}" for name, value in provider.items()]
    (folder / "config.toml").write_text(
        'model = "gpt-5.5"\nmodel_provider = "scripted"\n\n[model_providers.scripted]\n' + "\n".join(lines) + "\n",
        "utf-8",
    )
    return folder


def environment(home: Path, binary: Path) -> dict[str, str]:
    """What a process needs to find this agent and this home, and nothing that belongs to the machine's user."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "TMP") if name in os.environ}
    path = os.pathsep.join([str(binary.parent), os.environ.get("PATH", "")])
    return {**kept, "PATH": path, "HOME": str(home), "CODEX_HOME": str(home), "NO_PROXY": "127.0.0.1,localhost"}


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else f'"{value}"'
