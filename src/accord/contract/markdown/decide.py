"""The path of a row as the document means it: what its part and the base put in front, decided by the strongest evidence about the row."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accord.contract.markdown.base_told import clean
from accord.contract.markdown.evidence import Evidence, Rank
from accord.contract.markdown.joined import below, below_another, overlapped, under
from accord.contract.markdown.outside import titled_outside
from accord.contract.markdown.placeholders import filled, stands_in, variable
from accord.contract.markdown.tokens import path_at, template
from accord.contract.markdown.topics import first_word

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from accord.contract.markdown.candidates import Candidate
    from accord.contract.markdown.known import Known

_DEFAULTED = re.compile(r"\$\{\w+:?-(https?://[^{}]+)\}")  # `${API:-https://host/api}/pets`
_SHORT = 60
_AT_ROOT = re.compile(
    r"/(?:healthz|livez|readyz|metrics|openapi\.(?:json|ya?ml)|swagger(?:\.json|-ui)?|docs|redoc|favicon\.ico|robots\.txt|\.well-known)(?:/|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Decision:
    """The path of a row and what it rests on, the decisive evidence first."""

    path: str
    trail: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    """A row to be decided: its path as written, then below the prefix of its part, and the base that may hold for it."""

    one: Candidate
    written: str
    path: str
    base: str
    part: Evidence | None

    @property
    def joined(self) -> str:
        return self.base + ("" if self.path == "/" else self.path)


_Answer = tuple[str, int]  # the path that a piece of evidence makes, and the line it stands in, 0 for the row's own


def decide(candidates: Sequence[Candidate], known: Known) -> dict[int, Decision]:
    """The decision for every row, by its id: on its own, then against what lists of others spell out."""
    out = {id(one): _decided(one, known) for one in candidates}
    shortened = _told_elsewhere(candidates, {row: decision.path for row, decision in out.items()})
    longer = {row: Decision(path, (Evidence(Rank.SHORTENED), *out[row].trail)) for row, path in shortened.items()}
    return out | longer


def _decided(one: Candidate, known: Known) -> Decision:
    """The path of a row: the first question of `QUESTIONS` that has an answer decides."""
    written = filled(one.path.text, known.variables) if known.variables and not one.path.host else one.path.text
    base, part = known.base(one), known.parts.get(id(one))
    named = variable(one.path.host)
    if named in known.variables:
        base = Evidence(Rank.VALUE, 0, known.variables[named])
    if part is not None and (part.prefix == base.prefix or written in known.outside):
        part = None  # one sentence read both ways; a remark on this very path
    row = _Row(one, written, below(written, part.prefix) if part else written, base.prefix, part)
    answers = ((rank, answer) for rank, asked in QUESTIONS if (answer := asked(row, known)) is not None)
    rank, (path, line) = next(answers, (Rank.RELATIVE, (row.joined, 0)))
    decisive = Evidence(rank, line or one.line) if base.prefix or rank is not Rank.CARRIED else None
    return Decision(path, tuple(found for found in (decisive, part, base if base.prefix else None) if found))


def _host(row: _Row, _: Known) -> _Answer | None:
    host = row.one.path.host
    return (
        (row.written, 0)
        if host.startswith(("http:", "https:", "ws:", "wss:")) and not re.search(r"[{<\[$]", host)
        else None
    )


def _block_outside(row: _Row, known: Known) -> _Answer | None:
    line = known.blocks.get(row.one.block.index)
    return None if line is None else (row.written, line)


def _default(row: _Row, _: Known) -> _Answer | None:
    found = _DEFAULTED.match(row.one.path.host)
    stated = path_at(found[1]) if found else None
    return (clean(stated) + ("" if row.written == "/" else row.written), 0) if stated and clean(stated) else None


def _stand_in(row: _Row, _: Known) -> _Answer | None:
    stands = stands_in(row.written) if row.base else 0
    return (row.base + row.written[stands:], 0) if stands else None


def _part_outside(row: _Row, known: Known) -> _Answer | None:
    told = known.apart.get(id(row.one))
    return None if told is None else (row.path, told.line)


def _carried(row: _Row, _: Known) -> _Answer | None:
    return (row.path, 0) if not row.base or under(row.path, row.base) else None


def _both_listed(row: _Row, known: Known) -> _Answer | None:
    both = (row.one.group, row.one.method, template(row.joined).bare.key)
    return (row.path, 0) if row.one.group and both in known.listed else None


def _spelled_out(row: _Row, known: Known) -> _Answer | None:
    if (row.one.method, template(row.joined).bare.key) not in known.stated:
        return None
    return (row.path if row.path == "/" and row.one.form == "heading" else row.joined), 0


def _title_outside(row: _Row, _: Known) -> _Answer | None:
    line = titled_outside(row.one.section)
    return (row.path, line) if line else None


def _other_prefix(row: _Row, known: Known) -> _Answer | None:
    return (row.path, 0) if not row.part and below_another(row.path, row.base, known.others) else None


def _by_nature(row: _Row, _: Known) -> _Answer | None:
    return (row.path, 0) if _AT_ROOT.match(row.path) else None


def _path_outside(row: _Row, known: Known) -> _Answer | None:
    path = known.covering.covering(row.path, row.base)
    if path is not None:
        return row.path, known.outside[path]
    titles = (first_word(section.name) for section in row.one.section.chain() if section.level > 1)
    named = next((title for title in titles if title in known.outside), "") if known.outside else ""
    return (row.path, known.outside[named]) if named else None


def _excepted(row: _Row, known: Known) -> _Answer | None:
    if not known.excepted:
        return None
    titles = [section.name for section in row.one.section.chain() if section.level > 1]
    said = (row.path.split("/")[1], row.one.text if len(row.one.text) < _SHORT else "", *titles)
    phrase = known.phrases.first(said)
    return None if phrase is None else (row.path, known.excepted[phrase])


def _called_bare(row: _Row, known: Known) -> _Answer | None:
    key, called = template(row.path).bare.key, known.shown.below(row.base)
    return (row.path, known.shown.lines[""]) if called and key in known.shown.below("") - called else None


def _overlap(row: _Row, _: Known) -> _Answer | None:
    longer = overlapped(row.path, row.base)
    return (longer, 0) if longer else None


def _shared_start(row: _Row, _: Known) -> _Answer | None:
    head, first = row.base.strip("/").split("/"), row.path.strip("/").split("/")
    return (row.path, 0) if len(head) > 1 and len(first) > 1 and head[0] == first[0] else None


def _rows_whole(row: _Row, known: Known) -> _Answer | None:
    whole = row.base == known.document.prefix and (known.mostly_whole or row.one.group in known.whole_groups)
    first = row.path.strip("/").split("/")[0]
    if whole and row.one.group and first and (row.one.group, first) in known.resources:
        return None  # `POST /users` beside `GET /api/users` in one list is the same thing
    return (row.path, 0) if whole else None


QUESTIONS: tuple[tuple[Rank, Callable[[_Row, Known], _Answer | None]], ...] = (
    (Rank.HOST, _host),
    (Rank.BLOCK_OUTSIDE, _block_outside),
    (Rank.DEFAULT, _default),
    (Rank.STAND_IN, _stand_in),
    (Rank.PART_OUTSIDE, _part_outside),
    (Rank.CARRIED, _carried),
    (Rank.BOTH_LISTED, _both_listed),
    (Rank.SPELLED_OUT, _spelled_out),
    (Rank.TITLE_OUTSIDE, _title_outside),
    (Rank.OTHER_PREFIX, _other_prefix),
    (Rank.BY_NATURE, _by_nature),
    (Rank.PATH_OUTSIDE, _path_outside),
    (Rank.EXCEPTED, _excepted),
    (Rank.CALLED_BARE, _called_bare),
    (Rank.OVERLAP, _overlap),
    (Rank.SHARED_START, _shared_start),
    (Rank.ROWS_WHOLE, _rows_whole),
)


def _told_elsewhere(candidates: Sequence[Candidate], paths: Mapping[int, str]) -> dict[int, str]:
    """Paths (by id) of lists that leave out what other places spell out: `GET /pets` of a summary is `GET /api/v1/pets` of the details.

    A prefix counts where at least three rows of a list, and four fifths of it, exist elsewhere below the same prefix and not without it.
    """
    stated: dict[tuple[str, tuple[str, ...]], set[int]] = {}
    tails: dict[tuple[str, tuple[str, ...]], set[tuple[str, ...]]] = {}
    groups: dict[int, list[tuple[Candidate, tuple[str, ...]]]] = {}
    for one in candidates:
        segments = template(paths[id(one)]).bare.segments
        stated.setdefault((one.method, segments), set()).add(one.group)
        for size in range(1, min(len(segments), 4)):
            tails.setdefault((one.method, segments[size:]), set()).add(segments[:size])
        if one.group:
            groups.setdefault(one.group, []).append((one, segments))
    out: dict[int, str] = {}
    for group, members in groups.items():
        alone = [(one, segments) for one, segments in members if segments and stated[one.method, segments] == {group}]
        found = Counter(
            prefix for one, segments in alone for prefix in tails.get((one.method, segments), ()) if "{}" not in prefix
        )
        prefix, count = found.most_common(1)[0] if found else ((), 0)
        if count >= 3 and count >= 0.8 * len(members):
            front = "/" + "/".join(prefix)
            out.update({id(one): front + paths[id(one)] for one, _ in alone})
    return out
