"""Packages that put URLs together: query strings, joined pieces, templates with parameters.

Reads: query-string, url-join, urlcat, path-to-regexp's `compile`, React Router's `generatePath`. Cases: `fixtures/cases/clients-libraries.md`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from accord.evaluate.js_values import as_string, joined, known
from accord.evaluate.strings import hole
from accord.evaluate.values import (
    MISSING,
    At,
    DictValue,
    Hole,
    Library,
    ListValue,
    Native,
    Text,
    Unknown,
    Value,
    concat,
    options_of,
)
from accord.frameworks.requests import Args, Kwargs, forced, option, query_names

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

ROLE = "consumer"
_ROUTERS = ("react-router", "react-router-dom", "react-router/dom")
PACKAGES = frozenset(f"npm:{name}" for name in ("query-string", "url-join", "urlcat", "path-to-regexp", *_ROUTERS))
_TELLING = re.compile(r"url|uri|base|host|origin|root|server|api", re.IGNORECASE)
_PARAMETER = re.compile(r":([A-Za-z_]\w*)(?:\([^()]*\))?[?*+]?|\*(\w*)|\{(\w+)\}")


def filled(machine: Machine, template: Value, parameters: Value) -> Value:
    """A template with its parameters put in: `/users/:id`, `/users/{id}`."""
    given = parameters.entries if type(parameters) is DictValue else {}

    def put(name: str) -> Value:
        value = as_string(machine, given[name], name) if name in given else hole(name or "value")
        return value if type(value) is str or (type(value) is Text and value.complete) else hole(name or "value")

    made: list[Value] = []
    for part in template.parts if type(template) is Text else (template,):
        if type(part) is not str:
            made.append(Text((part,)) if type(part) is Hole else hole("path"))
            continue
        end = 0
        for found in _PARAMETER.finditer(part):
            made += [part[end : found.start()], put(found[1] or found[2] or found[3] or "")]
            end = found.end()
        made.append(part[end:])
    return concat(made)


def _generated(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`generatePath(template, parameters)`."""
    return (
        filled(machine, forced(machine, args[0]), forced(machine, args[1]) if len(args) > 1 else MISSING)
        if args
        else ""
    )


def _compiled(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`compile(template)(parameters)`."""
    template = forced(machine, args[0]) if args else ""
    return Native("compiled", lambda m, given, k, where: filled(m, template, given[0] if given else MISSING))


def _with_query(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`stringifyUrl({url, query})`."""
    url = option(machine, args[0], "url", at) if args else MISSING
    if url is MISSING:
        return Unknown("a URL", at=at, name="url")
    return concat([as_string(machine, url, "url"), *_query(machine, option(machine, args[0], "query", at))])


def _query(machine: Machine, value: Value) -> list[Value]:
    names = query_names(machine, value) if value is not MISSING else ()
    return [part for number, name in enumerate(names) for part in (f"{'&' if number else '?'}{name}=", hole(name))]


def _called(value: Value) -> str:
    """What a piece is called that is not known: by its name, or that of the function it is a result of; of several the one that says most."""
    names = []
    for each in options_of(value):
        name = each.name if type(each) is Unknown else ""
        if name == "()" and type(each) is Unknown and type(each.owner) in (Unknown, Library):
            name = each.owner.name.rpartition(".")[2].rpartition("#")[2]
        names.append(name or "value")
    return next((name for name in names if _TELLING.search(name)), names[0] if names else "value")


def joined_pieces(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`urlJoin(base, "users", id)`: one slash between two pieces."""
    pieces = [p for a in args for p in (a.items if type(a) is ListValue else [a])]
    made: list[Value] = []
    for number, each in enumerate(pieces):
        each = forced(machine, each)
        piece = as_string(machine, each, _called(each))
        text = known(piece)
        if text is not None:
            text = text.lstrip("/") if number else text
            piece = text.rstrip("/") if number < len(pieces) - 1 else text
        made.append(piece)
    return joined([p for n, p in enumerate(made) if p != "" or not n], "/")


def _cat(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`urlcat(base, template, parameters)`; base and parameters may be left out."""
    texts = [a for a in args if type(forced(machine, a)) is not DictValue]
    given = next((a for a in args if type(a) is DictValue), MISSING)
    if len(texts) < 2:
        return filled(machine, forced(machine, texts[0]), given) if texts else ""
    return joined_pieces(machine, [texts[0], filled(machine, forced(machine, texts[1]), given)], {}, at)


_MEMBERS: dict[str, dict[str, Any]] = {
    "query-string": {"stringifyUrl": _with_query}, "url-join": {"()": joined_pieces, "default": joined_pieces, "urlJoin": joined_pieces},
    "urlcat": {"()": _cat, "default": _cat}, "path-to-regexp": {"compile": _compiled},
    **{name: {"generatePath": _generated} for name in _ROUTERS},
}  # fmt: skip


def lookup(machine: Machine, name: str) -> Value:
    """A function that makes a URL."""
    package, _, member = name.partition("#")
    run = _MEMBERS[package[4:]].get(member.removeprefix("default."))
    return Native(member, run) if run is not None else MISSING


__all__ = ["PACKAGES", "filled", "lookup"]
