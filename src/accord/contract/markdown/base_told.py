"""What sentences and labels say of where all paths begin: the words for it in many languages, and the questions asked of them."""
# ruff: noqa: RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.contract.markdown import words
from accord.contract.markdown.base_words import (
    ABOUT_DOCS,
    ALL,
    BASE_WORD,
    DRAWN_FROM,
    ENGLISH,
    EVERYTHING,
    IN_FRONT,
    NOT_BASE,
    OF_A_PART,
    OF_ARGUMENTS,
    OMITTED,
    OUTSIDE,
    OWN_SCRIPT,
    PREFIX,
    RELATIVE,
    RESTS_ON,
    ROOT_OF_API,
    ROUTING,
    SERVED,
    SERVICE,
    SET_APART,
    SHOWN,
    STORED,
    THINGS,
    TURNED_AWAY,
    UNDER,
    VERSIONED,
)
from accord.contract.markdown.exceptions import parted
from accord.contract.markdown.inline import CLOSE, EDGES, OPEN, bare
from accord.contract.markdown.memo import remembered
from accord.contract.markdown.tokens import hits, path_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accord.contract.markdown.tokens import Path

_VERB = re.compile(r"(?<![A-Za-z])(?:GET|POST|PUT|PATCH|DELETE)(?![A-Za-z])")
_EVERY_METHOD = re.compile(
    r"(?:\b(?:all|every|each)\b.{0,30}\b(?:end-?points?|routes?|requests?|calls?|methods?|apis?)\b.{0,20}\b(?:are|is|uses?|accepts?|via)\b"
    r"|\btod[oa]s\b.{0,30}\b(?:son|usan|utilizan|são|usam|utilizam)\b|\btou(?:s|tes)\b.{0,30}\b(?:sont|utilisent)\b|\balle\b.{0,30}\b(?:sind|verwenden|nutzen)\b"
    r"|(?:所有|全部|以下|均|统一).{0,12}(?:为|是|使用|采用|用|通过)|모든.{0,16}(?:은|는|이|가)|(?:すべて|全て).{0,14})"
    rf"[^.。]{{0,14}}?(?<![A-Z])(GET|POST)(?![A-Z])(?!.{{0,40}}(?:GET|POST|PUT|PATCH|DELETE))(?=[\s{EDGES}]*(?:请求|方式|方法|요청|方식|です|requests?|methods?|[.,，。;；:：]|and\b|y\b|et\b|und\b|입니다|$))",
    re.IGNORECASE,
)
_ALL_ARE = re.compile(
    rf"[\s>*\-{EDGES}]*(?:(?:all|every|tod[oa]s|tou(?:te)?s|alle|tutt[ei]|wszystkie|alla|все|всі|tüm|bütün|hepsi|tümü|semua)\b|すべて|全て|全部|均|所有|모두|모든)"
    r"(?:\s?(?:of them|these|the|las|los|as|os|les|gli|le|i|die)\b)?"
    r"(?:\s?(?:end-?points?|routes?|rutas?|rotas?|endpunkte|routen|rotte|эндпоинты|маршруты|запросы|ендпоінти"
    r"|uç noktalar\w*|istekler|接口|路由|端点|请求|のエンドポイント|エンドポイント|엔드포인트|요청))?"
    rf"(?:\s?(?:are|is|son|são|sont|sind|sono|są|är|adalah|为|是|は|은|는|[:：\u2013\u2014-]))?[\s{EDGES}]*(GET|POST)[\s{EDGES}]*(?:です|입니다|dir|[.。!]|$)",
    re.IGNORECASE,
)  # "All `GET`.", and nothing else
FOLDER = re.compile(
    r"/(?:opt|etc|usr|var|srv|tmp|mnt|home|Users|run|dev|proc)/|/(?:mnt|tmp|proc)$|.*\.(?:sock|json|ya?ml|md|pdf|log|db|conf|ini|html?)$"
)  # of a machine, not of a service
_LONG_SENTENCE = 300
_LONG_TITLE = 200
_FEW_WORDS = 2  # a sentence has more
_MANY = 12  # words of a sentence that says more than where all paths are
_OF_LISTED = re.compile(
    rf",[^()]*[(](?:all|each|every one|everything)\s(?:of (?:them|these)\s)?(?:is |are )?(?:under|below|beneath|at)\s[^()]*[)][.\s{EDGES}]*$",
    re.IGNORECASE,
)  # "view orders, cancel them, reorder (all under `/guest/orders`)"
_NAMED = re.compile(r"/\w")  # a path that is more than parameters
_UP_TO_PATH = re.compile(rf"(?:\s+the(?:\s+\w+){{0,3}})?[\s{EDGES}]*")
_WORD = re.compile(r"[^\W\d_]+")
_CLAUSE = re.compile(
    rf"[，；;]|,\s|(?<=[{CLOSE})])\s(?:and|y|e|und|et|и|та|en|ve|và|dan|i)\s(?=(?:[^\s,;{EDGES}]+\s){{0,6}}[{EDGES}]*https?://)"
)  # "the API is at URL and its documentation at URL" are two
_COPULA = re.compile(r"^(?:the|our|das|die|la|el|l['’]|o|a)\s|\s(?:is|are|ist|es|est|é|è)(?:\s(?:at|still|now))?$")
_NO_MORE = 3  # words of a sentence that says where all is and nothing else
_FEW = 6  # words that leave no room for another thing said of all requests


def may_tell(text: str) -> bool:
    """Whether a sentence can speak of where paths begin, as most of a document does not: a path in it, and words for what it is to them."""
    if "/" not in text:
        return False
    return "http" in text or _tells(_DIGITS.sub("0", words.without_paths(text)))


@remembered
def _tells(said: str) -> bool:
    return any(pattern.search(said) for pattern in (UNDER, BASE_WORD, RELATIVE, PREFIX))


_STAGE = re.compile(r"^/[\w-]+(?=/|$)")
_DIGITS = re.compile(r"\d+")  # rows that only differ in numbers are asked once


def roots_told(text: str, title: str) -> Iterator[Path]:
    """The roots that sentences of a line tell, such as "Every route is prefixed with `/api`": about all endpoints, and one path.

    `title` is that of the section the line stands in.
    """
    for sentence in re.split(r"(?<=[.。!])\s|。", text):
        if len(sentence) > _LONG_SENTENCE or not may_tell(sentence):
            continue
        sentence = parted(sentence)[0]
        if OUTSIDE.search(sentence) or hits(sentence) or IN_FRONT.search(sentence) or OF_ARGUMENTS.search(sentence):
            continue
        said = words.without_paths(sentence)
        if ALL.search(said) and UNDER.search(said) and (THINGS.search(said) or _says_no_more(said)):
            found = (only_path(sentence) or _beside_host(sentence)) if not SHOWN.search(sentence) else None
            if found and not ROOT_OF_API.fullmatch(clean(found)):
                found = (
                    None
                    if not THINGS.search(said)
                    or OF_A_PART.search(sentence)
                    or everything_else(said)
                    or _OF_LISTED.search(sentence)
                    else found
                )
        elif RELATIVE.search(sentence) and THINGS.search(sentence):
            found = only_path(sentence) or _beside_relative(sentence)
            found = found if found and (found.host or _NAMED.search(found.text)) else None
        elif SERVICE.search(words.without_paths(sentence.replace(CLOSE, " "))) and PREFIX.search(sentence):
            found = only_path(sentence)
            found = found if found and ROOT_OF_API.fullmatch(clean(found)) else None
        else:
            own = not _names_host(sentence, title)
            clauses = _CLAUSE.split(sentence)
            clauses = [part for part in clauses if _says_where(part, title) or (own and _names_base(part))]
            found = only_path(clauses[0]) if clauses else None
            found = found if found and found.host and _is_root(found, clauses[0]) else None
        if found and clean(found):
            yield found


def _is_root(path: Path, clause: str) -> bool:
    """Whether the path where a service is said to be is a root: `/api`, or one below it that ends the sentence, `/api/public`."""
    first, _, rest = clean(path).lstrip("/").partition("/")
    ends = not bare(clause[path.end :]).strip(" .)")
    return bool(ROOT_OF_API.fullmatch(clean(path)) or (rest and ends and ROOT_OF_API.fullmatch(f"/{first}")))


def _says_no_more(said: str) -> bool:
    """Whether a sentence is only about where all is: "All under `/api/v1`."."""
    return len(_WORD.findall(said)) <= _NO_MORE


def of_another(text: str, titles: str) -> bool:
    """Whether a line tells where another service lies that this one draws on: "Rates come from Frankfurter (`https://rates.example.org/v1`)"."""
    return DRAWN_FROM.search(text) is not None and _names_host(text, titles)


def _names_host(text: str, titles: str) -> bool:
    """Whether a line names the owner of the host in it, which the titles do not: "Payments go through Pay (base `https://pay.example`)"."""
    host = _HOST.search(text)
    if host is None:
        return False
    said = words.without_paths(text).lower()
    names = [name for name in host[1].lower().split(".")[:-1] if name not in ("api", "www") and len(name) > 3]
    return any(name in said and name not in titles.lower() for name in names)


_HOST = re.compile(r"https?://([\w.-]+)")


def about_docs(text: str) -> bool:
    """Whether a line is about the documentation or pages of a service, not about its endpoints."""
    said = words.without_paths(text)
    if OMITTED.search(said):  # "the documents leave it out"
        return False
    return bool(ABOUT_DOCS.search(said)) and not (ALL.search(said) and THINGS.search(said))


def names_service(text: str) -> bool:
    """Whether a label speaks of the service itself."""
    return bool(SERVICE.search(text))


def names_version(text: str) -> bool:
    """Whether a line is about the version that stands in paths."""
    return bool(VERSIONED.search(text))


def root_in_title(title: str) -> Path | None:
    """The root of an API that the title of its part ends in: `Library API — /api/v2`, `Shop (/rest)`."""
    path = (
        only_path(title)
        if len(title) < _LONG_TITLE and not (hits(title) or OUTSIDE.search(title) or NOT_BASE.search(title))
        else None
    )
    if (
        path is None
        or not clean(path)
        or not (path.host or ROOT_OF_API.fullmatch(clean(path)))
        or bare(title[path.end :]).strip(" )）]】:：")
    ):
        return None
    before = title[: title.rfind(path.text, 0, path.end)]
    return path if SET_APART.search(before) else None


def tells_root(text: str) -> bool:
    """Whether a sentence is about where all paths begin; one in a script or language of its own is believed to be."""
    said = words.without_paths(text)
    if OWN_SCRIPT.search(said):
        return True
    if TURNED_AWAY.search(said):
        return False
    count = len(re.findall(r"[^\W\d_]{2,}", said))
    if count > _FEW_WORDS and len(ENGLISH.findall(said)) * 4 < count:
        return True
    if VERSIONED.search(said) and THINGS.search(said):
        return True
    resting = bool(UNDER.search(said) or RESTS_ON.search(said) or ("http" in text and SERVED.search(said)))
    return resting and bool(THINGS.search(said) or ROUTING.search(said))


def only_path(text: str) -> Path | None:
    paths = [path for path in paths_in(text) if not path.query and (path.host or not FOLDER.match(path.text))]
    return paths[0] if len(paths) == 1 else None


def everything_else(said: str) -> bool:
    """Whether "everything" stands for no paths: "puts everything under `/data`", "search everything ... by prefix"."""
    return not (ALL.search(EVERYTHING.sub(" ", said)) and THINGS.search(EVERYTHING.sub(" ", said))) and (
        len(re.findall(r"[^\W\d_]+", said)) > _MANY or STORED.search(said) is not None
    )


def _beside_relative(text: str) -> Path | None:
    """The root right behind the words in "Paths beginning `/shops` or `/users` below are relative to `/api/v1`"."""
    word = RELATIVE.search(text)
    up = _UP_TO_PATH.match(text, word.end()) if word else None
    path = path_at(text, up.end()) if up else None
    return path if path is not None and ROOT_OF_API.fullmatch(clean(path)) else None


def _beside_host(text: str) -> Path | None:
    """The one rooted path of "It runs on `http://localhost:8080` and all routes are below `/api`"."""
    paths = [path for path in paths_in(text) if not path.query]
    rooted = [path for path in paths if clean(path)]
    hosts = [path for path in paths if path.host and not clean(path)]
    return rooted[0] if hosts and len(rooted) == 1 and not rooted[0].host else None


def _says_where(sentence: str, title: str) -> bool:
    """Whether a sentence tells where the service is found: "the API is available at URL", not its documentation or its pages."""
    said = words.without_paths(sentence.replace(CLOSE, " "))
    about = (
        SERVICE.search(said)
        or (SERVICE.search(title) and sentence.lstrip(OPEN).startswith("http"))
        or (ALL.search(said) and THINGS.search(said))
    )
    every = (
        ALL.search(said) and THINGS.search(said) and len(re.findall(r"[^\W\d_]+", said)) <= _FEW
    )  # `Alla anrop går mot URL`
    return bool("http" in sentence and about and (every or SERVED.search(said)) and not ABOUT_DOCS.search(said))


def _names_base(clause: str) -> bool:
    """Whether a clause is a label for the base and its URL: "We call the API of the port, base `https://host/v1`.", "Base is URL, as usual"."""
    if "http" not in clause:
        return False
    said = words.tidy(re.sub(r"https?:|/", " ", words.without_paths(clause)))
    return is_base(_COPULA.sub("", said))


def every_method(text: str) -> str:
    """The method that a sentence says all endpoints have: "All endpoints are `GET` and return JSON"."""
    short = len(text) < 300 and ("GET" in text or "POST" in text)
    found = (_EVERY_METHOD.search(text) or _ALL_ARE.match(text)) if short else None
    return found[1].upper() if found and len(set(_VERB.findall(text))) == 1 else ""


@remembered
def is_base(name: str) -> bool:
    """Whether a tidied label announces a base."""
    if not name or len(name) > 70 or NOT_BASE.search(name):
        return False
    shortened = re.sub(r"\s*[(（].*?[)）]\s*", " ", name).strip()
    return shortened in words.BASE_LABELS or bool(BASE_WORD.search(name))


def paths_in(text: str) -> list[Path]:
    """The URLs and rooted paths of a text."""
    return list(_paths_in(text))


_BEGINS = re.compile(
    rf"(?:https?|wss?)://|(?<![^\s{OPEN}(]):(?=\d{{2,5}}/)|(?<![\w/.}}>:~]){{?/|{OPEN}(?=[a-z]|\{{)|(?:(?<![^\s{OPEN}]))(?=\{{\{{|\$\{{)"
)


@remembered
def _paths_in(text: str) -> list[Path]:
    found: list[Path] = []
    at = 0
    for match in _BEGINS.finditer(text[:2000]):
        start = match.start() + (1 if match.group() == OPEN else 0)
        if start < at:
            continue
        path = path_at(text, start)
        if path is not None and (path.text != "/" or path.host):
            found.append(path)
            at = path.end
    return found


def clean(path: Path) -> str:
    """The path part without what only stands for "the rest", and without the stage of a gateway that knows several."""
    text = re.sub(
        r"/(?:\.{2,3}|…|\*{1,2}|[{<](?:path|resource|route|rest|method|action)[}>]|[{<]?(?:endpoint|resource_path|接口\w*|资源\w*|方法\w*)[}>]?)/?$",
        "",
        _STAGE.sub("", path.text) if ".execute-api." in path.host else path.text,
    ).rstrip("/")
    return "" if re.fullmatch(r"/(?:docs|swagger|redoc|openapi\.json|swagger-ui(?:\.html)?)", text) else text
