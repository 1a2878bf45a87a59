"""What the words of a proxy configuration mean: targets, keys, tables of patterns, Next.js' paths. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

from accord.evaluate.js_values import known, nothing
from accord.evaluate.values import DictValue, Instance, ListValue, Text, Union, Unknown, Value
from accord.paths import PathTemplate

_LOCAL = re.compile(r"localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\]|[^.]+|.*\.(?:local|internal|localhost|test)")
_NEXT_NAME = re.compile(r":(?P<name>[A-Za-z_]\w*)(?:(?P<greedy>[*+]|\(\.[*+]\))|\([^()]*\))?\??")
_URL = re.compile(r"(?:[A-Za-z][\w+.-]*:)?//(?P<host>[^/:?#]*)(?::[^/?#]*)?(?P<path>[^?#]*)", re.DOTALL)


class Place(NamedTuple):
    """A target: its path, and whether its host is certainly somebody else's."""

    path: str
    external: bool


def place_of(target: Value) -> Place | None:
    """Where a target is. A host that only the environment knows is an origin without a path."""
    if type(target) in (DictValue, Instance):  # {host, port}
        return Place("", external=False)
    if type(target) is Unknown:
        return Place("", external=False) if target.soft else None
    if type(target) is Union:
        places = {place_of(option) for option in target.options if not nothing(option)}
        return places.pop() if len(places) == 1 else None
    if type(target) is Text and not target.complete:
        parts = list(target.parts)
        if isinstance(parts[0], str) and not _URL.match(parts[0]):
            return None
        rest = parts[max(n for n, part in enumerate(parts) if not isinstance(part, str)) + 1 :]
        known_end = "".join(part for part in rest if isinstance(part, str))
        path = known_end[known_end.find("/") :] if "/" in known_end else ""
        return Place(path.partition("?")[0], external=False)
    text: str | None = known(target)
    if text is None:
        return None
    match = _URL.match(text)
    if match is None:
        return Place(text.partition("?")[0], external=False) if text.startswith("/") else None
    return Place(match["path"], external=not _LOCAL.fullmatch(match["host"]))


def texts_of(value: Value) -> list[str]:
    """The texts of a string or of a list of them."""
    items = value.items if type(value) is ListValue else [value]
    return [text for item in items if (text := known(item)) is not None]


def prefixes(key: str) -> list[str]:
    """The literal prefixes a key stands for; none where it is a pattern with more in it."""
    if not key.startswith("^") and "*" not in key:
        return [key if key.startswith("/") else f"/{key}"]
    literal = re.sub(r"^\^|(?:/?\(?\??:?/?\.\*\)?|/\*{1,2}|\(\?:?/\|\$\)|\$)\$?$", "", key).replace("\\/", "/")
    group = re.fullmatch(r"(?P<front>[\w/.-]*)\((?:\?:)?(?P<names>[\w/.|-]+)\)(?P<back>[\w/.-]*)", literal)
    if group is not None:
        return [group["front"] + name + group["back"] for name in group["names"].split("|")]
    return [literal or "/"] if re.fullmatch(r"[\w/.-]*", literal) else []


def front_of(key: str) -> str:
    """The literal front of a pattern."""
    found = re.match(r"\^?(/[\w/-]*)", key.replace("\\/", "/"))
    return found.group(1) if found is not None else "/"


def replaced(rules: DictValue, path: str) -> str | None:
    """A path after http-proxy-middleware's table of patterns: the first that matches replaces."""
    for pattern, replacement in rules.entries.items():
        text: str | None = known(replacement)
        try:
            found = re.search(str(pattern), path)
        except re.error:
            return None
        if found is not None:
            if text is None:
                return None
            return path[: found.start()] + _filled(text, found) + path[found.end() :]
    return path


def _filled(text: str, match: re.Match[str]) -> str:
    return re.sub(r"\$(\d)", lambda number: match.group(int(number[1])) or "", text)


def next_template(path: str) -> PathTemplate | None:
    """`/a/:b/:c*` as Next.js writes it; None where it has patterns no template can hold."""
    text = _NEXT_NAME.sub(lambda m: f"{{{m['name']}{':path' * bool(m['greedy'])}}}", path)
    return None if re.search(r"[()*+|]|:(?!path\})", text) else PathTemplate.parse(text, "braces")
