"""Prefixes that a document gives its parts in words: "admin endpoints are below `/admin/v1`", "callbacks carry no prefix"."""
# ruff: noqa: E501, RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from accord.contract.markdown import words
from accord.contract.markdown.base_told import BASE_WORD, NO_PREFIX, OUTSIDE, UNDER, clean, is_base, paths_in
from accord.contract.markdown.evidence import Evidence, Rank, give
from accord.contract.markdown.exceptions import parted
from accord.contract.markdown.inline import bare
from accord.contract.markdown.mounts import FILLING
from accord.contract.markdown.tokens import hits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from accord.contract.markdown.blocks import Block, Section

ABOUT_ACCESS = re.compile(
    r"\btokens?\b|\bjwt\b|\bauth\w*|\bbearer\b|\blogged in\b|\bcookies?\b|登录|鉴权|认证|令牌|인증|토큰|로그인|認証|トークン|ログイン|\bjeton\b|\bautentica\w*|\bавторизац\w*",
    re.IGNORECASE,
)  # what is taken out of a sentence on access still carries the prefix
_LONG_LINE = 400
_TWO = 2
_CLAUSES = re.compile(
    r"[;；。，、]|[.!]\s|,\s|\s(?:and|und|et|y|e|и|while|whereas|mientras|während|tandis que|enquanto|а)\s",
    re.IGNORECASE,
)
_NO_PREFIX = re.compile(rf"{OUTSIDE.pattern}|{NO_PREFIX.pattern}|根路径(?:下)?|ルート直下", re.IGNORECASE)
_ROOT_WORD = re.compile(
    r"pr[eéä]+fi[xjs]|root|version|前缀|根路径|ルート|プレフィックス|接頭|접두|префикс|ön ?ek|tiền tố", re.IGNORECASE
)
_WORD = re.compile(r"[A-Za-zÀ-ɏ]{3,}|[\u0400-\u04ff]{3,}|[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]+")
_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_DIGITS = re.compile(r"\d+")  # lines that only differ in numbers are asked once
_STEM = 6  # letters of a word that tell it from others
_PAIR = 2  # characters of a word in a script without blanks
_OUTSIDE_BY_NAME: dict[str, tuple[str, ...]] = {
    r"web-?hooks?|вебхук\w*|веб-хук\w*|웹훅|ウェブフック|webhook'\w+": ("/webhook", "/webhooks", "/hooks"),
    r"health(?:[ -]?checks?)?|probes?|健康检查|存活检查|探活|ヘルスチェック|헬스 ?체크|상태 ?확인|проверк\w+ (?:здоровья|состояния|работоспособности)"
    r"|(?:chequeos?|comprobaci\w+) de salud|estado de salud|verificaç\w+ de saúde|santé|zustandsprüfung\w*|sağlık (?:kontrol\w*|denetim\w*)"
    r"|kiểm tra (?:sức khỏe|sức khoẻ|trạng thái)|kontrol\w* stanu|stan zdrowia|controllo (?:di |dello )?(?:salute|stato)": (
        "/health",
        "/healthz",
        "/healthcheck",
        "/health-check",
        "/ping",
    ),
    r"metrics|metriken|métricas|métriques|метрик\w*|指标|メトリクス|메트릭": ("/metrics",),
}
_BY_NAME = tuple(
    (re.compile(rf"(?<!\w)(?:{names})|(?:{names})(?!\w)", re.IGNORECASE), paths)
    for names, paths in _OUTSIDE_BY_NAME.items()
)


def named_prefixes(blocks: Sequence[Block], homes: Mapping[int, Section]) -> dict[int, Evidence]:
    """The base of each part (by the id of its section) that several prefixes are told apart by, "" for parts said to have none.

    `homes` holds the sections with endpoints in or below them.
    """
    titles = {key: _topics(section.name) for key, section in homes.items() if section.level > 1}
    out: dict[int, Evidence] = {}
    for clause, line in without_prefix(blocks):
        said = _topics(clause)
        give(out, (key for key, title in titles.items() if title and title <= said), Evidence(Rank.NAMED_PART, line))
    for told in _told(blocks):
        if len({prefix for _, prefix, _ in told}) < _TWO:
            continue
        names = [_topics(name) for name, _, _ in told]
        common = frozenset.intersection(*names)
        for key, title in titles.items():
            fit = {prefix: line for (_, prefix, line), name in zip(told, names, strict=True) if (name - common) & title}
            if len(fit) == 1:
                prefix, line = fit.popitem()
                give(out, (key,), Evidence(Rank.NAMED_PART, line, prefix))
    return out


def usual_paths(phrase: str) -> Iterator[str]:
    """The usual paths of what a phrase names: `/health` and its kin of health checks."""
    for pattern, paths in _BY_NAME:
        if pattern.search(phrase):
            yield from paths


def _told(blocks: Sequence[Block]) -> Iterator[list[tuple[str, str, int]]]:
    """Names, the prefix of each and its line, as far as they stand side by side: in a list, in the clauses of a line."""
    run: list[tuple[str, str, int]] = []
    section: Section | None = None
    for block in blocks:
        if block.kind != "text" or block.section is not section:
            yield run
            run, section = [], block.section
        for text, line in block.lines if block.kind == "text" else ():
            found = [(name, prefix, line) for name, prefix in _clauses(text, block)]
            if not found:
                yield run
                run = []
            run += found
    yield run


def _clauses(text: str, block: Block) -> Iterator[tuple[str, str]]:
    if len(text) > _LONG_LINE or hits(text) or ABOUT_ACCESS.search(text) or parted(text)[1]:
        return
    label, start = words.label(text)
    titled = bool(BASE_WORD.search(words.tidy(block.section.name)))
    if not (is_base(label) or titled or UNDER.search(text)):
        return
    parts = [text] if label and len(paths_in(text[start:])) == 1 else _CLAUSES.split(text)
    for part in parts:
        paths = [path for path in paths_in(part) if clean(path) and not path.query]
        name = words.without_paths(bare(part))
        if len(paths) == 1 and _topics(name) and not re.match(r"wss?:", paths[0].host):
            yield name, clean(paths[0])


def without_prefix(blocks: Sequence[Block]) -> Iterator[tuple[str, int]]:
    """The clauses that deny what they name a prefix, with their lines."""
    for block in blocks:
        for text, line in block.lines if block.kind == "text" else ():
            if len(text) > _LONG_LINE or ABOUT_ACCESS.search(text) or not _on_prefix(text):
                continue
            for clause in re.split(r"[;；。]|[.!]\s", text):
                if _NO_PREFIX.search(clause) and not paths_in(clause):
                    yield clause, line


def _on_prefix(text: str) -> bool:
    return _speaks_of_prefix(_DIGITS.sub("0", text))


@lru_cache(maxsize=8192)
def _speaks_of_prefix(text: str) -> bool:
    said = _NO_PREFIX.search(text)
    return bool(UNDER.search(text) or BASE_WORD.search(text) or (said and _ROOT_WORD.search(said.group())))


def _topics(text: str) -> frozenset[str]:
    """What a phrase is about: the stems of its words, pairs of characters in scripts that write without blanks."""
    out: set[str] = set()
    for word in _WORD.findall(bare(text)):
        if _CJK.match(word):
            out.update(word[at : at + _PAIR] for at in range(len(word) - 1))
        elif not FILLING.fullmatch(word.lower()) and not _COMMON.fullmatch(word):
            out.add(word.lower()[:_STEM].removesuffix("s"))
    return frozenset(out - _FILLING_PAIRS)


_COMMON = re.compile(
    r"base|path|prefix|urls?|requests?|under|below|live|are|all|other|have|has|with|without|rest|versions?|http|https|section",
    re.IGNORECASE,
)
_FILLING_PAIRS = frozenset(["接口", "模块", "相关", "端点", "功能", "部分"])
