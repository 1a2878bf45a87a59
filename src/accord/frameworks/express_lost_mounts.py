"""Mounts of something unknown that may hide routes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.evaluate.js_expressions import absent
from accord.evaluate.values import (
    DictValue,
    FunctionValue,
    Instance,
    Library,
    Unknown,
    Value,
    hides,
)
from accord.frameworks.express_packages import HARMLESS, STATIC, describe, library_of
from accord.frameworks.express_state import state_of
from accord.frameworks.express_words import makes_router

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

_ROUTES = re.compile(r"rout(?:er|es|ing)|resource|(?<!abort)controller|endpoint", re.IGNORECASE)
MAKES_ROUTES = re.compile(r"rout|(?<!abort)controller|endpoint", re.IGNORECASE)


def lost_mount(target: Value, path: Value) -> str:
    """Why a mount may hide routes, "" where what is mounted is plain middleware."""
    if type(target) is Unknown:
        library = library_of(target)
        if library is not None:
            made = library.name.partition("#")[2]
            if library.name.startswith("js:"):  # `new Proxy(...)` may well be a router
                return f"mount of an object of {library.name[3:]}, which is not known"
            return (
                ""
                if (path == "" and not MAKES_ROUTES.search(made))
                or HARMLESS.search(library.name)
                or (STATIC.search(library.name) and not _ROUTES.search(library.name))
                else f"mount of an object of {library.name}"
            )
        at_path = path not in ("", "/")
        called = target.owner.name if target.name == "()" and type(target.owner) is Unknown else ""
        if (
            at_path
            or (target.name == "()" and hides(target))
            or re.search(
                r"rout|api|app\b|server|not in the tree|name is computed|element of",
                f"{target.name} {called} {target.reason}",
                re.IGNORECASE,
            )
        ):
            return f"mount of something unknown: {describe(target)}"
    elif type(target) is Instance and state_of(target) is None and target.cls.open and path not in ("", "/"):
        return f"mount of an object of {target.cls.name}"
    elif type(target) is Library and target.name.startswith("npm:express#") and path not in ("", "/"):
        return f"mount of {target.name[4:].replace('#', '.')}, which is no middleware"  # what is middleware there, a call makes
    elif type(target) is DictValue and target.exact and not target.entries:  # what a module has that exports nothing
        return "mount of an empty object"
    return ""


def of_nothing(machine: Machine, value: Value) -> bool:
    """Whether a handler is what a method answered that its object has not got, while it has others that make routers and that nobody called:
    then it may be one of these, by another name, and is no middleware.
    """
    asked = value.owner if type(value) is Unknown and value.name == "()" else None
    if type(asked) is not Unknown or type(asked.owner) is not Instance or not absent(asked):
        return False
    held = (f.code for cls in asked.owner.cls.mro for f in cls.namespace.values() if type(f) is FunctionValue)
    return any(makes_router(code.text()) for code in held if code not in machine.called)


def lone_mount(target: Value) -> str:
    """Why what a package made may serve all there is, where an application registers nothing itself; "" for plain middleware."""
    library = library_of(target) if type(target) is Unknown and target.name == "()" else None
    if library is None or "#" in library.name or HARMLESS.search(library.name) or STATIC.search(library.name):
        return ""  # a member of a package is named for what it does
    return f"mount of an object of {library.name}" if re.search(r"express|serv", library.name, re.IGNORECASE) else ""


__all__ = ["MAKES_ROUTES", "lone_mount", "lost_mount", "of_nothing"]
