"""What every HTTP client shares: the requests a scan saw, and how a client's method, URL, base and options are read.

A framework module of a client offers `PACKAGES`, `lookup(machine, name)` and `ROLE = "consumer"`: its models are asked only where calls are sought.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from accord.evaluate.js_values import UNDEFINED, as_string, known, nothing
from accord.evaluate.values import (
    MISSING,
    At,
    DictValue,
    FunctionValue,
    Instance,
    LazyImport,
    ListValue,
    ModuleValue,
    Text,
    Union,
    Unknown,
    Value,
    alternatives_of,
    apart_in_worlds,
    join_worlds,
    lost_here,
    narrowed,
    options_of,
)
from accord.evaluate.worlds import ANYWHERE, common

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine
    from accord.evaluate.worlds import World
    from accord.source.ir import FunctionCode

Args = list[Value]
Kwargs = dict[str, Value]
VERBS = ("get", "post", "put", "patch", "delete", "head", "options")
METHODS = frozenset(("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"))
ANY = "?"  # a method nobody could read
_SEGMENT = re.compile(r"[^/?#&=]+")
LIMIT = 50_000
NEITHER: Value = object()  # what is no object of options


class Settings:
    """What a client object was configured with; its base is read when the scan is over, since programs set it late."""

    __slots__ = ("base", "defaults", "parent", "rewrites")

    def __init__(self, base: Value = "", defaults: DictValue | None = None, parent: Settings | None = None) -> None:
        self.base, self.defaults, self.parent = base, defaults, parent
        self.rewrites: list[FunctionValue] = []  # interceptors that may change where a request goes

    def where(self) -> Value:
        """The configured base."""
        late = self.defaults.entries.get("baseURL", MISSING) if self.defaults is not None else MISSING
        if late is not MISSING and not nothing(late):
            return late
        return self.parent.where() if self.parent is not None and not self.base else self.base


class Site(NamedTuple):
    """A call on the way to a request, with the text it contributed to the URL."""

    at: At
    piece: str


class Request(NamedTuple):
    """A request as the program makes it; `sites` lead from where the path is written to where it is sent."""

    method: str
    url: Value
    settings: Settings | None
    query: tuple[str, ...]
    sites: tuple[Site, ...]
    root: FunctionValue | None  # the closure a sweep was in
    library: str
    given: bool  # whether the function that sends it was entered with real arguments


class Room:
    """The requests of a scan and what else was seen."""

    __slots__ = ("contexts", "later", "places", "replays", "requests", "seen")

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.places: set[At] = set()  # where something was sent
        self.seen: set[tuple[object, ...]] = set()
        self.later: list[tuple[str, Value, At, FunctionValue | None]] = []  # keys without a fetcher of their own
        self.replays: list[FunctionCode] = []  # the functions that are handed answers, and may repeat the request
        self.contexts: dict[str, list[Value]] = {}  # the fetchers that configurations give


def room_of(machine: Machine) -> Room | None:
    """The room of a scan for calls; None where routes are sought."""
    room: Room | None = getattr(machine.libraries, "requests", None)
    return room


def forced(machine: Machine, value: Value) -> Value:
    return machine.force(value) if type(value) is LazyImport else value


# -- reading options --------------------------------------------------------------------------------------------------------------


def option(machine: Machine, value: Value, name: str, at: At) -> Value:
    """An entry of an options object: MISSING where it has none, Unknown where nobody can tell."""
    value = forced(machine, value)
    given = apart_in_worlds(value) if type(value) is Union else [(value, ANYWHERE)]
    found: list[Value] = []
    worlds = [world for _, world in given]
    for each, _ in given:
        if nothing(each) or each is MISSING:
            found.append(MISSING)
        elif type(each) is DictValue:
            entry = each.entries.get(name, MISSING)
            if entry is MISSING:
                found.append(MISSING if each.exact else Unknown("an option nobody knows", name=name))
            else:
                found.append(machine.attribute(each, name, at))
        elif type(each) in (Instance, ModuleValue):
            entry = machine.attribute(each, name, at)
            found.append(MISSING if entry is UNDEFINED or type(entry) is Unknown else entry)
        elif type(each) is Unknown:
            found.append(Unknown("options nobody knows", at=each.at, name=name))
        else:
            found.append(NEITHER)
    if all(f is MISSING or f is UNDEFINED or f is NEITHER for f in found):
        return MISSING
    told = [(UNDEFINED if f is MISSING else f, w) for f, w in zip(found, worlds, strict=True) if f is not NEITHER]
    return join_worlds(sorted(told, key=lambda each: each[0] is not UNDEFINED))


def methods_of(machine: Machine, value: Value, at: At, name: str = "method", default: str = "GET") -> list[str]:
    """The methods an options object may name; GET where it names none, ANY where nobody can tell."""
    found = option(machine, value, name, at)
    return methods_named(found, default, machine.world)


def methods_named(found: Value, default: str = "GET", around: World = ANYWHERE) -> list[str]:
    out: dict[str, list[World]] = {}
    for each, world in alternatives_of(narrowed(found, around)):
        text = known(each)
        name = default if each is MISSING or nothing(each) else text.upper() if text is not None else ANY
        out.setdefault(name, []).append(world)
    if ANY in out and len(out) > 1:
        del out[ANY]
    made: list[str] = []
    for name, worlds in out.items():
        made.append(method := Method(name))
        method.world = common(worlds)
    return made


class Method(str):
    """The name of a method, and in which world a request has it."""

    __slots__ = ("world",)
    world: World


def query_names(machine: Machine, value: Value) -> tuple[str, ...]:
    """The names of query parameters an object of them gives."""
    value = forced(machine, value)
    names: list[str] = []
    for each in options_of(value):
        if type(each) is DictValue:
            names += [k for k in each.entries if type(k) is str and not k.startswith("*")]
        elif type(each) is Instance and type(each.native) is list:
            names += each.native
        elif type(each) is ListValue:
            for pair in each.items:
                name = known(pair.items[0]) if type(pair) is ListValue and pair.items else None
                if name is not None:
                    names.append(name)
        elif type(each) in (str, Text):
            names += re.findall(r"(?:^|[?&])([\w.\[\]-]+)=", str(each))
    return tuple(dict.fromkeys(names))


# -- sending ----------------------------------------------------------------------------------------------------------------------


def send(
    machine: Machine,
    method: str,
    url: Value,
    at: At,
    *,
    library: str,
    settings: Settings | None = None,
    query: tuple[str, ...] = (),
) -> Value:
    """A request; the answer is unknown."""
    room = room_of(machine)
    answer = Unknown("an answer of a server", at=at)
    url = forced(machine, url)
    if type(method) is Method:
        url, method = narrowed(url, method.world), str(method)
    url = narrowed(url, machine.world)
    if room is None or len(room.requests) > LIMIT:
        return answer
    machine.fuel += 500  # whoever sends may go on
    machine.sent += 1
    room.places.add(at)
    for each in options_of(url):
        if nothing(each) or each is MISSING or (each == "" and type(url) is Union):
            continue  # an empty text is what stands there until there is a URL
        text = as_string(machine, each, "url")
        for one in options_of(text):
            sites = _sites(machine, at, one)
            key = (method, str(one), sites[0].at, id(settings), id(machine.root))
            if key not in room.seen:
                room.seen.add(key)
                given = machine.root is None or (machine.sites is not None and machine.sites[3] is not None)
                room.requests.append(Request(method, one, settings, query, sites, machine.root, library, given))
    return answer


def _sites(machine: Machine, at: At, url: Value) -> tuple[Site, ...]:
    """The calls that handed a piece of the URL on, outermost first: the first is where people look for the request."""
    segments = set(_SEGMENT.findall(str(url)))
    found: list[Site] = [Site(at, str(url))]
    around, root = machine.sites, machine.root
    made: list[Site] = []
    passed: list[FunctionValue] = []
    for _ in range(80):
        if around is None:
            break
        site, args, function, around = around
        if not site[1]:  # a closure entered by a sweep or a library: whoever made it may have given it the piece
            around = (
                function.sites
                if function is not None and (function is root or function.scope.parent is not None)
                else None
            )
            continue
        if function is not None:
            passed.append(function)
        own = _piece(machine, args, segments, 0 if made else 3)
        if own is None and function is not None and not made and _handed_over(function, around):
            made = _written(machine, function, segments)
            found += made  # the piece is written where the closure was made, and not where that is handed over
        if own is not None:
            found.append(Site(site, own))
        elif function is not None and function.scope.parent is None:
            break  # a closure may have the piece from what surrounds it; any other function was not handed it
    if len(found) == 1:  # no call handed the piece on: a closure on the way was made with it
        written = [w for f in passed if (w := _written(machine, f, segments))]
        found += written[0] if written else _spelled(machine, found[0])
    return tuple(reversed(found))


def _spelled(machine: Machine, sent: Site) -> list[Site]:
    """The call in the function that spells the last known segment of a URL, where an object carried it to the one that sends."""
    known = next((s.encode() for s in reversed(_SEGMENT.findall(sent.piece)) if not set("{}") & set(s)), None)
    if known is None:
        return []
    word = re.compile(rb"(?<!\w)" + re.escape(known) + rb"(?!\w)")
    at, around = sent.at, machine.sites
    while around is not None:
        site, _, function, around = around
        if function is not None and word.search(function.code.text()):
            return [Site(at, sent.piece)] if at != sent.at else []
        if not site[1]:
            break
        at = site
    return []


def _piece(machine: Machine, args: Args, segments: set[str], depth: int = 3) -> str | None:
    """The argument that is a part of a URL."""
    pieces = [p for a in args for p in _texts(machine, a, depth)]
    return next((p for p in pieces if (words := _SEGMENT.findall(p)) and segments.issuperset(words)), None)


def _handed_over(function: FunctionValue, around: Any) -> bool:
    """Whether one of the calls around was given the function."""
    for _ in range(20):
        if around is None:
            return False
        _, args, _, around = around
        if any(a is function for a in args):
            return True
    return False


def _written(machine: Machine, closure: FunctionValue, segments: set[str]) -> list[Site]:
    """The calls under which a closure was made that gave it a piece of the URL, innermost first."""
    found: list[Site] = []
    around = closure.sites if closure.scope.parent is not None else None
    while around is not None and len(found) < 20:
        site, args, _, around = around
        own = _piece(machine, args, segments) if site[1] else None
        if own is None:
            break
        found.append(Site(site, own))
    return found


def _texts(machine: Machine, value: Value, depth: int = 3) -> list[str]:
    kind = type(value)
    if kind is str:
        return [value]
    if kind is Text:
        return [p for p in value.parts if type(p) is str]
    if depth and kind is DictValue:
        return [t for v in list(value.entries.values())[:40] for t in _texts(machine, v, depth - 1)]
    if depth and kind is ListValue:
        return [t for v in value.items[:40] for t in _texts(machine, v, depth - 1)]
    if depth and kind is FunctionValue and value.scope.parent is not None:  # a closure may hold a piece
        return [t for v in list(value.scope.vars.values())[:8] for t in _texts(machine, v, 0)]
    if depth and kind.__name__ == "Union":
        return [t for v in value.options for t in _texts(machine, v, depth - 1)]
    return []


def gone(value: Value) -> bool:
    """Whether a value was lost in this tree: what should be there is not."""
    return type(value) is Unknown and lost_here(value.reason)


def is_url(value: Value) -> bool:
    """Whether a value is text that a request may be sent to."""
    return any(type(o) in (str, Text) for o in options_of(value))


def is_pathy(value: Value) -> bool:
    """Whether a text looks like the path or URL of a request."""
    for each in options_of(value):
        text = str(each) if type(each) in (str, Text) else ""
        if re.match(r"/(?!/?$)[\w{:]|https?://|(?:\{\?\})+/\w|/$", text):
            return True
    return False


__all__ = [
    "ANY",
    "METHODS",
    "VERBS",
    "Method",
    "Request",
    "Room",
    "Settings",
    "Site",
    "gone",
    "is_pathy",
    "is_url",
    "methods_named",
    "methods_of",
    "option",
    "query_names",
    "room_of",
    "send",
]
