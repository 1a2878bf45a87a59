"""What a value looks like where a router or application may be meant: a path, a handler, a router that a package made."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.evaluate.js_values import RegexValue, known, nothing
from accord.evaluate.values import (
    BoundMethod,
    DictValue,
    FunctionValue,
    Library,
    ListValue,
    Native,
    Text,
    Unknown,
    Value,
    hides,
)
from accord.frameworks import express
from accord.frameworks.express_packages import OTHERS
from accord.frameworks.express_state import nested

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

_ROUTER = re.compile(r"^(?:app|server)$|router$|App$", re.IGNORECASE)
_MAKES_ROUTERS = re.compile(r"#(?:[\w$]+\.)*(?:create|make|get|build)\w*Router(?![a-z])")


def makes_routers(machine: Machine, receiver: Unknown, library: Library, args: list[Value]) -> bool:
    """Whether what a package's function made is a router of Express: it is called so, no other framework's, and its handlers answer as such do."""
    return (
        receiver.name == "()"
        and len(args) > 1
        and _MAKES_ROUTERS.search(library.name) is not None
        and OTHERS.match(library.name) is None
        and any(answers(v) and not _of_context(v) for v in nested(args[-1]))
        and bool(machine.tree.version_of("express"))
    )


def is_plain(value: Value) -> bool:
    """Whether a first argument is no path and no router, whatever else it is."""
    text = known(value)
    if text is not None:
        return not text.startswith(("/", "*"))
    return type(value) in (DictValue, FunctionValue, bool, int, float) or nothing(value)


def answers(value: Value) -> bool:
    """Whether a function takes a request and a response, by the names it gives them."""
    parameters = value.code.params.get() if type(value) is FunctionValue else ()
    return (
        len(parameters) > 1
        and parameters[0].name.lstrip("_").startswith(("req", "ctx"))
        and parameters[1].name.lstrip("_").startswith("res")
    )


def _of_context(value: Value) -> bool:
    return type(value) is FunctionValue and value.code.params.get()[0].name.lstrip("_").startswith("ctx")


def goes_by_router(receiver: Unknown) -> bool:
    """Whether an argument nobody supplied goes by the name of an application or router."""
    return (
        receiver.owner is None and receiver.reason.startswith("argument ") and _ROUTER.search(receiver.name) is not None
    )


def named_as_router(receiver: Unknown, handler: Value) -> bool:
    """Whether an argument nobody supplied goes by the name of an application or router, and is given what may be a handler."""
    return (
        goes_by_router(receiver)
        and is_handler(handler)
        and not (type(handler) is Unknown and handler.reason.startswith("argument "))
    )


def looks_like_path(value: Value) -> bool:
    """Whether a value may be a path of Express: text that begins as one, a pattern, or a list with one."""
    text = known(value)
    if text is not None:
        return text.startswith(("/", "*"))
    if type(value) is RegexValue:
        return True
    if type(value) is Text:
        first = value.parts[0]
        return (type(first) is str and first.startswith("/")) or (
            len(value.parts) > 1 and type(value.parts[1]) is str and value.parts[1].startswith("/")
        )
    return (
        express.is_path(value) and any(looks_like_path(v) for v in nested(value)) if type(value) is ListValue else False
    )


def is_handler(value: Value) -> bool:
    """Whether a value may answer requests, as far as its kind tells."""
    return any(type(v) in (FunctionValue, BoundMethod, Native, Unknown, Library) for v in nested(value))


def works(value: Value) -> bool:
    """Whether a value is a function, or one that was lost in the tree."""
    return type(value) is FunctionValue or (type(value) is Unknown and hides(value))


__all__ = [
    "answers",
    "goes_by_router",
    "is_handler",
    "is_plain",
    "looks_like_path",
    "makes_routers",
    "named_as_router",
    "works",
]
