"""The README's pictures, taken of what accord really prints and writes: `python tests/pictures.py` (`make pictures`).

A terminal with `accord check` on the blog with two servers and a client, flaws on two sides, and the HTML page of the same run with a
broken cell open, in light and in dark.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from apps import lay_out
from browser import MISSING, WHY, Browser, browser

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
VARIANT = "three-way-broken"
FILTER = "/comments"
COLUMNS, WIDE, HIGH = 100, 1100, 760


def check(folder: Path, *arguments: str) -> str:
    """What `accord check` prints in the variant, in colour."""
    blog = lay_out(folder / "blog", VARIANT)
    done = subprocess.run(
        [sys.executable, "-m", "accord", "check", *arguments],
        cwd=blog,
        check=False,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "FORCE_COLOR": "1", "XDG_CACHE_HOME": str(folder)},
    )
    return done.stdout


def terminal(printed: str) -> str:
    """A page that shows a terminal with this in it."""
    with tempfile.TemporaryFile("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=COLUMNS, file=nowhere, force_terminal=True)
        console.print(Text.from_ansi(f"$ accord check\n{printed}"), soft_wrap=True)
        page = console.export_html(theme=MONOKAI, inline_styles=True)
    return page.replace("<body>", '<body style="margin: 1.5rem; width: max-content">')


def picture_of_terminal(window: Browser, page: Path, target: Path) -> None:
    """As large as what is printed."""
    window.size(WIDE, HIGH)
    window.open(page)
    wide, high = window.run("const p = document.querySelector('pre'); return [p.offsetWidth, p.offsetHeight]")
    window.size(wide + 48, high + 48)
    window.picture(target)


def picture_of_page(window: Browser, page: Path, target: Path) -> None:
    """Filtered to a few lines, the broken cell open."""
    window.size(WIDE, HIGH)
    window.open(page)
    window.run(
        "const text = document.getElementById('text'); text.value = arguments[0];"
        "text.dispatchEvent(new Event('input', {bubbles: true}))",
        FILTER,
    )
    window.click("tr.line:not([hidden]) button.cell[data-state=broken]")
    window.run("document.activeElement.blur(); window.scrollTo(0, 0)")
    window.size(WIDE, 8 + window.run("return document.querySelector('main').getBoundingClientRect().bottom"))
    window.picture(target)


def main() -> int:
    """Take all of them; 1 where there is no browser."""
    if MISSING:
        print(f"pictures: {WHY}", file=sys.stderr)
        return 1
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="accord-pictures-") as name, browser() as window:
        folder = Path(name)
        page, shell = folder / "accord.html", folder / "terminal.html"
        shell.write_text(terminal(check(folder, "--report", f"html={page}")), encoding="utf-8")
        picture_of_terminal(window, shell, PICTURES / "terminal.png")
        picture_of_page(window, page, PICTURES / "page.png")
        window.dark()
        picture_of_page(window, page, PICTURES / "page-dark.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
