"""What sentences take out of what they say of all paths: "(except the login routes, which live at the root)", "除登录外", "hariç"."""
# ruff: noqa: E501, RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.contract.markdown.inline import CLOSE, EDGES, OPEN, bare

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST = 600
_BEFORE = (
    r"\b(?:except(?:ions?|ing|ed)?|excluding|excludes?|excluded|exempt(?:ed)?|other than|apart from|aside from|save for|sauf|exceptée?s?|hormis|à part|à l['’]exception|exception faite|salvo|excepto|excepción|exceptuando|a excepción|menos"
    r"|exceto|exceção|à exceção|außer|ausgenommen|ausnahmen?|mit ausnahme|bis auf|кроме|исключени\w+|не считая|окрім|крім|винят\w+|за винятком|tranne|eccetto|eccezion[ei]|a parte|ad eccezione|fatta eccezione"
    r"|oprócz|poza|z wyjątkiem|wyjąt\w+|kecuali|pengecualian|behalve|uitgezonderd|uitzondering(?:en)?|kromě|výjimk\w+|okrem|výnimk\w+|trừ|ngoại trừ|ngoại lệ|utom|förutom|undantag\w*|undtagen|undtagelse\w*|bortset fra|unntatt|unntak\w*"
    r"|paitsi|poikkeus\w*|cu excepția|excepți\w+|kivéve|kivétel\w*|osim|iznimk\w*|освен|istisna\w*|εκτός|εξαίρεση)\b"
    r"|باستثناء|ما عدا|למעט|ยกเว้น|به جز|(?<![删解清移免])除(?!以)|例外|예외"
)
_BEHIND = r"を除(?:いて|いた|[いきく])|除外|之外|以外|제외(?:한|하고|하면)?|이외|\bhariç\b|\bdışında\b|\bistisna\b|को छोड़कर|के अलावा"
_EXCEPTION = re.compile(f"{_BEHIND}|{_BEFORE}", re.IGNORECASE)
_IS_BEHIND = re.compile(_BEHIND, re.IGNORECASE)
_BRACKET = re.compile(r"[(（][^()（）]{2,200}[)）]")
_SEPARATOR = re.compile(r"[,，、;；—\u2013]|\s-\s")
_END_OF_FRONT = re.compile(r"[,，;；]|(?<=外)")
_FIRST_PATH = re.compile(rf"https?://[^\s{EDGES}]+|(?<![\w/.]){OPEN}?/[\w{{][^\s,，;；()（）{EDGES}]*{CLOSE}?")
_NEEDS = re.compile(
    r"\b(?:requir\w+|needs?|protected|secured|authenticat(?:ed|ion)\b(?=[^,;]{0,20}\b(?:required|needed)\b)|must|login required)\b|\b(?:tokens?|jwt|bearer|cookies?)\b|鉴权|[均都需不无]需|需要|必须|令牌|토큰|トークン|인증이?\s?필요|認証が?必要|\brequier\w*|\bnécessit\w*|\berforder\w*|\bbenötig\w*|\bexige\w*|\brequer\w*|\bтреб\w+|\brichied\w+|\bwymaga\w*",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_SPACELESS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
_GENERIC = re.compile(
    r"(?:api|app|rest|http|end-?point|route|router|path|url|request|resource|call|group|section|page|the|of|and|for|own|its?|our|all|which|that|are|is|at|in|on|under|root|prefix\w*|без|для|сам\w*"
    r"|rutas?|routes?|rotas?|routen|endpunkte?\w*|chemins?|peticiones|запрос\w*|маршрут\w*|метод\w*|эндпоинт\w*|ścieżk\w*|endpoint\w*|percors\w*|rotte|les?|la|los|las|el|de|del|des|du|die|der|das|den|dem|und|et|y|e|i|и|il|gli|sonde|verific\w*|управлени\w*)s?",
    re.IGNORECASE,
)
_GENERIC_SPACELESS = re.compile(
    r"接口|端点|路径|路由|请求|相关|模块|管理|的|和|与|等|以及|エンドポイント|関連|機能|系|の|と|は|API|エーピーアイ|類",
    re.IGNORECASE,
)
_FEWEST_SHARED = 4
_LONGEST_ENDING = 2


def parted(sentence: str) -> tuple[str, tuple[str, ...]]:
    """A sentence without its exceptions, and each of them; what is excepted from a need, of a token say, is no exception of the paths."""
    if len(sentence) > _LONGEST or _EXCEPTION.search(sentence) is None:
        return sentence, ()
    taken: list[str] = []
    for bracket in _BRACKET.findall(sentence):
        if _EXCEPTION.search(bracket):
            taken.append(bracket)
            sentence = sentence.replace(bracket, " ")
    path = _FIRST_PATH.search(sentence)
    found = _EXCEPTION.search(sentence)
    if path is not None and found is not None:
        start, end = _clause(sentence, found, path)
        taken.append(sentence[start:end])
        sentence = f"{sentence[:start]} {sentence[end:]}"
    return sentence, tuple(one for one in taken if not _NEEDS.search(bare(one)))


def _clause(sentence: str, found: re.Match[str], path: re.Match[str]) -> tuple[int, int]:
    """Where the exception begins and ends: behind the path it runs to the end, before it to its comma or word."""
    behind = _IS_BEHIND.match(sentence, found.start()) is not None
    if found.start() >= path.end():
        last = [one.start() for one in _SEPARATOR.finditer(sentence, path.end(), found.start())]
        return (last[-1] if last else path.end() if behind else found.start()), len(sentence)
    if behind:
        return 0, found.end()
    comma = _END_OF_FRONT.search(sentence, found.end())
    return found.start(), comma.end() if comma else found.end()


def exception(text: str) -> bool:
    """Whether a sentence is about an exception: "The only exception is `/status`"."""
    return _EXCEPTION.search(text[:_LONGEST]) is not None and _NEEDS.search(bare(text)) is None


def names(phrases: Sequence[str], *said: str) -> bool:
    """Whether one of the exceptions names a thing by one of the words for it: the title of its part, its first segment, its description."""
    return any(_names(phrase, bare(one)) for phrase in phrases for one in said if one)


def _names(phrase: str, said: str) -> bool:
    if _SPACELESS.search(said):
        core = _GENERIC_SPACELESS.sub("", said).strip(" 0123456789.、-")
        return len(core) > 1 and core in _GENERIC_SPACELESS.sub("", bare(phrase))
    want, known = _stems(said), _stems(_FIRST_PATH.sub(" ", phrase))
    return bool(want) and all(any(_same(one, other) for other in known) for one in want)


def _same(one: str, other: str) -> bool:
    """Whether two words are about the same: one is short for the other, as `auth` is, or they differ in what a language puts behind."""
    short, long = sorted((one, other), key=len)
    shared = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    more = len(long) - len(short)
    if short == long or shared < _FEWEST_SHARED:
        return short == long
    if shared == len(short):
        return more >= _FEWEST_SHARED or not short.isascii()
    return more < _LONGEST_ENDING and shared >= len(short) - _LONGEST_ENDING


def _stems(text: str) -> frozenset[str]:
    return frozenset(
        word.lower().removesuffix("s") for word in _WORD.findall(bare(text)) if not _GENERIC.fullmatch(word)
    )
