"""Express paths: values to raw text, mounts joined, optional parts spelled out, regular expressions as far as a template can say them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.evaluate.js_values import RegexValue, nothing
from accord.evaluate.values import Hole, ListValue, Text, Union, Unknown, Value
from accord.paths import HOLE, PathTemplate

if TYPE_CHECKING:
    from collections.abc import Iterable

LIMIT = 24  # alternatives of one path
OUTSIDE = "\0"  # before a path: whoever starts the program puts a prefix here
_PLAIN = re.compile(r"[\w/:.~-]*")  # text and whole parameters: most paths
_OPTIONAL = re.compile(r"/?(?<!\\)\.?:(\w+)(?:\((?:[^()\\]|\\.|\([^()]*\))*\))?\?")
_MAYBE = re.compile(
    r"(?<![:\w\\])(?P<front>[\w-]*?)(?:(?P<last>\w)|\((?P<group>[\w/.-]+)\))\?"
)  # `/colou?r`, `/user(s)?`
_GROUP = re.compile(r"\{([^{}?][^{}]*)\}")
_LITERAL = re.compile(r"/(?!:)(?:[^/\\\[]|\\.|\[(?:[^\]\\]|\\.)*\])+/[dgimsuvy]*")
# as path-to-regexp 8 reads: what is escaped or quoted stands for itself, two parameters need text between them
_ESCAPED, _QUOTED = re.compile(r"\\."), re.compile(r'(?<=[:*])"[^"]*"')
_REFUSED = re.compile(r"[?+()\[\]!]|[:*](?![^\W\d]|\$)|:[\w$]+[:*]")
_PAIRED = re.compile(r"\{[^{}]*\}")
_MODERN_STAR = re.compile(r"\*(\w+)")


def raw_paths(value: Value, *, mount: bool = False) -> list[str]:
    """The spellings a registered path may have; what is not known is `{?}`. A front that an argument from outside or the environment supplies
    is left out and marked: what hangs there is judged where it stands.
    """
    out: list[str] = []
    supplied: set[str] = set()
    options = value.options if type(value) is Union else [value]
    options = [o for o in options if not nothing(o)] or options  # nobody registers at nothing
    for each in options:
        option = Text((Hole(each.name, each.reason),), each.soft) if type(each) is Unknown else each
        if type(option) is Text and _from_outside(option) and (mount or len(option.parts) > 1):
            out.append(OUTSIDE + "".join(p if type(p) is str else HOLE for p in option.parts[1:]))
        else:
            read = list(_raw(option))
            supplied.update(read if _supplied(option) else ())
            out += read
    known = [path for path in out if not path.startswith(OUTSIDE) and HOLE not in path]
    if known and len(known) < len(out):  # a default stands beside what is supplied from outside
        out = [*known, *(path for path in out if HOLE in path and path not in supplied)]
    return list(dict.fromkeys(out))[:LIMIT]


def _from_outside(text: Text) -> bool:
    """Whether a text begins with nothing but what is supplied from outside of the tree."""
    first = text.parts[0]
    follows = text.parts[1] if len(text.parts) > 1 else "/"
    return (
        type(first) is Hole
        and (text.soft or first.reason.startswith("argument "))
        and type(follows) is str
        and follows.startswith(("/", "(/"))
    )


def _supplied(value: Value) -> bool:
    """Whether a text begins with something supplied from outside, a slash put before it or not: `/${process.env.BASE}/x`."""
    if type(value) is not Text or not value.soft or not value.parts:
        return False
    return type(value.parts[value.parts[0] == "/" and len(value.parts) > 1]) is Hole


def _raw(value: Value) -> Iterable[str]:
    if type(value) is str:
        yield value
    elif type(value) is Text:
        yield "".join(p if type(p) is str else HOLE for p in value.parts)
    elif type(value) is RegexValue:
        yield repr(value)
    elif type(value) is ListValue:
        for each in value.items:
            yield from _raw(each)
        if not value.exact:
            yield HOLE
    elif type(value) is Union:
        for each in value.options:
            if not nothing(each):
                yield from _raw(each)
    elif type(value) is Unknown:
        yield HOLE
    else:
        yield ""


def is_regex(raw: str) -> bool:
    """Whether a raw path is a regular expression's literal: a slash within a literal is escaped, within a path it is not."""
    return raw.startswith("/^") or (
        _LITERAL.fullmatch(raw) is not None and re.search(r"[\\^$+|]|\.\*", raw) is not None
    )


def joined(prefix: str, path: str) -> str:
    """A path below a mount."""
    if path in ("", "/"):
        return prefix or path or "/"
    if is_regex(path):
        return f"{prefix.rstrip('/')} {path}" if prefix not in ("", "/") else path
    if path.startswith("{"):  # a hole, or a part that may be missing with its slash
        return f"{prefix.rstrip('/')}{path}" if not path.startswith(HOLE) else f"{prefix}{path}"
    return f"{prefix.rstrip('/')}/{path.lstrip('/')}"


def templates(raw: str) -> list[PathTemplate]:
    """The paths a raw path serves: two for every optional part."""
    if _PLAIN.fullmatch(raw):
        return [PathTemplate.parse(raw, "express")]
    prefix, below, regex = raw.partition(" /") if not raw.startswith("/^") else ("", "", raw.removeprefix("/"))
    if below and is_regex(f"/{regex}"):
        return [_of_regex(prefix, f"/{regex}")]
    if is_regex(raw):
        return [_of_regex("", raw)]
    out = [raw]
    for _ in range(4):
        out = [variant for each in out for variant in _spelled_out(each)]
        if len(out) > 8:
            break
    made = [PathTemplate.parse(_plain(each), "express") for each in dict.fromkeys(out)]
    return list({template.key: template for template in made}.values())


def _spelled_out(raw: str) -> list[str]:
    group = _GROUP.search(raw)
    if group is not None and group.group() != HOLE:
        return [
            raw[: group.start()] + raw[group.end() :] or "/",
            raw[: group.start()] + group.group(1) + raw[group.end() :],
        ]
    optional = _OPTIONAL.search(raw)
    if optional is not None:
        return [
            raw[: optional.start()] + raw[optional.end() :] or "/",
            raw[: optional.start()] + optional.group()[:-1] + raw[optional.end() :],
        ]
    maybe = _MAYBE.search(raw)
    if maybe is not None:
        front = raw[: maybe.start()] + maybe["front"]
        return [front + raw[maybe.end() :], front + (maybe["last"] or maybe["group"]) + raw[maybe.end() :]]
    return [raw]


def _plain(raw: str) -> str:
    """Escapes and the optional mark after literal text taken out; a slash that may be missing is left out."""
    text = raw.replace("/?*", "/*")
    text = re.sub(r"/\?$", "", text) or "/"
    text = re.sub(r"\(\.\*\)|\(\?:\.\*\)", "*", text)
    return re.sub(r"\\([^:*])", r"\1", text)  # what an escaped colon or star stands for, the template knows


def _of_regex(prefix: str, raw: str) -> PathTemplate:
    """The known front of a regular expression and a parameter for the rest."""
    body = raw.lstrip("/").rpartition("/")[0].removeprefix("^")
    ends = body.endswith("$")
    body = body.removesuffix("$")
    front = re.match(r"(?:[\w-]|\\/|\\\.|/)*", body)
    text = front.group().replace("\\/", "/").replace("\\.", ".") if front is not None else ""
    whole = ends and front is not None and front.end() == len(body)
    return PathTemplate.parse(joined(prefix, "/" + text.lstrip("/")) + ("" if whole else "*"), "express")


def refused_by_5(raw: str) -> bool:
    """Whether Express 5 throws at a path: a star or colon without a name, an optional mark, regular expressions, braces that do not close."""
    if is_regex(raw) or " /" in raw:
        return False
    path = _QUOTED.sub("x", _ESCAPED.sub("-", raw.replace(HOLE, "-")))
    return _REFUSED.search(path) is not None or re.search(r"[{}]", _PAIRED.sub("", _PAIRED.sub("", path))) is not None


def known_front(raw: str) -> str:
    """The known front of a path, cut at a whole segment."""
    return raw if HOLE not in raw else raw.split(HOLE, 1)[0].rpartition("/")[0]


__all__ = ["Hole", "is_regex", "joined", "known_front", "raw_paths", "templates"]
