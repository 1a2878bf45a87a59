"""Requests to calls: bases and paths, hosts of others, what was sent in vain, and the net that tells what was lost."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from accord.evaluate.js_closures import in_vain
from accord.evaluate.values import Hole, Text, options_of
from accord.frameworks.requests import ANY, METHODS, Request
from accord.model import Call, Examined, Operation, Scan, TrailStep, Unread, Where
from accord.paths import HOLE, PathTemplate
from accord.scan.client_urls import Address, addresses

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accord.evaluate.machine import Machine
    from accord.evaluate.values import At
    from accord.frameworks.clients import ClientPackages
    from accord.scan.clients import ClientTree
    from accord.source.files import SourceFiles

_LOCAL = re.compile(
    r"^(?:\{\}|localhost|127\.|0\.0\.0\.0|\[::1\]|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|[\w.-]+\.(?:local|test|localhost|internal|lan)\b|[\w-]+(?::|$))|\{\}"
)
_SHAPE = re.compile(
    rb"(?<![\w$.#])(?<!async )(?<!function )(?:fetch|axios|ky|\$fetch|ofetch)\s*(?:<[^;{}()]*>)?\(|"
    rb"\b(?:axios|ky|superagent|\w*[aA]pi|\w*[hH]ttp|\w*[cC]lient|requests?|\w*[aA]gent|\w*Axios)\s*(?:\?)?\.(?:get|post|put|patch|delete|del|request|GET|POST|PUT|PATCH|DELETE)"
    rb"\s*(?:<[^;{}()]*>)?\("
)
_VERB = rb"(?:get|post|put|patch|delete|del|GET|POST|PUT|PATCH|DELETE)"
# what nothing but a request looks like: it must have come to something
_SURE = re.compile(
    rb"(?:(?<![\w$.#])(?:fetch|axios|ky|\$fetch|ofetch)|\b(?:axios|ky|superagent|\w*[aA]pi|\w*[hH]ttp|\w*[cC]lient|\w*Axios)\s*\??\."
    + _VERB
    + rb")"
    rb"\s*(?:(?:<[^;{}()]*>)?\(|,)\s*(?:\w*`|['\"])(?P<path>(?:/\w|https?://)[^'\"`$?\n]*)|"
    rb"\bbuild(?:er)?\s*\.(?:query|mutation)\s*(?:<[^()]*>)?\(\s*\{\s*query\s*[:(]"
)
_SPREAD = 8  # lines below the head of an endpoint in which its URL stands
_ANSWERED = re.compile(rb"[^\n]*(?:=>\s*[{(\w]|\bfunction\b|\breq\b)")  # a handler behind the path: a server or a mock


_WRAPPERS = frozenset(
    ("get", "post", "put", "patch", "delete", "del", "head", "options", "request", "remove", "_delete")
)
_WORD = re.compile(rb"[A-Za-z_$][\w$]*")


class Row(NamedTuple):
    """A request with its URL taken apart."""

    request: Request
    address: Address


class Harvest:
    """What a client was seen to send once the evaluation is over."""

    def __init__(self, machine: Machine, packages: ClientPackages, tree: ClientTree) -> None:
        self.machine, self.packages, self.tree = machine, packages, tree
        self._unread: dict[tuple[str, int, str], set[str]] = {}
        self._words: Counter[bytes] | None = None

    def unread(self, file: str, line: int, reason: str, covers: Iterable[str] = ()) -> None:
        self._unread.setdefault((file, line, reason), set()).update(covers)

    def scan(self, found: SourceFiles) -> Scan:
        """The finished scan."""
        rows = self._rows()
        calls = self._calls(rows)
        self._losses({(site.at, m) for row in rows for site in row.request.sites for m in ("", row.request.method)})
        self._shapes()
        for relative, reason in found.unreadable:
            self.unread(relative, 0, reason, (relative,))
        told = tuple(
            Unread(Where(f, line), reason, tuple(sorted(c))) for (f, line, reason), c in sorted(self._unread.items())
        )
        libraries = Counter(library for library, _ in {(c.library, c.where.file) for c in calls if c.library})
        examined = Examined(
            files=self.tree.files,
            bytes=self.tree.bytes,
            skipped=dict(sorted(found.skipped.items())),
            frameworks=dict(sorted(libraries.items())),
        )
        return Scan((), calls, told, examined)

    # -- requests -----------------------------------------------------------------------------------------------------------------
    def _rows(self) -> list[Row]:
        rows: list[Row] = []
        for request in self.packages.requests.requests:
            if request.root is not None and (request.root.ran == 3 or in_vain(request.root)):
                continue
            base = request.settings.where() if request.settings is not None else ""
            for each in options_of(base):
                address = addresses(request.url, each)
                if address is not None:
                    rows.append(Row(request, address))
        return rows

    def _calls(self, rows: list[Row]) -> tuple[Call, ...]:
        longer = _longer_bases(rows)
        own = _own_hosts([r for r in rows if r.address.path.complete])
        out: dict[tuple[object, ...], Call] = {}
        for row in rows:
            request, address = row
            base, path = address.base, address.path
            if address.joint and (base, address.joint) in longer:
                shorter = path.without(PathTemplate.parse(address.joint))
                if shorter is not None:
                    base, path = base + address.joint.rstrip("/"), shorter
            where = Where(*request.sites[0].at)
            if path.text == HOLE and self._in_vain(request):
                continue
            method = request.method
            if method == ANY or method not in METHODS:
                what = "the method of this request is not known"
                self.unread(where.file, where.line, what, (path.text,) if path.complete else (where.file,))
                continue
            external = bool(address.host) and not own(address)
            key = (method, path.key, where, external)
            call = Call(
                operation=Operation(method, path),
                where=where,
                base=base,
                query=tuple(dict.fromkeys((*address.query, *request.query))),
                external=external,
                trail=tuple(TrailStep(Where(*site.at), site.piece) for site in request.sites),
                library=request.library,
            )
            earlier = out.get(key)
            if earlier is None or (not earlier.query and call.query):
                out[key] = call
        whole = {(c.operation.method, c.where, c.operation.path.text) for c in out.values() if c.complete}
        told = [c for c in out.values() if c.complete or not _found(c, whole)]
        answered = {c.trail[-1].where for c in told if c.complete and c.trail}
        for call in told:
            front, hole, rest = call.operation.path.text.rpartition(HOLE)
            if hole and rest in ("", "/") and not call.external and call.trail[-1].where not in answered:
                self.unread(call.where.file, call.where.line, "where this request goes is not known", (_known(front),))
        return tuple(sorted(told, key=lambda c: (c.where, c.operation.method, c.operation.path.text)))

    def _in_vain(self, request: Request) -> bool:
        """Whether nothing but a sweep enters the function that sends this, so that the program never does: a wrapper without callers."""
        root = request.root
        holes = [p for p in request.url.parts if type(p) is Hole] if type(request.url) is Text else []
        if root is None or root.code.name[:1] == "<" or not any(h.reason.startswith("argument ") for h in holes):
            return False
        name = root.code.name
        if name in self.packages.asked:
            return False
        return name.lower() in _WRAPPERS or self._mentions(name) < 3

    def _mentions(self, name: str) -> int:
        """How often a name stands in the tree."""
        if self._words is None:
            self._words = Counter(w for data in self.tree.texts.values() for w in _WORD.findall(data))
        return self._words[name.encode()]

    # -- the honesty net ----------------------------------------------------------------------------------------------------------
    def _losses(self, sent: set[tuple[At, str]]) -> None:
        """What was not understood; a place where another look found the request is understood."""
        for loss in self.machine.losses.values():
            kind, _, method = loss.kind.partition(" ")
            if kind not in ("maybe", "route") and not (kind == "call" and (loss.at, method) in sent):
                self.unread(*loss.at, loss.reason, [c for c in loss.covers if c == "/" or not c.startswith("/")])

    def _shapes(self) -> None:
        """A line that looks like a request and was never evaluated is told."""
        from accord.scan.js_shapes import in_text

        seen = self.machine.seen
        touched = {site.at for request in self.packages.requests.requests for site in request.sites}
        touched |= self.packages.requests.places | {(file, line) for file, line, _ in self._unread}
        sent = "\n".join({str(request.url) for request in self.packages.requests.requests})
        for path, data in self.tree.admitted.items():
            relative = self.machine.tree.rel(path)
            for match in _SURE.finditer(data):
                first = data.count(b"\n", 0, match.start()) + 1
                last = data.count(b"\n", 0, match.end()) + 1
                literal = match["path"]
                until = last if literal is not None else last + _SPREAD
                if (
                    not any((relative, n) in touched for n in range(first, until + 1))
                    and (literal is None or any((relative, n) in seen for n in range(first, last + 1)))
                    and (
                        literal is None or literal.decode("utf-8", "replace") not in sent
                    )  # by whoever it was handed to
                    and (literal is None or not _ANSWERED.match(data, match.end()))
                    and not in_text(self.machine, path, match.start())
                ):
                    self.unread(relative, first, "looks like a request and came to nothing")
            for match in _SHAPE.finditer(data):
                last = data.count(b"\n", 0, match.end()) + 1
                first = last - match.group().count(b"\n")
                if not any((relative, n) in seen for n in range(first, last + 1)) and not in_text(
                    self.machine, path, match.start()
                ):
                    self.unread(relative, first, "looks like a request and was never evaluated")


# -- bases and hosts --------------------------------------------------------------------------------------------------------------


def _found(call: Call, whole: set[tuple[str, Where, str]]) -> bool:
    """Whether a call whose prefix is not known was found with one by another look at the same place."""
    text = call.operation.path.text
    return text.startswith(f"{HOLE}/") and (call.operation.method, call.where, text[len(HOLE) :]) in whole


def _known(front: str) -> str:
    """What is known of a path before its first unknown piece."""
    return front.partition("{")[0] or "/"


def _longer_bases(rows: list[Row]) -> set[tuple[str, str]]:
    """Bases that go on with a piece all their requests share: `${HOST}/api` is the base where nothing below HOST is asked for otherwise."""
    pieces: dict[str, set[str]] = defaultdict(set)
    paths: dict[str, set[str]] = defaultdict(set)
    for _, address in rows:
        if address.base and address.configured:
            pieces[address.base].add(address.joint)
            paths[address.base].add(address.path.key)
    return {
        (base, joint)
        for base, joints in pieces.items()
        for joint in joints
        if joint and len(joints) == 1 and len(paths[base]) > 1
    }


def _own_hosts(rows: list[Row]) -> _Own:
    """Which hosts are this project's: local ones, those a deployment sets, and the one that most requests go to where it is configured."""
    mine = {r.address.path.key for r in rows if not r.address.host or r.address.soft or _LOCAL.search(r.address.host)}
    others: dict[str, set[str]] = defaultdict(set)
    configured: set[str] = set()
    for row in rows:
        host = row.address.host
        if host and not row.address.soft and not _LOCAL.search(host):
            others[_domain(host)].add(row.address.path.key)
            if row.address.configured:
                configured.add(_domain(host))
    soft = {_domain(r.address.host) for r in rows if r.address.host and r.address.soft}
    first = max(others, key=lambda h: len(others[h]), default="")
    main = (
        {first}
        if first and len(others[first]) > len(mine) and (first in configured or len(others[first]) > 2)
        else set()
    )
    return _Own(frozenset(main | soft))


class _Own:
    """Whether an address is of this project."""

    def __init__(self, domains: frozenset[str]) -> None:
        self.domains = domains

    def __call__(self, address: Address) -> bool:
        return address.soft or bool(_LOCAL.search(address.host)) or _domain(address.host) in self.domains


def _domain(host: str) -> str:
    """The registered name of a host, roughly: its last two labels."""
    return ".".join(host.partition(":")[0].split(".")[-2:])


__all__ = ["Harvest"]
