"""Glob patterns as Node's packages have them, over the source files of the tree."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from accord.evaluate.js_modules import home
from accord.evaluate.js_values import known
from accord.evaluate.values import At, DictValue, FunctionValue, ListValue, Value
from accord.source import built_names

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

Args = list[Value]
Kwargs = dict[str, Value]
PACKAGES = frozenset(
    f"npm:{name}" for name in ("glob", "fast-glob", "globby", "tiny-glob", "tiny-glob/sync", "glob-promise")
)
_MEMBERS = frozenset(
    ("()", "sync", "globSync", "glob", "globbySync", "globby", "Glob", "async", "glob.sync", "promise")
)
_LISTED = 2000
_EXTENDED = re.compile(r"([!@?*+])\(([^()]*)\)")


@lru_cache(maxsize=256)
def expression(pattern: str) -> re.Pattern[str]:
    """What a pattern matches: `*`, `**`, `?`, `{a,b}`, `[x]` and the extended groups `@(a|b)`, `!(a)`."""
    out, at = [], 0
    while at < len(pattern):
        group = _EXTENDED.match(pattern, at)
        if group is not None:
            inner = "|".join(expression(p).pattern.removesuffix(r"\Z") for p in group.group(2).split("|"))
            kind = group.group(1)
            out.append(rf"(?!(?:{inner})(?:/|\Z))[^/]*" if kind == "!" else f"(?:{inner}){'' if kind == '@' else kind}")
            at = group.end()
        elif pattern.startswith("**/", at):
            out.append(r"(?:[^/]+/)*")
            at += 3
        elif pattern.startswith("**", at):
            out.append(r".*")
            at += 2
        elif pattern[at] == "{" and (end := pattern.find("}", at)) > 0 and "," in pattern[at:end]:
            out.append(
                f"(?:{'|'.join(expression(p).pattern.removesuffix(chr(92) + 'Z') for p in pattern[at + 1 : end].split(','))})"
            )
            at = end + 1
        elif pattern[at] == "[" and (end := pattern.find("]", at)) > 0:
            out.append("[" + pattern[at + 1 : end].replace("!", "^", 1).replace("\\", "") + "]")
            at = end + 1
        else:
            out.append({"*": "[^/]*", "?": "[^/]"}.get(pattern[at]) or re.escape(pattern[at]))
            at += 1
    try:
        return re.compile("".join(out) + r"\Z")
    except re.error:
        return re.compile(re.escape(pattern) + r"\Z")


def matches(machine: Machine, pattern: str, folder: str) -> list[str]:
    """The files of the tree a pattern means, seen from a folder, in order; nothing outside of the tree is looked at."""
    whole = os.path.normpath(os.path.join(folder, pattern.removeprefix("file://")))
    wanted = expression(whole)
    found = sorted(f for f in machine.tree.files if wanted.match(f))
    return (found or built_names.names(list(machine.tree.files), wanted, whole, machine.tree.root))[:_LISTED]


def find(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`glob.sync(pattern, { cwd })` and its kin, also with a callback."""
    given = args[0] if args else None
    options = args[1] if len(args) > 1 and type(args[1]) is DictValue else DictValue()
    folder = os.path.join(home(machine, at[0]), known(options.entries.get("cwd")) or "")
    made = ListValue([])
    for each in given.items if type(given) is ListValue else [given]:
        pattern = known(each)
        if pattern is None:
            made.exact = False
            continue
        absolute = os.path.isabs(pattern) or options.entries.get("absolute") in (True, "true")
        found = matches(machine, pattern, folder)
        made.items += [f if absolute else os.path.relpath(f, folder).replace(os.sep, "/") for f in found]
    ignored = options.entries.get("ignore")
    for each in ignored.items if type(ignored) is ListValue else [ignored]:
        pattern = known(each)
        if pattern is not None:
            wanted = expression(pattern.removeprefix("./"))
            made.items = [f for f in made.items if not wanted.match(str(f))]
    made.exact = made.exact and bool(made.items)  # what matches nothing here may be there when the program runs
    callback = args[-1] if args and type(args[-1]) is FunctionValue else None
    return machine.call(callback, [None, made], {}, at) if callback is not None else made


def lookup(machine: Machine, name: str) -> Value:
    """A function of one of the packages that find files."""
    from accord.evaluate.values import MISSING, Native

    member = name.partition("#")[2]
    return Native("glob", find) if member in _MEMBERS else MISSING
