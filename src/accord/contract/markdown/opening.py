"""What the line or row that names an endpoint says of it besides: shapes behind the path, cells of the row, marks of a heading."""
# ruff: noqa: E501, RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.contract import example
from accord.contract.markdown import asides, auth, roles, words
from accord.contract.markdown.facts import NOTHING, SUCCESS, Facts, shape_in
from accord.contract.markdown.fields import Field
from accord.contract.markdown.form_pairs import is_label
from accord.contract.markdown.inline import CLOSE, EDGES, OPEN, bare
from accord.contract.markdown.table_columns import leads
from accord.contract.markdown.tokens import AND, METHODS, hits, only_methods, query_items, starting_path
from accord.model import Where

if TYPE_CHECKING:
    from accord.contract.markdown.candidates import Candidate
    from accord.model import Auth

_ARROW = re.compile(r"(?:→|=>|->|⇒|⟶)")
_AUTH_COLUMNS = frozenset(
    [
        "auth",
        "authentication",
        "role",
        "roles",
        "permission",
        "permissions",
        "access",
        "auth required",
        "auth?",
        "protected",
        "protected?",
        "secured",
        "login",
        "login required",
        "requires login",
        "requires auth",
        "token",
        "token required",
        "是否登录",
        "是否需要登录",
        "需要登录",
        "protegido",
        "protegida",
        "protégé",
        "acceso",
        "rol",
        "rôle",
        "accès",
        "zugriff",
        "rolle",
        "acesso",
        "public",
        "security",
        "доступ",
        "права",
        "роль",
        "роли",
        "ролі",
        "ruolo",
        "ruoli",
        "accesso",
        "dostęp",
        "rola",
        "role i uprawnienia",
        "rol(ler)",
        "roller",
        "yetki",
        "quyền",
        "vai trò",
        "akses",
        "peran",
        "toegang",
        "rollen",
        "přístup",
        "åtkomst",
        "roll",
        "الدور",
        "الصلاحية",
        "الصلاحيات",
        "نقش",
        "دسترسی",
        "भूमिका",
        "สิทธิ์",
        "ρόλος",
        "תפקיד",
    ]
)
_OF_LOGIN = re.compile(
    r"\bconnectée?s?\b|\bconnexion\b|\bđăng nhập\b|\bxác thực\b|需?登[录入]|鉴权|认证|로그인|인증|ログイン|認証|авториз|аутентиф|автентиф|\bauthenticat\w+|\bauthentifi\w+"
    r"|\bautentic\w+|\bautoriz\w+|\bautoriser\w*|\bangemeldet\b|\banmeldung\b|\bzalogowan\w*|\blogowani\w*|\bgiriş\b|\blogado\b|\binloggad\b|\bingelogd\b|\bpřihlášen\w*"
)
_ENTRY = ("end-point", "endpoint", "request", "api", "接口")  # `## End-point: Register`
_SHORT_HEADER = 30
_TEXT_COLUMN = re.compile(
    r"description|desc|purpose|notes?|summary|action|details?|descripci[oó]n|descrição|beschreibung|notas?|说明|描述|简述|功能|备注|설명|기능|비고|説明|機能|概要|備考|описание|опис|назначение|призначення|примечани[ея]|descrizione|cosa fa|opis|uwagi|açıklama|notlar|mô tả|ghi chú|deskripsi|keterangan|omschrijving|beschrijving|popis|poznámka|beskrivning|الوصف|وصف|ملاحظات|توضیحات?|विवरण|คำอธิบาย|รายละเอียด|περιγραφή|תיאור"
)
_SAYING = frozenset(
    [
        "description",
        "desc",
        "描述",
        "说明",
        "接口描述",
        "接口说明",
        "설명",
        "説明",
        "descripción",
        "descrição",
        "beschreibung",
        "описание",
        "опис",
        "descrizione",
        "açıklama",
    ]
)
_ANSWERS = re.compile(
    r"\b(?:answers?|returns?|responds?|replies|gives back|devuelve|responde|retorna|devolve|renvoie|retourne|répond|liefert|antwortet|restituisce|risponde|возвращает|отвечает|повертає|trả về|zwraca|mengembalikan)\b(?: (?:with|con|com|avec|mit))?"
    r"|返回|を返す|반환"
)
_FORM = re.compile(
    r"multipart(?: ?/ ?form[- ]data)?|form[- ]?data|(?:application/)?x-www-form-urlencoded", re.IGNORECASE
)
_CLAUSE_PART = re.compile(rf"{OPEN}[^{CLOSE}]*{CLOSE}?|[^;；{OPEN}]+|[;；]")
_CLAUSE_STATUS = re.compile(rf"[\s{EDGES}]*([45]\d\d){CLOSE}?(?=\s|$|[:：,(（])")
_CLAUSE_LABEL = re.compile(rf"[\s{CLOSE}:：\-–—,·|]*([^\W\d_][^\d{EDGES}:：;]{{1,24}}?)\s*[:：]?\s*(?=[{OPEN}?])")
_MARKED = re.compile(r"[(（]([^()（）]{3,40})[)）]\s*$")  # of a cell: `List the events (public)`
_CODED_STATUS = re.compile(rf"{OPEN}([1-5]\d\d)(?=[\s{EDGES}])")
_STATUS_IF = re.compile(
    r"(?:^|[,;]\s*|\bor )([1-5]\d\d) (?:if|when|unless|otherwise|wenn|sonst|si|sinon|se|altrimenti|если|иначе)\b"
)  # `200 if up, 503 otherwise`
_SEGMENTS = re.compile(r"\s*[·•|]\s")
_IN_BRACKETS = re.compile(r"[(（]([^()（）]{2,60})[)）]\W*$")
_IN_BRACES = re.compile(r"\{[^{}]*\}")
_JOINED = re.compile(rf"^{AND}(?:\W+|$)")
_FIELD_NAME = re.compile(r"[A-Za-z_]\w*\??(?:\[\])?(?:\s*\([^()]*\))?")


def opening(place: Candidate, file: str) -> Facts:
    """The facts in a place's own line."""
    facts = Facts(file)
    for name, value in query_items(place.path.query):
        facts.add("query", Field(name, example.sampled(value, name), line=place.line))
    if place.form == "table":
        _cells(place, facts)
    elif place.form == "heading":
        facts.auth = auth.marked(place.text, Where(file, place.line))
        facts.auth = facts.auth or remarked(place.text, Where(file, place.line))
        facts.description = _title(place.text)
    else:
        _shapes(place, facts)
        facts.note_query(place.text, place.line)
        if place.method not in ("GET", "HEAD"):
            facts.note_form(place.text, place.line)
        text = bare(place.text).strip(f" \n:：-\u2013\u2014→·|()（）,，{EDGES}")
        said = re.split(r"\s*(?:→|=>)\s*", text)[0].split("\n")[0][:300]
        facts.description = _closed(said, bare(place.text))
        if not facts.description and place.titled:
            facts.description = place.before.strip(f" \n:：-\u2013\u2014→·|•*()（）{EDGES}")[:300]
        for code in _STATUS_IF.findall(text[:300]):
            facts.add_status(code, "", place.line)
        if len(place.text) < 200:
            where = Where(file, place.line)
            facts.auth = auth.marked(place.text, where) or auth.marked(place.before, where)
            facts.auth = facts.auth or remarked(place.text, where) or _segment(place.text, where)
    return facts


def _closed(said: str, whole: str) -> str:
    """A description with the bracket at its end, which was taken off with those around it."""
    last = whole.rstrip(" \n.。·|")[-1:]
    opener = {")": "(", "）": "（"}.get(last, "")
    return said + last if opener and len(said) < 300 and said.count(opener) == said.count(last) + 1 else said


def _segment(text: str, where: Where) -> Auth | None:
    """The authentication that one of the segments behind a path is labelled with: `GET /pets` · auth: **required** · id: `list`."""
    labelled = ((*words.label(part), part) for part in _SEGMENTS.split(text)[1:])
    told = (part[at:] for name, at, part in labelled if roles.role(name) == "auth")
    return next((auth.stated(value, where) for value in told if bare(value)), None)


def remarked(text: str, where: Where) -> Auth | None:
    """What brackets at the end of a title or a row say of authentication: `(без авторизации)`."""
    found = _IN_BRACKETS.search(bare(text))
    return auth.bracketed(found[1], where) if found else None


def titled(place: Candidate) -> str:
    """What the heading above an entry calls it: `#### Register a user` over a fence with the request line."""
    section = place.section
    while is_label(section.title) and section.parent is not None:
        section = section.parent
    name = re.sub(r"^[\d.]+[.)、]?\s+", "", section.name).strip(" -:：")
    label, start = words.label(name)
    name = name[start:] if label in words.PATH_LABELS or label in _ENTRY else name
    usable = section.level > 1 and not roles.role(name) and not starting_path(name) and not only_methods(name)
    return name[:200] if usable and not words.is_sample(name) else ""


def _title(heading: str) -> str:
    """What a heading says beside METHOD and path."""
    text = heading
    for hit in reversed(hits(heading)):
        text = text[: hit.start] + text[hit.end :]
    text = re.sub(rf"\[\s*(?:{METHODS})\s*\]\s*$", "", text)
    naked = re.sub(r"^[\d.]+[.)、]?\s+", "", bare(text).strip(" -\u2013\u2014:：()（）[]·|*"))
    naked = naked.strip(" -\u2013\u2014:：()（）[]·|*")
    if len(hits(heading)) > 1:
        naked = _JOINED.sub("", naked)  # what joins two endpoints
    said = (
        len(naked) > 1
        and naked != bare(heading)
        and not re.fullmatch(r"(?:public|auth\w*|admin(?: only)?|deprecated|private|🔒|🔓|\W)+", naked, re.IGNORECASE)
    )
    return naked[:200] if said else ""


def _shapes(place: Candidate, facts: Facts) -> None:
    """`{ name, emoji? }` → `{ pet }` behind the path, and what further clauses say: `→ 201 `Pet`; body `{ name }`; 409 if it exists`."""
    for clause in _clauses(place.text):
        parts = _ARROW.split(clause)
        if len(parts) > 1:
            _pointed(parts, place, facts)
        elif not _labelled(clause, place, facts) and (told := _ANSWERS.search(clause)):
            value = clause[told.end() :]
            status = roles.status(value) if OPEN in value else ""
            facts.add_answer(status or SUCCESS, value, place.line, only_if_shaped=not status)


def _clauses(text: str) -> list[str]:
    """The clauses of a remark, parted by semicolons outside of code."""
    out = [""]
    for part in _CLAUSE_PART.findall(text[:2000]):
        if part in (";", "；"):
            out.append("")
        else:
            out[-1] += part
    return out


def _labelled(clause: str, place: Candidate, facts: Facts) -> bool:
    """A clause that begins with a status, or with what its shape is: `body `{ name }``, `409 if the name is taken`."""
    if code := _CLAUSE_STATUS.match(clause):
        facts.add_answer(code[1], clause, place.line, only_if_shaped=False)
        return True
    label = _CLAUSE_LABEL.match(clause)
    role = roles.role(label[1]) if label else None
    if label is None or role not in ("request", "query", "response"):
        return False
    value = clause[label.end() :]
    if role == "query":
        facts.add_names("query", value, place.line)
    elif (shape := shape_in(value)) is None:
        return False
    elif role == "request":
        facts.add_request(shape, place.line)
    else:
        status = roles.status(label[0]) or roles.status(value)
        facts.add_answer(status or SUCCESS, value, place.line, only_if_shaped=not status)
    return True


def _pointed(parts: list[str], place: Candidate, facts: Facts) -> None:
    """What an arrow points to is the answer, what stands before it is sent."""
    status = roles.status(parts[-1]) if len(bare(parts[-1])) < 120 else ""
    facts.add_answer(status or SUCCESS, parts[-1], place.line, only_if_shaped=not status)
    for other in (*_CODED_STATUS.findall(parts[-1]), *_more(parts[-1])):  # → `204`, `404` if unknown
        facts.add_status(other, "", place.line)
    shape = shape_in(parts[0]) if place.method in ("POST", "PUT", "PATCH") else None
    if shape is not None:
        facts.add_request(shape, place.line)


def _more(answer: str) -> list[str]:
    """Statuses that follow the first behind an arrow: `201 { id }, 400 | 409`."""
    naked = _IN_BRACES.sub("", bare(answer))
    return re.findall(r"[,/|;]\s*([1-5]\d\d)(?=\s*(?:$|[,/|;(（]|[A-Z]))", naked) if len(naked) < 300 else []


def _cells(place: Candidate, facts: Facts) -> None:
    other = ""
    other_said = False  # the description so far is that of a column of names, `功能`, `action`
    for name, cell in place.cells.items():
        naked = bare(cell)
        role = _role(name)
        if not naked or (only_methods(cell) and (role != "description" or naked.isupper())):
            continue  # but `Delete.` describes
        if role == "auth":
            facts.auth = auth.stated(asides.of_method(cell, place.method), Where(facts.file, place.line))
            asides.remarked(cell, place.method, place.line, facts)
        elif role == "description":
            if name in _SAYING and other_said and not re.fullmatch(r"[\d\s.,]+", naked):
                facts.description = ""  # `功能` names what `描述` describes
            other_said = name not in _SAYING
            if not re.fullmatch(r"[\d\s.,]+", naked):
                facts.description = facts.description or naked.replace("\n", " ")[:300]
            _noted(naked, place.line, facts)
            _remarked(cell, place, facts)
        elif role in ("query", "header", "path", "params"):
            facts.add_names(role, cell, place.line)
        elif role == "request" and not NOTHING.match(naked):
            _requested(cell, place.line, facts)
        elif role == "response" and not NOTHING.match(naked):
            status = roles.status(re.sub(r"\{.*\}", "", cell, flags=re.DOTALL))  # a number in a sample is no status
            facts.add_answer(status or SUCCESS, cell, place.line, only_if_shaped=not status)
        elif role == "error":
            for code in roles.statuses(cell):
                facts.add_status(code, "", place.line)
        elif not role and not starting_path(cell) and re.search(r"[^\W\d_]", naked) and not leads(cell):
            other = other or naked.replace("\n", " ")[:300]
            _remarked(cell, place, facts)
    facts.description = facts.description or other


def _role(name: str) -> str:
    if name in _AUTH_COLUMNS or (len(name) < _SHORT_HEADER and _OF_LOGIN.search(name)):
        return "auth"
    return "description" if _TEXT_COLUMN.fullmatch(name) else roles.role(name) or ""


def _noted(naked: str, line: int, facts: Facts) -> None:
    """`201. Sets a cookie` in a column of notes."""
    match = re.match(r"\s*(2\d\d)\b\.?|.*[.;]\s*(2\d\d)\.?\s*$", naked[:300])
    if match:
        facts.add_status(match[1] or match[2], "", line)


def _remarked(cell: str, place: Candidate, facts: Facts) -> None:
    """What a description says besides: `Imports a file (multipart/form-data, field `file`)`, `All shops (public)`."""
    facts.note_query(cell, place.line)
    asides.remarked(cell, place.method, place.line, facts)
    if place.method not in ("GET", "HEAD"):
        facts.note_form(cell, place.line)
    facts.auth = facts.auth or auth.only_some(bare(cell), Where(facts.file, place.line))
    if facts.auth is None and (marked := _MARKED.search(bare(cell))):
        facts.auth = auth.bracketed(marked[1], Where(facts.file, place.line))


def _requested(cell: str, line: int, facts: Facts) -> None:
    naked = bare(cell)
    label, at = words.label(cell)
    if naked.startswith("?") or roles.role(label) == "query":  # a column of requests with `query: state?`
        facts.add_names("query", cell if naked.startswith("?") else cell[at:], line)
        return
    if _FORM.fullmatch(label):  # multipart: `audio`, `title`, `notes?`
        facts.note_media("application/x-www-form-urlencoded" if "urlencoded" in label else "multipart/form-data")
        facts.add_names("request", cell[at:], line)
        return
    shape = shape_in(cell)
    if shape is not None:
        facts.add_request(shape, line)
        return
    listed = (
        [part.strip() for part in re.split(r"[,、]", naked)]
        if re.fullmatch(r"[\w\s,.()?\[\]、-]{2,300}", naked)
        else []
    )
    if (
        listed
        and all(_FIELD_NAME.fullmatch(part) for part in listed)
        and (len(listed) > 1 or "_" in listed[0] or OPEN in cell)
    ):
        for part in listed:
            named = re.match(r"\w+", part)
            if named:
                optional = False if "optional" in part or "?" in part else None
                facts.add("request", Field(named[0], required=optional, line=line))
