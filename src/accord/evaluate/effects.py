"""Imports for their effect: a module that is imported under a name nobody uses is there for what running it does.

Imports are lazy; these are not, so that handlers, tools and routes a module registers elsewhere are there when something loops over them.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from accord.source import disk
from accord.source.python_outline import Outline

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine
    from accord.evaluate.values import ModuleValue, Scope
    from accord.source.modules import ModuleFile

_LIMIT = 1 << 20
_GENERATIONS = 3  # of classes above one that are looked at


def run_for_effect(machine: Machine, scope: Scope, spec: str, name: str | None, bound: str) -> None:
    """Run the module that `import spec` or `from spec import name` names, when the importing module uses `bound` nowhere else."""
    importer = scope.module
    if importer.source is None or not (importer.whole or scope is not importer.scope):
        return
    outline = _outline(machine, importer.file)
    if name == "*" and outline.defines and importer.file.path not in machine.entire:
        return  # it has something to say itself; what `import *` binds there is asked for by who uses it
    used = name == "*" or outline.uses(bound.encode())
    if used and name != "*" and (name is not None or "." not in spec):
        return  # what needs it asks for it; `import a.b` binds `a`, whose use says nothing of `b`
    found = _file(machine, importer, spec)
    if found is None:
        return
    if name not in (None, "*") and found.directory is not None:
        found = machine.tree.at(os.path.join(found.directory, name)) or found
    module = machine.module(found)
    if found.path is None or module.whole or module is importer:
        return
    if found.path in machine.entire or (registers_elsewhere(machine, module) if used else _acts(machine, module)):
        machine.run_module(module)


def _file(machine: Machine, importer: ModuleValue, spec: str) -> ModuleFile | None:
    found: ModuleFile | None
    if spec.startswith("."):
        found = machine.tree.relative(spec, importer.file)
    else:
        found = machine.tree.resolve(spec, importer.file.path or "")
    return found


def _acts(machine: Machine, module: ModuleValue) -> bool:
    """Whether running a module does more than define: it hands something to a registry, or is a package that may import such modules."""
    outline = _outline(machine, module.file)
    if module.file.directory is not None:
        return b"import" in outline.text
    return (
        registers_elsewhere(machine, module)
        or outline.calls_with_path
        or _fills_what_it_makes(machine, module, outline)
    )


def _fills_what_it_makes(machine: Machine, module: ModuleValue, outline: Outline) -> bool:
    """Whether a module makes an object of a class of another module that keeps things, and decorates or calls with it."""
    for root, _, _ in outline.acts:
        maker = outline.made.get(root)
        source = _imported_from(machine, module, outline, maker) if maker is not None else None
        if source is not None and _outline(machine, source).keeps:
            return True
    return False


def registers_elsewhere(machine: Machine, module: ModuleValue) -> bool:
    """Whether a module hands something to a registry of another module of the tree when it is run."""
    outline = _outline(machine, module.file)
    for root, method, table in outline.acts:
        source = _imported_from(machine, module, outline, root or table)
        if source is not None and (
            table or (method or root) in machine.warm or _outline(machine, source).registrar(method or root)
        ):
            return True
    return _subclasses_of_registry(machine, module, outline) or _late(machine, module, outline)


def _subclasses_of_registry(machine: Machine, module: ModuleValue, outline: Outline, depth: int = 0) -> bool:
    """Whether a module defines a class below one of another module that learns of its subclasses, however far below."""
    for base in outline.bases:
        source = _imported_from(machine, module, outline, base)
        if source is None:
            continue
        above = _outline(machine, source)
        if above.knows_subclasses:
            return True
        if depth < _GENERATIONS and _subclasses_of_registry(machine, machine.module(source), above, depth + 1):
            return True
    return False


def _late(machine: Machine, module: ModuleValue, outline: Outline) -> bool:
    """Whether a module ends with an import of one that registers in it: behind its definitions, under a name it does not use."""
    for spec, name in outline.late:
        source = _file(machine, module, f"{spec}{'' if spec.endswith('.') else '.'}{name}")
        if source is not None and source.path is not None and b"import" in _outline(machine, source).text:
            return True
    return False


def _imported_from(machine: Machine, module: ModuleValue, outline: Outline, name: bytes) -> ModuleFile | None:
    """The module of the tree from which a module imports a name."""
    spec = outline.sources.get(name)
    return _file(machine, module, spec.decode("utf-8", "replace")) if spec is not None else None


def _outline(machine: Machine, file: ModuleFile) -> Outline:
    """What the text of a module of the tree shows; nothing where it has none or cannot be read."""
    found = machine.outlines.get(file)
    if found is None:
        module = machine.modules.get(file.path or "")
        if module is not None and module.source is not None:
            data = module.source.data
        else:
            data = _read(file)
        found = machine.outlines[file] = Outline(data)
    return found


def _read(file: ModuleFile) -> bytes:
    try:
        return disk.read(file.path or "", _LIMIT)
    except OSError:
        return b""
