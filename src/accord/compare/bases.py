"""What a client's calls are relative to: the base of a call and the contract's base path brought together.

The calls that share a configured base are read together. Where the base is known, it counts as written. Where it is not
(an environment value, an unread piece), the prefix under which most of its calls are promised is taken, and said. What a
development server or framework rewrites on the way is applied to paths without a host.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accord.compare.rewrites import governing, rewritten
from accord.model import Operation
from accord.paths import PathTemplate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from accord.compare.promised import Promised
    from accord.model import Call, Component, Rewrite

_HOST = re.compile(r"^(?:[A-Za-z][\w+.-]*:)?//(?P<host>[^/]*)")
_UNKNOWN = re.compile(r"^.*(?:\{[^{}]*\}|\$\w+|%\w+%)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Request:
    """A call with the operation it makes in the contract's terms, and how its base was read."""

    call: Call
    operation: Operation
    base: str = ""  # the prefix that was assumed, where the code does not say
    left: str = ""  # the base that was taken off: whatever stands in front of the server has to
    through: Rewrite | None = None  # what a development server does to the path on its way
    written: PathTemplate | None = None  # the path before that, where it changed


@dataclass(frozen=True, slots=True)
class Base:
    """The path part of a configured base; `known` is False where something before it could not be read."""

    path: str
    known: bool
    host: bool = False  # a host is written before the path: no development server stands in between

    @classmethod
    def of(cls, text: str) -> Base:
        host = _HOST.match(text)
        rest = text[host.end() :] if host else text
        unknown = _UNKNOWN.match(rest)
        path = (rest[unknown.end() :] if unknown else rest).partition("?")[0].rstrip("/")
        path = path if path.startswith("/") or not path else f"/{path}"
        return cls(path, known=unknown is None, host=host is not None)


def requests(
    calls: Iterable[Call],
    component: Component,
    promised: Promised,
    *,
    base: str = "",
    rewrites: Sequence[Rewrite] = (),
) -> list[Request]:
    """Each call with its operation; `base` is the contract's own.

    A path without a host goes through `rewrites`. Where the contract only knows it as the client writes it, that counts:
    the contract then speaks of what stands before them.
    """
    prefixes = promised.prefixes(base)
    groups: dict[str, list[Call]] = defaultdict(list)
    for call in calls:
        groups[call.base].append(call)
    found: list[list[Request]] = []
    for text, group in groups.items():
        read = Base.of(text)
        spellings = _spellings(read, written=bool(text), component=component, prefixes=prefixes)
        if not read.known and not component.base:
            spellings = [max(spellings, key=lambda s: (_promised(group, s, promised), -spellings.index(s)))]
        for call in group:
            way = governing(rewrites, call) if rewrites and read.known and not read.host else ()
            found.append(
                [
                    Request(
                        call,
                        operation,
                        base="" if read.known else prefix,
                        left=read.path if read.known and not prefix else "",
                        through=through,
                        written=written,
                    )
                    for prefix in spellings
                    for operation, through, written in _ways(_below(call, prefix), way)
                ]
            )
    return sorted(_chosen(found, promised), key=lambda r: (r.call.where, r.operation.method, r.operation.path.text))


def readings(call: Call, rewrites: Sequence[Rewrite]) -> list[Request]:
    """Every operation a call may be in a contract's terms, the likeliest first; nothing is known of the contract."""
    read = Base.of(call.base)
    way = governing(rewrites, call) if rewrites and read.known and not read.host else ()
    return [
        Request(call, operation, through=through, written=written)
        for prefix in dict.fromkeys((read.path, ""))
        for operation, through, written in _ways(_below(call, prefix), way)
    ]


def _chosen(found: Sequence[Sequence[Request]], promised: Promised) -> Iterable[Request]:
    """One reading for each call: the first the contract knows; else the side of the rewrites on which it knows most."""
    known = [next((one for one in ways if promised.may_have(one.operation)), None) for ways in found]
    both = [
        one
        for one, ways in zip(known, found, strict=True)
        if one is not None and one.operation.path.complete and len({way.through for way in ways}) > 1
    ]
    before = sum(one.through is None for one in both) * 2 > len(both)
    for one, ways in zip(known, found, strict=True):
        yield one or next((way for way in ways if (way.through is None) is before), ways[0])


def _ways(
    operation: Operation, rewrites: Sequence[Rewrite]
) -> list[tuple[Operation, Rewrite | None, PathTemplate | None]]:
    """An operation as the provider gets it, then as the client writes it."""
    made = rewritten(operation, rewrites)
    if made is None or made[0] == operation:
        return [(operation, made and made[1], None)]
    return [(*made, operation.path), (operation, None, None)]


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


def _promised(calls: Iterable[Call], prefix: str, promised: Promised) -> int:
    return sum(call.complete and promised.has(_below(call, prefix)) for call in calls)


def _below(call: Call, prefix: str) -> Operation:
    if not prefix:
        return call.operation
    return Operation(call.operation.method, call.operation.path.under(PathTemplate.parse(prefix)))
