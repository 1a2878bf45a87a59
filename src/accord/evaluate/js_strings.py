"""Methods of JavaScript's strings, for text with holes too."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from accord.evaluate.js_values import UNDEFINED, RegexValue, as_string, known
from accord.evaluate.strings import hole
from accord.evaluate.values import (
    MISSING,
    At,
    DictValue,
    FunctionValue,
    ListValue,
    Native,
    Text,
    Unknown,
    Value,
    concat,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from accord.evaluate.machine import Machine

Args = list[Value]
Kwargs = dict[str, Value]
_NAMED = "*groups"  # no metadata of a program is called so
_RAW = "*raw"
_PADDED = 2_000  # no path is wider
_GAP = "\ue000"  # where a text has a hole


def string_attribute(target: str | Text, name: str) -> Value:
    """An attribute of a string."""
    text = known(target)
    if name == "length":
        return len(text) if text is not None else Unknown("length of a text")
    if name.isdigit():
        return text[int(name)] if text is not None and int(name) < len(text) else UNDEFINED
    method = _METHODS.get(name)
    return Native(name, partial(method, target, name)) if method is not None else MISSING


def _soft(target: Value, result: str) -> Value:
    return Text((result,), soft=True) if type(target) is Text and target.soft else result


def _parts(target: Value) -> list[Value]:
    return list(target.parts) if type(target) is Text else [target]


def _mapped(target: Value, change: Callable[[str], str]) -> Value:
    """A change made to every known piece."""
    if type(target) is str:
        return change(target)
    return Text([p for p in (change(p) if type(p) is str else p for p in target.parts) if p != ""], target.soft)


def _same(target: Value, name: str, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return target


def _trim(target: Value, name: str, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    text = known(target)
    return (
        _soft(target, {"trim": text.strip, "trimStart": text.lstrip, "trimEnd": text.rstrip}[name]())
        if text is not None
        else target
    )


def _case(target: Value, name: str, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return _mapped(target, str.upper if "Upper" in name else str.lower)


def _concat(target: Value, name: str, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return concat([target, *(as_string(machine, a) for a in args)])


def _replace(target: Value, name: str, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    if len(args) < 2:
        return target
    what, by = args[:2]
    every = name == "replaceAll" or (type(what) is RegexValue and "g" in what.flags)
    length = sum(len(part) for part in _parts(target) if type(part) is str)
    pattern = (
        re.compile(re.escape(what))
        if type(what) is str
        else what.compiled(length)
        if type(what) is RegexValue
        else None
    )
    if pattern is None:
        return hole("", "replaced")
    out = _replaced(machine, _parts(target), pattern, by, every, at)
    return concat(out) if out else ""


def _replaced(
    machine: Machine, parts: list[Value], pattern: re.Pattern[str], by: Value, every: bool, at: At
) -> list[Value]:
    """The pieces of a text after a replacement, still apart where they were; a match that takes in a hole is none."""
    text = "".join(part if type(part) is str else _GAP for part in parts)
    out: list[Value] = []
    end = 0
    for match in pattern.finditer(text):
        if _GAP in match.group():
            continue
        out += _between(parts, end, match.start())
        out.append(_replacement(machine, match, by, at))
        end = match.end()
        if not every:
            break
    return [p for p in (*out, *_between(parts, end, len(text))) if p != ""]


def _between(parts: list[Value], start: int, end: int) -> list[Value]:
    """The pieces of a text from one place to another."""
    out: list[Value] = []
    place = 0
    for part in parts:
        size = len(part) if type(part) is str else len(_GAP)
        if type(part) is str:
            out.append(part[max(0, start - place) : max(0, end - place)])
        elif start <= place < end:
            out.append(Text((part,)))
        place += size
    return out


def _replacement(machine: Machine, match: re.Match[str], by: Value, at: At) -> Value:
    if type(by) is FunctionValue:
        groups: list[Value] = [g if g is not None else UNDEFINED for g in match.groups()]
        hidden = _GAP in match.string[: match.start()]
        offset: Value = Unknown("a place in a text", at=at) if hidden else match.start()
        made = machine.call(
            by, [match.group(0), *groups, offset, *((match.string,) if _GAP not in match.string else ())], {}, at
        )
        return as_string(machine, made, match.group(1) or "" if match.groups() else "")
    text = known(by)
    if text is None:
        return as_string(machine, by)
    return re.sub(
        r"\$([1-9&])", lambda m: match.group(0) if m.group(1) == "&" else _group(match, int(m.group(1))), text
    )


def _group(match: re.Match[str], number: int) -> str:
    return (match.group(number) or "") if number <= len(match.groups()) else ""


def _starts(target: Value, name: str, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    from accord.evaluate.js_methods import certain

    wanted, parts = known(args[0]) if args else None, _parts(target)
    if wanted is None or (type(target) is Text and target.soft):
        return Unknown("undecided")
    end = parts[0] if name == "startsWith" else parts[-1]
    if type(end) is not str or (len(parts) > 1 and len(end) < len(wanted)):
        return Unknown("undecided")
    return certain(end.startswith(wanted) if name == "startsWith" else end.endswith(wanted))


def _includes(target: Value, name: str, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    from accord.evaluate.js_methods import certain

    wanted = known(args[0]) if args else None
    if wanted is None or type(target) is not str:
        return Unknown("undecided")
    return certain(wanted in target)


def _index(target: Value, name: str, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    text, wanted = known(target), known(args[0]) if args else None
    if text is None or wanted is None:
        return Unknown("position")
    return text.find(wanted) if name == "indexOf" else text.rfind(wanted)


def _slice(target: Value, name: str, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    bounds = [a for a in args if a is not UNDEFINED]
    if not all(type(b) is int for b in bounds):
        return hole("", name)
    text = known(target)
    if text is None:
        return _slice_open(target, bounds)
    start, stop = (bounds[0] if bounds else 0), (bounds[1] if len(bounds) > 1 else None)
    if name == "substr":
        return _soft(target, text[start:] if stop is None else text[start:][:stop])
    if name == "substring":
        start, stop = max(start, 0), None if stop is None else max(stop, 0)
    return _soft(target, text[start:stop])


def _slice_open(target: Value, bounds: list[int]) -> Value:
    """A text with holes, cut where it is known."""
    parts = list(target.parts)
    first, last = parts[0], parts[-1]
    if len(bounds) == 1 and bounds[0] >= 0 and type(first) is str and len(first) >= bounds[0]:
        parts[0] = first[bounds[0] :]
    elif len(bounds) == 2 and bounds[0] == 0 and bounds[1] < 0 and type(last) is str and len(last) >= -bounds[1]:
        parts[-1] = last[: bounds[1]]
    else:
        return hole("", "cut")
    return Text([p for p in parts if p != ""], target.soft)


def _char(target: Value, name: str, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    text = known(target)
    number = args[0] if args else 0
    return text[number : number + 1] if text is not None and type(number) is int and number >= 0 else hole("", name)


def _split(target: Value, name: str, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    text = known(target)
    if text is None or not args:
        return ListValue([] if text is None else [text], text is not None)
    separator = args[0]
    if type(separator) is RegexValue:
        pattern = separator.compiled(len(text))
        return ListValue([p or "" for p in pattern.split(text)]) if pattern is not None else ListValue([], False)
    by = known(separator)
    if by is None:
        return ListValue([], False)
    return ListValue(list(text.split(by)) if by else list(text))


def _repeat(target: Value, name: str, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    text = known(target)
    count = args[0] if args else 0
    return (
        text * count if text is not None and type(count) is int and 0 <= count * len(text) < 10_000 else hole("", name)
    )


def _match(target: Value, name: str, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`match` and `search` of a known text: groups or null, a position."""
    known_text = target if type(target) is str else ""
    pattern = args[0].compiled(len(known_text)) if args and type(args[0]) is RegexValue else None
    if type(target) is not str or pattern is None:
        return Unknown(f"result of {name}", at=at)
    if name == "search":
        found = pattern.search(target)
        return found.start() if found is not None else -1
    found_all = list(pattern.finditer(target))
    if name == "matchAll":
        return ListValue([_groups(machine, found) for found in found_all])
    if not found_all:
        return None
    return ListValue([f.group() for f in found_all]) if "g" in args[0].flags else _groups(machine, found_all[0])


def executed(target: RegexValue, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`pattern.exec(text)`: groups or null, where the text is known."""
    text = args[0] if args else None
    pattern = target.compiled(len(text)) if type(text) is str else None
    if type(text) is not str or pattern is None:
        return Unknown("regular expression exec", at=at)
    found = pattern.search(text)
    return _groups(machine, found) if found is not None else None


def _groups(machine: Machine, found: re.Match[str]) -> ListValue:
    """What a match gives: an array of its groups, which knows them by name as well."""
    made = ListValue([found.group(), *(g if g is not None else UNDEFINED for g in found.groups())])
    if found.re.groupindex:
        named = {name: g if g is not None else UNDEFINED for name, g in found.groupdict().items()}
        machine.metadata[id(made), _NAMED, ""] = (DictValue(named), made, _NAMED)
    return made


def named_groups(machine: Machine, target: ListValue) -> Value:
    """The groups of a match by name; MISSING of any other array."""
    noted = machine.metadata.get((id(target), _NAMED, ""))
    return noted[0] if noted is not None else MISSING


def keep_raw(machine: Machine, cooked: ListValue, raw: Value) -> None:
    """Note what the texts that a tag is given are in the source: its `strings.raw`."""
    machine.metadata[id(cooked), _RAW, ""] = (raw, cooked, _RAW)


def raw_texts(machine: Machine, target: ListValue) -> Value:
    """The texts of a template as they are written; MISSING of any other array."""
    noted = machine.metadata.get((id(target), _RAW, ""))
    return noted[0] if noted is not None else MISSING


def raw(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`String.raw`: the texts of a template as they are written, with what stands between them."""
    texts = machine.attribute(args[0], "raw", at) if args else UNDEFINED
    if type(texts) is not ListValue or not texts.exact:
        return Unknown("result of String.raw", at=at)
    parts: list[Value] = []
    for number, text in enumerate(texts.items):
        parts.append(as_string(machine, text))
        if number < len(texts.items) - 1 and number + 1 < len(args):
            parts.append(as_string(machine, args[number + 1]))
    return concat(parts)


def encoded(kept: str) -> Callable[[Machine, Args, Kwargs, At], Value]:
    """`encodeURI` and `encodeURIComponent`, by the characters that one keeps beyond the other."""

    def run(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
        from urllib.parse import quote

        given = as_string(machine, args[0]) if args else "undefined"
        if type(given) not in (str, Text):
            return given
        return _mapped(given, lambda text: quote(text, safe=f"-_.!~*'(){kept}", errors="replace"))

    return run


def _pad(target: Value, name: str, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    text, width, filler = known(target), args[0] if args else 0, known(args[1]) if len(args) > 1 else " "
    if text is None or type(width) is not int or width > _PADDED or filler is None:
        return hole("", name)
    missing = max(0, width - len(text)) if filler else 0
    filling = (filler * missing)[:missing]
    return _soft(target, filling + text if name == "padStart" else text + filling)


def _code(target: Value, name: str, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    text, number = known(target), args[0] if args else 0
    if text is None or type(number) is not int or not 0 <= number < len(text) or ord(max(text)) > 0xFFFF:
        return Unknown(f"result of {name}", at=at)
    return ord(text[number])


def _unknown(target: Value, name: str, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return Unknown(f"result of {name}", at=at)


_METHODS: dict[str, Callable[..., Value]] = {
    "toString": _same, "valueOf": _same, "normalize": _same, "trim": _trim, "trimStart": _trim, "trimEnd": _trim,
    "toLowerCase": _case, "toLocaleLowerCase": _case, "toUpperCase": _case, "toLocaleUpperCase": _case, "concat": _concat,
    "replace": _replace, "replaceAll": _replace, "startsWith": _starts, "endsWith": _starts, "includes": _includes,
    "indexOf": _index, "lastIndexOf": _index, "slice": _slice, "substring": _slice, "substr": _slice, "charAt": _char, "at": _char, "split": _split,
    "repeat": _repeat, "match": _match, "matchAll": _match, "padStart": _pad, "padEnd": _pad, "search": _match, "charCodeAt": _code,
    "localeCompare": _unknown, "codePointAt": _code,
}  # fmt: skip
