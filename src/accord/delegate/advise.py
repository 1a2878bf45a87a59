"""Should this be delegated? Eleven questions, each answered yes, no or unknown with its numbers, and what follows from them.

Pure: a report, the numbers of the heuristics and what somebody said of the task go in, advice comes out. What can be seen
neither in the contract nor in the tree is unknown, unless the task or the component's `brief` says it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from accord.delegate import said
from accord.delegate.sizes import Range, expected
from accord.model import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from accord.ledger.settings import Heuristics
    from accord.model import Component, Endpoint, Finding, Report

Answer = Literal["yes", "no", "unknown"]
Side = Literal["for", "against"]

# What the questions are, in the order they are asked; a question's name is promised, its wording is not.
QUESTIONS: Mapping[str, tuple[Side, str]] = {
    "clear-spec": ("for", "Is there a clear spec?"),
    "repetitive-pattern": ("for", "Is the pattern repetitive?"),
    "many-lines": ("for", "Is much code expected?"),
    "interface-defined": ("for", "Is the interface already defined?"),
    "short-to-tell": ("for", "Is it told in less than it takes to write?"),
    "architecture": ("against", "Is there architecture to design?"),
    "algorithm": ("against", "Is there an algorithm to design or optimize?"),
    "cross-component": ("against", "Does it need reasoning across components?"),
    "ambiguous-spec": ("against", "Is the spec ambiguous?"),
    "few-lines": ("against", "Is little code expected?"),
    "deep-reading": ("against", "Does existing code have to be understood deeply?"),
}

# The rules whose rows have to be written; every other finding changes something that is there.
_TO_WRITE = frozenset({"missing-endpoint", "uncalled-endpoint"})
_UNCLEAR = {"unreadable-row": "unreadable", "conflicting-row": "conflicting"}
_TOKENS_PER_LINE = 11  # a line of code that is not blank has some 44 characters, a token some four
_CHARACTERS_PER_TOKEN = 4


@dataclass(frozen=True, slots=True)
class Question:
    """A question answered; `reason` is a clause with its numbers."""

    name: str
    answer: Answer
    reason: str
    numbers: Mapping[str, int] = field(default_factory=dict, hash=False)

    @property
    def side(self) -> Side:
        return QUESTIONS[self.name][0]

    @property
    def text(self) -> str:
        return QUESTIONS[self.name][1]


@dataclass(frozen=True, slots=True)
class Advice:
    """What is to be said of one component. `reasons` are why it is declined, or what it is delegated for."""

    component: str
    delegate: bool
    reasons: tuple[str, ...]
    questions: tuple[Question, ...]
    endpoints: int  # to be written
    repairs: int  # places to be changed
    lines: Range  # expected
    components: int = 1  # that are to be worked on in this run; two or more are where it pays most

    def question(self, name: str) -> Question:
        return next(question for question in self.questions if question.name == name)


@dataclass(frozen=True, slots=True)
class Work:
    """What a component's task consists of, as far as contract and tree show it."""

    component: Component
    endpoints: tuple[Endpoint, ...]  # to be written
    repairs: int
    rows: int  # of its contracts, whether they could be read or not
    unclear: Mapping[str, int]  # rows nobody can build on: unreadable, conflicting
    there: int  # routes or calls the tree has already
    undetermined: int
    framework: str  # "" unknown
    components: int
    words: str  # what was said of it

    @property
    def nothing(self) -> bool:
        return not self.endpoints and not self.repairs


def advise(
    report: Report,
    names: Sequence[str],
    heuristics: Heuristics,
    measured: Mapping[str, float],
    *,
    task: str = "",
) -> tuple[Advice, ...]:
    """Advice on each of the components `names`. `measured` holds lines per endpoint by framework; `task` is what the user
    said of the work.
    """
    parts = [part for part in report.components if part.name in names]
    return tuple(judge(work(report, part, len(parts), task), heuristics, measured) for part in parts)


def work(report: Report, part: Component, components: int = 1, task: str = "") -> Work:
    """What there is to do in one component."""
    scan = report.scans[part.name]
    there = len(scan.routes) if part.role == "provider" else len(scan.calls)
    held = [c for c in report.comparisons if not part.contract or c.contract.file in part.contract]
    cells = [(row.endpoint, row.cells[part.name]) for c in held for row in c.rows if part.name in row.cells]
    cells = [(endpoint, cell) for endpoint, cell in cells if cell.verdict is not Verdict.NOT_APPLICABLE]
    if there:
        missing = [endpoint for endpoint, cell in cells if cell.verdict is Verdict.BROKEN and _is_new(cell.findings)]
        undetermined = sum(cell.verdict is Verdict.UNDETERMINED for _, cell in cells)
        fixable = {f.fingerprint for f in report.failing if f.component == part.name and f.rule not in _TO_WRITE}
    else:  # an empty tree: everything it is held to is to be written, and nothing is there to be mended
        missing, undetermined, fixable = [endpoint for endpoint, _ in cells], 0, set()
    unclear = Counter(_UNCLEAR[f.rule] for c in held for f in c.findings if f.rule in _UNCLEAR and not f.waiver)
    frameworks = Counter(dict(scan.examined.frameworks))
    return Work(
        component=part,
        endpoints=tuple(missing),
        repairs=len(fixable),
        rows=sum(max(c.contract.rows, len(c.contract.endpoints)) for c in held),
        unclear=unclear,
        there=there,
        undetermined=undetermined,
        framework=(part.framework or next((name for name, _ in frameworks.most_common(1)), "")).casefold(),
        components=components,
        words="\n".join(text for text in (task, part.brief) if text),
    )


def judge(work: Work, heuristics: Heuristics, measured: Mapping[str, float]) -> Advice:
    """The eleven answers, and what follows: anything against it declines; then the expected lines decide."""
    lines = expected(work.framework, work.component.role, len(work.endpoints), work.repairs, measured)
    like = alike(work.endpoints)
    questions = (
        _clear_spec(work),
        _repetitive(work, like, heuristics),
        _many_lines(lines, heuristics),
        _interface(work),
        _short_to_tell(work, lines, heuristics),
        _architecture(work),
        _said("algorithm", said.ALGORITHM, work, "neither contract nor tree shows one"),
        _cross_component(work),
        _ambiguous(work),
        _few_lines(lines, heuristics),
        _deep_reading(work, heuristics),
    )
    against = [question for question in questions if question.side == "against" and question.answer == "yes"]
    reasons = [f"{question.name}: {question.reason}" for question in against]
    if work.nothing:
        reasons = ["nothing to write or to mend"]
    elif not reasons and lines.low <= heuristics.min_lines and like < heuristics.like_parts:
        reasons = [_between(lines, like, heuristics)]
    delegate = not reasons
    if delegate:
        reasons = [f"{q.name}: {q.reason}" for q in questions if q.side == "for" and q.answer == "yes"]
    return Advice(
        component=work.component.name,
        delegate=delegate,
        reasons=tuple(reasons),
        questions=questions,
        endpoints=len(work.endpoints),
        repairs=work.repairs,
        lines=lines,
        components=work.components,
    )


def alike(endpoints: Iterable[Endpoint]) -> int:
    """How many endpoints follow one pattern: the resources' own (create, list, read, change, remove of `/things/{id}`), or
    the largest set of siblings that share method and place.
    """
    resources = 0
    siblings: Counter[tuple[str, str]] = Counter()
    endpoints = tuple(endpoints)
    paths = [endpoint.operation.path.segments for endpoint in endpoints]
    front = _shared(paths)
    for endpoint, segments in zip(endpoints, paths, strict=True):
        own = segments[front:]
        resources += bool(own) and all(_is_parameter(part) == bool(place % 2) for place, part in enumerate(own))
        siblings[endpoint.operation.method, "/".join(segments[:-1])] += 1
    return max(resources, *siblings.values(), 0)


# -- for -----------------------------------------------------------------------------------------------------------------


def _clear_spec(work: Work) -> Question:
    unclear = sum(work.unclear.values())
    numbers = {"rows": work.rows, **{kind: work.unclear.get(kind, 0) for kind in _UNCLEAR.values()}}
    told = f"{work.rows} rows, {numbers['unreadable']} unreadable, {numbers['conflicting']} conflicting"
    return Question("clear-spec", "yes" if work.rows and not unclear else "no", told, numbers)


def _repetitive(work: Work, like: int, heuristics: Heuristics) -> Question:
    answer: Answer = "yes" if like >= heuristics.like_parts else "no"
    told = f"{like} of {len(work.endpoints)} endpoints are alike, {heuristics.like_parts} make a pattern"
    return Question("repetitive-pattern", answer, told, {"like": like, "like_parts": heuristics.like_parts})


def _many_lines(lines: Range, heuristics: Heuristics) -> Question:
    answer = lines.above(heuristics.min_lines)
    told = f"{lines.told}; much is above {heuristics.min_lines}"
    return Question("many-lines", answer, told, {**lines.numbers, "min_lines": heuristics.min_lines})


def _interface(work: Work) -> Question:
    complete = sum(endpoint.operation.path.complete for endpoint in work.endpoints)
    numbers = {"endpoints": len(work.endpoints), "complete": complete}
    if not work.rows or complete < len(work.endpoints):
        return Question(
            "interface-defined", "no", f"{complete} of {len(work.endpoints)} rows give method and path", numbers
        )
    told = f"method and path of {len(work.endpoints)} endpoints"
    if not work.framework:
        return Question("interface-defined", "unknown", f"{told}; the framework is not known", numbers)
    return Question("interface-defined", "yes", f"{told}, to be written with {work.framework}", numbers)


def _short_to_tell(work: Work, lines: Range, heuristics: Heuristics) -> Question:
    telling = -(-len(work.words) // _CHARACTERS_PER_TOKEN) or 20  # the sentence that names contract and component
    low, high = lines.low * _TOKENS_PER_LINE, lines.high * _TOKENS_PER_LINE
    told = f"some {telling} tokens tell it beside the contract, some {Range(low, high)} write it"
    numbers = {
        "telling": telling, "writing": low, "brief_tokens": heuristics.brief_tokens,
        "generation_tokens": heuristics.generation_tokens,
    }  # fmt: skip
    if telling >= heuristics.brief_tokens:
        return Question("short-to-tell", "no", told, numbers)
    return Question("short-to-tell", Range(low, high).above(heuristics.generation_tokens), told, numbers)


# -- against -------------------------------------------------------------------------------------------------------------


def _architecture(work: Work) -> Question:
    if not work.rows:
        return Question("architecture", "yes", "the contract has no rows yet; write them first", {"rows": 0})
    if (heard := said.of(work.words, said.ARCHITECTURE)).answer != "unknown":
        return Question("architecture", heard.answer, heard.told)
    if work.there and work.framework:
        return Question("architecture", "no", f"the tree stands, with {work.framework}", {"there": work.there})
    return Question("architecture", "unknown", "nothing in contract or tree tells")


def _cross_component(work: Work) -> Question:
    if (heard := said.of(work.words, said.ACROSS)).answer != "unknown":
        return Question("cross-component", heard.answer, heard.told)
    if work.components == 1:
        return Question("cross-component", "no", "one component", {"components": 1})
    told = f"{work.components} components, each held to the contract alone"
    return Question("cross-component", "unknown", told, {"components": work.components})


def _ambiguous(work: Work) -> Question:
    unclear = sum(work.unclear.values())
    if unclear:
        kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(work.unclear.items()) if number)
        return Question(
            "ambiguous-spec", "yes", f"{kinds} of {work.rows} rows", {"unclear": unclear, "rows": work.rows}
        )
    if (heard := said.of(work.words, said.AMBIGUOUS)).answer == "yes":
        return Question("ambiguous-spec", "yes", heard.told)
    return Question("ambiguous-spec", "no", f"all {work.rows} rows can be read", {"unclear": 0, "rows": work.rows})


def _few_lines(lines: Range, heuristics: Heuristics) -> Question:
    told = f"{lines.told}; little is below {heuristics.own_lines}"
    return Question(
        "few-lines", lines.below(heuristics.own_lines), told, {**lines.numbers, "own_lines": heuristics.own_lines}
    )


def _deep_reading(work: Work, heuristics: Heuristics) -> Question:
    for kind in heuristics.exceptions:
        if said.names(f"{work.words}\n{work.framework}", kind):
            return Question("deep-reading", "yes", f'"{kind}" is an exception of this project')
    if (heard := said.of(work.words, said.DEEP)).answer != "unknown":
        return Question("deep-reading", heard.answer, heard.told)
    if not work.there:
        return Question("deep-reading", "no", "the tree is empty", {"there": 0})
    told = f"{work.there} routes or calls are there, {work.undetermined} rows could not be decided"
    return Question("deep-reading", "unknown", told, {"there": work.there, "undetermined": work.undetermined})


def _said(name: str, words: said.Words, work: Work, silent: str) -> Question:
    heard = said.of(work.words, words)
    return Question(name, heard.answer, heard.told or silent)


def _between(lines: Range, like: int, heuristics: Heuristics) -> str:
    worth = f"up to {heuristics.min_lines} are worth it with {heuristics.like_parts} like endpoints or more"
    return f"few-lines: {lines} lines expected; {worth}, here are {like}"


# -- paths ---------------------------------------------------------------------------------------------------------------


def _is_new(findings: Sequence[Finding]) -> bool:
    return bool(findings) and all(finding.rule in _TO_WRITE for finding in findings)


def _is_parameter(segment: str) -> bool:
    return segment.startswith("{")


def _shared(paths: Sequence[Sequence[str]]) -> int:
    """How many segments all paths begin with; the last one of each is its own."""
    shared = 0
    while all(len(path) > shared + 1 for path in paths) and len({path[shared] for path in paths}) == 1:
        shared += 1
    return shared
