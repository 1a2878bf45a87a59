"""Imports for their effect: a module that is imported under a name nobody uses is there for what running it does.

Imports are lazy; these are not, so that handlers, tools and routes a module registers elsewhere are there when something loops over them.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine
    from accord.evaluate.values import ModuleValue, Scope
    from accord.source.modules import ModuleFile

# a decorator, or a call that stands alone, of something that puts what it is given into a registry; or an entry of somebody's table
_ACT = re.compile(rb"^@?([A-Za-z_]\w*)(?:\.(\w+))?[(\r\n]|^([A-Za-z_]\w*)\[[^\]\n]+\][ \t]*=", re.MULTILINE)
_PATH = re.compile(rb"^[A-Za-z_][\w.]*\([^\n]*[\"']/", re.MULTILINE)  # a call that stands alone and is given a path
_KEEPS = re.compile(rb"\w\[[^\]\n]+\][ \t]*=[^=]|\.(?:append|add|setdefault|update|insert)\(")
_LIMIT, _BODY = 1 << 20, 2000
_MENTIONS = 60  # of a name inside of other words, after which one is taken to be used


def run_for_effect(machine: Machine, scope: Scope, spec: str, name: str | None, bound: str) -> None:
    """Run the module that `import spec` or `from spec import name` names, when the importing module uses `bound` nowhere else."""
    importer = scope.module
    if scope is not importer.scope or not importer.whole or importer.source is None:
        return
    used = _used(importer.source.data, bound)
    if used and (name is not None or "." not in spec):
        return  # what needs it asks for it; `import a.b` binds `a`, whose use says nothing of `b`
    found = _file(machine, importer, spec)
    if found is None:
        return
    if name is not None and found.directory is not None:
        found = machine.tree.at(os.path.join(found.directory, name)) or found
    module = machine.module(found)
    if found.path is None or module.whole or module is importer:
        return
    if found.path in machine.entire or (
        registers_elsewhere(machine, module, _read(found)) if used else _acts(machine, module)
    ):
        machine.run_module(module)


def _file(machine: Machine, importer: ModuleValue, spec: str) -> ModuleFile | None:
    found: ModuleFile | None
    if spec.startswith("."):
        found = machine.tree.relative(spec, importer.file)
    else:
        found = machine.tree.resolve(spec, importer.file.path or "")
    return found


def _used(data: bytes, name: str) -> bool:
    """Whether a name stands anywhere but in its import."""
    word = name.encode()
    found, at = 0, data.find(word)
    for _ in range(_MENTIONS):
        if at < 0:
            return False
        before, after = data[at - 1 : at] if at else b"", data[at + len(word) : at + len(word) + 1]
        found += not _IN_WORD.match(before) and (not _IN_WORD.match(after) or after == b".")
        if found > 1:
            return True
        at = data.find(word, at + 1)
    return True


_IN_WORD = re.compile(rb"[\w.]")


def _acts(machine: Machine, module: ModuleValue) -> bool:
    """Whether running a module does more than define: it hands something to a registry, or is a package that may import such modules."""
    data = _read(module.file)
    if module.file.directory is not None:
        return b"import" in data
    return registers_elsewhere(machine, module, data) or _PATH.search(data) is not None


def registers_elsewhere(machine: Machine, module: ModuleValue, data: bytes) -> bool:
    """Whether a module hands something to a registry of another module of the tree when it is run."""
    seen = set()
    for root, method, table in _ACT.findall(data):
        name = root or table
        if (name, method) in seen:
            continue
        seen.add((name, method))
        source = _imported_from(machine, module, data, name)
        if source is not None and (
            table or (method or name) in machine.warm or _registrar(_read(source), method or name)
        ):
            return True
    return _subclasses_of_registry(machine, module, data) or _late(machine, module, data)


_CLASS = re.compile(rb"^class[ \t]+\w+\([ \t]*(\w+)", re.MULTILINE)
_KNOWS_SUBCLASSES = re.compile(rb"def[ \t]+__init_subclass__|__subclasses__\(|metaclass[ \t]*=")
_DEFINITION = re.compile(rb"^(?:async[ \t]+)?(?:def|class)[ \t]", re.MULTILINE)
_IMPORT = re.compile(rb"^(?:from[ \t]+([.\w]+)[ \t]+)?import[ \t]+(\w+)[ \t]*(?:#[^\n]*)?$", re.MULTILINE)


def _subclasses_of_registry(machine: Machine, module: ModuleValue, data: bytes) -> bool:
    """Whether a module defines a class below one of another module that learns of its subclasses."""
    for base in set(_CLASS.findall(data)):
        source = _imported_from(machine, module, data, base)
        if source is not None and _KNOWS_SUBCLASSES.search(_read(source)):
            return True
    return False


def _late(machine: Machine, module: ModuleValue, data: bytes) -> bool:
    """Whether a module ends with an import of one that registers in it: behind its definitions, under a name it does not use."""
    start = _DEFINITION.search(data)
    for found in _IMPORT.finditer(data, start.start()) if start is not None else ():
        spec, name = (found.group(1) or b"").decode(), found.group(2).decode()
        if not spec or _used(data, name):
            continue
        source = _file(machine, module, f"{spec}{'' if spec.endswith('.') else '.'}{name}")
        if source is not None and source.path is not None and b"import" in _read(source):
            return True
    return False


def _imported_from(machine: Machine, module: ModuleValue, data: bytes, name: bytes) -> ModuleFile | None:
    """The module of the tree from which a module imports a name."""
    found = re.search(
        rb"^from[ \t]+([\w.]+)[ \t]+import[ \t]+(?:\([^)]*|[^\n(]*)\b" + name + rb"\b", data, re.MULTILINE
    )
    return _file(machine, module, found.group(1).decode("utf-8", "replace")) if found is not None else None


def _registrar(data: bytes, name: bytes) -> bool:
    """Whether a function of that name keeps something in a collection."""
    heads = re.finditer(rb"^[ \t]*(?:async[ \t]+)?def[ \t]+" + name + rb"\b", data, re.MULTILINE)
    return any(_KEEPS.search(data, head.end(), head.end() + _BODY) for head in heads)


def _read(file: ModuleFile) -> bytes:
    try:
        with open(file.path or "", "rb") as stream:
            return stream.read(_LIMIT)
    except OSError:
        return b""
