"""What sentences take out of what they say of all paths: "(except the login routes, which live at the root)", "除登录外", "hariç"."""
# ruff: noqa: RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re

from accord.contract.markdown.base_words import EXCEPTION, EXCEPTION_BEHIND, NEEDS
from accord.contract.markdown.inline import bare
from accord.contract.markdown.topics import FIRST_PATH

_LONGEST = 600
_BRACKET = re.compile(r"[(（][^()（）]{2,200}[)）]")
_SEPARATOR = re.compile(r"[,，、;；—\u2013]|\s-\s")
_END_OF_FRONT = re.compile(r"[,，;；]|(?<=外)")


def parted(sentence: str) -> tuple[str, tuple[str, ...]]:
    """A sentence without its exceptions, and each of them; what is excepted from a need, of a token say, is no exception of the paths."""
    if len(sentence) > _LONGEST or EXCEPTION.search(sentence) is None:
        return sentence, ()
    taken: list[str] = []
    for bracket in _BRACKET.findall(sentence):
        if EXCEPTION.search(bracket):
            taken.append(bracket)
            sentence = sentence.replace(bracket, " ")
    path = FIRST_PATH.search(sentence)
    found = EXCEPTION.search(sentence)
    if path is not None and found is not None:
        start, end = _clause(sentence, found, path)
        taken.append(sentence[start:end])
        sentence = f"{sentence[:start]} {sentence[end:]}"
    return sentence, tuple(one for one in taken if not NEEDS.search(bare(one)))


def _clause(sentence: str, found: re.Match[str], path: re.Match[str]) -> tuple[int, int]:
    """Where the exception begins and ends: behind the path it runs to the end, before it to its comma or word."""
    behind = EXCEPTION_BEHIND.match(sentence, found.start()) is not None
    if found.start() >= path.end():
        last = [one.start() for one in _SEPARATOR.finditer(sentence, path.end(), found.start())]
        return (last[-1] if last else path.end() if behind else found.start()), len(sentence)
    if behind:
        return 0, found.end()
    comma = _END_OF_FRONT.search(sentence, found.end())
    return found.start(), comma.end() if comma else found.end()


def exception(text: str) -> bool:
    """Whether a sentence is about an exception: "The only exception is `/status`"."""
    return EXCEPTION.search(text[:_LONGEST]) is not None and NEEDS.search(bare(text)) is None
