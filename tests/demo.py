"""`make demo`: accord on the blog as it should be and as it should not, exactly as a user would see it.

Exits 0 when every run is green, or red for the right reason; otherwise 1.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from apps import lay_out

PYTEST, CHECK = "pytest --accord", "accord check"
SHOWN = (
    ("kept", "The blog keeps its contract", PYTEST, 0, "passed"),
    ("missing-endpoint", "Somebody forgot an endpoint", PYTEST, 1, "missing-endpoint"),
    ("express", "A second server, in TypeScript, keeps the same contract", PYTEST, 0, "server  16 kept"),
    ("express-missing-endpoint", "Now it is the Express server that forgot one", PYTEST, 1, "backend  16 kept"),
    ("three-way", "Three ways: the contract, two servers, and a React client", CHECK, 0, "kept: no finding"),
    ("three-way-broken", "Three ways, and flaws on two sides", CHECK, 1, "unknown-call"),
    (
        "without-contract-unknown-call",
        "The same client against a server, without a contract",
        PYTEST,
        1,
        "does not serve",
    ),
)
MODULES = {PYTEST: ["pytest", "--accord", "-p", "no:cacheprovider"], CHECK: ["accord", "check"]}


def main() -> int:
    """Show every variant; 0 when all of them behaved as they should."""
    with tempfile.TemporaryDirectory(prefix="accord-demo-") as folder:
        faults = [fault for shown in SHOWN for fault in show(Path(folder), *shown)]
    for fault in faults:
        print(f"demo: {fault}", file=sys.stderr)
    if not faults:
        print("\nAll behaved as they should. Next: .venv/bin/accord --help, and README.md")
    return 1 if faults else 0


def show(folder: Path, variant: str, title: str, shown: str, exit_code: int, word: str) -> list[str]:  # noqa: PLR0917 a row of SHOWN
    """Run a command inside a variant of the blog, print what it prints, and return what is wrong with that."""
    blog = lay_out(folder / variant / "blog", variant)
    command = [sys.executable, "-m", *MODULES[shown]]
    done = subprocess.run(command, cwd=blog, check=False, capture_output=True, encoding="utf-8", env=environment())
    print(f"\n## {title}\n\n$ cd blog && {shown}\n{done.stdout}{done.stderr}", flush=True)
    faults = []
    if done.returncode != exit_code:
        faults.append(f"{variant}: {shown} exited {done.returncode}, expected {exit_code}")
    if word not in done.stdout:
        faults.append(f"{variant}: {shown} did not print {word!r}")
    return faults


def environment() -> dict[str, str]:
    """The environment without what an outer pytest run may have left in it; colours where there is a terminal."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return {**kept, "FORCE_COLOR": "1"} if sys.stdout.isatty() and "NO_COLOR" not in kept else kept


if __name__ == "__main__":
    sys.exit(main())
