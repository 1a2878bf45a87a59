"""What the marks of a document mean: `Legend: ✅ done · 🚧 in progress · 🌐 public`, "Routes marked 🔒 need a token"."""
# ruff: noqa: E501, RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accord.contract.markdown import auth, remarks, words
from accord.contract.markdown.inline import EDGES, bare
from accord.contract.markdown.tokens import hits
from accord.model import Auth

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from accord.contract.markdown.blocks import Block
    from accord.contract.markdown.candidates import Candidate

_MARK = "(?:[\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff†‡]\ufe0f?|\\[[A-Za-z][A-Za-z -]{1,20}\\])"
_MARKS = re.compile(_MARK)
_ITEM = re.compile(
    rf"({_MARK})[\s{EDGES}]*(?:[=:：\-–—]|\b(?:is|means?|significa|bedeutet|signifie)\b)?[\s{EDGES}]*((?:(?!{_MARK})[^·|;；\n]){{2,80}})"
)
_TITLE = re.compile(
    r"legend\w*|légende|leyenda|legenda|zeichenerklärung|symbols?|símbolos|symboles?|marks|icons|key|status key|图例|圖例|标记说明|标识说明|符号说明|凡例|記号|범례|표시|обозначени\w+|легенда|позначення|işaretler|semboller|chú thích|ký hiệu|simboli|oznaczenia|keterangan simbol",
    re.IGNORECASE,
)
_MARKING = re.compile(
    r"\bmark(?:ed|s|er)?\b|\btag(?:ged)?\b|\blabell?ed\b|\betiquetad[oa]s?\b|\bsymbols?\b|\bicons?\b|\bflagged\b|\bwith (?:a|the)\b|\bmarcad[oa]s?\b|\bseñalad[oa]s?\b|\bcon el (?:icono|símbolo)\b|\bmarqué\w*\b|\bsignalé\w*\b|\bpictogramme\b|\bcadenas\b|\bgekennzeichnet\w*|\bmarkiert\w*"
    r"|标记|标有|标注|标识|带有?|標記|印|マーク|付き|付いた|付いて|つき|표시|표기|붙은|\bпомечен\w*|\bпометк\w+|\bотмечен\w*|\bзначк\w+|\bпозначен\w*|işaretl\w+|\bđánh dấu\b|\bcontrassegnat\w+|\bsegnat\w+|\boznaczon\w+|\bditandai\b|\bgemarkeerd\w*|\bmarkerad\w*|\bindicad[oa]s?\b|\bassinalad[oa]s?\b",
    re.IGNORECASE,
)
_OF_ROLES = re.compile(
    r"\badmin\w*|\broles?\b|\bowner\b|\bonly\b|管理员|관리자|管理者|админ\w*|\brol\b|\brolle\b", re.IGNORECASE
)
_USABLE = re.compile(
    r"\b(?:callable|usable|available|reachable|deployed|live|works?|working|partial\w*|nutzbar|aufrufbar|utili[sz]able|disponible|disponível|utilizável|dostępn\w*|доступ\w*)\b|可用|可调用|사용 ?가능|利用可|使用可",
    re.IGNORECASE,
)  # in progress, but there
_DENIED = re.compile(r"not\b|no\b|nicht\b|não\b|non\b|pas\b|не\b|nie\b|未|不", re.IGNORECASE)
_LONGEST = 40  # characters of a meaning in a row of several


@dataclass(frozen=True, slots=True)
class Legend:
    """Marks by what they mean; `told` is the line that says so."""

    later: frozenset[str] = frozenset()
    free: frozenset[str] = frozenset()
    needed: frozenset[str] = frozenset()
    plain: frozenset[str] = frozenset()  # of the needed ones those that stand for a login, not for a role
    told: str = ""

    def flag(self, candidates: Sequence[Candidate]) -> None:
        """Flags as planned what bears a mark that means it."""
        for one in candidates if self.later else ():
            one.planned = one.planned or not self.later.isdisjoint(_marks(one))

    def auth(self, places: Sequence[Candidate]) -> Auth | None:
        """What the marks at the places of an endpoint say of authentication."""
        borne = {mark for place in places for mark in _marks(place)} if self.free or self.needed else set()
        if not self.free.isdisjoint(borne):
            return Auth(False, (), self.told)
        return Auth(True, (), self.told) if not self.needed.isdisjoint(borne) else None

    def unmarked(self, candidates: Sequence[Candidate]) -> Auth | None:
        """What it means to bear no mark: a mark for a login leaves the others open, one for open ones asks the others for it."""
        if bool(self.plain) == bool(self.free):
            return None
        borne = {mark for one in candidates for mark in _marks(one)}
        if not borne & (self.plain | self.free):
            return None
        return Auth(bool(self.free), (), self.told)


def legend(document: Sequence[Block], lines: frozenset[int]) -> Legend:
    """The marks that a document explains; `lines` are those of its endpoints, which use marks and explain none."""
    later: set[str] = set()
    free: set[str] = set()
    needed: set[str] = set()
    plain: set[str] = set()
    told = ""
    for mark, meaning, line in _explained(document, lines):
        asks = auth.asked(meaning)
        begun, _, remark = meaning.partition("(")
        if words.is_planned(meaning) or remarks.is_later(meaning) or _is_later(begun, remark):
            later.add(mark)
        elif asks is not None:
            (needed if asks else free).add(mark)
            plain.update([mark] if asks and not _OF_ROLES.search(meaning) else [])
            told = told or line
    return Legend(frozenset(later), frozenset(free), frozenset(needed), frozenset(plain), told[:200])


def _is_later(begun: str, remark: str) -> bool:
    """Whether a meaning with a remark in brackets stands for what is not there: `in progress (sprint 4)`, not `in progress (already callable)`."""
    return remarks.is_later(begun) and (_USABLE.search(remark) is None or _DENIED.match(remark) is not None)


def _explained(document: Sequence[Block], lines: frozenset[int]) -> Iterator[tuple[str, str, str]]:
    """Mark, meaning and the whole line."""
    for block in document:
        titled = bool(_TITLE.fullmatch(words.tidy(block.section.name)))
        if block.table is not None:
            for row in block.table.rows if titled or _TITLE.search(" ".join(block.table.header)) else ():
                cells = [bare(cell) for cell in row.cells]
                if len(cells) > 1 and _MARKS.fullmatch(cells[0]):
                    yield _one(cells[0]), cells[1][:_LONGEST], " ".join(cells)
        elif block.kind == "text":
            for text, line in block.lines:
                if line not in lines and len(text) < 600 and _MARKS.search(text):
                    yield from _of_line(text, titled)


def _of_line(text: str, titled: bool) -> Iterator[tuple[str, str, str]]:
    naked = bare(text)
    found = list(_ITEM.finditer(naked))
    name, _ = words.label(text)
    several = (
        len({one[1] for one in found}) > 1
        and not _MARKING.search(naked)
        and all(len(one[2].strip()) <= _LONGEST for one in found)
    )
    if not hits(text) and (titled or _TITLE.fullmatch(name) or several):
        for one in found:
            yield _one(one[1]), one[2].strip(" ,，、/.。()（）"), naked
        return
    if not _MARKING.search(naked):
        return
    clauses = (
        [naked] if len({_one(mark) for mark in _MARKS.findall(naked)}) == 1 else re.split(r"[,;，；、。]\s*", naked)
    )
    for clause in clauses:
        marks = {_one(mark) for mark in _MARKS.findall(clause)}
        if len(marks) == 1:
            yield next(iter(marks)), _meaning(clause), naked


def _meaning(clause: str) -> str:
    """What is said of the mark in a clause; of one that is excepted from what asks for a login, the contrary."""
    first = _MARKS.search(clause)
    cut = auth.EXCEPT.search(clause[: first.start()]) if first else None
    said = _MARKS.sub(lambda mark: f" {mark[0].strip('[]')} " if mark[0].startswith("[") else " ", clause)
    asks = auth.asked(clause[: cut.start()]) if cut else None
    return said if asks is None else "public" if asks else "login required"


def _one(mark: str) -> str:
    return mark.rstrip("\ufe0f").lower()


def _marks(one: Candidate) -> set[str]:
    """The marks in the line of an endpoint."""
    said = [one.text, one.before, *one.cells.values()]
    if one.form == "heading":
        said.append(one.section.title)
    return {_one(mark) for text in said for mark in _MARKS.findall(text)}
