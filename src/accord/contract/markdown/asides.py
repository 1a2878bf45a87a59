"""What a cell says beside what the endpoint does: statuses, labelled shapes and names: `Create a session (body: `{tags}`); 409 if taken`."""
# ruff: noqa: E501, RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from accord.contract import example
from accord.contract.markdown import roles
from accord.contract.markdown.facts import SUCCESS, shape_in
from accord.contract.markdown.fields import Field
from accord.contract.markdown.inline import CLOSE, EDGES, OPEN, bare
from accord.contract.markdown.tokens import METHODS, methods_in, query_items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accord.contract.markdown.facts import Facts

_LONGEST = 1000
_KNOWN = frozenset(str(status.value) for status in HTTPStatus)
_CONDITION = r"if|when|unless|on|for|otherwise|where|while|wenn|falls|sonst|bei|si|cuando|en caso|sinon|quand|se|quando|caso|altrimenti|если|при|иначе|якщо|als|om|gdy|jeśli|eğer|nếu|khi|jika|bila"
_STATUS = re.compile(
    rf"(?:^|[,;.:：，；。、(（/|\u2013\u2014]|\s-|\b(?:or|and|else|o|ou|oder|und|y|et|или)\b)\s*([2-5]\d\d)\s+(?:{_CONDITION})\b"
    r"|\b(?:with|returns?|returning|responds?|answers?|replies|gives|yields|throws|con|com|avec|mit|devuelve|retorna|devolve|renvoie|retourne|liefert|restituisce|возвращает)\s+(?:an? |the |HTTP |status |code |status code |código |estado )*([2-5]\d\d)(?=\s*(?:$|[.,;:，；。)）/|]|[A-Z]|(?:if|when|on|for|and|or|wenn|si|se|если)\b))"
    r"|(?:→|->|=>|⇒|返回|回傳|响应|HTTP ?|状态码\s?)\s*([2-5]\d\d)(?![\d\w])"
    r"|[(（]\s*(?:HTTP )?([2-5]\d\d)\s*[)）]"
    r"|(?<![\d\w])([2-5]\d\d)\s?(?:を返|을 반환|를 반환|반환|错误|エラー|에러)"
)
_LABELLED = re.compile(
    rf"(?:^|[(（,，;；。、]|[.:]\s|\s[\u2013\u2014-]\s)\s*(?P<label>[^\W\d_][^\d{EDGES}:：;；,，.。()（）{{}}]{{1,28}}?)\s*(?P<colon>[:：]?)\s*(?:(?P<span>{OPEN}[^{CLOSE}]*{CLOSE})|(?P<shape>\{{[^{{}}{EDGES}]{{1,200}}\}}))"
)
_MORE = re.compile(rf"\s*(?:[,、，/&+|]|and|or|y|e|et|und|和|及|或)\s*({OPEN}[^{CLOSE}]*{CLOSE})")
_ASSIGNED = re.compile(rf"{OPEN}([A-Za-z_][\w.\-]*=[^\s=&{EDGES}]{{1,40}}(?:&[\w.\-]+=[^\s=&{EDGES}]{{0,40}})*){CLOSE}")
_SENT_BACK = re.compile(
    r"→|->|=>|\b(?:returns?|responds?|answers?|sets?|devuelve|retorna|renvoie|liefert|возвращает)\b|返回|响应|반환|返す",
    re.IGNORECASE,
)
_FILTERS = re.compile(
    rf"(?:(?P<by>\b(?:filter(?:s|ed|ing|able)?|filtr\w+|narrowed) (?:by|on|por|par|per|nach)|可按)|\b(?:supports?|accepts?|takes|soporta|acepta|aceita|accepte)|支持)\s*[:：]?\s*(?P<span>{OPEN}[^{CLOSE}]*{CLOSE})",
    re.IGNORECASE,
)
_PLAIN_NAME = re.compile(r"[a-z_][A-Za-z0-9_]{0,40}\??")
_FORMATS = frozenset(
    [
        "json",
        "csv",
        "xml",
        "yaml",
        "yml",
        "html",
        "pdf",
        "md",
        "markdown",
        "txt",
        "text",
        "xlsx",
        "png",
        "jpg",
        "jpeg",
        "svg",
        "webp",
        "gif",
        "gzip",
        "zip",
    ]
)
_SPAN = re.compile(rf"{OPEN}([^{CLOSE}]*){CLOSE}")
_ANSWER = re.compile(r"([2-5]\d\d)\s+(?=[{\[])")
_MOST_WORDS = 3
_OF_METHODS = re.compile(
    rf"(?:^|[;；,，。/|]\s*)(?P<said>[{EDGES}]*{METHODS}[{EDGES}]*(?:\s?[/,、，&+]\s?[{EDGES}]*{METHODS}[{EDGES}]*)*)\s*[:：]?\s*"
)


def statuses(text: str) -> list[str]:
    """The statuses that a description tells of: "503 if inaccessible", "(404 if unknown)", "returns the job with 202"."""
    found = (next(filter(None, match.groups())) for match in _STATUS.finditer(bare(text)[:_LONGEST]))
    return [code for code in dict.fromkeys(found) if code in _KNOWN]


def coded(text: str, line: int, facts: Facts) -> None:
    """Adds the statuses that stand in code of their own within a sentence: "over the limit `413`", "done `201 {"id": 1}`"."""
    for span in _SPAN.findall(text[:_LONGEST]):
        if span in _KNOWN and not span.endswith("00"):  # `200` may be a number of things
            facts.add_status(span, "", line)
        elif (answer := _ANSWER.match(span)) and answer[1] in _KNOWN:
            facts.add_answer(answer[1], f"{OPEN}{span[answer.end() :]}{CLOSE}", line, only_if_shaped=False)


def remarked(cell: str, method: str, line: int, facts: Facts) -> None:
    """Adds the statuses, bodies and names that a cell tells of beside."""
    for role, value in _labelled(cell[:_LONGEST]):
        if role == "query" or (role == "request" and method in ("GET", "HEAD")):
            facts.add_names("query", value, line)
        elif role == "response":
            facts.add_answer(SUCCESS, value, line, only_if_shaped=True)
        elif role == "header":
            facts.add_names("header", value, line)
        elif (shape := shape_in(value)) is not None:
            facts.add_request(shape, line)
        else:
            facts.add_names("request", value, line)
    for code in statuses(cell):
        facts.add_status(code, "", line)
    if method in ("GET", "HEAD"):
        _filtered(cell[:_LONGEST], line, facts)
        for match in _ASSIGNED.finditer(cell[:_LONGEST]):
            if match[1].split("=")[0].isupper():
                continue  # a variable of the environment
            if not _SENT_BACK.search(re.split(r"[;；。(（]", cell[: match.start()])[-1]):
                for name, value in query_items(match[1]):
                    facts.add("query", Field(name, example.sampled(value, name), line=line))


def _filtered(cell: str, line: int, facts: Facts) -> None:
    """What a list can be narrowed down by: "filter by `state`", "supports `page`/`limit`"."""
    for match in _FILTERS.finditer(cell):
        value, end = match["span"], match.end()
        while more := _MORE.match(cell, end):
            value, end = f"{value}, {more[1]}", more.end()
        names = [bare(one).strip() for one in re.findall(rf"{OPEN}[^{CLOSE}]*{CLOSE}", value)]
        if all(_PLAIN_NAME.fullmatch(name) and name not in _FORMATS for name in names) and (
            match["by"] or len(names) > 1
        ):
            facts.add_names("query", value, line)


def of_method(cell: str, method: str) -> str:
    """The part of a cell that is about one method, where its parts name theirs: `GET: anyone; POST: admin`. Else all of it."""
    told = list(_OF_METHODS.finditer(cell[:_LONGEST]))
    for at, match in enumerate(told):
        if method in methods_in(match["said"]):
            end = told[at + 1].start() if at + 1 < len(told) else len(cell)
            return cell[match.end() : end]
    return cell


def _labelled(cell: str) -> Iterator[tuple[str, str]]:
    """What stands behind a label within the text: `(body: `{tags}`)`, `Query `postId``."""
    for match in _LABELLED.finditer(cell):
        label = match["label"].strip()
        role = roles.role(label) if len(label.split()) <= _MOST_WORDS else None
        if role not in ("request", "query", "response", "header"):
            continue
        if not match["colon"] and not match["span"]:
            continue
        value, end = match["span"] or f"{OPEN}{match['shape']}{CLOSE}", match.end()
        while more := _MORE.match(cell, end):
            value, end = f"{value}, {more[1]}", more.end()
        yield role, value
