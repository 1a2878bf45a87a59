"""Where the declared base path stands, and what it means for the paths of a document."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accord.contract.markdown import words
from accord.contract.markdown.inline import CLOSE, EDGES, OPEN, bare
from accord.contract.markdown.tokens import Path, hits, path_at, template

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from accord.contract.markdown.blocks import Block, Section
    from accord.contract.markdown.candidates import Candidate

_BASE_WORD = re.compile(
    r"\bbase[\s_-]?(?:url|uri|path|route|endpoint|address)\b|\burl[\s_-]base\b|\b(?:api|url|route|path|global|common) prefix\b|\bapi[\s_-]?(?:base|root)\b"
    r"|基础\s?(?:url|路径|地址)|(?:接口|api|路径|统一|公共|全局)\s?前缀|ruta base|prefijo (?:base|com[uú]n|global|de)|url de base|préfixe|기본\s?(?:url|경로)|베이스\s?(?:url|경로)|접두사"
    r"|ベース\s?(?:url|パス)|プレフィックス|caminho base|prefixo|basis-?(?:url|pfad)|präfix|базов\w+ (?:url|путь|адрес)",
    re.IGNORECASE,
)
_NOT_BASE = re.compile(
    r"\b(?:param|query|parameter|placeholder|frontend|web app|cdn|websocket|ws|mqtt|grpc|image|static|swagger|docs?|documentation|database|table|event|topic|redis|key|cache|token|env|variable)\b",
    re.IGNORECASE,
)
_URL = re.compile(r"https?://", re.IGNORECASE)
_ALL = re.compile(
    r"\b(?:all|every|each|any)\b(?!\s+(?:\w+\s+){0,2}(?:requiring|that|which|admin|protected|private|public|auth\w*)\b)|所有|全部|均|一律|统一|\btod[oa]s?\b|\btou(?:s|tes)\b|\balle\b|\bsämtliche\b|모든|전체|すべて|全て|全ての|\bвсе\b|\btutt[ei]\b",
    re.IGNORECASE,
)
_THINGS = re.compile(
    r"\b(?:end-?points?|routes?|paths?|urls?|apis?|requests?|resources?|rutas|chemins|pfade|endpunkte|rotas|requisições|maršruty)\b|接口|路径|请求|端点|路由|엔드포인트|경로|요청|エンドポイント|パス|маршрут",
    re.IGNORECASE,
)
_UNDER = re.compile(
    r"\bprefix|\bunder\b|\bstarts? with\b|\bbegins? with\b|\brelative to\b|\bmounted\b|\bbelow\b|\bserved (?:from|at)\b|\brooted at\b|\bprepend|\blive (?:at|under)\b"
    r"|前缀|开头|为根|相对于|挂载|\bprefij|\bbajo\b|\bcomienzan con\b|\brelativ[ao]s? a\b|\bpréfix|\bsous\b|\bcommencent par\b|\brelatifs? à\b|\brelatives? à\b|접두|로 시작|아래|기준|配下|から始ま|プレフィックス|相対"
    r"|\bprefixo|\bsob\b|\bcomeçam com\b|\bpräfix|\bunter\b|\bbeginnen mit\b|\brelativ zu\b|\bпод\b|\bпрефикс",
    re.IGNORECASE,
)
_MOUNTED = re.compile(
    r"\bmounted\b|\bprefix(?:ed)?\b|\brelative to\b|\b(?:routes?|endpoints?|paths?|resources?)\b.{0,60}\b(?:under|below|beneath)\b|挂载|前缀|相对于|\bmontad[oa]s?\b|\bprefij|\brelativ[ao]s? a\b|\bmontée?s?\b|\bpréfix"
    r"|\brelati(?:fs?|ves?) à\b|접두|마운트|아래에|マウント|配下|プレフィックス|相対|\bprefixo|\beingehängt\b|\bpräfix|\brelativ zu\b|\bэндпоинты .{0,20}под\b",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(
    r"\boutside\b|\bno (?:api )?prefix\b|\bwithout (?:the )?(?:api |base |version )?prefix\b|\bunprefixed\b|\bnot (?:under|prefixed|versioned|below|part of)\b|\broot[- ]level\b|\bat (?:the )?root\b|\bunversioned\b|\bexcept\b|\bdo(?:es)? not (?:use|carry|have)\b"
    r"|不带前缀|无前缀|不加前缀|不含前缀|除外|\bsin prefijo\b|\bfuera de\b|\bsans préfixe\b|\bhors (?:du )?préfixe\b|\bohne präfix\b|\baußerhalb\b|접두사 없|접두사 제외|제외|プレフィックスなし|除く|\bsem prefixo\b|\bfora do\b|\bбез префикса\b",
    re.IGNORECASE,
)
_AT_ROOT = re.compile(
    r"/(?:healthz|livez|readyz|metrics|openapi\.(?:json|ya?ml)|swagger(?:\.json|-ui)?|docs|redoc|favicon\.ico|robots\.txt|\.well-known)(?:/|$)",
    re.IGNORECASE,
)
_NEAR_ROOT = re.compile(
    r"/(?:health|ready|live|liveness|readiness|ping|status|version|ws|socket\.io|webhooks?|graphql|uploads|static)(?:/|$)",
    re.IGNORECASE,
)
_CODED = re.compile(rf"{OPEN}([^{CLOSE}]*){CLOSE}")


@dataclass(frozen=True, slots=True)
class Declaration:
    """A base path as declared: `prefix` is its path part, "" for a bare host. `strong` ones carry a label or heading."""

    prefix: str
    section: Section
    line: int
    strong: bool = True
    hosted: bool = False


def declarations(blocks: Sequence[Block]) -> list[Declaration]:
    """Every declared base, in document order; host-only ones with an empty prefix."""
    found: list[Declaration] = []
    for index, block in enumerate(blocks):
        if block.kind == "table":
            found.extend(_in_table(block))
        elif block.kind == "heading":
            found.extend(_below_heading(blocks, index))
        else:
            found.extend(_in_lines(block, blocks, index))
    return found


def _in_table(block: Block) -> Iterator[Declaration]:
    grid = block.table
    if grid is None:
        return
    column = next((i for i, cell in enumerate(grid.header) if _is_base(words.tidy(cell)) and i > 0), -1)
    rows = [(grid.header, grid.line), *((row.cells, row.line) for row in grid.rows[:60])]
    values = [(row.cells[column], row.line) for row in grid.rows if 0 < column < len(row.cells)]
    values += [(cells[1], line) for cells, line in rows if len(cells) in (2, 3) and _is_base(words.tidy(cells[0]))]
    if (
        column > 0
        and len({_prefix(value) for value, _ in values}) > 1
        and not any("http" in value for value, _ in values)
    ):
        return  # a table of services and their prefixes: none of them is the document's
    for value, line in values:
        made = _declared(value, block.section, line)
        if made is not None:
            yield made
            return


def _below_heading(blocks: Sequence[Block], index: int) -> Iterator[Declaration]:
    block = blocks[index]
    name = words.tidy(block.section.name)
    title, start = words.label(block.section.title)
    if title and _is_base(title):
        made = _declared(block.section.title[start:], block.section, block.line)
        if made is not None:
            yield made
            return
    if not (_is_base(name) and len(name) < 60):
        return
    found: list[Declaration] = []
    for after in blocks[index + 1 : index + 12]:
        if after.section is not block.section:
            break
        cells = [(cell, row.line) for row in after.table.rows for cell in row.cells] if after.table else []
        for text, line in [*after.lines, *cells]:
            if not hits(text) and (made := _declared(text, block.section, line)) is not None:
                found.append(made)
    best = next((one for one in found if one.prefix), found[0] if found else None)
    if best is not None:
        yield best


def _in_lines(block: Block, blocks: Sequence[Block], index: int) -> Iterator[Declaration]:
    for number, (raw, line) in enumerate(block.lines):
        text = raw.strip()
        if len(text) > 1200:
            continue
        labelled = False
        for segment in re.split(r"\s\|\s|\s·\s|[；;]\s", text):
            name, start = words.label(segment)
            if not (name and _is_base(name)):
                match = re.match(
                    rf"[\s\-•*{EDGES}]*([^{EDGES}:：/]{{3,60}}?)\s*(?:is|=|es|est|ist|为|是|é|は)?\s*(?={OPEN}|https?://|/)",
                    segment,
                )
                name, start = (words.tidy(match[1]), match.end()) if match else ("", 0)
                name = re.sub(r"^(?:the|el|la|le|a|o|der|die|das|our|our api)\s+", "", name)
                if not (name in words.BASE_LABELS and name not in _LOOSE_LABELS):
                    continue
            value = segment[start:]
            if not bare(value):
                value = _next_line(block, number, blocks, index)
            made = None if hits(value) else _declared(value, block.section, line)
            if made is not None and (made.prefix or made.hosted):
                labelled = True
                yield made
                break
        if not labelled and block.kind == "text":
            yield from _sentences(text, block, line)


_LOOSE_LABELS = frozenset(
    "base server servers rest prefix 前缀 생산 生产环境 开发环境 本地环境 测试环境 racine basis".split()
)


def _next_line(block: Block, number: int, blocks: Sequence[Block], index: int) -> str:
    if number + 1 < len(block.lines):
        return block.lines[number + 1][0]
    following = blocks[index + 1] if index + 1 < len(blocks) else None
    lines = (
        [text for text, _ in following.lines if text.strip()]
        if following is not None and following.kind != "heading"
        else []
    )
    return next((text for text in lines if _prefix(text)), lines[0] if lines else "")


def _sentences(text: str, block: Block, line: int) -> Iterator[Declaration]:
    """ "Every route is prefixed with `/api`": about all endpoints, and one path."""
    for sentence in re.split(r"(?<=[.。!])\s|。", text):
        if len(sentence) > 300 or not (_ALL.search(sentence) and _THINGS.search(sentence) and _UNDER.search(sentence)):
            continue
        if _OUTSIDE.search(sentence) or hits(sentence):
            continue
        paths = [path for path in _paths_in(sentence) if not path.query]
        if len(paths) == 1 and (prefix := _clean(paths[0])):
            yield Declaration(prefix, block.section, line, strong=False, hosted=bool(paths[0].host))


def _is_base(name: str) -> bool:
    if not name or len(name) > 70 or _NOT_BASE.search(name):
        return False
    shortened = re.sub(r"\s*[(（].*?[)）]\s*", " ", name).strip()
    return shortened in words.BASE_LABELS or bool(_BASE_WORD.search(name))


def _declared(value: str, section: Section, line: int) -> Declaration | None:
    """The first base in a value: URLs before paths, ones with a path before bare hosts."""
    found = [path for path in _paths_in(value) if not re.match(r"wss?:", path.host)]
    if not found:
        return None
    best = next((path for path in found if _clean(path)), found[0])
    if (
        not best.host
        and not bare(value).lstrip("\"'(").startswith(("/", "api", "http"))
        and not value.strip().startswith(OPEN)
        and _CODED.search(value) is None
    ):
        return None
    return Declaration(_clean(best), section, line, hosted=bool(best.host))


def _prefix(value: str) -> str:
    return next((prefix for path in _paths_in(value) if (prefix := _clean(path))), "")


def _paths_in(text: str) -> list[Path]:
    found: list[Path] = []
    at = 0
    for match in re.finditer(rf"(?:https?|wss?)://|(?<![\w/.}}>:]){{?/|{OPEN}(?=[a-z]|\{{)", text[:2000]):
        start = match.start() + (1 if match.group() == OPEN else 0)
        if start < at:
            continue
        path = path_at(text, start)
        if path is not None and (path.text != "/" or path.host):
            found.append(path)
            at = path.end
    return found


def _clean(path: Path) -> str:
    """The path part without what only stands for "the rest"."""
    text = re.sub(
        r"/(?:\.{2,3}|…|\*{1,2}|\{?<?(?:endpoint|path|resource|route|rest|接口|resource_path)>?\}?)/?$", "", path.text
    ).rstrip("/")
    return "" if re.fullmatch(r"/(?:docs|swagger|redoc|openapi\.json|swagger-ui(?:\.html)?)", text) else text


# -- what it means for the paths -------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Bases:
    """The prefix for every section, and the paths that stand outside."""

    document: str
    scoped: dict[int, str]  # by id of the section
    others: frozenset[str]
    outside: tuple[str, ...]
    mostly_absolute: bool
    absolute_groups: frozenset[tuple[int, str]]
    variables: dict[str, str]  # path part of what `{{url}}` and its like stand for, by lower-case name
    stated: frozenset[tuple[str, str]]  # method and key of every path as written

    def of(self, section: Section) -> str:
        """The base that holds in a section: the innermost declared around it, else the document's."""
        return next((self.scoped[id(one)] for one in section.chain() if id(one) in self.scoped), self.document)


def bases(found: Sequence[Declaration], blocks: Sequence[Block], candidates: Sequence[Candidate]) -> Bases:
    """Which declaration holds where."""
    strong = [one for one in found if one.strong]
    weak = [one for one in found if not one.strong]
    used = strong if any(one.prefix for one in strong) else strong + weak
    prefixes = list(dict.fromkeys(one.prefix for one in used))
    population = Counter(id(section) for one in candidates for section in one.section.chain())
    document = ""
    scoped: dict[int, str] = {}
    if len([p for p in prefixes if p]) == 1 and _local(used, candidates, population):
        scoped = {id(_scope(one, population)): one.prefix for one in used if one.prefix}
    elif len([p for p in prefixes if p]) == 1 and not (len(prefixes) > 1 and _in_different_parts(used, population)):
        document = next(p for p in prefixes if p)
    elif len(prefixes) > 1:
        document, scoped = _scopes(used, population)
    outside = tuple(_declared_outside(blocks))
    plain = [one for one in candidates if not one.gone]
    absolute = [one for one in plain if document and _under(one.path.text, document)]
    groups = frozenset((one.group, document) for one in absolute if one.group)
    mostly = bool(document) and len(absolute) >= 3 and len(absolute) >= 0.7 * len(plain)
    others = frozenset(one.prefix for one in found if one.prefix and one.prefix != document)
    stated = frozenset((one.method, template(one.path.text).bare.key) for one in plain)
    return Bases(document, scoped, others, outside, mostly, groups, _variables(blocks), stated)


_VARIABLE = re.compile(
    r"^[\s\-*•>]*(?:export\s+|set\s+)?[@{<$\[`\ue000]*([A-Za-z_]\w{0,40})[}>\]`\ue001]*\s*[=:：]\s*[\"'`\ue000]?(?=https?://)"
)


def _variables(blocks: Sequence[Block]) -> dict[str, str]:
    """`url = https://host/api`: what a placeholder in front of paths stands for."""
    found: dict[str, str] = {}
    for block in blocks:
        for text, _ in block.lines:
            match = _VARIABLE.match(text) if len(text) < 400 else None
            path = path_at(text, match.end()) if match else None
            if match and path is not None:
                found.setdefault(match[1].lower(), _clean(path))
    return found


def _local(used: Sequence[Declaration], candidates: Sequence[Candidate], population: Mapping[int, int]) -> bool:
    """Whether the one declared prefix only describes its own part: its rows carry it already, the others do not."""
    one = next(one for one in used if one.prefix)
    scope = _scope(one, population)
    if scope.level < 2:
        return False
    inside = [c for c in candidates if c.section.within(scope)]
    outside = [c for c in candidates if not c.section.within(scope)]
    if not outside:
        return False
    carried = sum(_under(c.path.text, one.prefix) for c in outside)
    first = min(c.line for c in outside) > min(c.line for c in inside)
    return carried < 0.5 * len(outside) and (not first or all(_under(c.path.text, one.prefix) for c in inside))


def _in_different_parts(used: Sequence[Declaration], population: Mapping[int, int]) -> bool:
    """Whether declarations with and without a path stand in parts of the document that each hold endpoints."""
    scopes = {one.prefix: _scope(one, population) for one in used}
    return len({id(scope) for scope in scopes.values()}) == len(scopes) and all(
        scope.level > 0 for scope in scopes.values()
    )


def _scope(one: Declaration, population: Mapping[int, int]) -> Section:
    """The smallest part around a declaration that holds endpoints."""
    chain = list(one.section.chain())
    return next((section for section in chain if population.get(id(section))), chain[-1])


def _scopes(used: Sequence[Declaration], population: Mapping[int, int]) -> tuple[str, dict[int, str]]:
    """Each declaration holds for the smallest part around it that has endpoints; the widest one holds for the document."""
    document = ""
    scoped: dict[int, str] = {}
    for one in used:
        scope = _scope(one, population)
        root = list(scope.chain())[-1]
        if scope.level <= 1 and population.get(id(scope), 0) >= 0.9 * population.get(id(root), 0):
            scope = root
        if scope.level == 0:
            document = document or one.prefix
        elif not scoped.get(id(scope)):
            scoped[id(scope)] = one.prefix
    return document, {scope: _composed(document, prefix) for scope, prefix in scoped.items()}


def _composed(outer: str, inner: str) -> str:
    if not outer or not inner or _under(inner, outer) or inner.split("/")[1] == outer.split("/")[1]:
        return inner
    return outer + inner


def _declared_outside(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if block.kind != "text":
            continue
        for text, _ in block.lines:
            if len(text) < 400 and _OUTSIDE.search(text) and (_UNDER.search(text) or _BASE_WORD.search(text)):
                yield from (path.text for path in _paths_in(text) if not path.host and len(path.text) > 1)


def _under(path: str, prefix: str) -> bool:
    return bool(prefix) and template(path).without(template(prefix)) is not None


def effective(one: Candidate, known: Bases, section_prefix: str) -> str:
    """The path of a candidate with section prefix and base applied."""
    path = one.path.text
    base = known.of(one.section)
    if re.match(r"(?:https?|wss?)://", one.path.host) and not re.search(r"[{<\[$]", one.path.host):
        return path
    named = re.sub(r"\W", "", one.path.host).lower() if one.path.host and not one.path.host.startswith("http") else ""
    base = known.variables.get(named, base) if named else base
    if section_prefix and not _under(path, section_prefix):
        path = section_prefix + ("" if path == "/" else path)
    if not base or _under(path, base):
        return path
    joined = base + ("" if path == "/" else path)
    if (one.method, template(joined).bare.key) in known.stated:
        return joined  # elsewhere the document spells the same endpoint out
    if any(_OUTSIDE.search(section.name) and _concerns(section.title) for section in one.section.chain()):
        return path
    if not section_prefix and _below_another(path, base, known.others):
        return path
    if _AT_ROOT.match(path) or any(_under(path, outside) and not _under(base, outside) for outside in known.outside):
        return path
    head, first = base.strip("/").split("/"), path.strip("/").split("/")
    for size in range(len(head) - 1, 0, -1):
        if head[-size:] == first[:size] and len(first) >= size:
            return (
                "/"
                + "/".join(head[:-size])
                + "/"
                + "/".join(first)
                + ("/" if path.endswith("/") and path != "/" else "")
            )
    if len(head) > 1 and len(first) > 1 and head[0] == first[0]:
        return path
    if one.group and (one.group, base) in known.absolute_groups:
        return path
    if known.mostly_absolute and base == known.document:
        return path
    return joined


def _below_another(path: str, base: str, others: frozenset[str]) -> bool:
    """Whether the path begins with another declared prefix, one that is not a piece of its own base."""
    parts = path.split("/")
    fronts = ("/".join(parts[:size]) for size in range(2, len(parts) + 1))
    return any(front in others and front != base and not base.startswith(front + "/") for front in fronts)


def _concerns(title: str) -> bool:
    return bool(
        re.search(
            r"prefix|/|base|version|api|root|前缀|prefijo|préfixe|präfix|접두|プレフィックス|prefixo",
            title,
            re.IGNORECASE,
        )
    )


def section_prefixes(blocks: Sequence[Block], candidates: Sequence[Candidate]) -> dict[int, str]:
    """For each candidate (by id) the prefix its section declares for relative routes below it."""
    out: dict[int, str] = {}
    by_section: dict[int, list[Candidate]] = {}
    for one in candidates:
        by_section.setdefault(id(one.section), []).append(one)
    for block in blocks:
        here = by_section.get(id(block.section), [])
        if block.kind == "heading":
            _hint(block, here, out)
            _titled(block, candidates, out)
        if block.kind != "text" or not here:
            continue
        for text, line in block.lines:
            if len(text) > 300 or not _MOUNTED.search(text) or hits(text) or _is_base(words.label(text)[0]):
                continue
            paths = [path for path in _paths_in(text) if not path.host and not path.query]
            prefix = _clean(paths[0]) if len(paths) == 1 else ""
            below = [one for one in here if one.line > line and one.rank < 2]
            contained = any(_under(one.path.text, prefix) for one in here) if prefix else True
            if prefix and below and (not contained or any(one.relative for one in below)):
                for one in below:
                    out.setdefault(id(one), prefix)
    return out


def _titled(block: Block, candidates: Sequence[Candidate], out: dict[int, str]) -> None:
    """``## REST API (prefix `/api/v1`)``: the heading itself declares the prefix of its part."""
    title = block.section.title
    if hits(title) or not _MOUNTED.search(title) or _OUTSIDE.search(title):
        return
    paths = [path for path in _paths_in(title) if not path.query]
    prefix = _clean(paths[0]) if len(paths) == 1 else ""
    inside = [one for one in candidates if one.section.within(block.section)] if prefix else []
    if inside and not any(_under(one.path.text, prefix) for one in inside):
        for one in inside:
            out.setdefault(id(one), prefix)


def _hint(block: Block, here: Sequence[Candidate], out: dict[int, str]) -> None:
    """``## Shops (`/shops`)`` adds nothing, unless the rows below are plainly what is left of it: `/`, `/{id}`."""
    if not here or hits(block.section.title):
        return
    paths = [path for path in _paths_in(block.section.title) if not path.query and not path.host]
    prefix = _clean(paths[0]) if len(paths) == 1 else ""
    if not prefix:
        return
    rows = [one for one in here if one.form in ("table", "bullet", "fence") and one.block is not block]
    if (
        rows
        and not any(_under(one.path.text, prefix) for one in rows)
        and any(re.fullmatch(r"/|/[:{<\[$][^/]*(?:/.*)?", one.path.text) for one in rows)
    ):
        for one in rows:
            out.setdefault(id(one), prefix)
