"""What declared bases and prefixes mean for the paths of a document: which holds where, and when a path already carries it."""
# ruff: noqa: E501, RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from accord.contract.markdown import words
from accord.contract.markdown.base_told import (
    BASE_WORD,
    DENIED,
    EXCEPTED,
    EXCEPTED_NAMES,
    OUTSIDE,
    UNDER,
    clean,
    is_base,
    paths_in,
)
from accord.contract.markdown.form_trees import hinted
from accord.contract.markdown.inline import CLOSE, OPEN, bare
from accord.contract.markdown.mounts import FILLING, mounted
from accord.contract.markdown.shown import Shown, shown
from accord.contract.markdown.tokens import hits, path_at, template

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from accord.contract.markdown.base import Declaration
    from accord.contract.markdown.blocks import Block, Section
    from accord.contract.markdown.candidates import Candidate

_MOUNTED = re.compile(
    r"\bmounted\b|\bprefix(?:ed)?\b|\brelative to\b|\b(?:routes?|endpoints?|paths?|resources?)\b.{0,60}\b(?:under|below|beneath)\b|挂载|前缀|相对于|\bmontad[oa]s?\b|\bprefij|\brelativ[ao]s? a\b|\bmontée?s?\b|\bpréfix"
    r"|\brelati(?:fs?|ves?) à\b|접두|마운트|아래에|マウント|配下|プレフィックス|相対|\bprefixo|\beingehängt\b|\bpräfix|\brelativ zu\b|\bэндпоинты .{0,20}под\b",
    re.IGNORECASE,
)
_FEWEST = 2  # rows that samples must call alike to say something of the base
_DEFAULTED = re.compile(r"\$\{\w+:?-(https?://[^{}]+)\}")
_ABOUT_ACCESS = re.compile(
    r"\btokens?\b|\bjwt\b|\bauth\w*|\bbearer\b|\blogged in\b|\bcookies?\b|登录|鉴权|认证|令牌|인증|토큰|로그인|認証|トークン|ログイン|\bjeton\b|\bautentica\w*|\bавторизац\w*",
    re.IGNORECASE,
)  # what is taken out of a sentence on access still carries the prefix
_AT_THE_ROOT = re.compile(
    r"\b(?:at|on|from|under) (?:the )?(?:server |site |domain |host )?root\b|\b(?:not|n't|never) (?:be )?(?:under|prefixed|versioned|below)\b|\bun(?:prefixed|versioned)\b|\b(?:without|no) (?:the |a |any )?(?:api |base |version )?prefix\b|\boutside (?:of )?(?:it\b|(?:the |this |that )?(?:base|prefix|api)\b)",
    re.IGNORECASE,
)
_PATH_AT_THE_ROOT = re.compile(
    rf"{OPEN}(/[\w.-]{{3,40}}){CLOSE}\s*[(（,\u2013\u2014-]\s*(?:unversioned|unprefixed|no (?:version|prefix|api prefix)|at (?:the )?root|not versioned|root[- ]level)\b",
    re.IGNORECASE,
)  # `/health` (unversioned)
_EVERYTHING = re.compile(r"\b(?:all|every\w*|each|any)\b", re.IGNORECASE)
_LONG_LINE = 600
_SHORT_LINE = 90
_REST = re.compile(r"/|/[:{<\[$][^/]*(?:/.*)?")  # what is left of a path below that of its part
_VERSION = re.compile(r"/v\d+(?:\.\d+)?")
_AT_ROOT = re.compile(
    r"/(?:healthz|livez|readyz|metrics|openapi\.(?:json|ya?ml)|swagger(?:\.json|-ui)?|docs|redoc|favicon\.ico|robots\.txt|\.well-known)(?:/|$)",
    re.IGNORECASE,
)


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
    exempt: frozenset[int]  # indices of blocks that a line right above them declares outside
    stated: frozenset[tuple[str, str]]  # method and key of every path as written
    shown: Shown  # what samples call
    doubted: tuple[int, str] | None = None  # line of a base, and what speaks against it

    def of(self, section: Section) -> str:
        """The base that holds in a section: the innermost declared around it, else the document's."""
        return next((self.scoped[id(one)] for one in section.chain() if id(one) in self.scoped), self.document)


def bases(
    found: Sequence[Declaration], blocks: Sequence[Block], candidates: Sequence[Candidate], sections: Mapping[int, str]
) -> Bases:
    """Which declaration holds where; `sections` holds the prefix of a candidate's section by its id."""
    population = Counter(id(section) for one in candidates for section in one.section.chain())
    written = {id(one): _below(one.path.text, sections.get(id(one), "")) for one in candidates}
    called = shown(blocks, candidates, written, [one.host for one in found if one.host and not one.coded])
    found = [one for one in found if not one.coded or _own(one, found, candidates)]
    found = [one for one in found if not _of_its_part(one, population) and not _of_a_sample(one, population)]
    found = [one for one in found if one.strong or not _told_of_its_part(one, candidates, sections)]
    found = [one for one in found if not (one.host and _of_third_party(one, population))]
    strong = [one for one in found if one.strong]
    weak = [one for one in found if not one.strong]
    around = [one for one in weak if all(_wider(one, other, population) for other in strong if other.prefix)]
    used = _lengthened(strong, weak, population) + around
    prefixes = list(dict.fromkeys(one.prefix for one in used))
    document = ""
    scoped: dict[int, str] = {}
    if len([p for p in prefixes if p]) == 1 and _local(used, candidates, population):
        scoped = {id(_scope(one, population)): one.prefix for one in used if one.prefix}
    elif len([p for p in prefixes if p]) == 1 and not (len(prefixes) > 1 and _in_different_parts(used, population)):
        document = next(p for p in prefixes if p)
    elif len(prefixes) > 1:
        document, scoped = _scopes(used, population)
    doubted = None
    if document and not scoped:
        document, doubted = _weighed(document, used, called)
    elif not document and not scoped:
        document = called.only(_FEWEST, frozenset(_alone(blocks)))
    outside = tuple(dict.fromkeys((*_declared_outside(blocks), *_named_outside(blocks))))
    plain = [one for one in candidates if not one.gone]
    if (
        document
        and not doubted
        and not scoped
        and not any(one.path.host or _under(one.path.text, document) for one in plain)
    ):
        doubted = _torn(document, used, called)
    spelled = [one for one in plain if not one.path.host]  # a row with a host says nothing of the others
    absolute = [one for one in spelled if document and _under(one.path.text, document)]
    groups = frozenset((one.group, document) for one in absolute if one.group)
    mostly = bool(document) and len(absolute) >= 3 and len(absolute) >= 0.7 * len(spelled)
    others = frozenset(prefix for one in found for prefix in (one.prefix, *one.beside) if prefix and prefix != document)
    stated = frozenset((one.method, template(one.path.text).bare.key) for one in plain)
    variables, exempt = _variables(blocks), _exempt(blocks)
    return Bases(document, scoped, others, outside, mostly, groups, variables, exempt, stated, called, doubted)


def _alone(blocks: Sequence[Block]) -> Iterator[str]:
    """The paths that stand alone in a line."""
    for block in blocks:
        for text, _ in block.lines if block.kind == "text" else ():
            if bare(text).startswith("/") and not re.search(r"\s", bare(text)):
                yield from (clean(path) for path in paths_in(text))


def _own(one: Declaration, found: Sequence[Declaration], candidates: Sequence[Candidate]) -> bool:
    """Whether a setting in code can be the base of the rows: it names one host, and no row carries its path already."""
    hosts = {other.host or other.prefix for other in found if other.coded and other.section is one.section}
    return len(hosts) < 2 and not any(_under(other.path.text, one.prefix) for other in candidates)


def _weighed(document: str, used: Sequence[Declaration], called: Shown) -> tuple[str, tuple[int, str] | None]:
    """The base after a look at what samples call; where they call rows without a base that is plainly stated, it stays, in doubt."""
    bare, below = called.below(""), called.below(document)
    declared = next((one for one in used if one.prefix and document.startswith(one.prefix)), None)
    if declared is None or len(bare) <= len(below) or (len(bare) < _FEWEST and declared.strong):
        return document, None
    if declared.strong and not declared.coded:
        against = f"the samples from line {called.lines['']} on call rows without it"
        return document, None if below else (declared.line, against)
    return "", None


def _torn(document: str, used: Sequence[Declaration], called: Shown) -> tuple[int, str] | None:
    """What speaks against a base where one place lists hosts with it and without: `Local: http://localhost`, `Live: https://host/api`."""
    based = next((one for one in used if one.prefix == document and one.host), None)
    if based is None or called.below(document):
        return None
    other = next((one for one in used if one.host and not one.prefix and one.section is based.section), None)
    return (based.line, f"the host in line {other.line} is stated without it") if other is not None else None


def _below(path: str, prefix: str) -> str:
    """A path below the prefix of its section."""
    if not prefix or _under(path, prefix):
        return path
    return _overlapped(path, prefix) or prefix + ("" if path == "/" else path)


_VARIABLE = re.compile(
    r"(?:^[\s\-*•>]*|[:：,，;]\s*)(?:export\s+|set\s+)?[@{<$\[`\ue000]*([A-Za-z_]\w{0,40})[}>\]`\ue001]*\s*(?:=|:|：|→|->|is|为|ist|es)\s*[\"'`\ue000]?(?=https?://|\{\{\w+\}\}/|\$\{?\w+\}?/)"
)


def _variables(blocks: Sequence[Block]) -> dict[str, str]:
    """`url = https://host/api`: what a placeholder in front of paths stands for."""
    found: dict[str, str] = {}
    for block in blocks:
        rows = (
            [f"{bare(row.cells[0])} = {row.cells[1]}" for row in block.table.rows if len(row.cells) > 1]
            if block.table
            else []
        )
        for text in [*(text for text, _ in block.lines), *rows]:
            for match in _VARIABLE.finditer(text) if len(text) < 400 else ():
                path = path_at(text, match.end())
                if path is not None:
                    around = found.get(_variable(path.host), "")  # `@base = {{host}}/api`
                    found.setdefault(_variable(match[1]), around + clean(path))
    return found


def _variable(written: str) -> str:
    """A variable by its bare name; of a URL nothing."""
    return "" if "://" in written else re.sub(r"\W", "", written).lower()


def _lengthened(
    strong: list[Declaration], weak: Sequence[Declaration], population: Mapping[int, int]
) -> list[Declaration]:
    """`Base URL: /api` beside "all paths begin with `/api/v1`": the longer root, said of all paths, is what holds."""
    declared = {one.prefix for one in strong}
    if len(declared) != 1 or "" in declared:
        return strong
    base = next(iter(declared))
    longer = {
        one.prefix if _under(one.prefix, base) else base + one.prefix
        for one in weak
        if one.prefix != base
        and (_under(one.prefix, base) or _VERSION.fullmatch(one.prefix))
        and re.search(r"/v\d+(?:\.\d+)?$", one.prefix)
        and not any(_wider(other, one, population) for other in strong)
    }
    return [replace(one, prefix=next(iter(longer))) for one in strong] if len(longer) == 1 else strong


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


def _of_its_part(one: Declaration, population: Mapping[int, int]) -> bool:
    """Whether a prefix only tells where a part without endpoints lies: `/metrics` below "Metrics resource"."""
    last = one.prefix.rsplit("/", 1)[-1].lower()
    return (
        one.section.level > 2
        and not population.get(id(one.section))
        and len(last) > 3
        and last in one.section.name.lower()
    )


def _of_a_sample(one: Declaration, population: Mapping[int, int]) -> bool:
    """Whether a sentence only tells how a sample is set up: below `Example 2`, where no endpoint stands."""
    return not one.strong and not population.get(id(one.section)) and words.is_one_sample(one.section.name)


def _told_of_its_part(one: Declaration, candidates: Sequence[Candidate], sections: Mapping[int, str]) -> bool:
    """Whether a sentence is the prefix of its own part alone, as that of another part is another."""
    given = {sections[id(c)] for c in candidates if id(c) in sections}
    return one.section.level > 1 and one.prefix in given and len(given) > 1


_THIRD_PARTY = re.compile(
    r"\bexternal\b|\bthird[- ]part(?:y|ies)\b|\bupstreams?\b|\bintegrations?\b|\bextern[aeo]s?\b|\bexternes?\b|\bdata sources?\b|第三方|外部|외부|внешн\w+",
    re.IGNORECASE,
)


def _of_third_party(one: Declaration, population: Mapping[int, int]) -> bool:
    """Whether a URL stands in a part about services of others, where no endpoint stands: "External APIs used"."""
    around = [section for section in one.section.chain() if section.level > 1]
    return any(_THIRD_PARTY.search(section.name) and not population.get(id(section)) for section in around)


def _wider(one: Declaration, other: Declaration, population: Mapping[int, int]) -> bool:
    """Whether a declaration holds for a part of the document that the other's part lies in."""
    outer, inner = _scope(one, population), _scope(other, population)
    return inner is not outer and inner.within(outer)


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
        for line, _ in block.lines:
            for text in re.split(r"(?<=[.!])\s(?=[^\W\d_])|(?<=。)|[;；]", line) if len(line) < 600 else ():
                rooted = "http" in EXCEPTED.sub(" ", text)  # "as from `https://host/api`, except `/status`"
                if not (rooted or UNDER.search(text) or BASE_WORD.search(text)) or _ABOUT_ACCESS.search(text):
                    continue
                said = [text] if OUTSIDE.search(text) else [found.group() for found in EXCEPTED.finditer(text)]
                yield from (p.text for one in said for p in paths_in(one) if not p.host and len(p.text) > 1)


def _named_outside(blocks: Sequence[Block]) -> Iterator[str]:
    """The resources that a clause puts at the root: "(health checks are at the root)", "webhooks are not prefixed"."""
    for block in blocks:
        for line, _ in block.lines if block.kind == "text" else ():
            for text in re.split(r"(?<=[.!])\s", line) if len(line) < _LONG_LINE else ():
                said = EXCEPTED_NAMES.sub(" ", text)
                if UNDER.search(said) and paths_in(said) and not _ABOUT_ACCESS.search(said):
                    yield from (one for match in EXCEPTED_NAMES.finditer(text) for one in _resources(match["names"]))
            if (alone := _PATH_AT_THE_ROOT.search(line[:_LONG_LINE])) and not hits(line):
                yield alone[1]
            for text in re.split(r"(?<=[.!])\s|[;,(（)）：]", line) if len(line) < _LONG_LINE else ():
                if not _AT_THE_ROOT.search(text) or hits(text) or _EVERYTHING.search(text):
                    continue
                if not paths_in(text):
                    yield from _resources(_AT_THE_ROOT.split(text)[0])


def _resources(said: str) -> list[str]:
    """The words of a phrase that may be the name of a resource, as its path."""
    found = re.findall(r"[A-Za-z]{4,}", said)
    return [f"/{word.lower()}" for word in found if not FILLING.fullmatch(word.lower())]


def _exempt(blocks: Sequence[Block]) -> frozenset[int]:
    """Blocks below a line such as "Outside of the prefix:" or "**Assets** (not below the prefix)": the next one, a list as a whole."""
    out: set[int] = set()
    for block, after in pairwise(blocks):
        said = re.split(r"(?<=[.!?])\s", block.lines[-1][0])[-1] if block.kind == "text" and block.lines else ""
        if not _announces_outside(said) or hits(said) or after.section is not block.section:
            continue
        listed = after.list_id if after.list_id != block.list_id else 0
        out.add(after.index)
        out.update(one.index for one in blocks[after.index : after.index + 200] if listed and one.list_id == listed)
    return frozenset(out)


def _announces_outside(line: str) -> bool:
    """Whether a line is the title of what stands outside of the prefix; "except" only takes something out of a sentence."""
    if len(line) > 120 or not line.rstrip().endswith((":", "：", ")", "）")):
        return False
    said = OUTSIDE.search(line)
    return said is not None and not said.group().lower().startswith(("except", "除", "제외")) and _concerns(line)


def _under(path: str, prefix: str) -> bool:
    return bool(prefix) and template(path).without(template(prefix)) is not None


def effective(one: Candidate, known: Bases, section_prefix: str) -> str:
    """The path of a candidate with section prefix and base applied."""
    path = one.path.text
    base = known.of(one.section)
    if re.match(r"(?:https?|wss?)://", one.path.host) and not re.search(r"[{<\[$]", one.path.host):
        return path
    if one.block.index in known.exempt:
        return path
    named = re.sub(r"\W", "", one.path.host).lower() if one.path.host and not one.path.host.startswith("http") else ""
    base = known.variables.get(named, base) if named else base
    defaulted = _DEFAULTED.match(one.path.host)  # `${API:-https://host/api}/pets`
    if defaulted and (stated := path_at(defaulted[1])) is not None and clean(stated):
        return clean(stated) + ("" if path == "/" else path)
    path = _below(path, section_prefix)
    if not base or _under(path, base):
        return path
    joined = base + ("" if path == "/" else path)
    if (one.method, template(joined).bare.key) in known.stated:
        return (
            path if path == "/" and one.form == "heading" else joined
        )  # elsewhere the document spells the same endpoint out
    if any(OUTSIDE.search(section.name) and _concerns(section.title) for section in one.section.chain()):
        return path
    if not section_prefix and _below_another(path, base, known.others):
        return path
    if _AT_ROOT.match(path) or any(_under(path, outside) and not _under(base, outside) for outside in known.outside):
        return path
    if known.outside and any(
        _first_word(section.name) in known.outside for section in one.section.chain() if section.level > 1
    ):
        return path
    key = template(path).bare.key
    if known.shown.below(base) and key in known.shown.below("") and key not in known.shown.below(base):
        return path  # samples call it without the base they have elsewhere
    if overlapped := _overlapped(path, base):
        return overlapped
    head, first = base.strip("/").split("/"), path.strip("/").split("/")
    if len(head) > 1 and len(first) > 1 and head[0] == first[0]:
        return path
    if one.group and (one.group, base) in known.absolute_groups:
        return path
    if known.mostly_absolute and base == known.document:
        return path
    return joined


def _first_word(title: str) -> str:
    """What a title is about, as a path: `/health` of "Health checks"."""
    word = re.search(r"[A-Za-z]{4,}", title)
    return f"/{word.group().lower()}" if word else ""


def _overlapped(path: str, prefix: str) -> str:
    """`/admin/pets` below `/api/admin`, which is `/api/admin/pets`; an empty text where they share nothing."""
    head, first = prefix.strip("/").split("/"), path.strip("/").split("/")
    size = next((size for size in range(len(head) - 1, 0, -1) if head[-size:] == first[:size]), 0)
    return "/" + "/".join(head[:-size]) + path if size else ""


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


def told_elsewhere(candidates: Sequence[Candidate], paths: Mapping[int, str]) -> dict[int, str]:
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


def section_prefixes(blocks: Sequence[Block], candidates: Sequence[Candidate]) -> dict[int, str]:
    """For each candidate (by id) the prefix its section declares for relative routes below it."""
    out: dict[int, str] = {}
    by_section: dict[int, list[Candidate]] = {}
    for one in candidates:
        by_section.setdefault(id(one.section), []).append(one)
    for block in blocks:
        here = by_section.get(id(block.section), [])
        if not here and block.section.level > 1:
            here = [one for child in block.section.children for one in by_section.get(id(child), ())]
        if block.kind == "heading":
            _hint(block, here, out)
            _titled(block, candidates, out)
        if block.kind != "text" or not here:
            continue
        for text, line in block.lines:
            if (
                len(text) > 300
                or not _MOUNTED.search(words.without_paths(text))
                or _announces_outside(text)
                or DENIED.search(text)
                or hits(text)
                or is_base(words.label(text)[0])
            ):
                continue
            paths = [path for path in paths_in(text) if not path.host and not path.query]
            prefix = clean(paths[0]) if len(paths) == 1 else ""
            below = [one for one in here if one.line > line and one.rank < 2]
            contained = any(_under(one.path.text, prefix) for one in here) if prefix else True
            if prefix and below and (not contained or any(one.relative for one in below)):
                for one in below:
                    out.setdefault(id(one), prefix)
    _titles(blocks, candidates, out)
    _hinted_together(blocks, by_section, out)
    _lone(blocks, by_section, out)
    return mounted(blocks, candidates) | out


def _titled(block: Block, candidates: Sequence[Candidate], out: dict[int, str]) -> None:
    """``## REST API (prefix `/api/v1`)``: the heading itself declares the prefix of its part."""
    title = block.section.title
    outside = OUTSIDE.search(title)  # "(prefix `/admin`, not `/v2`)": what stands before it is the prefix
    title = title[: outside.start()] if outside else title
    if hits(title) or not _MOUNTED.search(title):
        return
    paths = [path for path in paths_in(title) if not path.query]
    prefix = clean(paths[0]) if len(paths) == 1 else ""
    inside = [one for one in candidates if one.section.within(block.section)] if prefix else []
    if inside and not any(_under(one.path.text, prefix) for one in inside):
        for one in inside:
            out.setdefault(id(one), prefix)


_WHOLE_PREFIX = re.compile(r"/(?:api|rest|v\d+)(?:/|$)", re.IGNORECASE)  # written from the root, not from a base


def _hint(block: Block, here: Sequence[Candidate], out: dict[int, str]) -> None:
    """``## Shops (`/shops`)`` adds nothing, unless the rows below are plainly what is left of it: `/`, `/{id}`, or `/shops` below `/api/public`."""
    if not here or hits(block.section.title):
        return
    paths = [path for path in paths_in(block.section.title) if not path.query and not path.host]
    prefix = clean(paths[0]) if len(paths) == 1 else ""
    if not prefix or OUTSIDE.search(block.section.name):
        return
    rows = [one for one in here if one.form in ("table", "bullet", "fence") and one.block is not block]
    if _left_over(rows, prefix):
        for one in rows:
            out.setdefault(id(one), prefix)


def _titles(blocks: Sequence[Block], candidates: Sequence[Candidate], out: dict[int, str]) -> None:
    """``**Shops** (`/shops`)`` over a table or a fence is such a heading, too."""
    inside: dict[int, list[Candidate]] = {}
    for one in candidates:
        inside.setdefault(one.block.index, []).append(one)
    for block, after in pairwise(blocks):
        alone = block.kind == "text" and len(block.lines) == 1 and after.kind in ("table", "fence")
        prefix = hinted(block.lines[0][0]) if alone and after.index in inside else ""
        if prefix and not OUTSIDE.search(block.text) and _left_over(inside[after.index], prefix):
            for one in inside[after.index]:
                out.setdefault(id(one), prefix)


def _hinted_together(
    blocks: Sequence[Block], by_section: Mapping[int, Sequence[Candidate]], out: dict[int, str]
) -> None:
    """Headings that all end in a path, `Users /user`, `Orders /order`, over rows of which none carries it: rows are relative to them."""
    found: list[tuple[str, Sequence[Candidate]]] = []
    for block in blocks:
        rows = by_section.get(id(block.section), ()) if block.kind == "heading" else ()
        title = block.section.title
        if not rows or hits(title) or OUTSIDE.search(title) or _PAGE.search(title):
            continue
        paths = [path for path in paths_in(title) if not path.query and not path.host]
        prefix = clean(paths[0]) if len(paths) == 1 and not bare(title[paths[0].end :]).strip(" )）") else ""
        if prefix and any(one.block is not block and one.form in ("table", "bullet", "fence") for one in rows):
            found.append((prefix, rows))
    stems = {prefix.rsplit("/", 1)[-1].lower().rstrip("s") for prefix, _ in found}
    every = [one for _, rows in found for one in rows]
    firsts = {one.path.text.split("/")[1].lower().rstrip("s") for one in every}
    if (
        len(found) < _FEWEST
        or len(stems) < _FEWEST
        or firsts & stems
        or any(id(one) in out or one.path.host for one in every)
    ):
        return
    if any(_WHOLE_PREFIX.match(one.path.text) for one in every):
        return
    out.update({id(one): prefix for prefix, rows in found for one in rows})


_PAGE = re.compile(r"\bpages?\b|\bscreens?\b|\bviews?\b|\bfront-?end\b|页|ページ|화면|페이지", re.IGNORECASE)


def _lone(blocks: Sequence[Block], by_section: Mapping[int, Sequence[Candidate]], out: dict[int, str]) -> None:
    """A line that names one path above rows that are plainly what is left of it: ``Module route: `/pets` `` over `/` and `/{id}`."""
    first = {section: min(one.line for one in rows) for section, rows in by_section.items() if len(rows) >= _FEWEST}
    for block in blocks:
        rows = by_section.get(id(block.section), ())
        if block.kind != "text" or block.line >= first.get(id(block.section), 0):
            continue
        if any(id(one) in out for one in rows):
            continue
        for text, _ in block.lines:
            if len(text) > _SHORT_LINE or hits(text) or OUTSIDE.search(text) or is_base(words.label(text)[0]):
                continue
            paths = [path for path in paths_in(text) if not path.host and not path.query]
            prefix = clean(paths[0]) if len(paths) == 1 else ""
            if prefix and any(_REST.fullmatch(one.path.text) for one in rows) and _left_over(rows, prefix):
                for one in rows:
                    out.setdefault(id(one), prefix)


def _left_over(rows: Sequence[Candidate], prefix: str) -> bool:
    """Whether rows are plainly what is left of paths below a prefix."""
    return bool(
        rows
        and not any(_under(one.path.text, prefix) for one in rows)
        and (
            any(_REST.fullmatch(one.path.text) for one in rows)
            or (_WHOLE_PREFIX.match(prefix) and not any(_WHOLE_PREFIX.match(one.path.text) for one in rows))
        )
    )
