"""The words and forms by which a line about an endpoint is known: labels, statuses told, headers, requirements."""
# ruff: noqa: RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re

from accord.contract.markdown.inline import CLOSE, EDGES, OPEN

STATE = frozenset(
    ["status", "state", "availability", "estado", "statut", "stand", "状态", "实现状态", "상태", "ステータス", "状態"]
)
COLLECTING = ("query", "path", "header", "cookie", "params", "request", "response", "error")
BARE_LABEL = re.compile(rf"\s*([^{EDGES}:：.,]{{2,30}}?)\s*(?={OPEN})")
STATUS_TOLD = re.compile(
    r"(?:status|código|statut|状态码|상태|ステータス|code)\D{0,20}([1-5]\d\d)\b|\b(?:returns?|responds? with)\s+`?([1-5]\d\d)\b"
    r"|^\W*([1-5]\d\d)\s+(?:on|when|if|for|with|bei|wenn|si|en|quando|cuando)\b",
    re.IGNORECASE,
)
STATUS_SPAN = re.compile(rf"{OPEN}([1-5]\d\d){CLOSE}")
STATUS_ALONE = re.compile(r"[^\W\d][^\d.:：。]{1,24}[1-5]\d\d[.。]?")  # `Antwort 204.`
STATUS_ALSO = re.compile(r"[,;.]\s*(?:and |or )?([45]\d\d)\s+(?:on|when|if|for|with|bei|wenn|si|en|quando|cuando)\b")
HEADER_TOLD = re.compile(
    rf"{OPEN}([A-Z][A-Za-z]*(?:-[A-Za-z]+)+)(?:\s*[:：][^{CLOSE}]*)?{CLOSE}[\s-](?:request )?headers?\b"
    r"(?! (?:is|are) (?:returned|sent back|set))"
    rf"|\bheader\s{OPEN}([A-Z][A-Za-z]*(?:-[A-Za-z]+)+)",
    re.IGNORECASE,
)  # `Send an `Idempotency-Key` header.`
SENTENCE_BEFORE_LABEL = re.compile(
    r"([^:：]{8,300}?(?:[.!?](?=\s)|。))\s*(?=[^\s.。:：][^.。:：]{1,30}\s?[:：](?!//))"
)  # `Changes a profile. Authentication: yes.`
LABEL_BEFORE_LABEL = re.compile(
    rf"([^\s:：{EDGES}][^:：{EDGES}]{{1,30}}[:：]\s*{OPEN}[^{EDGES}]{{1,300}}{CLOSE}[.。;；])\s*(?=[^\s.。:：][^.。:：{EDGES}]{{1,30}}\s?[:：](?!//))"
)  # `Body: `{ login }`. Codes: 200, 401.`
REQUIREMENT = re.compile(
    r"(?:the )?(?:parameter|field|property|argument) `?([A-Za-z_][\w.\-]{0,60})`? is (required|mandatory|optional)\b",
    re.IGNORECASE,
)
TYPED_NAME = re.compile(r"\s*([A-Za-z_]\w{0,60})\s*[(（]([^()（）]{2,60})[)）]\s*[:：]")
SENTENCE_END = re.compile(r"。|(?<=[\w)\]）\ue001])\.\s+(?=[A-Z\ue000])")
TITLE_LENGTH = 40  # characters: longer paragraphs are sentences
ASSIGNED = re.compile(r"([A-Za-z_][\w.\-]{0,60})\s*=\s*\[([^\[\]]{1,40})\]")
CODE_LABELS = frozenset(
    [
        "code",
        "status",
        "status code",
        "http code",
        "http status",
        "código",
        "statut",
        "状态码",
        "코드",
        "상태 코드",
        "ステータスコード",
        "ステータス",
        "status codes",
        "http status codes",
        "codes",
        "状态",
        "响应状态码",
        "返回码",
        "códigos",
        "códigos de estado",
        "códigos de status",
        "codes de statut",
        "codes http",
        "statuscodes",
        "statuscode",
        "상태코드",
        "응답 코드",
        "коды ответа",
        "коды",
        "коды состояния",
        "статус",
        "статусы",
        "код ответа",
        "коди стану",
        "codici",
        "codici di stato",
        "codice",
        "kody",
        "kody odpowiedzi",
        "kod",
        "durum kodu",
        "durum kodları",
        "mã trạng thái",
        "mã phản hồi",
        "kode status",
        "kode",
        "stavové kódy",
        "statuskoder",
        "رموز الحالة",
        "رمز الحالة",
        "کد وضعیت",
        "स्थिति कोड",
        "รหัสสถานะ",
        "κωδικοί",
    ]
)
NEEDED_LABELS = {
    "required": True,
    "optional": False,
    "必填": True,
    "可选": False,
    "필수": True,
    "선택": False,
    "必須": True,
    "任意": False,
}
SENT_ON = re.compile(
    r"redirect|call-?back|\breturn(?:s|ed)? to\b|\bweiter(?:geleitet|leitung)|\brediri|重定向|跳转|回调|リダイレクト|리다이렉트|перенаправ",
    re.IGNORECASE,
)  # a query that somebody else is sent
CLASS = re.compile(r"(?:response |status )*([1-5]xx)\b", re.IGNORECASE)  # `Response 4XX`
DEFAULT_ANSWER = re.compile(r"(?:response|responses|status)? ?default(?: response)?", re.IGNORECASE)
ANNOUNCING = re.compile(r"(?:request|response)(?: [1-5]\d\d)?(?: \([\w/+.\-*; =]+\))?", re.IGNORECASE)


def announces(naked: str) -> bool:
    """Whether a list item is a label without a colon: `+ Response 200 (application/json)`, `- Query parameters`."""
    if ANNOUNCING.fullmatch(naked):
        return True
    return is_title(naked) and len(naked.split()) <= 3 and not re.fullmatch(r"[a-z_]\w*|\d.*", naked)


def is_title(naked: str) -> bool:
    """Whether a line without a colon is short enough to announce what follows, and no sentence."""
    return len(naked) < 60 and len(naked.split()) <= 6 and not naked.endswith((".", "。", ";", "；"))


NAMES = re.compile(
    r"[A-Za-z_][\w-]*\??(?:\s?,\s?[A-Za-z_][\w-]*\??)*"
)  # of parameters, without code spans: `limit, offset`
