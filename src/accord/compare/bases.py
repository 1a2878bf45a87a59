"""What a client's calls are relative to: the base of a call and the contract's base path brought together.

The calls that share a configured base are read together. Where the base is known, it counts as written. Where it is not
(an environment value, an unread piece), the prefix under which most of its calls are promised is taken, and said.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accord.model import Operation
from accord.paths import PathTemplate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from accord.model import Call, Component

_HOST = re.compile(r"^(?:[A-Za-z][\w+.-]*:)?//(?P<host>[^/]*)")
_UNKNOWN = re.compile(r"^.*(?:\{[^{}]*\}|\$\w+|%\w+%)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Request:
    """A call with the operation it makes in the contract's terms, its other spellings, and how its base was read."""

    call: Call
    operation: Operation
    others: tuple[Operation, ...] = ()
    base: str = ""  # the prefix that was assumed, where the code does not say


@dataclass(frozen=True, slots=True)
class Base:
    """The path part of a configured base; `known` is False where something before it could not be read."""

    path: str
    known: bool

    @classmethod
    def of(cls, text: str) -> Base:
        host = _HOST.match(text)
        rest = text[host.end() :] if host else text
        unknown = _UNKNOWN.match(rest)
        path = (rest[unknown.end() :] if unknown else rest).partition("?")[0].rstrip("/")
        return cls(path if path.startswith("/") or not path else f"/{path}", known=unknown is None)


def requests(
    calls: Iterable[Call], component: Component, prefixes: Sequence[str], promised: Callable[[Operation], bool]
) -> list[Request]:
    """Each call with its operation; `prefixes` are the path prefixes the contract's rows begin with, its base first."""
    groups: dict[str, list[Call]] = defaultdict(list)
    for call in calls:
        groups[call.base].append(call)
    found: list[Request] = []
    for text, group in groups.items():
        base = Base.of(text)
        spellings = _spellings(base, written=bool(text), component=component, prefixes=prefixes)
        if not base.known and not component.base:
            spellings = [max(spellings, key=lambda s: (_promised(group, s, promised), -spellings.index(s)))]
        for call in group:
            operations = [_below(call, prefix) for prefix in spellings]
            first = next((o for o in operations if promised(o)), operations[0])
            assumed = spellings[operations.index(first)] if not base.known else ""
            found.append(Request(call, first, tuple(o for o in operations if o != first), assumed))
    return sorted(found, key=lambda r: (r.call.where, r.operation.method, r.operation.path.text))


def _spellings(base: Base, *, written: bool, component: Component, prefixes: Sequence[str]) -> list[str]:
    """The prefixes a call with this base may have, the likeliest first."""
    configured = component.base.rstrip("/")
    if not base.known:
        guesses = [configured + base.path] if configured else [base.path, *(p + base.path for p in prefixes), *prefixes]
        return list(dict.fromkeys(guesses))
    if base.path:
        # A contract that never mentions the client's base leaves it to a gateway.
        mentioned = any(f"{p}/".startswith(f"{base.path}/") for p in prefixes)
        return [base.path] if mentioned else [base.path, ""]
    if configured:
        return [configured, ""] if not written else ["", configured]
    return [""]


def _promised(calls: Iterable[Call], prefix: str, promised: Callable[[Operation], bool]) -> int:
    return sum(promised(_below(call, prefix)) for call in calls)


def _below(call: Call, prefix: str) -> Operation:
    if not prefix:
        return call.operation
    return Operation(call.operation.method, call.operation.path.under(PathTemplate.parse(prefix)))
