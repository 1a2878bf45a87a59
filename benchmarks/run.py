"""What accord costs, as ratios against work nobody can avoid, both measured in the same run (`make bench`).

    python benchmarks/run.py [DIRECTORY...]

Without a directory: made-up FastAPI and Express monorepos of growing size. `cold` is the CPU of a whole `accord routes` with an empty
cache, start-up included, `parse` that of a bare tree-sitter parse of the files the gate admits, `warm` a second run
over the unchanged tree, `git` one `git status`; `net` is cold over parse again with the start-up taken off, which a
small tree is nearly all of. `floor` is the CPU of a process that starts with tree-sitter, walks the tree, reads every
candidate, gates it and parses what is admitted, and does nothing else (`floor.py`): what any reader of this kind pays.

Each figure is the best of several runs, in seconds, taken alternately so that a busy machine slows them alike; read
the ratios, absolute times differ from machine to machine. accord's own modules are compiled, as an installed
package's are.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import express_monorepo
import monorepo

ROUTERS = (10, 50, 200)
TIMES = 3
SUFFIXES = (".py", ".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts")
COLUMNS = (
    ("tree", 22),
    ("files", 6),
    ("admitted", 8),
    ("MB", 6),
    ("routes", 6),
    ("parse", 7),
    ("cold", 7),
    ("/parse", 6),
    ("net", 6),
    ("floor", 7),
    ("/floor", 6),
    ("warm", 7),
    ("git", 7),
    ("/git", 6),
)


@dataclass(frozen=True)
class Measured:
    """Seconds of CPU for one tree."""

    name: str
    files: int
    admitted: int
    megabytes: float
    routes: int
    parse: float
    cold: float
    floor: float
    warm: float
    git: float
    start_up: float


def main() -> int:
    """Print one row per tree; 1 when not every route of a made-up tree was found: a fast wrong answer is no figure."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("directories", nargs="*", type=Path)
    cli.add_argument("--routers", type=int, nargs="*", default=ROUTERS)
    args = cli.parse_args()
    print(" ".join(f"{title:>{width}}" for title, width in COLUMNS))
    short = False
    with tempfile.TemporaryDirectory(prefix="accord-bench-") as folder:
        small = monorepo.write(Path(folder) / "one-route", routers=1, endpoints=1, filler=1).root
        accord(small)  # compiles what is not compiled yet
        start_up = accord(small)[0]
        pooled: list[Measured] = []
        for framework, write in (("fastapi", monorepo.write), ("express", express_monorepo.write)):
            for number in () if args.directories else args.routers:
                made = write(Path(folder) / f"{framework}-{number}-routers", routers=number)
                found = measure(made.root, start_up)
                show(found)
                pooled.append(found)
                short = short or found.routes != made.routes
        for directory in args.directories:
            pooled.append(measure(directory.resolve(), start_up))
            show(pooled[-1])
    parsing, running = sum(m.parse for m in pooled), sum(m.cold for m in pooled)
    net = running - start_up * len(pooled)
    print(f"pooled: parse {parsing:.3f}, cold {running:.3f}, {running / parsing:.1f}; net {net / parsing:.1f}")
    least, again, status = (sum(getattr(m, name) for m in pooled) for name in ("floor", "warm", "git"))
    print(f"pooled: floor {least:.3f}, {running / least:.1f}; warm {again:.3f}, git {status:.3f}, {again / status:.1f}")
    print(f"start-up, part of every cold and warm figure (a tree of one route): {start_up:.3f}")
    if short:
        print("the routes of a made-up tree were not all found", file=sys.stderr)
    return int(short)


def measure(tree: Path, start_up: float) -> Measured:
    """Every figure of one tree."""
    admitted = gated(tree)
    before = parse(admitted)
    cold, warm, routes = accord(tree)
    return Measured(
        name=tree.name,
        files=sum(1 for file in tree.rglob("*") if file.suffix in SUFFIXES and file.is_file()),
        admitted=len(admitted),
        megabytes=sum(file.stat().st_size for file in admitted) / 1e6,
        routes=routes,
        parse=min(before, parse(admitted)),
        cold=cold,
        floor=floor(tree, admitted),
        warm=warm,
        git=git_status(tree),
        start_up=start_up,
    )


def gated(tree: Path) -> list[Path]:
    """The files accord's own gates admit: what any reader of this tree would have to parse."""
    from accord.scan import ScanOptions, javascript, python_gate
    from accord.source import files

    found = python_gate.Tree(files.walk(str(tree), files.PYTHON), ScanOptions())
    found.read()
    scripts = javascript.Tree(files.walk(str(tree), (*files.JAVASCRIPT, files.MANIFEST)), ScanOptions())
    scripts.read()
    return [Path(file) for file in (*found.admitted, *scripts.admitted)]


def parse(files: list[Path]) -> float:
    """CPU seconds of reading and parsing files with tree-sitter, nothing done with the trees."""
    import tree_sitter_javascript
    import tree_sitter_python
    import tree_sitter_typescript
    from tree_sitter import Language, Parser

    from accord.source.js_syntax import grammar_of

    parsers = {
        "python": Parser(Language(tree_sitter_python.language())),
        "javascript": Parser(Language(tree_sitter_javascript.language())),
        "typescript": Parser(Language(tree_sitter_typescript.language_typescript())),
        "tsx": Parser(Language(tree_sitter_typescript.language_tsx())),
    }
    best = float("inf")
    for _ in range(TIMES):
        start = time.process_time()
        for file in files:
            grammar = "python" if file.suffix == ".py" else grammar_of(file.name)
            parsers[grammar].parse(file.read_bytes())
        best = min(best, time.process_time() - start)
    return best


def accord(tree: Path) -> tuple[float, float, int]:
    """CPU seconds of a cold and of a warm run, and the number of routes it printed."""
    command = [sys.executable, "-m", "accord", "routes", str(tree), "--format", "json"]
    cold = warm = float("inf")
    printed = ""
    for _ in range(TIMES):
        with tempfile.TemporaryDirectory(prefix="accord-cache-") as cache:
            environment = {**os.environ, "XDG_CACHE_HOME": cache}
            environment.pop("PYTHONDONTWRITEBYTECODE", None)
            seconds, printed = cpu(command, environment)
            cold = min(cold, seconds)
            warm = min(warm, cpu(command, environment)[0])
    return cold, warm, len(json.loads(printed)["routes"])


def floor(tree: Path, admitted: list[Path]) -> float:
    """CPU seconds of the least a reader can do, in a process of its own."""
    command = [sys.executable, str(Path(__file__).with_name("floor.py")), str(tree)]
    files = "\n".join(map(str, admitted))
    best = float("inf")
    for _ in range(TIMES):
        seconds, parsed = cpu(command, dict(os.environ), files)
        assert int(parsed) == len(admitted), "the floor parses what the gates admit"  # noqa: S101
        best = min(best, seconds)
    return best


def git_status(tree: Path) -> float:
    """CPU seconds of `git status` on the tree, as a repository of its own whose git directory lies elsewhere."""
    with tempfile.TemporaryDirectory(prefix="accord-git-") as folder:
        git = ["git", f"--git-dir={folder}", f"--work-tree={tree}"]
        subprocess.run([*git, "init", "--quiet"], check=True)
        subprocess.run([*git, "add", "--all", "."], check=True, cwd=tree, capture_output=True)
        return min(cpu([*git, "status", "--porcelain"], dict(os.environ))[0] for _ in range(TIMES))


def cpu(command: list[str], environment: dict[str, str], given: str = "") -> tuple[float, str]:
    """User and system seconds of a program and its children that is given something to read, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8", env=environment, input=given)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, done.stdout


def show(m: Measured) -> None:
    """One row."""
    counts = (m.files, m.admitted, f"{m.megabytes:.2f}", m.routes)
    net = (m.cold - m.start_up) / m.parse
    seconds = (f"{m.parse:.3f}", f"{m.cold:.3f}", f"{m.cold / m.parse:.1f}", f"{net:.1f}")
    least = (f"{m.floor:.3f}", f"{m.cold / m.floor:.1f}")
    again = (f"{m.warm:.3f}", f"{m.git:.3f}", f"{m.warm / m.git:.1f}")
    cells = (m.name[:22], *counts, *seconds, *least, *again)
    print(" ".join(f"{cell:>{width}}" for cell, (_, width) in zip(cells, COLUMNS, strict=True)), flush=True)


if __name__ == "__main__":
    sys.exit(main())
