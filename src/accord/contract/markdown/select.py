"""Which candidates are endpoints: samples, mentions, shorthand and what is said to be gone are left out."""
# ruff: noqa: RUF001  the marks of many languages

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

from accord.contract.markdown import remarks, titles, words
from accord.contract.markdown.candidates import STRONG, WEAK, Candidate
from accord.contract.markdown.inline import STRUCK
from accord.contract.markdown.outgoing import sent
from accord.contract.markdown.tokens import hits, template, variants

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from accord.contract.markdown.blocks import Block, Section
    from accord.paths import PathTemplate

_VALUE = re.compile(
    r"\d+(?:\.\d+)?|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{9,}|(?=[a-f]*\d)[0-9a-f]{16,}"
    r"|(?=[0-9]*[a-f])(?=(?:[a-f]*\d){3})[0-9a-f]{8,}|\d+(?:-\d+)+|\d{1,6}-[0-9a-f]{8,}",
    re.IGNORECASE,
)
_LOOSE = ("fence", "bullet", "paragraph")  # forms that samples and flows are written in as well
_SAMPLED = (*_LOOSE, "table")
_REAL = re.compile(
    r"\btest|\bmigration|\bchecklist|\bhistory\b|\bidempoten|测试|end-?points?|接口|apis?\b", re.IGNORECASE
)
_ENDPOINTS = re.compile(
    r"\bend-?points?\b|\broutes?\b|接口|\brutas?\b|\brotas?\b|エンドポイント|엔드포인트", re.IGNORECASE
)
_REFERENCE = re.compile(
    r"\b(?:reference|documentation|spec(?:ification)?|contract|end-?points?|api docs|referenci?a|référence|documenta(?:ción|ção|tion|zione)"
    r"|referenz|dokumentation|справочник|документация)\b|文档|接口|リファレンス|仕様|문서|명세",
    re.IGNORECASE,
)  # in the title of a document that tells more than what has changed: "Migration guide and reference"
_JOINED = re.compile(r"\b(?:and|y|e|et|und|и)\b|[&+/,与和及、]", re.IGNORECASE)
_NAMED_HOST = re.compile(r"https?://(?!localhost\b|[\d.:]+$)[a-z][\w.-]*(?::\d+)?$", re.IGNORECASE)
_STAND_IN = re.compile(r"/<?your[-_][a-z]", re.IGNORECASE)  # `/your-webhook`: to be replaced by a path of others
_PLAINLY = re.compile(r"\bplanned\W*$|\bcoming soon\b|\bnot (?:yet )?implemented\b", re.IGNORECASE)
_VALUED = re.compile(r"=[^\s&={}<\[$:]")
_SENTENCE_END = re.compile(r"[.!]\s(?=\W{0,3}[^\W\d_])|[。！]")
_MANY = 5  # endpoints that make a prefix common
_FEW_OPEN = 2  # parameters of a template whose values may hold slashes: more would be tried for long
_LONG_TITLE = 80  # characters: longer ones tell a story
_OF_VERB_AND_THING = re.compile(r"(?:[\d.]+\s?)?[\u4e00-\u9fff]{4}")  # 更新记录
_MOSTLY = 0.8
_VERSION = re.compile(r"v\d+(?:\.\d+)*", re.IGNORECASE)


@dataclass(eq=False, slots=True)
class Promise:
    """An operation with every place that states it, in document order."""

    method: str
    path: str
    template: PathTemplate
    places: list[Candidate] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str]:
        return self.method, self.template.bare.key


def flag(candidates: Sequence[Candidate], document: Sequence[Block]) -> None:
    """Flags that sections and words around a candidate give it."""
    for one in sent(candidates, document):
        one.gone = True
    known: dict[int, tuple[bool, bool, bool]] = {}
    tabled = {id(one.section) for one in candidates if one.form == "table" and one.rank == STRONG}
    alone = Counter(id(one.section) for one in candidates)
    for one in candidates:
        planned, deprecated, gone = _section_flags(one.section, known)
        if alone[id(one.section)] == 1 and one.section.level > 1:  # the title of an entry, not of a part
            planned = planned or remarks.is_later_in_brackets(one.section.title[:_LONG_TITLE])
        if one.form in ("bullet", "paragraph"):
            name = one.section.name
            generic = words.is_generic(name) and not _REAL.search(name) and id(one.section) not in tabled
            generic = generic and not _names_resource(name, one.path.text)
            one.sample = one.sample or words.is_sample(name) or generic
        elif one.form == "table":
            one.sample = one.sample or words.is_samples(one.section.name)
        if one.intro:
            one.planned = one.planned or words.is_planned(one.intro) or titles.is_later(one.intro)
            one.gone = one.gone or words.is_gone_intro(one.intro)
        own = _of_itself(one.text) if one.form != "heading" else one.section.name
        if one.before:
            one.planned = one.planned or (len(one.before) < 60 and words.is_planned(one.before))
            one.gone = one.gone or (len(one.before) < 40 and words.is_gone_intro(one.before))
            one.sample = one.sample or (one.form != "heading" and (_explains(one) or words.is_sample(one.before)))
        one.planned = one.planned or planned
        one.deprecated = one.deprecated or deprecated
        one.gone = one.gone or gone or _of_changes(one) or bool(_STAND_IN.search(one.path.text))
        if own:
            one.planned = one.planned or _announced(own) or (one.form != "table" and remarks.will_come(own))
            one.deprecated = one.deprecated or words.is_deprecated(own)
            one.gone = one.gone or words.is_gone_row(own) or remarks.is_gone(own, one.method)
    away = _elsewhere(candidates)
    hosts: dict[int, set[str]] = {}
    for one in away:
        hosts.setdefault(one.group, set()).add(one.path.host.lower())
    for one in away:
        one.gone = one.gone or (bool(one.group) and len(hosts[one.group]) > 1)  # a list of the services of others
        around = (one.section.name, one.before, one.intro)
        one.gone = (
            one.gone
            or any(words.is_foreign(title) for title in around)
            or any(words.is_calling(said) for said in around[1:])
        )


def _of_itself(text: str) -> str:
    """What a line says of its endpoint: not the sentences that speak of another, "Replaces `POST /x`, which was removed"."""
    other = next(iter(hits(text)), None)
    ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, other.start)] if other else []
    return text[: ends[-1]] if ends else text


def _elsewhere(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Candidates with a host of their own, public or not, in a document whose endpoints mostly have none."""
    hosts = Counter(one.path.host.lower() for one in candidates)
    usual = hosts.most_common(1)[0][0] if hosts else ""
    if usual and _NAMED_HOST.match(usual):
        return []
    return [one for one in candidates if _NAMED_HOST.match(one.path.host)]


def foreign(candidates: Sequence[Candidate], own: Collection[str]) -> None:
    """Flags as gone what lies on a named host that is none of the document's `own` and shares no domain with one."""
    named = {_domain(host) for host in own if _NAMED_HOST.match(host)}
    for one in _elsewhere(candidates) if named else ():
        one.gone = one.gone or _domain(one.path.host) not in named


def _domain(host: str) -> str:
    """The last two labels of a host, three below a country's `co.jp`: what all hosts of one owner end with."""
    labels = host.lower().partition("://")[2].partition(":")[0].split(".")
    return ".".join(labels[-3:] if len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3 else labels[-2:])


def _explains(one: Candidate) -> bool:
    """Whether a title in the line says that it shows a convention: `Pagination: GET /x?page=2`."""
    return bool(one.path.query) and words.is_generic(one.before)


def _announced(own: str) -> bool:
    return _says_planned(own) or remarks.is_later(own)


def _says_planned(text: str) -> bool:
    text = words.without_paths(text)
    return words.is_marked_planned(text) or (
        len(text) < 60
        and bool(
            re.search(
                r"🔮|🔜|📋 *planned|待实现|未实现|计划中|미구현|未実装"
                r"|[(（\[【][^()（）\[\]【】]{0,12}(?:计划|规划|预计|予定|예정|planned|geplant|prévue?|previst[oa]|план)[^()（）\[\]【】\w]{0,3}[)）\]】]",
                text,
                re.IGNORECASE,
            )
            or _PLAINLY.search(text)
        )
    )


def _is_planned(names: Sequence[str]) -> bool:
    """Whether the titles around a row, innermost first, say that it is still to come; one that says it is done outweighs those around it."""
    for name in names:
        if len(name) < _LONG_TITLE and (words.is_planned(name) or titles.is_later(name)):
            return True
        if len(name) < _LONG_TITLE and titles.is_done(name):
            return False
    return False


def _names_resource(title: str, path: str) -> bool:
    """Whether the word that makes a title generic names a thing of the path: `3. Conventions` over `/conventions`, which are agreements in French."""
    named = title.lower()
    return any(
        words.is_generic(part) and part.rstrip("s") in named for part in path.lower().split("/") if len(part) > 1
    )


def _of_changes(one: Candidate) -> bool:
    """Whether a title around a row announces what has changed; `## Changelog Endpoints` over `/changelogs/{id}` names a thing of the API."""
    names = [
        part.name
        for part in _titled(one.section)
        if len(part.name) < _LONG_TITLE
        and words.is_history(part.name)
        and not _done_to_a_thing(part)
        and not (part.level == 1 and _REFERENCE.search(part.name) and _JOINED.search(part.name))
    ]
    if not names:
        return False
    own = one.path.text.lower().split("/")
    thing = any(words.is_history(segment) for segment in own)
    return any(name.lower() not in own and not (thing and _ENDPOINTS.search(name)) for name in names)


def _done_to_a_thing(part: Section) -> bool:
    """Whether a title beside 新增记录 and 删除记录 says what is done to records: 更新记录 is a changelog only alone."""
    thing = part.name[-2:]
    if part.parent is None or not _OF_VERB_AND_THING.fullmatch(part.name):
        return False
    return any(
        other is not part and other.name != part.name and other.name.endswith(thing) for other in part.parent.children
    )


def _titled(section: Section) -> Iterator[Section]:
    """The parts around a row; that of the document counts where its title is no more than that of a part."""
    return (one for one in section.chain() if one.level > 1 or one.parent is not None)


def _titles(section: Section) -> Iterator[str]:
    return (one.name for one in _titled(section))


def _section_flags(section: Section, known: dict[int, tuple[bool, bool, bool]]) -> tuple[bool, bool, bool]:
    cached = known.get(id(section))
    if cached is not None:
        return cached
    names = list(_titles(section))
    flags = (
        _is_planned(names),
        any(len(name) < 80 and words.is_deprecated(name) for name in names),
        any(len(name) < 80 and (words.is_gone_section(name) or titles.is_gone(name)) for name in names)
        or any(words.is_release(one.name) or (STRUCK in one.title and not one.name) for one in section.chain()),
    )
    known[id(section)] = flags
    return flags


def select(candidates: Sequence[Candidate], paths: Mapping[int, str]) -> list[Promise]:
    """Promises in document order; `paths` holds the effective path of each candidate by its id."""
    usable = [
        one
        for one in candidates
        if not one.gone and not (one.path.open_ended and (one.form not in ("heading", "table") or _is_family(one)))
    ]
    strong = [one for one in usable if one.rank < WEAK and not (one.sample and one.form in _SAMPLED)]
    if not strong:
        fair = [one for one in usable if one.rank < WEAK]
        told = [one for one in fair if not words.is_sample(one.before)] or fair
        strong = [one for one in told if not words.is_generic(one.section.name)] or told or _unsaid(usable)
        rest: list[Candidate] = []
    else:
        sure = set(strong)
        rest = [one for one in usable if one not in sure]
    found: dict[tuple[str, str], Promise] = {}
    shapes = _Shapes([(one, path) for one in strong for path in variants(paths[id(one)])])
    for one in sorted([*strong, *rest], key=lambda c: (c.line, c.rank)):
        for path in variants(paths[id(one)]):
            shape = template(path)
            key = (one.method, shape.bare.key)
            known = found.get(key)
            if known is None:
                if (one in shapes.members) is False and not _welcome(one, shape, shapes):
                    continue
                if shapes.is_instance(one, path) or (one.form in _LOOSE and shapes.is_tail(one, shape)):
                    continue
                known = found[key] = Promise(one.method, path, shape)
                shapes.learn(one, shape)
            known.places.append(one)
    out = [one for one in found.values() if any(place in shapes.members or place.rank < WEAK for place in one.places)]
    return _spelled_out(out)


def _unsaid(usable: Sequence[Candidate]) -> list[Candidate]:
    """What counts where nothing is sure: no sentence, and not the only request to a named host."""
    hosts = Counter(one.path.host for one in usable)
    return [
        one for one in usable if not one.told and (hosts[one.path.host] > 1 or not _NAMED_HOST.match(one.path.host))
    ]


def _spelled_out(promises: list[Promise]) -> list[Promise]:
    """The promises without those that a title of a sample shortens: `Send (POST /send):` where all but it lie below `/api/v1`, `/send` too."""
    loose = [one for one in promises if all(place.titled for place in one.places)]
    if not loose or len(promises) < _MANY:
        return promises
    fronts = Counter(one.template.bare.segments[:2] for one in promises)
    whole, count = fronts.most_common(1)[0]
    if len(whole) < 2 or "{}" in whole or count < len(promises) - len(loose):
        return promises
    known = {(one.method, one.template.bare.segments) for one in promises}
    short = {id(one) for one in loose if (one.method, whole + one.template.bare.segments) in known}
    return [one for one in promises if id(one) not in short]


def families(candidates: Sequence[Candidate], promises: Sequence[Promise]) -> list[Candidate]:
    """Rows of tables that stand for many paths, as `POST /admin/...`, where no endpoint below them with that method is promised."""
    promised = {f"{one.method} {place.path.text}" for one in promises for place in one.places}
    return [
        one
        for one in candidates
        if one.form == "table" and not one.gone and one.rank < WEAK and not one.sample and _is_family(one)
        if not any(path.startswith(f"{one.method} {one.path.text.rstrip('.…')}") for path in promised)
    ]


def _is_family(one: Candidate) -> bool:
    return one.path.open_ended and one.path.text.endswith(("..", "…"))


def _welcome(one: Candidate, shape: PathTemplate, shapes: _Shapes) -> bool:
    """Whether something that looks like a sample or a mention is a definition all the same."""
    if one.rank == WEAK or _explains(one) or (one.sample and one.form == "table") or words.is_generic(one.section.name):
        return False
    shorthand = shapes.ends_like(one.method, shape) or shapes.ends_like(one.method, template(one.path.text))
    return (
        not shorthand and not shapes.section_defines(one) and not (one.sample and shapes.begins_like(one.method, shape))
    )


class _Shapes:
    """The templates of sure candidates, for the questions asked of unsure ones."""

    def __init__(self, sure: Sequence[tuple[Candidate, str]]) -> None:
        self.members = {one for one, _ in sure}
        self._templates: dict[tuple[str, int], set[tuple[str, ...]]] = {}
        self._tails: dict[str, set[tuple[str, ...]]] = {}
        self._whole: dict[str, set[tuple[str, ...]]] = {}
        self._defined: dict[int, set[str]] = {}  # forms of what a section defines
        self._queries: dict[tuple[str, tuple[str, ...]], set[str]] = {}  # those with values, of lines in fences
        self._own: dict[tuple[int, str], list[tuple[str, ...]]] = {}  # templates of a section's fences
        self._behind_parameters: dict[str, set[tuple[str, ...]]] = {}  # last words of rows without another word
        self._fenced: dict[int, int] = {}  # line of the first template in a fence, by its section
        rows = of_any = 0
        for one, path in sure:
            segments = template(path).bare.segments
            if any("{}" in segment for segment in segments):
                self._templates.setdefault((one.method, len(segments)), set()).add(segments)
            if segments:
                self._whole.setdefault(one.method, set()).add(segments)
            for start in range(1, min(len(segments), 8)):
                self._tails.setdefault(one.method, set()).add(segments[start:])
            behind = [segment for segment in segments if segment != "{}"]
            if one.form == "table" and len(behind) == 1 and segments[-1:] == tuple(behind) and len(segments) > 1:
                self._behind_parameters.setdefault(one.method, set()).add(segments[-1:])
            if one.form == "fence" and _VALUED.search(one.path.query):
                self._queries.setdefault((one.method, segments), set()).add(one.path.query)
            if one.form == "fence" and any("{}" in segment for segment in segments):
                self._fenced.setdefault(id(one.section), one.line)
                self._own.setdefault((id(one.section), one.method), []).append(segments)
            rows += one.form == "table"
            of_any += one.form == "table" and segments[:1] == ("{}",)
            if one.form != "fence" or one.rank == STRONG:
                self._defined.setdefault(id(one.section), set()).add(one.form)

        self._of_any = (
            of_any >= _MANY and of_any >= _MOSTLY * rows
        )  # rows as `/{schema}/{table}` are of no thing by name

    def learn(self, one: Candidate, shape: PathTemplate) -> None:
        """Takes in the template of a candidate that was not sure to be an endpoint and is one."""
        segments = shape.bare.segments
        if any("{}" in segment for segment in segments):
            self._templates.setdefault((one.method, len(segments)), set()).add(segments)

    def section_defines(self, one: Candidate) -> bool:
        """Whether the section of a fence, or the entry around it, already names an endpoint; paragraphs beside each other each name theirs."""
        for section in one.section.chain():
            forms = self._defined.get(id(section), set())
            if forms and not (one.form == "paragraph" and forms == {"paragraph"} and section is one.section):
                return True
            if section.level <= 2:
                return False
        return False

    def _called(self, one: Candidate) -> bool:
        """Whether a fence shows a call of what a fence above it in the same section has defined: a query with values."""
        line = self._fenced.get(id(one.section), one.line)
        return one.form == "fence" and line < one.block.line and _VALUED.search(one.path.query) is not None

    def ends_like(self, method: str, shape: PathTemplate) -> bool:
        """Whether the path is the tail of a longer known one: a shorthand."""
        return shape.bare.segments in self._tails.get(method, ())

    def is_tail(self, one: Candidate, shape: PathTemplate) -> bool:
        """Whether a word stands for a row of a table that has only parameters before it: `POST /bulk` for `POST /{schema}/{table}/bulk`."""
        return len(shape.bare.segments) == 1 and shape.bare.segments in self._behind_parameters.get(one.method, ())

    def begins_like(self, method: str, shape: PathTemplate) -> bool:
        """Whether a known path is the tail of this one: a sample that carries the prefix the definitions leave out."""
        segments = shape.bare.segments
        return any(segments[start:] in self._whole.get(method, ()) for start in range(1, min(len(segments), 8)))

    def _spans(self, one: Candidate, segments: tuple[str, ...]) -> bool:
        """Whether a fence shows a value of several segments for a parameter of its section: `DELETE /pots/-/pots.tgz/-rev/12-ab`."""
        known = self._own.get((id(one.section), one.method), ()) if one.form == "fence" else ()
        return any(map(_is_value, segments)) and any(
            len(shape) < len(segments)
            and shape.count("{}") <= _FEW_OPEN
            and any(segment != "{}" for segment in shape)
            and re.fullmatch(_spanning(shape), "/".join(segments))
            for shape in known[:20]
        )

    def is_instance(self, one: Candidate, path: str) -> bool:
        """Whether the path is a known template with values in it: a sample."""
        segments = template(path).bare.segments
        if "{}" not in "".join(segments) and self._spans(one, segments):
            return True
        known = self._templates.get((one.method, len(segments)))
        if not known:
            return False
        called = self._called(one)
        lax = one.form == "fence" and (one.sample or self.section_defines(one) or called)
        lax = lax or (one.form in _LOOSE and (self._of_any or words.is_sample(one.before)))
        shown_often = one.form == "fence" and len(self._queries.get((one.method, segments), ())) > 1
        values = {at for at, segment in enumerate(segments) if _is_value(segment)}
        open_to = [
            at
            for at, segment in enumerate(segments)
            if "{}" not in segment
            and (lax or one.form in _LOOSE or at in values)
            and (not called or one.sample or at in values or at < len(segments) - 1)
        ][:8]
        for size in range(1, len(open_to) + 1):
            for chosen in combinations(open_to, size):
                shown = values.intersection(chosen)  # one value makes samples of the words beside it
                if (lax or len(shown) == size or (size > 1 and (shown or shown_often))) and tuple(
                    _opened(segment) if at in chosen else segment for at, segment in enumerate(segments)
                ) in known:
                    return True
        return False


def _spanning(shape: tuple[str, ...]) -> str:
    """The values of a template whose parameters, but for the last segment, may hold slashes."""
    *front, last = shape
    pieces = [".+" if part == "{}" else re.escape(part) for part in front]
    return "/".join([*pieces, "[^/]+" if last == "{}" else re.escape(last)])


def _is_value(segment: str) -> bool:
    """Whether a segment reads like a value: a number, an id, a date."""
    stem = re.sub(r"\.[a-z]{2,4}$", "", segment)
    return bool(_VALUE.fullmatch(stem)) and not _VERSION.fullmatch(stem)


def _opened(segment: str) -> str:
    suffix = re.search(r"\.(?:json|xml|pdf|csv|jwt|png|jpe?g|txt|ya?ml|zip)$", segment)
    return "{}" + (suffix[0] if suffix else "")
