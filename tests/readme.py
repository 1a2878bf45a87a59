"""The README's outputs are real: a console block below `<!-- output of: VARIANT -->` is what its command prints in that variant of the blog.

`python tests/readme.py` (`make docs`) writes them anew; `test_readme.py` holds them against what is printed now.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from apps import lay_out

README = Path(__file__).resolve().parent.parent / "README.md"
BLOCK = re.compile(
    r"(?P<head><!-- output of: (?P<variant>[\w-]+) -->\n```console\n\$ (?P<command>.+)\n)(?P<output>(?s:.*?))```\n"
)
MODULES = {"accord": ["accord"], "pytest": ["pytest", "-p", "no:cacheprovider", "-p", "no:randomly"]}
OF_THIS_MACHINE = ("platform ", "rootdir:", "plugins:", "cachedir:", "configfile:")


@dataclass(frozen=True)
class Block:
    """A command of the README, where it is said to run, and what it is said to print."""

    variant: str
    command: str
    output: str


def blocks() -> list[Block]:
    """Every block of the README that claims to be real."""
    return [Block(m["variant"], m["command"], m["output"]) for m in BLOCK.finditer(README.read_text(encoding="utf-8"))]


def printed(variant: str, command: str) -> str:
    """What a command prints inside a variant, without what differs from machine to machine and from run to run."""
    program, *arguments = shlex.split(command)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "FORCE_COLOR"))}
    with tempfile.TemporaryDirectory(prefix="accord-readme-") as folder:
        done = subprocess.run(
            [sys.executable, "-m", *MODULES[program], *arguments],
            cwd=lay_out(Path(folder) / "blog", variant),
            check=False,
            capture_output=True,
            encoding="utf-8",
            env={**kept, "COLUMNS": "100", "NO_COLOR": "1", "XDG_CACHE_HOME": folder},
        )
    lines = [line.rstrip() for line in (done.stdout + done.stderr).splitlines()]
    return "\n".join(line for line in lines if not line.startswith(OF_THIS_MACHINE)).strip("\n") + "\n"


def comparable(output: str) -> str:
    """The output without durations and without the rules pytest draws around them."""
    return re.sub(r"=+", "=", re.sub(r"\d+(\.\d+)? ?s\b", "N s", output))


def rewrite(text: str) -> str:
    """The README's text with every real block as it is printed now."""
    return BLOCK.sub(lambda m: f"{m['head']}{printed(m['variant'], m['command'])}```\n", text)


if __name__ == "__main__":
    README.write_text(rewrite(README.read_text(encoding="utf-8")), encoding="utf-8")
