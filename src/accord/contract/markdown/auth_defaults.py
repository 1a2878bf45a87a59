"""Authentication declared for a document and for its parts, and the endpoints that its sentences except."""
# ruff: noqa: E501, RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from accord.contract.markdown import auth, roles, words
from accord.contract.markdown.auth_lookup import Named
from accord.contract.markdown.broken import sentences_whole
from accord.contract.markdown.inline import EDGES, bare
from accord.contract.markdown.tokens import AND, METHODS, methods_in, path_at
from accord.contract.markdown.topics import names as spoken_of
from accord.model import Auth, Where

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from accord.contract.markdown.blocks import Block
    from accord.contract.markdown.ownership import Owners
    from accord.contract.markdown.select import Promise

_BEHIND_METHODS = re.compile(rf"({METHODS})[\s{EDGES}]*$")  # `except `POST /users``
_PATH_STARTS = re.compile(r"(?<![\w/])/(?=[a-z{:])")
_SHORT_NAME = 3
_CLAUSE_END = re.compile(r"[).;\u3002\uff09]")
_QUOTED = re.compile(r"[«「“\"]([^«»「」“”\"]{2,40})[»」”\"]")
_OF_PART = re.compile(
    r"(?:the|los?|las?|les?|die|den|der|os?|as?|everything (?:in|under)|sections?|secci[oó]n(?:es)?|seção|rutas|rotas|routes|endpoints|раздел\w*|методов раздела)\s+|\s+(?:sections?|routes?|endpoints?|calls|apis?|part|接口|部分|API|섹션|의 API|セクション)$",
    re.IGNORECASE,
)
_CLAUSE_STARTS = re.compile(r"[(（,，;；。]|\.\s")


@dataclass(slots=True)
class Defaults:
    """What holds where an endpoint says nothing itself: for all, by the id of a section, and the exceptions by endpoint."""

    whole: Auth | None = None
    scoped: dict[int, Auth] = field(default_factory=dict)
    free: dict[tuple[str, str], str] = field(default_factory=dict)


def defaults(
    document: Sequence[Block], promises: Sequence[Promise], belongs: Mapping[int, Owners], base: str, file: str
) -> Defaults:
    """Authentication declared for the document, for parts of it, and the endpoints a sentence excepts."""
    out = Defaults()
    homes = {id(section) for promise in promises for place in promise.places for section in place.section.chain()}
    named: Auth | None = None  # a way to authenticate that is not said to be for all
    freed = False
    known = Named(promises, base)
    for block in document:
        if belongs.get(block.index):
            continue
        for text, line in _lines(block):
            where = Where(file, line)
            found = auth.general(text, where) or auth.labelled(text, where)
            if found is None:
                named = named or auth.named(text, where)
                if auth.is_free_list(text) and (keys := _stated(text, known) + _of_sections(text, known)):
                    out.free.update(dict.fromkeys(keys, bare(text)[:200]))
                    freed = True
                continue
            if id(block.section) in homes and block.section.level > 1:
                out.scoped.setdefault(id(block.section), found)
            else:
                out.whole = out.whole or found
            _except(text, found, known, out.free)
    if freed and out.whole is None:
        out.whole = named  # "Authorization: cookie. Without it: login and ping": the others need it
    return out


def _lines(block: Block) -> Iterator[tuple[str, int]]:
    """The lines of a text; of a table of properties `| Authentication | JWT, unless said otherwise |` as a label."""
    if block.kind == "text":
        yield from sentences_whole(block)
    elif block.table is not None and len(block.table.header) == 2:
        for row in block.table.rows:
            if len(row.cells) == 2 and roles.role(row.cells[0]) == "auth":
                yield f"{bare(row.cells[0])}: {row.cells[1]}", row.line


def _except(text: str, found: Auth, known: Named, free: dict[tuple[str, str], str]) -> None:
    """Adds the endpoints that a sentence about all of them excepts."""
    cut = auth.EXCEPT.search(text)
    if cut:
        keys = _stated(text[cut.start() :], known)
        if not keys:  # `/auth/* は除く`: the exception stands before the word
            starts = [0, *(match.end() for match in _CLAUSE_STARTS.finditer(text, 0, cut.start()))]
            keys = _stated(text[starts[-1] : cut.start()], known)
        keys += _of_sections(text[cut.end() :], known)
        free.update(dict.fromkeys(keys, found.text))
    named = auth.excepted(text)
    if named:
        free.update({p.key: found.text for name, own in known.titles() if name.endswith(named) for p in own})
    if cut:
        said = bare(words.without_paths(text[cut.end() :]))  # "except `GET /pets`" is not about the part called Pets
        free.update({p.key: found.text for name, own in known.titles(said[:200]) if _told(name, said) for p in own})
    clause = re.match(r"[^).;\u3002\uff09]{0,120}", text[cut.end() :]) if cut else None
    if clause and "/" not in clause[0]:  # `except setup and version`
        ends = set(re.findall(r"[a-z][\w-]{3,}", clause[0].lower()))
        free.update({p.key: found.text for p in known.ending_in(ends)})


def _stated(text: str, known: Named) -> list[tuple[str, str]]:
    """The endpoints whose paths stand in a text, with the methods before them where there are some; `/auth/*` is all below."""
    out: list[tuple[str, str]] = []
    for start in (match.start() for match in _PATH_STARTS.finditer(text)):
        path = path_at(text, start)
        only = _BEHIND_METHODS.search(text[:start])
        methods = methods_in(only[1]) if only else ()
        if path is not None:
            out += [p.key for p in known.at(path) if not methods or p.method in methods]
    return out


def _of_sections(clause: str, known: Named) -> list[tuple[str, str]]:
    """The endpoints of the sections that a clause names, and names whole: "except Health and Login", "раздел «Вход»"."""
    said = re.split(r"[.;。；](?:\s|$)", words.without_paths(clause[:300]))[0]
    parts = [*re.split(rf"[,，、/()（）:：]|\s(?:{AND})\s", bare(said)), *_QUOTED.findall(bare(said))]
    names = {words.tidy(_OF_PART.sub("", part.strip(" «»「」“”\"'"))) for part in parts}
    return [p.key for p in known.in_sections(name for name in names if len(name) > 1)]


def _told(name: str, clause: str) -> bool:
    """Whether a clause names an entry by its title: `except login and registration` over `## Login`, "кроме входа" over `### Вход`."""
    if len(name) <= _SHORT_NAME:
        return False
    whole = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", clause[:200], re.IGNORECASE) is not None
    return whole or (not name.isascii() and spoken_of(_CLAUSE_END.split(clause[:200])[0], (name,)))
