"""Whether phrases are about the same: a part of a document and what a sentence, an exception or a mount names."""
# ruff: noqa: RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.contract.markdown.base_words import FILLING, FILLING_SPACELESS, SAYING_NOTHING, SAYING_NOTHING_SPACELESS
from accord.contract.markdown.inline import CLOSE, EDGES, OPEN, bare

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

FIRST_PATH = re.compile(rf"https?://[^\s{EDGES}]+|(?<![\w/.]){OPEN}?/[\w{{][^\s,，;；()（）{EDGES}]*{CLOSE}?")
_PIECE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+")  # of a name in code
_WORD = re.compile(r"[^\W\d_]{2,}")
_TOPIC = re.compile(r"[A-Za-zÀ-ɏ]{3,}|[\u0400-\u04ff]{3,}|[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]+")
_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_SPACELESS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
_OF_SUCH = re.compile(
    r"(?<=[\u3040-\u9fff\uac00-\ud7a3]{2})(?:相关|部分)?(?:接口|模块|服务|系统|路由|エンドポイント|モジュール|サービス|모듈|서비스)$"
)
_STEM = 6  # letters of a word that tell it from others
_PAIR = 2  # characters of a word in a script without blanks
_FEWEST_SHARED = 4
_LONGEST_ENDING = 2
_HEALTH = (
    r"health(?:[ -]?checks?)?|probes?|健康检查|存活检查|探活|ヘルスチェック|헬스 ?체크|상태 ?확인|проверк\w+ (?:здоровья|состояния|работоспособности)"
    r"|(?:chequeos?|comprobaci\w+) de salud|estado de salud|verificaç\w+ de saúde|santé|zustandsprüfung\w*|sağlık (?:kontrol\w*|denetim\w*)"
    r"|kiểm tra (?:sức khỏe|sức khoẻ|trạng thái)|kontrol\w* stanu|stan zdrowia|controllo (?:di |dello )?(?:salute|stato)"
)
_USUAL = tuple(
    (re.compile(rf"(?<!\w)(?:{names})|(?:{names})(?!\w)", re.IGNORECASE), paths)
    for names, paths in (
        (r"web-?hooks?|вебхук\w*|веб-хук\w*|웹훅|ウェブフック|webhook'\w+", ("/webhook", "/webhooks", "/hooks")),
        (_HEALTH, ("/health", "/healthz", "/healthcheck", "/health-check", "/ping")),
        (r"metrics|metriken|métricas|métriques|метрик\w*|指标|メトリクス|메트릭", ("/metrics",)),
    )
)


def usual_paths(phrase: str) -> Iterator[str]:
    """The usual paths of what a phrase names: `/health` and its kin of health checks."""
    for pattern, paths in _USUAL:
        if pattern.search(phrase):
            yield from paths


def pieces(name: str) -> frozenset[str]:
    """The words of a name that say what it is about, in the singular: `productRoutes` and "Product routes" are about the same."""
    found = (_OF_SUCH.sub("", word.lower()) for word in _PIECE.findall(name))
    return frozenset(word.removesuffix("s") for word in found if len(word) > 1 and not FILLING.fullmatch(word))


def topics(text: str) -> frozenset[str]:
    """What a phrase is about: the stems of its words, pairs of characters in scripts that write without blanks."""
    out: set[str] = set()
    for word in _TOPIC.findall(bare(text)):
        if _CJK.match(word):
            kept = FILLING_SPACELESS.sub(" ", word)
            out.update(pair for at in range(len(kept) - 1) if " " not in (pair := kept[at : at + _PAIR]))
        elif not SAYING_NOTHING.fullmatch(word):
            out.add(word.lower()[:_STEM].removesuffix("s"))
    return frozenset(out)


def resources(said: str) -> list[str]:
    """The words of a phrase that may be the name of a resource, as its path; of "short links" the first, there may be other links."""
    found = re.findall(r"(?<![A-Za-z]{4} )[A-Za-z]{4,}", said)
    return [f"/{word.lower()}" for word in found if not FILLING.fullmatch(word.lower())]


def first_word(title: str) -> str:
    """What a title is about, as a path: `/health` of "Health checks"."""
    word = re.search(r"[A-Za-z]{4,}", title)
    return f"/{word.group().lower()}" if word else ""


def names(phrase: str, said: Sequence[str]) -> bool:
    """Whether a phrase names a thing by one of the words for it: the title of its part, its first segment, its description."""
    return Phrases((phrase,)).first(said) is not None


class Phrases:
    """Phrases in their order, by the words in them: a thing asks only those that have the beginning of one of its words."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases = tuple(phrases)
        self._stems = [_stems(FIRST_PATH.sub(" ", one)) for one in self._phrases]
        self._spaceless = [SAYING_NOTHING_SPACELESS.sub("", bare(one)) for one in self._phrases]
        self._with: dict[str, list[int]] = {}
        for at, (stems, text) in enumerate(zip(self._stems, self._spaceless, strict=True)):
            pairs = {text[i : i + _PAIR] for i in range(len(text) - 1)}
            for start in {stem[:_FEWEST_SHARED] for stem in stems} | pairs:
                self._with.setdefault(start, []).append(at)

    def first(self, said: Sequence[str]) -> str | None:
        """The first phrase that names a thing by one of the words for it."""
        found = (at for one in said if one and self._phrases and (at := self._naming(bare(one))) is not None)
        first = min(found, default=None)
        return None if first is None else self._phrases[first]

    def _naming(self, said: str) -> int | None:
        if _SPACELESS.search(said):
            core = SAYING_NOTHING_SPACELESS.sub("", said).strip(" 0123456789.、-")
            starts = {core[i : i + _PAIR] for i in range(len(core) - 1)}
            return next((at for at in self._fewest(starts) if core in self._spaceless[at]), None)
        want = _stems(said)
        asked = self._fewest({one[:_FEWEST_SHARED] for one in want})
        return next(
            (at for at in asked if all(any(_same(one, other) for other in self._stems[at]) for one in want)), None
        )

    def _fewest(self, starts: Iterable[str]) -> Sequence[int]:
        """The phrases that have the rarest of these in them."""
        return min((self._with.get(one, ()) for one in starts), key=len, default=())


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
    found = (word.lower() for word in _WORD.findall(bare(text)) if not SAYING_NOTHING.fullmatch(word))
    return frozenset(word.removesuffix("s") for word in found)
