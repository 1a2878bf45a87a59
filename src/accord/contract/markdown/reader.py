"""Text of a Markdown contract → `Contract`: strings the stages together."""

# ruff: noqa: RUF001  the words and marks of many languages

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from accord.contract.markdown import form_fences, form_lines, form_pairs, form_tables, titles
from accord.contract.markdown.assemble import default_auth, endpoint, repeated
from accord.contract.markdown.auth_defaults import defaults
from accord.contract.markdown.base_told import every_method, is_base, only_path
from accord.contract.markdown.blocks import blocks
from accord.contract.markdown.candidates import WEAK, Supply, supply
from accord.contract.markdown.decide import decide
from accord.contract.markdown.declarations import declarations
from accord.contract.markdown.details import Reader
from accord.contract.markdown.edition import edition
from accord.contract.markdown.form_pairs import entry
from accord.contract.markdown.form_trees import list_paths
from accord.contract.markdown.habits import coherent_lists, habitual, named_parts
from accord.contract.markdown.inline import bare
from accord.contract.markdown.known import gather
from accord.contract.markdown.labels import understood
from accord.contract.markdown.legend import Legend, legend
from accord.contract.markdown.memo import reading
from accord.contract.markdown.mentioned import mentions
from accord.contract.markdown.models import models
from accord.contract.markdown.opening import remarked, titled
from accord.contract.markdown.ownership import owners
from accord.contract.markdown.prepare import prepare
from accord.contract.markdown.roots import unnamed
from accord.contract.markdown.select import families, flag, foreign, select
from accord.contract.markdown.tokens import hits, torn
from accord.contract.markdown.words import label
from accord.model import Auth, Contract, Ignore, Note, Where

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from accord.contract.markdown.blocks import Block
    from accord.contract.markdown.candidates import Candidate
    from accord.contract.markdown.evidence import Declaration
    from accord.contract.markdown.facts import Facts
    from accord.contract.markdown.ownership import Owners
    from accord.contract.markdown.prepare import Prepared
    from accord.contract.markdown.select import Promise
    from accord.model import Endpoint

SUFFIXES = (".md", ".markdown", ".mdx", ".mdown", ".mkd")

_WHOLE = re.compile(
    r"\b(?:this|the)(?: whole| old| entire)? api (?:is|has been) deprecated\b|本(?:接口|API)(?:文档)?已(?:废弃|弃用)",
    re.IGNORECASE,
)
_COMING = re.compile(
    r"(?:planned|coming soon)(?: end-?points| routes)?|not (?:yet )?implemented(?: yet)?", re.IGNORECASE
)


def read(text: str, file: str) -> Contract:
    """The endpoints a Markdown document promises; a document without any gives a contract without endpoints."""
    with reading():
        return _read(text, file)


def _read(text: str, file: str) -> Contract:
    prepared = prepare(text)
    document = blocks(prepared)
    understood(document)
    candidates, unread = find(document)
    flag(candidates, document)
    marks = legend(document, frozenset(one.line for one in candidates))
    marks.flag(candidates)
    declared = _declared(document, candidates)
    foreign(candidates, {one.host for one in declared if one.host and not one.coded})
    known = gather(declared, document, candidates)
    decided = decide(candidates, known)
    for one in candidates:
        one.trail = decided[id(one)].trail
    promises = select(candidates, {row: decision.path for row, decision in decided.items()})
    belongs = owners(document, promises)
    shared = models(document, belongs)
    endpoints, notes = _endpoints(
        document, promises, prepared, known.document.prefix, file, belongs=belongs, names=shared.keys(), marks=marks
    )
    notes += [Note("unreadable-row", Where(file, line), why, "write it as METHOD and path") for line, why in unread]
    notes += [
        Note(
            "unreadable-row", Where(file, one.line), f"'{one.path.text}' stands for many paths", "give each its own row"
        )
        for one in families(candidates, promises)
    ]
    notes += [
        Note(
            "unreadable-row",
            Where(file, line),
            "the fence opened here is never closed",
            "close it; it was read as ending before the next heading",
        )
        for line in prepared.open_fences
    ]
    if known.doubted is not None:
        said = f"the base '{known.document.prefix}' is stated here, but {known.doubted.why}"
        notes.append(
            Note("unclear-base", Where(file, known.doubted.line), said, "make the two agree; the stated base was used")
        )
    title = prepared.title or next((block.section.name for block in document if block.kind == "heading"), "")
    notes.sort(key=lambda note: note.where)
    rows = len({(one.line, one.method) for one in candidates}) + len(unread)
    version = prepared.version or edition(document, min((one.line for one in candidates), default=0))
    return Contract(
        file, "markdown", tuple(endpoints), title, known.document.prefix, tuple(notes), shared, rows, version=version
    )


def _declared(document: Sequence[Block], candidates: Sequence[Candidate]) -> list[Declaration]:
    """The declared bases; where there is none, the root of the API that the text around the endpoints names."""
    found = declarations(document)
    homes = {id(one.section) for one in candidates}
    parts = {id(section) for one in candidates for section in one.section.chain()}
    if any((one.strong or one.prefix) and (one.section.level < 2 or id(one.section) not in parts) for one in found):
        return found
    if len(found) > 1 or (found and len(homes) < 2):  # one part with a prefix of its own says nothing of the others
        return found
    opened = {block.item: block for block in document if block.lead}
    first: dict[int, int] = {}
    for one in candidates:
        above = opened.get(
            one.block.parent_item
        )  # `- `/v0`` with its methods as items below: the endpoint begins there
        path = only_path(above.lines[0][0]) if above is not None and above.lines else None
        line = above.line if above is not None and path is not None and path.text == one.path.text else one.line
        first[id(one.section)] = min(line, first.get(id(one.section), line))
    return [*found, *unnamed(document, first)]


def told_method(block: Block) -> str:
    """The one method that a paragraph says all endpoints of its part have."""
    return next((method for text, _ in block.lines if (method := every_method(text))), "")


def find(document: Sequence[Block]) -> tuple[list[Candidate], list[tuple[int, str]]]:
    """Candidates of every form, and the rows that claim to be an endpoint but cannot be read."""
    cache: dict[int, Supply] = {}
    found: list[Candidate] = []
    unread: list[tuple[int, str]] = []
    leads: dict[int, str] = {}
    items: dict[int, int] = {}
    before = ""
    announcing: set[int] = set()  # lines whose path the table below them has taken
    nested = list_paths(document)
    for block in document:
        if block.kind == "text" and block.section.level > 1 and (method := told_method(block)):
            own = supply(block.section)
            cache[id(block.section)] = own if own.methods or own.path or own.own else Supply((method,), pure=True)
        if block.kind == "text" and block.lead and block.lines:
            leads[block.item] = block.lines[0][0]
            items[block.list_id] = items.get(block.list_id, 0) + 1
    intros: dict[int, str] = {}
    for block in document:
        known = len(found)
        if block.kind == "heading":
            found.extend(form_lines.heading(block, cache))
        elif block.kind == "text":
            found.extend(form_lines.text(block, document, cache, leads, nested) or form_lines.announced(block, before))
        elif block.kind == "table":
            said = form_tables.announced(before)
            made, bad = form_tables.table(block, cache, said)
            if said is not None and any(one.path is said for one in made):
                announcing.add(document[block.index - 1].lines[-1][1])
            found.extend(made)
            unread.extend((one.line, one.why) for one in bad)
        else:
            found.extend(form_fences.fence(block, before))
        _introduced(found[known:], intros.setdefault(block.list_id, before) if block.list_id else before)
        before = block.lines[-1][0] if block.lines and block.kind in ("text", "heading") else ""
    coherent_lists(found, items)
    habitual(found)
    named_parts(found)
    usual = next((method for block in document if block.kind == "text" and (method := told_method(block))), "")
    paired, lonely = form_pairs.pairs(document, cache, {one.line for one in found} | announcing, usual)
    found.extend(paired)
    found.extend(form_lines.usual_headings(document, usual, found) if usual else ())
    unread.extend(form_pairs.unread_notes(lonely))
    broken = {id(one): told for one in found if (told := _broken(one))}
    unread.extend(dict.fromkeys((one.line, broken[id(one)]) for one in found if id(one) in broken))
    found = [one for one in found if id(one) not in broken]
    if not any(one.rank < WEAK for one in found):
        found += mentions(document)
    found.sort(key=lambda one: (one.line, one.rank))
    return found, unread


def _broken(one: Candidate) -> str:
    """What is told of a row whose path breaks off at a brace; empty for the others. Mentions and samples may."""
    if one.rank >= WEAK or one.sample:
        return ""
    if one.form == "table":
        cells = [cell for cell in one.cells.values() if one.path.text in cell and hits(cell)]
        return torn(cells[0], one.path) if len(cells) == 1 else ""
    return torn(one.text if one.form == "heading" else one.path.text + one.text, one.path)


def _introduced(found: Sequence[Candidate], before: str) -> None:
    """Gives candidates the line that introduces them, where the line before them is one; of a title only its remark in brackets."""
    line = before.rstrip()
    if (
        not found
        or len(line) > 120
        or not (line.endswith((":", "：", ")", "）")) or (found[0].form in ("bullet", "table") and _announces(line)))
        or hits(line)
        or is_base(label(line)[0])
    ):
        return
    intro = (
        line if line.endswith((":", "：")) or _announces(line) else line[max(line.rfind("("), line.rfind("（"), 0) :]
    )
    for one in found:
        one.intro = intro if one.form != "heading" else ""


def _announces(line: str) -> bool:
    """Whether a line is a title, and no more, for what is still to come: `**Coming soon**`, without a colon."""
    return len(line) < 60 and not line.endswith((".", "。")) and bool(_COMING.fullmatch(line) or titles.is_later(line))


def _endpoints(
    document: Sequence[Block],
    promises: Sequence[Promise],
    prepared: Prepared,
    base: str,
    file: str,
    *,
    belongs: Mapping[int, Owners],
    names: Collection[str],
    marks: Legend,
) -> tuple[list[Endpoint], list[Note]]:
    facts = _facts(document, promises, belongs, file)
    usual = defaults(document, promises, belongs, base, file)
    ignores, stray = _ignores(prepared, promises, file)
    deprecated = any(
        _WHOLE.search(bare(text))
        for block in document[:40]
        if block.kind == "text" and block.section.level <= 1
        for text, _ in block.lines
    )
    out: list[Endpoint] = []
    notes: list[Note] = list(stray)
    unmarked = marks.unmarked([place for promise in promises for place in promise.places])
    for promise in promises:
        told = [(place, facts[id(place)]) for place in promise.places]
        place = next((place for place, _ in told if not place.planned), told[0][0])
        default = (
            Auth(False, (), usual.free[promise.key])
            if promise.key in usual.free
            else default_auth(place, usual.whole, usual.scoped)
        )
        default = marks.auth(promise.places) or default or unmarked
        if deprecated:
            place.deprecated = True
        out.append(endpoint(promise, told, file, default=default, known=names, ignores=ignores.get(promise.key, ())))
        notes.extend(repeated(promise, told, file))
    return out, notes


def _facts(
    document: Sequence[Block], promises: Sequence[Promise], belongs: Mapping[int, Owners], file: str
) -> dict[int, Facts]:
    readers = {id(place): Reader(place, file) for promise in promises for place in promise.places}
    for place in (place for promise in promises for place in promise.places if place.form == "fence"):
        readers[id(place)].labels_of_fence()
    for block in document:
        for _, place in belongs.get(block.index, ())[:12]:
            readers[id(place)].block(block)
    alone = Counter(id(place.section) for promise in promises for place in promise.places)
    for promise in promises:
        for place in promise.places:
            facts = readers[id(place)].facts
            labelled = place.form in ("pair", "fence", "paragraph") or (
                place.form == "bullet" and bool(place.before.strip(" -*•:："))
            )
            if alone[id(place.section)] == 1 and labelled:
                facts.description = facts.description or titled(place)
                facts.auth = facts.auth or remarked(entry(place.section).title, Where(file, place.section.line))
    return {key: reader.facts for key, reader in readers.items()}


def _ignores(
    prepared: Prepared, promises: Sequence[Promise], file: str
) -> tuple[dict[tuple[str, str], list[Ignore]], list[Note]]:
    """Inline ignores by endpoint: in its line, right above it, or at most three lines below."""
    at: dict[int, dict[tuple[str, str], None]] = {}  # the endpoints of a line, each once
    for promise in promises:
        for place in promise.places:
            at.setdefault(place.line, {})[promise.key] = None
    out: dict[tuple[str, str], list[Ignore]] = {}
    stray: list[Note] = []
    for wish in prepared.wishes:
        near = [wish.line, *range(wish.line + 1, wish.line + 3), *range(wish.line - 1, wish.line - 4, -1)]
        line = next((line for line in near if line in at), 0)
        where = Where(file, wish.line)
        if not line:
            stray.append(
                Note(
                    "unreadable-row",
                    where,
                    "this ignore stands at no endpoint",
                    "put it into the endpoint's line or right above it",
                )
            )
            continue
        for key in at[line]:
            out.setdefault(key, []).append(Ignore(where, wish.rules, wish.reason))
    return out, stray
