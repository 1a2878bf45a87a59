"""Headings, list items and paragraphs that say METHOD and path."""
# ruff: noqa: RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from accord.contract.markdown import words
from accord.contract.markdown.candidates import (
    MEDIUM,
    STRONG,
    WEAK,
    Candidate,
    heading_hits,
    lead,
    lead_kind,
    named_action,
    path_above,
    reversed_hit,
    spread,
    supplied,
    supply,
)
from accord.contract.markdown.form_trees import beneath
from accord.contract.markdown.habits import ENDPOINTS
from accord.contract.markdown.inline import CLOSE, EDGES, OPEN, STRUCK, bare
from accord.contract.markdown.siblings import with_followers
from accord.contract.markdown.tokens import (
    AND,
    METHODS,
    Hit,
    hit_at,
    hits,
    methods_in,
    only_methods,
    path_at,
    starting_path,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from accord.contract.markdown.blocks import Block
    from accord.contract.markdown.candidates import Form, Supply

_JOINER = re.compile(
    rf"(?:[\s{EDGES}]{{0,3}}[(（][^()（）/]{{1,24}}[)）](?=\s?[,，、;；|&+·]))?[\s{EDGES}\[\]()（）【】「」『』,，、;；|/&+·•،؛]*(?:(?:{AND}|plus|also|\|)[\s{EDGES}\[(（]*)?",
    re.IGNORECASE,
)
_TITLE = re.compile(rf"[^\s\d][:：][\s{EDGES}]*$")
_NEXT_TITLE = re.compile(
    rf"[\s{EDGES}]*[,，、;；|][^,，、;；|:：.。]{{1,24}}[:：][\s{EDGES}]*"
    rf"|[\s{EDGES}]*(?:[(（][^()（）]{{1,40}}[)）])?[;；]\s?(?:\d+(?:\.\d+)*\s)?[^,，、;；|:：.。]{{1,24}}\s{OPEN}"
    rf"|[\s{EDGES}]*[:：\u2013\u2014-]\s?[^{EDGES},，;；|:：.。/]{{1,24}}[;；][\s{EDGES}]*"
)  # `like: POST /x, unlike: DELETE /x`, `read `GET /x`; write `PUT /x``, ``POST /x`: like; `DELETE /x`: unlike`
_WITH_ITS = re.compile(
    rf"{CLOSE}\s?[,，、]?\s?{AND}\s[^.。,:;!?{EDGES}/]{{1,40}}\s{OPEN}"
)  # `POST /ban` and its inverse `DELETE /ban`
_SENTENCE = re.compile(rf"[\s{EDGES}]*(?:[a-zà-ÿ]|[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af])")
_DONE_BY = re.compile(
    rf"[\s{EDGES}]*(?:is|are|was|were|gets|got)\s+(?:\w+\s)?(?:done|made|performed|run|called|issued|executed|sent|fired)\b.{{0,30}}\bby\b"
)  # what others do
_QUALIFIED = re.compile(
    rf"{CLOSE}?[,，;]\s(?!(?:not|no|never|then|via|see|like|unlike|when|if|use|call|from|to|by|without|or|but|before|after|with|through|into|instead|hence|so)\s)[a-z-]{{3,14}}\s{OPEN}"
)  # `GET /jobs`, confirmed `DELETE /jobs/{id}`
_DOES = re.compile(
    rf"{CLOSE}\s(?!(?:is|was|has|does|needs|fails|always|sometimes|previously|this|as|its|uses|requires|expects|shows|lets|makes|responds|works|falls|depends|follows|remains|stays|goes|comes|sees|gets|times|costs)\s)[a-z]{{2,14}}[^s\W]s\s"
)  # `POST /runs/{id}/retry` starts it again: a paragraph on what an endpoint does
_STOP = re.compile(rf"{CLOSE}\.(?:\s|$)")
_METHOD_FIRST = re.compile(rf"{OPEN}?({METHODS}){CLOSE}?(?=\s*(?:$|[:：\-\u2013\u2014|(（→,]|{CLOSE})|(?<={CLOSE})\s)")

_METHOD_TITLE = re.compile(rf"{OPEN}?({METHODS}){CLOSE}?\s?(?:[:：\u2013\u2014→]|\s-)\s?(?=\S)")
_METHOD_WORD = re.compile(rf"{OPEN}?({METHODS}){CLOSE}?(?=[\s:：\-\u2013\u2014])")
_PATH_PLACE = re.compile(rf"(?:[\s(（:：]|(?<=\s){OPEN}|[(（]{OPEN})(?=https?://|/)|{OPEN}(?=/|https?://)")

_WIDE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_SPANNED = re.compile(
    rf"{OPEN}?({METHODS}) (?!(?:requests?|methods?|body|data|calls?|params|operations?|responses?|endpoints?|apis?|or|and){CLOSE})"
    rf"([a-z][\w\-.]*(?:/[\w\-.{{}}:<>]+)*/?)((?:\?[^{CLOSE}\s]*)?){CLOSE}"
)
_TWO_SPANS = re.compile(rf"{OPEN}?({METHODS}){CLOSE}[\s{EDGES}]*{OPEN}([a-z<{{][^{CLOSE}\s]*/[^{CLOSE}\s]*){CLOSE}\s*")
_CAPITALISED = re.compile(rf"{OPEN}?((?:Get|Post|Put|Patch|Delete) /[^{CLOSE}\s]*){CLOSE}")
_SPANNED_PATH = re.compile(rf"{OPEN}?([a-z][\w\-.]*/(?:[\w\-.{{}}:<>]+/)*[\w\-.{{}}:<>]*){CLOSE}")
_IN_WORDS = re.compile(
    rf"{CLOSE}?[,，、;；][^.。!?{EDGES}]{{1,40}}{OPEN}(/[^{CLOSE}\s]{{1,60}}{CLOSE}\s?[(（][^()（）]{{3,60}}[)）])[^.。!?{EDGES}]{{1,40}}{OPEN}"
)  # in a list of endpoints one that is said in words: `GET /a`, `GET /b`, all of `/c` (`GET`/`POST`) and `GET /d`
_API = re.compile(rf"{ENDPOINTS.pattern}|\bapis?\b", re.IGNORECASE)
_UNCHECKED = re.compile(r"\s*\[ \]\s")
_NAMED = re.compile(
    rf"(?![\s•*\-]*(?:使用|调用|请求|发送|先|再|然后|通过|调|访问))(?=.{{0,24}}[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af])"
    rf"[\s•*\-]*(?:\[[xX ]\]\s+)?[^{EDGES}.,:;!?，。：；！？()（）\[\]]{{1,24}}\s{OPEN}?"
)  # `- 列表 `GET /dishes``: a short name in a script that writes no dash behind it
_PHRASE = re.compile(rf"[\s•*\-]*([A-Z][a-z]+(?: [\w'’-]+){{1,7}}) {OPEN}")
_LEADS_ON = re.compile(
    r"\b(?:via|with|to|from|by|using|calls?|calling|hits?|uses?|see|like|through|into|on|at|in|of|for|against|is|are|and|or|the|a|an|sends?|posts?|both"
    r"|when|before|after|if|that|then|new|endpoint|route)$|^(?:Calls?|Sends?|Uses?|See|Then|Client|Server|Frontend|Backend|Browser|User)\b"
)  # goes on in a sentence
_ENDS = re.compile(rf"[\s{EDGES}]*(?:[(（\-\u2013\u2014→,，；;]|$)")
_CAPITAL = re.compile(r"(?<![A-Za-z])(?:GET|POST|PUT|PATCH|DELETE)(?![A-Za-z])")
_CALLED = re.compile(r"[.。!?]\s|\b(?:calls?|sends?|send|curl)\b|示例|调用|例[:：]", re.IGNORECASE)
_LONG_LEAD = 80  # characters
_LISTED = 3  # endpoints in a line that make it a list
_LONG_ITEM = 120
_BROKEN = 40  # characters of a line that was broken behind a comma
_WRAPPED = 60  # characters: shorter lines are titles, not sentences


def heading(block: Block, cache: dict[int, Supply]) -> list[Candidate]:
    """`### GET /pets`, ``## Create (`POST /pets`)``, `### /pets (Delete)`; a bare method below a heading that is a path."""
    title, line = block.lines[0] if block.lines else ("", block.line)
    found = heading_hits(title)
    if found:
        rest = title
        return [one for methods, path in found for one in spread(methods, path, line, "heading", block, text=rest)]
    methods = only_methods(title)
    if not methods:
        match = _METHOD_FIRST.match(title, lead(title))
        methods = methods_in(match[1]) if match else named_action(title)
    parent = block.section.parent
    above = supplied(parent, cache) if parent is not None else None
    if methods and parent is not None and (over := path_above(parent, cache)) is not None:
        return spread(methods, over, line, "heading", block, text=title)
    stated = supply(block.section)
    own = stated.path or stated.ends  # `### /pets` below `## GET endpoints`
    if above is not None and above.pure and own is not None and not own.open_ended:
        return spread(above.methods, own, line, "heading", block, text=title)
    return []


def usual_headings(document: Sequence[Block], method: str, found: Sequence[Candidate]) -> list[Candidate]:
    """Titles that end in a path, `1. Log in /user/login`, where the document says that all endpoints have one method."""
    stated = {id(one) for row in found for one in row.section.chain()}
    titled = [(block, supply(block.section).ends) for block in document if block.kind == "heading"]
    return [
        one
        for block, path in titled
        if path is not None and id(block.section) not in stated
        for one in spread((method,), path, block.line, "heading", block, MEDIUM)
    ]


def text(
    block: Block,
    neighbours: Sequence[Block],
    cache: dict[int, Supply],
    leads: Mapping[int, str],
    nested: Mapping[int, str],
) -> list[Candidate]:
    """List items and paragraphs; `leads` holds the first line of every list item, `nested` the path of those that are a segment."""
    if not (block.depth and block.lead):
        return _paragraph(block)
    return _item(block, neighbours, cache, leads, nested.get(block.parent_item, ""))


def _item(
    block: Block, neighbours: Sequence[Block], cache: dict[int, Supply], leads: Mapping[int, str], around: str
) -> list[Candidate]:
    out: list[Candidate] = []
    for number, (line, at) in enumerate(block.lines):
        found = _line(line, at, block, bullet=True, first=number == 0, alone=False)
        for one in found if around else ():
            if not one.path.host:
                one.path = replace(one.path, text=beneath(around, one.path.text))
        if not found and number == 0:
            found = _halves(line, at, block, neighbours=neighbours, cache=cache, leads=leads, around=around)
            for one in found:
                one.planned = bool(_UNCHECKED.match(line))
        out.extend(found)
    return out


def _halves(
    line: str,
    at: int,
    block: Block,
    *,
    neighbours: Sequence[Block],
    cache: dict[int, Supply],
    leads: Mapping[int, str],
    around: str,
) -> list[Candidate]:
    """An item with only a path below something that supplies the method, or only a method below a path."""
    start = lead(line)
    path = starting_path(line[start:])
    above = leads.get(block.parent_item, "") or _intro(block, neighbours)
    if path is not None and not path.open_ended:
        methods = only_methods(_short(above)) or _told_method(above)
        if not methods:
            here = supplied(block.section, cache)
            methods = here.methods if here.pure else ()
        if methods and line.startswith((OPEN, "/", "[", "http")):
            return spread(methods, path, at, "bullet", block, MEDIUM, line[start + path.end :], block.list_id)
        return []
    match = _METHOD_FIRST.match(line, start)
    if match:
        parent = starting_path(above[lead(above) :]) if above else None
        if parent is None:
            parent = path_above(block.section, cache)
        elif around:
            parent = replace(parent, text=around)
        if parent is not None and not parent.open_ended:
            return spread(methods_in(match[1]), parent, at, "bullet", block, MEDIUM, line[match.end() :], block.list_id)
    return []


def announced(block: Block, before: str) -> list[Candidate]:
    """A path alone below a sentence that ends in the request it is for: "To log in, send a POST request to:" over `/login`."""
    if block.depth or len(block.lines) != 1 or not (methods := _told_method(before)):
        return []
    line, at = block.lines[0]
    path = starting_path(line)
    if path is None or path.host or path.open_ended or not line.lstrip().startswith((OPEN, "/")):
        return []
    return [] if bare(line[path.end :]).strip(" .") else spread(methods, path, at, "paragraph", block, MEDIUM)


def _told_method(line: str) -> tuple[str, ...]:
    """The one method of a sentence that introduces a list of paths: "These are asked by `GET`:"."""
    if not line.rstrip().endswith((":", "：")) or hits(line):
        return ()
    return named[:1] if len(named := tuple(dict.fromkeys(_CAPITAL.findall(line)))) == 1 else ()


def _short(line: str) -> str:
    return line.rstrip(" :：") if len(line) < 60 else ""


def _intro(block: Block, neighbours: Sequence[Block]) -> str:
    """The line right above the list this item stands in, where it says little enough to be its title."""
    for before in reversed(neighbours[max(0, block.index - 60) : block.index]):
        if before.section is not block.section or before.kind != "text":
            return ""
        if before.depth == 0:
            last = before.lines[-1][0]
            return last if len(last) < 90 else ""
    return ""


def _paragraph(block: Block) -> list[Candidate]:
    out: list[Candidate] = []
    starts = [(line, lead(line)) for line, _ in block.lines]
    listing = sum(1 for line, at in starts if hit_at(line, at + line.startswith("[", at)) or reversed_hit(line, at)) > 1
    previous = ""
    previous_at = 0
    for number, (line, at) in enumerate(block.lines):
        first = (
            number == 0
            or listing
            or previous_at in block.breaks
            or previous.rstrip().endswith((":", "：", ".", "。", CLOSE))
            or bool(only_methods(previous))
            or len(block.lines) == number + 1 == 2
        )
        wrapped = not listing and previous_at not in block.breaks and (_unfinished(previous) or _enumerates(previous))
        found = [] if wrapped else _line(line, at, block, bullet=False, first=first, alone=len(block.lines) == 1)
        if not found and not wrapped:
            found = _below_path(line, at, block, first=number == 0)
        out.extend(found)
        previous, previous_at = line, at
    return out


def _below_path(line: str, at: int, block: Block, *, first: bool) -> list[Candidate]:
    """A method, alone or with what it does behind a dash, below a heading that is a path: `**GET** — all decks`."""
    methods, text = (only_methods(line), "") if first and len(line) < _WRAPPED else ((), "")
    if not methods and (titled := _METHOD_TITLE.match(line, lead(line))):
        methods, text = methods_in(titled[1]), line[titled.end() :]
    here = supply(block.section) if methods else None
    path = (here.path or here.ends) if here is not None else None
    return spread(methods, path, at, "paragraph", block, MEDIUM, text) if path is not None else []


def _unfinished(line: str) -> bool:
    """Whether a line was broken in the middle of a sentence, so that what begins the next one is only mentioned."""
    said = bare(line).rstrip()
    return len(said) >= _WRAPPED and said[-1].isalnum()


def _enumerates(line: str) -> bool:
    """Whether a line was broken behind an item of a sentence that is no endpoint: "polling, `outputs_reused`," over "`POST /assets`."."""
    said = bare(line).rstrip()
    return len(said) >= _BROKEN and said.endswith(",") and not hits(line.rstrip()[:-1].rsplit(",", 1)[-1])


def _line(line: str, at: int, block: Block, *, bullet: bool, first: bool, alone: bool) -> list[Candidate]:
    if words.is_bad_example(line):
        return []
    form: Form = "bullet" if bullet else "paragraph"
    chain = list(_chain(line))
    group = block.list_id if bullet else 0
    if not chain:
        relative: list[Candidate] = []
        reverse = reversed_hit(line, lead(line)) if first else None
        if reverse is None and first and bullet and (spanned := _SPANNED_PATH.match(line, lead(line))):
            at_root = reversed_hit(f"{OPEN}/{line[spanned.start(1) :]}", 1)  # `users/`, a dash, GET, POST
            for one in spread(at_root[0], at_root[1], at, form, block, WEAK, line, group) if at_root else ():
                one.small = True
                relative.append(one)
            if relative:
                return relative
        small = hit_at(line, lead(line), any_case=True) if first and bullet and reverse is None else None
        if small is None and first and bullet and (spanned := _SPANNED.match(line, lead(line))):
            small = hit_at(f"{spanned[1]} /{spanned[2]}", 0)  # `GET users/{id}`, relative to a base
            small = replace(small, end=spanned.end()) if small else None
        if small is not None and (small.path.host or len(small.path.text) > 1):
            found = spread(small.methods, small.path, at, form, block, WEAK, line[small.end :], group)
            for one in found:
                one.small = True
            return found
        if reverse is None and first and not bullet and (said := _coded(line)) is not None:
            return spread(said.methods, said.path, at, form, block, MEDIUM, line[said.end :])
        if reverse is None:
            return _apart(line, at, block, form, group) if first else []
        rank = MEDIUM if bullet or not _SENTENCE.match(line[reverse[2] :]) else WEAK
        return spread(reverse[0], reverse[1], at, form, block, rank, line[reverse[2] :], group)
    kind = lead_kind(line[: chain[0].start])
    rest = line[chain[-1].end :]
    if kind == "prose" and bullet and first and _NAMED.fullmatch(line[: chain[0].start]) and _ENDS.match(rest):
        kind = "title"
    phrase = kind == "prose" and bullet and first and _is_phrase(line[: chain[0].start]) and not bare(rest).strip(" .")
    kind = "title" if phrase else kind
    first = first or (
        kind == "label" and words.label(line)[0] in words.PATH_LABELS
    )  # `Endpoint: POST /x` below a title
    if kind == "prose" or (not first and (kind != "none" or _SENTENCE.match(rest))):
        return []
    rank = STRONG if kind == "label" else MEDIUM
    told = False  # in a sentence that is all its section has: counts like a sample, where nothing else defines it
    if kind == "title":
        ends = not bare(rest).strip(" .)）】]") or bool(
            re.match(rf"[\s{EDGES}]*[)）\]】]?[\s{EDGES}]*(?:[(（\-\u2013\u2014→:：,，；、。]|$)", rest)
        )
        rank = MEDIUM if not bullet and ends and (alone or first) and len(bare(line)) < 120 else WEAK
        told = rank == WEAK and not bullet and first and _STOP.match(rest) is not None and len(bare(line)) < 120
    elif kind == "none" and not bullet and _SENTENCE.match(rest.lstrip(EDGES)) and not _described(rest):
        rank = WEAK
        told = (
            (block.opens or bool(_API.search(block.section.name) or _DOES.match(rest)) or _introduces(line))
            and block.section.level > 1
            and first
            and line.startswith(OPEN)
            and at == block.line
        )
        told = told and not _DONE_BY.match(rest)
    if kind == "none" and not bullet and first and line.startswith(OPEN):
        chain += list(_retold(line, chain[-1].end))
    rank = MEDIUM if told else rank
    out = [one for hit in chain for one in spread(hit.methods, hit.path, at, form, block, rank, rest, group)]
    for one in out:
        one.sample = told
        one.before = bare(line[: chain[0].start])
        one.titled = kind == "title"
        one.told = phrase or (one.titled and bool(_SENTENCE.match(rest.lstrip(EDGES)))) or bool(_DONE_BY.match(rest))
        one.planned = bool(_UNCHECKED.match(line))
        one.gone = STRUCK in line[: chain[0].start] and not _INSTEAD.search(line[: chain[0].start])
    return out


_INSTEAD = re.compile(rf"{STRUCK}[\s{EDGES}]*(?:→|⇒|➜|➡|-+>|=>)[\s{EDGES}]*$")  # struck, and what stands for it now


def _is_phrase(before: str) -> bool:
    """Whether an item says in a few words what the endpoint behind them does, without a mark between the two: "- Get all pets `GET /pets`"."""
    said = _PHRASE.fullmatch(before)
    return said is not None and _LEADS_ON.search(said[1]) is None


def _introduces(line: str) -> bool:
    """Whether a line that begins with an endpoint says no more than what of it comes below: "`POST /runs` request body:"."""
    return line.rstrip(f" {EDGES}").endswith((":", "：")) and len(bare(line)) < _LONG_LEAD and not _CALLED.search(line)


def _retold(line: str, start: int) -> Iterator[Hit]:
    """The endpoints that further sentences of a line begin with: "`GET /me` returns the user. `PATCH /me` changes it."."""
    for hit in hits(line[start:]):
        before = line[start : start + hit.start]
        if re.search(rf"[.。；]\s*{OPEN}$", before):
            yield replace(hit, start=hit.start + start, end=hit.end + start)


def _follows(between: str, titled: bool) -> bool:
    """Whether what parts two endpoints of a line is the title of the second one."""
    return _NEXT_TITLE.fullmatch(between) is not None and (titled or between.endswith(OPEN))


def _coded(line: str) -> Hit | None:
    """``Get /pets`` at the start of a paragraph, or ``GET pets/{id}`` alone in it: a code span as exact as that means an endpoint."""
    start = lead(line)
    whole = _CAPITALISED.match(line, start)
    if whole is not None:
        return hit_at(whole[1], 0, any_case=True)
    apart = _TWO_SPANS.fullmatch(line, start)
    if apart is not None:
        return hit_at(f"{apart[1]} /{apart[2]}", 0)
    spanned = _SPANNED.match(line, start)
    if spanned is None or bare(line[spanned.end() :]).strip(" .:"):
        return None
    return hit_at(f"{spanned[1]} /{spanned[2]}{spanned[3]}", 0)


def _described(rest: str) -> bool:
    """Whether what follows after a blank is a short description in a script without blanks, no sentence."""
    return (
        re.match(rf"[{EDGES}]*\s", rest) is not None
        and _WIDE.match(rest.strip(f" {EDGES}")) is not None
        and len(rest) < 30
        and "。" not in rest
    )


def _apart(line: str, at: int, block: Block, form: Form, group: int) -> list[Candidate]:
    """`GET request to list all pets (https://host/pets)`: the method begins the line, the only path ends it."""
    match = _METHOD_WORD.match(line, lead(line))
    if match is None or len(line) > 300:
        return []
    places = [m.end() for m in _PATH_PLACE.finditer(line, match.end())]
    found = [
        (place, path)
        for place in places
        if (path := path_at(line, place)) is not None and (path.host or len(path.text) > 1)
    ]
    if len(found) != 1 or bare(line[found[0][1].end :]).strip(" .)）」。"):
        return []
    return spread(methods_in(match[1]), found[0][1], at, form, block, MEDIUM, line[match.end() : found[0][0]], group)


def _chain(line: str) -> Iterator[Hit]:
    """The first METHOD path of a line and those joined to it by nothing but "and", commas and the like."""
    last: Hit | None = None
    titled = False
    count = 0
    for hit in hits(line):
        between = line[last.end : hit.start] if last else ""
        if hit.path.text == "/" and words.label(line[hit.end :])[0] in words.PATH_LABELS:
            return  # `Method: POST / Path: /x`
        if last is None:
            titled = bool(_TITLE.search(line[: hit.start][-40:]))
        elif count >= _LISTED and len(between) <= _LONG_ITEM and (item := _IN_WORDS.fullmatch(between)):
            said = reversed_hit(between, item.start(1)) if item[1] else None
            if said is not None:
                yield Hit(said[0], said[1], last.end, last.end)
        elif len(between) > 80 or not (
            _JOINER.fullmatch(between)
            or _follows(between, titled)
            or _QUALIFIED.fullmatch(between)
            or (hit.path.text == last.path.text and _WITH_ITS.fullmatch(between))
        ):
            return
        joined = with_followers(line, hit)
        yield from joined
        last = joined[-1]
        count += len(joined)
