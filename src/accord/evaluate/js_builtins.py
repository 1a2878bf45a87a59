"""JavaScript's global objects and functions, and the helpers that compilers put into every file."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from accord.evaluate import js_descriptors, js_globals, js_metadata, js_modules, js_numbers, js_strings
from accord.evaluate.js_collections import MAP, SET
from accord.evaluate.js_helpers import HELPERS
from accord.evaluate.js_methods import certain, entries_of, function_method, has_own, keys_of, list_method
from accord.evaluate.js_values import (
    NO_KEY,
    PROTOTYPE,
    REST,
    UNDEFINED,
    RegexValue,
    as_string,
    known,
    nothing,
    overridden,
    unknown_rest,
)
from accord.evaluate.values import (
    MISSING,
    At,
    ClassValue,
    DictValue,
    FunctionValue,
    Instance,
    Library,
    ListValue,
    Native,
    Union,
    Unknown,
    Value,
    join_all,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from accord.evaluate.machine import Machine
    from accord.source.ir import FunctionCode

Args = list[Value]
Kwargs = dict[str, Value]


def _first(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return args[0] if args else UNDEFINED


# -- Object -----------------------------------------------------------------------------------------------------------------------


def _object(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`Object(value)` and `Object()`, which makes an empty one."""
    return args[0] if args and not nothing(args[0]) else DictValue()


def _assign(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    from accord.evaluate.js_binding import set_member

    if not args:
        return UNDEFINED
    target = args[0]
    for source in args[1:]:
        found = entries_of(machine, source)
        if type(source) is DictValue and REST in source.entries and type(target) is DictValue:
            overridden(target.entries, at, source.entries[REST])
        for name, value in found[0] if found is not None else ():
            set_member(machine, target, name, value, at)
        if found is None and type(target) is Instance and not nothing(source):
            target.attrs.setdefault(REST, unknown_rest(source, at))
        if (found is None or not found[1]) and type(target) is DictValue and not nothing(source):
            target.exact = False
            if found is None and not machine.client:
                overridden(target.entries, at, source)
                target.entries.setdefault(REST, unknown_rest(source, at))
    return target


def _values(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    found = entries_of(machine, args[0]) if args else None
    return ListValue([v for _, v in found[0]], found[1]) if found is not None else ListValue([], False)


def _entries(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    found = entries_of(machine, args[0]) if args else None
    if found is None:
        return ListValue([], False)
    return ListValue([ListValue([Unknown(NO_KEY) if k.startswith("*") else k, v]) for k, v in found[0]], found[1])


def _has_own(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return has_own(*args[:2]) if len(args) > 1 else Unknown("undecided key")


def _decoded(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    text = args[0] if args else None
    if type(text) is not str or "%" not in text:
        return _string(machine, args, kwargs, at)
    from urllib.parse import unquote

    return unquote(text)


def _keys(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    found = keys_of(machine, args[0]) if args else None
    return ListValue(found[0], found[1]) if found is not None else ListValue([], False)


def _from_entries(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    found = machine.iterate(args[0]) if args else None
    made = DictValue({}, found is not None and found[1])
    for pair in found[0] if found is not None else ():
        name = known(pair.items[0]) if type(pair) is ListValue and len(pair.items) > 1 else None
        if name is None:
            made.exact = False
        else:
            made.entries[name] = pair.items[1]
    return made


def _create(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """An object with a prototype."""
    base: Value = args[0] if args else None
    if type(base) is DictValue:
        cls = ClassValue("Object")
        cls.namespace = base.entries
    elif type(base) is Instance:
        cls = ClassValue("Object", [base.cls])
        cls.namespace = base.attrs
        made = Instance(cls, at)
        made.native = base.native  # what a library keeps of the one it is found in by the other
        return made
    elif type(base) is Unknown and not machine.client:
        return base  # it has what that has
    else:
        return DictValue({}, base is None)
    return Instance(cls, at)


def _weak_reference(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`new WeakRef(target)`: nothing is gone before the program has run."""
    target = args[0] if args else UNDEFINED
    return DictValue({"deref": Native("deref", lambda m, a, k, where: target)})


def _set_prototype(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    if len(args) > 1 and type(args[0]) is FunctionValue and not nothing(args[1]):
        from accord.evaluate.js_binding import set_member

        set_member(machine, args[0], PROTOTYPE, args[1], at)
    if len(args) > 1 and type(args[1]) is DictValue and type(args[0]) is DictValue:
        for name, value in args[1].entries.items():
            args[0].entries.setdefault(name, value)
    return _first(machine, args, kwargs, at)


def _prototype_of(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    if args and type(args[0]) is Instance:
        return DictValue(args[0].cls.namespace)
    return Unknown("prototype", at=at)


# -- Array, String, Promise -------------------------------------------------------------------------------------------------------


def _is_array(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    value = args[0] if args else UNDEFINED
    return Unknown("undecided") if type(value) in (Unknown, Union) else certain(type(value) is ListValue)


def _array_from(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    length = args[0].entries.get("length") if args and type(args[0]) is DictValue else None
    if type(length) is int:
        held = args[0].entries
        made = ListValue([held.get(str(n), UNDEFINED) for n in range(min(length, _MANY))], length <= _MANY)
    else:
        found = machine.iterate(args[0]) if args else None
        made = ListValue(list(found[0]), found[1]) if found is not None else ListValue([], False)
    if len(args) > 1:
        return machine.call(machine.attribute(made, "map", at), [args[1]], {}, at)
    return made


def _array(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    if len(args) == 1 and type(args[0]) is int:
        return ListValue([UNDEFINED] * min(args[0], _MANY))
    return ListValue(list(args))


def _string(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return as_string(machine, args[0]) if args else ""


def _awaited_all(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return args[0] if args else UNDEFINED


def _settled(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`Promise.allSettled(promises)`: all of them were kept."""
    found = machine.iterate(args[0]) if args else None
    if found is None:
        return _awaited_all(machine, args, kwargs, at)
    return ListValue([DictValue({"status": "fulfilled", "value": v}) for v in found[0]], found[1])


def _promise(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`new Promise(executor)`: what the executor resolves with."""
    resolved: list[Value] = []

    def resolve(m: Machine, given: Args, k: Kwargs, where: At) -> Value:
        resolved.append(given[0] if given else UNDEFINED)
        return UNDEFINED

    if args and type(args[0]) is FunctionValue:
        machine.call(args[0], [Native("resolve", resolve), Native("reject", _nothing)], {}, at)
    return join_all(resolved) if resolved else Unknown("a promise", at=at)


def _race(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    found = machine.iterate(args[0]) if args else None
    return join_all(list(found[0])) if found is not None and found[0] else Unknown("a promise", at=at)


def _nothing(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return UNDEFINED


def _of_function(name: str, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`Function.prototype.apply.call(function, this, list)`."""
    return machine.call(function_method(args[0], name), args[1:], {}, at) if args else UNDEFINED


def _reflect_apply(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`Reflect.apply(function, this, list)`."""
    return machine.call(function_method(args[0], "apply"), args[1:], {}, at) if args else UNDEFINED


def _reflect_construct(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`Reflect.construct(class, list)`."""
    from accord.evaluate.js_calls import construct

    found = machine.iterate(args[1]) if len(args) > 1 else ([], True)
    given, exact = found if found is not None else ([], False)
    return construct(machine, args[0], list(given), at, not exact) if args else UNDEFINED


def _reflect_get(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    from accord.evaluate.js_expressions import item

    return item(machine, args[0], args[1], at) if len(args) > 1 else UNDEFINED


def _later(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`setTimeout` and its kin: what runs later runs, once; a timer that sets itself again does not."""
    return _soon(machine, [*args[:1], *args[2:]], kwargs, at)


def _soon(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`setImmediate(work, ...args)`: the same without a time."""
    work = args[0] if args else None
    if machine.prompt and work is not None:
        if type(work) is not FunctionValue or not _sets_itself(machine, work.code):
            machine.call(work, args[1:], {}, at)
    elif type(work) is FunctionValue and not any(f is work for f, _ in machine.pending):
        again = work.code in machine.called or any(getattr(f, "code", None) is work.code for f, _ in machine.pending)
        # what registers does so for every object it was made around
        if not again or (machine.libraries.keen(work.code.text()) and not _sets_itself(machine, work.code)):
            machine.pending.append((work, args[1:]))
    return Unknown("timer")


def _sets_itself(machine: Machine, code: FunctionCode) -> bool:
    """Whether the function that runs is this one, or is written in it."""
    function = machine.sites[2] if machine.sites is not None else None
    running: FunctionCode | None = function.code if function is not None else None
    if running is None or running.file != code.file:
        return False
    (start, end), (first, last) = code.span, running.span
    return start <= first and last <= end


_MANY = 1000  # elements of an array that is made by its length
_ATOM = re.compile(r"\\.|\[(?:[^\]\\]|\\.)*\]|/", re.DOTALL)  # what is, or may hold, a slash


def _regex(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    source = args[0] if args else ""
    if type(source) is RegexValue:
        return source
    text = known(source)
    if text is None:
        return Unknown("a regular expression", at=at)
    escaped = _ATOM.sub(lambda atom: "\\/" if atom.group() == "/" else atom.group(), text)  # as `source` spells it
    return RegexValue(escaped, (known(args[1]) or "") if len(args) > 1 else "")


def _url(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`new URL(path, base)`."""
    path = as_string(machine, args[0]) if args else ""
    text, base = known(path), known(args[1]) if len(args) > 1 else None
    if text is not None and base is not None and base.startswith("file://"):
        import posixpath

        folder = base if base.endswith("/") else base.rpartition("/")[0]
        text = "file://" + posixpath.normpath(posixpath.join(folder.removeprefix("file://") or "/", text))
        path = text
    elif (
        not machine.client
        and text is not None
        and base is not None
        and (origin := re.match(r"[a-z][a-z+.-]*://[^/?#]*", base))
    ):
        import posixpath

        if not re.match(r"[a-z][a-z+.-]*:", text):
            folder = base[origin.end() :].partition("?")[0].partition("#")[0].rpartition("/")[0]
            ends = "/" if text.endswith("/") else ""
            text = origin.group() + posixpath.normpath(posixpath.join("/", folder, text)).rstrip("/") + ends
            path = text
    match = re.match(r"^([a-z][a-z+.-]*:)//([^/?#]*)(/[^?#]*)?", text or "")
    pathname: Value = (match.group(3) or "/") if match else path
    entries: dict[Any, Value] = {"href": path, "pathname": pathname}
    if match and not machine.client:
        host = match.group(2).rpartition("@")[2]
        entries |= {"protocol": match.group(1), "host": host, "origin": f"{match.group(1)}//{host}"}
    return DictValue(entries, False)


def parsed_json(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`JSON.parse(text)` of a text that is known."""
    from accord.evaluate.js_modules import of_json
    from accord.source import json_with_comments

    text = args[0] if args else None
    data = json_with_comments.loads(text) if type(text) is str else None
    if data is not None:
        return of_json(data)
    return Unknown("result of js:JSON#parse", at=at, owner=Library("js:JSON#parse"), name="()")


def _stringified(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return Unknown("JSON text", at=at)


_SYMBOLS = frozenset(("iterator", "asyncIterator"))


def _symbol(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """A symbol as a text no program writes."""
    return f"*symbol {known(args[0]) or ''} {at[0]}:{at[1]}" if args else f"*symbol {at[0]}:{at[1]}"


def _symbol_for(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    text = known(args[0]) if args else None
    return f"*symbol {text}" if text is not None else Unknown("a symbol", at=at)


NATIVES: dict[str, Callable[[Machine, Args, Kwargs, At], Value]] = {
    "js:Object#()": _object, "js:Object#assign": _assign, "js:Object#values": _values, "js:Object#entries": _entries, "js:Object#keys": _keys,
    "js:Object#getOwnPropertyNames": _keys, "js:Object#fromEntries": _from_entries,
    "js:Object#hasOwn": _has_own, "js:Object#prototype.hasOwnProperty.call": _has_own,
    **js_descriptors.NATIVES, "js:Object#create": _create, "js:Object#setPrototypeOf": _set_prototype,
    "js:Object#getPrototypeOf": _prototype_of, "js:Object#freeze": _first, "js:Object#seal": _first, "js:Reflect#ownKeys": _keys,
    **{f"js:Function#prototype.{name}.call": partial(_of_function, name) for name in ("call", "apply", "bind")},
    "js:Reflect#apply": _reflect_apply, "js:Reflect#construct": _reflect_construct,
    "js:Reflect#get": _reflect_get, "js:Reflect#getPrototypeOf": _prototype_of,
    "js:Array#()": _array, "js:Array#isArray": _is_array, "js:Array#from": _array_from, "js:Array#of": lambda m, a, k, at: ListValue(list(a)),
    "js:String#()": _string, "js:String#raw": js_strings.raw, "js:Number#()": js_numbers.number, "js:encodeURIComponent#()": js_strings.encoded(""),
    "js:encodeURI#()": js_strings.encoded(";/?:@&=+$,#"),
    "js:decodeURIComponent#()": _decoded, "js:decodeURI#()": _decoded, "js:parseInt#()": js_numbers.parsed_int,
    "js:Number#parseInt": js_numbers.parsed_int, "js:RegExp#()": _regex,
    "js:WeakRef#()": _weak_reference,
    "js:Promise#()": _promise, "js:Promise#all": _awaited_all, "js:Promise#allSettled": _settled, "js:Promise#resolve": _first,
    "js:Promise#race": _race, "js:Promise#any": _race, "js:Promise#reject": _nothing,
    "js:Symbol#()": _symbol, "js:Symbol#for": _symbol_for,
    "js:process#cwd": lambda m, a, k, at: js_modules.home(m, at[0]),
    "js:setTimeout#()": _later, "js:setImmediate#()": _soon, "js:process#nextTick": _soon, "js:queueMicrotask#()": _soon,
    **js_metadata.NATIVES, "js:URL#()": _url, "js:JSON#stringify": _stringified, "js:JSON#parse": parsed_json, "js:structuredClone#()": _first,
}  # fmt: skip

_LIBRARIES = [
    "Object",
    "Array",
    "String",
    "Number",
    "Boolean",
    "Promise",
    "RegExp",
    "JSON",
    "Math",
    "Date",
    "Symbol",
    "Error",
    "TypeError",
    "Reflect",
    "Proxy",
    "URL",
    "URLSearchParams",
    "process",
    "console",
    "Buffer",
    "setTimeout",
    "setImmediate",
    "setInterval",
    "queueMicrotask",
    "clearTimeout",
    "encodeURIComponent",
    "encodeURI",
    "decodeURIComponent",
    "decodeURI",
    "parseInt",
    "parseFloat",
    "fetch",
    "structuredClone",
    "globalThis",
    "global",
    "window",
    "Intl",
    "BigInt",
    "WeakRef",
    "AbortController",
    "TextEncoder",
    "TextDecoder",
    "Function",
    "eval",
    "isNaN",
]

GLOBALS: dict[str, Any] = {
    "undefined": UNDEFINED,
    "this": UNDEFINED,
    "NaN": Unknown("NaN"),
    "Infinity": Unknown("Infinity"),
    **{name: Library(f"js:{name}") for name in _LIBRARIES},
    "Map": MAP,
    "WeakMap": MAP,
    "Set": SET,
    "WeakSet": SET,
    **{name: Native(name, run) for name, run in HELPERS.items()},
}


_OF_ARRAYS = "js:Array#prototype."


def lookup(name: str) -> Value:
    """A member of a global object; `#()` is what calling it does."""
    owner, _, member = name.partition("#")
    if owner in ("js:globalThis", "js:global", "js:window") and member in GLOBALS:
        return GLOBALS[member]
    if owner in js_globals.OBJECTS and member and "()" not in member:
        return Unknown(f"the global {member}, which is set nowhere", soft=True, name=member)
    if name.startswith(_OF_ARRAYS):  # `Array.prototype.slice.call(arguments)`
        method, _, carried = name.removeprefix(_OF_ARRAYS).partition(".")
        found = list_method(method)
        return found if not carried or found is MISSING else function_method(found, carried)
    if owner == "js:Symbol" and member in _SYMBOLS:
        return f"*symbol {member}"
    run = NATIVES.get(name)
    return Native(member if member != "()" else owner[3:], run) if run is not None else MISSING
