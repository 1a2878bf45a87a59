"""Whether a program does anything with a router besides registering on it, as its text has it: what is handed on and mounted nowhere was lost
on the way, what nobody mentions was forgotten.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.source.files import is_test

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine
    from accord.evaluate.values import Instance, ModuleValue

# What says nothing: imports, comments, strings, annotations of parameters.
_SILENT = re.compile(
    rb"^[ \t]*(?:from|import)\b[^\n(]*(?:\([^)]*\))?|#[^\n]*|\"\"\".*?\"\"\"|'''.*?'''|\"[^\"\n]*\"|'[^'\n]*'",
    re.MULTILINE | re.DOTALL,
)


def handed_on(machine: Machine, router: Instance) -> bool:
    """Whether some module puts a router into a call, a collection or another name."""
    homes = [
        (module, name)
        for module in machine.modules.values()
        for name, value in module.scope.vars.items()
        if value is router and not is_test(module.rel)
    ]
    uses: dict[int, tuple[ModuleValue, list[bytes]]] = {}
    for home, name in homes:
        word = re.escape(name.encode())
        uses.setdefault(id(home), (home, []))[1].append(rb"(?<![.\w])" + word)
        stem = re.escape(home.file.name.rpartition(".")[2].encode())
        for module in machine.modules.values():
            if module is not home and not is_test(module.rel):
                uses.setdefault(id(module), (module, []))[1].append(rb"\b" + stem + rb"\." + word)
    return any(_mentions(module, patterns) for module, patterns in uses.values())


def _mentions(module: ModuleValue, patterns: list[bytes]) -> bool:
    """Whether a name stands for itself: not as the receiver of a call, not where it is bound."""
    data: bytes = module.source.data if module.source is not None else b""
    found = re.compile(rb"(?:" + b"|".join(patterns) + rb")\b(?!\s*(?:\.\s*\w|=[^=]|:[^\]\n]*=))")
    return found.search(data) is not None and found.search(_SILENT.sub(b"", data)) is not None


__all__ = ["handed_on"]
