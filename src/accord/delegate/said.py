"""What somebody said of a task, as far as it answers a question that contract and tree leave open. English words.

The words stand for kinds of work, not for resources: "optimize" is one, "performance" (a theatre may have one) is not.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Words = re.Pattern[str]

ARCHITECTURE: Words = re.compile(
    r"\b(?:architect\w*|design(?:ing)?\b|system layering|tech(?:nology)? (?:choice|stack)s?|component boundar\w+)",
    re.IGNORECASE,
)
ALGORITHM: Words = re.compile(
    r"\b(?:algorithm\w*|optimi[sz]\w+|bottlenecks?|(?:time|space) complexity|faster|speed (?:it |this )?up)\b",
    re.IGNORECASE,
)
ACROSS: Words = re.compile(
    r"\b(?:across (?:\w+ )?(?:components|services|modules|repositories|codebase)|cross-component|integrat(?:e|es|ing)"
    r"|impact (?:assessment|analysis)|dependency analysis)\b",
    re.IGNORECASE,
)
AMBIGUOUS: Words = re.compile(
    r"\b(?:tbd|to be (?:decided|defined|discussed|clarified)|unclear|not sure|open questions?|somehow|figure out)\b",
    re.IGNORECASE,
)
DEEP: Words = re.compile(
    r"\b(?:refactor\w*|legacy|migrat(?:e|es|ing|ion)\b|rewrit\w+|(?:understand\w*|read\w*|analy[sz]\w+) (?:\w+ )?(?:existing|current)"
    r"|existing (?:code|codebase|logic|behaviou?r))\b",
    re.IGNORECASE,
)
_NOT = re.compile(r"(?:\b(?:no|not|without|never|nothing|nor)\b|n't\b)[^.;:\n]{0,40}$", re.IGNORECASE)


class Heard(NamedTuple):
    """The answer, and the clause that gives it."""

    answer: Literal["yes", "no", "unknown"]
    told: str = ""


def of(text: str, words: Words) -> Heard:
    """Whether a text asks for the kind of work that `words` mean; "no" where it rules it out."""
    denied = ""
    for match in words.finditer(text):
        if not _NOT.search(text[: match.start()]):
            return Heard("yes", f'the task says "{match[0]}"')
        denied = match[0]
    return Heard("no", f'the task rules out "{denied}"') if denied else Heard("unknown")


def names(text: str, kind: str) -> bool:
    """Whether a text names a kind of work, as whole words."""
    return bool(re.search(rf"(?<!\w){re.escape(kind.strip())}(?!\w)", text, re.IGNORECASE))
