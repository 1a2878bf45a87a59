"""What the forms find: candidates, and what headings and lists supply to the rows below them."""
# ruff: noqa: RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from accord.contract.markdown import words
from accord.contract.markdown.inline import CLOSE, EDGES, OPEN, bare
from accord.contract.markdown.memo import remembered
from accord.contract.markdown.siblings import every_hit
from accord.contract.markdown.tokens import (
    METHODS,
    Hit,
    Path,
    hit_at,
    methods_in,
    only_methods,
    path_at,
    starting_path,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accord.contract.markdown.blocks import Block, Section
    from accord.contract.markdown.evidence import Evidence

Form = Literal["heading", "bullet", "paragraph", "table", "fence", "pair"]

STRONG, MEDIUM, WEAK = 0, 1, 2
_SIBLINGS = 40  # titles that are looked at
_OTHER_COMMANDS = 2  # titles beside `get` that make it a word among words


@dataclass(eq=False, slots=True)
class Candidate:
    """A place that may promise an endpoint. `rank` says how sure its form is: WEAK ones are mentions unless nothing else is there."""

    method: str
    path: Path
    line: int
    form: Form
    block: Block
    rank: int = STRONG
    text: str = ""  # what follows the path in its line, as a description
    before: str = ""  # what stands before its method: a title, a label
    intro: str = ""  # the line that introduces its list, table or fence: `These are planned:`
    cells: Mapping[str, str] = field(default_factory=dict)  # a table row by tidied header
    planned: bool = False
    deprecated: bool = False
    gone: bool = False
    sample: bool = False
    titled: bool = False  # a title stands before it: `Log in: POST /login`
    told: bool = False  # a sentence goes on behind it: `Backend: POST /x now updates ...`
    relative: bool = False  # its header calls it relative
    small: bool = False  # its method is in small letters: a verb, unless the whole list is of that form
    group: int = 0  # rows of one table, items of one list, lines of one fence
    trail: tuple[Evidence, ...] = ()  # what its path rests on, once it is decided

    @property
    def section(self) -> Section:
        return self.block.section


@dataclass(frozen=True, slots=True)
class Supply:
    """What a heading supplies: methods for paths below it, or a path for methods below it. `pure` methods hold for every row below."""

    methods: tuple[str, ...] = ()
    path: Path | None = None
    pure: bool = False
    own: tuple[tuple[tuple[str, ...], Path], ...] = ()  # endpoints the heading itself names
    ends: Path | None = None  # the path a heading ends in, behind a name: "Cards: `/decks/{id}/cards`"


_REST_OF_METHOD_HEADING = re.compile(
    r"(?:requests?|endpoints?|methods?|routes?|apis?|calls?|operations?|http|请求|接口|方法|端点|类|接口列表|peticiones|solicitudes|métodos?|rutas?|requêtes|요청|메서드|リクエスト|メソッド"
    r"|requisições|anfragen|\+|&|\W|\d)*",
    re.IGNORECASE,
)
_WORDS = re.compile(r"\W*(?:Options|options|Head|head|Trace|trace)\W*")  # titles that mean no method
_PARENTHESISED = re.compile(rf"[(（\[【][\s{EDGES}]*({METHODS})[\s{EDGES}]*[)）\]】]", re.IGNORECASE)
_NAMED_RESOURCE = re.compile(r"\w[^\[\]]{0,80}\[\s*(?=/[^\[\]]{0,300}\]\s*$)")  # API Blueprint: `Pet [/pets/{id}]`
_NAMED_ACTION = re.compile(rf"\w[^\[\]]{{0,80}}\[\s*({METHODS})\s*\]\s*$")  # `Read it [GET]`
_REVERSE_GAP = re.compile(rf"[\s{EDGES}:：|=>→⇒\-\u2013\u2014,，·]{{1,8}}(?=[A-Z])")
NEXT_METHOD = re.compile(
    rf"\s?[(（][^()（）]{{1,60}}[)）]\s?[,，、/|;；+&]?\s?[{EDGES}]?({METHODS})"
)  # `GET (list), POST (create)`
_STARTS = re.compile(METHODS)
_TITLE_BETWEEN = re.compile(
    rf"[\[(]?({METHODS})[\s{EDGES}】\])）]+[^/{EDGES}]{{1,60}}[\s{OPEN}(（]+(?=/[a-z{{:<])"
)  # `[GET] List of tasks /tasks`
_OF_A_KIND = re.compile(
    r"s\b|\s(?:serve|return|send|accept|create|get|read|take|give|do|use|need|require|expect|work|make|mean|update|delete|list|i|ha)s\b"
    r"|\s(?:re(?:quest|spons|ply)\w*|call|method|operation|end-?point|route|verb|handler|api|quer|action|parameter|param|header)\w*s\b"
)  # `GETs`, `POST requests`
_LETTER = re.compile(r"[^\W\d_]")
_PLACE = re.compile(rf"(?:[\s{OPEN}(（:：【\[]|(?<=[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]))(?=/[A-Za-z{{:<\[_.])")
_LONG_TITLE = 120
_ORDINAL = re.compile(r"\s*[(（]?(?:[A-Za-z]|[ivxIVX]{1,4}|[\d.]+)[.)）:：]\s*")
_FLOW = re.compile(r"[\w)\]]\s*(?:→|⇒|-{1,2}>|=>)\s*[^\W\d]")  # `Client → Gateway: POST /x`
_SEPARATED = re.compile(r"(?:[:：→⇒|]|\s[-\u2013\u2014]{1,3}|[\u2014\u2013])\s*[(（\[【]?\s*$|[(（\[【]\s*$")


def supply(section: Section) -> Supply:
    """What the heading of this section alone supplies."""
    return _supply(section.title) if section.title and not _is_command(section) else Supply()


@remembered
def _supply(title: str) -> Supply:
    found = heading_hits(title)
    if found:
        return Supply(own=tuple(found))
    alone = only_methods(bare(title))
    if alone:
        return Supply() if _WORDS.fullmatch(bare(title)) else Supply(alone, pure=True)
    named = _NAMED_RESOURCE.search(title)
    if named and (path := path_at(title, named.end())) is not None and not title[path.end :].strip(" ]}"):
        return Supply(path=path)
    marked = _PARENTHESISED.search(title)
    first = lead(title)
    if marked:
        return Supply(methods_in(marked[1]), pure=True)
    match = _STARTS.match(title, first)
    if match and match.end() < len(title):
        rest = bare(title[match.end() :])
        return Supply(methods_in(match.group()), pure=bool(_REST_OF_METHOD_HEADING.fullmatch(rest)))
    coded = re.search(rf"{OPEN}\s*({METHODS})\s*{CLOSE}", title)
    if coded:
        return Supply(methods_in(coded[1]), pure=True)
    trailing = re.search(rf"[\s\-\u2013\u2014:：]({METHODS})\s*$", title)
    if trailing:
        return Supply(methods_in(trailing[1]), pure=False)
    path = starting_path(title[first:])
    if path is not None and not path.open_ended and not _LETTER.search(bare(title[first + path.end :])[:1]):
        return Supply(path=path)
    return Supply(ends=_ending_path(title))


def _ending_path(title: str) -> Path | None:
    """The one path of a title, at its end."""
    places = [place.end() for place in _PLACE.finditer(title[:_LONG_TITLE])]
    path = path_at(title, places[0]) if len(places) == 1 else None
    if path is None or path.host or path.query or path.open_ended or path.text == "/":
        return None
    return None if bare(title[path.end :]).strip(" )）】]:：") else path


def text_after(hit: Hit, title: str) -> str:
    """The word that follows a lone slash between verbs: `Get / update berth`; an empty text where the slash is a path."""
    words_after = re.match(r"\s+[^\W\d_]+", title[hit.end :]) if hit.path.text == "/" and not hit.path.host else None
    return words_after.group() if words_after else ""


def named_action(title: str) -> tuple[str, ...]:
    """The methods of `Read a pet [GET]`."""
    match = _NAMED_ACTION.search(title)
    return methods_in(match[1]) if match else ()


def _is_command(section: Section) -> bool:
    """Whether a title `get` is one of several words: a command beside `set` and `toggle`, not a method."""
    if section.parent is None or not section.title.islower() or not only_methods(section.name):
        return False
    words = [
        one.name
        for one in section.parent.children[:_SIBLINGS]
        if one.level == section.level and one.name.isidentifier()
    ]
    return sum(not only_methods(word) for word in words) >= _OTHER_COMMANDS


def supplied(section: Section, cache: dict[int, Supply]) -> Supply:
    """The nearest supply of this section or those around it."""
    for one in section.chain():
        known = cache.get(id(one))
        if known is None:
            known = cache[id(one)] = supply(one)
        if known.methods or known.path is not None or known.own:
            return known
    return Supply()


def path_above(section: Section, cache: dict[int, Supply]) -> Path | None:
    """The path that a heading supplies to methods below it, the nearest one, be it at the end of its title."""
    for one in section.chain():
        known = cache.get(id(one))
        if known is None:
            known = cache[id(one)] = supply(one)
        if known.methods or known.path is not None or known.own or known.ends is not None:
            return known.path or known.ends
    return None


def heading_hits(title: str) -> list[tuple[tuple[str, ...], Path]]:
    """Endpoints named in a heading: METHOD path anywhere, or a path and its method behind it."""
    return list(_heading_hits(title))


@remembered
def _heading_hits(title: str) -> list[tuple[tuple[str, ...], Path]]:
    found = [(hit.methods, hit.path) for hit in every_hit(title)]
    if found:
        return found
    first = lead(title)
    hit = hit_at(title, first, any_case=True)
    said = text_after(hit, title) if hit is not None else ""
    if hit is not None and not said and re.match(rf"\w+[\s{EDGES}:：\-\u2013\u2014]+(?:/|https?:)", title[first:]):
        return [(hit.methods, hit.path)]
    reverse = reversed_hit(title, first)
    if reverse is not None:
        return [reverse[:2]]
    if (apart := _TITLE_BETWEEN.match(title, first)) and (path := path_at(title, apart.end())) is not None:
        return [] if bare(title[path.end :]).strip(" )）") else [(methods_in(apart[1]), path)]
    for match in re.finditer(rf"[{OPEN}(（]\s*(?=/)", title):
        inner = reversed_hit(title, match.end())
        if inner is not None:
            return [inner[:2]]
    return []


def reversed_hit(text: str, at: int) -> tuple[tuple[str, ...], Path, int] | None:
    """A path with its methods behind it: `/pets (Delete)`, `` `/pets` - POST ``."""
    path = path_at(text, at)
    if path is None:
        return None
    marked = re.match(rf"[\s{EDGES}\-\u2013\u2014:：]{{0,6}}" + _PARENTHESISED.pattern, text[path.end :], re.IGNORECASE)
    if marked:
        return methods_in(marked[1]), path, path.end + marked.end()
    gap = _REVERSE_GAP.match(text, path.end)
    match = _STARTS.match(text, gap.end()) if gap else None
    if match and hit_at(text, match.start()) is not None:
        return None  # the method is that of another path: `/pets.json | GET /pets`
    if match and not _OF_A_KIND.match(text, match.end()):
        said, end = match.group(), match.end()
        while more := NEXT_METHOD.match(text, end):
            said, end = f"{said} {more[1]}", more.end()
        return methods_in(said), path, end
    return None


@remembered
def lead(text: str) -> int:
    """Where the text proper begins: behind numbering, emoji, edges, brackets and a known label."""
    match = re.match(
        r"(?:\s*(?:\d+(?:\.\d+)*[.)、:]?(?=[\s\ue000])|[(（]\d+[)）]|[①-⑳]|[A-Z]\d{0,2}[.)]|[-•*]|\[[ xX]\]|[^\w\s/<\[{:$~.]))*\s*",
        text,
    )
    start = match.end() if match else 0
    name, value = words.label(text[start:])
    if (
        name in words.PATH_LABELS
        or name in words.METHOD_LABELS
        or re.fullmatch(
            r"(?:http |rest |api )?(?:endpoint|api|route|url|接口|エンドポイント|엔드포인트)\s?\d{1,3}", name
        )
    ):
        return start + value
    return start


def lead_kind(prefix: str) -> Literal["none", "label", "title", "prose"]:
    """What stands before a METHOD path in its line."""
    naked = bare(prefix)
    if len(naked) > 160:
        return "prose"
    if not _LETTER.search(naked) or _ORDINAL.fullmatch(naked) or re.fullmatch(r"[\s\W\d]*\[[ xX]\]\s*", naked):
        return "none"
    if _FLOW.search(naked):
        return "prose"
    name = words.tidy(naked)
    if (
        name in words.PATH_LABELS
        or name in words.METHOD_LABELS
        or words.is_only_endpoint(naked)
        or name in ("http", "rest", "new", "public", "private", "protected", "auth", "admin")
    ):
        return "label"
    if (
        _SEPARATED.search(naked)
        and len(naked) <= 80
        and naked.count(" ") <= 12
        and not re.search(r"[.!?。！？;；]\s", naked)
    ):
        return "title"
    return "prose"


def spread(  # noqa: PLR0917 the fields of a candidate, in their order
    methods: Sequence[str],
    path: Path,
    line: int,
    form: Form,
    block: Block,
    rank: int = STRONG,
    text: str = "",
    group: int = 0,
) -> list[Candidate]:
    """One candidate for each method."""
    return [Candidate(method, path, line, form, block, rank, text, group=group) for method in methods]
