"""What accord reads in the blog's React client is what a browser sends when somebody uses it.

The client is built with Vite and served by it, the FastAPI backend runs behind its proxy, and headless Chromium does all a reader and author can do.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import urllib.parse
import venv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from accord.paths import PathTemplate
from apps import APPS, lay_out
from browser import MISSING, WHY, browser
from waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from browser import Browser

CACHE = Path(__file__).resolve().parents[1] / ".cache" / "blog"
BACKEND = ("fastapi>=0.115", "pydantic-settings>=2.4", "uvicorn>=0.30")
_ADDRESS = re.compile(r"http://127\.0\.0\.1:[1-9]\d*(?=\D)")
_ANSWERED = re.compile(r'"(?P<method>[A-Z]+) (?P<path>[^ ?"]+)[^"]* HTTP/1\.1"')

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(MISSING, reason=WHY),
    pytest.mark.skipif(shutil.which("npm") is None, reason="needs Node.js and npm (apt-get install npm)"),
]


@pytest.fixture(scope="module")
def python() -> Path:
    """A Python with what the backend needs."""
    folder = CACHE / f"venv-{sys.version_info[0]}.{sys.version_info[1]}"
    CACHE.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{folder}.lock"):
        if not (folder / "ready").is_file():
            venv.create(folder, with_pip=True, clear=True)
            pip = [
                folder / "bin" / "python",
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                *BACKEND,
            ]
            fetched(pip, folder, "what the backend needs")
            (folder / "ready").touch()
    return folder / "bin" / "python"


@pytest.fixture(scope="module")
def modules() -> Path:
    """The client's `node_modules`."""
    manifest = APPS / "blog" / "frontend" / "package.json"
    folder = CACHE / "frontend"
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{folder}.lock"):
        kept = folder / "package.json"
        if not kept.is_file() or kept.read_bytes() != manifest.read_bytes() or not (folder / "ready").is_file():
            (folder / "ready").unlink(missing_ok=True)
            kept.write_bytes(manifest.read_bytes())
            fetched(["npm", "install", "--no-package-lock", "--no-audit", "--no-fund"], folder, "the client's packages")
            (folder / "ready").touch()
    return folder / "node_modules"


def fetched(command: Sequence[str | Path], folder: Path, what: str) -> None:
    """Run what fetches something; skips the test, visibly, where the registry cannot be reached."""
    done = subprocess.run(
        command, cwd=folder, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=600
    )
    if done.returncode:
        pytest.skip(f"{what} cannot be fetched: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}")


@contextlib.contextmanager
def running(command: Sequence[str | Path], folder: Path, log: Path, **environment: str) -> Iterator[str]:
    """A server that listens while the block runs; its address, as it says it itself: no port is free for sure until it
    is taken.
    """
    with (
        log.open("w") as out,
        subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**os.environ, "NO_COLOR": "1", **environment},
        ) as server,
    ):

        def address() -> str:
            assert server.poll() is None, log.read_text()
            told = _ADDRESS.search(log.read_text())
            return told[0] if told else ""

        try:
            yield until(address)
        finally:
            server.terminate()


def use(window: Browser, address: str) -> None:
    """Everything one can do in the blog, once."""
    window.patient(20)
    window.visit(f"{address}/register")
    for name, text in (("username", "greta"), ("display_name", "Greta"), ("password", "eighteen hours")):
        window.write(f"input[name={name}]", text)
    window.click("form button")
    window.write("input[autocomplete=current-password]", "eighteen hours")
    window.write("input[name=username]", "greta")
    window.click("form button")
    window.click("a[href='/write']")
    window.click("option:nth-child(2)")
    window.write("input[name=title]", "Bread")
    window.write("textarea[name=body]", "Flour, water, salt, time.")
    window.write("input[name=tags]", "slow")
    window.click("form button")
    window.click(".posts a[href='/read/1/edit']")
    window.write("input[name=title][value=Bread]", " without kneading")
    window.click("input[name=published]")
    window.click("form button")
    window.write("textarea[name=comment]", "Not too long.")
    window.click(".comments form button")
    window.click("button.remove")
    window.click("main a[href='/authors/greta']")
    window.write("textarea[name=biography]", "Bakes.")
    window.click("main form button")
    window.click("header a[href='/']")
    window.click(".tags button")
    window.click(".posts a[href='/read/1']")
    window.click("button.delete")
    window.click(".categories")  # the start page again


def calls(blog: Path) -> dict[str, PathTemplate]:
    """What accord reads: `METHOD path` as a browser would ask for it, base and all."""
    done = subprocess.run(
        [sys.executable, "-m", "accord", "calls", "frontend", "--format", "json"],
        cwd=blog, check=True, capture_output=True, text=True,
    )  # fmt: skip
    read = json.loads(done.stdout)
    assert read["unread"] == []
    return {
        f"{call['method']} {call['base']}{call['path']}": PathTemplate.parse(call["base"] + call["path"], "braces")
        for call in read["calls"]
    }


def asked(sent: Iterator[tuple[str, str]], known: dict[str, PathTemplate]) -> set[str]:
    """The calls that requests are instances of; a request that is none stands for itself."""
    found = set()
    for method, path in sent:
        fitting = [name for name, template in known.items() if name.startswith(f"{method} ") and template.matches(path)]
        found.add(min(fitting, key=lambda name: name.count("{"), default=f"{method} {path}"))
    return found


@pytest.mark.parametrize("variant", ["three-way", "frontend-proxy"])
def test_the_requests_a_browser_sends_are_the_calls_that_were_read(
    variant: str, python: Path, modules: Path, tmp_path: Path
) -> None:
    blog = lay_out(tmp_path / "blog", variant)
    frontend = blog / "frontend"
    (frontend / "node_modules").symlink_to(modules)
    vite = [shutil.which("node") or "node", modules / "vite" / "bin" / "vite.js"]
    built = subprocess.run([*vite, "build"], cwd=frontend, check=False, capture_output=True, text=True, timeout=900)
    assert built.returncode == 0, built.stderr
    uvicorn = [python, "-m", "uvicorn", "backend.main:app", "--port", "0"]
    preview = [*vite, "preview", "--host", "127.0.0.1"]
    with (
        running(uvicorn, blog, tmp_path / "backend.log") as backend,
        running(preview, frontend, tmp_path / "vite.log", BLOG_BACKEND=backend) as front,
        browser() as window,
    ):
        use(window, front)
        sent = [(method, urllib.parse.urlsplit(url).path) for method, url in window.requests()]

    known = calls(blog)
    assert asked(iter(sent), known) == set(known)
    # What arrived is what the contract promises: also where the proxy has rewritten it on its way.
    answered = {(m["method"], m["path"]) for m in _ANSWERED.finditer((tmp_path / "backend.log").read_text())}
    promised = json.loads(
        subprocess.run(
            [sys.executable, "-m", "accord", "check", "--format", "json"],
            cwd=blog, check=True, capture_output=True, text=True,
        ).stdout
    )["endpoints"]  # fmt: skip
    rows = {f"{row['method']} {row['path']}": PathTemplate.parse(row["path"], "braces") for row in promised}
    assert asked(iter(answered), rows) == set(rows)
