"""Modules a JavaScript tree names and does not hold: with one of them an application may be gone."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from accord.evaluate.js_callers import stem
from accord.evaluate.js_modules import ASSETS
from accord.evaluate.machine import GONE
from accord.scan.gone import Absent
from accord.scan.js_specifiers import SPECIFIER
from accord.source import disk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accord.evaluate.machine import Machine
    from accord.scan.javascript import Tree

# names that servers and their routes go by; only how loudly a missing module is told depends on them
_TELLING = re.compile(r"(?:^|[-_])(?:app|main|index|api|https?|web|express|bootstrap)$|rout|server", re.IGNORECASE)
# and names that neither go by: types, settings, models, checks and helpers
_QUIET = re.compile(
    r"(?:^|/)(?:types?|interfaces?|config|configs|constants?|models?|schemas?|validations?|utils?|helpers?|logger)(?:/|$)"
    r"|[._-](?:types?|interface|config|constants?|models?|schema|validation|utils?|helpers?)$",
    re.IGNORECASE,
)
_MARKUP = (".jsx", ".tsx")  # what they import is shown
_ENTRY = re.compile(r"(?:index|main|app|server|start|www|cli|run)(?:\.[cm]?[jt]s)?")
_BUILDS = frozenset(("dist", "build", "out", "output", "lib", "bundle", "generated", "gen"))
_SERVED = frozenset(("public", "static", "assets", "www", "wwwroot"))
_DEFAULT = "index.js"
_SCRIPT = re.compile(r"\.[cm]?[jt]sx?$")
_COMMENTED = re.compile(rb"\s*(?://|/?\*)")


# an import that is nobody's choice: unindented, so under no condition, and of values
_FIRM = re.compile(rb"(?:import(?!\s+type\b)|export|const|let|var|\})[^\n]*(?:\bfrom\s|\brequire\(|import\s*[\"'])")


def absent(machine: Machine) -> list[Absent]:
    """The relative imports of values that led nowhere."""
    found: dict[str, list[tuple[str, int]]] = {}
    named: dict[str, str] = {}
    for loss in machine.losses.values():
        spec = loss.reason.removesuffix(GONE)
        file, line = loss.at
        wanted = os.path.normpath(os.path.join(machine.tree.root, os.path.dirname(file), spec))
        if spec == loss.reason or not spec.startswith(".") or not wanted.startswith(machine.tree.root + os.sep):
            continue
        lines = disk.read(os.path.join(machine.tree.root, file)).splitlines()
        if 0 < line <= len(lines) and _FIRM.match(lines[line - 1]):
            found.setdefault(_SCRIPT.sub("", machine.tree.rel(wanted)), []).append((file, line))
            named.setdefault(_SCRIPT.sub("", machine.tree.rel(wanted)), spec)
    return [
        Absent(tuple(at), named[stem], (f"{stem}.ts", f"{stem}.js", f"{stem}/index.ts", f"{stem}/index.js"))
        for stem, at in found.items()
    ]


def imports(machine: Machine, tree: Tree, *, rootless: bool, bare: bool) -> None:
    """Imports, by files that register nothing, of modules that are not there: all where no application is found (`bare`: and no router, when
    every file is asked), else those of a telling name and those with which a program begins.
    """
    folders = {os.path.dirname(m) for m in tree.manifests} | {tree.found.root}
    for path in (*tree.rest, *(tree.admitted if rootless and bare else ())):
        specifiers = tree.specifiers[path]
        loud = rootless and not path.endswith(_MARKUP)
        every = loud or _begins(path, folders)
        if not any(each.startswith(".") and (every or _TELLING.search(stem(each))) for each in specifiers):
            continue
        data = disk.read(path)
        for match in SPECIFIER.finditer(data):
            spec = match.group(1).decode("utf-8", "replace")
            wanted = os.path.normpath(os.path.join(os.path.dirname(path), spec))
            if not spec.startswith(".") or spec.endswith(ASSETS) or not wanted.startswith(machine.tree.root + os.sep):
                continue
            quiet = _QUIET.search(_SCRIPT.sub("", spec)) is not None
            begins = every and not rootless and not _built(wanted)
            telling = (bare and loud and not quiet) or begins or _TELLING.search(stem(spec)) is not None
            if not (telling or (loud and not quiet)) or machine.tree.resolve(spec, path) is not None:
                continue
            if _COMMENTED.match(data, data.rfind(b"\n", 0, match.start()) + 1):
                continue
            at = (machine.tree.rel(path), data.count(b"\n", 0, match.start()) + 1)
            if telling:
                machine.lose(at, f"{spec} is not in the tree", "file", ("/",))
            else:
                machine.lose(at, f"{spec} is not in the tree", "maybe")


def _begins(path: str, folders: set[str]) -> bool:
    """Whether a program begins with a file: it goes by such a name and lies in a package's own folder, or in its sources."""
    folder, name = os.path.split(path)
    if "." not in name:  # a command
        return True
    if os.path.basename(folder) in ("src", "bin", "source"):
        folder = os.path.dirname(folder)
    return folder in folders and _ENTRY.fullmatch(name) is not None


def _built(path: str) -> bool:
    """Whether a path leads to what a build makes, which need not have been made."""
    return not _BUILDS.isdisjoint(path.split(os.sep))


def entries(machine: Machine, manifests: Iterable[str]) -> None:
    """The `main` of a package that is not there though its folder is, so that it is no build that was not made."""
    for manifest in manifests:
        folder = os.path.dirname(manifest)
        package = machine.tree.package(folder)
        if package is None:
            continue
        main = package.data.get("main")
        if not isinstance(main, str) or main.endswith(ASSETS) or _of_browsers(machine, folder):
            continue
        if main.removeprefix("./") == _DEFAULT and _starts_elsewhere(machine, folder, package.data):
            continue  # what npm writes when nobody is asked
        path = os.path.normpath(os.path.join(folder, main))
        holds = os.path.dirname(path) + os.sep
        if machine.tree.file(path) is None and any(f.startswith(holds) for f in machine.tree.files):
            machine.lose(
                (machine.tree.rel(manifest), 1), f"{main}, the main module, is not in the tree", "file", ("/",)
            )


def _of_browsers(machine: Machine, folder: str) -> bool:
    """Whether a package lies in a folder that is served as it is, within another one: it lists what pages load."""
    relative = machine.tree.rel(folder)
    return not _SERVED.isdisjoint(relative.split("/")) and not any(
        module.rel.startswith(f"{relative}/") for module in machine.modules.values()
    )


def _starts_elsewhere(machine: Machine, folder: str, manifest: dict[str, Any]) -> bool:
    """Whether a package says with its commands which file of it is run."""
    scripts, commands = manifest.get("scripts"), manifest.get("bin")
    started = scripts.get("start") if isinstance(scripts, dict) else None
    named = [str(word) for word in started.split()] if isinstance(started, str) else []
    named += [commands] if isinstance(commands, str) else []
    named += [str(each) for each in commands.values()] if isinstance(commands, dict) else []
    return any(machine.tree.file(os.path.normpath(os.path.join(folder, each))) is not None for each in named)
