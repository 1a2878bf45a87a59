"""What a label, heading or table header inside an endpoint's part announces: a body, parameters, headers, authentication."""
# ruff: noqa: E501, RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Literal

from accord.contract.markdown.inline import bare
from accord.contract.markdown.memo import remembered

Role = Literal[
    "request", "response", "query", "path", "header", "cookie", "params", "error", "auth", "description", "other"
]

# The order decides: the first that matches is the role.
_PATTERNS: tuple[tuple[Role, str], ...] = (
    ("cookie", r"\bcookies?[ -]param\w*|^cookies$|cookie ?参数|クッキー|쿠키 파라미터"),
    (
        "header",
        (
            r"\bheaders?\b|请求头|响应头|\bencabezados?\b|\bcabeceras?\b|\ben-?têtes?\b|헤더|ヘッダー?|\bcabeçalhos?\b|\bkopfzeilen?\b"
            r"|\bзаголов(?:ок|ки|ков|ках)\b|\bintestazion\w+|\bnagłów\w+|\bbaşlık\w*|\bhlavičk\w+|ترويس\w*|رؤوس|هيدر|هدر|سرآیند|हेडर|เฮดเดอร์|ส่วนหัว|κεφαλίδ\w+|כותרות"
        ),
    ),
    (
        "auth",
        (
            r"^(?:auth\w*|permissions?|roles?|access|security|requires?|required roles?|auth required|login required|(?:anmeldung|login|token) (?:erforderlich|nötig|notwendig))$|\bauthenti[sz]?cation\b|\bauthori[sz]ation\b"
            r"|鉴权|认证|权限|授权|登录要求|^(?:是否)?(?:需要?)?(?:登录|登陆)$|^是否(?:需要?|校验)?(?:token|令牌)$|\bautenticaci[oó]n\b|\bautorizaci[oó]n\b|\bpermisos?\b|\bauthentification\b|\bautorisation\b|인증|권한|認証|認可|権限|\bautentica[cç][aã]o\b|\bauthentifizierung\b|\bberechtigung"
            r"|hitelesítés\w*|azonosítás\w*|\btodennu\w+|\btunnistautum\w+|\bautentificare\w*|авториза\w+|аутентифика\w+|автентифіка\w+|^(?:доступ|права|accesso|permessi|dostęp|quyền|akses|toegang|rechten|přístup|behörighet|åtkomst|yetki|عام|دسترسی|สิทธิ์|πρόσβαση)$|\bautenticazione\b|\bautorizzazione\b|\buwierzytelni\w+|\bautoryzacj\w+|\buprawnieni\w+|\byetki\w*|\bkimlik doğrulama|\bxác thực\b|\bphân quyền\b|\b(?:otentikasi|autentikasi|otorisasi|hak akses)\b|\bauthenticatie\b|\bautori[sz]atie\b|\bautentizace\b|\bověření\b|\boprávnění\b|\bautentisering\b|المصادقة|الصلاحيات?|التوثيق|احراز هویت|प्रमाणीकरण|अनुमति|การยืนยันตัวตน|αυθεντικοποίηση|ταυτοποίηση|אימות|הרשאות"
        ),
    ),
    (
        "query",
        (
            r"\bquery|\bsearch params?\b|\burl params?\b(?=.*\?)|查询参数|\bfiltros?\b|쿼리|クエリ|\bconsulta\b|\babfrageparameter\b|\bget params?\b"
            r"|параметр\w* (?:строки|адресной строки|запроса url)|query-параметр\w*|\bparametri (?:di )?(?:query|ricerca)\b|\bparametry (?:zapytania|dotazu)\b|\bsorgu parametre\w*|\btham số truy vấn\b|\bparameter kueri\b|\bzoekparameters\b|\b(?:fråge|sök)parametrar\b|(?:معاملات|معلمات) الاستعلام|پارامترهای (?:جستجو|کوئری|پرس)|क्वेरी|พารามิเตอร์คิวรี|παράμετροι ερωτήματος|פרמטרי שאילתה"
        ),
    ),
    (
        "path",
        (
            r"\b(?:path|url|uri|route) (?:param|var|arg)\w*\b|\bpath\b$|路径参数|\bparámetros? de (?:la )?(?:ruta|url)\b|\bparamètres? d[e'](?: la )?(?:chemin|url|route)\b|경로 (?:변수|파라미터|매개변수)|パスパラメータ|\bparâmetros? (?:da|de) (?:rota|url|caminho)\b|\bpfadparameter\b"
            r"|параметр\w* (?:пути|шляху|адреса)|\bparametri (?:di|del) percorso\b|\bparametry ścieżki\b|\byol parametre\w*|\btham số đường dẫn\b|\bparameter (?:jalur|rute)\b|\bpadparameters\b|\bparametry cesty\b|\bsökvägsparametrar\b|(?:معاملات|معلمات) المسار|پارامترهای مسیر|पथ पैरामीटर|พารามิเตอร์เส้นทาง|παράμετροι διαδρομής|פרמטרי נתיב"
        ),
    ),
    (
        "error",
        (
            r"\berrors?\b|\bfail(?:ure|ed)?\b|\bexceptions?\b|错误|失败|异常|\berrores\b|\berreurs?\b|에러|오류|실패|エラー|失敗|\berros?\b|\bfehler\b"
            r"|ошибк\w+|помилк\w+|\berror[ei]\b|\bbłęd\w+|\bbłąd\b|\bhata(?:lar)?\b|\blỗi\b|\bkesalahan\b|\bgalat\b|\bfout(?:en|codes|meldingen)?\b|\bchyb\w+|\bfel(?:koder|svar|meddelanden)?\b|أخطاء|الأخطاء|خطا\w*|त्रुटि\w*|ข้อผิดพลาด|σφάλμα\w*|שגיאות"
        ),
    ),
    (
        "response",
        (
            r"\brespon[sd]\w*\b|\breturns?\b|\breply\b|\boutput\b|\bsuccess\b|\bresult\b|响应|返回|回應|回传|\brespuestas?\b|\bdevuelve\b|\bretorna\b|\bréponses?\b|\bretourne\b|응답|반환|レスポンス|応答|戻り値|返却|\brespostas?\b"
            r"|\bantwort(?:en)?\b|\brückgabe\b|\bответ\b"
            r"|\bответ(?:а|ы|ов|е)?\b|\bвідповід[ьі]\b|\brispost\w+|\bodpowied\w+|\byanıt\w*|\bcevap\w*|\bphản hồi\b|\bkết quả\b|\btrả về\b|\bbalasan\b|\bhasil\b|\bantwoord\w*|\bodpově\w+|\bsvar\b|الاستجابة|استجابة|الرد\b|پاسخ|प्रतिक्रिया|उत्तर|การตอบกลับ|ผลลัพธ์|απάντηση|απόκριση|תגובה|תשובה"
        ),
    ),
    (
        "request",
        (
            r"\b(?:request|req)?\s?body\b|\bpayload\b|\brequests?\b|\binput\b|\bform[- ]?data\b|\bbody\b|\bdata params?\b|请求体|请求参数|请求数据|请求示例|提交参数|入参|\bcuerpo\b|\bsolicitud\b|\bpetici[oó]n\b|\bcorps\b|\brequêtes?\b|요청|바디|본문"
            r"|リクエスト|ボディ|本文|\bcorpo\b|\brequisi[cç][aã]o\b|\banfrage\b|\brumpf\b|\bтело\b|\bзапрос\b"
            r"|\bтело(?: запроса)?\b|\bтіло\b|\bзапит\b|\brichiesta\b|\bcorpo\b|\btreść\b|\bciało\b|\bżądani\w+|\bgövde\w*|\bistek\b|\bnội dung\b|\bdữ liệu gửi\w*|\byêu cầu\b|\bbadan\b|\bisi permintaan\b|\bpermintaan\b|\bverzoek\w*|\binhoud\b|\btělo\b|\bpožadavek\b|\bkropp\b|\bbegäran\b|جسم|الطلب\b|بدنه|درخواست|बॉडी|अनुरोध|เนื้อหา|คำขอ|σώμα|αίτημα|גוף|בקשה"
        ),
    ),
    (
        "params",
        (
            r"\bparam(?:eter|etro|ètre|s)?\w*\b|\barguments?\b|\bfields?\b|参数|参数说明|字段|\bpar[aá]metros?\b|\bparamètres?\b|\bcampos?\b|\bchamps\b|파라미터|매개변수|필드|パラメータ|引数|フィールド|項目|\bparâmetros?\b|\bfelder\b"
            r"|параметр\w*|\bпол[еяі]\b|\bparametr\w*|\balan(?:lar)?\b|\btham số\b|\btrường\b|\bkolom\b|\bvelden\b|\bfält\b|المعاملات|المعلمات|الحقول|پارامتر\w*|فیلد\w*|पैरामीटर|फ़ील्ड|พารามิเตอร์|ฟิลด์|παράμετροι|πεδία|פרמטרים|שדות"
        ),
    ),
    (
        "description",
        (
            r"^(?:description|desc|summary|purpose|notes?|功能|描述|说明|接口描述|接口说明|功能描述|简述|descripci[oó]n|resumen|propósito|descrição|beschreibung|설명|기능|概要|説明|備考|описание|опис|назначение|descrizione|opis|açıklama|mô tả|deskripsi|keterangan|omschrijving|beschrijving|popis|beskrivning|الوصف|وصف|توضیحات?|विवरण|คำอธิบาย|รายละเอียด|περιγραφή|תיאור)$"
        ),
    ),
)

_ROLES = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _PATTERNS)
_AUTH = dict(_ROLES)["auth"]
_STATUS = re.compile(
    r"(?<![\d.$#/:_-])([1-5]\d\d)(?![\d.]\d|\d|%|\s?(?:ms|kb|mb|px|characters|chars|items|requests|字符|字|文字|자|件))(?!\w)"
)
_STATUS_FIRST = re.compile(r"[(（\[]?[1-5]\d\d(?![\d\w]|\s?(?:ms|kb|mb|px|%))")
_STATUS_LAST = re.compile(r"^\D{2,30}[\s(（]\s?[1-5]\d\d[)）]?$")  # a label in any language: `Phản hồi (200)`
STATUS_WORD = re.compile(
    r"\b(?:ok|created|accepted|no content|bad request|unauthori[sz]ed|forbidden|not found|conflict|unprocessable|too many|internal|gone|payload|method not|service|gateway|found|moved|not modified|precondition|unsupported)\b",
    re.IGNORECASE,
)

_OTHER_PHRASES = {  # names that changed between versions of HTTP, in their older and newer form
    413: ("payload too large", "content too large", "request entity too large"),
    422: ("unprocessable entity", "unprocessable content"),
}


def role(text: str) -> Role | None:
    """The role a short text announces; None where it announces nothing."""
    naked = bare(text).strip(" :：.-—")
    return _role(naked) if naked and len(naked) <= 80 else None


@remembered
def _role(naked: str) -> Role | None:
    if _STATUS_FIRST.match(naked):  # `400 Bad Request`
        return "response" if naked.lstrip("(（[")[0] in "123" else "error"
    for name, pattern in _ROLES:
        if pattern.search(naked):
            return name
    told = status(naked) and (_STATUS_LAST.search(naked) or STATUS_WORD.search(naked))
    return "response" if told else None


def names_auth(text: str) -> bool:
    """Whether a sentence speaks of authentication, in any of the languages."""
    return _AUTH.search(bare(text)[:600]) is not None


def status(text: str) -> str:
    """The first HTTP status in a text that speaks of one, or an empty string."""
    match = _STATUS.search(bare(text)[:300])
    return match[1] if match else ""


def statuses(text: str) -> list[str]:
    """Every HTTP status in a text, each once."""
    return list(dict.fromkeys(_STATUS.findall(bare(text)[:600])))


_PHRASES = {str(status.value): {status.phrase.lower(), *_OTHER_PHRASES.get(status.value, ())} for status in HTTPStatus}
_PHRASED = re.compile(r"(?<![\w.$#/:-])([1-5]\d\d)[ \t]+(?=[A-Z])")


def phrase_end(text: str, at: int = 0) -> int:
    """Where a status that is followed by its own reason phrase ends, `201 Created`; `at` where there is none."""
    match = _PHRASED.match(text, at)
    if match is None:
        return at
    rest = text[match.end() : match.end() + 40].lower()
    lengths = [len(one) for one in _PHRASES.get(match[1], ()) if re.match(rf"{re.escape(one)}(?![\w-])", rest)]
    return match.end() + max(lengths) if lengths else at


def phrased(text: str) -> list[str]:
    """Every status a text gives together with its reason phrase: `200 OK`, or `404 Not Found`."""
    found = (match for match in _PHRASED.finditer(text[:1000]) if phrase_end(text, match.start()) > match.start())
    return list(dict.fromkeys(match[1] for match in found))
