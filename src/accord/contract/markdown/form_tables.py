"""Tables of endpoints. Columns are found by what their cells hold; headers break ties and name the rest of a row."""
# ruff: noqa: E501, RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from accord.contract.markdown import remarks, words
from accord.contract.markdown.candidates import MEDIUM, STRONG, WEAK, Candidate, Supply, lead, path_above, supplied
from accord.contract.markdown.carried import carried_on
from accord.contract.markdown.form_trees import beneath
from accord.contract.markdown.inline import CLOSE, EDGES, OPEN, STRUCK, bare
from accord.contract.markdown.memo import remembered
from accord.contract.markdown.siblings import every_hit, siblings
from accord.contract.markdown.table_columns import Columns, cell_at, find_columns, leading_methods, leads, rooted
from accord.contract.markdown.table_properties import property_rows, transposed
from accord.contract.markdown.tables import WIDEST, Row, Table
from accord.contract.markdown.tokens import (
    AND,
    METHODS,
    Hit,
    Path,
    hit_at,
    only_methods,
    rare_method,
    starting_path,
    template,
    torn,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accord.contract.markdown.blocks import Block

_NOTHING = re.compile(
    r"[\s\-\u2013\u2014/xX✗✘❌×🚫⛔]*|no|n/a|none|否|无|.{0,12}\b405\b.*|(?:error|not (?:allowed|supported|available))\b.*",
    re.IGNORECASE,
)
_PARTS = re.compile(rf"\n|[,，、;；،؛]\s*|\s·\s|\s[/+]\s|\s{AND}\s|{CLOSE}\s*/?\s*{OPEN}")
_LISTED_VALUES = re.compile(rf"\?[\w\[\]-]+=/[^\s{CLOSE},&]*,/")  # `/count?paths=/a,/b`: values of a query
_OTHER_ENDS = re.compile(
    r"(?P<stem>/\S*/)(?P<last>[a-z][\w-]*)(?P<more>(?:\s?[·、]\s?[a-z][\w-]*){1,7})"
)  # `/auth/login · logout`
_BESIDE = re.compile(rf"[,，;；]\s?{OPEN}?{METHODS}{CLOSE}?\s{OPEN}?/")
_IN_BRACKETS = re.compile(rf"[(\uff08]\s?{OPEN}?(?={METHODS}\s+/)([^()\uff08\uff09]{{5,200}}?){CLOSE}?\s?[)\uff09]\s*")
_QUARTER = 4
_CODE = re.compile(r"[1-5]\d\d\b.{0,40}\Z")
_YES = re.compile(r"y(?:es)?|true|x|✓|✔️?|✅|是|예|はい|s[ií]|oui|ja|sim|да", re.IGNORECASE)
_DITTO_MARK = re.compile(
    r"[\"'〃″“”„]{1,2}|,,|々|-\s?[\"〃″]\s?-|[(（]?(?:同上|同左|上と同じ|위와 (?:같음|동일)|상동|ditto|idem|ídem|same(?: as above)?|s\.\s?o\.|то же|там же|jw\.|j\.\s?w\.)[)）]?",
    re.IGNORECASE,
)
_DITTO = re.compile(rf"(?:{_DITTO_MARK.pattern})?", re.IGNORECASE)
_PREFIXES = re.compile(r"^(?:(?:url|path|route) )?prefix(?:es)?$", re.IGNORECASE)
_PROXY = re.compile(
    r"\bupstream\b|\bprox(?:y|ied)\b|\bforward(?:s|ed)? to\b|上游|转发|代理",
    re.IGNORECASE,
)
_ROOTED = re.compile(r"/|https?:|\{\{?[^{}]{1,60}\}?\}/")
_STATUS = re.compile(
    r"\b(?:status|state|implemented|implementation|done|ready|availability|stage|progress|estado|statut|état|implementado|stand|situação|stato)\b|状态|实现状态|进度|상태|구현|ステータス|状態|実装",
    re.IGNORECASE,
)
_STATUS_PLANNED = re.compile(
    r"📋|🔮|🔜|⏳|🚧|🗓|❌|✗|⬜|☐|🔲|\bno\b|\btodo\b|\bpending\b|\bfuture\b|\bnot started\b|\bdesign(?:ed)?\b|\bpendiente\b|\bà faire\b|未|待|미구현|예정",
    re.IGNORECASE,
)
_SET_OFF_PLANNED = re.compile(
    r"[(\[（【—–-]\s*(?:planned|coming soon|todo|future|not (?:yet )?implemented|计划中|待实现|未实现|예정|미구현|未実装|planificado|geplant|prévu|planejado)\b",
    re.IGNORECASE,
)
_ALIAS = re.compile(r"[(（]\s*(?:also|alias(?:es)?|别名|エイリアス|별칭)\s?[:：]?\s*(?=\W?/)", re.IGNORECASE)
_LIMITS = re.compile(
    r"\blimit|\bper (?:second|minute|hour|day)\b|\bp\d\d\b|\blatency\b|\bthroughput\b|\b[rq]ps\b|\bexpected\b|耗时|延迟|期望|预期|\bquota|\bwindow\b|\bburst\b|\bttl\b|\bcache|\bttl\b|\berror\b|\bweight\b|限流|频率|\bв (?:минуту|секунду|час)\b|\bна (?:хвилину|секунду)\b|\b(?:por|par|al|pro|per|za|mỗi|co|i) ?(?:minut[oeaię]?|minuut|menit|segundo|seconde|sekunde|phút|minuto)\b|\bdakikada\b|每分钟|每秒|分間|分あたり|분당|límite|limite|제한|制限",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that claims to be an endpoint and cannot be read as one."""

    line: int
    why: str


def table(block: Block, cache: dict[int, Supply], said: Path | None = None) -> tuple[list[Candidate], list[Unreadable]]:
    """The endpoints of a table and the rows of it that should have been one; `said` is the path right above it."""
    grid = block.table
    if grid is None or _of_bad_examples(grid):
        return [], []
    grid = carried_on(rooted(grid))
    prefixes = [i for i, cell in enumerate(grid.header) if _PREFIXES.search(bare(cell))]
    if prefixes:
        return _prefixed(block, grid, prefixes[0]) if len(prefixes) == 1 else ([], [])
    if turned := transposed(block):
        return [
            Candidate(method, path, line, "table", block, STRONG, group=-block.index - 1)
            for methods, cell, line in turned
            for path in _paths(cell)
            for method in methods
        ], []
    columns = find_columns(grid)
    rows = _Rows(block, grid)
    above = supplied(block.section, cache)
    if columns.method < 0 and any(_PROXY.search(bare(cell)) for cell in grid.header):
        return [], []
    if property_rows(block) and not (columns.path >= 0 and above.pure):
        return [], []
    if columns.both:
        return _combined(rows, columns.both), []
    if columns.by_method:
        return _matrix(rows, columns), []
    if columns.method >= 0 and columns.path >= 0:
        found, unreadable = _rows(rows, columns)
        return _under_its_heading(found, block, cache), unreadable
    if columns.path >= 0 and above.pure:
        return [
            one for row in grid.rows for one in rows.made(row, above.methods, _paths(cell_at(row, columns.path)))
        ], []
    if columns.method < 0 and columns.path < 0 and (found := _remarked(rows)):
        return found, []
    path = said or path_above(block.section, cache)
    if columns.method >= 0 and path is not None and not _is_semantics(grid):
        return [
            one for row in grid.rows for one in rows.made(row, only_methods(cell_at(row, columns.method)), [path])
        ], []
    return [], []


def _remarked(rows: _Rows) -> list[Candidate]:
    """The endpoints in brackets at the end of cells that say what each does: `Log in (POST /tokens)`, of a column that has enough of them."""
    for column in range(max((len(row.cells) for row in rows.grid.rows), default=0)):
        cells = [(row, cell) for row in rows.grid.rows if bare(cell := cell_at(row, column))]
        found = [(row, hit) for row, cell in cells if (hit := _bracketed(cell)) is not None]
        if found and len(found) * _QUARTER >= len(cells):
            out = [one for row, hit in found for one in rows.made(row, hit.methods, [hit.path])]
            for one in out:
                one.rank = MEDIUM
            return out
    return []


def _bracketed(cell: str) -> Hit | None:
    last = next((match for match in _IN_BRACKETS.finditer(cell) if match.end() == len(cell)), None)
    hit = hit_at(last[1], 0) if last is not None else None
    return hit if hit is not None and last is not None and not bare(last[1][hit.end :]).strip() else None


def _of_bad_examples(grid: Table) -> bool:
    """Whether a column of endpoints is headed as bad ones; `Guest ❌` over marks is a column like any other."""
    bad = [at for at, cell in enumerate(grid.header) if words.is_bad_example(bare(cell))]
    return any(leads(cell_at(row, at)) or starting_path(cell_at(row, at)) for at in bad for row in grid.rows)


def _prefixed(block: Block, grid: Table, column: int) -> tuple[list[Candidate], list[Unreadable]]:
    """Rows of METHOD and path beside a column with the prefix of each; a table of prefixes alone has no endpoints."""

    def without(cells: tuple[str, ...]) -> tuple[str, ...]:
        return cells[:column] + cells[column + 1 :]

    if any(_PROXY.search(bare(cell)) for cell in grid.header):
        return [], []
    rest = Table(grid.line, without(grid.header), tuple(Row(without(row.cells), row.line) for row in grid.rows))
    columns = find_columns(rest)
    unreadable: list[Unreadable] = []
    if columns.both:
        found = _combined(_Rows(block, rest), columns.both)
    elif columns.method >= 0 and columns.path >= 0:
        found, unreadable = _rows(_Rows(block, rest), columns)
    else:
        return [], []
    prefixes = {row.line: starting_path(cell_at(row, column)) for row in grid.rows}
    found = [one for one in found if not one.path.host]  # where the prefix leads to
    for one in found:
        prefix = prefixes.get(one.line)
        if prefix is not None:
            one.path = replace(one.path, text=beneath(prefix.text, one.path.text, rooted=True))
    return found, unreadable


def announced(line: str) -> Path | None:
    """The path that is all a line says, as the one the methods in the table below it belong to."""
    start = lead(line)
    path = starting_path(line[start:]) if line else None
    return path if path is not None and not bare(line[start + path.end :]).strip(" .:：") and not path.host else None


def _under_its_heading(found: list[Candidate], block: Block, cache: dict[int, Supply]) -> list[Candidate]:
    """The single row of a section whose heading is another path is a left-over of copying: the heading counts."""
    above = supplied(block.section, cache) if len(found) == 1 else None
    named = None
    if above is not None:
        same = [path for methods, path in above.own if methods == (found[0].method,)]
        named = above.path or (same[0] if len(same) == 1 == len(above.own) else None)
    if named is not None and template(found[0].path.text).bare.key != template(named.text).bare.key:
        row = template(found[0].path.text)
        if (
            row.without(template(named.text)) is None
            and template(named.text).without(row) is None
            and not named.open_ended
        ):
            found[0].path = named
    return found


def _paths(cell: str) -> list[Path]:
    """The paths of a cell; several joined by commas, breaks or "or"; `/in|out|move` is three."""
    parts = [cell] if _LISTED_VALUES.search(cell) else [part for part in _PARTS.split(cell) if bare(part)]
    found = [starting_path(part, loose=True) for part in parts]
    if len(parts) > 1 and all(p is not None for p in found) and all(_ROOTED.match(bare(part)) for part in parts):
        rooted = [p for p in found if p is not None]
        return rooted if "\n" in cell else siblings(rooted)  # in a line each stands a whole path
    first = starting_path(cell) or starting_path(cell, loose=_loose_cell(cell))
    if first is None:
        return []
    if more := _OTHER_ENDS.fullmatch(bare(cell)):
        ends = [more["last"], *re.findall(r"[\w-]+", more["more"])]
        return [Path(more["stem"] + end, "", first.host, first.end) for end in ends]
    start = len(cell) - len(cell.lstrip(f" \t{EDGES}(（\"'“【"))
    choice = (
        re.match(r"(?:\|[\w\-{}:]+)+", cell[start:][len(first.text) :]) if cell[start:].startswith(first.text) else None
    )
    if choice and "/" in first.text:
        stem, _, last = first.text.rpartition("/")
        return [
            Path(f"{stem}/{word}", "", first.host, first.end) for word in [last, *choice.group().strip("|").split("|")]
        ]
    alias = _ALIAS.search(cell, first.end)
    other = starting_path(cell[alias.end() :]) if alias else None
    return [first] if other is None else [first, other]


def _loose_cell(cell: str) -> bool:
    return bool(re.fullmatch(r"[\w\-./{}:<>\[\]$?=&%*@]+", bare(cell))) and bool(re.search(r"[A-Za-z{:<]", cell))


def _rows(rows: _Rows, columns: Columns) -> tuple[list[Candidate], list[Unreadable]]:
    grid = rows.grid
    out: list[Candidate] = []
    unreadable: list[Unreadable] = []
    last: list[Path] = []
    before: tuple[str, ...] = ()
    names = _names(grid.header)
    sampled = columns.path < len(names) and names[columns.path] in words.SAMPLE_COLUMN
    for row in grid.rows:
        raw_method, raw_path = cell_at(row, columns.method), cell_at(row, columns.path)
        if leads(raw_method):
            out.extend(one for hit in every_hit(raw_method) for one in rows.made(row, hit.methods, [hit.path]))
            continue
        struck = STRUCK in raw_path or STRUCK in raw_method
        raw_method, raw_path = raw_method.replace(STRUCK, ""), raw_path.replace(STRUCK, "")
        methods = only_methods(raw_method) or leading_methods(raw_method) or rare_method(raw_method)
        paths = _paths(raw_path)
        if struck and not (methods and paths):  # `~~PUT~~ PATCH` is one that is left
            continue
        if _DITTO.fullmatch(bare(raw_path)) and methods and last:
            paths = last
        elif paths and _DITTO_MARK.fullmatch(bare(raw_method)):
            methods = before
        broken = next((said for p in paths if (said := torn(raw_path, p))), "")
        if methods and broken:
            unreadable.append(Unreadable(row.line, broken))
        elif methods and paths:
            last, before = paths, methods
            found = rows.made(row, methods, paths)
            if _BESIDE.search(raw_path):  # `/pets`, GET `/dogs`
                found += [one for hit in every_hit(raw_path) for one in rows.made(row, hit.methods, [hit.path])]
            for one in found:
                one.rank = WEAK if sampled else one.rank
                one.relative = columns.path < len(names) and "relativ" in names[columns.path]
            out.extend(found)
        elif methods and (own := list(every_hit(raw_path))) and {m for hit in own for m in hit.methods} <= set(methods):
            out.extend(one for hit in own for one in rows.made(row, hit.methods, [hit.path]))
        elif sum(bool(bare(cell)) for cell in row.cells) > 1 and (
            methods or (paths and bare(raw_path).startswith("/"))
        ):
            claim = bare(raw_path)[:60] if methods else bare(raw_method)[:60]
            if methods and re.fullmatch(r"[\s\-\u2013\u2014.…]*", claim):
                claim = ""
            what = (
                f"'{claim}' is not a path"
                if methods
                else f"'{claim}' is not a method"
                if claim
                else "it names no method"
            )
            unreadable.append(Unreadable(row.line, what if claim or not methods else "it names no path"))
    return out, unreadable


def _combined(rows: _Rows, columns: Sequence[int]) -> list[Candidate]:
    out: list[Candidate] = []
    grid = rows.grid
    names = _names(grid.header)
    loose = any(words.is_generic(name) or _LIMITS.search(name) for name in names)
    coded = _column_of_codes(grid)
    for column in columns:
        sampled = column < len(names) and names[column] in words.SAMPLE_COLUMN
        rank = WEAK if loose or sampled or column > coded else MEDIUM
        for row in grid.rows:
            cell = cell_at(row, column)
            if words.is_bad_example(bare(cell)) or not leads(cell):
                continue
            for hit in every_hit(cell):
                if re.match(r" HTTP/\d", cell[hit.end :]):
                    continue  # the line of a request
                made = rows.made(row, hit.methods, [hit.path])
                for one in made:
                    one.rank = rank
                    one.gone = one.gone or STRUCK in cell[: hit.start]
                out.extend(made)
    return out


def _column_of_codes(grid: Table) -> int:
    """The first column that holds a status in each row, as the first of a table of errors does; behind all where there is none."""
    width = max((len(row.cells) for row in grid.rows), default=0)
    coded = (at for at in range(width) if all(_CODE.match(bare(cell_at(row, at))) for row in grid.rows))
    return next(coded, width)


def _matrix(rows: _Rows, columns: Columns) -> list[Candidate]:
    out: list[Candidate] = []
    grid = rows.grid
    remarked = [verbs for cell in grid.header if (verbs := leading_methods(cell)) and not only_methods(cell)]
    overview = bool(remarked)  # `GET (list)` and `GET (one)`: of resources, not of paths
    for row in grid.rows:
        methods = [
            method
            for i, found in columns.by_method
            if not _NOTHING.fullmatch(bare(cell_at(row, i)))
            for method in found
        ]
        out.extend(rows.made(row, tuple(dict.fromkeys(methods)), _paths(cell_at(row, columns.path))))
    for one in out if overview else ():
        one.rank = WEAK
    return out


def _is_semantics(grid: Table) -> bool:
    """A table that explains what the HTTP methods mean."""
    return any(
        re.search(r"semantic|meaning|usage|idempotent|safe|含义|用途|说明用法", words.tidy(cell))
        for cell in grid.header
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """What the cells of a row say of every endpoint in it."""

    cells: Mapping[str, str]
    gone: bool
    removed: frozenset[str]  # "deleted" and its like: the methods of which it is said, of all but DELETE and of DELETE
    planned: bool
    deprecated: bool

    @classmethod
    def by(cls, grid: Table, row: Row) -> _Told:
        names = _names(grid.header) or tuple(f"column {at}" for at in range(len(row.cells)))
        named = zip(names, row.cells[:WIDEST], strict=False)
        cells = {name: cell for name, cell in named if name}
        said = [bare(cell) for cell in row.cells]
        whole = " ".join(said)
        gone = words.is_gone_row(whole) or any(map(words.is_gone_row, said))
        removed = frozenset(one for one in ("DELETE", "") if any(remarks.is_gone(cell, one) for cell in said))
        deprecated = words.is_deprecated(whole) or any(
            words.is_deprecated(name) and _YES.fullmatch(bare(cell)) for name, cell in cells.items()
        )
        return cls(cells, gone, removed, _planned(grid, row), deprecated)


class _Rows:
    """Makes the candidates of a table; a row of many endpoints is read once."""

    def __init__(self, block: Block, grid: Table) -> None:
        self.block = block
        self.grid = grid
        self._told: dict[int, _Told] = {}

    def made(self, row: Row, methods: Sequence[str], paths: Sequence[Path]) -> list[Candidate]:
        """A candidate for each path with each method."""
        if not paths or not methods:
            return []
        told = self._told.get(id(row))
        if told is None:
            told = self._told[id(row)] = _Told.by(self.grid, row)
        out = []
        for path in paths:
            for method in methods:
                one = Candidate(method, path, row.line, "table", self.block, STRONG, cells=told.cells)
                one.group = -self.block.index - 1
                one.gone = told.gone or (method if method == "DELETE" else "") in told.removed
                one.planned, one.deprecated = told.planned, told.deprecated
                out.append(one)
        return out


@remembered
def _names(header: tuple[str, ...]) -> tuple[str, ...]:
    """The header as the columns are called."""
    return tuple(words.tidy(cell) for cell in header)


@remembered
def _tells_status(header: str) -> bool:
    return bool(_STATUS.search(bare(header)))


def _planned(grid: Table, row: Row) -> bool:
    for index, cell in enumerate(row.cells):
        naked = words.without_paths(bare(cell))
        if (
            index < len(grid.header)
            and _tells_status(grid.header[index])
            and len(naked) < 60
            and not re.search(r"\b[1-5]\d\d\b", naked)
        ):
            if words.is_planned(naked) or _STATUS_PLANNED.search(naked):
                return True
        elif (
            remarks.is_later(naked) or (len(naked) <= 24 and words.is_planned(naked)) or _SET_OFF_PLANNED.search(naked)
        ):
            return True
    return False
