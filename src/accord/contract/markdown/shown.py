"""What the samples of a document say of its base: the URLs that commands and code call, held against the paths of its rows."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from accord.contract.markdown.placeholders import stands_in
from accord.contract.markdown.tokens import path_at, template

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from accord.contract.markdown.blocks import Block
    from accord.contract.markdown.candidates import Candidate

_MOST = 400  # rows and calls that are compared
_URL = re.compile(r"https?://")
_WIRE = re.compile(r"\s*(?:GET|POST|PUT|PATCH|DELETE|HEAD)\s+(?=/\S*\s+HTTP/\d)")
_FETCHED = re.compile(r"(?:\bfetch|\baxios(?:\.\w+)?)\(\s*[\"'`](?=/)")
_COMMAND = re.compile(
    r"\b(?:curl|wget|xh|Invoke-\w+|fetch|axios|requests?|httpx|urlopen|got|client|session|http)\b(?!s?://)|\.(?:get|post|put|patch|delete|request)\(",
    re.IGNORECASE,
)  # a URL elsewhere is a value, a link, a header
_LOCAL = re.compile(
    r"https?://(?:localhost|127\.\d|0\.0\.0\.0|192\.168\.|10\.\d|\[::|[<{$\[]|(?:[\w-]+\.)*(?:your|my|example|host|server|domain)[\w-]*(?:[.:/]|$))",
    re.IGNORECASE,
)
_BELOW_A_ROOT = re.compile(r"(?:/[\w.-]+)?/(?:api|rest|v\d+)/\w", re.IGNORECASE)
_LONG_LINE = 600
_WORD = re.compile(r"[A-Za-z_][\w.-]*")


@dataclass(frozen=True, slots=True)
class Shown:
    """Rows by the prefix that samples call them below; those called just as they are written have the prefix ""."""

    by_prefix: Mapping[str, frozenset[str]] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)  # of the first call with a prefix

    def below(self, prefix: str) -> frozenset[str]:
        """The keys of the rows that are called below a prefix."""
        return self.by_prefix.get(prefix, frozenset())

    def only(self, fewest: int, alone: Collection[str] = ()) -> str:
        """The one prefix that at least `fewest` rows are called below and no row without; an empty text where there is none.

        A prefix that can only be a root, `/api/v1`, and one that stands `alone` in a line need no second row.
        """
        fit = [
            prefix
            for prefix, rows in self.by_prefix.items()
            if prefix and (len(rows) >= fewest or prefix in alone or _root(prefix))
        ]
        return fit[0] if len(fit) == 1 and not self.below("") else ""


def shown(
    blocks: Sequence[Block], candidates: Sequence[Candidate], paths: Mapping[int, str], hosts: Iterable[str]
) -> Shown:
    """The calls of a document; `paths` holds the path of a candidate (by id) without the base, `hosts` those said to be the service's."""
    rows: dict[int, dict[tuple[str, ...], str]] = {}
    for one in [one for one in candidates if not (one.gone or one.sample or one.path.host or stands_in(one.path.text))][
        :_MOST
    ]:
        shape = template(paths[id(one)]).bare
        if any(_WORD.fullmatch(segment) for segment in shape.segments):
            rows.setdefault(len(shape.segments), {})[shape.segments] = shape.key
    if not rows:
        return Shown()
    defining = {one.line for one in candidates if one.path.host}
    own = {_name(host) for host in hosts}
    calls = list(_calls(blocks, defining))[:_MOST]
    calls += list(_addresses(blocks, defining))[:_MOST]
    if not any(_LOCAL.match(host) or _name(host) in own for host, _, _ in calls if host):
        usual = Counter(_name(host) for host, _, _ in calls if host).most_common(1)
        own = {usual[0][0]} if usual else own
    found: dict[str, set[str]] = {}
    lines: dict[str, int] = {}
    for host, segments, line in calls:
        if host and not (_LOCAL.match(host) or _name(host) in own):
            continue
        called = _row(segments, rows)
        if called is None or (not called[0] and not host):
            continue  # a client with a base of its own calls `/users`, too
        prefix, key = called
        found.setdefault(prefix, set()).add(key)
        lines.setdefault(prefix, line)
    return Shown({prefix: frozenset(keys) for prefix, keys in found.items()}, lines)


def _root(prefix: str) -> bool:
    return re.fullmatch(r"(?:/[\w.-]+)?/(?:api|rest|v\d+(?:\.\d+)?)", prefix, re.IGNORECASE) is not None


def _name(host: str) -> str:
    return re.sub(r"^\w+://|:\d+$|[\"'`]", "", host).lower()


def _calls(blocks: Sequence[Block], defining: set[int]) -> Iterator[tuple[str, tuple[str, ...], int]]:
    """Host, segments and line of what is called: URLs, request lines with a protocol, what scripts of a page fetch."""
    for block in blocks:
        goes_on = False  # a command over several lines
        for text, line in block.lines if block.kind in ("fence", "text") else ():
            if line in defining or len(text) > 2000:
                continue
            commands = goes_on or _COMMAND.search(text) is not None
            goes_on = commands and text.rstrip().endswith(("\\", "(", "^", "`"))
            starts = [match.start() for match in _URL.finditer(text)] if commands and "://" in text else []
            if block.kind == "fence":
                starts += [match.end() for match in (_WIRE.match(text), _FETCHED.search(text)) if match]
            for start in starts:
                path = path_at(text, start)
                if path is not None and path.text != "/":
                    yield path.host, template(path.text).bare.segments, line


def _addresses(blocks: Sequence[Block], defining: set[int]) -> Iterator[tuple[str, tuple[str, ...], int]]:
    """The same of addresses on one's own machine in running text, where they name a root: `http://localhost:3000/api/books/12`."""
    for block in blocks:
        for text, line in block.lines if block.kind == "text" else ():
            if line in defining or len(text) > _LONG_LINE or _COMMAND.search(text):
                continue
            for match in _URL.finditer(text):
                path = path_at(text, match.start())
                if path is not None and _LOCAL.match(path.host) and _BELOW_A_ROOT.match(path.text):
                    yield path.host, template(path.text).bare.segments, line


def _row(called: tuple[str, ...], rows: Mapping[int, Mapping[tuple[str, ...], str]]) -> tuple[str, str] | None:
    """The prefix and the key of the longest row that a call ends with."""
    for size in range(len(called), 0, -1):
        front, tail = called[:-size], called[-size:]
        if len(front) > 4 or not all(_WORD.fullmatch(segment) for segment in front):
            continue
        known = rows.get(size, {})
        key = known.get(tail) or next((key for row, key in known.items() if _instance(tail, row)), None)
        if key is not None:
            return "".join(f"/{segment}" for segment in front), key
    return None


def _instance(called: tuple[str, ...], row: tuple[str, ...]) -> bool:
    return all(want == one or ("{}" in want and one) for one, want in zip(called, row, strict=True))
